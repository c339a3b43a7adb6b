# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments, batch payments and allocations to JSON and back.

Xero shows whatever a payment pays as ``Invoice``, a credit note too (its Type then says
ACCRECCREDIT); written, each goes under its own name.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from ...sync.canonical import Batch, Part, Settlement, Values, values_of
from .. import codec
from ..const import DELETED

REFERENCE_LIMIT = 255
_KINDS = {"Invoice": "InvoiceID", "CreditNote": "CreditNoteID"}


def payment_to_payload(
    values: Mapping[str, Any], kind: str, reference: str
) -> dict[str, Any]:
    """A new payment.

    :param values: a Settlement in Xero's terms
    :param kind: ``Invoice`` or ``CreditNote``
    """
    payload = {
        kind: {_KINDS[kind]: values["document"]},
        "Account": {"AccountID": values["account"]},
        "Date": codec.format_date(values["date"]),
        "Amount": values["amount"],
        "Reference": reference[-REFERENCE_LIMIT:],
    }
    if values["bank_amount"] is not None:
        payload["BankAmount"] = values["bank_amount"]
    elif values["rate"] is not None:
        payload["CurrencyRate"] = values["rate"]
    return payload


def payment_from_payload(payload: Mapping[str, Any]) -> Values:
    """A payment as Xero gave it; its amounts are positive."""
    rate = codec.decimal(payload.get("CurrencyRate") or 1)
    amount = codec.decimal(payload.get("Amount") or 0)
    bank = codec.decimal(payload.get("BankAmount") or amount)
    return values_of(
        Settlement(
            document=document_of(payload),
            account=(payload.get("Account") or {}).get("AccountID") or "",
            date=codec.parse_date(payload.get("Date")),
            amount=amount,
            bank_amount=None if bank == amount else bank,
            rate=None if rate == 1 else rate,
            status=_status(payload),
        )
    )


def document_of(payload: Mapping[str, Any]) -> str:
    """The id of what a payment pays."""
    for kind, key in _KINDS.items():
        shown = payload.get(kind) or {}
        if isinstance(shown, list):
            # so in the published answer to the deletion of an allocation
            shown = shown[0]
        found = shown.get(key) or shown.get("InvoiceID")
        if found:
            return str(found)
    return ""


def batch_to_payload(values: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """A new batch payment; the reference stands on the batch and on each payment."""
    return {
        "Account": {"AccountID": values["account"]},
        "Date": codec.format_date(values["date"]),
        "Reference": reference[-REFERENCE_LIMIT:],
        "Payments": [
            {"Invoice": {"InvoiceID": part.document}, "Amount": part.amount}
            for part in values["parts"]
        ],
    }


def batch_from_payload(payload: Mapping[str, Any]) -> Values:
    """A batch payment as Xero gave it."""
    parts = [
        Part(document_of(one), codec.decimal(one.get("Amount") or 0))
        for one in payload.get("Payments") or ()
    ]
    return values_of(
        Batch(
            account=(payload.get("Account") or {}).get("AccountID") or "",
            date=codec.parse_date(payload.get("Date")),
            parts=tuple(sorted(parts, key=lambda part: (part.document, part.amount))),
            status=_status(payload),
        )
    )


def allocation_to_payload(values: Mapping[str, Any]) -> dict[str, Any]:
    """A new allocation; Xero takes the later of the two documents' dates."""
    return {
        "Invoice": {"InvoiceID": values["document"]},
        "Amount": values["amount"],
        "Date": codec.format_date(values["date"]),
    }


def allocation_from_payload(payload: Mapping[str, Any]) -> Values:
    """An allocation, whose ``CreditNote`` was written beside it where Xero leaves it
    out (inside its credit note)."""
    return values_of(
        Settlement(
            document=document_of({"Invoice": payload.get("Invoice")}),
            source=(payload.get("CreditNote") or {}).get("CreditNoteID") or "",
            date=codec.parse_date(payload.get("Date")),
            amount=codec.decimal(payload.get("Amount") or 0),
            status="void" if payload.get("IsDeleted") else "open",
        )
    )


def same_money(one: Mapping[str, Any], other: Mapping[str, Any], days: int) -> bool:
    """Whether two payments may be the same money, recorded on both sides.

    :param one: canonical values in Xero's terms, as ``other``
    :param days: how far their dates may be apart
    """
    if any(one.get(name) != other.get(name) for name in ("document", "account")):
        return False
    if Decimal(one["amount"]) != Decimal(other["amount"]):
        return False
    if not one["date"] or not other["date"]:
        return False
    return bool(abs((one["date"] - other["date"]).days) <= days)


def _status(payload: Mapping[str, Any]) -> str:
    return "void" if payload.get("Status") == DELETED else "open"
