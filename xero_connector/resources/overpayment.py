# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that settles nothing: Xero's overpayment, made only where somebody asks.

Xero's API takes none back, so nothing becomes one by itself. Applied to a document
later, it is applied there too (``overpayment_allocation``).
"""

from datetime import date
from decimal import Decimal

from odoo import models
from odoo.tools import format_amount

from ..models.decimals import amount
from ..sync.canonical import Overpayment, values_of
from ..xero.payloads import overpayment as codec


class XeroResourceOverpayment(models.AbstractModel):
    """In base currency only: the rates of others are unconfirmed."""

    _name = "xero.resource.overpayment"
    _inherit = "xero.resource.settlement"
    _description = "Xero overpayments"

    _endpoint = "BankTransactions"
    _odoo_model = "xero.settlement"
    _form = Overpayment
    _row_parts = ("overpayment",)
    _page = "bank_transaction"
    _mark_model = "account.payment"
    #: before what is applied from it
    _sequence = 39
    _conflicting = frozenset({"overpayment_stays"})
    _tracked_also = {"account.payment": frozenset({"state"})}

    def _features(self, connection):
        on = self._is_on(connection) and connection.overpayments
        return {"banktransactions"} if on else set()

    def _reads(self, connection):
        return False  # none is taken over from Xero

    def _presence(self, record):
        payment = record.counterpart_id
        if record.part not in self._row_parts:
            return "absent"
        if not payment or payment.state == "cancel":
            return "void"
        return "suspended" if payment.state == "draft" else "live"

    def _dependencies(self, records):
        return {
            row.id: [("contact", row.counterpart_id.commercial_partner_id)]
            for row in records
            if row.counterpart_id
        }

    def _must_wait(self, record, refs):
        return None

    def _documents(self, record):
        return self.env["account.move"]

    # ------------------------------------------------------------------
    # Odoo -> Xero
    # ------------------------------------------------------------------
    def _values(self, row, share):
        payment = row.payment_id
        inbound = payment.payment_type == "inbound"
        return values_of(
            Overpayment(
                kind=codec.RECEIVED if inbound else codec.SPENT,
                contact=str(row.counterpart_id.commercial_partner_id.id or ""),
                account=f"journal:{row.counterpart_id.journal_id.id}",
                date=date.fromisoformat(share["date"]),
                amount=Decimal(share["amount"]),
            )
        )

    def _nothing(self, row):
        return values_of(Overpayment(kind="", contact="", status="void"))

    def _to_xero(self, values, refs):
        mapped = {n: v for n, v in values.items() if n not in ("contact", "account")}
        if values["contact"]:
            contact = refs.remote_id("contact", int(values["contact"]))
            if contact:
                mapped["contact"] = contact
        if values["account"]:
            account = self._account_of(values["account"], refs.connection, refs)
            if account:
                mapped["account"] = account.remote_id
        return mapped

    def _preflight(self, record, values, refs):
        payment = record.payment_id
        if payment.currency_id != payment.company_id.currency_id:
            self._hold_for_problem({"problem": "currencies"}, refs)
        self._hold_for_lock({values["date"]}, refs)

    def _payload(self, mapped, names, link):
        payment = self.env["xero.settlement"].browse(link.res_id).payment_id
        return codec.to_payload(mapped, payment.memo or payment.name)

    def _mark(self, record):
        """An overpayment has no Reference: the address of its payment here."""
        return self._get("invoice")._mark(record.payment_id)

    def _has_mark(self, record, payload):
        gone = payload.get("Status") in ("DELETED", "VOIDED")
        invoices = self._get("invoice")
        return not gone and invoices._has_mark(record.payment_id, payload)

    def _remote_name(self, payload):
        lines = payload.get("LineItems") or [{}]
        return lines[0].get("Description") or ""

    def _from_xero(self, payload):
        return codec.from_payload(payload)

    def _retire(self, link, refs):
        refs.hold(
            "overpayment_stays",
            self.env._(
                "Taken back in Odoo, but Xero lets nobody but a person remove an "
                "overpayment."
            ),
            self.env._("Remove it in Xero and sync again."),
        )
        return {}

    def _is_at_odds(self, link, record):
        """The payment was changed since: what Xero has of it is more than it is."""
        there, here = self._in_bank(record), amount(record.payment_id.amount)
        if there <= here:
            return super()._is_at_odds(link, record)
        currency = record.payment_id.currency_id
        link._hold(
            "overpayment_stays",
            self.env._(
                "%(payment)s is %(here)s in Odoo. With this overpayment Xero has "
                "%(there)s of it, and lets nobody but a person lower that.",
                payment=record.payment_id.display_name,
                here=format_amount(self.env, float(here), currency),
                there=format_amount(self.env, float(there), currency),
            ),
            self.env._(
                "Lower or remove the overpayment in Xero and sync again, or give the "
                "payment in Odoo its earlier amount."
            ),
        )
        return True

    def _in_bank(self, record):
        """What of a payment is on documents in Odoo, and goes to Xero so, with the
        overpayment that Xero has of it; in base currency, as all of these."""
        rows = record.search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", record.counterpart_id.id),
                ("part", "=", "cash"),
            ]
        )
        settled = self._get("settled")
        return Decimal(record.asked_amount) + sum(
            Decimal(row.share["amount"])
            for row in rows
            if row.share and settled._resource_of(row) == "payment"
        )

    def _after_stored(self, link, element):
        """What is applied already may go now."""

    def _free_document(self, link, values, lane="hook"):
        """It keeps no document from being voided."""

    def _in_words(self, link, name, values, mapped, remote):
        if name == "contact":
            partner = self.env["res.partner"].browse(int(values[name] or 0))
            there = (link.remote_payload or {}).get("Contact") or {}
            return partner.display_name or "", there.get("Name") or remote[name]
        return super()._in_words(link, name, values, mapped, remote)

    def _welcome(self, connection, links):
        return {}
