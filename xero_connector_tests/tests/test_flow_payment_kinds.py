# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money of every kind of document, on both sides, and the less usual ways to pay."""

from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon
from .sync_common import DAY

#: kind of document to the way of the money, the kind of partner and Xero's word for it
KINDS = {
    "out_invoice": ("inbound", "customer", "ACCRECPAYMENT"),
    "out_receipt": ("inbound", "customer", "ACCRECPAYMENT"),
    "out_refund": ("outbound", "customer", "ARCREDITPAYMENT"),
    "in_invoice": ("outbound", "supplier", "ACCPAYPAYMENT"),
    "in_receipt": ("outbound", "supplier", "ACCPAYPAYMENT"),
    "in_refund": ("inbound", "supplier", "APCREDITPAYMENT"),
}


@tagged("post_install", "-at_install")
class TestFlowPaymentKinds(XeroPaymentCommon):
    def one_of_each(self):
        """kind to a document of 120.00 that is in step."""
        moves = {
            kind: self.new_invoice(100, move_type=kind, ref=f"Of a kind {kind}")
            for kind in KINDS
        }
        self.run_sync()
        for move in moves.values():
            self.assertState(move, "synced")
            self.assertDue(move, 120)
        return moves

    def payments_of(self, move):
        """Xero's payments of a document that stand."""
        remote_id = self.link_of(move).remote_id
        return [
            one
            for one in self.xero_payments()
            if remote_id
            in (
                one.get("Invoice", {}).get("InvoiceID"),
                one.get("CreditNote", {}).get("CreditNoteID"),
            )
        ]

    def test_paid_here(self):
        moves = self.one_of_each()
        payments = {kind: self.pay(move, 45) for kind, move in moves.items()}
        self.run_sync()
        for kind, move in moves.items():
            with self.subTest(kind):
                (there,) = self.payments_of(move)
                self.assertEqual(
                    (there["PaymentType"], there["Amount"]), (KINDS[kind][2], 45)
                )
                self.assertDue(move, 75)
        for payment in payments.values():
            payment.action_draft()
            payment.action_cancel()
        self.run_sync()
        for kind, move in moves.items():
            with self.subTest(f"{kind}, taken back"):
                self.assertEqual(self.payments_of(move), [])
                self.assertDue(move, 120)

    def test_paid_there(self):
        moves = self.one_of_each()
        there = {
            kind: self.books().record_payment(self.link_of(move).remote_id, day=PAID)
            for kind, move in moves.items()
        }
        self.read_xero()
        payments = {}
        for kind, move in moves.items():
            with self.subTest(kind):
                payments[kind] = payment = self.odoo_payments(move)
                self.assertEqual(
                    (payment.payment_type, payment.partner_type), KINDS[kind][:2]
                )
                self.assertEqual((payment.amount, payment.date), (120, PAID))
                self.assertDue(move, 0)
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        for one in there.values():
            self.books().delete_payment(one["PaymentID"])
        self.read_xero()
        for kind, move in moves.items():
            with self.subTest(f"{kind}, removed"):
                self.assertEqual(payments[kind].state, "canceled")
                self.assertDue(move, 120)

    def match_both(self, amount, *parts):
        """A bank line over documents of both directions.

        :param parts: document and what its line on the bank line's entry is
        """
        line = self.new_bank_line(amount)
        (first, first_amount), *others = parts
        self.assertEqual(amount, -sum(one for _move, one in parts))
        account = self.apply_account(first)
        _liquidity, suspense, _other = line._seek_for_lines()
        line.move_id.button_draft()
        line.move_id.write(
            {
                "line_ids": [
                    Command.update(
                        suspense.id,
                        {"account_id": account.id, "amount_currency": first_amount},
                    ),
                    *(
                        Command.create(
                            {
                                "account_id": self.apply_account(move).id,
                                "partner_id": self.customer.id,
                                "amount_currency": one,
                            }
                        )
                        for move, one in others
                    ),
                ]
            }
        )
        line.move_id.action_post()
        for move, one in parts:
            ours = line.move_id.line_ids.filtered(
                lambda aml, one=one: aml.amount_currency == one
            )
            theirs = move.line_ids.filtered(
                lambda aml, move=move: aml.account_id == self.apply_account(move)
            )
            (ours + theirs).reconcile()
        return line

    def apply_account(self, move):
        return move.line_ids.account_id.filtered(
            lambda a: a.account_type in ("asset_receivable", "liability_payable")
        )

    def test_bank_line_that_takes_and_gives_back(self):
        """An invoice of 120 and a credit note of 24, older or newer, in one line."""
        for credit_first in (True, False):
            with self.subTest(credit_first=credit_first):
                kinds = ("out_refund", "out_invoice")
                moves = {
                    kind: self.new_invoice(
                        100 if kind == "out_invoice" else 20, move_type=kind
                    )
                    for kind in (kinds if credit_first else kinds[::-1])
                }
                self.run_sync()
                invoice, note = moves["out_invoice"], moves["out_refund"]
                self.match_both(96, (invoice, -120), (note, 24))
                self.assertEqual(invoice.amount_residual, 0)
                self.run_sync()
                ((paid,), (back,)) = self.payments_of(invoice), self.payments_of(note)
                self.assertEqual((paid["Amount"], back["Amount"]), (120, 24))
                self.assertDue(invoice, 0)
                self.assertDue(note, 0)

    def test_bank_line_over_an_invoice_and_a_bill(self):
        moves = self.one_of_each()
        invoice, bill = moves["out_invoice"], moves["in_invoice"]
        part = self.match_both(70, (invoice, -120), (bill, 50))
        self.assertTrue(part)
        self.run_sync()
        ((paid,), (spent,)) = self.payments_of(invoice), self.payments_of(bill)
        self.assertEqual((paid["Amount"], spent["Amount"]), (120, 50))
        self.assertDue(invoice, 0)
        self.assertDue(bill, 70)

    def test_from_two_bank_accounts(self):
        other = self.bank.copy({"name": "Savings", "code": "SAV"})
        account = self.connection.account_ids.filtered(lambda a: a.code == "091")
        self.map_journal(other, account)
        invoice, remote_id = self.sent_invoice(100)
        self.pay(invoice, 50)
        self.pay(invoice, 30, journal_id=other.id)
        self.books().record_payment(remote_id, 40, day=PAID, account="091")
        self.read_xero()
        self.assertDue(invoice, 0)
        self.assertEqual(
            sorted(
                (one["Account"]["Code"], one["Amount"]) for one in self.xero_payments()
            ),
            [("090", 50), ("091", 30), ("091", 40)],
        )
        self.assertEqual(
            sorted(
                (payment.journal_id.code, payment.amount)
                for payment in self.odoo_payments(invoice)
            ),
            sorted([(self.bank.code, 50), ("SAV", 30), ("SAV", 40)]),
        )

    def test_early_payment_discount_with_its_tax(self):
        """What the bank did not get is one payment on the account for discounts, the
        tax that goes with it included: the document is paid on both sides."""
        self.connection.discount_account_id = self.payable_account()
        term = self.env["account.payment.term"].create(
            {
                "name": "2 % within 30 days",
                "early_discount": True,
                "discount_percentage": 2,
                "discount_days": 30,
                "early_pay_discount_computation": "included",
                "line_ids": [Command.create({"value": "percent", "value_amount": 100})],
            }
        )
        for kind in ("out_invoice", "in_invoice"):
            with self.subTest(kind):
                move = self.new_invoice(
                    99.99,
                    33.33,
                    move_type=kind,
                    ref=f"Early {kind}",
                    invoice_payment_term_id=term.id,
                )
                payment = self.pay(move, day=DAY)
                self.assertEqual(payment.amount, 156.78)  # 98 % of 159.98
                self.run_sync()
                self.assertDue(move, 0)
                self.assertEqual(
                    {
                        one["Account"]["AccountID"]: one["Amount"]
                        for one in self.payments_of(move)
                    },
                    {
                        self.bank_account.remote_id: Decimal("156.78"),
                        self.payable_account().remote_id: Decimal("3.20"),
                    },
                )

    def tax_when_paid(self):
        self.company.tax_exigibility = True
        tax = self.vat20.copy(
            {
                "name": "20% when paid",
                "tax_exigibility": "on_payment",
                "cash_basis_transition_account_id": self.transition_account().id,
            }
        )
        self.map_taxes(tax, "OUTPUT2")
        return tax

    def test_tax_that_is_due_when_paid(self):
        """Odoo's entry that makes the tax due stays at home."""
        tax = self.tax_when_paid()
        invoice, remote_id = self.sent_invoice({"price_unit": 100, "taxes": tax})
        self.pay(invoice, 60)
        self.run_sync()
        self.assertDue(invoice, 60)
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        self.assertDue(invoice, 0)
        entries = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "=", invoice.id)]
        )
        self.assertEqual(sum(entries.line_ids.mapped("balance")), 0)
        self.assertEqual(len(entries), 2)
        self.assertEqual(len(self.settlements(invoice)), 2)
        self.assertEqual(len(self.xero_payments()), 2)

    def test_tax_that_is_due_when_credited(self):
        """A part of a credit note that was applied in Xero makes tax due here too."""
        tax = self.tax_when_paid()
        line = {"price_unit": 100, "taxes": tax}
        invoice, remote_id = self.sent_invoice(line)
        note, note_id = self.sent_invoice(line, move_type="out_refund")
        self.books().allocate(note_id, remote_id, 24)
        self.read_xero()
        self.assertDue(invoice, 96)
        entries = self.env["account.move"].search(
            [("tax_cash_basis_origin_move_id", "in", (invoice | note).ids)]
        )
        for document, tax_due in ((invoice, -4), (note, 4)):
            due = entries.filtered(
                lambda one, document=document: (
                    one.tax_cash_basis_origin_move_id == document
                )
            ).line_ids.filtered("tax_line_id")
            self.assertEqual(sum(due.mapped("balance")), tax_due)

    def transition_account(self):
        account = self.company_data["default_account_tax_sale"].copy()
        account.reconcile = True
        return account

    def test_entry_instead_of_a_payment(self):
        """A journal entry settles an invoice; once it is cancelled, no longer."""
        self.connection.clearing_account_id = self.payable_account()
        invoice, _remote_id = self.sent_invoice(100)
        due = invoice.line_ids.filtered(
            lambda aml: aml.account_id.account_type == "asset_receivable"
        )
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": PAID,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": due.account_id.id,
                            "partner_id": self.customer.id,
                            "credit": 20,
                        }
                    ),
                    Command.create(
                        {"account_id": self.difference_account.id, "debit": 20}
                    ),
                ],
            }
        )
        entry.action_post()
        (due + entry.line_ids.filtered("credit")).reconcile()
        self.run_sync()
        self.assertDue(invoice, 100)
        (there,) = self.xero_payments()
        self.assertEqual(
            there["Account"]["AccountID"], self.payable_account().remote_id
        )
        entry.button_draft()
        entry.button_cancel()
        self.run_sync()
        self.assertEqual(self.xero_payments(), [])
        self.assertDue(invoice, 120)
