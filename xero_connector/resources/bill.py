# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vendor bills and receipts: Odoo's in_invoice and in_receipt, Xero's ACCPAY.

What an employee paid is such a receipt, too: a bill of the employee's contact.
"""

from odoo import models


class XeroResourceBill(models.AbstractModel):
    """Discounts and numbers are as ``xero.resource.purchase.document`` says."""

    _name = "xero.resource.bill"
    _inherit = "xero.resource.purchase.document"
    _description = "Xero bills"

    _endpoint = "Invoices"
    _odoo_model = "account.move"
    _move_types = ("in_invoice", "in_receipt")
    _kind = "ACCPAY"

    def _presence(self, record):
        if record.state == "posted" and self._is_by_payroll(record):
            return "absent"
        return super()._presence(record)

    def _is_by_payroll(self, move):
        """Whether it is a receipt that stays in Odoo: payroll reimburses it."""
        if not self._is_expense(move):
            return False
        connection = self.env["xero.connection"]._of_company(move.company_id)
        return connection.employee_expenses == "none"

    def _number(self, move):
        """Of an employee's expenses Odoo's own: their ``ref`` is a description."""
        if self._is_expense(move):
            return move.name or ""
        return super()._number(move)

    def _is_expense(self, move):
        """Whether it is what an employee gets back (needs ``hr_expense``).

        Its lines say so for ever; its ``expense_ids`` go elsewhere once it is reversed
        or cancelled.
        """
        lines = move.sudo().line_ids
        return "expense_id" in lines._fields and bool(lines.expense_id)
