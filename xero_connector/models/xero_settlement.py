# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one document owes to one counterpart, in one part."""

from odoo import api, fields, models
from odoo.tools import SQL

PARTS = [
    ("cash", "Payment"),
    ("write_off", "Write-off"),
    ("fee", "Bank fee"),
    ("discount", "Cash discount"),
    ("entry", "Journal entry"),
    ("allocation", "Credit note"),
    ("batch", "Batch payment"),
]


class XeroSettlement(models.Model):
    """The Odoo side of a Xero payment or allocation.

    Odoo remakes partials on every re-reconcile, so no partial is remembered here: what
    the row amounts to is read from the partials of its two moves, each time anew
    (``share``). A row whose partials are gone tells that something was taken back.

    A ``batch`` row has no document: it is one payment over several of them.
    """

    _name = "xero.settlement"
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
    part = fields.Selection(PARTS, required=True)
    origin = fields.Selection(
        [("odoo", "Odoo"), ("xero", "Xero")],
        required=True,
        default="odoo",
        help="Where it was recorded first.",
    )
    share = fields.Json(
        compute="_compute_share",
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

    @api.depends("document_id", "counterpart_id", "part")
    def _compute_display_name(self):
        labels = dict(self._fields["part"]._description_selection(self.env))
        for settlement in self:
            settlement.display_name = " ".join(
                text
                for text in (
                    f"{labels[settlement.part]}:",
                    settlement.counterpart_id.name,
                    "→" if settlement.document_id else "",
                    settlement.document_id.name,
                )
                if text
            )

    @api.depends("document_id", "counterpart_id", "part")
    def _compute_share(self):
        shares = self.env["xero.settlement.reader"]._shares(self)
        for settlement in self:
            settlement.share = shares.get(settlement.id)

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
        return self.env.execute_query(
            SQL(
                "SELECT d.move_id, c.move_id, p.debit_amount_currency,"
                " p.credit_amount_currency"
                " FROM account_partial_reconcile p"
                " JOIN account_move_line d ON d.id = p.debit_move_id"
                " JOIN account_move_line c ON c.id = p.credit_move_id"
                " JOIN account_account a ON a.id = d.account_id"
                " WHERE (d.move_id IN %(ids)s OR c.move_id IN %(ids)s)"
                " AND a.account_type IN ('asset_receivable', 'liability_payable')"
                " AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile x"
                " WHERE x.exchange_move_id IN (d.move_id, c.move_id))"
                " ORDER BY p.id",
                ids=tuple(move_ids),
            )
        )
