# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Both sides of a doubtful document tell number, contact, day and total."""

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestDocumentReview(XeroSyncCommon):
    def test_both_sides_beside_each_other(self):
        known = self.new_invoice(250)
        self.run_sync()
        there = self.link_of(known)
        asked = self.new_invoice(100)
        link = (
            self.env["xero.link"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "resource": "invoice",
                    "res_model": asked._name,
                    "res_id": asked.id,
                    "state": "held",
                    "cause": "several_in_xero",
                    "candidates": [
                        {
                            "remote_id": there.remote_id,
                            "name": known.name,
                            "detail": "other amounts",
                        }
                    ],
                }
            )
        )
        self.assertEqual(
            link.review_odoo,
            f"{asked.name}\nAshford Bakery Ltd\n09/01/2026\n120.00 GBP",
        )
        self.assertEqual(
            link.review_xero,
            f"{known.name}\nAshford Bakery Ltd\n09/01/2026\n300.00 GBP",
        )
        self.assertEqual(link.review_why, "other amounts")

    def test_one_of_which_little_is_known(self):
        resource = self.env["xero.resource.invoice"]
        self.assertEqual(resource._review_there({"InvoiceNumber": "INV-7"}), "INV-7")
