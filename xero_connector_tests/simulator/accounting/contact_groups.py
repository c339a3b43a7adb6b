# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /ContactGroups; a group is deleted by Status DELETED."""

from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import batch, contact_form, echo, listing
from .shapes import CONTACT, CONTACT_GROUP

KIND = batch.Kind("ContactGroups", "ContactGroupID", "HasValidationErrors")
LISTING = listing.Listing("ContactGroups", "ContactGroup", CONTACT_GROUP)
_echo = echo.of(
    CONTACT_GROUP, "ContactGroups", {"Status": frozenset({"ACTIVE", "DELETED"})}
)


def form(organisation: Organisation, record: Record, with_contacts: bool) -> Record:
    """A group in an answer; its contacts only in a single one."""
    return {
        "ContactGroupID": record["ContactGroupID"],
        "Name": record["Name"],
        "Status": record["Status"],
        "Contacts": [
            contact_form.stub(organisation, contact_id)
            for contact_id in record["ContactIDs"]
        ]
        if with_contacts
        else [],
        "HasValidationErrors": False,
    }


def _find(call: Call) -> Record:
    record: Record | None = call.organisation.contact_groups.get(call.path["id"])
    if record is None or record["Status"] == "DELETED":
        raise NotFound
    return record


@api.on("GET", "ContactGroups")
def read_many(call: Call) -> Answer:
    found = listing.select(
        call,
        LISTING,
        call.organisation.contact_groups,
        lambda record: record["Status"] == "ACTIVE",
    )
    return call.envelope(
        "ContactGroups", [form(call.organisation, r, False) for r in found.records]
    )


@api.on("GET", "ContactGroups/{id}")
def read_one(call: Call) -> Answer:
    return call.envelope("ContactGroups", [form(call.organisation, _find(call), True)])


def _save(
    organisation: Organisation, element: dict[str, Any], existing: Record | None
) -> Record:
    values = read(CONTACT_GROUP, element, "ContactGroups")
    problems = too_long(CONTACT_GROUP, values)
    name = str(values.get("Name", existing["Name"] if existing else "")).strip()
    status = values.get("Status", "ACTIVE")
    if not name:
        problems.append("The contact group Name must be specified")
    if status not in ("ACTIVE", "DELETED") or (not existing and status != "ACTIVE"):
        problems.append(f"The contact group Status '{status}' is not valid")
    for other in organisation.contact_groups.find("name", name.lower()):
        if other["Status"] == "ACTIVE" and other is not existing:
            problems.append("Please enter a unique Name.")
    if problems:
        raise Invalid(*problems)
    record: Record = (
        dict(existing)
        if existing
        else {"ContactGroupID": organisation.ids.guid(), "ContactIDs": []}
    )
    record.update(Name=name, Status=status)
    return organisation.save(organisation.contact_groups, record)


@api.on("PUT", "ContactGroups")
def put(call: Call) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("ContactGroups"),
        lambda element, _number: batch.Written(_save(call.organisation, element, None)),
        lambda record: form(call.organisation, record, True),
        _echo,
    )


@api.on("POST", "ContactGroups/{id}")
def post(call: Call) -> Answer:
    existing = _find(call)
    return batch.single(
        call,
        KIND,
        call.elements("ContactGroups")[0],
        lambda element, _number: batch.Written(
            _save(call.organisation, element, existing)
        ),
        lambda record: form(call.organisation, record, True),
        _echo,
    )


def _members(call: Call, members: list[str]) -> None:
    organisation = call.organisation
    with organisation.transaction():
        organisation.save(
            organisation.contact_groups, {**_find(call), "ContactIDs": members}
        )


@api.on("PUT", "ContactGroups/{id}/Contacts")
def add(call: Call) -> Answer:
    """Put contacts into the group, by ContactID."""
    organisation = call.organisation
    members = list(_find(call)["ContactIDs"])
    for element in call.elements("Contacts"):
        contact_id = read(CONTACT, element, "Contacts").get("ContactID", "")
        contact = organisation.contacts.get(contact_id)
        if contact is None:
            raise NotFound
        if contact["ContactStatus"] != "ACTIVE":
            raise batch.failed(
                batch.Kind("Contacts", "ContactID", "HasValidationErrors"),
                {"ContactID": contact_id},
                ["An archived contact cannot be added to a group"],
            )
        if contact_id not in members:
            members.append(contact_id)
    _members(call, members)
    return call.envelope(
        "Contacts", [contact_form.stub(organisation, member) for member in members]
    )


@api.on("DELETE", "ContactGroups/{id}/Contacts")
def clear(call: Call) -> Answer:
    _members(call, [])
    return Answer(None, 204)


@api.on("DELETE", "ContactGroups/{id}/Contacts/{contact}")
def remove(call: Call) -> Answer:
    members = list(_find(call)["ContactIDs"])
    if call.path["contact"].lower() not in members:
        raise NotFound
    members.remove(call.path["contact"].lower())
    _members(call, members)
    return Answer(None, 204)
