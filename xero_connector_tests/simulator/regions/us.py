# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The United States. Rates carry no ReportTaxType; a bookkeeper makes own ones."""

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

US = Region(
    key="us",
    version="US",
    country="US",
    currency="USD",
    zone="America/New_York",
    timezone_name="EASTERNSTANDARDTIME",
    company="Blue Ridge Supply Inc",
    second_company="Prairie Street Woodworks LLC",
    tax_number="101-2-303",
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
        bank_numbers=("132435465", "132435466"),
        payroll="Salaries",
    ),
    currencies=("USD", "CAD", "EUR"),
)
