# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run of one connection: take, observe, plan and intend, call, settle.

The only code that commits. A run holds the connection's fence, lasts half a minute and
handles one batch after the other; no transaction is ever open during a call. Each step
may be the last: the process may die between any two lines, and what was committed until
then says what the next run has to do (``recover``).
"""

import logging
import random
import time
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..xero import errors
from ..xero.limits import Budget, Limits
from .caller import Caller
from .fence import fence
from .pull import Reading
from .state import (
    DATABASE_TROUBLE,
    LANES,
    TAKE,
    RunState,
    StopRun,
    Taken,
    utcnow,
)

_logger = logging.getLogger(__name__)
#: a transaction that lost a race is begun anew this often
RETRIES = 5
#: what concerns one call alone
REFUSED = (errors.Refused, errors.NotFound, errors.Forbidden)
LOST_RACE = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)


class XeroRun(models.AbstractModel):
    _name = "xero.run"
    _description = "Xero Sync Run"

    # ------------------------------------------------------------------
    # the job
    # ------------------------------------------------------------------
    @api.model
    def _run(self, connection_id):
        """One run; does nothing if another one holds the connection.

        :param connection_id: id of an xero.connection
        :return: a line for the job's result
        """
        cr = self.env.cr
        with fence(cr, connection_id) as mine:
            if not mine:
                return "another run is at work"
            run = self._engine(connection_id)
            if run is None:
                return "not connected"
            state = RunState(connection_id)
            result = run._loop(state)
        # a save may have been committed after the last look and have found the fence
        # taken: look again in a new transaction, now that the next run can have it
        self._look_again(connection_id, state.back)
        return result

    def _engine(self, connection_id):
        """This model in the engine's own environment, or None if there is no work.

        Superuser, the connection's companies, language and time zone, whoever pressed
        the button: a French user's click must not read French product names.
        """
        connection = self.env["xero.connection"].sudo().browse(connection_id).exists()
        if not connection or connection.state != "connected":
            return None
        if not connection._is_in_plan():
            return None
        root = connection.company_id
        companies = [root.id, *(connection._companies() - root).ids]
        context = {
            "lang": connection.lang,
            "tz": connection.tz,
            "allowed_company_ids": companies,
            "active_test": False,
        }
        return api.Environment(self.env.cr, SUPERUSER_ID, context)["xero.run"]

    def _loop(self, state):
        """Turns until nothing is due, the time is up or something says stop."""
        state.caller = Caller(self, state)
        self._load_status(state)
        stopped = "nothing left to do"
        try:
            self.env["xero.recover"]._recover(state)
            self._in_transaction(self.env["xero.inbox"]._take, state.connection_id)
            while self._turn(state):
                state.turns += 1
                state.turns_before += 1
        except StopRun as stop:
            self.env.cr.rollback()
            stopped, state.back = stop.reason, stop.seconds
            # who asked for what this turn had decided hears of it all the same
            self._in_transaction(self.env["xero.notify"]._notify, state)
        finally:
            self._save_status(state)
        result = f"{state.turns} turns, {state.caller.count} calls: {stopped}"
        _logger.info("Xero connection %s: %s", state.connection_id, result)
        return result

    def _turn(self, state):
        """One batch through all steps. False when no change is due."""
        if not self._is_live(state):
            return self.env["xero.preview.maker"]._advance(state)
        taken = self._take(state)
        if not taken:
            return False
        state.caller.lane = taken.lane
        if isinstance(taken, Reading):
            self.env["xero.pull"]._read(state, taken)
            return True
        first = self.env["xero.pull"]._first(state, taken)
        if first:
            # these changes stay
            self.env["xero.pull"]._read(state, first)
            return True
        try:
            remotes = self._observe(state, taken)
        except REFUSED as error:
            plan = self.env["xero.plan"]
            self._in_transaction(plan._give_up, state, taken, error)
            return True
        requests, pulls = self._plan(state, taken, remotes)
        try:
            for request_id in requests:
                self._call(state, request_id)
        except StopRun:
            self.env.cr.rollback()
            self._in_transaction(self._unsend, state)
            raise
        for pull in self._pull_together(taken.resource, pulls):
            self._pull(state, taken.resource, *pull)
        self._in_transaction(self.env["xero.notify"]._notify, state)
        return True

    def _is_live(self, state):
        """Until somebody says Go live, nothing travels in either direction."""
        connection = self.env["xero.connection"].browse(state.connection_id)
        live = connection.phase == "live"
        self.env.cr.rollback()
        return live

    # ------------------------------------------------------------------
    # 1. take
    # ------------------------------------------------------------------
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
                " AND lane NOT IN %s GROUP BY lane_order, lane, resource",
                state.connection_id,
                fields.Datetime.now(),
                tuple(resources) or ("",),
                self._paused_lanes(state.connection_id),
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

    def _paused_lanes(self, connection_id):
        """Lanes that somebody wants to wait."""
        connection = self.env["xero.connection"].browse(connection_id)
        return ("backfill",) if connection.backfill_paused else ("",)

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

    # ------------------------------------------------------------------
    # 2. observe
    # ------------------------------------------------------------------
    def _observe(self, state, taken):
        """What Xero says now about the records that we may be about to change.

        :return: Xero id to payload, for those that were read; None for what Xero does
            not have
        """
        wanted = self._wanted(state, taken)
        if not wanted:
            return {}
        resource = self.env["xero.resource"]._get(taken.resource)
        found = resource._read_remotes(state.caller, wanted)
        state.look.difference_update(wanted)
        return dict.fromkeys(wanted) | {
            resource._payload_id(payload): payload for payload in found
        }

    def _wanted(self, state, taken):
        """Xero ids to read; of a record that breaks this none: planning shows it."""
        try:
            return self._in_transaction(self.env["xero.plan"]._to_observe, state, taken)
        except DATABASE_TROUBLE:
            raise
        except Exception:
            if len(taken) == 1:
                # planning meets the same fault and writes it onto the record
                _logger.warning(
                    "Xero: cannot say what to read for %s %s",
                    taken.resource,
                    [*taken.by_res, *taken.by_remote],
                    exc_info=True,
                )
                return list(taken.by_remote)
            return [one for half in taken.split() for one in self._wanted(state, half)]

    # ------------------------------------------------------------------
    # 3. plan and intend
    # ------------------------------------------------------------------
    def _plan(self, state, taken, remotes):
        """Plan a batch; where one record breaks it, plan it in halves.

        :return: ids of frozen requests, and pulls [(link id, change ids)]
        """
        try:
            return self._in_transaction(
                self.env["xero.plan"]._plan, state, taken, remotes
            )
        except (*DATABASE_TROUBLE, StopRun):
            raise
        except Exception as error:
            if len(taken) > 1:
                halves = [self._plan(state, half, remotes) for half in taken.split()]
                return sum((h[0] for h in halves), []), sum((h[1] for h in halves), [])
            self._in_transaction(self.env["xero.plan"]._give_up, state, taken, error)
            return [], []

    def _pull_together(self, resource_name, pulls):
        """Make the records of many in one transaction, where their resource can.

        :return: the pulls that are left; all of them where one breaks that, so that it
            is found, and said, with a transaction of its own
        """
        if len(pulls) < 2:
            return pulls
        together = self.env["xero.welcome"]._bring_in_together
        try:
            return self._in_transaction(together, resource_name, pulls)
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            _logger.info("%s records go one by one: %s", len(pulls), error)
            return pulls

    def _pull(self, state, resource_name, link_id, change_ids):
        """Take Xero's edit of one record into Odoo; a fault of ours stays with it."""
        plan = self.env["xero.plan"]
        try:
            self._in_transaction(plan._pull, state, resource_name, link_id, change_ids)
        except (*DATABASE_TROUBLE, StopRun):
            raise
        except Exception as error:
            self._in_transaction(plan._give_up_pull, state, link_id, change_ids, error)

    # ------------------------------------------------------------------
    # 4. call, 5. settle
    # ------------------------------------------------------------------
    def _call(self, state, request_id):
        """Send one frozen request and settle its answer."""
        request = self.env["xero.request"].browse(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        frozen, key = resource._frozen_bytes(request), request.idempotency_key
        method, path, params = request.method, request.path, request.params
        self.env.cr.rollback()  # only read; no transaction during the call
        if frozen is None:
            self._in_transaction(self.env["xero.recover"]._give_up, request_id)
            return
        body, content_type = frozen
        settle = self.env["xero.settle"]
        taken = []
        try:
            answer = state.caller.send(method, path, body, params, key, content_type)
            self._complete(state, request_id, answer)
            taken = self._in_transaction(settle._answered, state, request_id, answer)
        except (errors.NoAnswer, errors.KeyMismatch) as error:
            # unknown whether stored: the request stays open for recovery
            state.unknown.add(request_id)
            _logger.warning("Request %s: %s", request_id, error.message)
            raise StopRun("no answer", self._after_no_answer(state, error)) from error
        except REFUSED as error:
            halves = self._in_transaction(settle._refused, state, request_id, error)
            for half in halves:
                self._call(state, half)
        if taken:
            self._explain_taken(state, taken)

    def _complete(self, state, request_id, answer):
        """Have a resource look up what an answer leaves out.

        The write is stored by then: whatever goes wrong here is no refusal of it, and
        it is never planned anew.
        """
        request = self.env["xero.request"].browse(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        self.env.cr.rollback()
        try:
            resource._complete(state.caller, request_id, answer.body)
        except StopRun:
            state.unknown.add(request_id)
            raise
        except errors.XeroError as error:
            raise errors.NoAnswer(f"What it created: {error.message}") from error

    def _explain_taken(self, state, link_ids):
        """Look at what Xero already has under the names of refused creates.

        What carries our mark under that very name is ours: an earlier create whose
        answer never arrived and that nothing here remembers. The rest is shown to a
        person.
        """
        links = self.env["xero.link"].browse(link_ids)
        for resource_name, group in links.grouped("resource").items():
            self._explain(state, self.env["xero.resource"]._get(resource_name), group)

    def _explain(self, state, resource, links):
        """Show what Xero has under the names of some links; one that breaks this is
        left with Xero's words."""
        records = self.env[resource._odoo_model].browse(links.mapped("res_id"))
        try:
            self.env.cr.rollback()
            found = resource._look_alikes(state.caller, records)
            twins = resource._twins(links, found)
            ours = self.env["xero.recover"]._ours(resource, links, found)
            self._in_transaction(
                self._remember_alikes, resource, links, found, ours, twins
            )
        except (*DATABASE_TROUBLE, StopRun, errors.XeroError):
            raise
        except Exception:
            self.env.cr.rollback()
            if len(links) > 1:
                for link in links:
                    self._explain(state, resource, link)
            else:
                _logger.exception("Cannot compare %s, link %s", resource._name, links)

    def _remember_alikes(self, resource, links, found, ours, twins):
        for link in links:
            if link.res_id in twins:
                resource._link_twin(link, twins[link.res_id])
                continue
            link.candidates = found.get(link.res_id) or False
            if link.res_id in ours:
                self.env["xero.recover"]._take_back(link, ours[link.res_id])

    def _unsend(self, state):
        """Take back requests that never left or that Xero turned away unread.

        Recovery left no open request before this run's first turn, so every open one
        is ours; those whose fate is unknown stay for the next recovery.
        """
        requests = self.env["xero.request"].search(
            [
                ("connection_id", "=", state.connection_id),
                ("state", "=", "open"),
                ("id", "not in", list(state.unknown)),
            ]
        )
        for request in requests:
            self.env["xero.settle"]._plan_anew(request, "refused")

    # ------------------------------------------------------------------
    # transactions
    # ------------------------------------------------------------------
    def _in_transaction(self, step, *args):
        """Run a step in a transaction of its own, committed; begun anew if it lost.

        A lost race is never retried inside a savepoint: the snapshot would be the old
        one, and the retry would lose again. What the step noted in the run's state for
        telling people goes with its transaction.
        """
        cr = self.env.cr
        states = [(one, one.told()) for one in args if isinstance(one, RunState)]
        for attempt in range(RETRIES):
            # kept for a transaction, while Odoo's cache of a cursor outlives it
            self.env["xero.tax.rate"]._forget_percentages()
            try:
                result = step(*args)
                cr.commit()  # pylint: disable=invalid-commit
                return result
            except BaseException as error:
                cr.rollback()
                for state, told in states:
                    state.untell(told)
                if not isinstance(error, LOST_RACE) or attempt == RETRIES - 1:
                    raise
            time.sleep(random.uniform(0.01, 0.1) * (attempt + 1))

    # ------------------------------------------------------------------
    # status
    # ------------------------------------------------------------------
    def _load_status(self, state):
        status = self.env["xero.connection"].browse(state.connection_id)._status
        state.budget, state.limits = self._budget(status)
        state.turns_before = status.turns
        self.env.cr.rollback()

    def _budget(self, status):
        """The calls that may be made, as the last run left them.

        :return: Budget, Limits (None before the first call)
        """
        budget = Budget(paused_until=_aware(status.paused_until))
        if not status.limits_at:
            return budget, None
        limits = Limits(
            day_left=status.day_left if status.day_left >= 0 else None,
            minute_left=status.minute_left if status.minute_left >= 0 else None,
            app_minute_left=None,
            at=_aware(status.limits_at),
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
                vals["day_left"] = _count(state.limits.day_left)
                vals["minute_left"] = _count(state.limits.minute_left)
                vals["limits_at"] = state.limits.at.replace(tzinfo=None, microsecond=0)
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

    # ------------------------------------------------------------------
    # waking
    # ------------------------------------------------------------------
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
            return self.env["xero.preview.maker"]._seconds_to_wait(
                connection, lambda lane: budget.may_call(LANES[lane], limits, utcnow())
            )
        now = utcnow()
        rows = self.env.execute_query(
            SQL(
                "SELECT lane, min(not_before) FROM xero_change"
                " WHERE connection_id = %(id)s AND resource IN %(resources)s"
                " AND lane NOT IN %(paused)s GROUP BY lane"
                " UNION ALL SELECT 'button', min(frozen_at) FROM xero_request"
                " WHERE connection_id = %(id)s AND state = 'open'"
                " HAVING count(*) > 0"
                " UNION ALL SELECT 'webhook', min(received_at) FROM xero_event"
                " WHERE connection_id = %(id)s AND done IS NOT TRUE"
                " HAVING count(*) > 0"
                " UNION ALL SELECT 'poll', min(next_poll) FROM xero_poll_state"
                " WHERE connection_id = %(id)s HAVING count(*) > 0"
                " UNION ALL SELECT 'sweep', min(next_full) FROM xero_poll_state"
                " WHERE connection_id = %(id)s HAVING count(next_full) > 0",
                id=connection.id,
                resources=tuple(self.env["xero.resource"]._all()) or ("",),
                paused=self._paused_lanes(connection.id),
            )
        )
        budget, limits = self._budget(connection._status)
        moments = []
        for lane, not_before in rows:
            moment = max(now, _aware(not_before))
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
        for resource, group in links.grouped("resource").items():
            for user, asked in group.grouped("asked_by_id").items():
                self.env["xero.change"]._note(
                    connection,
                    resource,
                    res_ids=[link.res_id for link in asked if link.res_id],
                    remote_ids=[link.remote_id for link in asked if not link.res_id],
                    lane="button" if user else lane,
                    user=user,
                )
        if links:
            connection._wake()


def _aware(moment):
    return moment.replace(tzinfo=utcnow().tzinfo) if moment else None


def _count(number):
    return -1 if number is None else number
