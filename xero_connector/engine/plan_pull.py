# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: Xero's edit of a linked record, taken into Odoo.

Record, link and base are one transaction, so that a lost race is begun anew from a
fresh snapshot. What Odoo refuses is a difference that a person decides: it keeps no
other field from travelling, unless the record goes all or not at all.
"""

from typing import Any, NamedTuple

from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..resources.refs import Refs
from ..sync import canonical, planner

#: Odoo's no to what is written; ValidationError, AccessError ... are UserErrors
REFUSALS = (UserError, RedirectWarning)


class Compared(NamedTuple):
    """Both sides of a linked pair and what is to be done about it."""

    plan: planner.Plan
    values: dict[str, Any]
    mapped: dict[str, Any]
    remote: dict[str, Any]
    refs: Refs


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

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
        unlinked = not link.remote_payload  # by a person, in the meantime
        if unlinked or not record or resource._presence(record) != "live":
            return  # planned again, as what it is now
        if link.state == "retired":
            return  # another link stands for the record by now: the same
        again = True
        refused = self._take_over(link, resource, record)
        if refused:
            again = self._show_refused(link, resource, record, refused)
            self.env["xero.notify"]._tell(state, link)
        lane = min(changes, key=lambda c: c.lane_order).lane if changes else "hook"
        changes.unlink()
        if again:
            self.env["xero.change"]._note(
                link.connection_id, resource_name, [record.id], lane=lane
            )

    def _take_over(self, link, resource, record):
        """Write what only Xero changed, as far as Odoo lets us.

        :return: what Odoo refuses: field to its words
        """
        try:
            with self.env.cr.savepoint():
                self._pull_fields(link, resource, record)
            return {}
        except REFUSALS as error:
            words = str(error.args[0])
        plan = self._compare(link, resource, record).plan
        left = _steps(resource, plan.pull)
        if len(left) < 2:
            return dict.fromkeys(plan.pull, words)
        # one may be refused only as long as another is not written: a tax number
        # before the country that it is of
        taken = True
        while taken:
            refused = {}
            for step in left:
                try:
                    with self.env.cr.savepoint():
                        self._pull_fields(link, resource, record, step)
                except REFUSALS as error:
                    refused[step] = str(error.args[0])
            taken = refused and len(refused) < len(left)
            left = list(refused)
        return {name: words for step, words in refused.items() for name in step}

    def _pull_fields(self, link, resource, record, names=None):
        """Write the fields that only Xero changed.

        :param names: those to write, all by default
        """
        form = resource._form
        pair = self._compare(link, resource, record)
        pull = pair.plan.pull if names is None else pair.plan.pull & names
        if not pull:
            return
        base_local = canonical.decode(form, link.base_local)
        base_remote = canonical.decode(form, link.base_remote)
        resource._apply(record, {name: pair.remote[name] for name in pull}, pair.refs)
        self.env.flush_all()
        after = resource._local_values(record)[record.id]
        for name in pull:
            there = pair.remote[name]
            base_local[name] = resource._agreed(name, after[name], there)
            base_remote[name] = there
        link.base_local = canonical.encode(form, base_local)
        link.base_remote = canonical.encode(form, base_remote)

    def _show_refused(self, link, resource, record, refused):
        """Have a person decide what Odoo refuses.

        :param refused: field to Odoo's words
        :return: whether other fields remain to be planned
        """
        pair = self._compare(link, resource, record, refused)
        self._question(link, record, *pair[:4], refused)
        return bool(pair.plan.push or pair.plan.pull)

    def _compare(self, link, resource, record, refused=()):
        """What both sides say now.

        :param refused: fields of which Odoo refuses what Xero says
        """
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
        plan = planner.plan(
            base_local,
            base_remote,
            values,
            mapped,
            remote,
            resource._rules(link.connection_id, record),
            link._accepted_values(form),
            {name: remote[name] for name in refused},
        )
        return Compared(plan, values, mapped, remote, refs)


def _steps(resource, names):
    """Fields in sets that are written by themselves, in the form's order."""
    if resource._whole:
        return [frozenset(names)]
    steps = {}
    for name in resource._form.__dataclass_fields__:
        if name in names:
            steps.setdefault(resource._follows.get(name, name), set()).add(name)
    return [frozenset(step) for step in steps.values()]


def _by_resource(dependencies):
    grouped = {}
    for needs in dependencies.values():
        for name, record in needs:
            grouped[name] = grouped.get(name, record.browse()) | record
    return grouped
