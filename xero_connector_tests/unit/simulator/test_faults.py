# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Faults on demand, one by one."""

import threading
import time

import pytest
import requests

ANN = {"Contacts": [{"Name": "Ann"}]}
BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def names(client):
    return sorted(contact["Name"] for contact in client.get("Contacts"))


@pytest.mark.parametrize(
    ("action", "stored"),
    [("refuse", []), ("drop_request", []), ("drop_answer", ["Ann"])],
)
def test_closed_connections(client, action, stored):
    client.xero.faults.add({"action": action, "method": "PUT", "path": "/Contacts"})
    with pytest.raises(BROKEN):
        client.contact("Ann")
    client.xero.faults.clear()
    assert names(client) == stored
    lost = client.xero.calls("PUT", "/Contacts")[-1]
    assert (lost["status"], lost["response_body"]) == (0, None)


def test_refused_calls_are_not_counted(make_xero):
    from .client import Client

    client = Client(make_xero(tier="starter"))
    faults = client.xero.faults
    faults.add(action="refuse", nth=1)
    faults.add(action="drop_request", nth=2)
    faults.add(action="drop_answer", nth=3)
    for _call in range(3):
        with pytest.raises(BROKEN):
            client.get("Contacts")
    client.get("Contacts")
    assert client.last.headers["X-MinLimit-Remaining"] == "57"
    client.close()


@pytest.mark.parametrize(("status", "store"), [(500, False), (503, True), (502, True)])
def test_errors_with_and_without_storing(client, status, store):
    client.xero.faults.add(
        action="error", status=status, store=store, times=1, method="PUT"
    )
    client.call("PUT", "Contacts", ANN, status=status)
    assert client.last.headers["Content-Type"].startswith("text/plain")
    assert names(client) == (["Ann"] if store else [])


def test_a_lost_answer_is_found_by_its_key(client):
    client.xero.faults.add(action="error", store=True, times=1, method="PUT")
    key = {"Idempotency-Key": "k1"}
    client.call("PUT", "Contacts", ANN, status=500, headers=key)
    answer = client.call("PUT", "Contacts", ANN, headers=key)
    assert answer["Contacts"][0]["Name"] == "Ann"
    assert names(client) == ["Ann"]


def test_truncated_bodies(client):
    client.xero.faults.add(action="truncate", times=1)
    with pytest.raises(requests.RequestException):
        client.call("GET", "Organisation")
    client.xero.faults.add(action="truncate", times=1, at=0)
    with pytest.raises(requests.RequestException):
        client.call("GET", "Organisation")
    client.get("Organisation")


def test_wrong_content_types(client):
    client.xero.faults.add(action="content_type", times=1)
    text = client.call("GET", "Organisation")
    assert client.last.headers["Content-Type"] == "text/html"
    assert text.startswith('{"Id"')
    client.xero.faults.add(
        action="content_type", content_type="text/plain", body="<h1>Sorry</h1>", times=1
    )
    assert client.call("GET", "Organisation") == "<h1>Sorry</h1>"


def test_delays(client):
    client.xero.faults.add(action="delay", seconds=0.3, nth=[1])
    client.xero.faults.add(action="delay", seconds=0.3, nth=[2], after=True)
    for _call in range(2):
        begun = time.monotonic()
        client.get("Currencies")
        assert time.monotonic() - begun >= 0.3
    with pytest.raises(requests.Timeout):
        client.xero.faults.add(action="delay", seconds=1, path="/Items")
        client.session.get(f"{client.xero.api_url}/Items", timeout=0.2)


def test_a_delay_ends_with_its_rule(client):
    faults = client.xero.faults
    rule = faults.add(action="delay", seconds=20, path="/Currencies")
    begun = time.monotonic()
    waiting = threading.Thread(target=client.get, args=["Currencies"])
    waiting.start()
    while not rule.hit:
        time.sleep(0.001)
    faults.remove(rule.id)
    waiting.join()
    assert time.monotonic() - begun < 10


def test_one_organisation_or_everything_is_offline(client):
    client.xero.faults.add(action="offline", times=1)
    assert "offline" in client.call("GET", "Contacts", status=503)
    client.xero.organisation.offline = True
    client.call("GET", "Contacts", status=503)
    client.xero.organisation.offline = False
    client.xero.world.offline = True
    client.call("GET", "Contacts", status=503)
    client.xero.world.offline = False
    client.get("Contacts")


def test_rate_limits(client):
    client.xero.faults.add(
        action="rate_limit", problem="day", retry_after=7_000, times=1
    )
    client.xero.faults.add(
        action="rate_limit", problem="concurrent", retry_after=None, nth=2
    )
    client.call("GET", "Contacts", status=429)
    assert client.last.headers["Retry-After"] == "7000"
    assert client.last.headers["X-Rate-Limit-Problem"] == "day"
    client.call("GET", "Contacts", status=429)
    assert "Retry-After" not in client.last.headers


def test_rules_meet_the_calls_that_fit(client):
    faults = client.xero.faults
    rule = faults.add(action="error", method="put", path="/contacts", nth=[2, 3])
    client.get("Contacts")
    client.contact("1")
    for number in ("2", "3"):
        client.call("PUT", "Contacts", {"Name": number}, status=500)
    client.contact("4")
    assert (rule.seen, rule.hit) == (4, 2)
    faults.remove(rule.id)
    other = faults.add(action="error", tenant=client.xero.tenants[1]["id"])
    client.get("Contacts")
    assert other.seen == 0
    token = faults.add(action="error", path="/connect/token", status=503)
    url = f"{client.xero.base_url}/connect/token"
    assert client.session.post(url, {}).status_code == 503
    assert token.hit == 1


def test_chance_follows_the_seed(make_xero):
    from .client import Client

    def outcomes(seed):
        client = Client(make_xero(seed=seed))
        client.xero.faults.add(action="error", probability=0.5)
        found = []
        for _call in range(20):
            answer = client.session.get(f"{client.xero.api_url}/Currencies")
            found.append(answer.status_code)
        client.close()
        return found

    first = outcomes(1)
    assert first == outcomes(1) != outcomes(2)
    assert set(first) == {200, 500}


@pytest.mark.parametrize(
    "rule", [{}, {"action": "explode"}, {"action": "error", "when": "now"}]
)
def test_rules_that_do_not_work(xero, rule):
    with pytest.raises(ValueError):
        xero.faults.add(rule)


def test_a_bad_pattern(xero):
    import re

    with pytest.raises(re.error):
        xero.faults.add(action="error", path="(")
