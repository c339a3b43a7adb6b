# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sign-in, consent, tokens, connections."""

import base64
import hashlib
import json
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

from .client import Client

BACK = "http://localhost:8069/callback"
SCOPES = "openid profile email offline_access accounting.contacts"


class Browser:
    """The OAuth side of a client, over HTTP."""

    def __init__(self, xero, app=None):
        self.xero = xero
        self.app = app or xero.world.web_app
        self.session = requests.Session()
        self.session.trust_env = False

    def url(self, **params):
        query = {
            "response_type": "code",
            "client_id": self.app.client_id,
            "redirect_uri": BACK,
            "scope": SCOPES,
            "state": "s1",
            **params,
        }
        query = {key: value for key, value in query.items() if value is not None}
        return f"{self.xero.base_url}/identity/connect/authorize?{urlencode(query)}"

    def consent(self, user="alex@example.com", tenant=None, allow=True, **params):
        location = self.xero.consent(self.url(**params), user, tenant, allow)
        return {k: v[0] for k, v in parse_qs(urlsplit(location).query).items()}

    def token(self, status=200, auth="basic", **form):
        credentials = (self.app.client_id, self.app.secret)
        if auth == "body":
            form = {
                "client_id": credentials[0],
                "client_secret": credentials[1],
                **form,
            }
        answer = self.session.post(
            f"{self.xero.base_url}/connect/token",
            data=form,
            auth=credentials if auth == "basic" else None,
        )
        assert answer.status_code == status, answer.text
        return answer.json()

    def exchange(self, code, status=200, **form):
        return self.token(
            status,
            grant_type="authorization_code",
            code=code,
            **{"redirect_uri": BACK, **form},
        )

    def refresh(self, token, status=200, **more):
        return self.token(
            status, grant_type="refresh_token", refresh_token=token, **more
        )

    def connections(self, access, status=200, path="connections", **params):
        answer = self.session.get(
            f"{self.xero.base_url}/{path}",
            headers={"Authorization": f"Bearer {access}"},
            params=params,
        )
        assert answer.status_code == status
        return answer.json()

    def disconnect(self, access, connection_id):
        return self.session.delete(
            f"{self.xero.base_url}/connections/{connection_id}",
            headers={"Authorization": f"Bearer {access}"},
        ).status_code


@pytest.fixture
def browser(xero):
    made = Browser(xero)
    yield made
    made.session.close()


