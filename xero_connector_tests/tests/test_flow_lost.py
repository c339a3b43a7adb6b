# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An answer that was lost, found out by our mark after its key has gone."""

from datetime import UTC, datetime, timedelta

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowLost(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        # what changed since is asked for by our own clock
        self.xero.clock.set(datetime.now(UTC))

    def lose(self, action, path="/Invoices"):
        """The next create gets no answer, and its key is too old to be sent again."""
        self.xero.faults.add(action=action, method="PUT", path=path, times=1)
        self.commit_hooks()
        self.env.cr.postcommit.clear()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["xero.run"].sudo()._run(self.connection.id)
        self.env.invalidate_all()
        self.xero.faults.clear()
        request = self.env["xero.request"].sudo().search([("state", "=", "open")])
        self.assertEqual(len(request), 1)
        request.frozen_at -= timedelta(minutes=10)
        self.connection._status.paused_until = False

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
