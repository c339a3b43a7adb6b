# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's types: no float anywhere, the same bytes every time, every date form."""

import json
import math
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.xero import codec

amounts = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12
).filter(lambda d: -30 < d.as_tuple().exponent)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | amounts
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=20,
)


def no_float(value):
    if isinstance(value, dict):
        return all(no_float(item) for item in value.values())
    if isinstance(value, list):
        return all(no_float(item) for item in value)
    return not isinstance(value, float)


@given(values)
def test_round_trip_keeps_value_order_and_digits(value):
    raw = codec.dumps(value)
    back = codec.loads(raw)
    assert back == value
    assert no_float(back)
    assert codec.dumps(back) == codec.dumps(codec.loads(raw))
    if isinstance(value, dict):
        assert list(back) == list(value)


@given(values)
def test_what_we_write_is_json_to_everybody(value):
    json.loads(codec.dumps(value))


@given(amounts)
def test_an_amount_keeps_its_digits_and_has_no_exponent(amount):
    raw = codec.dumps({"Amount": amount})
    assert b"e" not in raw.lower().replace(b'"amount"', b"")
    assert codec.decimal(codec.loads(raw)["Amount"]) == amount


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("1E+3"), b"1000"),
        (Decimal("1E-6"), b"0.000001"),
        (Decimal("1.50"), b"1.50"),
        (Decimal("-0"), b"0"),
        (Decimal("-0.00"), b"0.00"),
        (Decimal("0.1") + Decimal("0.2"), b"0.3"),
        (Decimal("9999999999.99"), b"9999999999.99"),
        (7, b"7"),
        (True, b"true"),
    ],
)
def test_numbers(number, text):
    assert codec.dumps(number) == text


def test_bytes_are_compact_utf8_in_the_order_given():
    assert codec.dumps({"b": "Zoë", "a": [1, None, ""]}) == (
        '{"b":"Zoë","a":[1,null,""]}'.encode()
    )


@pytest.mark.parametrize(
    "value", [1.5, {1: 2}, {1, 2}, b"x", date(2026, 1, 1), math.nan, object()]
)
def test_what_is_not_ours_to_send(value):
    with pytest.raises(TypeError):
        codec.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1E+999999"),
        Decimal("1E-999999"),
        Decimal("0E-999999"),
        "\ud800",
    ],
)
def test_values_that_would_be_no_json_or_no_end(value):
    with pytest.raises(ValueError):
        codec.dumps(value)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"<html>",
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b"\xff\xfe{",
        b'{"a":1} x',
        b"[" * 100_000,
        b'{"a":' + b"9" * 10_000 + b"}",
    ],
)
def test_unreadable_json(raw):
    with pytest.raises(ValueError):
        codec.loads(raw)


def test_loads_reads_what_xero_writes():
    raw = b'\xef\xbb\xbf{"Total": 21.0, "Page": 1, "D": "\\/Date(1789378199160)\\/"}'
    assert codec.loads(raw) == {
        "Total": Decimal("21.0"),
        "Page": 1,
        "D": "/Date(1789378199160)/",
    }
    assert isinstance(codec.loads(raw)["Total"], Decimal)


# --- numbers --------------------------------------------------------------------------


@pytest.mark.parametrize("value", [5, "5", " 5 ", Decimal("5.0")])
def test_decimal_reads(value):
    assert codec.decimal(value) == 5


@pytest.mark.parametrize(
    "value", [None, "", "abc", "NaN", "1e999999", True, 1.5, [], "Infinity"]
)
def test_decimal_refuses(value):
    with pytest.raises(ValueError):
        codec.decimal(value)


def test_decimal_default_is_for_absent_values_only():
    assert codec.decimal(None, Decimal(0)) == 0
    assert codec.decimal("", Decimal(0)) == 0
    with pytest.raises(ValueError):
        codec.decimal("x", Decimal(0))


# --- dates ----------------------------------------------------------------------------

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_dates_in_every_form_xero_uses(day):
    ms = (day - EPOCH.date()).days * 86_400_000
    for form in (
        f"/Date({ms}+0000)/",
        f"/Date({ms})/",
        f"{day}T00:00:00",
        f"{day}T00:00:00Z",
        str(day),
    ):
        assert codec.parse_date(form) == day
    assert codec.parse_date(codec.format_date(day)) == day


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)),
    st.integers(-12 * 60, 14 * 60),
)
def test_moments_in_every_form(moment, minutes):
    moment = moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000)
    ms = (moment - EPOCH) // timedelta(milliseconds=1)
    local = moment.astimezone(timezone(timedelta(minutes=minutes)))
    naive = moment.replace(tzinfo=None).isoformat()
    for form in (f"/Date({ms}+0000)/", f"/Date({ms})/", naive, local.isoformat()):
        parsed = codec.parse_datetime(form)
        assert parsed == moment
        assert parsed.utcoffset() == timedelta()