def claims(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_the_whole_way(browser, xero):
    back = browser.consent()
    assert back["state"] == "s1"
    tokens = browser.exchange(back["code"])
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 1800
    assert set(tokens["scope"].split()) == set(SCOPES.split())
    access, identity = claims(tokens["access_token"]), claims(tokens["id_token"])
    assert access["client_id"] == xero.client_id
    assert identity["email"] == "alex@example.com"
    assert identity["given_name"] == "Alex"
    (connection,) = browser.connections(tokens["access_token"])
    assert connection["authEventId"] == access["authentication_event_id"]
    assert connection["tenantId"] == xero.tenants[0]["id"]
    assert connection["tenantName"] == xero.tenants[0]["name"]
    assert connection["tenantType"] == "ORGANISATION"
    assert connection["createdDateUtc"] == "2026-11-02T09:00:00.0000000"
    again = browser.refresh(tokens["refresh_token"])
    assert again["refresh_token"] != tokens["refresh_token"]


def test_without_offline_access_there_is_no_refresh_token(browser):
    back = browser.consent(scope="accounting.contacts")
    tokens = browser.exchange(back["code"])
    assert "refresh_token" not in tokens
    assert "id_token" not in tokens


def test_declining(browser):
    back = browser.consent(allow=False)
    assert back == {"error": "access_denied", "state": "s1"}


def test_a_redirect_with_a_query_and_without_state(browser):
    redirect = f"{BACK}?db=one"
    location = browser.xero.consent(browser.url(redirect_uri=redirect, state=None))
    assert location.startswith(f"{redirect}&code=")
    assert "state=" not in location


def test_wrong_password_and_stale_pages(browser, xero):
    page = browser.session.get(browser.url()).text
    assert "Log in" in page
    request = page.split('name="request" value="')[1].split('"')[0]
    login, consent = (f"{xero.base_url}/identity/{p}" for p in ("login", "consent"))
    wrong = {"request": request, "email": "alex@example.com", "password": "x"}
    answer = browser.session.post(login, data=wrong)
    assert "incorrect" in answer.text
    # Consent before sign-in is refused, an unknown request as well.
    for url in (login, consent):
        form = {"request": "none", "action": "allow"}
        assert browser.session.post(url, data=form).status_code == 400
    form = {"request": request, "action": "allow"}
    assert browser.session.post(consent, data=form).status_code == 400


def test_an_organisation_of_someone_else_is_not_offered(browser, xero):
    first, second = (tenant["id"] for tenant in xero.tenants)
    with pytest.raises(ValueError, match="Select an organisation"):
        browser.consent(user="billie@example.com", tenant=first)
    back = browser.consent(user="billie@example.com", tenant=second)
    access = browser.exchange(back["code"])["access_token"]
    assert browser.connections(access)[0]["tenantId"] == second


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"client_id": "nobody"}, "unauthorized_client"),
        ({"redirect_uri": "http://127.0.0.1:8069/callback"}, "unauthorized_client"),
        ({"redirect_uri": "http://books.example.com/x"}, "unauthorized_client"),
        ({"redirect_uri": "https://*.example.com/x"}, "unauthorized_client"),
        ({"redirect_uri": "nonsense"}, "unauthorized_client"),
        ({"redirect_uri": None}, "unauthorized_client"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": ""}, "invalid_scope"),
        ({"scope": "openid accounting.everything"}, "invalid_scope"),
        ({"scope": "accounting.transactions"}, "unauthorized_client"),
        ({"scope": "accounting.journals.read"}, "unauthorized_client"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
    ],
)
def test_wrong_requests_are_shown_to_the_person(browser, params, code):
    answer = browser.session.get(browser.url(**params), allow_redirects=False)
    assert answer.status_code == 400
    assert f"<code>{code}</code>" in answer.text


def test_https_redirects_are_fine_and_own_ones_exact(browser, xero):
    url = browser.url(redirect_uri="https://books.example.com/x")
    assert browser.session.get(url).status_code == 200
    xero.world.web_app.redirect_uris = [BACK]
    assert browser.session.get(url).status_code == 400
    assert browser.session.get(browser.url()).status_code == 200


def test_old_apps_may_mix_broad_and_granular_scopes(xero):
    browser = Browser(xero, xero.world.legacy_app)
    scope = "offline_access accounting.transactions accounting.contacts.read"
    assert "broad scopes" in _consent_page(browser, scope)
    tokens = browser.exchange(browser.consent(scope=scope)["code"])
    assert "accounting.transactions" in tokens["scope"]


def _consent_page(browser, scope):
    page = browser.session.get(browser.url(scope=scope)).text
    request = page.split('name="request" value="')[1].split('"')[0]
    form = {"request": request, "email": "alex@example.com", "password": "password"}
    return browser.session.post(f"{browser.xero.base_url}/identity/login", form).text


def test_codes_work_once(browser):
    code = browser.consent()["code"]
    browser.exchange(code)
    assert browser.exchange(code, 400) == {"error": "invalid_grant"}


@pytest.mark.parametrize(("seconds", "status"), [(299, 200), (300, 400)])
def test_codes_work_for_five_minutes(browser, xero, seconds, status):
    code = browser.consent()["code"]
    xero.clock.advance(seconds)
    browser.exchange(code, status)


@pytest.mark.parametrize(
    "form",
    [
        {"redirect_uri": BACK + "x"},
        {"code": "x"},
        {"code_verifier": "v" * 43},
    ],
)
def test_codes_are_bound(browser, form):
    code = browser.consent()["code"]
    assert browser.exchange(**{"code": code, "status": 400, **form}) == {
        "error": "invalid_grant"
    }


def test_a_code_of_another_app(browser, xero):
    code = browser.consent()["code"]
    Browser(xero, xero.world.legacy_app).exchange(code, 400)


