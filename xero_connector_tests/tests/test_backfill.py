# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was in Odoo before: its progress, pausing it, going on."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import XeroHttpCommon
from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestBackfill(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.connection.real_time = False
        for number in range(3):
            self.new_invoice(100 + number)
        self.commit_hooks()
        self.connection.real_time = True

    def progress(self):
        self.connection.invalidate_recordset()
        return self.connection.get_backfill_progress()

    def row(self):
        (row,) = [r for r in self.progress()["rows"] if r["resource"] == "invoice"]
        return row

    def test_started_by_the_one_who_manages_the_connector(self):
        invoice = self.new_invoice()
        self.connection.sudo(False).action_send_existing()
        self.run_sync()
        self.assertState(invoice, "synced")

    def test_progress(self):
        self.assertFalse(self.progress())
        self.connection.action_send_existing()
        row = self.row()
        total = row["total"]
        self.assertGreaterEqual(total, 3)
        self.assertEqual((row["done"], row["held"], row["left"]), (0, 0, total))
        self.assertEqual(self.progress()["state"], "running")
        self.assertTrue(self.progress()["end"])
        calls = self.run_sync()
        progress = self.progress()
        self.assertEqual(progress["state"], "done")
        self.assertEqual(progress["calls_used"], len(calls))
        self.assertFalse(progress["end"])
        row = self.row()
        self.assertEqual(row["done"] + row["held"], total)
        self.assertGreaterEqual(row["done"], 3)

    def test_held(self):
        self.new_invoice({"price_unit": 5, "taxes": self.vat0})
        self.connection.action_send_existing()
        self.run_sync()
        self.assertEqual(self.row()["held"], 1)

    def test_pause_and_resume(self):
        self.connection.action_send_existing()
        self.connection.action_pause_backfill()
        self.assertEqual(self.progress()["state"], "paused")
        count = len(self.changes("invoice"))
        self.assertFalse(self.run_paused())
        self.assertEqual(len(self.changes("invoice")), count)
        # daily work goes on
        daily = self.new_invoice(7)
        self.run_paused()
        self.assertState(daily, "synced")
        self.connection.action_resume_backfill()
        self.run_sync()
        self.assertEqual(self.progress()["state"], "done")

    def run_paused(self):
        """One run; the paused changes stay due."""
        self.commit_hooks()
        start = len(self.xero.log)
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            self.env(cr=cr)["xero.run"]._run(self.connection.id)
        self.env.invalidate_all()
        return self.xero.log[start:]

    def test_rights(self):
        clerk = self.make_user("clerk", "account.group_account_invoice")
        for method in ("action_pause_backfill", "action_resume_backfill"):
            with self.assertRaises(AccessError):
                getattr(self.connection.with_user(clerk), method)()


class XeroBackfillWatched(XeroHttpCommon, XeroSyncCommon):
    """A browser that looks at the backfill while it runs."""

    def start_slowly(self):
        """Put what is there in line, and two records into each batch.

        In a test only one thing may use the database at a time, so the job does three
        turns whenever the page has asked how far it is.
        """
        runs, connections = type(self.env["xero.run"]), type(self.connection)
        turn, look = runs._turn, connections.get_backfill_progress

        def some_turns(run, state):
            return state.turns < 3 and turn(run, state)

        def look_and_work(connection):
            progress = look(connection)
            connection.env["xero.run"].sudo()._run(connection.id)
            return progress

        self.patch(runs, "_turn", some_turns)
        self.patch(connections, "get_backfill_progress", look_and_work)
        self.startPatcher(patch("odoo.addons.xero_connector.engine.run_take.TAKE", 2))
        self.env["xero.change"].sudo().search([]).unlink()
        self.connection.action_send_existing()

    def add_existing(self, *invoices):
        """Invoices that nobody told Xero of."""
        self.connection.real_time = False
        for lines in invoices:
            self.new_invoice(*lines)
        self.commit_hooks()
        self.connection.real_time = True


@tagged("post_install", "-at_install")
class TestBackfillTour(XeroBackfillWatched):
    def setUp(self):
        super().setUp()
        # of Odoo's test books the settings page would complain
        self.company.tax_exigibility = True
        self.add_existing(*[(10,)] * 5, ({"price_unit": 5, "taxes": self.vat0},))
        self.start_slowly()

    def watch(self, page, tour):
        self.start_tour(page, tour, login="xero_manager")
        self.assertEqual(len(self.xero_invoices()), 5)

    def test_watched(self):
        self.watch(
            f"/odoo/action-xero_connector.action_xero_connection/{self.connection.id}",
            "xero_connector_backfill",
        )

    def test_watched_from_the_settings(self):
        self.watch("/odoo/settings#xero_card", "xero_connector_backfill_card")
