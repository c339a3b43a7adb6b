# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sign-in: what is sent for which kind of app, and what each answer means."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
import responses

from xero_connector.xero import errors, oauth
from xero_connector.xero.const import AUTHORISE_URL, CONNECTIONS_URL, REVOKE_URL
from xero_connector.xero.const import TOKEN_URL as TOKEN
from xero_connector.xero.oauth import App, AppType, Token
from xero_connector.xero.transport import make_oauth_session_factory

from . import wire

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CALLBACK = "https://odoo.example/connect"
WEB = App("the-id", "the-secret", AppType.WEB, CALLBACK)
PKCE = App("the-id", None, AppType.PKCE, CALLBACK)
CUSTOM = App("the-id", "the-secret", AppType.CUSTOM)
BASIC = "Basic " + base64.b64encode(b"the-id:the-secret").decode()
factory = make_oauth_session_factory()


def jwt(claims):
    def part(value):
        raw = json.dumps(value).encode()
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2ln"


ACCESS = jwt(
    {
        "authentication_event_id": "event-1",
        "xero_userid": "user-1",
        "scope": ["accounting.contacts", "offline_access"],
    }
)
GRANTED = {
    "access_token": ACCESS,
    "expires_in": 1800,
    "token_type": "Bearer",
    "scope": "offline_access accounting.contacts",
    "refresh_token": "refresh-2",
    "id_token": "x.y.z",
}
OLD = Token("access-1", "refresh-1", NOW, ("offline_access",))


@pytest.fixture
def mock():
    with responses.RequestsMock() as mock:
        yield mock


def form(call):
    pairs = parse_qsl(call.request.body, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


# --- the app --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [AppType.WEB, AppType.CUSTOM])
@pytest.mark.parametrize("secret", [None, ""])
def test_these_kinds_have_a_secret(kind, secret):
    with pytest.raises(ValueError):
        App("id", secret, kind)


def test_nothing_shows_a_secret():
    token = Token("access-1", "refresh-1", NOW)
    for text in (repr(WEB), str(WEB), repr(token), str(token), f"{token}"):
        for secret in ("the-secret", "access-1", "refresh-1"):
            assert secret not in text


# --- the consent page -----------------------------------------------------------------


def test_authorise_url():
    url = oauth.authorise_url(WEB, ["offline_access", "accounting.contacts"], "st&te")
    parts = urlsplit(url)
    assert url.startswith(AUTHORISE_URL + "?")
    assert parse_qs(parts.query, strict_parsing=True) == {
        "response_type": ["code"],
        "client_id": ["the-id"],
        "redirect_uri": [CALLBACK],
        "scope": ["offline_access accounting.contacts"],
        "state": ["st&te"],
    }
    assert "the-secret" not in url


def test_authorise_url_with_pkce():
    verifier = oauth.new_verifier()
    challenge = oauth.code_challenge(verifier)
    query = parse_qs(urlsplit(oauth.authorise_url(PKCE, ["a"], "s", challenge)).query)
    assert query["code_challenge"] == [challenge]
    assert query["code_challenge_method"] == ["S256"]
    assert 43 <= len(verifier) <= 128
    assert oauth.new_verifier() != verifier
    digest = hashlib.sha256(verifier.encode()).digest()
    assert base64.urlsafe_b64decode(challenge + "=") == digest


def test_code_challenge_of_the_standard():
    # RFC 7636, appendix B
    assert (
        oauth.code_challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )


def test_apps_without_a_consent_page_or_a_challenge():
    with pytest.raises(ValueError):
        oauth.authorise_url(CUSTOM, ["a"], "s")
    with pytest.raises(ValueError):
        oauth.authorise_url(PKCE, ["a"], "s")


# --- tokens ---------------------------------------------------------------------------


def test_exchange_code(mock):
    mock.post(TOKEN, json=GRANTED)
    token = oauth.exchange_code(factory, WEB, "the+code/=", now=NOW)
    assert token == Token(
        access_token=ACCESS,
        refresh_token="refresh-2",
        expires_at=NOW + timedelta(seconds=1800),
        scopes=("offline_access", "accounting.contacts"),
        auth_event_id="event-1",
        xero_user_id="user-1",
    )
    assert form(mock.calls[0]) == {
        "grant_type": "authorization_code",
        "code": "the+code/=",
        "redirect_uri": CALLBACK,
    }
    assert mock.calls[0].request.headers["Authorization"] == BASIC


def test_exchange_code_without_a_secret(mock):
    mock.post(TOKEN, json=GRANTED)
    oauth.exchange_code(factory, PKCE, "the-code", "the-verifier")
    assert form(mock.calls[0]) == {
        "grant_type": "authorization_code",
        "client_id": "the-id",
        "code": "the-code",
        "code_verifier": "the-verifier",
        "redirect_uri": CALLBACK,
    }
    assert "Authorization" not in mock.calls[0].request.headers


def test_no_code():
    with pytest.raises(errors.OAuthError):
        oauth.exchange_code(factory, WEB, "")


@pytest.mark.parametrize(("app", "extra"), [(WEB, {}), (PKCE, {"client_id": "the-id"})])
def test_refresh(mock, app, extra):
    mock.post(TOKEN, json=GRANTED)
    token = oauth.refresh(factory, app, OLD, now=NOW)
    assert token.refresh_token == "refresh-2"
    assert token.access_token == ACCESS
    assert form(mock.calls[0]) == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-1",
        **extra,
    }
    sent = mock.calls[0].request.headers.get("Authorization")
    assert sent == (BASIC if app is WEB else None)


