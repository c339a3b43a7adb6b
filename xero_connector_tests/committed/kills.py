# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a process may die: at every commit that wrote, inside every HTTP write."""

import os
import signal
import sys
from dataclasses import dataclass

from . import books

COMMIT = "commit"
BEFORE_SEND = "before_send"
AFTER_STORE = "after_store"


@dataclass(frozen=True)
class Boundary:
    """One place to die: the ``number``-th (from 1) of all that a run passes."""

    number: int
    kind: str

    def __str__(self):
        return f"{self.number}-{self.kind}"


def die():
    """Gone between two instructions: no ``finally``, no rollback, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch(at=None):
    """Count this process's boundaries, and die at one of them.

    A boundary is right after a commit that wrote something (``commit``), right before
    a write to Xero whose request is frozen (``before_send``), or right after Xero has
    answered one and before anybody has looked at the answer (``after_store``).

    :param at: number of the boundary, from 1, in the order in which they come; or one
        that a dry run has passed, and then it must be of the same kind
    :return: a list that fills with the kinds of boundaries that were passed
    """
    from odoo.sql_db import Cursor

    from odoo.addons.xero_connector.xero.client import XeroClient

    seen = []
    number, expected = (at.number, at.kind) if isinstance(at, Boundary) else (at, None)

    def boundary(kind):
        seen.append(kind)
        if len(seen) == number:
            if expected not in (None, kind):
                # past every handler of the engine: what is tried is not what is meant
                sys.stderr.write(f"{at} is {kind} this time\n")
                os._exit(1)
            die()

    real_commit, real_send = Cursor.commit, XeroClient.send

    def commit(cursor):
        cursor.flush()
        cursor._obj.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        (wrote,) = cursor._obj.fetchone()
        real_commit(cursor)
        if wrote:
            boundary(COMMIT)

    def send(client, *args, **kwargs):
        boundary(BEFORE_SEND)
        answer = real_send(client, *args, **kwargs)
        boundary(AFTER_STORE)
        return answer

    Cursor.commit, XeroClient.send = commit, send
    return seen


def run_watched(lab, at=None):
    """Body of a forked process: one run, watched.

    :return: the kinds of boundaries that were passed
    """
    with lab.env() as env:
        seen = watch(at)
        books.run(env)
    return seen


def boundaries(kinds, every=True):
    """Where to die, from what a dry run has passed.

    :param every: also right before a write that follows a commit. Between the two
        nothing is written anywhere, so what the dead leave behind is the same to the
        bit; for a few records both are tried, for many only the commit.
    """
    return [
        Boundary(number, kind)
        for number, kind in enumerate(kinds, 1)
        if every or kind != BEFORE_SEND or kinds[number - 2] != COMMIT
    ]
