# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The three-way merge: what has to be done about one linked pair, field by field.

Two bases, not one: ``base_local`` is what Odoo said and ``base_remote`` what Xero said
when they last agreed. Xero trims and rounds what we send and Odoo normalises what we
write; compared with one common base, each of them would look edited for ever. It is
also what ends echoes: what we wrote ourselves equals the base.

For each field, with L = ``local != base_local`` and R = ``remote != base_remote``:

====== ====== ============================= =======================================
L      R      equal under mapping           outcome
====== ====== ============================= =======================================
no     no     -                             nothing
any    any    yes                           advance: both bases take today's values
yes    no     no                            push
no     yes    no                            pull
yes    yes    no                            conflict, or what the policy says
====== ====== ============================= =======================================

A field that either base lacks was never agreed on: equal under mapping it is adopted,
else it is a difference that a person looks at, never an automatic push. The one
exception is ``blank_yields``: where one side says nothing at all, the other's word is
taken (a phone number that only Xero knows).

A person may accept that a field differs. That moves no base: while both sides say what
they said then, nothing is to be done; once either says something else, the acceptance
has lapsed and the field is compared as if nobody had decided.

Nothing here knows Odoo, Xero, HTTP or the kind of record.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MISSING = object()


class Direction(enum.Enum):
    """Who may change a field on the other side."""

    BOTH = "both"
    TO_XERO = "to_xero"
    TO_ODOO = "to_odoo"
    COMPARE = "compare"


class Winner(enum.Enum):
    """The stated policy for a field that both sides changed."""

    ASK = "ask"
    ODOO = "odoo"
    XERO = "xero"


class Outcome(enum.Enum):
    """What the plan says about one field."""

    NOTHING = "nothing"
    ADVANCE = "advance"
    PUSH = "push"
    PULL = "pull"
    CONFLICT = "conflict"
    DIFFERENCE = "difference"


class Moved(enum.Enum):
    """Who said something new about a field since both agreed on it."""

    NOBODY = "nobody"
    ODOO = "odoo"
    XERO = "xero"
    BOTH = "both"
    #: it was never agreed on
    NEVER = "never"


@dataclass(frozen=True)
class FieldRule:
    """How one field may travel. ``blank_yields``: an empty side takes the other's."""

    direction: Direction = Direction.BOTH
    blank_yields: bool = False


@dataclass(frozen=True)
class Rules:
    """How a kind of record is merged.

    ``whole``: one conflict freezes the record (documents: half an edit is a wrong
    document); else the other fields are merged (contacts).
    """

    fields: Mapping[str, FieldRule]
    winner: Winner = Winner.ASK
    whole: bool = False


@dataclass(frozen=True)
class Plan:
    """The outcome of each field that is not in order.

    ``moved``: who moved, of these fields; ``lapsed``: acceptances that no longer hold;
    ``refused``: differences that are none but for Odoo's refusal.
    """

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    moved: Mapping[str, Moved] = field(default_factory=dict)
    lapsed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def names(self, outcome: Outcome) -> frozenset[str]:
        return frozenset(n for n, o in self.outcomes.items() if o is outcome)

    @property
    def push(self) -> frozenset[str]:
        return self.names(Outcome.PUSH)

    @property
    def pull(self) -> frozenset[str]:
        return self.names(Outcome.PULL)

    @property
    def advance(self) -> frozenset[str]:
        return self.names(Outcome.ADVANCE)

    @property
    def conflict(self) -> frozenset[str]:
        return self.names(Outcome.CONFLICT)

    @property
    def difference(self) -> frozenset[str]:
        return self.names(Outcome.DIFFERENCE)

    @property
    def is_quiet(self) -> bool:
        """Nothing to do and nothing to ask."""
        return not self.outcomes

    @property
    def needs_person(self) -> bool:
        return bool(self.conflict or self.difference)


