# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Hostile input: an error as Xero gives it, never a traceback, state unharmed."""

import json
import socket

import pytest

from xero_connector_tests.simulator import state

from .client import line

pytestmark = pytest.mark.usefixtures("off_contract")


@pytest.fixture
def guarded(client):
    """A client after whose test the data are as they were before it."""
    client.invoice()
    world = client.xero.world

    def data():
        return [part["tables"] for part in state.export(world)["organisations"]]

    before = state.dumps(data())
    yield client
    assert state.dumps(data()) == before
    for exchange in client.xero.log:
        assert "Traceback" not in json.dumps(exchange["response_body"])
        assert exchange["status"] != 500


BODIES = {
    "nothing": b"",
    "half": b'{"Contacts": [{"Name": "A"',
    "not JSON": b"Name=A",
    "bytes": bytes(range(128, 256)),
    "nul": b"\x00",
    "byte order mark": b"\xef\xbb\xbf{}",
    "NaN": b'{"Contacts": [{"Name": NaN}]}',
    "infinity": b'{"Contacts": [{"Discount": Infinity, "Name": 1e999}]}',
    "half a character": b'{"Contacts": [{"Name": "a\\uD83Db"}]}',
    "half a character as key": b'{"Contacts": [{"Name": "a", "\\udc00": 1}]}',
    "control character": b'{"Contacts": [{"Name": "a\\u0000b"}]}',
    "deep list": b"[" * 100_000,
    "deep dict": b'{"Contacts":' * 50_000,
    "text": b'"Contacts"',
    "number": b"1",
    "null": b"null",
    "wrong kinds": b'{"Contacts": {"Contacts": 7}}',
    "list of lists": b'{"Contacts": [[[]]]}',
    "nulls": b'{"Contacts": [null]}',
    "no name": b'{"Contacts": [{}]}',
    "object as text": b'{"Contacts": [{"Name": {"$ne": null}}]}',
    "list as text": b'{"Contacts": [{"Name": ["A"]}]}',
    "text as list": b'{"Contacts": [{"Name": "A", "Phones": "1"}]}',
    "text as object": b'{"Contacts": [{"Name": "A", "PaymentTerms": "1"}]}',
    "bad guid": b'{"Contacts": [{"ContactID": "1 OR 1=1"}]}',
    "number as guid": b'{"Contacts": [{"ContactID": 7}]}',
    "proto": b'{"__proto__": {"Name": "A"}, "Contacts": []}',
}


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("name", BODIES)
def test_bodies(guarded, method, name):
    guarded.call(method, "Contacts", BODIES[name], status=400)
    answer = guarded.last.json()
    assert answer["ErrorNumber"] in (10, 17)
    assert len(answer["Message"]) < 400


@pytest.mark.parametrize(
    "fields",
    [
        {"Date": "yesterday"},
        {"Date": "2026-13-45"},
        {"Date": "/Date(x)/"},
        {"Date": "/Date(99999999999999999999)/"},
        {"Date": "/Date(999999999999999)/"},
        {"Date": 7},
        {"Date": "9" * 5_000},
        {"SentToContact": "maybe"},
        {"SentToContact": 1},
        {"CurrencyRate": "1,5"},
        {"CurrencyRate": "NaN"},
        {"CurrencyRate": "Infinity"},
        {"CurrencyRate": "1e40"},
        {"CurrencyRate": []},
        {"Total": {"$gt": 0}},
        {"LineItems": {}},
        {"LineItems": [7]},
        {"LineItems": [line(Quantity="1e30")]},
        {"LineItems": [line(UnitAmount="0x10")]},
        {"LineItems": [line(Tracking="x")]},
        {"Contact": [1]},
        {"BrandingThemeID": "x"},
    ],
)
def test_fields_of_the_wrong_kind(guarded, fields):
    body = {"Invoices": [guarded.invoice_body(**fields)]}
    answer = guarded.call("PUT", "Invoices", body, status=400)
    assert answer["ErrorNumber"] == 17
    assert "Path 'Invoices" in answer["Message"]


