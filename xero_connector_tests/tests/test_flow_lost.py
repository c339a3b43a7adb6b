# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An answer that was lost: found out by our mark after its key has gone; and never sent
again over what was edited in Xero meanwhile."""

from datetime import UTC, date, datetime, timedelta

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


class XeroLostCommon(XeroPaymentCommon):
    def setUp(self):
        super().setUp()
        # what changed since is asked for by our own clock
        self.xero.clock.set(datetime.now(UTC))
        self.sign_in_again(self.connection)  # Xero forgets tokens within 60 days

    def lose(self, action, path="/Invoices", method="PUT", old=True):
        """The next write gets no answer, and its key is too old to be sent again."""
        self.xero.faults.add(action=action, method=method, path=path, times=1)
        self.commit_hooks()
        self.env.cr.postcommit.clear()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["xero.run"].sudo()._run(self.connection.id)
        self.env.invalidate_all()
        self.xero.faults.clear()
        request = self.env["xero.request"].sudo().search([("state", "=", "open")])
        self.assertEqual(len(request), 1)
        if old:
            request.frozen_at -= timedelta(minutes=10)
        self.connection._status.paused_until = False


@tagged("post_install", "-at_install")
class TestFlowLostPaid(XeroLostCommon):
    def test_paid_on_both_sides_before_it_was_found(self):
        """Xero has it from here: no payment is history, and what does not fit is said,
        also where both sides say that nothing is due."""
        self.sent_invoice(10)
        invoice = self.new_invoice(100)
        self.lose("drop_answer")
        self.pay(invoice, 70)
        self.pay(invoice, 50)
        (there,) = [one for one in self.xero_invoices() if one["AmountDue"] == 120]
        self.books().record_payment(there["InvoiceID"], 120, day=PAID)
        self.read_xero()
        self.assertFalse(self.link_of(invoice).history)
        for row in self.settlements(invoice):
            self.assertState(row, "error", "exceeds_due")


@tagged("post_install", "-at_install")
class TestFlowLost(XeroLostCommon):
    def live_invoices(self):
        return [
            one
            for one in self.xero_invoices()
            if one["Status"] not in ("VOIDED", "DELETED")
        ]

    def test_after_it_was_cancelled_and_posted_again(self):
        """The voided one carries our mark too; it is no candidate."""
        for action, asked in (("drop_answer", 1), ("drop_request", 2)):
            with self.subTest(action):
                invoice = self.new_invoice()
                self.run_sync()
                first = self.link_of(invoice).remote_id
                invoice.button_draft()
                invoice.button_cancel()
                self.run_sync()
                before = len(self.live_invoices())
                invoice.button_draft()
                invoice.action_post()
                self.lose(action)
                calls = self.run_sync()
                link = self.assertState(invoice, "synced")
                self.assertNotEqual(link.remote_id, first)
                self.assertEqual(len(self.live_invoices()), before + 1)
                self.assertEqual(
                    [call["method"] for call in calls if call["method"] == "PUT"],
                    ["PUT"] * (asked - 1),
                )

    def test_what_was_edited_in_another_field_is_taken_over(self):
        """Xero's answer to what we sent says it too, and no reading is news then."""
        self.new_invoice()
        self.run_sync()
        self.customer.phone = "0171 1"
        self.lose("drop_request", path="/Contacts", method="POST", old=False)
        self.books().edit_contact(
            self.link_of(self.customer).remote_id, EmailAddress="theirs@a.example"
        )
        calls = self.run_sync()
        # what is taken over is what was read then
        self.assertEqual([one["method"] for one in calls][-2:], ["POST", "GET"])
        self.assertEqual(self.customer.email, "theirs@a.example")
        self.assertState(self.customer, "synced")
        (there,) = self.xero_contacts()
        self.assertIn("0171 1", str(there["Phones"]))

    def two_edited(self, action):
        """Two invoices whose due dates were sent in one call without an answer."""
        invoices = self.new_invoice() + self.new_invoice()
        self.run_sync()
        invoices.invoice_date_due = "2027-02-01"
        self.lose(action, method="POST", old=False)
        return invoices

    def due_in_xero(self, invoice):
        return str(self.in_xero("Invoices", invoice)["DueDateString"])[:10]

    def edit_in_xero(self, invoice, day):
        self.books().edit_document(self.link_of(invoice).remote_id, DueDate=day)

    def test_an_update_that_never_came(self):
        """Nobody wrote in Xero since: it is sent again as it was."""
        invoices = self.two_edited("drop_request")
        calls = self.run_sync()
        # besides the one that finds out that the token is old
        answered = [call["method"] for call in calls if call["status"] == 200]
        self.assertEqual(answered, ["GET", "POST"])
        for invoice in invoices:
            self.assertState(invoice, "synced")
            self.assertEqual(self.due_in_xero(invoice), "2027-02-01")

    def test_an_update_that_was_stored_and_edited_here_since(self):
        invoices = self.two_edited("drop_answer")
        invoices[0].invoice_date_due = "2027-02-02"
        self.run_sync()
        for invoice, day in zip(invoices, ("2027-02-02", "2027-02-01"), strict=True):
            self.assertState(invoice, "synced")
            self.assertEqual(self.due_in_xero(invoice), day)

    def test_an_edit_in_xero_before_an_update_is_sent_again(self):
        """It stands; what was written here at the same time is a conflict."""
        for action in ("drop_request", "drop_answer"):
            with self.subTest(action):
                theirs, ours = self.two_edited(action)
                self.edit_in_xero(theirs, date(2027, 2, 24))
                ours.invoice_date_due = "2027-02-02"
                self.run_sync()
                self.assertState(theirs, "conflict")
                self.assertEqual(self.due_in_xero(theirs), "2027-02-24")
                self.assertEqual(theirs.invoice_date_due, date(2027, 2, 1))
                self.assertState(ours, "synced")
                self.assertEqual(self.due_in_xero(ours), "2027-02-02")
