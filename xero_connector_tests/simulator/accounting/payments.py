# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments: made, deleted, never changed.

A payment pays one AUTHORISED document up to what is due on it, from an account of type
BANK or one with EnablePaymentsToAccount. Amount is in the document's currency,
BankAmount in the account's. To change one, delete it and make another.
"""

from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..money import rounded
from ..organisation.organisation import Organisation
from ..store import Record
from . import references, settle
from .batch import Written
from .shapes import PAYMENT

#: Said by several third parties.
NOT_AUTHORISED = "Payments can only be made against Authorised documents"
#: From the published examples.
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
#: How far a rate may be from the day's before a write carries a warning (the limit is
#: not documented; since 7 April 2026 odd rates warn instead of failing).
_ODD_RATE = Decimal("0.5")

_TYPES = {
    "ACCREC": "ACCRECPAYMENT",
    "ACCPAY": "ACCPAYPAYMENT",
    "ACCRECCREDIT": "ARCREDITPAYMENT",
    "ACCPAYCREDIT": "APCREDITPAYMENT",
    "RECEIVE-OVERPAYMENT": "AROVERPAYMENTPAYMENT",
    "SPEND-OVERPAYMENT": "APOVERPAYMENTPAYMENT",
    "RECEIVE-PREPAYMENT": "ARPREPAYMENTPAYMENT",
    "SPEND-PREPAYMENT": "APPREPAYMENTPAYMENT",
}


def write(
    organisation: Organisation, element: dict[str, Any], adviser: bool = False
) -> Written:
    """Store one element; with a PaymentID and Status DELETED it deletes.

    Raises Invalid or NotFound.
    """
    values = read(PAYMENT, element, "Payments")
    if "PaymentID" in values:
        existing = organisation.payments.get(values["PaymentID"])
        if existing is None:
            raise NotFound
        return Written(change(organisation, existing, values, adviser))
    return create(organisation, values, adviser)


def change(
    organisation: Organisation, existing: Record, values: Record, adviser: bool = False
) -> Record:
    """The only change there is: AUTHORISED to DELETED; raises Invalid."""
    if values.get("Status") != "DELETED":
        raise Invalid("Payments cannot be changed; delete the payment and create it")
    return delete(organisation, existing, adviser)


def create(
    organisation: Organisation,
    values: Record,
    adviser: bool = False,
    batch: Record | None = None,
) -> Written:
    """A new payment, alone or within a batch; raises Invalid or NotFound."""
    kind, document = references.document(organisation, values)
    problems = too_long(PAYMENT, values)
    if values.get("Status", "AUTHORISED") != "AUTHORISED":
        problems.append("A payment can only be created with the status AUTHORISED")
    if document["Status"] != "AUTHORISED":
        problems.append(NOT_AUTHORISED)
    amount = rounded(values.get("Amount", Decimal(0)))
    if amount <= 0:
        problems.append("Payment amount must be greater than zero")
    elif amount > settle.left(kind, document):
        problems.append(TOO_MUCH)
    day = values.get("Date")
    if day is None:
        problems.append("The payment Date must be specified")
    else:
        locked = organisation.lock_message(day, adviser)
        problems += [locked] if locked else []
    account = _account(organisation, values, problems)
    if problems or account is None:
        raise Invalid(*problems)
    record: Record = {
        "PaymentID": organisation.ids.guid(),
        "DocumentID": document[settle.KINDS[kind][1]],
        "DocumentKind": kind,
        "Date": day,
        "Amount": amount,
        "Reference": values.get("Reference", ""),
        "PaymentType": _TYPES[document["Type"]],
        "Status": "AUTHORISED",
        "IsReconciled": values.get("IsReconciled", False),
        "Account": {"AccountID": account["AccountID"]},
        "HasAccount": True,
    }
    for field in ("BankAccountNumber", "Particulars", "Details", "Code"):
        if values.get(field):
            record[field] = values[field]
    if batch is not None:
        record["BatchPaymentID"] = batch["BatchPaymentID"]
    warnings = _convert(organisation, record, values, document, account)
    organisation.save(organisation.payments, record)
    settle.refresh(organisation, kind, record["DocumentID"])
    return Written(record, warnings)


def _account(
    organisation: Organisation, values: Record, problems: list[str]
) -> Record | None:
    """The account paid from or to; the words for a wrong one are not confirmed."""
    given = values.get("Account") or {}
    if not given and values.get("Code"):
        given = {"Code": values["Code"]}
    account = references.account(organisation, given)
    if account is None:
        problems.append("Account could not be found")
        return None
    if account["Status"] != "ACTIVE":
        shown = account.get("Code", "")
        problems.append(f"Account code '{shown}' has been archived, or deleted.")
        return None
    if account["Type"] != "BANK" and not account["EnablePaymentsToAccount"]:
        problems.append(
            "The account must be a bank account or have payments to it enabled"
        )
        return None
    return account


def _convert(
    organisation: Organisation,
    record: Record,
    values: Record,
    document: Record,
    account: Record,
) -> list[str]:
    """Set CurrencyRate and BankAmount; returns warnings, raises Invalid."""
    code = document["CurrencyCode"]
    base = organisation.base_currency
    of_account = account.get("CurrencyCode") or base
    if of_account not in (code, base) or (code == base and of_account != base):
        raise Invalid(
            f"A document in {code} cannot be paid from an account in {of_account}"
        )
    amount: Decimal = record["Amount"]
    if code == base:
        record.update(CurrencyRate=Decimal(1), BankAmount=amount)
        return []
    day_rate = organisation.region.day_rate(code)
    rate = rounded(values["CurrencyRate"], 6) if values.get("CurrencyRate") else None
    if rate is not None and rate <= 0:
        raise Invalid("CurrencyRate must be greater than zero")
    bank = rounded(values["BankAmount"]) if values.get("BankAmount") else None
    if of_account == code:
        if bank is not None and bank != amount:
            raise Invalid("BankAmount must equal Amount for an account in the currency")
        record.update(CurrencyRate=rate or day_rate, BankAmount=amount)
    elif bank is not None:
        if bank <= 0:
            raise Invalid("BankAmount must be greater than zero")
        record.update(CurrencyRate=rounded(amount / bank, 6), BankAmount=bank)
    else:
        rate = rate or day_rate
        record.update(CurrencyRate=rate, BankAmount=rounded(amount / rate))
    if abs(record["CurrencyRate"] / day_rate - 1) > _ODD_RATE:
        return ["The currency rate differs considerably from the rate of the day"]
    return []


def delete(
    organisation: Organisation,
    existing: Record,
    adviser: bool = False,
    with_batch: bool = False,
) -> Record:
    """Delete a payment; raises Invalid (wordings not confirmed)."""
    if existing["Status"] == "DELETED":
        raise Invalid("The payment has already been deleted")
    if existing.get("BatchPaymentID") and not with_batch:
        raise Invalid("A payment of a batch payment can only be deleted with the batch")
    locked = organisation.lock_message(existing["Date"], adviser)
    if locked:
        raise Invalid(locked)
    if (
        existing["IsReconciled"]
        and organisation.settings.reconciled_payment_delete == "refuse"
    ):
        raise Invalid(
            "The payment cannot be deleted as it has been reconciled with a bank"
            " statement"
        )
    record = organisation.save(
        organisation.payments,
        {**existing, "Status": "DELETED", "IsReconciled": False},
    )
    settle.refresh(organisation, existing["DocumentKind"], existing["DocumentID"])
    return record
