# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Taken back in Odoo while Xero keeps it: the money is never there twice."""

from datetime import date

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon

LATER = date(2026, 9, 28)


@tagged("post_install", "-at_install")
class TestFlowPaymentTakenBack(XeroPaymentCommon):
    def moved(self):
        """A payment that is matched with the bank in Xero pays another invoice now.

        :return: the settlement that was, the one that is, Xero's id of the other
        """
        invoice, payment = self.paid()
        other, remote_id = self.sent_invoice(100)
        row = self.settlements(invoice)
        self.books().reconcile_payment(self.link_of(row).remote_id)
        invoice.line_ids.remove_move_reconcile()
        self.apply(other, payment.move_id)
        self.run_sync()
        now = self.settlements(other)
        self.assertState(row, "conflict", "bank_reconciled")
        self.assertState(now, "waiting")
        self.assertIn(invoice.name, self.link_of(now).error)
        self.assertEqual(len(self.xero_payments()), 1)
        self.books().reconcile_payment(self.link_of(row).remote_id, False)
        return row, now, remote_id

    def assertMoved(self, row, now):
        self.assertState(row, "synced")
        self.assertState(now, "synced")
        self.assertDue(row.document_id, 120)
        self.assertDue(now.document_id, 0)
        self.assertEqual(len(self.xero_payments()), 1)

    def test_moved_once_the_match_is_taken_back(self):
        row, now, _remote_id = self.moved()
        self.link_of(row).action_sync()
        self.run_sync()
        self.assertMoved(row, now)

    def test_moved_once_it_is_removed_in_xero(self):
        row, now, _remote_id = self.moved()
        self.books().delete_payment(self.link_of(row).remote_id)
        self.read_xero()
        self.assertMoved(row, now)

    def test_moved_in_xero_too(self):
        row, now, remote_id = self.moved()
        self.books().delete_payment(self.link_of(row).remote_id)
        made = self.books().record_payment(remote_id, day=PAID)
        self.books().reconcile_payment(made["PaymentID"])
        self.read_xero()
        self.assertMoved(row, now)
        self.assertEqual(self.link_of(now).remote_id, made["PaymentID"])

    def recorded_again(self, amount=None, *, day=PAID, told=True, matched=True):
        """Cancelled in Odoo, and registered a second time.

        :param told: whether a run looks in between
        :param matched: whether it is matched with the bank in Xero
        :return: the settlement that was, the one that is
        """
        invoice, payment = self.paid(amount)
        row = self.settlements(invoice)
        if matched:
            self.books().reconcile_payment(self.link_of(row).remote_id)
        payment.action_draft()
        payment.action_cancel()
        if told:
            self.run_sync()
        self.pay(invoice, amount, day)
        self.run_sync()
        return row, self.settlements(invoice) - row

    def test_recorded_again(self):
        """All that was due, or a part of it: it is the payment that Xero has."""
        for amount in (None, 50):
            for told in (True, False):
                with self.subTest(amount=amount, told=told):
                    before = len(self.xero_payments())
                    row, now = self.recorded_again(amount, told=told)
                    self.assertFalse(self.link_of(row))
                    self.assertState(now, "synced")
                    self.assertDue(now.document_id)
                    self.assertEqual(len(self.xero_payments()), before + 1)

    def test_recorded_as_something_else(self):
        """On another day it is other money: what Xero has goes first."""
        row, now = self.recorded_again(50, day=LATER)
        self.assertState(row, "conflict", "bank_reconciled")
        self.assertState(now, "waiting")
        self.assertEqual(len(self.xero_payments()), 1)
        self.books().reconcile_payment(self.link_of(row).remote_id, False)
        self.link_of(row).action_sync()
        self.run_sync()
        self.assertState(now, "synced")
        (there,) = self.xero_payments()
        self.assertEqual(there["Date"], LATER)

    def test_corrected_within_one_run(self):
        for amount in (None, 50):
            with self.subTest(amount=amount):
                before = len(self.xero_payments())
                _row, now = self.recorded_again(
                    amount, day=LATER, told=False, matched=False
                )
                self.assertState(now, "synced")
                self.assertDue(now.document_id)
                self.assertEqual(len(self.xero_payments()), before + 1)


