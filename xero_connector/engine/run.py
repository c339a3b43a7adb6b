# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run of one connection: take, observe, plan and intend, call, settle.

The only code that commits. A run holds the connection's fence, lasts half a minute and
handles one batch after the other; no transaction is ever open during a call. Each step
may be the last: the process may die between any two lines, and what was committed until
then says what the next run has to do (``recover``).

Beside it: ``run_take`` (which batch is next), ``run_call`` (calls and their answers),
``run_status`` (what a run leaves for the next) and ``run_wake`` (when that is due).
"""

import logging
import random
import time

import psycopg2

from odoo import SUPERUSER_ID, api, models

from .caller import Caller
from .fence import fence
from .pull import Reading
from .state import DATABASE_TROUBLE, IN_RUN, REFUSED, RunState, StopRun

_logger = logging.getLogger(__name__)
#: a transaction that lost a race is begun anew this often
RETRIES = 5
LOST_RACE = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)


class XeroRun(models.AbstractModel):
    _name = "xero.run"
    _description = "Xero Sync Run"

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
            IN_RUN: True,
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
            self._in_transaction(self.env["xero.freed"]._take, state.connection_id)
            while self._turn(state):
                state.turns += 1
                state.turns_before += 1
            self.env["xero.pull"]._check_answered(state)
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
        if first and not self.env["xero.pull"]._is_silent(state, first.endpoint):
            # these changes stay
            self.env["xero.pull"]._read(state, first)
            return True
        if first:
            put_off = self.env["xero.pull"]._put_off
            taken = self._in_transaction(put_off, state, taken, first.endpoint)
            if not taken:
                return True
        try:
            taken, remotes = self._observe(state, taken)
        except REFUSED as error:
            plan = self.env["xero.plan"]
            self._in_transaction(plan._give_up, state, taken, error)
            return True
        requests, pulls = self._plan(state, taken, remotes)
        try:
            for together in self._answered_together(taken.resource, requests):
                self._call(state, *together)
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

    def _observe(self, state, taken):
        """What Xero says now about the records that we may be about to change.

        Where Xero is slow that is not all of them: what is read and not planned in this
        run would be read anew by every run.

        :return: the batch, as far as it was read; and Xero id to payload, for those
            that were read, None for what Xero does not have
        """
        wanted = self._wanted(state, taken)
        if not wanted:
            return taken, {}
        if state.turns and not state.caller.has_time():
            raise StopRun("time box", 0)
        resource = self.env["xero.resource"]._get(taken.resource)
        with state.caller.while_time_lasts() as unread:
            found = resource._read_remotes(state.caller, wanted)
        said = {resource._payload_id(payload): payload for payload in found}
        if unread:
            # of what is read with its owner, the owner's ids are told
            unread = unread if unread <= set(wanted) else set(wanted) - said.keys()
            taken = self._in_transaction(self._without, state, taken, unread)
            wanted = [remote_id for remote_id in wanted if remote_id not in unread]
        state.look.difference_update(wanted)
        return taken, dict.fromkeys(wanted) | said

    def _without(self, state, taken, remote_ids):
        """A batch without these records of Xero: their changes stay."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", state.connection_id),
                ("resource", "=", taken.resource),
                ("remote_id", "in", list(remote_ids)),
            ]
        )
        left = set(links.mapped("res_id"))
        keys = [("res", res_id) for res_id in taken.by_res if res_id not in left]
        keys += [("remote", one) for one in taken.by_remote if one not in remote_ids]
        return taken._only(keys)

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
