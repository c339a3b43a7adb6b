# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's limits as a budget: how many calls are left, and who may spend them.

Per organisation 60 calls a minute (a fixed window whose start we do not know), 1,000 a
day on the Starter tier and 5,000 above it, 5 at a time; per app 10,000 a minute. Every
answer says what is left. Nothing here looks at a clock or sleeps: the caller says what
time it is, and is told when to come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from types import MappingProxyType
from typing import Final, Literal

MINUTE_CALLS: Final = 60
STARTER_DAY: Final = 1000
_MINUTE: Final = timedelta(seconds=60)
_DAY: Final = timedelta(hours=24)
#: When the day is nearly spent, look again after this long: nobody knows when Xero's
#: day begins anew, but every answer says what is left of it.
_LOOK_AGAIN: Final = timedelta(hours=1)


class Lane(IntEnum):
    """Why a call is made; the lower, the more urgent."""

    BUTTON = 0
    HOOK = 1
    WEBHOOK = 2
    POLL = 3
    SWEEP = 4
    BACKFILL = 5


#: Share of the day's calls, in thousandths, that a lane leaves to more urgent ones: of
#: 1,000 a backfill leaves 300, so that it never costs the users their working day.
DAY_RESERVE: Final[Mapping[Lane, int]] = MappingProxyType(
    {
        Lane.BUTTON: 0,
        Lane.HOOK: 10,
        Lane.WEBHOOK: 50,
        Lane.POLL: 100,
        Lane.SWEEP: 100,
        Lane.BACKFILL: 300,
    }
)
#: The least urgent lane whose calls may find out whether a new day has begun. Whatever
#: is behind it waits for the numbers that these bring: the calls kept for daily work
#: are never spent on a backfill, not even one an hour.
_ASKS: Final = Lane.POLL
#: Calls of a minute that a lane leaves: the last 5 are for people who wait.
MINUTE_RESERVE: Final[Mapping[Lane, int]] = MappingProxyType(
    {lane: 0 if lane is Lane.BUTTON else 5 for lane in Lane}
)

Reason = Literal["ok", "paused", "minute", "appminute", "day"]


def _count(headers: Mapping[str, str], name: str) -> int | None:
    text = headers.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


@dataclass(frozen=True, slots=True)
class Limits:
    """Calls left, as one answer said; None where it did not say.

    ``at``: when the answer came, aware. ``minute_since``: the earliest answer that is
    known to be of the same minute of Xero's, so that it ends a minute later at the
    latest; None where nothing came before.
    """

    day_left: int | None
    minute_left: int | None
    app_minute_left: int | None
    at: datetime
    minute_since: datetime | None = None

    @classmethod
    def from_headers(cls, headers: Mapping[str, str], now: datetime) -> Limits:
        """Read ``X-DayLimit-Remaining`` and its two sisters.

        :param headers: of the answer; looked up without regard to case if the mapping
            does so, as that of requests does
        :param now: aware
        """
        return cls(
            day_left=_count(headers, "X-DayLimit-Remaining"),
            minute_left=_count(headers, "X-MinLimit-Remaining"),
            app_minute_left=_count(headers, "X-AppMinLimit-Remaining"),
            at=now,
        )

    def after(self, before: Limits | None) -> Limits:
        """These numbers, with what earlier ones tell of when this minute began.

        Xero's minute is the same while ever fewer of its calls are left, and no longer
        than a minute.
        """
        since = self.at
        if before and before.minute_left is not None and self.minute_left is not None:
            began = before.minute_since or before.at
            if self.minute_left < before.minute_left and self.at < began + _MINUTE:
                since = began
        return replace(self, minute_since=since)

    @property
    def known(self) -> bool:
        """Whether the answer said anything at all (a proxy's error page does not)."""
        return (self.day_left, self.minute_left, self.app_minute_left) != (None,) * 3


@dataclass(frozen=True, slots=True)
class Decision:
    """May the call be made; if not, when to ask again (aware), and which limit."""

    allowed: bool
    not_before: datetime | None
    reason: Reason


_YES: Final = Decision(allowed=True, not_before=None, reason="ok")


@dataclass(frozen=True, slots=True)
class Budget:
    """The rules for one connection.

    :param tier_day: calls a day of the app's tier; None where unknown, then the free
        tier's 1,000 is assumed for what is kept back
    :param paused_until: aware; what a 429 or 503 asked for. It wins over all numbers,
        because only Xero knows when its day starts
    """

    tier_day: int | None = None
    paused_until: datetime | None = None

    def day_reserve(self, lane: Lane) -> int:
        """Calls of a day that this lane leaves to others."""
        day = STARTER_DAY if self.tier_day is None else self.tier_day
        return day * DAY_RESERVE[lane] // 1000

    def may_call(
        self, lane: Lane, limits: Limits | None, now: datetime, calls: int = 1
    ) -> Decision:
        """Whether ``calls`` calls may start now.

        :param limits: the newest snapshot; None before the first call. It is believed
            for a minute as to the minute, for a day as to the day; but where that would
            let nobody call, one call an hour asks whether a new day has begun
        :param now: aware
        """
        if self.paused_until is not None and now < self.paused_until:
            return Decision(False, self.paused_until, "paused")
        if limits is None:
            return _YES
        return (
            self._day(lane, limits, now, calls)
            or self._minute(lane, limits, now, calls)
            or _YES
        )

    def _day(
        self, lane: Lane, limits: Limits, now: datetime, calls: int
    ) -> Decision | None:
        if limits.day_left is None or now >= limits.at + _DAY:
            return None
        if limits.day_left - self.day_reserve(lane) >= calls:
            return None
        if lane > _ASKS or calls > 1:
            return Decision(False, min(now + _LOOK_AGAIN, limits.at + _DAY), "day")
        # its answer is the next snapshot: whoever comes after it waits an hour again
        asks = limits.at + _LOOK_AGAIN
        return Decision(False, asks, "day") if now < asks else None

    def _minute(
        self, lane: Lane, limits: Limits, now: datetime, calls: int
    ) -> Decision | None:
        fresh = (limits.minute_since or limits.at) + _MINUTE
        if now >= fresh:  # at the latest then a new window has begun
            return None
        reserve = MINUTE_RESERVE[lane]
        # more than a whole minute's calls are begun, not refused for ever
        wanted = min(calls, MINUTE_CALLS - reserve)
        if limits.minute_left is not None and limits.minute_left - reserve < wanted:
            return Decision(False, fresh, "minute")
        if limits.app_minute_left is not None and limits.app_minute_left < calls:
            return Decision(False, fresh, "appminute")
        return None
