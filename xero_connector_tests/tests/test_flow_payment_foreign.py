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
