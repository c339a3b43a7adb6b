# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every form of an amount: Xero's totals are the ledger's, or the document is held."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .sync_common import DAY, XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowAmounts(XeroSyncCommon):
    def across(self, *lines, **values):
        """Send an invoice; what Xero holds, after the totals were compared."""
        invoice = self.new_invoice(*lines, **values)
        self.run_sync()
        return self.assertToTheCent(invoice)

    def held(self, cause, *lines, **values):
        """Send an invoice that must not travel; its link."""
        invoice = self.new_invoice(*lines, **values)
        self.run_sync()
        link = self.assertState(invoice, "held", cause)
        self.assertFalse(link.remote_id)
        self.assertFalse(self.xero_invoices())
        return link

    def line(self, there, position=0, **expected):
        found = there["LineItems"][position]
        self.assertEqual({name: found.get(name) for name in expected}, expected)
        return found

    def percent(self, amount, **values):
        return self.env["account.tax"].create(
            {
                "name": f"VAT {amount} {values}",
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": self.company.id,
                **values,
            }
        )

    # ------------------------------------------------------------------
    # prices, quantities, discounts
    # ------------------------------------------------------------------
    def test_plain(self):
        there = self.across({"quantity": 3, "price_unit": 19.99})
        self.line(there, Quantity=3, UnitAmount=Decimal("19.99"), TaxType="OUTPUT2")

    def test_quantity_of_a_half(self):
        there = self.across({"quantity": 7.5, "price_unit": 12.34})
        self.line(there, Quantity=Decimal("7.5"), LineAmount=Decimal("92.55"))

    def test_discount(self):
        there = self.across({"quantity": 3, "price_unit": 33.33, "discount": 12.5})
        self.line(there, DiscountRate=Decimal("12.5"), UnitAmount=Decimal("33.33"))

    def test_discount_of_everything(self):
        there = self.across(50, {"price_unit": 33.33, "discount": 100})
        self.assertEqual(there["Total"], 60)

    def test_surcharge(self):
        there = self.across({"price_unit": 100, "discount": -10})
        self.line(there, UnitAmount=110)

    def test_discount_with_many_decimals(self):
        self.env.ref("product.decimal_discount").sudo().digits = 4
        there = self.across({"price_unit": 1000, "discount": 33.3333})
        self.line(there, LineAmount=Decimal("666.67"), Quantity=1)

    def test_price_with_six_decimals(self):
        there = self.across({"quantity": 1500, "price_unit": 0.001234})
        self.line(there, Quantity=1, UnitAmount=Decimal("1.85"))
        self.assertEqual(there["LineItems"][0]["Description"], "Bread (1500 ×)")

    def test_price_with_four_decimals_stays(self):
        there = self.across({"quantity": 1500, "price_unit": 0.1234})
        self.line(there, Quantity=1500, UnitAmount=Decimal("0.1234"))

    def test_negative_line(self):
        there = self.across(100, {"name": "Less a deposit", "price_unit": -30})
        self.line(there, 1, LineAmount=-30, TaxAmount=-6)

    def test_negative_quantity(self):
        there = self.across(100, {"quantity": -2, "price_unit": 15})
        self.line(there, 1, Quantity=-2, LineAmount=-30)

    def test_negative_line_with_a_discount(self):
        there = self.across(100, {"price_unit": -30, "discount": 10})
        self.line(there, 1, LineAmount=-27)

    def test_line_of_zero(self):
        there = self.across(100, {"name": "Free sample", "price_unit": 0})
        self.assertEqual(there["LineItems"][1]["Description"], "Free sample")

    def test_zero_total(self):
        there = self.across({"price_unit": 0})
        self.assertEqual(there["Total"], 0)

    def test_everything_cancels_out(self):
        there = self.across(100, {"price_unit": -100})
        self.assertEqual(there["Total"], 0)

    def test_receipt(self):
        there = self.across(100, move_type="out_receipt")
        self.assertEqual(there["Type"], "ACCREC")

    # ------------------------------------------------------------------
    # taxes
    # ------------------------------------------------------------------
    def test_price_includes_tax(self):
        tax = self.percent(20, price_include_override="tax_included")
        there = self.across({"quantity": 3, "price_unit": 10, "taxes": tax})
        self.assertEqual(there["LineAmountTypes"], "Exclusive")
        self.assertEqual(there["Total"], 30)

    def test_price_includes_tax_and_comes_out_even(self):
        tax = self.percent(20, price_include_override="tax_included")
        there = self.across({"quantity": 4, "price_unit": 12, "taxes": tax})
        self.line(there, Quantity=4, UnitAmount=10)

    def test_price_includes_tax_with_a_discount(self):
        tax = self.percent(20, price_include_override="tax_included")
        self.across({"quantity": 3, "price_unit": 9.99, "discount": 7, "taxes": tax})

    def test_price_includes_tax_in_odd_cents(self):
        tax = self.percent(20, price_include_override="tax_included")
        self.across(*({"price_unit": 9.99, "taxes": tax} for _ in range(4)))

    def test_inclusive_and_exclusive_on_one_invoice(self):
        tax = self.percent(20, price_include_override="tax_included")
        self.across({"price_unit": 9.99, "taxes": tax}, 33.33)

    def test_two_rates_on_one_invoice(self):
        there = self.across(100, {"price_unit": 50, "taxes": self.vat5})
        self.line(there, 1, TaxType="RROUTPUT", TaxAmount=Decimal("2.5"))

    def test_two_taxes_on_a_line(self):
        link = self.held(
            "tax_unmapped", {"price_unit": 100, "taxes": self.vat20 | self.vat5}
        )
        self.assertEqual(
            link.hold_key,
            "tax:sale:" + ",".join(map(str, sorted((self.vat20 | self.vat5).ids))),
        )

    def test_tax_that_is_given_back_in_part(self):
        """Half of it is a cost: no ordinary 20 %, whatever it is called."""
        half = self.bill_vat20.copy({"name": "20% Cars"})
        for lines in (
            half.invoice_repartition_line_ids,
            half.refund_repartition_line_ids,
        ):
            line = lines.filtered(lambda one: one.repartition_type == "tax")
            line.factor_percent = 50
            line.copy({"account_id": False})
        bill = self.new_invoice(
            {"price_unit": 100, "taxes": half}, move_type="in_invoice"
        )
        self.assertEqual(bill.amount_tax, 20)
        self.run_sync()
        self.assertState(bill, "held", "tax_unmapped")

    def test_group_of_taxes(self):
        """A group of one ordinary tax still is a tax of its own: somebody chooses."""
        group = self.percent(
            0, amount_type="group", children_tax_ids=[Command.set(self.vat20.ids)]
        )
        invoice = self.new_invoice({"price_unit": 100, "taxes": group})
        self.run_sync()
        self.assertState(invoice, "held", "tax_unmapped")
        self.map_taxes(group, "OUTPUT2")
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_fixed_tax(self):
        tax = self.percent(0.35, amount_type="fixed")
        self.held("tax_unmapped", {"price_unit": 100, "taxes": tax})

    def test_fixed_tax_is_not_what_a_rate_gives(self):
        """Mapped by mistake to 20 %: the figures speak against it."""
        tax = self.percent(0.35, amount_type="fixed")
        self.map_taxes(tax, "OUTPUT2")
        self.held("rounding", {"price_unit": 100, "taxes": tax})

    def test_tax_of_more_than_the_rate(self):
        """A line's tax that somebody corrected by more than a cent."""
        invoice = self.new_invoice(100, post=False)
        line = invoice.line_ids.filtered(lambda aml: aml.display_type == "tax")
        invoice.write(
            {"line_ids": [Command.update(line.id, {"amount_currency": -20.05})]}
        )
        invoice.action_post()
        self.assertEqual(invoice.amount_tax, 20.05)
        self.run_sync()
        self.assertState(invoice, "held", "rounding")

    def test_tax_corrected_by_a_cent(self):
        invoice = self.new_invoice(100, post=False)
        line = invoice.line_ids.filtered(lambda aml: aml.display_type == "tax")
        invoice.write(
            {"line_ids": [Command.update(line.id, {"amount_currency": -20.01})]}
        )
        invoice.action_post()
        (call,) = [c for c in self.run_sync() if "Invoices" in c["path"]]
        self.assertToTheCent(invoice)
        (sent,) = self.sent(call)[0]["LineItems"]
        self.assertEqual(sent["TaxAmount"], 20.01)

    def test_rounding_per_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        invoice = self.new_invoice(25.06, 25.61, 25.63)
        (_put, call) = self.run_sync()
        self.assertToTheCent(invoice)
        for line in self.sent(call)[0]["LineItems"]:
            self.assertNotIn("TaxAmount", line)

    def test_rounding_globally(self):
        """Only the line whose tax Xero would round otherwise says what its tax is."""
        self.company.tax_calculation_rounding_method = "round_globally"
        invoice = self.new_invoice(*[{"price_unit": 10.03}] * 5)
        self.assertEqual(invoice.amount_tax, 10.03)
        (_put, call) = self.run_sync()
        self.assertToTheCent(invoice)
        told = [line for line in self.sent(call)[0]["LineItems"] if "TaxAmount" in line]
        self.assertEqual(len(told), 2)  # 5 × 2.01 would be 10.05

    def test_rounding_globally_beyond_the_limit(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        link = self.held("rounding", *[{"price_unit": 10.02}] * 20)
        self.assertIn("Round per Line", link.remedy)

    def test_rounding_changed_after_posting(self):
        """Odoo would work the lines out by another way: the ledger's own go."""
        tax = self.percent(20, price_include_override="tax_included")
        self.company.tax_calculation_rounding_method = "round_globally"
        invoice = self.new_invoice(*[{"price_unit": 0.99, "taxes": tax}] * 3)
        self.company.tax_calculation_rounding_method = "round_per_line"
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_rounding_changed_after_it_went(self):
        """The ledger says what it said: nothing is sent again, nothing is held."""
        tax = self.percent(20, price_include_override="tax_included")
        self.company.tax_calculation_rounding_method = "round_globally"
        lines = (
            [{"price_unit": 0.99, "taxes": tax}] * 3,
            [{"price_unit": 10.03}] * 5,
            [{"price_unit": 7.77, "quantity": 2.5, "taxes": tax}] * 4,
            [{"price_unit": 12.12, "quantity": 12.12}] * 2,
        )
        invoices = [self.new_invoice(*some) for some in lines]
        self.run_sync()
        for invoice in invoices:
            self.assertToTheCent(invoice)
        self.company.tax_calculation_rounding_method = "round_per_line"
        for number, invoice in enumerate(invoices):
            with self.subTest(number):
                self.press_sync(invoice)
                self.assertCalls(self.run_sync(), "GET Invoices")
                self.assertToTheCent(invoice)

    # ------------------------------------------------------------------
    # cash rounding, early payment
    # ------------------------------------------------------------------
    def rounding(self, strategy):
        return self.env["account.cash.rounding"].create(
            {
                "name": "Five pence",
                "rounding": 0.05,
                "strategy": strategy,
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
                "rounding_method": "HALF-UP",
            }
        )

    def test_cash_rounding_by_a_line(self):
        rounding = self.rounding("add_invoice_line")
        invoice = self.new_invoice(9.98, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_total, 12.0)
        self.run_sync()
        self.assertState(invoice, "held", "tax_unmapped")  # the rounding has no tax
        self.map_taxes(None, "NONE")
        self.run_sync()
        there = self.assertToTheCent(invoice)
        self.line(there, 1, LineAmount=Decimal("0.02"), TaxType="NONE")

    def test_cash_rounding_of_the_biggest_tax(self):
        rounding = self.rounding("biggest_tax")
        invoice = self.new_invoice(9.99, invoice_cash_rounding_id=rounding.id)
        self.assertEqual(invoice.amount_total, 12.0)
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_cash_rounding_of_the_biggest_tax_by_two_cents(self):
        rounding = self.rounding("biggest_tax")
        link = self.held("rounding", 9.98, invoice_cash_rounding_id=rounding.id)
        self.assertIn("0.02", link.error)

    def test_early_payment_discount_mixed(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within 7 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 7,
                "early_pay_discount_computation": "mixed",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        self.map_taxes(None, "NONE")
        invoice = self.new_invoice(100, invoice_payment_term_id=term.id)
        self.assertEqual(invoice.amount_tax, 19.6)
        self.run_sync()
        self.assertToTheCent(invoice)

    # ------------------------------------------------------------------
    # currencies
    # ------------------------------------------------------------------
    def test_foreign_currency_with_odoos_rate(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.163700)])
        there = self.across(99.99, currency_id=euro.id)
        self.assertEqual(there["CurrencyCode"], "EUR")
        self.assertEqual(Decimal(str(there["CurrencyRate"])), Decimal("1.1637"))

    def test_rate_typed_on_the_invoice(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.2)])
        invoice = self.new_invoice(99.99, currency_id=euro.id, post=False)
        invoice.invoice_currency_rate = 1.234567
        invoice.action_post()
        self.run_sync()
        there = self.assertToTheCent(invoice)
        self.assertEqual(Decimal(str(there["CurrencyRate"])), Decimal("1.234567"))

    def test_currency_that_xero_does_not_know(self):
        zloty = self.setup_other_currency("PLN", rates=[("2026-01-01", 5)])
        invoice = self.new_invoice(100, currency_id=zloty.id)
        self.run_sync()
        link = self.assertState(invoice, "held", "currency_missing")
        self.assertIn("PLN", link.error)
        self.assertFalse(self.xero_invoices())

    def test_currency_without_cents(self):
        """Odoo rounds the tax to a yen, Xero to a hundredth of one."""
        yen = self.setup_other_currency("JPY", rates=[("2026-01-01", 190)], rounding=1)
        self.use_in_xero("JPY")
        self.held("rounding", 1234, currency_id=yen.id)

    def test_currency_with_three_decimals(self):
        dinar = self.setup_other_currency(
            "KWD", rates=[("2026-01-01", 0.4)], rounding=0.001
        )
        self.use_in_xero("KWD")
        self.held("decimals", 10.125, currency_id=dinar.id)

    # ------------------------------------------------------------------
    # lines in order
    # ------------------------------------------------------------------
    def test_sections_and_notes(self):
        there = self.across(
            {"display_type": "line_section", "name": "Flour", "sequence": 1},
            {"price_unit": 10, "name": "Rye", "sequence": 2},
            {"display_type": "line_subsection", "name": "Wheat", "sequence": 3},
            {"price_unit": 20, "name": "Spelt", "sequence": 4},
            {"display_type": "line_note", "name": "Keep dry.", "sequence": 5},
        )
        self.assertEqual(
            [line["Description"] for line in there["LineItems"]],
            ["Flour", "Rye", "Wheat", "Spelt", "Keep dry."],
        )
        self.line(there, 0, LineAmount=0)

    def test_order_is_by_sequence(self):
        there = self.across(
            {"price_unit": 10, "name": "Second", "sequence": 20},
            {"price_unit": 20, "name": "First", "sequence": 10},
        )
        self.assertEqual(
            [line["Description"] for line in there["LineItems"]], ["First", "Second"]
        )

    def test_no_description(self):
        there = self.across({"name": False, "price_unit": 10})
        self.assertEqual(there["LineItems"][0]["Description"], "Item")

    def test_description_of_a_product(self):
        there = self.across({"product_id": self.product_a.id, "name": False})
        self.assertEqual(there["LineItems"][0]["Description"], "product_a")

    def test_long_description(self):
        there = self.across({"name": "é" * 5000, "price_unit": 10})
        self.assertEqual(len(there["LineItems"][0]["Description"]), 4000)

    def test_long_description_keeps_the_quantity(self):
        there = self.across(
            {"name": "é" * 5000, "quantity": 1500, "price_unit": 0.001234}
        )
        text = there["LineItems"][0]["Description"]
        self.assertTrue(text.endswith(" (1500 ×)"), text[-20:])
        self.assertEqual(len(text), 4000)

    # ------------------------------------------------------------------
    # dates and reference
    # ------------------------------------------------------------------
    def test_due_date(self):
        there = self.across(invoice_date_due="2026-10-15")
        self.assertEqual(str(there["DueDate"]), "2026-10-15")
        self.assertEqual(there["Date"], DAY)

    def test_instalments_give_the_earliest_date(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Three parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": share, "nb_days": days}
                    )
                    for share, days in ((30, 10), (30, 40), (40, 70))
                ],
            }
        )
        there = self.across(1000, invoice_payment_term_id=term.id)
        self.assertEqual(str(there["DueDate"]), "2026-09-11")

    def test_long_reference(self):
        there = self.across(ref="R" * 300)
        self.assertEqual(there["Reference"], "R" * 255)
