# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's arithmetic, by published and recorded vectors."""

from decimal import Decimal

import pytest

from xero_connector_tests.simulator.money import rounded, tax_on

from .client import line


@pytest.fixture
def nz(make_xero):
    from .client import Client

    client = Client(make_xero(region="nz"))
    yield client
    client.close()


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("0.0049999", 2, "0.00"),
        ("1.005", 2, "1.01"),
        ("2.5", 0, "3"),
        ("-2.5", 0, "-3"),
        ("12.34565", 4, "12.3457"),
        ("0.1234565", 6, "0.123457"),
    ],
)
def test_rounding_is_half_away_from_zero(value, places, expected):
    assert rounded(Decimal(value), places) == Decimal(expected)


@pytest.mark.parametrize(
    ("amount", "rate", "inclusive", "tax"),
    [
        ("25.06", "15", False, "3.76"),
        ("25.61", "15", False, "3.84"),
        ("25.63", "15", False, "3.84"),
        ("541.25", "15", True, "70.60"),
        ("500.00", "15", True, "65.22"),
        ("100", "20", False, "20.00"),
        ("120", "20", True, "20.00"),
        ("0.01", "20", False, "0.00"),
        ("0.03", "20", False, "0.01"),
        ("-25.61", "15", False, "-3.84"),
        ("33.33", "17.5", False, "5.83"),
        ("10", "0", True, "0"),
    ],
)
def test_tax_of_a_line(amount, rate, inclusive, tax):
    assert tax_on(Decimal(amount), Decimal(rate), inclusive) == Decimal(tax)


def test_tax_is_rounded_per_line_then_summed(nz):
    """The published vector: 11.44, not 11.45 as the sum's tax would be."""
    invoice = nz.invoice(line(amount=25.06), line(amount=25.61), line(amount=25.63))
    assert [item["TaxAmount"] for item in invoice["LineItems"]] == [3.76, 3.84, 3.84]
    assert invoice["SubTotal"] == 76.30
    assert invoice["TotalTax"] == 11.44
    assert invoice["Total"] == 87.74


def test_inclusive_tax_is_taken_out_per_line(nz):
    """Recorded live: 541.25 and 500.00 at 15 % inclusive."""
    invoice = nz.invoice(
        line(amount=541.25), line(amount=500), LineAmountTypes="Inclusive"
    )
    assert [item["TaxAmount"] for item in invoice["LineItems"]] == [70.60, 65.22]
    assert (invoice["SubTotal"], invoice["TotalTax"]) == (905.43, 135.82)
    assert invoice["Total"] == 1041.25


def test_no_tax_has_no_tax(client):
    invoice = client.invoice(line(amount=80), LineAmountTypes="NoTax")
    assert invoice["TotalTax"] == 0
    assert invoice["LineItems"][0]["TaxType"] == "NONE"


@pytest.mark.parametrize(
    ("unitdp", "unit", "amount"), [(None, 1.24, 1.24), (4, 1.2357, 1.24)]
)
def test_unit_price_is_rounded_before_use(client, unitdp, unit, amount):
    params = {"unitdp": unitdp} if unitdp else {}
    invoice = client.invoice(line(amount=1.23565), params=params)
    assert invoice["LineItems"][0]["UnitAmount"] == unit
    assert invoice["LineItems"][0]["LineAmount"] == amount


def test_rounding_the_unit_price_moves_the_line(client):
    """1,000 x 0.0049 is 0.00 at two places and 4.90 at four."""
    many = line(amount=0.0049, Quantity=1000)
    assert client.invoice(many)["SubTotal"] == 0
    assert client.invoice(many, params={"unitdp": 4})["SubTotal"] == 4.90


def test_reading_without_unitdp_rounds_the_price(client):
    made = client.invoice(line(amount=0.1234, Quantity=100), params={"unitdp": 4})
    path = f"Invoices/{made['InvoiceID']}"
    assert client.get(path)[0]["LineItems"][0]["UnitAmount"] == 0.12
    assert client.get(path, unitdp=4)[0]["LineItems"][0]["UnitAmount"] == 0.1234
    assert client.get(path)[0]["SubTotal"] == 12.34


def test_negative_lines_may_lower_a_document(client):
    invoice = client.invoice(line(amount=100), line(amount=-30, Description="Less"))
    assert invoice["Total"] == 84


def test_a_document_must_not_be_negative(client):
    body = client.invoice_body(line(amount=-1))
    assert client.refused("PUT", "Invoices", body) == [
        "The document total must not be negative"
    ]


def test_a_document_of_nothing_is_paid_at_once(client):
    invoice = client.invoice(line(amount=0))
    assert invoice["Status"] == "PAID"
    assert invoice["AmountDue"] == 0


@pytest.mark.parametrize(
    ("fields", "amount"),
    [
        ({"Quantity": 3, "UnitAmount": 33.33}, 99.99),
        ({"Quantity": 3, "UnitAmount": 33.33, "LineAmount": 99.99}, 99.99),
        ({"Quantity": 1.5, "UnitAmount": 0.33}, 0.5),
        ({"Quantity": 10, "UnitAmount": 100, "DiscountRate": 20}, 800),
        ({"Quantity": 1, "UnitAmount": 9.99, "DiscountRate": 12.5}, 8.74),
        ({"Quantity": 2, "UnitAmount": 50, "DiscountAmount": 7.5}, 92.5),
        ({"Quantity": 1, "UnitAmount": 10, "DiscountRate": 100}, 0),
    ],
)
def test_line_amount(client, fields, amount):
    invoice = client.invoice({**line(), **fields})
    assert invoice["LineItems"][0]["LineAmount"] == amount


