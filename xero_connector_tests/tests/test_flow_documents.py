# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every kind of document: its twin in Xero, its number, its dates, its end."""

from datetime import date
from decimal import Decimal
from functools import wraps

from odoo import Command
from odoo.tests import tagged

from .sync_common import DAY, XeroSyncCommon

#: move type to resource, collection and Type in Xero
KINDS = {
    "out_invoice": ("invoice", "Invoices", "ACCREC"),
    "out_receipt": ("invoice", "Invoices", "ACCREC"),
    "out_refund": ("credit_note", "CreditNotes", "ACCRECCREDIT"),
    "in_invoice": ("bill", "Invoices", "ACCPAY"),
    "in_receipt": ("bill", "Invoices", "ACCPAY"),
    "in_refund": ("bill_credit_note", "CreditNotes", "ACCPAYCREDIT"),
}
PURCHASES = ("in_invoice", "in_receipt", "in_refund")
SALES = ("out_invoice", "out_receipt", "out_refund")
CREDITS = ("out_refund", "in_refund")


def each(*kinds):
    """Try a test for each kind of document (all of them), as a subtest of its own."""

    def decorate(test):
        @wraps(test)
        def run(self):
            for move_type in kinds or KINDS:
                with self.subTest(move_type):
                    test(self, move_type)

        return run

    return decorate


