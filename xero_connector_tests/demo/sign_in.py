# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connecting as a person does: through Odoo's card and Xero's own pages."""

import re

import requests

FIELD = re.compile(r'name="request" value="([^"]*)"')


class SignInFailed(Exception):
    """The way to Xero and back ended somewhere else."""


def connect(odoo, xero, connection_id, tenant_id):
    """Press Connect, sign in at the local Xero, choose the organisation, allow.

    :param odoo: a session of a user who may connect
    :param xero: what the local Xero said of itself (``users``, ``base``)
    """
    action = odoo.call("xero.connection", "action_connect", [connection_id])
    page = odoo.session.get(odoo.url + action["url"], timeout=60)
    browser = requests.Session()
    user = xero["users"][0]
    page = browser.post(
        f"{xero['base']}/identity/login",
        {
            "request": _field(page),
            "email": user["email"],
            "password": user["password"],
        },
        timeout=60,
    )
    page = browser.post(
        f"{xero['base']}/identity/consent",
        {"request": _field(page), "tenant": tenant_id, "action": "allow"},
        allow_redirects=False,
        timeout=60,
    )
    back = page.headers.get("Location")
    if not back:
        raise SignInFailed(f"Xero answered {page.status_code} to the consent")
    odoo.session.get(back, timeout=120).raise_for_status()
    (state,) = odoo.search_read(
        "xero.connection", [("id", "=", connection_id)], ["state", "sign_in_message"]
    )
    if state["state"] != "connected":
        raise SignInFailed(state["sign_in_message"] or state["state"])


def _field(page):
    found = FIELD.search(page.text)
    if not found:
        raise SignInFailed(f"no form on the page {page.url}")
    return found[1]
