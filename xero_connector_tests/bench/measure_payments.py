# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments: 1,000 taken over from Xero against Odoo's own, 1,000 sent to Xero."""

import time

from .documents import post

NAMES = {
    "payment_import_vs_odoo_ratio": "1,000 payments from Xero against Odoo's own "
    "create, post and reconcile of as many",
    "payment_import_calls": "calls to read 1,000 payments",
    "payment_export_calls": "calls to send 1,000 payments",
}
COUNT = 1000
CUSTOMERS = 20
DAY = "2026-09-20"


def measure(lab):
    """Three equal thirds of invoices: one paid in Odoo in bulk and sent, one paid in
    Xero and read, each as daily work would do it."""
    from ..committed import books
    from ..committed.xero_process import XeroProcess

    lab.fresh()
    with XeroProcess() as xero:
        with lab.env() as env:
            connection = books.connect(env, xero)
            books.map_bank(env, connection)
            partners = [
                books.customer(env, f"Customer {number}").id
                for number in range(CUSTOMERS)
            ]
        with lab.env() as env:
            here = post(env, partners, COUNT, ("out_invoice",)).ids
            there = post(env, partners, COUNT, ("out_invoice",)).ids
        books.sync(lab)
        with lab.env() as env:
            began = time.monotonic()
            _pay_in_bulk(env, here)
        odoo_seconds = time.monotonic() - began
        xero.forget_calls()
        books.sync(lab)
        sent = len([c for c in xero.calls() if c["method"] != "GET"])
        _pay_in_xero(lab, xero, there)
        xero.forget_calls()
        with lab.env() as env:
            connection = env["xero.connection"].search([])
            env["xero.pull"]._schedule(connection)
            states = env["xero.poll.state"].search([])
            states.filtered(lambda s: s.endpoint != "Payments").unlink()
            states.exists().next_poll = "2020-01-01"
        began = time.monotonic()
        books.sync(lab)
        seconds = time.monotonic() - began
        calls = len(xero.calls())
    ((unpaid,),) = lab.sql(
        "SELECT count(*) FROM account_move WHERE id IN %s AND amount_residual <> 0",
        tuple(here + there),
    )
    if unpaid:
        raise AssertionError(f"{unpaid} documents are not paid in Odoo")
    return {
        "payment_import_vs_odoo_ratio": round(seconds / odoo_seconds, 2),
        "payment_import_calls": calls,
        "payment_export_calls": sent,
    }


def _pay_in_bulk(env, move_ids):
    """Odoo's own: created together, posted together, reconciled."""
    from ..committed import books

    moves = env["account.move"].browse(move_ids)
    journal = books.bank(env)
    payments = env["account.payment"].create(
        [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": move.commercial_partner_id.id,
                "amount": move.amount_total,
                "date": DAY,
                "journal_id": journal.id,
                "memo": move.name,
            }
            for move in moves
        ]
    )
    payments.action_post()
    for move, payment in zip(moves, payments, strict=True):
        (move.line_ids + payment.move_id.line_ids).filtered(
            lambda aml: (
                aml.account_id.account_type == "asset_receivable" and not aml.reconciled
            )
        ).reconcile()


def _pay_in_xero(lab, xero, move_ids):
    links = dict(
        lab.sql("SELECT res_id, remote_id FROM xero_link WHERE resource = 'invoice'")
    )
    with lab.env(commit=False) as env:
        totals = {m.id: m.amount_total for m in env["account.move"].browse(move_ids)}
    for start in range(0, len(move_ids), 50):
        xero.api(
            "PUT",
            "Payments",
            {
                "Payments": [
                    {
                        "Invoice": {"InvoiceID": links[move_id]},
                        "Account": {"Code": "090"},
                        "Date": DAY,
                        "Amount": round(totals[move_id], 2),
                    }
                    for move_id in move_ids[start : start + 50]
                ]
            },
        )
