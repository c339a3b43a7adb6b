# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts of the connection itself are proposed, and count once they are accepted."""

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestAccountSuggest(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.connection.expense_account_id = False

    def suggest(self):
        action = self.connection.action_suggest_mappings()
        self.connection.invalidate_recordset()
        return action["params"]["message"]

    def account(self, code, name=None, **values):
        """An account of Xero, as Update from Xero would have changed it."""
        found = self.connection.account_ids.filtered(lambda one: one.code == code)
        found.sudo().write({**values, **({"name": name} if name else {})})
        return found

    def new_bill(self):
        return self.new_invoice(move_type="in_invoice", ref="S-1")

    def test_no_effect_until_it_is_accepted(self):
        bill = self.new_bill()
        self.suggest()
        self.assertFalse(self.connection.expense_account_id)
        text = self.connection.account_suggestion_text
        self.assertIn("Default Expense Account: 429 General Expenses", text)
        self.run_sync()
        self.assertState(bill, "held")
        self.connection.action_accept_suggestions()
        self.assertEqual(self.connection.expense_account_id, self.account("429"))
        self.run_sync()
        (line,) = self.assertToTheCent(bill)["LineItems"]
        self.assertEqual(line["AccountCode"], "429")

    def test_a_choice_stays(self):
        mine = self.account("469")
        self.connection.expense_account_id = mine
        self.suggest()
        self.assertNotIn("Expense", self.connection.account_suggestion_text or "")
        self.connection.action_accept_suggestions()
        self.assertEqual(self.connection.expense_account_id, mine)
        self.assertEqual(self.connection.revenue_account_id.code, "200")

    def test_a_choice_made_after_the_suggestion_stays(self):
        self.suggest()
        self.connection.expense_account_id = self.account("469")
        self.assertNotIn("Expense", self.connection.account_suggestion_text)
        self.connection.action_accept_suggestions()
        self.assertEqual(self.connection.expense_account_id.code, "469")

    def test_revenue_too(self):
        self.connection.revenue_account_id = False
        self.suggest()
        self.connection.with_context(mapping="default").action_accept_suggestions()
        self.assertEqual(self.connection.revenue_account_id.code, "200")

    def test_what_settles_takes_payments(self):
        self.account("441", "Bad Debts", takes_payments=True)
        self.account("433", "Discounts Allowed", takes_payments=True)
        self.suggest()
        self.assertIn("404 Bank Fees", self.connection.account_suggestion_text)
        self.assertIn("takes no payments", self.connection.account_suggestion_text)
        self.connection.action_accept_suggestions()
        self.assertEqual(self.connection.write_off_account_id.code, "441")
        self.assertEqual(self.connection.discount_account_id.code, "433")
        self.assertFalse(self.connection.fee_account_id)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.suggestion_count, 0)
        self.account("404", takes_payments=True)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.suggestion_count, 1)
        self.connection.action_accept_suggestions()
        self.assertEqual(self.connection.fee_account_id.code, "404")

    def test_archived_since(self):
        self.suggest()
        self.account("429", status="ARCHIVED", active=False)
        self.connection.invalidate_recordset()
        self.connection.action_accept_suggestions()
        self.assertFalse(self.connection.expense_account_id)

    def test_none_of_these(self):
        self.suggest()
        self.connection.action_refuse_accounts()
        self.assertFalse(self.connection.account_suggestion_text)
        self.connection.action_accept_suggestions()
        self.assertFalse(self.connection.expense_account_id)

    def test_twice_is_nothing_new(self):
        self.assertNotIn("Nothing new", self.suggest())
        self.assertIn("Nothing new", self.suggest())
