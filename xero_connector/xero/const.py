# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero calls things: addresses, statuses, limits and one table of resources.

Every quirk of an endpoint stands beside its row in :data:`ENDPOINTS`, so that a reader
learns Xero's Accounting API from one table and no other module repeats it. Scopes and
links into Xero's own pages live in :mod:`.scopes` and :mod:`.links` and are re-exported
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from .links import LINK_PATHS as LINK_PATHS
from .links import deep_link as deep_link
from .scopes import FEATURE_SCOPES as FEATURE_SCOPES
from .scopes import LEGACY_SCOPES as LEGACY_SCOPES
from .scopes import OFFLINE_ACCESS as OFFLINE_ACCESS
from .scopes import missing_scopes as missing_scopes
from .scopes import scopes_for as scopes_for

# --- Addresses. Fixed: nothing in the addon can point them at another host.
LOGIN_HOST: Final = "login.xero.com"
IDENTITY_HOST: Final = "identity.xero.com"
API_HOST: Final = "api.xero.com"
XERO_HOSTS: Final = frozenset({LOGIN_HOST, IDENTITY_HOST, API_HOST})

AUTHORISE_URL: Final = f"https://{LOGIN_HOST}/identity/connect/authorize"
TOKEN_URL: Final = f"https://{IDENTITY_HOST}/connect/token"
REVOKE_URL: Final = f"https://{IDENTITY_HOST}/connect/revocation"
CONNECTIONS_URL: Final = f"https://{API_HOST}/connections"
API_URL: Final = f"https://{API_HOST}/api.xro/2.0"

# --- Sizes. Xero recommends about 50 elements a request; its pages state the body limit
# both as 3.5 MB (practical) and 10 MB (hard), so the smaller one binds us.
BATCH_ELEMENTS: Final = 50
BATCH_BYTES: Final = 3_500_000
#: Largest ``pageSize``; more is silently clamped by Xero, not refused.
PAGE_SIZE: Final = 1000

# --- Idempotency-Key: Xero replays the stored answer, errors too, for six minutes and
# takes at most 128 characters. Within KEY_SAFE a request may be sent again byte for
# byte; the minute between is for clocks that differ and for the call's own time-out.
KEY_LIFETIME: Final = 360
KEY_SAFE: Final = 300
KEY_LENGTH: Final = 128

# --- Statuses of documents, payments, contacts and accounts.
DRAFT: Final = "DRAFT"
SUBMITTED: Final = "SUBMITTED"
AUTHORISED: Final = "AUTHORISED"
PAID: Final = "PAID"
VOIDED: Final = "VOIDED"
DELETED: Final = "DELETED"
POSTED: Final = "POSTED"  # manual journals
ACTIVE: Final = "ACTIVE"
ARCHIVED: Final = "ARCHIVED"
GDPRREQUEST: Final = "GDPRREQUEST"  # contacts whose data Xero erased on request

#: A document in one of these accepts no write any more.
TERMINAL_STATUSES: Final = frozenset({PAID, VOIDED, DELETED})

# --- Types.
ACCREC: Final = "ACCREC"
ACCPAY: Final = "ACCPAY"
ACCRECCREDIT: Final = "ACCRECCREDIT"
ACCPAYCREDIT: Final = "ACCPAYCREDIT"

