# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long a long crossing takes under Xero's limits."""

from datetime import timedelta
from typing import Final

#: calls that a backfill may make in a minute: Xero allows 60, five are kept for people
MINUTE_CALLS: Final = 55
#: share of a day's calls, in thousandths, that a backfill leaves to daily work
DAY_KEPT: Final = 300
#: seconds that a save waits at most for others to go with it: the scheduled action
#: looks at everything once a minute
LONGEST_DELAY: Final = 60


def calls(records: int, batch: int) -> int:
    """Calls that send so many new records, ``batch`` in each."""
    return -(-records // max(batch, 1))


def time_needed(wanted: int, day_left: int | None, day_limit: int) -> timedelta:
    """Time until ``wanted`` calls are made.

    :param day_left: calls left today, None where Xero has not said yet
    :param day_limit: calls that Xero allows a day
    """
    kept = day_limit * DAY_KEPT // 1000
    today = max(0, (day_limit if day_left is None else day_left) - kept)
    minutes = timedelta(minutes=-(-min(wanted, today) // MINUTE_CALLS))
    if wanted <= today:
        return minutes
    a_day = max(1, day_limit - kept)
    days, rest = divmod(wanted - today, a_day)
    return timedelta(days=days + 1, minutes=-(-rest // MINUTE_CALLS))


def save_delay(seconds: int, day_left: int | None, day_limit: int) -> int:
    """Seconds after which a save is sent, with all that is saved until then.

    :param seconds: while calls are plentiful; 0 for at once, always
    :param day_left: calls left today, None where Xero has not said yet
    :param day_limit: calls that Xero allows a day
    """
    left = day_limit if day_left is None else day_left
    if left * 1000 > day_limit * DAY_KEPT:
        return min(seconds, LONGEST_DELAY)
    if left * 1000 > day_limit * DAY_KEPT // 3:
        return min(seconds * 3, LONGEST_DELAY)
    return min(seconds * 6, LONGEST_DELAY)
