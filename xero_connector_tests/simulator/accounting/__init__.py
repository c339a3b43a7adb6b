# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The Accounting API; importing it registers every call with the router."""

from ..router import api
from . import (
    accounts,
    allocations,
    attachments,
    bank_transaction_calls,
    bank_transfers,
    batch_payments,
    contact_calls,
    contact_groups,
    credit_calls,
    credit_note_calls,
    history,
    invoice_calls,
    items,
    manual_journals,
    payment_calls,
    settings_calls,
    tax_rates,
    tracking_calls,
    users,
)

__all__ = [
    "accounts",
    "allocations",
    "api",
    "attachments",
    "bank_transaction_calls",
    "bank_transfers",
    "batch_payments",
    "contact_calls",
    "contact_groups",
    "credit_calls",
    "credit_note_calls",
    "history",
    "invoice_calls",
    "items",
    "manual_journals",
    "payment_calls",
    "settings_calls",
    "tax_rates",
    "tracking_calls",
    "users",
]
