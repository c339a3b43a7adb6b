# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The subscription plan: without integrations nothing syncs, and nothing is lost."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.xero_connector.exceptions import XeroUnavailable

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestPlan(XeroSyncCommon):
    def set_plan(self, included, name="Basic"):
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("xero_connector.plan_name", name)
        parameters.set_param("xero_connector.plan_includes_integrations", included)
        self.env.invalidate_all()

    @contextmanager
    def engine_env(self):
        """An environment that may commit, as scheduled actions and jobs have it."""
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def test_self_hosted_includes_integrations(self):
        self.assertEqual(
            self.company._xero_plan(), {"name": "Self-hosted", "integrations": True}
        )

    def test_what_a_provider_may_write(self):
        for said, meant in (
            ("False", False),
            ("0", False),
            ("no", False),
            ("True", True),
            ("1", True),
            ("perhaps", True),
        ):
            self.set_plan(said)
            self.assertIs(self.company._xero_plan()["integrations"], meant, said)

    def test_nothing_syncs_and_all_of_it_comes_back(self):
        self.set_plan("False")
        invoice = self.new_invoice(100)
        self.assertTrue(self.changes("invoice"), "noted")
        with self.engine_env() as env:
            env["xero.run"]._run(self.connection.id)
        self.env.invalidate_all()
        self.assertFalse(self.xero.log, "no call")
        self.assertTrue(self.changes("invoice"), "kept")
        self.assertFalse(self.link_of(invoice))
        with self.assertRaisesRegex(UserError, "Basic"):
            self.press_sync(invoice)
        self.set_plan("True", "Plus")
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_no_job_is_made(self):
        self.set_plan("False")
        self.new_invoice(100)
        self.changes()
        before = self.env["queue.job"].sudo().search_count([])
        self.env["xero.run"].sudo()._cron_wake()
        self.assertEqual(self.env["queue.job"].sudo().search_count([]), before)
        self.set_plan("True")
        self.env["xero.run"].sudo()._cron_wake()
        self.assertEqual(self.env["queue.job"].sudo().search_count([]), before + 1)

    def test_no_way_to_xero(self):
        self.set_plan("False")
        connection = self.connection
        for method in (
            connection._check_usable,
            connection.action_connect,
            connection.action_sync_now,
            connection.action_send_existing,
            connection.action_refresh_reference_data,
        ):
            with self.assertRaises(XeroUnavailable) as caught:
                method()
            self.assertEqual(caught.exception.reason, "plan")
            self.assertIn("Settings > Billing", str(caught.exception))
        with self.engine_env() as env:
            env["xero.connection"]._cron_refresh_reference_data()
        self.assertFalse(self.xero.log)

    def test_what_the_pages_say(self):
        self.assertEqual(self.connection.live_state, "connected")
        self.set_plan("False")
        self.assertEqual(self.connection.live_state, "paused")
        self.assertIn("Changes are kept", self.connection.live_text)
        settings = self.env["res.config.settings"].sudo().create({})
        self.assertEqual((settings.xero_plan, settings.xero_in_plan), ("Basic", False))

    def test_asked_in_one_place(self):
        """A provider with a billing system of its own overrides one method."""
        company = self.env.registry["res.company"]
        self.patch(
            company, "_xero_plan", lambda _self: {"name": "X", "integrations": False}
        )
        self.assertFalse(self.connection._is_in_plan())
        with self.assertRaises(XeroUnavailable):
            self.connection._check_usable()

    def test_only_a_system_administrator_changes_it(self):
        self.set_plan("False")
        for groups in (
            "base.group_user,xero_connector.group_manager",
            "base.group_user,account.group_account_manager",
            "base.group_user,base.group_erp_manager",
            "base.group_portal",
        ):
            user = self.make_user(groups.rsplit(".", 1)[1], groups)
            parameters = self.env["ir.config_parameter"].with_user(user)
            with self.assertRaises(AccessError):
                parameters.set_param("xero_connector.plan_includes_integrations", "1")
        self.assertFalse(self.company._xero_plan()["integrations"])

    def test_form_opens_without_integrations(self):
        self.set_plan("False")
        self.assertEqual(Form(self.connection).live_state, "paused")
