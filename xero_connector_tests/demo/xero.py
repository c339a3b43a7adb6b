# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The local Xero as its bookkeeper sees it: read with a token of our own."""

import time

import requests

#: what Xero gives whole, and knows no pages of
UNPAGED = frozenset({"Accounts", "Items"})


class Xero:
    """Reads everything, independent of the connector.

    It signs in through an app of its own: Xero counts calls by app and organisation,
    and what a bookkeeper does there takes none of the connector's. What Xero refuses
    for its limit is asked again when Xero says so.

    :param about: what the local Xero said of itself at its start
    """

    def __init__(self, about):
        self.about = about
        self.base = about["base"]
        self.tenant = about["tenants"][0]
        self._session = requests.Session()
        self._tokens = self._control(
            "POST", "authorise", {"client_id": about["pkce_client_id"]}
        )

    def everything(self, resource, **params):
        """All elements of a resource, with their lines."""
        if resource in UNPAGED:
            return self._request("GET", resource, params=params)[resource]
        found, page = [], 1
        while True:
            answer = self._request(
                "GET", resource, params={"page": page, "pageSize": 1000, **params}
            )
            rows = answer[resource]
            found += rows
            if len(rows) < 1000:
                return found
            page += 1

    def write(self, method, path, body):
        """What the bookkeeper does there by hand."""
        return self._request(method, path, json=body)

    def _request(self, method, path, **what):
        """One call; its answer, parsed."""
        while True:
            answer = self._session.request(
                method,
                f"{self.base}/api.xro/2.0/{path}",
                headers={
                    "Authorization": f"Bearer {self._tokens['access_token']}",
                    "xero-tenant-id": self.tenant["id"],
                    "Accept": "application/json",
                },
                timeout=60,
                **what,
            )
            if answer.status_code != requests.codes.too_many_requests:
                answer.raise_for_status()
                return answer.json()
            time.sleep(int(answer.headers.get("Retry-After") or 5))

    def calls(self, path):
        """What was asked for on a path so far, by anybody, and what Xero said."""
        return self._control("GET", f"log?path={path}")["exchanges"]

    def _control(self, method, name, body=None):
        answer = self._session.request(
            method, f"{self.base}/_control/{name}", json=body, timeout=60
        )
        answer.raise_for_status()
        return answer.json()
