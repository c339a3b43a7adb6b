# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero refuses to be read: the rest goes on, and somebody learns of it."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

WORDS = "You may not see this"
FORBIDDEN = f'{{"Title": "Forbidden", "Status": 403, "Detail": "{WORDS}"}}'


class Unreadable:
    def refuse(self, path):
        """Xero does not let what begins so be read."""
        self.xero.faults.add(
            action="error", status=403, method="GET", path=path, body=FORBIDDEN
        )

    def poll_state(self, endpoint):
        return (
            self.env["xero.poll.state"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("endpoint", "=", endpoint),
                ]
            )
        )


@tagged("post_install", "-at_install")
class TestFlowUnreadable(Unreadable, XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self.new_invoice()
        self.run_sync()

    def test_polling(self):
        self.env["xero.pull"].sudo()._read_now(self.connection)
        self.poll_state("CreditNotes").next_poll -= timedelta(days=1)
        self.refuse("/CreditNotes")
        with self.assertLogs("odoo.addons.xero_connector.engine.pull", "WARNING"):
            self.run_sync()
        refused, other = self.poll_state("CreditNotes"), self.poll_state("Contacts")
        self.assertIn(WORDS, refused.error)
        self.assertGreater(refused.next_poll, fields.Datetime.now())
        self.assertFalse(refused.last_poll)
        self.assertTrue(other.last_poll)
        self.assertIn(WORDS, self.connection.setup_warnings)
        # it is not asked again at once, and then later each time
        self.assertFalse(self.run_sync())
        refused.next_poll = fields.Datetime.now()
        with self.assertLogs("odoo.addons.xero_connector.engine.pull", "WARNING"):
            self.run_sync()
        self.assertEqual(refused.failures, 2)
        # allowed by now: it is forgotten
        self.xero.faults.clear()
        refused.next_poll = fields.Datetime.now()
        self.run_sync()
        self.assertFalse(refused.error)
        self.assertTrue(refused.last_poll)
        self.assertFalse(self.connection.setup_warnings)

    def test_one_record_that_nobody_understands(self):
        self.env["xero.pull"].sudo()._read_now(self.connection)
        self.run_sync()
        books = self.books()
        good = books.add_contact("Good Ltd")["ContactID"]
        bad = books.add_contact("Bad Ltd")["ContactID"]
        resource = self.registry["xero.resource.contact"]
        name = resource._remote_name

        def stumble(model, payload):
            if payload["ContactID"] == bad:
                raise ValueError("month must be in 1..12")
            return name(model, payload)

        polled = self.poll_state("Contacts")
        polled.next_poll = fields.Datetime.now()
        with (
            patch.object(resource, "_remote_name", stumble),
            self.assertLogs("odoo.addons.xero_connector.engine.pull", "ERROR"),
        ):
            self.run_sync()
        self.assertEqual(self.link_to(good).state, "synced")
        link = self.link_to(bad)
        self.assertEqual((link.state, link.cause), ("error", "internal"))
        self.assertIn("month must be", link.error)
        self.assertGreater(polled.next_poll, fields.Datetime.now())

    def link_to(self, remote_id):
        return self.env["xero.link"].sudo().search([("remote_id", "=", remote_id)])

    def test_at_night(self):
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.refuse("/Invoices")
        with self.assertLogs("odoo.addons.xero_connector.engine.pull", "WARNING"):
            self.run_sync()
        self.assertTrue(self.poll_state("Invoices").error)
        self.assertTrue(self.poll_state("Contacts").last_full)

    def test_before_an_update(self):
        self.refuse("/Invoices")
        self.reset_to_draft(self.invoice).ref = "PO 17"
        self.invoice.action_post()
        self.run_sync()
        self.assertState(self.invoice, "error", "not_readable")
        other = self.new_customer("Brook Farm Ltd")
        self.press_sync(other)
        self.run_sync()
        self.assertState(other, "synced")
        self.xero.faults.clear()
        self.link_of(self.invoice).action_sync()
        self.run_sync()
        self.assertEqual(self.xero_invoice(self.invoice)["Reference"], "PO 17")
