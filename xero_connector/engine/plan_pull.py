# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: Xero's edit of a linked record, taken into Odoo.

Record, link and base are one transaction, so that a lost race is begun anew from a
fresh snapshot.
"""

from odoo import models
from odoo.exceptions import RedirectWarning, UserError

from ..resources.refs import Refs
from ..sync import canonical, planner


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
        if not record or resource._presence(record) != "live":
            return  # planned again, as what it is now
        if link.state == "retired":
            return  # another link stands for the record by now: the same
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
            agreed = resource._agreed(name, after[name], remote[name])
            base_local[name], base_remote[name] = agreed, remote[name]
        link.base_local = canonical.encode(form, base_local)
        link.base_remote = canonical.encode(form, base_remote)
        return True


def _by_resource(dependencies):
    grouped = {}
    for needs in dependencies.values():
        for name, record in needs:
            grouped[name] = grouped.get(name, record.browse()) | record
    return grouped
