# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments that Odoo books nowhere, because their method has no outstanding account.

As Odoo's Enterprise edition makes them: the invoice is *in payment*, with all of it
still due, until the payment is matched with a bank line.
"""

from unittest.mock import patch

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentNoEntry(XeroPaymentCommon):
    def setUp(self):
        super().setUp()
        # the one thing in which the other edition differs here
        patcher = patch.object(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda _self: "in_payment",
        )
        patcher.start()
        self.addCleanup(patcher.stop)
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        self.invoice, _remote_id = self.sent_invoice(100)

    def paid(self):
        payment = self.pay(self.invoice)
        self.assertFalse(payment.move_id)
        self.assertEqual(self.invoice.amount_residual, 120)
        self.run_sync()
        self.assertEqual(self.xero_payments(open_only=False), [])
        return payment

    def test_no_bank_line_would_follow(self):
        """Xero reconciles the bank: it says so, and how to mend it."""
        payment = self.paid()
        row = self.settlements(self.invoice)
        self.assertState(row, "held", "no_entry")
        self.assertEqual(payment.xero_state, "held")
        self.assertIn("outstanding account", payment.xero_remedy)
        self.assertTrue(
            self.env["xero.problem"].search([("cause", "=", "no_entry")]).words
        )
        # mended as it says
        payment.payment_method_line_id.payment_account_id = self.bank.default_account_id
        payment.action_cancel()
        again = self.pay(self.invoice)
        self.assertTrue(again.move_id)
        self.run_sync()
        self.assertFalse(payment.xero_state)
        self.assertEqual(again.xero_state, "synced")
        self.assertDue(self.invoice, 0)

    def test_the_bank_line_follows(self):
        """Odoo reconciles the bank: it waits, and goes with the bank line, once."""
        self.bank_mapping.reconciled_by = "odoo"
        payment = self.paid()
        self.assertEqual(payment.xero_state, "waiting")
        self.assertIn("bank line", payment.xero_error)
        self.match(self.new_bank_line(120), self.invoice)
        self.run_sync()
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertDue(self.invoice, 0)
        self.assertFalse(payment.xero_state)

    def test_beside_deleted_batch_payments(self):
        """What is booked nowhere is part of none of them."""
        lines = self.bank.inbound_payment_method_line_ids
        lines.payment_account_id = self.bank.default_account_id
        for _number in range(2):
            invoices = self.new_invoice(10) | self.new_invoice(20)
            self.run_sync()
            payment = self.pay(invoices, group_payment=True)
            self.run_sync()
            payment.action_draft()
            payment.unlink()
            self.run_sync()
        lines.payment_account_id = False
        self.bank_mapping.reconciled_by = "odoo"
        payment = self.pay(self.invoice)
        self.run_sync()
        self.assertFalse(payment.move_id)
        self.assertEqual(payment.xero_state, "waiting", payment.xero_error)

    def test_cancelled(self):
        payment = self.paid()
        payment.action_cancel()
        self.run_sync()
        self.assertFalse(payment.xero_state)
        self.assertEqual(self.xero_payments(open_only=False), [])

    def test_recorded_in_xero(self):
        """What Xero recorded gets an entry all the same, and its bank line follows."""
        self.bank_mapping.reconciled_by = "odoo"
        remote_id = self.link_of(self.invoice).remote_id
        self.books().record_payment(remote_id, 50, day=PAID)
        self.read_xero()
        self.assertDue(self.invoice, 70)
        payment = self.odoo_payments(self.invoice)
        self.assertTrue(payment.move_id)
        self.match_payment(self.new_bank_line(50), payment)
        self.run_sync()
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertDue(self.invoice, 70)
        # many at once, too
        invoices = [self.sent_invoice(100) for _number in range(3)]
        for _invoice, remote_id in invoices:
            self.books().record_payment(remote_id, 50, day=PAID)
        self.read_xero()
        for invoice, _remote_id in invoices:
            self.assertDue(invoice, 70)
