# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo as its users reach it: over HTTP, logged in."""

import itertools

import requests


class OdooError(Exception):
    """What Odoo said, in the words that its user would read."""


class Odoo:
    """A logged-in session.

    :param url: such as ``http://localhost:8069``
    :param company_id: the company that everything is done in
    """

    def __init__(self, url, database, login, password):
        self.url = url
        self.session = requests.Session()
        self.company_id = None
        self._ids = itertools.count(1)
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.user_id = answer["uid"]

    def call(self, model, method, *args, context=None, **kwargs):
        """Call a model's method, in the demo's company."""
        scope = {"allowed_company_ids": [self.company_id]} if self.company_id else {}
        kwargs["context"] = {"lang": "en_US", **scope, **(context or {})}
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        )

    def search_read(self, model, domain, fields, **kwargs):
        """Records as dictionaries."""
        return self.call(model, "search_read", domain=domain, fields=fields, **kwargs)

    def _post(self, path, params):
        answer = self.session.post(
            self.url + path,
            json={"jsonrpc": "2.0", "id": next(self._ids), "params": params},
            timeout=600,
        )
        answer.raise_for_status()
        body = answer.json()
        if "error" in body:
            data = body["error"].get("data") or {}
            raise OdooError(data.get("message") or body["error"]["message"])
        return body.get("result")  # a method may have nothing to say
