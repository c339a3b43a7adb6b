# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero already has: shown, paired by a person, never overwritten."""

from types import SimpleNamespace

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.xero_connector.resources.refs import Refs

from .sync_common import DAY, XeroSyncCommon, called


@tagged("post_install", "-at_install")
class TestFlowTaken(XeroSyncCommon):
    def stranger(self, name="ASHFORD BAKERY LTD", **fields):
        return self.organisation.add_contact(name, **fields)

    def pair(self, record):
        """Press Link, choose the only look-alike."""
        action = record.action_xero_pair()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(wizard.option_ids), 1)
        wizard.option_ids.action_link()
        return self.run_sync()

    # ------------------------------------------------------------------
    # contacts
    # ------------------------------------------------------------------
    def test_contact_name_taken(self):
        there = self.stranger(EmailAddress="hello@ashford.example")
        invoice = self.new_invoice()
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Contacts", "GET Contacts")
        link = self.assertState(self.customer, "held", "already_in_xero")
        self.assertIn("already assigned", link.error)
        self.assertEqual(
            link.candidates,
            [
                {
                    "remote_id": there["ContactID"],
                    "name": "ASHFORD BAKERY LTD",
                    "detail": "hello@ashford.example",
                }
            ],
        )
        self.assertEqual(self.link_of(invoice).state, "waiting")
        self.assertIn("Ashford Bakery Ltd", invoice.xero_error)
        self.assertEqual(self.organisation.contacts[there["ContactID"]], there)
        self.assertEqual(len(self.xero_contacts()), 1)

    def test_held_contact_costs_no_further_calls(self):
        self.stranger()
        self.new_invoice()
        self.run_sync()
        self.new_invoice()
        self.customer.phone = "123"
        self.assertCalls(self.run_sync())

    def test_contact_linked_by_a_person(self):
        """Equal fields are adopted, blanks are filled on both sides, the rest shows."""
        there = self.stranger(
            EmailAddress="hello@ashford.example",
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "01233 555"}],
        )
        self.customer.write({"name": "ASHFORD BAKERY LTD", "ref": "A-17"})
        self.customer.email = "other@ashford.example"
        invoice = self.new_invoice()
        self.run_sync()
        calls = self.pair(self.customer)
        self.assertNotIn("PUT Contacts", [called(call) for call in calls])
        link = self.assertState(self.customer, "difference")
        self.assertEqual(link.remote_id, there["ContactID"])
        self.assertEqual(
            link.fields_in_question,
            {"email": ["other@ashford.example", "hello@ashford.example"]},
        )
        self.assertEqual(self.customer.phone, "01233 555")  # blank here
        contact = self.xero_contact(self.customer)
        self.assertEqual(contact["AccountNumber"], "A-17")  # blank there
        self.assertEqual(contact["EmailAddress"], "hello@ashford.example")
        self.assertEqual(self.customer.email, "other@ashford.example")
        self.assertToTheCent(invoice)  # the pair is known: documents go
        self.assertEqual(len(self.xero_contacts()), 1)

    def test_difference_stays_and_goes(self):
        self.stranger("Ashford Bakery Ltd", EmailAddress="hello@ashford.example")
        self.customer.email = "other@ashford.example"
        self.new_invoice()
        self.run_sync()
        self.pair(self.customer)
        self.press_sync(self.customer)
        self.run_sync()
        self.assertState(self.customer, "difference")
        self.customer.email = "hello@ashford.example"
        self.run_sync()
        self.assertState(self.customer, "synced")

    def test_contact_renamed_instead(self):
        there = self.stranger()
        invoice = self.new_invoice()
        self.run_sync()
        self.customer.name = "Ashford Bakery (Kent) Ltd"
        self.assertCalls(self.run_sync(), "PUT Contacts", "PUT Invoices")
        self.assertToTheCent(invoice)
        self.assertEqual(self.organisation.contacts[there["ContactID"]], there)

    def test_contact_renamed_in_xero_instead(self):
        """Pressing Sync asks Xero again: a create never overwrites."""
        there = self.stranger()
        invoice = self.new_invoice()
        self.run_sync()
        self.organisation.edit_contact(there["ContactID"], Name="Ashford (old)")
        self.press_sync(self.customer)
        self.assertCalls(self.run_sync(), "PUT Contacts", "PUT Invoices")
        self.assertState(self.customer, "synced")
        self.assertToTheCent(invoice)

    def test_two_customers_of_one_name(self):
        first, second = self.new_customer("Twins Ltd"), self.new_customer("twins ltd")
        invoices = [self.new_invoice(partner=one) for one in (first, second)]
        self.run_sync()
        states = {self.link_of(one).state for one in (first, second)}
        self.assertEqual(states, {"synced", "held"})
        held = first if self.link_of(first).state == "held" else second
        other = (first | second) - held
        with self.assertRaisesRegex(UserError, "(?i)twins ltd"):
            self.pair(held)  # it belongs to the other one
        self.assertState(other, "synced")
        self.assertEqual(len(self.xero_invoices()), 1)
        held.name = "Twins Ltd (Hythe)"
        self.run_sync()
        for invoice in invoices:
            self.assertToTheCent(invoice)

    def test_contact_number_taken(self):
        """The link was lost (an old backup): our own mark is found, and asked about."""
        mark = self.env["xero.resource.contact"].sudo()._mark(self.customer)
        there = self.stranger("Ashford as it was", **mark)
        self.new_invoice()
        self.run_sync()
        link = self.assertState(self.customer, "held", "already_in_xero")
        self.assertEqual(
            [one["remote_id"] for one in link.candidates], [there["ContactID"]]
        )

    # ------------------------------------------------------------------
    # invoices
    # ------------------------------------------------------------------
    def taken(self, amount=100, post=True, **fields):
        """An invoice of Odoo whose number a stranger's document has in Xero."""
        self.new_invoice()
        self.run_sync()
        invoice = self.new_invoice()
        there = self.organisation.add_invoice(
            self.link_of(self.customer).remote_id,
            [
                {
                    "Description": "Bread",
                    "Quantity": 1,
                    "UnitAmount": amount,
                    "AccountCode": "200",
                    "TaxType": "OUTPUT2",
                }
            ],
            InvoiceNumber=invoice.name.lower(),
            Date=DAY,
            DueDate=invoice.invoice_date_due,
            **fields,
        )
        return invoice, there

    def test_invoice_number_taken(self):
        invoice, there = self.taken(70)
        self.assertCalls(self.run_sync(), "PUT Invoices", "GET Invoices")
        link = self.assertState(invoice, "held", "already_in_xero")
        (candidate,) = link.candidates
        self.assertEqual(candidate["remote_id"], there["InvoiceID"])
        self.assertIn("84", candidate["detail"])
        self.assertIn("Ashford Bakery Ltd", candidate["detail"])
        self.assertEqual(self.organisation.invoices[there["InvoiceID"]], there)

    def test_equal_invoice_linked_by_a_person(self):
        invoice, there = self.taken()
        invoice.name = there["InvoiceNumber"] = invoice.name.lower()
        self.run_sync()
        calls = self.pair(invoice)
        self.assertCalls(calls, "GET Invoices")
        self.assertToTheCent(invoice)
        self.assertEqual(len(self.xero_invoices()), 2)
        # from now on it is a pair like any other
        invoice.ref = "PO 9"
        self.run_sync()
        self.assertEqual(self.xero_invoice(invoice)["Reference"], "PO 9")

    def test_different_invoice_linked_by_a_person(self):
        """Nothing is written: the lines show as different, and stay in Xero."""
        invoice, there = self.taken(70, Reference="Theirs")
        self.run_sync()
        calls = self.pair(invoice)
        self.assertCalls(calls, "GET Invoices")
        link = self.assertState(invoice, "difference")
        self.assertEqual(
            set(link.fields_in_question),
            {"number", "lines", "reference", "subtotal", "tax", "total"},
        )
        self.assertEqual(link.fields_in_question["total"], ["120.00", "84.00"])
        self.assertEqual(self.organisation.invoices[there["InvoiceID"]], there)
        self.assertEqual(invoice.ref or "", "")
        # and again
        invoice.ref = "Mine"
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(invoice, "difference")

    def test_invoice_renumbered_instead(self):
        invoice, there = self.taken(70)
        self.run_sync()
        invoice.name = "INV/2026/90001"
        self.assertCalls(self.run_sync(), "PUT Invoices")
        self.assertToTheCent(invoice)
        self.assertEqual(self.organisation.invoices[there["InvoiceID"]], there)

    def test_one_taken_among_others(self):
        invoice, _there = self.taken(70)
        others = [self.new_invoice(price) for price in (1, 2, 3)]
        self.assertCalls(self.run_sync(), "PUT Invoices", "GET Invoices")
        self.assertState(invoice, "held", "already_in_xero")
        for other in others:
            self.assertToTheCent(other)

    # ------------------------------------------------------------------
    # the wizard
    # ------------------------------------------------------------------
    def test_nothing_to_pair(self):
        invoice = self.new_invoice()
        self.run_sync()
        with self.assertRaises(UserError):
            invoice.action_xero_pair()

    def test_pairing_needs_an_accountant(self):
        invoice, _there = self.taken()
        self.run_sync()
        clerk = self.make_user("xero_clerk", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            invoice.with_user(clerk).action_xero_pair()
        link = self.link_of(invoice)
        with self.assertRaises(AccessError):
            link.with_user(clerk)._adopt(link.candidates[0])

    # ------------------------------------------------------------------
    # bills: Xero takes a supplier's number twice
    # ------------------------------------------------------------------
    def typed_in_there(self, number="S-77", ref="S-77"):
        """A bill that Xero has, too; read before Odoo gets its own."""
        self.press_sync(self.customer)
        self.run_sync()
        contact = self.link_of(self.customer).remote_id
        there = self.organisation.add_invoice(
            contact, amount=100, kind="ACCPAY", InvoiceNumber=number, Date=DAY
        )
        self.env["xero.pull"].sudo()._read_now(self.connection)
        self.run_sync()
        bill = self.new_invoice(move_type="in_invoice", ref=ref)
        self.assertFalse([c for c in self.run_sync() if c["method"] != "GET"])
        return bill, there["InvoiceID"]

    def test_bill_typed_in_on_both_sides(self):
        bill, there = self.typed_in_there()
        link = self.assertState(bill, "held", "several_in_xero")
        self.assertEqual(link.candidates[0]["remote_id"], there)
        self.assertIn("120.00", link.candidates[0]["detail"])
        self.pair(bill)
        self.assertEqual(self.link_of(bill).remote_id, there)
        self.assertEqual(len(self.xero_invoices()), 1)

    def test_bill_typed_in_where_bills_only_go_to_xero(self):
        """Nothing is taken over from there, and nothing is booked there twice."""
        self.connection.write(
            {"direction_bill": "to_xero", "direction_bill_credit_note": "to_xero"}
        )
        bill, there = self.typed_in_there()
        link = self.assertState(bill, "held", "several_in_xero")
        self.assertEqual([one["remote_id"] for one in link.candidates], [there])
        self.assertEqual(len(self.xero_invoices()), 1)

    def test_bill_whose_number_was_typed_otherwise(self):
        """Capitals and spaces are how somebody typed it, no other number."""
        for number, ref in (
            ("INV-78", "inv-78"),
            ("INV 79", "INV  79"),
            ("INV-80", "INV-80 "),
            (" inv-81", "INV-81"),
        ):
            with self.subTest(number=number, ref=ref):
                bill, there = self.typed_in_there(number, ref)
                link = self.assertState(bill, "held", "several_in_xero")
                self.assertEqual([one["remote_id"] for one in link.candidates], [there])

    def test_many_bills_are_looked_up_at_once(self):
        """However many bills go, and whatever else of this supplier is in Xero."""
        self.typed_in_there()
        resource = self.env["xero.resource"].sudo()._get("bill")
        bills = self.env["account.move"].union(
            *(
                self.new_invoice(move_type="in_invoice", ref=f"s-{number}")
                for number in range(70, 80)
            )
        )

        def match(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records.mapped("commercial_partner_id")
            before = self.env.cr.sql_log_count
            found = resource._match(batch, records)
            return self.env.cr.sql_log_count - before, set(found)

        refs = Refs(self.connection.sudo())
        refs.prefetch("contact", self.customer)
        batch = SimpleNamespace(connection=self.connection.sudo(), refs=refs)
        (known,) = bills.filtered(lambda move: move.ref == "s-77")
        match(known)
        one, many = match(known), match(bills)
        self.assertEqual(one, many)
        self.assertEqual(many[1], {known.id})

    def test_bill_with_the_number_of_another(self):
        bill, there = self.typed_in_there()
        self.link_of(bill).action_review_new()
        self.run_sync()
        self.assertToTheCent(bill)
        self.assertNotEqual(self.link_of(bill).remote_id, there)
        self.assertEqual(len(self.xero_invoices()), 2)

    # ------------------------------------------------------------------
    # numbers that move on
    # ------------------------------------------------------------------
    def assertNumbers(self, *invoices):
        for invoice in invoices:
            self.assertToTheCent(invoice)
            self.assertEqual(self.xero_invoice(invoice)["InvoiceNumber"], invoice.name)

    def test_number_of_a_deleted_invoice_is_used_again(self):
        """Odoo gives it to the next one; both are in one run."""
        old = self.new_invoice(100)
        self.run_sync()
        number, link = old.name, self.link_of(old)
        old.button_draft()
        old.unlink()
        new = self.new_invoice(250)
        self.assertEqual(new.name, number)
        self.run_sync()
        self.assertNumbers(new)
        there = self.organisation.invoices[link.remote_id]
        self.assertEqual(there["Status"], "VOIDED")
        self.assertEqual(len(self.organisation.invoices), 2)

    def test_number_of_what_cannot_be_voided_yet(self):
        """It is held with the reason, and goes once that one went."""
        old = self.new_invoice(100)
        self.run_sync()
        link = self.link_of(old)
        paid = self.organisation.record_payment(link.remote_id, 10)
        old.button_draft()
        old.unlink()
        new = self.new_invoice(250)
        self.run_sync()
        held = self.assertState(new, "held", "number_in_use")
        self.assertIn(new.name, held.error)
        self.assertEqual(link.state, "held")
        self.organisation.delete_payment(paid["PaymentID"])
        link._note("button")
        self.run_sync()
        self.assertNumbers(new)

    def test_numbers_move_up(self):
        first, *rest = (self.new_invoice(100 * n) for n in range(1, 5))
        self.run_sync()
        names = [first.name, *(one.name for one in rest)]
        first.button_draft()
        first.unlink()
        for invoice, name in zip(rest, names, strict=False):
            invoice.name = name
            self.env.flush_all()
        self.run_sync()
        self.assertNumbers(*rest)

    def test_numbers_that_were_swapped(self):
        """Somebody helps in Xero, as the remedy says."""
        first, second = self.new_invoice(100), self.new_invoice(200)
        self.run_sync()
        names = first.name, second.name
        for invoice, name in (
            (first, "TMP/1"),
            (second, names[0]),
            (first, names[1]),
        ):
            invoice.name = name
            self.env.flush_all()
        self.run_sync()
        link = self.assertState(second, "held", "number_in_use")
        self.assertIn("for a moment", link.remedy)
        self.organisation.edit_document(link.remote_id, InvoiceNumber="MOMENT-1")
        self.env["xero.change"].sudo()._note(
            self.connection, "invoice", remote_ids=[link.remote_id]
        )
        self.run_sync()
        self.assertNumbers(first)
        rows = self.env["xero.difference"].search([("link_id", "=", link.id)])
        rows.action_odoo()
        self.run_sync()
        self.assertNumbers(first, second)
