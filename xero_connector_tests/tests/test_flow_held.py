# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is held: before any call, with a reason, a remedy, and what frees it."""

from datetime import date

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowHeld(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.new_invoice()
        self.run_sync()  # the customer is known to Xero

    def assertHeld(self, invoice, cause, key):
        """Held without a call; the reason shows on the invoice."""
        self.assertCalls(self.run_sync())
        link = self.assertState(invoice, "held", cause)
        self.assertEqual(link.hold_key or "", key)
        self.assertEqual(invoice.xero_state, "held")
        self.assertEqual(invoice.xero_error, link.error)
        self.assertEqual(invoice.xero_remedy, link.remedy)
        return link

    def assertFreed(self, invoice):
        """What was done frees the invoice by itself, and it goes."""
        self.assertIn(invoice.id, self.changes("invoice").mapped("res_id"))
        self.run_sync()
        self.assertToTheCent(invoice)

    def tax_key(self, taxes):
        return "tax:sale:" + ",".join(map(str, sorted(taxes.ids)))

    def new_tax(self, **values):
        return self.env["account.tax"].create(
            {
                "name": "VAT of a test",
                "amount": 20,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                **values,
            }
        )

    def in_xero_set(self, table, key, **values):
        """A person changes a setting in Xero; Odoo reads them again."""
        books = self.organisation
        with books.transaction():
            books.save(getattr(books, table), {**getattr(books, table)[key], **values})
        self.refresh_settings()

    def rate_id(self, code):
        return next(
            key
            for key, rate in self.organisation.tax_rates.items()
            if rate["TaxType"] == code
        )

    # ------------------------------------------------------------------
    # taxes
    # ------------------------------------------------------------------
    def test_no_tax(self):
        invoice = self.new_invoice(
            {"price_unit": 100, "taxes": self.env["account.tax"]}
        )
        link = self.assertHeld(invoice, "tax_unmapped", "tax:sale:")
        self.assertIn("no tax", link.error)
        self.assertIn("Tax Mappings", link.remedy)
        self.map_taxes(None, "NONE")
        self.assertFreed(invoice)
        (line,) = self.xero_invoice(invoice)["LineItems"]
        self.assertEqual(line["TaxType"], "NONE")

    def test_zero_rated(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(self.vat0))
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.assertFreed(invoice)

    def test_exempt(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat_exempt})
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(self.vat_exempt))
        self.map_taxes(self.vat_exempt, "EXEMPTOUTPUT")
        self.assertFreed(invoice)

    def test_reverse_charge(self):
        tax = self.new_tax(
            invoice_repartition_line_ids=[
                Command.create({"repartition_type": "base"}),
                Command.create({"repartition_type": "tax", "factor_percent": 100}),
                Command.create({"repartition_type": "tax", "factor_percent": -100}),
            ],
            refund_repartition_line_ids=[
                Command.create({"repartition_type": "base"}),
                Command.create({"repartition_type": "tax", "factor_percent": 100}),
                Command.create({"repartition_type": "tax", "factor_percent": -100}),
            ],
        )
        invoice = self.new_invoice({"price_unit": 100, "taxes": tax})
        self.assertEqual(invoice.amount_tax, 0)
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(tax))

    def test_cash_basis(self):
        self.company.tax_exigibility = True
        account = self.company_data["default_account_tax_sale"].copy()
        account.reconcile = True
        tax = self.new_tax(
            tax_exigibility="on_payment", cash_basis_transition_account_id=account.id
        )
        invoice = self.new_invoice({"price_unit": 100, "taxes": tax})
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(tax))

    def test_named_for_a_rule_of_its_own(self):
        """20 % on capital goods stands in another box of the return."""
        tax = self.new_tax(name="20% Capital Goods")
        invoice = self.new_invoice({"price_unit": 100, "taxes": tax})
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(tax))

    def test_named_for_a_rule_in_its_description_only(self):
        tax = self.new_tax(description="<p>Reverse charge, domestic</p>")
        invoice = self.new_invoice({"price_unit": 100, "taxes": tax})
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(tax))

    def test_two_rates_fit(self):
        books = self.organisation
        rate = books.tax_rates[self.rate_id("OUTPUT2")]
        with books.transaction():
            books.save(
                books.tax_rates,
                {**rate, "TaxType": "TAX001", "Name": "Our own 20 %", "System": False},
            )
        self.refresh_settings()
        invoice = self.new_invoice()
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(self.vat20))
        self.map_taxes(self.vat20, "OUTPUT2")
        self.assertFreed(invoice)

    def test_rate_archived(self):
        self.map_taxes(self.vat20, "OUTPUT2")
        self.in_xero_set("tax_rates", self.rate_id("OUTPUT2"), Status="ARCHIVED")
        invoice = self.new_invoice()
        self.assertHeld(invoice, "tax_archived", self.tax_key(self.vat20))
        self.in_xero_set("tax_rates", self.rate_id("OUTPUT2"), Status="ACTIVE")
        self.assertFreed(invoice)

    def test_rate_not_legal_for_the_account(self):
        mapping = self.map_taxes(self.vat20, "INPUT2")
        invoice = self.new_invoice()
        link = self.assertHeld(invoice, "tax_illegal", self.tax_key(self.vat20))
        self.assertIn("200", link.error)
        mapping.tax_rate_id = self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection.id), ("code", "=", "OUTPUT2")]
        )
        self.assertFreed(invoice)

    def test_mapping_deleted(self):
        """The choice is taken back: the only match is used again."""
        mapping = self.map_taxes(self.vat20, "INPUT2")
        invoice = self.new_invoice()
        self.assertHeld(invoice, "tax_illegal", self.tax_key(self.vat20))
        mapping.unlink()
        self.assertFreed(invoice)

    def test_mapping_moved_to_other_taxes(self):
        """Both sets are looked at: the one that lost its choice and the one with it."""
        mapping = self.map_taxes(self.vat20, "INPUT2")
        zero = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        invoice = self.new_invoice()
        self.run_sync()
        mapping.write(
            {
                "tax_ids": [Command.set(self.vat0.ids)],
                "tax_rate_id": self.env["xero.tax.rate"]
                .search([("code", "=", "ZERORATEDOUTPUT")])
                .id,
            }
        )
        self.assertFreed(invoice)
        self.assertToTheCent(zero)

    def test_all_reasons_are_said(self):
        invoice = self.new_invoice(
            {"price_unit": 100, "taxes": self.vat0},
            {"price_unit": 100, "taxes": self.vat_exempt},
        )
        link = self.assertHeld(invoice, "tax_unmapped", self.tax_key(self.vat0))
        self.assertIn("0%", link.error)
        self.assertIn("Exempt", link.error)

    def test_the_second_reason_holds_when_the_first_is_mended(self):
        invoice = self.new_invoice(
            {"price_unit": 100, "taxes": self.vat0},
            {"price_unit": 100, "taxes": self.vat_exempt},
        )
        self.run_sync()
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.run_sync()
        self.assertState(invoice, "held", "tax_unmapped")
        self.map_taxes(self.vat_exempt, "EXEMPTOUTPUT")
        self.assertFreed(invoice)

    def test_many_wait_for_one_choice(self):
        invoices = [
            self.new_invoice({"price_unit": price, "taxes": self.vat0})
            for price in (1, 2, 3)
        ]
        self.run_sync()
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.assertCalls(self.run_sync(), "PUT Invoices")
        for invoice in invoices:
            self.assertToTheCent(invoice)

    # ------------------------------------------------------------------
    # accounts
    # ------------------------------------------------------------------
    def test_no_revenue_account(self):
        account = self.connection.revenue_account_id
        self.connection.revenue_account_id = False
        invoice = self.new_invoice()
        self.assertHeld(invoice, "account_unmapped", "account:default:sale")
        self.connection.revenue_account_id = account
        self.assertFreed(invoice)

    def test_account_archived(self):
        key = self.connection.revenue_account_id.remote_id
        self.in_xero_set("accounts", key, Status="ARCHIVED")
        invoice = self.new_invoice()
        link = self.assertHeld(invoice, "account_archived", "account:default:sale")
        self.assertIn("200 Sales", link.error)
        self.in_xero_set("accounts", key, Status="ACTIVE")
        self.assertFreed(invoice)

    def test_account_archived_and_another_chosen(self):
        key = self.connection.revenue_account_id.remote_id
        self.in_xero_set("accounts", key, Status="ARCHIVED")
        invoice = self.new_invoice()
        self.run_sync()
        self.connection.revenue_account_id = self.env["xero.account"].search(
            [
                ("connection_id", "=", self.connection.id),
                ("account_class", "=", "REVENUE"),
                ("is_system", "=", False),
                ("tax_type", "=", "OUTPUT2"),
            ],
            limit=1,
        )
        self.assertFreed(invoice)

    def test_account_archived_since_xero_was_read(self):
        """Xero refuses; its own words, and looked at again when Odoo knows better."""
        key = self.connection.revenue_account_id.remote_id
        self.organisation.archive_account("200")
        invoice = self.new_invoice()
        self.run_sync()
        self.assertState(invoice, "error", "account_archived")
        self.refresh_settings()
        self.run_sync()
        self.assertState(invoice, "held", "account_archived")
        self.in_xero_set("accounts", key, Status="ACTIVE")
        self.assertFreed(invoice)

    # ------------------------------------------------------------------
    # locks
    # ------------------------------------------------------------------
    def test_period_lock(self):
        self.organisation.lock_period(date(2026, 9, 30))
        self.refresh_settings()
        invoice = self.new_invoice()
        link = self.assertHeld(invoice, "locked", "lock")
        self.assertIn("period lock date", link.error)
        self.organisation.lock_period(date(2026, 8, 31))
        self.refresh_settings()
        self.assertFreed(invoice)

    def test_year_lock(self):
        self.organisation.lock_year(date(2026, 9, 1))
        self.refresh_settings()
        invoice = self.new_invoice()
        link = self.assertHeld(invoice, "locked", "lock")
        self.assertIn("end of year lock date", link.error)
        self.organisation.lock_year(None)
        self.refresh_settings()
        self.assertFreed(invoice)

    def test_lock_set_since_xero_was_read(self):
        self.organisation.lock_year(date(2026, 9, 30))
        invoice = self.new_invoice()
        self.run_sync()
        self.assertState(invoice, "error", "period_locked")
        self.organisation.lock_year(date(2026, 8, 31))
        self.refresh_settings()  # Odoo never knew of the lock
        self.assertFreed(invoice)

    def test_lock_moved_the_other_way(self):
        self.organisation.lock_period(date(2026, 9, 30))
        self.refresh_settings()
        invoice = self.new_invoice()
        self.run_sync()
        self.organisation.lock_period(date(2026, 10, 31))
        self.refresh_settings()
        link = self.assertHeld(invoice, "locked", "lock")
        self.assertIn("10/31/2026", link.error)

    def test_settings_without_news_free_nothing(self):
        self.organisation.lock_period(date(2026, 9, 30))
        self.refresh_settings()
        self.new_invoice()
        self.run_sync()
        self.refresh_settings()
        self.assertFalse(self.changes())

    # ------------------------------------------------------------------
    # the contact
    # ------------------------------------------------------------------
    def test_contact_without_a_name(self):
        nobody = self.new_customer(name="<>")
        invoice = self.new_invoice(partner=nobody)
        self.assertFalse([c for c in self.run_sync() if c["method"] == "PUT"])
        self.assertState(nobody, "held", "contact_name")
        link = self.link_of(invoice)
        self.assertEqual(link.state, "waiting")
        self.assertIn("<>", link.error)
        nobody.name = "Somebody"
        self.assertCalls(self.run_sync(), "PUT Contacts", "PUT Invoices")
        self.assertToTheCent(invoice)

    # ------------------------------------------------------------------
    # what happens to a held one
    # ------------------------------------------------------------------
    def test_held_and_mended_on_the_invoice(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        invoice.button_draft()
        self.run_sync()
        self.assertNotEqual(self.link_of(invoice).state, "held")
        self.assertFalse(invoice.xero_error)
        invoice.invoice_line_ids.tax_ids = self.vat20
        invoice.action_post()
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_held_draft_is_not_freed(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        invoice.button_draft()
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.assertCalls(self.run_sync())
        invoice.action_post()
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_held_and_cancelled(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        invoice.button_cancel()
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(invoice))
        self.assertFalse(invoice.xero_state)
        invoice.button_draft()
        invoice.invoice_line_ids.tax_ids = self.vat20
        invoice.action_post()
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_held_and_deleted(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        link = self.link_of(invoice)
        invoice.button_draft()
        self.run_sync()
        invoice.with_context(force_delete=True).unlink()
        self.assertCalls(self.run_sync())
        self.assertEqual(link.state, "retired")

    def test_a_button_without_a_remedy_changes_nothing(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        self.press_sync(invoice)
        self.assertHeld(invoice, "tax_unmapped", self.tax_key(self.vat0))
