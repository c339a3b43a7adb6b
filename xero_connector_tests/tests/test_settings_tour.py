# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The plan, a mapping that frees a held invoice, and Test Connection, in a browser."""

from unittest.mock import patch

import requests
from requests.adapters import HTTPAdapter

from odoo.tests import tagged

from .common import XeroHttpCommon
from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestSettingsTour(XeroHttpCommon, XeroSyncCommon):
    def setUp(self):
        super().setUp()
        # Odoo's test books have cash basis taxes without the setting, of which the
        # settings page complains
        self.company.tax_exigibility = True

    def open_settings(self, tour):
        self.start_tour("/odoo/settings#xero_billing", tour, login="xero_manager")

    def open_connection(self, tour):
        self.start_tour(
            f"/odoo/action-xero_connector.action_xero_connection/{self.connection.id}",
            tour,
            login="xero_manager",
            timeout=120,
        )

    def test_plan_without_integrations(self):
        self.open_settings("xero_connector_plan_with")
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("xero_connector.plan_name", "Basic")
        parameters.set_param("xero_connector.plan_includes_integrations", "False")
        self.open_settings("xero_connector_plan_without")

    def test_accept_a_suggestion_and_watch_an_invoice_go(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.run_sync()
        self.assertState(invoice, "held", "tax_unmapped")
        self.open_connection("xero_connector_accept")
        self.run_sync()
        self.open_connection("xero_connector_gone")
        self.assertToTheCent(invoice)

    # ------------------------------------------------------------------
    # Test Connection
    # ------------------------------------------------------------------
    def faults(self):
        """What is wrong, one after the other, each with all else in order.

        :return: functions of the connection in the environment of the request that
            asks (that of the test must not be used while the browser runs)
        """
        return [
            self.xero_is_down,
            self.no_network,
            self.permission_missing,
            self.user_may_not_approve,
            self.limit_is_used_up,
            self.sign_in_is_revoked,
            self.disconnected_in_xero,
        ]

    def all_in_order(self, connection):
        self.xero.faults.clear()
        books = self.xero.organisations[connection.tenant_id]
        books.refused_actions = set()
        self.sign_in(connection)
        connection.state = "connected"

    def sign_in(self, connection, **asked):
        granted = self.xero.authorise(tenant=connection.tenant_id, **asked)
        connection.env["xero.token"]._store(
            connection, self.token_of(granted), granted["connection_id"]
        )

    def xero_is_down(self, _connection):
        self.xero.faults.add(action="error", status=503, path="^/")

    def no_network(self, _connection):
        def unreachable(*_args, **_kwargs):
            network.stop()
            raise requests.exceptions.ConnectTimeout("no route to the host")

        network = patch.object(HTTPAdapter, "send", unreachable)
        network.start()
        self.addCleanup(network.stop)

    def permission_missing(self, connection):
        scopes = "offline_access accounting.settings.read accounting.contacts.read"
        self.sign_in(connection, scopes=scopes)

    def user_may_not_approve(self, connection):
        books = self.xero.organisations[connection.tenant_id]
        books.refused_actions = {"CreateApprovedInvoice"}

    def limit_is_used_up(self, _connection):
        self.xero.faults.add(action="rate_limit", problem="day", retry_after=3600)

    def sign_in_is_revoked(self, connection):
        token = connection.env["xero.token"]._of(connection)._read_token()
        world = self.xero.world
        world.tokens.revoke(world.web_app, token.refresh_token)

    def disconnected_in_xero(self, _connection):
        self.xero.world.tokens.connections.clear()

    def test_every_kind_of_fault_has_its_message(self):
        model = self.env.registry["xero.connection"]
        ask = model._test_connection
        faults = self.faults()

        def with_a_fault(connection):
            self.all_in_order(connection)
            faults.pop(0)(connection)
            connection.env.flush_all()
            return ask(connection)

        with patch.object(model, "_test_connection", with_a_fault):
            self.open_connection("xero_connector_faults")
        self.assertFalse(faults)
