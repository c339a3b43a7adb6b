# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checking what going live would create, and counting the calls for it."""

import logging

from odoo import models

from ..resources.refs import Refs

_logger = logging.getLogger(__name__)


class XeroPreviewMaker(models.AbstractModel):
    _inherit = "xero.preview.maker"

    def _check(self, state):
        self._in_transaction(self._check_chunk, state)

    def _check_chunk(self, state):
        """What would be held, found without a call; at the end, the sums."""
        lines = self._todo(state)
        preview = self._preview(state)
        if not lines:
            preview.write(
                {
                    "state": "ready",
                    "made_at": self.env.cr.now(),
                    "calls": self._calls(preview),
                }
            )
            return
        for name, group in lines.grouped("resource").items():
            resource = self.env["xero.resource"]._get(name)
            refs = Refs(preview.connection_id)
            if resource._paired_before:  # documents
                moves = self.env[resource._odoo_model].browse(group.mapped("res_id"))
                partners = self.env["res.partner"].union(
                    *(resource._partner(move) for move in moves)
                )
                refs.prefetch("contact", partners)
            for line in group:
                reasons = self._problems(resource, line, refs.for_record())
                if reasons:
                    line.write({"outcome": "held", "reason": "\n".join(reasons)})
        lines.is_done = True

    def _problems(self, resource, line, refs):
        """Why a document would be held; a fault of ours with one holds that one."""
        record = self.env[line.res_model].browse(line.res_id).exists()
        try:
            with self.env.cr.savepoint():
                values = resource._local_values(record)[record.id]
                mapped = resource._to_xero(values, refs)
                refs.names = frozenset(values)
                resource._preflight(record, values | mapped, refs)
        except Exception as error:
            _logger.exception("Cannot check %s", record)
            return [self.env._("The connector failed on this record: %s", error)]
        return list(
            dict.fromkeys(
                f"{reason.message} {reason.remedy or ''}".strip()
                for reason in refs.reasons
            )
        )

    def _calls(self, preview):
        """How many calls going live takes: batches of creates, and reading the linked
        ones once more."""
        calls = 0
        groups = self.env["xero.preview.line"]._read_group(
            [("preview_id", "=", preview.id), ("outcome", "in", ("link", "create"))],
            ["resource", "outcome"],
            ["__count"],
        )
        for name, outcome, count in groups:
            spec = self.env["xero.resource"]._get(name)._spec
            size = spec.batch if outcome == "create" else spec.ids_per_call
            calls += -(-count // size)
        return calls