@pytest.mark.parametrize(
    "fields",
    [
        {"Type": "BOGUS"},
        {"Type": "x" * 10_000},
        {"Status": "PAID"},
        {"Status": "BOGUS"},
        {"LineAmountTypes": "BOGUS"},
        {"CurrencyCode": "'; DROP TABLE invoices; --"},
        {"InvoiceNumber": "x" * 100_000},
        {"LineItems": [line(amount="9e27")]},
        {"LineItems": [line(amount="1e-30", Quantity="1e20")]},
        {"LineItems": [line(Quantity=0, LineAmount=5, UnitAmount=None)]},
        {"LineItems": [line(TaxType="<script>alert(1)</script>")]},
        {"LineItems": [line(AccountCode="../../etc")]},
        {"Url": "javascript:alert(1)"},
        {"Contact": {"Name": "<script>"}},
    ],
)
def test_values_that_break_rules(guarded, fields):
    body = guarded.invoice_body(**fields)
    assert guarded.refused("PUT", "Invoices", body)
    answer = guarded.call(
        "PUT", "Invoices", {"Invoices": [body]}, summarizeErrors="false"
    )
    assert answer["Invoices"][0]["StatusAttributeString"] == "ERROR"


XML = {
    "half": b"<Contacts><Contact>",
    "empty": b"<Contacts/>",
    "not well-formed": b"<Contacts><a></b></Contacts>",
    "entities": b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>
        <Contacts><Contact><Name>&b;</Name></Contact></Contacts>""",
    "file": b"""<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
        <Contacts><Contact><Name>&f;</Name></Contact></Contacts>""",
    "a bad encoding": b'<?xml version="1.0" encoding="nonsense"?><Contacts/>',
    "deep": b"<a>" * 20_000 + b"</a>" * 20_000,
    "html": b"<html><body>hello</body></html>",
}


@pytest.mark.parametrize("kind", ["text/xml", "application/xml", "application/json"])
@pytest.mark.parametrize("name", XML)
def test_xml(guarded, name, kind):
    headers = {"Content-Type": kind}
    answer = guarded.call("PUT", "Contacts", XML[name], status=400, headers=headers)
    assert answer["ErrorNumber"] in (10, 17)
    assert "root:" not in json.dumps(answer)


def test_good_xml_and_forms_are_accepted(client):
    text = (
        "<Contacts><Contact><Name>Smith &amp; Co</Name><Phones><Phone>"
        "<PhoneType>MOBILE</PhoneType><PhoneNumber>5</PhoneNumber></Phone></Phones>"
        "</Contact></Contacts>"
    )
    xml = {"Content-Type": "text/xml", "Accept": "application/xml"}
    answer = client.call("PUT", "Contacts", text, headers=xml)
    assert "<Name>Smith &amp; Co</Name>" in answer
    assert "<UpdatedDateUTC>2026-11-02T09:00:00.000</UpdatedDateUTC>" in answer
    assert client.last.headers["Content-Type"].startswith("text/xml")
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": ""}
    one = "xml=%3CContact%3E%3CName%3EForm%3C%2FName%3E%3C%2FContact%3E"
    assert "<Name>Form</Name>" in client.call("POST", "Contacts", one, headers=form)
    names = {contact["Name"] for contact in client.get("Contacts")}
    assert names == {"Smith & Co", "Form"}
    error = client.call("PUT", "Contacts", text, status=400, headers=xml)
    assert error.startswith('<?xml version="1.0" encoding="utf-8"?><ApiException>')
    invoice = (
        "<Invoices><Invoice><Type>ACCREC</Type><Contact><Name>Form</Name></Contact>"
        "<Status>AUTHORISED</Status><DueDate>2026-12-31T00:00:00</DueDate><LineItems>"
        "<LineItem><Description>Desk</Description><Quantity>2</Quantity>"
        "<UnitAmount>10.50</UnitAmount><AccountCode>200</AccountCode></LineItem>"
        "</LineItems></Invoice></Invoices>"
    )
    answer = client.call("PUT", "Invoices", invoice, headers=xml)
    assert "<Total>25.20</Total>" in answer
    assert "<SentToContact>false</SentToContact>" in answer
    assert "<DueDate>2026-12-31T00:00:00</DueDate>" in answer


def test_xml_is_the_default_answer(client):
    for accept in ("", "*/*", "text/xml"):
        answer = client.call("GET", "Organisation", headers={"Accept": accept})
        assert answer.startswith("<?xml")
    client.call("GET", "Organisation", status=406, headers={"Accept": "image/png"})


def test_escaped_characters_are_accepted(client):
    body = b'{"Contacts": [{"Name": "\\ud83d\\udc1d \\u00e9", "FirstName": "a\\tb"}]}'
    made = client.call("PUT", "Contacts", body)["Contacts"][0]
    assert (made["Name"], made["FirstName"]) == ("\U0001f41d \u00e9", "a\tb")


def test_big_bodies(guarded):
    big = json.dumps({"Contacts": [{"Name": "A" * 3_600_000}]})
    guarded.call("PUT", "Contacts", big, status=413)
    ten = b'{"Contacts": [' + b" " * 10_000_000 + b"]}"
    guarded.call("PUT", "Contacts", ten, status=413)


def test_bodies_beyond_everything_end_the_connection(client):
    import requests

    try:
        answer = client.session.put(
            f"{client.xero.api_url}/Contacts",
            data=b"x" * (33 * 1024 * 1024),
            timeout=30,
        )
        assert answer.status_code == 413
    except requests.ConnectionError:
        pass  # the server may close before everything is sent
    client.get("Contacts")


def test_ten_thousand_elements(guarded):
    elements = [{"Name": str(number)} for number in range(10_000)]
    answer = guarded.call("PUT", "Contacts", {"Contacts": elements}, status=400)
    assert "10000 elements" in answer["Message"]


def test_many_lines(client):
    invoice = client.invoice(*[line(amount=1)] * 1_000)
    assert invoice["SubTotal"] == 1_000


@pytest.mark.parametrize(
    "where",
    [
        "1==1; DROP TABLE",
        "Status==\"PAID\" OR '1'=='1'",
        '__class__=="x"',
        'Contact.__class__=="x"',
        "System.IO.File.ReadAllText(1)==null",
        'Reference.Contains("' + "a" * 10_000,
        "(" * 5_000,
        "Total==" + "9" * 10_000,
        "Total==1 AND " * 2_000 + "Total==1",
        "DateTime(99999,1,1)==Date",
        "Date==DateTime(2026,1,99)",
        'InvoiceID==guid("' + "x" * 1_000 + '")',
        "\x00",
        "Total==0x10",
        "Total=>1",
        "new(1)==1",
        'InvoiceNumber==@"x"',
        "it.Total==1",
    ],
)
def test_injected_where(guarded, where):
    answer = guarded.session.get(
        f"{guarded.xero.api_url}/Invoices", params={"where": where}, timeout=20
    )
    assert answer.status_code in (200, 400)
    if answer.status_code == 400:
        assert answer.json()["ErrorNumber"] == 16
    else:
        assert len(answer.json()["Invoices"]) <= 1


@pytest.mark.parametrize(
    "order", ["x" * 10_000, "__class__", "Total;DROP", "1", "\x00"]
)
def test_injected_order(guarded, order):
    guarded.call("GET", "Invoices", status=400, order=order)


PATHS = [
    "/api.xro/2.0/../../etc/passwd",
    "/api.xro/2.0/..%2f..%2fetc/passwd",
    "/api.xro/2.0/Invoices/../Contacts",
    "/api.xro/2.0/Invoices/%2e%2e/Contacts",
    "/api.xro/2.0/Invoices/%00",
    "/api.xro/2.0/Invoices/x/Attachments/..%2f..%2fx",
    "/api.xro/2.0/%49nvoices/none",
    "/api.xro/2.0/",
    "/api.xro/2.0",
    "/api.xro/1.0/Invoices",
    "/api.xro/2.0/Nonsense",
    "/api.xro/2.0/Invoices/a/b/c/d/e/f",
    "/api.xro/2.0/Invoices/" + "x" * 5_000,
    "/api.xro",
    "/nonsense",
    "/identity/connect",
    "/books/nonsense",
    "/_control/../etc/passwd",
    "/static/../../etc/passwd",
    "/%ff%fe",
]


@pytest.mark.parametrize("path", PATHS)
def test_path_tricks(guarded, path):
    """Sent as they are, past the client library's tidying."""
    token = guarded.session.headers["Authorization"]
    tenant = guarded.tokens["tenant_id"]
    request = (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\n"
        f"xero-tenant-id: {tenant}\r\nAccept: application/json\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", guarded.xero.port), 10) as raw:
        raw.sendall(request.encode())
        answer = b""
        while part := raw.recv(65_536):
            answer += part
    assert answer.split(b" ", 2)[1] == b"404", answer[:500]
    assert b"root:" not in answer


