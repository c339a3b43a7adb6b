# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts as Xero gives and takes them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.canonical import Address, Contact, Person, values_of
from xero_connector.xero import codec
from xero_connector.xero.payloads.contact import (
    NAME_LIMIT,
    clean_name,
    from_payload,
    to_payload,
)

ALL = frozenset(values_of(Contact("")))

#: a contact of a paged list as Xero writes it: four phones and two addresses always
AS_XERO_GIVES = r"""{
  "ContactID": "bd2270c3-8706-4c11-9cfb-000b551c3f51",
  "ContactNumber": "ODOO-7",
  "AccountNumber": "CUST-7",
  "ContactStatus": "ACTIVE",
  "Name": "Hamilton Smith Pty Ltd",
  "FirstName": "Hamilton",
  "LastName": "Smith",
  "CompanyNumber": "NUMBERBUSINESS1234",
  "EmailAddress": "hs@example.com",
  "BankAccountDetails": "",
  "TaxNumber": "415465456454",
  "Addresses": [
    {"AddressType": "STREET", "City": "", "Region": "", "PostalCode": "",
     "Country": ""},
    {"AddressType": "POBOX", "AddressLine1": "PO Box 123",
     "AddressLine2": "Level 2", "AddressLine3": "Suite 5",
     "City": "Wellington", "Region": "", "PostalCode": "6011",
     "Country": "New Zealand", "AttentionTo": "Accounts"}
  ],
  "Phones": [
    {"PhoneType": "DDI", "PhoneNumber": "", "PhoneAreaCode": "",
     "PhoneCountryCode": ""},
    {"PhoneType": "DEFAULT", "PhoneNumber": "1111 111", "PhoneAreaCode": "04",
     "PhoneCountryCode": "64"},
    {"PhoneType": "FAX", "PhoneNumber": "9", "PhoneAreaCode": "",
     "PhoneCountryCode": ""},
    {"PhoneType": "MOBILE", "PhoneNumber": "", "PhoneAreaCode": "",
     "PhoneCountryCode": ""}
  ],
  "UpdatedDateUTC": "\/Date(1789378199160+0000)\/",
  "ContactGroups": [],
  "IsSupplier": false,
  "IsCustomer": true,
  "SalesTrackingCategories": [],
  "PurchasesTrackingCategories": [],
  "ContactPersons": [
    {"FirstName": "Jo", "LastName": "Hall", "EmailAddress": "jo@example.com",
     "IncludeInEmails": true},
    {"FirstName": "Al"}
  ],
  "HasAttachments": false,
  "HasValidationErrors": false
}"""


def from_xero(text):
    return codec.loads(text.encode())


def test_a_contact_as_xero_gives_it():
    assert from_payload(from_xero(AS_XERO_GIVES)) == values_of(
        Contact(
            name="Hamilton Smith Pty Ltd",
            first_name="Hamilton",
            last_name="Smith",
            email="hs@example.com",
            phone="64 04 1111 111",
            address=Address(
                street="PO Box 123",
                street2="Level 2, Suite 5",
                city="Wellington",
                postcode="6011",
                country="New Zealand",
            ),
            tax_number="415465456454",
            company_number="NUMBERBUSINESS1234",
            account_number="CUST-7",
            persons=(
                Person("Jo", "Hall", "jo@example.com", include_in_emails=True),
                Person("Al"),
            ),
        )
    )


@pytest.mark.parametrize(
    ("status", "archived"),
    [
        ("ACTIVE", False),
        ("ARCHIVED", True),
        ("GDPRREQUEST", True),
        ("", False),
        (None, False),
    ],
)
def test_archived(status, archived):
    assert from_payload({"ContactStatus": status})["archived"] is archived


@pytest.mark.parametrize(
    "payload",
    [
        {"Name": "A"},
        {"Name": "A", "Phones": None, "Addresses": None, "ContactPersons": None},
        {"Name": "A", "Phones": [], "Addresses": [], "EmailAddress": None},
        {
            "Name": "A",
            "Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1"}],
            "Addresses": [{"AddressType": "DELIVERY", "City": "Leeds"}],
        },
    ],
)
def test_what_is_not_there_is_blank(payload):
    """Lists without paging leave much out; other slots than ours are not read."""
    assert from_payload(payload) == values_of(Contact("A"))


