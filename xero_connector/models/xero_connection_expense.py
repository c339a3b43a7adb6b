# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What becomes of expenses that employees paid."""

from odoo import fields, models


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    employee_expenses = fields.Selection(
        [
            ("bill", "Bill of the employee"),
            ("none", "Not sent"),
        ],
        string="Expenses paid by employees",
        default="bill",
        required=True,
        help="Not sent: where employees are reimbursed with their salary and payroll "
        "is kept outside of Xero's bills.",
    )
