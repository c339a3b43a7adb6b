# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: which records of Xero are worth a call before anything is decided."""

from odoo import models
from odoo.fields import Domain

from ..sync import canonical


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

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
        # what a webhook told of was read before it came here as a record of Odoo
        nobody_did = taken.lane in ("webhook", "poll", "sweep", "backfill")
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
