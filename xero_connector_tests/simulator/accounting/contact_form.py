# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a stored contact looks like in answers.

A contact always comes back with four phone and two address slots, empty texts inside
(recorded live). IsCustomer, IsSupplier and Balances are derived from its documents;
the unpaged list leaves part of it out, ``summaryOnly`` more.
"""

from decimal import Decimal
from typing import Any

from ..money import ZERO, rounded
from ..organisation.organisation import Organisation
from ..store import Record

PHONE_TYPES = ("DDI", "DEFAULT", "FAX", "MOBILE")
ADDRESS_TYPES = ("STREET", "POBOX")

_PLAIN = (
    "ContactNumber",
    "AccountNumber",
    "ContactStatus",
    "Name",
    "FirstName",
    "LastName",
    "CompanyNumber",
    "EmailAddress",
)
#: Missing from the unpaged list.
_PAGED_ONLY = ("MergedToContactID", "PaymentTerms", "BatchPayments", "Website")
_DEFAULTS = (
    "SalesDefaultAccountCode",
    "PurchasesDefaultAccountCode",
    "SalesDefaultLineAmountType",
    "PurchasesDefaultLineAmountType",
    "DefaultCurrency",
    "AccountsReceivableTaxType",
    "AccountsPayableTaxType",
    "XeroNetworkKey",
    "TrackingCategoryName",
    "TrackingCategoryOption",
)


def phones(given: list[Record]) -> list[Record]:
    """The four slots in Xero's order."""
    by_type = {phone.get("PhoneType", "DEFAULT"): phone for phone in given}
    return [
        {
            "PhoneType": kind,
            "PhoneNumber": by_type.get(kind, {}).get("PhoneNumber", ""),
            "PhoneAreaCode": by_type.get(kind, {}).get("PhoneAreaCode", ""),
            "PhoneCountryCode": by_type.get(kind, {}).get("PhoneCountryCode", ""),
        }
        for kind in PHONE_TYPES
    ]


def addresses(given: list[Record]) -> list[Record]:
    """The two slots in Xero's order."""
    by_type = {address.get("AddressType", "POBOX"): address for address in given}
    slots = []
    for kind in ADDRESS_TYPES:
        address = by_type.get(kind, {})
        slot = {"AddressType": kind}
        for name in ("AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4"):
            if address.get(name):
                slot[name] = address[name]
        for name in ("City", "Region", "PostalCode", "Country"):
            slot[name] = address.get(name, "")
        if address.get("AttentionTo"):
            slot["AttentionTo"] = address["AttentionTo"]
        slots.append(slot)
    return slots


def stub(organisation: Organisation, contact_id: str) -> Record:
    """The contact inside a document of a list."""
    contact = organisation.contacts[contact_id]
    shown = {"ContactID": contact["ContactID"]}
    if contact.get("ContactNumber"):
        shown["ContactNumber"] = contact["ContactNumber"]
    shown.update(
        Name=contact["Name"],
        Addresses=[],
        Phones=[],
        ContactGroups=[],
        ContactPersons=[],
        HasValidationErrors=False,
    )
    return shown


def inside(organisation: Organisation, contact_id: str) -> Record:
    """The contact inside a single document."""
    return _body(organisation, organisation.contacts[contact_id], paged=False)


def full(
    organisation: Organisation,
    contact: Record,
    *,
    paged: bool = True,
    summary: bool = False,
) -> Record:
    """The contact in its own lists and answers."""
    if summary:
        shown = {"ContactID": contact["ContactID"]}
        shown.update({name: contact[name] for name in _PLAIN if contact.get(name)})
        shown["Phones"] = phones(contact["Phones"])
        shown["UpdatedDateUTC"] = contact["UpdatedDateUTC"]
        shown["HasAttachments"] = contact["HasAttachments"]
        shown["HasValidationErrors"] = False
        return shown
    return _body(organisation, contact, paged)


