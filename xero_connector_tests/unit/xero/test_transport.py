# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sessions reach Xero's hosts, or a loopback one in their place; nothing else."""

import logging

import pytest
import requests
import responses
from oauthlib.oauth2 import InsecureTransportError
from requests_oauthlib import OAuth2Session

from xero_connector.xero import transport
from xero_connector.xero.const import API_URL, AUTHORISE_URL, TOKEN_URL

from . import wire

LOCAL = "http://localhost:8093"

FOREIGN = [
    "https://example.com/api.xro/2.0/Invoices",
    "http://api.xero.com/api.xro/2.0/Invoices",
    "https://api.xero.com.evil.example/",
    "https://evil.example/https://api.xero.com/",
    "https://api.xero.com@evil.example/",
    "https://user:pw@api.xero.com/",
    "https://api.xero.com:8443/",
    "https://xero.com/",
    "https://localhost/",
    "http://localhost:8093/api.xro/2.0/Invoices",
    "http://169.254.169.254/latest/meta-data",
]


def sessions(local):
    factory = transport.make_oauth_session_factory(local)
    return [
        transport.make_session(local),
        factory("id", redirect_uri="https://odoo.example/cb"),
    ]


@pytest.mark.parametrize("url", FOREIGN)
@pytest.mark.parametrize("local", [None, LOCAL])
@responses.activate
def test_foreign_addresses_are_refused(url, local):
    for session in sessions(local):
        with pytest.raises((ValueError, InsecureTransportError)):
            session.get(url)
    assert not responses.calls


@responses.activate
def test_production_sends_to_xero_itself():
    responses.get("https://api.xero.com/api.xro/2.0/Invoices", json={})
    for session in sessions(None):
        assert session.get(f"{API_URL}/Invoices").ok
    assert responses.calls[0].request.url == "https://api.xero.com/api.xro/2.0/Invoices"


@responses.activate
def test_local_mode_puts_its_base_in_place_of_the_three_hosts():
    responses.get(f"{LOCAL}/api.xro/2.0/Invoices", json={})
    responses.post(f"{LOCAL}/connect/token", json={})
    for session in sessions(LOCAL):
        assert session.get(f"{API_URL}/Invoices", params={"page": 1}).ok
        assert session.post(TOKEN_URL).ok
    assert responses.calls[0].request.url == f"{LOCAL}/api.xro/2.0/Invoices?page=1"


@pytest.mark.parametrize(
    "base",
    [
        "http://localhost",
        "http://localhost:1",
        "http://127.0.0.1:8093/",
        "http://[::1]:8093",
        "https://localhost:8443",
    ],
)
def test_loopback_bases(base):
    transport.make_session(base)
    transport.make_oauth_session_factory(base)
    url = transport.local_browser_url(f"{AUTHORISE_URL}?a=b%20c", base)
    assert url == f"{base.rstrip('/')}/identity/connect/authorize?a=b%20c"


@pytest.mark.parametrize(
    "base",
    [
        "",
        "localhost:8093",
        "http://example.com",
        "http://0.0.0.0:8093",
        "http://192.168.1.5:8093",
        "http://localhost.evil.example",
        "http://localhost@evil.example",
        "http://user@localhost",
        "http://localhost/prefix",
        "http://localhost?x=1",
        "http://localhost#x",
        "ftp://localhost",
        "http://localhost:x",
    ],
)
def test_other_bases_are_refused(base):
    for make in (transport.make_session, transport.make_oauth_session_factory):
        with pytest.raises(ValueError):
            make(base)
    with pytest.raises(ValueError):
        transport.local_browser_url(AUTHORISE_URL, base)


def test_browser_addresses():
    assert transport.local_browser_url(AUTHORISE_URL, None) == AUTHORISE_URL
    with pytest.raises(ValueError):
        transport.local_browser_url("https://example.com/x", LOCAL)


@responses.activate
def test_redirects_are_not_followed():
    responses.get(
        f"{API_URL}/Invoices", status=302, headers={"Location": "https://evil.example/"}
    )
    for session in sessions(None):
        assert session.get(f"{API_URL}/Invoices").status_code == 302
        answer = session.get(f"{API_URL}/Invoices", allow_redirects=True)
        assert answer.status_code == 302


@pytest.mark.parametrize("given", [None, 7])
def test_the_timeout_is_a_number(monkeypatch, given):
    seen = []

    def send(self, request, **kwargs):
        seen.append(kwargs)
        answer = requests.Response()
        answer.status_code = 200
        answer.request = request
        return answer

    monkeypatch.setattr(requests.Session, "send", send)
    for session in sessions(None):
        session.get(f"{API_URL}/Invoices", timeout=given)
    for kwargs in seen:
        assert kwargs["timeout"] == (given or 20)
        assert isinstance(kwargs["timeout"], int)
        assert kwargs["allow_redirects"] is False


def test_a_password_file_never_replaces_the_token(tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.xero.com login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with responses.RequestsMock() as mock:
        mock.get(f"{API_URL}/Invoices", json={})
        for session in sessions(None):
            session.get(f"{API_URL}/Invoices", headers={"Authorization": "Bearer t"})
        for call in mock.calls:
            assert call.request.headers["Authorization"] == "Bearer t"


def test_local_mode_ignores_proxies(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, wire.closed_port())
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    def answer(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with wire.server(answer) as (base, _seen):
        for session in sessions(base):
            assert session.get(f"{API_URL}/Invoices").ok


def test_the_oauth_session_is_oauths():
    [_plain, session] = sessions(None)
    assert isinstance(session, OAuth2Session)
    assert isinstance(session, transport.XeroOAuthSession)


@responses.activate
def test_no_switch_for_insecure_transport_is_needed_or_set(monkeypatch, caplog):
    monkeypatch.delenv("OAUTHLIB_INSECURE_TRANSPORT", raising=False)
    caplog.set_level(logging.DEBUG)
    responses.post(
        f"{LOCAL}/connect/token", json={"access_token": "a", "token_type": "Bearer"}
    )
    session = transport.make_oauth_session_factory(LOCAL)("id")
    assert session.fetch_token(TOKEN_URL, code="c", auth=("id", "s"))
