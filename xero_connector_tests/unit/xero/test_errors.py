# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The tree of exceptions: what is stored, and nothing secret inside."""

import inspect
import re

import pytest

from xero_connector.xero import errors
from xero_connector.xero.errors import RefusedElement, XeroError

CLASSES = [
    cls
    for cls in vars(errors).values()
    if inspect.isclass(cls) and issubclass(cls, XeroError)
]


def make(cls, message="what happened", **context):
    if issubclass(cls, errors.OAuthError):
        context["code"] = "invalid_grant"
    return cls(message, **context)


def test_the_drawn_tree_is_the_real_one():
    drawn = {}
    for line in errors.__doc__.splitlines():
        match = re.match(
            r"\s+(?:[|+\- ]*\+-- )?([A-Z]\w+) +(stored|no|unknown)\b", line
        )
        if match:
            drawn[match[1]] = match[2]
    assert drawn.pop("XeroError") == "stored"
    assert set(drawn) == {cls.__name__ for cls in CLASSES} - {"XeroError"}
    for cls in CLASSES:
        if cls is not XeroError:
            assert make(cls).stored == drawn[cls.__name__]


@pytest.mark.parametrize("cls", CLASSES)
def test_errors_carry_their_context_and_no_secret(cls):
    error = make(
        cls,
        "sent access_token=abcdef123456",
        status=400,
        correlation_id="c-1",
        body=b'{"refresh_token":"abcdef123456"}' + b"x" * 1000,
    )
    assert error.status == 400
    assert error.correlation_id == "c-1"
    for text in (str(error), repr(error), error.message, error.excerpt):
        assert "abcdef123456" not in text
    assert len(error.excerpt) == 500


def test_a_secret_at_the_edge_of_the_excerpt_is_not_cut_open():
    body = '"' + "x" * 480 + '" "refresh_token":"abcdef123456abcdef123456"'
    assert "abcdef" not in XeroError("m", body=body).excerpt


def test_refused_collects_messages_and_cause():
    error = errors.Refused(
        "PUT Invoices: refused",
        elements=[
            RefusedElement(0, {}, ("Invoice # must be unique.", "Other")),
            RefusedElement(2, {}, ("Other",)),
        ],
        messages=["A validation exception occurred"],
        error_number=10,
    )
    assert error.messages == (
        "Invoice # must be unique.",
        "Other",
        "A validation exception occurred",
    )
    assert error.cause is errors.Cause.NUMBER_TAKEN
    assert error.elements[0].cause is errors.Cause.NUMBER_TAKEN
    assert error.elements[1].cause is errors.Cause.UNKNOWN


def test_everybody_can_be_caught_at_the_root():
    assert len(CLASSES) == 14
    for cls in CLASSES:
        with pytest.raises(XeroError):
            raise make(cls)
