# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who has no rights in accounting works as if the connector were not there."""

from lxml import etree

from odoo.tests import Form, tagged

from .sync_common import XeroSyncCommon

_VIEWS = {
    "product.template": "product.product_template_only_form_view",
    "product.product": "product.product_normal_form_view",
    "res.partner": "base.view_partner_form",
}


@tagged("post_install", "-at_install")
class TestWithoutRights(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls.make_user(
            "xero_seller",
            "base.group_user,product.group_product_manager,base.group_partner_manager",
        )
        cls.reader = cls.make_user("xero_reader", "base.group_user")

    def opened(self, user, model):
        """A form for a new record, in the user's own rights."""
        view = self.env.ref(_VIEWS[model])
        return Form(self.env[model].with_user(user), view=view)

    def shown(self, user, record):
        """Everything that the form of a record shows to a user."""
        record.env.flush_all()
        record.env.invalidate_all()
        own = record.with_user(user)
        view = own.get_view(self.env.ref(_VIEWS[record._name]).id)
        tree = etree.fromstring(view["arch"])
        names = tree.xpath("//field[not(ancestor::field)]/@name")
        return own.web_read({name: {} for name in names})[0]

    def test_make_products_and_contacts(self):
        for model in _VIEWS:
            with self.subTest(model), self.opened(self.seller, model) as form:
                form.name = "Sourdough bread"

    def test_open_products_and_contacts(self):
        self.connection.sudo().direction_item = "both"
        product = self.env["product.product"].create(
            {"name": "Sourdough bread", "default_code": "B" * 31}
        )
        for user in (self.seller, self.reader):
            for record in (product, product.product_tmpl_id, self.customer):
                with self.subTest(user.login, model=record._name):
                    shown = self.shown(user, record)
                    self.assertNotIn("xero_state", shown)
                    if record != self.customer:
                        self.assertIn("30", shown["xero_limit_note"])

    def test_open_them_where_nothing_is_connected(self):
        product = self.env["product.product"].create({"name": "Sourdough bread"})
        company = self.env["res.company"].create({"name": "Not Connected Ltd"})
        self.seller.sudo().write(
            {"company_ids": [(6, 0, company.ids)], "company_id": company.id}
        )
        for record in (product, product.product_tmpl_id, self.customer):
            with self.subTest(record._name):
                self.assertFalse(self.shown(self.seller, record).get("xero_limit_note"))
