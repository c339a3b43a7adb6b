# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which documents of both books are the same, before anything is written.

Certain: the same kind, number, contact and currency, and the same total or the same
amount due, and no second document for which that is true. Two paid documents both have
nothing due: that is no agreement.

Doubtful: the same kind and number, and something else differs (another contact or
currency, other amounts, void over there) or several fit; or another number, and kind,
contact, currency, total and date are those of one document here and one there that fit
nothing else: typed in twice, under two numbers.

All others are only here, or only there.
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date as calendar_date
from decimal import Decimal
from typing import TypeVar

#: candidates shown for one document
MOST = 5


@dataclass(frozen=True, slots=True)
class LocalDocument:
    """A posted document of Odoo.

    :param id: of the ``account.move``
    :param kind: Xero's Type for it, e.g. ``ACCREC``
    :param number: as it would be sent: of a bill the supplier's
    :param contact: Xero id of the contact that its partner is linked to, "" if none
    :param total: document currency
    :param due: what is open of it
    """

    id: int
    kind: str
    number: str
    contact: str
    currency: str
    total: Decimal
    due: Decimal
    date: calendar_date | None = None


@dataclass(frozen=True, slots=True)
class RemoteDocument:
    """An invoice, bill or credit note of Xero.

    :param contact: ContactID, of a merged contact that of its successor
    :param due: AmountDue, of a credit note RemainingCredit
    :param void: VOIDED or DELETED
    """

    id: str
    kind: str
    number: str
    contact: str
    currency: str
    total: Decimal
    due: Decimal
    date: calendar_date | None = None
    void: bool = False


class Odd(enum.Enum):
    """Why a pair is not certain."""

    OTHER_CONTACT = "another contact"
    OTHER_CURRENCY = "another currency"
    OTHER_AMOUNT = "other amounts"
    OTHER_NUMBER = "another number"
    VOID = "void in Xero"
    NOT_THE_ONLY_ONE = "others fit as well"


@dataclass(frozen=True)
class DoubtfulPair:
    """A document that it may be, and what is odd about it."""

    remote_id: str
    odd: tuple[Odd, ...]


@dataclass(frozen=True)
class Pairing:
    """All documents of both sides, each in one of these, except that a document of
    Xero may be a candidate for several.

    :param certain: Xero id by Odoo id
    :param doubtful: by Odoo id, most likely first
    :param only_here: Odoo ids
    :param only_there: Xero ids; void ones are left out, they are nobody's
    """

    certain: dict[int, str]
    doubtful: dict[int, tuple[DoubtfulPair, ...]]
    only_here: tuple[int, ...]
    only_there: tuple[str, ...]


_Key = tuple[Hashable, ...]
_Any = LocalDocument | RemoteDocument
_Document = TypeVar("_Document", LocalDocument, RemoteDocument)


def pair_documents(
    local: Iterable[LocalDocument], remote: Iterable[RemoteDocument]
) -> Pairing:
    """Pair what stands in both books; linear in the number of documents.

    :param local: posted documents that have no link
    :param remote: documents of Xero that no link has, void ones too
    """
    here, there = list(local), list(remote)
    by_number = _grouped(there, _numbered)
    certain: dict[int, str] = {}
    claimed: dict[str, list[LocalDocument]] = defaultdict(list)
    for mine in here:
        fitting = [r for r in _alike(by_number, mine) if not _odd(mine, r)]
        if len(fitting) == 1:
            claimed[fitting[0].id].append(mine)
    for remote_id, claims in claimed.items():
        if len(claims) == 1:
            certain[claims[0].id] = remote_id
    taken = set(certain.values())
    doubtful = {
        mine.id: tuple(found)
        for mine in here
        if mine.id not in certain
        and (found := _doubts(mine, _alike(by_number, mine), taken))
    }
    shown = taken | {pair.remote_id for found in doubtful.values() for pair in found}
    left_here = [m for m in here if m.id not in certain and m.id not in doubtful]
    left_there = [r for r in there if r.id not in shown and not r.void]
    for mine, theirs in _renumbered(left_here, left_there):
        odd = (Odd.OTHER_NUMBER,)
        doubtful[mine.id] = (DoubtfulPair(theirs.id, odd),)
        shown.add(theirs.id)
    return Pairing(
        certain,
        {local_id: found[:MOST] for local_id, found in doubtful.items()},
        tuple(m.id for m in left_here if m.id not in doubtful),
        tuple(r.id for r in left_there if r.id not in shown),
    )


def number_key(number: str) -> str:
    """Equal for numbers that differ in capitals and spaces only; empty for none."""
    return " ".join(number.split()).casefold()


def _numbered(document: _Any) -> _Key | None:
    number = number_key(document.number)
    return (document.kind, number) if number else None


def _described(document: _Any) -> _Key | None:
    if not document.contact or document.date is None or not document.total:
        return None
    return (
        document.kind,
        document.contact,
        document.currency,
        document.total,
        document.date,
    )


def _alike(
    by_number: dict[_Key, list[RemoteDocument]], mine: LocalDocument
) -> list[RemoteDocument]:
    """The documents of Xero with this kind and number."""
    key = _numbered(mine)
    return by_number.get(key, []) if key else []


def _odd(mine: LocalDocument, theirs: RemoteDocument) -> tuple[Odd, ...]:
    """What differs of two documents of one number."""
    found = []
    if not mine.contact or mine.contact != theirs.contact:
        found.append(Odd.OTHER_CONTACT)
    if mine.currency != theirs.currency:
        found.append(Odd.OTHER_CURRENCY)
    if mine.total != theirs.total and (not mine.due or mine.due != theirs.due):
        found.append(Odd.OTHER_AMOUNT)
    if theirs.void:
        found.append(Odd.VOID)
    return tuple(found)


def _doubts(
    mine: LocalDocument, numbered: Sequence[RemoteDocument], taken: set[str]
) -> list[DoubtfulPair]:
    found = [
        DoubtfulPair(theirs.id, _odd(mine, theirs) or (Odd.NOT_THE_ONLY_ONE,))
        for theirs in numbered
        if theirs.id not in taken
    ]
    return sorted(found, key=lambda pair: (len(pair.odd), pair.remote_id))


def _renumbered(
    here: Sequence[LocalDocument], there: Sequence[RemoteDocument]
) -> Iterable[tuple[LocalDocument, RemoteDocument]]:
    """Documents that agree in all but their number, one here and one there."""
    described = _grouped(there, _described)
    for key, mine in _grouped(here, _described).items():
        theirs = described.get(key, [])
        if len(mine) == len(theirs) == 1:
            yield mine[0], theirs[0]


def _grouped(
    documents: Sequence[_Document], key: Callable[[_Any], _Key | None]
) -> dict[_Key, list[_Document]]:
    found: dict[_Key, list[_Document]] = defaultdict(list)
    for document in documents:
        group = key(document)
        if group is not None:
            found[group].append(document)
    return found
