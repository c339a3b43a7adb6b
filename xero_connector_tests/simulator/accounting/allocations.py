# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Allocations: credit notes, overpayments and prepayments applied to invoices.

The source must be AUTHORISED first, so create and allocate are two calls. Same contact
and (not confirmed) same currency. The date is the later of the two documents', whatever
is sent. Removing one answers the allocation itself with IsDeleted.
"""

from typing import Any

from ..errors import JSON, Invalid, NotFound
from ..fields import read
from ..http import Answer, Call
from ..money import rounded
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import batch, echo, settle
from .shapes import ALLOCATION

KIND = batch.Kind("Allocations", "AllocationID", None)
#: Kind of source by the collection in the path.
_SOURCES = {
    "CreditNotes": "CreditNote",
    "Overpayments": "Overpayment",
    "Prepayments": "Prepayment",
}
_SALES_SIDE = ("ACCRECCREDIT", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT")
_echo = echo.of(ALLOCATION, "Allocations", {})


def create(
    organisation: Organisation,
    kind: str,
    source_id: str,
    values: Record,
    adviser: bool = False,
) -> Record:
    """Apply part of a source to an invoice; raises Invalid or NotFound.

    Apart from the rules themselves, the wordings are not confirmed.
    """
    source = settle.table_of(organisation, kind).get(source_id)
    invoice = _invoice(organisation, values.get("Invoice") or {})
    if source is None:
        raise NotFound
    problems = []
    if source["Status"] != "AUTHORISED":
        problems.append(f"The {kind} must be AUTHORISED to be allocated")
    if invoice["Status"] != "AUTHORISED":
        problems.append("The invoice must be AUTHORISED to have credit allocated to it")
    sales = source["Type"] in _SALES_SIDE
    if (invoice["Type"] == "ACCREC") != sales:
        problems.append("The types of the documents do not match")
    if source["Contact"] != invoice["Contact"]:
        problems.append("Both documents must be of the same contact")
    if source["CurrencyCode"] != invoice["CurrencyCode"]:
        problems.append("Both documents must be in the same currency")
    amount = rounded(values["Amount"]) if "Amount" in values else None
    if amount is None or amount <= 0:
        problems.append("The allocation Amount must be greater than zero")
    elif amount > settle.left(kind, source):
        problems.append("The allocation amount exceeds the remaining credit")
    elif amount > settle.left("Invoice", invoice):
        problems.append("The allocation amount exceeds the amount due on the invoice")
    day = max(source["Date"], invoice["Date"])
    locked = organisation.lock_message(day, adviser)
    if locked:
        problems.append(locked)
    if problems:
        raise Invalid(*problems)
    record = organisation.save(
        organisation.allocations,
        {
            "AllocationID": organisation.ids.guid(),
            "SourceKind": kind,
            "SourceID": source_id,
            "InvoiceID": invoice["InvoiceID"],
            "Amount": amount,
            "Date": day,
        },
    )
    settle.refresh(organisation, kind, source_id)
    settle.refresh(organisation, "Invoice", invoice["InvoiceID"])
    return record


def _invoice(organisation: Organisation, given: Record) -> Record:
    found: Record | None = None
    if given.get("InvoiceID"):
        found = organisation.invoices.get(given["InvoiceID"])
        if found is None:
            raise NotFound
    elif given.get("InvoiceNumber"):
        number = given["InvoiceNumber"].lower()
        found = organisation.invoices.one("number", ("ACCREC", number))
    if found is None:
        raise Invalid("The Invoice of the allocation must be specified")
    return found


def remove(organisation: Organisation, record: Record, adviser: bool = False) -> Record:
    """Take an allocation back; both documents are open again; raises Invalid."""
    locked = organisation.lock_message(record["Date"], adviser)
    if locked:
        raise Invalid(locked)
    organisation.allocations.remove(record["AllocationID"])
    settle.refresh(organisation, record["SourceKind"], record["SourceID"])
    settle.refresh(organisation, "Invoice", record["InvoiceID"])
    return record


def inside(organisation: Organisation, source_id: str) -> list[Record]:
    """The allocations inside their source."""
    return [
        {
            "AllocationID": record["AllocationID"],
            "Amount": record["Amount"],
            "Date": record["Date"],
            "Invoice": _invoice_stub(organisation, record["InvoiceID"]),
        }
        for record in organisation.allocations.find("source", source_id)
    ]


def _invoice_stub(organisation: Organisation, invoice_id: str) -> Record:
    return {
        "InvoiceID": invoice_id,
        "InvoiceNumber": organisation.invoices[invoice_id]["InvoiceNumber"],
        "Payments": [],
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
        "HasErrors": False,
        "IsDiscounted": False,
        "LineItems": [],
    }


def form(organisation: Organisation, record: Record) -> Record:
    """An allocation in the answer to its creation: Xero's published examples name no
    AllocationID there, only where the allocation is read inside its source."""
    kind = record["SourceKind"]
    key = settle.KINDS[kind][1]
    return {
        "Amount": record["Amount"],
        "Date": record["Date"],
        "Invoice": _invoice_stub(organisation, record["InvoiceID"]),
        kind: {key: record["SourceID"], "ID": record["SourceID"], "LineItems": []},
    }


def _source(call: Call, kind: str) -> Record:
    found: Record | None = settle.table_of(call.organisation, kind).get(call.path["id"])
    if found is None:
        raise NotFound
    return found


def _put(call: Call, kind: str) -> Answer:
    source_id = _source(call, kind)[settle.KINDS[kind][1]]

    def store(element: dict[str, Any], _number: int) -> batch.Written:
        values = read(ALLOCATION, element, "Allocations")
        return batch.Written(
            create(call.organisation, kind, source_id, values, call.adviser)
        )

    return batch.write(
        call,
        KIND,
        call.elements("Allocations"),
        store,
        lambda record: form(call.organisation, record),
        _echo,
    )


def _delete(call: Call, kind: str) -> Answer:
    source = _source(call, kind)
    record = call.organisation.allocations.get(call.path["allocation"])
    if record is None or record["SourceID"] != source[settle.KINDS[kind][1]]:
        raise NotFound
    with call.organisation.transaction():
        try:
            remove(call.organisation, record, call.adviser)
        except Invalid as error:
            raise batch.failed(KIND, {}, error.messages) from None
    return Answer(
        {
            "AllocationID": record["AllocationID"],
            "Date": record["Date"],
            "Amount": record["Amount"],
            "Invoice": {"InvoiceID": record["InvoiceID"]},
            "IsDeleted": True,
        },
        content_type=JSON,
    )


def _register(collection: str, kind: str) -> None:
    api.add("PUT", f"{collection}/{{id}}/Allocations", lambda call: _put(call, kind))
    api.add(
        "DELETE",
        f"{collection}/{{id}}/Allocations/{{allocation}}",
        lambda call: _delete(call, kind),
    )


for _collection, _kind in _SOURCES.items():
    _register(_collection, _kind)
