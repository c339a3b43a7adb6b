# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Partners are merged by Odoo's wizard, which works behind the ORM's back."""

from datetime import date

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowMerge(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.other = self.new_customer("Ashford Bakery (double)")

    def credited(self, partner):
        """An invoice and what credits it."""
        invoice = self.new_invoice(10, partner=partner)
        refund = invoice._reverse_moves(
            [{"invoice_date": invoice.invoice_date, "date": invoice.date}]
        )
        refund.invoice_line_ids.price_unit = 4
        refund.action_post()
        lines = (invoice | refund).line_ids
        lines.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        ).reconcile()
        return invoice | refund

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

    def test_the_kept_one_is_held(self):
        """Of two with one name only the lost one is in Xero: what waits for the kept
        one goes as well."""
        self.new_invoice(partner=self.other)
        self.run_sync()
        link = self.link_of(self.other)
        self.customer.name = self.other.name
        mine = self.new_invoice(1)
        self.run_sync()
        self.assertState(self.customer, "held")
        self.merge(self.customer, self.other)
        self.assertEqual(self.link_of(self.customer), link)
        self.run_sync()
        self.assertToTheCent(mine)
        self.assertEqual(len(self.xero_contacts()), 1)

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

    def test_documents_follow_by_themselves(self):
        """The wizard writes their contact behind the ORM's back."""
        theirs = self.new_invoice(2, partner=self.other)
        self.new_invoice(1)
        alone = self.new_invoice(3, partner=self.other, post=False)
        self.run_sync()
        kept = self.link_of(self.customer)
        self.merge(self.customer, self.other)
        self.run_sync()
        there = self.assertToTheCent(theirs)
        self.assertEqual(there["Contact"]["ContactID"], kept.remote_id)
        self.assertFalse(self.link_of(alone))

    def test_what_xero_freezes_moves_by_a_merge_there(self):
        """A credited document, and one in a locked period, which Xero lets nobody give
        another contact."""
        theirs = self.new_invoice(2, partner=self.other)
        credited = self.credited(self.other)
        self.new_invoice(1)
        self.run_sync()
        kept, lost = self.link_of(self.customer), self.link_of(self.other)
        self.merge(self.customer, self.other)
        self.organisation.lock_period(date(2030, 12, 31))
        self.refresh_settings()
        documents = theirs | credited
        self.press_sync(documents)
        self.run_sync()
        for document in documents:
            link = self.assertState(document, "held", "merge_in_xero")
            self.assertEqual(
                link.remedy,
                "Merge “Ashford Bakery (double)” into “Ashford Bakery Ltd” in Xero: "
                "its documents move by themselves.",
            )
        self.organisation.merge_contacts(lost.remote_id, kept.remote_id)
        # no more than the contact need be heard of
        poll(self, "Contacts")
        for document in documents:
            there = self.assertToTheCent(document)
            self.assertEqual(there["Contact"]["ContactID"], kept.remote_id)
        self.assertState(self.customer, "synced")

    def test_merged_twice(self):
        """The former contact is known as the last one's."""
        credited = self.credited(self.other)
        third = self.new_customer("Hythe Fish Ltd")
        for partner in (self.customer, third):
            self.new_invoice(partner=partner)
        self.run_sync()
        self.merge(self.customer, self.other)
        self.merge(third, self.customer)
        self.press_sync(credited)
        self.run_sync()
        for document in credited:
            link = self.assertState(document, "held", "merge_in_xero")
            self.assertIn("into “Hythe Fish Ltd”", link.remedy)

    def test_frozen_for_another_reason(self):
        """Another contact was chosen: no merge mends that."""
        credited = self.credited(self.other)
        self.new_invoice()
        self.run_sync()
        self.env.cr.execute(
            "UPDATE account_move SET partner_id = %s, commercial_partner_id = %s"
            " WHERE id IN %s",
            [self.customer.id, self.customer.id, tuple(credited.ids)],
        )
        self.env.invalidate_all()
        self.press_sync(credited)
        self.run_sync()
        for document in credited:
            self.assertState(document, "held", "paid_in_xero")

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


@tagged("post_install", "-at_install")
class TestFlowPart(XeroSyncCommon):
    """A customer of its own is put under a company."""

    def setUp(self):
        super().setUp()
        self.solo = self.new_customer("Solo Smith", is_company=False)
        self.theirs = self.new_invoice(2, partner=self.solo)
        self.mine = self.new_invoice(1)
        self.run_sync()
        self.solo.parent_id = self.customer
        self.run_sync()

    def test_its_documents_go_on_with_the_company(self):
        link = self.assertState(self.solo, "held", "part_of_contact")
        self.assertIn("Ashford Bakery Ltd", link.error)
        self.assertIn("Merge “Solo Smith” into “Ashford Bakery Ltd”", link.remedy)
        there = self.assertToTheCent(self.theirs)
        kept = self.link_of(self.customer)
        self.assertEqual(there["Contact"]["ContactID"], kept.remote_id)
        self.solo.email = "smith@ashford.example"
        self.run_sync()
        self.assertState(self.solo, "held", "part_of_contact")
        self.assertNotIn("EmailAddress", self.xero_contact(link))

    def test_taken_out_again(self):
        link = self.assertState(self.solo, "held", "part_of_contact")
        self.solo.parent_id = False
        self.run_sync()
        self.assertEqual(self.link_of(self.solo), link)
        self.assertState(self.solo, "synced")
        self.assertToTheCent(self.theirs)
        self.assertFalse(self.xero_contact(self.customer).get("ContactPersons"))

    def test_what_xero_freezes_moves_by_a_merge_there(self):
        jones = self.new_customer("Jones", is_company=False)
        invoice = self.new_invoice(3, partner=jones)
        self.run_sync()
        self.organisation.lock_period(date(2030, 12, 31))
        self.refresh_settings()
        jones.parent_id = self.customer
        self.run_sync()
        link = self.assertState(invoice, "held", "merge_in_xero")
        self.assertIn("Merge “Jones” into “Ashford Bakery Ltd”", link.remedy)
        former, kept = self.link_of(jones), self.link_of(self.customer)
        self.organisation.merge_contacts(former.remote_id, kept.remote_id)
        poll(self, "Contacts")
        self.assertToTheCent(invoice)

    def test_merged_in_xero_too(self):
        link = self.link_of(self.solo)
        kept = self.link_of(self.customer)
        self.organisation.merge_contacts(link.remote_id, kept.remote_id)
        poll(self, "Contacts")
        self.assertEqual(link.state, "retired")
        self.assertState(self.customer, "synced")
        self.assertToTheCent(self.theirs)


def poll(case, *endpoints):
    """What a reading of these endpoints does."""
    case.env["xero.pull"].sudo()._schedule(case.connection.sudo())
    polls = case.env["xero.poll.state"].sudo().search([])
    polls.filtered(lambda one: one.endpoint not in endpoints).unlink()
    polls.exists().next_poll = "2020-01-01"
    return case.run_sync()
