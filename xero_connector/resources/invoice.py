# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Customer invoices: Odoo's posted out_invoice, Xero's ACCREC invoice."""

from odoo import models


class XeroResourceInvoice(models.AbstractModel):
    _name = "xero.resource.invoice"
    _inherit = "xero.resource.document"
    _description = "Xero customer invoices"

    _endpoint = "Invoices"
    _odoo_model = "account.move"
    _move_types = ("out_invoice", "out_receipt")
    _kind = "ACCREC"
    _discounts = True
