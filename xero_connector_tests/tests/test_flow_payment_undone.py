# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was paid is taken back in Xero, or on both sides."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentUndone(XeroPaymentCommon):
    def removed_there(self, row):
        """The payment of a settlement is deleted in Xero, and Xero is read."""
        self.books().delete_payment(self.link_of(row).remote_id)
        self.read_xero()

    def test_unreconciled_here_and_deleted_there(self):
        """Both say that the document is not paid: nothing is left to ask."""
        invoice, payment = self.paid()
        row = self.settlements(invoice)
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertState(row, "waiting")
        self.removed_there(row)
        self.assertState(row, "synced")
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoice, 120)
        # the money is used again: there it is another payment
        self.apply(invoice, payment.move_id)
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoice, 0)
        self.assertEqual(len(self.xero_payments()), 1)

    def test_deleted_there_and_unreconciled_here(self):
        invoice, _payment = self.paid()
        row = self.settlements(invoice)
        self.removed_there(row)
        self.assertState(row, "difference")
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertState(row, "synced")
        self.assertFalse(self.link_of(row).difference_ids)

    def test_deleted_there_while_it_is_in_draft_here(self):
        """Posted again it still pays the document: a person decides."""
        invoice, payment = self.paid()
        row = self.settlements(invoice)
        payment.action_draft()
        self.run_sync()
        self.removed_there(row)
        payment.action_post()
        self.run_sync()
        self.assertState(row, "difference")
        self.assertEqual(self.xero_payments(), [])

    def test_removed_and_recorded_again_there(self):
        """As where a match with the bank is undone and made anew in Xero: the same
        money, whichever side had it first, and nothing to ask."""
        for ours in (True, False):
            for amount in (None, 50):
                with self.subTest(ours=ours, amount=amount):
                    invoice, remote_id = self.sent_invoice(100)
                    if ours:
                        self.pay(invoice, amount)
                        self.run_sync()
                    else:
                        self.books().record_payment(remote_id, amount, day=PAID)
                        self.read_xero()
                    payment = self.odoo_payments(invoice)
                    row = self.settlements(invoice)
                    self.books().delete_payment(self.link_of(row).remote_id)
                    there = self.books().record_payment(remote_id, amount, day=PAID)
                    self.read_xero()
                    self.assertEqual(self.odoo_payments(invoice), payment)
                    self.assertNotEqual(payment.state, "canceled")
                    link = self.assertState(row, "synced")
                    self.assertEqual(link.remote_id, there["PaymentID"])
                    self.assertDue(invoice)

    def test_two_removed_and_one_recorded_again_there(self):
        """One of the two alike: no third one is booked."""
        invoice, remote_id = self.sent_invoice(100)
        payments = self.pay(invoice, 50) | self.pay(invoice, 50)
        self.run_sync()
        for row in self.settlements(invoice):
            self.books().delete_payment(self.link_of(row).remote_id)
        self.books().record_payment(remote_id, 50, day=PAID)
        self.read_xero()
        self.assertEqual(self.odoo_payments(invoice), payments)
        states = self.settlements(invoice).mapped(lambda row: self.link_of(row).state)
        self.assertEqual(sorted(states), ["difference", "synced"])

    def test_a_bank_line_is_taken_off(self):
        """Xero's word stays: the bank line is open again in Odoo, the money its own."""
        invoice, _remote_id = self.sent_invoice(100)
        line = self.new_bank_line(120)
        self.match(line, invoice)
        self.run_sync()
        row = self.settlements(invoice)
        self.removed_there(row)
        self.link_of(row).difference_ids.action_xero()
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoice, 120)
        self.assertFalse(line.is_reconciled)
        self.assertEqual(line.move_id.state, "posted")
        self.assertEqual(self.xero_payments(), [])

    def test_of_several_documents_only_one(self):
        """What else the payment settles stays paid, on both sides."""
        self.bank_mapping.xero_account_id = self.payable_account()
        invoices = self.new_invoice(10) | self.new_invoice(20)
        self.run_sync()
        payment = self.pay(invoices, group_payment=True)
        self.run_sync()
        row = self.settlements(invoices[0])
        self.removed_there(row)
        self.link_of(row).difference_ids.action_xero()
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoices[0], 12)
        self.assertDue(invoices[1], 0)
        self.assertNotEqual(payment.state, "canceled")
        self.assertEqual(payment.xero_unapplied, 12)

    def test_matched_with_the_bank_in_odoo(self):
        """Removed in Xero, but Odoo's bookkeeper saw it on the bank: a person decides,
        and takes the match back first."""
        self.bank_mapping.reconciled_by = "odoo"
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        payment = self.odoo_payments(invoice)
        line = self.new_bank_line(120)
        self.match_payment(line, payment)
        row = self.settlements(invoice)
        self.removed_there(row)
        self.assertState(row, "difference")
        self.assertNotEqual(payment.state, "canceled")
        self.assertTrue(payment.is_matched)
        self.assertEqual(invoice.amount_residual, 0)
        with self.assertRaisesRegex(UserError, "Bank line"):
            self.link_of(row).difference_ids.action_xero()
        # the other way: it is recorded in Xero once more
        self.link_of(row).difference_ids.action_odoo()
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoice, 0)
        self.assertTrue(payment.is_matched)

    def corrected(self):
        """An invoice reset to draft, made smaller, posted and paid with the same money
        again."""
        invoice, payment = self.paid()
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 80
        invoice.action_post()
        self.apply(invoice, payment.move_id)
        return invoice

    def assertCorrected(self, invoice):
        self.run_sync()
        link = self.link_of(invoice)
        self.assertEqual(link.state, "synced", link.error)
        self.assertState(self.settlements(invoice), "synced")
        self.assertDue(invoice, 0)
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], 96)

    def test_invoice_corrected_under_its_payment(self):
        self.assertCorrected(self.corrected())

    def test_invoice_corrected_under_its_payment_and_sent_by_hand(self):
        invoice = self.corrected()
        self.press_sync(invoice)
        self.assertCorrected(invoice)
