# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a process may die: at every commit that wrote, inside every HTTP write."""

import os
import signal


def die():
    """Gone between two instructions: no ``finally``, no rollback, no goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch(at=None, when=None):
    """Count this process's boundaries, and die at one of them.

    Boundaries are numbered from 1 in the order in which they come. ``when`` is
    ``commit`` (right after a commit that wrote something), ``before_send`` (the request
    is frozen, nothing left yet) or ``after_store`` (Xero has answered, nobody has
    looked at the answer).

    :return: a list that fills with the kinds of boundaries that were passed
    """
    from odoo.sql_db import Cursor

    from odoo.addons.xero_connector.xero.client import XeroClient

    seen = []

    def boundary(kind):
        seen.append(kind)
        if at is not None and kind == when and seen.count(kind) == at:
            die()

    real_commit, real_send = Cursor.commit, XeroClient.send

    def commit(cursor):
        cursor.flush()
        cursor._obj.execute("SELECT pg_current_xact_id_if_assigned() IS NOT NULL")
        (wrote,) = cursor._obj.fetchone()
        real_commit(cursor)
        if wrote:
            boundary("commit")

    def send(client, *args, **kwargs):
        boundary("before_send")
        answer = real_send(client, *args, **kwargs)
        boundary("after_store")
        return answer

    Cursor.commit, XeroClient.send = commit, send
    return seen
