# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""References from one record to another: accounts and documents by id or number."""

from ..errors import Invalid, NotFound
from ..organisation.organisation import Organisation
from ..store import Record
from . import settle

#: Where a payment names its document, and by which number.
_NUMBERS = {
    "Invoice": ("InvoiceNumber", ("ACCREC", "ACCPAY")),
    "CreditNote": ("CreditNoteNumber", ("ACCRECCREDIT", "ACCPAYCREDIT")),
}


def account(organisation: Organisation, given: Record | None) -> Record | None:
    """The account that ``{"AccountID": ...}`` or ``{"Code": ...}`` names."""
    if not given:
        return None
    if given.get("AccountID"):
        by_id: Record | None = organisation.accounts.get(given["AccountID"])
        return by_id
    code = given.get("Code")
    return organisation.accounts.one("code", code.lower()) if code else None


def bank_account(organisation: Organisation, given: Record | None, what: str) -> Record:
    """An active account of the type BANK; raises Invalid (wording not confirmed)."""
    found = account(organisation, given)
    if found is None:
        raise Invalid(f"The {what} could not be found")
    if found["Type"] != "BANK":
        raise Invalid(f"The {what} must be an account of type BANK")
    if found["Status"] != "ACTIVE":
        raise Invalid(f"Account code '{found['Code']}' has been archived, or deleted.")
    return found


def document(organisation: Organisation, values: Record) -> tuple[str, Record]:
    """Kind and record of what a payment pays; raises Invalid, or NotFound for an id
    that does not exist."""
    found: list[tuple[str, Record | None]] = []
    for kind, (_table, key) in settle.KINDS.items():
        given = dict(values.get(kind) or {})
        field, types = _NUMBERS.get(kind, ("", ()))
        if field and values.get(field):
            given.setdefault(field, values[field])
        if given.get(key):
            record = settle.table_of(organisation, kind).get(given[key])
            if record is None:
                raise NotFound
            found.append((kind, record))
        elif field and given.get(field):
            found.append((kind, _by_number(organisation, kind, given[field], types)))
    if len(found) != 1:
        # Wording not confirmed.
        raise Invalid(
            "A payment must be for exactly one Invoice, CreditNote, Prepayment or"
            " Overpayment"
        )
    kind, named = found[0]
    if named is None:
        raise Invalid("The document could not be found")
    return kind, named


def _by_number(
    organisation: Organisation, kind: str, number: str, types: tuple[str, ...]
) -> Record | None:
    table = settle.table_of(organisation, kind)
    matches = [
        record
        for name in types
        for record in table.find("number", (name, number.lower()))
    ]
    if len(matches) > 1:
        # Bills may share a number; Xero's choice then is not confirmed.
        raise Invalid(f"More than one document has the number {number}")
    return matches[0] if matches else None
