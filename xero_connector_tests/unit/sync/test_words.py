# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal

import pytest

from xero_connector.sync.canonical import Address, Line, Person
from xero_connector.sync.words import moved, pair, words

BREAD = Line(
    "Bread",
    quantity=Decimal("2.50"),
    unit_amount=Decimal(4),
    net=Decimal(9),
    discount=Decimal("10.0"),
    tax_amount=Decimal("1.8"),
    account="200",
    taxes=("OUTPUT2",),
)
NOTE = Line("Keep dry.", kind="text")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("Leeds", "Leeds"),
        (Decimal(120), "120.00"),
        (Decimal("1E+2"), "100.00"),
        (Decimal("0.1234"), "0.1234"),
        (Decimal("-84.0"), "-84.00"),
        (Address("4 Mill Lane", city="Leeds", country="GB"), "4 Mill Lane, Leeds, GB"),
        (Person("Ada", "Byron", "ada@example.com"), "Ada Byron <ada@example.com>"),
        (Person("Ada"), "Ada"),
        (NOTE, "“Keep dry.”"),
        (BREAD, "“Bread” 2.5 × 4.00 - 10 % = 9.00 + 1.80 (200, OUTPUT2)"),
        ((NOTE, NOTE), "“Keep dry.”\n“Keep dry.”"),
    ],
)
def test_words(value, text):
    assert words(value) == text


def test_a_pair_of_values():
    assert pair(Decimal(120), Decimal("84.0")) == ("120.00", "84.00")


def test_of_lines_only_those_that_differ():
    other = Line("Cake")
    ours, theirs = pair((NOTE, BREAD, NOTE), (NOTE, other))
    assert ours == f"{words(BREAD)}\n{words(NOTE)}"
    assert theirs == words(other)


def test_of_agreed_lines_only_those_that_moved():
    other = Line("Cake")
    was = (NOTE, BREAD)
    same = (was, was)
    assert moved(was, same, same) == ""
    assert moved(was, same, (was, (NOTE, other))) == words(BREAD)
    assert moved(was, (was, (other, BREAD)), same) == words(NOTE)
    assert moved(was, (was, (NOTE,)), (was, (*was, other))) == words(BREAD)
