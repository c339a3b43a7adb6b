# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Accounting API; importing it registers every call with the router."""

from ..router import api
from . import (
    accounts,
    contact_calls,
    invoice_calls,
    settings_calls,
    tax_rates,
)

__all__ = [
    "api",
    "accounts",
    "contact_calls",
    "invoice_calls",
    "settings_calls",
    "tax_rates",
]
