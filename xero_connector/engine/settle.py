# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an answer means for each record of a request.

Bases advance only for the fields that were sent, and to the values that were planned:
an edit made during the call is still an edit, and what Xero shows beyond our fields was
not agreed on by anybody.
"""

import logging
import uuid

from odoo import fields, models

from ..sync import canonical
from ..xero import codec
from ..xero.causes import Cause, cause_of

_logger = logging.getLogger(__name__)
#: Xero knows a record of that name: a person pairs it, nothing is overwritten
TAKEN = (Cause.NAME_TAKEN, Cause.NUMBER_TAKEN, Cause.CODE_TAKEN)
#: Xero's settings are not what Odoo thinks: tried again once they were read, or chosen,
#: anew
SETTINGS = (
    Cause.PERIOD_LOCKED,
    Cause.ACCOUNT_INVALID,
    Cause.ACCOUNT_ARCHIVED,
    Cause.TAX_ILLEGAL,
    Cause.CURRENCY_MISSING,
)


class XeroSettle(models.AbstractModel):
    _name = "xero.settle"
    _description = "Xero Sync Settlement of Answers"

    def _answered(self, state, request_id, answer):
        """Settle each element of a 200.

        :return: ids of links whose name or number Xero already has
        """
        request = self._lock(request_id)
        if request.state != "open":
            return []
        resource = self.env["xero.resource"]._get(request.resource)
        attempts = request.attempt_ids.sorted("position")
        elements = codec.elements(answer.body, resource._spec.collection)
        if len(elements) != len(attempts):
            _logger.error(
                "Request %s: %s elements sent, %s answered",
                request.id,
                len(attempts),
                len(elements),
            )
            state.unknown.add(request.id)
            return []
        taken = []
        for attempt, element in zip(attempts, elements, strict=True):
            if codec.is_error(element):
                messages = codec.element_messages(element)
                if self._failed(state, attempt, messages):
                    taken.append(attempt.link_id.id)
            else:
                self._stored(state, resource, attempt, element)
        request.write(
            {
                "state": "done",
                "status": answer.status,
                "correlation_id": answer.correlation_id,
                "answered_at": fields.Datetime.now(),
            }
        )
        return taken

    def _refused(self, state, request_id, error):
        """Xero refused the whole request: nothing of it is stored.

        Halved, with new keys, down to the one element that is to blame.

        :return: ids of the halves to send
        """
        request = self._lock(request_id)
        if request.state != "open":
            return []
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
        if len(attempts) > 1:
            middle = len(attempts) // 2
            return [
                self._part(request, part).id
                for part in (attempts[:middle], attempts[middle:])
            ]
        messages = list(getattr(error, "messages", ())) or [error.message]
        self._failed(state, attempts, messages)
        return []

    def _part(self, request, attempts):
        """A request of some elements of a refused one, same bytes each, new key."""
        (collection, elements), = codec.loads(request.body.encode()).items()
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

    # ------------------------------------------------------------------
    # one record
    # ------------------------------------------------------------------
    def _stored(self, state, resource, attempt, element):
        """Xero has it: remember what both agreed on, and check the figures."""
        link = attempt.link_id
        form = resource._form
        local = canonical.decode(form, attempt.sent_local)
        remote = resource._from_xero(element)
        attempt.state = "stored"
        if attempt.operation == "create":
            link.remote_id = resource._payload_id(element)
        self._agree(link, form, attempt.names, local, remote)
        link._remember(element, resource)
        wrong = resource._verify(local, remote) if "lines" in attempt.names else {}
        if wrong:
            link.write(
                {
                    "state": "difference",
                    "cause": "totals",
                    "fields_in_question": wrong,
                    "error": self.env._("Xero's figures are not Odoo's: %s", wrong),
                    "remedy": self.env._("Compare the lines and their taxes."),
                }
            )
        elif link.fields_in_question:
            pass  # other fields still wait for a person
        else:
            link._settle()
        self._tell(state, link, attempt)
        self.env["xero.run"]._free(
            link.connection_id, f"needs:{link.resource}:{link.res_id}"
        )

    def _agree(self, link, form, names, local, remote):
        base_local = canonical.decode(form, link.base_local)
        base_remote = canonical.decode(form, link.base_remote)
        for name in names:
            base_local[name], base_remote[name] = local[name], remote[name]
        link.base_local = canonical.encode(form, base_local)
        link.base_remote = canonical.encode(form, base_remote)

    def _failed(self, state, attempt, messages):
        """Xero refused this one, in its own words.

        :return: whether Xero already has a record of that name or number
        """
        text = "\n".join(messages) or self.env._("Xero gave no reason.")
        cause = cause_of(messages)
        attempt.write({"state": "failed", "message": text})
        link = attempt.link_id
        taken = cause in TAKEN and attempt.operation == "create"
        if taken:
            local = attempt.sent_local or {}
            link._hold("already_in_xero", text, self._remedy(cause))
            link.remote_name = local.get("number") or local.get("name")
        else:
            key = "settings" if cause in SETTINGS else None
            link._fail(cause.value, text, self._remedy(cause), key=key)
        self._tell(state, link, attempt)
        return taken

    def _tell(self, state, link, attempt):
        record = self.env[link.res_model].browse(link.res_id).exists()
        state.tell(
            link.asked_by_id.id or attempt.user_id.id,
            record.display_name or link.display_name,
            link.state,
            link.error,
        )
        if link.asked_by_id:
            link.asked_by_id = False

    def _plan_anew(self, request, outcome, message=None, not_before=None):
        """Close a request without a result; its records are looked at again."""
        request.write(
            {
                "state": outcome,
                "message": message,
                "answered_at": fields.Datetime.now(),
            }
        )
        attempts = request.attempt_ids.filtered(lambda a: a.state == "open")
        attempts.write({"state": "lost" if outcome == "lost" else "failed"})
        for user, asked in attempts.grouped("user_id").items():
            self.env["xero.change"]._note(
                request.connection_id,
                request.resource,
                asked.link_id.mapped("res_id"),
                lane=request.lane,
                user=user,
                not_before=not_before,
            )

    def _lock(self, request_id):
        self.env.cr.execute(
            "SELECT l.id FROM xero_link l JOIN xero_attempt a ON a.link_id = l.id"
            " WHERE a.request_id = %s ORDER BY l.id FOR NO KEY UPDATE OF l",
            [request_id],
        )
        return self.env["xero.request"].browse(request_id)

    def _remedy(self, cause):
        """What to do about a refusal, in the user's words."""
        _ = self.env._
        return {
            Cause.NAME_TAKEN: _(
                "Xero already has a contact of this name. Link them if they are the "
                "same, or give one of them another name."
            ),
            Cause.NUMBER_TAKEN: _(
                "Xero already has a document of this number. Link them if they are the "
                "same; nothing in Xero was changed."
            ),
            Cause.CONTACT_ARCHIVED: _("Restore the contact in Xero, or link another."),
            Cause.PERIOD_LOCKED: _("Ask who locked the period in Xero to open it."),
            Cause.ACCOUNT_INVALID: _("Choose another Xero account in the mapping."),
            Cause.ACCOUNT_ARCHIVED: _("Choose another Xero account in the mapping."),
            Cause.TAX_ILLEGAL: _("Choose another Xero tax rate in the mapping."),
            Cause.CURRENCY_MISSING: _("Add the currency in Xero, then sync again."),
            Cause.HAS_PAYMENTS: _("Remove its payments in Xero first."),
            Cause.NOT_MODIFIABLE: _("Xero no longer lets this document be changed."),
            Cause.APPROVAL_LIMIT: _("The Xero plan's limit is reached; see Xero."),
            Cause.PERMISSION: _("Ask for the right in Xero, or connect another user."),
        }.get(cause, _("Correct it and press Sync to Xero."))
