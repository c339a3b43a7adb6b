# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments and what they settle show their state in Xero."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestPaymentViews(XeroPaymentCommon):
    def in_state(self, *states):
        return self.env["account.payment"].search([("xero_state", "in", states)])

    def test_in_step(self):
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        self.assertFalse(payment.xero_state)
        self.run_sync()
        row = self.settlements(invoice)
        self.assertEqual(payment.xero_state, "synced")
        self.assertEqual(payment.xero_id, self.link_of(row).remote_id)
        self.assertFalse(payment.xero_error)
        self.assertEqual(row.xero_state, "synced")
        self.assertEqual(row.date, PAID)
        self.assertIn("120.00", row.amount)
        self.assertIn(payment.xero_id, payment.action_xero_view()["url"])
        self.assertIn(payment, self.in_state("synced"))
        self.assertNotIn(payment, self.in_state("held", "error"))
        rows = self.env["xero.settlement"]
        self.assertIn(row, rows.search([("xero_state", "=", "synced")]))

    def test_held(self):
        self.bank_mapping.unlink()
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        loose = self.env["account.payment"].create(
            {"partner_id": self.customer.id, "amount": 5, "journal_id": self.bank.id}
        )
        self.run_sync()
        self.assertEqual(payment.xero_state, "held")
        self.assertIn(self.bank.name, payment.xero_error)
        self.assertTrue(payment.xero_remedy)
        self.assertEqual(self.in_state("held"), payment)
        self.assertIn(loose, self.in_state(False))
        self.assertNotIn(payment, self.in_state(False))

    def test_of_several_the_worst_shows(self):
        """Cash is in step, the write-off has no account."""
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice, 115, write_off=True)
        self.run_sync()
        states = {row.part: row.xero_state for row in self.settlements(invoice)}
        self.assertEqual(states, {"cash": "synced", "write_off": "held"})
        self.assertEqual(payment.xero_state, "held")
        self.assertEqual(self.in_state("held"), payment)
        self.assertNotIn(payment, self.in_state("synced"))
        self.assertEqual(
            payment.action_xero_settlements()["res_model"], "xero.settlement"
        )

    def test_the_button(self):
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        self.env["xero.change"].sudo().search([]).unlink()
        payment.action_xero_sync()
        change = self.changes("settled").filtered(lambda one: one.lane == "button")
        self.assertEqual(change.res_id, payment.move_id.id)
        self.run_sync()
        self.assertDue(invoice, 0)
        row = self.settlements(invoice)
        self.press_sync(row)
        self.assertEqual(self.changes("payment").res_id, row.id)
        self.assertEqual(self.changes("payment").lane, "button")

    def test_the_button_where_nothing_travels(self):
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        self.connection.direction_payment = "none"
        with self.assertRaises(UserError):
            payment.action_xero_sync()
        reader = self.make_user("reader", "account.group_account_readonly")
        with self.assertRaises(AccessError):
            payment.with_user(reader).action_xero_sync()

    def test_taken_back_in_xero_it_keeps_its_name(self):
        """Cancelled, a payment has no journal entry, but a name all the same."""
        invoice, remote_id = self.sent_invoice(100)
        there = self.books().record_payment(remote_id, day=PAID)
        self.read_xero()
        row = self.settlements(invoice)
        name = self.odoo_payments(invoice).name
        self.assertIn(name, row.display_name)
        self.books().delete_payment(there["PaymentID"])
        self.read_xero()
        self.assertFalse(self.odoo_payments(invoice))
        row.invalidate_recordset()
        self.assertIn(name, row.display_name)
        self.assertIn(invoice.name, row.display_name)


