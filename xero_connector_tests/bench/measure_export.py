# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending new documents: calls, queries, seconds, memory; a thousand and ten."""

import resource
import time

from .documents import KINDS, connect, customers, post

SIZES = (1000, 10000)
#: seconds that making or sending them may take
LONGEST = 3600
NAMES = {
    f"export_{name}_{size}": f"{text}, {size:,} of them"
    for size in SIZES
    for name, text in {
        "calls": "calls to send new invoices, bills and credit notes",
        "documents_per_second": "documents sent in a second, limits off",
        "cpu_ms_per_document": "milliseconds of Odoo's own CPU for a document",
        "queries_per_document": "database queries for a document",
        "peak_mb": "most memory of the process that sends",
    }.items()
}


def measure(lab):
    """Send posted documents of mixed kinds, whose contacts Xero knows, limits off."""
    figures = {}
    for size in SIZES:
        figures |= {
            f"export_{name}_{size}": figure for name, figure in _export(lab, size)
        }
    return figures


def _export(lab, size):
    from ..committed import books
    from ..committed.xero_process import XeroProcess

    lab.fresh()
    with XeroProcess() as xero:
        with lab.env() as env:
            connect(env, xero)
            partner_ids = customers(env)
        with lab.env() as env:
            post(env, partner_ids, len(partner_ids))
        books.sync(lab)
        before = _stored(lab)
        # a process of its own: what making the documents took is not what sending takes
        lab.fork(_make, partner_ids, size).result(LONGEST)
        xero.forget_calls()
        measured = lab.fork(_send).result(LONGEST)
        calls = len(xero.calls())
    sent = _stored(lab) - before
    if sent != size:
        raise AssertionError(f"{sent} of {size} documents arrived")
    yield "calls", calls
    yield "documents_per_second", round(size / measured["seconds"], 1)
    yield "cpu_ms_per_document", round(measured["cpu"] / size * 1000, 2)
    yield "queries_per_document", round(measured["queries"] / size, 2)
    yield "peak_mb", measured["peak_mb"]


def _make(lab, partner_ids, size):
    for start in range(0, size, 500):
        with lab.env() as env:
            post(env, partner_ids, min(500, size - start))


def _send(lab):
    from odoo import sql_db

    from ..committed import books

    queries, began, cpu = sql_db.sql_counter, time.monotonic(), time.process_time()
    books.sync(lab)
    return {
        "seconds": time.monotonic() - began,
        "cpu": time.process_time() - cpu,
        "queries": sql_db.sql_counter - queries,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _stored(lab):
    ((count,),) = lab.sql(
        "SELECT count(*) FROM xero_link WHERE remote_id IS NOT NULL"
        " AND state = 'synced' AND resource IN %s",
        tuple(KINDS.values()),
    )
    return count
