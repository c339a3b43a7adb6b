# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products and services, and Xero items, both ways by their code."""

from unittest.mock import patch

from odoo.tests import tagged

from .item_common import ItemCommon


@tagged("post_install", "-at_install")
class TestItem(ItemCommon):
    # ------------------------------------------------------------------
    # to Xero
    # ------------------------------------------------------------------
    def test_off_by_default(self):
        self.connection.sudo().direction_item = "none"
        product = self.new_product()
        self.assertFalse(self.changes("item"))
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(product))

    def test_a_new_product(self):
        product = self.new_product(
            description_sale="Crusty", standard_price=1.2345, purchase_ok=True
        )
        self.assertCalls(self.run_sync(), "PUT Items")
        there = self.item(product)
        self.assertEqual(there["Code"], "BREAD")
        self.assertEqual(there["Name"], "Sourdough bread")
        self.assertEqual(there["Description"], "Crusty")
        self.assertEqual(str(there["SalesDetails"]["UnitPrice"]), "3.5000")
        link = self.assertState(product, "synced")
        self.assertCalls(self.run_sync())
        found = self.env["product.product"].search([("xero_id", "=", link.remote_id)])
        self.assertEqual(found, product)

    def test_an_edit(self):
        product = self.new_product()
        self.run_sync()
        product.write({"name": "Rye bread", "list_price": 4})
        calls = self.run_sync()
        self.assertCalls(calls, "GET Items", "POST Items")
        (sent,) = self.sent(calls[1])
        self.assertEqual(set(sent), {"ItemID", "Code", "Name", "SalesDetails"})
        self.assertEqual(self.item(product)["Name"], "Rye bread")

    def test_not_sold_any_more_and_again(self):
        product = self.new_product(description_sale="Crusty")
        self.run_sync()
        product.sale_ok = False
        self.run_sync()
        self.assertIs(self.item(product)["IsSold"], False)
        self.assertState(product, "synced")
        product.sale_ok = True
        self.run_sync()
        there = self.item(product)
        self.assertIs(there["IsSold"], True)
        self.assertEqual(there["Description"], "Crusty")
        self.assertState(product, "synced")
        self.assertCalls(self.run_sync())

    def test_without_a_code_nothing_travels(self):
        product = self.new_product(code=False)
        self.assertCalls(self.run_sync())
        self.assertFalse(self.link_of(product))
        self.press_sync(product)
        self.run_sync()
        self.assertState(product, "held", "item_code")
        product.default_code = "B1"
        self.run_sync()
        self.assertState(product, "synced")

    def test_a_code_is_never_cut(self):
        product = self.new_product(code="C" * 31)
        self.assertCalls(self.run_sync())
        link = self.assertState(product, "held", "item_code")
        self.assertIn("31", link.error)
        self.assertIn("30", product.xero_limit_note)
        product.default_code = "C" * 30
        self.run_sync()
        self.assertState(product, "synced")

    def test_a_long_name_is_said(self):
        name = "Sourdough bread with caraway, sunflower and pumpkin seeds"
        product = self.new_product(name=name)
        self.assertIn(name[:50], product.xero_limit_note)
        self.run_sync()
        self.assertEqual(self.item(product)["Name"], name[:50].strip())
        self.assertState(product, "synced")
        self.press_sync(product)
        self.assertCalls(self.run_sync(), "GET Items")
        self.assertEqual(product.name, name)

    def test_two_products_of_one_code(self):
        first, second = self.new_product(), self.new_product(code="bread")
        self.assertCalls(self.run_sync())
        self.assertState(first, "held", "item_code_twice")
        second.default_code = "RYE"
        self.run_sync()
        self.assertState(first, "synced")
        self.assertState(second, "synced")

    def test_the_other_of_one_code_is_archived(self):
        first, second = self.new_product(), self.new_product(code="bread")
        self.run_sync()
        self.assertState(first, "held", "item_code_twice")
        second.active = False
        self.run_sync()
        self.assertState(first, "synced")
        self.assertEqual(len(self.organisation.items), 1)

    def test_sync_to_xero_from_the_list(self):
        """Remedies tell to press it."""
        product = self.new_product()
        self.forget()
        for records in (product, product.product_tmpl_id):
            action = (
                self.env["ir.actions.server"]
                .sudo()
                .search(
                    [
                        ("binding_model_id.model", "=", records._name),
                        ("code", "ilike", "action_xero_sync"),
                    ]
                )
            )
            self.assertEqual(len(action), 1, records._name)
            action.with_user(self.env.user).with_context(
                active_model=records._name, active_ids=records.ids
            ).run()
            self.assertEqual(self.changes("item").res_id, product.id)
            self.forget()

    def test_sync_to_xero_of_what_is_archived(self):
        product = self.new_product()
        self.run_sync()
        product.product_tmpl_id.active = False
        self.forget()
        product.product_tmpl_id.action_xero_sync()
        self.assertEqual(self.changes("item").res_id, product.id)

    def test_codes_are_looked_up_once_for_many(self):
        """Not all products for each of them."""
        for number in range(12):
            self.new_product(code=f"B{number}")
        resource = self.env.registry["xero.resource.item"]
        found = resource._ids_by_code
        with patch.object(
            resource, "_ids_by_code", autospec=True, side_effect=found
        ) as looked:
            self.assertCalls(self.run_sync(), "PUT Items")
        self.assertLessEqual(looked.call_count, 2)

    def test_archived_or_deleted_here(self):
        """Xero's item stays: older documents name it."""
        first, second = self.new_product(), self.new_product(code="RYE")
        self.run_sync()
        link = self.link_of(second)
        first.active = False
        second.unlink()
        self.assertCalls(self.run_sync())
        self.assertState(first, "synced")
        self.assertEqual(link.state, "retired")
        self.assertEqual(len(self.organisation.items), 2)

    # ------------------------------------------------------------------
    # what Xero has already
    # ------------------------------------------------------------------
    def test_known_by_its_code(self):
        """Linked by code; what differs a person decides, blanks are filled."""
        there = self.organisation.add_item(
            "Bread", Name="Bread", SalesDetails={"UnitPrice": 9}
        )
        product = self.new_product(code="BREAD", description_sale="Crusty")
        self.forget()
        self.read_items()
        link = self.assertState(product, "difference")
        self.assertEqual(link.remote_id, there["ItemID"])
        self.assertEqual(set(link.fields_in_question), {"code", "name", "sales_price"})
        self.assertEqual(len(self.organisation.items), 1)
        self.assertEqual(self.item(product)["Description"], "Crusty")

    def doubtful(self):
        """An item whose code two products have: the link that asks."""
        self.new_product()
        self.new_product(code="bread")
        self.forget()
        there = self.organisation.add_item("Bread", Name="Bread")
        self.read_items()
        link = self.link_there(there)
        self.assertEqual((link.state, link.cause), ("held", "doubtful_match"))
        return link

    def link_there(self, there):
        return (
            self.env["xero.link"].sudo().search([("remote_id", "=", there["ItemID"])])
        )

    def test_a_doubtful_item_is_left_alone(self):
        link = self.doubtful()
        link.with_user(self.env.user).action_review_skip()
        self.env["xero.change"].sudo()._note(
            self.connection, "item", remote_ids=[link.remote_id]
        )
        self.run_sync()
        self.assertEqual((link.state, link.cause), ("remote", False))
        products = self.env["product.product"].search([("default_code", "=", "BREAD")])
        products.default_code = "RYE"
        rye = self.env["product.product"].search([("default_code", "=", "bread")])
        rye.name = "Rye bread"
        self.run_sync()
        self.assertState(products, "synced")
        self.assertState(rye, "held", "already_in_xero")
        self.assertEqual(link.state, "remote")

    def test_a_doubtful_item_is_one_of_its_own(self):
        link = self.doubtful()
        link.with_user(self.env.user).action_review_new()
        self.run_sync()
        self.assertEqual(link.state, "synced")
        own = self.env["product.product"].browse(link.res_id)
        self.assertEqual((own.default_code, own.name), ("Bread", "Bread"))

    def test_unread_item_of_that_code(self):
        """Xero refuses a second one; a person links them."""
        there = self.organisation.add_item("BREAD", Name="Bread")
        product = self.new_product()
        self.assertCalls(self.run_sync(), "PUT Items", "GET Items")
        link = self.assertState(product, "held", "already_in_xero")
        self.assertEqual(link.candidates[0]["remote_id"], there["ItemID"])
        action = product.action_xero_pair()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.option_ids.action_link()
        self.run_sync()
        self.assertState(product, "difference")
        product.name = "Bread"
        self.run_sync()
        self.assertState(product, "synced")

    def test_a_new_item_there(self):
        self.organisation.add_item(
            "OAT",
            Name="Oat bread",
            Description="Soft",
            SalesDetails={"UnitPrice": "2.2500"},
            IsPurchased=False,
        )
        self.assertCalls(self.read_items(), "GET Items")
        product = self.env["product.product"].search([("default_code", "=", "OAT")])
        self.assertEqual(product.name, "Oat bread")
        self.assertEqual(product.description_sale, "Soft")
        self.assertEqual(product.lst_price, 2.25)
        self.assertFalse(product.purchase_ok)
        self.assertState(product, "synced")
        self.assertEqual(product.product_tmpl_id.xero_id, product.xero_id)
        found = self.env["product.template"].search([("xero_id", "=", product.xero_id)])
        self.assertEqual(found, product.product_tmpl_id)
        self.assertCalls(self.run_sync())

    def test_an_edit_there(self):
        product = self.new_product()
        self.run_sync()
        remote_id = self.link_of(product).remote_id
        items = self.organisation.items
        with self.organisation.transaction():
            self.organisation.save(
                items, {**items[remote_id], "Name": "Bread of theirs"}
            )
        product.description_sale = "Crusty"
        self.run_sync()
        self.assertEqual(product.name, "Bread of theirs")
        self.assertEqual(self.item(product)["Description"], "Crusty")
        self.assertState(product, "synced")

    # ------------------------------------------------------------------
    # stock that Xero counts
    # ------------------------------------------------------------------
    def tracked(self, code="BREAD"):
        return self.organisation.add_item(
            code,
            Name="Counted bread",
            InventoryAssetAccountCode="630",
            PurchaseDetails={"COGSAccountCode": "310"},
        )

    def test_tracked_items_are_left_alone(self):
        self.tracked()
        self.tracked("OAT")
        product = self.new_product()
        self.forget()
        self.assertCalls(self.read_items(), "GET Items")
        link = self.assertState(product, "held", "tracked_item")
        self.assertIn("stock", link.error)
        self.assertFalse(
            self.env["product.product"].search([("default_code", "=", "OAT")])
        )
        product.name = "Another name"
        self.assertNotIn("POST", {call["method"] for call in self.run_sync()})
        self.assertEqual(self.item_code(product), "")

    def test_codes_of_lines(self):
        product = self.new_product()
        self.assertEqual(self.item_code(product), "")
        self.run_sync()
        self.assertEqual(self.item_code(product), "BREAD")
        self.assertEqual(self.item_code(self.env["product.product"]), "")

    def item_code(self, product):
        from odoo.addons.xero_connector.resources.refs import Refs

        resource = self.env["xero.resource"].sudo()._get("item")
        return resource._item_code(product, Refs(self.connection.sudo()))
