# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's payment terms in Xero's words."""

import pytest

from xero_connector.xero.payloads.terms import of_delay, parts, text


@pytest.mark.parametrize(
    ("delay", "days", "on_day", "expected"),
    [
        ("days_after", 30, 10, "DAYSAFTERBILLDATE/30"),
        ("days_after", 0, 10, "DAYSAFTERBILLDATE/0"),
        ("days_after_end_of_month", 0, 10, "OFCURRENTMONTH/31"),
        ("days_after_end_of_month", 15, 10, "DAYSAFTERBILLMONTH/15"),
        ("days_end_of_month_on_the", 0, 20, "DAYSAFTERBILLMONTH/20"),
        ("days_end_of_month_on_the", 0, 31, "OFFOLLOWINGMONTH/31"),
        ("days_end_of_month_on_the", 0, 0, "OFCURRENTMONTH/31"),
        ("days_end_of_month_on_the", 10, 20, None),
        ("days_after_end_of_next_month", 5, 10, None),
    ],
)
def test_of_delay(delay, days, on_day, expected):
    assert of_delay(delay, days, on_day) == expected


def test_equal_terms_are_one_text():
    assert text("OFFOLLOWINGMONTH", 20) == text("DAYSAFTERBILLMONTH", 20)
    assert text("OFFOLLOWINGMONTH", 31) != text("DAYSAFTERBILLMONTH", 31)


def test_parts():
    assert parts(text("DAYSAFTERBILLDATE", 30)) == ("DAYSAFTERBILLDATE", 30)
