# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of payments start from: a mapped bank journal and documents."""

from datetime import date
from decimal import Decimal

from odoo import Command, fields

from .sync_common import XeroSyncCommon

PAID = date(2026, 9, 15)


class XeroPaymentCommon(XeroSyncCommon):
    """``self.bank`` is mapped to Xero's bank account 090."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        accounts = cls.connection.account_ids
        cls.bank_account = accounts.filtered(lambda a: a.code == "090")
        cls.bank_mapping = cls.map_journal(cls.bank, cls.bank_account)
        cls.difference_account = cls.company_data["default_account_expense"]

    @classmethod
    def map_journal(cls, journal, account, **values):
        return cls.env["xero.journal.mapping"].create(
            {
                "connection_id": cls.connection.id,
                "journal_id": journal.id,
                "xero_account_id": account.id,
                **values,
            }
        )

    def payable_account(self, code="835"):
        """A Xero account that takes payments."""
        account = self.connection.account_ids.filtered(lambda a: a.code == code)
        self.assertTrue(account._can_be_paid(), code)
        return account

    def pay(self, moves, amount=None, day=PAID, write_off=False, **values):
        """Register a payment as a person does; all that is due by default."""
        vals = {"payment_date": day, "journal_id": self.bank.id, **values}
        if amount is not None:
            vals["amount"] = amount
        if write_off:
            vals["payment_difference_handling"] = "reconcile"
            vals["writeoff_account_id"] = self.difference_account.id
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=moves.ids)
            .create(vals)
        )
        return wizard._create_payments()

    def paid(self, amount=None):
        """An invoice and its payment, both in step with Xero."""
        invoice = self.new_invoice(100)
        payment = self.pay(invoice, amount)
        self.run_sync()
        self.assertState(self.settlements(invoice), "synced")
        return invoice, payment

    def apply(self, *moves):
        """Reconcile what is open of invoices with credit notes or payments."""
        lines = self.env["account.move"].union(*moves).line_ids
        lines.filtered(
            lambda aml: (
                aml.account_id.account_type == "asset_receivable" and not aml.reconciled
            )
        ).reconcile()

    def settlements(self, document):
        return (
            self.env["xero.settlement"]
            .sudo()
            .search([("document_id", "=", document.id)])
        )

    def xero_payments(self, open_only=True):
        books = self.books()
        found = [books.json("Payments", key) for key in books.payments]
        if open_only:
            found = [one for one in found if one["Status"] == "AUTHORISED"]
        return found

    def assertDue(self, move, due=None):
        """What is due in Xero is what is due in Odoo."""
        credit = move.move_type in ("out_refund", "in_refund")
        there = self.in_xero("CreditNotes" if credit else "Invoices", move)
        here = Decimal(f"{abs(move.amount_residual):.2f}")
        left = there.get("AmountDue", there.get("RemainingCredit"))
        self.assertEqual(Decimal(str(left)), here)
        if due is not None:
            self.assertEqual(here, Decimal(str(due)))
        return there

    def new_bank_line(self, amount, partner=None, day=PAID, journal=None):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": (journal or self.bank).id,
                "date": fields.Date.to_string(day),
                "payment_ref": "Bank line",
                "partner_id": (partner or self.customer).id,
                "amount": amount,
            }
        )

    def match(self, line, move):
        """Point a bank line at a document, as reconciling it does."""
        account = move.line_ids.account_id.filtered(
            lambda a: a.account_type in ("asset_receivable", "liability_payable")
        )
        self._point(line, move, account)

    def match_payment(self, line, payment):
        """Point a bank line at a payment, as matching it does."""
        self._point(line, payment.move_id, payment.outstanding_account_id)

    def _point(self, line, move, account):
        _liquidity, suspense, _other = line._seek_for_lines()
        line.move_id.button_draft()
        line.move_id.write(
            {"line_ids": [Command.update(suspense.id, {"account_id": account.id})]}
        )
        line.move_id.action_post()
        (line.move_id.line_ids + move.line_ids).filtered(
            lambda aml: aml.account_id == account and not aml.reconciled
        ).reconcile()

    def forget_changes(self):
        """Nothing that was noted or freed so far is looked at."""
        for name in ("xero.change", "xero.freed"):
            self.env[name].sudo().search([]).unlink()

    # ------------------------------------------------------------------
    # Xero's side
    # ------------------------------------------------------------------
    def read_xero(self):
        """The hour is over: everything that changed in Xero is read."""
        self.env["xero.pull"].sudo()._schedule(self.connection)
        states = self.env["xero.poll.state"].sudo()
        states = states.search([("connection_id", "=", self.connection.id)])
        states.next_poll = fields.Datetime.now()
        return self.run_sync()

    def sent_invoice(self, *lines, **values):
        """An invoice that is in step with Xero, and what it is called there."""
        invoice = self.new_invoice(*lines, **values)
        self.run_sync()
        self.assertState(invoice, "synced")
        return invoice, self.link_of(invoice).remote_id

    def odoo_payments(self, document):
        """Payments of Odoo that settle a document, by its partials."""
        return document._get_reconciled_payments()
