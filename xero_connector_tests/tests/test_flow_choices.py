# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was undone or edited in Xero comes to a person, with the choices that fit."""

import json
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

CHOICES = (
    "can_cancel_here",
    "can_credit_here",
    "can_send_again",
    "can_keep",
    "can_redate",
)


@tagged("post_install", "-at_install")
class TestFlowChoices(XeroSyncCommon):
    def across(self, move_type="out_invoice", **values):
        move = self.new_invoice(
            {"name": "Rye", "price_unit": 10}, move_type=move_type, **values
        )
        self.run_sync()
        self.assertToTheCent(move)
        return move

    def look(self, move):
        self.press_sync(move)
        return self.run_sync()

    def choices(self, move):
        """The choices of a link, as the accountant sees them."""
        link = self.link_of(move).sudo(False)
        link.invalidate_recordset()
        return {name.removeprefix("can_") for name in CHOICES if link[name]}

    def act(self, move, name):
        return getattr(self.link_of(move).sudo(False), name)()

    def edit_line(self, move, **changes):
        remote_id = self.link_of(move).remote_id
        spec, record = self.organisation._document(remote_id)
        lines = [dict(line) for line in record["LineItems"]]
        for line in lines:
            line.pop("LineAmount", None)
            line.pop("TaxAmount", None)
            line.pop("AccountID", None)
        lines[0].update(changes)
        self.organisation.edit_document(remote_id, LineItems=lines)

    def voided(self, move_type="out_invoice", **values):
        move = self.across(move_type, **values)
        self.organisation.close_document(self.link_of(move).remote_id)
        self.look(move)
        self.assertState(move, "difference")
        return move

    # ------------------------------------------------------------------
    # voided there
    # ------------------------------------------------------------------
    def test_nothing_to_decide(self):
        self.assertEqual(self.choices(self.across()), set())

    def test_voided_choices(self):
        for move_type, choices in {
            "out_invoice": {"cancel_here", "credit_here", "send_again"},
            "out_receipt": {"cancel_here", "send_again"},
            "out_refund": {"cancel_here", "send_again"},
            "in_invoice": {"cancel_here", "credit_here", "send_again"},
            "in_refund": {"cancel_here", "send_again"},
        }.items():
            with self.subTest(move_type):
                move = self.voided(move_type, ref="R 1")
                self.assertEqual(self.choices(move), choices)
                self.assertTrue(move.xero_can_decide)

    def test_cancel(self):
        move = self.voided()
        self.act(move, "action_cancel_here")
        self.run_sync()
        self.assertEqual(move.state, "cancel")
        self.assertState(move, "synced")

    def test_cancel_in_a_locked_period_is_no_choice(self):
        move = self.voided()
        self.company.sudo().fiscalyear_lock_date = "2026-09-30"
        self.assertEqual(self.choices(move), {"credit_here", "send_again"})
        with self.assertRaises(UserError):
            self.act(move, "action_cancel_here")

    def test_credit(self):
        """Both stay in Odoo's books and make nothing; Xero sees neither."""
        move = self.voided()
        action = self.act(move, "action_credit_here")
        refund = self.env["account.move"].browse(action["res_id"])
        # posted at once: a draft that is thrown away would leave Xero's void alone
        self.assertEqual((refund.state, move.payment_state), ("posted", "reversed"))
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(refund))
        self.assertEqual(self.link_of(move).decision, "credited")
        self.assertState(move, "synced")
        move.ref = "Later"
        self.look(move)
        self.assertState(move, "synced")
        self.assertEqual(self.xero_document(move)["Status"], "VOIDED")

    def test_credit_and_an_earlier_credit_note(self):
        """That one is in Xero as ever: what becomes of it here happens there."""
        move = self.across()
        earlier = self.credited_in_part(move)
        self.voided_and_credited(move)
        there = self.assertToTheCent(earlier)
        self.assertEqual(there["Status"], "AUTHORISED")
        left = there["RemainingCredit"]
        self.assertEqual(
            earlier.currency_id.compare_amounts(float(left), earlier.amount_residual), 0
        )
        earlier.button_draft()
        earlier.button_cancel()
        self.run_sync()
        self.assertState(earlier, "synced")
        self.assertEqual(self.xero_document(earlier)["Status"], "VOIDED")

    def test_credit_and_a_later_credit_note(self):
        """Only what was made to make up for the void is none of Xero's."""
        move = self.across()
        refund = self.voided_and_credited(move)
        later = self.new_invoice(3, move_type="out_refund", reversed_entry_id=move.id)
        self.run_sync()
        self.assertToTheCent(later)
        self.assertFalse(self.link_of(refund))

    def test_credit_whose_credit_note_was_thrown_away(self):
        """Whatever takes its place makes up for the void."""
        move = self.across()
        earlier = self.credited_in_part(move)
        refund = self.voided_and_credited(move)
        refund.button_draft()
        refund.unlink()
        again = self.new_invoice(10, move_type="out_refund", reversed_entry_id=move.id)
        earlier.ref = "Later"
        self.run_sync()
        self.assertFalse(self.link_of(again))
        self.assertEqual(self.assertToTheCent(earlier)["Reference"], "Later")

    def test_credit_that_is_taken_back(self):
        """Due again here and void there: that is asked, not shown as in step."""
        for undo in ("button_draft", "button_cancel", "unlink"):
            with self.subTest(undo):
                move = self.across()
                refund = self.voided_and_credited(move)
                refund.button_draft()
                refund.line_ids.remove_move_reconcile()
                if undo != "button_draft":
                    getattr(refund, undo)()
                self.run_sync()
                self.assertEqual(move.amount_residual, move.amount_total)
                self.assertState(move, "difference")
                may = {"cancel_here", "send_again", "credit_here"}
                if undo == "button_draft":
                    may.remove("credit_here")
                self.assertEqual(self.choices(move), may)
                remedy = self.link_of(move).remedy
                self.assertIn("void in Xero", remedy)

    def test_credit_that_is_posted_again(self):
        """Odoo applies it by itself."""
        move = self.across()
        refund = self.voided_and_credited(move)
        refund.button_draft()
        refund.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertState(move, "difference")
        refund.action_post()
        self.run_sync()
        self.assertFalse(move.amount_residual)
        self.assertState(move, "synced")
        self.assertFalse(self.link_of(refund))

    def test_credit_once_more(self):
        move = self.across()
        refund = self.voided_and_credited(move)
        refund.button_draft()
        refund.button_cancel()
        self.run_sync()
        self.act(move, "action_credit_here")
        self.run_sync()
        self.assertState(move, "synced")
        again = self.link_of(move).credited_by_id
        self.assertNotEqual(again, refund)
        self.assertFalse(self.link_of(again))

    def test_credit_of_less(self):
        move = self.across()
        refund = self.voided_and_credited(move)
        refund.button_draft()
        refund.invoice_line_ids.price_unit = 7
        refund.action_post()
        receivable = (move | refund).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        receivable.reconcile()
        self.run_sync()
        self.assertState(move, "difference")
        self.assertIn(refund.name, self.link_of(move).remedy)

    def test_credited_and_cancelled_after_all(self):
        """The credit note is one as any other then, and Xero gets it."""
        move = self.across()
        refund = self.voided_and_credited(move)
        move.button_draft()
        move.button_cancel()
        self.run_sync()
        self.assertState(move, "synced")
        self.assertToTheCent(refund)

    def test_credited_and_deleted(self):
        move = self.across()
        refund = self.voided_and_credited(move)
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        self.run_sync()
        self.assertToTheCent(refund)

    def test_credit_that_another_took_the_place_of(self):
        """Posted again, it makes up for the void; the other one is Xero's as well."""
        move = self.across()
        refund = self.voided_and_credited(move)
        refund.button_draft()
        refund.line_ids.remove_move_reconcile()
        self.run_sync()
        another = self.new_invoice(
            10, move_type="out_refund", reversed_entry_id=move.id
        )
        self.run_sync()
        self.assertFalse(self.link_of(another).remote_id)
        refund.action_post()
        self.run_sync()
        self.assertState(move, "synced")
        self.assertFalse(self.link_of(refund).remote_id)
        self.assertToTheCent(another)

    def test_credited_and_sent_again(self):
        move = self.across("in_invoice", ref="R 1")
        refund = self.voided_and_credited(move)
        refund.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertState(move, "difference")
        self.act(move, "action_send_again")
        self.run_sync()
        self.assertToTheCent(move)
        self.assertToTheCent(refund)

    def test_credit_that_nobody_told_of(self):
        """Found at night."""
        move = self.across()
        self.voided_and_credited(move).line_ids.remove_move_reconcile()
        self.commit_hooks()
        self.env["xero.change"].sudo().search([]).unlink()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        self.assertState(move, "difference")

    def credited_in_part(self, move):
        refund = self.new_invoice(3, move_type="out_refund", reversed_entry_id=move.id)
        self.run_sync()
        self.assertToTheCent(refund)
        return refund

    def voided_and_credited(self, move):
        """Somebody takes the credit off in Xero and voids it; it is credited here.

        :return: the credit note of that decision
        """
        there = self.xero_document(move)
        for note in there["CreditNotes"]:
            shown = self.books().json("CreditNotes", note["CreditNoteID"])
            for allocation in shown["Allocations"]:
                self.organisation.remove_allocation(allocation["AllocationID"])
        self.organisation.close_document(there["InvoiceID"])
        self.look(move)
        self.assertState(move, "difference")
        action = self.act(move, "action_credit_here")
        self.run_sync()
        self.assertState(move, "synced")
        return self.env["account.move"].browse(action["res_id"])

    def test_send_a_bill_again(self):
        move = self.voided("in_invoice", ref="R 1")
        old = self.link_of(move).remote_id
        self.act(move, "action_send_again")
        self.run_sync()
        self.assertToTheCent(move)
        self.assertNotEqual(self.link_of(move).remote_id, old)

    def test_send_an_invoice_again(self):
        """Xero keeps the number of a voided document: a person gives another one."""
        move = self.voided()
        self.act(move, "action_send_again")
        self.run_sync()
        self.assertState(move, "held", "already_in_xero")
        move.name = "INV/2026/90001"
        self.run_sync()
        self.assertToTheCent(move)

    # ------------------------------------------------------------------
    # edited there
    # ------------------------------------------------------------------
    def test_price_there(self):
        move = self.across()
        self.edit_line(move, UnitAmount=12)
        self.look(move)
        self.assertState(move, "difference")
        self.assertEqual(self.choices(move), {"send_again"}, "amounts differ")
        self.act(move, "action_send_again")
        self.run_sync()
        there = self.assertToTheCent(move)
        self.assertEqual(there["Total"], 12)

    def test_price_there_changed_once_more(self):
        """Whoever presses Send Again has not seen that: it is asked."""
        move = self.across()
        self.edit_line(move, UnitAmount=12)
        self.look(move)
        self.edit_line(move, UnitAmount=15)
        # read by a poll, whose changes have not been looked at
        link = self.link_of(move)
        resource = self.env["xero.resource"].sudo()._get("invoice")
        said = self.books().json("Invoices", link.remote_id)
        link.sudo()._remember(json.loads(json.dumps(said, default=str)), resource)
        self.act(move, "action_send_again")
        self.run_sync()
        self.assertIn(link.state, ("difference", "conflict"))
        self.assertEqual(self.xero_document(move)["LineItems"][0]["UnitAmount"], 15)

    def test_text_there_kept(self):
        move = self.across()
        self.edit_line(move, Description="Rye, sliced")
        self.look(move)
        self.assertState(move, "difference")
        self.assertEqual(self.choices(move), {"send_again", "keep"})
        self.act(move, "action_keep")
        self.assertState(move, "synced")
        self.look(move)
        self.assertState(move, "synced")
        self.assertEqual(
            self.xero_document(move)["LineItems"][0]["Description"], "Rye, sliced"
        )

    def test_text_there_sent_again(self):
        move = self.across()
        self.edit_line(move, Description="Rye, sliced")
        self.look(move)
        self.act(move, "action_send_again")
        self.run_sync()
        there = self.assertToTheCent(move)
        self.assertEqual(there["LineItems"][0]["Description"], "Rye")

    def test_paid_meanwhile(self):
        """Send again is refused before the call where Xero has money on it."""
        move = self.across()
        self.edit_line(move, UnitAmount=12)
        self.look(move)
        self.organisation.record_payment(self.link_of(move).remote_id)
        self.act(move, "action_send_again")
        self.assertCalls(self.run_sync(), "GET Invoices")
        self.assertState(move, "held", "paid_in_xero")

    def test_rights(self):
        move = self.voided()
        biller = self.make_user("biller", "account.group_account_invoice")
        link = self.link_of(move).with_user(biller)
        with self.assertRaises(AccessError):
            link.action_cancel_here()
        self.assertEqual(move.state, "posted")

    # ------------------------------------------------------------------
    # lock dates
    # ------------------------------------------------------------------
    def lock(self, policy):
        self.organisation.lock_period(date(2026, 9, 15))
        self.refresh_settings()
        self.connection.lock_policy = policy

    def test_locked_and_held(self):
        self.lock("hold")
        move = self.new_invoice()
        self.assertCalls(self.run_sync(), "PUT Contacts")
        self.assertState(move, "held", "locked")
        self.assertEqual(self.choices(move), set())

    def test_locked_and_created_as_a_draft(self):
        self.lock("draft")
        move = self.new_invoice()
        self.run_sync()
        self.assertState(move, "approval")
        self.assertEqual(self.xero_document(move)["Status"], "DRAFT")

    def test_locked_draft_that_is_corrected(self):
        """Xero takes drafts whatever their date, and their edits too."""
        self.lock("draft")
        move = self.new_invoice()
        self.run_sync()
        move.button_draft()
        move.invoice_line_ids.price_unit = 90
        move.action_post()
        self.run_sync()
        self.assertToTheCent(move, state="approval")

    def test_locked_and_given_another_date(self):
        self.lock("redate")
        move = self.new_invoice()
        self.run_sync()
        link = self.assertState(move, "held", "locked_redate")
        self.assertIn("16", link.remedy)
        self.assertEqual(self.choices(move), {"redate"})
        self.act(move, "action_redate")
        self.run_sync()
        there = self.assertToTheCent(move)
        self.assertEqual(there["Date"], date(2026, 9, 16))
        self.assertEqual(str(move.invoice_date), "2026-09-01")
        self.look(move)
        self.assertState(move, "synced")

    def redated(self):
        """1 September in Odoo, which Xero has locked: 16 September there."""
        self.lock("redate")
        move = self.new_invoice()
        self.run_sync()
        self.act(move, "action_redate")
        self.run_sync()
        self.assertEqual(self.assertToTheCent(move)["Date"], date(2026, 9, 16))
        return move

    def correct_date(self, move, day):
        move.button_draft()
        move.invoice_date = day
        move.action_post()
        return self.run_sync()

    def test_another_date_that_is_open_after_all(self):
        """What was agreed on was about the date that it had then."""
        move = self.redated()
        self.correct_date(move, date(2026, 9, 25))
        self.assertEqual(self.assertToTheCent(move)["Date"], date(2026, 9, 25))
        self.correct_date(move, date(2026, 9, 1))
        self.assertEqual(self.assertToTheCent(move)["Date"], date(2026, 9, 16))

    def test_another_date_that_is_locked_as_well(self):
        """It is agreed on anew; nothing in the locked period changes."""
        move = self.redated()
        self.correct_date(move, date(2026, 9, 10))
        link = self.assertState(move, "held", "locked_redate")
        self.assertIn("16", link.remedy)
        self.assertEqual(self.choices(move), {"redate"})
        self.act(move, "action_redate")
        self.run_sync()
        self.assertEqual(self.assertToTheCent(move)["Date"], date(2026, 9, 16))

    def test_another_date_where_xero_locked_the_agreed_one_too(self):
        """No other date would help: Xero changes nothing in a locked period."""
        move = self.redated()
        self.organisation.lock_period(date(2026, 9, 20))
        self.refresh_settings()
        self.correct_date(move, date(2026, 9, 10))
        self.assertState(move, "held", "locked")
        self.assertEqual(self.choices(move), set())


