# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mappings are proposed, have no effect, and count once a person accepts them."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .sync_common import XeroSyncCommon

#: taxes of Odoo's UK chart and what an accountant would choose in Xero
TAXES = {
    ("sale", "20%"): "OUTPUT2",
    ("sale", "5%"): "RROUTPUT",
    ("sale", "0%"): "ZERORATEDOUTPUT",
    ("sale", "Exempt"): "EXEMPTOUTPUT",
    ("sale", ""): "NONE",
    ("purchase", "5%"): "RRINPUT",
    ("purchase", "Exempt"): "EXEMPTINPUT",
    ("purchase", ""): "NONE",
}


@tagged("post_install", "-at_install")
class TestMappingSuggest(XeroSyncCommon):
    def suggest(self, kind):
        self.connection.with_context(mapping=kind).action_suggest_mappings()
        name = f"{kind}_mapping_ids"
        self.connection.invalidate_recordset([name])
        return self.connection[name].filtered("is_suggested")

    def accept(self, kind):
        self.connection.with_context(mapping=kind).action_accept_suggestions()

    # ------------------------------------------------------------------
    # taxes
    # ------------------------------------------------------------------
    def test_taxes(self):
        rows = self.suggest("tax")
        found = {
            (row.type_tax_use, ", ".join(row.tax_ids.mapped("name"))): row
            for row in rows
        }
        for key, code in TAXES.items():
            self.assertEqual(found[key].tax_rate_id.code, code, key)
            self.assertTrue(found[key].reason)
        for key, row in found.items():
            used = row.tax_rate_id
            legal = used.for_revenue if key[0] == "sale" else used.for_expenses
            self.assertTrue(legal, key)
            self.assertEqual(used.status, "ACTIVE", key)

    def test_nothing_by_a_suggestion(self):
        self.suggest("tax")
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        self.assertState(invoice, "held", "tax_unmapped")
        self.accept("tax")
        self.run_sync()
        (line,) = self.assertToTheCent(invoice)["LineItems"]
        self.assertEqual(line["TaxType"], "ZERORATEDOUTPUT")

    def test_twice_suggests_nothing_new(self):
        rows = self.suggest("tax")
        self.assertEqual(self.suggest("tax"), rows)
        self.accept("tax")
        self.assertFalse(self.suggest("tax"))

    def test_a_choice_replaces_its_suggestion(self):
        rows = self.suggest("tax")
        mine = rows.filtered(lambda r: r.tax_ids == self.vat0)
        chosen = self.map_taxes(self.vat0, "ECZROUTPUT")
        self.assertFalse(mine.exists())
        self.assertTrue(chosen.exists())
        other = rows.exists().filtered(lambda r: r.tax_ids == self.vat_exempt)
        other.tax_rate_id = chosen.tax_rate_id
        self.assertFalse(other.is_suggested, "what a person edited is their choice")

    def test_a_deleted_tax_takes_its_mappings_with_it(self):
        """Else its row would say “No tax”, and count as that once it is edited."""
        tax, other = (self.vat20.copy({"name": name}) for name in ("Old", "Older"))
        other.active = False
        alone, both = (
            self.map_taxes(tax, "OUTPUT2"),
            self.map_taxes(tax | other, "OUTPUT2"),
        )
        archived, kept = (
            self.map_taxes(other, "OUTPUT2"),
            self.map_taxes(self.vat5, "RROUTPUT"),
        )
        none = self.map_taxes(None, "NONE")
        accountant = self.make_user(
            "bookkeeper", "base.group_user,account.group_account_manager"
        )
        self.assertFalse(accountant.has_group("xero_connector.group_manager"))
        (tax | other).with_user(accountant).unlink()
        self.assertFalse((alone | both | archived).exists())
        self.assertEqual((kept | none).exists(), kept | none)
        self.assertEqual(none.tax_key, "")

    def test_never_an_archived_rate(self):
        rate = self.connection.tax_rate_ids.filtered(
            lambda r: r.code == "ZERORATEDOUTPUT"
        )
        rate.sudo().write({"status": "DELETED", "active": False})
        rows = self.suggest("tax")
        self.assertNotIn(rate, rows.tax_rate_id)

    # ------------------------------------------------------------------
    # accounts
    # ------------------------------------------------------------------
    def new_account(self, code, name, kind):
        return (
            self.env["account.account"]
            .sudo()
            .with_company(self.company)
            .create({"code": code, "name": name, "account_type": kind})
        )

    def test_accounts(self):
        by_code = {account.code: account for account in self.connection.account_ids}
        same = by_code["404"]
        ours = self.new_account("404", same.name, "expense")
        strange = self.new_account("987654", "Zebra Feed", "expense")
        rows = self.suggest("account")
        mine = rows.filtered(lambda r: r.account_id == ours)
        self.assertEqual(mine.xero_account_id, same)
        self.assertEqual((mine.use, mine.level), ("purchase", "account"))
        self.assertIn("same code", mine.reason)
        self.assertNotIn(strange, rows.account_id)
        for account in rows.xero_account_id:
            self.assertFalse(account.is_system)
            self.assertNotIn(account.account_type, ("BANK", "INVENTORY"))

    def test_an_account_by_a_suggestion_is_not_used(self):
        income = self.company_data["default_account_revenue"]
        other = self.connection.account_ids.filtered(lambda a: a.code == "260")
        income.sudo().name = other.name
        rows = self.suggest("account")
        mine = rows.filtered(lambda r: r.account_id == income)
        self.assertEqual(mine.xero_account_id, other)
        first = self.new_invoice(100)
        self.run_sync()
        self.assertEqual(self.xero_invoice(first)["LineItems"][0]["AccountCode"], "200")
        mine.action_accept()
        second = self.new_invoice(100)
        self.run_sync()
        line = self.xero_invoice(second)["LineItems"][0]
        self.assertEqual(line["AccountCode"], "260")

    # ------------------------------------------------------------------
    # journals
    # ------------------------------------------------------------------
    def test_journals(self):
        bank = self.company_data["default_journal_bank"]
        accounts = self.connection.account_ids.filtered(
            lambda a: a.account_type == "BANK"
        )
        self.assertTrue(accounts)
        account = accounts[0]
        account.sudo().bank_account_number = "20-00-00 55779911"
        bank.sudo().bank_account_id = (
            self.env["res.partner.bank"]
            .sudo()
            .create(
                {
                    "acc_number": "GB33BUKB20000055779911",
                    "partner_id": self.company.partner_id.id,
                }
            )
        )
        rows = self.suggest("journal")
        mine = rows.filtered(lambda r: r.journal_id == bank)
        self.assertEqual(mine.xero_account_id, account)
        self.assertIn("same account number", mine.reason)
        mappings = self.env["xero.journal.mapping"]
        self.assertFalse(mappings._of_journal(self.connection, bank))
        mine.action_accept()
        self.assertEqual(mappings._of_journal(self.connection, bank), mine)

    def test_two_journals_like_one_account_are_two_guesses(self):
        bank = self.company_data["default_journal_bank"]
        bank.sudo().copy({"name": "Second", "code": "BNKX"})
        rows = self.suggest("journal")
        self.assertEqual(len(rows.xero_account_id), len(rows))

    # ------------------------------------------------------------------
    # tracking
    # ------------------------------------------------------------------
    def test_tracking(self):
        options = self.env["xero.tracking.option"].search(
            [("connection_id", "=", self.connection.id)]
        )
        if not options:
            category = (
                self.env["xero.tracking.category"]
                .sudo()
                .create(
                    {
                        "connection_id": self.connection.id,
                        "remote_id": "c1",
                        "name": "Region",
                    }
                )
            )
            options = (
                self.env["xero.tracking.option"]
                .sudo()
                .create(
                    {
                        "connection_id": self.connection.id,
                        "remote_id": "o1",
                        "name": "North",
                        "category_id": category.id,
                    }
                )
            )
        option = options[0]
        plan = self.env["account.analytic.plan"].sudo().create({"name": "Region"})
        north, other = (
            self.env["account.analytic.account"]
            .sudo()
            .create(
                [
                    {"name": name, "plan_id": plan.id, "company_id": self.company.id}
                    for name in (option.name.upper(), "Elsewhere")
                ]
            )
        )
        rows = self.suggest("tracking")
        self.assertEqual(
            rows.filtered(lambda r: r.analytic_account_id == north).option_id, option
        )
        self.assertNotIn(other, rows.analytic_account_id)
        self.assertFalse(self.env["xero.tracking.mapping"]._by_account(self.connection))
        self.accept("tracking")
        self.connection.invalidate_recordset()
        self.assertIn("1 not mapped", self.connection.tracking_mapping_text)

    # ------------------------------------------------------------------
    # the page
    # ------------------------------------------------------------------
    def test_the_page_counts(self):
        connection = self.connection
        self.assertEqual(connection.suggestion_count, 0)
        before = connection.tax_mapping_text
        self.assertIn("not mapped", before)
        connection.action_suggest_mappings()
        connection.invalidate_recordset()
        self.assertGreater(connection.suggestion_count, len(TAXES))
        self.assertIn("suggested", connection.tax_mapping_text)
        connection.action_accept_suggestions()
        connection.invalidate_recordset()
        self.assertEqual(connection.suggestion_count, 0)
        rate = connection.tax_mapping_ids.tax_rate_id[0]
        rate.sudo().write({"status": "DELETED", "active": False})
        connection.invalidate_recordset()
        self.assertIn("to mend", connection.tax_mapping_text)
        self.assertIn("Customer invoices", connection.resource_overview)
        for kind in ("account", "tax", "journal", "tracking"):
            action = connection.with_context(mapping=kind).action_open_mappings()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, connection[f"{kind}_mapping_ids"])

    def test_first_connection_suggests(self):
        company = self.env["res.company"].sudo().create({"name": "New Ltd"})
        connection = self.make_connection(company)
        granted = self.sign_in_again(connection, tenant=self.xero.tenants[1]["id"])
        connection._tie(granted["tenant_id"], granted["tenant_name"])
        payloads = connection._calling(connection._read_reference_data)
        connection._settle_in(payloads)
        self.assertTrue(connection.tax_mapping_ids.filtered("is_suggested"))
        count = len(connection.tax_mapping_ids)
        connection.tax_mapping_ids[0].unlink()
        connection._settle_in(payloads)
        self.assertEqual(len(connection.tax_mapping_ids), count - 1, "not once more")

    # ------------------------------------------------------------------
    # on the tax
    # ------------------------------------------------------------------
    def test_taxes_show_what_they_are(self):
        self.assertEqual(self.vat20.xero_tax_type, "OUTPUT2", "the only one that fits")
        self.assertFalse(self.vat0.xero_tax_type)
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.vat0.invalidate_recordset()
        self.assertEqual(self.vat0.xero_tax_type, "ZERORATEDOUTPUT")
        taxes = self.env["account.tax"]
        mine = [("company_id", "=", self.company.id)]
        found = taxes.search([*mine, ("xero_tax_type", "=", "ZERORATEDOUTPUT")])
        self.assertEqual(found, self.vat0)
        found = taxes.search([*mine, ("xero_tax_type", "=", False)])
        self.assertIn(self.vat_exempt, found)
        self.assertNotIn(self.vat0, found)
        found = taxes.search([*mine, ("xero_tax_type", "!=", "ZERORATEDOUTPUT")])
        self.assertIn(self.vat20, found)
        self.assertNotIn(self.vat0, found)
        user = self.make_user("clerk", "base.group_user,account.group_account_invoice")
        self.assertEqual(self.vat0.with_user(user).xero_tax_type, "ZERORATEDOUTPUT")
        plain = self.make_user("plain", "base.group_user")
        with self.assertRaises(AccessError):
            taxes.with_user(plain).search([("xero_tax_type", "=", "NONE")])

    def test_another_company_shows_its_own(self):
        other = self.env["res.company"].sudo().create({"name": "Other Ltd"})
        tax = self.vat20.with_company(other)
        self.assertFalse(tax.xero_tax_type)
        self.assertFalse(tax.xero_connected)

    def test_tax_form(self):
        with Form(self.vat20) as form:
            self.assertEqual(form.xero_tax_type, "OUTPUT2")

    def test_import(self):
        """The Odoo way: by names, with the set of taxes in one column."""
        result = self.env["xero.tax.mapping"].load(
            ["type_tax_use", "tax_ids/.id", "tax_rate_id/.id"],
            [
                [
                    "sale",
                    str(self.vat0.id),
                    str(
                        self.connection.tax_rate_ids.filtered(
                            lambda r: r.code == "ZERORATEDOUTPUT"
                        ).id
                    ),
                ]
            ],
        )
        self.assertFalse(result["messages"])
        mapping = self.env["xero.tax.mapping"].browse(result["ids"])
        self.assertEqual(mapping.tax_ids, self.vat0)
        self.assertFalse(mapping.is_suggested)

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_rights(self):
        rows = self.suggest("tax")
        clerk = self.make_user("clerk", "base.group_user,account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.connection.with_user(clerk).action_suggest_mappings()
        with self.assertRaises(AccessError):
            self.connection.with_user(clerk).action_accept_suggestions()
        with self.assertRaises(AccessError):
            rows.with_user(clerk).action_accept()
        self.assertTrue(self.connection.with_user(clerk).tax_mapping_text)

    def test_several_taxes_are_one_choice(self):
        both = self.env["xero.tax.mapping"].create(
            {
                "connection_id": self.connection.id,
                "tax_ids": [Command.set((self.vat0 | self.vat5).ids)],
                "tax_rate_id": self.connection.tax_rate_ids[0].id,
            }
        )
        self.suggest("tax")
        self.assertTrue(both.exists())
