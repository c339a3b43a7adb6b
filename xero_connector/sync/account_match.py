# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero accounts to suggest for an Odoo account, and which bank accounts for a
bank journal. For a person to confirm, never to be used without.

An account is suggested by its code, its name and its type; the type never alone, unless
it is the only one of its type. What Xero does not take on a document, or what means
something else in a balance sheet or a profit and loss account, is never suggested:
archived and system accounts, bank accounts, the inventory account, and accounts of
another class (an asset for an income).

A bank account is suggested by its number, its name, or because it is the only one of
its currency; never one in another currency.
"""

import enum
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import names

#: suggestions for one account
MOST = 5
#: what the last digits of two bank account numbers must agree in
_LEAST_DIGITS = 6
#: two names are similar if so much of their words is common
_SIMILAR = 0.5

#: Xero's account types that mean the same as Odoo's, the usual one first. Receivable,
#: payable, bank and unallocated earnings are Xero's own accounts: documents and
#: payments find them by themselves.
_TYPES = {
    "asset_current": ("CURRENT",),
    "asset_non_current": ("NONCURRENT",),
    "asset_prepayments": ("PREPAYMENT", "CURRENT"),
    "asset_fixed": ("FIXED",),
    "liability_current": ("CURRLIAB", "LIABILITY", "PAYG"),
    "liability_non_current": ("TERMLIAB", "LIABILITY"),
    "equity": ("EQUITY",),
    "income": ("SALES", "REVENUE"),
    "income_other": ("OTHERINCOME", "REVENUE"),
    "expense": ("EXPENSE", "OVERHEADS"),
    "expense_other": ("EXPENSE", "OVERHEADS"),
    "expense_direct_cost": ("DIRECTCOSTS",),
    "expense_depreciation": ("DEPRECIATN",),
}
_CLASSES = {
    "asset": "ASSET",
    "liability": "LIABILITY",
    "equity": "EQUITY",
    "income": "REVENUE",
    "expense": "EXPENSE",
}
_NEVER = ("BANK", "INVENTORY")


class AccountReason(enum.Enum):
    """Why an account is suggested, strongest first."""

    SAME_CODE = "same code"
    SAME_NAME = "same name"
    SIMILAR_CODE = "codes differ in trailing zeros"
    SIMILAR_NAME = "similar name"
    SAME_TYPE = "same type"
    ONLY_OF_TYPE = "the only one of this type"


class BankReason(enum.Enum):
    """Why a bank account is suggested, strongest first."""

    SAME_NUMBER = "same account number"
    SAME_NAME = "same name"
    SIMILAR_NAME = "similar name"
    ONLY_ONE = "the only one of this kind in this currency"


@dataclass(frozen=True)
class OdooAccount:
    """An account of Odoo.

    :param type: ``account_type``, e.g. ``income``, ``expense_direct_cost``
    """

    id: int
    code: str
    name: str
    type: str


@dataclass(frozen=True)
class XeroAccount:
    """An account of Xero.

    :param type: Xero's Type, e.g. ``REVENUE``, ``BANK``
    :param account_class: Xero's Class, e.g. ``ASSET``
    :param system: whether SystemAccount is set
    :param payments: EnablePaymentsToAccount (false on bank accounts, which take them)
    :param number: BankAccountNumber, of bank accounts
    :param currency: CurrencyCode, of bank accounts
    :param bank_type: BankAccountType, e.g. ``CREDITCARD``
    """

    id: str
    code: str
    name: str
    type: str
    account_class: str
    system: bool = False
    active: bool = True
    payments: bool = False
    number: str = ""
    currency: str = ""
    bank_type: str = ""


@dataclass(frozen=True)
class Journal:
    """A bank, cash or credit card journal of Odoo.

    :param kind: the journal's type: ``bank``, ``cash`` or ``credit``
    :param currency: its own, else the company's
    :param number: of its bank account, an IBAN or a national number
    """

    id: int
    name: str
    kind: str
    currency: str
    number: str = ""


@dataclass(frozen=True)
class AccountSuggestion:
    """A Xero account and why."""

    account: XeroAccount
    why: tuple[AccountReason, ...]


@dataclass(frozen=True)
class BankSuggestion:
    """A Xero bank account and why."""

    account: XeroAccount
    why: tuple[BankReason, ...]


def suggest_accounts(
    odoo: Iterable[OdooAccount], xero: Iterable[XeroAccount]
) -> dict[int, tuple[AccountSuggestion, ...]]:
    """Xero accounts for each Odoo account, best first; empty where none is like it.

    :return: by id of the Odoo account
    """
    chart = _Chart([account for account in xero if _usable(account)])
    return {account.id: chart.suggestions(account) for account in odoo}


def suggest_banks(
    journals: Iterable[Journal], xero: Iterable[XeroAccount], *, base_currency: str
) -> dict[int, tuple[BankSuggestion, ...]]:
    """Xero bank accounts for each journal, best first.

    For a cash journal also other accounts that take payments (*petty cash*).

    :param base_currency: of the organisation: bank accounts without a currency have it
    :return: by id of the journal
    """
    banks = [
        account
        for account in xero
        if account.active
        and (account.type == "BANK" or (account.payments and not account.system))
    ]
    return {
        journal.id: _banks_for(journal, banks, base_currency) for journal in journals
    }


# --- Accounts -------------------------------------------------------------------------


def _usable(account: XeroAccount) -> bool:
    return account.active and not account.system and account.type not in _NEVER


class _Chart:
    """Xero's usable accounts, by what they are found by."""

    def __init__(self, accounts: Sequence[XeroAccount]) -> None:
        self._by_code: Mapping[str, list[XeroAccount]] = defaultdict(list)
        self._by_short: Mapping[str, list[XeroAccount]] = defaultdict(list)
        self._by_word: Mapping[str, list[XeroAccount]] = defaultdict(list)
        self._by_type: Mapping[str, list[XeroAccount]] = defaultdict(list)
        for account in accounts:
            self._by_code[_code(account.code)].append(account)
            self._by_short[_short(account.code)].append(account)
            self._by_type[account.type].append(account)
            for word in set(names.parse(account.name).words):
                self._by_word[word].append(account)

    def suggestions(self, odoo: OdooAccount) -> tuple[AccountSuggestion, ...]:
        types = _TYPES.get(odoo.type, ())
        if not types:
            return ()
        near = {
            account.id: account
            for group in (
                self._by_code.get(_code(odoo.code), ()),
                self._by_short.get(_short(odoo.code), ()),
                *(self._by_word.get(w, ()) for w in names.parse(odoo.name).words),
                *(
                    self._by_type[t]
                    for t in types
                    if len(self._by_type.get(t, ())) == 1
                ),
            )
            for account in group
        }
        found = []
        for account in near.values():
            if account.account_class == _class(odoo):
                why = self._reasons(odoo, account, types)
                if set(why) - {AccountReason.SAME_TYPE}:
                    found.append(AccountSuggestion(account, why))
        found.sort(key=lambda one: (*_place(one.why), one.account.code))
        return tuple(found[:MOST])

    def _reasons(
        self, odoo: OdooAccount, account: XeroAccount, types: tuple[str, ...]
    ) -> tuple[AccountReason, ...]:
        why = []
        if _code(odoo.code) and _code(odoo.code) == _code(account.code):
            why.append(AccountReason.SAME_CODE)
        elif _short(odoo.code) and _short(odoo.code) == _short(account.code):
            why.append(AccountReason.SIMILAR_CODE)
        if _same_name(odoo.name, account.name):
            why.append(AccountReason.SAME_NAME)
        elif _similar(odoo.name, account.name):
            why.append(AccountReason.SIMILAR_NAME)
        if account.type in types:
            why.append(AccountReason.SAME_TYPE)
            if len(self._by_type[account.type]) == 1:
                why.append(AccountReason.ONLY_OF_TYPE)
        return tuple(reason for reason in AccountReason if reason in why)


