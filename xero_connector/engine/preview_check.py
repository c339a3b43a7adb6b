# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Checking what going live would create, and counting the calls for it."""

import logging

from odoo import models

from ..resources.refs import Refs
from ..sync import pace
from .state import DATABASE_TROUBLE

_logger = logging.getLogger(__name__)
CREDIT_NOTES = ("credit_note", "bill_credit_note")


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
            known = self._values_of(resource, group)
            for line in group:
                reasons = self._problems(resource, line, refs.for_record(), known)
                if reasons:
                    line.write({"outcome": "held", "reason": "\n".join(reasons)})
        self._count_settled(preview.connection_id, lines)
        lines.is_done = True

    def _values_of(self, resource, lines):
        """Canonical values of all records of some lines, read together; nothing where
        one of them breaks that, so that each is read by itself."""
        records = self.env[resource._odoo_model].browse(lines.mapped("res_id")).exists()
        try:
            with self.env.cr.savepoint():
                return resource._local_values(records)
        except DATABASE_TROUBLE:
            raise
        except Exception as error:
            _logger.info("%s records are read one by one: %s", len(records), error)
            return {}

    def _count_settled(self, connection, lines):
        """Of documents that are about to be created: how much of what they owe is
        settled, which goes with them."""
        settled = self.env["xero.resource"]._get("settled")
        if not settled._is_on(connection):
            return
        by_move = {one.res_id: one for one in lines if one.res_model == "account.move"}
        moves = self.env["account.move"].browse(by_move).exists()
        for document, counterpart, part in settled._wanted(connection, moves):
            # one call takes all of a credit note, and one a payment of several
            whose = counterpart if part == "allocation" else document
            line = by_move.get(whose.id)
            if line:
                line.settled_count += 1

    def _problems(self, resource, line, refs, known):
        """Why a document would be held; a fault of ours with one holds that one.

        :param known: values by record id, as far as they could be read together
        """
        record = self.env[line.res_model].browse(line.res_id).exists()
        try:
            with self.env.cr.savepoint():
                values = (
                    known.get(record.id) or resource._local_values(record)[record.id]
                )
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
        """How many calls going live takes: batches of what is created, and of what
        settles it. What is linked was read already."""
        groups = self.env["xero.preview.line"]._read_group(
            [("preview_id", "=", preview.id), ("outcome", "=", "create")],
            ["resource"],
            ["__count", "settled_count:sum"],
        )
        resources = self.env["xero.resource"]
        calls, payments = 0, 0
        for name, count, settled in groups:
            calls += pace.calls(count, resources._get(name)._spec.batch)
            if name not in CREDIT_NOTES:
                payments += settled
        calls += pace.calls(payments, resources._get("payment")._spec.batch)
        # what a credit note is applied to is sent, and read, for each of them
        return calls + 2 * self.env["xero.preview.line"].search_count(
            [
                ("preview_id", "=", preview.id),
                ("outcome", "=", "create"),
                ("resource", "in", CREDIT_NOTES),
                ("settled_count", ">", 0),
            ]
        )
