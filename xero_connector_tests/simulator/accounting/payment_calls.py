# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /Payments: PUT takes many, POST one, POST {id} deletes."""

from typing import Any

from ..errors import Invalid, NotFound, PostDataInvalid
from ..fields import read
from ..http import Answer, Call
from ..router import api
from ..store import Record
from ..where import Getter
from . import batch, echo, listing, payments, settle
from .payment_form import form
from .shapes import PAYMENT, PAYMENT_QUERY

KIND = batch.Kind("Payments", "PaymentID", "HasValidationErrors")
LISTING = listing.Listing(
    "Payments",
    "Payment",
    PAYMENT_QUERY,
    paged=True,
    optimised=frozenset(
        {"PaymentType", "Status", "Date", "Invoice.InvoiceID", "Reference", "PaymentID"}
    ),
)
_echo = echo.of(PAYMENT, "Payments", {"Status": frozenset({"AUTHORISED", "DELETED"})})


def getter(call: Call) -> Getter:
    """Reads a payment's own fields, and those of what it pays as ``Invoice``."""
    organisation = call.organisation
    plain = listing.getter(organisation)

    def get(record: Record, path: str) -> Any:
        head, _dot, rest = path.partition(".")
        if head == "Account":
            account = organisation.accounts[record["Account"]["AccountID"]]
            return account.get(rest)
        if head in settle.KINDS and rest:
            if head != "Invoice" and record["DocumentKind"] != head:
                return None
            kind = record["DocumentKind"]
            paid = settle.table_of(organisation, kind)[record["DocumentID"]]
            key = settle.KINDS[kind][1]
            return paid.get(key if rest == settle.KINDS[head][1] else rest)
        return plain(record, path)

    return get


@api.on("GET", "Payments")
def read_many(call: Call) -> Answer:
    """Deleted ones too: filter on Status."""
    found = listing.select(call, LISTING, call.organisation.payments, get=getter(call))
    return call.envelope(
        "Payments",
        [form(call.organisation, record, detail=False) for record in found.records],
        **found.more,
    )


def _find(call: Call) -> Record:
    record: Record | None = call.organisation.payments.get(call.path["id"])
    if record is None:
        raise NotFound
    return record


@api.on("GET", "Payments/{id}")
def read_one(call: Call) -> Answer:
    return call.envelope(
        "Payments", [form(call.organisation, _find(call), detail=True)]
    )


@api.on("PUT", "Payments")
def create(call: Call) -> Answer:
    return _write(call, call.elements("Payments"))


@api.on("POST", "Payments")
def create_one(call: Call) -> Answer:
    elements = call.elements("Payments")
    if len(elements) > 1:
        # What Xero says to more than one is not confirmed.
        raise PostDataInvalid(f"POST accepts one payment, not {len(elements)}")
    return _write(call, elements)


def _write(call: Call, elements: list[dict[str, Any]]) -> Answer:
    return batch.write(
        call,
        KIND,
        elements,
        lambda element, _number: payments.write(
            call.organisation, element, call.adviser
        ),
        lambda record: form(call.organisation, record, detail=True),
        _echo,
    )


@api.on("POST", "Payments/{id}")
def delete(call: Call) -> Answer:
    existing = _find(call)

    def store(element: dict[str, Any], _number: int) -> batch.Written:
        values = read(PAYMENT, element, "Payments")
        named = values.get("PaymentID", existing["PaymentID"])
        if named != existing["PaymentID"]:
            raise Invalid("The PaymentID of the path and of the body differ")
        return batch.Written(
            payments.change(call.organisation, existing, values, call.adviser)
        )

    return batch.single(
        call,
        KIND,
        call.elements("Payments")[0],
        store,
        lambda record: form(call.organisation, record, detail=True),
        _echo,
    )
