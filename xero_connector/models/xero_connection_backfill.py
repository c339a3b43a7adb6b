# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending what is already in Odoo."""

from odoo import models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def action_send_existing(self):
        """Put every posted document in line for Xero, behind daily work."""
        self.ensure_one()
        self.check_access("write")
        connection = self.sudo()
        connection._check_usable()
        noted = self.env["xero.backfill"]._start(connection)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%(count)s documents are in line for Xero.",
                    count=sum(noted.values()),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