@given(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1)))
def test_if_modified_since_is_the_second_that_has_begun(moment):
    text = codec.format_if_modified_since(moment.replace(tzinfo=UTC))
    assert codec.parse_datetime(text) == moment.replace(tzinfo=UTC, microsecond=0)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("/Date(0+0000)/", date(1970, 1, 1)),
        ("/Date(-86400000+0000)/", date(1969, 12, 31)),
        # midnight of 1 July in Auckland, told with its offset
        ("/Date(1782820800000+1200)/", date(2026, 7, 1)),
        ("2026-09-14T23:59:59.9999999", date(2026, 9, 14)),
    ],
)
def test_parse_date(value, expected):
    assert codec.parse_date(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-12-07T18:46:19.5165400", datetime(2019, 12, 7, 18, 46, 19, 516540, UTC)),
        ("2026-07-16T01:02:03Z", datetime(2026, 7, 16, 1, 2, 3, tzinfo=UTC)),
        ("2026-07-16 01:02", datetime(2026, 7, 16, 1, 2, tzinfo=UTC)),
        ("2026-07-16", datetime(2026, 7, 16, tzinfo=UTC)),
        ("/Date(1782820800000+1200)/", datetime(2026, 6, 30, 12, tzinfo=UTC)),
        (None, None),
        ("", None),
    ],
)
def test_parse_datetime(value, expected):
    assert codec.parse_datetime(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "/Date(abc)/",
        "/Date(99999999999999999+0000)/",
        "2026-13-01",
        "2026-02-30T00:00:00",
        "14/09/2026",
        20260914,
        ["2026-09-14"],
    ],
)
def test_what_is_no_date(value):
    for parse in (codec.parse_date, codec.parse_datetime):
        with pytest.raises(ValueError):
            parse(value)


@pytest.mark.parametrize("text", ["/Date(253402300799999+0100)/"])
def test_an_offset_cannot_push_a_date_off_the_calendar(text):
    with pytest.raises(ValueError):
        codec.parse_date(text)


def test_moments_off_the_calendar():
    with pytest.raises(ValueError):
        codec.parse_datetime("0001-01-01T00:00:00+05:00")


def test_only_aware_moments_and_timeless_dates_go_out():
    with pytest.raises(ValueError):
        codec.format_if_modified_since(datetime(2026, 1, 1))
    with pytest.raises(TypeError):
        codec.format_date(datetime(2026, 1, 1))
    zone = timezone(timedelta(hours=2))
    assert (
        codec.format_if_modified_since(datetime(2026, 1, 1, 1, tzinfo=zone))
        == "2025-12-31T23:00:00"
    )


# --- envelopes ------------------------------------------------------------------------


def test_elements_and_pagination():
    envelope = {
        "Id": "x",
        "Status": "OK",
        "pagination": {"page": 1, "pageSize": 100, "pageCount": 3, "itemCount": 250},
        "Invoices": [{"InvoiceID": "a"}],
    }
    assert codec.elements(envelope, "Invoices") == [{"InvoiceID": "a"}]
    assert codec.pagination(envelope) == codec.Pagination(1, 100, 3, 250)
    assert codec.pagination({"Invoices": []}) is None
    assert codec.pagination([]) is None


@pytest.mark.parametrize(
    "envelope", [None, [], "x", {}, {"Invoices": None}, {"Invoices": [1]}]
)
def test_answers_without_the_list(envelope):
    with pytest.raises(ValueError):
        codec.elements(envelope, "Invoices")


@pytest.mark.parametrize(
    "block", [{}, [], {"page": 1}, {"page": "x", "pageSize": 1, "pageCount": 1}]
)
def test_unreadable_pagination(block):
    with pytest.raises(ValueError):
        codec.pagination({"pagination": block})


def test_messages_come_from_the_element_first_then_from_inside():
    element = {
        "Contact": {"ValidationErrors": [{"Message": "inner"}]},
        "LineItems": [
            {"ValidationErrors": [{"Message": "line "}, {"Message": "outer"}]}
        ],
        "ValidationErrors": [{"Message": "outer"}, {"Message": " "}, {}, None],
        "Warnings": [{"Message": "odd rate"}],
    }
    assert codec.element_messages(element) == ["outer", "inner", "line"]
    assert codec.element_warnings(element) == ["odd rate"]


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ({"StatusAttributeString": "OK", "HasErrors": False}, False),
        ({"StatusAttributeString": "WARNING", "Warnings": [{"Message": "x"}]}, False),
        ({"StatusAttributeString": "ERROR"}, True),
        ({"StatusAttributeString": "OK", "HasErrors": True}, True),
        ({"HasValidationErrors": True}, True),
        ({"HasValidationErrors": False, "ValidationErrors": []}, False),
        ({"ValidationErrors": [{"Message": "x"}]}, True),
        # what is embedded says nothing about the element
        ({"Payments": [{"HasValidationErrors": True}]}, False),
        ({}, False),
    ],
)
def test_is_error(element, expected):
    assert codec.is_error(element) is expected


def test_updated_utc():
    moment = datetime(2026, 9, 14, 12, 30, tzinfo=UTC)
    ms = (moment - EPOCH) // timedelta(milliseconds=1)
    assert codec.updated_utc({"UpdatedDateUTC": f"/Date({ms}+0000)/"}) == moment
    assert codec.updated_utc({"UpdatedDateUTCString": "2026-09-14T12:30:00Z"}) == moment
    assert codec.updated_utc({}) is None


def test_messages_of_an_element_nested_beyond_reason():
    element = codec.loads(b'{"a":[' * 300 + b"1" + b"]}" * 300)
    element["ValidationErrors"] = [{"Message": "outer"}]
    assert codec.element_messages(element) == ["outer"]
