# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A document that was cancelled or deleted in Odoo is voided in Xero."""

from decimal import Decimal

from odoo import models

from ..xero import const
from ..xero.payloads import document as codec

#: end of the number of one that is about to be voided
_FREED = " (cancelled {})"


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _retire(self, link, refs):
        if self._applied(refs.payload):
            refs.hold(
                "not_voidable",
                self.env._(
                    "Xero voids no document that is paid, part-paid or credited."
                ),
                self.env._(
                    "Remove its payments and credits in Xero, or make a credit note."
                ),
            )
        elif refs.payload.get("Status") == const.PAID:
            refs.hold(
                "not_voidable",
                self.env._(
                    "There was nothing to pay, so Xero has it as paid, and lets no "
                    "other program void it."
                ),
                self.env._(
                    "Void it in Xero, then press Sync to Xero. Until then both sides "
                    "agree on amounts of zero."
                ),
            )
        if refs.payload.get("Status") in ("DRAFT", "SUBMITTED"):
            return {"Status": "DELETED"}
        self._hold_for_lock({refs.remote.get("date")}, refs)
        return {"Status": "VOIDED"}

    def _applied(self, payload):
        """The money that was applied to it, by Xero's own figures."""
        return _figure(payload, "AmountPaid") + self._credited(payload)

    def _credited(self, payload):
        """The part of it that keeps Xero from changing the contact."""
        return _figure(payload, "AmountCredited")

    def _free_number(self, link, refs):
        if not self._unique_number:
            return None
        number = refs.remote.get("number")
        suffix = _FREED.format(link.id)
        if not number or number.endswith(suffix):
            return None
        return number[: codec.NUMBER_LIMIT - len(suffix)] + suffix


def _figure(payload, name):
    return Decimal(str(payload.get(name) or 0))
