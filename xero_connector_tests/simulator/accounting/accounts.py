# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The chart of accounts.

One account a call is created; archiving is a POST with Status ARCHIVED; deleting works
for an account that nothing uses and that Xero does not need itself.
"""

from typing import Any

from ..errors import Invalid, NotFound, ValidationFailed
from ..fields import read, too_long
from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..regions.region import CLASS_OF_TYPE
from ..router import api
from ..store import Record
from . import batch, listing
from .shapes import ACCOUNT, ACCOUNT_QUERY

LISTING = listing.Listing("Accounts", "Account", ACCOUNT_QUERY)
_BANK_KINDS = ("BANK", "CREDITCARD", "PAYPAL")
_HIDDEN = {"System"}


def shown(record: Record) -> Record:
    """An account in an answer; SystemAccount only where it is one."""
    answer = {k: v for k, v in record.items() if k not in _HIDDEN and v is not None}
    if not answer.get("SystemAccount"):
        answer.pop("SystemAccount", None)
    return answer


def find(organisation: Organisation, account_id: str) -> Record:
    found: Record | None = organisation.accounts.get(account_id)
    if found is None:
        raise NotFound
    return found


@api.on("GET", "Accounts")
def read_many(call: Call) -> Answer:
    found = listing.select(call, LISTING, call.organisation.accounts)
    return call.envelope("Accounts", [shown(record) for record in found.records])


@api.on("GET", "Accounts/{id}")
def read_one(call: Call) -> Answer:
    record = find(call.organisation, call.path["id"])
    return call.envelope("Accounts", [shown(record)])


@api.on("PUT", "Accounts")
def create(call: Call) -> Answer:
    elements = call.elements("Accounts")
    return _write(call, elements, None)


@api.on("POST", "Accounts/{id}")
def update(call: Call) -> Answer:
    existing = find(call.organisation, call.path["id"])
    return _write(call, call.elements("Accounts"), existing)


def _write(
    call: Call, elements: list[dict[str, Any]], existing: Record | None
) -> Answer:
    values = read(ACCOUNT, elements[0], "Accounts")
    try:
        if len(elements) > 1:
            raise Invalid("Only one account can be written per request")
        with call.organisation.transaction():
            record = save(call.organisation, values, existing)
    except Invalid as error:
        failed = {**_echoed(values), "ValidationErrors": batch.messages(error.messages)}
        raise ValidationFailed([failed]) from None
    return call.envelope("Accounts", [shown(record)])


def _echoed(values: Record) -> Record:
    return {
        name: values[name] for name in ("AccountID", "Code", "Name") if name in values
    }


def save(organisation: Organisation, values: Record, existing: Record | None) -> Record:
    problems = too_long(ACCOUNT, values)
    """Check and store an account; raises Invalid."""
    if existing is None:
        problems += [
            f"The {name} of the account must be specified"
            for name in ("Code", "Name", "Type")
            if not values.get(name)
        ]
    elif existing["Status"] == "ARCHIVED" and values.get("Status") != "ACTIVE":
        problems.append("Archived accounts cannot be edited")
    problems += _check_unique(organisation, values, existing)
    problems += _check_kind(organisation, values, existing)
    problems += _check_status(values, existing)
    if problems:
        raise Invalid(*problems)
    record: Record = dict(existing) if existing else _blank(organisation, values)
    record.update({k: v for k, v in values.items() if k != "AccountID"})
    record["Class"] = CLASS_OF_TYPE[record["Type"]]
    return organisation.save(organisation.accounts, record)


def _blank(organisation: Organisation, values: Record) -> Record:
    record: Record = {
        "AccountID": organisation.ids.guid(),
        "Status": "ACTIVE",
        "EnablePaymentsToAccount": False,
        "ShowInExpenseClaims": False,
        "AddToWatchlist": False,
        "HasAttachments": False,
        "SystemAccount": "",
        "TaxType": organisation.region.no_tax,
    }
    if values["Type"] == "BANK":
        record["BankAccountType"] = "BANK"
        record["CurrencyCode"] = organisation.base_currency
    return record


def _check_unique(
    organisation: Organisation, values: Record, existing: Record | None
) -> list[str]:
    found = []
    for field, index in (("Code", "code"), ("Name", "name")):
        value = values.get(field)
        if not value:
            continue
        for other in organisation.accounts.find(index, value.lower()):
            if other["Status"] != "DELETED" and (
                not existing or other["AccountID"] != existing["AccountID"]
            ):
                found.append(f"Please enter a unique {field}.")
                break
    return found


def _check_kind(
    organisation: Organisation, values: Record, existing: Record | None
) -> list[str]:
    found = []
    kind = values.get("Type") or (existing or {}).get("Type")
    if kind not in CLASS_OF_TYPE:
        return [f"The account Type '{kind}' is not valid"] if values.get("Type") else []
    if kind == "BANK" and existing is None and not values.get("BankAccountNumber"):
        found.append("The BankAccountNumber must be specified for a bank account")
    if kind != "BANK" and values.get("BankAccountNumber"):
        found.append("A BankAccountNumber can only be given for a bank account")
    bank_kind = values.get("BankAccountType")
    if bank_kind and (kind != "BANK" or bank_kind not in _BANK_KINDS):
        found.append(f"The BankAccountType '{bank_kind}' is not valid")
    currency = values.get("CurrencyCode")
    if currency and kind != "BANK":
        found.append("A CurrencyCode can only be given for a bank account")
    elif currency and currency not in organisation.currencies:
        found.append(f"Organisation is not subscribed to currency {currency}")
    if existing and existing["Type"] != kind and "BANK" in (existing["Type"], kind):
        found.append("The Type of a bank account cannot be changed")
    tax_type = values.get("TaxType")
    rate = organisation.tax_rates.get(tax_type) if tax_type else None
    if tax_type and (rate is None or rate["Status"] != "ACTIVE"):
        found.append(f"The TaxType code '{tax_type}' is not valid for this account.")
    return found


def _check_status(values: Record, existing: Record | None) -> list[str]:
    status = values.get("Status")
    if status is None:
        return []
    if existing is None:
        return [] if status == "ACTIVE" else ["The account Status must be ACTIVE"]
    if status not in ("ACTIVE", "ARCHIVED"):
        return ["The account Status can be changed to ACTIVE or ARCHIVED only"]
    if status == "ARCHIVED" and existing.get("SystemAccount"):
        return ["System accounts cannot be archived"]
    return []


@api.on("DELETE", "Accounts/{id}")
def delete(call: Call) -> Answer:
    """Only an account that is unused and not Xero's own."""
    organisation = call.organisation
    record = find(organisation, call.path["id"])
    reason = None
    if record.get("SystemAccount"):
        reason = "System accounts cannot be deleted"
    elif record["Status"] == "DELETED":
        reason = "The account has been deleted"
    elif in_use(organisation, record):
        reason = "The account is in use and cannot be deleted"
    if reason:
        raise ValidationFailed(
            [
                {
                    "AccountID": record["AccountID"],
                    "ValidationErrors": batch.messages([reason]),
                }
            ]
        )
    with organisation.transaction():
        record = organisation.save(
            organisation.accounts, {**record, "Status": "DELETED"}
        )
    return call.envelope("Accounts", [shown(record)])


def in_use(organisation: Organisation, account: Record) -> bool:
    """Does any line, payment, item or transfer name the account?"""
    account_id = account["AccountID"]
    for table in (
        organisation.invoices,
        organisation.credit_notes,
        organisation.bank_transactions,
        organisation.overpayments,
        organisation.prepayments,
    ):
        for record in table.values():
            if any(line.get("AccountID") == account_id for line in record["LineItems"]):
                return True
    for table in (organisation.payments, organisation.bank_transactions):
        for record in table.values():
            bank = record.get("Account") or record.get("BankAccount") or {}
            if bank.get("AccountID") == account_id:
                return True
    for transfer in organisation.bank_transfers.values():
        if account_id in (
            transfer["FromBankAccount"]["AccountID"],
            transfer["ToBankAccount"]["AccountID"],
        ):
            return True
    return any(
        line.get("AccountID") == account_id
        for journal in organisation.manual_journals.values()
        for line in journal["JournalLines"]
    )
