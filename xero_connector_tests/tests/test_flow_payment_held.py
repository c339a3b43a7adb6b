# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What stands against a payment: words, a remedy, and nothing half-done."""

from datetime import date
from decimal import Decimal

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentHeld(XeroPaymentCommon):
    def assertStopped(self, invoice, state, cause):
        """A problem in words, with a remedy; nothing of it is in Xero."""
        row = self.settlements(invoice)
        self.assertState(row, state, cause)
        self.assertFalse(self.link_of(row).remote_id)
        self.assertEqual(self.xero_payments(open_only=False), [])
        return row

    def test_locked_in_xero(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.books().lock_period(date(2026, 9, 20))
        self.refresh_settings()
        self.pay(invoice)
        self.assertCalls(self.run_sync())
        row = self.assertStopped(invoice, "held", "locked")
        self.books().lock_period(None)
        self.refresh_settings()
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoice, 0)

    def test_locked_without_our_knowing(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.books().lock_period(date(2026, 9, 20))
        # the connecting user is an adviser in the local Xero only if it says so
        self.pay(invoice)
        self.run_sync()
        link = self.link_of(self.settlements(invoice))
        self.assertIn(link.state, ("error", "synced"))
        if link.state == "error":
            self.assertStopped(invoice, "error", "period_locked")

    def test_account_archived(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.pay(invoice)
        self.books().archive_account("090")
        self.run_sync()
        self.assertStopped(invoice, "error", "account_archived")
        self.refresh_settings()
        self.run_sync()
        self.assertStopped(invoice, "held", "journal_archived")

    def test_document_voided_meanwhile(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().void_invoice(remote_id)
        self.read_xero()
        self.pay(invoice)
        self.assertCalls(self.run_sync())
        self.assertStopped(invoice, "held", "document_void")

    def test_document_voided_without_our_knowing(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().void_invoice(remote_id)
        self.pay(invoice)
        self.run_sync()
        self.assertStopped(invoice, "error", "exceeds_due")

    def test_more_than_is_due(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, 100, day=PAID)
        self.pay(invoice)
        self.run_sync()
        row = self.settlements(invoice)
        self.assertState(row, "error", "exceeds_due")
        self.assertEqual(len(self.xero_payments()), 1)

    def test_more_moved_than_settles(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.pay(invoice, 125, write_off=True)
        self.assertCalls(self.run_sync())
        self.assertStopped(invoice, "held", "too_much_money")

    def test_money_above_what_is_due_stays_here(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.pay(invoice, 150)
        self.run_sync()
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("120.00"))
        self.assertDue(invoice, 0)

    def test_journal_that_does_not_travel(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.bank_mapping.direction = "to_odoo"
        self.pay(invoice)
        self.assertCalls(self.run_sync())
        self.assertFalse(self.settlements(invoice))

    def test_taken_back_in_a_journal_that_does_not_travel(self):
        """What Xero recorded first is Xero's: nothing there is deleted or made anew."""
        invoice, remote_id = self.sent_invoice(100)
        self.bank_mapping.direction = "to_odoo"
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        payment = self.odoo_payments(invoice)
        payment.action_draft()
        payment.action_cancel()
        self.run_sync()
        self.assertEqual(len(self.xero_payments()), 1)
        row = self.settlements(invoice)
        self.assertState(row, "held", "direction")
        self.bank_mapping.direction = "both"
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertDue(invoice, 120)

    def test_payments_switched_off(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.connection.direction_payment = "none"
        self.pay(invoice)
        self.assertFalse(self.changes())
        self.assertCalls(self.run_sync())

    def test_before_the_start_date(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.connection.start_date = date(2026, 9, 30)
        self.pay(invoice)
        self.assertCalls(self.run_sync())
        self.assertFalse(self.settlements(invoice))

    def test_due_that_differs_is_shown(self):
        self.connection.direction_payment = "to_xero"  # what is there stays there
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, 20, day=PAID)
        self.pay(invoice, 50)
        self.run_sync()
        row = self.settlements(invoice)
        link = self.assertState(row, "difference", "amount_due")
        self.assertIn("50", link.error)
        self.assertIn("70", link.error)
        # looked at again: nothing has changed
        link.action_sync()
        self.run_sync()
        self.assertState(row, "difference", "amount_due")
        self.assertEqual(list(link.fields_in_question), ["due"])
        # removed in Xero: both agree again
        (stray,) = [p for p in self.xero_payments() if p["Amount"] == 20]
        self.books().delete_payment(stray["PaymentID"])
        self.read_xero()
        link.action_sync()
        self.run_sync()
        self.assertDue(invoice, 70)
        self.assertState(row, "synced")


@tagged("post_install", "-at_install")
class TestFlowPaymentCurrency(XeroPaymentCommon):
    """Rates are Odoo's; what is unconfirmed is held."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2026-01-01", 1.25)])

    def euro_invoice(self):
        return self.new_invoice(100, currency_id=self.euro.id)

    def test_from_the_account_in_base_currency(self):
        invoice = self.euro_invoice()
        self.pay(invoice, currency_id=self.euro.id)
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("120.00"))
        self.assertEqual(there["BankAmount"], Decimal("96.00"))
        self.assertDue(invoice, 0)

    def test_paid_in_base_currency(self):
        invoice = self.euro_invoice()
        self.pay(invoice, currency_id=self.company.currency_id.id)
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("120.00"))
        self.assertEqual(there["BankAmount"], Decimal("96.00"))
        self.assertDue(invoice, 0)

    def test_base_currency_document_paid_in_foreign_money(self):
        invoice = self.new_invoice(100)
        self.pay(invoice, currency_id=self.euro.id)
        self.run_sync()
        self.assertState(self.settlements(invoice), "held", "currencies")
        self.assertEqual(self.xero_payments(open_only=False), [])

    def test_exchange_difference_stays_at_home(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.euro.id,
                "company_id": self.company.id,
                "name": "2026-09-10",
                "rate": 1.5,
            }
        )
        invoice = self.euro_invoice()
        self.pay(invoice, currency_id=self.euro.id)
        self.run_sync()
        rows = self.settlements(invoice)
        self.assertEqual(rows.mapped("part"), ["cash"])
        self.assertState(rows, "synced")
        (there,) = self.xero_payments()
        self.assertEqual(there["BankAmount"], Decimal("80.00"))
        self.assertDue(invoice, 0)
