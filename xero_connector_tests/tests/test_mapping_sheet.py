# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mappings are exported to a sheet, edited there, and imported again by name."""

from odoo import Command
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestMappingSheet(XeroSyncCommon):
    def account(self, code):
        return self.connection.account_ids.filtered(lambda one: one.code == code)

    def rate(self, code):
        return self.connection.tax_rate_ids.filtered(lambda one: one.code == code)

    def new(self, model, **values):
        return self.env[model].create({"connection_id": self.connection.id, **values})

    def assertRoundTrip(self, mapping, columns, column, new):
        """Export, put another value into one column, import: the row has it."""
        (row,) = mapping.export_data(["id", *columns])["datas"]
        row[1 + columns.index(column)] = new.display_name
        result = mapping.load(["id", *columns], [[str(cell) for cell in row]])
        self.assertFalse(result["messages"])
        self.assertEqual(result["ids"], mapping.ids)
        self.assertEqual(mapping[column], new)
        self.assertFalse(mapping.is_suggested)

    def test_what_people_type(self):
        fees = self.account("404")
        for text in ("404", "Bank Fees", "bank f", "404 Bank", "404 bank fees"):
            found = self.env["xero.account"].name_search(text)
            self.assertIn(fees.id, [one for one, _name in found], text)
        ((found, _name),) = self.env["xero.account"].name_search("404 Bank Fees")
        self.assertEqual(found, fees.id)
        (rate, *others) = self.env["xero.tax.rate"].name_search("ECZROUTPUT", None, "=")
        self.assertEqual((rate[0], others), (self.rate("ECZROUTPUT").id, []))
        self.assertFalse(self.env["xero.account"].name_search("404 Insurance"))

    def test_an_account_of_the_current_company(self):
        """Two organisations have an account *200 Sales* each."""
        other = self.setup_other_company(name="Kent Mills Ltd")["company"]
        tenants = [one["id"] for one in self.xero.tenants]
        tenants.remove(self.connection.tenant_id)
        second = self.make_connected(other, tenant=tenants[0])
        self.env.user.company_ids |= other
        for connection in (self.connection, second):
            here = self.env["xero.account"].with_company(connection.company_id)
            here = here.with_context(
                allowed_company_ids=[
                    connection.company_id.id,
                    *(self.company | other - connection.company_id).ids,
                ]
            )
            ((found, _name),) = here.name_search("200 Sales", operator="=")
            self.assertEqual(here.browse(found).connection_id, connection)

    def test_accounts(self):
        mapping = self.new(
            "xero.account.mapping",
            level="account",
            account_id=self.company_data["default_account_revenue"].id,
            xero_account_id=self.account("200").id,
        )
        columns = ["use", "level", "account_id", "xero_account_id"]
        self.assertRoundTrip(mapping, columns, "xero_account_id", self.account("260"))

    def test_new_rows(self):
        """A sheet that somebody wrote by hand makes rules, as chosen by a person."""
        account = self.company_data["default_account_revenue"]
        columns = ["use", "level", "account_id", "xero_account_id"]
        rows = [["Sales", "Odoo account", account.display_name, "260 Other Revenue"]]
        result = self.env["xero.account.mapping"].load(columns, rows)
        self.assertFalse(result["messages"])
        mapping = self.env["xero.account.mapping"].browse(result["ids"])
        self.assertEqual(mapping.connection_id, self.connection)
        self.assertEqual(mapping.account_id, account)
        self.assertEqual(mapping.xero_account_id, self.account("260"))
        self.assertFalse(mapping.is_suggested)
        # a name that Xero does not have is said, and nothing is made
        rows[0][-1] = "999 Nothing"
        result = self.env["xero.account.mapping"].load(columns, rows)
        self.assertIn("999 Nothing", result["messages"][0]["message"])
        self.assertFalse(result["ids"])

    def test_accounts_of_a_category(self):
        mapping = self.new(
            "xero.account.mapping",
            level="category",
            categ_id=self.env["product.category"].create({"name": "Bread"}).id,
            xero_account_id=self.account("200").id,
        )
        columns = ["use", "level", "categ_id", "xero_account_id"]
        self.assertRoundTrip(mapping, columns, "xero_account_id", self.account("260"))

    def test_taxes(self):
        mapping = self.map_taxes(self.vat0, "ECZROUTPUT")
        columns = ["type_tax_use", "tax_ids/id", "tax_rate_id"]
        self.assertRoundTrip(
            mapping, columns, "tax_rate_id", self.rate("ZERORATEDOUTPUT")
        )
        self.assertEqual(mapping.tax_ids, self.vat0)

    def test_journals(self):
        mapping = self.new(
            "xero.journal.mapping",
            journal_id=self.company_data["default_journal_bank"].id,
            xero_account_id=self.account("090").id,
        )
        columns = ["journal_id", "xero_account_id", "direction", "reconciled_by"]
        self.assertRoundTrip(mapping, columns, "xero_account_id", self.account("091"))

    def test_tracking(self):
        plan = self.env["account.analytic.plan"].sudo().create({"name": "Region"})
        analytic = (
            self.env["account.analytic.account"]
            .sudo()
            .create({"name": "North", "plan_id": plan.id})
        )
        category = (
            self.env["xero.tracking.category"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "remote_id": "category",
                    "name": "Region",
                    "option_ids": [
                        Command.create(
                            {
                                "connection_id": self.connection.id,
                                "remote_id": name,
                                "name": name,
                            }
                        )
                        for name in ("North", "South")
                    ],
                }
            )
        )
        north, south = category.option_ids
        mapping = self.new(
            "xero.tracking.mapping",
            analytic_account_id=analytic.id,
            option_id=north.id,
        )
        columns = ["analytic_account_id", "option_id"]
        self.assertRoundTrip(mapping, columns, "option_id", south)
