# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How long a long crossing takes."""

from datetime import timedelta

import pytest

from xero_connector.sync import pace


@pytest.mark.parametrize(
    ("records", "batch", "expected"),
    [(0, 50, 0), (1, 50, 1), (50, 50, 1), (51, 50, 2), (3, 1, 3), (3, 0, 3)],
)
def test_calls(records, batch, expected):
    assert pace.calls(records, batch) == expected


@pytest.mark.parametrize(
    ("wanted", "day_left", "day_limit", "expected"),
    [
        (0, 1000, 1000, timedelta()),
        (55, 1000, 1000, timedelta(minutes=1)),
        (56, None, 1000, timedelta(minutes=2)),
        (700, 1000, 1000, timedelta(minutes=13)),
        # three hundred of the day are kept back
        (701, 1000, 1000, timedelta(days=1, minutes=1)),
        (100, 200, 1000, timedelta(days=1, minutes=2)),
        (1400 + 700, 1000, 1000, timedelta(days=3)),
        (3500, 5000, 5000, timedelta(minutes=64)),
    ],
)
def test_time_needed(wanted, day_left, day_limit, expected):
    assert pace.time_needed(wanted, day_left, day_limit) == expected


@pytest.mark.parametrize(
    ("seconds", "day_left", "expected"),
    [
        (10, None, 10),
        (10, 1000, 10),
        (10, 301, 10),
        (10, 300, 30),
        (10, 101, 30),
        (10, 100, 60),
        (10, 0, 60),
        (0, 0, 0),
        (300, 1000, 60),
    ],
)
def test_save_delay(seconds, day_left, expected):
    assert pace.save_delay(seconds, day_left, 1000) == expected
