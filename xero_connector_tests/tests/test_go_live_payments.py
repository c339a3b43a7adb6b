# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Going live on books that were paid before anybody connected."""

from datetime import timedelta

from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon
from .sync_common import DAY
from .test_go_live import GoLiveCommon


@tagged("post_install", "-at_install")
class TestGoLivePayments(XeroPaymentCommon, GoLiveCommon):
    def setUp(self):
        super().setUp()
        # nobody was connected while these books were kept: no save was noted
        self.connection.real_time = False

    def connected(self):
        self.commit_hooks()
        self.connection.real_time = True

    def credited(self, invoice, amount):
        """A credit note on it, applied."""
        note = self.new_invoice(amount, move_type="out_refund")
        self.apply(note, invoice)
        return note

    def rows(self):
        self.connection.invalidate_recordset()
        progress = self.connection.get_backfill_progress()
        rows = {
            row["resource"]: (row["total"], row["done"], row["held"])
            for row in progress["rows"]
        }
        return progress, rows

    def test_what_was_paid_before_goes_with_its_document(self):
        paid, part, both, bill = (
            self.new_invoice(100),
            self.new_invoice(50),
            self.new_invoice(70),
            self.new_invoice(20, move_type="in_invoice", ref="S-1"),
        )
        self.pay(paid)
        self.pay(part, 10)
        note = self.credited(both, 30)
        self.pay(both)
        self.pay(bill)
        self.connected()
        preview = self.make_preview()
        # a contact, invoices, a credit note, a bill, payments, an allocation, and
        # reading what Xero made of that
        self.assertEqual(preview.calls, 7)
        preview.action_go_live()
        self.assertFalse(self.connection.get_backfill_progress())
        calls = self.run_sync()
        self.assertEqual(len([c for c in calls if c["method"] != "GET"]), 6)
        for move in (paid, part, both, bill):
            self.assertState(move, "synced")
            self.assertDue(move)
        self.assertState(note, "synced")
        self.assertEqual(len(self.xero_payments()), 4)
        progress, rows = self.rows()
        self.assertEqual(progress["state"], "done")
        self.assertEqual(
            rows,
            {
                "contact": (1, 1, 0),
                "invoice": (3, 3, 0),
                "credit_note": (1, 1, 0),
                "bill": (1, 1, 0),
                "payment": (5, 5, 0),
            },
        )
        self.assertReadOnly(self.run_sync())

    def test_not_over_before_the_payments_are(self):
        invoice = self.new_invoice(100)
        self.pay(invoice)
        self.connected()
        self.make_preview().action_go_live()
        seen = []
        runs = type(self.env["xero.run"])
        turn = runs._turn

        def watched(run, state):
            goes_on = turn(run, state)
            connection = run.env["xero.connection"].browse(self.connection.id)
            progress = connection._progress()
            run.env.cr.rollback()
            for row in progress["rows"] if progress else ():
                if row["resource"] == "payment":
                    seen.append((progress["state"], row["total"], row["done"]))
            return goes_on

        self.patch(runs, "_turn", watched)
        self.run_sync()
        self.assertEqual(set(seen), {("running", 1, 0), ("done", 1, 1)})

    def test_what_was_paid_goes_when_its_document_may(self):
        """Held at first; nobody has to think of its payments."""
        invoice = self.new_invoice({"price_unit": 5, "taxes": self.vat0})
        self.pay(invoice)
        self.connected()
        self.go_live(self.make_preview())
        self.assertState(invoice, "held")
        progress, rows = self.rows()
        self.assertEqual((progress["state"], rows["invoice"]), ("done", (1, 0, 1)))
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertDue(invoice, 0)

    def test_what_is_decided_later_takes_its_payments_along(self):
        contact = self.in_books()
        invoice = self.new_invoice(100)
        self.pay(invoice)
        self.there("OTHER-7", contact, 100)
        self.connected()
        self.go_live(self.make_preview())
        link = self.assertState(invoice, "held", "several_in_xero")
        self.assertFalse(self.xero_payments())
        link.action_review_new()
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertDue(invoice, 0)

    def paid_before(self):
        """An invoice of 120 of which 50 were paid on both sides before going live.

        :return: it, Odoo's payment and Xero's
        """
        contact = self.in_books()
        invoice = self.new_invoice(100)
        there = self.there(invoice.name, contact, 100)
        payment = self.pay(invoice, 50)
        paid = self.organisation.record_payment(there, 50, day=PAID, account="090")
        self.connected()
        self.go_live(self.make_preview())
        self.assertEqual(self.link_of(invoice).history["due"], "70.00")
        return invoice, payment, paid

    def test_history_recorded_anew_here(self):
        """As by matching the bank line instead: it is what Xero has."""
        invoice, payment, paid = self.paid_before()
        payment.action_draft()
        payment.action_cancel()
        self.pay(invoice, 50)
        calls = self.run_sync()
        self.assertNotIn("PUT", {call["method"] for call in calls})
        row = self.settlements(invoice).filtered("share")
        self.assertEqual(self.link_of(row).remote_id, paid["PaymentID"])
        self.assertDue(invoice, 70)
        # and the rest travels as ever
        self.pay(invoice)
        self.run_sync()
        self.assertDue(invoice, 0)

    def test_history_paid_otherwise_here(self):
        invoice, payment, paid = self.paid_before()
        payment.action_draft()
        payment.action_cancel()
        self.pay(invoice, 60)
        self.run_sync()
        row = self.settlements(invoice).filtered("share")
        self.assertState(row, "waiting")
        self.assertEqual(len(self.xero_payments()), 1)
        self.books().delete_payment(paid["PaymentID"])
        self.read_xero()
        self.assertState(row, "synced")
        self.assertDue(invoice, 60)

    def test_history_recorded_anew_there(self):
        """As by Remove & Redo of a match with the bank in Xero."""
        invoice, payment, paid = self.paid_before()
        self.books().delete_payment(paid["PaymentID"])
        there = self.link_of(invoice).remote_id
        self.organisation.record_payment(there, 50, day=PAID, account="090")
        self.read_xero()
        self.assertEqual(self.odoo_payments(invoice), payment)
        payment.action_draft()
        payment.action_cancel()
        self.run_sync()
        self.assertEqual(self.odoo_payments(invoice).amount, 50)
        self.assertDue(invoice, 70)

    def test_credited_alike_is_history(self):
        """Also when more of the same credit note is used later."""
        contact = self.in_books()
        invoice, other = self.new_invoice(40), self.new_invoice(50)
        note = self.credited(invoice, 100)
        there = [
            self.there(move.name, contact, amount)
            for move, amount in ((invoice, 40), (other, 50))
        ]
        credit = self.organisation.add_credit_note(
            contact, amount=100, CreditNoteNumber=note.name, Date=DAY
        )["CreditNoteID"]
        self.organisation.allocate(credit, there[0], 48)
        self.connected()
        self.go_live(self.make_preview())
        self.assertEqual(self.link_of(note).history["due"], "72.00")
        self.organisation.allocate(credit, there[1], 10)
        self.read_xero()
        self.assertDue(invoice, 0)
        self.assertDue(other, 50)
        self.assertDue(note, 62)
        links = self.env["xero.link"].sudo()
        links = links.search([("connection_id", "=", self.connection.id)])
        against = links.filtered(lambda link: link.state in ("held", "error"))
        self.assertFalse(against, against.mapped("error"))

    def test_paid_alike_in_one_go_is_history(self):
        """A batch payment of just what is left is not booked again."""
        contact = self.in_books()
        moves = one, two = self.new_invoice(100), self.new_invoice(50)
        there = [
            self.there(move.name, contact, amount)
            for move, amount in ((one, 100), (two, 50))
        ]
        for move in moves:
            self.pay(move, move.amount_total / 2)
        self.organisation.record_batch_deposit(
            {there[0]: 60, there[1]: 30}, account="090", day=PAID
        )
        self.connected()
        self.go_live(self.make_preview())
        self.assertEqual(self.link_of(one).history["due"], "60.00")
        self.read_xero()
        for move in moves:
            self.assertEqual(len(self.odoo_payments(move)), 1)
            self.assertDue(move)

    def test_paid_otherwise_and_linked_later_is_asked(self):
        """Nobody can tell which of it is the same money: none of it is exchanged."""
        contact = self.in_books()
        invoice = self.new_invoice(100)
        there = self.there("OTHER-7", contact, 100)
        self.pay(invoice, 30, day=PAID)
        for amount, days in ((30, 40), (20, 0)):
            day = PAID - timedelta(days=days)
            self.organisation.record_payment(there, amount, day=day)
        self.connected()
        self.go_live(self.make_preview())
        link = self.assertState(invoice, "held", "several_in_xero")
        link._decide_for(link.candidates[0])
        self.run_sync()
        self.read_xero()
        self.assertState(invoice, "held", "payments_differ")
        self.assertEqual(len(self.xero_payments()), 2)
        self.assertEqual(len(self.odoo_payments(invoice)), 1)
        # said, and agreed on as it stands
        self.connection.real_time = False
        self.pay(invoice, 20, day=PAID)
        self.connected()
        self.press_sync(invoice)
        self.run_sync()
        self.assertEqual(self.link_of(invoice).history["due"], "70.00")
        self.assertEqual(len(self.xero_payments()), 2)

    def test_paid_alike_and_linked_later_is_history(self):
        contact = self.in_books()
        invoice = self.new_invoice(100)
        there = self.there("OTHER-7", contact, 100)
        self.pay(invoice, 50, day=PAID)
        self.organisation.record_payment(there, 50, day=PAID - timedelta(days=40))
        self.connected()
        preview = self.make_preview()
        self.assertOutcome(preview, invoice, "doubtful", "another number")
        self.go_live(preview)
        link = self.assertState(invoice, "held", "several_in_xero")
        link._decide_for(link.candidates[0])
        self.run_sync()
        self.press_sync(invoice)
        self.assertFalse([c for c in self.run_sync() if c["method"] == "PUT"])
        self.read_xero()
        self.assertEqual(len(self.xero_payments()), 1)
        self.assertEqual(len(self.odoo_payments(invoice)), 1)
        self.assertDue(invoice, 70)
