# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Noticing what users save.

Wired when the registry is set up, for every resource: a save of a tracked field
collects the record's id, and one statement before the commit inserts the changes. Hooks
are an optimisation; what they miss (SQL, other addons' shortcuts) the sweep finds.
"""

import logging
from functools import partial

from odoo import api, models

from .state import DATABASE_TROUBLE

_logger = logging.getLogger(__name__)
KEY = "xero_connector.changes"
#: in the context while a resource makes what Xero told
FROM_XERO = "xero_connector_from_xero"


class XeroTracking(models.AbstractModel):
    _name = "xero.tracking"
    _description = "Xero Change Tracking"

    def _register_hook(self):
        super()._register_hook()
        for model_name, watches in self._watches().items():
            self._patch(model_name, watches)

    def _unregister_hook(self):
        super()._unregister_hook()
        # not by asking the resources: one that was just added is not set up yet
        for cls in self.env.registry.values():
            for name in ("write", "unlink"):
                method = cls.__dict__.get(name)
                if getattr(method, "xero_tracking", False):
                    delattr(cls, name)

    def _note(self, records, *names):
        """Note records for resources, once, before this transaction's commit."""
        _collect(records, names)

    def _watches(self):
        """Model name to [(resource name, tracked fields)]."""
        watches = {}
        for name, resource in self.env["xero.resource"]._all().items():
            watches.setdefault(resource._odoo_model, []).append(
                (name, frozenset(resource._tracked))
            )
            for also, tracked in resource._tracked_also.items():
                watches.setdefault(also, []).append((name, frozenset(tracked)))
        return watches

    def _created(self, model_name):
        """Names of the resources that new records of a model are noted for."""
        return [
            name
            for name, resource in self.env["xero.resource"]._all().items()
            if resource._tracks_created and resource._odoo_model == model_name
        ]

    def _patch(self, model_name, watches):
        cls = self.env.registry[model_name]
        if getattr(cls.__dict__.get("write"), "xero_tracking", False):
            return

        def write(self, vals):
            names = [name for name, tracked in watches if tracked & vals.keys()]
            for name in names:
                moved = self.env["xero.resource"]._get(name)._moved(self, vals)
                if moved:
                    # read now: afterwards nobody can tell what they were a part of
                    _collect(moved, [name], now=True)
            result = write.origin(self, vals)
            if names:
                _collect(self, names)
            return result

        def unlink(self):
            # read now: afterwards nobody can tell whose record a line was
            _collect(self, [name for name, _tracked in watches], now=True)
            return unlink.origin(self)

        created = self._created(model_name)

        @api.model_create_multi
        def create(self, vals_list):
            records = create.origin(self, vals_list)
            _collect(records, created)
            return records

        for method in (write, unlink, create) if created else (write, unlink):
            method.xero_tracking = True
            method.origin = getattr(cls, method.__name__)
            setattr(cls, method.__name__, method)


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
