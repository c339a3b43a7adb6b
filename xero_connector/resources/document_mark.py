# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a document is found in Xero again: by our mark, or under its number."""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _mark(self, record):
        params = self.env["ir.config_parameter"].sudo()
        base = params.get_param("xero_connector.link_url") or params.get_param(
            "web.base.url"
        )
        uuid = params.get_param("database.uuid")
        return {"Url": f"{base}/accounting_link/{uuid}/{record._name}/{record.id}"}

    def _has_mark(self, record, payload):
        # the address may have moved to another host since
        path = self._mark(record)["Url"].split("/accounting_link/")[1]
        return (payload.get("Url") or "").endswith(f"/accounting_link/{path}")

    def _look_alikes(self, caller, records):
        # two numbers that differ in case only are one to Xero
        by_number = {self._number(move).casefold(): move for move in records}
        numbers = [self._number(move) for move in records]
        found = {move.id: [] for move in records}
        payloads = []
        for start in range(0, len(numbers), self._spec.ids_per_call):
            chunk = numbers[start : start + self._spec.ids_per_call]
            query = self._query_by_number(chunk)
            payloads += caller.read_page(self._endpoint, **query).elements
        for payload in payloads:
            number = self._remote_name(payload) or ""
            move = by_number.get(number.casefold())
            if move and payload.get("Type") == self._kind:
                found[move.id].append(
                    {
                        "remote_id": self._payload_id(payload),
                        "name": number,
                        "detail": "{} · {} {}".format(
                            (payload.get("Contact") or {}).get("Name") or "",
                            payload.get("Total"),
                            payload.get("CurrencyCode") or "",
                        ),
                        "payload": payload,
                    }
                )
        return found

    def _query_by_number(self, numbers):
        """What asks Xero for the documents of these numbers."""
        return {"InvoiceNumbers": numbers}