#: What Xero puts where an id should be in an element that it refused to create.
ZERO_ID: Final = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One resource of the Accounting API and how its endpoint differs from the others.

    ``name`` is the last part of the path, ``collection`` the key that holds the
    elements in requests and answers (the same but for Organisation).
    """

    name: str
    collection: str
    id_field: str
    #: the number or code that people see; unique only where the row says so
    number_field: str | None = None
    #: ``page``/``pageSize`` understood. Such an endpoint is always read by pages:
    #: without ``page`` invoices come back without lines and contacts as stubs.
    paged: bool = False
    #: ``If-Modified-Since`` honoured
    modified_since: bool = False
    #: query parameter taking a list of ids; None: ids go into ``where``
    ids_param: str | None = None
    #: how many ids one call takes. About 40 for ``IDs=``; half of that in ``where``,
    #: where each id costs twice the characters of the address
    ids_per_call: int = 20
    #: parameter that also shows what Xero hides by default
    hidden_param: str | None = None
    #: elements in one write; 1: the endpoint takes a single element
    batch: int = 1
    #: key that says "this element failed" in the 200 of a batch
    error_flag: str = "HasValidationErrors"
    #: ``summarizeErrors`` understood on collection writes
    summarize_errors: bool = False
    #: ``unitdp`` understood: without it prices are rounded to 2 decimals both ways
    unitdp: bool = False
    #: feature in FEATURE_SCOPES whose write scope covers this endpoint
    feature: str
    #: methods on the collection / on one element, as Xero's document lists them
    writes: frozenset[str] = frozenset()
    element_writes: frozenset[str] = frozenset()

    @property
    def ids_in_where(self) -> bool:
        """Whether a list of ids is asked for by ``where`` instead of a parameter."""
        return self.ids_param is None


def _set(*methods: str) -> frozenset[str]:
    return frozenset(methods)


_ROWS: Final = (
    Endpoint(
        name="Organisation",
        collection="Organisations",  # the only path in the singular
        id_field="OrganisationID",
        feature="settings",
    ),
    Endpoint(
        name="Accounts",
        collection="Accounts",
        id_field="AccountID",
        number_field="Code",
        modified_since=True,
        # one account per PUT; archiving is POST {id} with Status ARCHIVED; DELETE only
        # while unused and not a system account
        feature="settings",
        writes=_set("PUT"),
        element_writes=_set("POST", "DELETE"),
    ),
    Endpoint(
        name="TaxRates",
        collection="TaxRates",
        id_field="TaxType",  # no GUID; deleted rates stay in the list with their Status
        number_field="Name",
        feature="settings",
        writes=_set("PUT", "POST"),
    ),
    Endpoint(
        name="Currencies",
        collection="Currencies",
        id_field="Code",
        number_field="Code",
        feature="settings",
        writes=_set("PUT"),  # subscribes one currency
    ),
    Endpoint(
        name="TrackingCategories",
        collection="TrackingCategories",
        id_field="TrackingCategoryID",
        number_field="Name",
        hidden_param="includeArchived",
        feature="settings",
        writes=_set("PUT"),
        element_writes=_set("POST", "DELETE"),
    ),
    Endpoint(
        name="BrandingThemes",
        collection="BrandingThemes",
        id_field="BrandingThemeID",
        number_field="Name",
        feature="settings",
    ),
    Endpoint(
        name="Users",
        collection="Users",
        id_field="UserID",
        number_field="EmailAddress",
        modified_since=True,
        feature="settings",
    ),
    Endpoint(
        name="Contacts",
        collection="Contacts",
        id_field="ContactID",
        # unique among active contacts, as Name is; a POST without ContactID that
        # matches either one updates that stranger
        number_field="ContactNumber",
        paged=True,
        modified_since=True,
        ids_param="IDs",
        ids_per_call=40,
        hidden_param="includeArchived",
        batch=BATCH_ELEMENTS,
        summarize_errors=True,
        feature="contacts",
        writes=_set("PUT", "POST"),
        element_writes=_set("POST"),  # no DELETE: archive
    ),
    Endpoint(
        name="ContactGroups",
        collection="ContactGroups",
        id_field="ContactGroupID",
        number_field="Name",
        feature="contacts",
        writes=_set("PUT"),
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="Items",
        collection="Items",
        id_field="ItemID",
        number_field="Code",
        modified_since=True,  # but never paged: the whole list in one answer
        batch=BATCH_ELEMENTS,
        summarize_errors=True,
        unitdp=True,
        # covered by accounting.settings as well; the invoices scope is the one that a
        # connection which writes documents has anyway
        feature="invoices",
        writes=_set("PUT", "POST"),
        element_writes=_set("POST", "DELETE"),
    ),
    Endpoint(
        name="Invoices",
        collection="Invoices",
        id_field="InvoiceID",
        # unique for ACCREC only; on a bill it is the supplier's number, shown by Xero
        # as "Reference"
        number_field="InvoiceNumber",
        paged=True,
        modified_since=True,
        ids_param="IDs",
        ids_per_call=40,
        hidden_param="includeArchived",
        batch=BATCH_ELEMENTS,
        error_flag="HasErrors",
        summarize_errors=True,
        unitdp=True,
        feature="invoices",
        writes=_set("PUT", "POST"),
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="CreditNotes",
        collection="CreditNotes",
        id_field="CreditNoteID",  # repeated as "ID" in answers
        number_field="CreditNoteNumber",  # unique for ACCRECCREDIT only
        paged=True,
        modified_since=True,
        batch=BATCH_ELEMENTS,
        error_flag="HasErrors",
        summarize_errors=True,
        unitdp=True,
        feature="invoices",
        writes=_set("PUT", "POST"),
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="Payments",
        collection="Payments",
        id_field="PaymentID",
        paged=True,
        modified_since=True,
        batch=BATCH_ELEMENTS,
        summarize_errors=True,
        feature="payments",
        # PUT takes many; POST takes one; a payment is never edited: POST {id} with
        # Status DELETED, then a new one
        writes=_set("PUT", "POST"),
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="BatchPayments",
        collection="BatchPayments",
        id_field="BatchPaymentID",
        modified_since=True,
        batch=BATCH_ELEMENTS,
        summarize_errors=True,
        feature="payments",
        writes=_set("PUT", "POST"),  # POST deletes, as a whole
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="Overpayments",
        collection="Overpayments",
        id_field="OverpaymentID",
        paged=True,
        modified_since=True,
        unitdp=True,
        feature="payments",
        # created through BankTransactions; only allocations are written here
    ),
    Endpoint(
        name="Prepayments",
        collection="Prepayments",
        id_field="PrepaymentID",
        paged=True,
        modified_since=True,
        unitdp=True,
        feature="payments",
    ),
    Endpoint(
        name="BankTransactions",
        collection="BankTransactions",
        id_field="BankTransactionID",
        paged=True,
        modified_since=True,
        batch=BATCH_ELEMENTS,
        summarize_errors=True,
        unitdp=True,
        feature="banktransactions",
        # LineAmountTypes defaults to Inclusive here, not Exclusive; overpayment and
        # prepayment kinds can be neither updated nor deleted
        writes=_set("PUT", "POST"),
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="BankTransfers",
        collection="BankTransfers",
        id_field="BankTransferID",
        modified_since=True,
        hidden_param="includeDeleted",
        feature="banktransactions",
        writes=_set("PUT", "POST"),  # POST deletes (since July 2026)
        element_writes=_set("POST"),
    ),
    Endpoint(
        name="ManualJournals",
        collection="ManualJournals",
        id_field="ManualJournalID",
        paged=True,
        modified_since=True,
        batch=BATCH_ELEMENTS,
        summarize_errors=True,
        feature="manualjournals",
        # LineAmountTypes defaults to NoTax here
        writes=_set("PUT", "POST"),
        element_writes=_set("POST"),
    ),
)

#: Files hang on records: ``<Endpoint>/<id>/Attachments/<FileName>``, one a call. They
#: have no list of their own and are not in the table.
ATTACHMENTS: Final = Endpoint(
    name="Attachments",
    collection="Attachments",
    id_field="AttachmentID",
    number_field="FileName",
    feature="attachments",
)

#: Resource name to its row.
ENDPOINTS: Final[Mapping[str, Endpoint]] = MappingProxyType(
    {row.name: row for row in _ROWS}
)