@pytest.mark.parametrize("auth", ["basic", "body"])
def test_client_authentication(browser, auth):
    tokens = browser.exchange(browser.consent()["code"])
    browser.refresh(tokens["refresh_token"], auth=auth)


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": ""}, "invalid_request"),
        ({"client_id": "nobody"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client"),
        ({"client_secret": ""}, "invalid_client"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"refresh_token": ""}, "invalid_request"),
        ({"refresh_token": "nonsense"}, "invalid_grant"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
        ({"grant_type": "authorization_code", "code": ""}, "invalid_request"),
    ],
)
def test_token_errors(browser, form, error):
    values = {"grant_type": "refresh_token", "refresh_token": "x", **form}
    assert browser.token(400, auth="body", **values) == {"error": error}


def test_the_token_endpoint_takes_forms_only(browser, xero):
    url = f"{xero.base_url}/connect/token"
    answer = browser.session.post(url, json={"grant_type": "refresh_token"})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    for value in ("Basic nonsense!", "Basic /w=="):
        answer = browser.session.post(
            url, data={"grant_type": "x"}, headers={"Authorization": value}
        )
        assert answer.json() == {"error": "invalid_request"}


# Refreshing


@pytest.mark.parametrize(("minutes", "status"), [(0, 200), (30, 200), (31, 400)])
def test_a_rotated_token_has_thirty_minutes_grace(browser, xero, minutes, status):
    first = browser.exchange(browser.consent()["code"])["refresh_token"]
    second = browser.refresh(first)["refresh_token"]
    xero.clock.advance(minutes * 60)
    third = browser.refresh(first, status)
    browser.refresh(second)
    if status == 200:
        browser.refresh(third["refresh_token"])
    else:
        assert third == {"error": "invalid_grant"}


@pytest.mark.parametrize(("days", "status"), [(60, 200), (61, 400)])
def test_refresh_tokens_last_sixty_days(browser, xero, days, status):
    token = browser.exchange(browser.consent()["code"])["refresh_token"]
    xero.clock.advance(days * 24 * 3600)
    browser.refresh(token, status)


def test_access_tokens_last_thirty_minutes(client, xero):
    xero.clock.advance(1799)
    client.get("Organisation")
    xero.clock.advance(1)
    answer = client.call("GET", "Organisation", status=401)
    assert answer == {
        "Type": None,
        "Title": "Unauthorized",
        "Status": 401,
        "Detail": "TokenExpired: token expired at 11/02/2026 09:30:00",
        "Instance": answer["Instance"],
        "Extensions": {},
    }


def test_scopes_add_up(browser):
    browser.exchange(browser.consent(scope="accounting.contacts")["code"])
    tokens = browser.exchange(browser.consent(scope="accounting.settings.read")["code"])
    assert tokens["scope"] == "accounting.contacts accounting.settings.read"


# Connections


def test_revoking_removes_everything_of_the_user(browser, xero):
    tokens = browser.exchange(browser.consent()["code"])
    other = browser.exchange(browser.consent(tenant=xero.tenants[1]["id"])["code"])
    assert len(browser.connections(other["access_token"])) == 2
    url = f"{xero.base_url}/connect/revocation"
    credentials = (xero.client_id, xero.client_secret)
    for token in ("unknown", tokens["refresh_token"]):
        answer = browser.session.post(url, {"token": token}, auth=credentials)
        assert (answer.status_code, answer.text) == (200, "")
    browser.refresh(tokens["refresh_token"], 400)
    browser.refresh(other["refresh_token"], 400)
    browser.connections(other["access_token"], 401)
    assert browser.session.post(url, {}, auth=credentials).status_code == 400
    assert browser.session.post(url, {"token": "x"}).status_code == 400
    # The scopes are gone as well.
    fresh = browser.exchange(browser.consent(scope="accounting.contacts")["code"])
    assert fresh["scope"] == "accounting.contacts"


def test_a_token_reaches_every_organisation_of_the_user(browser, xero):
    first, second = (tenant["id"] for tenant in xero.tenants)
    browser.exchange(browser.consent(tenant=first)["code"])
    tokens = browser.exchange(browser.consent(tenant=second)["code"])
    access = tokens["access_token"]
    assert {c["tenantId"] for c in browser.connections(access)} == {first, second}
    event = claims(access)["authentication_event_id"]
    (just,) = browser.connections(access, authEventId=event)
    assert just["tenantId"] == second
    (same,) = browser.connections(access, path="Connections", AUTHEVENTID=event)
    assert same == just


