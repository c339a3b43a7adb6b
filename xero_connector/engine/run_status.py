# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a run leaves for the next one: the calls that are left, and pauses."""

import random
from datetime import timedelta

from odoo import fields, models

from ..xero.limits import Budget, Limits
from .state import utcnow


class XeroRun(models.AbstractModel):
    _inherit = "xero.run"

    def _load_status(self, state):
        status = self.env["xero.connection"].browse(state.connection_id)._status
        state.budget, state.limits = self._budget(status)
        state.turns_before = status.turns
        self.env.cr.rollback()

    def _budget(self, status):
        """The calls that may be made, as the last run left them.

        :return: Budget, Limits (None before the first call)
        """
        budget = Budget(
            tier_day=status.day_limit, paused_until=aware(status.paused_until)
        )
        if not status.limits_at:
            return budget, None
        limits = Limits(
            day_left=status.day_left if status.day_left >= 0 else None,
            minute_left=status.minute_left if status.minute_left >= 0 else None,
            app_minute_left=None,
            at=aware(status.limits_at),
            minute_since=aware(status.minute_since),
        )
        return budget, limits

    def _save_status(self, state):
        """Write what the calls told, once, when the run ends."""

        def save():
            status = self.env["xero.connection"].browse(state.connection_id)._status
            vals = {
                "last_run": fields.Datetime.now(),
                "turns": state.turns_before % 1000,
                "calls": status.calls + state.caller.count,
            }
            if state.limits:
                vals |= status._limits_vals(state.limits)
            if state.answered:
                vals |= {"last_success": fields.Datetime.now(), "outage_count": 0}
            if state.paused_until:
                vals["paused_until"] = state.paused_until.replace(
                    tzinfo=None, microsecond=0
                )
                vals["pause_reason"] = state.pause_reason
                if state.pause_reason == "outage":
                    vals["outage_count"] = status.outage_count + 1
            elif status.paused_until and status.paused_until <= fields.Datetime.now():
                vals |= {"paused_until": False, "pause_reason": False}
            status.write(vals)

        self.env.cr.rollback()
        self._in_transaction(save)

    def _outage_delay(self, state):
        """Seconds until the next try: longer each time, with jitter."""
        status = self.env["xero.connection"].browse(state.connection_id)._status
        count = min(status.outage_count, 6)
        self.env.cr.rollback()
        return random.uniform(0.5, 1.0) * 30 * 2**count

    def _after_no_answer(self, state, error):
        """Come back soon: while the request's key is young its answer can be had."""
        delay = getattr(error, "retry_after", None)
        if not delay:
            delay = min(self._outage_delay(state), 60)
        state.paused_until = utcnow() + timedelta(seconds=delay)
        state.pause_reason = "outage"
        return delay

    def _needs_reconnect(self, state, error):
        """Xero no longer lets us in; a person has to sign in again."""
        self.env.cr.rollback()

        def mark():
            connection = self.env["xero.connection"].browse(state.connection_id)
            connection._need_reconnect(error)

        self._in_transaction(mark)


def aware(moment):
    return moment.replace(tzinfo=utcnow().tzinfo) if moment else None
