# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices (ACCREC) and bills (ACCPAY): rules of writing.

A sales number is unique, bills may share one. A missing sales number is generated.
PUT only creates; POST without an id updates the sales invoice that has the number.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..money import ZERO, rounded
from ..organisation.organisation import Organisation
from ..store import Record
from . import contacts, documents, lines
from .batch import Written
from .shapes import INVOICE
from .terms import due_date

TYPES = ("ACCREC", "ACCPAY")
WORDS = documents.Words("Invoice")
#: Third-party text for a number that is taken.
NOT_UNIQUE = "Invoice # must be unique."
#: Fields that stay editable when something is applied to the document (documented;
#: for bills since 19 March 2026).
_FREE = {
    "Reference",
    "DueDate",
    "InvoiceNumber",
    "BrandingThemeID",
    "Contact",
    "Url",
    "SentToContact",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
}
#: Changes of these alone make no journal, so UpdatedDateUTC stays.
_SILENT = {"DueDate", "SentToContact", "ExpectedPaymentDate", "PlannedPaymentDate"}
_PLAIN = (
    "Reference",
    "BrandingThemeID",
    "Url",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
)


def find(organisation: Organisation, name: str) -> Record:
    """By InvoiceID, or by number as paths allow; raises NotFound."""
    found = organisation.invoices.get(name)
    for kind in TYPES:
        found = found or organisation.invoices.one("number", (kind, name.lower()))
    if found is None:
        raise NotFound
    record: Record = found
    return record


def write(
    organisation: Organisation,
    element: dict[str, Any],
    *,
    creating: bool,
    places: int,
    adviser: bool = False,
    target: Record | None = None,
) -> Written:
    """Store one element; raises Invalid or NotFound.

    ``target`` is the invoice that the path names.
    """
    values = read(INVOICE, element, "Invoices")
    existing = target or _meant(organisation, values, creating)
    if existing is None:
        return Written(_create(organisation, values, places, adviser))
    return Written(_update(organisation, values, existing, places, adviser))


def _meant(organisation: Organisation, values: Record, creating: bool) -> Record | None:
    """The invoice that an element is about, None for a new one."""
    if "InvoiceID" in values:
        found: Record | None = organisation.invoices.get(values["InvoiceID"])
        if found is None:
            raise NotFound
        if creating:
            # PUT creates only; what Xero says to an id in it is not confirmed.
            raise Invalid("InvoiceID cannot be specified when creating an invoice")
        return found
    number = values.get("InvoiceNumber")
    if creating or not number or values.get("Type", "ACCREC") != "ACCREC":
        return None
    return organisation.invoices.one("number", ("ACCREC", number.lower()))


def _create(
    organisation: Organisation, values: Record, places: int, adviser: bool
) -> Record:
    problems = _problems(organisation, values)
    kind = values.get("Type")
    if kind not in TYPES:
        problems.append("The invoice Type must be ACCREC or ACCPAY")
        raise Invalid(*problems)
    try:
        status = documents.target_status(values, None, WORDS)
    except Invalid as error:
        raise Invalid(*problems, *error.messages) from None
    record: Record = {
        "Type": kind,
        "InvoiceID": organisation.ids.guid(),
        "InvoiceNumber": "",
        "Reference": "",
        "Date": organisation.today(),
        "DueDate": None,
        "LineItems": [],
        "AmountPaid": ZERO,
        "AmountCredited": ZERO,
        "SentToContact": False,
        "HasAttachments": False,
        "IsDiscounted": False,
    }
    _fill(organisation, record, values, status, places, problems, adviser, None)
    return organisation.save(organisation.invoices, record)


def _update(
    organisation: Organisation,
    values: Record,
    existing: Record,
    places: int,
    adviser: bool,
) -> Record:
    if "Type" in values and values["Type"] != existing["Type"]:
        raise Invalid("The invoice Type cannot be changed")
    status = documents.target_status(values, existing, WORDS)
    paid = existing["Status"] == "PAID"
    if paid and not organisation.settings.edit_paid_documents:
        raise Invalid(WORDS.modification)
    applied = documents.has_applied(organisation, existing, "InvoiceID")
    if status in ("VOIDED", "DELETED"):
        if applied:
            raise Invalid(documents.APPLIED)
        return close(organisation, existing, status, adviser)
    problems = _problems(organisation, values)
    record = dict(existing)
    _fill(organisation, record, values, status, places, problems, adviser, existing)
    if applied or paid:
        _check_frozen(existing, record, values)
        changed = {
            name
            for name in {*existing, *record}
            if existing.get(name) != record.get(name)
        }
        silent = changed <= _SILENT
        return organisation.save(organisation.invoices, record, touch=not silent)
    return organisation.save(organisation.invoices, record)