def _body(organisation: Organisation, contact: Record, paged: bool) -> Record:
    shown: Record = {"ContactID": contact["ContactID"]}
    shown.update({name: contact[name] for name in _PLAIN if contact.get(name)})
    shown["BankAccountDetails"] = contact.get("BankAccountDetails", "")
    if contact.get("TaxNumber"):
        shown["TaxNumber"] = contact["TaxNumber"]
    shown["Addresses"] = addresses(contact["Addresses"])
    shown["Phones"] = phones(contact["Phones"])
    shown["UpdatedDateUTC"] = contact["UpdatedDateUTC"]
    shown["ContactGroups"] = groups(organisation, contact["ContactID"])
    shown["IsSupplier"] = is_supplier(organisation, contact["ContactID"])
    shown["IsCustomer"] = is_customer(organisation, contact["ContactID"])
    shown.update({name: contact[name] for name in _DEFAULTS if contact.get(name)})
    shown["SalesTrackingCategories"] = contact["SalesTrackingCategories"]
    shown["PurchasesTrackingCategories"] = contact["PurchasesTrackingCategories"]
    shown["ContactPersons"] = contact["ContactPersons"] if paged else []
    if paged:
        shown.update({n: contact[n] for n in _PAGED_ONLY if contact.get(n)})
        owed = balances(organisation, contact["ContactID"])
        if owed:
            shown["Balances"] = owed
    shown["HasAttachments"] = contact["HasAttachments"]
    shown["HasValidationErrors"] = False
    return shown


def groups(organisation: Organisation, contact_id: str) -> list[Record]:
    return [
        {
            "ContactGroupID": group["ContactGroupID"],
            "Name": group["Name"],
            "Status": group["Status"],
            "Contacts": [],
            "HasValidationErrors": False,
        }
        for group in organisation.contact_groups.values()
        if group["Status"] == "ACTIVE" and contact_id in group["ContactIDs"]
    ]


def is_customer(organisation: Organisation, contact_id: str) -> bool:
    """Has the contact a sales document that is neither deleted nor voided?"""
    return (
        organisation.invoices.one("contact_type", (contact_id, "ACCREC")) is not None
        or organisation.credit_notes.one("contact_type", (contact_id, "ACCRECCREDIT"))
        is not None
    )


def is_supplier(organisation: Organisation, contact_id: str) -> bool:
    """The same for bills."""
    return (
        organisation.invoices.one("contact_type", (contact_id, "ACCPAY")) is not None
        or organisation.credit_notes.one("contact_type", (contact_id, "ACCPAYCREDIT"))
        is not None
    )


def balances(organisation: Organisation, contact_id: str) -> Record | None:
    """What is outstanding and overdue, in the base currency as Xero sums it."""
    today = organisation.today()
    sums: dict[str, list[Decimal]] = {"AR": [ZERO, ZERO], "AP": [ZERO, ZERO]}
    for invoice in organisation.invoices.find("owing", contact_id):
        side = sums["AR" if invoice["Type"] == "ACCREC" else "AP"]
        due = rounded(invoice["AmountDue"] / invoice["CurrencyRate"])
        side[0] += due
        if invoice.get("DueDate") and invoice["DueDate"] < today:
            side[1] += due
    credit: list[Any] = [
        *organisation.credit_notes.find("owing", contact_id),
        *organisation.overpayments.find("owing", contact_id),
        *organisation.prepayments.find("owing", contact_id),
    ]
    for note in credit:
        receivable = note["Type"].startswith(("ACCREC", "RECEIVE"))
        left = rounded(note["RemainingCredit"] / note["CurrencyRate"])
        sums["AR" if receivable else "AP"][0] -= left
    if not any(amount for side in sums.values() for amount in side):
        return None
    return {
        name: {"Outstanding": sums[key][0], "Overdue": sums[key][1]}
        for name, key in (("AccountsReceivable", "AR"), ("AccountsPayable", "AP"))
    }
