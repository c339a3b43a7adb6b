# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether money that is applied to nothing may become an overpayment in Xero."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    overpayments = fields.Boolean(
        string="Overpayments on request",
        help="Lets an accountant record a payment that is applied to nothing as an "
        "overpayment in Xero, one by one. Needs the permission for bank transactions: "
        "reconnect once after switching it on.",
    )

    @api.constrains("overpayments")
    def _check_overpayments(self):
        """What is an overpayment in Xero has to be known for one ever after."""
        for connection in self.filtered(lambda one: not one.overpayments):
            if self.env["xero.settlement"].search_count(
                [
                    ("connection_id", "=", connection.id),
                    ("part", "=", "overpayment"),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "There are overpayments already: what they settle goes on "
                        "travelling."
                    )
                )
