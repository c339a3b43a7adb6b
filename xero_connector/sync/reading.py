# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading a list that moves while it is read: where to go on after a page.

Xero lists what changed by the time of change. A record that is changed meanwhile slips
to the end, and the next one into its place, on a page that was passed already: counting
pages forward loses that one. So the first page is asked for again and again, each time
from the last record's time on. Only where a full page brings no later time (a thousand
records of one second) pages are counted, and then from the last to the first: what
slips then slips onto a page that is still to come, and what moves to the end has a new
time, which the next reading begins before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

Page = TypeVar("Page")

#: How far before the newest record the next reading begins: a stamp is given before
#: its record can be seen.
OVERLAP: Final = timedelta(minutes=2)
#: If-Modified-Since counts in seconds; whether it includes its own is not documented.
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Position:
    """What is read next.

    ``since``: changes from this second on (aware), None for everything; ``page``: 0 for
    the first page of a window, else while counting backwards the page that comes next;
    ``newest``: newest stamp (aware) of the pages counted so far.
    """

    since: datetime | None = None
    page: int = 0
    newest: datetime | None = None


def whole(
    begin: Position,
    read: Callable[[Position], tuple[Page, datetime | None, int]],
    clock: Callable[[], datetime],
) -> Iterator[Page]:
    """Every page of a reading in one go; a record may be on more than one of them.

    :param begin: where it begins
    :param read: reads a page: that, the newest stamp (aware) on it, and the pages that
        Xero counts
    :param clock: says what time it is, aware
    """
    here, goes_on = begin, True
    while goes_on:
        page, newest, page_count = read(here)
        yield page
        goes_on, here = after_page(here, newest, page_count, clock())


def after_page(
    here: Position, newest: datetime | None, page_count: int, now: datetime
) -> tuple[bool, Position]:
    """Where a reading goes on after a page.

    :param here: what was read
    :param newest: newest stamp (aware) of that page, None if it was empty
    :param page_count: pages of the window, as Xero counts them now
    :param now: aware, by our own clock
    :return: whether this reading goes on, and where it, or else the next one, begins
    """
    newest = max(filter(None, (here.newest, newest)), default=None)
    if here.page > 1:
        # at last the first page once more, for what slipped onto it
        return True, Position(here.since, here.page - 1, newest)
    if here.page == 0 and page_count > 1:
        if newest is not None:
            since = _before(newest)
            if here.since is None or since > here.since:
                return True, Position(since)
        return True, Position(here.since, page_count)
    if newest is None:
        return False, Position(here.since)
    return False, Position(_resume(newest, now))


def after_open_page(here: int, page_count: int) -> int:
    """Where a reading of all that is open goes on, a list without a beginning in time.

    The first page tells how many there are; then from the last to the first again, so
    that what slips slips onto a page that is still to come.

    :param here: the page that was read, 0 for the first one before it was known how
        many there are
    :param page_count: pages, as Xero counts them now
    :return: the page that comes next, 0 where none does
    """
    if here == 0:
        return page_count if page_count > 1 else 0
    return here - 1


def _resume(newest: datetime, now: datetime) -> datetime:
    """Begin of the next reading: before what could not be seen yet.

    What is older had its time. Of that, one second is read once more, not the minutes
    before it, where a backfill may have left thousands of records.
    """
    if newest > now - 2 * OVERLAP:
        newest -= OVERLAP
    return _before(newest)


def _before(moment: datetime) -> datetime:
    """A time that, included or not, brings everything of this second."""
    return moment.replace(microsecond=0) - _SECOND
