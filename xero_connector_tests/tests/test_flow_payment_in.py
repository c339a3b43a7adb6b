# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments that were recorded in Xero arrive in Odoo."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowPaymentIn(XeroPaymentCommon):
    def test_paid_in_xero(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, day=PAID, reference="Card 4711")
        self.read_xero()
        payment = self.odoo_payments(invoice)
        self.assertEqual(payment.amount, 120)
        self.assertEqual(payment.date, PAID)
        self.assertEqual(payment.memo, "Card 4711")
        self.assertEqual(payment.journal_id, self.bank)
        self.assertIn(payment.state, ("paid", "in_process"))
        self.assertState(self.settlements(invoice), "synced")
        self.assertDue(invoice, 0)
        # what came from there does not go back
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        self.assertEqual(len(self.odoo_payments(invoice)), 1)
        self.assertEqual(len(self.xero_payments()), 1)

    def test_in_parts_from_both_sides(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, 50, day=PAID)
        self.read_xero()
        self.assertDue(invoice, 70)
        self.pay(invoice, 30)
        self.run_sync()
        self.assertDue(invoice, 40)
        self.books().record_payment(remote_id, 40, day=PAID)
        self.read_xero()
        self.assertDue(invoice, 0)
        self.assertEqual(len(self.odoo_payments(invoice)), 3)

    def test_several_at_once(self):
        first, once = self.sent_invoice(100)
        second, twice = self.sent_invoice(200)
        self.books().record_payment(once, day=PAID)
        self.books().record_payment(twice, 50, day=PAID)
        self.books().record_payment(twice, 30, day=PAID)
        resource = self.registry["xero.resource.payment"]
        alone = resource._make
        with patch.object(resource, "_make", autospec=True, side_effect=alone) as make:
            self.read_xero()
        self.assertEqual(
            make.call_count, 1, "a second payment of a document goes alone"
        )
        self.assertDue(first, 0)
        self.assertDue(second, 160)
        self.assertEqual(sorted(self.odoo_payments(second).mapped("amount")), [30, 50])
        rows = self.settlements(first) + self.settlements(second)
        self.assertEqual([self.link_of(row).state for row in rows], ["synced"] * 3)
        self.assertEqual(len(rows.counterpart_id), 3)

    def test_of_a_document_that_is_not_posted_any_more(self):
        """The others arrive all the same, and it too once it is posted again."""
        moves = [self.sent_invoice(100) for _ in range(3)]
        for _move, remote_id in moves:
            self.books().record_payment(remote_id, 50, day=PAID)
        paid, draft, cancelled = (move for move, _remote_id in moves)
        draft.button_draft()
        cancelled.button_draft()
        cancelled.button_cancel()
        self.read_xero()
        self.assertDue(paid, 70)
        self.assertFalse((draft + cancelled).line_ids.matched_credit_ids)
        (link,) = self.env["xero.link"].search(
            [("resource", "=", "payment"), ("state", "=", "held")]
        )
        self.assertEqual(link.cause, "refused_by_odoo")
        self.assertIn(f"{draft.name} is not posted in Odoo", link.error)
        draft.action_post()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        self.assertDue(draft, 70)

    def test_deleted_in_xero(self):
        invoice, remote_id = self.sent_invoice(100)
        there = self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        payment = self.odoo_payments(invoice)
        self.books().delete_payment(there["PaymentID"])
        self.read_xero()
        self.assertEqual(payment.state, "canceled")
        self.assertDue(invoice, 120)
        self.assertState(self.settlements(invoice), "synced")

    def test_ours_deleted_in_xero_asks(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.pay(invoice)
        self.run_sync()
        row = self.settlements(invoice)
        self.books().delete_payment(self.link_of(row).remote_id)
        self.read_xero()
        self.assertState(row, "difference")
        self.assertEqual(invoice.amount_residual, 0)

    def test_the_same_money_on_both_sides_is_linked(self):
        invoice, remote_id = self.sent_invoice(100)
        self.bank_mapping.unlink()  # ours is held, as it was before go-live
        self.pay(invoice, day=PAID)
        self.run_sync()
        there = self.books().record_payment(
            remote_id, day=date(2026, 9, 18), account="090"
        )
        self.map_journal(self.bank, self.bank_account)
        self.forget_changes()
        self.read_xero()
        row = self.settlements(invoice)
        self.assertEqual(self.link_of(row).remote_id, there["PaymentID"])
        self.assertState(row, "synced")
        self.assertEqual(len(self.odoo_payments(invoice)), 1)
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertCalls(self.run_sync())

    def test_exceeds_what_is_due_finds_the_twin(self):
        invoice, remote_id = self.sent_invoice(100)
        there = self.books().record_payment(remote_id, day=PAID)
        self.pay(invoice, day=date(2026, 9, 17))
        self.run_sync()
        row = self.settlements(invoice)
        self.assertEqual(self.link_of(row).remote_id, there["PaymentID"])
        self.assertState(row, "synced")
        self.assertDue(invoice, 0)

    def test_exceeds_what_is_due_without_a_twin(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, 100, day=PAID)
        self.pay(invoice)
        self.run_sync()
        self.assertState(self.settlements(invoice), "error", "exceeds_due")

    def paid_on_an_unmapped_account(self):
        """An invoice paid in Xero on an account whose journal nobody chose."""
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        self.assertFalse(self.odoo_payments(invoice))
        link = self.env["xero.link"].search([("resource", "=", "payment")])
        self.assertEqual((link.state, link.cause), ("held", "journal_unmapped"))
        return invoice

    def test_unmapped_account_is_held(self):
        self.bank_mapping.unlink()
        invoice = self.paid_on_an_unmapped_account()
        self.map_journal(self.bank, self.bank_account)
        self.run_sync()
        self.assertDue(invoice, 0)

    def test_a_suggested_journal_takes_nothing(self):
        """Only what somebody chose or accepted; also where both point there."""
        self.bank_mapping.unlink()
        guess = self.bank.copy({"name": "Guess", "code": "GUESS"})
        suggested = self.map_journal(guess, self.bank_account, is_suggested=True)
        invoice = self.paid_on_an_unmapped_account()
        self.map_journal(self.bank, self.bank_account)
        self.run_sync()
        self.assertTrue(suggested.exists())
        self.assertEqual(self.odoo_payments(invoice).journal_id, self.bank)
        self.assertDue(invoice, 0)

    def test_locked_in_odoo_is_held(self):
        invoice, remote_id = self.sent_invoice(100)
        self.company.sudo().fiscalyear_lock_date = date(2026, 9, 30)
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        self.assertFalse(self.odoo_payments(invoice))
        link = self.env["xero.link"].search([("resource", "=", "payment")])
        self.assertEqual((link.state, link.cause), ("held", "refused_by_odoo"))
        self.assertTrue(link.remedy)
        # the period is opened: Xero's side says nothing new, so the button asks again
        self.company.sudo().fiscalyear_lock_date = False
        self.run_sync()
        self.assertFalse(self.odoo_payments(invoice))
        link.action_sync()
        self.run_sync()
        self.assertDue(invoice, 0)

    def test_locked_in_odoo_is_looked_at_every_night(self):
        invoice, remote_id = self.sent_invoice(100)
        self.company.sudo().fiscalyear_lock_date = date(2026, 9, 30)
        self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        self.company.sudo().fiscalyear_lock_date = False
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        self.assertDue(invoice, 0)

    def test_fault_with_what_only_xero_has(self):
        """It is shown and tried again, like a fault with a record of ours."""
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, day=PAID)
        with (
            patch.object(
                type(self.env["xero.resource.payment"]),
                "_welcome",
                side_effect=ValueError("no idea"),
            ),
            self.assertLogs("odoo.addons.xero_connector", "ERROR"),
        ):
            self.read_xero()
        link = self.env["xero.link"].sudo().search([("resource", "=", "payment")])
        self.assertEqual((link.state, link.cause), ("error", "internal"))
        link.next_try = fields.Datetime.now()
        self.env["xero.retry"].sudo()._note_due(self.connection)
        self.run_sync()
        self.assertDue(invoice, 0)

    def test_batch_deposit(self):
        one, first = self.sent_invoice(100)
        two, second = self.sent_invoice(200)
        there = self.books().record_batch_deposit({first: 120, second: 240}, day=PAID)
        self.read_xero()
        payment = self.odoo_payments(one)
        self.assertEqual(payment, self.odoo_payments(two))
        self.assertEqual(payment.amount, 360)
        self.assertDue(one, 0)
        self.assertDue(two, 0)
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        self.books().delete_batch(there["BatchPaymentID"])
        self.read_xero()
        self.assertDue(one, 120)
        self.assertDue(two, 240)

    def test_batch_deposit_also_for_what_odoo_lacks(self):
        invoice, first = self.sent_invoice(100)
        contact = self.xero_invoice(invoice)["Contact"]["ContactID"]
        second = self.books().add_invoice(contact, amount=200)["InvoiceID"]
        due = self.books().json("Invoices", second)["AmountDue"]
        there = self.books().record_batch_deposit({first: 120, second: due}, day=PAID)
        self.read_xero()
        self.assertEqual(invoice.amount_residual, 120)
        link = self.link_to(there["BatchPaymentID"])
        self.assertEqual((link.state, link.cause), ("held", "documents_missing"))
        self.assertIn("1 of 2", link.error)
        self.assertTrue(link.remedy)
        self.books().delete_batch(there["BatchPaymentID"])
        self.read_xero()
        self.assertDue(invoice, 120)
        self.assertEqual((link.state, link.error), ("remote", False))

    def test_batch_deposit_that_does_not_travel(self):
        self.connection.sudo().direction_payment = "to_xero"
        invoice, first = self.sent_invoice(100)
        there = self.books().record_batch_deposit({first: 120}, day=PAID)
        self.read_xero()
        self.assertEqual(invoice.amount_residual, 120)
        self.assertNotIn("held", self.link_to(there["BatchPaymentID"]).mapped("state"))

    def link_to(self, remote_id):
        return self.env["xero.link"].sudo().search([("remote_id", "=", remote_id)])


