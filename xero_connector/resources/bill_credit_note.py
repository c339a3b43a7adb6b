# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vendor refunds: Odoo's in_refund, Xero's ACCPAYCREDIT credit note."""

from odoo import models


class XeroResourceBillCreditNote(models.AbstractModel):
    _name = "xero.resource.bill_credit_note"
    _inherit = ["xero.credit.mixin", "xero.resource.purchase.document"]
    _description = "Xero credit notes of suppliers"

    _endpoint = "CreditNotes"
    _odoo_model = "account.move"
    _move_types = ("in_refund",)
    _kind = "ACCPAYCREDIT"
    _sequence = 33
