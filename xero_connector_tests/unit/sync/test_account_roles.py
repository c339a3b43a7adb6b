# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts for sales, costs, fees, write-offs, discounts: the likely one or none."""

import pytest

from xero_connector.sync.account_match import XeroAccount
from xero_connector.sync.account_roles import Role, RoleReason, suggest_roles
from xero_connector_tests.simulator.regions import REGIONS


def account(code, name, type="OVERHEADS", **more):
    account_class = "REVENUE" if type in ("SALES", "REVENUE") else "EXPENSE"
    return XeroAccount(f"x{code}", code, name, type, account_class, **more)


def codes(*accounts):
    return {role: one.account.code for role, one in suggest_roles(accounts).items()}


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_charts_that_xero_gives_a_new_company(region):
    chart = [
        XeroAccount(
            ledger.code,
            ledger.code,
            ledger.name,
            ledger.kind,
            "",
            system=bool(ledger.system),
            payments=ledger.payments,
        )
        for ledger in REGIONS[region].accounts
    ]
    found = suggest_roles(chart)
    assert {role: (one.account.code, one.why) for role, one in found.items()} == {
        Role.REVENUE: ("200", RoleReason.USUAL),
        Role.EXPENSE: ("429", RoleReason.USUAL),
        Role.FEE: ("404", RoleReason.USUAL),
    }


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("Bank charges", Role.FEE),
        ("Bank Charges & Fees", Role.FEE),
        ("Bad debts", Role.WRITE_OFF),
        ("Bad Debt Expense Account", Role.WRITE_OFF),
        ("Write offs", Role.WRITE_OFF),
        ("Discount allowed", Role.DISCOUNT),
        ("Settlement discounts", Role.DISCOUNT),
        ("Sundry Expense", Role.EXPENSE),
    ],
)
def test_what_bookkeepers_call_it(name, role):
    assert codes(account("7", name, payments=True)) == {role: "7"}


def test_a_code_alone_proves_nothing():
    assert not codes(account("429", "Insurance"), account("404", "Cleaning"))


def test_two_alike_are_two_guesses():
    assert not codes(account("1", "Bad Debts"), account("2", "Bad debts"))
    usual = account("404", "Bank Fees"), account("9", "Bank Fees")
    assert codes(*usual) == {Role.FEE: "404"}


def test_the_only_one_for_sales_and_never_the_only_one_for_costs():
    found = suggest_roles([account("1", "Turnover", "SALES"), account("2", "Rent")])
    assert {role: one.why for role, one in found.items()} == {
        Role.REVENUE: RoleReason.ONLY
    }


def test_one_that_takes_payments_goes_before_one_that_does_not():
    fees = account("404", "Bank Fees")
    merchant = account("405", "Merchant Fees", payments=True)
    assert codes(fees, merchant) == {Role.FEE: "405"}
    assert codes(fees) == {Role.FEE: "404"}


@pytest.mark.parametrize("more", [{"active": False}, {"system": True}])
def test_never_what_cannot_be_used(more):
    assert not codes(account("404", "Bank Fees", **more))


def test_never_one_of_another_class():
    assert not codes(account("1", "Bad Debts", "CURRENT", payments=True))
    assert not codes(account("404", "Bank Fees", "BANK"))