@tagged("post_install", "-at_install")
class TestFlowDocuments(XeroSyncCommon):
    def new(self, move_type, *lines, **values):
        return self.new_invoice(*lines, move_type=move_type, **values)

    def across(self, move_type, *lines, **values):
        move = self.new(move_type, *lines, **values)
        self.run_sync()
        return move, self.assertToTheCent(move)

    def number(self, there):
        return there.get("InvoiceNumber") or there.get("CreditNoteNumber")

    def look(self, move):
        self.press_sync(move)
        return self.run_sync()

    # ------------------------------------------------------------------
    # across
    # ------------------------------------------------------------------
    @each()
    def test_every_kind(self, move_type):
        resource, collection, kind = KINDS[move_type]
        move, there = self.across(
            move_type,
            {"price_unit": 19.99, "quantity": 3},
            {"display_type": "line_note", "name": "Thank you."},
            {"price_unit": 7.77, "name": "Rolls"},
            ref=f"Ref {move_type}",
        )
        link = self.link_of(move)
        self.assertEqual((link.resource, there["Type"]), (resource, kind))
        self.assertIn(link.remote_id, self.books().tables[collection])
        self.assertEqual(there["Date"], DAY)
        self.assertEqual(there["Status"], "AUTHORISED")
        self.assertEqual(
            [line["Description"] for line in there["LineItems"]],
            ["Bread", "Thank you.", "Rolls"],
        )
        tax = "OUTPUT2" if move_type in SALES else "INPUT2"
        self.assertEqual(there["LineItems"][0]["TaxType"], tax)
        self.assertCalls(self.run_sync())
        # a second look finds nothing to do
        self.assertCalls(self.look(move), f"GET {collection}")
        self.assertState(move, "synced")

    def test_one_of_each_in_few_calls(self):
        """Contacts first, then each endpoint once for each resource."""
        for move_type in KINDS:
            self.new(move_type, ref=move_type)
        calls = self.run_sync()
        self.assertCalls(
            calls,
            "PUT Contacts",
            "PUT Invoices",
            "PUT Invoices",
            "PUT CreditNotes",
            "PUT CreditNotes",
        )

    @each()
    def test_numbers(self, move_type):
        """A sales document has ours, a purchase the supplier's, else ours too."""
        named, there = self.across(move_type, ref="PO 77")
        own = named.name if move_type in SALES else "PO 77"
        self.assertEqual(self.number(there), own)
        self.assertEqual(there["Reference"], "PO 77" if move_type in SALES else "")
        nameless, there = self.across(move_type)
        self.assertEqual(self.number(there), nameless.name)

    @each(*PURCHASES)
    def test_suppliers_share_a_number(self, move_type):
        other = self.new_customer(f"Hythe Mills {move_type}")
        first, _there = self.across(move_type, ref="1001")
        second, there = self.across(move_type, ref="1001", partner=other)
        self.assertEqual(self.number(there), "1001")
        self.assertNotEqual(
            self.link_of(first).remote_id, self.link_of(second).remote_id
        )

    def test_number_that_xero_has(self):
        contact = self.organisation.add_contact("Stranger")
        for move_type, add in (
            ("out_invoice", "add_invoice"),
            ("out_refund", "add_credit_note"),
        ):
            with self.subTest(move_type):
                move = self.new(move_type, post=False)
                move.name = f"TAKEN {move_type}"
                field = "InvoiceNumber" if "inv" in move_type else "CreditNoteNumber"
                stranger = getattr(self.organisation, add)(
                    contact["ContactID"], amount=1, **{field: move.name}
                )
                move.action_post()
                self.run_sync()
                link = self.assertState(move, "held", "already_in_xero")
                self.assertEqual(len(link.candidates), 1)
                table = self.books().tables[KINDS[move_type][1]]
                key = "InvoiceID" if "inv" in move_type else "CreditNoteID"
                self.assertEqual(table[stranger[key]], stranger)

    def test_bill_date_and_due_date(self):
        """Odoo books a bill of the past later; Xero gets the date on the paper."""
        _move, there = self.across(
            "in_invoice", invoice_date="2026-08-15", invoice_date_due="2026-09-20"
        )
        self.assertEqual(there["Date"], date(2026, 8, 15))
        self.assertEqual(there["DueDate"], date(2026, 9, 20))

    @each()
    def test_discount_travels_as_net_price(self, move_type):
        _move, there = self.across(
            move_type, {"price_unit": 10, "quantity": 3, "discount": 10}
        )
        line = there["LineItems"][0]
        if KINDS[move_type][2] == "ACCREC":
            self.assertEqual(line["DiscountRate"], 10)
            self.assertEqual(line["UnitAmount"], 10)
        else:
            self.assertFalse(line.get("DiscountRate"))
            self.assertEqual(line["UnitAmount"], 9)

    @each("in_invoice", "in_refund", "out_refund")
    def test_discount_whose_net_price_does_not_fit(self, move_type):
        _move, there = self.across(
            move_type, {"price_unit": 3.33, "quantity": 7, "discount": 33.33}
        )
        line = there["LineItems"][0]
        self.assertEqual(line["LineAmount"], line["Quantity"] * Decimal("15.54"))
        self.assertIn("(7 ×)", line["Description"])

    @each()
    def test_prices_with_tax_in_them(self, move_type):
        tax = self.env["account.tax"].create(
            {
                "name": f"Inside {move_type}",
                "amount": 20,
                "type_tax_use": "sale" if move_type in SALES else "purchase",
                "price_include_override": "tax_included",
            }
        )
        self.across(
            move_type,
            {"price_unit": 9.99, "quantity": 3, "taxes": tax},
            {"price_unit": 4.44},
        )

    @each()
    def test_foreign_currency(self, move_type):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.163700)])
        _move, there = self.across(move_type, 99.99, currency_id=euro.id)
        self.assertEqual(there["CurrencyCode"], "EUR")
        self.assertEqual(Decimal(str(there["CurrencyRate"])), Decimal("1.1637"))

    def test_reversal(self):
        """A credit note made from an invoice; the allocation is not a document's."""
        invoice, _there = self.across("out_invoice", 100)
        refund = invoice._reverse_moves([{"invoice_date": "2026-09-05"}])
        refund.action_post()
        self.run_sync()
        there = self.assertToTheCent(refund)
        self.assertEqual(there["Date"], date(2026, 9, 5))
        self.assertState(invoice, "synced")

    def test_private_part_of_a_bill(self):
        """What is not deductible is part of the total on both sides, or it is held."""
        move = self.new("in_invoice", {"price_unit": 100, "deductible_amount": 60})
        self.run_sync()
        link = self.link_of(move)
        if link.state == "synced":
            self.assertToTheCent(move)
        else:
            self.assertState(move, "held")

    # ------------------------------------------------------------------
    # edits here
    # ------------------------------------------------------------------
    @each()
    def test_reset_edited_and_posted(self, move_type):
        move, before = self.across(move_type, 10, {"price_unit": 20, "name": "Spelt"})
        move.button_draft()
        self.assertCalls(self.run_sync())
        self.assertState(move, "waiting")
        first = move.invoice_line_ids[0]
        move.write(
            {
                "invoice_line_ids": [
                    Command.update(first.id, {"price_unit": 11.5}),
                    Command.create(self._line(7, move_type)),
                ]
            }
        )
        move.action_post()
        endpoint = KINDS[move_type][1]
        self.assertCalls(self.run_sync(), f"GET {endpoint}", f"POST {endpoint}")
        after = self.assertToTheCent(move)
        self.assertEqual(
            [line["LineItemID"] for line in after["LineItems"]][:2],
            [line["LineItemID"] for line in before["LineItems"]],
        )

    @each()
    def test_cancelled(self, move_type):
        """A sales document frees its number first; numbers of purchases are free."""
        move, before = self.across(move_type, ref="R 1")
        number = self.number(before)
        move.button_draft()
        move.button_cancel()
        calls = self.run_sync()
        endpoint = KINDS[move_type][1]
        writes = [c for c in calls if c["method"] == "POST"]
        self.assertEqual(len(writes), 2 if move_type in SALES else 1, endpoint)
        after = self.xero_document(move)
        self.assertEqual(after["Status"], "VOIDED")
        self.assertEqual(self.number(after) != number, move_type in SALES)
        self.assertState(move, "synced")
        self.assertCalls(self.run_sync())

    @each()
    def test_cancelled_while_a_draft_in_xero(self, move_type):
        self.set_status("DRAFT")
        move = self.new(move_type, ref="R 1")
        self.run_sync()
        self.assertEqual(self.xero_document(move)["Status"], "DRAFT")
        move.button_draft()
        move.button_cancel()
        self.run_sync()
        self.assertEqual(self.xero_document(move)["Status"], "DELETED")
        self.assertState(move, "synced")

    @each()
    def test_cancelled_and_posted_again(self, move_type):
        """It gets another twin, under the number that the old one gave up."""
        move, before = self.across(move_type, ref="R 1")
        remote_id = self.link_of(move).remote_id
        move.button_draft()
        move.button_cancel()
        self.run_sync()
        move.button_draft()
        move.action_post()
        self.run_sync()
        after = self.assertToTheCent(move)
        self.assertEqual(self.number(after), self.number(before))
        self.assertNotEqual(self.link_of(move).remote_id, remote_id)

    @each()
    def test_deleted(self, move_type):
        move, _before = self.across(move_type, ref="R 1")
        link = self.link_of(move)
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.run_sync()
        self.assertEqual(self.xero_document(link)["Status"], "VOIDED")
        self.assertEqual(link.state, "retired")

    def set_status(self, status):
        self.connection.write({"invoice_status": status, "bill_status": status})

    # ------------------------------------------------------------------
    # applied in Xero
    # ------------------------------------------------------------------
    def test_credit_note_that_is_used(self):
        """Allocated in Xero: it is neither voided nor changed, texts apart."""
        # else the allocation comes here, and goes when it is undone here
        self.connection.direction_payment = "none"
        invoice, _there = self.across("out_invoice", 500)
        refund, _there = self.across("out_refund", 100)
        self.organisation.allocate(
            self.link_of(refund).remote_id, self.link_of(invoice).remote_id, 30
        )
        refund.button_draft()
        refund.invoice_line_ids.price_unit = 90
        refund.action_post()
        self.assertCalls(self.run_sync(), "GET CreditNotes")
        self.assertState(refund, "held", "paid_in_xero")
        refund.button_draft()
        refund.button_cancel()
        self.assertCalls(self.run_sync(), "GET CreditNotes")
        self.assertState(refund, "held", "not_voidable")

    # ------------------------------------------------------------------
    # edits in Xero
    # ------------------------------------------------------------------
    def edit_in_xero(self, move, **changes):
        self.organisation.edit_document(self.link_of(move).remote_id, **changes)

    @each(*SALES)
    def test_reference_there(self, move_type):
        move, _there = self.across(move_type, ref="PO 1")
        self.edit_in_xero(move, Reference="Theirs")
        self.look(move)
        self.assertEqual(move.ref, "Theirs")
        self.assertState(move, "synced")

    @each(*PURCHASES)
    def test_number_of_a_bill_there(self, move_type):
        """Xero's *Reference* of a bill is the supplier's number."""
        move, _there = self.across(move_type, ref="1O01")
        field = "InvoiceNumber" if move_type != "in_refund" else "CreditNoteNumber"
        self.edit_in_xero(move, **{field: "1001"})
        self.look(move)
        self.assertEqual(move.ref, "1001")
        self.assertState(move, "synced")
        self.assertCalls(self.run_sync())

    @each(*(k for k in KINDS if k not in CREDITS))
    def test_due_date_there(self, move_type):
        move, _there = self.across(move_type)
        self.edit_in_xero(move, DueDate=date(2026, 12, 24))
        self.look(move)
        self.assertEqual(move.invoice_date_due, date(2026, 12, 24))
        self.assertState(move, "synced")

    @each(*CREDITS)
    def test_due_date_of_a_credit_note_is_no_matter(self, move_type):
        move, _there = self.across(move_type)
        move.invoice_date_due = "2026-12-24"
        self.assertCalls(self.run_sync())
        self.assertState(move, "synced")

    @each()
    def test_voided_there(self, move_type):
        move, _there = self.across(move_type, ref="R 1")
        self.organisation.close_document(self.link_of(move).remote_id)
        self.look(move)
        self.assertState(move, "difference")
        self.assertEqual(move.state, "posted")
