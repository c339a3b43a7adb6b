# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Call limits: minute, day, concurrent, app."""

import threading

import pytest

from .client import Client


@pytest.fixture
def make_client(make_xero):
    made = []

    def make(**options):
        made.append(Client(make_xero(**options)))
        return made[-1]

    yield make
    for client in made:
        client.close()


def left(client):
    headers = client.last.headers
    return tuple(
        int(headers[f"X-{name}Limit-Remaining"]) for name in ("Day", "Min", "AppMin")
    )


@pytest.mark.parametrize(("tier", "day"), [("starter", 1_000), ("core", 5_000)])
def test_every_answer_says_what_is_left(make_client, tier, day):
    client = make_client(tier=tier)
    client.get("Organisation")
    assert left(client) == (day - 1, 59, 9_999)
    client.call("GET", "Invoices/none", status=404)
    assert left(client) == (day - 2, 58, 9_998)
    client.call("PUT", "Invoices", {}, status=400)
    assert left(client) == (day - 3, 57, 9_997)


def test_no_limits(make_client):
    client = make_client(tier="none")
    for _call in range(70):
        client.get("BrandingThemes")
    assert left(client) == (5_000, 60, 10_000)


def test_a_minute(make_client):
    client = make_client(tier="starter")
    for _call in range(60):
        client.get("BrandingThemes")
    client.xero.clock.advance(34)
    assert client.call("GET", "BrandingThemes", status=429) == ""
    headers = client.last.headers
    assert headers["X-Rate-Limit-Problem"] == "minute"
    assert headers["Retry-After"] == "26"
    assert left(client) == (940, 0, 9_940)
    client.xero.clock.advance(25.5)
    client.call("GET", "BrandingThemes", status=429)
    assert client.last.headers["Retry-After"] == "1"
    client.xero.clock.advance(0.5)
    client.get("BrandingThemes")
    assert left(client) == (939, 59, 9_999)


def test_windows_start_with_their_first_call(make_client):
    client = make_client(tier="starter")
    client.xero.clock.advance(1_000)
    client.get("BrandingThemes")
    client.xero.clock.advance(59)
    client.get("BrandingThemes")
    assert left(client)[1] == 58
    client.xero.clock.advance(1)
    client.get("BrandingThemes")
    assert left(client)[1] == 59


def test_a_day(make_client):
    client = make_client(tier="starter")
    limits = client.xero.world.limits
    limits.spend(client.tokens["client_id"], client.tokens["tenant_id"], day=1_000)
    client.call("GET", "BrandingThemes", status=429)
    assert client.last.headers["X-Rate-Limit-Problem"] == "day"
    assert client.last.headers["Retry-After"] == "86400"
    client.xero.clock.advance(86_400)
    client.renew()
    client.get("BrandingThemes")
    limits.spend(client.tokens["client_id"], client.tokens["tenant_id"], day=999)
    limits.reset()
    client.get("BrandingThemes")


def test_organisations_and_apps_are_counted_apart(make_client):
    client = make_client(tier="starter")
    xero = client.xero
    other = Client(xero, tenant=xero.tenants[1]["id"])
    app = Client(xero, app=xero.world.legacy_app)
    client.get("BrandingThemes")
    other.get("BrandingThemes")
    assert left(other) == (999, 59, 9_998)  # one app minute over all tenants
    app.get("BrandingThemes")
    assert left(app) == (999, 59, 9_999)
    other.close()
    app.close()


def test_the_app_minute(make_client):
    client = make_client(tier="starter")
    client.get("BrandingThemes")
    window = client.xero.world.limits._app[client.tokens["client_id"]]
    window.used = 10_000
    client.call("GET", "BrandingThemes", status=429)
    assert client.last.headers["X-Rate-Limit-Problem"] == "appminute"
    assert "Retry-After" not in client.last.headers


def test_five_at_once(make_client):
    client = make_client(tier="core")
    hold = client.xero.organisation.lock
    answers = []

    def ask():
        one = Client(client.xero)
        one.session.headers.update(client.session.headers)
        answer = one.session.get(f"{one.xero.api_url}/Currencies", timeout=20)
        answers.append(answer)
        one.close()

    with hold:  # calls wait inside, and count
        threads = [threading.Thread(target=ask) for _call in range(7)]
        for thread in threads:
            thread.start()
        deadline = threading.Event()
        deadline.wait(0.5)
        assert sorted(a.status_code for a in answers) == [429, 429]
    for thread in threads:
        thread.join()
    assert sorted(a.status_code for a in answers) == [200] * 5 + [429] * 2
    refused = next(a for a in answers if a.status_code == 429)
    assert refused.headers["X-Rate-Limit-Problem"] == "concurrent"
    assert "Retry-After" not in refused.headers


def test_replays_are_counted(make_client):
    client = make_client(tier="starter")
    for _time in range(2):
        client.call(
            "PUT",
            "Contacts",
            {"Contacts": [{"Name": "A"}]},
            headers={"Idempotency-Key": "k"},
        )
    assert left(client) == (998, 58, 9_998)


def test_identity_calls_are_free(make_client):
    client = make_client(tier="starter")
    url = f"{client.xero.base_url}/connections"
    answer = client.session.get(url)
    assert "X-MinLimit-Remaining" not in answer.headers
    client.get("BrandingThemes")
    assert left(client)[1] == 59


def test_unknown_tiers(make_xero):
    with pytest.raises(ValueError, match="tier is one of"):
        make_xero(tier="gold")
    with pytest.raises(ValueError, match="region is one of"):
        make_xero(region="mars")
