# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what was cancelled or deleted in Odoo is voided or deleted in Xero."""

from odoo import models

from ..sync import canonical


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

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
            # nor does anything wait for its removal any more
            key = f"needs:{link.resource}:{res_id}"
            self.env["xero.run"]._free(batch.connection, key)
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
        if link and link.credited_by_id:
            self._look_at_credit_of_nothing(batch, link)
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
