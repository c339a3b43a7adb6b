# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A customer after the connection is live: new invoices, one payment over three of
them, one less a fee, a credit applied, one taken back, in Odoo and in Xero; and drifts
that are healed."""

from datetime import date, timedelta

from . import golive
from .mappings import BANKS

CUSTOMER = "Quay Chandlers Ltd"
FEE = 2.5


def play(odoo, xero, connection_id, wait):
    """:return: what was done, for the report"""
    customer = odoo.call(
        "res.partner", "create", {"name": CUSTOMER, "is_company": True}
    )
    prices = [120, 85.5, 310.25, 99.99, 240, 64, 18.4, 77.3, 150, 45, 88]
    invoices = _invoices(odoo, customer, prices)
    credits = _invoices(odoo, customer, [60, 35], "out_refund")
    wait()
    _pay(odoo, invoices[:3], {"group_payment": True})
    _pay_less_a_fee(odoo, connection_id, invoices[3])
    _apply(odoo, credits[0], invoices[4])
    _pay(odoo, [invoices[9]], {})
    bills = odoo.search_read(
        "account.move",
        [
            ("company_id", "=", odoo.company_id),
            ("move_type", "=", "in_invoice"),
            ("payment_state", "=", "not_paid"),
            ("xero_id", "!=", False),
        ],
        ["name"],
        limit=1,
    )
    for bill in bills:
        _pay(odoo, [bill["id"]], {})
    wait()
    _take_back(odoo, invoices[9])
    there = _in_xero(odoo, xero, invoices[5:8], credits[1], invoices[8])
    there["fee"] = _less_a_fee_there(odoo, xero, connection_id, invoices[10])
    odoo.call("xero.connection", "action_read_now", [connection_id])
    wait()
    arrived = _arrived(odoo, [*invoices[5:9], invoices[10]])
    drifts = _drift(odoo, xero, connection_id, invoices[4], wait)
    return {
        "one_payment_over": 3,
        "fee": FEE,
        "credit_applied": 60,
        "bills_paid": len(bills),
        "taken_back": _due(odoo, xero, invoices[9]),
        "in_xero": there,
        "arrived": arrived,
        **drifts,
    }


def _take_back(odoo, move_id):
    """Cancel the payment of an invoice."""
    (move,) = odoo.search_read("account.move", [("id", "=", move_id)], ["name"])
    payments = odoo.search_read(
        "account.payment", [("memo", "=", move["name"])], ["id"]
    )
    ids = [payment["id"] for payment in payments]
    odoo.call("account.payment", "action_draft", ids)
    odoo.call("account.payment", "action_cancel", ids)


def _in_xero(odoo, xero, paid, credit_id, credited_id):
    """The bookkeeper's side: one deposit over three invoices, and a credit applied."""
    rows = odoo.search_read(
        "account.move",
        [("id", "in", [*paid, credit_id, credited_id])],
        ["xero_id", "amount_residual"],
    )
    moves = {row["id"]: row for row in rows}
    today = date.today().isoformat()
    deposit = {
        "Account": {"Code": BANKS["bank"]},
        "Date": today,
        "Reference": "Deposit",
        "Payments": [
            {
                "Invoice": {"InvoiceID": moves[one]["xero_id"]},
                "Amount": moves[one]["amount_residual"],
            }
            for one in paid
        ],
    }
    xero.write("PUT", "BatchPayments", {"BatchPayments": [deposit]})
    credit = abs(moves[credit_id]["amount_residual"])
    applied = {
        "Invoice": {"InvoiceID": moves[credited_id]["xero_id"]},
        "Amount": credit,
        "Date": today,
    }
    path = f"CreditNotes/{moves[credit_id]['xero_id']}/Allocations"
    xero.write("PUT", path, {"Allocations": [applied]})
    return {"one_deposit_over": len(paid), "credit_applied": credit}


def _less_a_fee_there(odoo, xero, connection_id, move_id):
    """What the bank kept is a second payment, on Xero's account for fees."""
    (connection,) = odoo.search_read(
        "xero.connection", [("id", "=", connection_id)], ["fee_account_id"]
    )
    (account,) = odoo.search_read(
        "xero.account", [("id", "=", connection["fee_account_id"][0])], ["remote_id"]
    )
    (move,) = odoo.search_read(
        "account.move", [("id", "=", move_id)], ["xero_id", "amount_residual"]
    )
    paid = round(move["amount_residual"] - FEE, 2)
    payments = [
        {
            "Invoice": {"InvoiceID": move["xero_id"]},
            "Account": on,
            "Date": date.today().isoformat(),
            "Amount": amount,
        }
        for on, amount in (
            ({"Code": BANKS["bank"]}, paid),
            ({"AccountID": account["remote_id"]}, FEE),
        )
    ]
    xero.write("PUT", "Payments", {"Payments": payments})
    return FEE


