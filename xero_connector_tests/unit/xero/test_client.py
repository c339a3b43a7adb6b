# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client: what goes out on the wire, and what comes back from it."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from responses import matchers

from xero_connector.xero import errors
from xero_connector.xero.client import XeroClient, path_of, where_ids
from xero_connector.xero.const import API_URL, ENDPOINTS
from xero_connector.xero.limits import Limits
from xero_connector.xero.transport import make_session

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
GUIDS = [f"{number:08x}-0000-4000-8000-000000000000" for number in range(60)]
LEFT = {
    "X-DayLimit-Remaining": "950",
    "X-MinLimit-Remaining": "55",
    "X-AppMinLimit-Remaining": "9999",
}


@pytest.fixture
def mock():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def seen():
    return []


@pytest.fixture
def client(seen):
    return XeroClient(
        make_session(),
        "the-token",
        "tenant-1",
        clock=lambda: NOW,
        on_limits=seen.append,
    )


def envelope(collection, found, page=None, page_count=1):
    block = {}
    if page is not None:
        block = {
            "pagination": {
                "page": page,
                "pageSize": 1000,
                "pageCount": page_count,
                "itemCount": page_count * 1000,
            }
        }
    return {"Id": "x", "Status": "OK", **block, collection: found}


def query(mock, call=0):
    """What the server was asked; every parameter once."""
    pairs = parse_qs(urlsplit(mock.calls[call].request.url).query, strict_parsing=True)
    assert all(len(values) == 1 for values in pairs.values())
    return {key: values[0] for key, values in pairs.items()}


# --- get ------------------------------------------------------------------------------


def test_get(mock, client, seen):
    mock.get(
        f"{API_URL}/Organisation/Actions",
        body=b'{"Actions":[{"Limit":1.50}]}',
        content_type="application/json; charset=utf-8",
        headers=LEFT | {"Xero-Correlation-Id": "c-9"},
    )
    answer = client.get("Organisation/Actions")
    assert answer.status == 200
    assert answer.body == {"Actions": [{"Limit": Decimal("1.50")}]}
    assert answer.correlation_id == "c-9"
    assert answer.limits == Limits(950, 55, 9999, NOW)
    assert seen == [answer.limits]
    headers = mock.calls[0].request.headers
    assert headers["Authorization"] == "Bearer the-token"
    assert headers["xero-tenant-id"] == "tenant-1"
    assert headers["Accept"] == "application/json"
    assert "If-Modified-Since" not in headers
    assert "xero" not in headers["User-Agent"].lower()


def test_a_custom_connection_names_no_tenant(mock):
    mock.get(f"{API_URL}/Organisation", json={})
    XeroClient(make_session(), "t", None).get("/Organisation/")
    assert "xero-tenant-id" not in mock.calls[0].request.headers


def test_modified_since_goes_out_in_utc(mock, client):
    mock.get(f"{API_URL}/Accounts", json={})
    zone = timezone(timedelta(hours=13))
    moment = datetime(2026, 11, 2, 10, 0, 0, 999_999, tzinfo=zone)
    client.get("Accounts", modified_since=moment)
    sent = mock.calls[0].request.headers["If-Modified-Since"]
    assert sent == "2026-11-01T21:00:00"


def test_an_answer_without_limits_tells_nothing(mock, client, seen):
    mock.get(f"{API_URL}/Accounts", json={})
    assert not client.get("Accounts").limits.known
    assert seen == []


def test_failures_tell_what_is_left_too(mock, client, seen):
    mock.get(
        f"{API_URL}/Accounts", status=404, body="gone", headers=LEFT, content_type="x/y"
    )
    with pytest.raises(errors.NotFound) as caught:
        client.get("Accounts")
    assert caught.value.limits == seen[0] == Limits(950, 55, 9999, NOW)


def test_other_forms_stay_raw(mock, client):
    mock.get(
        f"{API_URL}/Invoices/{GUIDS[0]}/pdf",
        body=b"%PDF-1.7",
        content_type="application/pdf",
    )
    answer = client.get(f"Invoices/{GUIDS[0]}/pdf", accept="application/pdf")
    assert answer.body is None
    assert answer.content == b"%PDF-1.7"
    assert answer.content_type == "application/pdf"
    assert mock.calls[0].request.headers["Accept"] == "application/pdf"


# --- read -----------------------------------------------------------------------------


def test_pages_are_always_asked_for_where_there_are_any(mock, client):
    mock.get(f"{API_URL}/Invoices", json=envelope("Invoices", [{"a": 1}], 1, 3))
    page = client.read("Invoices", Statuses=["DRAFT", "AUTHORISED"], summaryOnly=False)
    assert query(mock) == {
        "page": "1",
        "pageSize": "1000",
        "unitdp": "4",
        "Statuses": "DRAFT,AUTHORISED",
        "summaryOnly": "false",
    }
    assert (page.elements, page.page, page.page_count) == ([{"a": 1}], 1, 3)
    assert not page.is_last


