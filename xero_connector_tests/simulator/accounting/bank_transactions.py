# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money received and spent, overpayments and prepayments.

SPEND and RECEIVE can be edited and deleted until they are reconciled with the bank;
the overpayment and prepayment kinds can be neither through the API, and they make an
Overpayment or Prepayment. Transfers are made through BankTransfers. LineAmountTypes is
Inclusive unless said; quantities above 0, prices other than 0, total above 0; TaxAmount
must be the computed one.
"""

from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..money import ZERO
from ..organisation.organisation import Organisation
from ..store import Record
from . import contacts, documents, lines, references, settle
from .batch import Written
from .shapes import BANK_TRANSACTION

PLAIN = ("SPEND", "RECEIVE")
OVERPAYMENTS = ("SPEND-OVERPAYMENT", "RECEIVE-OVERPAYMENT")
PREPAYMENTS = ("SPEND-PREPAYMENT", "RECEIVE-PREPAYMENT")
CREATABLE = (*PLAIN, *OVERPAYMENTS, *PREPAYMENTS)
RECONCILED = (
    "This Bank Transaction cannot be edited as it has been reconciled with a Bank"
    " Statement."
)


def write(
    organisation: Organisation,
    element: dict[str, Any],
    *,
    creating: bool,
    places: int = 4,
    adviser: bool = False,
    target: Record | None = None,
) -> Written:
    """Store one element; raises Invalid or NotFound."""
    values = read(BANK_TRANSACTION, element, "BankTransactions")
    existing = target
    if existing is None and "BankTransactionID" in values:
        existing = organisation.bank_transactions.get(values["BankTransactionID"])
        if existing is None:
            raise NotFound
        if creating:
            raise Invalid("BankTransactionID cannot be specified when creating")
    if existing is None:
        return Written(create(organisation, values, places, adviser))
    return Written(_update(organisation, values, existing, places, adviser))


def create(
    organisation: Organisation, values: Record, places: int = 4, adviser: bool = False
) -> Record:
    """A new transaction, with its overpayment or prepayment; raises Invalid."""
    kind = values.get("Type")
    if kind not in CREATABLE:
        raise Invalid(f"The bank transaction Type '{kind or ''}' is not valid")
    if values.get("Status", "AUTHORISED") != "AUTHORISED":
        raise Invalid("A bank transaction can only be created with status AUTHORISED")
    record: Record = {
        "BankTransactionID": organisation.ids.guid(),
        "Type": kind,
        "Status": "AUTHORISED",
        "Date": organisation.today(),
        "Reference": "",
        "IsReconciled": values.get("IsReconciled", False),
        "LineItems": [],
        "HasAttachments": False,
    }
    _fill(organisation, record, values, None, places, adviser)
    if kind in OVERPAYMENTS:
        record["OverpaymentID"] = _credit(organisation, "Overpayment", record, values)
    elif kind in PREPAYMENTS:
        record["PrepaymentID"] = _credit(organisation, "Prepayment", record, values)
    return organisation.save(organisation.bank_transactions, record)


def _update(
    organisation: Organisation,
    values: Record,
    existing: Record,
    places: int,
    adviser: bool,
) -> Record:
    """Edit or delete a plain transaction; raises Invalid."""
    if existing["Type"] not in PLAIN:
        raise Invalid(
            "Overpayments, prepayments and transfers cannot be changed or deleted"
        )
    if existing["Status"] != "AUTHORISED":
        raise Invalid("Bank transaction not of valid status for modification")
    if existing["IsReconciled"]:
        raise Invalid(RECONCILED)
    if values.get("Type", existing["Type"]) != existing["Type"]:
        raise Invalid("The Type of a bank transaction cannot be changed")
    status = values.get("Status", "AUTHORISED")
    locked = organisation.lock_message(existing["Date"], adviser)
    if locked:
        raise Invalid(locked)
    if status == "DELETED":
        return organisation.save(
            organisation.bank_transactions, {**existing, "Status": "DELETED"}
        )
    if status != "AUTHORISED":
        raise Invalid("Bank transaction not of valid status for modification")
    record = dict(existing)
    if "IsReconciled" in values:
        record["IsReconciled"] = values["IsReconciled"]
    _fill(organisation, record, values, existing, places, adviser)
    return organisation.save(organisation.bank_transactions, record)


def _fill(
    organisation: Organisation,
    record: Record,
    values: Record,
    existing: Record | None,
    places: int,
    adviser: bool,
) -> None:
    own = {k: v for k, v in BANK_TRANSACTION.items() if k != "Contact"}
    problems = too_long(own, values) + documents.check_url(values.get("Url"))
    try:
        if existing is None or "BankAccount" in values:
            account = references.bank_account(
                organisation, values.get("BankAccount"), "BankAccount"
            )
            record["BankAccount"] = {"AccountID": account["AccountID"]}
    except Invalid as error:
        problems += error.messages
    try:
        if existing is None or "Contact" in values:
            contact = contacts.for_document(organisation, values.get("Contact"))
            record["Contact"] = {"ContactID": contact["ContactID"]}
    except Invalid as error:
        problems += error.messages
    record["Date"] = values.get("Date", record["Date"])
    locked = organisation.lock_message(record["Date"], adviser)
    if locked:
        problems.append(locked)
    if values.get("Reference") and record["Type"] not in PLAIN:
        problems.append("Reference can only be given for SPEND and RECEIVE")
    for name in ("Reference", "Url"):
        if name in values:
            record[name] = values[name]
    if "BankAccount" in record:
        problems += _set_currency(organisation, record, values, existing)
    problems += _set_lines(organisation, record, values, existing, places)
    if problems:
        raise Invalid(*dict.fromkeys(problems))


def _set_currency(
    organisation: Organisation,
    record: Record,
    values: Record,
    existing: Record | None,
) -> list[str]:
    """The currency is the account's; only overpayments may be in another one."""
    account = organisation.accounts[record["BankAccount"]["AccountID"]]
    wanted = dict(values)
    if record["Type"] in OVERPAYMENTS:
        wanted.setdefault("CurrencyCode", account["CurrencyCode"])
    elif values.get("CurrencyCode", account["CurrencyCode"]) != account["CurrencyCode"]:
        return ["The CurrencyCode must be the one of the bank account"]
    else:
        wanted["CurrencyCode"] = account["CurrencyCode"]
    try:
        code, rate = documents.currency(organisation, wanted, existing)
    except Invalid as error:
        return error.messages
    record.update(CurrencyCode=code, CurrencyRate=rate)
    return []


