# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the bookkeeper's forms do; each is one action of ``organisation.books``."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl

from ..accounting.settings_calls import subscribe_to
from ..errors import Invalid
from ..store import Record

if TYPE_CHECKING:
    from ..organisation.books import Books
    from ..world import World


class Unreadable(Exception):
    """A field of a form does not read as what it should be."""


class Said(NamedTuple):
    """What became of an action, and where to go when that is not the same page."""

    text: str
    there: str = ""


Handler = Callable[["World", "Books", "Form"], Said]
ACTIONS: dict[str, Handler] = {}


class Form:
    """The fields of a posted form."""

    def __init__(self, body: bytes) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in parse_qsl(body.decode("utf-8", "replace"), True):
            self._fields.setdefault(name, []).append(value.strip())

    def text(self, name: str) -> str:
        return self._fields.get(name, [""])[0]

    def texts(self, name: str) -> list[str]:
        return [value for value in self._fields.get(name, []) if value]

    def amount(self, name: str) -> Decimal | None:
        text = self.text(name).replace(",", "")
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise Unreadable(f"{text} is not an amount.") from None
        if not value.is_finite():
            raise Unreadable(f"{text} is not an amount.")
        return value

    def needed(self, name: str) -> Decimal:
        amount = self.amount(name)
        if amount is None:
            raise Unreadable("An amount is needed.")
        return amount

    def day(self, name: str) -> date | None:
        text = self.text(name)
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise Unreadable(f"{text} is not a date.") from None

    def flag(self, name: str) -> bool:
        return self.text(name) in ("1", "on", "true")


def on(name: str) -> Callable[[Handler], Handler]:
    """Decorator: the handler of an action."""

    def register(handler: Handler) -> Handler:
        ACTIONS[name] = handler
        return handler

    return register


def _page(books: "Books", section: str, record_id: str) -> str:
    return f"/books/{books.tenant_id}/{section}/{record_id}"


# Contacts


def _contact_fields(form: Form) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "Name": form.text("name"),
        "EmailAddress": form.text("email"),
        "FirstName": form.text("first"),
        "LastName": form.text("last"),
        "TaxNumber": form.text("tax_number"),
        "AccountNumber": form.text("account_number"),
    }
    address = {
        "AddressType": "POBOX",
        "AddressLine1": form.text("street"),
        "City": form.text("city"),
        "PostalCode": form.text("postcode"),
        "Country": form.text("country"),
    }
    fields["Addresses"] = [address]
    fields["Phones"] = [{"PhoneType": "DEFAULT", "PhoneNumber": form.text("phone")}]
    return fields


@on("add_contact")
def add_contact(_world: "World", books: "Books", form: Form) -> Said:
    contact = books.add_contact(form.text("name"), EmailAddress=form.text("email"))
    return Said("Contact added.", _page(books, "contacts", contact["ContactID"]))


@on("edit_contact")
def edit_contact(_world: "World", books: "Books", form: Form) -> Said:
    books.edit_contact(form.text("id"), **_contact_fields(form))
    return Said("Contact saved.")


@on("archive_contact")
def archive_contact(_world: "World", books: "Books", form: Form) -> Said:
    books.archive_contact(form.text("id"))
    return Said("Contact archived.")


@on("restore_contact")
def restore_contact(_world: "World", books: "Books", form: Form) -> Said:
    books.restore_contact(form.text("id"))
    return Said("Contact restored.")


@on("merge_contact")
def merge_contact(_world: "World", books: "Books", form: Form) -> Said:
    winner = form.text("winner")
    if winner not in books.contacts:
        raise Unreadable("Choose the contact to merge into.")
    books.merge_contacts(form.text("id"), winner)
    return Said("Contacts merged.", _page(books, "contacts", winner))


# Documents


@on("add_document")
def add_document(_world: "World", books: "Books", form: Form) -> Said:
    kind = form.text("kind")
    contact_id = form.text("contact")
    if contact_id not in books.contacts:
        raise Unreadable("Choose a contact.")
    line: Record = {
        "Description": form.text("description") or "Goods and services",
        "Quantity": form.amount("quantity") or Decimal(1),
        "UnitAmount": form.needed("price"),
        "AccountCode": form.text("account"),
    }
    if form.text("tax"):
        line["TaxType"] = form.text("tax")
    fields: dict[str, Any] = {"Date": form.day("day") or books.today()}
    note = kind.endswith("CREDIT")
    if form.text("number"):
        fields["CreditNoteNumber" if note else "InvoiceNumber"] = form.text("number")
    if form.day("due") and not note:
        fields["DueDate"] = form.day("due")
    add = books.add_credit_note if note else books.add_invoice
    record = add(
        contact_id, [line], kind=kind, status=form.text("status") or "DRAFT", **fields
    )
    record_id = record.get("InvoiceID") or record["CreditNoteID"]
    return Said("Saved.", _page(books, "documents", record_id))


