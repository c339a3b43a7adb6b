# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A posted invoice and its customer go across."""

from odoo.tests import tagged

from .sync_common import DAY, XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowNew(XeroSyncCommon):
    def test_invoice_and_its_customer(self):
        self.customer.write(
            {
                "email": "accounts@ashford.example",
                "phone": "+44 1233 555 010",
                "street": "4 Mill Lane",
                "city": "Ashford",
                "zip": "TN23 1AA",
                "country_id": self.env.ref("base.uk").id,
                "vat": "GB123456782",
            }
        )
        invoice = self.new_invoice(250, ref="PO 77")
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Contacts", "PUT Invoices")
        contact = self.xero_contact(self.customer)
        self.assertEqual(contact["Name"], "Ashford Bakery Ltd")
        self.assertEqual(contact["EmailAddress"], "accounts@ashford.example")
        self.assertEqual(contact["TaxNumber"], "GB123456782")
        there = self.assertToTheCent(invoice)
        self.assertEqual(there["InvoiceNumber"], invoice.name)
        self.assertEqual(there["Reference"], "PO 77")
        self.assertEqual(there["Type"], "ACCREC")
        self.assertEqual(there["Status"], "AUTHORISED")
        self.assertEqual(there["Date"], DAY)
        self.assertEqual(there["Contact"]["ContactID"], contact["ContactID"])
        self.assertNotIn("SentToContact", self.sent(calls[1])[0])

    def test_second_run_does_nothing(self):
        self.new_invoice()
        self.run_sync()
        self.assertCalls(self.run_sync())