def _set_lines(
    organisation: Organisation,
    record: Record,
    values: Record,
    existing: Record | None,
    places: int,
) -> list[str]:
    overpayment = record["Type"] in OVERPAYMENTS
    default = "NoTax" if overpayment else "Inclusive"
    try:
        amounts = documents.amounts_kind(values, existing, default)
    except Invalid as error:
        return error.messages
    sent = values.get("LineItems")
    if sent is None and existing and amounts == existing["LineAmountTypes"]:
        return []
    record["LineAmountTypes"] = amounts
    given = [dict(line) for line in (record["LineItems"] if sent is None else sent)]
    if not given:
        return [documents.NO_LINES]
    if overpayment:
        return _overpayment_line(organisation, record, given, amounts)
    problems = _check_signs(given)
    context = lines.Context(
        organisation=organisation,
        sales=record["Type"].startswith("RECEIVE"),
        amounts=amounts,
        complete=True,
        discounts=False,
        places=places if sent is not None else 4,
        tax_override=False,
    )
    if sent is None:
        for line in given:
            line.pop("TaxAmount", None)
    try:
        record["LineItems"] = lines.apply(context, given, record["LineItems"])
        documents.set_totals(record, values)
    except lines.LineErrors as error:
        return problems + error.messages
    except Invalid as error:
        return problems + error.messages
    if record["Total"] <= 0:
        problems.append("The total of a bank transaction must be greater than zero")
    return problems


def _check_signs(given: list[Record]) -> list[str]:
    for line in given:
        if line.get("Quantity", Decimal(1)) <= 0:
            return ["The Quantity of a line must be greater than zero"]
        if line.get("UnitAmount", Decimal(1)) == 0:
            return ["The UnitAmount of a line must not be zero"]
    return []


def _overpayment_line(
    organisation: Organisation, record: Record, given: list[Record], amounts: str
) -> list[str]:
    """One line without tax; its account is the control account, set by Xero."""
    amount = given[0].get("LineAmount")
    if amount is None and "UnitAmount" in given[0]:
        amount = given[0]["UnitAmount"] * given[0].get("Quantity", Decimal(1))
    if len(given) != 1 or amounts != "NoTax" or not amount or amount <= 0:
        return [
            "An overpayment has one line with a LineAmount above zero, and"
            " LineAmountTypes NoTax"
        ]
    receive = record["Type"].startswith("RECEIVE")
    control = "DEBTORS" if receive else "CREDITORS"
    account = next(
        account
        for account in organisation.accounts.values()
        if account.get("SystemAccount") == control
    )
    amount = amount.quantize(Decimal("0.01"))
    record["LineItems"] = [
        {
            "Description": given[0].get("Description", ""),
            "Quantity": Decimal(1),
            "UnitAmount": amount,
            "LineAmount": amount,
            "AccountCode": account["Code"],
            "AccountID": account["AccountID"],
            "TaxType": organisation.region.no_tax,
            "TaxAmount": ZERO,
            "Tracking": [],
            "LineItemID": organisation.ids.guid(),
        }
    ]
    record.update(SubTotal=amount, TotalTax=ZERO, Total=amount)
    return []


def _credit(
    organisation: Organisation, kind: str, record: Record, values: Record
) -> str:
    """Store the overpayment or prepayment that a transaction makes; returns its id."""
    table, key = settle.table_of(organisation, kind), settle.KINDS[kind][1]
    credit: Record = {
        key: organisation.ids.guid(),
        "BankTransactionID": record["BankTransactionID"],
        "HasAttachments": False,
        "Reference": values.get("Reference", ""),
    }
    for name in (
        "Type",
        "Contact",
        "Date",
        "Status",
        "LineAmountTypes",
        "LineItems",
        "SubTotal",
        "TotalTax",
        "Total",
        "CurrencyCode",
        "CurrencyRate",
    ):
        credit[name] = record[name]
    settle.bring_up_to_date(organisation, kind, credit)
    return str(organisation.save(table, credit)[key])
