# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Differences, conflicts and problems are decided in a browser."""

from odoo.tests import tagged

from .common import XeroHttpCommon
from .payment_common import PAID
from .test_difference import XeroDifferenceCommon


@tagged("post_install", "-at_install")
class TestDifferenceTour(XeroHttpCommon, XeroDifferenceCommon):
    def test_decide(self):
        edited, _remote_id = self.sent_invoice({"name": "Bread", "price_unit": 100})
        clashed, _remote_id = self.sent_invoice(50, ref="PO 1")
        self.edit_line(edited, Description="Rye, sliced")
        clashed.ref = "PO 2"
        self.edit_there(clashed, Reference="PO 3")
        for invoice in edited | clashed:
            self.look(invoice)
        self.start_tour(
            "/odoo/action-xero_connector.action_xero_difference",
            "xero_connector_differences",
            login="xero_manager",
        )
        self.run_sync()
        self.assertEqual(clashed.ref, "PO 3")
        self.assertState(clashed, "synced")
        (line,) = self.xero_invoice(edited)["LineItems"]
        self.assertEqual(line["Description"], "Bread")
        self.assertState(edited, "synced")

    def test_problems(self):
        moves = self.new_invoice({"price_unit": 10, "taxes": self.vat_exempt})
        moves |= self.new_invoice({"price_unit": 20, "taxes": self.vat_exempt})
        self.run_sync()
        self.start_tour(
            "/odoo/action-xero_connector.action_xero_problem",
            "xero_connector_problems",
            login="xero_manager",
        )
        changes = self.changes("invoice")
        self.assertEqual(set(changes.mapped("res_id")), set(moves.ids))
        self.assertEqual(set(changes.mapped("lane")), {"button"})


@tagged("post_install", "-at_install")
class TestPaymentTour(XeroHttpCommon, XeroDifferenceCommon):
    def xero_page(self, path):
        """Address of a page of the local Xero's books."""
        return f"{self.xero.base_url}/books/{self.connection.tenant_id}/{path}"

    def test_paid_here_and_seen_there(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            "xero_connector_pay",
            login="xero_manager",
        )
        self.run_sync()
        self.assertDue(invoice, 0)
        for page, text in (
            ("payments", "120.00"),
            (f"documents/{self.link_of(invoice).remote_id}", "PAID"),
        ):
            self.browser_js(
                self.xero_page(page),
                "const said = document.querySelector('main').innerText;"
                f"if (!said.toUpperCase().includes('{text}')) throw new Error(said);"
                "console.log('test successful')",
                ready="document.querySelector('main h1') !== null",
            )

    def test_paid_there_and_seen_here(self):
        invoice, remote_id = self.sent_invoice(100)
        self.books().record_payment(remote_id, reference="Card 4711", day=PAID)
        self.read_xero()
        self.start_tour(
            f"/odoo/customer-invoices/{invoice.id}",
            "xero_connector_paid",
            login="xero_manager",
        )