def test_a_wrong_line_amount_is_refused(client):
    body = client.invoice_body(line(amount=100, LineAmount=1))
    assert client.refused("PUT", "Invoices", body) == [
        "The line total 1.00 does not match the expected line total 100.00"
    ]


@pytest.mark.parametrize("off", [0.01, -0.01])
def test_the_line_amount_has_no_tolerance(client, off):
    body = client.invoice_body(line(amount=33.33, Quantity=3, LineAmount=99.99 + off))
    assert (
        "does not match the expected line total 99.99"
        in (client.refused("PUT", "Invoices", body)[0])
    )


def test_the_third_of_quantity_price_and_amount_is_derived(client):
    by_quantity = {
        "Description": "Desk",
        "Quantity": 3,
        "LineAmount": 100,
        "AccountCode": "200",
    }
    by_price = {
        "Description": "Desk",
        "UnitAmount": 25,
        "LineAmount": 100,
        "AccountCode": "200",
    }
    invoice = client.invoice(by_quantity, by_price)
    assert invoice["LineItems"][0]["UnitAmount"] == 33.33
    assert invoice["LineItems"][0]["LineAmount"] == 100
    assert invoice["LineItems"][1]["Quantity"] == 4


def test_discounts_exist_on_sales_invoices_only(client):
    discounted = line("429", DiscountRate=10)
    body = client.invoice_body(discounted, Type="ACCPAY")
    assert client.refused("PUT", "Invoices", body) == [
        "Discounts can only be applied to ACCREC invoices and quotes"
    ]


def test_a_discount_shows_in_the_head(client):
    invoice = client.invoice(line(amount=100, DiscountRate=10))
    assert invoice["IsDiscounted"] is True
    assert invoice["TotalDiscount"] == 10


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"DiscountRate": 101}, "DiscountRate must be between 0 and 100"),
        (
            {"DiscountRate": 1, "DiscountAmount": 1},
            "Either DiscountRate or DiscountAmount can be given, not both",
        ),
        ({"DiscountAmount": -1}, "DiscountAmount must not be negative"),
        ({"UnitAmount": 99999999999}, "LineAmount cannot exceed 9999999999.99"),
        ({"Quantity": 12345678901234}, "Quantity cannot exceed 13 characters"),
    ],
)
def test_line_limits(client, fields, message):
    body = client.invoice_body({**line(), **fields})
    assert message in client.refused("PUT", "Invoices", body)


def test_the_tax_amount_can_be_overridden_a_little(client):
    invoice = client.invoice(line(amount=100, TaxAmount=20.01))
    assert invoice["TotalTax"] == 20.01
    assert invoice["Total"] == 120.01


def test_a_far_tax_amount_is_refused(client):
    body = client.invoice_body(line(amount=100, TaxAmount=21.01))
    assert client.refused("PUT", "Invoices", body) == [
        "The tax amount 21.01 does not match the expected tax amount 20.00"
    ]
    client.xero.organisation.settings.change({"tax_override_limit": "0.05"})
    near = client.invoice_body(line(amount=100, TaxAmount=20.06))
    assert len(client.refused("PUT", "Invoices", near)) == 1


def test_tax_on_a_document_without_tax_is_refused(client):
    body = client.invoice_body(line(TaxAmount=1), LineAmountTypes="NoTax")
    assert client.refused("PUT", "Invoices", body) == [
        "TaxAmount must be zero when LineAmountTypes is NoTax"
    ]


@pytest.mark.parametrize("field", ["SubTotal", "TotalTax", "Total"])
def test_sent_totals_must_be_right(client, field):
    right = {"SubTotal": 100, "TotalTax": 20, "Total": 120}
    assert client.invoice(**right)["Total"] == 120
    body = client.invoice_body(**{**right, field: right[field] + 0.01})
    assert client.refused("PUT", "Invoices", body) == [
        "The document total does not equal the sum of the lines."
    ]


def test_rounding_amount_needs_the_organisation_to_opt_in(client, off_contract):
    body = client.invoice_body(
        SubTotal=100, TotalTax=20, Total=119.95, RoundingAmount=-0.05
    )
    assert client.refused("PUT", "Invoices", body) == [
        "RoundingAmount cannot be used on this document"
    ]
    client.xero.organisation.settings.change({"rounding_amounts": True})
    invoice = client.put("Invoices", body)
    assert (invoice["Total"], invoice["AmountDue"]) == (119.95, 119.95)
    assert invoice["RoundingAmount"] == -0.05
    for change in (
        {"RoundingAmount": 0.11, "Total": 120.11},
        {"Status": "DRAFT"},
        {"Total": 120},
    ):
        client.refused("PUT", "Invoices", {**body, **change})


def test_reverse_charges_show_their_rate_and_add_nothing(client):
    rate = client.get("TaxRates/REVERSECHARGES")[0]
    assert (rate["DisplayTaxRate"], rate["EffectiveRate"]) == (20, 0)
    bill = client.invoice(line("429", TaxType="REVERSECHARGES"), Type="ACCPAY")
    assert bill["TotalTax"] == 0


def test_foreign_documents_carry_a_rate(client):
    sent = client.invoice(CurrencyCode="EUR", CurrencyRate=1.1234567)
    assert (sent["CurrencyCode"], sent["CurrencyRate"]) == ("EUR", 1.123457)
    by_day = client.invoice(CurrencyCode="EUR")
    assert by_day["CurrencyRate"] == 1.162791
    assert client.invoice()["CurrencyRate"] == 1


def test_a_currency_must_be_subscribed(client):
    body = client.invoice_body(CurrencyCode="JPY")
    assert client.refused("PUT", "Invoices", body) == [
        "Organisation is not subscribed to currency JPY"
    ]
    client.call("PUT", "Currencies", {"Code": "JPY"})
    assert client.put("Invoices", body)["CurrencyCode"] == "JPY"
