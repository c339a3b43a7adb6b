# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero refused is tried again by itself, later each time."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowRetry(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self.new_invoice(100)
        self.run_sync()
        self.books().contacts[self.link_of(self.customer).remote_id][
            "ContactStatus"
        ] = "ARCHIVED"
        self.refused = self.new_invoice(50)
        self.run_sync()
        self.link = self.assertState(self.refused, "error", "contact_archived")

    def wake(self, minutes=0):
        """The scheduled action, when the link's moment is so many minutes ago."""
        if minutes:
            self.link.next_try = fields.Datetime.now() - timedelta(minutes=minutes)
        self.env["xero.run"].sudo()._cron_wake()
        self.link.invalidate_recordset()

    def test_not_before_its_time(self):
        self.assertGreater(self.link.next_try, fields.Datetime.now())
        self.wake()
        self.assertFalse(self.changes())
        self.assertTrue(self.link.next_try)

    def test_noted_once_behind_daily_work(self):
        self.wake(minutes=1)
        self.wake()
        change = self.changes()
        self.assertEqual((change.lane, change.res_id), ("sweep", self.refused.id))

    def test_later_each_time(self):
        waits = [self.minutes_to_wait()]
        for _try in range(7):
            self.wake(minutes=1)
            self.run_sync()
            self.assertState(self.refused, "error", "contact_archived")
            waits.append(self.minutes_to_wait())
        self.assertEqual(waits, sorted(waits))
        self.assertLess(waits[0], 6)
        self.assertEqual(waits[-1], 24 * 60)

    def minutes_to_wait(self):
        # a second may pass between the refusal and this look
        wait = self.link.next_try - fields.Datetime.now()
        return round(wait / timedelta(minutes=1))

    def test_mended_where_nobody_told_us(self):
        self.books().contacts[self.link_of(self.customer).remote_id][
            "ContactStatus"
        ] = "ACTIVE"
        self.wake(minutes=1)
        self.run_sync()
        self.assertToTheCent(self.refused)
        self.assertFalse(self.link.next_try)
        self.wake(minutes=1)
        self.assertFalse(self.changes(), "in step; nothing to try")
