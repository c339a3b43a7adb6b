# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /BankTransactions."""

from typing import Any

from ..errors import NotFound
from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from ..where import Getter
from . import bank_transactions, batch, contact_form, echo, invoice_form, lines, listing
from .shapes import BANK_TRANSACTION, BANK_TRANSACTION_QUERY

KIND = batch.Kind("BankTransactions", "BankTransactionID", None)
LISTING = listing.Listing(
    "BankTransactions",
    "BankTransaction",
    BANK_TRANSACTION_QUERY,
    paged=True,
    optimised=frozenset({"Status", "Date", "Type", "Contact.ContactID"}),
)
_echo = echo.of(
    BANK_TRANSACTION,
    "BankTransactions",
    {
        "Type": frozenset(bank_transactions.CREATABLE),
        "Status": frozenset({"AUTHORISED", "DELETED", "VOIDED"}),
    },
)


def form(
    organisation: Organisation,
    record: Record,
    *,
    with_lines: bool,
    with_contact: bool,
    places: int,
) -> Record:
    """A bank transaction in an answer."""
    account = organisation.accounts[record["BankAccount"]["AccountID"]]
    shown: Record = {
        "BankTransactionID": record["BankTransactionID"],
        "BankAccount": {
            "AccountID": account["AccountID"],
            "Code": account.get("Code", ""),
            "Name": account["Name"],
        },
        "Type": record["Type"],
    }
    for name in ("Reference", "Url", "PrepaymentID", "OverpaymentID"):
        if record.get(name):
            shown[name] = record[name]
    shown["IsReconciled"] = record["IsReconciled"]
    shown["CurrencyRate"] = record["CurrencyRate"]
    shown["HasAttachments"] = record["HasAttachments"]
    if record.get("Contact"):
        contact_id = record["Contact"]["ContactID"]
        shown["Contact"] = (
            contact_form.inside(organisation, contact_id)
            if with_contact
            else contact_form.stub(organisation, contact_id)
        )
    invoice_form.dates(shown, record, "Date")
    shown["Status"] = record["Status"]
    shown["LineAmountTypes"] = record["LineAmountTypes"]
    shown["LineItems"] = (
        [lines.shown(line, places) for line in record["LineItems"]]
        if with_lines
        else []
    )
    for name in ("SubTotal", "TotalTax", "Total", "UpdatedDateUTC", "CurrencyCode"):
        shown[name] = record[name]
    return shown


def _places(call: Call) -> int:
    return 4 if call.four_places else 2


def _single(call: Call, record: Record) -> Record:
    return form(
        call.organisation,
        record,
        with_lines=True,
        with_contact=True,
        places=_places(call),
    )


def _getter(call: Call) -> Getter:
    plain = listing.getter(call.organisation)

    def get(record: Record, path: str) -> Any:
        if path == "BankAccount.Code":
            account = call.organisation.accounts[record["BankAccount"]["AccountID"]]
            return account.get("Code")
        return plain(record, path)

    return get


@api.on("GET", "BankTransactions")
def read_many(call: Call) -> Answer:
    found = listing.select(
        call, LISTING, call.organisation.bank_transactions, get=_getter(call)
    )
    return call.envelope(
        "BankTransactions",
        [
            form(
                call.organisation,
                record,
                with_lines=found.pagination is not None,
                with_contact=False,
                places=_places(call),
            )
            for record in found.records
        ],
        **found.more,
    )


def _find(call: Call) -> Record:
    found: Record | None = call.organisation.bank_transactions.get(call.path["id"])
    if found is None:
        raise NotFound
    return found


@api.on("GET", "BankTransactions/{id}")
def read_one(call: Call) -> Answer:
    return call.envelope("BankTransactions", [_single(call, _find(call))])


@api.on("PUT", "BankTransactions")
def create(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "BankTransactions")
def create_or_update(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("BankTransactions"),
        lambda element, _number: bank_transactions.write(
            call.organisation,
            element,
            creating=creating,
            places=_places(call),
            adviser=call.adviser,
        ),
        lambda record: _single(call, record),
        _echo,
    )


@api.on("POST", "BankTransactions/{id}")
def update(call: Call) -> Answer:
    target = _find(call)
    return batch.single(
        call,
        KIND,
        call.elements("BankTransactions")[0],
        lambda element, _number: bank_transactions.write(
            call.organisation,
            element,
            creating=False,
            places=_places(call),
            adviser=call.adviser,
            target=target,
        ),
        lambda record: _single(call, record),
        _echo,
    )