@on("add_conversion_balance")
def add_conversion_balance(_world: "World", books: "Books", form: Form) -> Said:
    if form.text("contact") not in books.contacts:
        raise Unreadable("Choose a contact.")
    record = books.add_conversion_balance(
        form.text("contact"),
        form.text("number"),
        form.needed("amount"),
        form.day("day") or books.today(),
        kind=form.text("kind") or "ACCREC",
    )
    return Said(
        "Conversion balance added.", _page(books, "documents", record["InvoiceID"])
    )


@on("edit_document")
def edit_document(_world: "World", books: "Books", form: Form) -> Said:
    changes: dict[str, Any] = {}
    for name, field in (("reference", "Reference"), ("number", form.text("field"))):
        if form.text(name) != form.text(f"{name}_was"):
            changes[field] = form.text(name)
    if form.text("due") != form.text("due_was"):
        changes["DueDate"] = form.day("due")
    if not changes:
        return Said("Nothing was changed.")
    books.edit_document(form.text("id"), **changes)
    return Said("Saved.")


@on("edit_line")
def edit_line(_world: "World", books: "Books", form: Form) -> Said:
    """Change one line; the others are sent with their id only, so they stay."""
    document_id, line_id = form.text("id"), form.text("line")
    record = books.invoices.get(document_id) or books.credit_notes.get(document_id)
    if record is None:
        raise Unreadable("That document is not here.")
    lines: list[Record] = []
    for line in record["LineItems"]:
        if line["LineItemID"] != line_id:
            lines.append(dict(line))
            continue
        changed: Record = {
            "LineItemID": line_id,
            "Description": form.text("description"),
            "Quantity": form.amount("quantity") or line.get("Quantity", Decimal(1)),
            "UnitAmount": form.needed("price"),
            "AccountCode": form.text("account"),
        }
        if form.text("tax"):
            changed["TaxType"] = form.text("tax")
        lines.append(changed)
    books.edit_document(document_id, LineItems=lines)
    return Said("Line saved.")


@on("approve")
def approve(_world: "World", books: "Books", form: Form) -> Said:
    books.approve(form.text("id"))
    return Said("Approved.")


@on("submit")
def submit(_world: "World", books: "Books", form: Form) -> Said:
    books.edit_document(form.text("id"), Status="SUBMITTED")
    return Said("Submitted for approval.")


@on("close_document")
def close_document(_world: "World", books: "Books", form: Form) -> Said:
    record = books.close_document(form.text("id"))
    return Said("Voided." if record["Status"] == "VOIDED" else "Deleted.")


# Money


@on("record_payment")
def record_payment(_world: "World", books: "Books", form: Form) -> Said:
    books.record_payment(
        form.text("id"),
        form.amount("amount"),
        account=form.text("account") or None,
        day=form.day("day"),
        reference=form.text("reference"),
    )
    return Said("Payment recorded.")


@on("delete_payment")
def delete_payment(_world: "World", books: "Books", form: Form) -> Said:
    books.delete_payment(form.text("id"))
    return Said("Payment deleted.")


@on("reconcile_payment")
def reconcile_payment(_world: "World", books: "Books", form: Form) -> Said:
    reconciled = form.flag("reconciled")
    books.reconcile_payment(form.text("id"), reconciled)
    return Said("Reconciled." if reconciled else "No longer reconciled.")


@on("batch_deposit")
def batch_deposit(_world: "World", books: "Books", form: Form) -> Said:
    chosen = form.texts("invoice")
    if not chosen:
        raise Unreadable("Choose the invoices that the deposit pays.")
    amounts = {
        invoice_id: books.invoices[invoice_id]["AmountDue"] for invoice_id in chosen
    }
    books.record_batch_deposit(
        {**amounts},
        account=form.text("account") or None,
        day=form.day("day"),
        reference=form.text("reference"),
    )
    return Said(f"Batch deposit of {len(chosen)} recorded.")


@on("delete_batch")
def delete_batch(_world: "World", books: "Books", form: Form) -> Said:
    books.delete_batch(form.text("id"))
    return Said("Batch deleted.")


