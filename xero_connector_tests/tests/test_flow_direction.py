# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A direction that somebody shut lets nothing through, and says so where it matters."""

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowDirection(XeroSyncCommon):
    def assertNothingSent(self, calls):
        self.assertEqual({call["method"] for call in calls} - {"GET"}, set())

    def test_invoices_only_from_xero(self):
        self.connection.direction_invoice = "to_odoo"
        invoice, other = self.new_invoice(), self.new_invoice()
        self.assertNothingSent(self.run_sync())
        self.assertFalse(self.link_of(invoice), "nobody asked for it")
        self.press_sync(invoice)
        self.assertNothingSent(self.run_sync())
        self.assertState(invoice, "held", "direction")
        self.assertFalse(self.link_of(other))
        # opened again: it goes
        self.connection.direction_invoice = "both"
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_backfill(self):
        self.new_invoice()
        self.connection.direction_invoice = "to_odoo"
        noted = self.env["xero.backfill"].sudo()._start(self.connection)
        self.assertNotIn("invoice", noted)

    def test_edit_is_shown(self):
        invoice = self.new_invoice()
        self.run_sync()
        self.connection.direction_invoice = "to_odoo"
        self.reset_to_draft(invoice).invoice_line_ids.price_unit = 90
        invoice.action_post()
        self.assertNothingSent(self.run_sync())
        link = self.assertState(invoice, "difference")
        self.assertEqual(self.xero_invoice(link)["SubTotal"], 100)

    def test_cancelled(self):
        invoice = self.new_invoice()
        self.run_sync()
        self.connection.direction_invoice = "to_odoo"
        self.reset_to_draft(invoice).button_cancel()
        self.assertNothingSent(self.run_sync())
        link = self.assertState(invoice, "held", "direction")
        self.assertEqual(self.xero_invoice(link)["Status"], "AUTHORISED")
        self.connection.direction_invoice = "to_xero"
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertEqual(self.xero_invoice(invoice)["Status"], "VOIDED")

    def test_deleted(self):
        invoice = self.new_invoice()
        self.run_sync()
        link = self.link_of(invoice)
        self.connection.direction_invoice = "to_odoo"
        self.reset_to_draft(invoice).with_context(force_delete=True).unlink()
        self.assertNothingSent(self.run_sync())
        self.assertEqual((link.state, link.cause), ("held", "direction"))
        self.assertEqual(self.xero_invoice(link)["Status"], "AUTHORISED")

    def test_posted_again_after_a_void(self):
        invoice = self.new_invoice()
        self.run_sync()
        self.reset_to_draft(invoice).button_cancel()
        self.run_sync()
        self.connection.direction_invoice = "to_odoo"
        invoice.button_draft()
        invoice.action_post()
        self.assertNothingSent(self.run_sync())
        self.assertState(invoice, "held", "direction")
        self.assertEqual(len(self.xero_invoices()), 1)

    def test_contact_that_a_document_needs(self):
        self.connection.direction_contact = "to_odoo"
        invoice = self.new_invoice()
        self.assertNothingSent(self.run_sync())
        self.assertState(self.customer, "held", "direction")
        self.assertState(invoice, "waiting")
        self.connection.direction_contact = "both"
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_contacts_not_kept_in_step(self):
        self.connection.direction_contact = "none"
        invoice = self.new_invoice()
        self.assertNothingSent(self.run_sync())
        link = self.assertState(self.customer, "held", "direction")
        self.assertIn("Contacts are not kept in step", link.error)
        problem = self.env["xero.problem"].search([("cause", "=", "direction")])
        self.assertEqual(problem.link_ids, link)
        # the document says it too
        waiting = self.assertState(invoice, "waiting")
        self.assertIn(self.customer.name, waiting.error)
        self.assertIn(link.error, waiting.error)
        self.assertEqual(waiting.remedy, link.remedy)
        # also when it is looked at again
        self.press_sync(invoice)
        self.assertNothingSent(self.run_sync())
        self.assertIn(link.error, waiting.error)
        # both go as soon as somebody chooses a way
        self.connection.direction_contact = "both"
        self.run_sync()
        self.assertToTheCent(invoice)
        self.assertState(self.customer, "synced")

    def test_contact_that_nothing_needs_is_not_held(self):
        self.connection.direction_contact = "none"
        invoice = self.new_invoice()
        other = self.new_customer("Hythe Fish Ltd")
        self.env["xero.change"].sudo()._note(self.connection, "contact", other.ids)
        self.run_sync()
        self.assertFalse(self.link_of(other))
        self.reset_to_draft(invoice).button_cancel()
        self.run_sync()
        self.env["xero.sweep"].sudo()._look_at_waiting(self.connection)
        self.run_sync()
        self.assertState(self.customer, "new")

    def test_linked_contact_of_a_kind_that_is_off(self):
        self.new_invoice()
        self.run_sync()
        self.connection.direction_contact = "none"
        invoice = self.new_invoice()
        self.customer.name = "Ashford Baking House"
        self.run_sync()
        self.assertToTheCent(invoice)
        self.assertState(self.customer, "synced")
        self.assertEqual(self.xero_contact(self.customer)["Name"], "Ashford Bakery Ltd")
