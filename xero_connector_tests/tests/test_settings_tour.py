# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The plan, with and without integrations, in a browser."""

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

    def test_plan_without_integrations(self):
        self.open_settings("xero_connector_plan_with")
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("xero_connector.plan_name", "Basic")
        parameters.set_param("xero_connector.plan_includes_integrations", "False")
        self.open_settings("xero_connector_plan_without")
