# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How values of a request body are read."""

from datetime import date
from decimal import Decimal

import pytest

from xero_connector_tests.simulator import jsonform, xmlform
from xero_connector_tests.simulator.errors import PostDataInvalid
from xero_connector_tests.simulator.fields import (
    Day,
    Flag,
    Guid,
    Kind,
    Many,
    Moment,
    Number,
    One,
    Text,
    read,
    too_long,
)

ID = "11111111-1111-4111-8111-111111111111"
ZERO = "00000000-0000-0000-0000-000000000000"


@pytest.mark.parametrize(
    ("kind", "sent", "found"),
    [
        (Text(), "x", "x"),
        (Text(), Decimal("1.50"), "1.50"),
        (Text(), True, "True"),
        (Text(), False, "False"),
        (Number(), Decimal("1.5"), Decimal("1.5")),
        (Number(), " 1.50 ", Decimal("1.50")),
        (Flag(), True, True),
        (Flag(), "TRUE", True),
        (Flag(), " false ", False),
        (Day(), "2026-01-31", date(2026, 1, 31)),
        (Day(), "2026-01-31T00:00:00", date(2026, 1, 31)),
        (Day(), "2026-01-31T23:59:59Z", date(2026, 1, 31)),
        (Day(), "/Date(1769817600000)/", date(2026, 1, 31)),
        (Day(), "/Date(1769817600000+0000)/", date(2026, 1, 31)),
        (Day(), "/Date(-86400000)/", date(1969, 12, 31)),
        (Guid(), ID, ID),
        (Guid(), "{" + ID.upper() + "}", ID),
    ],
)
def test_what_reads(kind, sent, found):
    assert read({"Field": kind}, {"Field": sent}, "Things") == {"Field": found}


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (Text(), None),
        (Number(), " "),
        (Flag(), ""),
        (Day(), " "),
        (Guid(), ""),
        (Guid(), ZERO),
        (Moment(), "/Date(0)/"),
    ],
)
def test_what_counts_as_not_sent(kind, sent):
    assert read({"Field": kind}, {"Field": sent, "Unknown": 1}, "Things") == {}


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        (Text(), []),
        (Number(), "1,5"),
        (Number(), True),
        (Number(), Decimal("1e30")),
        (Flag(), Decimal(1)),
        (Flag(), "yes"),
        (Day(), Decimal(1)),
        (Day(), "31/01/2026"),
        (Day(), "/Date(999999999999999)/"),
        (Guid(), "x"),
        (Guid(), Decimal(1)),
        (One({}), "x"),
        (Many({}), {}),
        (Many({}), ["x"]),
    ],
)
def test_what_makes_the_body_unreadable(kind, sent):
    with pytest.raises(PostDataInvalid, match="Path 'Things.Field"):
        read({"Field": kind}, {"Field": sent}, "Things")


def test_a_kind_must_say_how_it_reads():
    with pytest.raises(NotImplementedError):
        Kind().read("x", "Things")


def test_lengths_are_checked_all_the_way_down():
    shape = {"A": Text(1), "B": One({"C": Text(1)}), "D": Many({"E": Text(1)})}
    values = {"A": "xx", "B": {"C": "xx"}, "D": [{"E": "xx"}, {"E": "x"}]}
    assert too_long(shape, values) == [
        f"{name} must not be longer than 1 characters" for name in ("A", "B.C", "D.E")
    ]


def test_only_known_values_have_a_json_form():
    with pytest.raises(TypeError, match="set has no form"):
        jsonform.dumps({"x": {1}})


def test_xml_of_lists_and_objects():
    body = {"Contacts": [{"Name": "A & B", "Phones": [], "Gone": None}]}
    assert xmlform.dumps(body).endswith(
        "<Response><Contacts><Contact><Name>A &amp; B</Name><Phones></Phones>"
        "</Contact></Contacts></Response>"
    )
    text = (
        b"<Contact><Name>A</Name><Addresses><Address><City>Rye</City></Address>"
        b"</Addresses><Balances><Balance>1</Balance></Balances></Contact>"
    )
    assert xmlform.loads(text) == {
        "Name": "A",
        "Addresses": [{"City": "Rye"}],
        "Balances": {"Balance": "1"},
    }
