# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bookkeeper does in Xero. Each takes the world and tells what was done; None
where there was nothing to do it with."""

from datetime import date, timedelta
from decimal import Decimal

#: (weight, action)
ACTIONS = []
_OPEN = "AUTHORISED"


def action(weight):
    """Decorator: something that a bookkeeper does so often."""

    def register(function):
        ACTIONS.append((weight, function))
        return function

    return register


def _choose(world, keys):
    """One of them, by the order in which Xero made them; None of none."""
    return world.rng.choice(keys) if keys else None


def _documents(world, *kinds, status=(_OPEN,)):
    return [
        key
        for key, one in world.documents_in_xero().items()
        if one["Status"] in status and (not kinds or one["Type"] in kinds)
    ]


def _due(world, key):
    """What is left of a document."""
    kind = "Invoices" if key in world.organisation.invoices else "CreditNotes"
    shown = world.organisation.json(kind, key)
    return Decimal(str(shown.get("AmountDue", shown.get("RemainingCredit"))))


def _name(world, key):
    one = world.documents_in_xero()[key]
    return one.get("InvoiceNumber") or one.get("CreditNoteNumber") or key


def _line(world, kind):
    return {
        "Description": world.token("Other "),
        "Quantity": Decimal(1),
        "UnitAmount": Decimal(world.rng.randrange(100, 99999)) / 100,
        "AccountCode": "200" if kind.startswith("ACCREC") else "429",
    }


def _contact_of(document):
    return document["Contact"]["ContactID"]


def _day(world):
    return date(2026, 9, 1) + timedelta(days=world.rng.randrange(55))


# ----------------------------------------------------------------------
# documents
# ----------------------------------------------------------------------
@action(4)
def edit_reference(world):
    key = _choose(world, _documents(world, "ACCREC", "ACCRECCREDIT"))
    if not key:
        return None
    text = world.token("X")
    world.organisation.edit_document(key, Reference=text)
    world.wrote("xero", "document", key, "ref", text)
    return f"reference of {_name(world, key)}: {text}"


@action(4)
def edit_due_date(world):
    key = _choose(world, _documents(world, "ACCREC", "ACCPAY"))
    if not key:
        return None
    day = world.fresh_day()
    world.organisation.edit_document(key, DueDate=day)
    world.wrote("xero", "document", key, "due", day)
    return f"due date of {_name(world, key)}: {day}"


@action(2)
def edit_lines(world):
    key = _choose(world, _documents(world))
    if not key:
        return None
    line = _line(world, world.documents_in_xero()[key]["Type"])
    world.organisation.edit_document(key, LineItems=[line])
    world.wrote("xero", "document", key, "lines", line["Description"])
    return f"other lines on {_name(world, key)}: {line['UnitAmount']}"


@action(2)
def close(world):
    key = _choose(world, _documents(world))
    if not key:
        return None
    world.organisation.close_document(key)
    return f"void {_name(world, key)}"


def _new(world, kinds):
    """What a new document of a contact says: contact, lines and the rest."""
    contacts = [
        one["ContactID"]
        for one in world.organisation.contacts.values()
        if one["ContactStatus"] == "ACTIVE"
    ]
    contact = _choose(world, contacts)
    if not contact:
        return None
    kind = world.rng.choice(kinds)
    rest = {
        "kind": kind,
        "Date": _day(world),
        "CurrencyCode": world.rng.choice(("GBP", "GBP", "EUR")),
    }
    return contact, [_line(world, kind)], rest


@action(2)
def new_invoice(world):
    new = _new(world, ("ACCREC", "ACCPAY"))
    if not new:
        return None
    contact, lines, rest = new
    rest["InvoiceNumber"] = world.token("ONLY-XERO-")
    world.organisation.add_invoice(contact, lines, **rest)
    return f"new {rest['kind']} {rest['InvoiceNumber']} in {rest['CurrencyCode']}"


@action(2)
def new_credit_note(world):
    """For a contact, or against one of its invoices: then it is of that currency."""
    new = _new(world, ("ACCRECCREDIT", "ACCPAYCREDIT"))
    if not new:
        return None
    contact, lines, rest = new
    rest["CreditNoteNumber"] = world.token("ONLY-XERO-")
    world.organisation.add_credit_note(contact, lines, **rest)
    return f"new {rest['kind']} {rest['CreditNoteNumber']} in {rest['CurrencyCode']}"


# ----------------------------------------------------------------------
# money
# ----------------------------------------------------------------------
@action(8)
def record_payment(world):
    key = _choose(world, _documents(world))
    if not key:
        return None
    due = _due(world, key)
    amount = due
    if world.rng.random() < 0.4:
        amount = max(Decimal("0.01"), (due / 3).quantize(Decimal("0.01")))
    text = world.token("Q")
    world.organisation.record_payment(
        key, amount, account="090", day=_day(world), reference=text
    )
    return f"payment {text} of {amount} on {_name(world, key)}"


@action(3)
def delete_payment(world):
    live = [
        one["PaymentID"]
        for one in world.organisation.payments.values()
        if one["Status"] == "AUTHORISED" and not one.get("BatchPaymentID")
    ]
    key = _choose(world, live)
    if not key:
        return None
    said = world.organisation.payments[key].get("Reference")
    world.organisation.delete_payment(key)
    return f"delete payment {said}"


@action(1)
def reconcile_payment(world):
    live = [
        one["PaymentID"]
        for one in world.organisation.payments.values()
        if one["Status"] == "AUTHORISED"
    ]
    key = _choose(world, live)
    if not key:
        return None
    payment = world.organisation.payments[key]
    matched = not payment.get("IsReconciled")
    world.organisation.reconcile_payment(key, matched)
    said = "matched with" if matched else "no longer matched with"
    return f"payment {payment.get('Reference')} {said} the bank statement"


@action(2)
def deposit(world):
    """One deposit for several invoices of one contact."""
    by_contact = {}
    for key in _documents(world, "ACCREC"):
        one = world.organisation.invoices[key]
        if one["CurrencyCode"] == "GBP" and _due(world, key):
            by_contact.setdefault(_contact_of(one), []).append(key)
    groups = [keys for keys in by_contact.values() if len(keys) > 1]
    keys = _choose(world, groups)
    if not keys:
        return None
    amounts = {key: _due(world, key) for key in keys[:3]}
    text = world.token("B")
    world.organisation.record_batch_deposit(
        amounts, account="090", day=_day(world), reference=text
    )
    return f"deposit {text} for {[_name(world, key) for key in amounts]}"


@action(1)
def delete_deposit(world):
    live = [
        one["BatchPaymentID"]
        for one in world.organisation.batch_payments.values()
        if one["Status"] == "AUTHORISED"
    ]
    key = _choose(world, live)
    if not key:
        return None
    world.organisation.delete_batch(key)
    return f"delete deposit {key[:8]}"


@action(4)
def allocate(world):
    kind = world.rng.choice(("ACCREC", "ACCPAY"))
    source = _choose(world, _documents(world, f"{kind}CREDIT"))
    if not source:
        return None
    credit = world.organisation.credit_notes[source]
    targets = [
        key
        for key in _documents(world, kind)
        if _contact_of(world.organisation.invoices[key]) == _contact_of(credit)
        and world.organisation.invoices[key]["CurrencyCode"] == credit["CurrencyCode"]
    ]
    target = _choose(world, targets)
    if not target:
        return None
    most = min(_due(world, source), _due(world, target))
    if world.rng.random() < 0.4:
        most = max(Decimal("0.01"), (most / 2).quantize(Decimal("0.01")))
    world.organisation.allocate(source, target, most)
    return f"apply {most} of {_name(world, source)} to {_name(world, target)}"


@action(2)
def remove_allocation(world):
    live = [
        one["AllocationID"]
        for one in world.organisation.allocations.values()
        if not one.get("IsDeleted")
    ]
    key = _choose(world, live)
    if not key:
        return None
    world.organisation.remove_allocation(key)
    return f"take back allocation {key[:8]}"


# ----------------------------------------------------------------------
# contacts
# ----------------------------------------------------------------------
def _contact(world):
    """Those of Odoo, not the organisation's own."""
    contacts = [
        one["ContactID"]
        for one in world.organisation.contacts.values()
        if one["ContactStatus"] == "ACTIVE" and one.get("ContactNumber")
    ]
    return _choose(world, contacts)


