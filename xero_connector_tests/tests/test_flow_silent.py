# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero gives no answer to one endpoint: the others are read, what was saved goes."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowSilent(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.customer.email = "accounts@ashford.example"
        self.invoice = self.new_invoice()
        self.run_sync()
        self.poll()
        self.addCleanup(self.xero.faults.clear)

    def polls(self):
        states = self.env["xero.poll.state"].sudo()
        return states.search([("connection_id", "=", self.connection.id)])

    def state_of(self, endpoint):
        return self.polls().filtered(lambda poll: poll.endpoint == endpoint)

    def poll(self, *endpoints):
        """These are due, the first of them first; all by default."""
        self.env["xero.pull"].sudo()._schedule(self.connection)
        now = fields.Datetime.now()
        for poll in self.polls():
            if not endpoints or poll.endpoint in endpoints:
                place = endpoints.index(poll.endpoint) if endpoints else 9
                poll.next_poll = now - timedelta(seconds=99 - place)
        return self.run_sync()

    def silent(self, path="/Contacts", **rule):
        self.xero.faults.clear()
        self.xero.faults.add(
            {"action": "error", "status": 500, "method": "GET", "path": path, **rule}
        )

    def pause(self):
        self.connection._status.invalidate_recordset()
        return self.connection._status.pause_reason

    def paths(self, calls):
        return [call["path"].split("/")[-1] for call in calls]

    def test_the_others_are_read(self):
        self.silent()
        calls = self.poll("Contacts", "Invoices", "CreditNotes")
        self.assertEqual(self.paths(calls), ["Contacts", "Invoices", "CreditNotes"])
        self.assertFalse(self.pause())
        poll = self.state_of("Contacts")
        self.assertIn("500", poll.error)
        self.assertGreater(poll.next_poll, fields.Datetime.now())
        self.assertIn("Contacts", "".join(self.connection._reading_problems()))
        self.assertFalse(self.state_of("Invoices").error)

    def test_later_each_time_and_less_at_once(self):
        self.silent()
        waits, sizes = [], []
        for _time in range(4):
            calls = self.poll("Contacts", "CreditNotes")
            sizes.append(calls[0]["query"]["pageSize"])
            poll = self.state_of("Contacts")
            waits.append((poll.next_poll - fields.Datetime.now()).total_seconds())
        self.assertEqual([round(wait / 60) for wait in waits], [1, 2, 4, 8])
        self.assertEqual([int(size) for size in sizes], [1000, 250, 100, 100])
        self.xero.faults.clear()
        self.poll("Contacts")
        poll = self.state_of("Contacts")
        self.assertFalse(poll.error or poll.unanswered)
        for _time in range(2):
            self.poll("Contacts")
        self.assertFalse(self.state_of("Contacts").page_size)

    def test_counted_pages_begin_anew(self):
        """Pages of another size are other pages."""
        poll = self.state_of("Contacts")
        poll.write({"page": 3, "reached": "2026-09-01T00:00:00+00:00"})
        since = poll.modified_since
        self.silent()
        self.poll("Contacts", "CreditNotes")
        self.assertEqual((poll.page, poll.modified_since), (0, since))
        self.assertFalse(poll.reached)

    def test_nothing_is_lost_by_smaller_pages(self):
        created = [
            self.organisation.add_contact(f"Shop {number}") for number in range(9)
        ]
        self.silent(times=1)
        with (
            patch("odoo.addons.xero_connector.models.xero_poll_state.SMALLEST", 2),
            patch("odoo.addons.xero_connector.models.xero_poll_state.PAGE_SIZE", 8),
        ):
            self.poll("Contacts", "CreditNotes")
            self.assertEqual(self.state_of("Contacts").page_size, 2)
            calls = self.poll("Contacts")
        self.assertGreater(len(calls), 4)
        links = self.env["xero.link"].sudo().search([("resource", "=", "contact")])
        known = set(links.mapped("remote_id"))
        self.assertLessEqual({one["ContactID"] for one in created}, known)

    def test_two_of_them(self):
        self.silent("/(Contacts|Invoices)")
        calls = self.poll("Contacts", "Invoices", "CreditNotes")
        self.assertEqual(self.paths(calls), ["Contacts", "Invoices"])
        self.assertEqual(self.pause(), "outage")

    def test_nothing_was_answered(self):
        self.silent()
        self.poll("Contacts")
        self.assertEqual(self.pause(), "outage")

    def test_what_was_saved_goes(self):
        self.silent()
        self.poll("Contacts", "CreditNotes")
        invoice = self.new_invoice()
        self.run_sync()
        self.assertState(invoice, "synced")

    def test_what_has_to_be_read_first_waits(self):
        """Nobody can say whether Xero has a new customer; the rest goes on."""
        self.state_of("Contacts").last_poll = False
        self.silent()
        customer = self.new_customer("Hythe Mill Ltd")
        waiting = self.new_invoice(partner=customer)
        invoice = self.new_invoice()
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertState(waiting, "waiting")
        self.assertFalse(self.link_of(customer).remote_id)
        self.assertFalse(self.pause())
        (change,) = self.changes("contact")
        self.assertGreater(change.not_before, fields.Datetime.now())
        # another save does not hurry it
        customer.phone = "555"
        self.assertCalls(self.run_sync())
        self.xero.faults.clear()
        self.changes("contact").not_before = fields.Datetime.now()
        self.poll("Contacts")
        self.assertState(waiting, "synced")

    def test_the_nightly_compare(self):
        self.silent("/Invoices")
        poll = self.state_of("Invoices")
        poll.next_full = fields.Datetime.now()
        self.poll("CreditNotes")
        self.assertFalse(self.pause())
        self.assertFalse(poll.error)
        self.assertGreater(poll.next_full, fields.Datetime.now())
        self.assertEqual(poll.page_size, 250)
        self.xero.faults.clear()
        poll.next_full = fields.Datetime.now()
        self.run_sync()
        self.assertFalse(poll.next_full)
        self.assertTrue(poll.last_full)
        self.assertFalse(poll.page_size)
