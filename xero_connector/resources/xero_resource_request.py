# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The contract of a resource: how it is written and read; most are like all others."""

from odoo import models

from ..sync import pace
from ..xero import codec


class XeroResource(models.AbstractModel):
    _inherit = "xero.resource"

    def _plan_all(self, state, taken):
        """Plan a batch in a way of its own; None: as other resources.

        :return: ids of requests, and pulls, as ``xero.plan._plan``
        """
        return None

    def _batch_size(self, operation):
        """Elements that one request may hold."""
        return self._spec.batch

    def _calls_for(self, count):
        """Calls that create so many records, for telling how long it takes."""
        return pace.calls(count, self._batch_size("create"))

    def _together(self, operation, link, mapped):
        """What elements of one request must have in common (sortable)."""
        return ""

    def _request_values(self, operation, links, elements):
        """Method, path, parameters and body of a request.

        Creates go by PUT, updates by POST with the id we hold: a POST without an id
        would match by number or name and overwrite a stranger's record.

        :param elements: what ``_payload`` or ``_retire`` gave, in order
        """
        spec = self._spec
        params = {}
        if spec.summarize_errors:
            params["summarizeErrors"] = "false"
        if spec.unitdp:
            params["unitdp"] = "4"
        return {
            "method": "PUT" if operation == "create" else "POST",
            "path": spec.name,
            "params": params,
            "body": codec.dumps({spec.collection: elements}).decode(),
        }

    def _sent_elements(self, request):
        """The elements of a frozen request, as they were sent."""
        ((_collection, elements),) = codec.loads(request.body.encode()).items()
        return elements

    def _frozen_bytes(self, request):
        """What is sent, byte for byte.

        :return: bytes and their content type; None where what was frozen only by its
            digest is gone: the request is given up, and its records planned anew
        """
        return request.body.encode(), "application/json"

    def _answered_elements(self, request, body):
        """The elements of the answer to a request.

        :raise ValueError: if it holds none
        """
        return codec.elements(body, self._spec.collection)

    def _complete(self, caller, bodies):
        """Look up what answers to creates leave out; the bodies are filled in.

        Leaves no transaction open.

        :param caller: makes calls
        :param bodies: request id to the parsed body of its answer; of at most
            ``_answers_together`` requests
        """

    def _missing_element(self, link):
        """What to take for an answer where Xero does not know what was to be undone;
        None: a refusal like others."""
        return None

    def _read_remotes(self, caller, remote_ids):
        """What Xero says now of these records. Leaves no transaction open."""
        return caller.read_by_ids(self._endpoint, self._spec, remote_ids)

    def _read_since(self, caller, request_id, since):
        """What Xero changed since, where a lost create may be among it."""
        return caller.changed_since(self._endpoint, since)
