# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contact persons, first and last names, payment terms and currency, both ways."""

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

    def test_addresses_are_no_persons(self):
        self.new_person("Depot", type="delivery")
        self.send()
        self.assertEqual(len(self.persons()), 2)

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
