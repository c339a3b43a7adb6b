# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Partners are merged by Odoo's wizard, which works behind the ORM's back."""

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowMerge(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.other = self.new_customer("Ashford Bakery (double)")

    def merge(self, kept, lost):
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((kept | lost).ids, dst_partner=kept, extra_checks=False)
        self.env.invalidate_all()

    def test_the_lost_one_is_linked(self):
        """The one that stays takes the link over."""
        invoice = self.new_invoice(partner=self.other)
        self.run_sync()
        link = self.link_of(self.other)
        self.merge(self.customer, self.other)
        self.assertEqual(self.link_of(self.customer), link)
        self.run_sync()
        self.assertEqual(len(self.xero_contacts()), 1)
        self.assertToTheCent(invoice)

    def test_both_are_linked(self):
        """The kept one keeps its own; its documents follow it, nothing is doubled."""
        mine = self.new_invoice(1)
        theirs = self.new_invoice(2, partner=self.other)
        self.run_sync()
        kept, lost = self.link_of(self.customer), self.link_of(self.other)
        self.merge(self.customer, self.other)
        self.assertEqual(self.link_of(self.customer), kept)
        self.assertEqual(lost.state, "retired")
        self.assertTrue(lost.remote_id)
        self.press_sync(mine | theirs)
        self.run_sync()
        for invoice in mine | theirs:
            there = self.assertToTheCent(invoice)
            self.assertEqual(there["Contact"]["ContactID"], kept.remote_id)
        self.assertEqual(len(self.xero_invoices()), 2)

    def test_neither_is_linked(self):
        self.merge(self.customer, self.other)
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(self.customer))

    def test_the_lost_one_waits(self):
        """A held contact and its waiting invoice go on under the kept one."""
        self.organisation.add_contact(self.other.name)
        invoice = self.new_invoice(partner=self.other)
        self.run_sync()
        self.assertState(self.other, "held", "already_in_xero")
        self.merge(self.customer, self.other)
        self.press_sync(invoice)
        self.run_sync()
        self.assertToTheCent(invoice)
