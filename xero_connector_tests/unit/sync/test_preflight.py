# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A reason says what is wrong; what to do and what it waits for may be unknown."""

import dataclasses

import pytest

from xero_connector.sync.preflight import Reason


def test_a_reason():
    reason = Reason("tax_unmapped", "No rate is chosen.", key="tax:sale:7")
    assert (reason.remedy, reason.key) == ("", "tax:sale:7")
    assert reason == Reason("tax_unmapped", "No rate is chosen.", "", "tax:sale:7")


def test_a_reason_stays_as_it_was_given():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Reason("locked", "The period is locked.").cause = "other"
