# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Analytic accounts become Xero's tracking options, or the document is held."""

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

REGION = "d1a8f2ab-0000-4000-8000-000000000001"
TEAM = "d1a8f2ab-0000-4000-8000-000000000002"


def option_id(category, number):
    return f"{category[:-2]}{number}{category[-1]}"


@tagged("post_install", "-at_install")
class TestMappingTracking(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        plans = cls.env["account.analytic.plan"].sudo()
        accounts = cls.env["account.analytic.account"].sudo()
        cls.regions, cls.teams, cls.projects = plans.create(
            [{"name": name} for name in ("Regions", "Teams", "Projects")]
        )
        cls.north, cls.south, cls.sales, cls.bridge = accounts.create(
            [
                {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                for name, plan in (
                    ("North", cls.regions),
                    ("South", cls.regions),
                    ("Sales team", cls.teams),
                    ("Bridge", cls.projects),
                )
            ]
        )

    def setUp(self):
        super().setUp()
        for key, name, options in (
            (REGION, "Region", ("North", "South")),
            (TEAM, "Team", ("Sales",)),
        ):
            self.save_category(
                TrackingCategoryID=key,
                Name=name,
                Status="ACTIVE",
                Options=[
                    {
                        "TrackingOptionID": option_id(key, number),
                        "Name": option,
                        "Status": "ACTIVE",
                    }
                    for number, option in enumerate(options)
                ],
            )
        self.refresh_settings()

    def save_category(self, **values):
        books = self.organisation
        with books.transaction():
            books.save(books.tracking_categories, values)

    def option(self, name):
        return (
            self.env["xero.tracking.option"]
            .with_context(active_test=False)
            .search([("connection_id", "=", self.connection.id), ("name", "=", name)])
        )

    def map_tracking(self, account, name):
        return self.env["xero.tracking.mapping"].create(
            {
                "connection_id": self.connection.id,
                "analytic_account_id": account.id,
                "option_id": self.option(name).id,
            }
        )

    def analysed(self, distribution):
        return self.new_invoice(
            {"price_unit": 100, "analytic_distribution": distribution}
        )

    def tracking_in_xero(self, invoice):
        (line,) = self.assertToTheCent(invoice)["LineItems"]
        return sorted((one["Name"], one["Option"]) for one in line["Tracking"])

    def set_option(self, number, status):
        """Somebody archives an option of Region in Xero, or deletes it (None)."""
        category = self.organisation.tracking_categories[REGION]
        key = option_id(REGION, number)
        options = [o for o in category["Options"] if o["TrackingOptionID"] != key]
        if status:
            options.append({"TrackingOptionID": key, "Name": "North", "Status": status})
        self.save_category(**{**category, "Options": options})
        self.refresh_settings()

    def test_two_plans_are_two_categories(self):
        self.map_tracking(self.north, "North")
        self.map_tracking(self.sales, "Sales")
        both = f"{self.north.id},{self.sales.id}"
        invoice = self.analysed({both: 100})
        self.run_sync()
        self.assertEqual(
            self.tracking_in_xero(invoice), [("Region", "North"), ("Team", "Sales")]
        )

    def test_plans_that_are_not_mapped_stay_in_odoo(self):
        invoice = self.analysed({str(self.bridge.id): 60, str(self.north.id): 40})
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [])

    def test_unmapped_account_of_a_mapped_plan(self):
        self.map_tracking(self.north, "North")
        invoice = self.analysed({str(self.south.id): 100})
        self.run_sync()
        link = self.assertState(invoice, "held", "tracking_unmapped")
        self.assertIn("South", link.error)
        self.map_tracking(self.south, "South")
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [("Region", "South")])

    def test_split_over_a_plan(self):
        north = self.map_tracking(self.north, "North")
        south = self.map_tracking(self.south, "South")
        invoice = self.analysed({str(self.north.id): 60, str(self.south.id): 40})
        part = self.analysed({str(self.north.id): 60})
        self.run_sync()
        for held in (invoice, part):
            self.assertState(held, "held", "tracking_split")
        (north | south).unlink()
        self.run_sync()
        for freed in (invoice, part):
            self.assertEqual(self.tracking_in_xero(freed), [])

    def test_split_over_another_plan_only(self):
        """60 % and 40 % of two projects, all of it in the north: one option."""
        self.map_tracking(self.north, "North")
        other = self.bridge.sudo().copy({"name": "Tunnel"})
        invoice = self.analysed(
            {
                f"{self.north.id},{self.bridge.id}": 60,
                f"{self.north.id},{other.id}": 40,
            }
        )
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [("Region", "North")])

    def test_archived_and_restored(self):
        mapping = self.map_tracking(self.north, "North")
        self.set_option(0, "ARCHIVED")
        self.assertIn("restore it in Xero", mapping.problem)
        invoice = self.analysed({str(self.north.id): 100})
        self.run_sync()
        self.assertState(invoice, "held", "tracking_archived")
        self.set_option(0, "ACTIVE")
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [("Region", "North")])

    def test_deleted_and_another_chosen(self):
        mapping = self.map_tracking(self.north, "North")
        self.set_option(0, None)
        self.assertIn("deleted in Xero", mapping.problem)
        invoice = self.analysed({str(self.north.id): 100})
        self.run_sync()
        self.assertState(invoice, "held", "tracking_archived")
        mapping.option_id = self.option("South")
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [("Region", "South")])

    def test_analysis_changed_later(self):
        self.map_tracking(self.north, "North")
        self.map_tracking(self.south, "South")
        invoice = self.analysed({str(self.north.id): 100})
        self.run_sync()
        invoice.invoice_line_ids.analytic_distribution = {str(self.south.id): 100}
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [("Region", "South")])

    def test_analysis_taken_away(self):
        """What a line does not say Xero keeps: that it has none has to be said."""
        self.map_tracking(self.north, "North")
        invoice = self.analysed({str(self.north.id): 100})
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [("Region", "North")])
        invoice.invoice_line_ids.analytic_distribution = False
        self.run_sync()
        self.assertEqual(self.tracking_in_xero(invoice), [])
        self.assertState(invoice, "synced")

    def test_a_plan_is_one_category(self):
        self.map_tracking(self.north, "North")
        with self.assertRaises(ValidationError):
            self.map_tracking(self.south, "Sales")
        with self.assertRaises(ValidationError):
            self.map_tracking(self.sales, "South")
