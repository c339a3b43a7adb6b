# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random edits on both sides of contacts and products: they converge, nothing that one
side alone changed is lost, and a second run writes nothing. Where both sides changed
the same field, the policy decides, or a person."""

import random
from dataclasses import dataclass
from typing import Any

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

SEEDS = range(8)
EDITS = 6
#: policy of each seed, in turn
WINNERS = ("ask", "odoo", "ask", "xero")
#: field of a contact: how Odoo and Xero call it
CONTACT = {
    "name": "Name",
    "email": "EmailAddress",
    "vat": "TaxNumber",
    "company_registry": "CompanyNumber",
    "ref": "AccountNumber",
    "phone": "Phones",
    "city": "Addresses",
    "child_ids": "ContactPersons",
    "property_payment_term_id": "Sales",
    "property_supplier_payment_term_id": "Bills",
    "specific_property_product_pricelist": "DefaultCurrency",
}
#: of a contact, with the city of its delivery address
ADDRESSES = ("city", "delivery", "phone")
TERMS = ("property_payment_term_id", "property_supplier_payment_term_id")
#: Odoo's currency of a contact follows its price list: only Odoo says it
ONLY_HERE = {"specific_property_product_pricelist"}
ITEM = {
    "default_code": "Code",
    "name": "Name",
    "description_sale": "Description",
    "description_purchase": "PurchaseDescription",
    "list_price": "SalesDetails",
    "standard_price": "PurchaseDetails",
}


@tagged("post_install", "-at_install")
class TestConverge(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.connection.sudo().direction_item = "both"
        self.count = 0

    def word(self, rng):
        self.count += 1
        return f"{rng.choice(['Ash', 'Oak', 'Elm'])}{self.count}"

    def poll(self):
        self.env["xero.pull"].sudo()._schedule(self.connection.sudo())
        polls = self.env["xero.poll.state"].sudo().search([])
        polls.filtered(lambda p: p.endpoint not in ("Contacts", "Items")).unlink()
        polls.exists().next_poll = "2020-01-01"
        return self.run_sync()

    # ------------------------------------------------------------------
    # one value of one field, on either side
    # ------------------------------------------------------------------
    def value(self, rng, record, name):
        word = self.word(rng)
        if name == "name" and record.is_person:
            return f"{word} {rng.choice(['Stone', 'de la Cruz'])}"
        if name == "delivery" and rng.random() < 0.3:
            return ""  # there is none any more
        if name == "email":
            return f"{word.lower()}@ashford.example"
        if name == "vat":
            return rng.choice(["GB123456782", "GB980780684", "GB802311782"])
        if name == "child_ids":
            # the same person by the address, or somebody else
            address = rng.choice([f"desk{record.id}", word.lower()])
            return f"{word} Stone", f"{address}@ashford.example"
        if name in TERMS:
            return rng.randrange(1, 60)
        if name == "specific_property_product_pricelist":
            return rng.choice(list(self.pricelists))
        if name.endswith("price"):
            return round(rng.uniform(0.0001, 500), rng.choice([0, 2, 4])) or 1.0
        return word

    def edit_here(self, record, name, value):
        record = record.record
        if name == "delivery":
            depot = self.depot(record)
            if not value:
                depot.active = False
            elif depot:
                depot.city = value
            else:
                address = {"type": "delivery", "city": value}
                record.child_ids = [Command.create(address)]
        elif name == "child_ids":
            # the same person under another name, or the first one
            person = self.persons(record)[:1]
            values = dict(zip(("name", "email"), value, strict=True))
            if person:
                person.write(values)
            else:
                record.child_ids = [Command.create(values)]
        elif name in TERMS:
            # Xero's are taken over only if they are here
            record[name] = self.terms[value]
        elif name == "specific_property_product_pricelist":
            record[name] = self.pricelists[value]
        else:
            record[name] = value

    def edit_there(self, record, name, value):
        remote_id = record.link.remote_id
        if record.record._name == "res.partner":
            self.organisation.edit_contact(
                remote_id, **self.contact_edit(record, name, value)
            )
            return
        key = ITEM[name]
        if name.endswith("price"):
            value = {"UnitPrice": value}
        items = self.organisation.items
        self._post_item({"ItemID": remote_id, key: value}, items[remote_id])

    def contact_edit(self, record, name, value):
        """Field of Xero to value, as somebody types it there."""
        if name == "name" and record.is_person:
            first, last = value.split(" ", 1)
            return {"Name": value, "FirstName": first, "LastName": last}
        if name == "phone":
            return {"Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": value}]}
        if name == "city":
            return {"Addresses": [{"AddressType": "POBOX", "City": value}]}
        if name == "delivery":
            return {"Addresses": [{"AddressType": "STREET", "City": value}]}
        if name == "child_ids":
            (first, last), address = value[0].split(), value[1]
            person = {"FirstName": first, "LastName": last, "EmailAddress": address}
            return {"ContactPersons": [person]}
        if name in TERMS:
            terms = self.payload(record).get("PaymentTerms") or {}
            new = {CONTACT[name]: {"Day": value, "Type": "DAYSAFTERBILLDATE"}}
            return {"PaymentTerms": {**terms, **new}}
        return {CONTACT[name]: value}

    def _post_item(self, changes, item):
        from ..simulator.accounting import items as calls
        from ..simulator.organisation.books import _as_sent

        with self.organisation.transaction():
            calls.write(
                self.organisation,
                _as_sent({"Code": item["Code"], **changes}),
                creating=False,
            )

    def payload(self, record):
        """What Xero has of a record, active or archived."""
        collection = "Contacts" if record.record._name == "res.partner" else "Items"
        return self.organisation.json(collection, record.link.remote_id)

    def depot(self, partner):
        return partner.child_ids.filtered(lambda c: c.active and c.type == "delivery")

    def persons(self, partner):
        return partner.child_ids.filtered("active") - self.depot(partner)

    def here(self, record, name):
        if name == "delivery":
            return self.depot(record.record).city or ""
        value = record.record[name]
        if name == "child_ids":
            people = self.persons(record.record)
            return (people.name, people.email) if len(people) == 1 else people
        if name in TERMS:
            return value.line_ids.nb_days
        if name == "specific_property_product_pricelist":
            return value.currency_id.name
        return round(value, 4) if isinstance(value, float) else value

    def there(self, record, name):
        payload = self.payload(record)
        if record.record._name != "res.partner":
            value = payload[ITEM[name]]
            if name.endswith("price"):
                return round(float(value["UnitPrice"]), 4)
            return value
        if name == "phone":
            return next(
                p["PhoneNumber"]
                for p in payload["Phones"]
                if p["PhoneType"] == "DEFAULT"
            )
        if name in ("city", "delivery"):
            kind = "POBOX" if name == "city" else "STREET"
            return next(
                a["City"] for a in payload["Addresses"] if a["AddressType"] == kind
            )
        if name == "child_ids":
            people = [
                (f"{one['FirstName']} {one['LastName']}", one["EmailAddress"])
                for one in payload["ContactPersons"]
            ]
            return people[0] if len(people) == 1 else people
        if name in TERMS:
            return payload["PaymentTerms"][CONTACT[name]]["Day"]
        if name == "name" and record.is_person:
            names = f"{payload['FirstName']} {payload['LastName']}"
            self.assertEqual(names, payload["Name"])
        return payload[CONTACT[name]]

    # ------------------------------------------------------------------
    # the property
    # ------------------------------------------------------------------
    def converge(self, rng, winner, records, names):
        """Edits of both sides; each field of a record by one side at most, unless
        both say the same or a clash is wanted."""
        self.connection.sudo().write({"winner_contact": winner, "winner_item": winner})
        wanted, clashes = {}, set()
        for _edit in range(EDITS):
            record = rng.choice(records)
            name = rng.choice(names)
            if (record, name) in wanted or (record, name) in clashes:
                continue
            value = self.value(rng, record, name)
            side = rng.choice(["here", "there", "both", "clash"])
            if name in ONLY_HERE:
                side = "here"
            if side != "there":
                self.edit_here(record, name, value)
            if side in ("there", "both"):
                self.edit_there(record, name, value)
            wanted[record, name] = value
            other = self.value(rng, record, name)
            if side == "clash" and other != value:
                self.edit_there(record, name, other)
                if winner == "ask":
                    clashes.add((record, name))
                    del wanted[record, name]
                elif winner == "xero":
                    wanted[record, name] = other
            if rng.random() < 0.3:
                self.poll()
        self.poll()
        for (record, name), value in wanted.items():
            if isinstance(value, float):
                value = round(value, 4)
            with self.subTest(record=record.record.display_name, name=name):
                self.assertEqual(self.here(record, name), value)
                self.assertEqual(self.there(record, name), value)
        for record in records:
            clash = {name for one, name in clashes if one == record}
            self.assertEqual(record.link.state, "conflict" if clash else "synced")
        # a second run writes nothing
        again = self.poll()
        self.assertEqual({call["method"] for call in again}, {"GET"})
        # somebody settles the clashes
        for record, name in clashes:
            self.edit_here(record, name, self.there(record, name))
        self.run_sync()
        for record in records:
            self.assertState(record.record, "synced")
        self.assertEqual({call["method"] for call in self.poll()}, {"GET"})

    def archive(self, rng, record):
        """Put away on one side, taken out again in Xero: nothing else changes."""
        before = {name: self.here(record, name) for name in CONTACT}
        if rng.random() < 0.5:
            record.record.active = False
        else:
            self.organisation.archive_contact(record.link.remote_id)
        self.poll()
        self.assertFalse(record.record.active)
        self.assertEqual(self.payload(record)["ContactStatus"], "ARCHIVED")
        self.assertEqual({call["method"] for call in self.poll()}, {"GET"})
        self.organisation.restore_contact(record.link.remote_id)
        self.poll()
        self.assertTrue(record.record.active)
        self.assertState(record.record, "synced")
        for name, value in before.items():
            self.assertEqual(self.here(record, name), value)
            self.assertEqual(self.there(record, name), value)
        self.assertEqual({call["method"] for call in self.poll()}, {"GET"})

    def pairs(self, records):
        """Each record with its link."""
        return [_Pair(one, self.link_of(one)) for one in records]

    def test_contacts(self):
        terms = self.env["account.payment.term"].create(
            [
                {
                    "name": f"{days} days of a test",
                    "sequence": -1,
                    "line_ids": [Command.create({"value": "percent", "nb_days": days})],
                }
                for days in range(1, 60)
            ]
        )
        self.terms = dict(zip(range(1, 60), terms, strict=True))
        currencies = self.env.ref("base.GBP") | self.env.ref("base.USD")
        currencies.sudo().active = True
        self.use_in_xero("USD")
        self.pricelists = {
            currency.name: self.env["product.pricelist"].create(
                {"name": currency.name, "currency_id": currency.id}
            )
            for currency in currencies
        }
        partners = [self.customer, self.new_customer("Shop")]
        partners.append(self.new_customer("Ada King", is_company=False))
        for partner in partners:
            values = {"email": f"{partner.id}@ashford.example", "city": "Ashford"}
            values |= {"phone": f"0{partner.id}", "vat": "GB123456782"}
            values |= {"company_registry": f"C{partner.id}", "ref": f"R{partner.id}"}
            partner.write(values)
            pair = _Pair(partner, None)
            self.edit_here(pair, "child_ids", (f"Ada{partner.id} Stone", "a@b.example"))
            for name in TERMS:
                self.edit_here(pair, name, 30)
            self.edit_here(pair, "specific_property_product_pricelist", "GBP")
            self.new_invoice(partner=partner)
        self.poll()
        pairs = self.pairs(partners)
        for seed in SEEDS:
            rng = random.Random(seed)
            with self.subTest(seed=seed):
                self.converge(rng, WINNERS[seed % 4], pairs, list(CONTACT))
                if seed % 4 == 0:
                    self.archive(rng, rng.choice(pairs))

    def test_addresses(self):
        partners = self.customer | self.new_customer("Shop")
        for partner in partners:
            partner.write({"city": "Ashford", "phone": f"0{partner.id}"})
            self.edit_here(_Pair(partner, None), "delivery", f"Tilbury{partner.id}")
            self.new_invoice(partner=partner)
        self.poll()
        pairs = self.pairs(partners)
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.converge(random.Random(seed), WINNERS[seed % 4], pairs, ADDRESSES)

    def test_items(self):
        products = [
            self.env["product.product"].create(
                {
                    "name": f"Bread {n}",
                    "default_code": f"B{n}",
                    "standard_price": 1,
                    "company_id": self.company.id,
                    "description_sale": "Crusty",
                }
            )
            for n in range(3)
        ]
        self.poll()
        pairs = self.pairs(products)
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.converge(random.Random(seed), WINNERS[seed % 4], pairs, list(ITEM))


@dataclass(frozen=True)
class _Pair:
    record: Any
    link: Any

    @property
    def is_person(self):
        return self.record._name == "res.partner" and not self.record.is_company

    @property
    def id(self):
        return self.record.id
