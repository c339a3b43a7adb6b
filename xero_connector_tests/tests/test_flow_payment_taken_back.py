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
