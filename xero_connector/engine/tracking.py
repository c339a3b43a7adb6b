# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Noticing what users save.

What is watched is put together when the registry is set up, from every resource: a save
of a tracked field collects the record's id, and one statement before the commit inserts
the changes. That is an optimisation; what it misses (SQL, other addons' shortcuts) the
sweep finds.
"""

import logging
from dataclasses import dataclass
from functools import partial

from odoo import api, models

from .state import DATABASE_TROUBLE

_logger = logging.getLogger(__name__)
KEY = "xero_connector.changes"
#: in the context while a resource makes what Xero told
FROM_XERO = "xero_connector_from_xero"
#: attribute of the registry: model name to its Watch
WATCHES = "xero_connector_watches"
NOTHING = {}


@dataclass(frozen=True)
class Watch:
    """What resources want to know of one model.

    :param tracked: of each resource its name and the fields whose change is noted
    :param created: names of the resources that new records are noted for
    """

    tracked: tuple
    created: tuple


class Base(models.AbstractModel):
    """The innermost method of every model: what others change on the way is seen, and
    no other addon takes it away, as one that patches models may do with patches."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        watch = _watch(self)
        if watch and watch.created:
            _collect(records, watch.created)
        return records

    def write(self, vals):
        watch = _watch(self)
        tracked = watch.tracked if watch else ()
        names = [name for name, fields in tracked if fields & vals.keys()]
        for name in names:
            moved = self.env["xero.resource"]._get(name)._moved(self, vals)
            if moved:
                # read now: afterwards nobody can tell what they were a part of
                _collect(moved, [name], now=True)
        result = super().write(vals)
        if names:
            _collect(self, names)
        return result

    def unlink(self):
        if watch := _watch(self):
            # read now: afterwards nobody can tell whose record a line was
            _collect(self, [name for name, _tracked in watch.tracked], now=True)
        return super().unlink()


class XeroTracking(models.AbstractModel):
    _name = "xero.tracking"
    _description = "Xero Change Tracking"

    def _register_hook(self):
        super()._register_hook()
        # whatever is installed, upgraded or removed ends in this hook
        setattr(self.env.registry, WATCHES, self._watches())

    def _unregister_hook(self):
        super()._unregister_hook()
        setattr(self.env.registry, WATCHES, {})

    def _note(self, records, *names):
        """Note records for resources, once, before this transaction's commit."""
        _collect(records, names)

    def _watches(self):
        """Model name to its :class:`Watch`."""
        tracked, created = {}, {}
        for name, resource in self.env["xero.resource"]._all().items():
            model_name = resource._odoo_model
            fields = [(model_name, resource._tracked), *resource._tracked_also.items()]
            for model, names in fields:
                tracked.setdefault(model, []).append((name, frozenset(names)))
            if resource._tracks_created:
                created.setdefault(model_name, []).append(name)
        return {
            model_name: Watch(tuple(watched), tuple(created.get(model_name, ())))
            for model_name, watched in tracked.items()
        }


def _watch(records):
    """The :class:`Watch` of a model, or None where nobody watches it.

    Asked with every save of every model: a look into a dict, and nothing before the
    registry is ready, for an installation is no edit.
    """
    return getattr(records.pool, WATCHES, NOTHING).get(records._name)


def _collect(records, names, now=False):
    """Remember ids until the commit; with ``now`` look at the records at once."""
    env = records.env
    if env.context.get(FROM_XERO):
        return  # agreed on as it is made: looking at it again would find nothing
    if not records.ids or not env["xero.connection"]._live_by_company():
        return
    data = env.cr.precommit.data
    if KEY not in data:
        data[KEY] = {}
        env.cr.precommit.add(partial(_insert, env))
    for name in names:
        subjects = records
        if now:
            resource = env["xero.resource"]._get(name).sudo()
            subjects = env[resource._odoo_model].concat(
                *in_parts(resource._subjects, records.sudo())
            )
        key = (name, subjects._name)
        data[KEY].setdefault(key, {}).update(dict.fromkeys(subjects.ids))


def _insert(env):
    """Insert the changes of this transaction; runs once, before its commit."""
    collected = env.cr.precommit.data.pop(KEY, {})
    env = env(user=1, su=True, context={"active_test": False})
    connections = {}
    for (name, model_name), ids in collected.items():
        resource = env["xero.resource"]._get(name)
        records = env[model_name].browse(ids)
        present = records.exists()
        found = {}
        for groups in in_parts(partial(relevant, resource), present):
            for connection_id, group in groups.items():
                found.setdefault(connection_id, []).extend(group.ids)
        for connection_id, res_ids in _deleted(env, resource, records - present):
            found.setdefault(connection_id, []).extend(res_ids)
        for connection_id, res_ids in found.items():
            noted = connections.setdefault(connection_id, {})
            noted.setdefault(name, {}).update(dict.fromkeys(res_ids))
    for connection_id, by_resource in connections.items():
        connection = env["xero.connection"].browse(connection_id)
        if not connection.real_time:
            continue
        for name, res_ids in by_resource.items():
            env["xero.change"]._note(connection, name, res_ids)
        connection._wake(saved=True)
    env.flush_all()


def relevant(resource, records):
    """Connection id to the records that a resource keeps in step, of those changed."""
    return resource._relevant(resource._subjects(records))


def in_parts(look, records):
    """What a resource says of records, in as few parts as it can be had.

    A record that a resource fails on stops neither the others nor what is going on: a
    user's save, or the sweep, which comes to it again every night.

    :param look: asked with records
    :return: list of answers, one if all goes well
    """
    if not records:
        return []
    # what the user wrote is flushed outside of the savepoint, and without the hooks
    # before a commit, of which this may be one
    records.env.flush_all()
    try:
        with records.env.cr.savepoint(flush=False):
            return [look(records)]
    except DATABASE_TROUBLE:
        raise
    except Exception:
        if len(records) == 1:
            _logger.exception("Xero: cannot say what the change of %s means", records)
            return []
    middle = len(records) // 2
    return [*in_parts(look, records[:middle]), *in_parts(look, records[middle:])]


def _deleted(env, resource, gone):
    """Connections and ids of linked records that no longer exist."""
    if not gone or gone._name != resource._odoo_model:
        return []
    groups = env["xero.link"]._read_group(
        [
            ("resource", "=", resource._resource_name),
            ("res_model", "=", gone._name),
            ("res_id", "in", gone.ids),
            ("state", "!=", "retired"),
        ],
        ["connection_id"],
        ["res_id:array_agg"],
    )
    return [(connection.id, ids) for connection, ids in groups]
