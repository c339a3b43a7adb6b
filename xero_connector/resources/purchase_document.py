# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What bills and credit notes of suppliers have in common."""

from odoo import models

from ..sync.planner import FieldRule
from ..xero.payloads import document as codec


class XeroResourcePurchaseDocument(models.AbstractModel):
    """Their number is the supplier's: Odoo's ``ref``, else the document's own.

    Xero's screens call it *Reference*, several documents may share it, and whoever
    mends a typing error there mends it here too. There is no other reference.
    """

    _name = "xero.resource.purchase.document"
    _inherit = "xero.resource.document"
    _description = "Xero documents of suppliers"

    _type_tax_use = "purchase"
    _unique_number = False
    _sequence = 31

    @property
    def _field_rules(self):
        return super()._field_rules | {"number": FieldRule()}

    def _number(self, move):
        ref = move.ref or ""
        # Xero takes spaces for no number at all
        return (ref if ref.strip() else move.name or "")[: codec.NUMBER_LIMIT]

    def _reference(self, move):
        return ""

    def _apply(self, record, values, refs):
        record = super()._apply(
            record, {k: v for k, v in values.items() if k != "reference"}, refs
        )
        if "number" in values:
            record.ref = values["number"]
        return record
