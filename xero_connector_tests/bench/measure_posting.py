# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the connected addon costs a user who posts invoices."""

import statistics
import time

NAMES = {
    "post_overhead_ratio": "posting 200 invoices, connected against not (median)",
    "post_calls": "calls while posting 200 invoices",
}
COUNT = 200
PAIRS = 7


def measure(lab):
    """Post 200 invoices with and without a live connection, in turn.

    *Without* is the same database with the connection ended: the hooks are there and
    find nobody to work for.
    """
    from ..committed import books
    from ..committed.xero_process import XeroProcess

    lab.fresh()
    with XeroProcess() as xero:
        with lab.env() as env:
            connection_id = books.connect(env, xero).id
            partner_id = books.customer(env, "Customer").id
        xero.forget_calls()
        times = {True: [], False: []}
        for turn in range(2 * PAIRS + 2):
            connected = turn % 2 == 0
            with lab.env() as env:
                connection = env["xero.connection"].browse(connection_id)
                connection.state = "connected" if connected else "disconnected"
            with lab.env() as env:
                moves = _drafts(env, partner_id)
            seconds = _timed_post(lab, moves)
            if turn >= 2:  # the first pair warms up
                times[connected].append(seconds)
        calls = len(xero.calls())
    ratios = [a / b for a, b in zip(times[True], times[False], strict=True)]
    return {
        "post_overhead_ratio": round(statistics.median(ratios), 3),
        "post_calls": calls,
    }


def _drafts(env, partner_id):
    from odoo import Command

    return (
        env["account.move"]
        .create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner_id,
                    "invoice_date": "2026-09-14",
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 100})
                    ],
                }
                for _number in range(COUNT)
            ]
        )
        .ids
    )


def _timed_post(lab, ids):
    """Post and commit, with everything that the commit sets off."""
    began = time.monotonic()
    with lab.env() as env:
        env["account.move"].browse(ids).action_post()
    return time.monotonic() - began