@pytest.mark.parametrize("method", ["PATCH", "OPTIONS", "TRACE", "HEAD", "BREW"])
def test_other_methods(guarded, method):
    url = f"{guarded.xero.api_url}/Invoices"
    assert guarded.session.request(method, url).status_code == 501
    guarded.get("Invoices")


def test_methods_that_a_resource_does_not_have(guarded):
    guarded.call("DELETE", "Invoices", status=501)
    guarded.call("PUT", "Organisation", {}, status=501)
    guarded.call("PUT", "Overpayments", {}, status=501)
    for name in ("Quotes", "PurchaseOrders", "Reports/TrialBalance", "Journals"):
        guarded.call("GET", name, status=501)


@pytest.mark.parametrize(
    "request_text",
    [
        b"\x00\x01\x02\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PUT /api.xro/2.0/Contacts HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"PUT /api.xro/2.0/Contacts HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n",
        b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n",
    ],
)
def test_what_is_hardly_http(guarded, request_text):
    with socket.create_connection(("127.0.0.1", guarded.xero.port), 10) as raw:
        raw.sendall(request_text)
        raw.shutdown(socket.SHUT_WR)
        answer = b""
        while part := raw.recv(65_536):
            answer += part
    assert b"Traceback" not in answer
    guarded.get("Contacts")


