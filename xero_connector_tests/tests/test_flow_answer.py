# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's answer is compared with Odoo's figures: a cent off is never silent."""

from decimal import Decimal
from unittest.mock import patch

from odoo.tests import tagged

from ..simulator.accounting import documents
from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowAnswer(XeroSyncCommon):
    def storing_a_cent_more(self):
        """A Xero that adds a cent to the tax of whatever it stores."""
        original = documents.set_rounded_totals

        def odd(organisation, record, values):
            original(organisation, record, values)
            record["TotalTax"] += Decimal("0.01")
            record["Total"] += Decimal("0.01")

        return patch.object(documents, "set_rounded_totals", odd)

    def test_other_totals(self):
        invoice = self.new_invoice(100)
        with self.storing_a_cent_more():
            self.run_sync()
        link = self.assertState(invoice, "difference", "totals")
        self.assertTrue(link.remote_id)
        self.assertIn("120.00", link.error)
        self.assertIn("120.01", link.error)
        self.assertEqual(link.fields_in_question["total"], ["120.00", "120.01"])

    def test_other_totals_stay_a_difference(self):
        invoice = self.new_invoice(100)
        with self.storing_a_cent_more():
            self.run_sync()
        for _press in range(2):
            self.press_sync(invoice)
            self.run_sync()
            self.assertState(invoice, "difference")

    def test_other_totals_after_an_update(self):
        invoice = self.new_invoice(100)
        self.run_sync()
        self.assertToTheCent(invoice)
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 110
        invoice.action_post()
        with self.storing_a_cent_more():
            self.run_sync()
        self.assertState(invoice, "difference", "totals")

    def test_one_among_others(self):
        original = documents.set_rounded_totals
        odd, even = self.new_invoice(100), self.new_invoice(50)

        def once(organisation, record, values):
            original(organisation, record, values)
            if record["Total"] == 120:
                record["Total"] += 1

        with patch.object(documents, "set_rounded_totals", once):
            self.run_sync()
        self.assertState(odd, "difference", "totals")
        self.assertToTheCent(even)
