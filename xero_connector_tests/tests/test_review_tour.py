# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A doubtful match is resolved on the review page, in a browser."""

from odoo.tests import tagged

from .common import XeroHttpCommon
from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestReviewTour(XeroHttpCommon, XeroSyncCommon):
    def test_decide(self):
        fish = self.new_customer("Hythe Fish Ltd", email="fish@hythe.example")
        self.customer.email = "accounts@ashford.example"
        for name in ("Ashford Bakery Ltd", "Hythe Fish Ltd"):
            self.organisation.add_contact(name, EmailAddress="bob@elsewhere.example")
        self.env["xero.pull"].sudo()._schedule(self.connection.sudo())
        polls = self.env["xero.poll.state"].sudo().search([])
        polls.filtered(lambda one: one.endpoint != "Contacts").unlink()
        self.run_sync()
        self.start_tour(
            "/odoo/action-xero_connector.action_xero_link_review",
            "xero_connector_review",
            login="xero_manager",
        )
        self.run_sync()
        self.assertTrue(self.link_of(self.customer).remote_id)
        self.assertFalse(self.link_of(fish).remote_id)
        both = self.env["res.partner"].search([("name", "=", "Hythe Fish Ltd")])
        self.assertEqual(len(both), 2)
