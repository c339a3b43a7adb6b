# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /Overpayments and /Prepayments.

They are made through BankTransactions, used up by allocations and refunds, and cannot
be changed themselves.
"""

from ..errors import NotFound
from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import allocations, contact_form, invoice_form, lines, listing, settle
from .shapes import OVERPAYMENT_QUERY, PREPAYMENT_QUERY

_COMMON = frozenset({"Status", "Date", "Type", "Contact.ContactID"})
LISTINGS = {
    "Overpayment": listing.Listing(
        "Overpayments", "Overpayment", OVERPAYMENT_QUERY, True, _COMMON
    ),
    "Prepayment": listing.Listing(
        "Prepayments", "Prepayment", PREPAYMENT_QUERY, True, _COMMON
    ),
}


def form(
    organisation: Organisation,
    kind: str,
    record: Record,
    *,
    with_lines: bool,
    with_contact: bool,
    places: int,
) -> Record:
    """An overpayment or prepayment in an answer; it repeats its id as ``ID``."""
    key = settle.KINDS[kind][1]
    credit_id, contact_id = record[key], record["Contact"]["ContactID"]
    shown: Record = {
        key: credit_id,
        "ID": credit_id,
        "CurrencyRate": record["CurrencyRate"],
        "Type": record["Type"],
        "Reference": record["Reference"],
        "RemainingCredit": record["RemainingCredit"],
        "Allocations": allocations.inside(organisation, credit_id),
        "Payments": invoice_form.payment_stubs(organisation, credit_id),
        "HasAttachments": record["HasAttachments"],
    }
    if kind == "Prepayment" and record.get("InvoiceNumber"):
        shown["InvoiceNumber"] = record["InvoiceNumber"]
    shown["Contact"] = (
        contact_form.inside(organisation, contact_id)
        if with_contact
        else contact_form.stub(organisation, contact_id)
    )
    invoice_form.dates(shown, record, "Date")
    shown["Status"] = record["Status"]
    shown["LineAmountTypes"] = record["LineAmountTypes"]
    shown["LineItems"] = (
        [lines.shown(line, places) for line in record["LineItems"]]
        if with_lines
        else []
    )
    for name in ("SubTotal", "TotalTax", "Total"):
        shown[name] = record[name]
    shown.update(invoice_form.updated(record))
    shown["CurrencyCode"] = record["CurrencyCode"]
    return shown


def _many(call: Call, kind: str, parameter: str, field: str) -> Answer:
    wanted = call.listed(parameter)
    texts = None if wanted is None else {text.lower() for text in wanted}
    found = listing.select(
        call,
        LISTINGS[kind],
        settle.table_of(call.organisation, kind),
        None
        if texts is None
        else lambda record: str(record.get(field, "")).lower() in texts,
    )
    return call.envelope(
        LISTINGS[kind].collection,
        [
            form(
                call.organisation,
                kind,
                record,
                with_lines=found.pagination is not None,
                with_contact=False,
                places=4 if call.four_places else 2,
            )
            for record in found.records
        ],
        **found.more,
    )


def _one(call: Call, kind: str) -> Answer:
    record = settle.table_of(call.organisation, kind).get(call.path["id"])
    if record is None:
        raise NotFound
    shown = form(
        call.organisation,
        kind,
        record,
        with_lines=True,
        with_contact=True,
        places=4 if call.four_places else 2,
    )
    return call.envelope(LISTINGS[kind].collection, [shown])


@api.on("GET", "Overpayments")
def overpayments(call: Call) -> Answer:
    return _many(call, "Overpayment", "References", "Reference")


@api.on("GET", "Overpayments/{id}")
def overpayment(call: Call) -> Answer:
    return _one(call, "Overpayment")


@api.on("GET", "Prepayments")
def prepayments(call: Call) -> Answer:
    return _many(call, "Prepayment", "InvoiceNumbers", "InvoiceNumber")


@api.on("GET", "Prepayments/{id}")
def prepayment(call: Call) -> Answer:
    return _one(call, "Prepayment")
