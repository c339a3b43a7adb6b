# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A linked invoice is edited, reset, posted again, cancelled, on either side."""

from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowUpdateInvoice(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self.new_invoice(
            {"name": "Rye", "price_unit": 10, "quantity": 3},
            {"name": "Spelt", "price_unit": 20},
            ref="PO 1",
        )
        self.run_sync()
        self.before = self.there()

    def there(self):
        return self.xero_invoice(self.invoice)

    def look(self):
        self.press_sync(self.invoice)
        return self.run_sync()

    def edit_in_xero(self, **changes):
        return self.organisation.edit_document(self.before["InvoiceID"], **changes)

    def edit_line_in_xero(self, position, **changes):
        lines = self.organisation.invoices[self.before["InvoiceID"]]["LineItems"]
        lines = [dict(line) for line in lines]
        for line in lines:
            line.pop("LineAmount", None)
            line.pop("TaxAmount", None)
        lines[position].update(changes)
        return self.edit_in_xero(LineItems=lines)

    def line_ids(self, there):
        return [line["LineItemID"] for line in there["LineItems"]]

    # ------------------------------------------------------------------
    # edits of a posted invoice
    # ------------------------------------------------------------------
    def test_what_was_sent_is_forgotten(self):
        self.reset_to_draft(self.invoice).ref = "PO 17"
        self.invoice.action_post()
        self.run_sync()
        last, *others = self.link_of(self.invoice).sudo().attempt_ids
        self.assertTrue(others)
        requests = self.env["xero.request"].sudo().search([])
        for request in requests:
            request.frozen_at -= timedelta(days=91)
        requests._gc_bodies()
        self.assertFalse(any(requests.mapped("body")))
        self.assertTrue(last.sent_remote)
        for other in others:
            self.assertFalse(other.sent_local or other.sent_remote)

    def test_reference(self):
        self.invoice.ref = "PO 2"
        calls = self.run_sync()
        self.assertCalls(calls, "GET Invoices", "POST Invoices")
        (sent,) = self.sent(calls[1])
        self.assertEqual(
            sent, {"InvoiceID": self.before["InvoiceID"], "Reference": "PO 2"}
        )
        self.assertEqual(self.there()["Reference"], "PO 2")
        self.assertToTheCent(self.invoice)

    def test_due_date(self):
        self.invoice.invoice_date_due = "2026-12-24"
        self.run_sync()
        self.assertEqual(self.there()["DueDate"], date(2026, 12, 24))

    def test_number(self):
        self.invoice.name = "INV/2026/70001"
        self.run_sync()
        self.assertEqual(self.there()["InvoiceNumber"], "INV/2026/70001")
        self.assertEqual(self.link_of(self.invoice).remote_name, "INV/2026/70001")

    def test_number_that_xero_has(self):
        stranger = self.organisation.add_invoice(
            self.before["Contact"]["ContactID"], amount=1, InvoiceNumber="TAKEN-1"
        )
        self.invoice.name = "TAKEN-1"
        self.run_sync()
        link = self.assertState(self.invoice, "error", "number_taken")
        self.assertEqual(link.remote_id, self.before["InvoiceID"])
        self.assertEqual(self.organisation.invoices[stranger["InvoiceID"]], stranger)
        self.invoice.name = "INV/2026/70002"
        self.run_sync()
        self.assertToTheCent(self.invoice)

    def test_text_of_a_line(self):
        self.invoice.invoice_line_ids[0].name = "Rye, sliced"
        self.run_sync()
        after = self.there()
        self.assertEqual(after["LineItems"][0]["Description"], "Rye, sliced")
        self.assertEqual(self.line_ids(after), self.line_ids(self.before))
        self.assertToTheCent(self.invoice)

    def test_a_save_without_news_costs_no_call(self):
        self.invoice.write({"ref": "PO 1", "narration": "Thank you"})
        self.assertCalls(self.run_sync())

    # ------------------------------------------------------------------
    # reset to draft
    # ------------------------------------------------------------------
    def test_reset_sends_nothing(self):
        self.invoice.button_draft()
        self.invoice.ref = "PO 2"
        self.assertCalls(self.run_sync())
        link = self.assertState(self.invoice, "waiting")
        self.assertIn("draft", link.error)
        self.assertEqual(self.there(), self.before)
        with self.assertRaisesRegex(UserError, "(?i)draft"):
            self.press_sync(self.invoice)

    def test_reset_and_posted_as_it_was(self):
        self.invoice.button_draft()
        self.run_sync()
        self.invoice.action_post()
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertToTheCent(self.invoice)
        self.assertEqual(self.there(), self.before)

    def test_reset_edited_and_posted(self):
        """Lines keep their LineItemIDs: one changed, one stays, one is new."""
        self.invoice.button_draft()
        first, second = self.invoice.invoice_line_ids.sorted("sequence")
        self.invoice.write(
            {
                "invoice_line_ids": [
                    Command.update(first.id, {"price_unit": 11.5}),
                    Command.create(self._line({"name": "Oats", "price_unit": 7})),
                ]
            }
        )
        self.invoice.action_post()
        calls = self.run_sync()
        self.assertCalls(calls, "GET Invoices", "POST Invoices")
        after = self.assertToTheCent(self.invoice)
        self.assertEqual(self.line_ids(after)[:2], self.line_ids(self.before))
        self.assertEqual(
            [line["Description"] for line in after["LineItems"]],
            ["Rye", "Spelt", "Oats"],
        )
        (sent,) = self.sent(calls[1])
        self.assertNotIn("Reference", sent)
        self.assertNotIn("Status", sent)
        # and a second time: the new line has its id by now
        self.invoice.button_draft()
        self.invoice.write({"invoice_line_ids": [Command.delete(first.id)]})
        self.invoice.action_post()
        self.run_sync()
        last = self.assertToTheCent(self.invoice)
        self.assertEqual(self.line_ids(last), self.line_ids(after)[1:])

    def test_reset_and_lines_turned_around(self):
        self.invoice.button_draft()
        first, second = self.invoice.invoice_line_ids.sorted("sequence")
        first.sequence, second.sequence = 20, 10
        self.invoice.action_post()
        self.run_sync()
        after = self.assertToTheCent(self.invoice)
        self.assertEqual(
            self.line_ids(after), list(reversed(self.line_ids(self.before)))
        )

    def test_discount_taken_away(self):
        self.invoice.button_draft()
        line = self.invoice.invoice_line_ids[0]
        line.discount = 10
        self.invoice.action_post()
        self.run_sync()
        self.assertToTheCent(self.invoice)
        self.invoice.button_draft()
        line.discount = 0
        self.invoice.action_post()
        self.run_sync()
        self.assertToTheCent(self.invoice)

    def test_tax_override_taken_away(self):
        """A line that told Xero its tax lets Xero compute it again."""
        self.company.tax_calculation_rounding_method = "round_globally"
        invoice = self.new_invoice(*[{"price_unit": 10.03}] * 5)
        self.run_sync()
        self.assertToTheCent(invoice)
        invoice.button_draft()
        for line in invoice.invoice_line_ids:
            line.price_unit = 10.05
        invoice.action_post()
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_changed_to_a_customer_that_xero_does_not_know(self):
        self.invoice.button_draft()
        other = self.new_customer("Hythe Bakery Ltd")
        self.invoice.partner_id = other
        self.invoice.action_post()
        self.run_sync()
        self.assertToTheCent(self.invoice)
        self.assertEqual(
            self.there()["Contact"]["ContactID"], self.link_of(other).remote_id
        )
        self.assertEqual(self.there()["InvoiceID"], self.before["InvoiceID"])

    def test_date(self):
        self.invoice.button_draft()
        self.invoice.invoice_date = "2026-09-02"
        self.invoice.action_post()
        self.run_sync()
        self.assertToTheCent(self.invoice)
        self.assertEqual(self.there()["Date"], date(2026, 9, 2))

    def test_rate(self):
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.25)])
        invoice = self.new_invoice(100, currency_id=euro.id)
        self.run_sync()
        invoice.button_draft()
        invoice.invoice_currency_rate = 1.3
        invoice.action_post()
        self.run_sync()
        there = self.assertToTheCent(invoice)
        self.assertEqual(float(there["CurrencyRate"]), 1.3)

    def test_currency(self):
        """Xero keeps a document's currency: amounts of another one must not go."""
        euro = self.setup_other_currency("EUR", rates=[("2026-01-01", 1.25)])
        self.invoice.button_draft()
        self.invoice.currency_id = euro
        self.invoice.action_post()
        self.assertCalls(self.run_sync(), "GET Invoices")
        link = self.assertState(self.invoice, "held", "currency_changed")
        self.assertIn("EUR", link.error)
        self.assertEqual(self.there(), self.before)

    # ------------------------------------------------------------------
    # edits in Xero
    # ------------------------------------------------------------------
    def test_due_date_and_reference_there(self):
        self.edit_in_xero(DueDate=date(2026, 12, 31), Reference="Theirs")
        self.assertCalls(self.look(), "GET Invoices")
        self.assertEqual(self.invoice.invoice_date_due, date(2026, 12, 31))
        self.assertEqual(self.invoice.ref, "Theirs")
        self.assertToTheCent(self.invoice)
        self.assertCalls(self.run_sync())

    def test_reference_emptied_there(self):
        self.edit_in_xero(Reference="")
        self.look()
        self.assertFalse(self.invoice.ref)
        self.assertToTheCent(self.invoice)

    def test_due_date_there_and_a_payment_term(self):
        """What follow-ups and the aged balance go by has Xero's date as well."""
        days30 = self.env["account.payment.term"].create(
            {
                "name": "30 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )
        for move_type in ("out_invoice", "in_invoice"):
            with self.subTest(move_type):
                move = self.new_invoice(
                    100,
                    move_type=move_type,
                    invoice_payment_term_id=days30.id,
                    ref="R 1",
                )
                self.run_sync()
                there = self.assertToTheCent(move)
                self.assertEqual(there["DueDate"], date(2026, 10, 1))
                term = move.line_ids.filtered(lambda aml: aml.date_maturity)
                remote_id = self.link_of(move).remote_id
                day = date(2026, 12, 24)
                self.organisation.edit_document(remote_id, DueDate=day)
                self.press_sync(move)
                self.assertCalls(self.run_sync(), "GET Invoices")
                self.assertEqual(move.invoice_date_due, day)
                self.assertEqual(term.date_maturity, day)
                self.assertEqual(move.invoice_payment_term_id, days30)
                self.assertToTheCent(move)
                move.ref = "R 2"
                self.run_sync()
                self.assertEqual(self.assertToTheCent(move)["DueDate"], day)
                # Odoo goes back to the term's on the document itself
                self.env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=move.ids
                ).create({"amount": 50}).action_create_payments()
                self.run_sync()
                move.button_draft()
                move.action_post()
                self.run_sync()
                self.assertEqual(self.assertToTheCent(move)["DueDate"], day)
                self.assertEqual(term.date_maturity, day)

    def test_due_date_of_instalments_is_ours(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two parts",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 50, "nb_days": days}
                    )
                    for days in (10, 40)
                ],
            }
        )
        invoice = self.new_invoice(100, invoice_payment_term_id=term.id)
        self.run_sync()
        remote_id = self.link_of(invoice).remote_id
        self.organisation.edit_document(remote_id, DueDate=date(2026, 12, 31))
        self.press_sync(invoice)
        self.run_sync()
        link = self.assertState(invoice, "difference")
        self.assertIn("Due date", link.error)
        self.assertEqual(
            set(invoice.line_ids.mapped("date_maturity")) - {False},
            {date(2026, 9, 11), date(2026, 10, 11)},
        )

    def test_lines_changed_there(self):
        """A difference, with both; never overwritten, neither side."""
        self.edit_line_in_xero(0, UnitAmount=12)
        self.look()
        link = self.assertState(self.invoice, "difference", "difference")
        self.assertIn("Rye", link.error)
        self.assertIn("36.00", link.error)
        self.assertNotIn("Spelt", link.error)
        self.assertEqual(self.invoice.amount_total, 60)
        self.assertEqual(float(self.there()["Total"]), 67.2)
        # an edit here does not send the other fields around it
        self.invoice.ref = "PO 2"
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(self.invoice, "difference")
        self.assertEqual(float(self.there()["Total"]), 67.2)

    def test_lines_changed_there_and_made_equal_here(self):
        self.edit_line_in_xero(0, UnitAmount=12)
        self.look()
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.sorted("sequence")[0].price_unit = 12
        self.invoice.action_post()
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertToTheCent(self.invoice)

    def test_lines_changed_on_both_sides(self):
        self.edit_line_in_xero(0, UnitAmount=12)
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.sorted("sequence")[0].price_unit = 13
        self.invoice.action_post()
        self.assertCalls(self.run_sync(), "GET Invoices")
        link = self.link_of(self.invoice)
        self.assertIn(link.state, ("difference", "conflict"))
        self.assertEqual(float(self.there()["Total"]), 67.2)

    def test_voided_there(self):
        self.organisation.void_invoice(self.before["InvoiceID"])
        self.look()
        link = self.assertState(self.invoice, "difference")
        self.assertIn("Voided in Xero", link.error)
        self.assertEqual(self.invoice.state, "posted")
        self.invoice.button_cancel()
        self.run_sync()
        self.assertState(self.invoice, "synced")

    def test_paid_there_is_no_difference(self):
        self.organisation.record_payment(self.before["InvoiceID"])
        self.look()
        self.assertState(self.invoice, "synced")

    # ------------------------------------------------------------------
    # paid in Xero
    # ------------------------------------------------------------------
    def test_lines_of_a_paid_invoice(self):
        self.organisation.record_payment(self.before["InvoiceID"])
        paid = self.there()
        self.invoice.button_draft()
        self.invoice.invoice_line_ids.sorted("sequence")[0].price_unit = 11
        self.invoice.action_post()
        self.assertCalls(self.run_sync(), "GET Invoices")
        link = self.assertState(self.invoice, "held", "paid_in_xero")
        self.assertIn("payment", link.remedy)
        self.assertEqual(self.there(), paid)

    def test_reference_of_a_paid_invoice(self):
        self.organisation.record_payment(self.before["InvoiceID"])
        self.invoice.ref = "PO 2"
        self.run_sync()
        self.assertState(self.invoice, "synced")
        self.assertEqual(self.there()["Reference"], "PO 2")

    def test_text_of_a_line_of_a_paid_invoice(self):
        """Xero lets texts of a paid invoice be changed, not its amounts."""
        self.organisation.record_payment(self.before["InvoiceID"], 10)
        self.invoice.invoice_line_ids.sorted("sequence")[0].name = "Rye, sliced"
        self.run_sync()
        self.assertState(self.invoice, "synced")
        self.assertEqual(self.there()["LineItems"][0]["Description"], "Rye, sliced")

    def test_text_of_a_line_of_a_paid_invoice_with_a_rounding_line(self):
        """The tax of its lines is Xero's own, and stays."""
        self.company.tax_calculation_rounding_method = "round_globally"
        self.connection.sudo().rounding_policy = "line"
        invoice = self.new_invoice(*[{"price_unit": 10.03}] * 5)
        self.run_sync()
        before = self.xero_invoice(invoice)
        self.assertEqual(before["LineItems"][-1]["Description"], "Rounding")
        self.organisation.record_payment(before["InvoiceID"], 10)
        invoice.invoice_line_ids.sorted("sequence")[0].name = "Rye, sliced"
        self.run_sync()
        self.assertState(invoice, "synced")
        after = self.xero_invoice(invoice)
        self.assertEqual(after["LineItems"][0]["Description"], "Rye, sliced")
        self.assertEqual(after["Total"], before["Total"])

    # ------------------------------------------------------------------
    # cancelled, deleted
    # ------------------------------------------------------------------
    def test_cancelled(self):
        self.invoice.button_cancel()
        # first its number is freed: Xero keeps those of voided documents
        self.assertCalls(
            self.run_sync(),
            "GET Invoices",
            "POST Invoices",
            "GET Invoices",
            "POST Invoices",
        )
        after = self.there()
        self.assertEqual(after["Status"], "VOIDED")
        self.assertIn("(cancelled", after["InvoiceNumber"])
        self.assertState(self.invoice, "synced")
        self.assertCalls(self.run_sync())

    def test_several_cancelled(self):
        others = self.invoice
        for price in (1, 2, 3):
            others |= self.new_invoice(price)
        self.run_sync()
        others.button_cancel()
        self.assertEqual(len(self.run_sync()), 4)
        for one in others:
            self.assertEqual(self.xero_invoice(one)["Status"], "VOIDED")

    def test_cancelled_and_touched_again(self):
        self.invoice.button_cancel()
        self.run_sync()
        self.invoice.narration = "Sorry"
        self.assertCalls(self.run_sync())
        self.press_sync(self.invoice)
        self.run_sync()
        self.assertState(self.invoice, "synced")

    def test_cancelled_while_it_is_a_draft_in_xero(self):
        self.connection.invoice_status = "DRAFT"
        invoice = self.new_invoice()
        self.run_sync()
        self.assertEqual(self.xero_invoice(invoice)["Status"], "DRAFT")
        invoice.button_cancel()
        self.run_sync()
        self.assertEqual(self.xero_invoice(invoice)["Status"], "DELETED")
        self.assertState(invoice, "synced")

    def test_cancelled_and_posted_again(self):
        """A voided invoice of Xero cannot come back: a new one takes its number."""
        self.invoice.button_cancel()
        self.run_sync()
        self.invoice.button_draft()
        self.assertCalls(self.run_sync())
        self.invoice.action_post()
        self.run_sync()
        after = self.assertToTheCent(self.invoice)
        self.assertNotEqual(after["InvoiceID"], self.before["InvoiceID"])
        self.assertEqual(after["InvoiceNumber"], self.invoice.name)

    def test_cancelled_though_paid_there(self):
        self.organisation.record_payment(self.before["InvoiceID"])
        self.invoice.button_cancel()
        self.assertCalls(self.run_sync(), "GET Invoices")
        link = self.assertState(self.invoice, "held", "not_voidable")
        self.assertIn("payment", link.remedy)
        for payment in list(self.organisation.payments):
            self.organisation.delete_payment(payment)
        self.look()
        self.assertEqual(self.there()["Status"], "VOIDED")

    def test_cancelled_though_part_paid_there(self):
        self.organisation.record_payment(self.before["InvoiceID"], 1)
        self.invoice.button_cancel()
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(self.invoice, "held", "not_voidable")

    def test_cancelled_in_a_locked_period(self):
        self.organisation.lock_period(date(2026, 9, 30))
        self.refresh_settings()
        self.invoice.button_cancel()
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(self.invoice, "held", "locked")
        self.organisation.lock_period(None)
        self.refresh_settings()
        self.run_sync()
        self.assertEqual(self.there()["Status"], "VOIDED")

    def test_moved_out_of_a_locked_period(self):
        """The date that Xero has is locked, whatever the new one is."""
        self.organisation.lock_period(date(2026, 9, 15))
        self.refresh_settings()
        self.invoice.button_draft()
        self.invoice.invoice_date = "2026-10-01"
        self.invoice.action_post()
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(self.invoice, "held", "locked")

    def test_reset_and_deleted(self):
        link = self.link_of(self.invoice)
        self.invoice.button_draft()
        self.run_sync()
        self.invoice.with_context(force_delete=True).unlink()
        self.run_sync()
        there = self.organisation.json("Invoices", self.before["InvoiceID"])
        self.assertEqual(there["Status"], "VOIDED")
        self.assertEqual(link.state, "retired")
        self.assertCalls(self.run_sync())

    def test_reset_and_deleted_though_paid_there(self):
        self.organisation.record_payment(self.before["InvoiceID"])
        link = self.link_of(self.invoice)
        self.invoice.button_draft()
        self.invoice.with_context(force_delete=True).unlink()
        self.run_sync()
        self.assertEqual((link.state, link.cause), ("held", "not_voidable"))
        self.assertCalls(self.run_sync())

    # ------------------------------------------------------------------
    # drafts and approvals in Xero
    # ------------------------------------------------------------------
    def approved(self, status):
        self.connection.invoice_status = status
        invoice = self.new_invoice()
        self.run_sync()
        self.assertToTheCent(invoice, state="approval")
        self.assertEqual(self.xero_invoice(invoice)["Status"], status)
        self.press_sync(invoice)
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(invoice, "approval")
        self.organisation.approve(self.link_of(invoice).remote_id)
        self.press_sync(invoice)
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertToTheCent(invoice)
        self.assertEqual(self.xero_invoice(invoice)["Status"], "AUTHORISED")

    def test_created_as_a_draft_and_approved(self):
        self.approved("DRAFT")

    def test_created_for_approval_and_approved(self):
        self.approved("SUBMITTED")

    def test_edited_before_it_is_approved(self):
        """We never approve: an edit leaves it a draft."""
        self.connection.invoice_status = "DRAFT"
        invoice = self.new_invoice()
        self.run_sync()
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 77
        invoice.action_post()
        self.run_sync()
        there = self.assertToTheCent(invoice, state="approval")
        self.assertEqual(there["Status"], "DRAFT")

    def test_policy_changed_later(self):
        """The choice is for new invoices; the ones that went stay as they are."""
        self.connection.invoice_status = "DRAFT"
        self.invoice.ref = "PO 2"
        self.run_sync()
        self.assertEqual(self.there()["Status"], "AUTHORISED")
