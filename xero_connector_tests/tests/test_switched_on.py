# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A kind of record that is kept in step later than others of its endpoint in Xero."""

from odoo import fields
from odoo.tests import tagged

from odoo.addons.xero_connector.engine.pull import Reading
from odoo.addons.xero_connector.engine.state import RunState, Taken

from .sync_common import DAY, XeroSyncCommon
from .test_go_live import GoLiveCommon


@tagged("post_install", "-at_install")
class TestSwitchedOnBefore(GoLiveCommon):
    def test_preview_is_made_again(self):
        """Xero's bills were passed over when its invoices were read."""
        self.connection.direction_bill = "none"
        self.there("B-1", self.in_books(), kind="ACCPAY")
        self.xero.clock.advance(3600)
        self.there("I-1", self.in_books("Somebody else"))
        bill = self.new_invoice(move_type="in_invoice", ref="B-1")
        self.make_preview()
        self.connection.direction_bill = "both"
        preview = self.make_preview()
        self.assertOutcome(preview, bill, "link")
        self.go_live(preview)
        self.assertEqual(len(self.xero_invoices()), 2)


@tagged("post_install", "-at_install")
class TestSwitchedOn(XeroSyncCommon):
    def poll(self):
        self.env["xero.pull"].sudo()._schedule(self.connection)
        polls = self.env["xero.poll.state"].sudo()
        polls.search([("connection_id", "=", self.connection.id)]).write(
            {"next_poll": fields.Datetime.now()}
        )
        return self.run_sync()

    def test_bill_that_xero_has(self):
        self.connection.direction_bill = "none"
        self.new_invoice()
        self.run_sync()
        contact = self.link_of(self.customer).remote_id
        self.organisation.add_invoice(
            contact, amount=100, kind="ACCPAY", InvoiceNumber="B-1", Date=DAY
        )
        bill = self.new_invoice(move_type="in_invoice", ref="B-1")
        self.poll()
        self.connection.direction_bill = "both"
        self.press_sync(bill)
        self.run_sync()
        self.assertState(bill, "held", "several_in_xero")
        self.assertEqual(len(self.xero_invoices()), 2)

    def test_switched_on_during_a_run_that_has_read(self):
        """What it read of the endpoint was of other kinds: it reads once more."""
        self.connection.direction_bill = "none"
        self.poll()
        bill = self.new_invoice(move_type="in_invoice", ref="B-1")
        self.connection.direction_bill = "both"
        state = RunState(self.connection.id)
        state.fresh.add("Invoices")
        taken = Taken("hook", "bill")
        taken.by_res[bill.id] = [1]
        reading = self.env["xero.pull"].sudo()._first(state, taken)
        self.assertEqual(reading, Reading("hook", "Invoices"))
        self.poll()
        self.assertIsNone(self.env["xero.pull"].sudo()._first(state, taken))

    def test_voided_while_it_was_switched_off(self):
        invoice = self.new_invoice()
        self.run_sync()
        self.poll()
        self.connection.direction_invoice = "to_xero"
        self.organisation.edit_document(
            self.link_of(invoice).remote_id, Status="VOIDED"
        )
        self.xero.clock.advance(3600)
        self.organisation.add_invoice(
            self.link_of(self.customer).remote_id, amount=1, kind="ACCPAY", Date=DAY
        )
        self.poll()
        self.connection.direction_invoice = "both"
        self.poll()
        self.assertState(invoice, "difference")

    def test_edited_in_odoo_while_it_was_switched_off(self):
        """No hook noted it, and the night after looks at what is new."""
        invoice = self.new_invoice()
        self.run_sync()
        off = {"direction_invoice": "none", "direction_contact": "none"}
        self.connection.write(off)
        self.reset_to_draft(invoice).invoice_line_ids.price_unit = 90
        invoice.action_post()
        self.customer.phone = "555031"
        self.assertFalse(self.run_sync())
        self.connection.write(dict.fromkeys(off, "both"))
        self.run_sync()
        self.assertToTheCent(invoice)
        phones = self.xero_contact(self.customer)["Phones"]
        self.assertIn("555031", [phone["PhoneNumber"] for phone in phones])
