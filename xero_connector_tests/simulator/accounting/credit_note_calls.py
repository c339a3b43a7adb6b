# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /CreditNotes (allocations are elsewhere)."""

from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import allocations, batch, contact_form, echo, invoice_form, lines, listing, pdf
from .credit_notes import SPEC
from .document_writer import find, write
from .documents import STATUSES
from .shapes import CREDIT_NOTE, CREDIT_NOTE_QUERY

KIND = batch.Kind("CreditNotes", "CreditNoteID", "HasErrors")
LISTING = listing.Listing(
    "CreditNotes",
    "CreditNote",
    CREDIT_NOTE_QUERY,
    paged=True,
    optimised=frozenset(
        {
            "Status",
            "Date",
            "Reference",
            "Type",
            "Contact.ContactID",
            "Contact.Name",
            "Contact.ContactNumber",
            "CreditNoteID",
        }
    ),
)
_echo = echo.of(
    CREDIT_NOTE,
    "CreditNotes",
    {"Type": frozenset(SPEC.types), "Status": frozenset(STATUSES)},
)


def form(
    organisation: Organisation,
    note: Record,
    *,
    with_lines: bool,
    with_contact: bool,
    places: int,
) -> Record:
    """A credit note in an answer; it repeats its id as ``ID`` (recorded live)."""
    note_id, contact_id = note["CreditNoteID"], note["Contact"]["ContactID"]
    shown: Record = {
        "CreditNoteID": note_id,
        "CreditNoteNumber": note["CreditNoteNumber"],
        "Payments": invoice_form.payment_stubs(organisation, note_id),
        "ID": note_id,
        "CurrencyRate": note["CurrencyRate"],
        "Type": note["Type"],
        "Reference": note["Reference"],
        "SentToContact": note["SentToContact"],
        "RemainingCredit": note["RemainingCredit"],
        "Allocations": allocations.inside(organisation, note_id),
        "HasAttachments": note["HasAttachments"],
        "HasErrors": False,
        "InvoiceAddresses": [],
    }
    if note.get("BrandingThemeID"):
        shown["BrandingThemeID"] = note["BrandingThemeID"]
    shown["Contact"] = (
        contact_form.inside(organisation, contact_id)
        if with_contact
        else contact_form.stub(organisation, contact_id)
    )
    invoice_form.dates(shown, note, "Date", "DueDate")
    shown["Status"] = note["Status"]
    shown["LineAmountTypes"] = note["LineAmountTypes"]
    shown["LineItems"] = (
        [lines.shown(line, places) for line in note["LineItems"]] if with_lines else []
    )
    for name in ("SubTotal", "TotalTax", "Total"):
        shown[name] = note[name]
    shown.update(invoice_form.updated(note))
    shown["CurrencyCode"] = note["CurrencyCode"]
    if note.get("FullyPaidOnDate"):
        shown["FullyPaidOnDate"] = note["FullyPaidOnDate"]
    return shown


def _places(call: Call) -> int:
    return 4 if call.four_places else 2


def _single(call: Call, record: Record) -> Record:
    return form(
        call.organisation,
        record,
        with_lines=True,
        with_contact=True,
        places=_places(call),
    )


@api.on("GET", "CreditNotes")
def read_many(call: Call) -> Answer:
    found = listing.select(call, LISTING, call.organisation.credit_notes)
    return call.envelope(
        "CreditNotes",
        [
            form(
                call.organisation,
                record,
                with_lines=found.pagination is not None,
                with_contact=False,
                places=_places(call),
            )
            for record in found.records
        ],
        **found.more,
    )


@api.on("GET", "CreditNotes/{id}")
def read_one(call: Call) -> Answer:
    if call.wants_pdf:
        return as_pdf(call)
    record = find(call.organisation, SPEC, call.path["id"])
    return call.envelope("CreditNotes", [_single(call, record)])


@api.on("PUT", "CreditNotes")
def create(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "CreditNotes")
def create_or_update(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("CreditNotes"),
        lambda element, _number: write(
            call.organisation,
            SPEC,
            element,
            creating=creating,
            places=_places(call),
            adviser=call.adviser,
        ),
        lambda record: _single(call, record),
        _echo,
    )


@api.on("POST", "CreditNotes/{id}")
def update(call: Call) -> Answer:
    target = find(call.organisation, SPEC, call.path["id"])
    return batch.single(
        call,
        KIND,
        call.elements("CreditNotes")[0],
        lambda element, _number: write(
            call.organisation,
            SPEC,
            element,
            creating=False,
            places=_places(call),
            adviser=call.adviser,
            target=target,
        ),
        lambda record: _single(call, record),
        _echo,
    )


@api.on("GET", "CreditNotes/{id}/pdf")
def as_pdf(call: Call) -> Answer:
    record = find(call.organisation, SPEC, call.path["id"])
    title = f"{record['Type']} {record['CreditNoteNumber']} {record['Total']:.2f}"
    return Answer(pdf.page(title), content_type="application/pdf")
