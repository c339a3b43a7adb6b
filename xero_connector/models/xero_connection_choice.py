# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An organisation that a sign-in reaches, offered for a company to pick."""

from odoo import fields, models


class XeroConnectionChoice(models.Model):
    """Lives from the sign-in until one of them is picked."""

    _name = "xero.connection.choice"
    _description = "Xero Organisation to Choose"
    _order = "taken_by nulls first, just_allowed desc, name, id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    tenant_id = fields.Char(required=True, readonly=True)
    remote_connection_id = fields.Char(required=True, readonly=True)
    name = fields.Char(string="Organisation in Xero", required=True, readonly=True)
    just_allowed = fields.Boolean(
        readonly=True, help="Chosen on Xero's page a moment ago."
    )
    taken_by = fields.Char(string="Already connected to", readonly=True)

    def action_choose(self):
        """Tie the company to this organisation."""
        self.ensure_one()
        connection = self.connection_id
        connection.check_access("write")
        connection.sudo()._choose(self)
        return connection._action_manage()