def _place(why: Sequence[enum.Enum]) -> tuple[int, int]:
    """Smaller is better: the strongest reason, then how many there are."""
    return list(type(why[0])).index(why[0]), -len(why)


def _class(odoo: OdooAccount) -> str:
    return _CLASSES[odoo.type.partition("_")[0]]


def _code(code: str) -> str:
    return "".join(code.split()).casefold()


def _short(code: str) -> str:
    """Codes are filled up with zeros: 400 and 400000. All zeros are no code."""
    return _code(code).rstrip("0")


def _same_name(one: str, other: str) -> bool:
    return bool(names.same_key(one)) and names.same_key(one) == names.same_key(other)


def _similar(one: str, other: str) -> bool:
    """Half of the words, or the spelling is alike."""
    a, b = set(names.parse(one).words), set(names.parse(other).words)
    return bool(a and b) and (
        len(a & b) >= _SIMILAR * len(a | b) or names.alike(one, other)
    )


# --- Bank accounts --------------------------------------------------------------------


def _banks_for(
    journal: Journal, banks: Sequence[XeroAccount], base_currency: str
) -> tuple[BankSuggestion, ...]:
    fitting = [
        account
        for account in banks
        if (account.currency or base_currency) == journal.currency
        and (account.type == "BANK" or journal.kind == "cash")
    ]
    kind = [account for account in fitting if _kind(account) == journal.kind]
    found = []
    for account in fitting:
        why = []
        if _same_number(journal.number, account.number):
            why.append(BankReason.SAME_NUMBER)
        elif journal.number and account.number:
            continue  # two numbers are two accounts, whatever they are called
        if _same_name(journal.name, account.name):
            why.append(BankReason.SAME_NAME)
        elif _similar(journal.name, account.name):
            why.append(BankReason.SIMILAR_NAME)
        if kind == [account]:
            why.append(BankReason.ONLY_ONE)
        if why:
            found.append(BankSuggestion(account, tuple(why)))
    found.sort(key=lambda one: (*_place(one.why), one.account.code, one.account.id))
    return tuple(found[:MOST])


def _kind(account: XeroAccount) -> str:
    """The type of journal that such an account has in Odoo."""
    if account.type != "BANK":
        return "cash"
    return "credit" if account.bank_type == "CREDITCARD" else "bank"


def _same_number(one: str, other: str) -> bool:
    """The same, or one ends with the other, as an IBAN does with the national number.

    Xero's number is what the bank feed or a person gave it: sort code and account
    number in one, with or without country and check digits.
    """
    a, b = (re.sub(r"[\W_]+", "", number).upper() for number in (one, other))
    if a == b:
        return bool(a)
    short, long = sorted((a, b), key=len)
    return len(short) >= _LEAST_DIGITS and short.isdigit() and long.endswith(short)
