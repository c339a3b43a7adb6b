# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A plain client for the tests: one method per HTTP method, and short cuts."""

from typing import Any

import requests

from xero_connector_tests.simulator import LocalXero

BANK = "090"
SALES = "200"
COSTS = "429"


class Client:
    """Calls the Accounting API of a local Xero as one connected app."""

    def __init__(self, xero: LocalXero, **authorise: Any) -> None:
        self.xero = xero
        self.tokens = xero.authorise(**authorise)
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(
            {
                "Authorization": f"Bearer {self.tokens['access_token']}",
                "xero-tenant-id": self.tokens["tenant_id"],
                "Accept": "application/json",
            }
        )
        self.last: requests.Response

    def renew(self) -> None:
        """A new access token, after half an hour has passed."""
        token = self.xero.authorise()["access_token"]
        self.session.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        self.session.close()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **params: Any,
    ) -> Any:
        """The parsed answer, whose status must be ``status``."""
        more: dict[str, Any] = {"json": body}
        if isinstance(body, bytes | str):
            more = {"data": body}
        self.last = self.session.request(
            method,
            f"{self.xero.api_url}/{path}",
            params=params,
            headers=headers,
            timeout=30,
            **more,
        )
        assert self.last.status_code == status, self.last.text[:2_000]
        kind = self.last.headers.get("Content-Type", "")
        return self.last.json() if "json" in kind else self.last.text

    def get(self, path: str, **params: Any) -> Any:
        """The records of a GET."""
        answer = self.call("GET", path, **params)
        return answer[_collection(path, answer)]

    def put(self, collection: str, *elements: Any, **params: Any) -> Any:
        """The records of a PUT (the only one alone)."""
        name = collection.split("/")[-1]
        name = "HistoryRecords" if name == "History" else name
        answer = self.call("PUT", collection, {name: list(elements)}, **params)
        records = answer[_collection(collection, answer)]
        return records[0] if len(elements) == 1 else records

    def post(self, path: str, *elements: Any, **params: Any) -> Any:
        """The records of a POST (the only one alone)."""
        collection = path.split("/")[0]
        answer = self.call("POST", path, {collection: list(elements)}, **params)
        records = answer[_collection(path, answer)]
        return records[0] if len(elements) == 1 else records

    def refused(
        self, method: str, path: str, *elements: Any, **params: Any
    ) -> list[str]:
        """The messages of a write that fails with 400."""
        collection = path.split("/")[0] if method == "POST" else path.split("/")[-1]
        answer = self.call(
            method, path, {collection: list(elements)}, status=400, **params
        )
        assert answer["ErrorNumber"] == 10
        return [
            error["Message"]
            for element in answer["Elements"]
            for error in element["ValidationErrors"]
        ]

    # Short cuts

    def contact(self, name: str = "Ridgeway University", **fields: Any) -> Any:
        return self.put("Contacts", {"Name": name, **fields})

    def contact_id(self, name: str = "Ridgeway University") -> str:
        found = self.xero.organisation.contacts.one("name", name.lower())
        return found["ContactID"] if found else self.contact(name)["ContactID"]

    def invoice(self, *lines: dict[str, Any], **fields: Any) -> Any:
        """An approved sales invoice (120.00 with tax unless lines are given)."""
        params = fields.pop("params", {})
        return self.put("Invoices", self.invoice_body(*lines, **fields), **params)

    def invoice_body(self, *lines: dict[str, Any], **fields: Any) -> dict[str, Any]:
        kind = fields.get("Type", "ACCREC")
        return {
            "Type": "ACCREC",
            "Contact": {"ContactID": self.contact_id()},
            "DueDate": "2026-12-31",
            "Status": "AUTHORISED",
            "LineItems": list(lines) or [line(SALES if kind == "ACCREC" else COSTS)],
            **fields,
        }

    def credit_note(self, *lines: dict[str, Any], **fields: Any) -> Any:
        kind = fields.get("Type", "ACCRECCREDIT")
        sales = kind == "ACCRECCREDIT"
        return self.put(
            "CreditNotes",
            {
                "Type": kind,
                "Contact": {"ContactID": self.contact_id()},
                "Status": "AUTHORISED",
                "LineItems": list(lines) or [line(SALES if sales else COSTS)],
                **fields,
            },
        )

    def payment(self, invoice: Any, amount: float, **fields: Any) -> Any:
        return self.put("Payments", payment_body(invoice, amount, **fields))


def line(account: str = SALES, amount: float = 100, **fields: Any) -> dict[str, Any]:
    """A line of one piece; with the tax of its account."""
    return {
        "Description": "Desk",
        "Quantity": 1,
        "UnitAmount": amount,
        "AccountCode": account,
        **fields,
    }


def payment_body(invoice: Any, amount: float, **fields: Any) -> dict[str, Any]:
    return {
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        "Account": {"Code": BANK},
        "Date": "2026-11-02",
        "Amount": amount,
        **fields,
    }


def _collection(path: str, answer: Any) -> str:
    """The key of the records in an answer."""
    frame = {"Id", "Status", "ProviderName", "DateTimeUTC", "pagination"}
    (key,) = set(answer) - frame
    return str(key)