@on("record_credit")
def record_credit(_world: "World", books: "Books", form: Form) -> Said:
    """An overpayment or a prepayment."""
    kind = form.text("kind")
    if form.text("contact") not in books.contacts:
        raise Unreadable("Choose a contact.")
    more: dict[str, Any] = {
        "kind": kind,
        "account": form.text("account") or None,
        "day": form.day("day"),
    }
    if kind.endswith("OVERPAYMENT"):
        books.record_overpayment(form.text("contact"), form.needed("amount"), **more)
        return Said("Overpayment recorded.")
    income = "200" if kind.startswith("RECEIVE") else "429"
    books.record_prepayment(
        form.text("contact"), form.needed("amount"), income_account=income, **more
    )
    return Said("Prepayment recorded.")


@on("allocate")
def allocate(_world: "World", books: "Books", form: Form) -> Said:
    if not form.text("source"):
        raise Unreadable("Choose the credit to apply.")
    books.allocate(form.text("source"), form.text("id"), form.amount("amount"))
    return Said("Credit applied.")


@on("remove_allocation")
def remove_allocation(_world: "World", books: "Books", form: Form) -> Said:
    books.remove_allocation(form.text("id"))
    return Said("Credit taken back.")


# Settings


@on("lock")
def lock(_world: "World", books: "Books", form: Form) -> Said:
    books.lock_period(form.day("period"))
    books.lock_year(form.day("year"))
    return Said("Lock dates saved.")


@on("settings")
def settings(_world: "World", books: "Books", form: Form) -> Said:
    switches: dict[str, Any] = {}
    for name in form.texts("switch"):
        old = getattr(books.settings, name, None)
        value: Any = form.text(name)
        if isinstance(old, bool):
            value = form.flag(name)
        elif isinstance(old, Decimal):
            value = form.needed(name)
        elif isinstance(old, int) or old is None:
            value = int(value) if value else None
        switches[name] = value
    try:
        books.settings.change(switches)
    except (KeyError, ValueError) as error:
        raise Unreadable(str(error)) from None
    return Said("Behaviour saved.")


@on("subscribe_currency")
def subscribe_currency(_world: "World", books: "Books", form: Form) -> Said:
    with books.transaction():
        subscribe_to(books, form.text("code").upper())
    return Said("Currency added.")


@on("offline")
def offline(_world: "World", books: "Books", form: Form) -> Said:
    books.offline = form.flag("offline")
    return Said("Offline." if books.offline else "Online again.")


@on("disconnect")
def disconnect(world: "World", books: "Books", form: Form) -> Said:
    """What a person does under Connected Apps; the app learns it by a 403."""
    with world.tokens.lock:
        connection = world.tokens.connections.get(form.text("id"))
        if connection is None or connection.tenant_id != books.tenant_id:
            raise Unreadable("That app is not connected here.")
        del world.tokens.connections[connection.id]
    return Said(f"{world.apps[connection.client_id].name} is disconnected.")


@on("webhooks")
def webhooks(world: "World", _books: "Books", form: Form) -> Said:
    url = form.text("url")
    if not url:
        world.webhooks.unsubscribe()
        return Said("No webhooks any more.")
    try:
        status = world.webhooks.subscribe(url)
    except ValueError as error:
        raise Unreadable(str(error)) from None
    if status != "ok":
        raise Invalid("The receiver did not pass the intent to receive checks.")
    return Said("The receiver passed the checks; events are on their way.")


@on("clock")
def clock(world: "World", _books: "Books", form: Form) -> Said:
    now = world.clock.advance(float(form.needed("seconds")))
    return Said(f"It is now {now:%Y-%m-%d %H:%M:%S}.")


@on("limits")
def limits(world: "World", books: "Books", form: Form) -> Said:
    if form.text("what") == "reset":
        world.limits.reset()
        return Said("All calls are back.")
    left = int(form.needed("left"))
    window = form.text("window")
    if window not in ("minute", "day"):
        raise Unreadable("Choose the limit.")
    for app in world.apps.values():
        headers = world.limits.headers(app.client_id, books.tenant_id)
        name = "X-MinLimit-Remaining" if window == "minute" else "X-DayLimit-Remaining"
        spent = max(0, int(headers[name]) - left)
        world.limits.spend(app.client_id, books.tenant_id, **{window: spent})
    return Said(f"{left} calls are left of the {window}.")
