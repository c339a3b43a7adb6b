# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is older than the start date: only what Xero did not get from here."""

from datetime import timedelta

from odoo.tests import Form, tagged

from .payment_common import XeroPaymentCommon
from .sync_common import DAY
from .test_flow_lost import XeroLostCommon
from .test_go_live import GoLiveCommon

OLD = DAY - timedelta(days=1)


@tagged("post_install", "-at_install")
class TestOwnDocuments(XeroLostCommon):
    """Of a company that is live since the start date."""

    def setUp(self):
        super().setUp()
        self.connection.start_date = DAY

    def edit(self, move, price, **values):
        """Reset to draft, edit and post."""
        move.button_draft()
        move.write(values)
        move.invoice_line_ids.price_unit = price
        move.action_post()

    def test_dated_before_the_start_afterwards(self):
        """It is in Xero from here: an edit like any other."""
        invoice = self.new_invoice(100)
        self.run_sync()
        self.edit(invoice, 150, invoice_date=OLD)
        self.run_sync()
        there = self.assertToTheCent(invoice)
        self.assertEqual(there["Date"], OLD)
        self.assertFalse(self.link_of(invoice).is_opening)

    def test_the_start_date_moves_on(self):
        invoice, paid = self.new_invoice(100), self.new_invoice(70)
        payment = self.pay(paid)
        self.run_sync()
        self.connection.start_date = DAY + timedelta(days=30)
        self.edit(invoice, 150)
        self.run_sync()
        self.assertToTheCent(invoice)
        # what settles it too
        payment.action_draft()
        payment.action_cancel()
        self.run_sync()
        self.assertFalse(self.xero_payments())
        self.assertDue(paid, 84)
        # and it ends there like any other
        invoice.button_draft()
        invoice.button_cancel()
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertEqual(self.xero_invoice(invoice)["Status"], "VOIDED")

    def test_money_that_is_put_on_it_later(self):
        """Of payments the start date counts, not of the document that they are on."""
        invoice = self.new_invoice(100)
        self.run_sync()
        self.edit(invoice, 150, invoice_date=OLD)
        self.pay(invoice, 50)
        self.run_sync()
        self.assertToTheCent(invoice)
        self.assertDue(invoice, 130)

    def test_while_it_is_on_its_way(self):
        """Sent, and nobody knows yet whether it arrived."""
        self.new_invoice(10)
        self.run_sync()
        invoice = self.new_invoice(100)
        self.lose("drop_answer", nth=2)  # the first finds out that the token is old
        self.edit(invoice, 150, invoice_date=OLD)
        self.run_sync()
        self.assertToTheCent(invoice)
        self.assertEqual(len(self.books().invoices), 2)

    def test_voided_on_both_sides_and_posted_as_an_old_one(self):
        """Xero brings nothing back, and gets no new document that is older."""
        invoice = self.new_invoice(100)
        self.run_sync()
        invoice.button_draft()
        invoice.button_cancel()
        self.run_sync()
        self.edit(invoice, 150, invoice_date=OLD)
        self.assertFalse([c for c in self.run_sync() if c["method"] != "GET"])
        self.assertFalse(self.link_of(invoice))

    def test_voided_there_is_not_sent_again_as_an_old_one(self):
        invoice = self.new_invoice(100)
        self.run_sync()
        self.edit(invoice, 100, invoice_date=OLD)
        self.run_sync()
        self.organisation.close_document(self.link_of(invoice).remote_id)
        self.press_sync(invoice)
        self.run_sync()
        link = self.assertState(invoice, "difference")
        self.assertTrue(link.can_cancel_here)
        self.assertFalse(link.can_send_again)

    def test_held_and_then_dated_before_the_start(self):
        """What kept it from going is nobody's problem any more."""
        invoice = self.new_invoice({"price_unit": 10, "taxes": self.vat_exempt})
        self.run_sync()
        self.assertState(invoice, "held")
        invoice.button_draft()
        invoice.invoice_date = OLD
        invoice.action_post()
        self.run_sync()
        self.assertFalse(self.link_of(invoice))
        self.assertFalse(
            self.env["xero.problem"].search(
                [("connection_id", "=", self.connection.id)]
            )
        )

    def test_what_moving_it_means_is_said(self):
        with Form(self.connection) as form:
            with self.assertLogs("odoo.tests.form.onchange", "WARNING") as said:
                form.start_date = DAY + timedelta(days=30)
        self.assertIn("go on as before", said.output[0])


@tagged("post_install", "-at_install")
class TestOpeningItems(XeroPaymentCommon, GoLiveCommon):
    """Of books that both sides kept before the start date."""

    def setUp(self):
        super().setUp()
        self.connection.start_date = DAY

    def test_linked_by_hand_after_going_live(self):
        """Whoever links it later does not hand it over to Odoo."""
        contact = self.in_books()
        invoice = self.new_invoice(100, invoice_date=OLD)
        there = self.there("OTHER-7", contact, Date=OLD)
        self.go_live(self.make_preview())
        link = self.assertState(invoice, "held", "several_in_xero")
        self.assertFalse(link.is_opening)
        before = dict(self.books().invoices[there])
        link._decide_for(link.candidates[0])
        self.run_sync()
        link = self.assertState(invoice, "synced")
        self.assertEqual((link.remote_id, link.is_opening), (there, True))
        # also where the start date moves back
        self.connection.start_date = False
        invoice.ref = "changed"
        self.press_sync(invoice)
        self.run_sync()
        self.assertEqual(dict(self.books().invoices[there]), before)
