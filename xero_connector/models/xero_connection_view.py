# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the card and Manage show of a connection, and where their buttons lead."""

from odoo import fields, models
from odoo.tools import format_datetime

from .notification import notification

#: counter to the states of links that it counts
COUNTERS = {
    "synced_count": ("synced",),
    "waiting_count": ("new", "waiting", "approval", "sending"),
    "held_count": ("held",),
    "error_count": ("error",),
    "difference_count": ("difference", "conflict"),
}


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    live_state = fields.Selection(
        [
            ("off", "Not connected"),
            ("choosing", "Choose the organisation"),
            ("connected", "Connected"),
            ("paused", "Paused"),
            ("reconnect", "Reconnect needed"),
            ("copy", "Copy: confirm"),
        ],
        compute="_compute_live_state",
    )
    live_text = fields.Char(compute="_compute_live_state")
    last_answer = fields.Datetime(
        string="Last Answer from Xero", compute="_compute_status"
    )
    calls_left = fields.Char(compute="_compute_status")
    setup_warnings = fields.Text(compute="_compute_setup_warnings")
    synced_count = fields.Integer(string="In step", compute="_compute_counts")
    waiting_count = fields.Integer(string="Waiting", compute="_compute_counts")
    held_count = fields.Integer(string="Held", compute="_compute_counts")
    error_count = fields.Integer(string="Refused by Xero", compute="_compute_counts")
    difference_count = fields.Integer(string="Different", compute="_compute_counts")

    # ------------------------------------------------------------------
    # state, live
    # ------------------------------------------------------------------
    def _compute_live_state(self):
        now = fields.Datetime.now()
        for connection in self:
            connection.live_text = False
            paused_until = connection.sudo()._status.paused_until
            if connection.obstacle:
                state = "copy" if connection.obstacle == "copy" else "reconnect"
            elif connection.state in ("choosing", "reconnect"):
                state = connection.state
            elif connection.state != "connected":
                state = "off"
            elif not connection._is_in_plan():
                state = "paused"
                connection.live_text = connection._not_in_plan()
            elif paused_until and paused_until > now:
                state = "paused"
                connection.live_text = self.env._(
                    "No calls to Xero until %(time)s. Nothing is lost meanwhile.",
                    time=format_datetime(self.env, paused_until, dt_format="short"),
                )
            elif connection._is_left_in_queue():
                state = "paused"
                connection.live_text = connection._without_runner()
            else:
                state = "connected"
            connection.live_state = state

    def _compute_status(self):
        for connection in self:
            status = connection.sudo()._status
            connection.last_answer = status.last_success
            known = status.limits_at and status.day_left >= 0
            connection.calls_left = known and self.env._(
                "%(calls)s today", calls=status.day_left
            )

    def _compute_setup_warnings(self):
        for connection in self:
            lines = []
            organisation = connection.sudo().organisation_id
            ours = connection.company_id.currency_id.name
            if connection.state == "connected" and organisation:
                theirs = organisation.base_currency
                if theirs and theirs != ours:
                    lines.append(
                        self.env._(
                            "Xero keeps its books in %(theirs)s, this company in "
                            "%(ours)s. Check that it is the right organisation.",
                            theirs=theirs,
                            ours=ours,
                        )
                    )
                if (
                    connection.direction_invoice != "none"
                    and not connection.revenue_account_id
                ):
                    lines.append(
                        self.env._(
                            "Choose a default revenue account: invoice lines need it, "
                            "and none in Xero is beyond doubt the one for sales."
                        )
                    )
                lines += connection._reading_problems()
            connection.setup_warnings = "\n".join(lines)

    def _reading_problems(self):
        """What cannot be read from Xero, in its words; a line each."""
        shut = self.env["xero.pull"].sudo()._not_permitted(self.sudo())
        lines = self._refusals()
        if self.state == "connected" and shut:
            line = self.env._(
                "Xero was not asked for the permission to read %(what)s. The rest "
                "goes on. Press Reconnect, and agree.",
                what=", ".join(sorted(shut)),
            )
            lines.insert(0, line)
        return lines

    def _refusals(self):
        """The same of what we have the permission to read, and may be able to soon."""
        polls = self.env["xero.poll.state"].sudo()
        domain = [("connection_id", "=", self.id), ("error", "!=", False)]
        if self.state == "connected":
            shut = self.env["xero.pull"].sudo()._not_permitted(self.sudo())
            domain.append(("endpoint", "not in", shut))
        lines = []
        for poll in polls.search(domain, order="endpoint"):
            values = {
                "what": poll.endpoint,
                "error": poll.error.rstrip(". "),
                "time": format_datetime(self.env, poll.next_poll, dt_format="short"),
            }
            if poll.unanswered:
                line = self.env._(
                    "Xero gives no answer for %(what)s: %(error)s. The rest goes on. "
                    "It is tried again at %(time)s.",
                    **values,
                )
            else:
                line = self.env._(
                    "Xero refuses to be read for %(what)s: %(error)s. See that the "
                    "user who connected may see this in Xero, or connect anew as "
                    "another one. It is tried again at %(time)s.",
                    **values,
                )
            lines.append(line)
        return lines

    # ------------------------------------------------------------------
    # counters
    # ------------------------------------------------------------------
    def _compute_counts(self):
        counted = self.env["xero.link"]._read_group(
            [("connection_id", "in", self.ids)], ["connection_id", "state"], ["__count"]
        )
        counts = {(link.id, state): count for link, state, count in counted}
        for connection in self:
            for name, states in COUNTERS.items():
                connection[name] = sum(
                    counts.get((connection.id, state), 0) for state in states
                )

    def action_open_links(self):
        """Records of one counter, named in the context."""
        self.ensure_one()
        self.check_access("read")
        counter = self.env.context["counter"]
        states = COUNTERS[counter]
        return {
            "type": "ir.actions.act_window",
            "name": self._fields[counter]._description_string(self.env),
            "res_model": "xero.link",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("connection_id", "=", self.id), ("state", "in", list(states))],
            "context": {"create": False},
        }

    def action_sync_now(self):
        """Look for work at once; the outcome shows on the records."""
        self.ensure_one()
        self.check_access("write")
        self.sudo()._check_usable()
        self._wake()
        return notification("info", self.env._("The sync is on its way."))

    def _action_manage(self):
        """Open this connection."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Xero"),
            "res_model": "xero.connection",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "current",
        }
