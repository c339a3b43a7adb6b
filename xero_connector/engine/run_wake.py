# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When the next run has something to do, and what frees records that are held."""

import logging

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .run_status import aware
from .state import DATABASE_TROUBLE, IN_RUN, LANES, utcnow

_logger = logging.getLogger(__name__)


class XeroRun(models.AbstractModel):
    _inherit = "xero.run"

    def _look_again(self, connection_id, back):
        """Enqueue the next run if there is something to do for it.

        :param back: seconds that the last run wants to stay away; None: until woken
        """
        connection = self.env["xero.connection"].sudo().browse(connection_id).exists()
        if back is None or not connection or connection.state != "connected":
            return
        self._enqueue_if_due(connection)
        self.env.cr.commit()  # pylint: disable=invalid-commit

    def _enqueue_if_due(self, connection):
        """Enqueue a run for when the first of what waits may go."""
        seconds = self._seconds_to_wait(connection)
        if seconds is None:
            return
        if seconds <= 0:
            connection._enqueue_run()
        elif seconds <= 60:
            # later than a minute is the scheduled action's
            connection._enqueue_run(eta=int(seconds) + 1)

    def _seconds_to_wait(self, connection):
        """How long until a run has something to do; None if nothing waits."""
        if connection.phase != "live":
            budget, limits = self._budget(connection._status)
            maker = self.env["xero.preview.maker"].sudo()
            return maker._seconds_to_wait(
                connection, lambda lane: budget.may_call(LANES[lane], limits, utcnow())
            )
        now = utcnow()
        rows = self.env.execute_query(
            SQL(
                "SELECT lane, min(not_before) FROM xero_change"
                " WHERE connection_id = %(id)s AND resource IN %(resources)s"
                " AND %(not_paused)s GROUP BY lane"
                " UNION ALL SELECT 'button', min(frozen_at) FROM xero_request"
                " WHERE connection_id = %(id)s AND state = 'open'"
                " HAVING count(*) > 0"
                " UNION ALL SELECT 'webhook', min(received_at) FROM xero_event"
                " WHERE connection_id = %(id)s AND done IS NOT TRUE"
                " HAVING count(*) > 0"
                " UNION ALL SELECT 'poll', min(next_poll) FROM xero_poll_state"
                " WHERE connection_id = %(id)s AND endpoint NOT IN %(shut)s"
                " HAVING count(*) > 0"
                " UNION ALL SELECT 'sweep', min(next_full) FROM xero_poll_state"
                " WHERE connection_id = %(id)s AND endpoint NOT IN %(shut)s"
                " HAVING count(next_full) > 0",
                id=connection.id,
                resources=tuple(self.env["xero.resource"]._all()) or ("",),
                not_paused=self._not_paused(connection.id),
                shut=tuple(self.env["xero.pull"]._not_permitted(connection)) or ("",),
            )
        )
        budget, limits = self._budget(connection._status)
        moments = []
        for lane, not_before in rows:
            moment = max(now, aware(not_before))
            decision = budget.may_call(LANES[lane], limits, moment)
            moments.append(decision.not_before or moment)
        return (min(moments) - now).total_seconds() if moments else None

    @api.model
    def _cron_wake(self):
        """The net under lost wake-ups: every minute, whatever is due."""
        connections = self.env["xero.connection"].sudo()
        for connection in connections.search([("state", "=", "connected")]):
            try:
                with self.env.cr.savepoint():
                    self.env["xero.pull"]._schedule(connection)
                    self.env["xero.retry"]._note_due(connection)
                    self._enqueue_if_due(connection)
                    connection._watch_runner()
            except DATABASE_TROUBLE:
                raise
            except Exception:
                # the others are woken all the same
                _logger.exception("Xero connection %s cannot be woken", connection.id)

    @api.model
    def _free(self, connection, *keys, lane="hook"):
        """Look again at every record that was held for one of these keys.

        :param keys: whole keys, or such that end in ``%`` for all that begin with it
        :param lane: for the records that no person asked for
        """
        whole = [key for key in keys if not key.endswith("%")]
        wanted = Domain("hold_key", "in", whole) if whole else Domain.FALSE
        for key in keys:
            if key.endswith("%"):
                wanted |= Domain("hold_key", "=like", key.replace("_", "\\_"))
        links = (
            self.env["xero.link"]
            .sudo()
            .search(
                Domain("connection_id", "=", connection.id)
                & wanted
                & Domain("state", "!=", "retired")
            )
        )
        for user, asked in links.grouped("asked_by_id").items():
            asked._note("button" if user else lane, user)
        if not self.env.context.get(IN_RUN):
            # a run may be holding more for them at this moment
            self.env["xero.freed"].sudo().create(
                [{"connection_id": connection.id, "keys": sorted(keys)}]
            )
            connection._wake()
        elif links:
            connection._wake()
