# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Credit notes applied to invoices, in Odoo and in Xero."""

from datetime import timedelta
from decimal import Decimal
from unittest import SkipTest
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from .payment_common import XeroPaymentCommon
from .sync_common import DAY


@tagged("post_install", "-at_install")
class TestFlowAllocation(XeroPaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "xero.resource.credit_note" not in cls.env:
            raise SkipTest("credit notes do not travel yet")

    def credit_note(self, *lines, **values):
        return self.new_invoice(*lines, move_type="out_refund", **values)

    def left(self, credit_note):
        """What is left of a credit note in Xero."""
        there = self.in_xero("CreditNotes", credit_note)
        return Decimal(str(there["RemainingCredit"]))

    def test_applied(self):
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.run_sync()
        self.apply(invoice, credit)
        calls = self.run_sync()
        # the answer names no id: it is read inside the credit note
        self.assertEqual([call["method"] for call in calls], ["PUT", "GET"])
        self.assertRegex(calls[0]["path"], r"/CreditNotes/[0-9a-f-]+/Allocations$")
        self.assertState(self.settlements(invoice), "synced")
        self.assertDue(invoice, 72)
        self.assertEqual(self.left(credit), 0)
        self.assertCalls(self.run_sync())

    def test_with_both_documents_new(self):
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.apply(invoice, credit)
        self.run_sync()
        self.assertDue(invoice, 72)

    def test_in_two_currencies(self):
        """What is left of it in Xero is counted in its own."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": DAY,
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 1.25,
            }
        )
        self.use_in_xero("EUR")
        invoice = self.new_invoice(100)
        credit = self.credit_note(50, currency_id=euro.id)
        self.run_sync()
        self.apply(invoice, credit)
        self.assertCalls(self.run_sync())
        link = self.assertState(self.settlements(invoice), "held", "currencies")
        self.assertIn("EUR", link.error)
        self.assertEqual(self.left(credit), 60)

    def test_over_two_invoices_in_one_call(self):
        one, two = self.new_invoice(10), self.new_invoice(20)
        credit = self.credit_note(30)
        self.run_sync()
        self.apply(one, two, credit)
        calls = self.run_sync()
        self.assertEqual([call["method"] for call in calls], ["PUT", "GET"])
        ids = {self.link_of(self.settlements(each)).remote_id for each in (one, two)}
        self.assertEqual(len(ids), 2)
        self.assertDue(one, 0)
        self.assertDue(two, 0)
        self.assertEqual(self.left(credit), 0)

    def test_where_the_minute_ends_among_them(self):
        """The call that tells their ids is kept back: whatever was answered is settled
        within the minute, and nothing is sent twice."""
        pairs = [(self.new_invoice(100), self.credit_note(40)) for _one in range(3)]
        self.run_sync()
        for pair in pairs:
            self.apply(*pair)
        rows = self.env["xero.settlement"].union(
            *[self.settlements(invoice) for invoice, _credit in pairs]
        )
        self.leave_of_this_minute(7)
        self.assertEqual(self.run_once(), ["PUT", "GET"])
        self.assertFalse(
            self.env["xero.request"].sudo().search([("state", "=", "open")])
        )
        self.xero.world.limits.reset()
        self.connection._status.limits_at -= timedelta(minutes=2)
        self.connection._status.minute_since -= timedelta(minutes=2)
        self.assertEqual(self.run_once(), ["PUT", "PUT", "GET"])
        for row in rows:
            self.assertState(row, "synced")

    def test_answers_that_nobody_could_settle(self):
        """They are asked for once more together, and one look tells of all."""
        pairs = [(self.new_invoice(100), self.credit_note(40)) for _one in range(3)]
        self.run_sync()
        for pair in pairs:
            self.apply(*pair)
        self.xero.faults.add(
            action="drop_answer", method="GET", path="/CreditNotes", times=1
        )
        self.assertEqual(self.run_once(), ["PUT"] * 3 + ["GET"])
        self.connection._status.paused_until = False
        self.assertEqual(self.run_once(), ["PUT"] * 3 + ["GET"])
        for invoice, _credit in pairs:
            self.assertState(self.settlements(invoice), "synced")
            self.assertDue(invoice, 72)

    def leave_of_this_minute(self, count):
        """Others spent all but so many calls; the last answer said so."""
        limits = self.xero.world.limits
        who = (self.xero.client_id, self.connection.tenant_id)
        left = int(limits.headers(*who)["X-MinLimit-Remaining"])
        self.startPatcher(patch.object(limits, "tier", "core"))
        limits.spend(*who, minute=left - count)
        self.addCleanup(limits.reset)
        now = fields.Datetime.now()
        self.connection._status.write(
            {"minute_left": count, "limits_at": now, "minute_since": now}
        )

    def run_once(self):
        """One run; the methods of its calls."""
        start = len(self.xero.log)
        self.commit_hooks()
        self.env.cr.postcommit.clear()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["xero.run"].sudo()._run(self.connection.id)
        self.env.invalidate_all()
        return [
            one["method"] for one in self.xero.log[start:] if "/api.xro/" in one["path"]
        ]

    def test_taken_back(self):
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.apply(invoice, credit)
        self.run_sync()
        invoice.line_ids.remove_move_reconcile()
        calls = self.run_sync()
        self.assertEqual(calls[-1]["method"], "DELETE")
        self.assertDue(invoice, 120)
        self.assertEqual(self.left(credit), 48)

    def test_credit_note_cancelled_in_two_steps(self):
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.apply(invoice, credit)
        self.run_sync()
        self.reset_to_draft(credit)
        self.run_sync()
        self.assertEqual(self.left(credit), 0)
        credit.button_cancel()
        self.run_sync()
        self.assertState(credit, "synced")
        self.assertEqual(self.in_xero("CreditNotes", credit)["Status"], "VOIDED")
        self.assertDue(invoice, 120)

    def test_a_credit_note_is_asked_for_its_own_allocations_only(self):
        """However many there are: no other allocation's payload is read."""
        links = self.env["xero.link"].sudo()
        allocations = links.env["xero.resource"]._get("allocation")
        made = links._create_remote(
            self.connection,
            allocations,
            [
                {
                    "AllocationID": f"a-{number}",
                    "Amount": 1,
                    "Invoice": {"InvoiceID": f"i-{number}"},
                    "CreditNote": {"CreditNoteID": f"c-{number % 3}"},
                }
                for number in range(6)
            ],
        )
        read = []
        gone = type(allocations)._missing_element
        with patch.object(
            type(allocations),
            "_missing_element",
            lambda self, link: read.append(link) or gone(self, link),
        ):
            credit = links.create(
                {
                    "connection_id": self.connection.id,
                    "resource": "credit_note",
                    "remote_id": "c-1",
                }
            )
            found = links._inside_credit_note(self.connection, "c-1", ["a-1", "a-2"])
            self.assertEqual(set(found), {made[1], made[2], made[4]})
            allocations._note_inside(
                credit,
                {
                    "CreditNoteID": "c-1",
                    "Allocations": [
                        {
                            "AllocationID": "a-1",
                            "Amount": 1,
                            "Invoice": {"InvoiceID": "i-1"},
                        }
                    ],
                },
            )
        self.assertEqual(read, [made[4]])
        self.assertTrue(made[4].remote_payload["IsDeleted"])

    def test_taken_back_on_both_sides(self):
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.apply(invoice, credit)
        self.run_sync()
        row = self.settlements(invoice)
        self.books().remove_allocation(self.link_of(row).remote_id)
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertDue(invoice, 120)

    def test_refund_of_a_credit_note(self):
        credit = self.credit_note(40)
        self.run_sync()
        self.pay(credit)
        self.run_sync()
        (there,) = self.xero_payments()
        self.assertEqual(there["PaymentType"], "ARCREDITPAYMENT")
        self.assertEqual(self.left(credit), 0)

    def test_applied_in_xero(self):
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.run_sync()
        there = self.books().allocate(
            self.link_of(credit).remote_id, self.link_of(invoice).remote_id, 30
        )
        self.read_xero()
        self.assertDue(invoice, 90)
        self.assertEqual(credit.amount_residual, 18)
        self.assertState(self.settlements(invoice), "synced")
        self.assertEqual({call["method"] for call in self.read_xero()}, {"GET"})
        self.books().remove_allocation(there["AllocationID"])
        self.read_xero()
        self.assertDue(invoice, 120)
        self.assertEqual(credit.amount_residual, 48)

    def test_applied_in_part_to_instalments_in_xero(self):
        """No instalment is paid more than is due on it."""
        lines = [
            Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 70, "nb_days": 30}),
        ]
        term = self.env["account.payment.term"].create(
            {"name": "In two", "line_ids": lines}
        )
        invoice = self.new_invoice(100, invoice_payment_term_id=term.id)
        credit = self.credit_note(60)
        self.run_sync()
        self.books().allocate(
            self.link_of(credit).remote_id, self.link_of(invoice).remote_id, 50
        )
        self.read_xero()
        self.assertDue(invoice, 70)
        due = invoice.line_ids.filtered(
            lambda aml: aml.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(sorted(due.mapped("amount_residual")), [0, 70])
        self.assertState(self.settlements(invoice), "synced")

    def test_applied_in_full_in_xero(self):
        invoice, credit = self.new_invoice(100), self.credit_note(100)
        self.run_sync()
        self.books().allocate(
            self.link_of(credit).remote_id, self.link_of(invoice).remote_id
        )
        self.read_xero()
        self.assertDue(invoice, 0)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(invoice.invoice_date, DAY)

    def test_applied_again_in_xero(self):
        """Taken back in Odoo or in Xero, and applied again there: as any other."""
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.apply(invoice, credit)
        self.run_sync()
        row = self.settlements(invoice)
        ids = [self.link_of(one).remote_id for one in (credit, invoice)]
        invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        there = self.books().allocate(*ids, 30)
        self.read_xero()
        self.assertEqual(self.settlements(invoice), row)
        link = self._stands_for(row, there, due=90)
        # what Xero takes back of its own goes here too, and comes with the next
        self.books().remove_allocation(link.remote_id)
        there = self.books().allocate(*ids, 20)
        self.read_xero()
        link = self._stands_for(row, there, due=100)
        # of the same amount: nothing changes here
        self.books().remove_allocation(link.remote_id)
        there = self.books().allocate(*ids, 20)
        self.read_xero()
        self._stands_for(row, there, due=100)

    def _stands_for(self, row, allocation, due):
        self.assertDue(row.document_id, due)
        link = self.assertState(row, "synced")
        self.assertEqual(link.remote_id, allocation["AllocationID"])
        return link

    def test_applied_otherwise_in_xero(self):
        """It was Odoo's: a person says that it is no more; the next one waits."""
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.apply(invoice, credit)
        self.run_sync()
        row = self.settlements(invoice)
        ids = [self.link_of(one).remote_id for one in (credit, invoice)]
        self.books().remove_allocation(self.link_of(row).remote_id)
        there = self.books().allocate(*ids, 30)
        self.read_xero()
        link = self.assertState(row, "difference")
        self.assertEqual(invoice.amount_residual, 72)
        link.difference_ids.action_xero()
        self.run_sync()
        self._stands_for(row, there, due=90)

    def test_applied_twice_in_xero(self):
        """Odoo keeps one amount for the two; a person is told of the other."""
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.run_sync()
        ids = [self.link_of(one).remote_id for one in (credit, invoice)]
        first = self.books().allocate(*ids, 10)
        second = self.books().allocate(*ids, 10)
        self.read_xero()
        row = self.settlements(invoice)
        known = self.assertState(row, "synced").remote_id
        links = self.env["xero.link"].sudo()
        other = {first["AllocationID"], second["AllocationID"]} - {known}
        link = links.search([("remote_id", "in", list(other))])
        self.assertEqual((link.state, link.cause), ("held", "applied_twice"))
        self.assertIn(credit.name, link.error)
        # one of them is taken back: the other is the one that is left
        self.books().remove_allocation(known)
        self.read_xero()
        self.run_sync()
        self.assertDue(invoice, 110)
        self.assertEqual(self.assertState(row, "synced").remote_id, link.remote_id)

    def test_applied_in_xero_and_cancelled_here(self):
        """Nothing is reconciled with what is not posted any more; both are told of."""
        invoice, credit = self.new_invoice(100), self.credit_note(40)
        self.run_sync()
        for step in ("button_draft", "button_cancel"):
            with self.subTest(step):
                there = self.books().allocate(
                    self.link_of(credit).remote_id, self.link_of(invoice).remote_id, 30
                )
                getattr(credit, step)()
                self.read_xero()
                self.assertEqual(invoice.amount_residual, 120)
                self.assertFalse(credit.line_ids.matched_debit_ids)
                link = self.env["xero.link"].search(
                    [("remote_id", "=", there["AllocationID"])]
                )
                self.assertEqual((link.state, link.cause), ("held", "refused_by_odoo"))
                self.assertIn("is not posted in Odoo", link.error)
                self.books().remove_allocation(there["AllocationID"])
                self.read_xero()
