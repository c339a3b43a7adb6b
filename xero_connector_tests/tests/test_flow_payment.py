# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments registered in Odoo arrive in Xero."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPayment(XeroPaymentCommon):
    def test_paid_in_full(self):
        invoice = self.new_invoice(100)
        self.run_sync()
        self.pay(invoice, communication="Thank you")
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Payments")
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("120.00"))
        self.assertEqual(there["Date"], PAID)
        self.assertEqual(there["Account"]["AccountID"], self.bank_account.remote_id)
        self.assertRegex(there["Reference"], r"^Thank you #[0-9a-f]{10}$")
        self.assertState(self.settlements(invoice), "synced")
        self.assertDue(invoice, 0)
        self.assertCalls(self.run_sync())

    def test_together_with_its_invoice(self):
        invoice = self.new_invoice(100)
        self.pay(invoice)
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Contacts", "PUT Invoices", "PUT Payments")
        self.assertDue(invoice, 0)

    def test_part_and_rest(self):
        invoice = self.new_invoice(100)
        self.pay(invoice, 50)
        self.run_sync()
        self.assertDue(invoice, 70)
        self.pay(invoice, 70)
        self.run_sync()
        self.assertDue(invoice, 0)
        self.assertEqual(len(self.xero_payments()), 2)

    def test_write_off_has_an_account_of_its_own(self):
        self.connection.write_off_account_id = self.payable_account()
        invoice = self.new_invoice(100)
        self.pay(invoice, 117, write_off=True)
        self.run_sync()
        there = {
            one["Account"]["AccountID"]: one["Amount"] for one in self.xero_payments()
        }
        self.assertEqual(
            there,
            {
                self.bank_account.remote_id: Decimal("117.00"),
                self.payable_account().remote_id: Decimal("3.00"),
            },
        )
        self.assertDue(invoice, 0)

    def test_write_off_without_account_is_held(self):
        invoice = self.new_invoice(100)
        self.pay(invoice, 117, write_off=True)
        self.run_sync()
        cash, rest = self.settlements(invoice).sorted("part")
        self.assertState(cash, "synced")
        self.assertState(rest, "held", "money_unmapped")
        self.connection.write_off_account_id = self.payable_account()
        self.run_sync()
        self.assertState(rest, "synced")
        self.assertDue(invoice, 0)

    def test_journal_without_account_is_held(self):
        self.bank_mapping.unlink()
        invoice = self.new_invoice(100)
        self.pay(invoice)
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Contacts", "PUT Invoices")
        self.assertState(self.settlements(invoice), "held", "journal_unmapped")
        self.map_journal(self.bank, self.bank_account)
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")

    def test_waits_for_approval(self):
        self.connection.invoice_status = "SUBMITTED"
        invoice = self.new_invoice(100)
        self.pay(invoice)
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Contacts", "PUT Invoices")
        self.assertState(self.settlements(invoice), "waiting")
        self.books().approve(self.link_of(invoice).remote_id)
        self.press_sync(invoice)
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        self.assertDue(invoice, 0)

    def test_many_payments_few_calls(self):
        invoices = self.env["account.move"]
        for number in range(7):
            invoices |= self.new_invoice(10 + number)
        self.run_sync()
        for invoice in invoices:
            self.pay(invoice)
        payment = type(self.env["xero.resource.payment"])
        with patch.object(payment, "_batch_size", lambda _self, _operation: 3):
            calls = self.run_sync()
        self.assertCalls(calls, *["PUT Payments"] * 3)
        for invoice in invoices:
            self.assertDue(invoice, 0)

    def test_bank_line(self):
        invoice = self.new_invoice(100)
        self.run_sync()
        self.match(self.new_bank_line(120), invoice)
        self.run_sync()
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("120.00"))
        self.assertEqual(there["Date"], PAID)
        self.assertDue(invoice, 0)

    def test_both_import_statements(self):
        self.bank_mapping.reconciled_by = "both"
        invoice = self.new_invoice(100)
        payment = self.pay(invoice)
        self.run_sync()
        self.assertState(self.settlements(invoice), "waiting")
        self.match_payment(self.new_bank_line(120), payment)
        self.assertTrue(payment.is_matched)
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        self.assertEqual(len(self.xero_payments()), 1)

    def test_only_noted_in_the_users_transaction(self):
        invoice = self.new_invoice(100)
        self.run_sync()
        before = len(self.xero.log)
        self.pay(invoice)
        self.assertEqual(self.changes().mapped("resource"), ["settled"] * 2)
        self.assertFalse(self.settlements(invoice))
        self.assertEqual(len(self.xero.log), before)


