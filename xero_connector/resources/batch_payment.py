# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One payment over several documents: Xero's BatchPayment.

One line on the bank statement stays one line in Xero. Invoices or bills only, in base
currency, from a bank account; removed as a whole.
"""

from datetime import date
from decimal import Decimal

from odoo import models

from ..sync import canonical
from ..sync.canonical import Batch, Part, values_of
from ..xero.payloads import settlement as codec


class XeroResourceBatchPayment(models.AbstractModel):
    """Where Xero takes none, each document gets a payment of its own."""

    _name = "xero.resource.batch_payment"
    _inherit = "xero.resource.settlement"
    _description = "Xero batch payments"

    _endpoint = "BatchPayments"
    _odoo_model = "xero.settlement"
    _form = Batch
    _row_parts = ("batch",)
    #: the other documents get payments of their own
    _absent_for = frozenset({"off", "opening", "direction"})
    #: before payments, which ask whether they are part of one
    _sequence = 39
    _tracked_also = {
        "account.move": frozenset({"state"}),
        "account.payment": frozenset({"state"}),
        "account.bank.statement.line": frozenset(),
    }

    def _presence(self, record):
        presence = super()._presence(record)
        if presence == "live" and not self._is_sent(record):
            if not self._on_a_bank_account(record) or self._parts_sent(record):
                return "absent"
            if self._get("payment")._overpaid(record):
                return "absent"
            if self._parts_there(record):
                return "absent"
        return presence

    def _instead(self, record):
        """Payments of its own for each document, while Xero has none over all."""
        # what it is without the reasons of a batch payment
        presence = super()._presence(record)  # pylint: disable=W8164
        if presence != "live" or self._is_sent(record):
            return []
        return [("payment", self._singly(record))]

    def _is_unapplied(self, record):
        """All of its money is unused; else what is left of it goes on singly."""
        reader = self.env["xero.settlement.reader"]
        return not reader._pairs(record.counterpart_id.ids)

    def _on_a_bank_account(self, record):
        """Xero takes batch payments on accounts of type BANK in base currency."""
        mapping = self.env["xero.journal.mapping"]._of_journal(
            record.connection_id, record.counterpart_id.journal_id
        )
        account = mapping.xero_account_id
        base = record.connection_id.organisation_id.base_currency
        return account.account_type == "BANK" and account._currency_name() == base

    def _singly(self, record):
        """What is settled with it on each of its documents."""
        return self.env["xero.settlement"].search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", record.counterpart_id.id),
                ("part", "=", "cash"),
            ]
        )

    def _parts_sent(self, record):
        """Whether one of its documents has a payment of its own in Xero."""
        rows = self._singly(record)
        links = self.env["xero.link"].search(
            [
                ("resource", "=", "payment"),
                ("res_model", "=", rows._name),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        form = self._get("payment")._form
        return any(
            canonical.decode(form, link.base_remote).get("status") != "void"
            for link in links
        )

    def _is_less_now(self, link, row):
        sent = self._last_agreed(link, "parts") or ()
        parts = row.share["parts"]
        return any(Decimal(parts.get(part.document, 0)) < part.amount for part in sent)

    def _is_still_on(self, link, moves):
        sent = self._last_agreed(link, "parts") or ()
        documents = {str(move.id) for move in moves}
        if documents.isdisjoint(part.document for part in sent):
            return False
        return super()._is_still_on(link, moves)

    def _documents(self, record):
        parts = (record.share or {}).get("parts") or {}
        return self.env["account.move"].browse(sorted(map(int, parts)))

    # ------------------------------------------------------------------
    # Odoo -> Xero
    # ------------------------------------------------------------------
    def _nothing(self, row):
        return values_of(Batch(account=self._account_key(row), status="void"))

    def _values(self, row, share):
        parts = [Part(key, Decimal(value)) for key, value in share["parts"].items()]
        return values_of(
            Batch(
                account=self._account_key(row),
                date=date.fromisoformat(share["date"]),
                parts=tuple(sorted(parts, key=lambda part: int(part.document))),
            )
        )

    def _to_xero(self, values, refs):
        mapped = {"date": values["date"], "status": values["status"]}
        parts = [
            Part(
                self._remote_document(refs.connection, part.document, refs), part.amount
            )
            for part in values["parts"]
        ]
        if all(part.document for part in parts):
            mapped["parts"] = tuple(
                sorted(parts, key=lambda part: (part.document, part.amount))
            )
        account = self._account_of(values["account"], refs.connection, refs)
        if account:
            mapped["account"] = account.remote_id
        return mapped

    def _preflight(self, record, values, refs):
        self._hold_for_direction(self._account_key(record), refs)
        documents = self._documents(record)
        links = self._document_links(refs.connection, documents)
        for document in documents:
            if document.id in links:
                self._hold_for_document(document, links[document.id], refs)
        self._hold_for_lock({values["date"]}, refs)

    def _payload(self, mapped, names, link):
        # New Zealand's edition allows a reference of twelve characters
        return codec.batch_to_payload(mapped, self._code(link))

    def _from_xero(self, payload):
        return codec.batch_from_payload(payload)

    def _verify(self, sent, remote):
        if remote["status"] == "void":
            return []
        ours, theirs = (
            sum((part.amount for part in side["parts"]), Decimal(0))
            for side in (sent, remote)
        )
        return [] if ours == theirs else ["parts"]

    def _free_document(self, link, values, lane="hook"):
        for part in values["parts"] or ():
            super()._free_document(
                link, {"status": values["status"], "document": part.document}, lane
            )

    def _in_words(self, link, name, values, mapped, remote):
        if name == "parts":
            return tuple(
                ", ".join(str(part.amount) for part in side["parts"])
                for side in (values, remote)
            )
        return super()._in_words(link, name, values, mapped, remote)
