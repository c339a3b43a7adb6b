# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What differs between Xero's editions: chart, tax rates, words, currency."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

#: Class of an account by its type (read-only in Xero, derived).
CLASS_OF_TYPE = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "CURRLIAB": "LIABILITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EQUITY": "EQUITY",
    "EXPENSE": "EXPENSE",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "LIABILITY": "LIABILITY",
    "NONCURRENT": "ASSET",
    "OTHERINCOME": "REVENUE",
    "OVERHEADS": "EXPENSE",
    "PREPAYMENT": "ASSET",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
    "TERMLIAB": "LIABILITY",
    "PAYG": "LIABILITY",
}


class Rate(NamedTuple):
    """A tax rate.

    ``applies`` holds the letters of the classes where it is legal: A(ssets) E(quity)
    X (expenses) L(iabilities) R(evenue). ``reverse`` marks a charge that is due and
    reclaimed at once: it is shown at its rate and adds nothing to a document.
    """

    tax_type: str
    name: str
    percent: str
    applies: str
    report: str | None = None
    status: str = "ACTIVE"
    system: bool = False
    component: str = "VAT"
    reverse: bool = False


class Ledger(NamedTuple):
    """An account of the chart a new organisation starts with."""

    code: str
    name: str
    kind: str
    tax_type: str
    system: str = ""
    payments: bool = False
    bank_number: str = ""
    currency: str = ""
    bank_kind: str = "BANK"


@dataclass(frozen=True)
class Region:
    """One edition of Xero."""

    key: str
    version: str
    country: str
    currency: str
    zone: str
    timezone_name: str
    company: str
    second_company: str
    tax_number: str
    tax_basis: str
    tax_period: str
    year_end: tuple[int, int]
    #: The type of a line of a NoTax document.
    no_tax: str
    #: Must a new rate name its ReportTaxType (AU, NZ, UK), or may it not (US, Global)?
    report_tax_type: bool
    rates: tuple[Rate, ...]
    accounts: tuple[Ledger, ...]
    currencies: tuple[str, ...]
    default_sales_tax: str = "Tax Exclusive"
    default_purchases_tax: str = "Tax Exclusive"

    def day_rate(self, code: str) -> Decimal:
        """Foreign units per unit of the base currency, six decimals.

        Xero uses the day's rate of XE.com; here it is a fixed table.
        """
        rate = PER_EURO[code] / PER_EURO[self.currency]
        return rate.quantize(Decimal("0.000001"))


#: Units of each currency for one euro.
PER_EURO = {
    code: Decimal(text)
    for code, text in {
        "EUR": "1",
        "GBP": "0.86",
        "USD": "1.10",
        "AUD": "1.66",
        "NZD": "1.80",
        "CAD": "1.50",
        "CHF": "0.94",
        "JPY": "165",
        "SEK": "11.3",
        "NOK": "11.7",
        "DKK": "7.46",
        "PLN": "4.28",
        "CZK": "25.2",
        "SGD": "1.45",
        "HKD": "8.58",
        "INR": "92.5",
        "ZAR": "19.9",
        "AED": "4.04",
        "CNY": "7.9",
        "KWD": "0.338",
        "BHD": "0.415",
    }.items()
}

CURRENCY_NAMES = {
    "EUR": "Euro",
    "GBP": "British Pound",
    "USD": "United States Dollar",
    "AUD": "Australian Dollar",
    "NZD": "New Zealand Dollar",
    "CAD": "Canadian Dollar",
    "CHF": "Swiss Franc",
    "JPY": "Japanese Yen",
    "SEK": "Swedish Krona",
    "NOK": "Norwegian Krone",
    "DKK": "Danish Krone",
    "PLN": "Polish Zloty",
    "CZK": "Czech Koruna",
    "SGD": "Singapore Dollar",
    "HKD": "Hong Kong Dollar",
    "INR": "Indian Rupee",
    "ZAR": "South African Rand",
    "AED": "UAE Dirham",
    "CNY": "Chinese Yuan",
    "KWD": "Kuwaiti Dinar",
    "BHD": "Bahraini Dinar",
}
