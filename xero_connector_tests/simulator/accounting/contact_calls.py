# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /Contacts."""

from ..errors import NotFound
from ..http import Answer, Call
from ..router import api
from ..store import Record
from ..where import Getter
from . import batch, contact_form, contacts, echo, listing
from .batch import Written
from .shapes import CONTACT, CONTACT_QUERY

KIND = batch.Kind("Contacts", "ContactID", "HasValidationErrors")
LISTING = listing.Listing(
    "Contacts",
    "Contact",
    CONTACT_QUERY,
    paged=True,
    optimised=frozenset({"Name", "EmailAddress", "AccountNumber", "ContactID"}),
)
_echo = echo.of(CONTACT, "Contacts", {"ContactStatus": frozenset(contacts.STATUSES)})
_SEARCHED = (
    "Name",
    "FirstName",
    "LastName",
    "ContactNumber",
    "CompanyNumber",
    "EmailAddress",
)


def _getter(call: Call) -> Getter:
    organisation = call.organisation
    plain = listing.getter(organisation)

    def get(record: Record, path: str) -> object:
        if path == "IsCustomer":
            return contact_form.is_customer(organisation, record["ContactID"])
        if path == "IsSupplier":
            return contact_form.is_supplier(organisation, record["ContactID"])
        return plain(record, path)

    return get


@api.on("GET", "Contacts")
def read_many(call: Call) -> Answer:
    """Archived contacts are left out unless ``includeArchived=true``."""
    summary = call.flag("summaryOnly")
    archived = call.flag("includeArchived")
    ids = call.guids("IDs")
    id_set = None if ids is None else set(ids)
    term = call.query.get("searchterm", "").strip().lower()

    def test(record: Record) -> bool:
        return (
            (archived or record["ContactStatus"] == "ACTIVE")
            and (id_set is None or record["ContactID"] in id_set)
            and (
                not term
                or any(term in str(record.get(n, "")).lower() for n in _SEARCHED)
            )
        )

    found = listing.select(
        call,
        LISTING,
        call.organisation.contacts,
        test,
        force_page=summary,
        get=_getter(call),
    )
    paged = found.pagination is not None
    return call.envelope(
        "Contacts",
        [
            contact_form.full(call.organisation, record, paged=paged, summary=summary)
            for record in found.records
        ],
        **found.more,
    )


def _find(call: Call) -> Record:
    name = call.path["id"]
    organisation = call.organisation
    found = organisation.contacts.get(name) or organisation.contacts.one(
        "number", name.lower()
    )
    if found is None:
        raise NotFound
    record: Record = found
    return record


@api.on("GET", "Contacts/{id}")
def read_one(call: Call) -> Answer:
    """By ContactID or ContactNumber; archived ones too."""
    return call.envelope(
        "Contacts", [contact_form.full(call.organisation, _find(call))]
    )


@api.on("PUT", "Contacts")
def create(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "Contacts")
def create_or_update(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("Contacts"),
        lambda element, _number: Written(
            contacts.write(call.organisation, element, creating=creating)
        ),
        lambda record: contact_form.full(call.organisation, record),
        _echo,
    )


@api.on("POST", "Contacts/{id}")
def update(call: Call) -> Answer:
    target = _find(call)
    element = {**call.elements("Contacts")[0], "ContactID": target["ContactID"]}
    return batch.single(
        call,
        KIND,
        element,
        lambda element, _number: Written(
            contacts.write(call.organisation, element, creating=False)
        ),
        lambda record: contact_form.full(call.organisation, record),
        _echo,
    )
