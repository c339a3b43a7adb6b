# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money on one document: Xero's Payment."""

from decimal import Decimal

from odoo import models

from ..sync import canonical
from ..xero.causes import Cause
from ..xero.payloads import settlement as codec
from .settlement import DAYS, DOCUMENTS

_CREDIT = ("out_refund", "in_refund")


class XeroResourcePayment(models.AbstractModel):
    """The bank account receives exactly the cash; write-off, fee and cash discount are
    payments of their own on their mapped accounts."""

    _name = "xero.resource.payment"
    _inherit = "xero.resource.settlement"
    _description = "Xero payments"

    _endpoint = "Payments"
    _odoo_model = "xero.settlement"
    _row_parts = ("cash", "write_off", "fee", "discount", "entry")
    _twin_causes = frozenset({Cause.EXCEEDS_DUE, Cause.NOT_AUTHORISED_YET})
    _tracked_also = {
        "account.move": frozenset({"state"}),
        "account.payment": frozenset({"state"}),
        "account.bank.statement.line": frozenset(),
    }

    def _presence(self, record):
        if record.part == "cash" and (self._in_batch(record) or self._overpaid(record)):
            return "absent"
        return super()._presence(record)

    def _in_batch(self, record):
        """Whether it travels as part of a batch payment."""
        if not (record.share or {}).get("shared"):
            return False
        whole = self._whole_of(record)
        batches = self._get("batch_payment")
        return bool(whole) and batches._presence(whole) == "live"

    def _instead(self, record):
        """The batch payment, where nobody looked at it as one so far: while it was
        none, as before its journal was mapped, it waited for nothing."""
        if record.part != "cash" or not self._in_batch(record):
            return []
        whole = self._whole_of(record)
        link = self._get("batch_payment")._link_of(whole)
        return [] if link and link.state != "new" else [("batch_payment", whole)]

    def _overpaid(self, record):
        """The overpayment that a settlement's money is in, in Xero; or none."""
        if not record.connection_id.overpayments or not record.counterpart_id:
            return record.browse()  # there is none, and thousands may be asked about
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", record.counterpart_id.id),
                ("part", "=", "overpayment"),
            ]
        )
        if not rows or self._is_sent(record):
            return rows.browse()
        return rows if self._is_taken_from(rows[:1], record) else rows.browse()

    def _is_taken_from(self, overpayment, record):
        """Whether a settlement is applied out of an overpayment, or of the money of
        which nobody asked for one: together they are never more than what moved.

        Out of that rest goes what was applied before the overpayment was asked for, and
        what is more than the overpayment.
        """
        asked = Decimal(overpayment.asked_amount)
        cash = record.search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", record.counterpart_id.id),
                ("part", "=", "cash"),
            ],
            order="id",
        ).filtered("share")
        used = {row: Decimal(row.share["amount"]) for row in cash}
        reader = self.env["xero.settlement.reader"]
        rest = sum(used.values()) + reader._unapplied(record.counterpart_id) - asked
        waiting = []
        for row, amount in used.items():
            if self._is_sent(row):
                rest -= amount
            else:
                waiting.append((row, amount))
        for row, amount in waiting:
            later = row.id > overpayment.id and amount <= asked
            from_rest = not later and amount <= rest
            if from_rest:
                rest -= amount
            if row == record:
                return not from_rest
        return True

    def _must_wait(self, record, refs):
        """What was a batch payment is taken apart there first."""
        whole = self._link_of_whole(record)
        if self._is_sent_in_batch(record):
            return f"needs:batch_payment:{whole.res_id}", self.env._(
                "Waits until the batch payment is removed in Xero."
            )
        return super()._must_wait(record, refs)

    def _whole_of(self, record):
        if not record.counterpart_id:
            return record.browse()  # booked nowhere, or deleted
        return self.env["xero.settlement"].search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", record.counterpart_id.id),
                ("part", "=", "batch"),
            ]
        )

    def _link_of_whole(self, record):
        """The link of the batch payment that a payment is or was part of."""
        rows = self._whole_of(record)
        links = self.env["xero.link"]
        if not rows:
            return links
        return links.search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("resource", "=", "batch_payment"),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )

    def _is_sent_in_batch(self, record):
        """Whether Xero has it, or had it until a moment ago, inside a batch payment."""
        whole = self._link_of_whole(record)
        base = canonical.decode(canonical.Batch, whole.base_remote)
        return base.get("status") == "open"

    def _hold_for_removed_whole(self, record, refs):
        """Somebody removed the batch payment in Xero while it was taken apart here:
        what is left is not recorded there again unless a person says so."""
        if refs.own and refs.own.asked_by_id:
            return
        whole = self._link_of_whole(record)
        base = canonical.decode(canonical.Batch, whole.base_remote)
        if not whole or base.get("status") != "void":
            return
        ours = any(
            (attempt.sent_remote or {}).get("status") == "void"
            for attempt in whole.attempt_ids
        )
        if not ours:
            refs.hold(
                "removed_in_xero",
                self.env._(
                    "The batch payment that it was part of was removed in Xero, and "
                    "%(name)s is still paid in Odoo.",
                    name=record.document_id.name,
                ),
                self.env._(
                    "Sync the payment to record it in Xero again, or take it off the "
                    "document in Odoo."
                ),
            )

    def _is_unapplied(self, record):
        """Money that Xero still shows on a document from which Odoo took it.

        Applied elsewhere it is no longer there to be used: then it goes from here.
        """
        if record.part != "cash":
            return False
        counterpart = record.counterpart_id
        left = self.env["xero.settlement.reader"]._unapplied(counterpart)
        mine = self._used_there(record, self._link_of(record))
        if not mine:
            return left >= 0
        rows = record.search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", counterpart.id),
                ("part", "=", "cash"),
                ("id", "<", record.id),
                ("document_id.state", "!=", "cancel"),
            ],
            order="id",
        )
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", rows._name),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        sent = {link.res_id: link for link in links}
        for row in rows.filtered(lambda row: row.id in sent and not row.share):
            # of the same money: what stays for one is not there for the next
            used = self._used_there(row, sent[row.id])
            left -= used if used <= left else 0
        return left >= mine

    def _used_there(self, record, link):
        """What Xero has of a payment on a document, in the payment's own currency."""
        if self._last_agreed(link, "status") == "void":
            return Decimal(0)
        counterpart = record.counterpart_id
        own = self.env["xero.settlement.reader"]._currency_of(counterpart)
        same = own == record.document_id.currency_id
        name = "amount" if same else "bank_amount"
        return self._last_agreed(link, name) or Decimal(0)

    def _to_xero(self, values, refs):
        mapped = {n: v for n, v in values.items() if n not in ("document", "account")}
        document = self._remote_document(refs.connection, values["document"], refs)
        if document:
            mapped["document"] = document
        account = self._account_of(values["account"], refs.connection, refs)
        if account:
            mapped["account"] = account.remote_id
        return mapped

    def _preflight(self, record, values, refs):
        if self._hold_without_entry(record, refs):
            return
        document = record.document_id
        link = self._document_links(refs.connection, document).get(document.id)
        self._hold_for_removed_whole(record, refs)
        self._hold_for_direction(self._account_key(record), refs)
        self._hold_for_opening(record, refs)
        self._hold_for_problem(record.share, refs)
        if link:
            self._hold_for_document(document, link, refs)
        self._hold_for_lock({values["date"]}, refs)

    def _payload(self, mapped, names, link):
        row = self.env["xero.settlement"].browse(link.res_id)
        kind = "CreditNote" if row.document_id.move_type in _CREDIT else "Invoice"
        said = row.payment_id.memo or row.counterpart_id.ref or row.counterpart_id.name
        return codec.payment_to_payload(mapped, kind, self._reference(link, said))

    def _from_xero(self, payload):
        return codec.payment_from_payload(payload)

    def _retire(self, link, refs):
        payload = super()._retire(link, refs)
        if refs.payload.get("BatchPaymentID"):
            refs.hold(
                Cause.IN_BATCH.value,
                self.env._(
                    "Taken back in Odoo, but part of a batch payment in Xero, which "
                    "removes none of it singly."
                ),
                self.env._(
                    "Remove the batch payment in Xero, and record there again what "
                    "stays; or record this payment in Odoo again."
                ),
            )
        return payload

    def _look_alikes(self, caller, records):
        """What Xero already has on the same documents, of the same account and amount
        and close in date."""
        wanted = self._wanted(records)
        self.env.cr.rollback()
        documents = {values["document"] for values in wanted.values()}
        payloads = self._read_on(caller, documents)
        return {
            res_id: [
                self._candidate(payload)
                for payload in payloads
                if codec.same_money(values, self._from_xero(payload), DAYS)
                and not self._is_linked(payload)
            ]
            for res_id, values in wanted.items()
        }

    def _read_on(self, caller, documents):
        """What Xero has on these documents of its own.

        :param documents: Xero ids
        :return: payloads of payments
        """
        payloads = []
        for document in sorted(documents):
            payloads += caller.read_page(
                self._endpoint,
                where=f'Status=="AUTHORISED" AND Invoice.InvoiceID==guid("{document}")',
            ).elements
        return payloads

    def _candidate(self, payload):
        values = self._from_xero(payload)
        return {
            "remote_id": self._payload_id(payload),
            "name": self._remote_name(payload) or str(values["amount"]),
            "detail": f"{values['date']} · {values['amount']}",
            "payload": payload,
        }

    def _document_resource(self, document):
        return DOCUMENTS[document.move_type]
