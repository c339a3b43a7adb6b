# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everywhere else (Xero's Global edition), here a company in UAE dirhams."""

from .chart import standard
from .region import Rate, Region

RATES = (
    Rate("INPUT", "Tax on Purchases", "0", "AEXL", component="Tax"),
    Rate("NONE", "Tax Exempt", "0", "AEXLR", system=True, component="Tax"),
    Rate("OUTPUT", "Tax on Sales", "0", "AELR", component="Tax"),
    Rate(
        "GSTONIMPORTS", "Sales Tax on Imports", "0", "L", system=True, component="Tax"
    ),
)

GLOBAL = Region(
    key="global",
    version="GLOBAL",
    country="AE",
    currency="AED",
    zone="Asia/Dubai",
    timezone_name="ARABIANSTANDARDTIME",
    company="Creek Side Trading LLC",
    second_company="Palm Grove Furniture LLC",
    tax_number="100123456700003",
    tax_basis="ACCRUALS",
    tax_period="QUARTERLY",
    year_end=(31, 12),
    no_tax="NONE",
    report_tax_type=False,
    rates=RATES,
    accounts=standard(
        sales="OUTPUT",
        purchases="INPUT",
        none="NONE",
        tax_account="Sales Tax",
        income_tax="Income Tax Expense",
        bank_numbers=("AE070331234567890", "AE070331234567891"),
        payroll="Salaries",
    ),
    currencies=("AED", "USD", "EUR"),
)
