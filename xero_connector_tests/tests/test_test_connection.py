# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Test Connection: what is fine has a tick, what is not has a remedy."""

from datetime import date

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import XeroCommon


@tagged("post_install", "-at_install")
class TestTestConnection(XeroCommon):
    tier = "starter"

    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()

    def findings(self):
        self.env.flush_all()
        found = self.connection._test_connection()
        self.env.invalidate_all()
        for finding in found:
            self.assertEqual(bool(finding.remedy), finding.level != "ok", finding)
        return found

    def assertFinding(self, level, *words):
        """Exactly one line of this level says all of these words."""
        found = self.findings()
        fitting = [
            f
            for f in found
            if f.level == level and all(w in f"{f.text} {f.remedy}" for w in words)
        ]
        self.assertEqual(len(fitting), 1, found)

    def set_organisation(self, **values):
        self.organisation.profile.update(values)

    def test_everything_in_order(self):
        found = self.findings()
        odd = [f for f in found if f.level != "ok"]
        self.assertEqual(len(odd), 1, odd)
        self.assertIn("uses a local Xero", odd[0].text)
        text = "\n".join(f.text for f in found)
        for words in (
            "accepts the sign-in",
            "All permissions are granted",
            self.connection.tenant_name,
            "GBP",
            "sales tax",
            "No period is locked",
            "approve invoices",
            "calls to Xero are left today",
        ):
            self.assertIn(words, text)
        self.assertTrue({e["method"] for e in self.xero.log} <= {"GET"})
        self.assertLessEqual(len(self.xero.log), 3)

    def test_dialog(self):
        action = self.connection.action_test_connection()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(wizard.level, "warning", "it is a local Xero")
        self.assertIn("fa-check-circle", wizard.report)
        self.assertIn("GBP", wizard.report)
        self.set_organisation(Name="<b>Bold & Sons</b>")
        action = wizard.action_again()
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        self.assertIn("&lt;b&gt;Bold &amp; Sons", wizard.report)

    def test_scopes_missing(self):
        granted = self.xero.authorise(
            tenant=self.connection.tenant_id,
            scopes="offline_access accounting.settings.read accounting.contacts.read",
        )
        self.env["xero.token"]._store(
            self.connection, self.token_of(granted), granted["connection_id"]
        )
        missing = (
            "accounting.attachments, accounting.banktransactions, accounting.contacts, "
            "accounting.invoices, accounting.payments"
        )
        self.assertFinding(
            "error",
            f"{missing} is missing",
            "Press Reconnect",
        )
        self.assertEqual(self.connection.scopes_missing, missing)

    def test_scopes_missing_of_a_custom_connection(self):
        """Xero shows no page to agree on: they are chosen in the app."""
        row = self.env["xero.token"]._of(self.connection)
        row.scopes = "accounting.contacts"
        (finding,) = self.connection._test_scopes(row)
        self.assertIn("agree to them", finding.remedy)
        # the kind of app is not changed while connected
        self.connection.state = "disconnected"
        self.connection.app_type = "custom"
        (finding,) = self.connection._test_scopes(row)
        self.assertIn("developer.xero.com", finding.remedy)
        self.assertIn("authorise it again", finding.remedy)

    def test_disconnected_in_xero(self):
        self.xero.world.tokens.connections.clear()
        self.assertFinding("error", "no longer connected", "Press Reconnect")
        self.assertEqual(self.connection.state, "reconnect")
        self.assertFinding("error", "sign in to Xero again")

    def test_dead_sign_in(self):
        row = self.env["xero.token"]._of(self.connection)
        self.xero.world.tokens.revoke(
            self.xero.world.web_app, row._read_token().refresh_token
        )
        self.assertFinding("error", "no longer accepts", "Press Reconnect")

    def test_not_connected(self):
        self.connection._disconnect()
        self.assertFinding("error", "is not connected", "Press Connect")

    def test_credentials_that_do_not_open(self):
        self.env["xero.token"]._of(self.connection).token = "AAAA"
        with mute_logger("odoo.addons.xero_connector.models.xero_token"):
            found = self.connection._test_connection()
        self.assertEqual([f.level for f in found], ["error"])

    def test_unreachable(self):
        self.xero.faults.add(action="error", status=503, path="^/")
        self.assertFinding("error", "did not answer")
        self.assertEqual(self.connection.state, "connected")
        self.xero.faults.clear()
        self.xero.faults.add(action="offline")
        self.assertFinding("error", "did not answer")

    def test_other_currency(self):
        self.set_organisation(BaseCurrency="EUR")
        self.assertFinding("warning", "EUR", "GBP", "right organisation")
        self.connection._refresh_reference_data()
        self.assertIn("EUR", self.connection.setup_warnings)

    def test_tax_basis(self):
        self.set_organisation(SalesTaxBasis="CASH")
        self.assertFinding("warning", "when it is paid", "when it is invoiced")
        self.set_organisation(SalesTaxBasis="NONE")
        self.assertFinding("ok", "reports no sales tax")

    def test_lock_dates(self):
        self.set_organisation(
            PeriodLockDate=date(2026, 3, 31), EndOfYearLockDate=date(2025, 12, 31)
        )
        self.assertFinding("ok", "03/31/2026", "but advisers")
        self.assertFinding("ok", "12/31/2025", "for everybody.")

    def test_user_or_plan_may_not_write(self):
        self.organisation.refused_actions = {"CreateApprovedInvoice"}
        self.assertFinding("error", "does not let this user approve invoices")
        self.connection.invoice_status = "DRAFT"
        self.assertFinding("ok", "create invoices")
        self.organisation.refused_actions = {"CreateDraftInvoice"}
        self.assertFinding("error", "does not let this user create invoices")

    def test_no_multicurrency(self):
        self.organisation.refused_actions = {"UseMulticurrency"}
        self.setup_other_currency("EUR")
        self.assertFinding("warning", "does not let this user use other currencies")

    def test_few_calls_left(self):
        for _call in range(45):
            self.connection._client().read("Organisation")
        self.assertFinding("ok", "this minute")

    def test_no_calls_left(self):
        self.xero.faults.add(action="rate_limit", problem="day", retry_after=3600)
        self.assertFinding("error", "limit is used up", "Nothing is lost")
