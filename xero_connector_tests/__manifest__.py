# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Xero Connector Tests",
    "summary": "A local Xero, the demo, the tests and the benchmark",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "The xero_connector contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/account-financial-tools",
    "license": "LGPL-3",
    "depends": ["xero_connector"],
    "assets": {
        "web.assets_tests": ["xero_connector_tests/static/src/tours/**/*"],
    },
}
