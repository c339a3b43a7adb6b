# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Expenses: an employee's is a bill, the company's is money spent."""

from datetime import date
from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .expense_common import XeroExpenseCommon
from .sync_common import DAY


@tagged("post_install", "-at_install")
class TestFlowExpense(XeroExpenseCommon):
    def spent(self, expense):
        return self.in_xero("BankTransactions", expense)

    def look(self, record):
        link = self.link_of(record)
        link.action_sync()
        return self.run_sync()

    # ------------------------------------------------------------------
    # paid by the employee
    # ------------------------------------------------------------------
    def test_employee_paid(self):
        expense = self.expense("own_account", 99.99)
        self.run_sync()
        move = expense.account_move_id
        there = self.assertToTheCent(move)
        self.assertEqual(there["Type"], "ACCPAY")
        self.assertEqual(there["InvoiceNumber"], move.name)
        self.assertEqual(there["Contact"]["Name"], "Ida Ward")
        self.assertFalse(self.link_of(expense))

    def test_employee_whose_contact_is_part_of_the_company(self):
        """Odoo owes it to the person, and not to the company itself."""
        contact = self.employee.work_contact_id
        contact.parent_id = self.company.partner_id
        move = self.expense("own_account").account_move_id
        self.run_sync()
        self.assertEqual(self.assertToTheCent(move)["Contact"]["Name"], "Ida Ward")
        contact.email = "ida.ward@example.com"
        self.run_sync()
        there = self.xero_contact(contact)
        self.assertEqual(there["EmailAddress"], "ida.ward@example.com")
        self.assertFalse(self.link_of(self.company.partner_id))

    def test_employee_who_is_a_part_of_the_company_and_in_xero_before(self):
        contact = self.employee.work_contact_id
        contact.parent_id = self.company.partner_id
        there = self.organisation.add_contact(contact.name)
        self.look_at_xero()
        same = self.env["res.partner"].search([("name", "=", contact.name)])
        self.assertEqual(same, contact)
        move = self.expense("own_account").account_move_id
        self.run_sync()
        self.assertToTheCent(move)
        self.assertEqual(self.link_of(contact).remote_id, there["ContactID"])

    def test_employee_paid_and_reimbursed_by_payroll(self):
        self.connection.employee_expenses = "none"
        expense = self.expense("own_account")
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(expense.account_move_id))

    def reverse(self, move):
        """Odoo takes the expenses from a receipt that is reversed."""
        refund = move._reverse_moves([{"invoice_date": DAY}], cancel=True)
        self.assertFalse(move.expense_ids)
        self.run_sync()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        return refund

    def test_employee_paid_and_reversed(self):
        """It is still what it was, and called so."""
        move = self.expense("own_account").account_move_id
        self.run_sync()
        refund = self.reverse(move)
        self.assertEqual(self.assertToTheCent(move)["InvoiceNumber"], move.name)
        there = self.assertToTheCent(refund)
        self.assertEqual(there["CreditNoteNumber"], refund.name)
        self.assertEqual(there["RemainingCredit"], 0)

    def test_employee_paid_and_cancelled(self):
        move = self.expense("own_account").account_move_id
        self.run_sync()
        move.button_draft()
        move.button_cancel()
        self.assertFalse(move.expense_ids)
        self.run_sync()
        there = self.xero_document(move)
        self.assertEqual(
            (there["InvoiceNumber"], there["Status"]), (move.name, "VOIDED")
        )

    def test_reimbursed_by_payroll_and_reversed(self):
        """The refund of what stays in Odoo stays there, too."""
        self.connection.employee_expenses = "none"
        move = self.expense("own_account").account_move_id
        refund = self.reverse(move)
        self.assertFalse(self.link_of(move) | self.link_of(refund))
        self.assertFalse(self.xero_invoices())
        self.assertFalse(self.books().credit_notes)

    def test_sent_and_reversed_since_payroll_reimburses(self):
        """Xero has the bill: it would be owed there for ever."""
        move = self.expense("own_account").account_move_id
        self.run_sync()
        self.connection.employee_expenses = "none"
        refund = self.reverse(move)
        self.assertToTheCent(refund)
        self.assertEqual(self.xero_document(move)["AmountDue"], 0)

    # ------------------------------------------------------------------
    # paid by the company
    # ------------------------------------------------------------------
    def test_company_paid(self):
        expense = self.expense(total=99.99)
        self.run_sync()
        self.assertState(expense, "synced")
        there = self.spent(expense)
        self.assertEqual(there["Type"], "SPEND")
        self.assertEqual(there["BankAccount"]["AccountID"], self.xero_bank.remote_id)
        self.assertContact(there, self.supplier)
        self.assertEqual(Decimal(str(there["Total"])), Decimal("99.99"))
        self.assertEqual(
            Decimal(str(there["TotalTax"])),
            Decimal(f"{expense.tax_amount_currency:.2f}"),
        )
        self.assertEqual(there["Date"], DAY)
        self.assertEqual(there["Reference"], "Train to Leeds")
        self.assertCalls(self.run_sync())
        self.look(expense)
        self.assertState(expense, "synced")

    def test_reverse_charge(self):
        """The supplier abroad charged nothing: all of it is net on both sides."""
        charged = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "purchase"),
                ("name", "=", "20% RC"),
            ]
        )
        self.map_taxes(charged, "REVERSECHARGES", use="purchase")
        expense = self.expense(total=99.99, tax_ids=[Command.set(charged.ids)])
        self.run_sync()
        self.assertState(expense, "synced")
        there = self.spent(expense)
        self.assertEqual(Decimal(str(there["Total"])), Decimal("99.99"))
        self.assertEqual(there["TotalTax"], 0)

    def test_amounts_in_odd_cents(self):
        expenses = [self.expense(total=total) for total in (0.01, 0.07, 10.01, 33.33)]
        self.run_sync()
        for expense in expenses:
            self.assertState(expense, "synced")
            self.assertEqual(
                Decimal(str(self.spent(expense)["Total"])),
                Decimal(f"{expense.total_amount_currency:.2f}"),
            )

    def test_foreign_from_an_account_in_base_currency_is_held(self):
        """Xero's bank transactions take no currency: 100 EUR would become 100 GBP."""
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.25)])
        expense = self.expense(total=100, currency_id=euro.id)
        self.run_sync()
        self.assertState(expense, "held", "expense_currency")
        self.assertFalse(self.books().bank_transactions.rows())

    def test_no_supplier(self):
        expense = self.expense(vendor_id=False)
        self.run_sync()
        self.assertState(expense, "held", "contact_missing")
        sundry = self.new_customer("Sundry suppliers")
        self.mapping.expense_partner_id = sundry
        self.run_sync()
        self.look(expense)
        self.assertState(expense, "synced")
        self.assertContact(self.spent(expense), sundry)

    def test_journal_not_mapped(self):
        self.mapping.unlink()
        expense = self.expense()
        self.run_sync()
        self.assertState(expense, "held", "journal_unmapped")

    def assertContact(self, there, partner):
        contact_id = there["Contact"]["ContactID"]
        self.assertEqual(contact_id, self.link_of(partner).remote_id)

    def test_payment_cancelled(self):
        """Odoo takes the entry from the expense; Xero's transaction is deleted."""
        expense = self.expense()
        self.run_sync()
        expense.account_move_id.button_cancel()
        self.run_sync()
        self.assertEqual(self.spent(expense)["Status"], "DELETED")
        self.assertState(expense, "synced")

    def test_payment_cancelled_though_reconciled(self):
        expense = self.expense()
        self.run_sync()
        self.reconcile(expense)
        expense.account_move_id.button_cancel()
        self.run_sync()
        self.assertState(expense, "held", "reconciled_in_xero")
        self.assertEqual(self.spent(expense)["Status"], "AUTHORISED")

    def test_paid_by_the_employee_after_all(self):
        """What was spent is taken out of Xero, and is a bill there now."""
        expense = self.expense()
        self.run_sync()
        there = self.spent(expense)
        expense.account_move_id.button_cancel()
        expense.action_reset()
        expense.payment_mode = "own_account"
        self.book(expense)
        self.run_sync()
        transactions = self.organisation.bank_transactions
        self.assertEqual(transactions[there["BankTransactionID"]]["Status"], "DELETED")
        self.assertToTheCent(expense.account_move_id)

    def test_paid_by_the_employee_before_it_went(self):
        """Held so far: nothing of it is in Xero, and the bill goes."""
        self.mapping.unlink()
        expense = self.expense()
        self.run_sync()
        self.assertState(expense, "held")
        expense.account_move_id.button_cancel()
        expense.action_reset()
        expense.payment_mode = "own_account"
        self.book(expense)
        self.run_sync()
        self.assertFalse(self.link_of(expense))
        self.assertToTheCent(expense.account_move_id)

    def test_paid_by_the_employee_after_all_though_reconciled(self):
        expense = self.expense()
        self.run_sync()
        there = self.spent(expense)
        self.reconcile(expense)
        expense.account_move_id.button_cancel()
        self.run_sync()
        expense.action_reset()
        expense.payment_mode = "own_account"
        self.book(expense)
        self.run_sync()
        self.assertState(expense, "held", "reconciled_in_xero")
        self.reconcile(expense, False)
        self.look(expense)
        transactions = self.organisation.bank_transactions
        self.assertEqual(transactions[there["BankTransactionID"]]["Status"], "DELETED")

    def reconcile(self, expense, reconciled=True):
        table = self.organisation.bank_transactions
        record = table[self.link_of(expense).remote_id]
        with self.organisation.transaction():
            self.organisation.save(table, {**record, "IsReconciled": reconciled})

    # ------------------------------------------------------------------
    # made by the bank feed
    # ------------------------------------------------------------------
    def feed(self, day, amount=120, contact="Somebody", account="429"):
        """What a bank rule in Xero made of a line of the bank's statement."""
        contact_id = self.organisation.add_contact(f"{contact} {day}")["ContactID"]
        return self.organisation.record_bank_transaction(
            contact_id,
            [
                {
                    "Description": "From the bank",
                    "Quantity": 1,
                    "UnitAmount": amount,
                    "AccountCode": account,
                    "TaxType": "INPUT2",
                }
            ],
            kind="SPEND",
            account=self.xero_bank.code,
            day=day,
        )

    def look_at_xero(self):
        pull = self.env["xero.pull"].sudo()
        pull._schedule(self.connection)
        pull._read_now(self.connection)
        self.run_sync()

    def test_made_by_the_feed(self):
        there = self.feed(date(2026, 9, 4))
        self.look_at_xero()
        expense = self.expense()
        self.run_sync()
        link = self.link_of(expense)
        self.assertEqual(link.remote_id, there["BankTransactionID"])
        self.assertEqual(len(self.organisation.bank_transactions), 1)

    def test_lines_of_the_feed_that_may_differ(self):
        """Xero asks for lines and bank with every write: those that are no part of it
        go as Xero has them."""
        there = self.feed(date(2026, 9, 4), account="493")
        self.look_at_xero()
        expense = self.expense()
        self.run_sync()
        link = self.link_of(expense)
        self.assertState(expense, "difference")
        rows = {row.field_name: row for row in link.difference_ids}
        rows.pop("lines").action_accept()
        for row in rows.values():
            row.action_odoo()
        self.run_sync()
        self.assertState(expense, "synced")
        now = self.spent(expense)
        self.assertEqual(now["Reference"], "Train to Leeds")
        self.assertEqual(
            [(one["AccountCode"], one["Description"]) for one in now["LineItems"]],
            [("493", "From the bank")],
        )
        self.assertEqual(now["Total"], there["Total"])
        self.assertEqual(now["BankAccount"], there["BankAccount"])

    def test_too_far_from_the_feeds(self):
        self.feed(date(2026, 9, 7))
        self.feed(date(2026, 9, 1), amount=119.99)
        self.look_at_xero()
        expense = self.expense()
        self.run_sync()
        self.assertState(expense, "synced")
        self.assertEqual(len(self.organisation.bank_transactions), 3)

    def test_two_of_the_feed(self):
        self.feed(date(2026, 9, 2))
        self.feed(date(2026, 9, 3))
        self.look_at_xero()
        expense = self.expense()
        self.run_sync()
        link = self.assertState(expense, "held", "several_in_xero")
        self.assertEqual(len(link.candidates), 2)
        self.assertEqual(len(self.organisation.bank_transactions), 2)

    def test_two_of_the_feed_and_who_sees_no_expenses_of_others(self):
        self.feed(date(2026, 9, 2))
        there = self.feed(date(2026, 9, 3))
        self.look_at_xero()
        expense = self.expense()
        self.run_sync()
        users = [
            self.make_user(f"no_expenses_{number}", f"base.group_user,{group}")
            for number, group in enumerate(
                ("xero_connector.group_manager", "account.group_account_manager")
            )
        ]
        for user in users:
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                self.assertFalse(self.env["hr.expense"].with_user(user).search([]))
                action = self.link_of(expense).with_user(user).action_pair()
                wizard = self.env[action["res_model"]].browse(action["res_id"])
                self.assertEqual(wizard.record_name, expense.display_name)
        option = wizard.option_ids.filtered(
            lambda one: one.remote_id == there["BankTransactionID"]
        )
        option.with_user(user).action_link()
        self.run_sync()
        self.link_of(expense)._disagree(
            "difference", "differs", {"reference": ("a", "b")}, "Decide."
        )
        for user in users:
            self.env.invalidate_all()
            with self.subTest(user=user.login):
                rows = self.env["xero.difference"].with_user(user)
                (row,) = rows.search([]).web_read({"party": {}, "can_odoo": {}})
                self.assertEqual(row["party"], expense.vendor_id.display_name or False)

    def test_two_expenses_and_one_of_the_feed(self):
        """It is the nearer one; who cannot tell asks, and creates nothing."""
        there = self.feed(date(2026, 9, 4))
        self.look_at_xero()
        far, near = (self.expense(date=date(2026, 9, day)) for day in (1, 3))
        self.run_sync()
        self.assertEqual(self.link_of(near).remote_id, there["BankTransactionID"])
        self.assertState(far, "synced")
        self.assertNotEqual(self.link_of(far).remote_id, there["BankTransactionID"])
        self.assertEqual(len(self.organisation.bank_transactions), 2)

    def test_two_expenses_as_near_to_one_of_the_feed(self):
        self.feed(date(2026, 9, 4))
        self.look_at_xero()
        expenses = [self.expense(date=date(2026, 9, 3)) for _number in range(2)]
        self.run_sync()
        for expense in expenses:
            link = self.assertState(expense, "held", "several_in_xero")
            self.assertEqual(len(link.candidates), 1)
        self.assertEqual(len(self.organisation.bank_transactions), 1)

    def test_entry_in_a_later_period(self):
        """Odoo has closed August: it books the money later than it left the bank."""
        day = date(2026, 8, 20)
        there = self.feed(date(2026, 8, 21))
        self.look_at_xero()
        self.company.fiscalyear_lock_date = date(2026, 8, 31)
        expense, other = self.expense(date=day), self.expense(date=day, total=60)
        self.assertGreater(expense.account_move_id.date, date(2026, 8, 31))
        self.run_sync()
        self.assertEqual(self.link_of(expense).remote_id, there["BankTransactionID"])
        self.assertState(other, "synced")
        self.assertEqual(self.spent(other)["Date"], day)

    def test_account_corrected_in_the_entry(self):
        """What is booked counts, not what the expense once said."""
        travel = self.company_data["default_account_expense"].copy({"name": "Travel"})
        self.env["xero.account.mapping"].create(
            {
                "connection_id": self.connection.id,
                "use": "purchase",
                "account_id": travel.id,
                "xero_account_id": self.connection.account_ids.filtered(
                    lambda account: account.code == "493"
                ).id,
            }
        )
        expense = self.expense()
        self.run_sync()
        self.assertEqual(self.spent(expense)["LineItems"][0]["AccountCode"], "429")
        move = expense.account_move_id
        move.button_draft()
        line = move.line_ids.filtered(lambda aml: aml.expense_id and aml.tax_ids)
        line.account_id = travel
        move.action_post()
        self.run_sync()
        self.assertState(expense, "synced")
        self.assertEqual(self.spent(expense)["LineItems"][0]["AccountCode"], "493")
        # as it may be in the list of journal items
        line.account_id = self.company_data["default_account_expense"]
        self.run_sync()
        self.assertEqual(self.spent(expense)["LineItems"][0]["AccountCode"], "429")

    def test_going_live(self):
        self.connection.sudo().phase = "set_up"
        there = self.feed(date(2026, 9, 4))
        found, new = self.expense(), self.expense(total=33)
        mine = self.expense("own_account", 60).account_move_id
        action = self.connection.action_preview()
        preview = self.env["xero.preview"].browse(action["res_id"])
        self.run_sync()
        told = {
            (line.res_model, line.res_id): (line.outcome, line.remote_id)
            for line in preview.line_ids
        }
        self.assertEqual(
            told["hr.expense", found.id], ("link", there["BankTransactionID"])
        )
        self.assertEqual(told["hr.expense", new.id], ("create", False))
        self.assertEqual(told["account.move", mine.id], ("create", False))
        preview.action_go_live()
        self.run_sync()
        self.assertEqual(self.link_of(found).remote_id, there["BankTransactionID"])
        self.assertState(new, "synced")
        self.assertToTheCent(mine)
        self.assertEqual(len(self.organisation.bank_transactions), 2)
