# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Foreign money: the bank in Xero receives exactly what moved in Odoo."""

from decimal import Decimal

from odoo.tests import tagged

from .payment_common import XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentForeign(XeroPaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2026-01-01", 1.1538)])

    def euro_invoice(self, price):
        line = {"price_unit": price, "taxes": self.env["account.tax"]}
        return self.new_invoice(line, currency_id=self.euro.id)

    def test_over_several_documents_to_the_cent(self):
        self.map_taxes(self.env["account.tax"], "NONE")
        invoices = self.env["account.move"]
        for price in (33.33, 33.33, 33.34):
            invoices |= self.euro_invoice(price)
        payment = self.pay(invoices, currency_id=self.euro.id, group_payment=True)
        liquidity, _counterpart, _rest = payment._seek_for_lines()
        self.assertEqual(liquidity.balance, 86.67)
        self.run_sync()
        for invoice in invoices:
            self.assertState(self.settlements(invoice), "synced")
            self.assertDue(invoice, 0)
        there = self.xero_payments()
        self.assertEqual(sum(one["Amount"] for one in there), Decimal("100.00"))
        self.assertEqual(sum(one["BankAmount"] for one in there), Decimal("86.67"))

    def test_only_unreconciled_it_stays_in_xero(self):
        """80 GBP that paid 100 USD are all of it, though 80 is less than 100."""
        invoice = self.new_invoice(100, currency_id=self.euro.id)
        payment = self.pay(invoice, currency_id=self.company.currency_id.id)
        self.run_sync()
        row = self.settlements(invoice)
        self.assertState(row, "synced")
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertState(row, "waiting")
        self.assertEqual(len(self.xero_payments()), 1)
        # used elsewhere it is no longer there
        other = self.new_invoice(50)
        lines = (payment.move_id.line_ids + other.line_ids).filtered(
            lambda aml: aml.account_id.account_type == "asset_receivable"
        )
        lines.filtered(lambda aml: not aml.reconciled).reconcile()
        self.run_sync()
        (there,) = self.xero_payments()
        self.assertEqual(there["Amount"], Decimal("60.00"))