def test_scopes_that_differ_from_those_of_before_are_no_error(mock):
    mock.post(TOKEN, json=GRANTED | {"scope": "accounting.contacts something.new"})
    assert oauth.refresh(factory, WEB, OLD).scopes == (
        "accounting.contacts",
        "something.new",
    )


def test_client_credentials(mock):
    answer = {k: v for k, v in GRANTED.items() if k not in ("refresh_token", "scope")}
    mock.post(TOKEN, json=answer)
    token = oauth.client_credentials(
        factory, CUSTOM, ["offline_access", "accounting.contacts", "b"], now=NOW
    )
    assert token.refresh_token is None
    # not in the answer: taken from the token itself
    assert token.scopes == ("accounting.contacts", "offline_access")
    assert form(mock.calls[0]) == {
        "grant_type": "client_credentials",
        "scope": "accounting.contacts b",
    }
    assert mock.calls[0].request.headers["Authorization"] == BASIC


@pytest.mark.parametrize(
    "access", ["opaque", "a.b.c", "a.W10.c", "a..c", "a.%%%.c", jwt({"scope": None})]
)
def test_a_token_of_another_form_gives_no_hints(mock, access):
    mock.post(TOKEN, json=GRANTED | {"access_token": access})
    token = oauth.refresh(factory, WEB, OLD)
    assert (token.auth_event_id, token.xero_user_id) == (None, None)
    assert token.access_token == access


def test_scopes_of_a_token_as_text(mock):
    answer = {k: v for k, v in GRANTED.items() if k != "scope"}
    mock.post(TOKEN, json=answer | {"access_token": jwt({"scope": "b a b"})})
    assert oauth.refresh(factory, WEB, OLD).scopes == ("b", "a")


def test_token_round_trip():
    token = Token("a", None, NOW, ("x", "y"), "event", "user")
    assert Token.from_dict(json.loads(json.dumps(token.to_dict()))) == token
    with pytest.raises(ValueError):
        Token.from_dict(token.to_dict() | {"expires_at": "2026-11-02T09:00:00"})
    with pytest.raises(KeyError):
        Token.from_dict({"expires_at": NOW.isoformat()})


