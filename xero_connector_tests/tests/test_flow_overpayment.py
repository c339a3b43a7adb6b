# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that is applied to nothing: listed, and an overpayment where somebody asks."""

from decimal import Decimal

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowOverpayment(XeroPaymentCommon):
    def setUp(self):
        super().setUp()
        self.connection.overpayments = True

    def loose(self, amount=50, **values):
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": amount,
                "journal_id": self.bank.id,
                "date": PAID,
                **values,
            }
        )
        payment.action_post()
        return payment

    def unapplied(self):
        return self.env["account.payment"].search([("xero_is_unapplied", "=", True)])

    def overpayments(self):
        books = self.books()
        return [books.json("Overpayments", key) for key in books.overpayments]

    def overpay(self, payment):
        payment.action_xero_overpay()
        calls = self.run_sync()
        row = payment.xero_settlement_ids.filtered(lambda one: one.part != "cash")
        return row, calls

    def test_listed_and_left_alone(self):
        payment = self.loose()
        self.assertCalls(self.run_sync())
        self.assertIn(payment, self.unapplied())
        self.assertEqual(payment.xero_unapplied, 50)
        self.assertEqual(self.overpayments(), [])

    def test_on_request(self):
        payment = self.loose()
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        (there,) = self.overpayments()
        self.assertEqual(there["Total"], Decimal("50.00"))
        self.assertEqual(there["RemainingCredit"], Decimal("50.00"))
        self.assertEqual(
            there["Contact"]["ContactID"], self.link_of(self.customer).remote_id
        )
        self.assertEqual(payment.xero_state, "synced")
        self.assertTrue(payment.xero_overpayment)
        # once is enough
        payment.action_xero_overpay()
        self.run_sync()
        self.assertEqual(len(self.overpayments()), 1)

    def changed_since(self, amount):
        """A payment of 150 on an invoice of 120, the rest recorded as overpayment, gets
        another amount."""
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice, 150)
        self.run_sync()
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        payment.action_draft()
        payment.amount = amount
        payment.action_post()
        self.apply(invoice, payment.move_id)
        self.run_sync()
        return payment, row

    def test_payment_lowered_since(self):
        """Xero has more of it than there is: said, until it is right again."""
        payment, row = self.changed_since(130)
        self.assertState(row, "held", "overpayment_stays")
        payment.action_draft()
        payment.amount = 150
        payment.action_post()
        self.run_sync()
        self.assertState(row, "synced")

    def test_payment_raised_since(self):
        payment, row = self.changed_since(200)
        self.assertState(row, "synced")
        with self.assertRaisesRegex(UserError, "50.00"):
            payment.action_xero_overpay()

    def test_what_is_above_an_invoice(self):
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice, 150)
        self.run_sync()
        self.assertEqual(payment.xero_unapplied, 30)
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        (there,) = self.overpayments()
        self.assertEqual(there["Total"], Decimal("30.00"))
        (paid,) = self.xero_payments()
        self.assertEqual(paid["Amount"], Decimal("120.00"))

    def test_asked_for_before_what_is_applied_went(self):
        """Only what is above the invoice is an overpayment, whatever goes first."""
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice, 150)
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        self.assertState(self.settlements(invoice), "synced")
        (there,) = self.overpayments()
        self.assertEqual(there["Total"], Decimal("30.00"))
        (paid,) = self.xero_payments()
        self.assertEqual(paid["Amount"], Decimal("120.00"))
        self.assertDue(invoice, 0)

    def test_asked_for_before_approval(self):
        self.connection.invoice_status = "SUBMITTED"
        invoice = self.new_invoice(100)
        payment = self.pay(invoice, 150)
        self.run_sync()
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        self.books().approve(self.link_of(invoice).remote_id)
        self.read_xero()
        (paid,) = self.xero_payments()
        self.assertEqual(paid["Amount"], Decimal("120.00"))
        self.assertDue(invoice, 0)

    def test_the_rest_is_applied_to_another(self):
        """What was a payment is one again on another invoice."""
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice, 150)
        self.run_sync()
        self.overpay(payment)
        other, _remote_id = self.sent_invoice(100)
        invoice.line_ids.remove_move_reconcile()
        self.apply(payment.move_id, other)
        self.run_sync()
        self.run_sync()
        self.assertState(self.settlements(other), "synced")
        self.assertDue(invoice, 120)
        self.assertDue(other, 0)
        (paid,) = self.xero_payments()
        self.assertEqual(paid["Amount"], Decimal("120.00"))

    def test_never_more_than_what_moved(self):
        """Applied and taken off before anybody looked; then all of it is asked for."""
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice, 150)
        self.env.flush_all()
        invoice.line_ids.remove_move_reconcile()
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        self.apply(payment.move_id, invoice)
        self.run_sync()
        self.assertDue(invoice, 0)
        self.assertEqual(self.xero_payments(), [])
        (there,) = self.overpayments()
        self.assertEqual(there["RemainingCredit"], Decimal("30.00"))

    def test_asked_for_right_after_it_was_taken_off(self):
        """No run has seen it yet, and Xero has the money on the document."""
        for amount in (None, 100):
            with self.subTest(amount=amount):
                invoice, _remote_id = self.sent_invoice(100)
                payment = self.pay(invoice, amount)
                self.run_sync()
                invoice.line_ids.remove_move_reconcile()
                with self.assertRaisesRegex(UserError, "still pays"):
                    payment.action_xero_overpay()
        self.assertEqual(self.overpayments(), [])

    def test_to_a_supplier(self):
        payment = self.loose(payment_type="outbound", partner_type="supplier")
        row, _calls = self.overpay(payment)
        self.assertState(row, "synced")
        self.assertEqual(self.overpayments()[0]["Type"], "SPEND-OVERPAYMENT")

    def test_applied_later_it_is_applied_there(self):
        payment = self.loose(150)
        self.overpay(payment)
        invoice, _remote_id = self.sent_invoice(100)
        self.apply(payment.move_id, invoice)
        self.run_sync()
        row = self.settlements(invoice)
        self.assertState(row, "synced")
        self.assertEqual(self.link_of(row).resource, "overpayment_allocation")
        self.assertEqual(self.xero_payments(open_only=False), [])
        self.assertDue(invoice, 0)
        (there,) = self.overpayments()
        self.assertEqual(there["RemainingCredit"], Decimal("30.00"))
        self.assertEqual(payment.xero_unapplied, 30)
        self.assertCalls(self.run_sync())

    def test_taken_off_again(self):
        payment = self.loose(120)
        self.overpay(payment)
        invoice, _remote_id = self.sent_invoice(100)
        self.apply(payment.move_id, invoice)
        self.run_sync()
        self.assertDue(invoice, 0)
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertDue(invoice, 120)
        (there,) = self.overpayments()
        self.assertEqual(there["RemainingCredit"], Decimal("120.00"))

    def test_cancelled_here_it_stays_there(self):
        payment = self.loose()
        row, _calls = self.overpay(payment)
        payment.action_draft()
        payment.action_cancel()
        calls = self.run_sync()
        self.assertEqual({call["method"] for call in calls}, {"GET"})
        self.assertState(row, "conflict", "overpayment_stays")

    def test_not_switched_on(self):
        self.connection.overpayments = False
        payment = self.loose()
        with self.assertRaisesRegex(UserError, "switched on"):
            payment.action_xero_overpay()

    def test_not_switched_off_again(self):
        self.overpay(self.loose())
        with self.assertRaises(ValidationError):
            self.connection.overpayments = False

    def test_nothing_left(self):
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        with self.assertRaisesRegex(UserError, "in full"):
            payment.action_xero_overpay()

    def test_permission_only_where_it_is_switched_on(self):
        connection = self.connection.sudo()
        connection.direction_expense = "none"
        self.assertIn("banktransactions", connection._needed_features())
        connection.overpayments = False
        self.assertNotIn("banktransactions", connection._needed_features())