def test_disconnecting(browser, xero):
    first, second = (tenant["id"] for tenant in xero.tenants)
    browser.exchange(browser.consent(tenant=first)["code"])
    tokens = browser.exchange(browser.consent(tenant=second)["code"])
    access = tokens["access_token"]
    for number, connection in enumerate(browser.connections(access)):
        assert browser.disconnect(access, connection["id"].upper()) == 204
        assert browser.disconnect(access, connection["id"]) == 404
        browser.refresh(tokens["refresh_token"], 200 if number == 0 else 400)


def test_connecting_again_keeps_the_connection(browser, xero):
    browser.exchange(browser.consent()["code"])
    xero.clock.advance(60)
    access = browser.exchange(browser.consent()["code"])["access_token"]
    (connection,) = browser.connections(access)
    assert connection["createdDateUtc"] < connection["updatedDateUtc"]


def test_an_organisation_takes_two_uncertified_apps(browser, xero):
    browser.consent()
    Browser(xero, xero.world.legacy_app).consent()
    with pytest.raises(ValueError, match="two uncertified apps"):
        Browser(xero, xero.world.pkce_app).consent(
            code_challenge="x" * 43, code_challenge_method="S256"
        )
    browser.consent()  # reconnecting is no new app


def test_tiers_limit_connections(make_xero):
    from xero_connector_tests.simulator.organisation.opening import open_organisation

    xero = make_xero(tier="starter")
    world = xero.world
    user = world.user_by_email("alex@example.com")
    for number in range(4):
        region = world.organisation().region
        made = open_organisation(region, f"More {number}", world.clock, world.ids)
        world.organisations[made.tenant_id] = made
        user.roles[made.tenant_id] = "adviser"
    browser = Browser(xero)
    tenants = list(world.organisations)
    for tenant in tenants[:5]:
        browser.consent(tenant=tenant)
    with pytest.raises(ValueError, match="connection limit"):
        browser.consent(tenant=tenants[5])


# PKCE and custom connections


def test_pkce(xero):
    browser = Browser(xero, xero.world.pkce_app)
    assert browser.session.get(browser.url()).status_code == 400
    verifier = "v" * 64
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    params = {"code_challenge": challenge, "code_challenge_method": "S256"}

    def exchange(verifier, status):
        code = browser.consent(**params)["code"]
        return browser.token(
            status,
            auth="none",
            grant_type="authorization_code",
            client_id=browser.app.client_id,
            redirect_uri=BACK,
            code=code,
            code_verifier=verifier,
        )

    tokens = exchange(verifier, 200)
    for wrong in ("", "w" * 64, "v" * 42, "v" * 129):
        assert exchange(wrong, 400) == {"error": "invalid_grant"}
    browser.token(
        auth="none",
        grant_type="refresh_token",
        refresh_token=tokens["refresh_token"],
        client_id=browser.app.client_id,
    )


def test_custom_connection(xero):
    app = xero.world.custom_app
    browser = Browser(xero, app)
    assert browser.session.get(browser.url()).status_code == 400
    tokens = browser.token(grant_type="client_credentials", scope="accounting.settings")
    assert "refresh_token" not in tokens
    headers = {
        "Authorization": f"Bearer {tokens['access_token']}",
        "Accept": "application/json",
    }
    url = f"{xero.api_url}/Organisation"
    assert browser.session.get(url, headers=headers).status_code == 200  # no tenant
    headers["xero-tenant-id"] = xero.tenants[1]["id"]
    assert browser.session.get(url, headers=headers).status_code == 403
    (connection,) = browser.connections(tokens["access_token"])
    assert connection["tenantId"] == xero.tenants[0]["id"]
    everything = browser.token(grant_type="client_credentials")
    assert "accounting.invoices" in everything["scope"]
    for scope in ("accounting.transactions", "offline_access"):
        assert browser.token(400, grant_type="client_credentials", scope=scope) == {
            "error": "invalid_scope"
        }
    assert browser.refresh("x", 400) == {"error": "unauthorized_client"}


