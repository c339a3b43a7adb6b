# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run's mouth: every call passes here, within the budget and the time box."""

import logging
import time
from contextlib import contextmanager
from datetime import timedelta

from ..exceptions import XeroUnavailable
from ..sync import reading
from ..xero import codec, errors, transport
from ..xero.client import JSON, XeroClient
from ..xero.const import ENDPOINTS
from .state import LANES, StopRun, utcnow

_logger = logging.getLogger(__name__)
#: seconds without a byte before a call counts as unanswered
TIMEOUT = 10


class Caller:
    """Makes calls for one run; no transaction is open while it does.

    Before each call the connection's state is read again: Disconnect means stop. After
    an expired token it refreshes once and repeats the call (nothing was stored by a
    401). Whatever tells the run to pause becomes ``StopRun``; what concerns one request
    alone is raised as it is.

    :param run: the ``xero.run`` model, whose cursor is committed here
    :param state: the RunState
    """

    def __init__(self, run, state):
        self._run = run
        self._state = state
        self._client = None
        self._token = None
        self.lane = "hook"
        self.count = 0
        self._held_back = 0
        self._finishes = False
        self._endures = False
        self._unread, self._begins = None, 0

    @contextmanager
    def holding_back(self, calls):
        """Within this, so many calls are left for what has to follow."""
        self._held_back = calls
        try:
            yield
        finally:
            self._held_back = 0

    @contextmanager
    def finishing(self):
        """Within this, what was begun is finished: it may use the last calls, and a
        little more time than a run has."""
        lane, self.lane, self._finishes = self.lane, "button", True
        try:
            yield
        finally:
            self.lane, self._finishes = lane, False

    @contextmanager
    def enduring(self):
        """Within this, a call that goes unanswered stops nothing by itself."""
        self._endures = True
        try:
            yield
        finally:
            self._endures = False

    @contextmanager
    def while_time_lasts(self):
        """Within this, what is read by its ids is read as far as there is time to do
        something about it afterwards; a first call is made in any case.

        :return: the ids that were not read, a set that is filled
        """
        self._unread, self._begins = set(), self.count
        try:
            yield self._unread
        finally:
            self._unread = None

    def has_time(self):
        """Whether a read and a write fit into the time box, as slow as Xero is now."""
        return self._state.left >= TIMEOUT + 2 * self._state.slowest

    def read_page(self, endpoint, **query):
        """One page of a resource; see ``XeroClient.read``."""
        return self._call(lambda client: client.read(endpoint, **query))

    def read_by_ids(self, endpoint, spec, ids):
        """All records with these ids, in as few calls as Xero allows; see
        ``while_time_lasts``."""
        found = []
        for start in range(0, len(ids), spec.ids_per_call):
            cuts = self._unread is not None and self.count > self._begins
            if cuts and not self.has_time():
                self._unread.update(ids[start:])
                break
            chunk = ids[start : start + spec.ids_per_call]
            found += self.read_page(endpoint, ids=chunk, page=1).elements
        return found

    def changed_since(self, endpoint, since):
        """All records that Xero changed since (aware), archived ones included, as they
        were read last; none is missed because others change meanwhile."""

        def read(here):
            found = self.read_page(
                endpoint, page=here.page or None, modified_since=here.since
            )
            stamps = map(codec.updated_utc, found.elements)
            newest = max(filter(None, stamps), default=None)
            return found.elements, newest, found.page_count

        key = ENDPOINTS[endpoint].id_field
        records = {}
        for elements in reading.whole(reading.Position(since), read, utcnow):
            records |= {element[key]: element for element in elements}
        return list(records.values())

    def send(self, method, path, body, params, key, content_type=JSON):
        """One frozen request; see ``XeroClient.send``."""
        return self._call(
            lambda client: client.send(
                method, path, body, params, key, content_type=content_type
            ),
            write=True,
        )

    def _call(self, action, write=False):
        self._may_call()
        try:
            return self._with_good_token(action)
        except errors.ScopeMissing:
            # one permission less, and the rest goes on
            self._state.answered = True
            raise
        except errors.Unauthorised as error:
            self._reconnect(error)
        except errors.Forbidden as error:
            if error.tenant_lost:
                self._reconnect(error)
            self._state.answered = True
            raise
        except (errors.Refused, errors.NotFound):
            self._state.answered = True
            raise
        except errors.RateLimited as error:
            self._note(error)
            seconds = error.retry_after or 60
            raise self.pause(f"limit: {error.problem}", seconds, error) from error
        except errors.NotSent as error:
            raise self.outage(error) from error
        except errors.NoAnswer as error:
            self._note(error)
            if write or self._endures:
                raise
            raise self.outage(error) from error

    def _with_good_token(self, action):
        """The call, repeated once if its token turns out to be expired."""
        try:
            return self._answered(action)
        except errors.ScopeMissing:
            raise
        except errors.Unauthorised:
            self._client = self._new_client(stale=self._token)
            return self._answered(action)

    def _answered(self, action):
        self.count += 1
        client, began = self._open(), time.monotonic()
        try:
            result = action(client)
        finally:
            lasted = time.monotonic() - began
            self._state.slowest = max(self._state.slowest, lasted)
        self._state.answered = True
        return result

    # ------------------------------------------------------------------
    # before a call
    # ------------------------------------------------------------------
    def _may_call(self):
        state = self._state
        if state.left < TIMEOUT and not self._finishes:
            raise StopRun("time box", 0)
        connection = self._connection()
        live = (
            connection.exists()
            and connection.state == "connected"
            and connection._is_in_plan()
        )
        connection.env.cr.rollback()  # only read; no transaction during the call
        if not live:
            raise StopRun("not connected")
        decision = state.budget.may_call(
            LANES[self.lane], state.limits, utcnow(), calls=1 + self._held_back
        )
        if not decision.allowed:
            # others may have calls left: no pause, the take looks at each lane
            seconds = (decision.not_before - utcnow()).total_seconds()
            raise StopRun(f"budget: {decision.reason}", max(1, seconds))

    def _open(self):
        if self._client is None:
            self._client = self._new_client()
        return self._client

    def _new_client(self, stale=None):
        """A client with a good token, refreshed in a transaction of its own."""
        connection = self._connection()
        try:
            connection._check_usable()
            self._token = connection._access_token(stale)
            return XeroClient(
                transport.make_session(connection.local_url or None),
                self._token,
                connection.tenant_id,
                on_limits=self._limits,
                timeout=TIMEOUT,
            )
        except XeroUnavailable as error:
            raise StopRun(str(error)) from error
        except errors.ReconnectNeeded as error:
            raise StopRun("reconnect needed") from error
        except (
            errors.RateLimited,
            errors.NoAnswer,
            errors.NotSent,
            errors.OAuthError,
        ) as error:
            connection.env.cr.rollback()
            if connection.state != "connected":
                raise StopRun("reconnect needed") from error
            raise self.outage(error) from error
        finally:
            connection.env.cr.rollback()

    def _connection(self):
        return self._run.env["xero.connection"].browse(self._state.connection_id)

    def _limits(self, limits):
        self._state.limits = limits.after(self._state.limits)

    def _note(self, error):
        if error.limits is not None and error.limits.known:
            self._limits(error.limits)

    # ------------------------------------------------------------------
    # what stops a run
    # ------------------------------------------------------------------
    def pause(self, reason, seconds, error):
        """The StopRun after which this connection makes no call for so many seconds."""
        self._state.paused_until = utcnow() + timedelta(seconds=seconds)
        self._state.pause_reason = reason
        _logger.info("Paused for %s s: %s", seconds, error.message)
        return StopRun(reason, seconds)

    def outage(self, error):
        """The StopRun after which Xero is left alone, longer each time."""
        retry_after = getattr(error, "retry_after", None)
        seconds = retry_after or self._run._outage_delay(self._state)
        return self.pause("outage", seconds, error)

    def _reconnect(self, error):
        self._run._needs_reconnect(self._state, error)
        raise StopRun("reconnect needed") from error
