# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The chart that AU, NZ, US and Global organisations have in common."""

from .region import Ledger


def standard(
    *,
    sales: str,
    purchases: str,
    none: str,
    tax_account: str,
    income_tax: str,
    bank_numbers: tuple[str, str],
    payroll: str,
) -> tuple[Ledger, ...]:
    """The accounts, with a region's tax types and names."""
    return (
        Ledger(
            "090", "Business Bank Account", "BANK", none, "", False, bank_numbers[0]
        ),
        Ledger(
            "091", "Business Savings Account", "BANK", none, "", False, bank_numbers[1]
        ),
        Ledger("200", "Sales", "REVENUE", sales),
        Ledger("260", "Other Revenue", "REVENUE", sales),
        Ledger("270", "Interest Income", "REVENUE", none),
        Ledger("310", "Cost of Goods Sold", "DIRECTCOSTS", purchases),
        Ledger("400", "Advertising", "EXPENSE", purchases),
        Ledger("404", "Bank Fees", "EXPENSE", none),
        Ledger("408", "Cleaning", "EXPENSE", purchases),
        Ledger("412", "Consulting & Accounting", "EXPENSE", purchases),
        Ledger("416", "Depreciation", "DEPRECIATN", none),
        Ledger("420", "Entertainment", "EXPENSE", purchases),
        Ledger("425", "Freight & Courier", "EXPENSE", purchases),
        Ledger("429", "General Expenses", "EXPENSE", purchases),
        Ledger("433", "Insurance", "EXPENSE", purchases),
        Ledger("437", "Interest Expense", "EXPENSE", none),
        Ledger("441", "Legal expenses", "EXPENSE", purchases),
        Ledger("445", "Light, Power, Heating", "EXPENSE", purchases),
        Ledger("449", "Motor Vehicle Expenses", "EXPENSE", purchases),
        Ledger("453", "Office Expenses", "EXPENSE", purchases),
        Ledger("461", "Printing & Stationery", "EXPENSE", purchases),
        Ledger("469", "Rent", "EXPENSE", purchases),
        Ledger("473", "Repairs and Maintenance", "EXPENSE", purchases),
        Ledger("477", payroll, "EXPENSE", none),
        Ledger("485", "Subscriptions", "EXPENSE", purchases),
        Ledger("489", "Telephone & Internet", "EXPENSE", purchases),
        Ledger("493", "Travel - National", "EXPENSE", purchases),
        Ledger("494", "Travel - International", "EXPENSE", none),
        Ledger("497", "Bank Revaluations", "EXPENSE", none, "BANKCURRENCYGAIN"),
        Ledger(
            "498",
            "Unrealised Currency Gains",
            "EXPENSE",
            none,
            "UNREALISEDCURRENCYGAIN",
        ),
        Ledger(
            "499", "Realised Currency Gains", "EXPENSE", none, "REALISEDCURRENCYGAIN"
        ),
        Ledger("505", income_tax, "EXPENSE", none),
        Ledger("610", "Accounts Receivable", "CURRENT", none, "DEBTORS"),
        Ledger("620", "Prepayments", "CURRENT", none, "", True),
        Ledger("630", "Inventory", "INVENTORY", none),
        Ledger("710", "Office Equipment", "FIXED", purchases),
        Ledger(
            "711", "Less Accumulated Depreciation on Office Equipment", "FIXED", none
        ),
        Ledger("720", "Computer Equipment", "FIXED", purchases),
        Ledger(
            "721", "Less Accumulated Depreciation on Computer Equipment", "FIXED", none
        ),
        Ledger("800", "Accounts Payable", "CURRLIAB", none, "CREDITORS"),
        Ledger("801", "Unpaid Expense Claims", "CURRLIAB", none, "UNPAIDEXPCLM"),
        Ledger("804", "Wages Payable - Payroll", "CURRLIAB", none, "WAGEPAYABLES"),
        Ledger("815", "Clearing Account", "CURRLIAB", none, "", True),
        Ledger("820", tax_account, "CURRLIAB", none, "GST"),
        Ledger("825", "Employee Tax Payable", "CURRLIAB", none),
        Ledger("830", "Income Tax Payable", "CURRLIAB", none),
        Ledger("840", "Historical Adjustment", "CURRLIAB", none, "HISTORICAL"),
        Ledger("850", "Suspense", "CURRLIAB", none, "", True),
        Ledger("860", "Rounding", "CURRLIAB", none, "ROUNDING"),
        Ledger("877", "Tracking Transfers", "CURRLIAB", none, "TRACKINGTRANSFERS"),
        Ledger("880", "Owner A Drawings", "CURRLIAB", none, "", True),
        Ledger("881", "Owner A Funds Introduced", "CURRLIAB", none, "", True),
        Ledger("900", "Loan", "TERMLIAB", none, "", True),
        Ledger("960", "Retained Earnings", "EQUITY", none, "RETAINEDEARNINGS"),
        Ledger("970", "Owner A Share Capital", "EQUITY", none),
    )
