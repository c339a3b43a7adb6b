# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sales price in another currency than the connected company's books stays where it
is. The company keeps them in pounds; what companies share is priced in dollars."""

from odoo.tests import tagged

from .item_common import ItemCommon


@tagged("post_install", "-at_install")
class TestItemPrice(ItemCommon):
    def new_shared(self, code="BREAD", **values):
        return self.new_product(code, company_id=False, **values)

    def edit_there(self, product, **changes):
        self.organisation.edit_item(self.link_of(product).remote_id, **changes)

    def price_there(self, product):
        """As text, None where Xero has none."""
        price = self.item(product).get("SalesDetails", {}).get("UnitPrice")
        return None if price is None else f"{price:.2f}"

    def test_currencies(self):
        shared, own = self.new_shared(), self.new_product("RYE")
        self.assertEqual(shared.currency_id.name, "USD")
        self.assertEqual(own.currency_id.name, "GBP")
        self.assertEqual(shared.cost_currency_id.name, "GBP")

    # ------------------------------------------------------------------
    # to Xero
    # ------------------------------------------------------------------
    def test_a_shared_product_has_no_price_there(self):
        product = self.new_shared(standard_price=1.25, description_sale="Crusty")
        calls = self.run_sync()
        self.assertCalls(calls, "PUT Items")
        (sent,) = self.sent(calls[0])
        self.assertNotIn("SalesDetails", sent)
        self.assertEqual(sent["Description"], "Crusty")
        self.assertEqual(float(sent["PurchaseDetails"]["UnitPrice"]), 1.25)
        self.assertState(product, "synced")
        self.assertCalls(self.run_sync())

    def test_the_companys_own_has_its_price_there(self):
        product = self.new_product()
        self.run_sync()
        self.assertEqual(self.price_there(product), "3.50")

    def test_an_edit_of_the_price_here(self):
        product = self.new_shared()
        self.run_sync()
        product.list_price = 4
        self.assertCalls(self.run_sync())
        product.write({"list_price": 5, "default_code": "RYE", "standard_price": 2})
        calls = self.run_sync()
        self.assertCalls(calls, "GET Items", "POST Items")
        (sent,) = self.sent(calls[1])
        self.assertEqual(set(sent), {"ItemID", "Code", "PurchaseDetails"})
        self.assertState(product, "synced")

    def test_not_sold_any_more_and_again(self):
        product = self.new_shared(description_sale="Crusty")
        self.run_sync()
        for sold in (False, True):
            product.sale_ok = sold
            self.run_sync()
            self.assertIs(self.item(product)["IsSold"], sold)
            self.assertState(product, "synced")
        self.assertEqual(self.item(product)["Description"], "Crusty")
        self.assertIsNone(self.price_there(product))
        self.assertCalls(self.run_sync())

    # ------------------------------------------------------------------
    # from Xero
    # ------------------------------------------------------------------
    def test_an_edit_there(self):
        product = self.new_shared()
        self.run_sync()
        self.edit_there(
            product,
            Name="Bread of theirs",
            SalesDetails={"UnitPrice": 9},
            PurchaseDetails={"UnitPrice": 2},
        )
        self.assertCalls(self.read_items(), "GET Items")
        self.assertEqual(product.name, "Bread of theirs")
        self.assertEqual(product.lst_price, 3.5)
        self.assertEqual(product.standard_price, 2)
        self.assertState(product, "synced")
        self.edit_there(product, SalesDetails={"UnitPrice": 10})
        self.assertCalls(self.read_items(), "GET Items")
        self.assertEqual(product.lst_price, 3.5)
        self.assertState(product, "synced")

    def test_known_by_its_code(self):
        self.organisation.add_item("BREAD", Name="Bread", SalesDetails={"UnitPrice": 9})
        product = self.new_shared()
        self.forget()
        self.read_items()
        link = self.assertState(product, "difference")
        self.assertEqual(set(link.fields_in_question), {"name"})

    def new_there(self):
        self.organisation.add_item(
            "OAT", Name="Oat bread", SalesDetails={"UnitPrice": "2.2500"}
        )
        self.read_items()
        product = self.env["product.product"].search([("default_code", "=", "OAT")])
        self.assertState(product, "synced")
        self.assertEqual(product.lst_price, 2.25)
        self.assertCalls(self.run_sync())
        return product

    def test_a_new_item_there_is_priced_in_the_books_currency(self):
        """So it becomes the company's own."""
        product = self.new_there()
        self.assertEqual(product.company_id, self.company)
        product.lst_price = 3
        self.run_sync()
        self.assertEqual(self.price_there(product), "3.00")

    def test_a_new_item_there_is_shared_where_that_is_the_same(self):
        self.main_company.currency_id = self.company.currency_id
        product = self.new_there()
        self.assertFalse(product.company_id)
        product.lst_price = 3
        self.run_sync()
        self.assertEqual(self.price_there(product), "3.00")

    # ------------------------------------------------------------------
    # it becomes the company's own, or is shared from now on
    # ------------------------------------------------------------------
    def test_it_gets_the_company(self):
        """Nobody ever agreed on the price: Xero gets it where it has none."""
        product = self.new_shared()
        self.run_sync()
        product.company_id = self.company
        self.run_sync()
        self.assertEqual(self.price_there(product), "3.50")
        self.assertState(product, "synced")

    def test_it_gets_the_company_and_xero_has_another_price(self):
        product = self.new_shared()
        self.run_sync()
        self.edit_there(product, SalesDetails={"UnitPrice": 9})
        self.read_items()
        product.company_id = self.company
        self.run_sync()
        link = self.assertState(product, "difference")
        self.assertEqual(set(link.fields_in_question), {"sales_price"})
        # shared again, nobody has to decide it
        product.company_id = False
        self.run_sync()
        self.assertState(product, "synced")

    def test_what_was_agreed_on_before_it_was_shared(self):
        product = self.new_product()
        self.run_sync()
        product.write({"company_id": False, "list_price": 4})
        self.assertCalls(self.run_sync())
        self.edit_there(product, SalesDetails={"UnitPrice": 9})
        self.read_items()
        self.assertState(product, "synced")
        product.name = "Rye bread"
        self.assertCalls(self.run_sync(), "GET Items", "POST Items")
        self.assertEqual((product.lst_price, self.price_there(product)), (4, "9.00"))
        self.assertState(product, "synced")

    # ------------------------------------------------------------------
    # told
    # ------------------------------------------------------------------
    def test_the_form_says_so(self):
        product = self.new_shared()
        for record in (product, product.product_tmpl_id):
            self.assertIn("USD", record.xero_limit_note)
            self.assertIn("GBP", record.xero_limit_note)
        product.name = "Sourdough bread with caraway, sunflower and pumpkin seeds"
        self.assertIn("50", product.xero_limit_note)
        self.assertIn("USD", product.xero_limit_note)
        product.write({"name": "Rye bread", "sale_ok": False})
        self.assertFalse(product.xero_limit_note)
        product.write({"sale_ok": True, "company_id": self.company.id})
        self.assertFalse(product.product_tmpl_id.xero_limit_note)
