# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person may decide about money on which both sides differ."""

from odoo import models
from odoo.tools import format_date

from ..sync import words
from ..xero import codec
from .settlement import FIELDS

#: parts that can be taken back in Odoo by themselves
_WHOLE = ("cash", "batch", "entry", "allocation")


class XeroResourceSettlement(models.AbstractModel):
    """Removed in Xero, it is recorded there once more, or taken back here too. Nothing
    about money is left different."""

    _inherit = "xero.resource.settlement"

    _never_accepted = frozenset(FIELDS)

    def _party(self, record):
        one = record.document_id or record.counterpart_id
        return one.partner_id.display_name

    def _review_here(self, record):
        day = format_date(self.env, record.date) if record.date else ""
        return "\n".join(filter(None, (record.display_name, day, record.amount or "")))

    def _review_there(self, payload):
        document = payload.get("Invoice") or payload.get("CreditNote") or {}
        day = codec.parse_date(payload.get("Date"))
        amount = payload.get("Amount", payload.get("TotalAmount"))
        parts = (
            document.get("InvoiceNumber") or document.get("CreditNoteNumber"),
            payload.get("Reference"),
            format_date(self.env, day) if day else "",
            words.words(codec.decimal(amount)) if amount else "",
        )
        return "\n".join(filter(None, parts))

    def _choices_of_undone(self, link, record):
        choices = set()
        if link.connection_id.sudo()._sends("payment"):
            choices.add("odoo")
        if record.part in _WHOLE:
            choices.add("xero")
        return choices

    def _decide_undone(self, link, side):
        if side == "xero":
            # as whoever decides: Odoo's own rights and locks hold
            self._apply(link.record_ref, {"status": "void"}, None)
        else:
            link.sudo()._retire(self.env._("Removed in Xero; recorded there again."))
            link._note_again()
