# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A payment that Odoo took back, that Xero keeps, and that is recorded here once more
as it stands there: it is that very payment."""

from odoo import models


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

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
            if link.resource == self._resource_name
            and (link.remote_payload or {}).get("IsReconciled")
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
                    self._free_what_waits(link)
                    found[record.id] = ("link", link.remote_id)
                    stays.remove((link, row))
                    break
        return found
