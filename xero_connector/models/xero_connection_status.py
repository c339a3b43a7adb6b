# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The part of a connection that changes all the time."""

from datetime import timedelta

from odoo import fields, models

#: Xero's day
DAY = timedelta(hours=24)
#: calls a day that Xero allows an app of its smallest and of its other plans
STARTER_CALLS = 1000
OTHER_CALLS = 5000


class XeroConnectionStatus(models.Model):
    """Counters and times in a row of their own.

    Saves read the connection's row; if the run kept its counters there, each of its
    commits would make their transactions fail.
    """

    _name = "xero.connection.status"
    _description = "Xero Connection Status"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    day_left = fields.Integer(string="Calls Left Today", default=-1)
    day_limit = fields.Integer(
        string="Calls Allowed a Day",
        default=STARTER_CALLS,
        help="Xero says only how many are left; more than the smallest plan allows "
        "tells of a larger plan.",
    )
    many_left_at = fields.Datetime(
        help="When more calls were left than the smallest plan allows. Of a larger "
        "plan this happens every day.",
    )
    minute_left = fields.Integer(string="Calls Left This Minute", default=-1)
    limits_at = fields.Datetime(help="When Xero said so (UTC).")
    minute_since = fields.Datetime(
        help="The minute of these calls ends a minute after this at the latest (UTC)."
    )
    paused_until = fields.Datetime(help="No call before this time (UTC).")
    pause_reason = fields.Char()
    outage_count = fields.Integer(help="Failures of network or server in a row.")
    last_run = fields.Datetime()
    last_success = fields.Datetime(string="Last Answer from Xero")
    last_sweep = fields.Datetime(help="When Odoo's records were last all looked at.")
    calls = fields.Integer(help="Calls made by all runs so far.")
    turns = fields.Integer(help="Every tenth turn serves the lowest waiting lane.")

    _uniq = models.Constraint("UNIQUE(connection_id)", "One status a connection.")

    def write(self, vals):
        if "day_left" in vals:
            for status in self:
                super(XeroConnectionStatus, status).write(
                    {**status._plan_seen(vals["day_left"]), **vals}
                )
            return True
        return super().write(vals)

    def _plan_seen(self, day_left):
        """What the number of calls that are left tells of the plan.

        A larger plan shows at once; that it is larger no more, after a whole day in
        which there were never so many.
        """
        now = fields.Datetime.now()
        if day_left > STARTER_CALLS:
            return {"day_limit": OTHER_CALLS, "many_left_at": now}
        since = self.many_left_at
        if self.day_limit == STARTER_CALLS or day_left < 0:
            return {}
        if not since:  # known before this was remembered
            return {"many_left_at": now}
        return {"day_limit": STARTER_CALLS} if now - since > DAY else {}

    def _limits_vals(self, limits):
        """What is kept of the calls that an answer said are left."""
        since = limits.minute_since or limits.at
        return {
            "day_left": -1 if limits.day_left is None else limits.day_left,
            "minute_left": -1 if limits.minute_left is None else limits.minute_left,
            "limits_at": limits.at.replace(tzinfo=None, microsecond=0),
            # seconds are kept: rather one later than a call too early
            "minute_since": (since + timedelta(seconds=1)).replace(
                tzinfo=None, microsecond=0
            ),
        }
