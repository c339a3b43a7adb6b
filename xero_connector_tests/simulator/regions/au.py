# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Australia. There is no type NONE: what carries no GST is BASEXCLUDED."""

from .chart import standard
from .region import Rate, Region

RATES = (
    Rate("OUTPUT", "GST on Income", "10", "AELR", "OUTPUT", component="GST"),
    Rate("INPUT", "GST on Expenses", "10", "AEXL", "INPUT", component="GST"),
    Rate(
        "EXEMPTOUTPUT", "GST Free Income", "0", "AELR", "EXEMPTOUTPUT", component="GST"
    ),
    Rate(
        "EXEMPTEXPENSES",
        "GST Free Expenses",
        "0",
        "AEXL",
        "EXEMPTEXPENSES",
        system=True,
        component="GST",
    ),
    Rate("BASEXCLUDED", "BAS Excluded", "0", "AEXLR", "BASEXCLUDED", component="GST"),
    Rate(
        "GSTONIMPORTS",
        "GST on Imports",
        "0",
        "L",
        "GSTONIMPORTS",
        system=True,
        component="GST",
    ),
    Rate("CAPEXINPUT", "GST on Capital", "10", "AEXL", "INPUT", component="GST"),
    Rate(
        "EXEMPTCAPITAL",
        "GST Free Capital",
        "0",
        "AEXL",
        "EXEMPTCAPITAL",
        component="GST",
    ),
    Rate(
        "EXEMPTEXPORT", "GST Free Exports", "0", "AELR", "EXEMPTEXPORT", component="GST"
    ),
    Rate("INPUTTAXED", "Input Taxed", "0", "AEXLR", "INPUTTAXED", component="GST"),
    Rate(
        "GSTONCAPIMPORTS",
        "GST on Capital Imports",
        "0",
        "L",
        "GSTONCAPIMPORTS",
        component="GST",
    ),
)

AU = Region(
    key="au",
    version="AU",
    country="AU",
    currency="AUD",
    zone="Australia/Sydney",
    timezone_name="AUSEASTERNSTANDARDTIME",
    company="Banksia Provisions Pty Ltd",
    second_company="Southern Cross Carpentry Pty Ltd",
    tax_number="11 111 111 138",
    tax_basis="ACCRUALS",
    tax_period="QUARTERLY1",
    year_end=(30, 6),
    no_tax="BASEXCLUDED",
    report_tax_type=True,
    rates=RATES,
    accounts=standard(
        sales="OUTPUT",
        purchases="INPUT",
        none="BASEXCLUDED",
        tax_account="GST",
        income_tax="Income Tax Expense",
        bank_numbers=("062000123456", "062000123457"),
        payroll="Wages and Salaries",
    ),
    currencies=("AUD", "NZD", "USD"),
)
