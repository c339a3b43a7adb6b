# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo refuses one of Xero's values: the others travel, and a person decides."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .payment_common import PAID
from .test_difference import XeroDifferenceCommon

WRONG, RIGHT = "GB000000001", "GB123456782"


@tagged("post_install", "-at_install")
class TestFlowRefused(XeroDifferenceCommon):
    def setUp(self):
        super().setUp()
        self.customer.write(
            {
                "email": "accounts@ashford.example",
                "phone": "555010",
                "country_id": self.env.ref("base.uk").id,
            }
        )
        self.new_invoice()
        self.run_sync()
        self.read_xero()

    def there(self):
        return self.xero_contact(self.customer)

    def refused(self, **values):
        """A tax number that Odoo refuses, beside other edits, is read from Xero."""
        self.edit_there(self.customer, TaxNumber=WRONG, **values)
        self.read_xero()
        return self.assertState(self.customer, "difference", "refused_by_odoo")

    def sweep(self):
        self.env.flush_all()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        return self.run_sync()

    # ------------------------------------------------------------------
    # the other fields
    # ------------------------------------------------------------------
    def test_the_others_are_taken(self):
        link = self.refused(EmailAddress="new@ashford.example")
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertFalse(self.customer.vat)
        (row,) = self.rows(self.customer).values()
        self.assertRecordValues(
            row,
            [{"field_name": "tax_number", "moved": "xero", "in_xero": WRONG}],
        )
        self.assertIn("VAT", row.refused)
        self.assertIn("VAT", link.error)
        self.assertIn(WRONG, link.error)
        self.assertEqual(self.choices(row), {"odoo", "xero", "accept"})

    def test_the_others_are_sent(self):
        link = self.refused()
        self.customer.phone = "555011"
        self.run_sync()
        numbers = [phone["PhoneNumber"] for phone in self.there()["Phones"]]
        self.assertIn("555011", numbers)
        self.assertState(self.customer, "difference", "refused_by_odoo")
        self.assertIn("VAT", link.error)
        self.assertTrue(self.rows(self.customer)["tax_number"].refused)
        self.assertEqual(self.there()["TaxNumber"], WRONG)

    def test_sent_with_the_refusal(self):
        self.customer.phone = "555011"
        self.refused(EmailAddress="new@ashford.example")
        numbers = [phone["PhoneNumber"] for phone in self.there()["Phones"]]
        self.assertIn("555011", numbers)
        self.assertEqual(self.customer.email, "new@ashford.example")

    def test_later_edits_are_taken(self):
        self.refused()
        self.edit_there(self.customer, EmailAddress="new@ashford.example")
        self.read_xero()
        self.assertEqual(self.customer.email, "new@ashford.example")
        self.assertState(self.customer, "difference", "refused_by_odoo")

    def test_one_lets_another(self):
        """A tax number is right only with the country that came with it."""
        self.edit_there(
            self.customer,
            TaxNumber="BE0477472701",
            EmailAddress="new@ashford.example",
            Addresses=[
                {"AddressType": "POBOX", "AddressLine1": "Rue 1", "Country": "Belgium"}
            ],
        )
        cls = type(self.env["xero.resource.contact"])
        apply = cls._apply

        def one_by_one(resource, record, values, refs):
            if "email" in values and record.country_id.code != "BE":
                raise UserError("Not yet")  # pylint: disable=translation-required
            return apply(resource, record, values, refs)

        with patch.object(cls, "_apply", one_by_one):
            self.read_xero()
        self.assertState(self.customer, "synced")
        self.assertEqual(self.customer.vat, "BE0477472701")
        self.assertEqual(self.customer.email, "new@ashford.example")

    def test_beside_a_conflict(self):
        self.customer.email = "ours@ashford.example"
        self.edit_there(
            self.customer, TaxNumber=WRONG, EmailAddress="theirs@ashford.example"
        )
        self.read_xero()
        link = self.assertState(self.customer, "conflict", "conflict")
        self.assertEqual(set(self.rows(self.customer)), {"email", "tax_number"})
        self.assertIn("VAT", link.error)

    # ------------------------------------------------------------------
    # it ends
    # ------------------------------------------------------------------
    def test_it_is_not_tried_again_and_again(self):
        self.refused()
        cls = type(self.env["xero.resource.contact"])
        with patch.object(cls, "_apply", side_effect=AssertionError):
            self.customer.phone = "555011"
            self.run_sync()
            self.read_xero()
        self.assertState(self.customer, "difference", "refused_by_odoo")
        self.assertCalls(self.run_sync())

    def test_corrected_in_xero(self):
        self.refused()
        self.edit_there(self.customer, TaxNumber=RIGHT)
        self.read_xero()
        self.assertState(self.customer, "synced")
        self.assertEqual(self.customer.vat, RIGHT)
        self.assertFalse(self.rows(self.customer))

    def test_taken_back_in_xero(self):
        self.refused()
        self.edit_there(self.customer, TaxNumber="")
        self.read_xero()
        self.assertState(self.customer, "synced")
        self.assertFalse(self.rows(self.customer))

    def test_wrong_in_another_way(self):
        self.refused()
        self.edit_there(self.customer, TaxNumber="GB000000002")
        self.read_xero()
        self.assertState(self.customer, "difference", "refused_by_odoo")
        self.assertEqual(self.rows(self.customer)["tax_number"].in_xero, "GB000000002")

    def test_accepted_by_odoo_meanwhile(self):
        """Whoever asks for it, and every night, has Odoo asked once more."""
        partners = type(self.customer)
        for again in (lambda: self.look(self.customer), self.sweep):
            self.refused()
            again()
            self.assertState(self.customer, "difference", "refused_by_odoo")
            self.assertTrue(self.rows(self.customer)["tax_number"].refused)
            with patch.object(partners, "_check_vat_number", lambda *_args: True):
                again()
                self.assertEqual(self.customer.vat, WRONG)
                self.assertState(self.customer, "synced")
                self.customer.vat = False
                self.run_sync()
            self.assertFalse(self.there().get("TaxNumber"))

    # ------------------------------------------------------------------
    # decided
    # ------------------------------------------------------------------
    def test_odoos_stays(self):
        self.refused()
        self.rows(self.customer)["tax_number"].action_odoo()
        self.run_sync()
        self.assertFalse(self.there().get("TaxNumber"))
        self.assertState(self.customer, "synced")
        self.assertFalse(self.rows(self.customer))

    def test_may_differ(self):
        self.refused()
        self.rows(self.customer)["tax_number"].action_accept()
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.sweep()
        self.read_xero()
        self.assertState(self.customer, "synced")
        self.customer.phone = "555011"
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertEqual(self.there()["TaxNumber"], WRONG)
        self.assertFalse(self.customer.vat)

    def test_xeros_stays_is_refused_again(self):
        self.refused()
        self.rows(self.customer)["tax_number"].action_xero()
        self.run_sync()
        self.assertState(self.customer, "difference", "refused_by_odoo")
        (row,) = self.rows(self.customer).values()
        self.assertIn("VAT", row.refused)
        row.action_odoo()
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertFalse(self.there().get("TaxNumber"))

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------
    def refusing(self, **refused):
        """Odoo refuses these values of documents."""
        cls = type(self.env["xero.resource.invoice"])
        apply = cls._apply

        def refuse(resource, record, values, refs):
            if any(values.get(name) == value for name, value in refused.items()):
                raise UserError("No such day")  # pylint: disable=translation-required
            return apply(resource, record, values, refs)

        return patch.object(cls, "_apply", refuse)

    def test_a_document_goes_all_or_not_at_all(self):
        invoice, _remote_id = self.sent_invoice(100, ref="PO 1")
        before = invoice.invoice_date_due
        day = date(2026, 12, 31)
        with self.refusing(due_date=day):
            self.edit_there(invoice, DueDate=day, Reference="PO 2")
            self.look(invoice)
            link = self.assertState(invoice, "difference", "refused_by_odoo")
            self.assertIn("No such day", link.error)
            self.assertEqual((invoice.invoice_date_due, invoice.ref), (before, "PO 1"))
            rows = self.rows(invoice)
            self.assertEqual(set(rows), {"due_date", "reference"})
            # one of them is corrected there: they are tried anew
            self.edit_there(invoice, DueDate=date(2026, 12, 30))
            self.look(invoice)
        self.assertState(invoice, "synced")
        self.assertEqual(invoice.invoice_date_due, date(2026, 12, 30))
        self.assertEqual(invoice.ref, "PO 2")
        self.assertFalse(self.rows(invoice))

    def test_one_of_a_document_is_corrected_by_itself(self):
        """Heard of without anybody asking."""
        invoice, _remote_id = self.sent_invoice(100, ref="PO 1")
        day = date(2026, 12, 31)
        with self.refusing(reference="PO 2"):
            self.edit_there(invoice, DueDate=day, Reference="PO 2")
            self.read_xero()
            self.assertState(invoice, "difference", "refused_by_odoo")
            self.assertNotEqual(invoice.invoice_date_due, day)
            self.edit_there(invoice, Reference="PO 3")
            self.read_xero()
        self.assertState(invoice, "synced")
        self.assertEqual((invoice.invoice_date_due, invoice.ref), (day, "PO 3"))

    def test_a_document_is_decided(self):
        invoice, _remote_id = self.sent_invoice(100, ref="PO 1")
        day = date(2026, 12, 31)
        with self.refusing(due_date=day):
            self.edit_there(invoice, DueDate=day, Reference="PO 2")
            self.look(invoice)
            rows = self.rows(invoice)
            rows["due_date"].action_odoo()
            self.run_sync()
            there = self.xero_invoice(invoice)
            self.assertEqual(invoice.ref, "PO 2")
            self.assertEqual(there["DueDate"], invoice.invoice_date_due)
            self.assertState(invoice, "synced")

    def test_a_locked_period_that_is_opened(self):
        """A payment of Xero's that was removed there cannot go from Odoo yet."""
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        row = self.settlements(invoice)
        self.assertState(row, "synced")
        self.books().delete_payment(self.link_of(row).remote_id)
        self.company.sudo().fiscalyear_lock_date = date(2026, 12, 31)
        self.read_xero()
        link = self.assertState(row, "difference", "refused_by_odoo")
        self.assertIn("locked", link.error)
        self.assertEqual(set(self.rows(row)), {"status"})
        self.sweep()
        self.assertState(row, "difference", "refused_by_odoo")
        self.company.sudo().fiscalyear_lock_date = False
        self.sweep()
        self.assertDue(invoice, 120)
        self.assertState(row, "synced")