@tagged("post_install", "-at_install")
class TestFlowPaymentOnBothSides(XeroPaymentCommon):
    """The same part payment, seen by both banks: Xero is read before it is sent."""

    def record(self, remote_id, day=PAID):
        return self.books().record_payment(remote_id, 50, day=day, account="090")

    def assertOnce(self, invoice, there):
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertEqual(len(self.odoo_payments(invoice)), 1)
        row = self.settlements(invoice)
        self.assertEqual(self.link_of(row).remote_id, there["PaymentID"])
        self.assertState(row, "synced")
        self.assertDue(invoice, 70)

    def test_a_part_is_linked(self):
        invoice, remote_id = self.sent_invoice(100)
        there = self.record(remote_id)
        self.pay(invoice, 50, day=date(2026, 9, 17))
        calls = self.run_sync()
        self.assertNotIn("PUT", {call["method"] for call in calls})
        self.assertOnce(invoice, there)
        self.read_xero()
        self.assertOnce(invoice, there)
        self.assertCalls(self.run_sync())

    def test_read_before_ours_was_looked_at(self):
        """A run that has much to do may read Xero's first."""
        invoice, remote_id = self.sent_invoice(100)
        self.pay(invoice, 50)
        ours = self.changes("settled")
        self.assertTrue(ours)
        ours.not_before = fields.Datetime.now() + timedelta(hours=1)
        there = self.record(remote_id)
        self.read_xero()
        ours.exists().not_before = fields.Datetime.now()
        self.run_sync()
        self.assertOnce(invoice, there)

    def test_a_part_is_linked_where_payments_only_go_to_xero(self):
        self.connection.direction_payment = "to_xero"
        self.read_xero()
        invoice, remote_id = self.sent_invoice(100)
        there = self.record(remote_id)
        self.pay(invoice, 50)
        self.run_sync()
        self.assertOnce(invoice, there)
        # what is only there does not come here
        self.books().record_payment(remote_id, 10, day=PAID)
        self.read_xero()
        self.assertEqual(len(self.odoo_payments(invoice)), 1)

    def test_it_is_linked_where_payments_only_come_from_xero(self):
        """Those of the connection, or of the journal; all that is due, or a part."""
        for whose, name in (
            (self.bank_mapping, "direction"),
            (self.connection, "direction_payment"),
        ):
            whose[name] = "to_odoo"
            for amount in (50, 120):
                with self.subTest(name, amount=amount):
                    invoice, remote_id = self.sent_invoice(100)
                    payment = self.pay(invoice, amount)
                    self.run_sync()
                    self.assertFalse(self.settlements(invoice))
                    there = self.books().record_payment(remote_id, amount, day=PAID)
                    self.read_xero()
                    self.assertEqual(self.odoo_payments(invoice), payment)
                    row = self.settlements(invoice)
                    self.assertEqual(self.link_of(row).remote_id, there["PaymentID"])
                    self.assertState(row, "synced")
                    self.assertDue(invoice, 120 - amount)
            with self.subTest(name, amount="another"):
                invoice, remote_id = self.sent_invoice(100)
                payment = self.pay(invoice, 30)
                self.books().record_payment(remote_id, 50, day=PAID)
                self.read_xero()
                self.assertEqual(len(self.odoo_payments(invoice)), 2)
                self.assertEqual(len(self.settlements(invoice)), 1)

    def test_of_two_in_odoo_a_person_chooses(self):
        """Where payments only come from Xero, too."""
        self.connection.direction_payment = "to_odoo"
        invoice, remote_id = self.sent_invoice(100)
        first, second = self.pay(invoice, 50), self.pay(invoice, 50)
        there = self.books().record_payment(remote_id, 50, day=PAID)
        self.read_xero()
        link = self.env["xero.link"].sudo()
        link = link.search([("remote_id", "=", there["PaymentID"])])
        self.assertEqual((link.state, link.cause), ("held", "doubtful_match"))
        choices = link.candidates
        self.assertEqual(len(choices), 2)
        self.read_xero()
        self.assertEqual(link.candidates, choices, "the same as before")
        link._decide_for(choices[1])
        self.run_sync()
        self.assertState(self.settlements(invoice)[1], "synced")
        self.assertEqual(self.odoo_payments(invoice), first | second)

    def test_one_of_several_in_xero_is_ours(self):
        invoice, remote_id = self.sent_invoice(100)
        self.record(remote_id)
        self.record(remote_id, day=date(2026, 9, 16))
        self.pay(invoice, 50)
        self.run_sync()
        self.assertEqual(len(self.xero_payments()), 2)
        self.assertEqual(len(self.odoo_payments(invoice)), 2)
        self.assertDue(invoice, 20)

    def test_another_amount_is_another_payment(self):
        invoice, remote_id = self.sent_invoice(100)
        self.record(remote_id)
        self.pay(invoice, 30)
        self.run_sync()
        self.assertEqual(len(self.xero_payments()), 2)
        self.read_xero()
        self.assertEqual(len(self.odoo_payments(invoice)), 2)
        self.assertDue(invoice, 40)

    def test_write_off_is_compared_by_its_account(self):
        self.connection.write_off_account_id = self.payable_account()
        invoice, remote_id = self.sent_invoice(100)
        there = self.books().record_payment(remote_id, 3, day=PAID, account="090")
        self.pay(invoice, 117, write_off=True)
        self.run_sync()
        taken = self.env["xero.link"].search(
            [("resource", "=", "payment"), ("remote_id", "=", there["PaymentID"])]
        )
        self.assertFalse(taken.res_id)


