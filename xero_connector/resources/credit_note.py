# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer credit notes: Odoo's out_refund, Xero's ACCRECCREDIT credit note."""

from odoo import models


class XeroResourceCreditNote(models.AbstractModel):
    _name = "xero.resource.credit_note"
    _inherit = ["xero.credit.mixin", "xero.resource.document"]
    _description = "Xero customer credit notes"

    _endpoint = "CreditNotes"
    _odoo_model = "account.move"
    _move_types = ("out_refund",)
    _kind = "ACCRECCREDIT"
    _sequence = 32
