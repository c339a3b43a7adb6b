# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A document on the review page: what a bookkeeper tells two of them apart by."""

from odoo import models
from odoo.tools import format_date

from ..models.decimals import amount
from ..sync import words
from ..xero import codec


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _review_here(self, record):
        if record._name != "account.move":
            return super()._review_here(record)
        return self._document_lines(
            record.name or record.display_name,
            record.partner_id.display_name,
            record.invoice_date or record.date,
            amount(record.amount_total),
            record.currency_id.name,
        )

    def _review_there(self, payload):
        if payload.get("Total") is None:
            return super()._review_there(payload)
        return self._document_lines(
            self._remote_name(payload),
            (payload.get("Contact") or {}).get("Name"),
            codec.parse_date(payload.get("Date")),
            codec.decimal(payload["Total"]),
            payload.get("CurrencyCode"),
        )

    def _document_lines(self, number, party, day, total, currency):
        lines = (
            number,
            party,
            format_date(self.env, day) if day else "",
            f"{words.words(total)} {currency or ''}".strip(),
        )
        return "\n".join(filter(None, lines))
