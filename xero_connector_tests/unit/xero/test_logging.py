# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""No secret in any log, at any level, from us or from the libraries below."""

import json
import logging
from datetime import UTC, datetime

import pytest
import responses

from xero_connector.xero import errors, oauth
from xero_connector.xero.client import XeroClient
from xero_connector.xero.const import API_URL, CONNECTIONS_URL, REVOKE_URL, TOKEN_URL
from xero_connector.xero.oauth import App, AppType, Token
from xero_connector.xero.transport import make_oauth_session_factory, make_session

from . import wire

NOW = datetime(2026, 11, 2, tzinfo=UTC)
SECRETS = ("S1-client", "S2-access", "S3-refresh", "S4-code", "S5-verifier", "S6-body")
WEB = App("id", "S1-client", AppType.WEB, "https://odoo.example/cb")
OLD = Token("S2-access", "S3-refresh", NOW)
ANSWER = {"access_token": "S2-access", "refresh_token": "S3-refresh", "expires_in": 1}


@pytest.fixture(autouse=True)
def everything_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    yield
    for secret in SECRETS:
        assert secret not in caplog.text


def sign_in():
    factory = make_oauth_session_factory()
    oauth.authorise_url(WEB, ["a"], "the-state")
    for call in (
        lambda: oauth.exchange_code(factory, WEB, "S4-code", "S5-verifier"),
        lambda: oauth.refresh(factory, WEB, OLD),
        lambda: oauth.client_credentials(factory, WEB, ["a"]),
        lambda: oauth.revoke(factory, WEB, OLD),
        lambda: oauth.connections(factory, "S2-access"),
        lambda: oauth.delete_connection(factory, "S2-access", "c"),
    ):
        try:
            call()
        except errors.XeroError as error:
            for secret in SECRETS:
                assert secret not in str(error) + repr(error) + error.excerpt
            logging.getLogger("caller").exception("failed: %r", error)


@pytest.mark.parametrize("status", [200, 400, 500])
@responses.activate
def test_sign_in(status, caplog):
    error = {} if status == 200 else {"error": "invalid_grant"}
    for url in (TOKEN_URL, REVOKE_URL):
        responses.post(url, json=ANSWER | error, status=status)
    responses.get(CONNECTIONS_URL, json=[{"token": "S2-access"}], status=status)
    responses.delete(f"{CONNECTIONS_URL}/c", status=status)
    sign_in()
    # the libraries did have something to say
    assert logging.getLogger("requests_oauthlib.oauth2_session").isEnabledFor(10)
    assert not [r for r in caplog.records if r.name.startswith("requests_oauthlib")]


def test_others_keep_their_log(caplog):
    oauth.authorise_url(WEB, ["a"], "the-state")
    logging.getLogger("requests_oauthlib.oauth2_session").debug("somebody else's")
    assert "somebody else's" in caplog.text


@responses.activate
def test_calls(caplog):
    client = XeroClient(make_session(), "S2-access", "tenant")
    responses.put(
        f"{API_URL}/Invoices",
        json={"Invoices": [{"Reference": "S6-body"}]},
        headers={"Xero-Correlation-Id": "c-7", "X-DayLimit-Remaining": "12"},
    )
    responses.get(f"{API_URL}/Contacts", status=400, json={"Message": "no S6"})
    client.send("PUT", "Invoices", b'{"Reference":"S6-body"}', {"unitdp": 4}, "k")
    with pytest.raises(errors.Refused):
        client.read("Contacts", searchTerm="S6-body")
    ours = [r for r in caplog.records if r.name == "xero_connector.xero.client"]
    assert [r.levelno for r in ours] == [logging.INFO, logging.INFO]
    line = ours[0].getMessage()
    for part in ("PUT Invoices", "200", " ms", "c-7", "day 12"):
        assert part in line
    assert "searchTerm" not in ours[1].getMessage()


def test_a_call_that_fails_is_a_line_too(caplog):
    client = XeroClient(make_session(wire.closed_port()), "S2-access", "tenant")
    with pytest.raises(errors.NotSent):
        client.send("PUT", "Invoices", json.dumps({"a": "S6-body"}).encode(), None, "k")
    assert "PUT Invoices -> NotSent" in caplog.text
