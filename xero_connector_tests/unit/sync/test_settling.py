# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parts of a payment fall on documents: cash first, nothing lost, nothing twice."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.settling import spread

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
