# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Batch payments: several invoices of one side with one movement of a bank account.

Base currency only, sales and bills not mixed, no credit notes, overpayments or
prepayments; deleted as a whole.
"""

from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..http import Answer, Call
from ..jsonform import day_string
from ..money import ZERO, rounded
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from ..where import Getter
from . import batch, echo, listing, payments, references
from .shapes import BATCH_PAYMENT, BATCH_PAYMENT_QUERY

KIND = batch.Kind("BatchPayments", "BatchPaymentID", None)
LISTING = listing.Listing(
    "BatchPayments",
    "BatchPayment",
    BATCH_PAYMENT_QUERY,
    optimised=frozenset({"Type", "Account.AccountID", "Status"}),
)
_echo = echo.of(
    BATCH_PAYMENT, "BatchPayments", {"Status": frozenset({"AUTHORISED", "DELETED"})}
)
#: The extra texts by edition: NZ has Particulars and Code, the UK a Narrative, the
#: others Details.
_TEXTS = ("Reference", "Particulars", "Code", "Details", "Narrative")


def form(organisation: Organisation, record: Record) -> Record:
    """A batch payment in an answer."""
    account = organisation.accounts[record["Account"]["AccountID"]]
    shown: Record = {
        "Account": {
            "AccountID": account["AccountID"],
            "CurrencyCode": account["CurrencyCode"],
        }
    }
    shown.update({name: record[name] for name in _TEXTS if record.get(name)})
    shown["BatchPaymentID"] = record["BatchPaymentID"]
    shown["DateString"] = day_string(record["Date"])
    shown["Date"] = record["Date"]
    shown["Payments"] = [
        _payment(organisation, organisation.payments[payment_id])
        for payment_id in record["PaymentIDs"]
    ]
    for name in ("Type", "Status", "TotalAmount", "UpdatedDateUTC", "IsReconciled"):
        shown[name] = record[name]
    return shown


def _payment(organisation: Organisation, payment: Record) -> Record:
    invoice = organisation.invoices[payment["DocumentID"]]
    return {
        "Invoice": {
            "InvoiceID": payment["DocumentID"],
            "CurrencyCode": invoice["CurrencyCode"],
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "HasErrors": False,
            "IsDiscounted": False,
            "LineItems": [],
        },
        "PaymentID": payment["PaymentID"],
        "Amount": payment["Amount"],
        "BankAmount": payment["BankAmount"],
    }


def create(organisation: Organisation, values: Record, adviser: bool = False) -> Record:
    """A new batch with its payments; raises Invalid or NotFound."""
    problems = too_long(BATCH_PAYMENT, values)
    given = values.get("Payments") or []
    if not given:
        problems.append("A batch payment must have at least one payment")
    if values.get("Date") is None:
        problems.append("The batch payment Date must be specified")
    if values.get("Status", "AUTHORISED") != "AUTHORISED":
        problems.append("A batch payment can only be created with status AUTHORISED")
    try:
        account = references.bank_account(
            organisation, values.get("Account"), "Account"
        )
        if account["CurrencyCode"] != organisation.base_currency:
            problems.append("Batch payments are made in the base currency only")
    except Invalid as error:
        problems += error.messages
    kinds = _check_documents(organisation, given, problems)
    if problems:
        raise Invalid(*problems)
    record: Record = {
        "BatchPaymentID": organisation.ids.guid(),
        "Account": {"AccountID": account["AccountID"]},
        "Date": values["Date"],
        "Type": "RECBATCH" if kinds == {"ACCREC"} else "PAYBATCH",
        "Status": "AUTHORISED",
        "IsReconciled": False,
        "PaymentIDs": [],
        "TotalAmount": ZERO,
    }
    record.update({name: values[name] for name in _TEXTS if values.get(name)})
    total = ZERO
    made: list[str] = []
    organisation.save(organisation.batch_payments, record)
    for part in given:
        payment = payments.create(
            organisation, _part(values, part, account), adviser, record
        ).record
        made.append(payment["PaymentID"])
        total += payment["Amount"]
    return organisation.save(
        organisation.batch_payments,
        {**record, "PaymentIDs": made, "TotalAmount": total},
    )


def _part(values: Record, part: Record, account: Record) -> Record:
    kept = {
        name: value
        for name, value in part.items()
        if name not in ("PaymentID", "Account", "Date", "Status")
    }
    kept.setdefault("Reference", values.get("Reference", ""))
    return {
        **kept,
        "Account": {"AccountID": account["AccountID"]},
        "Date": values["Date"],
    }


def _check_documents(
    organisation: Organisation, given: list[Record], problems: list[str]
) -> set[str]:
    """The types of the documents; what must not be mixed is reported."""
    kinds: set[str] = set()
    amounts: dict[str, Decimal] = {}
    for part in given:
        try:
            kind, document = references.document(organisation, part)
        except Invalid as error:
            problems += error.messages
            continue
        if kind != "Invoice":
            problems.append("Batch payments can only be made for invoices and bills")
            continue
        if document["CurrencyCode"] != organisation.base_currency:
            problems.append("Batch payments are made in the base currency only")
        if document["InvoiceID"] in amounts:
            problems.append("An invoice can be in a batch payment once")
        amounts[document["InvoiceID"]] = rounded(part.get("Amount", Decimal(0)))
        kinds.add(document["Type"])
    if len(kinds) > 1:
        problems.append("A batch payment cannot mix sales invoices and bills")
    return kinds


def delete(
    organisation: Organisation, existing: Record, adviser: bool = False
) -> Record:
    """Delete a batch with all its payments; raises Invalid."""
    if existing["Status"] == "DELETED":
        raise Invalid("The batch payment has already been deleted")
    for payment_id in existing["PaymentIDs"]:
        payments.delete(
            organisation, organisation.payments[payment_id], adviser, with_batch=True
        )
    return organisation.save(
        organisation.batch_payments,
        {**existing, "Status": "DELETED", "IsReconciled": False},
    )


def _getter(call: Call) -> Getter:
    plain = listing.getter(call.organisation)

    def get(record: Record, path: str) -> Any:
        if path == "Account.Code":
            account = call.organisation.accounts[record["Account"]["AccountID"]]
            return account.get("Code")
        return plain(record, path)

    return get


@api.on("GET", "BatchPayments")
def read_many(call: Call) -> Answer:
    found = listing.select(
        call, LISTING, call.organisation.batch_payments, get=_getter(call)
    )
    return call.envelope(
        "BatchPayments", [form(call.organisation, record) for record in found.records]
    )


def _find(organisation: Organisation, batch_id: str) -> Record:
    record: Record | None = organisation.batch_payments.get(batch_id)
    if record is None:
        raise NotFound
    return record


@api.on("GET", "BatchPayments/{id}")
def read_one(call: Call) -> Answer:
    record = _find(call.organisation, call.path["id"])
    return call.envelope("BatchPayments", [form(call.organisation, record)])


@api.on("PUT", "BatchPayments")
def put(call: Call) -> Answer:
    def store(element: dict[str, Any], _number: int) -> batch.Written:
        values = read(BATCH_PAYMENT, element, "BatchPayments")
        if "BatchPaymentID" in values:
            raise Invalid("BatchPaymentID cannot be specified when creating")
        return batch.Written(create(call.organisation, values, call.adviser))

    return batch.write(
        call,
        KIND,
        call.elements("BatchPayments"),
        store,
        lambda record: form(call.organisation, record),
        _echo,
    )


@api.on("POST", "BatchPayments")
def post(call: Call) -> Answer:
    """Delete by the id in the body."""
    return _delete(call, None)


@api.on("POST", "BatchPayments/{id}")
def post_one(call: Call) -> Answer:
    return _delete(call, _find(call.organisation, call.path["id"]))


def _delete(call: Call, named: Record | None) -> Answer:
    def store(element: dict[str, Any], _number: int) -> batch.Written:
        values = read(BATCH_PAYMENT, element, "BatchPayments")
        existing = named
        if existing is None:
            existing = _find(call.organisation, values.get("BatchPaymentID", ""))
        if values.get("Status") != "DELETED":
            raise Invalid("Batch payments cannot be changed, only deleted")
        return batch.Written(delete(call.organisation, existing, call.adviser))

    return batch.single(
        call,
        KIND,
        call.elements("BatchPayments")[0],
        store,
        lambda record: form(call.organisation, record),
        _echo,
    )
