# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero account a line gets, and what happens when it is no longer usable."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestMappingAccount(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"].sudo()
        cls.food = categories.create({"name": "Food"})
        cls.bakery = categories.create({"name": "Bakery", "parent_id": cls.food.id})
        cls.bread = (
            cls.env["product.product"]
            .sudo()
            .create({"name": "Bread", "type": "service", "categ_id": cls.bakery.id})
        )
        cls.income = cls.company_data["default_account_revenue"]

    def xero_account(self, code):
        account = (
            self.env["xero.account"]
            .with_context(active_test=False)
            .search([("connection_id", "=", self.connection.id), ("code", "=", code)])
        )
        self.assertEqual(len(account), 1, code)
        return account

    def map_account(self, level, source, code, use="sale"):
        field = {
            "product": "product_tmpl_id",
            "category": "categ_id",
            "account": "account_id",
        }[level]
        return self.env["xero.account.mapping"].create(
            {
                "connection_id": self.connection.id,
                "use": use,
                "level": level,
                field: source.id,
                "xero_account_id": self.xero_account(code).id,
            }
        )

    def bread_invoice(self):
        return self.new_invoice({"price_unit": 100, "product_id": self.bread.id})

    def account_in_xero(self, invoice):
        (line,) = self.assertToTheCent(invoice)["LineItems"]
        return line["AccountCode"]

    def archive(self, code, status="ARCHIVED"):
        books = self.organisation
        key = self.xero_account(code).remote_id
        with books.transaction():
            books.save(books.accounts, {**books.accounts[key], "Status": status})
        self.refresh_settings()

    # ------------------------------------------------------------------
    # the strongest rule
    # ------------------------------------------------------------------
    def test_strongest_rule(self):
        template = self.bread.product_tmpl_id
        for level, source, code in (
            (None, None, "200"),
            ("account", self.income, "260"),
            ("category", self.food, "270"),
            ("category", self.bakery, "260"),
            ("product", template, "270"),
        ):
            if level:
                self.map_account(level, source, code)
            invoice = self.bread_invoice()
            self.run_sync()
            self.assertEqual(self.account_in_xero(invoice), code, (level, source))
            text = invoice.invoice_line_ids.xero_account_text
            self.assertIn(code, text)
            self.assertIn(source.display_name if source else "Default", text)

    def test_the_balance_sheet_takes_no_default(self):
        """Nobody chose: the default account would make costs of a computer."""
        computers = self.income.copy(
            {"name": "Computers", "account_type": "asset_fixed"}
        )
        bill = self.new_invoice(
            {"price_unit": 100, "account_id": computers.id}, move_type="in_invoice"
        )
        self.run_sync()
        link = self.assertState(bill, "held", "account_unmapped")
        self.assertIn("Computers", link.error)
        self.map_account("account", computers, "710", use="purchase")
        self.run_sync()
        self.assertEqual(self.account_in_xero(bill), "710")

    def test_purchases_are_another_use(self):
        self.map_account("account", self.income, "400", use="purchase")
        invoice = self.bread_invoice()
        self.run_sync()
        self.assertEqual(self.account_in_xero(invoice), "200")

    def test_a_new_rule_leaves_what_is_in_step_alone(self):
        invoice = self.bread_invoice()
        self.run_sync()
        self.map_account("account", self.income, "260")
        self.assertCalls(self.run_sync())
        self.assertEqual(self.account_in_xero(invoice), "200")

    # ------------------------------------------------------------------
    # no longer usable
    # ------------------------------------------------------------------
    def test_archived_restored(self):
        self.map_account("category", self.food, "260")
        self.archive("260")
        invoice = self.bread_invoice()
        self.run_sync()
        link = self.assertState(invoice, "held", "account_archived")
        self.assertIn("Food", link.error)
        self.assertIn("Account Mappings", link.remedy)
        self.archive("260", "ACTIVE")
        self.run_sync()
        self.assertEqual(self.account_in_xero(invoice), "260")

    def test_deleted_another_chosen(self):
        mapping = self.map_account("category", self.food, "260")
        books = self.organisation
        books.accounts[self.xero_account("260").remote_id]["Status"] = "DELETED"
        self.archive("260", "DELETED")
        self.assertIn("choose another one", mapping.problem)
        self.assertTrue(mapping.xero_account_id, "stays visible")
        invoice = self.bread_invoice()
        self.run_sync()
        self.assertState(invoice, "held", "account_archived")
        mapping.xero_account_id = self.xero_account("270")
        self.assertFalse(mapping.problem)
        self.run_sync()
        self.assertEqual(self.account_in_xero(invoice), "270")

    def test_a_stronger_rule_frees(self):
        self.map_account("category", self.food, "260")
        self.archive("260")
        invoice = self.bread_invoice()
        self.run_sync()
        self.assertState(invoice, "held", "account_archived")
        self.map_account("product", self.bread.product_tmpl_id, "270")
        self.run_sync()
        self.assertEqual(self.account_in_xero(invoice), "270")

    def test_without_the_rule_the_default_counts(self):
        mapping = self.map_account("category", self.food, "260")
        self.archive("260")
        invoice = self.bread_invoice()
        self.run_sync()
        mapping.unlink()
        self.run_sync()
        self.assertEqual(self.account_in_xero(invoice), "200")

    def test_tax_not_legal_on_the_account(self):
        """20 % output VAT cannot stand on an expense account: held, never guessed."""
        mapping = self.map_account("account", self.income, "400")
        self.map_taxes(self.vat20, "OUTPUT2")
        rate = self.env["xero.tax.rate"].search(
            [("connection_id", "=", self.connection.id), ("code", "=", "OUTPUT2")]
        )
        rate.sudo().for_expenses = False
        invoice = self.bread_invoice()
        self.run_sync()
        self.assertState(invoice, "held", "tax_illegal")
        mapping.xero_account_id = self.xero_account("260")
        self.run_sync()
        self.assertEqual(self.account_in_xero(invoice), "260")

    # ------------------------------------------------------------------
    # what cannot be chosen
    # ------------------------------------------------------------------
    def test_never_a_bank_inventory_or_system_account(self):
        accounts = self.connection.account_ids
        for account in (
            accounts.filtered(lambda a: a.account_type == "BANK")[:1],
            accounts.filtered(lambda a: a.account_type == "INVENTORY")[:1],
            accounts.filtered("is_system")[:1],
        ):
            self.assertTrue(account)
            with self.assertRaises(ValidationError) as caught:
                self.env["xero.account.mapping"].create(
                    {
                        "connection_id": self.connection.id,
                        "level": "account",
                        "account_id": self.income.id,
                        "xero_account_id": account.id,
                    }
                )
            self.assertIn("not allow", str(caught.exception))

    def test_a_rule_is_for_something_and_once(self):
        with self.assertRaises(ValidationError):
            self.env["xero.account.mapping"].create(
                {
                    "connection_id": self.connection.id,
                    "level": "product",
                    "account_id": self.income.id,
                    "xero_account_id": self.xero_account("260").id,
                }
            )
        self.map_account("account", self.income, "260")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.map_account("account", self.income, "270")

    def test_rights(self):
        mapping = self.map_account("account", self.income, "260")
        reader = self.make_user(
            "reader", "base.group_user,account.group_account_invoice"
        )
        self.assertTrue(mapping.with_user(reader).xero_account_id)
        with self.assertRaises(AccessError):
            mapping.with_user(reader).use = "purchase"
        portal = self.make_user("portal", "base.group_portal")
        self.assertFalse(mapping.with_user(portal).has_access("read"))

    def test_invoicing_user_sees_the_rule(self):
        invoice = self.bread_invoice()
        user = self.make_user("clerk", "base.group_user,account.group_account_invoice")
        with Form(invoice.with_user(user)) as form:
            self.assertTrue(form.name)
        self.assertIn("200", invoice.with_user(user).invoice_line_ids.xero_account_text)
