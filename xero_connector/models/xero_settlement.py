# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one document owes to one counterpart, in one part."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import SQL, format_amount

PARTS = [
    ("cash", "Payment"),
    ("write_off", "Write-off"),
    ("fee", "Bank fee"),
    ("discount", "Cash discount"),
    ("entry", "Journal entry"),
    ("allocation", "Credit note"),
    ("batch", "Batch payment"),
    ("overpayment", "Overpayment"),
]


class XeroSettlement(models.Model):
    """The Odoo side of a Xero payment or allocation.

    Odoo remakes partials on every re-reconcile, so no partial is remembered here: what
    the row amounts to is read from the partials of its two moves, each time anew
    (``share``). A row whose partials are gone tells that something was taken back.

    A ``batch`` row has no document: it is one payment over several of them.
    """

    _name = "xero.settlement"
    _inherit = "xero.linked.mixin"
    _description = "Xero Settlement"
    _order = "id"

    #: document types by what they are in a settlement
    _invoices = ("out_invoice", "out_receipt", "in_invoice", "in_receipt")
    _refunds = ("out_refund", "in_refund")

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    document_id = fields.Many2one(
        "account.move", ondelete="set null", index="btree_not_null"
    )
    counterpart_id = fields.Many2one(
        "account.move", ondelete="set null", index="btree_not_null"
    )
    payment_id = fields.Many2one(
        "account.payment",
        ondelete="set null",
        index="btree_not_null",
        help="Of the counterpart, while it exists.",
    )
    document_company_id = fields.Many2one(
        "res.company",
        compute="_compute_document_company_id",
        store=True,
        index=True,
        help="Company of both, where they have the same one: its users see this row.",
    )
    part = fields.Selection(PARTS, required=True)
    origin = fields.Selection(
        [("odoo", "Odoo"), ("xero", "Xero")],
        required=True,
        default="odoo",
        help="Where it was recorded first.",
    )
    asked_amount = fields.Char(
        help="Of an overpayment: what somebody asked to record in Xero, as a text."
    )
    # Who sees the row sees this much of its document, of a branch that is not active or
    # of a company that is not theirs too: a list that has it is not refused as a whole.
    date = fields.Date(compute="_compute_amount", compute_sudo=True)
    amount = fields.Char(
        compute="_compute_amount",
        compute_sudo=True,
        help="In the currency of the document.",
    )
    share = fields.Json(
        compute="_compute_share",
        compute_sudo=True,
        help="Amounts as texts, or the reason why there are none to be told.",
    )

    _row_uniq = models.UniqueIndex(
        "(connection_id, document_id, counterpart_id, part)"
        " WHERE document_id IS NOT NULL AND counterpart_id IS NOT NULL",
        "This settlement is known.",
    )
    _batch_uniq = models.UniqueIndex(
        "(connection_id, counterpart_id) WHERE part = 'batch'",
        "This batch payment is known.",
    )
    _overpayment_uniq = models.UniqueIndex(
        "(connection_id, counterpart_id) WHERE part = 'overpayment'",
        "This overpayment is known.",
    )

    @api.depends("document_id", "counterpart_id")
    def _compute_document_company_id(self):
        for settlement in self:
            companies = (
                settlement.document_id.company_id | settlement.counterpart_id.company_id
            )
            if len(companies) == 1:
                settlement.document_company_id = companies
            elif companies:
                settlement.document_company_id = False
            else:
                # both are deleted: it is what it was
                settlement.document_company_id = settlement.document_company_id

    @api.depends("document_id", "counterpart_id", "part")
    def _compute_display_name(self):
        labels = dict(self._fields["part"]._description_selection(self.env))
        for settlement in self:
            seen = settlement.sudo()  # see ``amount``
            settlement.display_name = " ".join(
                text
                for text in (
                    f"{labels[seen.part]}:",
                    # cancelled, it has no entry any more
                    seen.counterpart_id.name or seen.payment_id.name,
                    "→" if seen.document_id else "",
                    seen.document_id.name,
                )
                if text
            )

    @api.depends("document_id", "counterpart_id", "part")
    def _compute_share(self):
        overpaid = self.filtered(lambda row: row.part == "overpayment")
        for settlement in overpaid:
            # the money's use may change, the money in Xero does not
            payment = settlement.payment_id
            day = payment.date or settlement.counterpart_id.date
            settlement.share = bool(settlement.counterpart_id) and {
                "amount": settlement.asked_amount,
                "date": str(day),
            }
        rest = self - overpaid
        shares = self.env["xero.settlement.reader"]._shares(rest)
        for settlement in rest:
            settlement.share = shares.get(settlement.id)

    @api.depends("document_id", "counterpart_id", "part")
    def _compute_amount(self):
        for settlement in self:
            share = settlement.share or {}
            parts = share.get("parts", {}).values()
            total = sum(map(Decimal, parts), Decimal(share.get("amount") or 0))
            one = settlement.document_id or settlement.counterpart_id
            currency = one.currency_id
            settlement.amount = bool(share) and format_amount(
                self.env, float(total), currency
            )
            day = share.get("date") or settlement.counterpart_id.date
            settlement.date = day

    @api.model
    def _xero_scopes(self):
        """A settlement travels by its own connection."""
        connections = self.env["xero.connection"]
        for company in self.env.companies | self.company_id:
            connections |= self.env["xero.connection"]._of_company(company)
        return [([one.company_id.id], one) for one in connections]

    def _xero_targets(self, resource, subjects):
        return [
            (connection, rows)
            for connection, rows in subjects.grouped("connection_id").items()
            if connection.state in ("connected", "reconnect")
            and connection._is_in_plan()
            and resource._is_on(connection)
        ]

    @api.model
    def _roles(self, one, other):
        """Which of two reconciled moves is the document, which the counterpart.

        :return: (document, counterpart, part); part is None for money, whose parts the
            payment decides; or None if the pair is nothing that Xero could be told
        """
        for document, counterpart in ((one, other), (other, one)):
            kind, by = document.move_type, counterpart.move_type
            if kind in self._invoices and by in self._refunds:
                return document, counterpart, "allocation"
            if kind in (*self._invoices, *self._refunds) and by == "entry":
                money = counterpart.origin_payment_id or counterpart.statement_line_id
                return document, counterpart, None if money else "entry"
        return None

    @api.model
    def _partials(self, move_ids):
        """How moves settle each other on receivable and payable accounts.

        Exchange differences stay at home, as entries for cash-basis taxes do, which
        are on other accounts.

        :return: [(debit move id, credit move id, amount in the debit line's currency,
            amount in the credit line's currency)], in the order of their making
        """
        if not move_ids:
            return []
        self.env["account.partial.reconcile"].flush_model()
        self.env["account.move.line"].flush_model(["move_id", "account_id"])
        # each side by its own index: of both at once PostgreSQL reads the whole table
        return self.env.execute_query(
            SQL(
                "WITH known AS ("
                "SELECT p.id FROM account_partial_reconcile p"
                " JOIN account_move_line d ON d.id = p.debit_move_id"
                " WHERE d.move_id IN %(ids)s"
                " UNION SELECT p.id FROM account_partial_reconcile p"
                " JOIN account_move_line c ON c.id = p.credit_move_id"
                " WHERE c.move_id IN %(ids)s)"
                " SELECT d.move_id, c.move_id, p.debit_amount_currency,"
                " p.credit_amount_currency"
                " FROM known JOIN account_partial_reconcile p ON p.id = known.id"
                " JOIN account_move_line d ON d.id = p.debit_move_id"
                " JOIN account_move_line c ON c.id = p.credit_move_id"
                " JOIN account_account a ON a.id = d.account_id"
                " WHERE a.account_type IN ('asset_receivable', 'liability_payable')"
                " AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile x"
                " WHERE x.exchange_move_id IN (d.move_id, c.move_id))"
                " ORDER BY p.id",
                ids=tuple(move_ids),
            )
        )
