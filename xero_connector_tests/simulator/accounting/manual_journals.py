# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Manual journals: DRAFT to POSTED or DELETED, POSTED to VOIDED.

Debits are positive, credits negative, and they balance. Control, retained earnings,
bank and inventory accounts cannot be touched. NoTax unless said.
"""

from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..http import Answer, Call
from ..money import ZERO, rounded, tax_on
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import batch, documents, echo, listing, tracking
from .shapes import MANUAL_JOURNAL, MANUAL_JOURNAL_QUERY

KIND = batch.Kind("ManualJournals", "ManualJournalID", None)
LISTING = listing.Listing(
    "ManualJournals",
    "ManualJournal",
    MANUAL_JOURNAL_QUERY,
    paged=True,
    optimised=frozenset({"Status", "Date"}),
)
STATUSES = ("DRAFT", "POSTED", "DELETED", "VOIDED", "ARCHIVED")
TRANSITIONS = {
    "DRAFT": ("DRAFT", "POSTED", "DELETED"),
    "POSTED": ("POSTED", "VOIDED"),
    "DELETED": (),
    "VOIDED": (),
}
_FORBIDDEN_SYSTEM = ("DEBTORS", "CREDITORS", "RETAINEDEARNINGS")
_FORBIDDEN_TYPES = ("BANK", "INVENTORY")
_echo = echo.of(MANUAL_JOURNAL, "ManualJournals", {"Status": frozenset(STATUSES)})


def form(record: Record, with_lines: bool) -> Record:
    """A journal in an answer; its day has no String companion there."""
    shown = {
        name: record[name]
        for name in (
            "Date",
            "Status",
            "LineAmountTypes",
            "UpdatedDateUTC",
            "ManualJournalID",
            "Narration",
        )
    }
    shown["JournalLines"] = record["JournalLines"] if with_lines else []
    if record.get("Url"):
        shown["Url"] = record["Url"]
    shown["ShowOnCashBasisReports"] = record["ShowOnCashBasisReports"]
    shown["HasAttachments"] = record["HasAttachments"]
    return shown


def write(
    organisation: Organisation,
    element: dict[str, Any],
    *,
    creating: bool,
    adviser: bool = False,
    target: Record | None = None,
) -> batch.Written:
    """Store one element; raises Invalid or NotFound."""
    values = read(MANUAL_JOURNAL, element, "ManualJournals")
    existing = target
    if existing is None and "ManualJournalID" in values:
        existing = organisation.manual_journals.get(values["ManualJournalID"])
        if existing is None:
            raise NotFound
        if creating:
            raise Invalid("ManualJournalID cannot be specified when creating")
    record = _save(organisation, values, existing, adviser)
    return batch.Written(record)


def _save(
    organisation: Organisation,
    values: Record,
    existing: Record | None,
    adviser: bool,
) -> Record:
    status = _status(values, existing)
    if existing is not None and status in ("VOIDED", "DELETED"):
        locked = organisation.lock_message(existing["Date"], adviser)
        if locked and status == "VOIDED":
            raise Invalid(locked)
        return organisation.save(
            organisation.manual_journals, {**existing, "Status": status}
        )
    record: Record = dict(existing) if existing else _blank(organisation)
    record["Status"] = status
    problems = too_long(MANUAL_JOURNAL, values)
    problems += documents.check_url(values.get("Url"))
    for name in ("Narration", "Date", "Url", "ShowOnCashBasisReports"):
        if name in values:
            record[name] = values[name]
    if not record.get("Narration"):
        problems.append("The Narration must be specified")
    if status == "POSTED":
        days = {record["Date"], existing["Date"] if existing else record["Date"]}
        for day in sorted(days):
            locked = organisation.lock_message(day, adviser)
            problems += [locked] if locked else []
    try:
        record["LineAmountTypes"] = documents.amounts_kind(values, existing, "NoTax")
        if existing is None or "JournalLines" in values:
            problems += _set_lines(organisation, record, values)
    except Invalid as error:
        problems += error.messages
    if problems:
        raise Invalid(*dict.fromkeys(problems))
    return organisation.save(organisation.manual_journals, record)


def _status(values: Record, existing: Record | None) -> str:
    old = existing["Status"] if existing else "DRAFT"
    status = str(values.get("Status", old))
    allowed = TRANSITIONS[old] if existing else ("DRAFT", "POSTED")
    if status not in allowed:
        what = "modification" if existing else "creation"
        raise Invalid(f"Manual journal not of valid status for {what}")
    return status


def _blank(organisation: Organisation) -> Record:
    return {
        "ManualJournalID": organisation.ids.guid(),
        "Date": organisation.today(),
        "ShowOnCashBasisReports": True,
        "HasAttachments": False,
        "JournalLines": [],
    }


def _set_lines(organisation: Organisation, record: Record, values: Record) -> list[str]:
    given = values.get("JournalLines") or []
    if len(given) < 2:
        return ["A manual journal must have at least two lines"]
    problems: list[str] = []
    made = [
        _line(organisation, line, record["LineAmountTypes"], problems) for line in given
    ]
    inclusive = record["LineAmountTypes"] == "Inclusive"
    amounts = [
        line["LineAmount"] + (ZERO if inclusive else line["TaxAmount"]) for line in made
    ]
    debits = sum((amount for amount in amounts if amount > 0), ZERO)
    credits = sum((amount for amount in amounts if amount < 0), ZERO)
    if debits + credits != 0:
        # From the published examples.
        problems.append(
            f"The total debits ({debits:.2f}) must equal total credits ({credits:.2f})"
        )
    record["JournalLines"] = made
    return problems


def _line(
    organisation: Organisation, given: Record, amounts: str, problems: list[str]
) -> Record:
    account = _account(organisation, given, problems)
    amount = given.get("LineAmount")
    if amount is None:
        problems.append("The LineAmount of a journal line must be specified")
        amount = Decimal(0)
    line: Record = {
        "Description": given.get("Description", ""),
        "TaxType": organisation.region.no_tax,
        "TaxAmount": ZERO,
        "LineAmount": rounded(amount),
    }
    if account:
        line["AccountCode"] = account.get("Code", "")
        line["AccountID"] = account["AccountID"]
    line["IsBlank"] = False
    line["Tracking"], found = tracking.resolve(organisation, given.get("Tracking", []))
    problems += found
    if amounts == "NoTax":
        return line
    tax_type = given.get("TaxType") or organisation.region.no_tax
    rate = organisation.tax_rates.get(tax_type)
    if rate is None or rate["Status"] != "ACTIVE":
        problems.append(
            f"The TaxType code {tax_type} does not exist or cannot be used for this"
            " type of transaction."
        )
        return line
    line["TaxType"] = rate["TaxType"]
    line["TaxAmount"] = tax_on(
        line["LineAmount"], rate["EffectiveRate"], amounts == "Inclusive"
    )
    return line


def _account(
    organisation: Organisation, given: Record, problems: list[str]
) -> Record | None:
    code = given.get("AccountCode")
    account: Record | None
    if code:
        account = organisation.accounts.one("code", code.lower())
    else:
        account = organisation.accounts.get(given.get("AccountID"))
        code = given.get("AccountID", "")
    if (
        account is None
        or account["Type"] in _FORBIDDEN_TYPES
        or account.get("SystemAccount") in _FORBIDDEN_SYSTEM
    ):
        problems.append(f"Account code '{code}' is not a valid code for this document.")
        return None
    if account["Status"] != "ACTIVE":
        problems.append(f"Account code '{code}' has been archived, or deleted.")
        return None
    return account


@api.on("GET", "ManualJournals")
def read_many(call: Call) -> Answer:
    found = listing.select(call, LISTING, call.organisation.manual_journals)
    paged = found.pagination is not None
    return call.envelope(
        "ManualJournals",
        [form(record, paged) for record in found.records],
        **found.more,
    )


def _find(call: Call) -> Record:
    record: Record | None = call.organisation.manual_journals.get(call.path["id"])
    if record is None:
        raise NotFound
    return record


@api.on("GET", "ManualJournals/{id}")
def read_one(call: Call) -> Answer:
    return call.envelope("ManualJournals", [form(_find(call), True)])


@api.on("PUT", "ManualJournals")
def put(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "ManualJournals")
def post(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("ManualJournals"),
        lambda element, _number: write(
            call.organisation, element, creating=creating, adviser=call.adviser
        ),
        lambda record: form(record, True),
        _echo,
    )


@api.on("POST", "ManualJournals/{id}")
def update(call: Call) -> Answer:
    target = _find(call)
    return batch.single(
        call,
        KIND,
        call.elements("ManualJournals")[0],
        lambda element, _number: write(
            call.organisation,
            element,
            creating=False,
            adviser=call.adviser,
            target=target,
        ),
        lambda record: form(record, True),
        _echo,
    )