def test_expires_within():
    minute = timedelta(minutes=1)
    token = Token("a", "r", NOW + timedelta(minutes=5))
    assert not token.expires_within(NOW, minute)
    assert token.expires_within(NOW + timedelta(minutes=4), minute)


# --- what the token endpoint may answer -----------------------------------------------

CALLS = {
    "exchange": lambda: oauth.exchange_code(factory, WEB, "c"),
    "refresh": lambda: oauth.refresh(factory, WEB, OLD),
    "credentials": lambda: oauth.client_credentials(factory, CUSTOM, ["a"]),
    "revoke": lambda: oauth.revoke(factory, WEB, OLD),
}
TOKEN_CALLS = [name for name in CALLS if name != "revoke"]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    "code",
    ["invalid_client", "invalid_request", "unauthorized_client", "invalid_scope"],
)
@pytest.mark.parametrize("status", [400, 401])
def test_refusals(mock, name, code, status):
    mock.post(
        REVOKE_URL if name == "revoke" else TOKEN, status=status, json={"error": code}
    )
    with pytest.raises(errors.OAuthError) as caught:
        CALLS[name]()
    assert type(caught.value) is errors.OAuthError
    assert (caught.value.code, caught.value.stored) == (code, "no")


def test_a_used_code(mock):
    mock.post(TOKEN, status=400, json={"error": "invalid_grant"})
    with pytest.raises(errors.OAuthError) as caught:
        CALLS["exchange"]()
    assert type(caught.value) is errors.OAuthError
    assert caught.value.code == "invalid_grant"


def test_a_dead_refresh_token(mock):
    mock.post(TOKEN, status=400, json={"error": "invalid_grant"})
    with pytest.raises(errors.ReconnectNeeded) as caught:
        CALLS["refresh"]()
    assert caught.value.code == "invalid_grant"
    assert caught.value.status == 400


def test_no_refresh_token_at_all():
    with pytest.raises(errors.ReconnectNeeded):
        oauth.refresh(factory, WEB, Token("a", None, NOW))


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (500, b"{}", errors.ServerError),
        (503, b'{"error":"invalid_grant"}', errors.ServerError),
        (502, b"<html>", errors.ServerError),
        (429, b"", errors.RateLimited),
        (400, b"<html>", errors.Refused),
        (400, b"[]", errors.Refused),
        (403, b"firewall", errors.Forbidden),
        (404, b"", errors.NotFound),
        (302, b"", errors.NoAnswer),
    ],
)
def test_what_is_not_an_answer_of_oauths_never_asks_to_reconnect(
    mock, name, status, body, expected
):
    mock.post(REVOKE_URL if name == "revoke" else TOKEN, status=status, body=body)
    with pytest.raises(errors.XeroError) as caught:
        CALLS[name]()
    assert type(caught.value) is expected


@pytest.mark.parametrize("name", TOKEN_CALLS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>captive portal</html>",
        b"[]",
        b'"token"',
        b"{}",
        b'{"access_token":""}',
        b'{"access_token":5}',
        b'{"access_token":"a","expires_in":"soon"}',
        b'{"access_token":"a","expires_in":null}',
        b'{"access_token":"a","expires_in":1800',
        b'{"error":"invalid_grant"}',
        b'{"access_token":"a","error":"invalid_grant"}',
        b'{"access_token":"a\\nX-Evil: 1"}',
    ],
)
def test_a_200_without_a_token_is_no_answer(mock, name, body):
    mock.post(TOKEN, body=body)
    with pytest.raises(errors.NoAnswer):
        CALLS[name]()


@pytest.mark.parametrize("name", CALLS)
def test_no_network(name, monkeypatch):
    monkeypatch.setattr(
        f"{__name__}.factory", make_oauth_session_factory(wire.closed_port())
    )
    with pytest.raises(errors.NotSent):
        CALLS[name]()


@pytest.mark.parametrize("name", CALLS)
def test_a_lost_answer(name, monkeypatch):
    with wire.server(wire.reset) as (base, seen):
        monkeypatch.setattr(f"{__name__}.factory", make_oauth_session_factory(base))
        with pytest.raises(errors.NoAnswer):
            CALLS[name]()
    assert len(seen) == 1


