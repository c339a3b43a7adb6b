# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each contact owes and is owed, on both sides."""

from collections import Counter
from decimal import Decimal

#: kind of balance: move types, Xero's Types; what a credit note leaves is less
KINDS = {
    "receivables": ("out_", ("ACCREC", "ACCRECCREDIT")),
    "payables": ("in_", ("ACCPAY", "ACCPAYCREDIT")),
}


def compare(odoo, moves, twins):
    """Balances by contact and currency, added up from the linked documents.

    :param moves: as read from Odoo, with ``xero_id`` and what is due
    :param twins: Xero's id to its document
    """
    (company,) = odoo.search_read(
        "res.company", [("id", "=", odoo.company_id)], ["currency_id"]
    )
    home = company["currency_id"][1]
    linked = {move["xero_id"]: move for move in moves if move["xero_id"] in twins}
    report = {}
    for kind, (prefix, types) in KINDS.items():
        here, there, names = Counter(), Counter(), {}
        for remote_id, move in linked.items():
            if not move["move_type"].startswith(prefix):
                continue
            names[twins[remote_id]["Contact"]["ContactID"]] = move[
                "commercial_partner_id"
            ][1]
            sign = -1 if move["move_type"].endswith("_refund") else 1
            key = move["commercial_partner_id"][1], move["currency_id"][1]
            here[key] += sign * _cents(move["amount_residual"])
        for remote_id in linked:
            twin = twins[remote_id]
            if twin["Type"] not in types:
                continue
            due = _cents(twin.get("AmountDue", twin.get("RemainingCredit")))
            sign = -1 if twin["Type"].endswith("CREDIT") else 1
            key = names[twin["Contact"]["ContactID"]], twin["CurrencyCode"]
            there[key] += sign * due
        keys = sorted(here.keys() | there.keys())
        report[kind] = {
            "contacts": len({name for name, _currency in keys}),
            "odoo": _home(here, home),
            "xero": _home(there, home),
            "by_contact": [
                {
                    "contact": key[0],
                    "currency": key[1],
                    "odoo": str(here[key]),
                    "xero": str(there[key]),
                }
                for key in keys
            ],
            "differing": [key[0] for key in keys if here[key] != there[key]],
        }
    return report


def _home(balances, currency):
    """The sum in the company's own currency."""
    total = sum(
        (amount for (_name, code), amount in balances.items() if code == currency),
        Decimal(0),
    )
    return f"{total:.2f}"


def _cents(amount):
    return Decimal(str(amount)).quantize(Decimal("0.01"))
