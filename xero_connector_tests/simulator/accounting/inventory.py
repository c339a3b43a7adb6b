# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tracked items: their quantity and cost, derived from approved documents.

Bills bring quantity in at their price, invoices take it out at the average cost;
credit notes do the opposite. An invoice cannot take out more than there is, unless the
call says ``allowBackorders``.
"""

from collections.abc import Iterator
from decimal import Decimal

from ..money import ZERO, rounded
from ..organisation.organisation import Organisation
from ..store import Record

_COUNTED = ("AUTHORISED", "PAID")
_SIGNS = {"ACCPAY": 1, "ACCREC": -1, "ACCPAYCREDIT": -1, "ACCRECCREDIT": 1}


def is_tracked(item: Record) -> bool:
    return bool(
        item.get("InventoryAssetAccountCode")
        and (item.get("PurchaseDetails") or {}).get("COGSAccountCode")
    )


def _lines(organisation: Organisation, item: Record) -> Iterator[tuple[Record, Record]]:
    """Documents and their lines with the item, in order of date."""
    code = item["Code"].lower()
    documents = [
        *organisation.invoices.values(),
        *organisation.credit_notes.values(),
    ]
    for document in sorted(documents, key=lambda record: record["Date"]):
        for line in document["LineItems"]:
            if str(line.get("ItemCode", "")).lower() == code:
                yield document, line


def is_used(organisation: Organisation, item: Record) -> bool:
    """Is the item on any document?"""
    return any(True for _pair in _lines(organisation, item))


def on_hand(
    organisation: Organisation, item: Record, apart: str = ""
) -> tuple[Decimal, Decimal]:
    """Quantity and cost pool, without the document whose id is ``apart``."""
    quantity = cost = ZERO
    for document, line in _lines(organisation, item):
        document_id = document.get("InvoiceID") or document.get("CreditNoteID")
        if document["Status"] not in _COUNTED or document_id == apart:
            continue
        moved = line["Quantity"] * _SIGNS[document["Type"]]
        if document["Type"].startswith("ACCPAY"):
            net = line["LineAmount"]
            if document["LineAmountTypes"] == "Inclusive":
                net -= line["TaxAmount"]
            cost += net if moved > 0 else -net
        elif quantity:
            cost += rounded(cost / quantity * moved)
        quantity += moved
    return rounded(quantity, 4), rounded(cost)


def problems(
    organisation: Organisation, document: Record, key: str, backorders: bool
) -> list[str]:
    """Why an approved document's tracked items do not allow it, if so."""
    found = []
    taken: dict[str, Decimal] = {}
    for line in document["LineItems"]:
        code = line.get("ItemCode")
        item = organisation.items.one("code", code.lower()) if code else None
        if item is None or not is_tracked(item):
            continue
        if document["Type"] == "ACCPAY":
            asset = item["InventoryAssetAccountCode"]
            if line.get("AccountCode") != asset:
                found.append(
                    f"The line with the tracked item '{item['Code']}' must use its"
                    f" inventory asset account {asset}"
                )
        elif document["Type"] == "ACCREC" and not backorders:
            taken[item["Code"]] = taken.get(item["Code"], ZERO) + line["Quantity"]
            if taken[item["Code"]] > on_hand(organisation, item, document[key])[0]:
                found.append(
                    f"There is not enough of the tracked item '{item['Code']}' on hand"
                )
    return found
