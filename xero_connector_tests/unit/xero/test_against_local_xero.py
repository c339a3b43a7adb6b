# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ring against the local Xero: sign-in, tokens, reading, writing, accidents.

Nothing is mocked: real sockets, the pages a person would click through, and an
organisation that keeps what it is told.
"""

from datetime import timedelta
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from xero_connector.xero import codec, errors, oauth
from xero_connector.xero.client import XeroClient, path_of
from xero_connector.xero.const import ENDPOINTS, KEY_LIFETIME, scopes_for
from xero_connector.xero.limits import Budget, Lane
from xero_connector.xero.oauth import App, AppType
from xero_connector.xero.transport import (
    local_browser_url,
    make_oauth_session_factory,
    make_session,
)
from xero_connector_tests.contract import problems_of
from xero_connector_tests.simulator import LocalXero

CALLBACK = "http://localhost:8069/connect/callback"
FEATURES = ("contacts", "settings", "invoices", "payments", "banktransactions")
SCOPES = scopes_for(FEATURES)
BATCH = {"summarizeErrors": False, "unitdp": 4}


@pytest.fixture
def xero():
    with LocalXero(region="uk", tier="none", clock="fake", seed=1) as xero:
        yield xero
    assert problems_of(xero.log) == []


@pytest.fixture
def factory(xero):
    return make_oauth_session_factory(xero.base_url)


@pytest.fixture
def web(xero):
    return App(xero.client_id, xero.client_secret, AppType.WEB, CALLBACK)


@pytest.fixture
def granted(xero):
    return xero.authorise(scopes=" ".join(SCOPES))


@pytest.fixture
def client(xero, granted):
    return make_client(xero, granted)


def make_client(xero, granted, timeout=10, **options):
    return XeroClient(
        make_session(xero.base_url),
        granted["access_token"],
        granted["tenant_id"],
        clock=xero.clock.now,
        timeout=timeout,
        **options,
    )


def consent(xero, url, allow=True):
    """Click through the pages as a person would; what comes back to the callback."""
    location = xero.consent(local_browser_url(url, xero.base_url), allow=allow)
    assert location.startswith(CALLBACK)
    return {key: value[0] for key, value in parse_qs(urlsplit(location).query).items()}


def invoice(number, **changes):
    return {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"Name": "Ring Test Ltd"},
        "InvoiceNumber": number,
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {
                "Description": "Desk",
                "Quantity": Decimal("3"),
                "UnitAmount": Decimal("33.3333"),
                "AccountCode": "200",
                "TaxType": "OUTPUT2",
            }
        ],
        **changes,
    }


def put(client, *found, key, params=BATCH, timeout=None):
    body = codec.dumps({"Invoices": list(found)})
    return client.send("PUT", "Invoices", body, params, key)


# --- sign-in --------------------------------------------------------------------------


def test_code_flow_to_an_organisation(xero, factory, web):
    back = consent(xero, oauth.authorise_url(web, SCOPES, "the-state"))
    assert back["state"] == "the-state"
    token = oauth.exchange_code(factory, web, back["code"], now=xero.clock.now())
    assert set(SCOPES) <= set(token.scopes)
    assert token.refresh_token
    assert token.expires_at == xero.clock.now() + timedelta(minutes=30)
    assert token.auth_event_id and token.xero_user_id
    [found] = oauth.connections(factory, token.access_token, token.auth_event_id)
    assert found.tenant_id == xero.tenants[0]["id"]
    assert found.tenant_type == "ORGANISATION"
    client = XeroClient(
        make_session(xero.base_url), token.access_token, found.tenant_id
    )
    [organisation] = client.read("Organisation").elements
    assert organisation["Name"] == found.tenant_name

    # a code works once
    with pytest.raises(errors.OAuthError) as caught:
        oauth.exchange_code(factory, web, back["code"])
    assert caught.value.code == "invalid_grant"

    oauth.delete_connection(factory, token.access_token, found.id)
    oauth.delete_connection(factory, token.access_token, found.id)  # gone is gone
    with pytest.raises(errors.Forbidden) as caught:
        client.read("Organisation")
    assert caught.value.tenant_lost


def test_pkce(xero, factory):
    app = App(xero.world.pkce_app.client_id, None, AppType.PKCE, CALLBACK)
    verifier = oauth.new_verifier()
    url = oauth.authorise_url(app, SCOPES, "s", oauth.code_challenge(verifier))
    code = consent(xero, url)["code"]
    with pytest.raises(errors.OAuthError):
        oauth.exchange_code(factory, app, code, oauth.new_verifier())
    code = consent(xero, url)["code"]
    token = oauth.exchange_code(factory, app, code, verifier, now=xero.clock.now())
    again = oauth.refresh(factory, app, token, now=xero.clock.now())
    assert again.refresh_token != token.refresh_token


def test_custom_connection(xero, factory):
    app = App(
        xero.world.custom_app.client_id, xero.world.custom_app.secret, AppType.CUSTOM
    )
    token = oauth.client_credentials(factory, app, scopes_for(["settings", "contacts"]))
    assert token.refresh_token is None
    client = XeroClient(make_session(xero.base_url), token.access_token, None)
    assert client.read("Organisation").elements


def test_declined(xero, web):
    back = consent(xero, oauth.authorise_url(web, SCOPES, "s"), allow=False)
    assert back == {"error": "access_denied", "state": "s"}


def test_wrong_secret(xero, factory, web):
    code = consent(xero, oauth.authorise_url(web, SCOPES, "s"))["code"]
    wrong = App(web.client_id, "wrong", AppType.WEB, CALLBACK)
    with pytest.raises(errors.OAuthError) as caught:
        oauth.exchange_code(factory, wrong, code)
    assert caught.value.code == "invalid_client"


def test_a_code_expires(xero, factory, web):
    code = consent(xero, oauth.authorise_url(web, SCOPES, "s"))["code"]
    xero.clock.advance(301)
    with pytest.raises(errors.OAuthError) as caught:
        oauth.exchange_code(factory, web, code)
    assert caught.value.code == "invalid_grant"


def test_refresh_rotates_with_half_an_hours_grace(xero, factory, web):
    code = consent(xero, oauth.authorise_url(web, SCOPES, "s"))["code"]
    first = oauth.exchange_code(factory, web, code, now=xero.clock.now())
    second = oauth.refresh(factory, web, first, now=xero.clock.now())
    assert second.refresh_token != first.refresh_token
    # its answer was lost: the old one may be tried again
    xero.clock.advance(29 * 60)
    third = oauth.refresh(factory, web, first, now=xero.clock.now())
    xero.clock.advance(2 * 60)
    with pytest.raises(errors.ReconnectNeeded):
        oauth.refresh(factory, web, first)
    assert oauth.refresh(factory, web, third, now=xero.clock.now()).refresh_token


def test_revoke_ends_everything(xero, factory, web):
    code = consent(xero, oauth.authorise_url(web, SCOPES, "s"))["code"]
    token = oauth.exchange_code(factory, web, code)
    oauth.revoke(factory, web, token)
    with pytest.raises(errors.ReconnectNeeded):
        oauth.refresh(factory, web, token)
    oauth.revoke(factory, web, token)


def test_an_expired_token(xero, client):
    xero.clock.advance(1801)
    with pytest.raises(errors.Unauthorised) as caught:
        client.read("Accounts")
    assert not isinstance(caught.value, errors.ScopeMissing)


def test_a_scope_that_was_not_granted(xero):
    granted = xero.authorise(scopes=" ".join(scopes_for(["contacts"])))
    with pytest.raises(errors.ScopeMissing):
        make_client(xero, granted).read("Invoices")


def test_another_organisation(xero, granted):
    stranger = granted | {"tenant_id": "11111111-1111-4111-8111-111111111111"}
    with pytest.raises(errors.Forbidden) as caught:
        make_client(xero, stranger).read("Accounts")
    assert caught.value.tenant_lost


# --- reading --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ENDPOINTS)
def test_a_resource_of_the_table_can_be_read(xero, name):
    features = {row.feature for row in ENDPOINTS.values()}
    granted = xero.authorise(scopes=" ".join(scopes_for(features)))
    client = make_client(xero, granted)
    page = client.read(name)
    assert page.is_last
    row = ENDPOINTS[name]
    assert all(row.id_field in element for element in page.elements)
    if row.modified_since:
        client.read(name, modified_since=xero.clock.now())


def test_pages_ids_and_changes(xero, client):
    numbers = [f"RING-{number}" for number in range(7)]
    put(client, *(invoice(number) for number in numbers), key="pages")
    found = list(client.pages("Invoices", page_size=3, InvoiceNumbers=numbers))
    assert [len(page.elements) for page in found] == [3, 3, 1]
    assert {page.page_count for page in found} == {3}
    elements = [element for page in found for element in page.elements]
    assert sorted(element["InvoiceNumber"] for element in elements) == numbers
    assert all(element["LineItems"] for element in elements)

    ids = [element["InvoiceID"] for element in elements[:2]]
    assert {e["InvoiceID"] for e in client.read("Invoices", ids=ids).elements} == set(
        ids
    )
    one = client.read_one("Invoices", ids[0])
    assert one["LineItems"][0]["UnitAmount"] == Decimal("33.3333")
    assert one["Total"] == Decimal("120.00")
    assert codec.parse_date(one["Date"]).isoformat() == "2026-09-14"
    assert client.read_one("Invoices", "11111111-1111-4111-8111-111111111111") is None

    xero.clock.advance(1200)
    recent = xero.clock.now() - timedelta(minutes=5)
    assert client.read("Invoices", modified_since=recent).elements == []
    body = codec.dumps({"Invoices": [{"InvoiceID": ids[0], "Reference": "moved"}]})
    client.send("POST", path_of("Invoices", ids[0]), body, {"unitdp": 4}, "touch")
    [changed] = client.read("Invoices", modified_since=recent).elements
    assert changed["InvoiceID"] == ids[0]
    assert codec.updated_utc(changed) >= recent


def test_a_query_that_xero_does_not_understand(client):
    with pytest.raises(errors.QueryRefused) as caught:
        client.read("Invoices", where="Nonsense==1")
    assert caught.value.error_number == 16


# --- writing --------------------------------------------------------------------------


def test_one_bad_element_never_stops_the_rest(client):
    put(client, invoice("TAKEN-1"), key="first")
    answer = put(
        client,
        invoice("GOOD-1"),
        invoice("TAKEN-1"),
        invoice("BAD-1", LineItems=[]),
        key="batch",
    )
    good, taken, bad = codec.elements(answer.body, "Invoices")
    assert not codec.is_error(good)
    assert codec.is_error(taken) and codec.is_error(bad)
    assert good["Total"] == Decimal("120.00")
    messages = codec.element_messages(taken)
    assert errors.cause_of(messages) is errors.Cause.NUMBER_TAKEN, messages
    messages = codec.element_messages(bad)
    assert errors.cause_of(messages) is errors.Cause.LINES_MISSING, messages
    [stored] = client.read("Invoices", InvoiceNumbers=["GOOD-1", "BAD-1"]).elements
    assert stored["InvoiceID"] == good["InvoiceID"]


def test_without_the_switch_one_bad_element_stops_all(client):
    with pytest.raises(errors.Refused) as caught:
        put(
            client,
            invoice("GOOD-2"),
            invoice("BAD-2", LineItems=[]),
            key="all",
            params=None,
        )
    assert caught.value.error_number == 10
    assert caught.value.cause is errors.Cause.LINES_MISSING
    assert caught.value.elements
    assert client.read("Invoices", InvoiceNumbers=["GOOD-2"]).elements == []


CAUSES = [
    (
        {"LineItems": [{"Description": "x", "UnitAmount": 1, "AccountCode": "no"}]},
        errors.Cause.ACCOUNT_INVALID,
    ),
    (
        {
            "LineItems": [
                {
                    "Description": "x",
                    "UnitAmount": 1,
                    "AccountCode": "200",
                    "TaxType": "INPUT2",
                }
            ]
        },
        errors.Cause.TAX_ILLEGAL,
    ),
    (
        {
            "LineItems": [
                {
                    "Description": "x",
                    "Quantity": 2,
                    "UnitAmount": 10,
                    "LineAmount": 21,
                    "AccountCode": "200",
                    "TaxType": "OUTPUT2",
                }
            ]
        },
        errors.Cause.LINE_TOTAL,
    ),
    ({"CurrencyCode": "XAF"}, errors.Cause.CURRENCY_MISSING),
    ({"Contact": {}}, errors.Cause.CONTACT_MISSING),
    ({"LineItems": []}, errors.Cause.LINES_MISSING),
]


@pytest.mark.parametrize(
    ("changes", "cause"), CAUSES, ids=lambda value: str(value)[:20]
)
def test_what_xero_says_is_understood(client, changes, cause):
    answer = put(client, invoice("CAUSE-1", **changes), key=f"cause-{cause}")
    [element] = codec.elements(answer.body, "Invoices")
    assert codec.is_error(element)
    messages = codec.element_messages(element)
    assert errors.cause_of(messages) is cause, messages


def test_names_of_contacts(client):
    body = codec.dumps({"Contacts": [{"Name": "Only One Ltd"}]})
    client.send("PUT", "Contacts", body, {"summarizeErrors": False}, "one")
    answer = client.send("PUT", "Contacts", body, {"summarizeErrors": False}, "two")
    [element] = codec.elements(answer.body, "Contacts")
    assert codec.is_error(element)
    assert errors.cause_of(codec.element_messages(element)) is errors.Cause.NAME_TAKEN


def test_an_idempotency_key(xero, client):
    first = put(client, invoice("KEY-1"), key="k")
    again = put(client, invoice("KEY-1"), key="k")
    assert again.body["Invoices"] == first.body["Invoices"]
    with pytest.raises(errors.KeyMismatch):
        put(client, invoice("KEY-2"), key="k")
    xero.clock.advance(KEY_LIFETIME + 1)
    answer = put(client, invoice("KEY-1"), key="k")
    [element] = codec.elements(answer.body, "Invoices")
    assert codec.is_error(element)


# --- accidents ------------------------------------------------------------------------


def stored(client, number):
    return client.read("Invoices", InvoiceNumbers=[number]).elements


def test_an_answer_lost_after_xero_stored_it(xero, client):
    xero.faults.add({"action": "drop_answer", "method": "PUT", "times": 1})
    with pytest.raises(errors.NoAnswer) as caught:
        put(client, invoice("LOST-1"), key="lost")
    assert caught.value.stored == "unknown"
    [there] = stored(client, "LOST-1")
    # the same bytes under the same key: the stored answer comes back
    answer = put(client, invoice("LOST-1"), key="lost")
    [element] = codec.elements(answer.body, "Invoices")
    assert not codec.is_error(element)
    assert element["InvoiceID"] == there["InvoiceID"]
    assert len(stored(client, "LOST-1")) == 1


@pytest.mark.parametrize(
    ("rule", "expected", "is_stored"),
    [
        ({"action": "refuse"}, errors.NoAnswer, False),
        ({"action": "drop_request"}, errors.NoAnswer, False),
        ({"action": "drop_answer"}, errors.NoAnswer, True),
        ({"action": "truncate"}, errors.NoAnswer, True),
        ({"action": "content_type"}, errors.NoAnswer, True),
        ({"action": "error", "status": 500}, errors.ServerError, False),
        ({"action": "error", "status": 500, "store": True}, errors.ServerError, True),
        ({"action": "offline"}, errors.ServerError, False),
    ],
    ids=lambda value: value["action"] if isinstance(value, dict) else None,
)
def test_accidents_of_a_write(xero, client, rule, expected, is_stored):
    xero.faults.add({**rule, "method": "PUT", "times": 1})
    with pytest.raises(expected) as caught:
        put(client, invoice("FAULT-1"), key="fault")
    assert type(caught.value) is expected
    assert caught.value.stored == "unknown"
    assert bool(stored(client, "FAULT-1")) is is_stored


def test_a_slow_answer(xero, granted):
    client = make_client(xero, granted, timeout=0.5)
    xero.faults.add(
        {"action": "delay", "seconds": 1.5, "after": True, "method": "PUT", "times": 1}
    )
    with pytest.raises(errors.NoAnswer):
        put(client, invoice("SLOW-1"), key="slow")


def test_429_by_fault(xero, client):
    xero.faults.add(
        {"action": "rate_limit", "problem": "day", "retry_after": 3000, "times": 1}
    )
    with pytest.raises(errors.RateLimited) as caught:
        put(client, invoice("RATE-1"), key="rate")
    assert (caught.value.problem, caught.value.retry_after) == ("day", 3000)
    assert caught.value.stored == "no"
    assert stored(client, "RATE-1") == []


def test_the_minute_runs_out_and_comes_back():
    with LocalXero(region="uk", tier="starter", clock="fake", seed=1) as xero:
        seen = []
        granted = xero.authorise(scopes=" ".join(SCOPES))
        client = make_client(xero, granted, on_limits=seen.append)
        with pytest.raises(errors.RateLimited) as caught:
            for _call in range(61):
                client.get("Organisation")
        assert caught.value.problem == "minute"
        assert 0 < caught.value.retry_after <= 60
        assert seen[0].day_left == 999
        assert seen[59].minute_left == 0
        budget = Budget(tier_day=1000)
        for lane in Lane:
            decision = budget.may_call(lane, seen[-1], xero.clock.now())
            assert decision.reason == "minute"
        xero.clock.advance(caught.value.retry_after)
        client.get("Organisation")


def test_the_budget_never_meets_a_limit():
    """A patient lane that asks before each call is never refused by Xero."""
    with LocalXero(region="uk", tier="starter", clock="fake", seed=1) as xero:
        seen = []
        granted = xero.authorise(scopes=" ".join(SCOPES))
        client = make_client(xero, granted, on_limits=seen.append)
        budget = Budget(tier_day=1000)
        calls = 0
        while calls < 200:
            latest = seen[-1] if seen else None
            decision = budget.may_call(Lane.BACKFILL, latest, xero.clock.now())
            if not decision.allowed:
                assert decision.reason == "minute"
                wait = decision.not_before - xero.clock.now()
                xero.clock.advance(wait.total_seconds())
                continue
            client.get("Organisation")
            calls += 1
        assert seen[-1].day_left == 800
