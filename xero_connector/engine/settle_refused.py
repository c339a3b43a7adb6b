# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settling: what Xero refused, whole requests and single records."""

import uuid

from odoo import fields, models

from ..xero import codec, errors
from ..xero.causes import Cause, cause_of

#: Xero knows a record of that name: a person pairs it, nothing is overwritten
TAKEN = (
    Cause.NAME_TAKEN,
    Cause.CONTACT_NUMBER_TAKEN,
    Cause.NUMBER_TAKEN,
    Cause.CODE_TAKEN,
)
#: Xero's settings are not what Odoo thinks: tried again once they were read, or chosen,
#: anew
SETTINGS = (
    Cause.PERIOD_LOCKED,
    Cause.ACCOUNT_INVALID,
    Cause.ACCOUNT_ARCHIVED,
    Cause.TAX_ILLEGAL,
    Cause.CURRENCY_MISSING,
    Cause.TRACKING_INVALID,
)


class XeroSettle(models.AbstractModel):
    _inherit = "xero.settle"

    def _refused(self, state, request_id, error):
        """Xero refused the whole request: nothing of it is stored.

        Halved, with new keys, down to the one element that is to blame; unless it is
        us who are not allowed to write, which no half would change.

        :return: ids of the halves to send
        """
        request = self._lock(request_id)
        if request.state != "open":
            return []
        resource = self.env["xero.resource"]._get(request.resource)
        attempts = request.attempt_ids.sorted("position")
        request.write(
            {
                "state": "refused",
                "status": error.status or 0,
                "correlation_id": error.correlation_id,
                "message": error.message,
                "answered_at": fields.Datetime.now(),
            }
        )
        ours = isinstance(error, (errors.Forbidden, errors.ScopeMissing))
        if len(attempts) > 1 and not ours:
            middle = len(attempts) // 2
            return [
                self._part(request, part).id
                for part in (attempts[:middle], attempts[middle:])
            ]
        messages = list(getattr(error, "messages", ())) or [error.message]
        if isinstance(error, errors.NotFound) and len(attempts) == 1:
            missing = resource._missing_element(attempts.link_id)
            if missing and attempts.names == ["status"]:
                self._stored(state, resource, attempts, missing)
                return []
        for attempt in attempts:
            if isinstance(error, errors.ScopeMissing):
                attempt.write({"state": "failed", "message": error.message})
                attempt.link_id._hold_for_permission()
                self._tell(state, attempt.link_id, attempt)
            else:
                self._failed(state, attempt, messages)
        return []

    def _part(self, request, attempts):
        """A request of some elements of a refused one, same bytes each, new key."""
        ((collection, elements),) = codec.loads(request.body.encode()).items()
        chosen = [elements[attempt.position] for attempt in attempts]
        part = request.copy(
            {
                "body": codec.dumps({collection: chosen}).decode(),
                "idempotency_key": str(uuid.uuid4()),
                "frozen_at": fields.Datetime.now(),
                "state": "open",
                "status": 0,
                "correlation_id": False,
                "message": False,
                "answered_at": False,
            }
        )
        for position, attempt in enumerate(attempts):
            attempt.write({"request_id": part.id, "position": position})
        return part

    def _failed(self, state, attempt, messages):
        """Xero refused this one, in its own words.

        :return: ``taken`` if Xero already has a record of that name or number
        """
        text = "\n".join(messages) or self.env._("Xero gave no reason.")
        cause = cause_of(messages)
        attempt.write({"state": "failed", "message": text})
        link = attempt.link_id
        if link.state == "retired":
            return "failed"
        resource = self.env["xero.resource"]._get(link.resource)
        creates = attempt.operation == "create"
        taken = cause in TAKEN and creates
        if self._waits_for_number(attempt, cause):
            taken = False
        elif taken:
            local = attempt.sent_local or {}
            link._hold("already_in_xero", text, self._remedy(cause))
            resource = self.env["xero.resource"]._get(link.resource)
            link.remote_name = resource._called(local)
        else:
            key = "settings" if cause in SETTINGS else None
            link._fail(cause.value, text, self._remedy(cause), key=key)
            taken = cause in resource._twin_causes and creates
        self._tell(state, link, attempt)
        return "taken" if taken else "failed"
