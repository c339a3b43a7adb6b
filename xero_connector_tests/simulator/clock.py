# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The time of the local Xero: the real one, or one that a test moves.

Every moment is an aware UTC ``datetime`` cut to milliseconds, because Xero's dates
(``/Date(ms+0000)/``) carry no more than that.
"""

import threading
from datetime import UTC, datetime, timedelta
from typing import Protocol

#: A Monday morning in the financial year, so that a fixed run reads naturally.
FAKE_START = datetime(2026, 11, 2, 9, 0, 0, tzinfo=UTC)


class Clock(Protocol):
    """What the rest of the simulator asks for the time."""

    def now(self) -> datetime: ...

    def advance(self, seconds: float) -> datetime: ...


def _milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


class RealClock:
    """The machine's clock, plus what ``advance`` added."""

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        return _milliseconds(datetime.now(UTC) + self._offset)

    def advance(self, seconds: float) -> datetime:
        """Move ahead of the machine's time by ``seconds`` more; returns now."""
        self._offset += timedelta(seconds=seconds)
        return self.now()


class FakeClock:
    """A clock that stands still until ``advance`` is called."""

    def __init__(self, start: datetime = FAKE_START) -> None:
        self._lock = threading.Lock()
        self._now = _milliseconds(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> datetime:
        """Let ``seconds`` pass (negative is refused: time does not go back)."""
        if seconds < 0:
            raise ValueError("a clock cannot go back")
        with self._lock:
            self._now = _milliseconds(self._now + timedelta(seconds=seconds))
            return self._now

    def set(self, moment: datetime) -> None:
        """Stand at ``moment``; used when a saved state is loaded."""
        with self._lock:
            self._now = _milliseconds(moment)
