# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Writing an invoice, a bill or a credit note.

The rules are the same but for the points that a ``Spec`` names. All that is wrong with
an element is reported together.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import Shape, is_guid, read, too_long
from ..money import ZERO
from ..organisation.organisation import Organisation
from ..store import Record
from . import contacts, documents, inventory, lines, settle
from .batch import Written
from .terms import due_date

#: Fields that stay editable when something is applied to the document (documented;
#: for bills since 19 March 2026).
_FREE = {
    "Reference",
    "DueDate",
    "InvoiceNumber",
    "CreditNoteNumber",
    "BrandingThemeID",
    "Contact",
    "Url",
    "SentToContact",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
}
#: Of the lines of such a document.
_FREE_IN_LINES = {"Description", "AccountCode", "AccountID", "Tracking"}
#: Changes of these alone make no journal, so UpdatedDateUTC stays.
_SILENT = {"DueDate", "SentToContact", "ExpectedPaymentDate", "PlannedPaymentDate"}
_PLAIN = (
    "Reference",
    "BrandingThemeID",
    "Url",
    "ExpectedPaymentDate",
    "PlannedPaymentDate",
)


@dataclass(frozen=True)
class Spec:
    """What sets one resource apart."""

    #: The kind of ``settle.KINDS``, which also gives table and id field.
    kind: str
    collection: str
    #: Xero's name for it in messages.
    name: str
    sales_type: str
    purchase_type: str
    number_field: str
    prefix: str
    not_unique: str
    shape: Shape
    #: Discounts exist on sales invoices only.
    discounts: bool
    #: A due date is needed to approve; lines are needed even for a draft.
    strict: bool

    @property
    def key(self) -> str:
        return settle.KINDS[self.kind][1]

    @property
    def types(self) -> tuple[str, str]:
        return (self.sales_type, self.purchase_type)


def find(organisation: Organisation, spec: Spec, name: str) -> Record:
    """By id, or by number as paths allow; raises NotFound."""
    table = settle.table_of(organisation, spec.kind)
    found: Record | None = table.get(name)
    for kind in spec.types:
        found = found or table.one("number", (kind, name.lower()))
    if found is None:
        raise NotFound
    return found


def write(
    organisation: Organisation,
    spec: Spec,
    element: dict[str, Any],
    *,
    creating: bool,
    places: int = 4,
    adviser: bool = False,
    target: Record | None = None,
    backorders: bool = False,
    person: bool = False,
) -> Written:
    """Store one element; raises Invalid or NotFound.

    ``target`` is the document that the path names; ``places`` are the decimals of unit
    prices; ``adviser`` says whose connection it is, for lock dates; ``backorders``
    lets a tracked item's quantity go below zero; ``person`` is a bookkeeper's own hand
    instead of the API.
    """
    values = read(spec.shape, element, spec.collection)
    existing = target or _meant(organisation, spec, values, creating)
    if not person:
        _check_auto_tax(values, existing)
    writer = _Writer(organisation, spec, values, existing, places, adviser)
    writer.backorders = backorders
    return Written(writer.update() if existing else writer.create())


def _meant(
    organisation: Organisation, spec: Spec, values: Record, creating: bool
) -> Record | None:
    """The document that an element is about, None for a new one.

    POST without an id updates the sales document that has the number; numbers of
    purchases are not unique and match nothing.
    """
    table = settle.table_of(organisation, spec.kind)
    if spec.key in values:
        found: Record | None = table.get(values[spec.key])
        if found is None:
            raise NotFound
        if creating:
            # PUT creates only; what Xero says to an id in it is not confirmed.
            raise Invalid(f"{spec.key} cannot be specified when creating")
        return found
    number = values.get(spec.number_field)
    if creating or not number or values.get("Type", spec.sales_type) != spec.sales_type:
        return None
    return table.one("number", (spec.sales_type, number.lower()))


