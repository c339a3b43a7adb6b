# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero account to suggest for what no mapping names: sales and expenses without
a rule, bank fees, write-offs and cash discounts. For a person to confirm.

An account is suggested by its name, best together with the code that it has in Xero's
own charts (*200 Sales*, *404 Bank Fees*, *429 General Expenses*); for sales also if it
is the only one. Two that fit alike are two guesses: then none is suggested. Archived
and system accounts never are, nor is one of another class.

What settles a document is a Payment, and Xero takes a Payment only on an account that
takes payments: those that do come first. One that does not is suggested only where no
other fits, for a person to enable it there.
"""

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .account_match import XeroAccount

#: words that say nothing about what an account is for
_FILLERS = frozenset({"account", "and", "the", "on", "of"})


class Role(enum.Enum):
    """What an account is for."""

    REVENUE = "revenue"
    EXPENSE = "expense"
    WRITE_OFF = "write_off"
    FEE = "fee"
    DISCOUNT = "discount"


class RoleReason(enum.Enum):
    """Why an account is suggested."""

    USUAL = "code and name of Xero's own chart"
    NAME = "its name"
    ONLY = "the only one of this type"


@dataclass(frozen=True)
class RoleSuggestion:
    """A Xero account and why."""

    account: XeroAccount
    why: RoleReason


@dataclass(frozen=True)
class _Wanted:
    """What speaks for an account.

    :param types: Xero's Type of accounts that may be suggested
    :param names: what bookkeepers call it, the usual name first
    :param code: of the usual name in Xero's own charts
    :param paid: whether the account has to take payments
    """

    types: tuple[str, ...]
    names: tuple[str, ...]
    code: str = ""
    paid: bool = False


_COSTS = ("EXPENSE", "OVERHEADS")
_SALES = ("SALES", "REVENUE")
_ROLES = {
    Role.REVENUE: _Wanted(_SALES, ("Sales", "Sales Income", "Revenue"), "200"),
    Role.EXPENSE: _Wanted(
        _COSTS,
        (
            "General Expenses",
            "Sundry Expenses",
            "Miscellaneous Expenses",
            "Other Expenses",
        ),
        "429",
    ),
    Role.WRITE_OFF: _Wanted(
        _COSTS,
        (
            "Write-offs",
            "Bad Debts",
            "Bad Debts Expense",
            "Bad Debts Written Off",
            "Bad Debt Write-offs",
        ),
        paid=True,
    ),
    Role.FEE: _Wanted(
        _COSTS,
        (
            "Bank Fees",
            "Bank Charges",
            "Bank Service Charges",
            "Bank Fees and Charges",
            "Bank Charges and Fees",
            "Merchant Fees",
            "Payment Processing Fees",
        ),
        "404",
        paid=True,
    ),
    Role.DISCOUNT: _Wanted(
        (*_COSTS, "DIRECTCOSTS", *_SALES, "OTHERINCOME"),
        (
            "Cash Discounts",
            "Early Payment Discounts",
            "Settlement Discounts",
            "Discounts Allowed",
            "Discounts Given",
            "Sales Discounts",
        ),
        paid=True,
    ),
}


def suggest_roles(xero: Iterable[XeroAccount]) -> dict[Role, RoleSuggestion]:
    """The likely account for each purpose; those without one are left out."""
    usable = [account for account in xero if account.active and not account.system]
    found = {}
    for role, wanted in _ROLES.items():
        fitting = [account for account in usable if account.type in wanted.types]
        best = _best(wanted, fitting)
        if best:
            found[role] = best
    return found


def _best(wanted: _Wanted, accounts: Sequence[XeroAccount]) -> RoleSuggestion | None:
    if not wanted.paid:
        return _named(wanted, accounts) or _only(wanted, accounts)
    ready = [account for account in accounts if account.payments]
    return _named(wanted, ready) or _named(wanted, accounts)


def _named(wanted: _Wanted, accounts: Sequence[XeroAccount]) -> RoleSuggestion | None:
    """The one with the most usual name; None if two have it."""
    for place, name in enumerate(wanted.names):
        alike = [one for one in accounts if _words(one.name) == _words(name)]
        usual = [one for one in alike if place == 0 and one.code == wanted.code]
        if len(usual) == 1 and wanted.code:
            return RoleSuggestion(usual[0], RoleReason.USUAL)
        if alike:
            named = RoleSuggestion(alike[0], RoleReason.NAME)
            return named if len(alike) == 1 else None
    return None


def _only(wanted: _Wanted, accounts: Sequence[XeroAccount]) -> RoleSuggestion | None:
    """Where there is one for sales, it is the one; costs are never all of one kind."""
    if wanted is _ROLES[Role.REVENUE] and len(accounts) == 1:
        return RoleSuggestion(accounts[0], RoleReason.ONLY)
    return None


def _words(name: str) -> frozenset[str]:
    """What a name says, without capitals, plurals and fillers."""
    words = re.findall(r"[^\W\d_]+", name.casefold())
    return frozenset(word.rstrip("s") for word in words if word not in _FILLERS)
