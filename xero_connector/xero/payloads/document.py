# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices, bills and credit notes: canonical form <-> Xero JSON, in Xero's terms.

Written documents are always tax-exclusive. Read ones are made so: whatever Xero shows
of a line, its canonical quantity, price and discount give its net amount.
"""

from collections.abc import Collection, Mapping
from decimal import ROUND_HALF_UP, Decimal
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
#: kinds with a reference of their own; a bill's number is what Xero shows as one
_REFERENCED = ("ACCREC", "ACCRECCREDIT")
_NUMBERS = {"ACCRECCREDIT": "CreditNoteNumber", "ACCPAYCREDIT": "CreditNoteNumber"}
#: the only kind with discounts (quotes have them too, and are no documents of ours)
_DISCOUNTED = "ACCREC"
DESCRIPTION_LIMIT = 4000
REFERENCE_LIMIT = 255
NUMBER_LIMIT = 255
_CENT = Decimal("0.01")
_UNIT_STEP = Decimal("0.0001")


def to_payload(
    values: Mapping[str, Any],
    names: Collection[str],
    *,
    line_ids: Mapping[int, str] | None = None,
    tax_amounts: Mapping[int, Decimal] | None = None,
    untracked: Collection[int] = (),
) -> dict[str, Any]:
    """The JSON of the named fields (all of them for a create).

    :param values: all fields of the document, in Xero's terms
    :param line_ids: LineItemID by position: a line without one is new, and one of the
        document's lines that is not named is deleted by Xero
    :param tax_amounts: TaxAmount by position, only where Xero's own figure must give
        way; elsewhere Xero computes the tax itself
    :param untracked: positions of updated lines whose tracking is taken away: what a
        line does not say, Xero keeps
    :raise ValueError: for a line with an amount but without account or tax rate, which
        Xero would choose by itself
    """
    payload: dict[str, Any] = {}
    kind = values["kind"]
    if "kind" in names:
        payload["Type"] = kind
    if "contact" in names:
        # only the id: any other contact field in here would edit the contact
        payload["Contact"] = {"ContactID": values["contact"]}
    if "number" in names and values["number"]:
        payload[_NUMBERS.get(kind, "InvoiceNumber")] = values["number"]
    if "reference" in names and kind in _REFERENCED:
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
            _line(
                line,
                position,
                line_id=(line_ids or {}).get(position),
                tax_amount=(tax_amounts or {}).get(position),
                discounted=kind == _DISCOUNTED,
                untracked=position in untracked,
            )
            for position, line in enumerate(values["lines"])
        ]
    if "status" in names and values["status"] in _WRITTEN:
        payload["Status"] = _WRITTEN[values["status"]]
    return payload


def from_payload(payload: Mapping[str, Any]) -> Values:
    """The canonical fields of a document as Xero gave it (single or paged read).

    A status that is not in ``STATUS`` stays Xero's own word, equal to none of ours.
    """
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
        status=_status(payload.get("Status") or ""),
        lines=tuple(
            _from_line(line, inclusive) for line in payload.get("LineItems") or ()
        ),
        subtotal=codec.decimal(payload.get("SubTotal") or 0),
        tax=codec.decimal(payload.get("TotalTax") or 0),
        total=codec.decimal(payload.get("Total") or 0),
    )
    return values_of(document)


def _status(word: str) -> str:
    return STATUS.get(word, word)


def _line(
    line: Line,
    position: int,
    *,
    line_id: str | None,
    tax_amount: Decimal | None,
    discounted: bool,
    untracked: bool,
) -> dict[str, Any]:
    item: dict[str, Any] = {"LineItemID": line_id} if line_id else {}
    item["Description"] = line.description[:DESCRIPTION_LIMIT]
    if line.kind == "text":
        return item
    if not line.account or len(line.taxes) != 1:
        raise ValueError(f"line {position + 1} has no account or not one tax rate")
    item["Quantity"] = line.quantity.normalize()
    item["UnitAmount"] = line.unit_amount
    # Xero keeps what an updated line does not say, here an old discount
    if line.discount or (line_id and discounted):
        item["DiscountRate"] = line.discount
    if line.item:
        item["ItemCode"] = line.item
    item["AccountCode"] = line.account
    item["TaxType"] = line.taxes[0]
    if tax_amount is not None:
        item["TaxAmount"] = tax_amount
    if line.tracking or (line_id and untracked):
        item["Tracking"] = [tracking_of(choice) for choice in line.tracking]
    return item


def tracking_of(choice: str) -> dict[str, Any]:
    """``TrackingCategoryID/TrackingOptionID`` as Xero takes it."""
    category, _slash, option = choice.partition("/")
    return {"TrackingCategoryID": category, "TrackingOptionID": option}


def _from_line(line: Mapping[str, Any], inclusive: bool) -> Line:
    description = line.get("Description") or ""
    key = line.get("LineItemID") or ""
    if _is_text(line):
        return Line(description, kind="text", key=key)
    tax = codec.decimal(line.get("TaxAmount") or 0)
    net = codec.decimal(line.get("LineAmount") or 0) - (tax if inclusive else 0)
    quantity, unit, discount = _explained(line, net)
    return Line(
        description=description,
        quantity=quantity,
        unit_amount=unit,
        discount=discount,
        net=net,
        tax_amount=tax,
        account=line.get("AccountCode") or "",
        taxes=(line["TaxType"],) if line.get("TaxType") else (),
        item=line.get("ItemCode") or "",
        tracking=tuple(
            sorted(
                f"{one.get('TrackingCategoryID')}/{one.get('TrackingOptionID')}"
                for one in line.get("Tracking") or ()
            )
        ),
        key=key,
    )


def _is_text(line: Mapping[str, Any]) -> bool:
    """A description alone: no amount, and nowhere to book one.

    An account is no condition: Xero keeps none on a line of zero.
    """
    return not (
        any(line.get(name) for name in ("AccountCode", "AccountID", "ItemCode"))
        or any(_is_set(line, n) for n in ("LineAmount", "UnitAmount", "TaxAmount"))
    )


def _is_set(line: Mapping[str, Any], name: str) -> bool:
    """Whether there is an amount; one that was stored as JSON may be ``"0.00"``."""
    return bool(codec.decimal(line.get(name) or 0))


def _explained(
    line: Mapping[str, Any], net: Decimal
) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, unit amount and discount rate that give the line's net amount.

    As Xero shows them, if they do. They do not where prices hold tax, where the
    discount is an amount (Xero then shows a rounded rate beside it), and where prices
    were read without ``unitdp=4``: there the price is restated, to four decimals; and
    where no such price fits, the line is one piece.
    """
    quantity = codec.decimal(line.get("Quantity"), Decimal(1))
    discount = codec.decimal(line.get("DiscountRate") or 0)
    if _is_set(line, "DiscountAmount"):
        discount = Decimal(0)
    factor = quantity * (100 - discount) / 100
    units = [codec.decimal(line.get("UnitAmount") or 0)]
    if factor:
        units.append((net / factor).quantize(_UNIT_STEP, ROUND_HALF_UP))
    for unit in units:
        if (factor * unit).quantize(_CENT, ROUND_HALF_UP) == net:
            return quantity, unit, discount
    return Decimal(1), net, Decimal(0)


def _rate(payload: Mapping[str, Any]) -> Decimal | None:
    rate = payload.get("CurrencyRate")
    if rate is None:
        return None
    value = codec.decimal(rate)
    # base currency documents come back with 1.0: not a rate that anybody chose
    return None if value == 1 else value
