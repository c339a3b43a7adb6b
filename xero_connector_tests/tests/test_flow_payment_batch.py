# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One payment over several documents is one movement of the bank account in Xero."""

from datetime import date, timedelta
from decimal import Decimal

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentBatch(XeroPaymentCommon):
    def pay_three(self):
        invoices = self.new_invoice(10) | self.new_invoice(20) | self.new_invoice(30)
        self.run_sync()
        payment = self.pay(invoices, group_payment=True)
        self.assertEqual(len(payment), 1)
        return invoices, payment

    def batches(self):
        books = self.books()
        found = [books.json("BatchPayments", key) for key in books.batch_payments]
        return [one for one in found if one["Status"] == "AUTHORISED"]

    def test_three_invoices(self):
        invoices, _payment = self.pay_three()
        self.assertCalls(self.run_sync(), "PUT BatchPayments")
        (there,) = self.batches()
        self.assertEqual(there["TotalAmount"], Decimal("72.00"))
        for invoice in invoices:
            self.assertDue(invoice, 0)
        self.assertCalls(self.run_sync())

    def test_cancelled(self):
        invoices, payment = self.pay_three()
        self.run_sync()
        payment.action_cancel()
        self.run_sync()
        self.assertEqual(self.batches(), [])
        for invoice in invoices:
            self.assertDue(invoice, invoice.amount_total)

    def test_one_is_taken_out(self):
        invoices, _payment = self.pay_three()
        self.run_sync()
        invoices[0].line_ids.remove_move_reconcile()
        self.run_sync()
        (there,) = self.batches()
        self.assertEqual(there["TotalAmount"], Decimal("60.00"))
        self.assertDue(invoices[0], 12)
        self.assertDue(invoices[1], 0)

    def test_down_to_one(self):
        invoices, _payment = self.pay_three()
        self.run_sync()
        invoices[:2].line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertEqual(self.batches(), [])
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("36.00"))
        self.assertDue(invoices[2], 0)
        self.assertDue(invoices[0], 12)

    def test_down_to_one_and_removed_in_xero(self):
        """What is left is not recorded in Xero again without a word."""
        invoices, _payment = self.pay_three()
        self.run_sync()
        self.books().delete_batch(self.batches()[0]["BatchPaymentID"])
        invoices[:2].line_ids.remove_move_reconcile()
        self.read_xero()
        self.assertEqual(self.xero_payments(), [])
        row = self.settlements(invoices[2])
        self.assertState(row, "held", "removed_in_xero")
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        self.press_sync(invoices[2])
        self.run_sync()
        self.assertState(row, "synced")
        self.assertDue(invoices[2], 0)
        self.assertEqual(len(self.xero_payments()), 1)

    def test_with_a_write_off_singly(self):
        self.connection.write_off_account_id = self.payable_account()
        invoices = self.new_invoice(10) | self.new_invoice(20)
        self.pay(invoices, 34, write_off=True, group_payment=True)
        self.run_sync()
        self.assertEqual(self.batches(), [])
        self.assertEqual(
            sorted(one["Amount"] for one in self.xero_payments()),
            [Decimal(2), Decimal(12), Decimal(22)],
        )
        for invoice in invoices:
            self.assertDue(invoice, 0)

    def test_not_on_a_bank_account_singly(self):
        self.bank_mapping.xero_account_id = self.payable_account()
        invoices, _payment = self.pay_three()
        self.assertCalls(self.run_sync(), "PUT Payments")
        for invoice in invoices:
            self.assertDue(invoice, 0)

    # ------------------------------------------------------------------
    # first singly, then as one
    # ------------------------------------------------------------------
    def problems(self):
        return (
            self.env["xero.problem"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )

    def batch_of(self, payment):
        return payment.xero_settlement_ids.filtered(lambda row: row.part == "batch")

    def test_journal_is_mapped_later(self):
        self.bank_mapping.unlink()
        invoices, payment = self.pay_three()
        self.assertCalls(self.run_sync())
        rows = self.settlements(invoices[0]) | self.settlements(invoices[1])
        for row in rows:
            self.assertState(row, "held", "journal_unmapped")
        self.assertEqual(self.problems().mapped("cause"), ["journal_unmapped"])
        self.map_journal(self.bank, self.bank_account)
        self.assertCalls(self.run_sync(), "PUT BatchPayments")
        self.assertState(self.batch_of(payment), "synced")
        for invoice in invoices:
            self.assertDue(invoice, 0)
        for row in rows:
            self.assertFalse(self.link_of(row))
        self.assertFalse(self.problems())
        payment.invalidate_recordset()
        self.assertEqual(payment.xero_state, "synced")
        self.assertCalls(self.run_sync())

    def test_refused_singly_becomes_part_of_one(self):
        """What stood against the single payment is gone with it."""
        one, two = self.new_invoice(10), self.new_invoice(20)
        self.run_sync()
        payment = self.pay(one, 36)
        self.books().lock_period(date(2026, 9, 20))
        self.run_sync()
        row = self.settlements(one)
        self.assertState(row, "error", "period_locked")
        self.apply(two, payment.move_id)
        self.books().lock_period(None)
        self.assertCalls(self.run_sync(), "PUT BatchPayments")
        self.assertState(self.batch_of(payment), "synced")
        self.assertDue(one, 0)
        self.assertDue(two, 0)
        self.assertFalse(self.link_of(row))
        self.assertFalse(self.problems())
        # singly again: a payment of its own
        two.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertEqual(self.batches(), [])
        self.assertState(row, "synced")
        self.assertDue(one, 0)
        self.assertDue(two, 24)

    # ------------------------------------------------------------------
    # over documents that are not in Xero, or were paid there before
    # ------------------------------------------------------------------
    def test_with_an_opening_item_singly(self):
        """What Xero never gets keeps nothing else waiting, and is told of."""
        new, newer = self.new_invoice(20), self.new_invoice(30)
        self.run_sync()
        self.connection.start_date = new.invoice_date
        old = self.new_invoice(10, invoice_date=new.invoice_date - timedelta(days=30))
        payment = self.pay(old | new | newer, group_payment=True)
        self.assertCalls(self.run_sync(), "PUT Payments")
        self.assertDue(new, 0)
        self.assertDue(newer, 0)
        self.assertFalse(self.link_of(self.batch_of(payment)))
        row = self.settlements(old)
        self.assertState(row, "held", "opening_missing")
        self.assertIn("opening_missing", self.problems().mapped("cause"))
        self.assertCalls(self.run_sync())

    def test_switched_off_waits_for_nothing(self):
        self.connection.direction_bill = "none"
        bill = self.new_invoice(10, move_type="in_invoice", ref="B 1")
        payment = self.pay(bill)
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(self.settlements(bill)))
        self.assertFalse(payment.xero_state)

    def test_history_is_not_sent(self):
        """Noted while its document was not linked yet, and paid in Xero too."""
        self.sent_invoice(10)  # its customer is linked
        one = self.new_invoice(100)
        there = self.books().add_invoice(
            self.link_of(self.customer).remote_id,
            amount=100,
            InvoiceNumber=one.name,
        )
        self.books().record_payment(there["InvoiceID"], 20, day=PAID)
        self.read_xero()
        self.assertState(one, "held", "already_in_xero")
        payment = self.pay(one, 20)
        self.run_sync()
        self.assertState(self.settlements(one), "waiting")
        link = self.link_of(one)
        link._adopt(link.candidates[0])
        self.run_sync()
        self.assertTrue(link.history)
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertFalse(self.link_of(self.settlements(one)))
        self.assertFalse(payment.xero_state)

    def test_with_one_that_is_history_singly(self):
        """What is left of money that settled a document on both sides before these
        were linked."""
        two, three = self.new_invoice(20), self.new_invoice(30)
        self.run_sync()
        one = self.new_invoice(100)
        there = self.books().add_invoice(
            self.link_of(self.customer).remote_id,
            amount=100,
            InvoiceNumber=one.name,
        )
        self.books().record_payment(there["InvoiceID"], there["Total"], day=PAID)
        self.read_xero()
        payment = self.pay(one, 180)
        link = self.link_of(one)
        link._adopt(link.candidates[0])
        self.run_sync()
        self.assertEqual(link.history["local"], payment.move_id.ids)
        self.apply(two, payment.move_id)
        self.apply(three, payment.move_id)
        self.assertCalls(self.run_sync(), "PUT Payments")
        self.assertEqual(self.batches(), [])
        for invoice in one | two | three:
            self.assertDue(invoice, 0)
        self.assertEqual(len(self.xero_payments()), 3)


