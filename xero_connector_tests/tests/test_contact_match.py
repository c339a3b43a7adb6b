# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts that stand on both sides: linked, asked about, or made; never doubled."""

from ast import literal_eval

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .sync_common import XeroSyncCommon, called


@tagged("post_install", "-at_install")
class TestContactMatch(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.write({"email": "accounts@ashford.example", "city": "Ashford"})

    def poll(self):
        """What a reading of Contacts does."""
        connection = self.connection.sudo()
        self.env["xero.pull"].sudo()._schedule(connection)
        polls = self.env["xero.poll.state"].sudo().search([])
        polls.filtered(lambda one: one.endpoint != "Contacts").unlink()
        polls.exists().next_poll = "2020-01-01"
        return self.run_sync()

    def remote(self, contact):
        """The link that stands for a Xero contact."""
        return (
            self.env["xero.link"]
            .sudo()
            .search([("remote_id", "=", contact["ContactID"])])
        )

    def named(self, name):
        return self.env["res.partner"].search([("name", "=", name)])

    # ------------------------------------------------------------------
    # certain
    # ------------------------------------------------------------------
    def test_certain_pair_is_linked_without_a_write(self):
        there = self.organisation.add_contact(
            "ASHFORD BAKERY LTD", EmailAddress="accounts@ashford.example"
        )
        self.customer.name = "ASHFORD BAKERY LTD"
        self.customer.city = False
        calls = self.poll()
        self.assertCalls(calls, "GET Contacts")
        link = self.assertState(self.customer, "synced")
        self.assertEqual(link.remote_id, there["ContactID"])
        self.assertCalls(self.run_sync())
        found = self.env["res.partner"].search([("xero_id", "=", link.remote_id)])
        self.assertEqual(found, self.customer)

    def test_the_same_country_in_other_words_is_no_difference(self):
        self.customer.country_id = self.env.ref("base.uk")
        self.organisation.add_contact(
            "Ashford Bakery Ltd",
            EmailAddress="accounts@ashford.example",
            Addresses=[{"AddressType": "POBOX", "City": "Ashford", "Country": "UK"}],
        )
        self.assertCalls(self.poll(), "GET Contacts")
        self.assertState(self.customer, "synced")

    def test_a_text_without_an_address_gives_way_to_nothing(self):
        """What Xero says instead is for a person to decide."""
        self.customer.email = "ask at the door"
        self.organisation.add_contact("Ashford Bakery Ltd", EmailAddress="a@b.example")
        self.poll()
        self.assertState(self.customer, "difference")
        self.assertEqual(self.customer.email, "ask at the door")

    def test_first_document_uses_the_contact_that_is_there(self):
        """Contacts are read before the first one is created."""
        there = self.organisation.add_contact(
            "Ashford Bakery Ltd", EmailAddress="accounts@ashford.example"
        )
        self.env["xero.pull"].sudo()._schedule(self.connection.sudo())
        self.env["xero.poll.state"].sudo().search(
            [("endpoint", "!=", "Contacts")]
        ).unlink()
        invoice = self.new_invoice()
        calls = self.run_sync()
        self.assertNotIn("PUT Contacts", [called(call) for call in calls])
        self.assertEqual(called(calls[0]), "GET Contacts")
        self.assertEqual(self.link_of(self.customer).remote_id, there["ContactID"])
        self.assertToTheCent(invoice)
        self.assertEqual(len(self.xero_contacts()), 1)

    def test_by_our_mark(self):
        mark = self.env["xero.resource.contact"].sudo()._mark(self.customer)
        there = self.organisation.add_contact("Quite another name", **mark)
        self.poll()
        self.assertEqual(self.link_of(self.customer).remote_id, there["ContactID"])

    def test_what_only_xero_has_is_made_here(self):
        there = self.organisation.add_contact(
            "Hythe Fish Ltd",
            EmailAddress="fish@hythe.example",
            ContactPersons=[{"FirstName": "Flo", "LastName": "Ray"}],
        )
        self.organisation.add_contact("Ada King", FirstName="Ada", LastName="King")
        self.poll()
        partner = self.named("Hythe Fish Ltd")
        self.assertTrue(partner.is_company)
        self.assertEqual(partner.email, "fish@hythe.example")
        self.assertEqual(partner.child_ids.mapped("name"), ["Flo Ray"])
        self.assertEqual(self.link_of(partner).remote_id, there["ContactID"])
        self.assertState(partner, "synced")
        self.assertFalse(self.named("Ada King").is_company)
        self.assertCalls(self.run_sync())
        self.assertCalls(self.poll(), "GET Contacts")
        self.assertEqual(len(self.named("Hythe Fish Ltd")), 1)

    def test_a_new_one_is_made_with_its_delivery_address(self):
        """A child of its own, unless Xero only repeats the postal address there."""
        postal = {"AddressType": "POBOX", "AddressLine1": "1 High St", "City": "Hythe"}
        dock = {"AddressType": "STREET", "AddressLine1": "Dock 4", "City": "Tilbury"}
        self.organisation.add_contact("Hythe Fish Ltd", Addresses=[postal, dock])
        self.organisation.add_contact("Hythe Ice Ltd", Addresses=[dock])
        self.organisation.add_contact(
            "Hythe Net Ltd", Addresses=[postal, {**postal, "AddressType": "STREET"}]
        )
        self.poll()
        fish, ice, net = map(
            self.named, ("Hythe Fish Ltd", "Hythe Ice Ltd", "Hythe Net Ltd")
        )
        self.assertEqual((fish | ice).child_ids.mapped("type"), ["delivery"] * 2)
        self.assertEqual((fish | ice).child_ids.mapped("city"), ["Tilbury"] * 2)
        self.assertEqual((fish | net).mapped("city"), ["Hythe"] * 2)
        self.assertFalse(ice.city)
        self.assertFalse(net.child_ids)
        for partner in (fish, ice, net):
            self.assertState(partner, "synced")
        self.assertCalls(self.run_sync())

    def test_only_match(self):
        self.connection.sudo().contact_creation = "match"
        self.organisation.add_contact("Hythe Fish Ltd")
        self.poll()
        self.assertFalse(self.named("Hythe Fish Ltd"))
        invoice = self.new_invoice()
        self.run_sync()
        self.assertState(self.customer, "held", "contact_unknown")
        self.assertEqual(self.link_of(invoice).state, "waiting")
        self.assertEqual(len(self.xero_contacts()), 1)

    def test_the_policy_frees_what_it_held(self):
        self.connection.sudo().contact_creation = "match"
        invoice = self.new_invoice()
        self.run_sync()
        held = self.assertState(self.customer, "held", "contact_unknown")
        self.assertEqual(held.action_mend()["res_id"], self.connection.id)
        self.assertTrue(held.can_mend)
        self.connection.sudo().contact_creation = "needed"
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertToTheCent(invoice)

    # ------------------------------------------------------------------
    # who travels
    # ------------------------------------------------------------------
    def test_prospects_and_users_do_not_travel(self):
        prospect = self.new_customer("Prospect Ltd", email="p@prospect.example")
        user = self.make_user("newcomer", "base.group_user")
        self.assertCalls(self.run_sync())
        prospect.phone = "01233"
        user.partner_id.sudo().city = "Hythe"
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(prospect) | self.link_of(user.partner_id))

    def test_the_commercial_entity_is_the_contact(self):
        """An invoice to a person or an address of a company is the company's."""
        person = self.env["res.partner"].create(
            {"name": "Ada King", "parent_id": self.customer.id}
        )
        invoice = self.new_invoice(partner=person)
        self.run_sync()
        self.assertFalse(self.link_of(person))
        there = self.xero_invoice(invoice)["Contact"]
        self.assertEqual(there["ContactID"], self.link_of(self.customer).remote_id)
        (ada,) = self.xero_contact(self.customer)["ContactPersons"]
        self.assertEqual((ada["FirstName"], ada["LastName"]), ("Ada", "King"))

    # ------------------------------------------------------------------
    # doubtful
    # ------------------------------------------------------------------
    def doubt(self):
        """A contact of the same name and another address, an invoice that waits."""
        there = self.organisation.add_contact(
            "Ashford Bakery Ltd", EmailAddress="bob@elsewhere.example"
        )
        self.poll()
        self.invoice = self.new_invoice()
        self.run_sync()
        return there

    def test_doubtful_is_asked_from_both_sides(self):
        there = self.doubt()
        link = self.assertState(self.customer, "held", "doubtful_match")
        (candidate,) = link.candidates
        self.assertEqual(candidate["remote_id"], there["ContactID"])
        self.assertIn("same name", candidate["detail"])
        self.assertIn("different e-mail", candidate["detail"])
        self.assertIn("accounts@ashford.example", link.review_odoo)
        self.assertIn("bob@elsewhere.example", link.review_xero)
        self.assertEqual(self.link_of(self.invoice).state, "waiting")
        other = self.remote(there)
        self.assertEqual((other.state, other.cause), ("held", "doubtful_match"))
        self.assertIn("accounts@ashford.example", other.review_odoo)
        self.assertFalse(other.proposed_name)
        doubts = self.env["xero.link"].search([("is_doubt", "=", True)])
        self.assertEqual(doubts.sudo(), link | other)
        self.assertEqual(len(self.xero_contacts()), 1)

    def on_the_page(self):
        action = self.env["ir.actions.actions"]._for_xml_id(
            "xero_connector.action_xero_link_review"
        )
        return self.env["xero.link"].search(literal_eval(action["domain"])).sudo()

    def test_one_doubt_is_one_question(self):
        """Both sides wait for it; the page asks once, for the record of Odoo."""
        there = self.doubt()
        mine, theirs = self.link_of(self.customer), self.remote(there)
        self.assertTrue(theirs.is_asked_from_odoo)
        self.assertFalse(mine.is_asked_from_odoo)
        self.assertEqual(self.on_the_page(), mine)
        # not the same: now it is to be said what becomes of Xero's
        mine.with_user(self.env.user).action_review_new()
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertEqual(self.on_the_page(), theirs)

    def test_a_doubt_that_only_xero_has_is_asked(self):
        there = self.organisation.add_contact(
            "Ashford Bakery Ltd", EmailAddress="bob@elsewhere.example"
        )
        self.poll()
        self.assertEqual(self.on_the_page(), self.remote(there))

    def test_linked_by_a_person(self):
        there = self.doubt()
        link = self.link_of(self.customer).with_user(self.env.user)
        link.action_review_link()
        self.run_sync()
        link = self.assertState(self.customer, "difference")
        self.assertEqual(link.remote_id, there["ContactID"])
        self.assertToTheCent(self.invoice)
        self.assertEqual(len(self.remote(there)), 1)
        self.assertFalse(self.env["xero.link"].search([("is_doubt", "=", True)]))

    def test_linked_from_xeros_side(self):
        there = self.doubt()
        self.remote(there).with_user(self.env.user).action_review_link()
        self.run_sync()
        self.assertEqual(self.link_of(self.customer).remote_id, there["ContactID"])
        self.assertToTheCent(self.invoice)

    def test_namesakes_get_a_name_that_tells_them_apart(self):
        there = self.doubt()
        link = self.link_of(self.customer).with_user(self.env.user)
        self.assertEqual(link.proposed_name, "Ashford Bakery Ltd (Ashford)")
        link.action_review_new()
        self.run_sync()
        self.assertToTheCent(self.invoice)
        mine = self.xero_contact(self.customer)
        self.assertEqual(mine["Name"], "Ashford Bakery Ltd (Ashford)")
        self.assertEqual(self.customer.name, "Ashford Bakery Ltd")
        self.assertState(self.customer, "synced")
        # remembered: another edit does not undo it
        self.customer.phone = "01233"
        self.run_sync()
        self.assertEqual(
            self.xero_contact(self.customer)["Name"], "Ashford Bakery Ltd (Ashford)"
        )
        # the other one becomes a partner of its own
        self.remote(there).with_user(self.env.user).action_review_new()
        self.run_sync()
        self.assertEqual(len(self.named("Ashford Bakery Ltd")), 2)
        # a new name here is a new name there
        self.customer.name = "Ashford Bakery of Kent Ltd"
        self.run_sync()
        self.assertEqual(
            self.xero_contact(self.customer)["Name"], "Ashford Bakery of Kent Ltd"
        )

    def test_a_name_of_ones_own_choice(self):
        self.doubt()
        link = self.link_of(self.customer).with_user(self.env.user)
        link.proposed_name = "Ashford Bakery (Mill Lane)"
        link.action_review_new()
        self.run_sync()
        self.assertEqual(
            self.xero_contact(self.customer)["Name"], "Ashford Bakery (Mill Lane)"
        )

    def test_left_alone_waits_for_nobody(self):
        """The page of problems says so at once, though no run has anything to send."""
        there = self.doubt()
        problems = self.env["xero.problem"].sudo()
        mine = [("connection_id", "=", self.connection.id)]
        self.assertTrue(problems.search(mine))
        self.env.cr.postcommit.clear()
        links = self.remote(there) | self.link_of(self.customer)
        links.with_user(self.env.user).action_review_skip()
        woken = self.env.cr.postcommit.data.get("xero_connector.wake", {})
        self.assertIn(self.connection.id, woken)
        self.run_sync()
        self.assertFalse(problems.search(mine))

    def test_left_alone(self):
        there = self.doubt()
        links = self.remote(there) | self.link_of(self.customer)
        links.with_user(self.env.user).action_review_skip()
        self.run_sync()
        self.poll()
        self.assertFalse(self.env["xero.link"].search([("is_doubt", "=", True)]))
        self.assertState(self.customer, "held", "left_alone")
        self.assertEqual(self.remote(there).state, "remote")
        self.organisation.edit_contact(there["ContactID"], FirstName="Bob")
        self.poll()
        self.assertEqual(self.remote(there).state, "remote")
        self.press_sync(self.customer)
        self.run_sync()
        self.assertNotEqual(self.link_of(self.customer).cause, "left_alone")

    def test_many_at_once(self):
        names = [f"Shop {letter} Ltd" for letter in "KLM"]
        for name in names:
            self.organisation.add_contact(name, EmailAddress="a@one.example")
        partners = [self.new_customer(name, email="b@two.example") for name in names]
        self.poll()
        doubts = self.env["xero.link"].search([("is_doubt", "=", True)])
        self.assertEqual(len(doubts), 3)
        doubts.action_review_link()
        self.run_sync()
        for partner in partners:
            self.assertTrue(self.link_of(partner).remote_id)
        self.assertEqual(len(self.xero_contacts()), 3)

    def test_several_candidates_are_chosen_one_by_one(self):
        first = self.organisation.add_contact(
            "Ashford Bakery", EmailAddress="one@ashford.example"
        )
        self.organisation.add_contact(
            "Ashford Bakery Limited", EmailAddress="two@ashford.example"
        )
        self.poll()
        self.new_invoice()
        self.run_sync()
        link = self.assertState(self.customer, "held", "doubtful_match")
        link = link.with_user(self.env.user)
        self.assertEqual(link.candidate_count, 2)
        with self.assertRaises(UserError):
            link.action_review_link()
        action = link.action_pair()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        option = wizard.option_ids.filtered(
            lambda one: one.remote_id == first["ContactID"]
        )
        option.action_link()
        self.run_sync()
        self.assertEqual(self.link_of(self.customer).remote_id, first["ContactID"])

    def test_a_doubt_from_xero_is_chosen_in_words_that_fit(self):
        self.customer.email = "one@ashford.example"
        self.new_customer("Ashford Bakery Ltd", email="two@ashford.example")
        there = self.organisation.add_contact(
            "Ashford Bakery Ltd", EmailAddress="three@ashford.example"
        )
        self.poll()
        link = self.remote(there).with_user(self.env.user)
        self.assertEqual((link.is_doubt, link.candidate_count), (True, 2))
        action = link.action_pair()
        self.assertIn("in Odoo", action["name"])
        wizard = Form(self.env[action["res_model"]].browse(action["res_id"]))
        self.assertTrue(wizard.is_from_xero)
        self.assertEqual(wizard.record_name, "Ashford Bakery Ltd")
        link.sudo().candidates = False
        with self.assertRaisesRegex(UserError, "No record in Odoo"):
            link.action_pair()

    def test_an_accountant_decides(self):
        self.doubt()
        clerk = self.make_user("xero_clerk", "account.group_account_invoice")
        link = self.link_of(self.customer).with_user(clerk)
        for decide in (
            link.action_review_link,
            link.action_review_new,
            link.action_review_skip,
        ):
            with self.assertRaises(AccessError):
                decide()

    # ------------------------------------------------------------------
    # merged, erased, archived, deleted
    # ------------------------------------------------------------------
    def pair_up(self, partner=None):
        self.new_invoice(partner=partner or self.customer)
        self.run_sync()
        return self.link_of(partner or self.customer)

    def test_merged_in_xero_into_one_that_only_xero_has(self):
        link = self.pair_up()
        former = link.remote_id
        heir = self.organisation.add_contact("Ashford Group Ltd")
        self.organisation.merge_contacts(former, heir["ContactID"])
        self.poll()
        self.assertEqual(self.link_of(self.customer).remote_id, heir["ContactID"])
        old = self.env["xero.link"].sudo().search([("remote_id", "=", former)])
        self.assertEqual(old.state, "retired")
        self.assertIn("Merged", old.error)
        self.assertTrue(self.customer.active)
        invoice = self.new_invoice(7)
        self.run_sync()
        self.assertEqual(
            self.xero_invoice(invoice)["Contact"]["ContactID"], heir["ContactID"]
        )
        self.assertFalse(self.named("Ashford Group Ltd"))

    def test_merged_in_xero_into_another_partners(self):
        """Held until they are merged here too; then one contact and no double."""
        other = self.new_customer("Ashford Group Ltd", email="group@ashford.example")
        lost, kept = self.pair_up(), self.pair_up(other)
        kept_id = kept.remote_id
        self.organisation.merge_contacts(lost.remote_id, kept.remote_id)
        self.poll()
        self.assertState(self.customer, "held", "merged_in_xero")
        self.assertTrue(self.customer.active)
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge(
            (self.customer | other).ids, dst_partner=self.customer, extra_checks=False
        )
        self.env.invalidate_all()
        self.run_sync()
        link = self.link_of(self.customer)
        self.assertEqual(link.remote_id, kept_id)
        self.assertNotEqual(link.state, "held")
        active = [c for c in self.xero_contacts() if c["ContactStatus"] == "ACTIVE"]
        self.assertEqual(len(active), 1)

    def test_erased_on_request(self):
        link = self.pair_up()
        self.organisation.edit_contact(
            link.remote_id,
            ContactStatus="GDPRREQUEST",
            Name="Erased",
            EmailAddress="",
        )
        self.poll()
        self.assertState(self.customer, "held", "gdpr_request")
        self.assertEqual(self.customer.email, "accounts@ashford.example")
        self.customer.phone = "01233"
        calls = self.run_sync()
        self.assertNotIn("POST", {call["method"] for call in calls})

    def test_erased_or_archived_ones_are_not_made_here(self):
        for status in ("GDPRREQUEST", "ARCHIVED"):
            there = self.organisation.add_contact(f"Old {status}")
            self.organisation.edit_contact(there["ContactID"], ContactStatus=status)
        self.poll()
        self.assertFalse(self.named("Old GDPRREQUEST") | self.named("Old ARCHIVED"))

    def test_deleted_here_is_not_made_again(self):
        other = self.new_customer("Folkestone Hats Ltd")
        invoice = self.new_invoice(partner=other)
        self.run_sync()
        remote_id = self.link_of(other).remote_id
        invoice.button_cancel()
        invoice.with_context(force_delete=True).unlink()
        self.run_sync()
        other.unlink()
        self.run_sync()
        self.organisation.edit_contact(remote_id, FirstName="Harriet")
        self.poll()
        self.assertFalse(self.named("Folkestone Hats Ltd"))
        # the same customer again: asked, not doubled
        again = self.new_customer("Folkestone Hats Ltd")
        self.new_invoice(partner=again)
        self.run_sync()
        link = self.assertState(again, "held", "doubtful_match")
        link.with_user(self.env.user).action_review_link()
        self.run_sync()
        self.assertEqual(self.link_of(again).remote_id, remote_id)
        self.assertEqual(len(self.xero_contacts()), 1)
