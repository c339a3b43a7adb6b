# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending new invoices: calls, queries, seconds, memory."""

import resource
import time

NAMES = {
    "export_calls_per_1000_new_invoices": "calls to send 1,000 new invoices",
    "export_invoices_per_second": "invoices sent in a second, limits off",
    "export_queries_per_invoice": "database queries for an invoice sent",
}
COUNT = 1000
CUSTOMERS = 20


def measure(lab):
    """Send 1,000 posted invoices whose contacts Xero knows, with the limits off."""
    from ..committed import books
    from ..committed.xero_process import XeroProcess

    lab.fresh()
    with XeroProcess() as xero:
        with lab.env() as env:
            books.connect(env, xero)
            partners = [
                books.customer(env, f"Customer {number}").id
                for number in range(CUSTOMERS)
            ]
            for partner in env["res.partner"].browse(partners):
                books.invoice(env, partner)
        books.sync(lab)
        with lab.env() as env:
            _post(env, partners, COUNT)
        xero.forget_calls()
        queries, seconds = _timed_sync(lab)
        calls = len(xero.calls())
        sent = len(xero.everything("Invoices")) - CUSTOMERS
    if sent != COUNT:
        raise AssertionError(f"{sent} of {COUNT} invoices arrived")
    return {
        "export_calls_per_1000_new_invoices": calls,
        "export_invoices_per_second": round(COUNT / seconds, 1),
        "export_queries_per_invoice": round(queries / COUNT, 2),
        "export_peak_mb": round(
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1
        ),
    }


def _timed_sync(lab):
    from odoo import sql_db

    from ..committed import books

    before, began = sql_db.sql_counter, time.monotonic()
    books.sync(lab)
    return sql_db.sql_counter - before, time.monotonic() - began


def _post(env, partner_ids, count):
    """Invoices of three lines, made and posted in bulk."""
    from odoo import Command

    tax = env["account.tax"].search(
        [
            ("company_id", "=", env.company.id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 20),
        ],
        limit=1,
    )
    moves = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner_ids[number % len(partner_ids)],
                "invoice_date": "2026-09-14",
                "invoice_date_due": "2026-10-14",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": f"Line {line}",
                            "quantity": line,
                            "price_unit": 10 + number * 0.37 + line,
                            "tax_ids": [Command.set(tax.ids)],
                        }
                    )
                    for line in (1, 2, 3)
                ],
            }
            for number in range(count)
        ]
    )
    moves.action_post()
    return moves
