# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What one side forbids is found before the call, and nothing is half changed."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon, called

AFTER = date(2026, 9, 30)
#: lock dates of Odoo that keep a document from being cancelled, and whose documents
HERE = {
    "fiscalyear_lock_date": ("out_invoice", "in_invoice"),
    "tax_lock_date": ("out_invoice", "in_invoice"),
    "sale_lock_date": ("out_invoice",),
    "purchase_lock_date": ("in_invoice",),
    "hard_lock_date": ("out_invoice", "in_invoice"),
}
KINDS = ("out_invoice", "out_refund", "in_invoice", "in_refund")


@tagged("post_install", "-at_install")
class TestFlowForbidden(XeroSyncCommon):
    count = 0

    def across(self, move_type):
        self.count += 1
        move = self.new_invoice(
            {"name": "Rye", "price_unit": 10},
            move_type=move_type,
            ref=f"F {self.count}",
            post=False,
        )
        # Odoo counts on from the last one, and takes "F10" for a year
        move.name = f"{chr(64 + self.count)}/FORBID/1"
        move.action_post()
        self.run_sync()
        self.assertToTheCent(move)
        return move

    def writes(self, calls):
        return [called(call) for call in calls if call["method"] != "GET"]

    def voided(self, move):
        self.organisation.close_document(self.link_of(move).remote_id)
        self.press_sync(move)
        self.run_sync()
        return self.assertState(move, "difference").sudo(False)

    # ------------------------------------------------------------------
    # Xero's locks
    # ------------------------------------------------------------------
    def test_locked_in_xero(self):
        """Create, edit, void: nothing is sent, and the other side is as it was."""
        for number, move_type in enumerate(KINDS):
            with self.subTest(kind=move_type):
                self._locked_in_xero(
                    ("lock_period", "lock_year")[number % 2], move_type
                )

    def _locked_in_xero(self, lock, move_type):
        moves = {"create": self.new_invoice(5, post=False, move_type=move_type)}
        moves |= {what: self.across(move_type) for what in ("edit", "cancel", "delete")}
        links = {what: self.link_of(move) for what, move in moves.items()}
        getattr(self.organisation, lock)(AFTER)
        self.refresh_settings()
        before = {
            what: link and self.xero_document(link) for what, link in links.items()
        }
        for what in ("edit", "cancel", "delete"):
            moves[what].button_draft()
        moves["edit"].invoice_line_ids.price_unit = 11
        (moves["create"] | moves["edit"]).action_post()
        moves["cancel"].button_cancel()
        moves["delete"].with_context(force_delete=True).unlink()
        writes = self.writes(self.run_sync())
        self.assertFalse([call for call in writes if "Contacts" not in call])
        links["create"] = self.link_of(moves["create"])
        for what, link in links.items():
            with self.subTest(lock=lock, kind=move_type, what=what):
                self.assertEqual((link.state, link.cause), ("held", "locked"))
                self.assertIn("lock date", link.error)
                self.assertTrue(link.remedy)
                if before[what]:
                    self.assertEqual(self.xero_document(link), before[what])
        getattr(self.organisation, lock)(None)
        self.refresh_settings()
        self.run_sync()
        for what, link in links.items():
            ended = "retired" if what == "delete" else "synced"
            self.assertEqual(link.state, ended, (what, link.error))

    # ------------------------------------------------------------------
    # permissions that Xero was not asked for
    # ------------------------------------------------------------------
    def granted(self, *without, read_only=()):
        """Somebody agreed to all that is needed but this."""
        needed = [
            f"{scope}.read" if scope in read_only else scope
            for scope in self.connection._needed_scopes()
            if scope not in without
        ]
        granted = self.xero.authorise(
            tenant=self.connection.tenant_id, scopes=" ".join(needed)
        )
        self.env["xero.token"]._store(
            self.connection, self.token_of(granted), granted["connection_id"]
        )
        self.env.flush_all()

    def test_contacts_may_be_read_only(self):
        """Switched to both ways after somebody agreed to reading alone."""
        move = self.new_invoice()
        self.granted(read_only=("accounting.contacts",))
        self.assertFalse(self.writes(self.run_sync()))
        self.assertEqual(self.connection.state, "connected")
        link = self.assertState(self.customer, "held", "scope_missing")
        self.assertEqual(link.hold_key, "scope")
        self.assertIn("Reconnect", link.remedy)
        self.assertState(move, "waiting")
        self.sign_in_again(self.connection)
        self.connection.sudo().state = "connected"
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertToTheCent(move)

    def test_an_edit_and_a_void_may_not_be_sent(self):
        edited, voided = self.across("out_invoice"), self.across("out_invoice")
        self.granted(read_only=("accounting.invoices",))
        edited.button_draft()
        edited.invoice_line_ids.price_unit = 11
        edited.action_post()
        voided.button_draft()
        voided.button_cancel()
        self.assertFalse(self.writes(self.run_sync()))
        for move in (edited, voided):
            self.assertState(move, "held", "scope_missing")
        self.sign_in_again(self.connection)
        self.connection.sudo().state = "connected"
        self.run_sync()
        self.assertToTheCent(edited)
        self.assertEqual(self.xero_document(voided)["Status"], "VOIDED")

    def test_one_endpoint_may_not_be_read(self):
        """Switched on later: the others go on, and it is read once that is agreed."""
        self.assertIn(
            "BankTransactions", self.env["xero.pull"]._endpoints(self.connection)
        )
        self.granted("accounting.banktransactions")
        move = self.new_invoice()
        with self.enter_registry_test_mode():
            self.connection.action_read_now()
        calls = [called(call) for call in self.run_sync()]
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse([call for call in calls if "BankTransactions" in call])
        self.assertTrue([call for call in calls if call.startswith("GET Invoices")])
        self.assertToTheCent(move)
        self.assertIn("BankTransactions", self.connection.setup_warnings)
        # nor does it keep the run awake
        seconds = self.env["xero.run"].sudo()._seconds_to_wait(self.connection.sudo())
        self.assertGreater(seconds, 60)
        self.sign_in_again(self.connection)
        calls = [called(call) for call in self.run_sync()]
        self.assertTrue([call for call in calls if "BankTransactions" in call])
        self.connection.invalidate_recordset()
        self.assertNotIn("permission", self.connection.setup_warnings or "")

    def test_xero_granted_less_than_it_said(self):
        """What is only found out by the call."""
        move = self.new_invoice()
        self.granted("accounting.banktransactions", read_only=("accounting.contacts",))
        row = self.env["xero.token"]._of(self.connection)
        row.scopes = " ".join(self.connection._needed_scopes())
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.connection.action_read_now()
        self.run_sync()
        self.assertEqual(self.connection.state, "connected")
        self.assertState(self.customer, "held", "scope_missing")
        self.assertState(move, "waiting")
        self.assertIn("BankTransactions", self.connection.setup_warnings)

    # ------------------------------------------------------------------
    # Odoo's locks and hashes
    # ------------------------------------------------------------------
    def test_locked_in_odoo(self):
        """Voided in Xero, dated in a locked period: to cancel it is no choice."""
        for move_type in ("out_invoice", "in_invoice"):
            link = self.voided(self.across(move_type))
            self.assertTrue(link.can_cancel_here)
            for lock, kinds in HERE.items():
                with (
                    self.subTest(lock, kind=move_type),
                    self.env.cr.savepoint() as savepoint,
                ):
                    self.company.sudo()[lock] = AFTER
                    link.invalidate_recordset()
                    self.assertEqual(link.can_cancel_here, move_type not in kinds)
                    self.assertTrue(link.can_credit_here)
                    if move_type in kinds:
                        with self.assertRaises(UserError):
                            link.action_cancel_here()
                        self.assertEqual(link.record_ref.state, "posted")
                    savepoint.rollback()
                self.env.invalidate_all()

    def test_hashed_in_odoo(self):
        move = self.across("out_invoice")
        move.journal_id.restrict_mode_hash_table = True
        move.button_hash()
        self.assertTrue(move.inalterable_hash)
        link = self.voided(move)
        self.assertFalse(link.can_cancel_here)
        with self.assertRaises(UserError):
            link.action_cancel_here()
        self.assertEqual(move.state, "posted")
        action = link.action_credit_here()
        refund = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(refund.reversed_entry_id, move)
        self.assertEqual(self.link_of(move).decision, "credited")

    def test_hashed_and_edited_in_xero(self):
        """What no hash covers comes in; a line never does."""
        move = self.across("out_invoice")
        move.journal_id.restrict_mode_hash_table = True
        move.button_hash()
        remote_id = self.link_of(move).remote_id
        self.organisation.edit_document(remote_id, DueDate=date(2026, 12, 24))
        self.press_sync(move)
        self.run_sync()
        self.assertState(move, "synced")
        self.assertEqual(move.invoice_date_due, date(2026, 12, 24))
        line = self.xero_document(move)["LineItems"][0]
        self.organisation.edit_document(remote_id, LineItems=[self._priced(line, 12)])
        self.press_sync(move)
        calls = self.run_sync()
        self.assertFalse(self.writes(calls))
        self.assertState(move, "difference")
        self.assertEqual(move.amount_untaxed, 10)

    def _priced(self, line, price):
        kept = ("LineItemID", "Description", "Quantity", "AccountCode", "TaxType")
        return {name: line[name] for name in kept} | {"UnitAmount": price}

    # ------------------------------------------------------------------
    # money in Xero
    # ------------------------------------------------------------------
    def test_paid_in_xero(self):
        """Edit and void of what was paid there: nothing is sent."""
        for move_type in KINDS:
            for what, cause in {
                "edit": "paid_in_xero",
                "cancel": "not_voidable",
            }.items():
                with self.subTest(kind=move_type, what=what):
                    move = self.across(move_type)
                    self.organisation.record_payment(self.link_of(move).remote_id)
                    move.button_draft()
                    if what == "edit":
                        move.invoice_line_ids.price_unit = 11
                        move.action_post()
                    else:
                        move.button_cancel()
                    self.assertFalse(self.writes(self.run_sync()))
                    link = self.assertState(move, "held", cause)
                    self.assertTrue(link.remedy)
