# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A list that moves while it is read is read whole."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.reading import (
    OVERLAP,
    Position,
    after_open_page,
    after_page,
    whole,
)

DAY = datetime(2026, 9, 1, tzinfo=UTC)
SIZE = 5


class MovingList:
    """Records by time of change, in pages; ``touch`` moves one to the end."""

    def __init__(self, stamps, inclusive=True):
        self.inclusive = inclusive
        self.stamps = dict(enumerate(stamps))
        self.now = max(stamps, default=DAY)

    def touch(self, key, seconds):
        self.now += timedelta(seconds=seconds)
        self.stamps[key] = self.now

    def is_since(self, stamp, since):
        """Xero documents neither: with the second itself, or from the next one on."""
        if self.inclusive:
            return stamp >= since
        return stamp.replace(microsecond=0) > since

    def page(self, position):
        rows = sorted(
            (stamp, key)
            for key, stamp in self.stamps.items()
            if position.since is None or self.is_since(stamp, position.since)
        )
        page = position.page or 1
        return (
            dict((key, stamp) for stamp, key in rows[(page - 1) * SIZE : page * SIZE]),
            -(-len(rows) // SIZE) or 1,
        )


def read_all(moving, position, between=lambda: None, now=None):
    """One whole reading; what was seen, where the next one begins, and the calls."""
    seen, calls = {}, 0
    while True:
        rows, count = moving.page(position)
        calls += 1
        for key, stamp in rows.items():
            seen[key] = max(stamp, seen.get(key, stamp))
        newest = max(rows.values(), default=None)
        goes_on, position = after_page(position, newest, count, now or moving.now)
        if not goes_on:
            return seen, position, calls
        between()


seconds = st.integers(0, 400).map(lambda n: DAY + timedelta(seconds=n // 20))


@given(st.lists(seconds, max_size=60), st.booleans(), st.data())
def test_nothing_is_lost(stamps, inclusive, data):
    moving = MovingList(stamps, inclusive)
    told = {}

    def between():
        if stamps and data.draw(st.booleans()):
            key = data.draw(st.integers(0, len(stamps) - 1))
            moving.touch(key, data.draw(st.integers(0, 3)))

    seen, position, _calls = read_all(moving, Position(), between)
    told |= seen
    # whatever moved meanwhile is there at the latest in the next reading, in peace
    seen, _position, _calls = read_all(moving, position)
    told |= seen
    assert told == moving.stamps


@given(st.lists(seconds, max_size=60))
def test_a_second_reading_brings_little(stamps):
    moving = MovingList(stamps)
    later = moving.now + timedelta(hours=1)
    _seen, position, _calls = read_all(moving, Position(), now=later)
    seen, again, _calls = read_all(moving, position, now=later)
    assert all(stamp >= moving.now - timedelta(seconds=1) for stamp in seen.values())
    assert again == position


@pytest.mark.parametrize("count", [0, 1, 5, 6, 25, 26])
def test_calls_of_records_that_spread(count):
    moving = MovingList([DAY + timedelta(seconds=n) for n in range(count)])
    # where pages meet, two records are read twice
    assert read_all(moving, Position())[2] <= -(-count // (SIZE - 2)) + 1


@pytest.mark.parametrize("count", [5, 6, 25, 26])
def test_calls_of_records_of_one_second(count):
    moving = MovingList([DAY] * count)
    pages = -(-count // SIZE)
    assert read_all(moving, Position())[2] <= pages + 2


def test_begins_before_what_was_not_visible_yet():
    _goes_on, position = after_page(Position(), DAY, 1, DAY + timedelta(seconds=1))
    assert position.since == DAY - OVERLAP - timedelta(seconds=1)


def test_an_empty_page_moves_nothing():
    assert after_page(Position(DAY), None, 1, DAY) == (False, Position(DAY))
    assert after_page(Position(), None, 1, DAY) == (False, Position())


def test_full_pages_without_stamps_are_counted():
    assert after_page(Position(), None, 3, DAY) == (True, Position(None, 3))
    assert after_page(Position(None, 3), None, 3, DAY) == (True, Position(None, 2))
    assert after_page(Position(None, 1), None, 3, DAY) == (False, Position())


@given(st.lists(seconds, min_size=1, max_size=60), st.data())
def test_what_holds_still_is_read_whole_in_one_go(stamps, data):
    """Whatever moves between two pages: the others are read all the same."""
    moving = MovingList(stamps)
    moved = set()

    def read(here):
        if here != Position() and data.draw(st.booleans()):
            key = data.draw(st.integers(0, len(stamps) - 1))
            moved.add(key)
            moving.touch(key, data.draw(st.integers(0, 3)))
        rows, count = moving.page(here)
        return rows, max(rows.values(), default=None), count

    seen = {}
    for rows in whole(Position(), read, lambda: moving.now):
        seen |= rows
    assert moving.stamps.keys() - moved <= seen.keys()


@given(st.lists(seconds, min_size=1, max_size=40), st.data())
def test_what_stays_open_is_compared(stamps, data):
    """Whatever moves, comes or goes between two pages of all that is open."""
    moving = MovingList(stamps)
    stays, seen, here = set(moving.stamps), set(), 0
    while True:
        rows, count = moving.page(Position(page=here or 1))
        seen |= rows.keys()
        here = after_open_page(here, count)
        if not here:
            break
        what = data.draw(st.sampled_from(("nothing", "edit", "close", "open")))
        key = data.draw(st.integers(0, len(stamps) - 1))
        if what == "open":
            moving.touch(max(moving.stamps, default=0) + 100, 1)
        elif what != "nothing" and key in moving.stamps:
            stays.discard(key)
            moving.touch(key, 1)
            if what == "close":
                del moving.stamps[key]
    assert stays <= seen