def test_chunked_bodies(client):
    def parts():
        yield b'{"Contacts": ['
        yield b'{"Name": "In pieces"}]}'

    answer = client.session.put(f"{client.xero.api_url}/Contacts", data=parts())
    assert answer.json()["Contacts"][0]["Name"] == "In pieces"
    head = (
        "PUT /api.xro/2.0/Contacts HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: {client.session.headers['Authorization']}\r\n"
        f"xero-tenant-id: {client.tokens['tenant_id']}\r\nAccept: application/json\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    )
    body = '{"Name": "Raw"}'
    with socket.create_connection(("127.0.0.1", client.xero.port), 10) as raw:
        chunk = f"{len(body):x};ext=1\r\n{body}\r\n0\r\nTrailer: x\r\n\r\n"
        raw.sendall((head + chunk).encode())
        answer = b""
        while part := raw.recv(65_536):
            answer += part
    assert b" 200 " in answer.split(b"\r\n")[0]


def test_strange_texts_are_kept(client):
    name = "Žluťoučký kůň 🐎 \u200f'\"\\ %s {0} ${x}"
    contact = client.contact(name)
    assert contact["Name"] == name
    found = client.get("Contacts", where='Name.Contains("🐎")')
    assert found[0]["ContactID"] == contact["ContactID"]
    quoted = client.get("Contacts", where=r'Name.Contains("\"\\")')
    assert len(quoted) == 1
    page = client.session.get(
        f"{client.xero.base_url}/books/{client.tokens['tenant_id']}/contacts"
    )
    assert "🐎" in page.text


def test_a_fault_of_the_simulator_is_a_500(xero, client, monkeypatch):
    from xero_connector_tests.simulator.accounting import contacts

    def broken(*_args, **_more):
        raise ZeroDivisionError("deliberate")

    monkeypatch.setattr(contacts, "save", broken)
    text = client.call("PUT", "Contacts", {"Name": "A"}, status=500)
    assert text == "An error occurred in Xero"
    assert [str(error) for error in xero.world.crashes] == ["deliberate"]
    xero.world.crashes.clear()
    assert client.get("Contacts") == []
