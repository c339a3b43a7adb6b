# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Overpayments: what is written, what is read."""

from datetime import date
from decimal import Decimal as D

import pytest

from xero_connector.sync.canonical import Overpayment, values_of
from xero_connector.xero.payloads import overpayment as codec

VALUES = values_of(
    Overpayment(
        kind=codec.RECEIVED,
        contact="c",
        account="a",
        date=date(2026, 9, 15),
        amount=D("30.00"),
    )
)


def test_one_line_without_tax_and_no_reference():
    """Xero takes a Reference of plain transactions only, and sets the account."""
    assert codec.to_payload(VALUES, "Too much") == {
        "Type": "RECEIVE-OVERPAYMENT",
        "Contact": {"ContactID": "c"},
        "BankAccount": {"AccountID": "a"},
        "Date": "2026-09-15",
        "LineAmountTypes": "NoTax",
        "LineItems": [
            {"Description": "Too much", "Quantity": D(1), "UnitAmount": D("30.00")}
        ],
    }


@pytest.mark.parametrize(
    ("status", "meaning"),
    [("AUTHORISED", "open"), ("DELETED", "void"), ("VOIDED", "void")],
)
def test_read(status, meaning):
    payload = codec.to_payload(VALUES, "Too much")
    payload |= {"Total": D("30.00"), "Status": status}
    assert codec.from_payload(payload) == VALUES | {"status": meaning}
