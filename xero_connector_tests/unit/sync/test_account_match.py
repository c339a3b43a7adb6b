# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Suggestions are sensible, say why, and are never what Xero would refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.account_match import (
    MOST,
    AccountReason,
    BankReason,
    Journal,
    OdooAccount,
    XeroAccount,
    suggest_accounts,
    suggest_banks,
)

CLASSES = {
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
    "OTHERINCOME": "REVENUE",
    "DIRECTCOSTS": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "DEPRECIATN": "EXPENSE",
    "CURRENT": "ASSET",
    "BANK": "ASSET",
    "INVENTORY": "ASSET",
    "PREPAYMENT": "ASSET",
    "CURRLIAB": "LIABILITY",
    "EQUITY": "EQUITY",
}


def xero(code, name, type, **more):
    return XeroAccount(f"x{code}", code, name, type, CLASSES[type], **more)


def odoo(code, name, type):
    return OdooAccount(1, code, name, type)


CHART = (
    xero("200", "Sales", "REVENUE"),
    xero("260", "Other Revenue", "REVENUE"),
    xero("270", "Interest Income", "REVENUE"),
    xero("310", "Cost of Goods Sold", "DIRECTCOSTS"),
    xero("320", "Direct Wages", "DIRECTCOSTS"),
    xero("400", "Advertising & Marketing", "OVERHEADS"),
    xero("404", "Bank Fees", "OVERHEADS"),
    xero("416", "Depreciation Expense", "DEPRECIATN"),
    xero("429", "General Expenses", "OVERHEADS"),
    xero("499", "Realised Currency Gains", "EXPENSE", system=True),
    xero("611", "Provision for Doubtful Debts", "CURRENT"),
    xero("620", "Prepayments", "CURRENT", payments=True),
    xero("630", "Inventory", "INVENTORY"),
    xero("800", "Accounts Payable", "CURRLIAB", system=True),
    xero("805", "Accruals", "CURRLIAB"),
    xero("900", "Old Sales", "REVENUE", active=False),
    xero("950", "Capital", "EQUITY"),
    xero("090", "Business Bank Account", "BANK"),
)


def best(account, chart=CHART):
    """Code and reasons of the first suggestion."""
    found = suggest_accounts([account], chart)[account.id]
    return (found[0].account.code, found[0].why) if found else None


R = AccountReason


@pytest.mark.parametrize(
    ("account", "code", "why"),
    [
        (odoo("200", "Sales", "income"), "200",
         (R.SAME_CODE, R.SAME_NAME, R.SAME_TYPE)),
        (odoo("200000", "Product Sales", "income"), "200",
         (R.SIMILAR_CODE, R.SIMILAR_NAME, R.SAME_TYPE)),
        (odoo("40 0", "Publicité", "expense"), "400", (R.SAME_CODE, R.SAME_TYPE)),
        (odoo("7", "ADVERTISING  & marketing", "expense"), "400",
         (R.SAME_NAME, R.SAME_TYPE)),
        (odoo("7", "Bank Charges", "expense"), None, ()),
        (odoo("7", "Bank Fees Paid", "expense"), "404",
         (R.SIMILAR_NAME, R.SAME_TYPE)),
        # the name outweighs a code that only looks the same
        (odoo("4000", "General Expenses", "expense"), "429",
         (R.SAME_NAME, R.SAME_TYPE)),
        (odoo("404", "General Expenses", "expense"), "404",
         (R.SAME_CODE, R.SAME_TYPE)),
        (odoo("1", "Interest Income", "income_other"), "270",
         (R.SAME_NAME, R.SAME_TYPE)),
        # one of its type
        (odoo("1", "Abschreibungen", "expense_depreciation"), "416",
         (R.SAME_TYPE, R.ONLY_OF_TYPE)),
        (odoo("1", "Prepaid things", "asset_prepayments"), None, ()),
        (odoo("950", "Capital", "equity"), "950",
         (R.SAME_CODE, R.SAME_NAME, R.SAME_TYPE, R.ONLY_OF_TYPE)),
        # of another type, in the same class
        (odoo("1", "Cost of Goods Sold", "expense"), "310", (R.SAME_NAME,)),
        # of another class: never, whatever its code
        (odoo("200", "Sales", "expense"), None, ()),
        (odoo("900", "Sales", "liability_current"), "805",
         (R.SAME_TYPE, R.ONLY_OF_TYPE)),
        # nothing like it
        (odoo("1", "Verkauf", "income"), None, ()),
        (odoo("", "", "income"), None, ()),
        (odoo("000", "", "income"), None, ()),
    ],
)  # fmt: skip
def test_the_first_suggestion(account, code, why):
    assert best(account) == ((code, why) if code else None)


@pytest.mark.parametrize(
    "account",
    [
        odoo("630", "Inventory", "asset_current"),
        odoo("090", "Business Bank Account", "asset_cash"),
        odoo("090", "Business Bank Account", "asset_current"),
        odoo("800", "Accounts Payable", "liability_payable"),
        odoo("800", "Accounts Payable", "off_balance"),
        odoo("499", "Realised Currency Gains", "expense"),
    ],
)
def test_what_is_never_offered(account):
    """Bank, inventory, control and system accounts, and what is archived."""
    found = suggest_accounts([account], CHART)[1]
    offered = {suggestion.account.name for suggestion in found}
    assert account.name not in offered


