# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages of a list.

``page`` counts from 1; ``pageSize`` is 100 unless given, and one outside 1..1000 is
clamped, not refused. The ``pagination`` block is in the answer only when the list is
paged, before the collection.
"""

from typing import NamedTuple

from .store import Record

DEFAULT_SIZE = 100
LARGEST_SIZE = 1000


class Page(NamedTuple):
    number: int
    size: int


def wanted(page: str | None, size: str | None, forced: bool = False) -> Page | None:
    """The page that a query asks for, None for the unpaged list.

    A page below 1 or not a number reads as the first one (strictness here is not
    confirmed; Xero's own answer to it is not known).
    """
    if page is None and not forced:
        return None
    number = _integer(page, 1)
    return Page(max(1, number), min(LARGEST_SIZE, max(1, _integer(size, DEFAULT_SIZE))))


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default


def cut(records: list[Record], page: Page) -> tuple[list[Record], Record]:
    """The records of one page, and its ``pagination`` block."""
    start = (page.number - 1) * page.size
    return records[start : start + page.size], {
        "page": page.number,
        "pageSize": page.size,
        "pageCount": -(-len(records) // page.size),
        "itemCount": len(records),
    }