@tagged("post_install", "-at_install")
class TestFlowSettledOtherwise(XeroPaymentCommon):
    """What was taken back goes from Xero first, whatever settles the document, or uses
    the same credit note, instead: seen by one run."""

    def setUp(self):
        super().setUp()
        self.one, _remote_id = self.sent_invoice(10)
        self.two, _remote_id = self.sent_invoice(20)

    def cancel(self, payments):
        payments.action_draft()
        payments.action_cancel()

    def in_bank(self):
        return sum(there["Amount"] for there in self.xero_payments())

    def assertPaid(self, payments):
        for payment in payments:
            self.assertEqual(payment.xero_state, "synced", payment.xero_error)
        self.assertDue(self.one, 0)
        self.assertDue(self.two, 0)
        self.assertEqual(self.in_bank(), 36)

    def test_one_payment_once_more(self):
        payment = self.pay(self.one | self.two, group_payment=True)
        self.run_sync()
        self.cancel(payment)
        again = self.pay(self.one | self.two, day=LATER, group_payment=True)
        self.run_sync()
        self.assertPaid(again)

    def test_one_payment_instead_of_two(self):
        payments = self.pay(self.one) | self.pay(self.two)
        self.run_sync()
        self.cancel(payments)
        again = self.pay(self.one | self.two, day=LATER, group_payment=True)
        self.run_sync()
        self.assertPaid(again)

    def test_two_payments_instead_of_one(self):
        payment = self.pay(self.one | self.two, group_payment=True)
        self.run_sync()
        self.cancel(payment)
        again = self.pay(self.one, day=LATER) | self.pay(self.two, day=LATER)
        self.run_sync()
        self.assertPaid(again)

    def test_the_smaller_first_payment_and_another(self):
        payment = self.pay(self.two)
        self.run_sync()
        payment.action_draft()
        payment.amount = 14
        payment.action_post()
        self.apply(self.two, payment.move_id)
        payment |= self.pay(self.two, day=LATER) | self.pay(self.one)
        self.run_sync()
        self.assertPaid(payment)

    def test_deleted_batch_that_the_bank_keeps(self):
        """Xero has 8 of it on the second: what is recorded instead waits."""
        payment = self.pay(self.one | self.two, 20, group_payment=True)
        self.run_sync()
        books = self.books()
        (key,) = books.batch_payments
        with books.transaction():
            known = books.batch_payments[key]
            books.save(books.batch_payments, {**known, "IsReconciled": True})
        payment.action_draft()
        payment.unlink()
        self.run_sync()
        again = self.pay(self.two, 8, day=LATER)
        self.run_sync()
        self.assertEqual(again.xero_state, "waiting", again.xero_error)
        self.assertEqual(self.in_bank(), 20)
        with books.transaction():
            books.save(books.batch_payments, known)
        self.env["xero.link"].search(
            [("resource", "=", "batch_payment"), ("remote_id", "=", key)]
        ).action_sync()
        self.run_sync()
        self.assertEqual(again.xero_state, "synced", again.xero_error)
        self.assertDue(self.one, 12)
        self.assertDue(self.two, 16)

    def test_batch_instead_of_what_the_bank_keeps(self):
        payment = self.pay(self.two, 8)
        self.run_sync()
        row = self.settlements(self.two)
        self.books().reconcile_payment(self.link_of(row).remote_id)
        self.cancel(payment)
        self.run_sync()
        again = self.pay(self.one | self.two, 20, day=LATER, group_payment=True)
        self.run_sync()
        self.assertEqual(again.xero_state, "waiting", again.xero_error)
        self.assertEqual(self.in_bank(), 8)
        self.books().reconcile_payment(self.link_of(row).remote_id, False)
        self.link_of(row).action_sync()
        self.run_sync()
        self.assertEqual(again.xero_state, "synced", again.xero_error)
        self.assertEqual(self.in_bank(), 20)

    def kept_by_the_bank(self):
        """A payment of 8 that was cancelled in Odoo and that Xero's bank match keeps.

        :return: it, and its settlement
        """
        payment = self.pay(self.two, 8)
        self.run_sync()
        row = self.settlements(self.two)
        self.books().reconcile_payment(self.link_of(row).remote_id)
        self.cancel(payment)
        return payment, row

    def test_batch_goes_once_that_payment_is_recorded_again(self):
        self.kept_by_the_bank()
        self.run_sync()
        batch = self.pay(self.one | self.two, 20, day=LATER, group_payment=True)
        self.run_sync()
        self.assertEqual(batch.xero_state, "waiting", batch.xero_error)
        again = self.pay(self.two, 8)
        self.run_sync()
        self.assertEqual(again.xero_state, "synced", again.xero_error)
        self.assertEqual(batch.xero_state, "synced", batch.xero_error)
        self.assertEqual(self.in_bank(), 28)

    def test_what_waits_goes_once_it_is_off_on_both_sides(self):
        payment, row = self.kept_by_the_bank()
        self.run_sync()
        other = self.pay(self.two, 10, day=LATER)
        self.run_sync()
        self.assertEqual(other.xero_state, "waiting", other.xero_error)
        payment.action_draft()
        payment.action_post()
        self.run_sync()
        remote_id = self.link_of(row).remote_id
        self.books().reconcile_payment(remote_id, False)
        self.books().delete_payment(remote_id)
        self.read_xero()
        self.assertEqual(other.xero_state, "synced", other.xero_error)
        self.assertEqual(self.in_bank(), 10)

    def credited(self):
        """A credit note of 12, all of it on the first invoice on both sides."""
        credit = self.new_invoice(10, move_type="out_refund")
        self.apply(self.one, credit)
        self.run_sync()
        self.assertDue(self.one, 0)
        self.one.line_ids.remove_move_reconcile()
        return credit

    def test_credit_note_on_another_invoice(self):
        credit = self.credited()
        self.apply(self.two, credit)
        self.run_sync()
        self.assertState(self.settlements(self.two), "synced")
        self.assertDue(self.one, 12)
        self.assertDue(self.two, 12)

    def test_paid_instead_of_credited(self):
        self.credited()
        payment = self.pay(self.one)
        self.run_sync()
        self.assertEqual(payment.xero_state, "synced", payment.xero_error)
        self.assertDue(self.one, 0)

    def test_credit_note_paid_out_instead(self):
        credit = self.credited()
        payment = self.pay(credit)
        self.run_sync()
        self.assertEqual(payment.xero_state, "synced", payment.xero_error)
        self.assertDue(self.one, 12)
        self.assertDue(credit, 0)
