# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deciding what a batch of records needs, and writing the decision down.

The transaction of ``_plan`` starts by locking the links, reads the local values in one
batched read, and ends with frozen requests and without the changes that led to them.
An edit that is committed later leaves a change of its own.

``plan_observe`` comes before it, ``plan_decide`` and ``plan_undo`` say what each record
needs, ``plan_freeze`` writes requests; ``plan_pull`` takes Xero's edits into Odoo and
``plan_give_up`` shows what broke a step.
"""

from odoo import models

from ..resources.refs import Refs
from .batch import Batch
from .state import TAKE


class XeroPlan(models.AbstractModel):
    _name = "xero.plan"
    _description = "Xero Sync Planning"

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
        batch = self._batch(state, taken, remotes, resource._dependencies(records))
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
                        and not resource._is_opening(
                            connection, record, batch.links.get(record.id)
                        )
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

    def _batch(self, state, taken, remotes, dependencies):
        """What a planning transaction works on; see ``Batch``."""
        connection = self.env["xero.connection"].browse(state.connection_id)
        resource = self.env["xero.resource"]._get(taken.resource)
        return Batch(
            state,
            taken,
            connection,
            resource,
            self._links(connection, resource, taken),
            remotes,
            Refs(connection),
            dependencies,
        )

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
        """The first statement: the snapshot must not be older than the lock.

        Two halves, each by an index of its own.
        """
        whose = (state.connection_id, taken.resource)
        self.env.cr.execute(
            "SELECT id FROM xero_link WHERE id IN ("
            " SELECT id FROM xero_link WHERE connection_id = %s AND resource = %s"
            " AND res_id IN %s AND res_id > 0 AND state != 'retired'"
            " UNION SELECT id FROM xero_link WHERE connection_id = %s"
            " AND resource = %s AND remote_id IN %s"
            ") ORDER BY id FOR NO KEY UPDATE",
            [
                *(*whose, tuple(taken.by_res) or (-1,)),
                *(*whose, tuple(taken.by_remote) or ("",)),
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
        parted = self._parted_there(batch) if found else {}
        for record_id, (decision, what, *more) in found.items():
            own = batch.links.get(record_id, nothing)
            if decision == "link" and (what in parted or own.parted_from):
                batch.doubts[record_id] = self._doubt_of_parted(batch, what)
            elif decision == "link":
                link = self._link(batch, new.browse(record_id))
                link._adopt({"remote_id": what})
                batch.resource._after_tie(link)
            else:
                batch.doubts[record_id] = (what, *more)

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
