# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Several elements in one request, and Idempotency-Key."""

import pytest

from .client import line

ZERO_ID = "00000000-0000-0000-0000-000000000000"


def test_one_bad_element_fails_the_call(client):
    """Recorded live: summarizeErrors behaves as true when it is not sent."""
    good, bad = client.invoice_body(), client.invoice_body(line("999"))
    for params in ({}, {"summarizeErrors": "true"}, {"SummarizeErrors": "True"}):
        answer = client.call(
            "PUT", "Invoices", {"Invoices": [good, bad]}, status=400, **params
        )
        assert answer["Type"] == "ValidationException"
        assert answer["Message"] == "A validation exception occurred"
        (element,) = answer["Elements"]
        assert element["InvoiceID"] == ZERO_ID
        assert element["HasErrors"] is True
        assert element["Status"] == "AUTHORISED"  # the requested one
    assert client.get("Invoices") == []
    assert client.xero.organisation.counters["INV"] == 0


@pytest.mark.parametrize("value", ["false", "False", "FALSE"])
def test_every_element_has_its_own_outcome(client, value):
    bodies = [
        client.invoice_body(InvoiceNumber="1"),
        client.invoice_body(line("999"), InvoiceNumber="2"),
        client.invoice_body(InvoiceNumber="1"),
        client.invoice_body(InvoiceNumber="3"),
    ]
    answer = client.call("PUT", "Invoices", {"Invoices": bodies}, summarizeErrors=value)
    outcomes = [i["StatusAttributeString"] for i in answer["Invoices"]]
    assert outcomes == ["OK", "ERROR", "ERROR", "OK"]
    failed = answer["Invoices"][1]
    assert (failed["InvoiceID"], failed["InvoiceNumber"]) == (ZERO_ID, "2")
    assert failed["HasErrors"] is True
    assert answer["Invoices"][2]["ValidationErrors"] == [
        {"Message": "Invoice # must be unique."}
    ]
    assert {i["InvoiceNumber"] for i in client.get("Invoices")} == {"1", "3"}


def test_contacts_and_payments_flag_errors_differently(client):
    client.contact("Ann")
    answer = client.call(
        "PUT", "Contacts", {"Contacts": [{"Name": "Ann"}]}, summarizeErrors="false"
    )
    assert answer["Contacts"][0]["HasValidationErrors"] is True
    invoice = client.invoice(Status="DRAFT")
    body = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "090"},
        "Date": "2026-11-02",
        "Amount": 1,
    }
    answer = client.call("PUT", "Payments", {"Payments": [body]}, summarizeErrors=False)
    payment = answer["Payments"][0]
    assert payment["HasValidationErrors"] is True
    assert payment["PaymentID"] == ZERO_ID


def test_warnings(client):
    invoice = client.invoice(CurrencyCode="EUR")
    body = {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": "092"},
        "Date": "2026-11-02",
        "Amount": 1,
        "CurrencyRate": 99,
    }
    answer = client.call("PUT", "Payments", {"Payments": [body]}, summarizeErrors=False)
    payment = answer["Payments"][0]
    assert payment["StatusAttributeString"] == "WARNING"
    assert payment["Warnings"][0]["Message"].startswith("The currency rate differs")


def test_elements_alone_or_as_a_list(client, off_contract):
    assert client.call("PUT", "Contacts", {"Name": "Ann"})["Contacts"][0]["Name"]
    assert client.call("PUT", "Contacts", [{"Name": "Bea"}])["Contacts"][0]["Name"]
    body = {"Contacts": {"Name": "Cay"}}
    assert client.call("PUT", "Contacts", body)["Contacts"][0]["Name"] == "Cay"


@pytest.mark.parametrize(
    "body", [{"Invoices": []}, [], "", "null", "7", {"Invoices": [7]}, '"text"']
)
def test_no_elements(client, body):
    answer = client.call("PUT", "Invoices", body, status=400)
    assert (answer["ErrorNumber"], answer["Type"]) == (17, "PostDataInvalidException")


def test_batches_are_limited(client):
    client.xero.organisation.settings.change({"largest_batch": 2})
    elements = [{"Name": str(number)} for number in range(3)]
    client.call("PUT", "Contacts", {"Contacts": elements}, status=400)
    client.call("PUT", "Contacts", {"Contacts": elements[:2]})


# Idempotency


def keyed(client, key, *names, status=200, method="PUT", path="Contacts", **params):
    body = {"Contacts": [{"Name": name} for name in names]}
    return client.call(
        method, path, body, status, headers={"Idempotency-Key": key}, **params
    )


def test_a_repeated_key_replays_the_answer(client):
    first = keyed(client, "k1", "Ann")
    again = keyed(client, "k1", "Ann")
    assert first == again
    assert len(client.get("Contacts")) == 1


def test_errors_are_replayed_too(client):
    client.contact("Ann")
    first = keyed(client, "k1", "Ann", status=400)
    client.xero.organisation.edit_contact(client.contact_id("Ann"), Name="Anna")
    assert keyed(client, "k1", "Ann", status=400) == first
    keyed(client, "k2", "Ann")


@pytest.mark.parametrize("seconds", [0, 359])
def test_within_six_minutes(client, seconds):
    first = keyed(client, "k1", "Ann")
    client.xero.clock.advance(seconds)
    assert keyed(client, "k1", "Ann") == first


def test_after_six_minutes_the_call_is_new(client):
    keyed(client, "k1", "Ann")
    client.xero.clock.advance(360)
    keyed(client, "k1", "Ann", status=400)


def test_a_key_is_for_one_request(client):
    keyed(client, "k1", "Ann")
    expected = "Idempotency Key: k1 is used with a different request."
    for other in (
        {"names": ["Bea"]},
        {"names": ["Ann"], "method": "POST"},
        {"names": ["Ann"], "summarizeErrors": "false"},
    ):
        names = other.pop("names")
        answer = keyed(client, "k1", *names, status=400, **other)
        assert answer["Message"] == expected
    assert len(client.get("Contacts")) == 1


def test_keys_belong_to_an_app(client, xero):
    from .client import Client

    keyed(client, "k1", "Ann")
    other = Client(xero, app=xero.world.legacy_app)
    keyed(other, "k1", "Ann", status=400)  # handled anew: the name is taken
    other.close()


def test_keys_are_short(client):
    answer = keyed(client, "k" * 129, "Ann", status=400)
    assert "128 characters" in answer["Message"]
    keyed(client, "k" * 128, "Ann")


def test_reads_have_no_key(client):
    for _time in range(2):
        client.call("GET", "Contacts", headers={"Idempotency-Key": "k1"})
        client.contact(f"Ann {_time}")
    answer = client.call("GET", "Contacts", headers={"Idempotency-Key": "k1"})
    assert len(answer["Contacts"]) == 2


def test_many_keys_are_forgotten(client):
    kept = client.xero.world.idempotency
    for number in range(2_005):
        kept._kept["app", str(number)] = next(iter(kept._kept.values()), None) or (
            _keep_one(client, kept)
        )
    client.xero.clock.advance(400)
    keyed(client, "new", "Zoe")
    assert len(kept._kept) == 1


def _keep_one(client, kept):
    keyed(client, "first", "First")
    return next(iter(kept._kept.values()))
