# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parts of a payment fall on documents: cash first, nothing lost, nothing twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.settling import spread, worth

D = Decimal


@pytest.mark.parametrize(
    ("pools", "uses", "expected"),
    [
        (
            [("cash", 97), ("write_off", 3)],
            [(1, 100)],
            {(1, "cash"): 97, (1, "write_off"): 3},
        ),
        ([("cash", 97), ("write_off", 3)], [(1, 60)], {(1, "cash"): 60}),
        (
            [("cash", 97), ("write_off", 3)],
            [(1, 60), (2, 40)],
            {(1, "cash"): 60, (2, "cash"): 37, (2, "write_off"): 3},
        ),
        ([("cash", 50)], [(1, 80)], {(1, "cash"): 50}),
        ([("cash", 0)], [(1, 80)], {}),
        ([], [(1, 80)], {}),
        (
            [("cash", 10), ("fee", 2), ("discount", 3)],
            [(1, 15)],
            {(1, "cash"): 10, (1, "fee"): 2, (1, "discount"): 3},
        ),
    ],
)
def test_table(pools, uses, expected):
    got = spread(
        [(name, D(amount)) for name, amount in pools],
        [(key, D(amount)) for key, amount in uses],
    )
    assert got == {key: D(amount) for key, amount in expected.items()}


cents = st.integers(0, 100_000).map(lambda n: D(n) / 100)


@given(
    st.lists(cents, max_size=4).map(lambda a: [(f"p{i}", v) for i, v in enumerate(a)]),
    st.lists(cents, max_size=6).map(lambda a: list(enumerate(a))),
    cents,
)
def test_nothing_lost_nothing_twice(pools, uses, later):
    found = spread(pools, uses)
    money, wanted = sum(p[1] for p in pools), sum(u[1] for u in uses)
    assert sum(found.values()) == min(money, wanted)
    assert all(amount > 0 for amount in found.values())
    for name, amount in pools:
        assert sum(v for (_, n), v in found.items() if n == name) <= amount
    # what was told of earlier uses stays true when a later one comes
    more = spread(pools, [*uses, ("later", later)])
    assert {k: v for k, v in more.items() if k[0] != "later"} == found


@pytest.mark.parametrize(
    ("parts", "whole", "value", "expected"),
    [
        # each rounded by itself these would be 86.68
        (["33.33", "33.33", "33.34"], "100", "86.67", ["28.89", "28.88", "28.90"]),
        (["0.01", "0.01"], "0.02", "0.01", ["0.01", "0.00"]),
        (["50"], "100", "86.67", ["43.34"]),
        ([], "100", "86.67", []),
    ],
)
def test_worth_of_parts(parts, whole, value, expected):
    assert worth([D(p) for p in parts], D(whole), D(value)) == [D(e) for e in expected]


@given(
    st.lists(cents.filter(bool), min_size=1, max_size=8),
    cents.filter(bool),
    cents,
)
def test_wholly_used_it_is_worth_what_moved(parts, value, left):
    whole = sum(parts)
    found = worth(parts, whole, value)
    assert sum(found) == value
    assert all(one >= 0 for one in found)
    # never more than a cent beside the rate, used wholly or not
    some = worth(parts, whole + left, value)
    for part, one in zip(parts, some, strict=True):
        assert abs(one - part * value / (whole + left)) <= D("0.01")
    # what was told of earlier parts stays true when a later one comes
    assert worth(parts[:-1], whole + left, value) == some[:-1]
