# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who two contacts are, and what speaks for and against their being one.

Evidence *for*: the same tax number, the same e-mail address, the same name (as Xero
sees it), the same account number, a name that is alike.

Evidence *against*, any of which forbids to take an e-mail address or a name for proof:

- other tax numbers: both have one, and they do not agree. Not even a third piece of
  evidence outweighs it;
- other e-mail addresses: both have some and share none. Unless they share a domain that
  nobody else has on either side and that is no mail provider's: *sales@acme.example*
  and *info@acme.example* are one company, two people of one big company are not;
- other names: not alike (see ``names``). Many people read one mailbox.

Other account numbers say nothing: two books kept apart number by themselves, and for
the same reason equal ones are no evidence alone.
"""

import enum
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from . import names, tax_number
from .tax_number import TaxNumber

_ADDRESS = re.compile(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+\.[^\s<>,;:\"'.]+")
#: domains whose addresses say nothing about a company
_PROVIDERS = frozenset(
    """
    aol.com bigpond.com btinternet.com free.fr fastmail.com gmail.com gmx.at gmx.ch
    gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com hotmail.co.uk hotmail.fr
    icloud.com laposte.net libero.it live.com live.co.uk mac.com mail.com me.com msn.com
    orange.fr outlook.com proton.me protonmail.com qq.com sky.com t-online.de
    talktalk.net virginmedia.com wanadoo.fr web.de xtra.co.nz yahoo.com yahoo.co.in
    yahoo.co.nz yahoo.co.uk yahoo.com.au yahoo.de yahoo.fr yandex.ru ymail.com 163.com
    """.split()
)


class Why(enum.Enum):
    """What speaks for two contacts being one, strongest first."""

    LINK = "linked"
    MARK = "our contact number"
    TAX_NUMBER = "same tax number"
    EMAIL = "same e-mail address"
    NAME = "same name"
    ACCOUNT_NUMBER = "same account number"
    ALIKE = "similar name"


class Against(enum.Enum):
    """What speaks against it, or keeps it from being certain."""

    OTHER_TAX_NUMBER = "different tax numbers"
    OTHER_EMAIL = "different e-mail addresses"
    OTHER_NAME = "different names"
    NOT_THE_ONLY_ONE = "others fit as well"
    TAKEN = "linked to somebody else"
    ARCHIVED = "archived"


@dataclass(frozen=True, eq=False)
class Party:
    """A contact as far as it can be recognised.

    Tuples and sets, because contacts that were merged in Xero are one party that is
    known by the data of all of them.

    :param keys: by kind of evidence, what it is found by
    """

    id: Hashable
    names: tuple[str, ...]
    emails: frozenset[str]
    taxes: tuple[TaxNumber, ...]
    accounts: frozenset[str]
    marks: frozenset[str]
    keys: Mapping[Why, frozenset[str]]

    @property
    def houses(self) -> frozenset[str]:
        """Domains of its addresses, without those of mail providers."""
        found = frozenset(address.rpartition("@")[2] for address in self.emails)
        return found - _PROVIDERS


def party(
    id: Hashable,
    *,
    names_: Iterable[str],
    emails: Iterable[str],
    tax_numbers: Iterable[str],
    account_numbers: Iterable[str] = (),
    marks: Iterable[str] = (),
) -> Party:
    """A party from what stands in a contact, each text possibly empty.

    :param emails: texts with any number of addresses, ``Ada <ada@x.org>; b@x.org``
    """
    kept = tuple(dict.fromkeys(name for name in names_ if names.same_key(name)))
    found = frozenset(
        address.casefold() for text in emails for address in _ADDRESS.findall(text)
    )
    numbers = map(tax_number.parse, tax_numbers)
    taxes = tuple(dict.fromkeys(number for number in numbers if number is not None))
    accounts = frozenset(filter(None, (n.strip().casefold() for n in account_numbers)))
    return Party(
        id=id,
        names=kept,
        emails=found,
        taxes=taxes,
        accounts=accounts,
        marks=frozenset(filter(None, marks)),
        keys={
            Why.TAX_NUMBER: frozenset(tax.number for tax in taxes),
            Why.EMAIL: found,
            Why.NAME: frozenset(names.same_key(name) for name in kept),
            Why.ALIKE: frozenset(filter(None, (names.parse(n).key for n in kept))),
            Why.ACCOUNT_NUMBER: accounts,
        },
    )


def evidence(one: Party, other: Party) -> frozenset[Why]:
    """What speaks for both being one."""
    found = {
        why
        for why in (Why.EMAIL, Why.NAME, Why.ACCOUNT_NUMBER)
        if one.keys[why] & other.keys[why]
    }
    if any(a.agrees(b) for a in one.taxes for b in other.taxes):
        found.add(Why.TAX_NUMBER)
    if Why.NAME in found or _alike(one, other):
        found.add(Why.ALIKE)
    return frozenset(found)


def contradictions(
    one: Party, other: Party, speaking_for: frozenset[Why]
) -> frozenset[Against]:
    """What speaks against it, given what speaks for it.

    A domain that both share is not looked at here: see ``Index.house``.
    """
    found = set()
    if one.taxes and other.taxes and Why.TAX_NUMBER not in speaking_for:
        found.add(Against.OTHER_TAX_NUMBER)
    if one.emails and other.emails and Why.EMAIL not in speaking_for:
        found.add(Against.OTHER_EMAIL)
    if Why.ALIKE not in speaking_for:
        found.add(Against.OTHER_NAME)
    return frozenset(found)


def _alike(one: Party, other: Party) -> bool:
    return any(names.alike(a, b) for a in one.names for b in other.names)


class Index:
    """Parties by what they can be recognised by."""

    #: of more parties than that with one address or number none is looked at: what
    #: so many share is nobody's own
    CROWD = 8
    _KINDS = (
        Why.TAX_NUMBER,
        Why.EMAIL,
        Why.NAME,
        Why.ACCOUNT_NUMBER,
        Why.ALIKE,
    )

    def __init__(self, parties: Sequence[Party]) -> None:
        self._found: dict[tuple[Why, str], list[Party]] = {}
        self._houses = Counter(house for one in parties for house in one.houses)
        for one in parties:
            for kind in self._KINDS:
                for key in one.keys[kind]:
                    self._found.setdefault((kind, key), []).append(one)

    def bearing(self, kind: Why, key: str) -> list[Party]:
        """All parties with this name, address or number."""
        return self._found.get((kind, key), [])

    def house(self, domain: str) -> int:
        """How many parties have addresses of this domain."""
        return self._houses[domain]

    def near(self, other: Party) -> list[Party]:
        """The few that share anything with a party of the other side."""
        found: dict[Hashable, Party] = {}
        for kind in self._KINDS:
            for key in other.keys[kind]:
                bearing = self.bearing(kind, key)
                if len(bearing) <= self.CROWD:
                    found.update((one.id, one) for one in bearing)
        return list(found.values())
