# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Xero Connector",
    "summary": "Contacts, invoices, bills, expenses and payments in step with Xero",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "The xero_connector contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/account-financial-tools",
    "license": "LGPL-3",
    "depends": ["account", "base_setup", "queue_job"],
    "external_dependencies": {
        "python": ["cryptography", "requests", "requests_oauthlib"]
    },
    "data": [
        "security/xero_security.xml",
        "security/ir.model.access.csv",
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
        "data/mail_activity_type_data.xml",
        "data/ir_actions_server_data.xml",
        "views/account_move_views.xml",
        "views/res_partner_views.xml",
        "views/xero_connection_views.xml",
        "views/xero_link_views.xml",
        "views/xero_attempt_views.xml",
        "views/xero_account_views.xml",
        "views/xero_tax_rate_views.xml",
        "views/res_config_settings_views.xml",
        "wizards/xero_connection_test_views.xml",
        "wizards/xero_connection_disconnect_views.xml",
        "wizards/xero_link_pair_views.xml",
        "views/xero_menus.xml",
    ],
    "application": True,
}
