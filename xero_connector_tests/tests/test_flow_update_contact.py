# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A linked contact is edited on either side, or on both."""

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowUpdateContact(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.customer.write(
            {
                "email": "accounts@ashford.example",
                "phone": "01233 555010",
                "street": "4 Mill Lane",
                "city": "Ashford",
                "country_id": self.env.ref("base.uk").id,
            }
        )
        self.invoice = self.new_invoice()
        self.run_sync()
        self.remote_id = self.link_of(self.customer).remote_id

    def edit_in_xero(self, **changes):
        return self.organisation.edit_contact(self.remote_id, **changes)

    def look(self):
        """Somebody presses Sync to Xero on the customer."""
        self.press_sync(self.customer)
        return self.run_sync()

    # ------------------------------------------------------------------
    # from Odoo
    # ------------------------------------------------------------------
    def test_only_what_changed_is_sent(self):
        self.customer.write({"name": "Ashford Bakeries Ltd", "city": "Hythe"})
        calls = self.run_sync()
        self.assertCalls(calls, "GET Contacts", "POST Contacts")
        (sent,) = self.sent(calls[1])
        self.assertEqual(set(sent), {"ContactID", "Name", "Addresses"})
        there = self.xero_contact(self.customer)
        self.assertEqual(there["Name"], "Ashford Bakeries Ltd")
        self.assertEqual(there["EmailAddress"], "accounts@ashford.example")
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_several_at_once(self):
        others = [self.new_customer(f"Shop {n}") for n in range(3)]
        for other in others:
            self.new_invoice(partner=other)
        self.run_sync()
        for other in others:
            other.phone = f"555 {other.id}"
        self.assertCalls(self.run_sync(), "GET Contacts", "POST Contacts")
        for other in others:
            self.assertState(other, "synced")

    def test_a_save_without_news_costs_no_call(self):
        self.customer.write({"name": self.customer.name, "city": "Ashford"})
        self.assertTrue(self.changes("contact"))
        self.assertCalls(self.run_sync())

    def test_emptied(self):
        self.customer.write({"email": False, "phone": False})
        self.run_sync()
        there = self.xero_contact(self.customer)
        self.assertFalse(there.get("EmailAddress"))
        self.assertFalse([p for p in there["Phones"] if p["PhoneNumber"]])

    def test_a_person_of_the_company_is_no_contact(self):
        child = self.env["res.partner"].create(
            {"name": "Ada", "parent_id": self.customer.id, "email": "ada@a.example"}
        )
        invoice = self.new_invoice(partner=child)
        self.assertCalls(
            self.run_sync(), "GET Contacts", "POST Contacts", "PUT Invoices"
        )
        self.assertFalse(self.link_of(child))
        (person,) = self.xero_contact(self.customer)["ContactPersons"]
        self.assertEqual(person["FirstName"], "Ada")
        self.assertEqual(
            self.xero_invoice(invoice)["Contact"]["ContactID"], self.remote_id
        )

    def test_text_that_xero_changes(self):
        """Spaces that Xero takes away are no edit, neither now nor later."""
        self.customer.write(
            {"name": "Ashford  <Bakery>  Ltd ", "street": " 4 Mill Lane "}
        )
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertCalls(self.look(), "GET Contacts")
        self.assertEqual(self.customer.name, "Ashford  <Bakery>  Ltd ")

    def test_refused_by_xero(self):
        self.customer.email = "accounts@ashford"
        self.run_sync()
        link = self.assertState(self.customer, "error", "contact_invalid")
        self.assertIn("valid", link.error)
        self.customer.email = "good@ashford.example"
        self.run_sync()
        self.assertState(self.customer, "synced")

    # ------------------------------------------------------------------
    # from Xero
    # ------------------------------------------------------------------
    def test_an_edit_there_is_taken_when_the_pair_is_looked_at(self):
        self.edit_in_xero(EmailAddress="new@ashford.example", TaxNumber="GB123456782")
        self.assertCalls(self.look(), "GET Contacts")
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertEqual(self.customer.vat, "GB123456782")
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())  # no echo

    def test_renamed_there(self):
        self.edit_in_xero(Name="Ashford Bakery Group Ltd")
        self.look()
        self.assertEqual(self.customer.name, "Ashford Bakery Group Ltd")

    def test_address_there(self):
        self.edit_in_xero(
            Addresses=[
                {
                    "AddressType": "POBOX",
                    "AddressLine1": "1 Quai",
                    "City": "Calais",
                    "PostalCode": "62100",
                    "Country": "France",
                }
            ]
        )
        self.look()
        self.assertEqual(self.customer.city, "Calais")
        self.assertEqual(self.customer.country_id, self.env.ref("base.fr"))
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_country_that_odoo_does_not_know(self):
        self.edit_in_xero(
            Addresses=[
                {
                    "AddressType": "POBOX",
                    "AddressLine1": "1 Elsewhere",
                    "Country": "Ruritania",
                }
            ]
        )
        self.look()
        self.assertEqual(self.customer.street, "1 Elsewhere")
        self.assertEqual(self.customer.country_id, self.env.ref("base.uk"))
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())
        self.assertEqual(self.postal()["Country"], "Ruritania")
        # another street says nothing of the country
        self.customer.street = "2 Elsewhere"
        self.run_sync()
        self.assertEqual(self.postal()["AddressLine1"], "2 Elsewhere")
        self.assertEqual(self.postal()["Country"], "Ruritania")
        self.assertState(self.customer, "synced")
        # another country does
        self.customer.country_id = self.env.ref("base.fr")
        self.run_sync()
        self.assertEqual(self.postal()["Country"], "France")
        self.assertState(self.customer, "synced")

    def postal(self):
        there = self.organisation.json("Contacts", self.remote_id)
        (postal,) = [a for a in there["Addresses"] if a["AddressType"] == "POBOX"]
        return postal

    def edit_address_there(self, **changes):
        self.edit_in_xero(Addresses=[{**self.postal(), **changes}])
        self.look()

    def test_region_that_odoo_does_not_know(self):
        self.edit_address_there(Region="Middle Kent")
        self.assertFalse(self.customer.state_id)
        self.customer.city = "Hythe"
        self.run_sync()
        self.assertEqual(self.postal()["City"], "Hythe")
        self.assertEqual(self.postal()["Region"], "Middle Kent")
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_country_taken_away_there(self):
        self.edit_address_there(Country="")
        self.assertFalse(self.customer.country_id)
        self.assertEqual(self.customer.city, "Ashford")
        self.assertState(self.customer, "synced")

    def test_the_same_country_in_other_words(self):
        self.edit_address_there(Country="uk", PostalCode="TN23")
        self.assertEqual(self.customer.country_id, self.env.ref("base.uk"))
        self.assertEqual(self.customer.zip, "TN23")
        self.customer.city = "Hythe"
        self.run_sync()
        self.assertEqual(self.postal()["City"], "Hythe")
        self.assertEqual(self.postal()["Country"], "uk")
        self.assertState(self.customer, "synced")

    def test_countries_are_named_in_english_too(self):
        """Xero speaks English, whatever the language of the connection."""
        self.env["res.lang"].sudo()._activate_lang("fr_FR")
        germany = self.env.ref("base.de").sudo()
        germany.with_context(lang="fr_FR").name = "Allemagne"
        self.connection.sudo().lang = "fr_FR"
        self.edit_address_there(Country="Germany")
        self.assertEqual(self.customer.country_id, germany)

    def test_what_odoo_refuses(self):
        self.edit_in_xero(TaxNumber="GB000000001")
        self.look()
        link = self.assertState(self.customer, "difference", "refused_by_odoo")
        self.assertIn("VAT", link.error)
        self.assertFalse(self.customer.vat)
        self.edit_in_xero(TaxNumber="GB123456782")
        self.look()
        self.assertState(self.customer, "synced")
        self.assertEqual(self.customer.vat, "GB123456782")

    # ------------------------------------------------------------------
    # both
    # ------------------------------------------------------------------
    def test_different_fields_are_both_kept(self):
        self.edit_in_xero(EmailAddress="new@ashford.example")
        self.customer.phone = "01233 555999"
        self.run_sync()
        self.assertEqual(self.customer.email, "new@ashford.example")
        there = self.xero_contact(self.customer)
        self.assertEqual(there["EmailAddress"], "new@ashford.example")
        self.assertIn("01233 555999", [p["PhoneNumber"] for p in there["Phones"]])
        self.assertState(self.customer, "synced")

    def test_the_same_field(self):
        self.edit_in_xero(EmailAddress="theirs@ashford.example")
        self.customer.email = "ours@ashford.example"
        self.run_sync()
        link = self.assertState(self.customer, "conflict", "conflict")
        self.assertIn("ours@ashford.example", link.error)
        self.assertIn("theirs@ashford.example", link.error)
        self.assertIn("E-mail", link.error)
        self.assertEqual(self.customer.email, "ours@ashford.example")
        there = self.xero_contact(self.customer)
        self.assertEqual(there["EmailAddress"], "theirs@ashford.example")

    def test_the_same_field_and_another(self):
        """The conflict waits for a person, the other field goes."""
        self.edit_in_xero(EmailAddress="theirs@ashford.example")
        self.customer.write({"email": "ours@ashford.example", "phone": "999"})
        self.run_sync()
        self.assertState(self.customer, "conflict")
        there = self.xero_contact(self.customer)
        self.assertEqual(there["EmailAddress"], "theirs@ashford.example")
        self.assertIn("999", [phone["PhoneNumber"] for phone in there["Phones"]])
        self.customer.email = "theirs@ashford.example"
        self.run_sync()
        self.assertState(self.customer, "synced")

    def test_the_same_value(self):
        self.edit_in_xero(EmailAddress="same@ashford.example")
        self.customer.email = "same@ashford.example"
        self.assertCalls(self.run_sync(), "GET Contacts")
        self.assertState(self.customer, "synced")

    def test_conflict_ends_when_xero_gives_way(self):
        self.edit_in_xero(EmailAddress="theirs@ashford.example")
        self.customer.email = "ours@ashford.example"
        self.run_sync()
        self.edit_in_xero(EmailAddress="ours@ashford.example")
        self.look()
        self.assertState(self.customer, "synced")

    # ------------------------------------------------------------------
    # several addresses in one text of Odoo
    # ------------------------------------------------------------------
    def test_of_several_addresses_the_first_goes(self):
        for name, text, first in (
            ("Hythe Fish Ltd", "ann@h.example, bo@h.example", "ann@h.example"),
            ("Romney Ice Ltd", "bea@r.example; bo@r.example", "bea@r.example"),
            ("Lydd Nets Ltd", "Cleo Grey <cleo@l.example>", "cleo@l.example"),
            ("Deal Boats Ltd", "ask at the quay", None),
        ):
            partner = self.new_customer(name, email=text)
            invoice = self.new_invoice(partner=partner)
            self.run_sync()
            self.assertState(partner, "synced")
            self.assertEqual(self.xero_contact(partner).get("EmailAddress"), first)
            self.assertToTheCent(invoice)
            self.press_sync(partner)
            self.assertCalls(self.run_sync(), "GET Contacts")
            self.assertEqual(partner.email, text)

    def test_another_second_address_is_no_edit(self):
        self.customer.email = "accounts@ashford.example, till@ashford.example"
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.edit_in_xero(EmailAddress="new@ashford.example")
        self.customer.email = "accounts@ashford.example, shop@ashford.example"
        self.look()
        self.assertState(self.customer, "synced")
        self.assertEqual(
            self.customer.email, "new@ashford.example, shop@ashford.example"
        )

    def test_the_first_address_is_edited_there(self):
        for text, there, after in (
            (
                "Ann <accounts@ashford.example>; bo@ashford.example",
                "new@ashford.example",
                "Ann <new@ashford.example>; bo@ashford.example",
            ),
            (
                '"a@ashford.example" <a@ashford.example>, bo@ashford.example',
                "b@ashford.example",
                '"b@ashford.example" <b@ashford.example>, bo@ashford.example',
            ),
            ("Ann <ann@ashford.example>", "", False),
            ("Ann <ann@ashford.example>, bo@h.example", "", "bo@h.example"),
            ("ask at the door", "new@ashford.example", "new@ashford.example"),
        ):
            self.customer.email = text
            self.run_sync()
            self.assertState(self.customer, "synced")
            self.assertEqual(self.customer.email, text)
            self.edit_in_xero(EmailAddress=there)
            self.look()
            self.assertState(self.customer, "synced")
            self.assertEqual(self.customer.email, after)
            said = self.xero_contact(self.customer).get("EmailAddress", "")
            self.assertEqual(said, there)

    # ------------------------------------------------------------------
    # archived, deleted
    # ------------------------------------------------------------------
    def test_archived_here(self):
        self.customer.active = False
        calls = self.run_sync()
        self.assertCalls(calls, "GET Contacts", "POST Contacts")
        (sent,) = self.sent(calls[1])
        self.assertEqual(set(sent), {"ContactID", "ContactStatus"})
        self.assertEqual(
            self.organisation.contacts[self.remote_id]["ContactStatus"], "ARCHIVED"
        )
        self.assertState(self.customer, "synced")

    def test_archived_contacts_cannot_be_edited_there(self):
        self.customer.active = False
        self.run_sync()
        self.customer.active = True
        self.assertCalls(self.run_sync(), "GET Contacts")
        link = self.assertState(self.customer, "held", "contact_archived")
        self.assertIn("Restore", link.remedy)
        self.organisation.restore_contact(self.remote_id)
        self.look()
        self.assertState(self.customer, "synced")

    def test_archived_there(self):
        self.organisation.archive_contact(self.remote_id)
        self.look()
        self.assertFalse(self.customer.active)
        self.assertState(self.customer, "synced")
        self.organisation.restore_contact(self.remote_id)
        self.look()
        self.assertTrue(self.customer.active)

    def test_deleted_here(self):
        self.invoice.button_cancel()
        self.invoice.with_context(force_delete=True).unlink()
        self.run_sync()
        link = self.link_of(self.customer)
        self.customer.unlink()
        self.assertCalls(self.run_sync())
        self.assertEqual(link.state, "retired")
        self.assertEqual(link.remote_id, self.remote_id)
        self.assertIn("Deleted", link.error)

    def test_gone_there(self):
        """Xero does not have it any more: said so, once, without asking for ever."""
        self.organisation.contacts.remove(self.remote_id)
        self.customer.phone = "1"
        self.assertCalls(self.run_sync(), "GET Contacts")
        self.assertState(self.customer, "error", "deleted_in_xero")
        self.assertCalls(self.run_sync())
