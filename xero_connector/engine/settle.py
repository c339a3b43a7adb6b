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
from odoo.fields import Domain

from ..sync import canonical
from ..sync.planner import Direction
from ..xero import codec, const, errors
from ..xero.causes import Cause, cause_of
from .state import DATABASE_TROUBLE

_logger = logging.getLogger(__name__)
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
    _name = "xero.settle"
    _description = "Xero Sync Settlement of Answers"

    def _answered(self, state, request_id, answer):
        """Settle each element of a 200.

        :return: ids of links whose name or number Xero already has
        :raise errors.NoAnswer: if the elements are not those that were sent
        """
        request = self._lock(request_id)
        if request.state != "open":
            return []
        resource = self.env["xero.resource"]._get(request.resource)
        attempts = request.attempt_ids.sorted("position")
        elements = resource._answered_elements(request, answer.body)
        elements = _in_order(resource, request, elements)
        if request.operation == "create" and not all(
            resource._payload_id(one) or codec.is_error(one) for one in elements
        ):
            # a record that we could not find again would be made a second time
            raise errors.NoAnswer(f"{request.path}: created without saying what")
        outcomes = self._settle_all(state, resource, attempts, elements)
        request.write(
            {
                "state": "done",
                "status": answer.status,
                "correlation_id": answer.correlation_id,
                "answered_at": fields.Datetime.now(),
            }
        )
        keys = [
            f"needs:{attempt.link_id.resource}:{attempt.link_id.res_id}"
            for attempt, outcome in outcomes.items()
            if outcome == "stored"
        ]
        self.env["xero.run"]._free(request.connection_id, *keys, lane=request.lane)
        if request.operation == "create":
            stored = attempts.filtered(lambda one: outcomes[one] == "stored")
            resource._made(stored.link_id, request.lane)
        return [a.link_id.id for a, outcome in outcomes.items() if outcome == "taken"]

    def _settle_all(self, state, resource, attempts, elements):
        """Settle elements together; where one of them breaks that, each by itself."""
        before = state.told()
        try:
            with self.env.cr.savepoint():
                owners = self._owners(resource, attempts, elements)
                return {
                    attempt: self._settle_one(state, resource, attempt, element, owners)
                    for attempt, element in zip(attempts, elements, strict=True)
                }
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            state.untell(before)
            if len(attempts) == 1:
                return {attempts: self._puzzled(resource, attempts, elements[0], error)}
        outcomes = {}
        for attempt, element in zip(attempts, elements, strict=True):
            outcomes |= self._settle_all(state, resource, attempt, [element])
        return outcomes

    def _owners(self, resource, attempts, elements):
        """Xero id to the links that have it; of all that was created, in one query."""
        created = [
            resource._payload_id(element)
            for attempt, element in zip(attempts, elements, strict=True)
            if attempt.operation == "create" and not codec.is_error(element)
        ]
        links = self.env["xero.link"]
        if created:
            links = links.search(
                [
                    ("connection_id", "=", attempts.link_id.connection_id.id),
                    ("resource", "=", resource._resource_name),
                    ("remote_id", "in", created),
                ]
            )
        return links.grouped("remote_id")

    def _settle_one(self, state, resource, attempt, element, owners):
        """What became of one element.

        :param owners: see ``_owners``
        :return: ``stored``, ``failed``, ``taken`` or ``known``
        """
        if codec.is_error(element):
            return self._failed(state, attempt, codec.element_messages(element))
        if attempt.link_id.state == "retired":
            return self._known(resource, attempt, element)
        return self._stored(state, resource, attempt, element, owners)

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
        if len(attempts) > 1 and not isinstance(error, errors.Forbidden):
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

    # ------------------------------------------------------------------
    # one record
    # ------------------------------------------------------------------
    def _stored(self, state, resource, attempt, element, owners=None):
        """Xero has it: remember what both agreed on, and check the figures."""
        link = attempt.link_id
        form = resource._form
        local = canonical.decode(form, attempt.sent_local)
        sent = canonical.decode(form, attempt.sent_remote)
        remote = resource._from_xero(element)
        attempt.state = "stored"
        if attempt.operation == "create":
            if not self._take_id(resource, link, element, owners):
                self._tell(state, link, attempt)
                return "failed"
        names = self._agreeable(resource, link, attempt.names, sent, remote)
        self._agree(link, form, names, local, remote)
        link._remember(element, resource)
        if self._goes_on(resource, attempt):
            return "stored"
        wrong = resource._verify(sent, remote)
        if wrong:
            shown = {
                name: resource._in_words(link, name, local, sent, remote)
                for name in wrong
            }
            remedy = self.env._(
                "Xero stored other figures than it was sent. Compare the lines and "
                "their taxes."
            )
            details = link._details(wrong, local, remote)
            link._disagree("difference", "totals", shown, remedy, details)
        elif link.fields_in_question:
            # other fields still wait for a person
            link.state = "conflict" if link.cause == "conflict" else "difference"
        elif self._is_tombstone(link, local):
            link._retire(self.env._("Deleted in Odoo, voided in Xero."))
        else:
            link._settle()
            resource._after_stored(link, element)
        self._tell(state, link, attempt)
        return "stored"

    def _goes_on(self, resource, attempt):
        """Whether this was the first of two steps.

        It only freed the number of one that has still to be voided; or undid what Xero
        never edits, and that has still to be made anew.
        """
        freed = attempt.names == ["number"]
        anew = resource._immutable and attempt.names == ["status"]
        if not freed and not anew:
            return False
        link = attempt.link_id
        record = self.env[link.res_model].browse(link.res_id).exists()
        presence = resource._presence(record) if record else "void"
        if not (freed and presence == "void") and not (anew and presence == "live"):
            return False
        self.env["xero.change"]._note(
            link.connection_id,
            link.resource,
            [link.res_id],
            lane=attempt.request_id.lane,
            user=attempt.user_id,
        )
        return True

    def _is_tombstone(self, link, local):
        """Whether this voided what is deleted in Odoo: nothing is left to keep in step.

        A record that was deleted while it was on its way has still to be voided.
        """
        if local.get("status") != "void":
            return False
        return not self.env[link.res_model].browse(link.res_id).exists()

    def _take_id(self, resource, link, element, owners=None):
        """Give the link its Xero id, unless another record has it by now.

        :param owners: the links that have ids, where they are known; the unique index
            tells of two elements of one answer that claim the same
        """
        remote_id = resource._payload_id(element)
        if owners is None:
            others = self.env["xero.link"].search(
                Domain("connection_id", "=", link.connection_id.id)
                & Domain("resource", "=", link.resource)
                & Domain("remote_id", "=", remote_id)
            )
        else:
            others = owners.get(remote_id, link.browse())
        others = others.exists() - link
        others.filtered(lambda other: not other.res_id).unlink()
        others = others.exists()
        if others:
            link._hold(
                "linked_elsewhere",
                self.env._(
                    "Xero stored this as a record that is linked to “%(other)s”.",
                    other=others.display_name,
                ),
                self.env._("Unlink that one, or send this one under another name."),
            )
            return False
        link.remote_id = remote_id
        return True

    def _known(self, resource, attempt, element):
        """Stored for a record that is gone by now: the tombstone remembers it."""
        attempt.state = "stored"
        link = attempt.link_id
        if attempt.operation == "create":
            link.remote_id = resource._payload_id(element)
        link._remember(element, resource)
        return "known"

    def _puzzled(self, resource, attempt, element, error):
        """Stored, but a fault of ours keeps us from understanding the answer.

        Whose record it is in Xero is kept, so that it is never made a second time;
        what both agreed on is not, so that the next look compares everything.
        """
        link = attempt.link_id
        _logger.error("Cannot settle %s %s", link.resource, link.res_id, exc_info=error)
        attempt.write({"state": "stored", "message": str(error)})
        if attempt.operation == "create":
            self._take_id(resource, link, element)
        if link.state != "retired":
            link._fail(
                "internal",
                self.env._("The connector failed on Xero's answer: %s", error),
                self.env._("Report this; the server's log has the details."),
            )
        return "failed"

    def _agreeable(self, resource, link, names, sent, remote):
        """The fields that both sides agree on by this answer.

        Those that were sent; and of those that Xero works out itself (totals) the ones
        that came out as we said, never another.
        """
        names = set(names)
        for name, rule in resource._rules(link.connection_id).fields.items():
            if rule.direction is Direction.COMPARE and name in sent:
                agreed = name in remote and sent[name] == remote[name]
                names = names | {name} if agreed else names - {name}
        return names

    def _agree(self, link, form, names, local, remote):
        base_local = canonical.decode(form, link.base_local)
        base_remote = canonical.decode(form, link.base_remote)
        for name in names:
            base_local[name], base_remote[name] = local[name], remote[name]
        link.write(
            {
                "base_local": canonical.encode(form, base_local),
                "base_remote": canonical.encode(form, base_remote),
            }
        )

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
        if taken:
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

    def _tell(self, state, link, attempt):
        """Remember the outcome for whoever asked, if anybody did."""
        self.env["xero.notify"]._tell(state, link, attempt.user_id)

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
        return {
            Cause.NAME_TAKEN: self.env._(
                "Xero already has a contact of this name. Link them if they are the "
                "same, or give one of them another name."
            ),
            Cause.CONTACT_NUMBER_TAKEN: self.env._(
                "A contact in Xero was made from this one before. Link them; nothing "
                "in Xero was changed."
            ),
            Cause.NUMBER_TAKEN: self.env._(
                "Xero already has a document of this number. Link them if they are the "
                "same; nothing in Xero was changed."
            ),
            Cause.CONTACT_ARCHIVED: self.env._(
                "Restore the contact in Xero, or link another."
            ),
            Cause.PERIOD_LOCKED: self.env._(
                "Ask who locked the period in Xero to open it."
            ),
            Cause.ACCOUNT_INVALID: self.env._(
                "Choose another Xero account in the mapping."
            ),
            Cause.ACCOUNT_ARCHIVED: self.env._(
                "Choose another Xero account in the mapping."
            ),
            Cause.TAX_ILLEGAL: self.env._(
                "Choose another Xero tax rate in the mapping."
            ),
            Cause.CURRENCY_MISSING: self.env._(
                "Add the currency in Xero, then sync again."
            ),
            Cause.EXCEEDS_DUE: self.env._(
                "See in Xero what else was paid or credited on this document. Link the "
                "payment if it is there already, or remove one of the two."
            ),
            Cause.NOT_AUTHORISED_YET: self.env._(
                "Approve the document in Xero, then sync again."
            ),
            Cause.RECONCILED: self.env._(
                "Xero has matched it with a bank statement line. Take that match back "
                "in Xero first."
            ),
            Cause.IN_BATCH: self.env._(
                "It is part of a batch payment in Xero. Remove the batch payment there."
            ),
            Cause.HAS_PAYMENTS: self.env._("Remove its payments in Xero first."),
            Cause.NOT_MODIFIABLE: self.env._(
                "Xero no longer lets this document be changed."
            ),
            Cause.FILES_MANY: self.env._(
                "Xero keeps ten files on a document: remove some of them there, or "
                "merge files here."
            ),
            Cause.FILE_REFUSED: self.env._(
                "Rename the file, or add another version of it here."
            ),
            Cause.APPROVAL_LIMIT: self.env._(
                "The Xero plan's limit is reached; see Xero."
            ),
            Cause.PERMISSION: self.env._(
                "Ask for the right in Xero, or connect another user."
            ),
        }.get(cause, self.env._("Correct it and press Sync to Xero."))


