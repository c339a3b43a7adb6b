# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Webhooks: Xero tells a client that something changed, not what.

- Categories CONTACT, INVOICE, CREDITNOTE (with Type and Status), PREPAYMENT and
  OVERPAYMENT; CREATE or UPDATE; archiving is an UPDATE.
- The signature is base64(HMAC-SHA256(key, raw body)) in ``x-xero-signature``.
- Intent to receive: before a subscription works, several POSTs without events, some
  wrongly signed; each must be answered within 5 seconds, 2xx to a good signature and
  401 to a bad one, with an empty body and no cookie.
- A failed delivery is tried again at once, then every 15 minutes for 24 hours; then the
  subscription is disabled. Events are kept 31 days and sent in order after it works
  again.

Whether applying a payment fires INVOICE UPDATE is not documented; here it does, as it
changes the invoice. The real Xero delivers over https only; this one only to loopback.
"""

import base64
import hmac
import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from .clock import Clock
from .ids import Ids
from .organisation.organisation import Organisation
from .store import Record

CATEGORIES = ("CONTACT", "INVOICE", "CREDITNOTE", "PREPAYMENT", "OVERPAYMENT")
_RESOURCES = {
    "CONTACT": "Contacts",
    "INVOICE": "Invoices",
    "CREDITNOTE": "CreditNotes",
    "PREPAYMENT": "Prepayments",
    "OVERPAYMENT": "Overpayments",
}
PATIENCE = 5.0
RETRY_EVERY = timedelta(minutes=15)
RETRY_FOR = timedelta(hours=24)
KEEP = timedelta(days=31)
#: Events of one POST.
MOST_EVENTS = 100
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass
class Subscription:
    """Where events go. ``status``: "intent" until the checks are passed, "ok",
    "retrying", "disabled"."""

    url: str
    categories: list[str]
    status: str = "intent"
    failing_since: datetime | None = None
    next_try: datetime | None = None


@dataclass
class Delivery:
    """One POST and what came of it; ``status`` 0 means no answer."""

    time: datetime
    events: list[Record]
    status: int
    signed: bool
    problem: str = ""


@dataclass
class _Reply:
    status: int
    problem: str


@dataclass
class Chaos:
    """Delivery is at least once and ordered only within a replay: how bad it gets."""

    duplicate: float = 0.0
    shuffle: bool = False
    lose_answers: int = 0
    seen: int = field(default=0)


class Webhooks:
    """The sender: collects events, delivers what is due."""

    def __init__(self, clock: Clock, ids: Ids, key: Callable[[], str]) -> None:
        self.clock = clock
        self.ids = ids
        self._key = key
        self._lock = threading.RLock()
        self._sending = threading.Lock()
        self.subscription: Subscription | None = None
        self.deliveries: list[Delivery] = []
        self.chaos = Chaos()
        self._waiting: list[Record] = []
        self._sequence = 0
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        #: Is the tenant connected to an app? Others' events are nobody's.
        self.is_connected: Callable[[str], bool] = lambda _tenant: True

    # Subscribing

    def subscribe(self, url: str, categories: list[str] | None = None) -> str:
        """Create or change the subscription and make the intent to receive checks.

        Returns the status: "ok", or "intent" when a check failed. Raises ValueError
        for an address off this machine or an unknown category.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.hostname not in _LOOPBACK:
            raise ValueError("webhooks are delivered to this machine only")
        wanted = list(categories or CATEGORIES)
        if not set(wanted) <= set(CATEGORIES):
            raise ValueError(f"categories are {', '.join(CATEGORIES)}")
        with self._lock:
            self.subscription = Subscription(url, wanted)
        return self.check_intent()

    def unsubscribe(self) -> None:
        with self._lock:
            self.subscription = None
            self._waiting.clear()

    def check_intent(self) -> str:
        """The intent to receive checks; also re-enables a disabled subscription."""
        subscription = self._needed()
        signs = [True, False, True, False]
        if self.ids.chance(0.5):
            signs.reverse()
        passed = True
        with self._sending:
            for good in signs:
                reply = self._post(subscription, [], 0, 0, good)
                expected = (
                    200 <= reply.status < 300 if good else reply.status == 401
                ) and not reply.problem
                passed = passed and expected
        with self._lock:
            subscription.status = "ok" if passed else "intent"
            subscription.failing_since = subscription.next_try = None
        return subscription.status

    def _needed(self) -> Subscription:
        if self.subscription is None:
            raise ValueError("there is no subscription")
        return self.subscription

    # Collecting

    def notice(
        self,
        organisation: Organisation,
        category: str,
        key: str,
        kind: str,
        record: Record,
    ) -> None:
        """A resource was made or changed."""
        with self._lock:
            subscription = self.subscription
            if (
                subscription is None
                or category not in subscription.categories
                or not self.is_connected(organisation.tenant_id)
            ):
                return
            self._sequence += 1
            now = self.clock.now()
            event: Record = {
                "resourceUrl": "https://api.xero.com/api.xro/2.0/"
                f"{_RESOURCES[category]}/{key}",
                "resourceId": key,
                "tenantId": organisation.tenant_id,
                "tenantType": "ORGANISATION",
                "eventCategory": category,
                "eventType": kind,
                "eventDateUtc": now.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
            }
            if category == "CREDITNOTE":
                event["data"] = {"Type": record["Type"], "Status": record["Status"]}
            self._waiting.append(
                {"sequence": self._sequence, "time": now.isoformat(), "event": event}
            )

    @property
    def waiting(self) -> int:
        """Events that are not delivered yet."""
        return len(self._waiting)

    # Delivering

    def deliver(self) -> int:
        """Send everything that is due now, in this thread; returns the POSTs made."""
        made = 0
        with self._sending:
            while self._deliver_next():
                made += 1
        return made

    def _deliver_next(self) -> bool:
        with self._lock:
            subscription = self.subscription
            now = self.clock.now()
            self._forget(now)
            if subscription is None or not self._waiting:
                return False
            if subscription.status not in ("ok", "retrying"):
                return False
            if subscription.next_try and now < subscription.next_try:
                return False
            part = self._waiting[:MOST_EVENTS]
        reply = self._attempt(subscription, part)
        if reply is None:
            return False
        with self._lock:
            done = {entry["sequence"] for entry in part}
            self._waiting = [
                entry for entry in self._waiting if entry["sequence"] not in done
            ]
            subscription.status = "ok"
            subscription.failing_since = subscription.next_try = None
        return True

    def _attempt(self, subscription: Subscription, part: list[Record]) -> _Reply | None:
        """One try and its immediate repetition; None when both failed."""
        first, last = part[0]["sequence"], part[-1]["sequence"]
        events = [entry["event"] for entry in part]
        if self.chaos.shuffle:
            events = events[::-1]
        for _try in range(2):
            reply = self._post(subscription, events, first, last, True)
            if self.chaos.lose_answers:
                self.chaos.lose_answers -= 1
                continue
            if 200 <= reply.status < 300 and not reply.problem:
                if self.ids.chance(self.chaos.duplicate):
                    self._post(subscription, events, first, last, True)
                return reply
        now = self.clock.now()
        with self._lock:
            subscription.status = "retrying"
            subscription.failing_since = subscription.failing_since or now
            subscription.next_try = now + RETRY_EVERY
            if now - subscription.failing_since >= RETRY_FOR:
                subscription.status = "disabled"
        return None

    def _forget(self, now: datetime) -> None:
        self._waiting = [
            entry
            for entry in self._waiting
            if now - datetime.fromisoformat(entry["time"]) <= KEEP
        ]

    def _post(
        self,
        subscription: Subscription,
        events: list[Record],
        first: int,
        last: int,
        good: bool,
    ) -> _Reply:
        body = json.dumps(
            {
                "events": events,
                "firstEventSequence": first,
                "lastEventSequence": last,
                "entropy": self.ids.token(20).upper(),
            },
            separators=(",", ":"),
        ).encode()
        key = self._key() if good else self._key()[::-1]
        digest = hmac.digest(key.encode(), body, "sha256")
        reply = _send(subscription.url, body, base64.b64encode(digest).decode())
        self.deliveries.append(
            Delivery(self.clock.now(), events, reply.status, good, reply.problem)
        )
        return reply

    # A thread of its own, for the command line

    def start(self) -> None:
        """Deliver in the background, as soon as something is due."""
        self._ended.clear()
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._ended.wait(0.25):
            self.deliver()

    def stop(self) -> None:
        self._ended.set()
        if self._thread:
            self._thread.join(2 * PATIENCE)
            self._thread = None

    # State

    def as_json(self) -> dict[str, Any]:
        with self._lock:
            return {
                "subscription": asdict(self.subscription)
                if self.subscription
                else None,
                "waiting": list(self._waiting),
                "sequence": self._sequence,
            }

    def load(self, state: dict[str, Any]) -> None:
        with self._lock:
            raw = state["subscription"]
            self.subscription = Subscription(**raw) if raw else None
            self._waiting = list(state["waiting"])
            self._sequence = state["sequence"]


def _send(url: str, body: bytes, signature: str) -> _Reply:
    """POST and judge the form of the answer."""
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(parts.hostname or "localhost", parts.port, timeout=PATIENCE)
    target = parts.path or "/"
    if parts.query:
        target = f"{target}?{parts.query}"
    try:
        connection.request(
            "POST",
            target,
            body,
            {"Content-Type": "application/json", "x-xero-signature": signature},
        )
        answer = connection.getresponse()
        content = answer.read(1024)
    except (OSError, http.client.HTTPException) as error:
        return _Reply(0, f"{type(error).__name__}: {error}")
    finally:
        connection.close()
    if content:
        return _Reply(answer.status, "the answer has a body")
    if answer.getheader("Set-Cookie"):
        return _Reply(answer.status, "the answer sets a cookie")
    return _Reply(answer.status, "")
