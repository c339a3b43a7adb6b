# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Odoo took back while Xero still has it: it is there once.

Xero may keep it, because its bank statement says so or its period is locked. What the
same money or credit is used for next, or what settles the same document instead, waits
until that is cleared: Xero would refuse it, or have it twice.
"""

from decimal import Decimal

from odoo import models

from ..sync import canonical


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _wait_for_removal(self, record):
        """What keeps a settlement from being sent, as ``_must_wait`` says it."""
        documents = self._documents(record)
        known = self._document_links(record.connection_id, documents)
        for document in documents.filtered(lambda one: one.id in known):
            if known[document.id]._is_taken_back_here(document):
                return known[document.id]._history_key(), self.env._(
                    "Part of what was paid or credited on %(name)s before it was "
                    "linked was taken back in Odoo, and Xero has it still. Take it "
                    "back in Xero too, for this may be the same money.",
                    name=document.name,
                )
        for link, row in self._sent_besides(record):
            resource = self._get(link.resource)
            gone = resource._presence(row) == "void"
            if gone or row.share and resource._is_less_now(link, row):
                return f"needs:{link.resource}:{row.id}", self.env._(
                    "Waits until what was taken back in Odoo is removed in Xero too: "
                    "%(payment)s.",
                    payment=row.display_name,
                )
        return None

    def _is_less_now(self, link, row):
        """Whether Xero shows more on a document than Odoo settles there with it."""
        return Decimal(row.share["amount"]) < (self._last_agreed(link, "amount") or 0)

    def _last_agreed(self, link, name):
        """What Odoo said of a field when both last agreed; None where a person decided
        since that what it says now counts."""
        value = canonical.decode(self._form, link.base_local).get(name)
        return None if isinstance(value, canonical.Never) else value

    def _sent_besides(self, records):
        """What Xero has of the same money or credit note, or on the same documents.

        :return: [(link, settlement)]
        """
        settlements = self.env["xero.settlement"]
        moves = records.counterpart_id
        for record in records:
            moves |= self._documents(record)
        rows = settlements.search(
            [
                ("connection_id", "in", records.connection_id.ids),
                ("part", "!=", "overpayment"),
                "|",
                ("document_id", "in", moves.ids),
                ("counterpart_id", "in", moves.ids),
            ]
        )
        # a batch payment names no document; deleted in Odoo it has no payment either
        rows |= settlements.search(
            [
                ("connection_id", "in", records.connection_id.ids),
                ("part", "=", "batch"),
                "|",
                ("counterpart_id", "in", [False, *rows.counterpart_id.ids]),
                ("payment_id", "in", rows.payment_id.ids),
            ]
        )
        rows -= records
        if not rows:
            return []
        links = self.env["xero.link"].search(
            [
                ("connection_id", "in", records.connection_id.ids),
                ("res_model", "=", rows._name),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        by_id = {row.id: row for row in rows}  # read together
        return [
            (link, by_id[link.res_id])
            for link in links
            if self._get(link.resource)._is_still_on(link, moves)
        ]

    def _is_still_on(self, link, moves):
        """Whether Xero shows it, by what we know, on one of these documents or of the
        money of one of these entries."""
        said = link.remote_payload and self._from_xero(link.remote_payload)
        return not said or said["status"] == "open"

    def _free_what_waits(self, link):
        """Have looked at what waits until a settlement is removed in Xero."""
        key = f"needs:{link.resource}:{link.res_id}"
        self.env["xero.run"]._free(link.connection_id, key)
