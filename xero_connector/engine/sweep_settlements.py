# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""At night a person is asked about money that nobody used again, and about what is due
where both sides differ in that and nothing tells why."""

from odoo import models


class XeroSweep(models.AbstractModel):
    _inherit = "xero.sweep"

    def _note_all(self, connection, began):
        noted = super()._note_all(connection, began)
        self.env["xero.link"]._ask_about_unapplied(connection)
        self.env["xero.link"]._look_at_due(connection)
        self.env["xero.link"]._look_at_credited(connection, "sweep")
        return noted
