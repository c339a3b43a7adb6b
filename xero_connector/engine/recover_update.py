# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An unanswered update may be older by now than what somebody wrote in Xero.

Sent again under its key, one that Xero never got would be stored over that. So what
Xero says is looked at first: where a field that was sent says something else than
before, and not what we sent, nothing of the request is sent again.
"""

from odoo import models

from ..sync import canonical
from .state import REFUSED

#: what no bookkeeper's edit is lost by
_NOT_EDITED = frozenset({"status", "number"})


class XeroRecover(models.AbstractModel):
    _inherit = "xero.recover"

    def _repeat(self, state, request_ids):
        """Send open requests again whose keys are young, but for those that would
        overwrite what was edited in Xero meanwhile."""
        kept = [one for one in request_ids if not self._gives_way(state, one)]
        if kept:
            self.env["xero.run"]._call(state, *kept)

    def _gives_way(self, state, request_id):
        """Look at what an update writes over; say whether it was closed instead."""
        wanted, resource_name = self._overwritable(request_id)
        if not wanted:
            return False
        resource = self.env["xero.resource"]._get(resource_name)
        try:
            found = resource._read_remotes(state.caller, wanted)
        except REFUSED:
            found = []  # planned anew it is read again, and a person told
        said = {resource._payload_id(payload): payload for payload in found}
        return self.env["xero.run"]._in_transaction(self._give_way, request_id, said)

    def _overwritable(self, request_id):
        """Xero ids of what an update writes values over, and their resource's name.

        Leaves no transaction open.
        """
        request = self.env["xero.request"].browse(request_id)
        attempts = request.attempt_ids.filtered(
            lambda one: one.operation == "update" and set(one.names) - _NOT_EDITED
        )
        found = attempts.link_id.mapped("remote_id"), request.resource
        self.env.cr.rollback()
        return found

    def _give_way(self, request_id, said):
        """Close a request over which somebody wrote in Xero.

        What Xero has as we sent it is agreed on; the rest is decided anew.

        :param said: Xero id to what Xero says now
        :return: whether it was closed
        """
        request = self.env["xero.settle"]._lock(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        attempts = request.attempt_ids.filtered(lambda one: one.state == "open")
        if not any(
            self._is_overwritten(resource, attempt, said) for attempt in attempts
        ):
            return False
        for attempt in attempts:
            payload = said.get(attempt.link_id.remote_id)
            if payload and self._is_as_sent(resource, attempt, payload):
                self._agree_as_sent(resource, attempt, payload)
        self._give_up(request_id)
        return True

    def _is_overwritten(self, resource, attempt, said):
        """Whether a field that was sent says neither what it said nor what was sent."""
        if not set(attempt.names) - _NOT_EDITED:
            return False
        link = attempt.link_id
        payload = said.get(link.remote_id)
        if not payload or not link.remote_payload:
            return True
        before = resource._from_xero(link.remote_payload)
        sent = canonical.decode(resource._form, attempt.sent_remote)
        now = resource._from_xero(payload)
        return any(
            now[name] not in (before[name], sent.get(name, before[name]))
            for name in attempt.names
            if name in now
        )

    def _is_as_sent(self, resource, attempt, payload):
        sent = canonical.decode(resource._form, attempt.sent_remote)
        now = resource._from_xero(payload)
        return all(name in sent and now[name] == sent[name] for name in attempt.names)

    def _agree_as_sent(self, resource, attempt, payload):
        """Stored after all: an edit here since then is an edit and no conflict."""
        form, link = resource._form, attempt.link_id
        local = canonical.decode(form, attempt.sent_local)
        attempt.state = "stored"
        self.env["xero.settle"]._agree(
            link, form, attempt.names, local, resource._from_xero(payload)
        )
        link._remember(payload, resource)
        attempt._note_anew()
