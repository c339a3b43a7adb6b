# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How often Xero is asked what changed there."""

from odoo import models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def _poll_minutes(self):
        """Minutes between two readings of the same endpoint."""
        self.ensure_one()
        return 60

    def action_read_now(self):
        """Ask Xero now what changed there; the outcome shows on the records."""
        self.check_access("write")
        for connection in self.sudo():
            self.env["xero.pull"].sudo()._read_now(connection)