@tagged("post_install", "-at_install")
class TestFlowApproval(XeroSyncCommon):
    """Waiting for approval in Xero: what the approver edits is theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.connection.write({"invoice_status": "SUBMITTED", "bill_status": "DRAFT"})

    def new(self, move_type="in_invoice", **values):
        move = self.new_invoice(
            {"name": "Flour", "price_unit": 10}, move_type=move_type, **values
        )
        self.run_sync()
        self.assertState(move, "approval")
        return move

    def look(self, move):
        self.press_sync(move)
        return self.run_sync()

    edit_line = TestFlowChoices.edit_line

    def test_state_and_approval(self):
        for move_type in ("out_invoice", "out_refund", "in_invoice", "in_refund"):
            with self.subTest(move_type):
                move = self.new(move_type)
                self.assertEqual(move.xero_state, "approval")
                self.look(move)
                self.assertState(move, "approval")
                self.organisation.approve(self.link_of(move).remote_id)
                self.look(move)
                self.assertState(move, "synced")

    def test_their_edits_before_approval(self):
        move = self.new()
        self.edit_line(move, Description="Flour, fine", AccountCode="404")
        self.look(move)
        self.assertState(move, "approval")
        self.edit_line(move, Description="Flour, very fine", AccountCode="404")
        self.organisation.approve(self.link_of(move).remote_id)
        self.look(move)
        self.assertState(move, "synced")
        # from now on such an edit is a difference
        self.edit_line(move, Description="Sugar")
        self.look(move)
        self.assertState(move, "difference")

    def test_their_edits_stay_when_ours_follow(self):
        move = self.new()
        self.edit_line(move, Description="Flour, fine", AccountCode="404")
        move.button_draft()
        move.invoice_line_ids.price_unit = 11
        move.action_post()
        self.run_sync()
        self.assertState(move, "approval")
        (line,) = self.xero_document(move)["LineItems"]
        self.assertEqual(
            (line["Description"], line["AccountCode"], line["UnitAmount"]),
            ("Flour, fine", "404", 11),
        )

    def test_their_edits_stay_when_ours_follow_the_approval(self):
        """Looked at before it was approved, or edited and approved at once."""
        for looked in (True, False):
            with self.subTest(looked=looked):
                move = self.new()
                self.edit_line(move, Description="Flour, fine", AccountCode="404")
                self.organisation.approve(self.link_of(move).remote_id)
                if looked:
                    self.look(move)
                    self.assertState(move, "synced")
                move.button_draft()
                move.invoice_line_ids.price_unit = 11
                move.action_post()
                self.run_sync()
                self.assertState(move, "synced")
                (line,) = self.xero_document(move)["LineItems"]
                self.assertEqual(
                    (line["Description"], line["AccountCode"], line["UnitAmount"]),
                    ("Flour, fine", "404", 11),
                )

    def test_another_product_here_is_another_account_there(self):
        """A rule for the product decides, though Odoo's account stays the same."""
        move = self.new()
        account = move.invoice_line_ids.account_id
        product = self.product_a
        chosen = self.env["xero.account"].search(
            [("connection_id", "=", self.connection.id), ("code", "=", "404")]
        )
        self.env["xero.account.mapping"].create(
            {
                "connection_id": self.connection.id,
                "use": "purchase",
                "level": "product",
                "product_tmpl_id": product.product_tmpl_id.id,
                "xero_account_id": chosen.id,
            }
        )
        move.button_draft()
        move.invoice_line_ids.write({"product_id": product.id})
        move.invoice_line_ids.write({"account_id": account.id, "price_unit": 10})
        move.action_post()
        self.run_sync()
        (line,) = self.xero_document(move)["LineItems"]
        self.assertEqual(line["AccountCode"], "404")

    def test_their_price_is_a_difference(self):
        move = self.new()
        self.edit_line(move, UnitAmount=12)
        self.look(move)
        self.assertState(move, "difference")

    def test_deleted_by_the_approver(self):
        move = self.new()
        self.organisation.close_document(self.link_of(move).remote_id)
        self.look(move)
        self.assertState(move, "difference")