@tagged("post_install", "-at_install")
class TestFlowPaymentTaken(XeroPaymentCommon):
    """Money and its use are two things."""

    def test_document_cancelled_in_two_steps(self):
        """A run between the reset to draft and the cancelling sees both."""
        invoice, _payment = self.paid()
        row = self.settlements(invoice)
        self.reset_to_draft(invoice)
        self.run_sync()
        self.assertEqual(len(self.xero_payments()), 1)
        invoice.button_cancel()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertState(row, "synced")
        self.assertState(invoice, "synced")
        self.assertEqual(self.xero_invoice(invoice)["Status"], "VOIDED")

    def test_unreconciled_stays(self):
        invoice, _payment = self.paid()
        invoice.line_ids.remove_move_reconcile()
        self.assertCalls(self.run_sync())
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertState(self.settlements(invoice), "waiting")

    def test_unreconciled_asks_at_night(self):
        invoice, payment = self.paid()
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        self.assertState(self.settlements(invoice), "held", "unapplied")
        self.assertEqual(len(self.xero_payments()), 1)
        payment.action_cancel()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertDue(invoice, 120)

    def test_applied_again(self):
        invoice, payment = self.paid()
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        (invoice.line_ids + payment.move_id.line_ids).filtered(
            lambda aml: aml.account_id == payment.destination_account_id
        ).reconcile()
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        self.assertEqual(len(self.xero_payments(open_only=False)), 1)
        self.assertDue(invoice, 0)

    def test_applied_to_another(self):
        invoice, payment = self.paid()
        other = self.new_invoice(100)
        self.run_sync()
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        (other.line_ids + payment.move_id.line_ids).filtered(
            lambda aml: aml.account_id == payment.destination_account_id
        ).reconcile()
        self.run_sync()
        self.assertDue(invoice, 120)
        self.assertDue(other, 0)
        self.assertEqual(len(self.xero_payments()), 1)

    def advance_on(self, invoices):
        """A payment of 120 that was on these invoices, in Xero too, and is on none."""
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 120,
                "date": PAID,
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        for invoice in invoices:
            self.apply(invoice, payment.move_id)
            self.run_sync()
        self.env["account.move"].union(*invoices).line_ids.remove_move_reconcile()
        return payment

    def test_what_stays_for_one_is_not_there_for_another(self):
        """An advance over two invoices, of which half is used for a third: together
        never more than what moved."""
        invoices = [self.new_invoice(50) for _number in range(3)]
        self.run_sync()
        payment = self.advance_on(invoices[:2])
        one, two, three = invoices
        self.run_sync()
        self.assertEqual(sum(there["Amount"] for there in self.xero_payments()), 120)
        self.apply(three, payment.move_id)
        self.run_sync()
        self.assertEqual(sum(there["Amount"] for there in self.xero_payments()), 120)
        self.assertState(self.settlements(one), "waiting")
        self.assertDue(two, 60)
        self.assertDue(three, 0)

    def test_a_cancelled_document_uses_none_of_what_is_left(self):
        invoices = [self.new_invoice(price) for price in (40, 60, 40)]
        self.run_sync()
        payment = self.advance_on(invoices[:2])
        one, two, three = invoices
        one.button_draft()
        one.button_cancel()
        self.apply(three, payment.move_id)
        self.run_sync()
        # 72 of the money are unused, as much as Xero has on the second
        self.assertState(self.settlements(two), "waiting")
        self.assertDue(three, 0)

    def test_cancelled(self):
        invoice, payment = self.paid()
        payment.action_cancel()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertDue(invoice, 120)

    def test_deleted(self):
        invoice, payment = self.paid()
        payment.action_draft()
        payment.unlink()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertDue(invoice, 120)

    def test_unreconciled_then_deleted(self):
        invoice, payment = self.paid()
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        payment.action_draft()
        payment.unlink()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertDue(invoice, 120)

    def test_another_amount(self):
        invoice, payment = self.paid()
        self.write_again(invoice, payment, amount=80)
        self.run_sync()
        self.assertDue(invoice, 40)
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("80.00"))

    def test_what_cannot_go_anew_is_not_removed_there(self):
        """Dated into a period that is locked in Xero: the old payment stays there."""
        invoice, payment = self.paid()
        self.books().lock_period(date(2026, 9, 10))
        self.connection._refresh_reference_data()
        self.write_again(invoice, payment, date=date(2026, 9, 5))
        calls = self.run_sync()
        self.assertNotIn("POST", {call["method"] for call in calls})
        self.assertState(self.settlements(invoice), "held", "locked")
        self.assertEqual(len(self.xero_payments()), 1)
        self.write_again(invoice, payment, date=date(2026, 9, 14))
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        (there,) = self.xero_payments()
        self.assertEqual(there["Date"], date(2026, 9, 14))

    def write_again(self, invoice, payment, **values):
        payment.action_draft()
        payment.write(values)
        payment.action_post()
        (invoice.line_ids + payment.move_id.line_ids).filtered(
            lambda aml: (
                aml.account_id == payment.destination_account_id and not aml.reconciled
            )
        ).reconcile()

    def test_cancelled_before_it_was_sent(self):
        invoice = self.new_invoice(100)
        self.run_sync()
        payment = self.pay(invoice)
        payment.action_cancel()
        self.assertCalls(self.run_sync())
        self.assertEqual(self.xero_payments(open_only=False), [])

    def test_bank_reconciled_is_never_deleted(self):
        invoice, payment = self.paid()
        link = self.link_of(self.settlements(invoice))
        self.books().reconcile_payment(link.remote_id)
        payment.action_cancel()
        calls = self.run_sync()
        self.assertNotIn("POST", {call["method"] for call in calls})
        self.assertState(self.settlements(invoice), "conflict", "bank_reconciled")
        self.assertEqual(len(self.xero_payments()), 1)
        self.books().reconcile_payment(link.remote_id, False)
        self.settlements(invoice)
        link.action_sync()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])

    def test_invoice_cancelled(self):
        invoice, _payment = self.paid()
        invoice.button_cancel()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertEqual(self.xero_invoice(invoice)["Status"], "VOIDED")
