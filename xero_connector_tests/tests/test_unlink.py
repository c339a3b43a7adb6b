# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A pair that is none is taken apart: the way back from a wrong choice."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestUnlink(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"email": "accounts@ashford.example", "city": "Ashford"})

    def poll(self, endpoint="Contacts"):
        """What a reading of an endpoint does."""
        self.env["xero.pull"].sudo()._schedule(self.connection.sudo())
        polls = self.env["xero.poll.state"].sudo().search([])
        polls.filtered(lambda one: one.endpoint != endpoint).unlink()
        polls.exists().next_poll = "2020-01-01"
        return self.run_sync()

    def night(self):
        """All that looks by itself."""
        self.env["xero.sweep"].sudo()._sweep(self.connection.sudo())
        return self.run_sync()

    def remote(self, remote_id):
        links = self.env["xero.link"].sudo()
        return links.search([("remote_id", "=", remote_id)])

    def unlink_pair(self, record, user=None):
        link = self.link_of(record).with_user(user or self.env.user)
        self.assertTrue(link.can_unlink_pair)
        link.action_unlink_pair()
        self.env.invalidate_all()
        return self.link_of(record)

    def choose(self, record, remote_id):
        """Press Choose, and Link beside this one."""
        action = self.link_of(record).with_user(self.env.user).action_pair()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        options = wizard.option_ids
        options.filtered(lambda one: one.remote_id == remote_id).action_link()
        return self.run_sync()

    def assertNothingSent(self, calls):
        self.assertEqual({call["method"] for call in calls} - {"GET"}, set())

    def assertApart(self, record, remote_id):
        """Neither side is linked or made anew; a person is asked, once."""
        link = self.assertState(record, "held", "doubtful_match")
        self.assertFalse(link.remote_id)
        self.assertIn(remote_id, [one.get("remote_id") for one in link.candidates])
        there = self.remote(remote_id)
        self.assertEqual(len(there), 1)
        self.assertFalse(there.res_id)
        self.assertTrue(there.is_asked_from_odoo)
        return link

    def two_in_xero(self):
        """The right one, and another that a person takes for it."""
        right = self.organisation.add_contact(
            "Ashford Bakery", EmailAddress="one@ashford.example"
        )["ContactID"]
        wrong = self.organisation.add_contact(
            "Ashford Bakery Limited", EmailAddress="two@ashford.example"
        )["ContactID"]
        self.poll()
        return right, wrong

    # ------------------------------------------------------------------
    # contacts
    # ------------------------------------------------------------------
    def test_the_right_one_after_the_wrong_one(self):
        right, wrong = self.two_in_xero()
        invoice = self.new_invoice()
        self.run_sync()
        self.choose(self.customer, wrong)
        self.assertToTheCent(invoice)
        before = dict(self.organisation.contacts[wrong])
        self.unlink_pair(self.customer)
        self.assertApart(self.customer, wrong)
        # what is linked stays linked, and is not touched
        self.assertState(invoice, "synced")
        self.customer.phone = "01233 1"
        self.assertNothingSent(self.run_sync())
        self.organisation.edit_contact(wrong, FirstName="Bob")
        self.assertNothingSent(self.poll())
        self.assertNothingSent(self.night())
        self.press_sync(self.customer)
        self.assertNothingSent(self.run_sync())
        self.assertApart(self.customer, wrong)
        partners = self.env["res.partner"].search([("name", "ilike", "Ashford Bak")])
        self.assertEqual(partners, self.customer)
        # a new document waits for what a person says
        other = self.new_invoice(7)
        self.assertNothingSent(self.run_sync())
        self.assertState(other, "waiting")
        self.choose(self.customer, right)
        self.assertEqual(self.link_of(self.customer).remote_id, right)
        self.assertFalse(self.link_of(self.customer).parted_from)
        self.assertEqual(self.xero_invoice(other)["Contact"]["ContactID"], right)
        self.assertEqual(self.xero_invoice(invoice)["Contact"]["ContactID"], wrong)
        self.customer.phone = "01233 2"
        self.run_sync()
        there = self.organisation.contacts[wrong]
        changed = {key for key in there if there[key] != before.get(key)}
        self.assertLessEqual(changed, {"FirstName", "UpdatedDateUTC", "HasAttachments"})
        self.assertIn("01233 2", str(self.xero_contact(self.customer)["Phones"]))
        # what becomes of the other one is a question of its own now
        self.night()
        left = self.remote(wrong)
        self.assertTrue(left.is_doubt and not left.is_asked_from_odoo)
        left.with_user(self.env.user).action_review_new()
        self.run_sync()
        self.assertTrue(self.remote(wrong).res_id)
        self.assertNotEqual(self.remote(wrong).res_id, self.customer.id)

    def certain(self):
        """Both sides say the same: a certain match."""
        there = self.organisation.add_contact(
            "Ashford Bakery Ltd", EmailAddress="accounts@ashford.example"
        )["ContactID"]
        self.poll()
        self.assertEqual(self.link_of(self.customer).remote_id, there)
        return there

    def test_certain_ones_are_not_linked_again(self):
        there = self.certain()
        self.unlink_pair(self.customer)
        self.run_sync()
        self.assertApart(self.customer, there)
        self.organisation.edit_contact(there, FirstName="Bob")
        for look in (self.poll, self.night, self.night):
            self.assertNothingSent(look())
            self.assertApart(self.customer, there)
        self.customer.city = "Hythe"
        self.new_invoice()
        self.assertNothingSent(self.run_sync())
        self.assertApart(self.customer, there)

    def test_another_that_fits_is_not_linked_by_itself(self):
        there = self.certain()
        self.unlink_pair(self.customer)
        self.run_sync()
        self.customer.vat = "GB123456782"
        other = self.organisation.add_contact(
            "Ashford Bakery", TaxNumber="GB123456782"
        )["ContactID"]
        self.poll()
        self.night()
        link = self.assertApart(self.customer, there)
        self.assertIn(other, [one["remote_id"] for one in link.candidates])
        self.assertFalse(self.remote(other).res_id)

    def test_linked_again_by_a_person(self):
        there = self.certain()
        self.unlink_pair(self.customer)
        self.run_sync()
        self.link_of(self.customer).with_user(self.env.user).action_review_link()
        self.run_sync()
        self.assertEqual(self.link_of(self.customer).remote_id, there)
        self.assertEqual(len(self.remote(there)), 1)
        self.customer.phone = "01233"
        self.run_sync()
        self.assertState(self.customer, "synced")

    def test_linked_again_from_xeros_side(self):
        there = self.certain()
        self.unlink_pair(self.customer)
        self.run_sync()
        self.remote(there).with_user(self.env.user).action_review_link()
        self.run_sync()
        self.assertEqual(self.link_of(self.customer).remote_id, there)
        self.assertFalse(self.link_of(self.customer).parted_from)

    def test_a_person_says_new(self):
        there = self.certain()
        self.unlink_pair(self.customer)
        self.run_sync()
        link = self.link_of(self.customer).with_user(self.env.user)
        self.assertEqual(link.proposed_name, "Ashford Bakery Ltd (Ashford)")
        link.action_review_new()
        invoice = self.new_invoice()
        self.run_sync()
        self.assertToTheCent(invoice)
        mine = self.xero_contact(self.customer)
        self.assertNotEqual(mine["ContactID"], there)
        self.assertEqual(mine["Name"], "Ashford Bakery Ltd (Ashford)")

    def test_what_was_made_from_here_is_not_taken_back(self):
        """Xero takes no second contact of our number: a person is asked once more."""
        invoice = self.new_invoice()
        self.run_sync()
        there = self.link_of(self.customer).remote_id
        self.unlink_pair(self.customer)
        self.run_sync()
        self.link_of(self.customer).with_user(self.env.user).action_review_new()
        for look in (self.run_sync, self.night):
            look()
            link = self.assertState(self.customer, "held", "already_in_xero")
            self.assertFalse(link.remote_id)
            self.assertIn("made from this one before", link.remedy)
            self.assertFalse(self.remote(there).res_id)
        self.assertEqual(len(self.xero_contacts()), 1)
        self.assertEqual(self.xero_contacts()[0]["Name"], "Ashford Bakery Ltd")
        self.assertState(invoice, "synced")
        self.choose(self.customer, there)
        self.assertEqual(self.link_of(self.customer).remote_id, there)

    def test_left_alone_and_asked_anew(self):
        there = self.certain()
        self.unlink_pair(self.customer)
        self.run_sync()
        self.link_of(self.customer).with_user(self.env.user).action_review_skip()
        self.night()
        self.assertState(self.customer, "held", "left_alone")
        self.press_sync(self.customer)
        self.run_sync()
        self.assertApart(self.customer, there)

    def test_only_from_xero(self):
        there = self.certain()
        self.connection.direction_contact = "to_odoo"
        self.unlink_pair(self.customer)
        self.run_sync()
        self.night()
        self.assertApart(self.customer, there)

    # ------------------------------------------------------------------
    # who, when, and what is said
    # ------------------------------------------------------------------
    def test_it_stands_in_the_chatter(self):
        self.certain()
        accountant = self.make_user("unlinker", "xero_connector.group_accountant")
        self.unlink_pair(self.customer, accountant)
        note = self.customer.message_ids[0]
        self.assertIn("unlinked “Ashford Bakery Ltd”", note.body)
        self.assertEqual(note.author_id, accountant.partner_id)

    def test_accountants_only(self):
        there = self.certain()
        clerk = self.make_user("xero_clerk", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.link_of(self.customer).with_user(clerk).action_unlink_pair()
        self.assertEqual(self.link_of(self.customer).remote_id, there)

    def test_not_while_xero_has_not_answered(self):
        self.certain()
        link = self.link_of(self.customer)
        self.customer.phone = "01233"
        self.xero.faults.add(
            action="drop_answer", method="POST", path="/Contacts", times=1
        )
        self.run_once()
        self.xero.faults.clear()
        self.assertIn("open", link.attempt_ids.mapped("state"))
        with self.assertRaisesRegex(UserError, "not answered"):
            link.with_user(self.env.user).action_unlink_pair()

    def run_once(self):
        """A run that is not repeated until all is done."""
        self.commit_hooks()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr, su=True)["xero.run"]._run(self.connection.id)
        self.env.invalidate_all()

    def test_documents_are_not_taken_apart(self):
        invoice = self.new_invoice()
        self.run_sync()
        link = self.link_of(invoice).with_user(self.env.user)
        self.assertFalse(link.can_unlink_pair)
        with self.assertRaises(UserError):
            link.action_unlink_pair()

    # ------------------------------------------------------------------
    # products
    # ------------------------------------------------------------------
    def test_products(self):
        self.connection.sudo().direction_item = "both"
        product = self.env["product.product"].create(
            {
                "name": "Sourdough",
                "default_code": "BREAD",
                "list_price": 3.5,
                "company_id": self.company.id,
            }
        )
        there = self.organisation.add_item("BREAD", Name="Sourdough")
        self.poll("Items")
        item_id = there["ItemID"]
        self.assertEqual(self.link_of(product).remote_id, item_id)
        self.unlink_pair(product)
        self.run_sync()
        self.assertApart(product, item_id)
        before = dict(self.organisation.items[item_id])
        product.name = "Rye"
        there["Description"] = "Somebody's"
        for look in (self.run_sync, lambda: self.poll("Items"), self.night):
            self.assertNothingSent(look())
            self.assertApart(product, item_id)
        product.active = False
        self.run_sync()
        product.active = True
        self.assertNothingSent(self.run_sync())
        self.assertApart(product, item_id)
        self.assertEqual(
            self.env["product.product"].search_count([("default_code", "=", "BREAD")]),
            1,
        )
        self.assertEqual(self.organisation.items[item_id]["Name"], before["Name"])
        # nor by another that has the code now
        other = product.copy({"default_code": "BREAD"})
        product.default_code = "RYE"
        self.assertNothingSent(self.run_sync())
        self.assertState(other, "held", "doubtful_match")
        self.assertApart(product, item_id)
        # another code is another item, once a person says so
        self.link_of(product).with_user(self.env.user).action_review_new()
        self.run_sync()
        self.assertNotEqual(self.link_of(product).remote_id, item_id)
        self.assertState(product, "synced")