def test_resources_without_pages(mock, client):
    mock.get(f"{API_URL}/Accounts", json=envelope("Accounts", [{"Code": "200"}]))
    page = client.read("Accounts", where='Status=="ACTIVE"', order="Code ASC")
    assert query(mock) == {"where": 'Status=="ACTIVE"', "order": "Code ASC"}
    assert page.is_last
    with pytest.raises(ValueError):
        client.read("Accounts", page=2)


def test_the_organisation_is_in_the_singular(mock, client):
    mock.get(f"{API_URL}/Organisation", json=envelope("Organisations", [{"Name": "x"}]))
    assert client.read("Organisation").elements == [{"Name": "x"}]


def test_ids_by_parameter_and_what_xero_would_hide(mock, client):
    mock.get(f"{API_URL}/Contacts", json=envelope("Contacts", [], 1, 0))
    client.read("Contacts", ids=GUIDS[:40])
    assert query(mock) == {
        "IDs": ",".join(GUIDS[:40]),
        "includeArchived": "true",
        "page": "1",
        "pageSize": "1000",
    }


def test_ids_by_filter(mock, client):
    mock.get(f"{API_URL}/CreditNotes", json=envelope("CreditNotes", [], 1, 0))
    client.read("CreditNotes", ids=GUIDS[:2], where='Status=="PAID"')
    assert query(mock)["where"] == (
        f'(CreditNoteID==guid("{GUIDS[0]}") OR CreditNoteID==guid("{GUIDS[1]}"))'
        ' AND (Status=="PAID")'
    )


@pytest.mark.parametrize("name", ENDPOINTS)
def test_no_call_asks_for_more_ids_than_fit_an_address(client, name):
    row = ENDPOINTS[name]
    ids = GUIDS[: row.ids_per_call]
    with responses.RequestsMock() as mock:
        mock.get(f"{API_URL}/{name}", json=envelope(row.collection, [], 1, 0))
        client.read(name, ids=ids)
        # 2,048 is what web servers commonly allow for a query
        assert len(urlsplit(mock.calls[0].request.url).query) <= 2048
    with pytest.raises(ValueError):
        client.read(name, ids=GUIDS[: row.ids_per_call + 1])


@pytest.mark.parametrize(
    "ids", [[], ["x"], [GUIDS[0], '") OR true OR guid("'], [GUIDS[0] + "\n"]]
)
@pytest.mark.parametrize("name", ["Invoices", "Payments"])
def test_only_guids_are_ids(client, name, ids):
    with pytest.raises(ValueError):
        client.read(name, ids=ids)
    with pytest.raises(ValueError):
        where_ids("PaymentID", ids)


def test_changes_include_what_was_archived(mock, client):
    mock.get(f"{API_URL}/Contacts", json=envelope("Contacts", [], 1, 0))
    client.read("Contacts", modified_since=NOW)
    client.read("Contacts", modified_since=NOW, include_hidden=False)
    client.read("Contacts")
    assert query(mock, 0)["includeArchived"] == "true"
    assert "includeArchived" not in query(mock, 1)
    assert "includeArchived" not in query(mock, 2)


def test_nothing_modified(mock, client):
    # with the length of the body that it spares us
    headers = LEFT | {"Content-Length": "5000"}
    mock.get(f"{API_URL}/Contacts", status=304, headers=headers)
    page = client.read("Contacts", modified_since=NOW)
    assert (page.elements, page.is_last) == ([], True)
    assert page.answer.status == 304


def test_all_pages(mock, client):
    for number in (1, 2, 3):
        mock.get(
            f"{API_URL}/Invoices",
            match=[matchers.query_param_matcher({"page": number}, strict_match=False)],
            json=envelope("Invoices", [{"n": number}], number, 3),
        )
    found = list(client.pages("Invoices", where="x"))
    assert [page.elements[0]["n"] for page in found] == [1, 2, 3]
    assert [page.is_last for page in found] == [False, False, True]
    assert len(mock.calls) == 3


def test_no_pages_at_all_is_one_call(mock, client):
    mock.get(f"{API_URL}/Invoices", json=envelope("Invoices", [], 1, 0))
    assert len(list(client.pages("Invoices"))) == 1


def test_without_a_paging_block_a_full_page_is_followed_by_another(mock, client):
    for number, count in ((1, 2), (2, 1)):
        mock.get(
            f"{API_URL}/Invoices",
            match=[matchers.query_param_matcher({"page": number}, strict_match=False)],
            json=envelope("Invoices", [{}] * count),
        )
    assert [len(p.elements) for p in client.pages("Invoices", page_size=2)] == [2, 1]


@pytest.mark.parametrize(
    "body", [[], {}, {"Invoices": {}}, {"Invoices": [], "pagination": {"page": 1}}]
)
def test_an_answer_of_another_shape_is_no_answer(mock, client, body):
    mock.get(f"{API_URL}/Invoices", json=body)
    with pytest.raises(errors.NoAnswer):
        client.read("Invoices")


def test_read_one(mock, client):
    mock.get(
        f"{API_URL}/Invoices/{GUIDS[0]}", json=envelope("Invoices", [{"Total": 1}])
    )
    mock.get(f"{API_URL}/Invoices/{GUIDS[1]}", status=404, body="not found")
    assert client.read_one("Invoices", GUIDS[0]) == {"Total": 1}
    assert query(mock) == {"unitdp": "4"}
    assert client.read_one("Invoices", GUIDS[1]) is None


