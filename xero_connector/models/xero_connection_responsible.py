# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who hears of what waits for a person."""

from odoo import fields, models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    responsible_id = fields.Many2one(
        "res.users",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        ondelete="set null",
        help="Gets one activity for each kind of problem. Without one it is the first "
        "administrator of the connector.",
    )

    def _problem_user(self):
        """The user who looks after this connection, or none."""
        self.ensure_one()
        chosen = self.sudo().responsible_id
        return chosen if chosen.active else self._administrators().sorted("id")[:1]
