# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run's first step: which batch is next, as the budget of calls allows."""

from odoo import fields, models
from odoo.tools import SQL

from .pull import Reading
from .state import LANES, TAKE, StopRun, Taken, utcnow


class XeroRun(models.AbstractModel):
    _inherit = "xero.run"

    def _take(self, state):
        """The changes of the next batch; they stay in the table until planned.

        :return: Taken, or a Reading where a page of Xero's changes is due, or None
        """
        if state.left <= 0:
            raise StopRun("time box", 0)
        resources = self.env["xero.resource"]._all()
        due = self.env.execute_query(
            SQL(
                "SELECT lane_order, lane, resource FROM xero_change"
                " WHERE connection_id = %s AND not_before <= %s AND resource IN %s"
                " AND %s GROUP BY lane_order, lane, resource",
                state.connection_id,
                fields.Datetime.now(),
                tuple(resources) or ("",),
                self._not_paused(state.connection_id),
            )
        )
        readings = self.env["xero.pull"]._due(state.connection_id)
        due += [(LANES[one.lane], one.lane, one) for one in readings]
        if not due:
            return None
        due = self._affordable(state, due)
        # every tenth turn the lowest waiting lane, or it might wait for ever
        choose = max if state.turns_before % 10 == 9 else min
        lane_order = choose(row[0] for row in due)
        # first everything that Xero says, then what follows from it
        for _order, _lane, reading in due:
            if isinstance(reading, Reading) and lane_order == LANES[reading.lane]:
                self.env.cr.rollback()
                return reading
        order = list(resources)
        _order, lane, resource = min(
            (row for row in due if row[0] == lane_order),
            key=lambda row: order.index(row[2]),
        )
        return self._changes_of(state, lane, lane_order, resource)

    def _not_paused(self, connection_id):
        """Which changes nobody wants to wait, as a condition of SQL.

        What was there before is paused, and not a kind of record that travels behind
        all else at any time.
        """
        connection = self.env["xero.connection"].browse(connection_id)
        if not connection.backfill_paused:
            return SQL("TRUE")
        behind = [
            name
            for name, resource in self.env["xero.resource"]._all().items()
            if resource._lane == "backfill"
        ]
        return SQL("(lane <> 'backfill' OR resource IN %s)", tuple(behind) or ("",))

    def _affordable(self, state, due):
        """What may be taken: each lane leaves calls to more urgent ones.

        :param due: rows of (lane order, lane, resource)
        """
        now = utcnow()
        decisions = {
            lane: state.budget.may_call(LANES[lane], state.limits, now)
            for _order, lane, _resource in due
        }
        allowed = [row for row in due if decisions[row[1]].allowed]
        if not allowed:
            first = min(decisions.values(), key=lambda one: one.not_before)
            seconds = max(1, (first.not_before - now).total_seconds())
            raise StopRun(f"budget: {first.reason}", seconds)
        return allowed

    def _changes_of(self, state, lane, lane_order, resource):
        """Records of one lane and resource, with *all* their changes."""
        keys = self.env.execute_query(
            SQL(
                "SELECT res_id, remote_id FROM xero_change"
                " WHERE connection_id = %s AND lane_order = %s AND resource = %s"
                " AND not_before <= %s GROUP BY res_id, remote_id"
                " ORDER BY min(id) LIMIT %s",
                state.connection_id,
                lane_order,
                resource,
                fields.Datetime.now(),
                TAKE,
            )
        )
        res_ids = [row[0] for row in keys if row[0]]
        remote_ids = [row[1] for row in keys if not row[0]]
        rows = self.env.execute_query(
            SQL(
                "SELECT id, res_id, remote_id, user_id FROM xero_change"
                " WHERE connection_id = %s AND resource = %s"
                " AND (res_id IN %s OR (res_id = 0 AND remote_id IN %s)) ORDER BY id",
                state.connection_id,
                resource,
                tuple(res_ids) or (-1,),
                tuple(remote_ids) or ("",),
            )
        )
        taken = Taken(lane, resource)
        for change_id, res_id, remote_id, user_id in rows:
            if res_id:
                taken.by_res.setdefault(res_id, []).append(change_id)
                if user_id:
                    taken.users[res_id] = user_id
            else:
                taken.by_remote.setdefault(remote_id, []).append(change_id)
        self.env.cr.commit()  # pylint: disable=invalid-commit
        return taken
