# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Xero Connector",
    "summary": "Keep contacts, invoices, bills, expenses and payments in step with Xero",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "The xero_connector contributors, Odoo Community Association (OCA)",
    "website": "https://github.com/OCA/account-financial-tools",
    "license": "LGPL-3",
    "depends": ["account", "queue_job"],
    "external_dependencies": {"python": ["requests", "requests_oauthlib"]},
    "data": [
        "security/xero_security.xml",
        "data/queue_job_data.xml",
        "data/ir_cron_data.xml",
        "data/ir_actions_server_data.xml",
        "views/account_move_views.xml",
        "views/res_partner_views.xml",
    ],
    "installable": True,
    "application": True,
}