@tagged("post_install", "-at_install")
class TestPaymentObstacles(XeroPaymentCommon):
    """Whatever stands against a payment: words, a remedy, nothing half-done."""

    def lock_known(self, _invoice, _remote_id):
        self.books().lock_period(date(2026, 9, 20))
        self.refresh_settings()

    def archive_known(self, _invoice, _remote_id):
        self.books().archive_account("090")
        self.refresh_settings()

    def archive_unknown(self, _invoice, _remote_id):
        self.books().archive_account("090")

    def no_mapping(self, _invoice, _remote_id):
        self.bank_mapping.unlink()

    def void_known(self, _invoice, remote_id):
        self.books().void_invoice(remote_id)
        self.read_xero()

    def void_unknown(self, _invoice, remote_id):
        self.books().void_invoice(remote_id)

    def pay_there(self, _invoice, remote_id):
        self.books().record_payment(remote_id, 100, day=PAID)

    def test_obstacles(self):
        for obstacle, state, cause in (
            (self.lock_known, "held", "locked"),
            (self.archive_known, "held", "journal_archived"),
            (self.archive_unknown, "error", "account_archived"),
            (self.no_mapping, "held", "journal_unmapped"),
            (self.void_known, "held", "document_void"),
            (self.void_unknown, "error", "exceeds_due"),
            (self.pay_there, "error", "exceeds_due"),
        ):
            with self.subTest(obstacle.__name__):
                self.xero.reset()
                self.sign_in_again(self.connection)
                self.refresh_settings()
                self.env["xero.link"].sudo().search([]).unlink()
                if not self.bank_mapping.exists():
                    self.bank_mapping = self.map_journal(self.bank, self.bank_account)
                invoice, remote_id = self.sent_invoice(100)
                obstacle(invoice, remote_id)
                before = len(self.xero_payments(open_only=False))
                payment = self.pay(invoice)
                self.run_sync()
                row = self.settlements(invoice)
                link = self.assertState(row, state, cause)
                self.assertFalse(link.remote_id)
                self.assertEqual(len(self.xero_payments(open_only=False)), before)
                self.assertEqual(payment.xero_state, state)
                self.assertTrue(payment.xero_error and payment.xero_remedy)
                # what was paid here stays paid here
                self.assertEqual(invoice.amount_residual, 0)
                problem = self.env["xero.problem"].search([("cause", "=", cause)])
                self.assertTrue(problem.words and problem.remedy)

    def test_currency_not_in_xero(self):
        """The document is held, its payment waits for it: neither is half there."""
        euro = self.setup_other_currency("JPY", rates=[("2026-01-01", 190)])
        invoice = self.new_invoice(100, currency_id=euro.id)
        self.pay(invoice, currency_id=euro.id)
        self.run_sync()
        self.assertState(invoice, "held", "currency_missing")
        row = self.settlements(invoice)
        self.assertEqual(self.link_of(row).state, "waiting")
        self.assertEqual(self.xero_payments(open_only=False), [])

    def test_matched_with_the_bank_in_xero(self):
        """Never deleted there: a conflict with the way to it."""
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        self.run_sync()
        row = self.settlements(invoice)
        link = self.link_of(row)
        self.books().reconcile_payment(link.remote_id)
        payment.action_draft()
        payment.action_cancel()
        calls = self.run_sync()
        self.assertEqual({call["method"] for call in calls}, {"GET"})
        link = self.assertState(row, "conflict", "bank_reconciled")
        self.assertIn(link.remote_id, link.action_view_in_xero()["url"])
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertTrue(row.display_name.split(":")[1].strip())
        problem = self.env["xero.problem"].search([("cause", "=", "bank_reconciled")])
        self.assertEqual((problem.state, problem.count), ("conflict", 1))
        # no field is in question: mended in Xero, it is tried again
        action = problem.action_differences()
        self.assertFalse(self.env[action["res_model"]].search(action["domain"]))
        self.assertFalse(problem.can_decide)

    def test_taken_back_after_the_period_was_locked(self):
        invoice, _remote_id = self.sent_invoice(100)
        payment = self.pay(invoice)
        self.run_sync()
        self.books().lock_period(date(2026, 9, 20))
        self.refresh_settings()
        payment.action_draft()
        payment.action_cancel()
        self.run_sync()
        self.assertState(self.settlements(invoice), "held", "locked")
        self.assertEqual(len(self.xero_payments()), 1)


@tagged("post_install", "-at_install")
class TestSeveralTwins(XeroPaymentCommon):
    """Several payments that may be the same: a person is asked, with the candidates."""

    def setUp(self):
        super().setUp()
        self.invoice, self.remote_id = self.sent_invoice(100)
        self.bank_mapping.unlink()  # ours are held, as before go-live
        self.pay(self.invoice, 30, day=PAID)
        self.pay(self.invoice, 30, day=date(2026, 9, 16))
        self.run_sync()
        self.there = self.books().record_payment(
            self.remote_id, 30, day=date(2026, 9, 17), account="090"
        )
        self.map_journal(self.bank, self.bank_account)
        self.forget_changes()
        self.read_xero()
        self.doubt = self.env["xero.link"].search(
            [("remote_id", "=", self.there["PaymentID"])]
        )

    def test_asked(self):
        self.assertEqual(
            (self.doubt.state, self.doubt.cause), ("held", "doubtful_match")
        )
        self.assertTrue(self.doubt.is_doubt, "it is on the page of matches to decide")
        self.assertEqual(self.doubt.candidate_count, 2)
        self.assertIn("30.00", self.doubt.review_why)
        self.assertIn(self.invoice.name, self.doubt.review_odoo)
        self.assertTrue(self.doubt.review_xero)
        self.assertEqual(len(self.odoo_payments(self.invoice)), 2)
        self.assertEqual(len(self.xero_payments()), 1)
        with self.assertRaises(UserError):
            self.doubt.action_review_link()  # which one?

    def test_chosen(self):
        action = self.doubt.action_pair()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(len(wizard.option_ids), 2)
        wizard.option_ids[0].action_link()
        self.press_sync(self.invoice)  # with the one that is only here
        self.run_sync()
        rows = self.settlements(self.invoice)
        self.assertEqual(set(rows.mapped("xero_state")), {"synced"})
        self.assertIn(self.there["PaymentID"], rows.mapped("xero_id"))
        self.assertEqual(len(self.odoo_payments(self.invoice)), 2)
        self.assertEqual(len(self.xero_payments()), 2)
        self.assertDue(self.invoice, 60)

    def test_none_of_them(self):
        self.doubt.action_review_new()
        self.run_sync()
        self.assertEqual(len(self.odoo_payments(self.invoice)), 3)