@pytest.mark.parametrize(
    ("phone", "text"),
    [
        ({"PhoneNumber": "123"}, "123"),
        ({"PhoneNumber": "123", "PhoneAreaCode": "04"}, "04 123"),
        ({"PhoneNumber": "123", "PhoneCountryCode": "+64"}, "+64 123"),
        ({"PhoneNumber": "", "PhoneCountryCode": ""}, ""),
        ({"PhoneNumber": None}, ""),
    ],
)
def test_a_phone_is_one_text(phone, text):
    payload = {"Phones": [{"PhoneType": "DEFAULT", **phone}]}
    assert from_payload(payload)["phone"] == text


@pytest.mark.parametrize(
    ("lines", "street", "street2"),
    [
        ({}, "", ""),
        ({"AddressLine1": "1"}, "1", ""),
        ({"AddressLine1": "1", "AddressLine3": "3"}, "1", "3"),
        ({"AddressLine2": "2", "AddressLine3": "", "AddressLine4": "4"}, "", "2, 4"),
    ],
)
def test_four_lines_of_address_are_two(lines, street, street2):
    payload = {"Addresses": [{"AddressType": "POBOX", **lines}]}
    assert from_payload(payload)["address"] == Address(street, street2)


def test_nothing_named_nothing_sent():
    assert to_payload(values_of(Contact("Ada")), ()) == {}


def test_a_create():
    contact = Contact(
        "Ada",
        email="ada@example.com",
        phone="+44 20 7946 0000",
        address=Address("1 High St", city="London", country="United Kingdom"),
        delivery_address=Address("Dock 4", city="Tilbury"),
        persons=(Person("Jo", "Hall", "jo@example.com", include_in_emails=True),),
    )
    assert to_payload(values_of(contact), ALL) == {
        "Name": "Ada",
        "FirstName": "",
        "LastName": "",
        "EmailAddress": "ada@example.com",
        "TaxNumber": "",
        "CompanyNumber": "",
        "AccountNumber": "",
        "Phones": [
            {
                "PhoneType": "DEFAULT",
                "PhoneNumber": "+44 20 7946 0000",
                "PhoneAreaCode": "",
                "PhoneCountryCode": "",
            }
        ],
        "Addresses": [
            {
                "AddressType": "POBOX",
                "AddressLine1": "1 High St",
                "AddressLine2": "",
                "AddressLine3": "",
                "AddressLine4": "",
                "City": "London",
                "Region": "",
                "PostalCode": "",
                "Country": "United Kingdom",
            },
            {
                "AddressType": "STREET",
                "AddressLine1": "Dock 4",
                "AddressLine2": "",
                "AddressLine3": "",
                "AddressLine4": "",
                "City": "Tilbury",
                "Region": "",
                "PostalCode": "",
                "Country": "",
            },
        ],
        "ContactPersons": [
            {
                "FirstName": "Jo",
                "LastName": "Hall",
                "EmailAddress": "jo@example.com",
                "IncludeInEmails": True,
            }
        ],
        "ContactStatus": "ACTIVE",
    }


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("name", {"Name"}),
        ("email", {"EmailAddress"}),
        ("phone", {"Phones"}),
        ("address", {"Addresses"}),
        ("delivery_address", {"Addresses"}),
        ("persons", {"ContactPersons"}),
        ("archived", {"ContactStatus"}),
    ],
)
def test_only_what_is_named_is_sent(name, keys):
    assert set(to_payload(values_of(Contact("Ada")), {name})) == keys


def test_archiving():
    archived = values_of(Contact("Ada", archived=True))
    assert to_payload(archived, {"archived"}) == {"ContactStatus": "ARCHIVED"}


@pytest.mark.parametrize(
    ("name", "kind"), [("address", "POBOX"), ("delivery_address", "STREET")]
)
def test_each_address_has_its_slot(name, kind):
    values = values_of(Contact("Ada", **{name: Address("1 Quay", city="Hull")}))
    (slot,) = to_payload(values, {name})["Addresses"]
    assert (slot["AddressType"], slot["City"]) == (kind, "Hull")
    assert from_payload({"Name": "Ada", "Addresses": [slot]}) == values


def test_whom_an_address_is_for_stays():
    """Odoo does not know it; an edit of the address says nothing of it."""
    known = from_xero(AS_XERO_GIVES)
    sent = to_payload(from_payload(known), {"address", "delivery_address"}, known)
    said = {slot["AddressType"]: slot.get("AttentionTo") for slot in sent["Addresses"]}
    assert said == {"POBOX": "Accounts", "STREET": None}