@tagged("post_install", "-at_install")
class TestFlowPaymentBeforePairing(XeroPaymentCommon):
    """A payment that was read before its document was found in Xero."""

    def paid_in_xero(self):
        """An invoice that Xero has too, part-paid, and nobody linked yet."""
        self.sent_invoice(10)  # its customer is linked
        invoice = self.new_invoice(100)
        there = self.books().add_invoice(
            self.link_of(self.customer).remote_id,
            amount=100,
            InvoiceNumber=invoice.name,
        )
        self.books().record_payment(there["InvoiceID"], 50, day=PAID)
        self.read_xero()
        self.assertState(invoice, "held", "already_in_xero")
        self.assertFalse(self.odoo_payments(invoice))
        return invoice

    def test_it_arrives_once_the_document_is_paired(self):
        invoice = self.paid_in_xero()
        link = self.link_of(invoice)
        link._adopt(link.candidates[0])
        self.press_sync(invoice)
        self.run_sync()
        self.assertEqual(self.odoo_payments(invoice).amount, 50)
        self.assertEqual(len(self.xero_payments()), 1)

    def test_a_batch_arrives_once_its_document_is_paired(self):
        invoice = self.paid_in_xero()
        link = self.link_of(invoice)
        other, second = self.sent_invoice(30)
        first = link.candidates[0]["remote_id"]
        self.books().record_batch_deposit({first: 10, second: 36}, day=PAID)
        self.read_xero()
        self.assertEqual(other.amount_residual, 36, "held: one of two is not linked")
        link._adopt(link.candidates[0])
        self.press_sync(invoice)
        self.run_sync()
        self.assertDue(invoice, 60)
        self.assertDue(other, 0)

    def test_what_settled_both_sides_is_history(self):
        invoice = self.paid_in_xero()
        link = self.link_of(invoice)
        known = link.search([("remote_id", "=", link.candidates[0]["remote_id"])])
        due = known.remote_payload["AmountDue"]
        self.connection.direction_payment = "none"
        self.pay(invoice, invoice.amount_total - float(due))
        self.connection.direction_payment = "both"
        link._adopt(link.candidates[0])
        self.commit_hooks()
        self.assertFalse(self.changes("payment"))


