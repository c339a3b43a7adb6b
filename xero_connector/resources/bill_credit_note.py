# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vendor refunds: Odoo's in_refund, Xero's ACCPAYCREDIT credit note.

What an employee's receipt is reversed with is one, too.
"""

from odoo import models


class XeroResourceBillCreditNote(models.AbstractModel):
    _name = "xero.resource.bill_credit_note"
    _inherit = ["xero.credit.mixin", "xero.resource.purchase.document"]
    _description = "Xero credit notes of suppliers"

    _endpoint = "CreditNotes"
    _odoo_model = "account.move"
    _move_types = ("in_refund",)
    _kind = "ACCPAYCREDIT"
    _sequence = 33

    def _presence(self, record):
        """A receipt that stays in Odoo keeps its refund there; one that Xero has would
        be owed there for ever."""
        receipt = record.reversed_entry_id
        if receipt and record.state == "posted":
            bill = self.env["xero.resource"]._get("bill")
            if bill._is_by_payroll(receipt) and not bill._link_of(receipt).remote_id:
                return "absent"
        return super()._presence(record)
