# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is done about cents where Xero rounds otherwise, by each policy."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowRounding(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_calculation_rounding_method = "round_globally"

    def odd(self, move_type="out_invoice"):
        """5 × 2.01 of tax in Xero's eyes, 10.03 in Odoo's."""
        return self.new_invoice(*[{"price_unit": 10.03}] * 5, move_type=move_type)

    def lines(self, move):
        return self.xero_document(move)["LineItems"]

    def test_rounding_line(self):
        self.connection.rounding_policy = "line"
        for move_type in ("out_invoice", "out_refund", "in_invoice", "in_refund"):
            with self.subTest(move_type):
                move = self.odd(move_type)
                self.run_sync()
                link = self.assertState(move, "synced")
                there = self.xero_document(move)
                self.assertEqual(
                    Decimal(str(there["Total"])), Decimal(f"{move.amount_total:.2f}")
                )
                self.assertEqual(Decimal(str(there["TotalTax"])), Decimal("10.05"))
                *_others, last = there["LineItems"]
                self.assertEqual(
                    (last["AccountCode"], last["TaxType"], last["LineAmount"]),
                    ("860", "NONE", Decimal("-0.02")),
                )
                self.assertEqual(link.tax_difference, "+0.02")
                # looked at again: it is Xero's own line, and no difference
                self.press_sync(move)
                self.assertEqual(len(self.run_sync()), 1)
                self.assertState(move, "synced")

    def test_rounding_line_comes_and_goes(self):
        self.connection.rounding_policy = "line"
        move = self.odd()
        self.run_sync()
        self.assertEqual(len(self.lines(move)), 6)
        move.button_draft()
        for line in move.invoice_line_ids:
            line.price_unit = 10.05
        move.action_post()
        self.run_sync()
        self.assertToTheCent(move)
        self.assertEqual(len(self.lines(move)), 5)
        self.assertFalse(self.link_of(move).tax_difference)

    def test_rounding_line_only_where_needed(self):
        self.connection.rounding_policy = "line"
        move = self.new_invoice(100, 50)
        self.run_sync()
        self.assertToTheCent(move)
        self.assertEqual(len(self.lines(move)), 2)

    def test_rounding_line_of_a_cent_a_line(self):
        """More than any line may be adjusted by, in all: a line of its own may."""
        self.connection.rounding_policy = "line"
        move = self.new_invoice(*[{"price_unit": 10.02}] * 20)
        self.run_sync()
        self.assertState(move, "synced")
        self.assertEqual(self.xero_document(move)["Total"], Decimal("240.48"))
        self.assertEqual(self.link_of(move).tax_difference, "-0.08")

    def test_rounding_line_too_large(self):
        """A tax that somebody corrected is no rounding."""
        self.connection.rounding_policy = "line"
        move = self.new_invoice(100, post=False)
        line = move.line_ids.filtered(lambda aml: aml.display_type == "tax")
        move.write({"line_ids": [Command.update(line.id, {"amount_currency": -20.1})]})
        move.action_post()
        self.run_sync()
        self.assertState(move, "held", "rounding")

    def test_no_account_for_rounding(self):
        self.connection.rounding_policy = "line"
        account = self.connection.account_ids.sudo().filtered(
            lambda one: one.system_account == "ROUNDING"
        )
        account.system_account = False
        move = self.odd()
        self.run_sync()
        self.assertState(move, "held", "rounding_account")

    def test_yen(self):
        """A currency without cents: a line of less than a yen each."""
        yen = self.setup_other_currency("JPY", rates=[("2026-01-01", 190)], rounding=1)
        self.use_in_xero("JPY")
        self.connection.rounding_policy = "line"
        move = self.new_invoice(1234, currency_id=yen.id)
        self.run_sync()
        self.assertState(move, "synced")
        self.assertEqual(self.xero_document(move)["Total"], move.amount_total)

    def test_hold(self):
        self.connection.rounding_policy = "hold"
        move = self.odd()
        self.run_sync()
        link = self.assertState(move, "held", "rounding")
        self.assertIn("0.02", link.error)
        # another policy frees it
        self.connection.rounding_policy = "adjust"
        self.run_sync()
        self.assertToTheCent(move)

    def test_hold_what_agrees(self):
        self.connection.rounding_policy = "hold"
        move = self.new_invoice(100, 50)
        self.run_sync()
        self.assertToTheCent(move)
