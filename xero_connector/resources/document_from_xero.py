# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero says of a document, and the little of it that Odoo takes over."""

from odoo import models

from ..xero import const
from ..xero.payloads import document as codec

#: how much is settled, in Xero's payload
_SETTLED = ("AmountDue", "AmountPaid", "AmountCredited", "RemainingCredit")


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _is_mine(self, payload):
        return payload.get("Type") == self._kind

    def _open_query(self):
        statuses = (const.DRAFT, const.SUBMITTED, const.AUTHORISED)
        if self._endpoint == "Invoices":
            return {"Statuses": list(statuses)}
        return {"where": " OR ".join(f'Status=="{status}"' for status in statuses)}

    def _from_xero(self, payload):
        return codec.from_payload(payload)

    def _gist(self, payload):
        # what settles it moves these, and brings or takes allocations
        amounts = [str(payload.get(name)) for name in _SETTLED]
        inside = [one.get("AllocationID") for one in payload.get("Allocations") or ()]
        return super()._gist(payload), amounts, inside

    def _apply(self, record, values, refs):
        vals = {}
        if "due_date" in values:
            vals["invoice_date_due"] = values["due_date"]
        if "reference" in values:
            vals["ref"] = values["reference"]
        record.write(vals)
        if "due_date" in values:
            self._apply_due(record, values["due_date"])
        return record

    def _apply_due(self, record, day):
        """The ledger's line of what is due has the same date: follow-ups, payments and
        the aged balance go by it. With a payment term Odoo leaves it as it was."""
        term = self._instalments(record)
        if len(term) == 1 and term.date_maturity != day:
            term.date_maturity = day
