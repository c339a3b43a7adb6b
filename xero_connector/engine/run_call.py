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

    def _call(self, state, request_id):
        """Send one frozen request and settle its answer."""
        request = self.env["xero.request"].browse(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        frozen, key = resource._frozen_bytes(request), request.idempotency_key
        method, path, params = request.method, request.path, request.params
        self.env.cr.rollback()  # only read; no transaction during the call
        if frozen is None:
            self._in_transaction(self.env["xero.recover"]._give_up, request_id)
            return
        body, content_type = frozen
        settle = self.env["xero.settle"]
        taken = []
        try:
            answer = state.caller.send(method, path, body, params, key, content_type)
            self._complete(state, request_id, answer)
            taken = self._in_transaction(settle._answered, state, request_id, answer)
        except (errors.NoAnswer, errors.KeyMismatch) as error:
            # unknown whether stored: the request stays open for recovery
            state.unknown.add(request_id)
            _logger.warning("Request %s: %s", request_id, error.message)
            raise StopRun("no answer", self._after_no_answer(state, error)) from error
        except REFUSED as error:
            halves = self._in_transaction(settle._refused, state, request_id, error)
            for half in halves:
                self._call(state, half)
        if taken:
            self._explain_taken(state, taken)

    def _complete(self, state, request_id, answer):
        """Have a resource look up what an answer leaves out.

        The write is stored by then: whatever goes wrong here is no refusal of it, and
        it is never planned anew.
        """
        request = self.env["xero.request"].browse(request_id)
        resource = self.env["xero.resource"]._get(request.resource)
        self.env.cr.rollback()
        try:
            resource._complete(state.caller, request_id, answer.body)
        except StopRun:
            state.unknown.add(request_id)
            raise
        except errors.XeroError as error:
            raise errors.NoAnswer(f"What it created: {error.message}") from error

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
