# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deciding what a batch of records needs, and writing the decision down.

The transaction of ``_plan`` starts by locking the links, reads the local values in one
batched read, and ends with frozen requests and without the changes that led to them.
An edit that is committed later leaves a change of its own.
"""

import logging
import uuid
from dataclasses import dataclass, field

from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..resources.refs import Refs
from ..sync import canonical, planner
from ..sync.preflight import Reason
from ..xero import codec, const, errors
from .state import TAKE

_logger = logging.getLogger(__name__)


@dataclass
class Batch:
    """What a planning transaction works on."""

    state: object
    taken: object
    connection: object
    resource: object
    links: dict
    remotes: dict
    refs: Refs
    dependencies: dict
    #: (link, local values, mapped values, names, JSON)
    creates: list = field(default_factory=list)
    updates: list = field(default_factory=list)
    pulls: list = field(default_factory=list)
    #: record id to (Reason, candidates) of what may be in Xero already
    doubts: dict = field(default_factory=dict)
    #: ids of changes that are done with
    done: list = field(default_factory=list)

    def finish(self, res_id):
        """The changes of this record are dealt with."""
        self.done += self.taken.by_res.get(res_id, [])

    def changes_of(self, link):
        """Ids of the changes that led to this."""
        return self.taken.by_res.get(link.res_id, [])


class XeroPlan(models.AbstractModel):
    _name = "xero.plan"
    _description = "Xero Sync Planning"

    # ------------------------------------------------------------------
    # observe: which remotes are worth a call
    # ------------------------------------------------------------------
    def _to_observe(self, state, taken):
        """Xero ids of linked records that probably push an update, or were asked for.

        A record that says what it said when both agreed costs no call.
        """
        resource = self.env["xero.resource"]._get(taken.resource)
        connection = self.env["xero.connection"].browse(state.connection_id)
        links = self.env["xero.link"].search(
            self.env["xero.link"]._local_domain(
                connection, taken.resource, taken.by_res
            )
            & Domain("remote_id", "!=", False)
        )
        records = self.env[resource._odoo_model].browse(links.mapped("res_id")).exists()
        values = resource._local_values(
            records.filtered(lambda r: resource._presence(r) != "suspended")
        )
        wanted = self._unread(state, taken)
        for link in links:
            local = values.get(link.res_id)
            if link.remote_id in state.look:
                wanted.append(link.remote_id)
            if local is None or self._is_known(link, taken):
                continue
            base = canonical.decode(resource._form, link.base_local)
            accepted = link._accepted_values(resource._form)
            base |= {name: here for name, (here, _there) in accepted.items()}
            asked = link.res_id in taken.users or link.state not in (
                "synced",
                "approval",
                "sending",
            )
            undone = local.get("status") == "void" == base.get("status")
            differs = not undone and any(
                base.get(k, canonical.NEVER) != v for k, v in local.items()
            )
            if asked or differs:
                wanted.append(link.remote_id)
        return list(dict.fromkeys(wanted))

    def _is_known(self, link, taken):
        """Whether what was read of a link before will do to compare both sides.

        Of a pair found among what was read; and of one that a person has to decide,
        where nobody did anything since. Before a write it is read again anyhow.
        """
        if not link.remote_payload or link.res_id in taken.users:
            return False
        if link.state == "new":
            return True
        nobody_did = taken.lane in ("poll", "sweep", "backfill")
        return nobody_did and link.state in ("conflict", "difference")

    def _unread(self, state, taken):
        """Xero ids of which we only heard that something changed, or nothing at all."""
        read = set()
        if taken.by_remote and taken.lane != "webhook":
            links = self.env["xero.link"].search(
                [
                    ("connection_id", "=", state.connection_id),
                    ("resource", "=", taken.resource),
                    ("remote_id", "in", list(taken.by_remote)),
                ]
            )
            read = set(links.filtered("remote_payload").mapped("remote_id"))
        return [key for key in taken.by_remote if key not in read]

    # ------------------------------------------------------------------
    # plan and intend
    # ------------------------------------------------------------------
    def _plan(self, state, taken, remotes):
        """Decide each record of a batch and freeze what is to be sent.

        :return: ids of requests, and pulls as (link id, change ids)
        """
        resource = self.env["xero.resource"]._get(taken.resource)
        planned = resource._plan_all(state, taken)
        if planned is not None:
            return planned
        self._lock_links(state, taken)
        connection = self.env["xero.connection"].browse(state.connection_id)
        self._remember_remotes(connection, resource, taken, remotes)
        model = self.env[resource._odoo_model]
        records = model.browse(taken.by_res).exists()
        batch = Batch(
            state,
            taken,
            connection,
            resource,
            self._links(connection, resource, taken),
            remotes,
            Refs(connection),
            resource._dependencies(records),
        )
        self._prefetch(batch)
        live = records.filtered(lambda r: resource._presence(r) == "live")
        values = resource._local_values(live) if resource._is_on(connection) else {}
        self._match(batch, live)
        if resource._sends(connection):
            self._make_links(
                batch,
                live.filtered(
                    lambda record: (
                        record.id in values
                        and not resource._is_opening(connection, record)
                    )
                ),
            )
        for record in records:
            self._decide(batch, record, values.get(record.id))
        for res_id in taken.by_res.keys() - set(records.ids):
            self._gone(batch, res_id)
        self.env["xero.welcome"]._place(batch)
        self._keep_rest(batch)
        requests = self._freeze(batch, "create", batch.creates)
        requests += self._freeze(batch, "update", batch.updates)
        self.env["xero.change"].browse(batch.done).unlink()
        return requests, batch.pulls

    def _keep_rest(self, batch):
        """Where more waits, leave what fills no whole request for the next turn.

        It comes first then. Of many records a few in each turn would otherwise be a
        call each turn: a thousand new contacts among many known ones are 20 calls.
        """
        if len(batch.taken) < TAKE:
            return
        done = set(batch.done)
        for operation in ("create", "update"):
            items = getattr(batch, f"{operation}s")
            whole = len(items) - len(items) % batch.resource._batch_size(operation)
            rest = [i for item in items[whole:] for i in batch.changes_of(item[0])]
            if done.issubset(rest):
                continue  # nothing else was done in this turn
            done.difference_update(rest)
            del items[whole:]
        batch.done = [change_id for change_id in batch.done if change_id in done]

    def _lock_links(self, state, taken):
        """The first statement: the snapshot must not be older than the lock."""
        self.env.cr.execute(
            "SELECT id FROM xero_link WHERE connection_id = %s AND resource = %s"
            " AND (res_id IN %s OR remote_id IN %s) ORDER BY id FOR NO KEY UPDATE",
            [
                state.connection_id,
                taken.resource,
                tuple(taken.by_res) or (-1,),
                tuple(taken.by_remote) or ("",),
            ],
        )

    def _links(self, connection, resource, taken):
        """Links of the batch by Odoo id; missing ones are made by ``_link``."""
        links = self.env["xero.link"].search(
            self.env["xero.link"]._local_domain(
                connection, resource._resource_name, taken.by_res
            )
        )
        return {link.res_id: link for link in links}

    def _make_links(self, batch, records):
        """Links of the records that have none, in one statement."""
        new = [record for record in records if record.id not in batch.links]
        links = self.env["xero.link"].create(
            [
                {
                    "connection_id": batch.connection.id,
                    "resource": batch.resource._resource_name,
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for record in new
            ]
        )
        for record, link in zip(new, links, strict=True):
            batch.links[record.id] = link

    def _link(self, batch, record):
        """The link of a record, made if it has none."""
        if record.id not in batch.links:
            self._make_links(batch, record)
        link = batch.links[record.id]
        user_id = batch.taken.users.get(record.id)
        if user_id and link.asked_by_id.id != user_id:
            link.asked_by_id = self.env["res.users"].browse(user_id).exists()
        return link

    def _prefetch(self, batch):
        """Links of all dependencies, one query for each resource."""
        by_resource = {}
        for needs in batch.dependencies.values():
            for name, record in needs:
                by_resource.setdefault(name, record.browse())
                by_resource[name] |= record
        for name, records in by_resource.items():
            batch.refs.prefetch(name, records)

    def _remember_remotes(self, connection, resource, taken, remotes):
        """Keep what Xero said with the links, unless we know something newer."""
        said = {key: payload for key, payload in remotes.items() if payload}
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", resource._resource_name),
                ("remote_id", "in", list(said)),
            ]
        )
        for link in links:
            link._remember(said.pop(link.remote_id), resource)
        self.env["xero.link"]._create_remote(
            connection, resource, filter(resource._is_mine, said.values())
        )

    # ------------------------------------------------------------------
    # one record
    # ------------------------------------------------------------------
    def _decide(self, batch, record, values):
        """What this record needs now."""
        presence = batch.resource._presence(record)
        link = batch.links.get(record.id)
        if batch.resource._is_opening(batch.connection, record):
            self._leave_alone(batch, link, record, presence)
        elif presence == "absent" or (presence == "live" and values is None):
            batch.finish(record.id)
        elif link and link.decision:
            batch.finish(record.id)  # left alone for good
        elif presence == "suspended":
            if link:
                link._suspend()
            batch.finish(record.id)
        elif presence == "void":
            self._undo(batch, link, record.id)
        else:
            if not self._may_send(batch, link, record):
                return
            link = self._link(batch, record)
            if self._is_undone(batch, link):
                link = self._begin_anew(batch, link, record)
            if link.remote_id:
                self._decide_linked(batch, link, record, values)
            elif self._is_taken(batch, link, record, values):
                # a person decides: waiting for its contact must not cover that up
                self._outcome(batch, link, record)
            elif not self._waits(batch, link, record):
                self._decide_new(batch, link, record, values)

    def _may_send(self, batch, link, record):
        """Whether a record that Xero does not have may be created there.

        Where nothing of its kind is sent nobody hears of it, unless somebody asked for
        it or a document waits for it.
        """
        resource = batch.resource
        if resource._sends(batch.connection):
            return True
        if link and link.remote_id and not self._is_undone(batch, link):
            return True
        waits_for = f"needs:{resource._resource_name}:{record.id}"
        if link or record.id in batch.taken.users or self._is_needed(batch, waits_for):
            link = self._link(batch, record)
            self._hold(batch, link, record, [self._one_way(batch)])
        batch.finish(record.id)
        return False

    def _is_needed(self, batch, key):
        domain = [("connection_id", "=", batch.connection.id), ("hold_key", "=", key)]
        return bool(self.env["xero.link"].search_count(domain, limit=1))

    def _one_way(self, batch):
        """Why what Odoo has is not sent, as a Reason."""
        return Reason(
            "direction",
            self.env._("%s do not travel from Odoo to Xero.", batch.resource._label()),
            self.env._("Do it in Xero, or change the direction on the connection."),
            "direction",
        )

    def _match(self, batch, live):
        """Tie records that are about to be created to what Xero has already."""
        if not batch.resource._is_on(batch.connection):
            return
        nothing = self.env["xero.link"]
        new = live.filtered(
            lambda r: (
                not batch.links.get(r.id, nothing).remote_id
                and not batch.links.get(r.id, nothing).is_distinct
            )
        )
        found = batch.resource._match(batch, new) if new else {}
        for record_id, (decision, what, *more) in found.items():
            if decision == "link":
                link = self._link(batch, new.browse(record_id))
                link._adopt({"remote_id": what})
                batch.resource._after_tie(link)
            else:
                batch.doubts[record_id] = (what, *more)

    def _is_open(self, batch, record, link):
        """Whether nobody decided yet what a record is in Xero."""
        if link.remote_id or link.is_distinct:
            return False
        return link.cause != "left_alone" or record.id in batch.taken.users

    def _leave_alone(self, batch, link, record, presence):
        """An opening item: Xero has its own, of which only payments are ours."""
        if link and link.remote_id and link.state != "held":
            if presence == "live":
                link._settle()
            else:
                link._hold(
                    "opening",
                    self.env._(
                        "Older than the start date: it is not changed or voided in "
                        "Xero from here."
                    ),
                    self.env._("Do in Xero what you did here."),
                )
        batch.finish(record.id)

    def _waits(self, batch, link, record):
        """Whether something must be linked first; that goes in the same lane."""
        for name, needed in batch.dependencies.get(record.id, ()):
            if batch.refs.remote_id(name, needed.id):
                continue
            link._wait(
                f"needs:{name}:{needed.id}",
                self.env._("Waits for “%(name)s”.", name=needed.display_name),
            )
            self.env["xero.change"]._note(
                batch.connection, name, [needed.id], lane=batch.taken.lane
            )
            batch.finish(record.id)
            return True
        waits = batch.resource._must_wait(record, batch.refs)
        if waits:
            link._wait(*waits)
            batch.finish(record.id)
        return bool(waits)

    def _decide_new(self, batch, link, record, values):
        """Not in Xero yet: create it, unless something speaks against it."""
        if record.id in batch.doubts:
            reason, candidates = batch.doubts[record.id]
            self._hold(batch, link, record, [reason])
            link.candidates = candidates
            return
        refs = batch.refs.for_record(own=link)
        mapped = batch.resource._to_xero(values, refs)
        refs.names = frozenset(values)
        batch.resource._preflight(record, values | mapped, refs)
        if refs.reasons:
            self._hold(batch, link, record, refs.reasons)
            return
        names = set(values)
        payload = batch.resource._payload(mapped, names, link)
        payload |= batch.resource._mark(record)
        batch.creates.append((link, values, mapped, names, payload))
        batch.finish(record.id)

    def _is_taken(self, batch, link, record, values):
        """Whether a person has to pair it first.

        One whose name is taken is tried again once it is renamed, or when somebody asks
        for it, because it may have been renamed in Xero: a create overwrites nothing.
        """
        if link.state != "held":
            return False
        if link.cause == "several_in_xero":
            return True
        if link.cause == "left_alone":
            return record.id not in batch.taken.users
        return (
            link.cause == "already_in_xero"
            and link.remote_name == batch.resource._called(values)
            and record.id not in batch.taken.users
        )

    def _decide_linked(self, batch, link, record, values):
        """In Xero already: the three-way merge."""
        resource = batch.resource
        resource._follow(link)
        if self._is_lost(batch, link):
            self._outcome(batch, link, record)
            return
        if not link.remote_payload:
            # adopted by hand and not read yet: these changes stay
            batch.state.look.add(link.remote_id)
            return
        reason = resource._left_alone(link.remote_payload)
        if reason:
            self._hold(batch, link, record, [reason])
            return
        if link.cause == "payments_differ" and not resource._paired(link, record):
            self._outcome(batch, link, record)
            return
        remote = resource._from_xero(link.remote_payload)
        base_local = canonical.decode(resource._form, link.base_local)
        base_remote = canonical.decode(resource._form, link.base_remote)
        accepted = resource._accepted(base_remote, remote)
        if accepted is not base_remote:
            base_remote = accepted
            link.base_remote = canonical.encode(resource._form, base_remote)
        refs = batch.refs.for_record(remote, link.remote_payload, link)
        mapped = resource._to_xero(values, refs)
        rules = resource._rules(batch.connection, record)
        accepted = link._accepted_values(resource._form)
        plan = planner.plan(
            base_local, base_remote, values, mapped, remote, rules, accepted
        )
        if plan.lapsed:
            link._lapse(plan.lapsed)
        if plan.push and link.remote_id not in batch.remotes:
            # changed after we looked: look again, these changes stay
            batch.state.look.add(link.remote_id)
            return
        for name in plan.advance:
            base_local[name], base_remote[name] = values[name], remote[name]
        if plan.advance:
            link.base_local = canonical.encode(resource._form, base_local)
            link.base_remote = canonical.encode(resource._form, base_remote)
        waits = self._question(link, record, plan, values, mapped, remote)
        if plan.pull:
            batch.pulls.append((link.id, batch.taken.by_res[record.id]))
            return
        if plan.push - mapped.keys() and self._waits(batch, link, record):
            return
        if plan.push and resource._immutable:
            self._undo(batch, link, record.id)
            return
        if plan.push:
            refs.names = plan.push
            resource._preflight(record, values | mapped, refs)
            if refs.reasons:
                self._hold(batch, link, record, refs.reasons)
                return
            payload = resource._payload(mapped, plan.push, link)
            payload[resource._spec.id_field] = link.remote_id
            batch.updates.append((link, values, mapped, plan.push, payload))
            batch.finish(record.id)
            return
        if not waits:
            link._settle()
        self._outcome(batch, link, record)

    def _question(self, link, record, plan, values, mapped, remote):
        """Show, or take back, the fields that a person has to decide.

        :return: whether there are any
        """
        resource = self.env["xero.resource"]._get(link.resource)
        if not plan.needs_person:
            if resource._is_at_odds(link, record):
                return True
            if link.fields_in_question:
                link.fields_in_question = False
            return False
        names = plan.conflict | plan.difference
        shown = {
            name: resource._in_words(link, name, values, mapped, remote)
            for name in resource._form.__dataclass_fields__
            if name in names
        }
        details = link._details(names, values, remote, plan.moved)
        if plan.conflict:
            remedy = self.env._(
                "Both sides were changed. Decide on the Differences page which stays, "
                "or make them equal."
            )
            link._disagree("conflict", "conflict", shown, remedy, details)
        else:
            remedy = self.env._(
                "Decide on the Differences page which stays, or make them equal."
            )
            link._disagree("difference", "difference", shown, remedy, details)
        return True

    def _is_lost(self, batch, link):
        """Whether Xero was asked for this record and does not have it any more."""
        if batch.remotes.get(link.remote_id, link):
            return False
        link._fail(
            "deleted_in_xero",
            self.env._("Xero has no such record any more."),
            self.env._("Ask who removed it in Xero."),
        )
        return True

    def _undo(self, batch, link, res_id):
        """Cancelled or deleted here: void it there, if it is there."""
        record = self.env[batch.resource._odoo_model].browse(res_id).exists()
        if link is None:
            batch.finish(res_id)
            return
        if not link.remote_id:
            link._retire(self.env._("Cancelled before it was sent."))
            batch.finish(res_id)
            return
        remote = {}
        if link.remote_payload:
            remote = batch.resource._from_xero(link.remote_payload)
        if remote.get("status") == "void":
            self._agree_on_void(batch, link)
            if record:
                link._settle()
            else:
                link._retire(self.env._("Deleted in Odoo."))
            self._outcome(batch, link, record)
            return
        if link.remote_id not in batch.remotes:
            # look at it first, these changes stay
            batch.state.look.add(link.remote_id)
            return
        if self._is_lost(batch, link):
            self._outcome(batch, link, record)
            return
        if not batch.resource._sends(batch.connection):
            self._hold(batch, link, record, [self._one_way(batch)])
            return
        refs = batch.refs.for_record(remote, link.remote_payload)
        payload = batch.resource._retire(link, refs)
        if refs.reasons:
            self._hold(batch, link, record, refs.reasons)
            return
        values = canonical.decode(batch.resource._form, link.base_local)
        number = batch.resource._free_number(link, refs)
        if number:
            # first this; settling it notes a change, and the next turn voids
            payload = {batch.resource._spec.number_field: number}
            values["number"], name = number, "number"
        else:
            values["status"], name = "void", "status"
        payload[batch.resource._spec.id_field] = link.remote_id
        # what differed is void with the rest
        link.fields_in_question = False
        batch.updates.append((link, values, values, {name}, payload))
        batch.finish(res_id)

    def _is_undone(self, batch, link):
        """Whether both sides agreed that Xero's record is void."""
        base = canonical.decode(batch.resource._form, link.base_remote)
        return base.get("status") == "void"

    def _begin_anew(self, batch, link, record):
        """Posted again after it was voided: Xero brings nothing back, so this one gets
        another Xero record and the old one stays known."""
        user = link.asked_by_id
        link._retire(self.env._("Voided; posted again in Odoo as a new one."))
        link.flush_recordset()
        del batch.links[record.id]
        link = self._link(batch, record)
        link.asked_by_id = user
        return link

    def _agree_on_void(self, batch, link):
        """Both say void: that is what they agree on now."""
        form = batch.resource._form
        for name in ("base_local", "base_remote"):
            base = canonical.decode(form, link[name])
            if base.get("status") != "void":
                link[name] = canonical.encode(form, base | {"status": "void"})

    def _gone(self, batch, res_id):
        """Deleted here: its document is voided there; a contact stays as it is.

        The link stays as a tombstone.
        """
        link = batch.links.get(res_id)
        if (
            link
            and link.remote_id
            and batch.resource._voids_deleted
            and (not link.is_opening)
        ):
            self._undo(batch, link, res_id)
            return
        if link:
            link._retire(self.env._("Deleted in Odoo."))
        batch.finish(res_id)

    def _hold(self, batch, link, record, reasons):
        first = reasons[0]
        link._hold(
            first.cause,
            "\n".join(dict.fromkeys(r.message for r in reasons)),
            "\n".join(dict.fromkeys(r.remedy for r in reasons if r.remedy)),
            key=first.key,
        )
        if first.cause in batch.resource._conflicting:
            link.state = "conflict"
        self._outcome(batch, link, record)

    def _outcome(self, batch, link, record):
        """This record is decided without a request."""
        self.env["xero.notify"]._tell(batch.state, link)
        batch.finish(link.res_id)

    # ------------------------------------------------------------------
    # freeze
    # ------------------------------------------------------------------
    def _freeze(self, batch, operation, items):
        """Requests of at most 50 elements and 3.5 MB, byte for byte as sent."""
        resource = batch.resource
        requests = []
        for chunk in self._chunks(resource, operation, items):
            request = self.env["xero.request"].create(
                {
                    "connection_id": batch.connection.id,
                    "resource": resource._resource_name,
                    "operation": operation,
                    **resource._request_values(
                        operation, [item[0] for item in chunk], [i[4] for i in chunk]
                    ),
                    "idempotency_key": str(uuid.uuid4()),
                    "lane": batch.taken.lane,
                    "frozen_at": fields.Datetime.now(),
                }
            )
            form = resource._form
            self.env["xero.attempt"].create(
                [
                    {
                        "request_id": request.id,
                        "link_id": link.id,
                        "position": position,
                        "names": sorted(names),
                        "sent_local": canonical.encode(form, local),
                        "sent_remote": canonical.encode(form, mapped),
                        "user_id": link.asked_by_id.id,
                    }
                    for position, (link, local, mapped, names, _) in enumerate(chunk)
                ]
            )
            requests.append(request.id)
        links = self.env["xero.link"].browse([item[0].id for item in items])
        links.filtered(lambda link: link.state != "sending").write({"state": "sending"})
        return requests

    def _chunks(self, resource, operation, items):
        """Batches within Xero's limits.

        Records whose whole request was refused or went unanswered are not mixed with
        others, and their batches become smaller each time: one that Xero chokes on ends
        up alone, while fifty that met an outage are still one call.
        """
        size = resource._batch_size(operation)
        suspicion = self._suspicion([item[0].id for item in items])
        groups = {}
        for item in items:
            together = resource._together(operation, item[0], item[2])
            key = (suspicion.get(item[0].id, 0), together)
            groups.setdefault(key, []).append(item)
        for (times, _together), group in sorted(groups.items(), key=lambda g: g[0]):
            most = size if times < 2 else max(1, size // 7 ** (times - 1))
            yield from _cut(group, most)

    def _suspicion(self, link_ids):
        """How often in a row the whole request of a link failed, where it did."""
        if not link_ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT a.link_id, count(*) FROM xero_attempt a"
                    " JOIN xero_request r ON r.id = a.request_id"
                    " WHERE a.link_id IN %s"
                    " AND (r.state = 'lost' OR r.state = 'refused' AND r.status >= 400)"
                    " AND NOT EXISTS (SELECT 1 FROM xero_attempt b"
                    " JOIN xero_request d ON d.id = b.request_id"
                    " WHERE b.link_id = a.link_id AND b.id > a.id AND d.state = 'done')"
                    " GROUP BY a.link_id",
                    tuple(link_ids),
                )
            )
        )

    # ------------------------------------------------------------------
    # pull
    # ------------------------------------------------------------------
    def _pull(self, state, resource_name, link_id, change_ids):
        """Take Xero's edit into Odoo: record, link and base in one transaction."""
        link = self.env["xero.welcome"]._lock(link_id)
        resource = self.env["xero.resource"]._get(resource_name)
        if not link.res_id:
            if link:
                self.env["xero.welcome"]._bring_in(link, resource, change_ids)
            return
        record = self.env[resource._odoo_model].browse(link.res_id).exists()
        changes = self.env["xero.change"].browse(change_ids).exists()
        if not record or resource._presence(record) != "live":
            return  # planned again, as what it is now
        try:
            with self.env.cr.savepoint():
                again = self._pull_fields(link, resource, record)
        except (UserError, RedirectWarning) as error:  # ValidationError ... too
            link.write(
                {
                    "state": "difference",
                    "cause": "refused_by_odoo",
                    "error": self.env._(
                        "Odoo refuses Xero's change: %s", error.args[0]
                    ),
                    "remedy": self.env._("Correct it here or in Xero."),
                }
            )
            self.env["xero.notify"]._tell(state, link)
            again = False
        lane = min(changes, key=lambda c: c.lane_order).lane if changes else "hook"
        changes.unlink()
        if again:
            self.env["xero.change"]._note(
                link.connection_id, resource_name, [record.id], lane=lane
            )

    def _pull_fields(self, link, resource, record):
        """Write the fields that only Xero changed; say whether others remain."""
        form = resource._form
        remote = resource._from_xero(link.remote_payload)
        base_local = canonical.decode(form, link.base_local)
        base_remote = canonical.decode(form, link.base_remote)
        refs = Refs(link.connection_id, remote)
        refs.base, refs.own = base_remote, link
        for name, records in _by_resource(resource._dependencies(record)).items():
            refs.prefetch(name, records)
        values = resource._local_values(record)[record.id]
        mapped = resource._to_xero(values, refs)
        rules = resource._rules(link.connection_id, record)
        accepted = link._accepted_values(form)
        plan = planner.plan(
            base_local, base_remote, values, mapped, remote, rules, accepted
        )
        if not plan.pull:
            return True
        resource._apply(record, {name: remote[name] for name in plan.pull}, refs)
        self.env.flush_all()
        after = resource._local_values(record)[record.id]
        for name in plan.pull:
            base_local[name], base_remote[name] = after[name], remote[name]
        link.base_local = canonical.encode(form, base_local)
        link.base_remote = canonical.encode(form, base_remote)
        return True

    # ------------------------------------------------------------------
    # giving up on one record
    # ------------------------------------------------------------------
    def _give_up(self, state, taken, error):
        """A fault of ours with one record: say so on its link, free the others."""
        connection = self.env["xero.connection"].browse(state.connection_id)
        resource = self.env["xero.resource"]._get(taken.resource)
        done = [i for ids in taken.by_remote.values() for i in ids]
        batch = Batch(
            state,
            taken,
            connection,
            resource,
            self._links(connection, resource, taken),
            {},
            Refs(connection),
            {},
        )
        for record in self.env[resource._odoo_model].browse(taken.by_res).exists():
            link = self._link(batch, record)
            self._blame(link, error)
            self._outcome(batch, link, record)
        for link in self._only_there(batch):
            self._blame(link, error)
        done += [i for ids in taken.by_res.values() for i in ids]
        self.env["xero.change"].browse(done).unlink()

    def _only_there(self, batch):
        """Links of a batch's Xero records that nothing in Odoo stands for."""
        return self.env["xero.link"].search(
            [
                ("connection_id", "=", batch.connection.id),
                ("resource", "=", batch.resource._resource_name),
                ("remote_id", "in", list(batch.taken.by_remote)),
                ("res_id", "=", 0),
                ("state", "!=", "retired"),
            ]
        )

    def _give_up_pull(self, state, link_id, change_ids, error):
        """A fault of ours while Xero's edit was written: the same."""
        link = self.env["xero.link"].browse(link_id)
        self._blame(link, error)
        self.env["xero.notify"]._tell(state, link)
        self.env["xero.change"].browse(change_ids).exists().unlink()

    def _blame(self, link, error):
        """Show why nothing could be planned: Xero's refusal to be read, or a fault of
        ours; what that is in detail is for the server's log."""
        if isinstance(error, errors.XeroError):
            link._fail(
                "not_readable",
                self.env._("Xero refused to be read: %s", error.message),
                self.env._(
                    "See that the user who connected may see this in Xero, or connect "
                    "anew as another one."
                ),
            )
            return
        _logger.error("Failed on %s %s", link.resource, link.res_id, exc_info=error)
        link._fail(
            "internal",
            self.env._("The connector failed on this record: %s", error),
            self.env._("Report this; the server's log has the details."),
        )


def _by_resource(dependencies):
    grouped = {}
    for needs in dependencies.values():
        for name, record in needs:
            grouped[name] = grouped.get(name, record.browse()) | record
    return grouped


def _cut(items, size):
    """Runs of at most ``size`` items and as many bytes as Xero takes."""
    chunk, weight = [], 0
    for item in items:
        length = len(codec.dumps(item[4])) + 1
        if chunk and (len(chunk) == size or weight + length > const.BATCH_BYTES - 1000):
            yield chunk
            chunk, weight = [], 0
        chunk.append(item)
        weight += length
    if chunk:
        yield chunk
