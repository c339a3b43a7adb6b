# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that are rarely seen, and that somebody has all the same: Xero's totals are
the ledger's, and their end on one side is their end on the other."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

SALES = ("out_invoice", "out_receipt", "out_refund")
KINDS = (*SALES, "in_invoice", "in_receipt", "in_refund")
CREDITS = ("out_refund", "in_refund")


@tagged("post_install", "-at_install")
class TestFlowOddDocuments(XeroSyncCommon):
    count = 0

    def new(self, move_type, *lines, post=True, **values):
        self.count += 1
        values.setdefault("ref", f"Odd {self.count}")
        move = self.new_invoice(*lines, move_type=move_type, post=False, **values)
        # Odoo gives the number of a cancelled draft again
        move.name = f"ODD/{move_type}/{self.count}"
        if post:
            move.action_post()
        return move

    def across(self, move_type, *lines, **values):
        move = self.new(move_type, *lines, **values)
        self.run_sync()
        return move, self.assertToTheCent(move)

    def assertNothingSent(self, calls):
        self.assertFalse([call for call in calls if call["method"] != "GET"])

    # ------------------------------------------------------------------
    # nothing to pay
    # ------------------------------------------------------------------
    def test_nothing_to_pay(self):
        """Xero has it paid at once, and then lets nobody but its own user undo it."""
        for move_type in KINDS:
            with self.subTest(move_type):
                move, there = self.across(
                    move_type,
                    {"price_unit": 100},
                    {"price_unit": -100, "name": "Down payment"},
                )
                self.assertEqual(there["Total"], 0)
                self.assertEqual(there["Status"], "PAID")
                move.button_draft()
                move.invoice_line_ids[0].price_unit = 120
                move.action_post()
                self.assertNothingSent(self.run_sync())
                self.assertState(move, "held", "paid_in_xero")
                move.button_draft()
                move.button_cancel()
                self.assertNothingSent(self.run_sync())
                link = self.assertState(move, "held", "not_voidable")
                self.assertEqual(self.xero_document(move), there)
                self.organisation.close_document(link.remote_id)
                self.press_sync(move)
                self.run_sync()
                self.assertState(move, "synced")

    def test_no_quantity(self):
        for move_type in KINDS:
            with self.subTest(move_type):
                _move, there = self.across(
                    move_type,
                    {"price_unit": 100, "quantity": 0},
                    {"display_type": "line_section", "name": "Delivered"},
                    {"price_unit": 7.77},
                    {"price_unit": 0, "quantity": 3, "name": "Free of charge"},
                )
                self.assertEqual(len(there["LineItems"]), 4)
                self.assertEqual(there["SubTotal"], Decimal("7.77"))

    def test_only_lines_without_quantity(self):
        for move_type in ("out_invoice", "in_invoice"):
            with self.subTest(move_type):
                _move, there = self.across(move_type, {"price_unit": 9, "quantity": 0})
                self.assertEqual(there["Total"], 0)

    # ------------------------------------------------------------------
    # signs
    # ------------------------------------------------------------------
    def test_negative_lines_with_a_discount(self):
        for move_type in KINDS:
            with self.subTest(move_type):
                _move, there = self.across(
                    move_type,
                    {"price_unit": 33.33, "quantity": 7, "discount": 12.5},
                    {"price_unit": -9.99, "quantity": 3, "discount": 33.33},
                    {"price_unit": 9.99, "quantity": -2, "discount": 5},
                )
                nets = [line["LineAmount"] for line in there["LineItems"]]
                self.assertEqual([net > 0 for net in nets], [True, False, False])

    def test_final_invoice_less_its_down_payment(self):
        """What the sales app makes: a section, and the down payment at minus one."""
        _move, there = self.across(
            "out_invoice",
            {"price_unit": 1000, "quantity": 1},
            {"display_type": "line_section", "name": "Down Payments"},
            {"price_unit": 300, "quantity": -1, "name": "Down payment of 2026-08-01"},
        )
        self.assertEqual(there["SubTotal"], 700)
        self.assertEqual(there["LineItems"][2]["LineAmount"], -300)

    def test_tax_that_is_kept_back(self):
        """A tax below zero beside the ordinary one is mapped as what both come to."""
        withheld = self.env["account.tax"].create(
            {"name": "Withheld", "amount": -20, "type_tax_use": "purchase"}
        )
        self.map_taxes(self.bill_vat20 | withheld, "ZERORATEDINPUT", use="purchase")
        move, there = self.across(
            "in_invoice", {"price_unit": 99.99, "taxes": self.bill_vat20 | withheld}
        )
        self.assertEqual(there["TotalTax"], 0)
        # alone it makes the tax negative, which no rate of Xero's does
        self.map_taxes(withheld, "INPUT2", use="purchase")
        move = self.new("in_invoice", {"price_unit": 99.99, "taxes": withheld})
        self.run_sync()
        self.assertState(move, "held", "rounding")

    def test_reverse_charge(self):
        """Due and deducted at once: the buyer owes no tax to the supplier."""
        charged = self.env["account.tax"].search(
            [
                ("company_id", "=", self.company.id),
                ("type_tax_use", "=", "purchase"),
                ("name", "=", "20% RC"),
            ]
        )
        self.map_taxes(charged, "REVERSECHARGES", use="purchase")
        for move_type in ("in_invoice", "in_receipt", "in_refund"):
            with self.subTest(move_type):
                move, there = self.across(
                    move_type, {"price_unit": 99.99, "taxes": charged}, 10.03
                )
                self.assertEqual(len(move.line_ids.filtered("tax_line_id")), 3)
                self.assertEqual(there["LineItems"][0]["TaxType"], "REVERSECHARGES")
                self.assertEqual(there["LineItems"][0]["TaxAmount"], 0)

    # ------------------------------------------------------------------
    # numbers
    # ------------------------------------------------------------------
    def test_long_number_of_a_supplier(self):
        """Cut to what Xero takes: a second look finds no difference."""
        for move_type in ("in_invoice", "in_refund"):
            with self.subTest(move_type):
                number = f"{move_type} " + "9" * 300
                move, there = self.across(move_type, ref=number)
                field = "InvoiceNumber" if "inv" in move_type else "CreditNoteNumber"
                self.assertEqual(there[field], number[:255])
                self.press_sync(move)
                self.run_sync()
                self.assertState(move, "synced")
                self.assertEqual(move.ref, number)

    def test_long_number_of_a_sale(self):
        move = self.new("out_invoice", post=False)
        move.name = "A/" + "9" * 300 + "/1"
        move.action_post()
        self.run_sync()
        self.assertState(move, "held", "number_long")

    def test_number_with_spaces_around_it(self):
        move, _there = self.across("in_invoice", ref="  4711 ")
        self.press_sync(move)
        self.run_sync()
        self.assertState(move, "synced")

    def test_number_of_spaces(self):
        move, there = self.across("in_invoice", ref="   ")
        self.assertEqual(there["InvoiceNumber"], move.name)

    def test_notes_are_no_markup(self):
        """What Odoo's users type there is text; nothing in it is a tag."""
        notes = ("<see page 3>", "Sizes <10 mm & >5 mm\nTom &amp; Co", "2 <b>x</b>")
        _move, there = self.across(
            "out_invoice",
            10,
            *({"display_type": "line_note", "name": n} for n in notes),
        )
        texts = [line["Description"] for line in there["LineItems"][1:]]
        self.assertEqual(texts, list(notes))

    def test_one_number_twice_of_one_supplier(self):
        """Odoo warns of it and lets it be posted; they are two in Xero, too."""
        first, _there = self.across("in_refund", ref="Same")
        second, _there = self.across("in_refund", ref="Same")
        self.assertNotEqual(
            self.link_of(first).remote_id, self.link_of(second).remote_id
        )

    # ------------------------------------------------------------------
    # currencies, terms
    # ------------------------------------------------------------------
    def test_currency_at_one_to_one(self):
        """A rate of one is a rate: Xero would take its own of the day otherwise."""
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1)])
        move, there = self.across("out_invoice", 99.99, currency_id=euro.id)
        self.assertEqual(Decimal(str(there["CurrencyRate"])), 1)
        self.press_sync(move)
        self.run_sync()
        self.assertState(move, "synced")

    def test_books_in_another_currency(self):
        """Rates here count from pounds, there from euros: nothing would agree."""
        self.connection.organisation_id.sudo().base_currency = "EUR"
        for move_type in ("out_invoice", "in_refund"):
            with self.subTest(move_type):
                move = self.new(move_type)
                self.run_sync()
                self.assertState(move, "held", "base_currency")

    def test_early_payment_discounts(self):
        """Whichever way the tax is worked out, the document's own is sent."""
        self.map_taxes(None, "NONE")
        self.map_taxes(None, "NONE", use="purchase")
        for computation in ("included", "excluded", "mixed"):
            term = self.env["account.payment.term"].create(
                {
                    "name": f"2 % within 7 days, {computation}",
                    "early_discount": True,
                    "discount_percentage": 2,
                    "discount_days": 7,
                    "early_pay_discount_computation": computation,
                    "line_ids": [
                        Command.create({"value": "percent", "value_amount": 100})
                    ],
                }
            )
            for move_type in KINDS:
                with self.subTest(f"{computation} {move_type}"):
                    move = self.new(
                        move_type, 33.33, 7.77, invoice_payment_term_id=term.id
                    )
                    self.run_sync()
                    link = self.link_of(move)
                    if link.state != "held":
                        self.assertToTheCent(move)
                    else:
                        self.assertState(move, "held", "rounding")

    def test_instalments_in_another_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.1637)])
        term = self.env["account.payment.term"].create(
            {
                "name": "30/70",
                "line_ids": [
                    Command.create({"value_amount": 30, "nb_days": 10}),
                    Command.create({"value_amount": 70, "nb_days": 40}),
                ],
            }
        )
        for move_type in ("out_invoice", "in_invoice"):
            with self.subTest(move_type):
                move, there = self.across(
                    move_type,
                    99.99,
                    currency_id=euro.id,
                    invoice_payment_term_id=term.id,
                )
                dates = move.line_ids.filtered("date_maturity").mapped("date_maturity")
                self.assertEqual(there["DueDate"], min(dates))
