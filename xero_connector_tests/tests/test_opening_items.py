# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is older than the start date: only what Xero did not get from here."""

from datetime import timedelta

from odoo.tests import Form, tagged

from .payment_common import PAID, XeroPaymentCommon
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
        self.lose("drop_answer")
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

    def test_linked_by_hand_with_something_else_due(self):
        contact = self.in_books()
        invoice = self.new_invoice(100, invoice_date=OLD)
        there = self.there("OTHER-7", contact, Date=OLD)
        self.organisation.record_payment(there, 50, day=OLD)
        self.go_live(self.make_preview())
        link = self.assertState(invoice, "held", "several_in_xero")
        link._decide_for(link.candidates[0])
        self.run_sync()
        self.assertState(invoice, "held", "payments_differ")

    def opened(self, here=0, there=0):
        """An older invoice of 120 that both sides have, after going live.

        :param here: what is paid on it in Odoo alone
        :param there: what is paid on it in Xero alone
        :return: the invoice and its Xero id
        """
        contact = self.in_books()
        invoice = self.new_invoice(100, invoice_date=OLD)
        remote_id = self.there(invoice.name, contact, Date=OLD)
        if here:
            self.pay(invoice, here, day=OLD)
        if there:
            self.organisation.record_payment(remote_id, there, day=OLD)
        self.go_live(self.make_preview())
        return invoice, remote_id

    def night(self):
        self.env.flush_all()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        return self.run_sync()

    def assertNothingSent(self, calls):
        self.assertFalse([c for c in calls if c["method"] != "GET"])

    # ------------------------------------------------------------------
    # paid otherwise on both sides
    # ------------------------------------------------------------------
    def test_paid_otherwise_until_both_sides_agree(self):
        invoice, there = self.opened(here=50)
        self.assertState(invoice, "held", "payments_differ")
        self.press_sync(invoice)
        self.run_sync()
        self.assertState(invoice, "held", "payments_differ")
        self.organisation.record_payment(there, 50, day=OLD)
        self.press_sync(invoice)
        self.assertNothingSent(self.run_sync())
        link = self.assertState(invoice, "synced")
        self.assertEqual(link.history["due"], "70.00")
        # what is paid from now on travels, both ways
        self.pay(invoice, 30)
        self.run_sync()
        self.assertDue(invoice, 40)
        self.organisation.record_payment(there, 40, day=PAID)
        self.read_xero()
        self.assertDue(invoice, 0)

    def test_paid_otherwise_is_found_out_by_the_hour(self):
        invoice, there = self.opened(here=50)
        self.organisation.record_payment(there, 50, day=OLD)
        self.read_xero()
        self.assertState(invoice, "synced")

    # ------------------------------------------------------------------
    # ended here
    # ------------------------------------------------------------------
    def test_cancelled_and_posted_again(self):
        invoice, _there = self.opened()
        invoice.button_draft()
        invoice.button_cancel()
        self.run_sync()
        self.assertState(invoice, "held", "opening")
        invoice.button_draft()
        self.run_sync()
        invoice.action_post()
        self.assertNothingSent(self.run_sync())
        self.assertState(invoice, "synced")

    def test_cancelled_while_it_was_paid_otherwise(self):
        """Posted again, both sides still have to agree first."""
        invoice, _there = self.opened(there=50)
        invoice.button_draft()
        self.run_sync()
        self.assertState(invoice, "held", "payments_differ")
        invoice.button_cancel()
        self.run_sync()
        self.assertState(invoice, "held", "opening")
        invoice.button_draft()
        invoice.action_post()
        self.run_sync()
        self.assertState(invoice, "held", "payments_differ")

    def test_reset_to_draft(self):
        invoice, _there = self.opened()
        invoice.button_draft()
        self.run_sync()
        self.assertState(invoice, "waiting")
        invoice.action_post()
        self.run_sync()
        self.assertState(invoice, "synced")

    # ------------------------------------------------------------------
    # ended or settled otherwise in Xero
    # ------------------------------------------------------------------
    def voided(self):
        invoice, there = self.opened()
        self.organisation.close_document(there)
        self.read_xero()
        return invoice

    def choices(self, link):
        names = ("cancel_here", "credit_here", "send_again", "keep", "redate")
        return {name for name in names if link[f"can_{name}"]}

    def test_voided_there_cancelled_here(self):
        invoice = self.voided()
        link = self.assertState(invoice, "difference", "difference")
        self.assertEqual(self.choices(link), {"cancel_here", "credit_here"})
        (row,) = link.difference_ids
        self.assertEqual((row.field_name, row.in_xero), ("status", "Voided"))
        self.assertTrue(row.can_xero)
        self.assertFalse(row.can_odoo or row.can_accept)
        # whoever looks, it stays
        self.press_sync(invoice)
        self.run_sync()
        self.night()
        self.assertState(invoice, "difference", "difference")
        row.action_xero()
        self.assertNothingSent(self.run_sync())
        self.assertEqual(invoice.state, "cancel")
        link = self.assertState(invoice, "synced")
        self.assertFalse(link.difference_ids)
        # posted again, it is asked about again, and never made anew
        invoice.button_draft()
        invoice.action_post()
        self.assertNothingSent(self.run_sync())
        self.assertState(invoice, "difference", "difference")

    def test_voided_there_credited_here(self):
        invoice = self.voided()
        self.link_of(invoice).action_credit_here()
        self.assertNothingSent(self.run_sync())
        self.press_sync(invoice)
        self.night()
        self.assertState(invoice, "synced")
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(len(self.books().credit_notes), 0)

    def test_deleted_there(self):
        invoice, there = self.opened()
        self.organisation.invoices.remove(there)
        self.press_sync(invoice)
        self.run_sync()
        link = self.assertState(invoice, "error", "deleted_in_xero")
        self.assertEqual(self.choices(link), {"cancel_here", "credit_here"})

    def test_cancelled_here_then_voided_there(self):
        """What was asked for was done."""
        invoice, there = self.opened()
        invoice.button_draft()
        invoice.button_cancel()
        self.run_sync()
        self.assertState(invoice, "held", "opening")
        self.organisation.close_document(there)
        self.read_xero()
        self.assertState(invoice, "synced")

    def credited_there(self):
        """Of 120 due, 60 are credited in Xero alone."""
        invoice, there = self.opened()
        contact = self.link_of(self.customer).remote_id
        credit = self.organisation.add_credit_note(
            contact, amount=50, CreditNoteNumber="THEIRS-CN"
        )
        self.allocation = self.organisation.allocate(credit["CreditNoteID"], there, 60)
        self.read_xero()
        self.night()
        return invoice

    def test_credited_there(self):
        invoice = self.credited_there()
        link = self.assertState(invoice, "difference", "amount_due")
        self.assertIn("120.00", link.error)
        self.assertIn("60.00", link.error)
        self.assertIn("THEIRS-CN", link.remedy)
        self.press_sync(invoice)
        self.run_sync()
        self.assertState(invoice, "difference", "amount_due")
        # taken back in Xero it is over
        self.organisation.remove_allocation(self.allocation["AllocationID"])
        self.read_xero()
        self.assertState(invoice, "synced")
        self.assertFalse(link.difference_ids)

    def test_due_that_may_differ(self):
        """Somebody said so: it stays quiet as long as both sides say the same."""
        invoice = self.credited_there()
        link = self.link_of(invoice)
        self.assertEqual(self.choices(link), {"keep"})
        (row,) = link.difference_ids
        self.assertTrue(row.can_accept)
        row.action_accept()
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertEqual(row.state, "accepted")
        self.press_sync(invoice)
        self.run_sync()
        self.night()
        self.env["xero.link"].sudo()._look_at_due(self.connection)
        self.assertState(invoice, "synced")
        self.assertFalse(self.changes("invoice"))
        self.assertEqual(row.exists().state, "accepted")
        # decided anew
        row.action_reopen()
        self.run_sync()
        self.assertState(invoice, "difference", "amount_due")
        link.action_keep()
        self.run_sync()
        self.assertState(invoice, "synced")
        # another amount is another question
        self.organisation.remove_allocation(self.allocation["AllocationID"])
        self.organisation.record_payment(link.remote_id, 20, day=OLD)
        self.read_xero()
        self.night()
        link = self.assertState(invoice, "difference", "amount_due")
        self.assertIn("100.00", link.error)
        self.assertFalse(link.accepted)
        self.pay(invoice, 20, day=OLD)
        self.run_sync()
        self.night()
        self.assertState(invoice, "synced")