@tagged("post_install", "-at_install")
class TestFlowBatchIn(XeroPaymentCommon):
    """A batch that is no single payment in Odoo comes as the payments inside it."""

    def setUp(self):
        super().setUp()
        other = self.new_customer("Bexhill Cafe Ltd")
        self.one, self.first = self.sent_invoice(100)
        self.two, self.second = self.sent_invoice(200, partner=other)

    def only_there(self):
        return self.env["xero.link"].search(
            [("is_only_there", "=", True), ("connection_id", "=", self.connection.id)]
        )

    def test_of_several_contacts_and_of_a_part(self):
        there = self.books().record_batch_deposit(
            {self.first: 120, self.second: 100}, day=PAID, reference="Run 12"
        )
        self.read_xero()
        self.assertDue(self.one, 0)
        self.assertDue(self.two, 140)
        payment = self.odoo_payments(self.one)
        self.assertEqual((payment.amount, payment.date), (120, PAID))
        self.assertEqual(payment.memo, "Run 12")
        self.assertEqual(self.odoo_payments(self.two).amount, 100)
        self.assertFalse(self.only_there())
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        # taken back in Odoo: Xero removes none of them by itself
        payment.action_draft()
        payment.action_cancel()
        self.assertNotIn("POST", {call["method"] for call in self.run_sync()})
        row = self.settlements(self.one)
        self.assertState(row, "held", "in_batch")
        # removed in Xero: all of them, and nothing is left to say
        self.books().delete_batch(there["BatchPaymentID"])
        self.read_xero()
        self.assertDue(self.one, 120)
        self.assertDue(self.two, 240)
        self.assertState(row, "synced")
        self.assertState(self.settlements(self.two), "synced")
        self.assertFalse(self.only_there())

    def test_the_same_on_both_sides(self):
        """Paid in one go on each side: linked, not doubled."""
        more, third = self.sent_invoice(50)
        self.bank_mapping.unlink()
        payment = self.pay(self.one | more, group_payment=True)
        self.run_sync()
        there = self.books().record_batch_deposit(
            {self.first: 120, third: 60}, day=date(2026, 9, 18), account="090"
        )
        self.map_journal(self.bank, self.bank_account)
        self.forget_changes()
        self.read_xero()
        row = payment.xero_settlement_ids.filtered(lambda one: one.part == "batch")
        self.assertEqual(self.link_of(row).remote_id, there["BatchPaymentID"])
        self.assertState(row, "synced")
        self.assertEqual(self.odoo_payments(self.one | more), payment)
        self.assertDue(self.one, 0)
        self.assertDue(more, 0)
        self.assertFalse(self.only_there())
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})


