# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is due differs, and nothing that is linked tells why: by the night it shows."""

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from .payment_common import XeroPaymentCommon


@tagged("post_install", "-at_install")
class TestFlowDue(XeroPaymentCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self.new_invoice(100)
        self.run_sync()
        self.remote_id = self.link_of(self.invoice).remote_id
        self.contact_id = self.link_of(self.customer).remote_id

    def read_xero(self):
        self.env["xero.pull"].sudo()._read_now(self.connection)
        return self.run_sync()

    def night(self):
        self.env.flush_all()
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        return self.run_sync()

    def scheduled_night(self):
        """The same as the scheduled action does it."""
        self.connection.sudo()._status.last_sweep = False
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["xero.sweep"]._cron_sweep()
        self.env.invalidate_all()
        return self.run_sync()

    def assertNothingSaid(self):
        link = self.assertState(self.invoice, "synced")
        self.assertFalse(link.cause)

    def test_credit_note_that_only_xero_has(self):
        there = self.organisation.add_credit_note(
            self.contact_id, amount=50, CreditNoteNumber="THEIRS-CN"
        )
        credit_id = there["CreditNoteID"]
        allocation = self.organisation.allocate(credit_id, self.remote_id, 60)
        self.read_xero()
        known = self.env["xero.link"].search(
            [("remote_id", "=", allocation["AllocationID"])]
        )
        self.assertTrue(known.is_only_there)
        self.night()
        link = self.assertState(self.invoice, "difference", "amount_due")
        self.assertIn("120.00", link.error)
        self.assertIn("60.00", link.error)
        self.assertIn("THEIRS-CN", link.remedy)
        (row,) = link.difference_ids
        self.assertEqual(row.field_label, "Amount due")
        self.assertFalse(row.can_odoo or row.can_xero or row.can_accept)
        self.assertFalse(link.can_keep)
        with self.assertRaises(UserError):
            row.action_accept()
        # it stays, whoever looks
        self.press_sync(self.invoice)
        self.run_sync()
        self.assertState(self.invoice, "difference", "amount_due")
        # taken back in Xero it is over
        self.organisation.remove_allocation(allocation["AllocationID"])
        self.read_xero()
        self.assertNothingSaid()
        self.assertFalse(link.difference_ids)

    def test_by_the_scheduled_action(self):
        there = self.organisation.record_overpayment(self.contact_id, 120)
        self.organisation.allocate(there["OverpaymentID"], self.remote_id)
        self.read_xero()
        self.scheduled_night()
        self.assertState(self.invoice, "difference", "amount_due")

    def test_money_taken_off_by_the_scheduled_action(self):
        self.pay(self.invoice)
        self.run_sync()
        row = self.settlements(self.invoice)
        self.invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertState(row, "waiting")
        self.scheduled_night()
        self.assertState(row, "held", "unapplied")

    def test_entered_in_odoo_too(self):
        there = self.organisation.record_overpayment(self.contact_id, 120)
        self.organisation.allocate(there["OverpaymentID"], self.remote_id)
        self.read_xero()
        self.night()
        link = self.assertState(self.invoice, "difference", "amount_due")
        self.assertIn("an overpayment", link.remedy)
        self.connection.direction_payment = "to_odoo"
        self.pay(self.invoice)
        self.run_sync()
        self.connection.direction_payment = "both"
        self.night()
        self.assertNothingSaid()

    def test_prepayment(self):
        there = self.organisation.record_prepayment(self.contact_id, 120)
        self.organisation.allocate(there["PrepaymentID"], self.remote_id)
        self.read_xero()
        self.night()
        link = self.assertState(self.invoice, "difference", "amount_due")
        self.assertIn("a prepayment", link.remedy)

    def test_what_was_read_last_is_old(self):
        """Paid since Xero was read: it is asked again, and nobody is."""
        self.read_xero()
        self.pay(self.invoice)
        self.run_sync()
        said = self.link_of(self.invoice).remote_payload
        self.assertEqual(float(said["AmountDue"]), 120)
        self.night()
        self.assertNothingSaid()
        self.assertDue(self.invoice, 0)

    def test_what_tells_of_itself(self):
        """A payment that is held, on either side, is one problem, not two."""
        self.pay(self.invoice, 100, write_off=True)
        self.run_sync()
        self.night()
        self.assertNothingSaid()
        (stuck,) = self.connection.env["xero.link"].search([("state", "=", "held")])
        self.assertEqual(stuck.cause, "money_unmapped")

    def test_payments_that_do_not_travel(self):
        self.connection.direction_payment = "none"
        self.pay(self.invoice)
        self.run_sync()
        self.night()
        self.assertNothingSaid()

    def test_taken_back_here(self):
        """It goes as soon as Odoo says the same, not by the next night only."""
        self.bank_mapping.direction = "none"
        self.pay(self.invoice, 50)
        self.run_sync()
        self.night()
        self.assertState(self.invoice, "difference", "amount_due")
        self.invoice.line_ids.remove_move_reconcile()
        self.run_sync()
        self.assertNothingSaid()