def test_unknown_resource(client):
    with pytest.raises(KeyError):
        client.read("Payslips")


# --- send -----------------------------------------------------------------------------

BODY = '{"Invoices":[{"Reference":"Zoë","Total":1.10}]}'.encode()


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_write_goes_out_byte_for_byte(mock, client, method):
    mock.add(method, f"{API_URL}/Invoices", json=envelope("Invoices", []))
    answer = client.send(
        method, "Invoices", BODY, {"summarizeErrors": False, "unitdp": 4}, "k" * 128
    )
    request = mock.calls[0].request
    assert request.body == BODY
    assert request.headers["Idempotency-Key"] == "k" * 128
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["Accept"] == "application/json"
    assert request.headers["Content-Length"] == str(len(BODY))
    assert query(mock) == {"summarizeErrors": "false", "unitdp": "4"}
    assert answer.body["Invoices"] == []


def test_elements_that_xero_refused_are_an_answer_not_an_error(mock, client):
    refused = {"HasErrors": True, "ValidationErrors": [{"Message": "no"}]}
    mock.put(f"{API_URL}/Invoices", json=envelope("Invoices", [{}, refused]))
    answer = client.send("PUT", "Invoices", BODY, None, "k")
    assert answer.body["Invoices"][1] == refused


@pytest.mark.parametrize("body", [{}, [], "x", None, {"Invoices": None}, {"Id": "x"}])
@pytest.mark.parametrize("path", ["Invoices", f"Invoices/{GUIDS[0]}", "/Invoices/"])
def test_an_answer_to_a_write_of_another_shape_is_no_answer(mock, client, body, path):
    mock.post(f"{API_URL}/{path.strip('/')}", json=body, headers=LEFT)
    with pytest.raises(errors.NoAnswer) as caught:
        client.send("POST", path, BODY, None, "k")
    assert caught.value.stored == "unknown"
    assert caught.value.limits.day_left == 950


def test_what_lies_below_a_resource_has_shapes_of_its_own(mock, client):
    path = path_of("CreditNotes", GUIDS[0], "Allocations")
    mock.put(f"{API_URL}/{path}", json={"Allocations": []})
    assert client.send("PUT", path, b"{}", None, "k").body == {"Allocations": []}
    mock.post(f"{API_URL}/Invoices/{GUIDS[0]}/Email", status=204)
    assert client.send("POST", f"Invoices/{GUIDS[0]}/Email", b"{}", None, "k")


def test_delete(mock, client):
    mock.delete(f"{API_URL}/Items/{GUIDS[0]}", status=204)
    answer = client.send("DELETE", path_of("Items", GUIDS[0]), idempotency_key="k")
    assert (answer.status, answer.body) == (204, None)
    headers = mock.calls[0].request.headers
    assert "Idempotency-Key" not in headers
    assert "Content-Type" not in headers
    assert not mock.calls[0].request.body


def test_an_attachment(mock, client):
    mock.put(
        f"{API_URL}/Invoices/{GUIDS[0]}/Attachments/a%20b%2Fc%23.pdf", json={"x": 1}
    )
    client.send(
        "PUT",
        path_of("Invoices", GUIDS[0], "Attachments", "a b/c#.pdf"),
        b"%PDF",
        {"IncludeOnline": True},
        "k",
        content_type="application/pdf",
    )
    assert mock.calls[0].request.headers["Content-Type"] == "application/pdf"
    assert query(mock) == {"IncludeOnline": "true"}


@pytest.mark.parametrize("key", [None, "", "k" * 129])
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_no_write_without_a_key(client, method, key):
    with pytest.raises(ValueError):
        client.send(method, "Invoices", BODY, None, key)


@pytest.mark.parametrize("method", ["GET", "PATCH", "put", ""])
def test_other_methods_are_no_writes(client, method):
    with pytest.raises(ValueError):
        client.send(method, "Invoices", BODY, None, "k")


def test_a_key_cannot_smuggle_a_header(client):
    with pytest.raises(errors.NotSent):
        client.send("PUT", "Invoices", BODY, None, "k\r\nX-Evil: 1")


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Evil: 1", "tökén", "a\x00"])
def test_a_token_that_fits_no_header_is_not_shown(token):
    with pytest.raises(ValueError) as caught:
        XeroClient(make_session(), token, None)
    assert not token or token not in str(caught.value)


@pytest.mark.parametrize("parts", [("",), ("Invoices", ".."), (".", "x"), ("a", "")])
def test_paths_stay_where_they_are(parts):
    with pytest.raises(ValueError):
        path_of(*parts)


def test_timeout_is_passed_on(monkeypatch):
    seen = {}
    session = make_session()

    def request(*args, **kwargs):
        seen.update(kwargs)
        raise TimeoutError

    monkeypatch.setattr(session, "request", request)
    with pytest.raises(errors.NoAnswer):
        XeroClient(session, "t", None, timeout=9).get("Accounts")
    assert seen["timeout"] == 9
    assert seen["allow_redirects"] is False