@tagged("post_install", "-at_install")
class TestFlowPaymentBatchTwin(XeroPaymentCommon):
    """One transfer over several invoices, booked on both sides before either knew."""

    def setUp(self):
        super().setUp()
        self.one, self.first = self.sent_invoice(100)
        self.two, self.second = self.sent_invoice(200)

    def record(self, remote_id, sum_, **values):
        values = {"day": PAID, "account": "090", **values}
        return self.books().record_payment(remote_id, sum_, **values)

    def batch_link(self, payment):
        row = payment.xero_settlement_ids.filtered(lambda one: one.part == "batch")
        return self.link_of(row)

    def assertTied(self, document, there):
        row = self.settlements(document)
        self.assertEqual(self.link_of(row).remote_id, there["PaymentID"])
        self.assertState(row, "synced")

    def assertInStep(self, payment, payments, *due):
        """As many payments in Xero, no batch, nothing that anybody has to look at."""
        self.assertEqual(len(self.xero_payments()), payments)
        self.assertFalse(self.batch_link(payment))
        for document, left in zip((self.one, self.two), due, strict=True):
            self.assertDue(document, left)
        self.assertFalse(
            self.env["xero.problem"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        self.assertEqual(len(self.xero_payments()), payments)
        for document in self.one | self.two:
            self.assertEqual(self.odoo_payments(document), payment)

    def test_both_import_statements(self):
        self.bank_mapping.reconciled_by = "both"
        payment = self.pay(self.one | self.two, group_payment=True)
        self.run_sync()
        there = self.record(self.first, 120), self.record(self.second, 240)
        self.match_payment(self.new_bank_line(360), payment)
        calls = self.run_sync()
        self.assertNotIn("PUT", {call["method"] for call in calls})
        self.assertTied(self.one, there[0])
        self.assertTied(self.two, there[1])
        self.assertInStep(payment, 2, 0, 0)

    def test_paid_in_full_is_found_when_refused(self):
        there = self.record(self.first, 120), self.record(self.second, 240)
        payment = self.pay(self.one | self.two, group_payment=True)
        calls = self.run_sync()
        self.assertCalls(
            [call for call in calls if call["method"] == "PUT"], "PUT BatchPayments"
        )
        self.assertTied(self.one, there[0])
        self.assertTied(self.two, there[1])
        self.assertInStep(payment, 2, 0, 0)

    def test_paid_in_part_is_read_first(self):
        payment = self.pay(self.one | self.two, 180, group_payment=True)
        there = self.record(self.first, 120), self.record(self.second, 60)
        calls = self.run_sync()
        self.assertNotIn("PUT", {call["method"] for call in calls})
        self.assertTied(self.one, there[0])
        self.assertTied(self.two, there[1])
        self.assertInStep(payment, 2, 0, 180)

    def test_what_has_no_twin_goes_singly(self):
        there = self.record(self.first, 120)
        payment = self.pay(self.one | self.two, 180, group_payment=True)
        calls = self.run_sync()
        self.assertCalls(
            [call for call in calls if call["method"] == "PUT"], "PUT Payments"
        )
        self.assertTied(self.one, there)
        self.assertState(self.settlements(self.two), "synced")
        self.assertInStep(payment, 2, 0, 180)

    def test_nothing_there_goes_as_one(self):
        payment = self.pay(self.one | self.two, 180, group_payment=True)
        calls = self.run_sync()
        self.assertCalls(
            [call for call in calls if call["method"] == "PUT"], "PUT BatchPayments"
        )
        self.assertEqual(self.batch_link(payment).state, "synced")
        self.assertDue(self.one, 0)
        self.assertDue(self.two, 180)

    def test_the_same_batch_is_linked(self):
        there = self.books().record_batch_deposit(
            {self.first: 120, self.second: 60}, day=PAID, account="090"
        )
        payment = self.pay(self.one | self.two, 180, group_payment=True)
        calls = self.run_sync()
        self.assertNotIn("PUT", {call["method"] for call in calls})
        self.assertEqual(self.batch_link(payment).remote_id, there["BatchPaymentID"])
        self.assertEqual(self.batch_link(payment).state, "synced")
        self.assertDue(self.one, 0)
        self.assertDue(self.two, 180)

    def test_read_after_it_was_refused(self):
        """The poll ties Xero's payments: the refused batch payment is no more."""
        self.books().lock_period(date(2026, 9, 20))
        payment = self.pay(self.one | self.two, group_payment=True)
        self.run_sync()
        self.assertEqual(self.batch_link(payment).state, "error")
        self.books().lock_period(None)
        there = self.record(self.first, 120), self.record(self.second, 240)
        self.read_xero()
        self.assertTied(self.one, there[0])
        self.assertTied(self.two, there[1])
        self.assertInStep(payment, 2, 0, 0)

    def test_as_much_again_is_another_payment(self):
        """What is in Xero inside a batch is no twin of a payment beside it."""
        payment = self.pay(self.one | self.two, 180, group_payment=True)
        self.run_sync()
        self.record(self.second, 60)
        self.read_xero()
        self.assertDue(self.two, 120)
        self.assertEqual(len(self.odoo_payments(self.two) - payment), 1)
