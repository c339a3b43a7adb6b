# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is applied to a document, and what that makes of it.

Payments change AmountPaid, allocations AmountCredited. A document with nothing left is
PAID, set by the system; when a payment or allocation is removed it is AUTHORISED
again. Credit notes, overpayments and prepayments have a RemainingCredit, which refunds
(payments) and allocations use up.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..money import ZERO
from ..organisation.organisation import Organisation
from ..store import Record, Table

#: Kinds of documents that money is applied to: table and id field.
KINDS = {
    "Invoice": ("Invoices", "InvoiceID"),
    "CreditNote": ("CreditNotes", "CreditNoteID"),
    "Prepayment": ("Prepayments", "PrepaymentID"),
    "Overpayment": ("Overpayments", "OverpaymentID"),
}


class Applied(NamedTuple):
    """Sums in the document's currency, and the day of the last one."""

    paid: Decimal
    credited: Decimal
    last: date | None

    def __bool__(self) -> bool:
        return bool(self.paid or self.credited)


def table_of(organisation: Organisation, kind: str) -> Table:
    return organisation.tables[KINDS[kind][0]]


def applied(organisation: Organisation, kind: str, record: Record) -> Applied:
    """What payments and allocations do to a document."""
    document_id = record[KINDS[kind][1]]
    paid = credited = ZERO
    days: list[date] = []
    for payment in organisation.payments.find("document", document_id):
        if payment["Status"] == "AUTHORISED":
            paid += payment["Amount"]
            days.append(payment["Date"])
    index = "invoice" if kind == "Invoice" else "source"
    for allocation in organisation.allocations.find(index, document_id):
        credited += allocation["Amount"]
        days.append(allocation["Date"])
    return Applied(paid, credited, max(days, default=None))


def bring_up_to_date(organisation: Organisation, kind: str, record: Record) -> None:
    """Set amounts, Status and FullyPaidOnDate of a record that is being stored."""
    found = applied(organisation, kind, record)
    left = record["Total"] - found.paid - found.credited
    if kind == "Invoice":
        record["AmountPaid"] = found.paid
        record["AmountCredited"] = found.credited
        record["AmountDue"] = left
    else:
        record["RemainingCredit"] = left
    if record["Status"] not in ("AUTHORISED", "PAID"):
        record.pop("FullyPaidOnDate", None)
        return
    if left == 0:
        record["Status"] = "PAID"
        record["FullyPaidOnDate"] = found.last or record["Date"]
    else:
        record["Status"] = "AUTHORISED"
        record.pop("FullyPaidOnDate", None)


def refresh(organisation: Organisation, kind: str, document_id: str) -> Record:
    """Store a document anew after something was applied to it or removed."""
    table = table_of(organisation, kind)
    record = dict(table[document_id])
    bring_up_to_date(organisation, kind, record)
    return organisation.save(table, record)


def left(kind: str, record: Record) -> Decimal:
    """What can still be applied to a document."""
    amount: Decimal = record["AmountDue" if kind == "Invoice" else "RemainingCredit"]
    return amount