@tagged("post_install", "-at_install")
class TestFlowWriteOffIn(XeroPaymentCommon):
    """The bank kept a fee: Xero's bookkeeper records it as a second payment."""

    def map_fee(self):
        self.connection.fee_account_id = self.payable_account()
        self.env["xero.account.mapping"].create(
            {
                "connection_id": self.connection.id,
                "use": "purchase",
                "account_id": self.difference_account.id,
                "xero_account_id": self.payable_account().id,
            }
        )

    def test_with_a_fee(self):
        self.map_fee()
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, 117, day=PAID)
        fee = self.books().record_payment(remote_id, 3, day=PAID, account="835")
        self.read_xero()
        self.assertDue(invoice, 0)
        rows = {row.part: row for row in self.settlements(invoice)}
        self.assertEqual(set(rows), {"cash", "fee"})
        for row in rows.values():
            self.assertState(row, "synced")
        entry = rows["fee"].counterpart_id
        cost = entry.line_ids.filtered(
            lambda aml: aml.account_id == self.difference_account
        )
        self.assertEqual((cost.balance, entry.date), (3, PAID))
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        self.press_sync(invoice)
        self.run_sync()
        self.assertEqual(len(self.settlements(invoice)), 2)
        self.assertEqual(len(self.xero_payments()), 2)
        # removed there, the entry goes too
        self.books().delete_payment(fee["PaymentID"])
        self.read_xero()
        self.assertDue(invoice, 3)
        self.assertEqual(entry.state, "cancel")
        self.assertState(rows["fee"], "synced")

    def test_of_a_bill_taken_back_here(self):
        self.map_fee()
        bill, remote_id = self.sent_invoice(100, move_type="in_invoice", ref="B 1")
        self.books().record_payment(remote_id, 3, day=PAID, account="835")
        self.read_xero()
        self.assertDue(bill, 117)
        row = self.settlements(bill)
        row.counterpart_id.button_draft()
        row.counterpart_id.button_cancel()
        self.run_sync()
        self.assertDue(bill, 120)
        self.assertEqual(self.xero_payments(), [])

    def test_without_an_account_in_odoo(self):
        self.connection.fee_account_id = self.payable_account()
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, 3, day=PAID, account="835")
        self.read_xero()
        self.assertEqual(invoice.amount_residual, 120)
        link = self.env["xero.link"].search([("resource", "=", "payment")])
        self.assertEqual((link.state, link.cause), ("held", "refused_by_odoo"))
        self.assertIn("Account Mappings", link.error)
