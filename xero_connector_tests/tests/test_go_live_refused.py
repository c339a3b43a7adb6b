# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero refuses to let us read is not taken for empty, be it live or not yet."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import new_test_user, tagged

from .expense_common import XeroExpenseCommon
from .sync_common import DAY
from .test_flow_unreadable import WORDS, Unreadable
from .test_go_live import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLiveRefused(Unreadable, GoLiveCommon):
    def setUp(self):
        super().setUp()
        contact = self.in_books()
        self.bill = self.new_invoice(move_type="in_invoice", ref="B-1")
        self.there("B-1", contact, kind="ACCPAY")
        self.refuse("/Invoices")
        action = self.connection.action_preview()
        self.preview = self.env["xero.preview"].browse(action["res_id"])
        self.run_sync()

    def test_compares_when_it_was_read(self):
        """Compared as if it were empty, Xero's bill would have been made again."""
        self.assertEqual(self.preview.state, "reading")
        self.assertIn("Invoices", self.preview.reading_problems)
        self.assertIn(WORDS, self.preview.reading_problems)
        polls = self.env["xero.poll.state"].sudo()
        mine = polls.search([("connection_id", "=", self.connection.id)])
        rest = mine - self.poll_state("Invoices")
        self.assertTrue(rest and all(rest.mapped("last_poll")), "the rest is read")
        # no run goes round in circles meanwhile
        nobody = new_test_user(self.env, "xero_nobody")  # a run that a save asked for
        run = self.env["xero.run"].with_user(nobody)
        seconds = run._seconds_to_wait(self.connection.sudo())
        self.assertGreater(seconds, 60)
        self.assertCalls(self.run_sync())
        self.xero.faults.clear()
        self.poll_state("Invoices").next_poll = fields.Datetime.now()
        self.run_sync()
        self.assertEqual(self.preview.state, "ready")
        self.assertFalse(self.preview.reading_problems)
        self.assertOutcome(self.preview, self.bill, "link")

    def test_goes_on_without_what_is_switched_off(self):
        names = [name for name in self.connection._direction_fields() if "bill" in name]
        names += ["direction_invoice"]
        self.connection.write(dict.fromkeys(names, "none"))
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.assertFalse(self.poll_state("Invoices"))
        self.run_sync()
        self.assertEqual(self.preview.state, "ready")

    def test_a_permission_that_is_not_waited_for(self):
        """The connection says so; the comparing goes on, and nothing says otherwise."""
        self.xero.faults.clear()
        with patch.object(
            self.registry["xero.pull"], "_not_permitted", lambda *_args: ["Invoices"]
        ):
            self.assertIn("permission", "".join(self.connection._reading_problems()))
            self.assertFalse(self.preview.reading_problems)

    def test_asked_again_by_compare_again(self):
        """Somebody gave the right in Xero, and does not want to wait."""
        self.xero.faults.clear()
        self.preview.action_remake()
        self.run_sync()
        self.assertEqual(self.preview.state, "ready")
        self.assertOutcome(self.preview, self.bill, "link")


@tagged("post_install", "-at_install")
class TestRefusedWhenLive(Unreadable, XeroExpenseCommon):
    def never_read(self, endpoint):
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.poll_state(endpoint).write(
            {"last_poll": False, "next_poll": fields.Datetime.now()}
        )
        self.refuse(f"/{endpoint}")

    def may_be_read(self, endpoint):
        """What waited goes with it, however late it would have been tried again."""
        self.xero.faults.clear()
        poll = self.poll_state(endpoint)
        self.assertGreater(poll.next_poll, fields.Datetime.now())
        poll.next_poll = fields.Datetime.now()
        self.run_sync()

    def test_bill(self):
        self.never_read("Invoices")
        contact = self.organisation.add_contact(self.customer.name)
        self.organisation.add_invoice(
            contact["ContactID"],
            amount=100,
            kind="ACCPAY",
            InvoiceNumber="B-1",
            Date=DAY,
        )
        bill = self.new_invoice(move_type="in_invoice", ref="B-1")
        self.run_sync()
        self.assertEqual(len(self.xero_invoices()), 1)
        self.assertIn(WORDS, "".join(self.connection._reading_problems()))
        self.may_be_read("Invoices")
        self.assertEqual(len(self.xero_invoices()), 1)
        self.assertState(bill, "held", "several_in_xero")

    def test_money_that_was_spent(self):
        self.never_read("BankTransactions")
        expense = self.expense()
        self.run_sync()
        self.assertFalse(self.link_of(expense).remote_id)
        self.may_be_read("BankTransactions")
        self.assertState(expense, "synced")
