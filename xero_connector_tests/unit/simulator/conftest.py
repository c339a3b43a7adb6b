# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A fresh local Xero for every test.

When the test ends, the simulator must not have failed itself, and every exchange is
judged by Xero's published document where ``XERO_OPENAPI`` names it (a test that breaks
the document on purpose says so with the marker's fixture ``off_contract``).
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from xero_connector_tests.contract import contract
from xero_connector_tests.simulator import LocalXero

from . import sdk_calls
from .client import Client


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How many calls of the official SDK were made, and of which resources."""
    if sdk_calls.CALLS:
        terminalreporter.section("xero-python against the local Xero")
        for line in sdk_calls.report():
            terminalreporter.write_line(line)


@pytest.fixture
def off_contract() -> bool:
    """Ask for it in a test whose requests are not as the document has them."""
    return True


@pytest.fixture
def make_xero(request: pytest.FixtureRequest) -> Iterator[object]:
    """Start local Xeros with options of one's own; they are judged like ``xero``."""
    started: list[LocalXero] = []

    def make(**options: object) -> LocalXero:
        if "off_contract" in request.fixturenames:
            options.setdefault("log", Path(os.devnull))
        xero = LocalXero(**options).start()  # type: ignore[arg-type]
        started.append(xero)
        return xero

    yield make
    judged = contract()
    for xero in started:
        xero.stop()
        assert xero.world.crashes == []
        if judged is None or "off_contract" in request.fixturenames:
            continue
        problems = [text for item in xero.log for text in judged.judge(item)]
        assert problems == []


@pytest.fixture
def xero(make_xero) -> LocalXero:  # type: ignore[no-untyped-def]
    """A UK organisation, no limits, a clock that stands still."""
    found: LocalXero = make_xero(region="uk", tier="none", clock="fake", seed=1)
    return found


@pytest.fixture
def client(xero: LocalXero) -> Iterator[Client]:
    """The first organisation's adviser, with all scopes."""
    made = Client(xero)
    yield made
    made.close()
