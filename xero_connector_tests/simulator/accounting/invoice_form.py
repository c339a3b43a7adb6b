# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a stored invoice looks like in answers.

A single read, a write and a paged list carry the lines; the unpaged list has none and
only a stub of the contact. Payments inside are stubs without Status and Account,
credit notes stubs with AppliedAmount (recorded live).
"""

from typing import Any

from ..jsonform import day_string
from ..organisation.organisation import Organisation
from ..store import Record
from . import contact_form, lines

#: The source of an allocation: list in the invoice, id field, number field, table.
_CREDITS = {
    "CreditNote": ("CreditNotes", "CreditNoteID"),
    "Prepayment": ("Prepayments", "PrepaymentID"),
    "Overpayment": ("Overpayments", "OverpaymentID"),
}


def dates(shown: Record, record: Record, *names: str) -> None:
    """A day and its String companion, when there is one."""
    for name in names:
        if record.get(name) is not None:
            shown[f"{name}String"] = day_string(record[name])
            shown[name] = record[name]


def updated(record: Record) -> Record:
    """UpdatedDateUTC and, since July 2026, its text."""
    moment = record["UpdatedDateUTC"]
    return {
        "UpdatedDateUTC": moment,
        "UpdatedDateUTCString": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def payment_stubs(organisation: Organisation, document_id: str) -> list[Record]:
    """The payments inside a document."""
    stubs = []
    for payment in organisation.payments.find("document", document_id):
        if payment["Status"] != "AUTHORISED":
            continue
        stub: Record = {
            "PaymentID": payment["PaymentID"],
            "Date": payment["Date"],
            "Amount": payment["Amount"],
        }
        if payment.get("Reference"):
            stub["Reference"] = payment["Reference"]
        if payment.get("BatchPaymentID"):
            stub["BatchPaymentID"] = payment["BatchPaymentID"]
        stub.update(
            CurrencyRate=payment["CurrencyRate"],
            HasAccount=False,
            HasValidationErrors=False,
        )
        stubs.append(stub)
    return stubs


def _credits(organisation: Organisation, invoice_id: str) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {
        "CreditNotes": [],
        "Prepayments": [],
        "Overpayments": [],
    }
    for allocation in organisation.allocations.find("invoice", invoice_id):
        name, id_field = _CREDITS[allocation["SourceKind"]]
        table = organisation.tables[name]
        source = table[allocation["SourceID"]]
        stub: Record = {id_field: source[id_field]}
        if source.get("CreditNoteNumber"):
            stub["CreditNoteNumber"] = source["CreditNoteNumber"]
        stub.update(
            ID=source[id_field],
            AppliedAmount=allocation["Amount"],
            DateString=day_string(allocation["Date"]),
            Date=allocation["Date"],
            LineItems=[],
            Total=source["Total"],
        )
        found[name].append(stub)
    return found


def form(
    organisation: Organisation,
    invoice: Record,
    *,
    with_lines: bool,
    with_contact: bool,
    places: int,
    summary: bool = False,
) -> Record:
    """An invoice in an answer."""
    contact_id = invoice["Contact"]["ContactID"]
    shown: dict[str, Any] = {
        "Type": invoice["Type"],
        "InvoiceID": invoice["InvoiceID"],
        "InvoiceNumber": invoice["InvoiceNumber"],
        "Reference": invoice["Reference"],
    }
    if not summary:
        shown["Payments"] = payment_stubs(organisation, invoice["InvoiceID"])
        shown.update(_credits(organisation, invoice["InvoiceID"]))
    shown["AmountDue"] = invoice["AmountDue"]
    shown["AmountPaid"] = invoice["AmountPaid"]
    shown["AmountCredited"] = invoice["AmountCredited"]
    for name in ("Url", "RoundingAmount", "TotalDiscount", "BrandingThemeID"):
        if invoice.get(name):
            shown[name] = invoice[name]
    shown["SentToContact"] = invoice["SentToContact"]
    shown["CurrencyRate"] = invoice["CurrencyRate"]
    shown["IsDiscounted"] = invoice["IsDiscounted"]
    if not summary:
        shown["HasAttachments"] = invoice["HasAttachments"]
    shown["HasErrors"] = False
    shown["InvoicePaymentServices"] = []
    shown["Contact"] = (
        contact_form.inside(organisation, contact_id)
        if with_contact
        else contact_form.stub(organisation, contact_id)
    )
    dates(shown, invoice, "Date", "DueDate", "ExpectedPaymentDate")
    dates(shown, invoice, "PlannedPaymentDate")
    shown["Status"] = invoice["Status"]
    shown["LineAmountTypes"] = invoice["LineAmountTypes"]
    if not summary:
        shown["LineItems"] = (
            [lines.shown(line, places) for line in invoice["LineItems"]]
            if with_lines
            else []
        )
    shown["SubTotal"] = invoice["SubTotal"]
    shown["TotalTax"] = invoice["TotalTax"]
    shown["Total"] = invoice["Total"]
    shown.update(updated(invoice))
    shown["CurrencyCode"] = invoice["CurrencyCode"]
    if invoice.get("FullyPaidOnDate"):
        shown["FullyPaidOnDate"] = invoice["FullyPaidOnDate"]
    return shown
