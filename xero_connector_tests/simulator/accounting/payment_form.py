# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a stored payment looks like in answers.

Whatever is paid is shown as ``Invoice``: a credit note with Type ACCRECCREDIT or
ACCPAYCREDIT, an overpayment or prepayment with its own type (published examples). A
list has a stub of it, a single read and a write its lines too.
"""

from ..organisation.organisation import Organisation
from ..store import Record
from . import contact_form, invoice_form, lines, settle

_TYPES = {
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENT",
}


def document(organisation: Organisation, payment: Record, detail: bool) -> Record:
    """The paid document inside a payment."""
    kind = payment["DocumentKind"]
    record = settle.table_of(organisation, kind)[payment["DocumentID"]]
    number = record.get("InvoiceNumber") or record.get("CreditNoteNumber") or ""
    shown: Record = {
        "Type": _TYPES.get(record["Type"], record["Type"]),
        "InvoiceID": payment["DocumentID"],
        "InvoiceNumber": number,
    }
    if detail and record.get("Reference"):
        shown["Reference"] = record["Reference"]
    shown["Payments"] = (
        invoice_form.payment_stubs(organisation, payment["DocumentID"])
        if detail
        else []
    )
    shown.update(CreditNotes=[], Prepayments=[], Overpayments=[])
    if detail:
        shown["AmountDue"] = settle.left(kind, record)
        if kind == "Invoice":
            shown["AmountPaid"] = record["AmountPaid"]
            shown["AmountCredited"] = record["AmountCredited"]
        shown["CurrencyRate"] = record["CurrencyRate"]
    shown.update(HasErrors=False, IsDiscounted=record.get("IsDiscounted", False))
    shown["Contact"] = contact_form.stub(organisation, record["Contact"]["ContactID"])
    if not detail:
        shown["LineItems"] = []
        shown["CurrencyCode"] = record["CurrencyCode"]
        return shown
    invoice_form.dates(shown, record, "Date", "DueDate")
    shown["Status"] = record["Status"]
    shown["LineAmountTypes"] = record["LineAmountTypes"]
    shown["LineItems"] = [lines.shown(line, 2) for line in record["LineItems"]]
    for name in ("SubTotal", "TotalTax", "Total"):
        shown[name] = record[name]
    shown.update(invoice_form.updated(record))
    shown["CurrencyCode"] = record["CurrencyCode"]
    if record.get("FullyPaidOnDate"):
        shown["FullyPaidOnDate"] = record["FullyPaidOnDate"]
    return shown


def account(organisation: Organisation, payment: Record, detail: bool) -> Record:
    """The account inside a payment; its name only in detail."""
    record = organisation.accounts[payment["Account"]["AccountID"]]
    shown = {"AccountID": record["AccountID"]}
    if record.get("Code"):
        shown["Code"] = record["Code"]
    if detail:
        shown["Name"] = record["Name"]
    return shown


def batch_stub(organisation: Organisation, batch_id: str) -> Record:
    """The batch inside one of its payments."""
    batch = organisation.batch_payments[batch_id]
    return {
        "Account": {"AccountID": batch["Account"]["AccountID"]},
        "BatchPaymentID": batch_id,
        "Date": batch["Date"],
        "Type": batch["Type"],
        "Status": batch["Status"],
        "TotalAmount": batch["TotalAmount"],
        "UpdatedDateUTC": batch["UpdatedDateUTC"],
        "IsReconciled": batch["IsReconciled"],
    }


def form(organisation: Organisation, payment: Record, *, detail: bool) -> Record:
    """A payment in an answer."""
    shown: Record = {"PaymentID": payment["PaymentID"]}
    if payment.get("BatchPaymentID"):
        shown["BatchPaymentID"] = payment["BatchPaymentID"]
        shown["BatchPayment"] = batch_stub(organisation, payment["BatchPaymentID"])
    shown["Date"] = payment["Date"]
    shown["BankAmount"] = payment["BankAmount"]
    shown["Amount"] = payment["Amount"]
    if payment["Reference"]:
        shown["Reference"] = payment["Reference"]
    for name in ("BankAccountNumber", "Particulars", "Details", "Code"):
        if payment.get(name):
            shown[name] = payment[name]
    shown["CurrencyRate"] = payment["CurrencyRate"]
    shown["PaymentType"] = payment["PaymentType"]
    shown["Status"] = payment["Status"]
    shown.update(invoice_form.updated(payment))
    shown["HasAccount"] = True
    shown["IsReconciled"] = payment["IsReconciled"]
    shown["Account"] = account(organisation, payment, detail)
    shown["Invoice"] = document(organisation, payment, detail)
    shown["HasValidationErrors"] = False
    return shown
