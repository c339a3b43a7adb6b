# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /Invoices."""

from ..errors import BadRequest, Invalid, NotFound, ValidationFailed
from ..http import Answer, Call
from ..router import api
from ..store import Record
from . import batch, echo, listing, pdf
from .document_writer import find, write
from .documents import STATUSES
from .invoice_form import form
from .invoices import SPEC
from .shapes import INVOICE, INVOICE_QUERY

KIND = batch.Kind("Invoices", "InvoiceID", "HasErrors")
LISTING = listing.Listing(
    "Invoices",
    "Invoice",
    INVOICE_QUERY,
    paged=True,
    optimised=frozenset(
        {
            "Status",
            "Type",
            "Contact.ContactID",
            "Contact.Name",
            "Contact.ContactNumber",
            "Reference",
            "InvoiceNumber",
            "InvoiceID",
            "AmountPaid",
        }
    ),
    ranges=frozenset({"Date", "DueDate", "AmountDue"}),
)
_echo = echo.of(
    INVOICE,
    "Invoices",
    {"Type": frozenset(SPEC.types), "Status": frozenset(STATUSES)},
)


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


@api.on("GET", "Invoices")
def read_many(call: Call) -> Answer:
    """Without a page: no lines, contact stubs. ``Statuses`` and ``summaryOnly`` force
    paging."""
    summary = call.flag("summaryOnly")
    statuses = call.listed("Statuses")
    found = listing.select(
        call,
        LISTING,
        call.organisation.invoices,
        _wanted(call, statuses),
        force_page=summary or statuses is not None,
    )
    paged = found.pagination is not None
    return call.envelope(
        "Invoices",
        [
            form(
                call.organisation,
                record,
                with_lines=paged,
                with_contact=False,
                places=_places(call),
                summary=summary,
            )
            for record in found.records
        ],
        **found.more,
    )


def _wanted(call: Call, statuses: list[str] | None):  # type: ignore[no-untyped-def]
    """The test of the list parameters, None when there are none."""
    ids = call.guids("IDs")
    numbers = call.listed("InvoiceNumbers")
    contacts = call.guids("ContactIDs")
    term = call.query.get("searchterm", "").strip().lower()
    mine = call.flag("createdByMyApp")
    if all(part is None for part in (ids, numbers, contacts, statuses)) and not (
        term or mine
    ):
        return None
    id_set = None if ids is None else set(ids)
    number_set = None if numbers is None else {number.lower() for number in numbers}
    contact_set = None if contacts is None else set(contacts)
    status_set = None if statuses is None else {status.upper() for status in statuses}

    def test(record: Record) -> bool:
        return (
            (id_set is None or record["InvoiceID"] in id_set)
            and (number_set is None or record["InvoiceNumber"].lower() in number_set)
            and (contact_set is None or record["Contact"]["ContactID"] in contact_set)
            and (status_set is None or record["Status"] in status_set)
            and (
                not term
                or term in record["InvoiceNumber"].lower()
                or term in record["Reference"].lower()
            )
            and (not mine or record.get("ClientID") == call.app.client_id)
        )

    return test


@api.on("GET", "Invoices/{id}")
def read_one(call: Call) -> Answer:
    """By id or, as clients do, by number; as a PDF when that is what is accepted."""
    if call.wants_pdf:
        return as_pdf(call)
    record = find(call.organisation, SPEC, call.path["id"])
    return call.envelope("Invoices", [_single(call, record)])


@api.on("PUT", "Invoices")
def create(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "Invoices")
def create_or_update(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("Invoices"),
        lambda element, _number: _stored(
            call,
            write(
                call.organisation,
                SPEC,
                element,
                creating=creating,
                places=_places(call),
                adviser=call.adviser,
                backorders=call.flag("allowBackorders"),
            ),
        ),
        lambda record: _single(call, record),
        _echo,
    )


def _stored(call: Call, written: batch.Written) -> batch.Written:
    """Remember which app made the invoice, for ``createdByMyApp``."""
    record = written.record
    if "ClientID" not in record:
        record = {**record, "ClientID": call.app.client_id}
        call.organisation.invoices.put(record)
        written.record = record
    return written


@api.on("POST", "Invoices/{id}")
def update(call: Call) -> Answer:
    target = find(call.organisation, SPEC, call.path["id"])
    elements = call.elements("Invoices")
    return batch.single(
        call,
        KIND,
        elements[0],
        lambda element, _number: write(
            call.organisation,
            SPEC,
            element,
            creating=False,
            places=_places(call),
            adviser=call.adviser,
            backorders=call.flag("allowBackorders"),
            target=target,
        ),
        lambda record: _single(call, record),
        _echo,
    )


@api.on("GET", "Invoices/{id}/OnlineInvoice")
def online(call: Call) -> Answer:
    """The public address of an approved sales invoice."""
    record = find(call.organisation, SPEC, call.path["id"])
    if record["Type"] != "ACCREC" or record["Status"] not in ("AUTHORISED", "PAID"):
        raise NotFound
    address = f"https://in.xero.com/{record['InvoiceID'].replace('-', '')}"
    return call.envelope("OnlineInvoices", [{"OnlineInvoiceUrl": address}])


@api.on("GET", "Invoices/{id}/pdf")
def as_pdf(call: Call) -> Answer:
    record = find(call.organisation, SPEC, call.path["id"])
    title = f"{record['Type']} {record['InvoiceNumber']} {record['Total']:.2f}"
    return Answer(pdf.page(title), content_type="application/pdf")


@api.on("POST", "Invoices/{id}/Email")
def email(call: Call) -> Answer:
    """Send an approved sales invoice to its contact: 204.

    1,000 a day for a paid organisation; 400 above. The wording is not confirmed.
    """
    organisation = call.organisation
    record = find(organisation, SPEC, call.path["id"])
    contact = organisation.contacts[record["Contact"]["ContactID"]]
    try:
        if record["Type"] != "ACCREC" or record["Status"] not in (
            "SUBMITTED",
            "AUTHORISED",
            "PAID",
        ):
            raise Invalid("Only approved sales invoices can be emailed")
        if not contact.get("EmailAddress"):
            raise Invalid("The contact does not have an email address")
    except Invalid as error:
        raise ValidationFailed(
            [
                {
                    "InvoiceID": record["InvoiceID"],
                    "ValidationErrors": batch.messages(error.messages),
                }
            ]
        ) from None
    day = f"emails {organisation.clock.now().date()}"
    if organisation.counters.get(day, 0) >= 1_000:
        raise BadRequest(
            10, "ValidationException", "The daily email limit has been reached"
        )
    with organisation.transaction():
        organisation.counters[day] = organisation.counters.get(day, 0) + 1
        organisation.save(
            organisation.invoices, {**record, "SentToContact": True}, touch=False
        )
    return Answer(None, 204)
