# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is edited in Xero is found without anybody asking."""

from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged

from odoo.addons.xero_connector.engine.caller import Caller

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowPoll(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.customer.write({"email": "accounts@ashford.example", "phone": "555010"})
        self.invoice = self.new_invoice()
        self.run_sync()
        self.remote_id = self.link_of(self.customer).remote_id

    def polls(self):
        return (
            self.env["xero.poll.state"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )

    def poll(self):
        """The hour is over: Xero is read again."""
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.polls().next_poll = fields.Datetime.now()
        return self.run_sync()

    def test_what_is_read(self):
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.assertIn("Contacts", self.polls().mapped("endpoint"))
        before = self.polls()
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.assertEqual(self.polls(), before)

    def test_edit_in_xero(self):
        self.poll()
        self.organisation.edit_contact(
            self.remote_id, EmailAddress="new@ashford.example"
        )
        calls = self.poll()
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertEqual(self.customer.phone, "555010")
        self.assertState(self.customer, "synced")
        self.assertEqual({call["method"] for call in calls}, {"GET"})
        self.assertEqual(len(calls), len(self.polls()))

    def test_our_own_writes_do_not_come_back(self):
        self.poll()
        self.customer.phone = "555011"
        self.run_sync()
        said = self.link_of(self.customer).remote_payload
        calls = self.poll()
        self.assertEqual({call["method"] for call in calls}, {"GET"})
        self.assertEqual(len(calls), len(self.polls()))
        self.assertEqual(self.customer.phone, "555011")
        self.assertEqual(self.link_of(self.customer).remote_payload, said)

    def test_both_sides(self):
        self.poll()
        self.customer.phone = "555011"
        self.organisation.edit_contact(
            self.remote_id, EmailAddress="new@ashford.example"
        )
        self.poll()
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertEqual(self.customer.phone, "555011")
        self.assertState(self.customer, "synced")
        self.assertEqual(
            self.xero_contact(self.customer)["EmailAddress"], "new@ashford.example"
        )

    def test_only_in_xero(self):
        invoice = self.in_xero("Invoices", self.invoice)
        self.poll()
        links = (
            self.env["xero.link"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("remote_id", "=", invoice["InvoiceID"]),
                ]
            )
        )
        self.assertEqual(links.res_id, self.invoice.id)

    def test_next_time(self):
        self.poll()
        for poll in self.polls():
            self.assertGreater(poll.next_poll, fields.Datetime.now())
            self.assertTrue(poll.last_poll)
        self.assertFalse(self.run_sync())

    def test_a_shorter_interval_begins_at_once(self):
        self.connection.poll_interval = 24 * 60
        self.poll()
        polls = self.polls()
        silent = polls[0]
        tomorrow = fields.Datetime.add(fields.Datetime.now(), hours=23)
        silent.error = "Xero refuses it"
        self.assertGreater(min(polls.mapped("next_poll")), tomorrow)
        self.connection.poll_interval = 10
        soon = fields.Datetime.add(fields.Datetime.now(), minutes=11)
        self.assertLess(max((polls - silent).mapped("next_poll")), soon)
        self.assertGreater(silent.next_poll, tomorrow, "later each time, as before")
        # a longer one moves nothing
        before = polls.mapped("next_poll")
        self.connection.poll_interval = 60
        self.assertEqual(polls.mapped("next_poll"), before)

    def test_the_day_is_spent_and_begins_anew(self):
        """One call an hour asks for it, and where it did all the others follow."""
        self.poll()
        limits, status = self.xero.world.limits, self.connection._status
        who = (self.xero.client_id, self.connection.tenant_id)
        self.startPatcher(patch.object(limits, "tier", "starter"))
        self.addCleanup(limits.reset)
        limits.reset()
        limits.spend(*who, day=905)
        now = fields.Datetime.now()
        status.write({"day_limit": 1000, "day_left": 95, "limits_at": now})
        self.assertFalse(self.poll())
        status.limits_at -= timedelta(hours=1)
        self.assertEqual(len(self.poll()), 1)
        self.assertEqual(status.day_left, 94)
        self.assertFalse(self.poll())
        limits.reset()
        status.limits_at -= timedelta(hours=1)
        self.assertEqual(len(self.poll()), len(self.polls()))
        self.assertGreater(status.day_left, 900)

    def test_asked_for_while_a_page_is_read(self):
        """What changed after the page was made is read by the next turn."""
        self.poll()
        read_page = Caller.read_page
        wished = []

        def reading(caller, endpoint, **query):
            page = read_page(caller, endpoint, **query)
            if endpoint == "Contacts" and not wished:
                wished.append(endpoint)
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    connection = env["xero.connection"].browse(self.connection.id)
                    env["xero.pull"]._read_now(connection, wished)
                self.organisation.edit_contact(
                    self.remote_id, EmailAddress="new@ashford.example"
                )
            return page

        self.polls().next_poll = fields.Datetime.now()
        with patch.object(Caller, "read_page", reading):
            self.run_sync()
        self.assertEqual(self.customer.email, "new@ashford.example")

    def test_a_save_goes_first(self):
        self.env["xero.pull"].sudo()._schedule(self.connection)
        self.polls().next_poll = fields.Datetime.now()
        self.customer.phone = "555011"
        calls = self.run_sync()
        self.assertEqual(
            [call["method"] for call in calls[:2]], ["GET", "POST"], "the save first"
        )

    def test_not_connected(self):
        self.poll()
        self.connection.sudo().state = "disconnected"
        self.polls().next_poll = fields.Datetime.now()
        self.assertFalse(self.run_sync())
