# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that Odoo took back while Xero still has it: it is there once.

Xero may keep it, because its bank statement says so or its period is locked. What the
same money is used for next, or what is recorded instead, waits until that is cleared.
Recorded here once more as it stands there, it is that very payment.
"""

from decimal import Decimal

from odoo import models

from ..sync import canonical


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

    def _must_wait(self, record, refs):
        return super()._must_wait(record, refs) or self._wait_for_removal(record)

    def _wait_for_removal(self, record):
        for link, row in self._sent_besides(record):
            if self._presence(row) == "void" or self._is_less_now(link, row, record):
                return f"needs:payment:{row.id}", self.env._(
                    "Waits until what was taken back in Odoo is removed in Xero too: "
                    "%(payment)s.",
                    payment=row.display_name,
                )
        return None

    def _is_less_now(self, link, row, record):
        """Whether Xero still shows more of the same money on another document."""
        if not row.share or row.counterpart_id != record.counterpart_id:
            return False
        sent = canonical.decode(self._form, link.base_local)
        return Decimal(row.share["amount"]) < (sent.get("amount") or 0)

    def _sent_besides(self, records):
        """What Xero has of the same money, or on the same documents.

        :return: [(link, settlement)]
        """
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "in", records.connection_id.ids),
                ("part", "in", self._row_parts),
                ("id", "not in", records.ids),
                "|",
                ("document_id", "in", records.document_id.ids),
                ("counterpart_id", "in", records.counterpart_id.ids),
            ]
        )
        if not rows:
            return []
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", rows._name),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        return [
            (link, rows.browse(link.res_id))
            for link in links
            if not link.remote_payload
            or self._from_xero(link.remote_payload)["status"] == "open"
        ]

    def _match(self, batch, records):
        again = self._recorded_again(batch.connection, records.filtered("share"))
        rest = records.filtered(lambda row: row.id not in again)
        return again | super()._match(batch, rest)

    def _recorded_again(self, connection, records):
        """What was taken back here, stays in Xero because it is matched with the bank
        there, and is recorded here once more: the same money."""
        found = {}
        stays = [
            (link, row)
            for link, row in self._sent_besides(records)
            if (link.remote_payload or {}).get("IsReconciled")
            and self._presence(row) == "void"
        ]
        for record in records if stays else ():
            for link, row in stays:
                there = self._from_xero(link.remote_payload)
                if row.document_id == record.document_id and self._is_twin(
                    connection, record, there
                ):
                    link._retire(self.env._("Taken back; recorded in Odoo again."))
                    link.flush_recordset()
                    found[record.id] = ("link", link.remote_id)
                    stays.remove((link, row))
                    break
        return found

    def _retire(self, link, refs):
        payload = super()._retire(link, refs)
        if refs.payload.get("IsReconciled"):
            # it may be what waits for its removal
            key = f"needs:{self._resource_name}:{link.res_id}"
            self.env["xero.run"]._free(link.connection_id, key)
        return payload
