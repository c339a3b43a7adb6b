# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's own rounding of tax, which is better changed than adjusted for afterwards."""

from odoo import api, fields, models
from odoo.exceptions import AccessError

#: who may change how a company rounds: Odoo's own rule for accounting settings
_CHANGED_BY = "account.group_account_manager,base.group_system"


class XeroConnection(models.Model):
    """Xero rounds tax on every line. An Odoo company that does so too comes to the same
    cent, and no policy has to make up for the difference.
    """

    _inherit = "xero.connection"

    rounds_otherwise = fields.Boolean(
        compute="_compute_rounds_otherwise",
        help="Odoo rounds tax once a document, Xero on every line.",
    )

    @api.depends("company_id.tax_calculation_rounding_method")
    def _compute_rounds_otherwise(self):
        for connection in self:
            known = connection.sudo()._origin
            companies = known._companies() if known else connection.sudo().company_id
            connection.rounds_otherwise = any(
                company.tax_calculation_rounding_method != "round_per_line"
                for company in companies
            )

    def action_round_per_line(self):
        """Have Odoo round the tax of these companies on every line from now on."""
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_groups(_CHANGED_BY):
            raise AccessError(
                self.env._(
                    "An administrator of accounting changes how a company rounds tax."
                )
            )
        connection = self.sudo()
        # a branch rounds as it says itself, and travels by this connection too
        connection._companies().tax_calculation_rounding_method = "round_per_line"
        connection.message_post(
            body=self.env._("Odoo rounds tax on every line from now on, as Xero does.")
        )
        return {"type": "ir.actions.client", "tag": "soft_reload"}