def plan(
    base_local: Mapping[str, Any],
    base_remote: Mapping[str, Any],
    local: Mapping[str, Any],
    mapped: Mapping[str, Any],
    remote: Mapping[str, Any],
    rules: Rules,
    accepted: Mapping[str, tuple[Any, Any]] | None = None,
    refused: Mapping[str, Any] | None = None,
) -> Plan:
    """What to do about one pair.

    :param base_local: what Odoo said at the last agreement, in Odoo's terms; may lack
        fields that were never agreed on
    :param base_remote: the same of Xero, in Xero's terms
    :param local: what Odoo says now, in Odoo's terms
    :param mapped: ``local`` in Xero's terms, as far as it can be mapped
    :param remote: what Xero says now, in Xero's terms
    :param rules: the fields that take part; others are left alone
    :param accepted: fields that a person lets differ: what Odoo and what Xero said then
    :param refused: fields that Odoo did not let Xero change: what Xero said then
    """
    outcomes: dict[str, Outcome] = {}
    lapsed = set()
    for name, rule in rules.fields.items():
        if name not in local or name not in remote:
            continue
        if accepted and name in accepted:
            if accepted[name] == (local[name], remote[name]):
                continue
            lapsed.add(name)
        outcome = _field(
            base_local.get(name, _MISSING),
            base_remote.get(name, _MISSING),
            local[name],
            mapped.get(name, _MISSING),
            remote[name],
            rule,
            rules.winner,
        )
        if outcome is not Outcome.NOTHING:
            outcomes[name] = outcome
    blocked = _blocked(outcomes, remote, refused or {}, rules)
    outcomes |= dict.fromkeys(blocked, Outcome.DIFFERENCE)
    if any(o in (Outcome.PUSH, Outcome.PULL) for o in outcomes.values()):
        # a total that differs while its lines are on their way is no finding yet
        outcomes = {
            name: outcome
            for name, outcome in outcomes.items()
            if outcome is not Outcome.DIFFERENCE
            or rules.fields[name].direction is not Direction.COMPARE
        }
    if rules.whole and any(
        outcome in (Outcome.CONFLICT, Outcome.DIFFERENCE)
        and rules.fields[name].direction is not Direction.COMPARE
        for name, outcome in outcomes.items()
    ):
        outcomes = {
            name: outcome
            for name, outcome in outcomes.items()
            if outcome not in (Outcome.PUSH, Outcome.PULL)
        }
    moved = {
        name: who_moved(
            base_local.get(name, _MISSING),
            base_remote.get(name, _MISSING),
            local[name],
            remote[name],
        )
        for name in outcomes
    }
    return Plan(outcomes, moved, frozenset(lapsed), blocked)


def _blocked(
    outcomes: Mapping[str, Outcome],
    remote: Mapping[str, Any],
    refused: Mapping[str, Any],
    rules: Rules,
) -> frozenset[str]:
    """Pulls that Odoo is known to refuse, because Xero still says the same.

    What goes all or not at all was refused as one, and is tried anew as one.
    """
    pulls = {name for name, outcome in outcomes.items() if outcome is Outcome.PULL}
    known = {
        name for name in pulls if name in refused and refused[name] == remote[name]
    }
    return frozenset() if rules.whole and known != pulls else frozenset(known)


def who_moved(base_local: Any, base_remote: Any, local: Any, remote: Any) -> Moved:
    """Who said something new about a field since both agreed on it."""
    if base_local is _MISSING or base_remote is _MISSING:
        return Moved.NEVER
    return {
        (False, False): Moved.NOBODY,
        (True, False): Moved.ODOO,
        (False, True): Moved.XERO,
        (True, True): Moved.BOTH,
    }[local != base_local, remote != base_remote]


def _field(
    base_local: Any,
    base_remote: Any,
    local: Any,
    mapped: Any,
    remote: Any,
    rule: FieldRule,
    winner: Winner,
) -> Outcome:
    agreed = base_local is not _MISSING and base_remote is not _MISSING
    changed_here = not agreed or local != base_local
    changed_there = not agreed or remote != base_remote
    if not changed_here and not changed_there:
        return Outcome.NOTHING
    if mapped is not _MISSING and mapped == remote:
        return Outcome.ADVANCE
    if agreed and changed_here and not changed_there:
        return _allowed(Outcome.PUSH, rule)
    if agreed and changed_there and not changed_here:
        return _allowed(Outcome.PULL, rule)
    if not agreed:
        if rule.blank_yields and _blank(local):
            return _allowed(Outcome.PULL, rule)
        if rule.blank_yields and _blank(remote):
            return _allowed(Outcome.PUSH, rule)
        return Outcome.DIFFERENCE
    if rule.direction is not Direction.BOTH:
        # no policy may move a field against its owner; nobody clashed over it either
        return Outcome.DIFFERENCE
    return {
        Winner.ODOO: Outcome.PUSH,
        Winner.XERO: Outcome.PULL,
        Winner.ASK: Outcome.CONFLICT,
    }[winner]


def _allowed(outcome: Outcome, rule: FieldRule) -> Outcome:
    """The outcome if the owner rule lets the field travel that way."""
    ways = {
        Direction.BOTH: (Outcome.PUSH, Outcome.PULL),
        Direction.TO_XERO: (Outcome.PUSH,),
        Direction.TO_ODOO: (Outcome.PULL,),
        Direction.COMPARE: (),
    }
    return outcome if outcome in ways[rule.direction] else Outcome.DIFFERENCE


def _blank(value: Any) -> bool:
    if hasattr(value, "is_blank"):
        return bool(value.is_blank)
    return value is None or value is False or value == "" or value == ()