@action(3)
def edit_email(world):
    key = _contact(world)
    if not key:
        return None
    text = f"{world.token('x')}@example.com"
    world.organisation.edit_contact(key, EmailAddress=text)
    world.wrote("xero", "contact", key, "email", text)
    return f"e-mail of {world.organisation.contacts[key]['Name']}: {text}"


@action(1)
def archive(world):
    key = _contact(world)
    if not key:
        return None
    world.organisation.archive_contact(key)
    return f"archive {world.organisation.contacts[key]['Name']}"


@action(1)
def restore(world):
    """Only a person in Xero can."""
    archived = [
        one["ContactID"]
        for one in world.organisation.contacts.values()
        if one["ContactStatus"] == "ARCHIVED"
    ]
    key = _choose(world, archived)
    if not key:
        return None
    world.organisation.restore_contact(key)
    return f"restore {world.organisation.contacts[key]['Name']}"


@action(1)
def rename(world):
    key = _contact(world)
    if not key:
        return None
    text = world.token("Called ")
    before = world.organisation.contacts[key]["Name"]
    world.organisation.edit_contact(key, Name=text)
    world.wrote("xero", "contact", key, "name", text)
    return f"{before} is now {text}"


# ----------------------------------------------------------------------
# items
# ----------------------------------------------------------------------
@action(2)
def edit_item(world):
    key = _choose(world, [one["ItemID"] for one in world.organisation.items.values()])
    if not key:
        return None
    text = world.token("Thing ")
    world.organisation.edit_item(key, Name=text)
    world.wrote("xero", "item", key, "name", text)
    return f"item {world.organisation.items[key]['Code']} is now {text}"