def test_an_address_of_four_lines_does_not_grow():
    """An edit in Odoo writes lines 2 to 4 as one. Xero keeps what is not sent, so
    lines 3 and 4 have to be emptied, or the next read would join them once more."""
    before = from_xero(AS_XERO_GIVES)
    sent = to_payload(from_payload(before), {"address"})
    (kept,) = (a for a in before["Addresses"] if a["AddressType"] == "POBOX")
    after = {"Addresses": [kept | sent["Addresses"][0]]}
    assert from_payload(after)["address"] == from_payload(before)["address"]


texts = st.text(max_size=6)
contacts = st.builds(
    Contact,
    name=texts,
    first_name=texts,
    last_name=texts,
    email=texts,
    phone=texts,
    address=st.builds(Address, *[texts] * 6),
    delivery_address=st.builds(Address, *[texts] * 6),
    tax_number=texts,
    company_number=texts,
    account_number=texts,
    archived=st.booleans(),
    persons=st.lists(
        st.builds(Person, texts, texts, texts, include_in_emails=st.booleans()),
        max_size=3,
    ).map(tuple),
)


@given(contacts)
def test_what_is_sent_comes_back(contact):
    assert from_payload(to_payload(values_of(contact), ALL)) == values_of(contact)


slots = {
    "Phones": st.lists(
        st.fixed_dictionaries(
            {"PhoneType": st.sampled_from(["DEFAULT", "DDI", "MOBILE", "FAX"])},
            optional={
                "PhoneNumber": texts | st.none(),
                "PhoneAreaCode": texts,
                "PhoneCountryCode": texts,
            },
        ),
        max_size=4,
    ),
    "Addresses": st.lists(
        st.fixed_dictionaries(
            {"AddressType": st.sampled_from(["POBOX", "STREET"])},
            optional={
                name: texts | st.none()
                for name in ("AddressLine1", "AddressLine2", "AddressLine3", "City")
            },
        ),
        max_size=2,
    ),
    "Name": texts,
    "EmailAddress": texts | st.none(),
    "ContactStatus": st.sampled_from(["ACTIVE", "ARCHIVED", "GDPRREQUEST"]),
    "ContactPersons": st.none()
    | st.lists(st.fixed_dictionaries({"FirstName": texts}), max_size=2),
}


@given(st.fixed_dictionaries({}, optional=slots))
def test_reading_comes_to_rest_after_one_pass(payload):
    once = from_payload(payload)
    sent = codec.loads(codec.dumps(to_payload(once, ALL)))
    assert from_payload(sent) == once
    assert json.dumps(to_payload(from_payload(sent), ALL)) == json.dumps(sent)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("Ada", "Ada"),
        ("  Ada   Lovelace\t& Co\n", "Ada Lovelace & Co"),
        ("A<b>c", "Abc"),
        ("a < b", "a b"),
        ("<>", ""),
        ("", ""),
        ("x" * 300, "x" * NAME_LIMIT),
        ("x" * 254 + " y", "x" * 254),
        ("\u00a0Ada\u2003B", "Ada B"),
    ],
)
def test_clean_name(name, clean):
    assert clean_name(name) == clean


@given(st.text(max_size=300))
def test_a_clean_name_is_one_that_xero_takes(name):
    clean = clean_name(name)
    assert clean_name(clean) == clean
    assert clean == clean.strip()
    assert "  " not in clean
    assert not set("<>") & set(clean)
    assert len(clean) <= NAME_LIMIT


def test_terms_and_currency():
    values = values_of(Contact("A", sales_terms="DAYSAFTERBILLDATE/30", currency="USD"))
    payload = to_payload(values, {"bill_terms", "currency"})
    assert payload == {
        "PaymentTerms": {"Sales": {"Day": 30, "Type": "DAYSAFTERBILLDATE"}},
        "DefaultCurrency": "USD",
    }
    assert from_payload({"Name": "A", **payload}) == values


def test_equal_terms_are_read_alike():
    payload = {"PaymentTerms": {"Bills": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}}}
    assert from_payload(payload)["bill_terms"] == "DAYSAFTERBILLMONTH/20"


def test_no_terms_and_no_currency_are_not_sent():
    names = {"sales_terms", "bill_terms", "currency"}
    assert to_payload(values_of(Contact("A")), names) == {}
