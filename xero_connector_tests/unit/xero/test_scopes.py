# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Scopes: the least that is needed, and what is missing from a grant."""

import pytest

from xero_connector.xero.const import FEATURE_SCOPES, missing_scopes, scopes_for

FULL = (
    "offline_access",
    "accounting.attachments",
    "accounting.banktransactions",
    "accounting.contacts",
    "accounting.invoices",
    "accounting.manualjournals",
    "accounting.payments",
    "accounting.settings",
)
ALL = (
    "contacts",
    "settings",
    "invoices",
    "payments",
    "banktransactions",
    "manualjournals",
    "attachments",
)


@pytest.mark.parametrize(
    ("features", "legacy", "expected"),
    [
        (ALL, False, FULL),
        (
            ALL,
            True,
            (
                "offline_access",
                "accounting.attachments",
                "accounting.contacts",
                "accounting.settings",
                "accounting.transactions",
            ),
        ),
        ((), False, ("offline_access",)),
        (("settings.read",), False, ("offline_access", "accounting.settings.read")),
        # never both x and x.read
        (
            ("settings", "settings.read"),
            False,
            ("offline_access", "accounting.settings"),
        ),
        (
            ("invoices.read", "payments"),
            True,
            ("offline_access", "accounting.transactions"),
        ),
        (
            ("invoices.read",),
            True,
            ("offline_access", "accounting.transactions.read"),
        ),
    ],
)
def test_scopes_for(features, legacy, expected):
    assert scopes_for(features, legacy) == expected
    assert scopes_for(reversed(features), legacy) == expected


def test_a_custom_connection_gets_no_refresh_token():
    assert scopes_for(["contacts"], offline=False) == ("accounting.contacts",)


def test_unknown_feature():
    with pytest.raises(KeyError):
        scopes_for(["payroll"])


def test_every_feature_has_a_read_only_variant():
    assert {name.removesuffix(".read") for name in FEATURE_SCOPES} == set(ALL)
    assert len(FEATURE_SCOPES) == 2 * len(ALL)


@pytest.mark.parametrize(
    ("granted", "needed", "missing"),
    [
        (FULL, FULL, ()),
        ((), FULL, FULL),
        (("accounting.contacts",), ("accounting.contacts.read",), ()),
        (
            ("accounting.contacts.read",),
            ("accounting.contacts",),
            ("accounting.contacts",),
        ),
        (
            ("accounting.transactions",),
            ("accounting.invoices", "accounting.payments.read", "accounting.contacts"),
            ("accounting.contacts",),
        ),
        (
            ("accounting.transactions.read",),
            ("accounting.invoices.read", "accounting.invoices"),
            ("accounting.invoices",),
        ),
        # broad ones asked for, granular ones granted: all four, or not covered
        (
            FULL,
            ("accounting.transactions", "accounting.transactions.read"),
            (),
        ),
        (
            ("accounting.invoices", "accounting.payments"),
            ("accounting.transactions",),
            ("accounting.transactions",),
        ),
        # a broad scope does not reach settings
        (
            ("accounting.transactions",),
            ("accounting.settings",),
            ("accounting.settings",),
        ),
        (("a",), ("offline_access", "offline_access"), ("offline_access",)),
    ],
)
def test_missing_scopes(granted, needed, missing):
    assert missing_scopes(granted, needed) == missing
