# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The judge itself: Xero's published document, and answers broken on purpose.

The document is not part of this project. ``XERO_OPENAPI`` names it; without it these
tests, and the judging of every other test's exchanges, are skipped.
"""

import copy
import json

import pytest

from xero_connector_tests.contract import contract, main

pytestmark = pytest.mark.skipif(
    contract() is None,
    reason="XERO_OPENAPI does not name Xero's OpenAPI document (xero_accounting.yaml)",
)


@pytest.fixture
def exchange(client):
    """A good exchange, as the log has it."""
    client.invoice()
    found = client.xero.calls("PUT", "/Invoices")[-1]
    assert contract().judge(found) == []
    return copy.deepcopy(found)


def broken(exchange, change):
    change(exchange)
    return " ".join(contract().judge(exchange))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("Type", "BOGUS", "'BOGUS' is not one of"),
        ("Total", "120.00", "is not of type 'number'"),
        ("HasErrors", "false", "is not of type 'boolean'"),
        ("Date", "2026-11-02", "is no /Date()/"),
        ("InvoiceID", "INV-1", "is no uuid"),
        ("Totall", 120, "a key that the schema does not know"),
        ("LineItems", {}, "is not of type 'array'"),
        ("CurrencyCode", "XXX", "'XXX' is not one of"),
        ("Reference", None, "None for not nullable"),
    ],
)
def test_broken_answers_are_caught(exchange, field, value, words):
    def change(found):
        found["response_body"]["Invoices"][0][field] = value

    assert words in broken(exchange, change)


def test_broken_lines_contacts_and_frames_are_caught(exchange):
    def change(found):
        body = found["response_body"]
        body["Invoices"][0]["LineItems"][0]["Quantity"] = "1"
        body["Invoices"][0]["Contact"]["Phones"][0]["PhoneType"] = "HOME"
        body["Extra"] = 1

    said = broken(exchange, change)
    for words in ("LineItems/0/Quantity", "Phones/0/PhoneType", "/Extra"):
        assert words in said


def test_broken_requests_are_caught(exchange):
    def change(found):
        found["request_body"]["Invoices"][0]["Status"] = "SLEEPING"
        found["request_body"]["Invoices"][0]["LineItem"] = []
        found["query"] = {"summariseErrors": "false"}

    said = broken(exchange, change)
    for words in ("'SLEEPING' is not one of", "/LineItem", "summariseErrors"):
        assert words in said


def test_logs_are_judged_from_the_command_line(exchange, tmp_path, capsys):
    log = tmp_path / "log.jsonl"
    log.write_text(json.dumps(exchange) + "\n")
    assert main([str(log)]) == 0
    assert "1 exchanges in 1 logs, 0 problems" in capsys.readouterr().out
    exchange["response_body"]["Invoices"][0]["Total"] = "120.00"
    log.write_text(json.dumps(exchange) + "\n")
    assert main([str(log)]) == 1
    assert "1 x PUT /api.xro/2.0/Invoices 200: answer" in capsys.readouterr().out
    assert main([]) == 2


def test_unknown_paths_are_caught(exchange):
    def change(found):
        found["path"] = "/api.xro/2.0/Invoice"

    assert "not in the document" in broken(exchange, change)
    exchange["status"] = 404
    assert contract().judge(exchange) == []


def test_broken_errors_are_caught(client):
    client.refused("PUT", "Invoices", {})
    found = copy.deepcopy(client.xero.calls("PUT")[-1])
    assert contract().judge(found) == []
    found["response_body"]["ErrorNumber"] = "10"
    assert "is not of type 'integer'" in " ".join(contract().judge(found))


@pytest.mark.parametrize("region", ["uk", "au", "nz", "us", "global"])
def test_every_edition_is_in_the_document(make_xero, region):
    """Judged when the test ends, like every other one."""
    from .client import Client

    client = Client(make_xero(region=region))
    for name in ("Organisation", "Accounts", "TaxRates", "Currencies"):
        assert client.get(name)
    client.close()
