# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices, bills and credit notes: canonical form <-> Xero JSON, in Xero's terms."""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from ...sync.canonical import Document, Line, Values, values_of
from .. import codec

#: canonical status of each status of Xero; *paid* is an open document
STATUS = {
    "DRAFT": "draft",
    "SUBMITTED": "submitted",
    "AUTHORISED": "open",
    "PAID": "open",
    "VOIDED": "void",
    "DELETED": "void",
}
_WRITTEN = {"draft": "DRAFT", "submitted": "SUBMITTED", "open": "AUTHORISED"}
DESCRIPTION_LIMIT = 4000
REFERENCE_LIMIT = 255


def to_payload(
    values: Mapping[str, Any],
    names: Collection[str],
    *,
    line_ids: Mapping[int, str] | None = None,
    tax_amounts: Mapping[int, Decimal] | None = None,
) -> dict[str, Any]:
    """The JSON of the named fields (all of them for a create).

    :param line_ids: LineItemID by position: a line without one is new, and one of the
        document's lines that is not named is deleted by Xero
    :param tax_amounts: TaxAmount by position, only where Xero's own figure must give
        way; elsewhere Xero computes the tax itself
    """
    payload: dict[str, Any] = {}
    if "kind" in names:
        payload["Type"] = values["kind"]
    if "contact" in names:
        # only the id: any other contact field in here would edit the contact
        payload["Contact"] = {"ContactID": values["contact"]}
    if "number" in names and values["number"]:
        payload["InvoiceNumber"] = values["number"]
    if "reference" in names and values["kind"] == "ACCREC":
        payload["Reference"] = values["reference"]
    if "date" in names and values["date"]:
        payload["Date"] = codec.format_date(values["date"])
    if "due_date" in names and values["due_date"]:
        payload["DueDate"] = codec.format_date(values["due_date"])
    if "currency" in names and values["currency"]:
        payload["CurrencyCode"] = values["currency"]
    if "rate" in names and values["rate"]:
        payload["CurrencyRate"] = values["rate"]
    if "lines" in names:
        payload["LineAmountTypes"] = "Exclusive"
        payload["LineItems"] = [
            _line(line, (line_ids or {}).get(position), (tax_amounts or {}), position)
            for position, line in enumerate(values["lines"])
        ]
    if "status" in names and values["status"] in _WRITTEN:
        payload["Status"] = _WRITTEN[values["status"]]
    return payload


def from_payload(payload: Mapping[str, Any]) -> Values:
    """The canonical fields of a document as Xero gave it (single or paged read)."""
    inclusive = payload.get("LineAmountTypes") == "Inclusive"
    document = Document(
        kind=payload.get("Type") or "",
        contact=(payload.get("Contact") or {}).get("ContactID") or "",
        number=payload.get("InvoiceNumber") or payload.get("CreditNoteNumber") or "",
        reference=payload.get("Reference") or "",
        date=codec.parse_date(payload.get("Date")),
        due_date=codec.parse_date(payload.get("DueDate")),
        currency=payload.get("CurrencyCode") or "",
        rate=_rate(payload),
        status=STATUS.get(payload.get("Status") or "", "open"),
        lines=tuple(
            _from_line(line, inclusive) for line in payload.get("LineItems") or ()
        ),
        subtotal=codec.decimal(payload.get("SubTotal") or 0),
        tax=codec.decimal(payload.get("TotalTax") or 0),
        total=codec.decimal(payload.get("Total") or 0),
    )
    return values_of(document)


def _line(
    line: Line, line_id: str | None, taxes: Mapping[int, Decimal], position: int
) -> dict[str, Any]:
    item: dict[str, Any] = {"LineItemID": line_id} if line_id else {}
    item["Description"] = line.description
    if line.kind == "text":
        return item
    item["Quantity"] = line.quantity
    item["UnitAmount"] = line.unit_amount
    if line.discount:
        item["DiscountRate"] = line.discount
    if line.item:
        item["ItemCode"] = line.item
    item["AccountCode"] = line.account
    item["TaxType"] = line.taxes[0]
    if position in taxes:
        item["TaxAmount"] = taxes[position]
    return item


def _from_line(line: Mapping[str, Any], inclusive: bool) -> Line:
    tax = codec.decimal(line.get("TaxAmount") or 0)
    net = codec.decimal(line.get("LineAmount") or 0)
    has_amount = bool(line.get("AccountCode")) or bool(net)
    return Line(
        description=line.get("Description") or "",
        kind="item" if has_amount else "text",
        quantity=codec.decimal(line.get("Quantity") or 0) if has_amount else Decimal(1),
        unit_amount=codec.decimal(line.get("UnitAmount") or 0),
        discount=codec.decimal(line.get("DiscountRate") or 0),
        net=net - tax if inclusive else net,
        tax_amount=tax,
        account=line.get("AccountCode") or "",
        taxes=(line["TaxType"],) if has_amount and line.get("TaxType") else (),
        item=line.get("ItemCode") or "",
        tracking=tuple(
            sorted(t.get("TrackingOptionID") or "" for t in line.get("Tracking") or ())
        ),
        key=line.get("LineItemID") or "",
    )


def _rate(payload: Mapping[str, Any]) -> Decimal | None:
    rate = payload.get("CurrencyRate")
    if rate is None:
        return None
    value = codec.decimal(rate)
    # base currency documents come back with 1.0: not a rate that anybody chose
    return None if value == 1 else value
