# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Idempotency-Key: a retry guard of 6 minutes.

Per app, for POST, PUT and PATCH, at most 128 characters. The first answer, also an
error, is given again for the same request; the same key with another URL, body or
method is a 400. A replay counts against the limits.
"""

import hashlib
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from .clock import Clock
from .errors import BadRequest
from .http import Answer, Incoming

LIFE = timedelta(minutes=6)
LONGEST = 128


@dataclass
class _Kept:
    fingerprint: str
    answer: Answer
    expires: datetime


class Idempotency:
    """The answers of the last 6 minutes by (app, key)."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str], _Kept] = {}

    def reset(self) -> None:
        with self._lock:
            self._kept.clear()

    @staticmethod
    def key_of(incoming: Incoming) -> str:
        """The key of a write, "" without one; raises BadRequest for a long one."""
        if incoming.method not in ("POST", "PUT", "PATCH"):
            return ""
        key = incoming.headers.get("idempotency-key", "").strip()
        if len(key) > LONGEST:
            raise _refused(
                f"Idempotency Key must not be longer than {LONGEST} characters"
            )
        return key

    def replay(self, app: str, key: str, incoming: Incoming) -> Answer | None:
        """The answer given before; raises BadRequest when the request differs."""
        with self._lock:
            kept = self._kept.get((app, key))
            if kept is None or kept.expires <= self.clock.now():
                return None
            if kept.fingerprint != _fingerprint(incoming):
                raise _refused(
                    f"Idempotency Key: {key} is used with a different request."
                )
            return kept.answer

    def keep(self, app: str, key: str, incoming: Incoming, answer: Answer) -> None:
        with self._lock:
            now = self.clock.now()
            if len(self._kept) > 2_000:
                self._kept = {
                    name: kept
                    for name, kept in self._kept.items()
                    if kept.expires > now
                }
            self._kept[app, key] = _Kept(_fingerprint(incoming), answer, now + LIFE)


def _refused(message: str) -> BadRequest:
    """The message is documented; the frame around it is not confirmed."""
    return BadRequest(10, "ValidationException", message, Elements=[])


def _fingerprint(incoming: Incoming) -> str:
    digest = hashlib.sha256()
    for part in (incoming.method, incoming.raw_path.lower(), incoming.raw_query):
        digest.update(part.encode() + b"\0")
    digest.update(incoming.headers.get("xero-tenant-id", "").encode() + b"\0")
    digest.update(incoming.body)
    return digest.hexdigest()
