# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Fixtures of the committed suite."""

import os

import pytest

if "XERO_ODOO_CONFIG" not in os.environ:
    raise pytest.UsageError("run the committed suite by `make test`")

import odoo.init  # noqa: F401  # before anything of Odoo
from odoo.tools import config

config.parse_config(
    ["-c", os.environ["XERO_ODOO_CONFIG"], "--log-level=warn"], setup_logging=True
)
# the addons can be imported only now that Odoo knows where they are
from . import books  # noqa: E402
from .lab import Lab  # noqa: E402
from .xero_process import XeroProcess  # noqa: E402

#: posted invoices in the stocked books, each of another customer
STOCK = 50


@pytest.fixture(scope="session")
def laboratory():
    """The registry, loaded once."""
    lab = Lab(ahead=True)
    try:
        lab.prepare()
        yield lab
    finally:
        lab.drop()


@pytest.fixture
def lab(laboratory):
    """A database that nobody has touched."""
    laboratory.fresh()
    yield laboratory
    laboratory.quiet()


@pytest.fixture(scope="session")
def stock(laboratory):
    """Name of a database with posted invoices of many customers, not connected."""
    laboratory.fresh()
    with laboratory.env() as env:
        books.invoices(env, books.customers(env, STOCK))
    name = f"{laboratory.prefix}stock"
    laboratory.save(name)
    return name


@pytest.fixture
def stocked(laboratory, stock):
    """A fresh copy of the stocked books."""
    laboratory.fresh(stock)
    yield laboratory
    laboratory.quiet()


@pytest.fixture(scope="session")
def next_xero():
    """The local Xero of the next test, which starts while this one runs."""
    waiting = [XeroProcess().start()]
    yield waiting
    waiting.pop().stop()


@pytest.fixture
def xero(next_xero):
    """A local Xero in its own process; what was said is judged at the end."""
    with next_xero.pop() as process:
        next_xero.append(XeroProcess().start())
        yield process
