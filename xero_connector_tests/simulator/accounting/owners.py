# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The records that attachments and notes hang on, by collection."""

from ..errors import NotFound
from ..http import Call
from ..store import Record, Table

#: Collections with Attachments, and with History.
WITH_ATTACHMENTS = (
    "Accounts",
    "BankTransactions",
    "BankTransfers",
    "Contacts",
    "CreditNotes",
    "Invoices",
    "ManualJournals",
)
WITH_HISTORY = (
    "BankTransactions",
    "BankTransfers",
    "BatchPayments",
    "Contacts",
    "CreditNotes",
    "Invoices",
    "Items",
    "ManualJournals",
    "Overpayments",
    "Payments",
    "Prepayments",
)


def find(call: Call, collection: str) -> tuple[Table, Record]:
    """Table and record of the path's id; raises NotFound."""
    table = call.organisation.tables[collection]
    record = table.get(call.path["id"])
    if record is None:
        raise NotFound
    return table, record
