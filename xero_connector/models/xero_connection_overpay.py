# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether money that is applied to nothing may become an overpayment in Xero."""

from odoo import fields, models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    overpayments = fields.Boolean(
        string="Overpayments on request",
        help="Lets an accountant record a payment that is applied to nothing as an "
        "overpayment in Xero, one by one. Needs the permission for bank transactions: "
        "reconnect once after switching it on.",
    )