def test_a_list_of_connections_cut_short(monkeypatch):
    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n[]")

    with wire.server(answer) as (base, _seen):
        with pytest.raises(errors.NoAnswer):
            oauth.connections(make_oauth_session_factory(base), "access-1")


# --- revoke and connections -----------------------------------------------------------


@pytest.mark.parametrize(("app", "extra"), [(WEB, {}), (PKCE, {"client_id": "the-id"})])
def test_revoke(mock, app, extra):
    mock.post(REVOKE_URL, body=b"")
    oauth.revoke(factory, app, OLD)
    assert form(mock.calls[0]) == {"token": "refresh-1", **extra}
    sent = mock.calls[0].request.headers.get("Authorization")
    assert sent == (BASIC if app is WEB else None)


def test_revoking_what_is_dead_already(mock):
    mock.post(REVOKE_URL, status=400, json={"error": "invalid_grant"})
    oauth.revoke(factory, WEB, OLD)
    oauth.revoke(factory, WEB, Token("a", None, NOW))
    assert len(mock.calls) == 1


ENTRY = {
    "id": "c-1",
    "authEventId": "event-1",
    "tenantId": "t-1",
    "tenantType": "ORGANISATION",
    "tenantName": "Demo Company (UK)",
    "createdDateUtc": "2026-11-02T08:46:19.5165400",
    "updatedDateUtc": "2026-11-02T08:46:20",
}


def test_connections(mock):
    mock.get(CONNECTIONS_URL, json=[ENTRY, {"id": "c-2", "tenantId": "t-2"}])
    first, second = oauth.connections(factory, "access-1")
    assert first == oauth.TenantConnection(
        id="c-1",
        auth_event_id="event-1",
        tenant_id="t-1",
        tenant_type="ORGANISATION",
        tenant_name="Demo Company (UK)",
        created=datetime(2026, 11, 2, 8, 46, 19, 516540, tzinfo=UTC),
        updated=datetime(2026, 11, 2, 8, 46, 20, tzinfo=UTC),
    )
    assert second.created is None
    request = mock.calls[0].request
    assert request.headers["Authorization"] == "Bearer access-1"
    assert request.url == CONNECTIONS_URL


def test_connections_of_one_consent(mock):
    mock.get(CONNECTIONS_URL, json=[])
    assert oauth.connections(factory, "access-1", "event-1") == []
    assert mock.calls[0].request.url == f"{CONNECTIONS_URL}?authEventId=event-1"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b"{}", errors.NoAnswer),
        (200, b"[1]", errors.NoAnswer),
        (200, b"[{}]", errors.NoAnswer),
        (200, b"<html>", errors.NoAnswer),
        (200, b'[{"id":"a","tenantId":"b","createdDateUtc":"x"}]', errors.NoAnswer),
        (401, b"", errors.Unauthorised),
        (500, b"", errors.ServerError),
    ],
)
def test_connections_that_cannot_be_read(mock, status, body, expected):
    mock.get(CONNECTIONS_URL, status=status, body=body)
    with pytest.raises(expected):
        oauth.connections(factory, "access-1")


@pytest.mark.parametrize("status", [204, 200, 404])
def test_delete_connection(mock, status):
    mock.delete(f"{CONNECTIONS_URL}/c-1", status=status)
    oauth.delete_connection(factory, "access-1", "c-1")
    assert mock.calls[0].request.headers["Authorization"] == "Bearer access-1"


def test_delete_connection_that_fails(mock):
    mock.delete(f"{CONNECTIONS_URL}/c-1", status=401)
    with pytest.raises(errors.Unauthorised):
        oauth.delete_connection(factory, "access-1", "c-1")
    for bad in ("", ".."):
        with pytest.raises(ValueError):
            oauth.delete_connection(factory, "access-1", bad)