def _arrived(odoo, move_ids):
    """Name and state of what was settled in Xero, as Odoo shows it."""
    rows = odoo.search_read(
        "account.move", [("id", "in", move_ids)], ["name", "payment_state"]
    )
    return {row["name"]: row["payment_state"] for row in rows}


def _due(odoo, xero, move_id):
    """What is due on both sides."""
    (move,) = odoo.search_read(
        "account.move", [("id", "=", move_id)], ["xero_id", "amount_residual"]
    )
    (there,) = xero.write("GET", f"Invoices/{move['xero_id']}", None)["Invoices"]
    return [move["amount_residual"], there["AmountDue"]]


def _invoices(odoo, customer, prices, move_type="out_invoice"):
    today = date.today()
    ids = odoo.call(
        "account.move",
        "create",
        [
            {
                "move_type": move_type,
                "partner_id": customer,
                "invoice_date": today.isoformat(),
                "invoice_line_ids": [(0, 0, {"name": "Rope", "price_unit": price})],
            }
            for price in prices
        ],
    )
    odoo.call("account.move", "action_post", ids)
    return ids


def _pay(odoo, move_ids, values):
    (journal,) = odoo.search_read(
        "account.journal",
        [("company_id", "=", odoo.company_id), ("type", "=", "bank")],
        ["id"],
        limit=1,
    )
    context = {"active_model": "account.move", "active_ids": move_ids}
    wizard = odoo.call(
        "account.payment.register",
        "create",
        {"journal_id": journal["id"], **values},
        context=context,
    )
    odoo.call(
        "account.payment.register", "action_create_payments", [wizard], context=context
    )


def _pay_less_a_fee(odoo, connection_id, move_id):
    """What the bank kept is written off to an account that Xero has too."""
    (mapping,) = odoo.search_read(
        "xero.account.mapping",
        [
            ("connection_id", "=", connection_id),
            ("is_suggested", "=", False),
            ("xero_account_id.name", "=", "Bank Fees"),
        ],
        ["account_id"],
        limit=1,
    )
    (move,) = odoo.search_read("account.move", [("id", "=", move_id)], ["amount_total"])
    _pay(
        odoo,
        [move_id],
        {
            "amount": round(move["amount_total"] - FEE, 2),
            "payment_difference_handling": "reconcile",
            "writeoff_account_id": mapping["account_id"][0],
            "writeoff_label": "Bank fee",
        },
    )


def _apply(odoo, credit_id, invoice_id):
    """Use the credit note for the invoice, as the link on the invoice does."""
    (line,) = odoo.search_read(
        "account.move.line",
        [
            ("move_id", "=", credit_id),
            ("account_id.account_type", "=", "asset_receivable"),
        ],
        ["id"],
    )
    odoo.call("account.move", "js_assign_outstanding_line", invoice_id, line["id"])


def _drift(odoo, xero, connection_id, move_id, wait):
    """The due date is moved over there, the reference over here: both come across."""
    (move,) = odoo.search_read("account.move", [("id", "=", move_id)], ["xero_id"])
    later = (date.today() + timedelta(days=45)).isoformat()
    path = f"Invoices/{move['xero_id']}"
    changed = {"InvoiceID": move["xero_id"], "DueDate": later}
    xero.write("POST", path, {"Invoices": [changed]})
    odoo.call("account.move", "write", [move_id], {"ref": "Order 4711"})
    odoo.call("account.move", "action_xero_sync", [move_id])
    wait()
    decided = golive.settle_differences(odoo, connection_id)
    wait()
    (here,) = odoo.search_read(
        "account.move", [("id", "=", move_id)], ["invoice_date_due", "ref"]
    )
    (there,) = xero.write("GET", path, None)["Invoices"]
    return {
        "drifts": {
            "due date": [here["invoice_date_due"], there["DueDateString"][:10]],
            "reference": [here["ref"], there["Reference"]],
        },
        "decided": decided,
    }
