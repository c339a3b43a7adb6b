# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random edits on both sides of contacts and products: they converge, nothing that one
side alone changed is lost, and a second run writes nothing."""

import random

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

SEEDS = range(8)
EDITS = 6
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
    "property_payment_term_id": "PaymentTerms",
}
ITEM = {
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
    def value(self, rng, name):
        word = self.word(rng)
        if name == "email":
            return f"{word.lower()}@ashford.example"
        if name == "vat":
            return rng.choice(["GB123456782", "GB980780684", "GB802311782"])
        if name == "child_ids":
            return f"{word} Stone"
        if name == "property_payment_term_id":
            return rng.randrange(1, 60)
        if name.endswith("price"):
            return round(rng.uniform(0.0001, 500), rng.choice([0, 2, 4])) or 1.0
        return word

    def edit_here(self, record, name, value):
        if name == "child_ids":
            # the same person under another name, or the first one
            person = record.child_ids.filtered("active")[:1]
            if person:
                person.name = value
            else:
                record.child_ids = [Command.create({"name": value})]
        elif name == "property_payment_term_id":
            record[name] = self.term(value)
        else:
            record[name] = value

    def term(self, days):
        """The term of so many days: Xero's are taken over only if it is here."""
        return self.terms[days]

    def edit_there(self, record, name, value):
        remote_id = self.link_of(record).remote_id
        if record._name == "res.partner":
            key = CONTACT[name]
            if name == "phone":
                value = [{"PhoneType": "DEFAULT", "PhoneNumber": value}]
            elif name == "city":
                value = [{"AddressType": "POBOX", "City": value}]
            elif name == "child_ids":
                first, last = value.split()
                value = [{"FirstName": first, "LastName": last}]
            elif name == "property_payment_term_id":
                value = {"Sales": {"Day": value, "Type": "DAYSAFTERBILLDATE"}}
            self.organisation.edit_contact(remote_id, **{key: value})
            return
        if name.endswith("price"):
            value = {"UnitPrice": value}
        items = self.organisation.items
        self._post_item({"ItemID": remote_id, ITEM[name]: value}, items[remote_id])

    def _post_item(self, changes, item):
        from ..simulator.accounting import items as calls
        from ..simulator.organisation.books import _as_sent

        with self.organisation.transaction():
            calls.write(
                self.organisation,
                _as_sent({"Code": item["Code"], **changes}),
                creating=False,
            )

    def here(self, record, name):
        value = record[name]
        if name == "child_ids":
            return ", ".join(value.filtered("active").mapped("name"))
        if name == "property_payment_term_id":
            return value.line_ids.nb_days
        return round(value, 4) if isinstance(value, float) else value

    def there(self, record, name):
        if record._name == "res.partner":
            payload = self.xero_contact(record)
            if name == "phone":
                return next(
                    p["PhoneNumber"]
                    for p in payload["Phones"]
                    if p["PhoneType"] == "DEFAULT"
                )
            if name == "city":
                return next(
                    a["City"]
                    for a in payload["Addresses"]
                    if a["AddressType"] == "POBOX"
                )
            if name == "child_ids":
                return ", ".join(
                    f"{one['FirstName']} {one['LastName']}"
                    for one in payload["ContactPersons"]
                )
            if name == "property_payment_term_id":
                return payload["PaymentTerms"]["Sales"]["Day"]
            return payload[CONTACT[name]]
        payload = self.in_xero("Items", record)
        value = payload[ITEM[name]]
        return round(float(value["UnitPrice"]), 4) if name.endswith("price") else value

    # ------------------------------------------------------------------
    # the property
    # ------------------------------------------------------------------
    def converge(self, rng, records, names):
        """Edits of both sides; each field of a record by one side at most, unless
        both say the same or a conflict is wanted."""
        wanted, clashes = {}, set()
        for _edit in range(EDITS):
            record = rng.choice(records)
            name = rng.choice(names)
            value = self.value(rng, name)
            side = rng.choice(["here", "there", "both", "clash"])
            if (record, name) in wanted or (record, name) in clashes:
                continue
            if side in ("here", "both"):
                self.edit_here(record, name, value)
            if side in ("there", "both"):
                self.edit_there(record, name, value)
            if side == "clash" and name != "vat":
                self.edit_here(record, name, value)
                other = self.value(rng, name)
                if other == value:
                    continue
                self.edit_there(record, name, other)
                clashes.add((record, name))
            elif side != "clash":
                wanted[record, name] = value
            if rng.random() < 0.3:
                self.poll()
                clashes -= {key for key in clashes if self.same(*key)}
        self.poll()
        for (record, name), value in wanted.items():
            if isinstance(value, float):
                value = round(value, 4)
            with self.subTest(record=record.display_name, name=name):
                self.assertEqual(self.here(record, name), value)
                self.assertEqual(self.there(record, name), value)
        for record in records:
            clash = {name for one, name in clashes if one == record}
            state = self.link_of(record).state
            self.assertEqual(state, "conflict" if clash else "synced")
        # a second run writes nothing
        again = self.poll()
        self.assertEqual({call["method"] for call in again}, {"GET"})
        # somebody settles the clashes
        for record, name in clashes:
            self.edit_here(record, name, self.there(record, name))
        self.run_sync()
        for record in records:
            self.assertState(record, "synced")
        self.assertEqual({call["method"] for call in self.poll()}, {"GET"})

    def same(self, record, name):
        return self.here(record, name) == self.there(record, name)

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
        partners = [self.customer] + [self.new_customer(f"Shop {n}") for n in range(2)]
        for partner in partners:
            partner.write({"city": "Ashford", "phone": f"0{partner.id}"})
            self.edit_here(partner, "child_ids", f"Ada{partner.id} Stone")
            self.edit_here(partner, "property_payment_term_id", 30)
            self.new_invoice(partner=partner)
        self.poll()
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.converge(random.Random(seed), partners, list(CONTACT))

    def test_items(self):
        products = [
            self.env["product.product"].create(
                {
                    "name": f"Bread {n}",
                    "default_code": f"B{n}",
                    "standard_price": 1,
                    "description_sale": "Crusty",
                }
            )
            for n in range(3)
        ]
        self.poll()
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.converge(random.Random(seed), products, list(ITEM))
