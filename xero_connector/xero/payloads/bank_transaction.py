# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money spent: canonical form <-> Xero's BankTransactions JSON, in Xero's terms.

Xero computes the tax of a bank transaction itself and takes no other amount. What was
paid is a sum with tax in it, so the lines travel tax-inclusive: that is the arithmetic
by which the receipt was made.
"""

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ...sync.canonical import Line, Spending, Values, values_of
from .. import codec
from . import document

_CENT = Decimal("0.01")
#: of a line, what Xero does not work out itself
_TEXTS = ("LineItemID", "Description", "AccountCode", "TaxType", "ItemCode")
_FIGURES = ("Quantity", "UnitAmount")
#: it has neither drafts nor approvals
_STATUS = {"AUTHORISED": "open", "DELETED": "void", "VOIDED": "void"}


def tax_inside(gross: Decimal, rate: Decimal) -> Decimal:
    """The tax that Xero finds in an amount that holds it.

    :param rate: effective rate in percent
    """
    return (gross * rate / (100 + rate)).quantize(_CENT, ROUND_HALF_UP)


def to_payload(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The JSON of the named fields (all of them for a create).

    :raise ValueError: for a line without account or without exactly one tax rate
    """
    payload: dict[str, Any] = {}
    if "kind" in names:
        payload["Type"] = values["kind"]
    if "contact" in names:
        payload["Contact"] = {"ContactID": values["contact"]}
    if "bank" in names:
        payload["BankAccount"] = {"AccountID": values["bank"]}
    if "reference" in names:
        payload["Reference"] = values["reference"]
    if "date" in names and values["date"]:
        payload["Date"] = codec.format_date(values["date"])
    if "rate" in names and values["rate"]:
        payload["CurrencyRate"] = values["rate"]
    if "lines" in names:
        payload["LineAmountTypes"] = "Inclusive"
        payload["LineItems"] = [_line(line) for line in values["lines"]]
    return payload


def as_it_is(payload: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The JSON that writes type, bank account or lines over themselves.

    :param payload: what Xero said; figures may be texts
    :param names: of ``kind``, ``bank`` and ``lines``
    """
    same: dict[str, Any] = {}
    if "kind" in names:
        same["Type"] = payload["Type"]
    if "bank" in names:
        same["BankAccount"] = {"AccountID": payload["BankAccount"]["AccountID"]}
    if "lines" in names:
        same["LineAmountTypes"] = payload["LineAmountTypes"]
        same["LineItems"] = [_same(line) for line in payload.get("LineItems") or ()]
    return same


def _same(line: Mapping[str, Any]) -> dict[str, Any]:
    same: dict[str, Any] = {key: line[key] for key in _TEXTS if line.get(key)}
    same |= {key: Decimal(str(line[key])) for key in _FIGURES if key in line}
    if line.get("Tracking"):
        same["Tracking"] = [
            {key: choice[key] for key in ("Name", "Option")}
            for choice in line["Tracking"]
        ]
    return same


def from_payload(payload: Mapping[str, Any]) -> Values:
    """The canonical fields of a bank transaction as Xero gave it."""
    known = document.from_payload(payload)
    known |= {
        "number": "",
        "due_date": None,
        "status": _STATUS.get(payload.get("Status") or "", payload.get("Status") or ""),
    }
    bank = (payload.get("BankAccount") or {}).get("AccountID") or ""
    return values_of(Spending(**known, bank=bank))


def _line(line: Line) -> dict[str, Any]:
    if not line.account or len(line.taxes) != 1:
        raise ValueError("a line has no account or not one tax rate")
    item: dict[str, Any] = {
        "Description": line.description[: document.DESCRIPTION_LIMIT],
        "Quantity": Decimal(1),
        "UnitAmount": line.net + line.tax_amount,
        "AccountCode": line.account,
        "TaxType": line.taxes[0],
    }
    if line.item:
        item["ItemCode"] = line.item
    if line.tracking:
        item["Tracking"] = [document.tracking_of(choice) for choice in line.tracking]
    return item
