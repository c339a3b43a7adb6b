# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts: canonical form <-> Xero JSON, both in Xero's terms."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from ...sync.canonical import Address, Contact, Person, Values, values_of
from . import terms

#: Xero refuses angle brackets and folds white space in names
_UNWANTED = re.compile(r"[<>]")
_SPACE = re.compile(r"\s+")
NAME_LIMIT = 255


def clean_name(name: str) -> str:
    """A name as Xero would store it."""
    return _SPACE.sub(" ", _UNWANTED.sub("", name)).strip()[:NAME_LIMIT].strip()


def to_payload(
    values: Mapping[str, Any],
    names: Collection[str],
    known: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The JSON of the named fields (all of them for a create).

    :param known: the contact as Xero last gave it: whom an address is for is said only
        there, and goes along with it
    """
    payload: dict[str, Any] = {}
    for name, key in _PLAIN.items():
        if name in names and name != "currency":
            payload[key] = values[name]
    if "phone" in names:
        # Xero splits a number in three; only whole numbers are ours to write
        payload["Phones"] = [
            {
                "PhoneType": "DEFAULT",
                "PhoneNumber": values["phone"],
                "PhoneAreaCode": "",
                "PhoneCountryCode": "",
            }
        ]
    addresses = [
        _address(values[name], kind, known or {})
        for name, kind in _ADDRESSES.items()
        if name in names
    ]
    if addresses:
        payload["Addresses"] = addresses
    if "persons" in names:
        payload["ContactPersons"] = [
            {
                "FirstName": person.first_name,
                "LastName": person.last_name,
                "EmailAddress": person.email,
                "IncludeInEmails": person.include_in_emails,
            }
            for person in values["persons"]
        ]
    if {"sales_terms", "bill_terms"} & set(names):
        # both together: whether Xero keeps the one that is not sent nobody documents
        said = {
            key: _term(values[name]) for name, key in _TERMS.items() if values[name]
        }
        if said:
            payload["PaymentTerms"] = said
    if "currency" in names and values["currency"]:
        payload["DefaultCurrency"] = values["currency"]
    if "archived" in names:
        payload["ContactStatus"] = "ARCHIVED" if values["archived"] else "ACTIVE"
    return payload


def from_payload(payload: Mapping[str, Any]) -> Values:
    """The canonical fields of a contact as Xero gave it (single or paged read)."""
    plain = {name: payload.get(key) or "" for name, key in _PLAIN.items()}
    contact = Contact(
        **plain,
        phone=_phone(payload),
        address=_slot(payload, _ADDRESSES["address"]),
        delivery_address=_slot(payload, _ADDRESSES["delivery_address"]),
        persons=tuple(
            Person(
                first_name=person.get("FirstName") or "",
                last_name=person.get("LastName") or "",
                email=person.get("EmailAddress") or "",
                include_in_emails=bool(person.get("IncludeInEmails")),
            )
            for person in payload.get("ContactPersons") or ()
        ),
        sales_terms=_terms(payload, "Sales"),
        bill_terms=_terms(payload, "Bills"),
        archived=(payload.get("ContactStatus") or "ACTIVE") != "ACTIVE",
    )
    return values_of(contact)


_PLAIN = {
    "name": "Name",
    "first_name": "FirstName",
    "last_name": "LastName",
    "email": "EmailAddress",
    "tax_number": "TaxNumber",
    "company_number": "CompanyNumber",
    "account_number": "AccountNumber",
    "currency": "DefaultCurrency",
}
#: POBOX is the postal address, the one that Xero prints on invoices; STREET is where it
#: delivers to
_ADDRESSES = {"address": "POBOX", "delivery_address": "STREET"}
_TERMS = {"bill_terms": "Bills", "sales_terms": "Sales"}


def _address(address: Address, kind: str, known: Mapping[str, Any]) -> dict[str, Any]:
    # Lines 3 and 4 are emptied: what they held has been read as part of line 2, and
    # Xero keeps what is not sent.
    slot = {
        "AddressType": kind,
        "AddressLine1": address.street,
        "AddressLine2": address.street2,
        "AddressLine3": "",
        "AddressLine4": "",
        "City": address.city,
        "Region": address.region,
        "PostalCode": address.postcode,
        "Country": address.country,
    }
    attention = _found(known, kind).get("AttentionTo")
    return {**slot, "AttentionTo": attention} if attention else slot


def _found(payload: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    found: Mapping[str, Any]
    for found in payload.get("Addresses") or ():
        if found.get("AddressType") == kind:
            return found
    return {}


def _term(said: str) -> dict[str, Any]:
    kind, day = terms.parts(said)
    return {"Day": day, "Type": kind}


def _terms(payload: Mapping[str, Any], side: str) -> str:
    term = (payload.get("PaymentTerms") or {}).get(side) or {}
    if not term.get("Type"):
        return ""
    return terms.text(term["Type"], int(term.get("Day") or 0))


def _slot(payload: Mapping[str, Any], kind: str) -> Address:
    found = _found(payload, kind)
    more = [found.get(f"AddressLine{n}") or "" for n in (2, 3, 4)]
    return Address(
        street=found.get("AddressLine1") or "",
        street2=", ".join(part for part in more if part),
        city=found.get("City") or "",
        region=found.get("Region") or "",
        postcode=found.get("PostalCode") or "",
        country=found.get("Country") or "",
    )


def _phone(payload: Mapping[str, Any]) -> str:
    for found in payload.get("Phones") or ():
        if found.get("PhoneType") == "DEFAULT":
            parts = (
                found.get("PhoneCountryCode"),
                found.get("PhoneAreaCode"),
                found.get("PhoneNumber"),
            )
            return " ".join(part for part in parts if part)
    return ""