def close(
    organisation: Organisation, existing: Record, status: str, adviser: bool = False
) -> Record:
    """Void or delete: nothing else of the document changes."""
    if existing["Status"] == "AUTHORISED":
        message = organisation.lock_message(existing["Date"], adviser)
        if message:
            raise Invalid(message)
    return organisation.save(
        organisation.invoices, {**existing, "Status": status, "AmountDue": ZERO}
    )


def _problems(organisation: Organisation, values: Record) -> list[str]:
    problems = too_long({k: v for k, v in INVOICE.items() if k != "Contact"}, values)
    problems += documents.check_url(values.get("Url"))
    problems += documents.check_theme(organisation, values)
    return problems


def _fill(
    organisation: Organisation,
    record: Record,
    values: Record,
    status: str,
    places: int,
    problems: list[str],
    adviser: bool,
    existing: Record | None,
) -> None:
    """Bring ``values`` into ``record`` by the rules; raises Invalid with everything
    that is wrong."""
    sales = record["Type"] == "ACCREC"
    record["Status"] = status
    steps: list[Callable[[], None]] = [
        lambda: _set_contact(organisation, record, values),
        lambda: _set_lines(organisation, record, values, places, sales, existing),
        lambda: _set_currency(organisation, record, values, existing),
        lambda: _set_dates(organisation, record, values, adviser, existing),
        lambda: _set_number(organisation, record, values),
        lambda: _set_sent(record, values),
    ]
    for step in steps:
        try:
            step()
        except Invalid as error:
            problems += error.messages
    for name in _PLAIN:
        if name in values:
            record[name] = values[name]
    if not sales:
        record["Reference"] = ""  # Reference exists on sales invoices only
    if problems:
        raise Invalid(*dict.fromkeys(problems))
    refresh_amounts(record)


def refresh_amounts(record: Record) -> None:
    """AmountDue from the total and what is applied."""
    due: Decimal = record["Total"] - record["AmountPaid"] - record["AmountCredited"]
    record["AmountDue"] = due
    if due < 0:
        raise Invalid(documents.APPLIED)


def _set_contact(organisation: Organisation, record: Record, values: Record) -> None:
    if "Contact" not in values and "Contact" in record:
        return
    contact = contacts.for_document(organisation, values.get("Contact"))
    record["Contact"] = {"ContactID": contact["ContactID"]}


def _set_lines(
    organisation: Organisation,
    record: Record,
    values: Record,
    places: int,
    sales: bool,
    existing: Record | None,
) -> None:
    amounts = documents.amounts_kind(values, existing)
    changed = existing is None or amounts != existing["LineAmountTypes"]
    record["LineAmountTypes"] = amounts
    sent = values.get("LineItems")
    completing = (
        existing is not None
        and existing["Status"] == "DRAFT"
        and record["Status"] in documents.COMPLETE
    )
    if sent is None and existing is not None and not changed and not completing:
        return  # a change of the status or of the head leaves the lines alone
    if not (sent if sent is not None else record["LineItems"]):
        raise Invalid(documents.NO_LINES)
    context = lines.Context(
        organisation=organisation,
        sales=sales,
        amounts=amounts,
        complete=record["Status"] in (*documents.COMPLETE, "PAID"),
        discounts=sales,
        places=places if sent is not None else 4,
    )
    old = record["LineItems"]
    kept = [dict(line) for line in old] if sent is None else sent
    if sent is None and changed:
        for line in kept:
            line.pop("TaxAmount", None)
    try:
        record["LineItems"] = lines.apply(context, kept, old)
    except lines.LineErrors as error:
        raise Invalid(*error.messages) from None
    record["IsDiscounted"] = any(
        line.get("DiscountRate") or line.get("DiscountAmount")
        for line in record["LineItems"]
    )
    discount = lines.discount_total(record["LineItems"])
    record.pop("TotalDiscount", None)
    if discount:
        record["TotalDiscount"] = discount
    _set_rounding(organisation, record, values)


def _set_rounding(organisation: Organisation, record: Record, values: Record) -> None:
    """RoundingAmount: within 0.10, only where the organisation opted in, on submitted
    and approved documents, with all three totals sent."""
    amount = values.get("RoundingAmount")
    if not amount:
        documents.set_totals(record, values)
        return
    amount = rounded(amount)
    if (
        not organisation.settings.rounding_amounts
        or record["Status"] not in documents.COMPLETE
        or abs(amount) > Decimal("0.10")
        or not {"SubTotal", "TotalTax", "Total"} <= set(values)
    ):
        raise Invalid("RoundingAmount cannot be used on this document")
    documents.set_totals(record, {k: v for k, v in values.items() if k != "Total"})
    record["RoundingAmount"] = amount
    record["Total"] += amount
    if rounded(values["Total"]) != record["Total"]:
        raise Invalid(documents.WRONG_TOTAL)