def test_custom_connections_do_not_exist_everywhere(make_xero):
    xero = make_xero(region="global")
    browser = Browser(xero, xero.world.custom_app)
    assert browser.token(400, grant_type="client_credentials") == {
        "error": "unauthorized_client"
    }


def test_managing_connections_without_a_user(browser, xero):
    browser.exchange(browser.consent()["code"])
    browser.exchange(
        browser.consent("billie@example.com", xero.tenants[1]["id"])["code"]
    )
    access = browser.token(grant_type="client_credentials", scope="app.connections")[
        "access_token"
    ]
    found = browser.connections(access)
    assert len(found) == 2
    assert browser.disconnect(access, found[0]["id"]) == 204
    headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
    answer = browser.session.get(f"{xero.api_url}/Organisation", headers=headers)
    assert answer.status_code == 403


# What a token opens


@pytest.mark.parametrize(
    ("scopes", "method", "path", "status"),
    [
        ("accounting.contacts", "GET", "Contacts", 200),
        ("accounting.contacts", "PUT", "Contacts", 200),
        ("accounting.contacts.read", "GET", "Contacts", 200),
        ("accounting.contacts.read", "PUT", "Contacts", 401),
        ("accounting.contacts", "GET", "Invoices", 401),
        ("accounting.invoices", "GET", "CreditNotes", 200),
        ("accounting.invoices", "GET", "Items", 200),
        ("accounting.settings", "GET", "Items", 200),
        ("accounting.invoices", "GET", "Payments", 401),
        ("accounting.payments.read", "GET", "Overpayments", 200),
        ("accounting.transactions", "GET", "Payments", 200),
        ("accounting.transactions.read", "GET", "BankTransactions", 200),
        ("accounting.transactions", "GET", "Contacts", 401),
        ("accounting.settings.read", "GET", "TaxRates", 200),
        ("openid", "GET", "Organisation", 401),
        ("accounting.invoices", "GET", "Invoices/x/Attachments", 401),
        ("accounting.attachments", "GET", "Invoices/x/Attachments", 404),
        ("accounting.manualjournals", "GET", "ManualJournals", 200),
    ],
)
def test_scopes_open_resources(xero, scopes, method, path, status):
    client = Client(xero, scopes=scopes)
    answer = client.call(
        method, path, {"Contacts": [{"Name": "A"}]} if method == "PUT" else None, status
    )
    if status == 401:
        assert answer["Detail"] == "AuthorizationUnsuccessful"
        assert "insufficient_scope" in client.last.headers["WWW-Authenticate"]
    client.close()


def test_tokens_and_tenants_that_do_not_fit(client, xero):
    wrong = {"xero-tenant-id": xero.tenants[1]["id"]}
    answer = client.call("GET", "Organisation", status=403, headers=wrong)
    assert answer["Title"] == "Forbidden"
    assert answer["Detail"] == "AuthenticationUnsuccessful"
    client.call("GET", "Organisation", status=403, headers={"xero-tenant-id": ""})
    for token in ("Bearer nonsense", "Basic x", ""):
        answer = client.call(
            "GET", "Organisation", status=401, headers={"Authorization": token}
        )
        assert answer["Status"] == 401


def test_readers_cannot_write(xero):
    reader = Client(xero, user="robin@example.com")
    reader.get("Contacts")
    answer = reader.call("PUT", "Contacts", {"Contacts": [{"Name": "A"}]}, status=403)
    assert answer["Title"] == "Forbidden"
    reader.close()


def test_authorise_says_who_and_where(xero):
    with pytest.raises(KeyError):
        xero.authorise(user="nobody@example.com")
    with pytest.raises(KeyError):
        xero.authorise(tenant="nowhere")
    with pytest.raises(KeyError, match="no access"):
        xero.authorise(user="billie@example.com")
    by_name = xero.authorise(tenant=xero.tenants[1]["name"])
    assert by_name["tenant_id"] == xero.tenants[1]["id"]
    with pytest.raises(KeyError):
        xero.consent(f"{xero.base_url}/", user="nobody@example.com")
