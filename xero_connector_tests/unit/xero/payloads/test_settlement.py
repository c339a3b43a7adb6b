# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments, batch payments and allocations: what is written, what is read."""

from datetime import date
from decimal import Decimal as D

import pytest

from xero_connector.sync.canonical import Batch, Part, Settlement, values_of
from xero_connector.xero.payloads import settlement as codec

DAY = date(2026, 9, 15)


def money(**changes):
    return values_of(
        Settlement(
            **{
                "document": "d",
                "account": "a",
                "date": DAY,
                "amount": D("12.50"),
                **changes,
            }
        )
    )


@pytest.mark.parametrize(
    ("kind", "key"), [("Invoice", "InvoiceID"), ("CreditNote", "CreditNoteID")]
)
def test_payment_names_what_it_pays(kind, key):
    assert codec.payment_to_payload(money(), kind, "ref") == {
        kind: {key: "d"},
        "Account": {"AccountID": "a"},
        "Date": "2026-09-15",
        "Amount": D("12.50"),
        "Reference": "ref",
    }


def test_the_amount_at_the_bank_goes_before_a_rate():
    sent = codec.payment_to_payload(money(bank_amount=D(10), rate=D(2)), "Invoice", "")
    assert sent["BankAmount"] == 10
    assert "CurrencyRate" not in sent
    assert (
        codec.payment_to_payload(money(rate=D(2)), "Invoice", "")["CurrencyRate"] == 2
    )


def test_the_end_of_a_long_reference_is_kept():
    sent = codec.payment_to_payload(money(), "Invoice", "x" * 300 + "#code")
    assert sent["Reference"].endswith("#code")
    assert len(sent["Reference"]) == codec.REFERENCE_LIMIT


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({}, money()),
        ({"Status": "DELETED"}, money(status="void")),
        (
            {"BankAmount": D(10), "CurrencyRate": D("1.25")},
            money(bank_amount=D(10), rate=D("1.25")),
        ),
        ({"BankAmount": D("12.50"), "CurrencyRate": D(1)}, money()),
    ],
)
def test_payment_comes_back(payload, expected):
    shown = {
        "Invoice": {"InvoiceID": "d"},
        "Account": {"AccountID": "a", "Code": "090"},
        "Date": "/Date(1789430400000+0000)/",
        "Amount": D("12.50"),
        "Status": "AUTHORISED",
        **payload,
    }
    assert codec.payment_from_payload(shown) == expected


def test_batch_there_and_back():
    parts = (Part("a", D(1)), Part("b", D(2)))
    values = values_of(Batch(account="x", date=DAY, parts=parts))
    sent = codec.batch_to_payload(values, "ref")
    back = codec.batch_from_payload({**sent, "Payments": sent["Payments"][::-1]})
    assert back == values


def test_allocation_there_and_back():
    values = money(account="", source="c")
    sent = codec.allocation_to_payload(values)
    assert "CreditNote" not in sent
    shown = {**sent, "CreditNote": {"CreditNoteID": "c"}}
    assert codec.allocation_from_payload(shown) == values
    gone = codec.allocation_from_payload({**shown, "IsDeleted": True})
    assert gone["status"] == "void"


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"date": date(2026, 9, 20)}, True),
        ({"date": date(2026, 9, 10)}, True),
        ({"date": date(2026, 9, 21)}, False),
        ({"date": None}, False),
        ({"amount": D("12.51")}, False),
        ({"account": "b"}, False),
        ({"document": "e"}, False),
    ],
)
def test_same_money(changes, same):
    assert codec.same_money(money(), money(**changes), 5) is same


def test_deleted_allocation_as_published():
    """The published answer to a deletion lists its document."""
    gone = codec.allocation_from_payload(
        {"Invoice": [{"InvoiceID": "i-1"}], "IsDeleted": True}
    )
    assert (gone["document"], gone["status"]) == ("i-1", "void")