def _set_currency(
    organisation: Organisation,
    record: Record,
    values: Record,
    existing: Record | None,
) -> None:
    code, rate = documents.currency(organisation, values, existing)
    record.update(CurrencyCode=code, CurrencyRate=rate)


def _set_dates(
    organisation: Organisation,
    record: Record,
    values: Record,
    adviser: bool,
    existing: Record | None,
) -> None:
    record["Date"] = values.get("Date", record["Date"])
    record["DueDate"] = values.get("DueDate", record["DueDate"])
    if record["DueDate"] is None and record["Status"] in documents.COMPLETE:
        record["DueDate"] = _due_by_terms(organisation, record)
    if record["DueDate"] is None and record["Status"] in documents.COMPLETE:
        raise Invalid("The Due Date must be specified")
    days: list[date] = []
    if record["Status"] in documents.COMPLETE:
        days.append(record["Date"])
    if existing is not None and existing["Status"] in ("AUTHORISED", "PAID"):
        days.append(existing["Date"])
    if existing is not None and not _touches_ledger(existing, values):
        return
    for day in days:
        message = organisation.lock_message(day, adviser)
        if message:
            raise Invalid(message)


def _touches_ledger(existing: Record, values: Record) -> bool:
    """Would the write change what is in the ledger? Lock dates guard that only."""
    if existing["Status"] not in ("AUTHORISED", "PAID"):
        return True
    return bool(set(values) - _FREE - {"InvoiceID", "Status", "Type"})


def _due_by_terms(organisation: Organisation, record: Record) -> date | None:
    """The due date by the contact's payment terms, if it has some."""
    contact = record.get("Contact")
    if not contact:
        return None
    terms = organisation.contacts[contact["ContactID"]].get("PaymentTerms") or {}
    term = terms.get("Sales" if record["Type"] == "ACCREC" else "Bills")
    return due_date(record["Date"], term) if term else None


def _set_number(organisation: Organisation, record: Record, values: Record) -> None:
    number = values.get("InvoiceNumber")
    sales = record["Type"] == "ACCREC"
    if number is None and sales and not record["InvoiceNumber"]:
        number = _generated(organisation)
    if number is None:
        return
    if sales and not number:
        raise Invalid("The invoice number cannot be empty")
    if sales and _taken(organisation, number, record["InvoiceID"]):
        raise Invalid(NOT_UNIQUE)
    record["InvoiceNumber"] = number


def _generated(organisation: Organisation) -> str:
    while True:
        number = organisation.next_number("INV")
        if not _taken(organisation, number, ""):
            return number


def _taken(organisation: Organisation, number: str, own_id: str) -> bool:
    """A voided invoice keeps its number; a deleted draft's by a switch."""
    for other in organisation.invoices.find("number", ("ACCREC", number.lower())):
        if other["InvoiceID"] == own_id:
            continue
        if (
            other["Status"] != "DELETED"
            or organisation.settings.deleted_numbers_stay_taken
        ):
            return True
    return False


def _set_sent(record: Record, values: Record) -> None:
    if "SentToContact" not in values:
        return
    if values["SentToContact"] and record["Status"] not in ("AUTHORISED", "PAID"):
        raise Invalid("SentToContact can only be set on approved invoices")
    record["SentToContact"] = values["SentToContact"]


def _check_frozen(existing: Record, record: Record, values: Record) -> None:
    """Only the free fields of a document with something applied may change; of its
    lines description, account and tracking."""
    for name in {*existing, *record} - _FREE - {"LineItems", "UpdatedDateUTC"}:
        if existing.get(name) != record.get(name):
            raise Invalid(documents.APPLIED)
    if "Contact" in values and existing["AmountCredited"]:
        if existing["Contact"] != record["Contact"]:
            raise Invalid(documents.APPLIED)
    old = {line["LineItemID"]: line for line in existing["LineItems"]}
    new = {line["LineItemID"]: line for line in record["LineItems"]}
    if set(old) != set(new):
        raise Invalid(documents.APPLIED)
    for line_id, line in new.items():
        for name in {*line, *old[line_id]} - {
            "Description",
            "AccountCode",
            "AccountID",
            "Tracking",
        }:
            if line.get(name) != old[line_id].get(name):
                raise Invalid(documents.APPLIED)
