# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run's calls, each settled while its answer is in hand."""

import logging

from odoo import models

from ..xero import errors
from .state import DATABASE_TROUBLE, REFUSED, StopRun

_logger = logging.getLogger(__name__)


class XeroRun(models.AbstractModel):
    _inherit = "xero.run"

    def _answered_together(self, resource_name, request_ids):
        """Requests in groups whose answers are settled together."""
        size = self.env["xero.resource"]._get(resource_name)._answers_together
        for start in range(0, len(request_ids), size):
            yield request_ids[start : start + size]

    def _call(self, state, *request_ids):
        """Send frozen requests one after the other, then settle their answers.

        Several only where the answers leave out what a look at Xero has to add: one
        look is then enough for all. What is answered and not settled yet counts as
        unknown: whatever stops us, the next recovery takes it up. That sends all of it
        once more; so a call for the look is held back once there is an answer.
        """
        answers = {}
        try:
            for request_id in request_ids:
                with state.caller.holding_back(1 if answers else 0):
                    self._send(state, request_id, answers)
        except StopRun:
            self._settle_answers(state, answers)
            raise
        self._settle_answers(state, answers)

    def _send(self, state, request_id, answers):
        """Send one frozen request; its answer is put among ``answers`` by its id."""
        request = self.env["xero.request"].browse(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        frozen, key = resource._frozen_bytes(request), request.idempotency_key
        method, path, params = request.method, request.path, request.params
        self.env.cr.rollback()  # only read; no transaction during the call
        if frozen is None:
            self._in_transaction(self.env["xero.recover"]._give_up, request_id)
            return
        body, content_type = frozen
        try:
            answer = state.caller.send(method, path, body, params, key, content_type)
        except (errors.NoAnswer, errors.KeyMismatch) as error:
            self._stop_unknown(state, [request_id], error)
        except REFUSED as error:
            halves = self._in_transaction(
                self.env["xero.settle"]._refused, state, request_id, error
            )
            for half in halves:
                self._send(state, half, answers)
        else:
            state.unknown.add(request_id)
            answers[request_id] = answer

    def _stop_unknown(self, state, request_ids, error):
        """Unknown whether stored: these requests stay open for recovery."""
        state.unknown.update(request_ids)
        _logger.warning("Requests %s: %s", request_ids, error.message)
        raise StopRun("no answer", self._after_no_answer(state, error)) from error

    def _settle_answers(self, state, answers):
        """Settle each answer; one that says nothing useful stops no other."""
        if not answers:
            return
        self._complete(state, answers)
        useless = {}
        for request_id, answer in answers.items():
            try:
                taken = self._in_transaction(
                    self.env["xero.settle"]._answered, state, request_id, answer
                )
            except errors.NoAnswer as error:
                useless[request_id] = error
                continue
            state.unknown.discard(request_id)
            if taken:
                self._explain_taken(state, taken)
        if useless:
            self._stop_unknown(state, list(useless), next(iter(useless.values())))

    def _complete(self, state, answers):
        """Have a resource look up what answers leave out.

        The writes are stored by then: whatever goes wrong here is no refusal of them,
        and they are never planned anew.
        """
        requests = self.env["xero.request"].browse(answers)
        resource = self.env["xero.resource"]._get(requests[0].resource)
        self.env.cr.rollback()
        bodies = {request_id: answer.body for request_id, answer in answers.items()}
        try:
            with state.caller.finishing():
                resource._complete(state.caller, bodies)
        except errors.XeroError as error:
            lost = errors.NoAnswer(f"What it created: {error.message}")
            self._stop_unknown(state, list(answers), lost)

    def _explain_taken(self, state, link_ids):
        """Look at what Xero already has under the names of refused creates.

        What carries our mark under that very name is ours: an earlier create whose
        answer never arrived and that nothing here remembers. The rest is shown to a
        person.
        """
        links = self.env["xero.link"].browse(link_ids)
        for resource_name, group in links.grouped("resource").items():
            self._explain(state, self.env["xero.resource"]._get(resource_name), group)

    def _explain(self, state, resource, links):
        """Show what Xero has under the names of some links; one that breaks this is
        left with Xero's words."""
        records = self.env[resource._odoo_model].browse(links.mapped("res_id"))
        try:
            self.env.cr.rollback()
            found = resource._look_alikes(state.caller, records)
            twins = resource._twins(links, found)
            ours = self.env["xero.recover"]._ours(resource, links, found)
            self._in_transaction(
                self._remember_alikes, resource, links, found, ours, twins
            )
        except (*DATABASE_TROUBLE, StopRun, errors.XeroError):
            raise
        except Exception:
            self.env.cr.rollback()
            if len(links) > 1:
                for link in links:
                    self._explain(state, resource, link)
            else:
                _logger.exception("Cannot compare %s, link %s", resource._name, links)

    def _remember_alikes(self, resource, links, found, ours, twins):
        for link in links:
            if link.res_id in twins:
                resource._link_twin(link, twins[link.res_id])
                continue
            link.candidates = found.get(link.res_id) or False
            if link.res_id in ours:
                self.env["xero.recover"]._take_back(link, ours[link.res_id])

    def _unsend(self, state):
        """Take back requests that never left or that Xero turned away unread.

        Recovery left no open request before this run's first turn, so every open one
        is ours; those whose fate is unknown stay for the next recovery.
        """
        requests = self.env["xero.request"].search(
            [
                ("connection_id", "=", state.connection_id),
                ("state", "=", "open"),
                ("id", "not in", list(state.unknown)),
            ]
        )
        for request in requests:
            self.env["xero.settle"]._plan_anew(request, "refused")