def _in_order(resource, request, elements):
    """Xero's elements in the order of the request's.

    They come in that order. What decides which Odoo record becomes tied to which Xero
    record is not taken on trust, though: ids (updates) and numbers (creates) have to
    fit.

    :raise errors.NoAnswer: if they are not those that were sent; what Xero did is then
        unknown, and found out by looking for our mark
    """
    spec, sent = resource._spec, resource._sent_elements(request)
    what = f"{request.method} {request.path}"
    if len(elements) != len(sent):
        raise errors.NoAnswer(
            f"{what}: {len(sent)} elements sent, {len(elements)} answered"
        )
    if all(_fits(spec, *pair) for pair in zip(sent, elements, strict=True)):
        return elements
    chosen = [[e for e in elements if _fits(spec, one, e)] for one in sent]
    if all(len(found) == 1 for found in chosen):
        ordered = [found[0] for found in chosen]
        if len({id(element) for element in ordered}) == len(elements):
            return ordered
    raise errors.NoAnswer(f"{what}: the answer is about other records")


def _fits(spec, sent, element):
    """Whether an element may be the answer to what was sent, by id or number."""
    key = spec.id_field if spec.id_field in sent else spec.number_field
    ours, theirs = sent.get(key), element.get(key)
    if not ours or not theirs or theirs == const.ZERO_ID:
        return True
    return str(ours).strip().casefold() == str(theirs).strip().casefold()
