# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of products start from: they travel both ways."""

from .sync_common import XeroSyncCommon


class ItemCommon(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # shared products are priced in the main company's currency
        cls.main_company = cls.env["res.company"].sudo()._get_main_company()
        cls.main_company.currency_id = cls.env.ref("base.USD")

    def setUp(self):
        super().setUp()
        self.connection.sudo().direction_item = "both"

    def new_product(self, code="BREAD", name="Sourdough bread", **values):
        """One of the connected company, unless ``company_id`` says otherwise."""
        return self.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "list_price": 3.5,
                "company_id": self.company.id,
                **values,
            }
        )

    def read_items(self):
        """What a poll does."""
        pull = self.env["xero.pull"].sudo()
        pull._schedule(self.connection.sudo())
        states = self.env["xero.poll.state"].sudo().search([])
        states.filtered(lambda one: one.endpoint != "Items").unlink()
        states.exists().next_poll = "2020-01-01"
        return self.run_sync()

    def forget(self):
        """Nobody noticed what was saved so far."""
        self.changes().sudo().unlink()

    def item(self, product):
        return self.in_xero("Items", product)