def _check_auto_tax(values: Record, existing: Record | None) -> None:
    """Documents with automatic US sales tax (rates whose type is a guid) are read-only
    through the API; raises Invalid (wording not confirmed)."""
    for record in (values, existing or {}):
        if any(
            is_guid(line.get("TaxType", "")) for line in record.get("LineItems", [])
        ):
            raise Invalid("Documents with automatic sales tax are read-only")


def close(
    organisation: Organisation,
    spec: Spec,
    existing: Record,
    status: str,
    adviser: bool = False,
) -> Record:
    """Void or delete: nothing else of the document changes; raises Invalid.

    Nothing may be applied to it, and an approved one is guarded by the lock dates.
    """
    if settle.applied(organisation, spec.kind, existing):
        raise Invalid(documents.APPLIED)
    if existing["Status"] == "AUTHORISED":
        message = organisation.lock_message(existing["Date"], adviser)
        if message:
            raise Invalid(message)
    table = settle.table_of(organisation, spec.kind)
    left = "AmountDue" if spec.kind == "Invoice" else "RemainingCredit"
    return organisation.save(table, {**existing, "Status": status, left: ZERO})


class _Writer:
    """One write of one document."""

    def __init__(
        self,
        organisation: Organisation,
        spec: Spec,
        values: Record,
        existing: Record | None,
        places: int,
        adviser: bool,
    ) -> None:
        self.organisation = organisation
        self.spec = spec
        self.values = values
        self.existing = existing
        self.places = places
        self.adviser = adviser
        self.backorders = False
        self.table = settle.table_of(organisation, spec.kind)
        self.record: Record = dict(existing) if existing else {}
        self.problems = self._checked()

    @property
    def sales(self) -> bool:
        return bool(self.record["Type"] == self.spec.sales_type)

    def create(self) -> Record:
        kind = self.values.get("Type")
        if kind not in self.spec.types:
            first, second = self.spec.types
            raise Invalid(*self.problems, f"The Type must be {first} or {second}")
        try:
            status = documents.target_status(self.values, None, self.spec.name)
        except Invalid as error:
            raise Invalid(*self.problems, *error.messages) from None
        self.record = {
            "Type": kind,
            self.spec.key: self.organisation.ids.guid(),
            self.spec.number_field: "",
            "Reference": "",
            "Date": self.organisation.today(),
            "DueDate": None,
            "LineItems": [],
            "SentToContact": False,
            "HasAttachments": False,
            "IsDiscounted": False,
            "Status": status,
        }
        self._fill()
        return self.organisation.save(self.table, self.record)

    def update(self) -> Record:
        existing = self.record
        if "Type" in self.values and self.values["Type"] != existing["Type"]:
            raise Invalid("The Type of a document cannot be changed")
        status = documents.target_status(self.values, existing, self.spec.name)
        paid = existing["Status"] == "PAID"
        if paid and not self.organisation.settings.edit_paid_documents:
            raise Invalid(f"{self.spec.name} not of valid status for modification")
        if status in ("VOIDED", "DELETED"):
            return close(self.organisation, self.spec, existing, status, self.adviser)
        frozen = paid or settle.applied(self.organisation, self.spec.kind, existing)
        self.record = {**existing, "Status": status}
        self._fill()
        if not frozen:
            return self.organisation.save(self.table, self.record)
        self._check_frozen(existing)
        changed = {
            name
            for name in {*existing, *self.record}
            if existing.get(name) != self.record.get(name)
        }
        silent = changed <= _SILENT
        return self.organisation.save(self.table, self.record, touch=not silent)

    def _checked(self) -> list[str]:
        own = {name: k for name, k in self.spec.shape.items() if name != "Contact"}
        return [
            *too_long(own, self.values),
            *documents.check_url(self.values.get("Url")),
            *documents.check_theme(self.organisation, self.values),
        ]

    def _fill(self) -> None:
        """Bring the values into the record; raises Invalid with all that is wrong."""
        steps: list[Callable[[], None]] = [
            self._set_contact,
            self._set_lines,
            self._set_currency,
            self._set_dates,
            self._set_number,
            self._set_sent,
        ]
        for step in steps:
            try:
                step()
            except Invalid as error:
                self.problems += error.messages
        for name in _PLAIN:
            if name in self.values:
                self.record[name] = self.values[name]
        if not self.sales:
            self.record["Reference"] = ""  # Reference exists on sales documents only
        if not self.problems and self.record["Status"] == "AUTHORISED":
            self.problems += inventory.problems(
                self.organisation, self.record, self.spec.key, self.backorders
            )
        if self.problems:
            raise Invalid(*dict.fromkeys(self.problems))
        self._count_approval()
        settle.bring_up_to_date(self.organisation, self.spec.kind, self.record)

    def _count_approval(self) -> None:
        """Plans of the past allow so many approvals a month; raises Invalid."""
        before = self.existing["Status"] if self.existing else ""
        if self.spec.kind != "Invoice" or self.record["Status"] != "AUTHORISED":
            return
        if before in ("AUTHORISED", "PAID"):
            return
        settings = self.organisation.settings
        most = (
            settings.approved_invoices_a_month
            if self.sales
            else settings.approved_bills_a_month
        )
        month = f"approved {self.record['Type']} {self.organisation.today():%Y-%m}"
        count = self.organisation.counters.get(month, 0) + 1
        if most is not None and count > most:
            raise Invalid("You have reached the limit of invoices you can approve")
        self.organisation.counters[month] = count

    def _set_contact(self) -> None:
        if "Contact" not in self.values and "Contact" in self.record:
            return
        contact = contacts.for_document(self.organisation, self.values.get("Contact"))
        self.record["Contact"] = {"ContactID": contact["ContactID"]}

    def _set_lines(self) -> None:
        """Sent lines replace the old ones; without any, a change of LineAmountTypes or
        an approval looks at the stored ones again, and anything else leaves them."""
        existing, record = self.existing, self.record
        amounts = documents.amounts_kind(self.values, existing, "Exclusive")
        retaxed = existing is not None and amounts != existing["LineAmountTypes"]
        completing = (
            existing is not None
            and existing["Status"] == "DRAFT"
            and record["Status"] in documents.COMPLETE
        )
        record["LineAmountTypes"] = amounts
        sent: list[Record] | None = self.values.get("LineItems")
        if existing is not None and sent is None and not retaxed and not completing:
            return
        old = record["LineItems"]
        given = sent
        if given is None:
            untaxed = existing is not None and existing["LineAmountTypes"] == "NoTax"
            given = [_again(line, retaxed, retaxed and untaxed) for line in old]
        if not given and (self.spec.strict or record["Status"] != "DRAFT"):
            raise Invalid(documents.NO_LINES)
        context = lines.Context(
            organisation=self.organisation,
            sales=self.sales,
            amounts=amounts,
            complete=record["Status"] in (*documents.COMPLETE, "PAID"),
            discounts=self.spec.discounts and self.sales,
            places=self.places if sent is not None else 4,
        )
        try:
            record["LineItems"] = lines.apply(context, given, old)
        except lines.LineErrors as error:
            raise Invalid(*error.messages) from None
        self._set_discounts()
        documents.set_rounded_totals(self.organisation, record, self.values)

    def _set_discounts(self) -> None:
        record = self.record
        record["IsDiscounted"] = any(
            line.get("DiscountRate") or line.get("DiscountAmount")
            for line in record["LineItems"]
        )
        record.pop("TotalDiscount", None)
        discount = lines.discount_total(record["LineItems"])
        if discount:
            record["TotalDiscount"] = discount

    def _set_currency(self) -> None:
        code, rate = documents.currency(self.organisation, self.values, self.existing)
        self.record.update(CurrencyCode=code, CurrencyRate=rate)

    def _set_dates(self) -> None:
        record, values = self.record, self.values
        complete = record["Status"] in (*documents.COMPLETE, "PAID")
        record["Date"] = values.get("Date", record["Date"])
        record["DueDate"] = values.get("DueDate", record["DueDate"])
        if record["DueDate"] is None and complete and self.spec.strict:
            record["DueDate"] = self._due_by_terms()
            if record["DueDate"] is None:
                # Wording not confirmed.
                raise Invalid("The Due Date must be specified")
        for day in self._ledger_days(complete):
            message = self.organisation.lock_message(day, self.adviser)
            if message:
                raise Invalid(message)

    def _ledger_days(self, complete: bool) -> list[date]:
        """The days whose ledger the write would change; lock dates guard those only."""
        existing = self.existing
        if existing is None or existing["Status"] not in ("AUTHORISED", "PAID"):
            return [self.record["Date"]] if complete else []
        if set(self.values) <= _FREE | {self.spec.key, "Status", "Type"}:
            return []
        return [existing["Date"], self.record["Date"]]

    def _due_by_terms(self) -> date | None:
        """The due date by the contact's payment terms, if it has some."""
        contact = self.record.get("Contact")
        if not contact:
            return None
        stored = self.organisation.contacts[contact["ContactID"]]
        terms = stored.get("PaymentTerms") or {}
        term = terms.get("Sales" if self.sales else "Bills")
        return due_date(self.record["Date"], term) if term else None

    def _set_number(self) -> None:
        field = self.spec.number_field
        number = self.values.get(field)
        if number is None and self.sales and not self.record[field]:
            number = self._generated()
        if number is None:
            return
        if self.sales and not number.strip():
            raise Invalid(f"The {field} cannot be empty")
        if self.sales and self._taken(number):
            raise Invalid(self.spec.not_unique)
        self.record[field] = number

    def _generated(self) -> str:
        while True:
            number = self.organisation.next_number(self.spec.prefix)
            if not self._taken(number):
                return number

    def _taken(self, number: str) -> bool:
        """A voided document keeps its number; a deleted draft's by a switch."""
        keeps = self.organisation.settings.deleted_numbers_stay_taken
        return any(
            other[self.spec.key] != self.record[self.spec.key]
            and (keeps or other["Status"] != "DELETED")
            for other in self.table.find(
                "number", (self.spec.sales_type, number.lower())
            )
        )

    def _set_sent(self) -> None:
        sent = self.values.get("SentToContact")
        if sent is None:
            return
        if sent and self.record["Status"] not in ("AUTHORISED", "PAID"):
            raise Invalid("SentToContact can only be set on approved invoices")
        self.record["SentToContact"] = sent

    def _check_frozen(self, existing: Record) -> None:
        """With something applied only the free fields may change, of the lines only
        description, account and tracking, and not the contact once credited."""
        record = self.record
        same = _same(existing, record, _FREE | {"LineItems", "UpdatedDateUTC"})
        if existing.get("AmountCredited") or self.spec.kind != "Invoice":
            same = same and existing["Contact"] == record["Contact"]
        old = {line["LineItemID"]: line for line in existing["LineItems"]}
        new = {line["LineItemID"]: line for line in record["LineItems"]}
        same = same and set(old) == set(new)
        if not same or not all(
            _same(old[line_id], line, _FREE_IN_LINES) for line_id, line in new.items()
        ):
            raise Invalid(documents.APPLIED)


def _same(old: Record, new: Record, apart: set[str]) -> bool:
    return all(old.get(name) == new.get(name) for name in {*old, *new} - apart)


def _again(line: Record, retaxed: bool, untaxed: bool) -> Record:
    """A stored line as if it were sent, to be checked by the rules again: its tax is
    computed anew when the kind of amounts changes, and chosen anew if it had none."""
    sent = dict(line)
    if retaxed:
        sent.pop("TaxAmount", None)
    if untaxed:
        sent.pop("TaxType", None)
    return sent
