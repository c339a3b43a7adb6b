# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Faults on demand.

A rule says which calls it meets and what goes wrong with them::

    {"action": "drop_answer", "method": "PUT", "path": "/Invoices", "nth": 2}

Which calls: ``method``; ``path``, a regular expression searched in the path without
case (default: any API data call); ``tenant``; ``nth`` (1: the first call that fits, a
number or a list; default every one); ``times`` (how often at most); ``probability``
(decided by the seed).

``action``:

- ``refuse``: the socket is closed before anything is read as a call; nothing happens
  and nothing is counted;
- ``drop_request``: as ``refuse``, but counted against the limits;
- ``drop_answer``: everything is stored, then the socket is closed without an answer;
- ``delay``: wait ``seconds`` before the call is handled (``after: true``: afterwards),
  or until the rule is removed;
- ``error``: answer ``status`` (500, 503...) with ``body``; with ``store: true`` the
  call is handled and stored first;
- ``truncate``: the answer ends in the middle of its body (``at``: bytes that get out);
- ``content_type``: the right body under a wrong ``content_type`` (default text/html),
  or with ``body`` replaced;
- ``offline``: 503 as for one organisation that is offline;
- ``rate_limit``: 429 with ``problem`` and ``retry_after``.
"""

import re
import threading
from dataclasses import dataclass, field, fields
from typing import Any

from .ids import Ids

ACTIONS = frozenset(
    {
        "refuse",
        "drop_request",
        "drop_answer",
        "delay",
        "error",
        "truncate",
        "content_type",
        "offline",
        "rate_limit",
    }
)


@dataclass
class Rule:
    """One fault; see the module's docstring for the meaning of the fields."""

    action: str
    method: str = ""
    path: str = r"^/api\.xro/"
    tenant: str = ""
    nth: int | list[int] | None = None
    times: int | None = None
    probability: float = 1.0
    seconds: float = 0.0
    after: bool = False
    status: int = 500
    store: bool = False
    body: str | None = None
    at: int | None = None
    content_type: str = "text/html"
    problem: str = "minute"
    retry_after: int | None = 26
    id: str = ""
    #: How many calls fitted, and how many were hit.
    seen: int = field(default=0)
    hit: int = field(default=0)

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise ValueError(f"unknown action {self.action!r}")
        re.compile(self.path)


class Faults:
    """The rules in force."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._lock = threading.Condition()
        self.rules: list[Rule] = []

    def add(self, rule: dict[str, Any] | None = None, **given: Any) -> Rule:
        """Add a rule, as a dict or as keywords; raises ValueError for a bad one."""
        values = {**(rule or {}), **given}
        known = {item.name for item in fields(Rule)} - {"seen", "hit"}
        unknown = set(values) - known
        if unknown or "action" not in values:
            raise ValueError(f"a rule has an action and no {sorted(unknown)}")
        with self._lock:
            values.setdefault("id", f"fault-{len(self.rules) + 1}")
            made = Rule(**values)
            self.rules.append(made)
            return made

    def clear(self) -> None:
        with self._lock:
            self.rules.clear()
            self._lock.notify_all()

    def remove(self, rule_id: str) -> None:
        with self._lock:
            self.rules = [rule for rule in self.rules if rule.id != rule_id]
            self._lock.notify_all()

    def delay(self, rule: Rule) -> None:
        """Wait as long as the rule says, but not after it is removed."""
        with self._lock:
            self._lock.wait_for(
                lambda: all(other is not rule for other in self.rules), rule.seconds
            )

    def match(self, method: str, path: str, tenant: str) -> list[Rule]:
        """The rules that hit this call; counts it for each that fits."""
        hits: list[Rule] = []
        with self._lock:
            for rule in self.rules:
                if not _fits(rule, method, path, tenant):
                    continue
                rule.seen += 1
                if rule.times is not None and rule.hit >= rule.times:
                    continue
                wanted = [rule.nth] if isinstance(rule.nth, int) else rule.nth
                if wanted is not None and rule.seen not in wanted:
                    continue
                if rule.probability < 1 and not self._ids.chance(rule.probability):
                    continue
                rule.hit += 1
                hits.append(rule)
        return hits


def _fits(rule: Rule, method: str, path: str, tenant: str) -> bool:
    return (
        (not rule.method or rule.method.upper() == method)
        and (not rule.tenant or rule.tenant.lower() == tenant.lower())
        and re.search(rule.path, path, re.IGNORECASE) is not None
    )
