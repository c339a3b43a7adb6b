# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Asking Xero what changed there."""

from odoo import models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def action_read_now(self):
        """Ask Xero now what changed there; the outcome shows on the records."""
        self.check_access("write")
        for connection in self.sudo():
            self.env["xero.pull"].sudo()._read_now(connection)
