# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a run remembers between its steps. Nothing here survives the run."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg2

from odoo.tools import config

from ..xero import errors
from ..xero.limits import Budget, Lane, Limits

#: seconds a run lasts at most; it goes on in a new job
TIME_BOX = 30
#: Odoo's limits of a worker, in seconds; 0 is none
WORKER_LIMITS = ("limit_time_cpu", "limit_time_real")
#: records of one turn: whole batches for reading (40) and for writing (50)
TAKE = 200

#: key of the context of what a run does
IN_RUN = "xero_connector_in_run"

LANES = {
    "button": Lane.BUTTON,
    "hook": Lane.HOOK,
    "webhook": Lane.WEBHOOK,
    "poll": Lane.POLL,
    "sweep": Lane.SWEEP,
    "backfill": Lane.BACKFILL,
}


#: The database is in trouble, or another transaction won. Nothing that one record is to
#: blame for: what a record's own data does (a constraint, a character that JSON cannot
#: hold) comes as other errors of psycopg2.
DATABASE_TROUBLE = (psycopg2.OperationalError, psycopg2.InterfaceError)
#: what concerns one call alone
REFUSED = (errors.Refused, errors.NotFound, errors.Forbidden, errors.ScopeMissing)


class StopRun(Exception):
    """The run ends here, by plan: a limit, an outage, Disconnect, the time box.

    :param reason: for the log and the status
    :param seconds: when to come back; None: when somebody wakes us
    """

    def __init__(self, reason, seconds=None):
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds


def time_box():
    """Seconds that a run may last: never above half of what ends its worker."""
    limits = [config[name] / 2 for name in WORKER_LIMITS if config[name]]
    return min([TIME_BOX, *limits])


@dataclass
class RunState:
    """One run of one connection."""

    connection_id: int
    caller: object = None
    ends: float = field(default_factory=lambda: time.monotonic() + time_box())
    turns: int = 0
    #: turns of all runs, for the one in ten that serves the lowest lane
    turns_before: int = 0
    limits: Limits | None = None
    budget: Budget = Budget()
    paused_until: datetime | None = None
    pause_reason: str = ""
    answered: bool = False
    #: seconds of the call of this run that lasted longest
    slowest: float = 0
    #: Xero ids that a plan has to see first; the next turn reads them
    look: set[str] = field(default_factory=set)
    #: endpoints whose changes were read to the end in this run
    fresh: set[str] = field(default_factory=set)
    #: endpoints that gave no answer in this run, and what came in its place
    silent: dict[str, errors.NoAnswer] = field(default_factory=dict)
    #: what resources found out and need again: see ``contact_match``
    memory: dict[str, object] = field(default_factory=dict)
    #: seconds after which a run should follow if anything waits; None: when woken
    back: float | None = 0
    #: requests whose answer was lost in this run
    unknown: set[int] = field(default_factory=set)
    #: user id to what became of the records that they asked for
    outcomes: dict[int, list[tuple[str, str, str]]] = field(default_factory=dict)

    @property
    def left(self):
        """Seconds left of the time box."""
        return self.ends - time.monotonic()

    def tell(self, user_id, name, state, message=""):
        """Remember an outcome for the notification to whoever asked."""
        if user_id:
            self.outcomes.setdefault(user_id, []).append((name, state, message or ""))

    def told(self):
        """What was remembered so far, for a step that may have to begin anew."""
        return {user_id: list(told) for user_id, told in self.outcomes.items()}

    def untell(self, before):
        """Forget what was remembered since ``told`` said ``before``."""
        self.outcomes = {user_id: list(told) for user_id, told in before.items()}


@dataclass
class Taken:
    """Changes of one lane and resource, by the record that they are about."""

    lane: str
    resource: str
    #: Odoo id to ids of its changes
    by_res: dict[int, list[int]] = field(default_factory=dict)
    #: Xero id to ids of its changes
    by_remote: dict[str, list[int]] = field(default_factory=dict)
    #: Odoo id to the user who asked
    users: dict[int, int] = field(default_factory=dict)

    def split(self):
        """Two halves, for finding the one record that breaks a batch."""
        keys = [("res", key) for key in self.by_res]
        keys += [("remote", key) for key in self.by_remote]
        middle = len(keys) // 2
        return [self._only(part) for part in (keys[:middle], keys[middle:])]

    def _only(self, keys):
        wanted = set(keys)
        return Taken(
            self.lane,
            self.resource,
            {k: v for k, v in self.by_res.items() if ("res", k) in wanted},
            {k: v for k, v in self.by_remote.items() if ("remote", k) in wanted},
            self.users,
        )

    def __len__(self):
        return len(self.by_res) + len(self.by_remote)


def utcnow():
    """Aware current time."""
    return datetime.now(UTC)
