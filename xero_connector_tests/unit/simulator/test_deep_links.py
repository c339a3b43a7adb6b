# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links from another program to one record's page."""

from urllib.parse import urlencode

import pytest
import requests


def follow(client, **query):
    url = f"{client.xero.base_url}/organisationlogin/default.aspx?{urlencode(query)}"
    return requests.get(url, timeout=10)


@pytest.fixture(name="books")
def _books(client):
    return next(iter(client.xero.organisations.values()))


def test_record(client, books):
    ann = books.add_contact("Ann Archer")["ContactID"]
    code = books.profile["ShortCode"]
    answer = follow(client, shortcode=code, redirecturl=f"/Contacts/View/{ann}")
    assert answer.status_code == 200
    assert answer.url.endswith(f"/books/{books.tenant_id}/contacts/{ann}")
    assert "Ann Archer" in answer.text


def test_unknown_record_leads_into_the_organisation(client, books):
    code = books.profile["ShortCode"]
    answer = follow(client, shortcode=code, redirecturl="/Accounts/Inventory/")
    assert answer.url.endswith(f"/books/{books.tenant_id}")


@pytest.mark.parametrize("code", ["", "!nobody"])
def test_unknown_organisation(client, code):
    assert follow(client, shortcode=code, redirecturl="/").status_code == 404


def test_nobody_is_led_off_these_pages(client, books):
    code = books.profile["ShortCode"]
    answer = follow(client, shortcode=code, redirecturl="https://evil.example/")
    assert answer.url.startswith(client.xero.base_url)
