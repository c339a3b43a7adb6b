# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an answer means for each record of a request.

Bases advance only for the fields that were sent, and to the values that were planned:
an edit made during the call is still an edit, and what Xero shows beyond our fields was
not agreed on by anybody.

``settle_order`` says which element is whose, ``settle_stored`` what becomes of a record
that Xero has stored, ``settle_refused`` of one that it refused, and ``settle_remedy``
what a person does about that.
"""

from odoo import fields, models

from ..xero import codec, errors
from .settle_order import in_order
from .state import DATABASE_TROUBLE


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
        elements = in_order(resource, request, elements)
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
