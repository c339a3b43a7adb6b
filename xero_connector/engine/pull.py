# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading what changed in Xero since the last time, and losing nothing of it.

Where a reading goes on after a page is decided in ``sync.reading``. Each page is one
transaction: what it says onto the links, the changes that say *look*, and how far we
came. What was read is either remembered or read again. Answers older than what a link
knows are passed over, so that our own writes do not come back as somebody else's edits.
"""

import logging
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.fields import Domain

from ..sync.reading import after_open_page, after_page
from ..xero import codec, errors
from .state import DATABASE_TROUBLE, REFUSED, utcnow

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reading:
    """A page that is due, in place of changes.

    ``full``: of all that is open, for comparing; else of what changed.
    """

    lane: str
    endpoint: str
    full: bool = False


class XeroPull(models.AbstractModel):
    _name = "xero.pull"
    _description = "Xero Sync Polling"

    # ------------------------------------------------------------------
    # when
    # ------------------------------------------------------------------
    @api.model
    def _schedule(self, connection):
        """Have a poll state for each endpoint that this connection reads, no others."""
        wanted = self._endpoints(connection)
        states = self._look_for_more(connection, wanted)
        known = {state.endpoint: state for state in states}
        states.filtered(lambda state: state.endpoint not in wanted).unlink()
        self.env["xero.poll.state"].create(
            [
                {
                    "connection_id": connection.id,
                    "endpoint": endpoint,
                    "looked_for": " ".join(sorted(names)),
                }
                for endpoint, names in wanted.items()
                if endpoint not in known
            ]
        )

    def _look_for_more(self, connection, wanted=None):
        """Read all of an endpoint again where a kind of record is kept in step of late:
        while others were read, what Xero has of it was passed over.

        :param wanted: of ``_endpoints``
        :return: the poll states of the connection
        """
        if wanted is None:
            wanted = self._endpoints(connection)
        states = self.env["xero.poll.state"].search(
            [("connection_id", "=", connection.id)]
        )
        for state in states:
            state._look_for(wanted.get(state.endpoint, ()))
        return states

    def _endpoints(self, connection):
        """Endpoint to the names of the resources that come out of it."""
        endpoints = {}
        for name, resource in self.env["xero.resource"]._all().items():
            if resource._reads(connection) or (
                # what both sides may have is compared before it goes live
                connection.phase != "live"
                and (resource._paired_before or name == "contact")
                and resource._is_on(connection)
            ):
                endpoints.setdefault(resource._endpoint, []).append(name)
        return endpoints

    def _not_permitted(self, connection):
        """Endpoints that Xero was not asked to let us read: they wait for a consent,
        and are read as soon as it is given.

        :return: list of names, of those that the connection reads
        """
        features = {
            endpoint: f"{self.env['xero.resource']._get(names[0])._spec.feature}.read"
            for endpoint, names in self._endpoints(connection).items()
        }
        shut = connection._not_granted(set(features.values()))
        return [endpoint for endpoint, feature in features.items() if feature in shut]

    def _due(self, connection_id):
        """The readings that are due, the one that waits longest first.

        :return: list of Reading
        """
        shut = self._not_permitted(self.env["xero.connection"].browse(connection_id))
        states = self.env["xero.poll.state"].search(
            [("connection_id", "=", connection_id), ("endpoint", "not in", shut)],
            order="next_poll, id",
        )
        now = fields.Datetime.now()
        changed = [
            Reading("poll", state.endpoint)
            for state in states
            if state.next_poll <= now
        ]
        whole = [
            Reading("sweep", state.endpoint, full=True)
            for state in states
            if state.next_full and state.next_full <= now
        ]
        return changed + whole

    def _unanswered(self, connection_id):
        """The readings that Xero gave no answer to, whenever they are due.

        :return: list of Reading
        """
        states = self.env["xero.poll.state"].search(
            [("connection_id", "=", connection_id), ("unanswered", ">", 0)],
            order="next_poll, id",
        )
        return [Reading("poll", state.endpoint) for state in states]

    def _to_read_first(self, connection):
        """The poll states of what Xero has to let us read before it is compared.

        :return: those that were never read to the end, or cannot be read now
        """
        return self.env["xero.poll.state"].search(
            [
                ("connection_id", "=", connection.id),
                ("endpoint", "in", list(self._endpoints(connection))),
                ("endpoint", "not in", self._not_permitted(connection)),
                "|",
                ("last_poll", "=", False),
                ("error", "!=", False),
            ]
        )

    def _read_now(self, connection, endpoints=None):
        """Have these endpoints (all by default) read by the next run."""
        self._schedule(connection)  # asked for before the clock ever came round
        domain = [("connection_id", "=", connection.id)]
        if endpoints is not None:
            domain.append(("endpoint", "in", list(endpoints)))
        now = fields.Datetime.now()
        for poll in self.env["xero.poll.state"].search(domain):
            # never the moment that it has: a reading under way has to see the wish
            earlier = fields.Datetime.subtract(poll.next_poll, seconds=1)
            poll.next_poll = min(now, earlier)
        connection._wake()

    def _first(self, state, taken):
        """The Reading that goes before records of a batch are created, or None.

        What Xero has is looked for among what was read; until it was read once, nobody
        can say that Xero does not know a record. Where nothing is read there is none.
        """
        resource = self.env["xero.resource"]._get(taken.resource)
        for endpoint in resource._twins_in or (resource._endpoint,):
            first = self._first_of(state, taken, resource, endpoint)
            if first:
                return first
        return None

    def _first_of(self, state, taken, resource, endpoint):
        """The Reading of one endpoint that goes before records are created, or None."""
        poll = self._poll_state(state, endpoint)
        connection = self.env["xero.connection"].browse(state.connection_id)
        # read in this run, unless a kind was switched on since and all is read anew
        fresh = endpoint in state.fresh and not (poll and not poll.last_poll)
        if fresh or endpoint not in self._endpoints(connection):
            return None
        unread = resource._reads_first and poll and not poll.last_poll
        if poll and poll.error and not poll.unanswered and not unread:
            return None  # who may not read will not be let write either
        if endpoint in self._not_permitted(connection):
            return None
        new = self._new(connection, taken)
        if not new:
            return None
        if unread:
            return Reading(taken.lane, endpoint)
        records = self.env[resource._odoo_model].browse(sorted(new)).exists()
        if not resource._reads_again(connection, records):
            return None
        if not poll:
            # before the clock ever came round
            self.env["xero.run"]._in_transaction(
                self.env["xero.poll.state"].create,
                {"connection_id": connection.id, "endpoint": endpoint},
            )
        return Reading(taken.lane, endpoint)

    def _new(self, connection, taken):
        """Odoo ids of a batch's records that Xero does not have, as far as we know."""
        linked = self.env["xero.link"].search(
            self.env["xero.link"]._local_domain(
                connection, taken.resource, taken.by_res
            )
            & Domain("remote_id", "!=", False)
        )
        return taken.by_res.keys() - set(linked.mapped("res_id"))

    def _is_silent(self, state, endpoint):
        """Whether an endpoint that gave no answer or refused is not to be asked yet."""
        if endpoint in state.silent:
            return True
        poll = self._poll_state(state, endpoint)
        return bool(poll.error) and poll.next_poll > fields.Datetime.now()

    def _put_off(self, state, taken, endpoint):
        """Leave what would be created until its endpoint is read again.

        :return: the rest of the batch
        """
        connection = self.env["xero.connection"].browse(state.connection_id)
        new = self._new(connection, taken)
        poll = self._poll_state(state, endpoint)
        later = fields.Datetime.add(fields.Datetime.now(), minutes=1)
        if poll.error:
            later = max(later, poll.next_poll)
        by_user = {}
        for res_id in sorted(new):
            by_user.setdefault(taken.users.get(res_id, 0), []).append(res_id)
        for user_id, res_ids in by_user.items():
            self.env["xero.change"]._note(
                connection,
                taken.resource,
                res_ids,
                lane=taken.lane,
                user=self.env["res.users"].browse(user_id).exists(),
                not_before=later,
            )
        done = [change_id for res_id in new for change_id in taken.by_res[res_id]]
        self.env["xero.change"].browse(done).exists().unlink()
        rest = [("res", res_id) for res_id in taken.by_res if res_id not in new]
        return taken._only(rest + [("remote", key) for key in taken.by_remote])

    def _let_go(self, connection, endpoint):
        """What was put off until its endpoint had been read once need not wait for the
        time at which it would have been tried again."""
        names = [
            name
            for name, resource in self.env["xero.resource"]._all().items()
            if resource._reads_first and resource._endpoint == endpoint
        ]
        now = fields.Datetime.now()
        self.env["xero.change"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "in", names),
                ("not_before", ">", now),
            ]
        ).not_before = now

    # ------------------------------------------------------------------
    # one page
    # ------------------------------------------------------------------
    def _read(self, state, reading):
        """Read one page and remember it; what keeps this one from being read keeps no
        other reading waiting."""
        try:
            with state.caller.enduring():
                if reading.full:
                    self._read_open(state, reading.endpoint)
                else:
                    self._read_changed(state, reading.endpoint)
        except errors.NoAnswer as error:
            _logger.warning("Xero gave no answer: %s", error.message)
            run = self.env["xero.run"]
            run._in_transaction(self._gave_no_answer, state, reading, error)
            state.silent[reading.endpoint] = error
            if getattr(error, "retry_after", None) or len(state.silent) > 1:
                # one endpoint may be ill, Xero itself is where two are
                raise state.caller.outage(error) from error
        except REFUSED as error:
            _logger.warning("Xero refused to be read: %s", error.message)
            self.env["xero.run"]._in_transaction(self._refused, state, reading, error)

    def _refused(self, state, reading, error):
        """Xero does not let us read an endpoint: it is tried again later each time."""
        self._poll_state(state, reading.endpoint)._refused(error.message, reading.full)

    def _gave_no_answer(self, state, reading, error):
        """Nothing came of a page: later each time, and less of it at once."""
        poll = self._poll_state(state, reading.endpoint)
        poll._gave_no_answer(error.message, reading.full)

    def _check_answered(self, state):
        """Leave Xero alone for a while if it answered nothing in this run.

        :raise StopRun:
        """
        if not state.answered:
            self._check_silent(state)

    def _check_silent(self, state):
        """The same if there was no answer to any page.

        :raise StopRun:
        """
        for error in state.silent.values():
            raise state.caller.outage(error) from error

    def _read_changed(self, state, endpoint):
        run = self.env["xero.run"]
        poll = self._poll_state(state, endpoint)
        here, asked, paging = poll._position(), poll.next_poll, poll._paging()
        self.env.cr.rollback()  # no transaction during the call
        found = state.caller.read_page(
            endpoint,
            page=here.page or None,
            modified_since=here.since,
            include_hidden=True,
            **paging,
        )
        newest = max(filter(None, map(codec.updated_utc, found.elements)), default=None)
        goes_on, there = after_page(here, newest, found.page_count, utcnow())
        run._in_transaction(
            self._store_page,
            state,
            endpoint,
            found.elements,
            (here, there),
            goes_on,
            asked,
        )
        if not goes_on:
            state.fresh.add(endpoint)

    def _read_open(self, state, endpoint):
        """A page of everything open.

        What leaves the list meanwhile has a new stamp and comes with the changes; what
        slips into its place is on a page that is still to come.
        """
        run = self.env["xero.run"]
        poll = self._poll_state(state, endpoint)
        here, paging = poll.full_page, poll._paging()
        connection = self.env["xero.connection"].browse(state.connection_id)
        names = self._endpoints(connection).get(endpoint, ())
        query = names and self.env["xero.resource"]._get(names[0])._open_query()
        self.env.cr.rollback()  # no transaction during the call
        found = None
        if query is not None and names:
            found = state.caller.read_page(endpoint, page=here or 1, **query, **paging)
        run._in_transaction(self._store_open, state, endpoint, here, found)

    def _store_open(self, state, endpoint, here, found):
        """What is open onto the links, and which page is next."""
        poll = self._poll_state(state, endpoint)
        if found is not None:
            self._store_elements(state, endpoint, found.elements, "sweep")
            poll.full_page = after_open_page(here, found.page_count)
            if poll.full_page:
                return
            poll.last_full = fields.Datetime.now()
        poll.write({"full_page": 0, "next_full": False})
        poll._read_to_the_end()

    def _poll_state(self, state, endpoint):
        return self.env["xero.poll.state"].search(
            [
                ("connection_id", "=", state.connection_id),
                ("endpoint", "=", endpoint),
            ]
        )

    def _store_page(self, state, endpoint, payloads, positions, goes_on, asked):
        """Payloads onto their links, changes, and how far we came.

        :param positions: what was read, and what comes next
        :param asked: the ``next_poll`` that this page was read for; a later one was
            asked for during the call, and its time is not moved
        """
        connection = self._store_elements(state, endpoint, payloads, "poll")
        poll = self._poll_state(state, endpoint)
        poll._answered()
        here, there = positions
        if poll._position() != here:
            return  # begun anew during the call
        poll._go_to(there)
        if not goes_on:
            now = fields.Datetime.now()
            if not poll.last_poll:
                self._let_go(connection, endpoint)
            poll.last_poll = now
            poll._read_to_the_end()
            if poll.next_poll == asked:
                poll.next_poll = fields.Datetime.add(
                    now, minutes=connection._poll_minutes()
                )

    def _store_elements(self, state, endpoint, payloads, lane):
        """Payloads onto their links, and changes for what is new; the connection."""
        connection = self.env["xero.connection"].browse(state.connection_id)
        names = self._endpoints(connection).get(endpoint, ())
        resources = [self.env["xero.resource"]._get(name) for name in names]
        by_resource = {resource: [] for resource in resources}
        for payload in payloads:
            for resource in resources:
                if resource._is_mine(payload):
                    by_resource[resource].append(payload)
                    break
        for resource, mine in by_resource.items():
            self._store_all(connection, resource, mine, lane)
        return connection

    def _store_all(self, connection, resource, payloads, lane):
        """Together; one that cannot be understood is alone in that."""
        try:
            with self.env.cr.savepoint():
                self._store(connection, resource, payloads, lane)
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            if len(payloads) > 1:
                for payload in payloads:
                    self._store_all(connection, resource, [payload], lane)
            else:
                self._not_understood(connection, resource, payloads[0], error)

    def _not_understood(self, connection, resource, payload, error):
        """Tell of an element that breaks our reading; the page goes on without it."""
        _logger.error(
            "a record of Xero's %s cannot be read", resource._endpoint, exc_info=error
        )
        remote_id = resource._payload_id(payload)
        link = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", resource._resource_name),
                ("remote_id", "=", remote_id),
            ]
        )
        if not link:
            link = self.env["xero.link"].create(
                {
                    "connection_id": connection.id,
                    "resource": resource._resource_name,
                    "res_model": resource._odoo_model,
                    "remote_id": remote_id,
                }
            )
        link._fail(
            "internal",
            self.env._("What Xero says of this record cannot be read: %s", error),
            self.env._("Report it with the log of the server; the others go on."),
        )

    def _store(self, connection, resource, payloads, lane):
        """Links for what Xero says; a change for each that says something new.

        :param payloads: elements of one resource
        """
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", resource._resource_name),
                ("remote_id", "in", [resource._payload_id(p) for p in payloads]),
            ]
        )
        known = {link.remote_id: link for link in links}
        fresh, res_ids, remote_ids = {}, [], []
        for payload in payloads:
            remote_id = resource._payload_id(payload)
            link = known.get(remote_id)
            if link is None:
                fresh[remote_id] = payload
            elif link._is_news(payload, resource):
                link._remember(payload, resource)
                if link.state == "retired":
                    continue
                if link.res_id:
                    res_ids.append(link.res_id)
                else:
                    remote_ids.append(remote_id)
        self.env["xero.link"]._create_remote(connection, resource, fresh.values())
        self.env["xero.change"]._note(
            connection,
            resource._resource_name,
            res_ids,
            [*remote_ids, *fresh],
            lane=lane,
        )
