# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When to talk with Xero: what changed there, and what was saved here."""

from odoo import fields, models

from ..sync import pace

#: system parameter: seconds that a save waits for others to be sent with it
SAVE_DELAY = "xero_connector.save_delay"
DEFAULT_SAVE_DELAY = 10


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def write(self, vals):
        turned = any(name.startswith("direction_") for name in vals)
        before = {one: one._switched_on() for one in self if turned}
        result = super().write(vals)
        for connection, names in before.items():
            # before anything of it is sent
            self.env["xero.pull"].sudo()._look_for_more(connection.sudo())
            connection._look_at_linked(connection._switched_on() - names)
        if "poll_interval" in vals:
            for connection in self:
                connection._look_sooner()
        return result

    def _switched_on(self):
        """Names of the resources that are kept in step."""
        resources = self.env["xero.resource"].sudo()._all()
        return {name for name, one in resources.items() if one._is_on(self.sudo())}

    def _look_at_linked(self, names):
        """Look at all that is linked of these resources: what was saved of it while
        they were not kept in step nobody noted. What says the same costs no call."""
        links = self.env["xero.link"].sudo()
        for name in names:
            linked = links.search_fetch(
                [
                    ("connection_id", "=", self.id),
                    ("resource", "=", name),
                    ("remote_id", "!=", False),
                    ("res_id", "!=", 0),
                    ("state", "!=", "retired"),
                ],
                ["res_id"],
            )
            self.env["xero.change"].sudo()._note(
                self, name, linked.mapped("res_id"), lane="sweep"
            )
        if names:
            self.sudo()._wake()

    def _look_sooner(self):
        """Have a shorter interval begin now, not after the end of the longer one. What
        Xero did not let us read stays as late as it is."""
        minutes = self._poll_minutes()
        soon = fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
        self.env["xero.poll.state"].sudo().search(
            [
                ("connection_id", "=", self.id),
                ("next_poll", ">", soon),
                ("error", "=", False),
            ]
        ).next_poll = soon

    def action_read_now(self):
        """Ask Xero now what changed there; the outcome shows on the records."""
        self.check_access("write")
        for connection in self.sudo():
            self.env["xero.pull"].sudo()._read_now(connection)

    def _save_delay(self):
        """Seconds after which a save is sent, with all that is saved until then.

        Ten by default, more when few of the day's calls are left.
        """
        self.ensure_one()
        text = self.env["ir.config_parameter"].sudo().get_param(SAVE_DELAY) or ""
        seconds = int(text) if text.isdecimal() else DEFAULT_SAVE_DELAY
        status = self.sudo()._status
        left = status.day_left if status.day_left >= 0 else None
        return pace.save_delay(seconds, left, status.day_limit)
