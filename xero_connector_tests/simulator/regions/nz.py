# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""New Zealand. The rates are those recorded live from a demo company: the old 12.5 %
ones are DELETED and still returned."""

from .chart import standard
from .region import Rate, Region

RATES = (
    Rate("INPUT2", "15% GST on Expenses", "15", "AEXL", "INPUT", component="GST"),
    Rate("OUTPUT2", "15% GST on Income", "15", "AELR", "OUTPUT", component="GST"),
    Rate("GSTONIMPORTS", "GST on Imports", "0", "L", "GSTONIMPORTS", system=True),
    Rate("NONE", "No GST", "0", "AEXLR", "NONE", system=True, component="GST"),
    Rate("ZERORATED", "Zero Rated", "0", "LR", "OUTPUT", component="GST"),
    Rate(
        "INPUT",
        "12.5% GST on Expenses",
        "12.5",
        "AEXL",
        "INPUT",
        "DELETED",
        component="GST",
    ),
    Rate(
        "OUTPUT",
        "12.5% GST on Income",
        "12.5",
        "AELR",
        "OUTPUT",
        "DELETED",
        component="GST",
    ),
)

NZ = Region(
    key="nz",
    version="NZ",
    country="NZ",
    currency="NZD",
    zone="Pacific/Auckland",
    timezone_name="NEWZEALANDSTANDARDTIME",
    company="Kowhai Outfitters Limited",
    second_company="Tasman Bay Builders Limited",
    tax_number="071-138-054",
    tax_basis="PAYMENTS",
    tax_period="TWOMONTHS",
    year_end=(31, 3),
    no_tax="NONE",
    report_tax_type=True,
    rates=RATES,
    accounts=standard(
        sales="OUTPUT2",
        purchases="INPUT2",
        none="NONE",
        tax_account="GST",
        income_tax="Income Tax Expense",
        bank_numbers=("0209087654321050", "0209087654321051"),
        payroll="Salaries",
    ),
    currencies=("NZD", "AUD", "USD"),
)
