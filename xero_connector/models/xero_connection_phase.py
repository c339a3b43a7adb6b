# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Setting up, then live: nothing is written on either side before Go live."""

from odoo import fields, models
from odoo.tools import SQL
from odoo.tools.sql import table_exists


class XeroConnection(models.Model):
    """While it is being set up, saves are noted and nothing travels in any direction.

    Reconnecting, or connecting again after Disconnect, keeps the phase.
    """

    _inherit = "xero.connection"

    phase = fields.Selection(
        [("set_up", "Being set up"), ("live", "Live")],
        default="set_up",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    preview_ids = fields.One2many("xero.preview", "connection_id")

    def _init_column(self, column_name):
        """What was in step before there was a phase is live: after an upgrade nobody
        would press Go Live."""
        if column_name == "phase" and table_exists(self.env.cr, "xero_link"):
            self.env.cr.execute(
                SQL(
                    "UPDATE xero_connection SET phase = 'live' WHERE phase IS NULL"
                    " AND EXISTS(SELECT 1 FROM xero_link"
                    " WHERE xero_link.connection_id = xero_connection.id"
                    " AND xero_link.base_remote IS NOT NULL)"
                )
            )
        return super()._init_column(column_name)

    def action_preview(self):
        """Read what Xero has, compare it, and show what going live would do."""
        self.ensure_one()
        self.check_access("write")
        connection = self.sudo()
        connection._check_usable()
        preview = connection.preview_ids
        if not preview:
            preview = (
                self.env["xero.preview"].sudo().create({"connection_id": connection.id})
            )
        if preview.state == "new":
            preview._begin()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Go Live"),
            "res_model": "xero.preview",
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _go_live(self):
        """Both directions are open from now on."""
        self.ensure_one()
        self.phase = "live"
        self.message_post(body=self.env._("Live: both sides are kept in step."))
        self.env["xero.pull"]._schedule(self)
        self._wake()
