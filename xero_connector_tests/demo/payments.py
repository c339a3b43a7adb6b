# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments registered in Odoo and payments recorded in the local Xero."""

from datetime import date
from decimal import Decimal

from .mappings import BANKS


def unpaid(odoo):
    """Posted invoices on which all is due, the oldest first."""
    rows = odoo.search_read(
        "account.move",
        [
            ("company_id", "=", odoo.company_id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "=", "not_paid"),
            ("xero_id", "!=", False),
        ],
        ["name", "amount_residual", "xero_id", "company_currency_id", "currency_id"],
        order="invoice_date, id",
    )
    return [row for row in rows if row["currency_id"] == row["company_currency_id"]]


def pay_in_odoo(odoo, move, part=None):
    """Register a payment as a person does.

    :param part: how much, all that is due by default
    """
    journal = odoo.search_read(
        "account.journal",
        [("company_id", "=", odoo.company_id), ("type", "=", "bank")],
        ["id"],
        limit=1,
    )[0]
    context = {"active_model": "account.move", "active_ids": [move["id"]]}
    values = {"journal_id": journal["id"]}
    if part:
        values["amount"] = part
    wizard = odoo.call("account.payment.register", "create", values, context=context)
    odoo.call(
        "account.payment.register", "action_create_payments", [wizard], context=context
    )


def pay_in_xero(xero, move, part=None):
    """Record a payment in the local Xero, as its bookkeeper does."""
    payment = {
        "Invoice": {"InvoiceID": move["xero_id"]},
        "Account": {"Code": BANKS["bank"]},
        "Date": date.today().isoformat(),
        "Amount": part or move["amount_residual"],
        "Reference": f"Bank transfer {move['name']}",
    }
    return xero.write("PUT", "Payments", {"Payments": [payment]})["Payments"][0]


def play(odoo, xero, connection_id, wait):
    """Both sides are paid on: in full, in part, and taken back again.

    :param wait: call it to let the jobs do their work
    """
    moves = unpaid(odoo)[:6]
    for move, share in zip(moves[:3], (None, 0.5, None), strict=False):
        pay_in_odoo(odoo, move, share and round(move["amount_residual"] * share, 2))
    wait()
    recorded = [
        pay_in_xero(xero, move, share and round(move["amount_residual"] * share, 2))
        for move, share in zip(moves[3:], (None, 0.25, None), strict=False)
    ]
    odoo.call("xero.connection", "action_read_now", [connection_id])
    wait()
    if recorded:
        gone = recorded[-1]["PaymentID"]
        xero.write("POST", f"Payments/{gone}", {"Status": "DELETED"})
        odoo.call("account.move", "action_xero_sync", [moves[3:][-1]["id"]])
        wait()


def compare(odoo, xero, moves, there):
    """Paid and due of each document on both sides.

    :param moves: as read from Odoo, with ``xero_id``, total and what is due
    :param there: Xero's id to its document; a credit note calls what is due
        RemainingCredit
    """
    differing = []
    paid_here = paid_there = Decimal(0)
    for move in moves:
        twin = there.get(move["xero_id"])
        if twin is None:
            continue
        due = _cents(move["amount_residual"])
        due_there = _cents(twin.get("AmountDue", twin.get("RemainingCredit")))
        paid_here += _cents(move["amount_total"]) - due
        paid_there += _cents(twin["Total"]) - due_there
        if due != due_there:
            differing.append(
                {
                    "name": move["name"],
                    "field": "due",
                    "odoo": str(due),
                    "xero": str(due_there),
                }
            )
    links = odoo.search_read(
        "xero.link",
        [
            ("resource", "in", ["payment", "batch_payment", "allocation"]),
            ("state", "!=", "retired"),
            ("res_id", "!=", 0),
        ],
        ["remote_id"],
    )
    live = {
        row["PaymentID"]
        for row in xero.everything("Payments")
        if row["Status"] == "AUTHORISED"
    }
    return {
        "in_odoo": len(links),
        "in_xero": len(live),
        "linked": len([row for row in links if row["remote_id"]]),
        "differing": differing,
        "paid_odoo": f"{paid_here:.2f}",
        "paid_xero": f"{paid_there:.2f}",
    }


def _cents(amount):
    return Decimal(str(amount)).quantize(Decimal("0.01"))
