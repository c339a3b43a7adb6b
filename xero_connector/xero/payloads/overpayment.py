# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Overpayments: canonical form <-> Xero's BankTransactions JSON, in Xero's terms.

Xero makes one from a bank transaction of its own Type, with one line without tax; the
account is the control account, which Xero sets. Its API neither changes nor deletes
one: it can only be applied to documents.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...sync.canonical import Overpayment, Values, values_of
from .. import codec

RECEIVED = "RECEIVE-OVERPAYMENT"
SPENT = "SPEND-OVERPAYMENT"
_UNDONE = ("DELETED", "VOIDED")


def to_payload(values: Mapping[str, Any], description: str) -> dict[str, Any]:
    """A new overpayment. Xero takes a Reference of plain transactions only.

    :param values: an Overpayment in Xero's terms
    :param description: text of its only line
    """
    return {
        "Type": values["kind"],
        "Contact": {"ContactID": values["contact"]},
        "BankAccount": {"AccountID": values["account"]},
        "Date": codec.format_date(values["date"]),
        "LineAmountTypes": "NoTax",
        "LineItems": [
            {
                "Description": description,
                "Quantity": Decimal(1),
                "UnitAmount": values["amount"],
            }
        ],
    }


def from_payload(payload: Mapping[str, Any]) -> Values:
    """An overpayment as Xero gave its bank transaction."""
    return values_of(
        Overpayment(
            kind=payload.get("Type") or "",
            contact=(payload.get("Contact") or {}).get("ContactID") or "",
            account=(payload.get("BankAccount") or {}).get("AccountID") or "",
            date=codec.parse_date(payload.get("Date")),
            amount=codec.decimal(payload.get("Total") or 0),
            status="void" if payload.get("Status") in _UNDONE else "open",
        )
    )
