# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money spent: what Xero asks for with every write, written over itself."""

from decimal import Decimal

from xero_connector.xero.payloads import bank_transaction as codec

#: as it is kept: a figure of Xero's is a text
PAYLOAD = {
    "Type": "SPEND",
    "BankAccount": {"AccountID": "b-1", "Code": "090", "Name": "Current account"},
    "LineAmountTypes": "Exclusive",
    "LineItems": [
        {
            "LineItemID": "l-1",
            "Description": "From the bank",
            "Quantity": "2.0",
            "UnitAmount": "50.005",
            "LineAmount": "100.01",
            "TaxAmount": "20.0",
            "AccountCode": "493",
            "AccountID": "a-1",
            "TaxType": "INPUT2",
            "Tracking": [
                {"TrackingCategoryID": "t-1", "Name": "Region", "Option": "North"}
            ],
        },
        {"Description": "A word", "Tracking": []},
    ],
}


def test_what_is_no_part_of_an_edit_goes_as_it_is():
    assert codec.as_it_is(PAYLOAD, {"kind", "bank", "lines"}) == {
        "Type": "SPEND",
        "BankAccount": {"AccountID": "b-1"},
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {
                "LineItemID": "l-1",
                "Description": "From the bank",
                "AccountCode": "493",
                "TaxType": "INPUT2",
                "Quantity": Decimal("2.0"),
                "UnitAmount": Decimal("50.005"),
                "Tracking": [{"Name": "Region", "Option": "North"}],
            },
            {"Description": "A word"},
        ],
    }


def test_nothing_more_than_was_named():
    assert codec.as_it_is(PAYLOAD, ()) == {}
    assert codec.as_it_is(PAYLOAD, {"bank"}) == {"BankAccount": {"AccountID": "b-1"}}


def test_a_transaction_without_lines():
    bare = {"Type": "SPEND", "LineAmountTypes": "NoTax"}
    assert codec.as_it_is(bare, {"lines"}) == {
        "LineAmountTypes": "NoTax",
        "LineItems": [],
    }
