# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero says of itself: read daily, written only where it changed."""

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import SQL

from .sync_common import XeroSyncCommon

MODELS = (
    "xero.account",
    "xero.tax.rate",
    "xero.currency",
    "xero.tracking.category",
    "xero.tracking.option",
    "xero.branding.theme",
)
CATEGORY = "d1a8f2ab-0000-4000-8000-000000000001"


@tagged("post_install", "-at_install")
class TestReferenceData(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        books = self.organisation
        with books.transaction():
            books.save(
                books.tracking_categories,
                {
                    "TrackingCategoryID": CATEGORY,
                    "Name": "Region",
                    "Status": "ACTIVE",
                    "Options": [
                        {
                            "TrackingOptionID": f"{CATEGORY[:-1]}{n}",
                            "Name": name,
                            "Status": "ACTIVE",
                        }
                        for n, name in enumerate(("North", "South"), 2)
                    ],
                },
            )
        self.refresh_settings()

    def records(self, model):
        return (
            self.env[model]
            .with_context(active_test=False)
            .search([("connection_id", "=", self.connection.id)])
        )

    def run_cron(self):
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["xero.connection"]._cron_refresh_reference_data()
        self.env.invalidate_all()

    def row_versions(self):
        """Every row with its place in the table: an UPDATE puts it elsewhere."""
        found = set()
        for model in (*MODELS, "xero.organisation", "xero.connection"):
            table = self.env[model]._table
            self.env.cr.execute(
                SQL("SELECT id, ctid::text FROM %s", SQL.identifier(table))
            )
            found |= {(table, *row) for row in self.env.cr.fetchall()}
        return found

    def in_xero(self, **values):
        books = self.organisation
        category = books.tracking_categories[CATEGORY]
        with books.transaction():
            books.save(books.tracking_categories, {**category, **values})

    def test_read(self):
        books = self.organisation
        self.assertEqual(
            {code.lower() for code in self.records("xero.currency").mapped("code")},
            set(books.currencies),
        )
        self.assertEqual(
            set(self.records("xero.branding.theme").mapped("remote_id")),
            set(books.branding_themes),
        )
        options = self.records("xero.tracking.option").filtered(
            lambda option: option.category_id.remote_id == CATEGORY
        )
        self.assertEqual(
            options.mapped("display_name"), ["Region: North", "Region: South"]
        )

    def test_nothing_is_written_when_nothing_changed(self):
        self.env.flush_all()
        before = self.row_versions()
        self.refresh_settings()
        self.env.flush_all()
        self.assertEqual(self.row_versions(), before)
        self.in_xero(Name="Area")
        self.refresh_settings()
        self.env.flush_all()
        self.assertEqual(
            {table for table, *_row in self.row_versions() - before},
            {"xero_tracking_category"},
        )

    def test_an_account_that_was_taken_away_stays_away(self):
        """Lines without a rule are then held, and nobody chooses for the bookkeeper."""
        self.connection.revenue_account_id = False
        self.refresh_settings()
        self.assertFalse(self.connection.revenue_account_id)

    def test_daily(self):
        self.in_xero(Name="Area")
        self.xero.log.clear()
        self.run_cron()
        category = self.records("xero.tracking.category").filtered(
            lambda c: c.remote_id == CATEGORY
        )
        self.assertEqual(category.name, "Area")
        calls = [e for e in self.xero.log if "/api.xro/" in e["path"]]
        self.assertEqual(len(calls), 7)

    def test_daily_only_of_what_is_connected(self):
        self.connection.sudo().state = "disconnected"
        self.xero.log.clear()
        self.run_cron()
        self.assertFalse(list(self.xero.log))

    def test_one_that_fails_is_logged_and_stops_nothing(self):
        self.xero.faults.add(action="error", path="Organisation", status=503)
        with self.assertLogs(
            "odoo.addons.xero_connector.models.xero_connection_reference", "WARNING"
        ) as logs:
            self.run_cron()
        self.assertIn(str(self.connection.id), logs.output[0])

    def test_archived_and_deleted_stay_and_say_so(self):
        books = self.organisation
        category = books.tracking_categories[CATEGORY]
        north, south = category["Options"]
        self.in_xero(Options=[{**north, "Status": "ARCHIVED"}])
        self.refresh_settings()
        by_name = {o.name: o for o in self.records("xero.tracking.option")}
        self.assertIn("archived in Xero", by_name["North"].display_name)
        self.assertIn("restore it in Xero", by_name["North"]._problem())
        self.assertIn("deleted in Xero", by_name["South"].display_name)
        self.assertIn("choose another one", by_name["South"]._problem())
        self.assertNotIn("restore", by_name["South"]._problem())
        self.assertFalse(by_name["North"].active or by_name["South"].active)
        self.in_xero(Options=[north, south])
        self.refresh_settings()
        self.assertTrue(by_name["North"].active and by_name["South"].active)
        self.assertFalse(by_name["North"]._problem())

    def test_account_and_rate_say_what_to_do(self):
        account = self.records("xero.account")[:1].sudo()
        self.assertFalse(account._problem())
        account.status = "ARCHIVED"
        self.assertIn("restore it in Xero", account._problem())
        rate = self.records("xero.tax.rate")[:1].sudo()
        rate.status = "DELETED"
        self.assertIn("deleted in Xero", rate._problem())

    def test_rights(self):
        reader = self.make_user(
            "reader", "base.group_user,account.group_account_readonly"
        )
        nobody = self.make_user("nobody", "base.group_user")
        portal = self.make_user("portal", "base.group_portal")
        for model in MODELS:
            record = self.records(model)[:1]
            self.assertTrue(record.with_user(reader).name, model)
            self.assertFalse(record.with_user(self.env.user).has_access("write"))
            for user in (nobody, portal):
                self.assertFalse(record.with_user(user).has_access("read"), model)
        other = self.setup_other_company()["company"]
        stranger = self.make_user(
            "stranger",
            "base.group_user,account.group_account_manager",
        )
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for model in MODELS:
            self.assertFalse(
                self.records(model)[:1].with_user(stranger).has_access("read"), model
            )
