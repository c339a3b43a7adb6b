# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The card, the choice, Test Connection and Disconnect in a browser."""

from unittest.mock import patch

from odoo.tests import tagged

from .common import XeroHttpCommon


@tagged("post_install", "-at_install")
class TestConnectTour(XeroHttpCommon):
    connect = False

    def setUp(self):
        super().setUp()
        # Odoo's test books have cash basis taxes without the setting, of which the
        # settings page complains
        self.company.tax_exigibility = True

    def test_connect_choose_test_disconnect(self):
        app = self.xero.world.web_app
        app.client_id, app.secret = "TOUR_CLIENT_ID", "TOUR_CLIENT_SECRET"
        self.xero.world.apps[app.client_id] = app
        for tenant in self.xero.tenants:
            self.xero.authorise(tenant=tenant["id"])
        connection = self.env["xero.connection"].sudo()
        # where the local Xero is cannot be typed without developer mode
        connection.create(
            {"company_id": self.company.id, "local_url": self.xero.base_url}
        )
        model = self.env.registry["xero.connection"]
        authorise_url = model._authorise_url

        def signed_in(this, state, verifier):
            """Xero's pages, walked through by somebody quick."""
            return self.xero.consent(authorise_url(this, state, verifier))

        with patch.object(model, "_authorise_url", signed_in):
            self.start_tour(
                "/odoo/settings#xero_card",
                "xero_connector_connect",
                login="xero_manager",
            )
        made = connection.search([("company_id", "=", self.company.id)])
        self.assertRecordValues(
            made, [{"state": "disconnected", "client_id": "TOUR_CLIENT_ID"}]
        )
        self.assertIn("DELETE", [e["method"] for e in self.xero.log])

    def test_card_of_a_connected_company(self):
        self.make_connected()
        self.start_tour(
            "/odoo/settings#xero_card", "xero_connector_card", login="xero_manager"
        )
