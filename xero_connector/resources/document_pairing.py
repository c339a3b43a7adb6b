# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live on existing books needs to know of documents on both sides."""

from collections import Counter

from odoo import models
from odoo.fields import Domain

from ..models.decimals import amount
from ..sync import canonical
from ..sync.pairing import LocalDocument, RemoteDocument, pair_documents
from ..xero import codec
from .refs import Refs

#: lists of what was applied, in Xero's payload: name to field of the id
_APPLIED_LISTS = {
    "Payments": "PaymentID",
    "CreditNotes": "CreditNoteID",
    "Overpayments": "OverpaymentID",
    "Prepayments": "PrepaymentID",
    "Allocations": "AllocationID",
}
#: documents that are read together
_TOGETHER = 1000
#: what has to be equal, and what may then be worded otherwise
_MONEY = ("currency", "subtotal", "tax", "total")
_WORDING = ("lines", "reference")


def _by_tax(lines):
    """What a tax return takes from lines in Xero's terms: net by tax rate."""
    found = Counter()
    for line in lines:
        found[line.taxes] += line.net
    return {taxes: net for taxes, net in found.items() if net}


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    _paired_before = True

    # ------------------------------------------------------------------
    # the start date
    # ------------------------------------------------------------------
    def _backfill_domain(self, connection):
        domain = super()._backfill_domain(connection)
        if connection.start_date:
            domain = [*domain, ("invoice_date", ">=", connection.start_date)]
        return domain

    def _opening_domain(self, connection):
        """Older documents that are still open, None without a start date."""
        if not connection.start_date:
            return None
        return [
            ("company_id", "in", connection._companies().ids),
            ("move_type", "in", self._move_types),
            ("state", "=", "posted"),
            ("invoice_date", "<", connection.start_date),
            ("amount_residual", "!=", 0),
        ]

    def _is_opening(self, connection, record, link):
        # what was linked as one stays one, and what Xero has from here, or as a pair
        # that is kept in step, never becomes one: not by another date on it, nor by
        # another start date
        if link and link.is_opening:
            return True
        return self._is_before_start(connection, record) and not (
            link and link._is_kept_in_step()
        )

    def _is_before_start(self, connection, record):
        """Whether a document is older than what is kept in step, by its date alone."""
        day = self._day(record)
        return bool(connection.start_date and day and day < connection.start_date)

    def _document_kind(self):
        """What people call these documents."""
        return {
            "ACCREC": self.env._("Customer invoice"),
            "ACCPAY": self.env._("Bill"),
            "ACCRECCREDIT": self.env._("Customer credit note"),
            "ACCPAYCREDIT": self.env._("Supplier credit note"),
        }[self._kind]

    # ------------------------------------------------------------------
    # which are the same on both sides
    # ------------------------------------------------------------------
    def _pair(self, connection, records, contacts, remote):
        """Which documents of both books are the same; no call, nothing is written.

        :param records: of Odoo, without a link
        :param contacts: Xero id by id of the partner
        :param remote: id to :class:`RemoteDocument`, of those that no link has
        :return: :class:`~..sync.pairing.Pairing`
        """
        return pair_documents(self._local_documents(records, contacts), remote.values())

    def _partner(self, record):
        """Whose document it is."""
        return record.commercial_partner_id

    def _partners(self, records):
        """Whose documents these are; thousands at once."""
        groups = records._read_group(
            [("id", "in", records.ids)], ["commercial_partner_id"]
        )
        return self.env["res.partner"].union(*(partner for (partner,) in groups))

    def _figures(self, record):
        """(currency, total, what is due) of a document, in its own currency."""
        return record.currency_id, record.amount_total, record.amount_residual

    def _local_documents(self, moves, contacts):
        """:param contacts: Xero id by id of the partner"""
        found = []
        for start in range(0, len(moves), _TOGETHER):
            found += [
                LocalDocument(
                    id=move.id,
                    kind=self._kind,
                    number=self._number(move),
                    contact=contacts.get(self._partner(move).id, ""),
                    currency=move.currency_id.name,
                    total=amount(move.amount_total),
                    due=amount(move.amount_residual),
                    date=self._day(move),
                )
                for move in moves.browse(moves.ids[start : start + _TOGETHER])
            ]
            self.env.invalidate_all()  # of a hundred thousand no trace stays
        return found

    def _remote_document(self, payload, successors):
        """:param successors: the contact that a contact was merged into, by Xero id"""
        values = self._from_xero(payload)
        contact = values["contact"]
        return RemoteDocument(
            id=self._payload_id(payload),
            kind=values["kind"],
            number=values["number"],
            contact=successors.get(contact, contact),
            currency=values["currency"],
            total=values["total"],
            due=self._due_in_xero(payload),
            date=values["date"],
            void=values["status"] == "void",
        )

    def _due_in_xero(self, payload):
        """AmountDue, of a credit note RemainingCredit."""
        due = payload.get("AmountDue", payload.get("RemainingCredit"))
        return codec.decimal(due or 0)

    # ------------------------------------------------------------------
    # what was paid before both were linked
    # ------------------------------------------------------------------
    def _payments_differ(self, record, payload):
        """Whether what is left to pay is another amount on the other side."""
        return amount(record.amount_residual) != self._due_in_xero(payload)

    def _is_paid_on_both(self, record, payload):
        """Whether something settles it in Odoo, and something in Xero."""
        return bool(self._applied_here(record) and self._applied_there(payload))

    def _history(self, record, payload):
        """What was settled on both sides before they were linked, to the same due: it
        is never exchanged.

        :return: ``{"due": text, "local": counterpart move ids, "remote": Xero ids}``
        """
        return {
            "due": f"{self._due_in_xero(payload):.2f}",
            "local": sorted({move.id for move, _sum in self._applied_here(record)}),
            "remote": sorted(
                remote_id for remote_id, _t in self._applied_there(payload)
            ),
        }

    def _applied_here(self, record):
        """[(counterpart move, amount in the document's currency)], oldest first."""
        found = []
        lines = record.line_ids.filtered(
            lambda aml: aml.account_type in ("asset_receivable", "liability_payable")
        )
        for partial in lines.matched_debit_ids | lines.matched_credit_ids:
            debit = partial.debit_move_id in lines
            other = partial.credit_move_id if debit else partial.debit_move_id
            if other.move_id == record or other.move_id == partial.exchange_move_id:
                continue
            settled = (
                partial.debit_amount_currency
                if debit
                else partial.credit_amount_currency
            )
            found.append((other.move_id, amount(settled)))
        return sorted(found, key=lambda one: (one[0].date, one[0].id))

    def _applied_there(self, payload):
        """[(Xero id, (day, amount, what))] of what Xero applied to a document."""
        found = []
        for name, key in _APPLIED_LISTS.items():
            for one in payload.get(name) or ():
                what = one.get("Reference") or one.get("CreditNoteNumber") or ""
                sum_ = one.get("AppliedAmount", one.get("Amount", one.get("Total")))
                day = codec.parse_date(one.get("Date"))
                found.append(
                    (one.get(key) or "", (day, codec.decimal(sum_ or 0), what))
                )
        return found

    def _both_payment_lists(self, record, payload):
        """What was paid on each side, in words, for a person to compare."""
        nothing = self.env._("nothing")
        here = "; ".join(
            f"{move.date} {move.name} {sum_:.2f}"
            for move, sum_ in self._applied_here(record)
        )
        there = "; ".join(
            f"{day or ''} {what} {sum_:.2f}".replace("  ", " ").strip()
            for _id, (day, sum_, what) in self._applied_there(payload)
        )
        return self.env._(
            "%(ours).2f is due in Odoo, %(theirs).2f in Xero.\n"
            "Paid in Odoo: %(here)s\nPaid in Xero: %(there)s",
            ours=amount(record.amount_residual),
            theirs=self._due_in_xero(payload),
            here=here or nothing,
            there=there or nothing,
        )

    def _paired(self, link, record):
        """Both are the same document from now on: agree on what was paid before, or
        stop until somebody made both sides agree.

        :return: whether what is due is the same on both sides
        """
        if self._payments_differ(record, link.remote_payload):
            link._hold(
                "payments_differ",
                self._both_payment_lists(record, link.remote_payload),
                self.env._(
                    "Record what is missing, or remove what is too much, on one side, "
                    "then press Sync to Xero."
                ),
            )
            return False
        link.history = self._history(record, link.remote_payload)
        self._accept_wording(link, record)
        return True

    def _accept_wording(self, link, record):
        """Typed in twice, the lines of one document read otherwise on each side: while
        they come to the same money and the same tax, each stays as it is, and what is
        changed from now on travels."""
        here = self._local_values(record)[record.id]
        there = self._from_xero(link.remote_payload)
        if any(here[name] != there[name] for name in _MONEY):
            return
        refs = Refs(link.connection_id, there, link.remote_payload)
        # but for the line by which we would make up for Xero's rounding
        lines = [line for line in self._to_xero(here, refs)["lines"] if line.key]
        names = set(_WORDING)
        if not refs.reasons and _by_tax(lines) != _by_tax(there["lines"]):
            names.remove("lines")
        for base, values in (("base_local", here), ("base_remote", there)):
            agreed = canonical.decode(self._form, link[base])
            agreed |= {name: values[name] for name in names}
            link[base] = canonical.encode(self._form, agreed)

    def _unlinked(self, connection, domain):
        """Documents of a domain without a link that says where they are in Xero."""
        linked = (
            self.env["xero.link"]
            .search(
                Domain("connection_id", "=", connection.id)
                & Domain("resource", "=", self._resource_name)
                & Domain("res_id", ">", 0)
                & Domain("remote_id", "!=", False)
                & Domain("state", "!=", "retired")
            )
            .mapped("res_id")
        )
        moves = self.env[self._odoo_model].with_context(active_test=False)
        return moves.search(Domain(domain) & Domain("id", "not in", linked), order="id")