def test_archived_accounts_are_not_offered():
    found = suggest_accounts([odoo("900", "Old Sales", "income")], CHART)[1]
    assert [suggestion.account.code for suggestion in found] == ["200"]


def test_few_and_in_order():
    chart = [xero(str(n), f"Sales {n}", "REVENUE") for n in range(9, 0, -1)]
    found = suggest_accounts([odoo("7", "Sales", "income")], chart)[1]
    assert [s.account.code for s in found] == ["7", "1", "2", "3", "4"]
    assert len(found) == MOST


words = st.sampled_from(["Sales", "Bank", "Fees", "Other", "Sales Bank", ""])
charts = st.lists(
    st.builds(
        xero,
        st.text("012", max_size=3),
        words,
        st.sampled_from(sorted(CLASSES)),
        system=st.booleans(),
        active=st.booleans(),
        payments=st.booleans(),
        currency=st.sampled_from(["", "GBP", "EUR"]),
        number=st.sampled_from(["", "20101512345678", "12345678"]),
        bank_type=st.sampled_from(["", "BANK", "CREDITCARD"]),
    ),
    max_size=8,
    unique_by=lambda account: account.id,
)
accounts = st.builds(
    OdooAccount,
    st.integers(),
    st.text("012", max_size=4),
    words,
    st.sampled_from(["income", "expense", "asset_current", "equity", "asset_cash"]),
)


@given(st.lists(accounts, max_size=4, unique_by=lambda a: a.id), charts)
def test_suggestions_may_be_used_and_say_why(odoo_accounts, chart):
    found = suggest_accounts(odoo_accounts, chart)
    assert set(found) == {account.id for account in odoo_accounts}
    for account in odoo_accounts:
        suggestions = found[account.id]
        assert len(suggestions) <= MOST
        for suggestion in suggestions:
            offered = suggestion.account
            assert offered.active and not offered.system
            assert offered.type not in ("BANK", "INVENTORY")
            assert suggestion.why not in ((), (R.SAME_TYPE,))
            assert (offered.account_class == "REVENUE") == (account.type == "income")


# --- Bank journals --------------------------------------------------------------------

B = BankReason
BANKS = (
    xero("090", "Business Bank Account", "BANK", number="20101512345678"),
    xero("091", "Savings", "BANK", number="20-10-15 87654321"),
    xero("092", "Euro Account", "BANK", number="20101511223344", currency="EUR"),
    xero("093", "Visa", "BANK", currency="GBP", bank_type="CREDITCARD"),
    xero("094", "Closed", "BANK", active=False, number="11112222333344"),
    xero("615", "Petty Cash", "CURRENT", payments=True),
    xero("800", "Accounts Payable", "CURRLIAB", payments=True, system=True),
)


def journal(name, kind="bank", currency="GBP", number=""):
    return Journal(1, name, kind, currency, number)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        # an IBAN ends with sort code and account number
        (journal("HSBC", number="GB94 BUKB 2010 1512 3456 78"),
         [("090", (B.SAME_NUMBER,))]),
        (journal("HSBC", number="12345678"), [("090", (B.SAME_NUMBER,))]),
        (journal("savings", number="20101587654321"),
         [("091", (B.SAME_NUMBER, B.SAME_NAME))]),
        # another number is another account, whatever it is called
        (journal("Savings", number="99999999"), []),
        (journal("Savings"), [("091", (B.SAME_NAME,))]),
        (journal("Business Account"), [("090", (B.SIMILAR_NAME,))]),
        # never another currency
        (journal("Savings", currency="EUR"), [("092", (B.ONLY_ONE,))]),
        (journal("Euro Account", currency="EUR", number="20101511223344"),
         [("092", (B.SAME_NUMBER, B.SAME_NAME, B.ONLY_ONE))]),
        (journal("Euro Account"), []),
        (journal("Savings", currency="USD"), []),
        (journal("Company card", kind="credit"), [("093", (B.ONLY_ONE,))]),
        (journal("Petty Cash"), []),
        (journal("Petty Cash", kind="cash"), [("615", (B.SAME_NAME, B.ONLY_ONE))]),
        (journal("Cash", kind="cash"), [("615", (B.SIMILAR_NAME, B.ONLY_ONE))]),
        (journal("Closed", number="11112222333344"), []),
        (journal("Accounts Payable", kind="cash"), [("615", (B.ONLY_ONE,))]),
        # too few digits, and letters
        (journal("X", number="5678"), []),
        (journal("X", number="-"), []),
    ],
)  # fmt: skip
def test_banks(asked, found):
    suggestions = suggest_banks([asked], BANKS, base_currency="GBP")[1]
    assert [(s.account.code, s.why) for s in suggestions] == found


def test_the_currency_of_the_organisation_is_that_of_its_accounts():
    found = suggest_banks([journal("Savings")], BANKS, base_currency="USD")[1]
    assert [s.account.code for s in found] == []


@given(
    charts,
    st.sampled_from(["bank", "cash", "credit"]),
    st.sampled_from(["GBP", "EUR"]),
    words,
    st.sampled_from(["", "GB94BUKB20101512345678", "87654321"]),
)
def test_a_bank_account_may_be_used(chart, kind, currency, name, number):
    asked = journal(name, kind, currency, number)
    for suggestion in suggest_banks([asked], chart, base_currency="GBP")[1]:
        account = suggestion.account
        assert account.active
        assert account.type == "BANK" or (account.payments and not account.system)
        assert (account.currency or "GBP") == currency
        assert suggestion.why
