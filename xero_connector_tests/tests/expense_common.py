# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An employee, a bank journal that is mapped, and expenses."""

from odoo import Command

from .sync_common import DAY, XeroSyncCommon


class XeroExpenseCommon(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = (
            cls.env["hr.employee"]
            .sudo()
            .create(
                {
                    "name": "Ida Ward",
                    "company_id": cls.company.id,
                    "work_email": "ida@example.com",
                }
            )
        )
        cls.bank = cls.company_data["default_journal_bank"]
        cls.supplier = cls.new_customer("Hythe Trains Ltd")
        account = cls.connection.account_ids.filtered(
            lambda one: one.account_type == "BANK" and one.currency == "GBP"
        )[:1]
        cls.xero_bank = account
        cls.mapping = cls.env["xero.journal.mapping"].create(
            {
                "connection_id": cls.connection.id,
                "journal_id": cls.bank.id,
                "xero_account_id": account.id,
            }
        )

    def expense(self, mode="company_account", total=120, receipt=None, **values):
        expense = (
            self.env["hr.expense"]
            .sudo()
            .create(
                {
                    "name": "Train to Leeds",
                    "employee_id": self.employee.id,
                    "product_id": self.product_a.id,
                    "total_amount_currency": total,
                    "tax_ids": [Command.set(self.bill_vat20.ids)],
                    "payment_mode": mode,
                    "company_id": self.company.id,
                    "date": DAY,
                    "vendor_id": self.supplier.id if mode != "own_account" else False,
                    **values,
                }
            )
        )
        if receipt:
            self.env["ir.attachment"].create(
                {
                    "name": "ticket.pdf",
                    "raw": receipt,
                    "res_model": expense._name,
                    "res_id": expense.id,
                }
            )
        self.book(expense)
        self.assertTrue(expense.account_move_id)
        return expense

    def book(self, expense):
        """Submit an expense, approve and post it, as whoever paid it asks."""
        expense.action_submit()
        if expense.state == "submitted":
            expense.action_approve()
        if expense.payment_mode == "own_account":
            action = expense.action_post()
            wizard = (
                self.env["hr.expense.post.wizard"]
                .sudo()
                .with_context(action.get("context") or {}, active_ids=expense.ids)
                .create({"accounting_date": DAY})
            )
            wizard.action_post_entry()
        else:
            expense.action_post()
