# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts: rules of writing, matching, merging.

Names are unique among active contacts, without regard to case; ContactNumber is the
unique key of API users. PUT only creates; POST without an id updates the contact whose
ContactNumber or Name matches. Archiving works even with open documents; afterwards
every edit fails, a second archiving too (recorded live).
"""

import re
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..organisation.organisation import Organisation
from ..store import Record
from .contact_form import ADDRESS_TYPES, PHONE_TYPES
from .shapes import CONTACT

STATUSES = ("ACTIVE", "ARCHIVED", "GDPRREQUEST")
TERM_TYPES = (
    "DAYSAFTERBILLDATE",
    "DAYSAFTERBILLMONTH",
    "OFCURRENTMONTH",
    "OFFOLLOWINGMONTH",
)
MOST_PERSONS = 5

#: Recorded live.
ARCHIVED = (
    "The specified contact details matched an archived contact. Archived contacts"
    " cannot currently be edited via the API."
)
#: Recorded in the published examples.
NOT_IDENTIFIED = (
    "The Contact must contain at least 1 of the following elements to identify the"
    " contact: Name, ContactID, ContactNumber"
)
#: Said by the API for documents without one.
MISSING = "A Contact must be specified for this type of transaction"
_EMAIL = re.compile(r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$")
_KEYS = ("ContactID", "ContactNumber", "Name")


def name_taken(name: str) -> str:
    """Recorded live."""
    return (
        f"The contact name {name} is already assigned to another contact. The contact"
        " name must be unique across all active contacts."
    )


def find(organisation: Organisation, values: Record) -> Record | None:
    """The contact that a POST or a document means: by number, then by active name."""
    number = values.get("ContactNumber")
    if number:
        found = organisation.contacts.one("number", number.lower())
        if found:
            return found
    name = values.get("Name")
    return organisation.contacts.one("name", name.strip().lower()) if name else None


def write(
    organisation: Organisation, element: dict[str, Any], *, creating: bool
) -> Record:
    """Store one element of a Contacts call; raises Invalid or NotFound."""
    values = read(CONTACT, element, "Contacts")
    if "ContactID" in values:
        existing = organisation.contacts.get(values["ContactID"])
        if existing is None:
            raise NotFound
        if creating:
            # PUT creates only; what Xero says to an id in it is not confirmed.
            raise Invalid("ContactID cannot be specified when creating a contact")
    elif creating:
        existing = None
    else:
        existing = find(organisation, values)
    return save(organisation, values, existing)


def save(organisation: Organisation, values: Record, existing: Record | None) -> Record:
    """Check and store a contact; what is not in ``values`` keeps its value."""
    if existing and existing["ContactStatus"] != "ACTIVE":
        raise Invalid(ARCHIVED)
    values = dict(values)
    problems = too_long(CONTACT, values)
    problems += _check_name(organisation, values, existing)
    problems += _check_values(organisation, values, existing)
    if problems:
        raise Invalid(*problems)
    record: Record = dict(existing) if existing else _blank(organisation)
    for field, value in values.items():
        if field == "Addresses":
            record[field] = _merge_slots(record[field], value, "AddressType")
        elif field == "Phones":
            record[field] = _merge_slots(record[field], value, "PhoneType")
        elif field != "ContactID":
            record[field] = value
    for person in record["ContactPersons"]:
        person.setdefault("IncludeInEmails", False)
    return organisation.save(organisation.contacts, record)


def _blank(organisation: Organisation) -> Record:
    return {
        "ContactID": organisation.ids.guid(),
        "ContactStatus": "ACTIVE",
        "EmailAddress": "",
        "BankAccountDetails": "",
        "Addresses": [],
        "Phones": [],
        "ContactPersons": [],
        "SalesTrackingCategories": [],
        "PurchasesTrackingCategories": [],
        "HasAttachments": False,
    }


def _merge_slots(old: list[Record], new: list[Record], kind: str) -> list[Record]:
    """Slots that are sent replace those of their type; the others stay."""
    default = "POBOX" if kind == "AddressType" else "DEFAULT"
    slots = {slot[kind]: slot for slot in old}
    for slot in new:
        slots[slot.get(kind, default)] = {kind: default, **slot}
    return list(slots.values())


def _check_name(
    organisation: Organisation, values: Record, existing: Record | None
) -> list[str]:
    name = values.get("Name")
    if name is None:
        return [] if existing else ["The Contact Name cannot be empty"]
    if organisation.settings.contact_name_spaces == "trim":
        name = values["Name"] = " ".join(name.split())
    if not name.strip():
        return ["The Contact Name cannot be empty"]
    if "<" in name or ">" in name:
        return ["The Contact Name cannot contain the characters < or >"]
    if name != " ".join(name.split()):
        return [
            "The Contact Name cannot have leading or trailing spaces, or more than one"
            " space between words"
        ]
    other = organisation.contacts.one("name", name.lower())
    if other and (not existing or other["ContactID"] != existing["ContactID"]):
        return [name_taken(name)]
    return []


def _check_values(
    organisation: Organisation, values: Record, existing: Record | None
) -> list[str]:
    found = []
    number = values.get("ContactNumber")
    if number:
        other = organisation.contacts.one("number", number.lower())
        if other and (not existing or other["ContactID"] != existing["ContactID"]):
            found.append(
                f"The contact number {number} is already assigned to another contact"
            )
    status = values.get("ContactStatus")
    if status is not None and status not in STATUSES:
        found.append(f"The ContactStatus '{status}' is not valid")
    if status and status != "ACTIVE" and not existing:
        found.append("A contact can only be created with the status ACTIVE")
    emails = [values.get("EmailAddress", "")]
    persons = values.get("ContactPersons", [])
    emails += [person.get("EmailAddress", "") for person in persons]
    if any(email and not _EMAIL.match(email) for email in emails):
        found.append("Email address must be valid.")
    if len(persons) > MOST_PERSONS:
        found.append(f"A contact can have at most {MOST_PERSONS} contact persons")
    found += _check_slots(values)
    currency = values.get("DefaultCurrency")
    if currency and currency not in organisation.currencies:
        found.append(f"Organisation is not subscribed to currency {currency}")
    found += _check_defaults(organisation, values)
    return found


def _check_slots(values: Record) -> list[str]:
    found = []
    for address in values.get("Addresses", []):
        kind = address.get("AddressType", "POBOX")
        if kind not in ADDRESS_TYPES:
            found.append(f"The AddressType '{kind}' is not valid")
    for phone in values.get("Phones", []):
        kind = phone.get("PhoneType", "DEFAULT")
        if kind not in PHONE_TYPES:
            found.append(f"The PhoneType '{kind}' is not valid")
    for term in (values.get("PaymentTerms") or {}).values():
        if term.get("Type") not in TERM_TYPES or "Day" not in term:
            found.append("PaymentTerms must have a Day and a valid Type")
        else:
            term["Day"] = int(term["Day"])
    return found


def _check_defaults(organisation: Organisation, values: Record) -> list[str]:
    found = []
    for field in ("SalesDefaultAccountCode", "PurchasesDefaultAccountCode"):
        code = values.get(field)
        account = organisation.accounts.one("code", code.lower()) if code else None
        if code and (not account or account["Status"] != "ACTIVE"):
            found.append(f"Account code '{code}' is not a valid code for {field}.")
    for field in ("AccountsReceivableTaxType", "AccountsPayableTaxType"):
        tax_type = values.get(field)
        rate = organisation.tax_rates.get(tax_type) if tax_type else None
        if tax_type and (not rate or rate["Status"] != "ACTIVE"):
            found.append(f"The TaxType code '{tax_type}' is not valid for {field}.")
    for field in ("SalesDefaultLineAmountType", "PurchasesDefaultLineAmountType"):
        kind = values.get(field)
        if kind and kind not in ("INCLUSIVE", "EXCLUSIVE", "NONE"):
            found.append(f"The {field} '{kind}' is not valid")
    return found


def for_document(organisation: Organisation, given: Record | None) -> Record:
    """The contact of a document; raises Invalid.

    By ContactID, else ContactNumber, else the name of an active contact; a new name
    makes a new contact. Further fields that are sent change the contact, and a list of
    ContactPersons replaces the old one: hence documents should send only ContactID.
    """
    if not given:
        raise Invalid(MISSING)
    if not any(given.get(key) for key in _KEYS):
        raise Invalid(NOT_IDENTIFIED)
    if "ContactID" in given:
        contact: Record | None = organisation.contacts.get(given["ContactID"])
        if contact is None:
            # Not confirmed whether Xero answers 404 to this one.
            raise Invalid("The Contact could not be found")
    else:
        contact = find(organisation, given)
        if contact is None and not given.get("Name"):
            raise Invalid("The Contact could not be found")
    if contact is not None and contact["ContactStatus"] != "ACTIVE":
        # The wording for documents is not confirmed.
        raise Invalid(ARCHIVED)
    changes = {
        field: value
        for field, value in given.items()
        if field != "ContactID"
        and (contact is None or contact.get(field) != value)
        and not (contact is not None and field in ("ContactNumber", "ContactStatus"))
    }
    if contact is None:
        return save(organisation, changes, None)
    if set(changes) - {"Name"} or (
        "Name" in changes and changes["Name"].lower() != contact["Name"].lower()
    ):
        # Unlisted contact persons are dropped, also when none are sent.
        changes.setdefault("ContactPersons", [])
        return save(organisation, changes, contact)
    return contact


def merge(organisation: Organisation, loser_id: str, winner_id: str) -> None:
    """What a bookkeeper's Merge does: documents move to the winner.

    The loser becomes ARCHIVED (not confirmed) and names the winner in
    MergedToContactID, which only paged and single reads show.
    """
    loser = organisation.contacts[loser_id]
    winner = organisation.contacts[winner_id]
    if loser_id == winner_id or winner["ContactStatus"] != "ACTIVE":
        raise Invalid("A contact can only be merged into another active contact")
    with organisation.transaction():
        for table in (
            organisation.invoices,
            organisation.credit_notes,
            organisation.overpayments,
            organisation.prepayments,
            organisation.bank_transactions,
        ):
            for record in table.find("contact", loser["ContactID"]):
                moved = {**record, "Contact": {"ContactID": winner["ContactID"]}}
                organisation.save(table, moved)
        organisation.save(
            organisation.contacts,
            {
                **loser,
                "ContactStatus": "ARCHIVED",
                "MergedToContactID": winner["ContactID"],
            },
        )
        organisation.save(organisation.contacts, dict(winner))
