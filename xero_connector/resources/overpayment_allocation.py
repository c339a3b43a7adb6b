# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An overpayment applied to a document: Xero's Allocation below the overpayment."""

from decimal import Decimal

from odoo import models

from ..sync import canonical
from ..xero import const
from .allocation import spec_inside
from .settlement import DOCUMENTS

_SPEC = spec_inside("Overpayments")


class XeroResourceOverpaymentAllocation(models.AbstractModel):
    """Once a payment's rest is an overpayment in Xero, what it settles later is taken
    from there: the money itself has moved in Xero's books."""

    _name = "xero.resource.overpayment_allocation"
    _inherit = "xero.resource.allocation"
    _description = "Xero allocations of overpayments"

    _endpoint = "Overpayments"
    _row_parts = ("cash",)
    _sequence = 43
    _holder_field = "OverpaymentID"

    @property
    def _spec(self):
        return _SPEC

    def _features(self, connection):
        return set()

    def _presence(self, record):
        if record.part != "cash" or not self._get("payment")._overpaid(record):
            return "absent"
        return super()._presence(record)

    def _source(self, row):
        return f"overpayment:{row.counterpart_id.id}"

    def _documents(self, record):
        return record.document_id

    def _dependencies(self, records):
        needs = super()._dependencies(records)
        for row in records:
            overpaid = self._get("payment")._overpaid(row)
            if overpaid:
                needs[row.id].append(("overpayment", overpaid))
        return needs

    def _overpayment_link(self, record):
        overpaid = self._get("payment")._overpaid(record)
        return self.env["xero.link"].search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("resource", "=", "overpayment"),
                ("res_model", "=", record._name),
                ("res_id", "in", overpaid.ids),
                ("state", "!=", "retired"),
            ]
        )

    def _to_xero(self, values, refs):
        mapped = {n: v for n, v in values.items() if n not in ("document", "source")}
        document = self._remote_document(refs.connection, values["document"], refs)
        if document:
            mapped["document"] = document
        source = self.env["xero.link"].search(
            [
                ("connection_id", "=", refs.connection.id),
                ("resource", "=", "overpayment"),
                ("state", "!=", "retired"),
                ("remote_id", "!=", False),
                (
                    "res_id",
                    "in",
                    self.env["xero.settlement"]
                    .search(
                        [
                            ("connection_id", "=", refs.connection.id),
                            (
                                "counterpart_id",
                                "=",
                                int(values["source"].split(":")[1]),
                            ),
                            ("part", "=", "overpayment"),
                        ]
                    )
                    .ids,
                ),
            ]
        )
        remote_id = (source.remote_payload or {}).get("OverpaymentID")
        if remote_id:
            mapped["source"] = remote_id
        return mapped

    def _preflight(self, record, values, refs):
        document = record.document_id
        link = self._document_links(refs.connection, document).get(document.id)
        if link:
            self._hold_for_document(document, link, refs)
        self._hold_for_opening(record, refs)
        self._hold_for_problem(record.share, refs)
        self._hold_for_lock({self._date_of(record)}, refs)
        overpaid = self._get("payment")._overpaid(record)
        used = sum(
            (
                Decimal(row.share["amount"])
                for row in self._siblings(record)
                if row.share
            ),
            Decimal(0),
        )
        if used > Decimal(overpaid.asked_amount or 0):
            refs.hold(
                "overpayment_short",
                self.env._(
                    "More of this payment is applied than is left of its overpayment "
                    "in Xero."
                ),
                self.env._("Apply the rest in Xero by hand."),
            )

    def _siblings(self, record):
        """What is taken from the same overpayment."""
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", record.connection_id.id),
                ("counterpart_id", "=", record.counterpart_id.id),
                ("part", "=", "cash"),
            ]
        )
        return rows.filtered(lambda row: self._presence(row) == "live")

    def _date_of(self, record):
        document = record.document_id
        return max(
            document.invoice_date or document.date,
            record.payment_id.date or record.counterpart_id.date,
        )

    def _from_xero(self, payload):
        whose = (payload.get("Overpayment") or {}).get("OverpaymentID")
        shown = {**payload, "CreditNote": {"CreditNoteID": whose}}
        return super()._from_xero(shown)

    def _deep_link(self, connection, remote_id):
        """It has no page of its own: that of what it settles."""
        link = self._link_to(connection, remote_id)
        document = self.env["xero.settlement"].browse(link.res_id).document_id
        kind = DOCUMENTS.get(document.move_type, "invoice")
        there = self._document_links(connection, document).get(document.id)
        return self._get(kind)._deep_link(connection, there.remote_id)

    # ------------------------------------------------------------------
    # below the address of the overpayment
    # ------------------------------------------------------------------
    def _credit_note_of(self, link):
        """The overpayment's id."""
        known = canonical.decode(self._form, link.base_remote).get("source")
        if known:
            return known
        record = self.env["xero.settlement"].browse(link.res_id)
        source = self._overpayment_link(record)
        return (source.remote_payload or {}).get("OverpaymentID")

    def _request_values(self, operation, links, elements):
        values = super()._request_values(operation, links, elements)
        path = values["path"].replace("CreditNotes/", "Overpayments/", 1)
        return {**values, "path": path}

    def _inside(self, credit_note):
        whose = {"OverpaymentID": credit_note.get("OverpaymentID")}
        return [
            {**one, "Overpayment": whose}
            for one in credit_note.get("Allocations") or ()
        ]

    def _read_holders(self, caller, holder_ids):
        """The overpayments, one a call."""
        spec = const.ENDPOINTS["Overpayments"]
        return [
            shown
            for one in holder_ids
            for shown in caller.read_by_ids("Overpayments", spec, [one])
        ]

    def _missing_element(self, link):
        said = super()._missing_element(link)
        return {**said, "Overpayment": {"OverpaymentID": self._credit_note_of(link)}}

    def _welcome(self, connection, links):
        return {}
