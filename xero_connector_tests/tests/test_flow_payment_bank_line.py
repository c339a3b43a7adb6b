# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A bank line that is matched with more than one thing."""

from odoo import Command
from odoo.tests import tagged

from .payment_common import XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentBankLine(XeroPaymentCommon):
    def match_with_payment(self, amount, payment, document):
        """Point a bank line at a payment, and with all the rest at a document."""
        line = self.new_bank_line(amount)
        _liquidity, suspense, _other = line._seek_for_lines()
        due = document.line_ids.account_id.filtered(
            lambda account: account.account_type == "asset_receivable"
        )
        money, _counterpart, _rest = payment._seek_for_lines()
        line.move_id.button_draft()
        line.move_id.write(
            {
                "line_ids": [
                    Command.update(
                        suspense.id,
                        {
                            "account_id": due.id,
                            "amount_currency": money.balance - amount,
                        },
                    ),
                    Command.create(
                        {
                            "account_id": money.account_id.id,
                            "partner_id": self.customer.id,
                            "amount_currency": -money.balance,
                        }
                    ),
                ]
            }
        )
        line.move_id.action_post()
        for account, move in ((due, document), (money.account_id, payment.move_id)):
            (line.move_id | move).line_ids.filtered(
                lambda aml, account=account: aml.account_id == account
            ).reconcile()
        self.assertTrue(payment.is_matched)
        self.assertEqual(document.amount_residual, 0)

    def test_a_payment_and_an_invoice(self):
        """What the payment brought is in Xero by itself; the rest pays the invoice."""
        first, _remote_id = self.sent_invoice(100)
        second, _remote_id = self.sent_invoice(200)
        payment = self.pay(first)
        self.run_sync()
        self.match_with_payment(360, payment, second)
        self.run_sync()
        self.assertState(self.settlements(second), "synced")
        self.assertDue(second, 0)
        self.assertEqual(
            sorted(one["Amount"] for one in self.xero_payments()), [120, 240]
        )

    def test_a_refund_and_an_invoice(self):
        """What was paid back is less on the bank line than the invoice brought."""
        note = self.new_invoice(20, move_type="out_refund")
        invoice = self.new_invoice(100)
        self.run_sync()
        payment = self.pay(note)
        self.run_sync()
        self.match_with_payment(96, payment, invoice)
        self.run_sync()
        self.assertDue(invoice, 0)
        self.assertDue(note, 0)
        self.assertEqual(
            sorted(one["Amount"] for one in self.xero_payments()), [24, 120]
        )
