# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's call limits.

Per tenant: 5 calls at once, 60 a minute, and a day's 1,000 (Starter) or 5,000 (Core);
per app: 10,000 a minute over all tenants. Windows are fixed, each with its own start
at its first call. Every answer tells what is left; a 429 has an empty body, names the
problem and, for minute and day, the seconds to wait. Whether token and /connections
calls count is not confirmed: they do not here, and carry no limit headers.
"""

import threading
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from .clock import Clock
from .errors import TooManyRequests

CONCURRENT = 5
PER_MINUTE = 60
PER_DAY = {"starter": 1_000, "core": 5_000}
APP_PER_MINUTE = 10_000
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)


@dataclass
class Window:
    """Calls within one fixed stretch of time."""

    length: timedelta
    limit: int
    start: datetime | None = None
    used: int = 0

    def roll(self, now: datetime) -> None:
        if self.start is None or now - self.start >= self.length or now < self.start:
            self.start, self.used = None, 0

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)

    def wait(self, now: datetime) -> int:
        """Whole seconds until the window is over."""
        if self.start is None:
            return 0
        return max(1, ceil((self.start + self.length - now).total_seconds()))

    def take(self, now: datetime) -> None:
        self.start = self.start or now
        self.used += 1


class Limits:
    """Counts calls by (app, tenant). ``tier`` is starter, core or none."""

    def __init__(self, clock: Clock, tier: str) -> None:
        self.clock = clock
        self.tier = tier
        self._lock = threading.Lock()
        self._minute: dict[tuple[str, str], Window] = {}
        self._day: dict[tuple[str, str], Window] = {}
        self._app: dict[str, Window] = {}
        self._running: dict[tuple[str, str], int] = {}

    def reset(self) -> None:
        with self._lock:
            for store in (self._minute, self._day, self._app):
                store.clear()

    def _windows(self, app: str, tenant: str) -> tuple[Window, Window, Window]:
        key = (app, tenant)
        day = PER_DAY.get(self.tier, PER_DAY["core"])
        windows = (
            self._minute.setdefault(key, Window(_MINUTE, PER_MINUTE)),
            self._day.setdefault(key, Window(_DAY, day)),
            self._app.setdefault(app, Window(_MINUTE, APP_PER_MINUTE)),
        )
        now = self.clock.now()
        for window in windows:
            window.roll(now)
        windows[1].limit = day
        return windows

    def headers(self, app: str, tenant: str) -> dict[str, str]:
        """What is left."""
        with self._lock:
            minute, day, whole = self._windows(app, tenant)
            return {
                "X-DayLimit-Remaining": str(day.left),
                "X-MinLimit-Remaining": str(minute.left),
                "X-AppMinLimit-Remaining": str(whole.left),
            }

    def spend(self, app: str, tenant: str, minute: int = 0, day: int = 0) -> None:
        """Use up calls without making them; for tests of scarcity."""
        with self._lock:
            windows = self._windows(app, tenant)
            now = self.clock.now()
            for window, count in ((windows[0], minute), (windows[1], day)):
                for _call in range(count):
                    window.take(now)

    def running(self, app: str, tenant: str) -> AbstractContextManager[None]:
        """Count a call for its whole duration; raises TooManyRequests on entry."""
        return self._running_call((app, tenant))

    @contextmanager
    def _running_call(self, key: tuple[str, str]):  # type: ignore[no-untyped-def]
        with self._lock:
            if self.tier != "none":
                self._check(key)
            self._running[key] = self._running.get(key, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._running[key] -= 1

    def _check(self, key: tuple[str, str]) -> None:
        now = self.clock.now()
        minute, day, whole = self._windows(*key)
        if self._running.get(key, 0) >= CONCURRENT:
            raise TooManyRequests("concurrent", None)
        # The longest wait is named first: after it, every limit is open again.
        if not day.left:
            raise TooManyRequests("day", day.wait(now))
        if not minute.left:
            raise TooManyRequests("minute", minute.wait(now))
        if not whole.left:
            raise TooManyRequests("appminute", None)
        for window in (minute, day, whole):
            window.take(now)
