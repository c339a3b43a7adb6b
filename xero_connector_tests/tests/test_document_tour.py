# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A held document, one that was voided in Xero, and an expense, in a browser."""

from odoo import Command
from odoo.tests import tagged

from .expense_common import XeroExpenseCommon
from .picture_common import XeroPictureCommon


@tagged("post_install", "-at_install")
class TestDocumentTour(XeroPictureCommon, XeroExpenseCommon):
    def form(self, move):
        return f"/odoo/customer-invoices/{move.id}"

    def test_held(self):
        tax = self.env["account.tax"].create(
            {"name": "7.7 %", "amount": 7.7, "type_tax_use": "sale"}
        )
        tax.amount = 0
        move = self.new_invoice({"price_unit": 120, "taxes": tax})
        self.run_sync()
        self.assertState(move, "held", "tax_unmapped")
        self.picture(
            "held",
            self.form(move),
            ".alert-warning button[name=action_xero_mend]",
            height=620,
        )
        self.start_tour(self.form(move), "xero_connector_held", login="xero_manager")
        self.run_sync()
        self.assertToTheCent(move)

    def test_voided(self):
        move = self.new_invoice({"name": "Rye", "price_unit": 120})
        self.run_sync()
        link = self.link_of(move)
        self.organisation.close_document(link.remote_id)
        self.press_sync(move)
        self.run_sync()
        self.assertState(move, "difference")
        self.picture(
            "voided",
            self.form(move),
            ".modal button[name=action_cancel_here]",
            ".modal-content",
            click="button[name=action_xero_decide]",
        )
        self.start_tour(self.form(move), "xero_connector_voided", login="xero_manager")
        self.run_sync()
        self.assertEqual(move.state, "cancel")
        self.assertState(move, "synced")
        self.assertEqual(self.xero_invoice(link)["Status"], "VOIDED")

    def test_expense(self):
        group = self.env.ref("hr_expense.group_hr_expense_manager")
        self.manager.sudo().group_ids = [Command.link(group.id)]
        expense = self.expense(receipt=b"%PDF-1.4 a ticket")
        self.run_sync()
        self.assertState(expense, "synced")
        page = "/odoo/action-xero_connector.action_xero_link"
        self.picture("expense", page, ".o_data_row", height=320)
        self.start_tour(page, "xero_connector_expense", login="xero_manager")
