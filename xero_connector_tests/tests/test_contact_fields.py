# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contact persons, delivery address, first and last names, payment terms and currency,
both ways."""

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestContactFields(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.people = [self.new_person(name) for name in ("Ada Lovelace", "Bob Stone")]

    def new_person(self, name, **values):
        address = name.split()[0].lower()
        return self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": self.customer.id,
                "email": f"{address}@ashford.example",
                **values,
            }
        )

    def send(self, partner=None):
        self.new_invoice(partner=partner or self.customer)
        self.run_sync()
        return self.xero_contact(partner or self.customer)

    def edit_in_xero(self, partner=None, **changes):
        partner = partner or self.customer
        self.organisation.edit_contact(self.link_of(partner).remote_id, **changes)
        self.press_sync(partner)
        return self.run_sync()

    def persons(self):
        return [
            (one.get("FirstName"), one.get("LastName"), one.get("EmailAddress"))
            for one in self.xero_contact(self.customer)["ContactPersons"]
        ]

    def test_persons_go_with_their_company(self):
        self.send()
        self.assertEqual(
            self.persons(),
            [
                ("Ada", "Lovelace", "ada@ashford.example"),
                ("Bob", "Stone", "bob@ashford.example"),
            ],
        )
        self.assertCalls(self.run_sync())

    def test_a_person_comes_later(self):
        self.send()
        self.new_person("Cleo Grey")
        self.assertCalls(self.run_sync(), "GET Contacts", "POST Contacts")
        self.assertIn(("Cleo", "Grey", "cleo@ashford.example"), self.persons())

    def test_a_person_is_edited_and_one_leaves(self):
        self.send()
        self.people[0].email = "ada.l@ashford.example"
        self.people[1].active = False
        self.run_sync()
        self.assertEqual(self.persons(), [("Ada", "Lovelace", "ada.l@ashford.example")])
        self.people[0].unlink()
        self.run_sync()
        self.assertEqual(self.persons(), [])

    def test_a_person_goes_to_another_company(self):
        other = self.new_customer("Hythe Fish Ltd")
        self.send(other)
        self.send()
        self.people[0].parent_id = other
        self.run_sync()
        self.assertEqual(self.persons(), [("Bob", "Stone", "bob@ashford.example")])
        (ada,) = self.xero_contact(other)["ContactPersons"]
        self.assertEqual(ada["FirstName"], "Ada")
        self.assertState(self.customer, "synced")
        self.assertState(other, "synced")

    def test_include_in_emails_is_kept(self):
        self.send()
        persons = self.xero_contact(self.customer)["ContactPersons"]
        persons[1]["IncludeInEmails"] = True
        self.edit_in_xero(ContactPersons=persons)
        self.people[1].name = "Robert Stone"
        self.run_sync()
        (person,) = [
            one
            for one in self.xero_contact(self.customer)["ContactPersons"]
            if one["LastName"] == "Stone"
        ]
        self.assertEqual(person["FirstName"], "Robert")
        self.assertTrue(person["IncludeInEmails"])

    def test_persons_of_xero(self):
        self.send()
        self.edit_in_xero(
            ContactPersons=[
                {
                    "FirstName": "Ada",
                    "LastName": "King-Noel",
                    "EmailAddress": "ada@ashford.example",
                },
                {"FirstName": "Juan", "LastName": "de la Cruz"},
            ]
        )
        ada, bob = self.people
        self.assertEqual(ada.name, "Ada King-Noel")
        self.assertFalse(bob.active)
        (juan,) = self.customer.child_ids - ada - bob
        self.assertEqual((juan.name, juan.email), ("Juan de la Cruz", False))
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())
        # the division of a name is Xero's
        juan.email = "juan@ashford.example"
        self.run_sync()
        self.assertIn(("Juan", "de la Cruz", "juan@ashford.example"), self.persons())

    def test_a_sixth_person_stays_here(self):
        for name in ("C C", "D D", "E E", "F F"):
            self.new_person(name)
        self.send()
        self.assertEqual(len(self.persons()), 5)
        self.edit_in_xero(ContactPersons=[{"FirstName": "Ada", "LastName": "Lovelace"}])
        left = self.customer.child_ids.filtered("active")
        self.assertEqual(left.mapped("name"), ["Ada Lovelace", "F F"])
        self.assertState(self.customer, "synced")

    def test_a_person_who_is_another_on_both_sides(self):
        self.connection.sudo().winner_contact = "xero"
        self.people[1].unlink()
        self.send()
        self.people[0].write({"name": "Cleo Grey", "email": "cleo@ashford.example"})
        self.edit_in_xero(ContactPersons=[{"FirstName": "Dora", "LastName": "Vale"}])
        # nobody knows that the one became the other: both have both
        here = self.customer.child_ids.filtered("active").mapped("name")
        self.assertEqual(sorted(here), ["Cleo Grey", "Dora Vale"])
        there = sorted(first for first, _last, _email in self.persons())
        self.assertEqual(there, ["Cleo", "Dora"])
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_of_several_addresses_of_a_person_the_first_goes(self):
        ada, bob = self.people
        ada.email = "Ada <ada@ashford.example>; lovelace@ashford.example"
        bob.email = "ask Ada"
        self.send()
        self.assertEqual(
            self.persons(),
            [("Ada", "Lovelace", "ada@ashford.example"), ("Bob", "Stone", "")],
        )
        ada.email = "Ada <ada@ashford.example>; countess@ashford.example"
        self.assertCalls(self.run_sync())
        persons = self.xero_contact(self.customer)["ContactPersons"]
        persons[0]["EmailAddress"] = "king@ashford.example"
        self.edit_in_xero(ContactPersons=persons)
        self.assertState(self.customer, "synced")
        self.assertEqual(
            ada.email, "Ada <king@ashford.example>; countess@ashford.example"
        )
        self.assertEqual(bob.email, "ask Ada")

    def test_addresses_are_no_persons(self):
        self.new_person("Depot", type="delivery")
        self.send()
        self.assertEqual(len(self.persons()), 2)

    # ------------------------------------------------------------------
    # where it is delivered to
    # ------------------------------------------------------------------
    def new_depot(self, street="Dock 4", **values):
        return self.env["res.partner"].create(
            {
                "parent_id": self.customer.id,
                "type": "delivery",
                "street": street,
                "city": "Tilbury",
                "country_id": self.env.ref("base.uk").id,
                **values,
            }
        )

    def slot(self, kind="STREET"):
        remote_id = self.link_of(self.customer).remote_id
        there = self.organisation.json("Contacts", remote_id)
        (slot,) = [one for one in there["Addresses"] if one["AddressType"] == kind]
        return slot

    def edit_slot(self, kind="STREET", **changes):
        slot = {**self.slot(kind), **changes}
        return self.edit_in_xero(Addresses=[slot])

    def depots(self):
        return self.customer.child_ids.filtered(
            lambda child: child.type == "delivery" and child.active
        )

    def assertDelivered(self, street):
        """To this street on both sides, and nothing is left to do."""
        (depot,) = self.depots()
        self.assertEqual(depot.street or "", street)
        self.assertEqual(self.slot().get("AddressLine1", ""), street)
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_delivery_address_here(self):
        self.customer.write({"street": "4 Mill Lane", "city": "Ashford"})
        depot = self.new_depot()
        self.send()
        self.assertEqual(self.slot()["City"], "Tilbury")
        self.assertEqual(self.slot()["Country"], "United Kingdom")
        self.assertEqual(self.slot("POBOX")["AddressLine1"], "4 Mill Lane")
        self.assertDelivered("Dock 4")
        depot.street = "Dock 5"
        self.assertCalls(self.run_sync(), "GET Contacts", "POST Contacts")
        self.assertEqual(self.slot("POBOX")["AddressLine1"], "4 Mill Lane")
        self.assertDelivered("Dock 5")
        depot.active = False
        self.run_sync()
        self.assertNotIn("AddressLine1", self.slot())
        self.assertEqual(self.slot()["City"], "")
        self.assertState(self.customer, "synced")
        depot.write({"active": True, "street": "Dock 6"})
        self.run_sync()
        self.assertDelivered("Dock 6")
        depot.unlink()
        self.run_sync()
        self.assertEqual(self.slot()["City"], "")

    def test_delivery_address_comes_later(self):
        self.send()
        contact = self.new_person("Depot", street="Dock 4", type="invoice")
        self.run_sync()
        self.assertEqual(self.slot()["City"], "")
        contact.write({"type": "delivery", "city": "Tilbury"})
        self.run_sync()
        self.assertEqual(self.slot()["City"], "Tilbury")

    def test_delivery_address_there(self):
        self.customer.child_ids.unlink()
        self.send()
        self.edit_slot(AddressLine1="Dock 1", City="Hull", Country="United Kingdom")
        (depot,) = self.depots()
        self.assertEqual((depot.type, depot.city), ("delivery", "Hull"))
        self.assertEqual(depot.country_id, self.env.ref("base.uk"))
        self.assertEqual(depot.commercial_partner_id, self.customer)
        self.assertFalse(self.customer.street)  # one of delivery is not its own
        self.assertDelivered("Dock 1")
        self.edit_slot(AddressLine1="Dock 2")
        self.assertEqual(self.depots(), depot)
        self.assertDelivered("Dock 2")
        self.edit_slot(AddressLine1="", City="", Country="")
        self.assertFalse(depot.active)
        self.assertEqual(depot.street, "Dock 2")
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_delivery_address_of_both(self):
        depot = self.new_depot()
        self.send()
        depot.street = "Dock 5"
        self.edit_slot(AddressLine1="Dock 6")
        self.assertState(self.customer, "conflict", "conflict")
        self.assertEqual(depot.street, "Dock 5")
        self.assertEqual(self.slot()["AddressLine1"], "Dock 6")
        self.assertIn("Delivery address", self.link_of(self.customer).error)
        # an own address and a delivery address are two fields
        self.customer.street = "1 High Street"
        self.run_sync()
        self.assertEqual(self.slot("POBOX")["AddressLine1"], "1 High Street")
        depot.street = "Dock 6"
        self.run_sync()
        self.assertDelivered("Dock 6")

    def test_of_several_delivery_addresses_none_travels(self):
        self.new_depot()
        second = self.new_depot("Dock 5")
        self.send()
        self.assertEqual(self.slot()["City"], "")
        self.edit_slot(AddressLine1="Dock 9", City="Hull")
        self.assertEqual(set(self.depots().mapped("street")), {"Dock 4", "Dock 5"})
        self.assertState(self.customer, "synced")
        second.street = "Dock 6"
        self.customer.phone = "01233"
        self.run_sync()
        self.assertEqual(self.slot()["AddressLine1"], "Dock 9")
        self.assertState(self.customer, "synced")
        # one is left, and it was never agreed on: a person says which
        second.active = False
        self.run_sync()
        self.assertState(self.customer, "difference", "difference")
        self.depots().write({"street": "Dock 9", "city": "Hull"})
        self.run_sync()
        self.assertState(self.customer, "difference", "difference")
        self.depots().country_id = False
        self.run_sync()
        self.assertDelivered("Dock 9")

    def test_a_second_delivery_address_ends_nothing(self):
        self.new_depot()
        self.send()
        second = self.new_depot("Dock 5")
        self.assertCalls(self.run_sync())
        self.assertEqual(self.slot()["AddressLine1"], "Dock 4")
        second.active = False
        self.run_sync()
        self.assertDelivered("Dock 4")

    def forget_agreement(self):
        """A link of a time when no delivery address travelled."""
        link = self.link_of(self.customer).sudo()
        for name in ("base_local", "base_remote"):
            base = dict(link[name])
            del base["delivery_address"]
            link[name] = base
        return link

    def test_delivery_address_that_xero_had_before(self):
        """What only one side knows is taken over, never emptied."""
        self.send()
        self.organisation.edit_contact(
            self.link_of(self.customer).remote_id,
            Addresses=[{"AddressType": "STREET", "AddressLine1": "Dock 7"}],
        )
        self.forget_agreement()
        self.customer.phone = "01233"
        self.run_sync()
        self.assertDelivered("Dock 7")

    def test_delivered_to_its_own_address(self):
        """Xero's copy of the postal address is no other one."""
        self.customer.write({"street": "4 Mill Lane", "city": "Ashford"})
        self.send()
        postal = self.slot("POBOX")
        self.organisation.edit_contact(
            self.link_of(self.customer).remote_id,
            Addresses=[{**postal, "AddressType": "STREET"}],
        )
        self.forget_agreement()
        self.press_sync(self.customer)
        self.run_sync()
        self.assertFalse(self.depots())
        self.assertEqual(self.slot()["AddressLine1"], "4 Mill Lane")
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_delivery_address_keeps_what_only_xero_knows(self):
        depot = self.new_depot()
        self.send()
        self.edit_slot(AttentionTo="Night porter", Country="Ruritania")
        self.assertEqual(depot.country_id, self.env.ref("base.uk"))
        depot.street = "Dock 5"
        self.run_sync()
        self.assertDelivered("Dock 5")
        self.assertEqual(self.slot()["Country"], "Ruritania")
        self.assertEqual(self.slot()["AttentionTo"], "Night porter")

    # ------------------------------------------------------------------
    # first and last name
    # ------------------------------------------------------------------
    def test_a_person_as_customer(self):
        person = self.new_customer("Grace Brewster Hopper", is_company=False)
        there = self.send(person)
        self.assertEqual(there["FirstName"], "Grace Brewster")
        self.assertEqual(there["LastName"], "Hopper")
        self.edit_in_xero(
            person,
            Name="Grace B Hopper",
            FirstName="Grace",
            LastName="B Hopper",
        )
        self.assertEqual(person.name, "Grace B Hopper")
        self.assertState(person, "synced")
        person.name = "Grace Murray"
        self.run_sync()
        there = self.xero_contact(person)
        self.assertEqual(
            (there["Name"], there["FirstName"], there["LastName"]),
            ("Grace Murray", "Grace", "Murray"),
        )
        self.assertCalls(self.run_sync())

    def test_somebody_at_the_contact_stays(self):
        """Xero's first and last name of a company are nobody that Odoo knows."""
        self.send()
        self.edit_in_xero(FirstName="Petra", LastName="Novak")
        self.customer.phone = "01233"
        self.run_sync()
        there = self.xero_contact(self.customer)
        self.assertEqual((there["FirstName"], there["LastName"]), ("Petra", "Novak"))
        self.assertState(self.customer, "synced")

    # ------------------------------------------------------------------
    # terms and currency
    # ------------------------------------------------------------------
    def term(self, days, **line):
        return self.env["account.payment.term"].create(
            {
                "name": f"{days} {line}",
                "line_ids": [
                    Command.create(
                        {
                            "value": "percent",
                            "value_amount": 100,
                            "nb_days": days,
                            **line,
                        }
                    )
                ],
            }
        )

    def test_terms(self):
        self.customer.property_payment_term_id = self.term(14)
        self.customer.property_supplier_payment_term_id = self.term(
            0, delay_type="days_end_of_month_on_the", days_next_month="20"
        )
        there = self.send()
        self.assertEqual(
            there["PaymentTerms"],
            {
                "Sales": {"Day": 14, "Type": "DAYSAFTERBILLDATE"},
                "Bills": {"Day": 20, "Type": "DAYSAFTERBILLMONTH"},
            },
        )
        longer = self.term(47)
        self.edit_in_xero(
            PaymentTerms={
                "Sales": {"Day": 47, "Type": "DAYSAFTERBILLDATE"},
                "Bills": {"Day": 20, "Type": "OFFOLLOWINGMONTH"},
            }
        )
        self.assertEqual(self.customer.property_payment_term_id, longer)
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_terms_that_the_other_side_cannot_say(self):
        self.customer.property_payment_term_id = self.env[
            "account.payment.term"
        ].create(
            {
                "name": "In two",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (10, 40)
                ],
            }
        )
        there = self.send()
        self.assertFalse(there.get("PaymentTerms"))
        before = self.customer.property_payment_term_id
        self.edit_in_xero(
            PaymentTerms={"Sales": {"Day": 333, "Type": "DAYSAFTERBILLDATE"}}
        )
        self.assertEqual(self.customer.property_payment_term_id, before)
        self.assertState(self.customer, "synced")
        self.assertCalls(self.run_sync())

    def test_currency(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Dollars", "currency_id": self.env.ref("base.USD").id}
        )
        pricelist.currency_id.active = True
        self.customer.specific_property_product_pricelist = pricelist
        there = self.send()
        known = self.env["xero.currency"].search(
            [("connection_id", "=", self.connection.id), ("code", "=", "USD")]
        )
        if known:
            self.assertEqual(there["DefaultCurrency"], "USD")
        else:
            self.assertNotIn("DefaultCurrency", there)
        self.assertState(self.customer, "synced")
