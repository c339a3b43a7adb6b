# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The question before a connection is ended."""

from odoo import fields, models


class XeroConnectionDisconnect(models.TransientModel):
    _name = "xero.connection.disconnect"
    _description = "Disconnect from Xero"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", readonly=True
    )
    tenant_name = fields.Char(related="connection_id.tenant_name")
    company_id = fields.Many2one(related="connection_id.company_id")

    def action_disconnect(self):
        """End the connection and say what Xero was told."""
        self.ensure_one()
        connection = self.connection_id
        connection.check_access("write")
        problem = connection.sudo()._disconnect()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if problem else "success",
                "sticky": bool(problem),
                "message": problem or self.env._("Disconnected from Xero."),
                "next": {
                    "type": "ir.actions.act_window_close",
                    "infos": {"effect": False},
                },
            },
        }
