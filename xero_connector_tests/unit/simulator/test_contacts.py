# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts: names, matching, archiving, merging, what is derived."""

import pytest

from .client import BANK, line

ARCHIVED = (
    "The specified contact details matched an archived contact. Archived contacts"
    " cannot currently be edited via the API."
)


def taken(name):
    return (
        f"The contact name {name} is already assigned to another contact. The contact"
        " name must be unique across all active contacts."
    )


def test_slots_are_always_there(client):
    """Recorded live: 4 phones and 2 addresses, empty texts inside."""
    contact = client.contact(
        Phones=[{"PhoneType": "MOBILE", "PhoneNumber": "555"}],
        Addresses=[
            {"AddressType": "POBOX", "AddressLine1": "1 High St", "City": "Rye"}
        ],
    )
    assert [phone["PhoneType"] for phone in contact["Phones"]] == [
        "DDI",
        "DEFAULT",
        "FAX",
        "MOBILE",
    ]
    assert contact["Phones"][3]["PhoneNumber"] == "555"
    street, postal = contact["Addresses"]
    assert (street["AddressType"], street["City"]) == ("STREET", "")
    assert postal["AddressLine1"] == "1 High St"
    assert contact["HasValidationErrors"] is False


def test_put_refuses_a_taken_name_without_case(client):
    client.contact("Bayside Club")
    assert client.refused("PUT", "Contacts", {"Name": "BAYSIDE club"}) == [
        taken("BAYSIDE club")
    ]
    error = client.last.json()["Elements"][0]
    assert error["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert error["HasValidationErrors"] is True


def test_post_updates_by_name_or_number(client):
    first = client.contact("Bayside Club", ContactNumber="C-1")
    by_name = client.post("Contacts", {"Name": "bayside club", "FirstName": "Bob"})
    by_number = client.post("Contacts", {"ContactNumber": "c-1", "Name": "Bayside"})
    assert first["ContactID"] == by_name["ContactID"] == by_number["ContactID"]
    assert by_number["Name"] == "Bayside"
    assert by_number["FirstName"] == "Bob"
    new = client.post("Contacts", {"Name": "Another"})
    assert new["ContactID"] != first["ContactID"]


def test_numbers_are_unique(client):
    client.contact("One", ContactNumber="C-1")
    assert client.refused(
        "PUT", "Contacts", {"Name": "Two", "ContactNumber": "C-1"}
    ) == ["The contact number C-1 is already assigned to another contact"]


def test_read_by_id_and_number(client):
    contact = client.contact("One", ContactNumber="C-1")
    for name in (contact["ContactID"], contact["ContactID"].upper(), "C-1"):
        assert client.get(f"Contacts/{name}")[0]["Name"] == "One"
    client.call("GET", "Contacts/C-2", status=404)
    client.call(
        "POST",
        "Contacts",
        {"Contacts": [{"ContactID": "11111111-1111-4111-8111-111111111111"}]},
        status=404,
    )


@pytest.mark.parametrize(
    "name", [" Ann", "Ann ", "Ann  Lee", "<b>Ann</b>", "", "   ", "x" * 256]
)
def test_bad_names(client, name):
    assert len(client.refused("PUT", "Contacts", {"Name": name})) == 1


def test_spaces_are_trimmed_by_the_switch(client):
    client.xero.organisation.settings.change({"contact_name_spaces": "trim"})
    assert client.contact("  Ann   Lee ")["Name"] == "Ann Lee"


@pytest.mark.parametrize(
    "fields",
    [
        {"EmailAddress": "nobody"},
        {"ContactPersons": [{"EmailAddress": "a@"}]},
        {"ContactPersons": [{"FirstName": str(n)} for n in range(6)]},
        {"ContactNumber": "x" * 51},
        {"ContactStatus": "ARCHIVED"},
        {"DefaultCurrency": "JPY"},
        {"SalesDefaultAccountCode": "999"},
        {"AccountsReceivableTaxType": "OUTPUT99"},
        {"SalesDefaultLineAmountType": "Inclusive"},
        {"PaymentTerms": {"Sales": {"Day": 3, "Type": "WHENEVER"}}},
        {"Addresses": [{"AddressType": "DELIVERY"}]},
        {"Phones": [{"PhoneType": "HOME"}]},
        {"Phones": [{"PhoneType": "MOBILE", "PhoneNumber": "1" * 51}]},
    ],
)
def test_bad_fields(client, fields):
    assert len(client.refused("PUT", "Contacts", {"Name": "Ann", **fields})) == 1


def test_good_fields_come_back(client):
    fields = {
        "AccountNumber": "A1",
        "CompanyNumber": "C1",
        "TaxNumber": "GB 1",
        "DefaultCurrency": "EUR",
        "SalesDefaultAccountCode": "200",
        "PurchasesDefaultAccountCode": "429",
        "AccountsReceivableTaxType": "OUTPUT2",
        "AccountsPayableTaxType": "INPUT2",
        "SalesDefaultLineAmountType": "EXCLUSIVE",
        "EmailAddress": "ann@example.com",
        "ContactPersons": [
            {
                "FirstName": "Bo",
                "LastName": "Lee",
                "EmailAddress": "bo@example.com",
                "IncludeInEmails": True,
            }
        ],
        "PaymentTerms": {"Sales": {"Day": 10, "Type": "DAYSAFTERBILLDATE"}},
    }
    contact = client.contact("Ann", **fields)
    assert {name: contact[name] for name in fields} == fields


def test_what_is_not_sent_stays(client):
    contact = client.contact("Ann", EmailAddress="ann@example.com", TaxNumber="1")
    updated = client.post(f"Contacts/{contact['ContactID']}", {"TaxNumber": "2"})
    assert (updated["EmailAddress"], updated["TaxNumber"]) == ("ann@example.com", "2")
    assert updated["Name"] == "Ann"


def test_customer_and_supplier_are_derived(client):
    contact_id = client.contact("Ann", IsCustomer=True, IsSupplier=True)["ContactID"]
    path = f"Contacts/{contact_id}"
    assert client.get(path)[0]["IsCustomer"] is False
    who = {"Contact": {"ContactID": contact_id}}
    sale = client.invoice(**who, Status="DRAFT")
    client.invoice(Type="ACCPAY", **who)
    found = client.get(path)[0]
    assert (found["IsCustomer"], found["IsSupplier"]) == (True, True)
    client.post(f"Invoices/{sale['InvoiceID']}", {"Status": "DELETED"})
    assert client.get(path)[0]["IsCustomer"] is False
    where = "IsSupplier==true"
    assert len(client.get("Contacts", where=where)) == 1


def test_balances(client):
    contact_id = client.contact_id()
    assert "Balances" not in client.get(f"Contacts/{contact_id}")[0]
    client.invoice(DueDate="2026-11-01")
    client.invoice()
    client.invoice(CurrencyCode="EUR", CurrencyRate=2)
    client.invoice(Type="ACCPAY")
    client.credit_note(line(amount=10))
    balances = client.get(f"Contacts/{contact_id}")[0]["Balances"]
    assert balances == {
        "AccountsReceivable": {"Outstanding": 288, "Overdue": 120},
        "AccountsPayable": {"Outstanding": 120, "Overdue": 0},
    }


def test_documents_do_not_move_the_contacts_timestamp(client):
    contact = client.contact("Ann")
    client.xero.clock.advance(60)
    client.invoice(Contact={"ContactID": contact["ContactID"]})
    found = client.get(f"Contacts/{contact['ContactID']}")[0]
    assert found["UpdatedDateUTC"] == contact["UpdatedDateUTC"]
    assert found["IsCustomer"] is True


# Archiving


def test_archived_contacts_cannot_be_edited(client):
    contact = client.contact("Ann")
    who = {"ContactID": contact["ContactID"]}
    client.invoice(Contact=who)  # an open document does not hinder
    path = f"Contacts/{contact['ContactID']}"
    assert (
        client.post(path, {"ContactStatus": "ARCHIVED"})["ContactStatus"] == "ARCHIVED"
    )
    for change in ({"ContactStatus": "ARCHIVED"}, {"TaxNumber": "1"}):
        assert client.refused("POST", path, change) == [ARCHIVED]
    assert client.refused("PUT", "Invoices", client.invoice_body(Contact=who)) == [
        ARCHIVED
    ]


def test_archived_contacts_are_hidden(client):
    client.xero.organisation.archive_contact(client.contact("Ann")["ContactID"])
    client.contact("Bea")
    assert [c["Name"] for c in client.get("Contacts")] == ["Bea"]
    found = client.get("Contacts", includeArchived="True", page=1)
    assert [c["Name"] for c in found] == ["Ann", "Bea"]


def test_an_archived_name_is_free(client):
    old = client.contact("Ann")
    client.xero.organisation.archive_contact(old["ContactID"])
    new = client.contact("Ann")
    assert new["ContactID"] != old["ContactID"]
    with pytest.raises(Exception, match="already assigned"):
        client.xero.organisation.restore_contact(old["ContactID"])
    client.xero.organisation.edit_contact(new["ContactID"], Name="Anna")
    client.xero.organisation.restore_contact(old["ContactID"])
    assert client.get(f"Contacts/{old['ContactID']}")[0]["ContactStatus"] == "ACTIVE"


# Contacts in documents


def test_a_new_name_makes_a_contact(client):
    invoice = client.invoice(Contact={"Name": "Walk-in", "EmailAddress": "w@x.co"})
    contact = client.get("Contacts", where='Name=="walk-in"')[0]
    assert contact["ContactID"] == invoice["Contact"]["ContactID"]
    again = client.invoice(Contact={"Name": "WALK-IN"})
    assert again["Contact"]["ContactID"] == contact["ContactID"]
    assert len(client.get("Contacts", searchTerm="walk-in")) == 1


def test_a_number_finds_the_contact(client):
    contact = client.contact("Ann", ContactNumber="C-1")
    invoice = client.invoice(Contact={"ContactNumber": "C-1"})
    assert invoice["Contact"]["ContactID"] == contact["ContactID"]


@pytest.mark.parametrize(
    ("contact", "message"),
    [
        ({"ContactNumber": "none"}, "The Contact could not be found"),
        (
            {"ContactID": "11111111-1111-4111-8111-111111111111"},
            "The Contact could not be found",
        ),
        (
            {"EmailAddress": "a@b.co"},
            "The Contact must contain at least 1 of the following elements to identify"
            " the contact: Name, ContactID, ContactNumber",
        ),
        ({}, "A Contact must be specified for this type of transaction"),
    ],
)
def test_contacts_that_do_not_exist(client, contact, message):
    body = client.invoice_body(Contact=contact)
    assert client.refused("PUT", "Invoices", body) == [message]


def test_sub_fields_change_the_contact_and_drop_its_persons(client):
    contact = client.contact(
        "Ann", ContactPersons=[{"FirstName": "Bo"}], EmailAddress="a@b.co"
    )
    who = {"ContactID": contact["ContactID"]}
    client.invoice(Contact=who)
    path = f"Contacts/{contact['ContactID']}"
    assert client.get(path)[0]["ContactPersons"]
    client.invoice(Contact={**who, "Name": "Ann"})
    assert client.get(path)[0]["ContactPersons"]
    client.invoice(Contact={**who, "EmailAddress": "new@b.co"})
    changed = client.get(path)[0]
    assert (changed["EmailAddress"], changed["ContactPersons"]) == ("new@b.co", [])


def test_a_refused_document_leaves_no_contact(client):
    body = client.invoice_body(line("999"), Contact={"Name": "Walk-in"})
    client.refused("PUT", "Invoices", body)
    assert client.get("Contacts", where='Name=="Walk-in"') == []


# Merging


def test_merge(client):
    loser, winner = client.contact("Ann"), client.contact("Anna")
    who = {"ContactID": loser["ContactID"]}
    invoice = client.invoice(Contact=who)
    client.put(
        "BankTransactions",
        {
            "Type": "RECEIVE",
            "Contact": who,
            "BankAccount": {"Code": BANK},
            "LineItems": [line()],
        },
    )
    client.xero.clock.advance(60)
    client.xero.organisation.merge_contacts(loser["ContactID"], winner["ContactID"])
    moved = client.get(f"Invoices/{invoice['InvoiceID']}")[0]
    assert moved["Contact"]["ContactID"] == winner["ContactID"]
    assert moved["UpdatedDateUTC"] != invoice["UpdatedDateUTC"]
    single = client.get(f"Contacts/{loser['ContactID']}")[0]
    assert single["ContactStatus"] == "ARCHIVED"
    assert single["MergedToContactID"] == winner["ContactID"]
    unpaged = client.get("Contacts", includeArchived="true")
    paged = client.get("Contacts", includeArchived="true", page=1)
    assert "MergedToContactID" not in unpaged[0]
    assert {c.get("MergedToContactID") for c in paged} == {None, winner["ContactID"]}
    with pytest.raises(Exception, match="another active contact"):
        client.xero.organisation.merge_contacts(
            winner["ContactID"], winner["ContactID"]
        )


# Groups


def test_groups(client):
    contact = client.contact("Ann")
    group = client.put("ContactGroups", {"Name": "VIP"})
    path = f"ContactGroups/{group['ContactGroupID']}"
    client.put(f"{path}/Contacts", {"ContactID": contact["ContactID"]})
    assert client.get(path)[0]["Contacts"][0]["Name"] == "Ann"
    assert client.get("ContactGroups")[0]["Contacts"] == []
    found = client.get(f"Contacts/{contact['ContactID']}")[0]
    assert found["ContactGroups"][0]["Name"] == "VIP"
    client.refused("PUT", "ContactGroups", {"Name": "vip"})
    client.refused("PUT", "ContactGroups", {"Name": ""})
    client.call("DELETE", f"{path}/Contacts/{contact['ContactID']}", status=204)
    client.call("DELETE", f"{path}/Contacts/{contact['ContactID']}", status=404)
    client.put(f"{path}/Contacts", {"ContactID": contact["ContactID"]})
    client.call("DELETE", f"{path}/Contacts", status=204)
    assert client.get(path)[0]["Contacts"] == []
    assert client.post(path, {"Name": "Best"})["Name"] == "Best"
    client.refused("POST", path, {"Status": "ASLEEP"})
    assert client.post(path, {"Status": "DELETED"})["Status"] == "DELETED"
    client.call("GET", path, status=404)
    assert client.get("ContactGroups") == []


def test_archived_or_unknown_contacts_join_no_group(client):
    group = client.put("ContactGroups", {"Name": "VIP"})
    path = f"ContactGroups/{group['ContactGroupID']}/Contacts"
    contact = client.contact("Ann")
    client.xero.organisation.archive_contact(contact["ContactID"])
    client.refused("PUT", path, {"ContactID": contact["ContactID"]})
    unknown = {"ContactID": "11111111-1111-4111-8111-111111111111"}
    client.call("PUT", path, {"Contacts": [unknown]}, status=404)
