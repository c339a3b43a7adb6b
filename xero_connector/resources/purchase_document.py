# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What bills and credit notes of suppliers have in common."""

from odoo import models

from ..sync.pairing import number_key
from ..sync.planner import FieldRule
from ..sync.preflight import Reason
from ..xero.payloads import document as codec


class XeroResourcePurchaseDocument(models.AbstractModel):
    """Their number is the supplier's: Odoo's ``ref``, else the document's own.

    Xero's screens call it *Reference*, several documents may share it, and whoever
    mends a typing error there mends it here too. There is no other reference.
    """

    _name = "xero.resource.purchase.document"
    _inherit = "xero.resource.document"
    _description = "Xero documents of suppliers"

    _type_tax_use = "purchase"
    _unique_number = False
    _reads_first = True
    _sequence = 31

    @property
    def _field_rules(self):
        return super()._field_rules | {"number": FieldRule()}

    def _reads(self, connection):
        """Also where bills only travel to Xero: what somebody typed in there is known,
        so that nothing is booked twice."""
        return self._is_on(connection)

    def _number(self, move):
        ref = move.ref or ""
        # Xero takes spaces for no number at all
        return (ref if ref.strip() else move.name or "")[: codec.NUMBER_LIMIT]

    def _reference(self, move):
        return ""

    def _match(self, batch, records):
        """Xero takes a supplier's number as often as it is sent: what somebody typed in
        there, with this number and of this contact, is no new one. Nor is it where
        they typed other capitals or spaces: it is read off the same paper."""
        found = super()._match(batch, records)
        keys = {move.id: number_key(self._number(move)) for move in records}
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", batch.connection.id),
                ("resource", "=", self._resource_name),
                ("res_id", "=", 0),
                ("state", "!=", "retired"),
                ("number_key", "in", list(filter(None, keys.values()))),
            ]
        )
        known = {}
        for link in links.filtered("remote_payload"):
            there = self._from_xero(link.remote_payload)
            if there["status"] != "void":
                known.setdefault((link.number_key, there["contact"]), []).append(link)
        for move in records if known else ():
            contact = batch.refs.remote_id("contact", move.commercial_partner_id.id)
            twins = known.get((keys[move.id], contact))
            if twins:
                found[move.id] = ("hold", self._typed_in_there(), self._shown(twins))
        return found

    def _typed_in_there(self):
        return Reason(
            "several_in_xero",
            self.env._("Xero has a document of this contact with this number."),
            self.env._("Say whether it is the same one."),
        )

    def _shown(self, links):
        return [
            {
                "remote_id": link.remote_id,
                "name": link.remote_name,
                "detail": "{} · {:.2f} {}".format(
                    (link.remote_payload.get("Contact") or {}).get("Name") or "",
                    self._from_xero(link.remote_payload)["total"],
                    link.remote_payload.get("CurrencyCode") or "",
                ),
            }
            for link in links
        ]

    def _apply(self, record, values, refs):
        record = super()._apply(
            record, {k: v for k, v in values.items() if k != "reference"}, refs
        )
        if "number" in values:
            record.ref = values["number"]
        return record
