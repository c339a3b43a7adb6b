# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links from a record here to its page in Xero."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final
from urllib.parse import quote, urlencode

#: Xero's own site.
SITE: Final = "https://go.xero.com"

#: Kind of record to the page inside Xero; ``{id}`` is the record's GUID. A payment has
#: no page of its own: Xero opens it as the bank transaction with the same id.
LINK_PATHS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "invoice": "/AccountsReceivable/View.aspx?InvoiceID={id}",
        # no page of one item is documented: the list
        "item": "/Accounts/Inventory/",
        "bill": "/AccountsPayable/Edit.aspx?InvoiceID={id}",
        "credit_note": "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID={id}",
        "bill_credit_note": "/AccountsPayable/ViewCreditNote.aspx?creditNoteID={id}",
        "contact": "/Contacts/View/{id}",
        "payment": "/Bank/ViewTransaction.aspx?bankTransactionID={id}",
        "batch_payment": "/Bank/ViewTransaction.aspx?bankTransactionID={id}",
        "bank_transaction": "/Bank/ViewTransaction.aspx?bankTransactionID={id}",
        "manual_journal": "/Journal/View.aspx?invoiceID={id}",
        "purchase_order": "/Accounts/Payable/PurchaseOrders/View/{id}/",
    }
)


def deep_link(
    short_code: str | None, kind: str, remote_id: str, *, site: str = SITE
) -> str:
    """Address that opens a record in Xero, in the right organisation.

    :param short_code: ``Organisation.ShortCode``. It contains ``!`` and goes into the
        address encoded. Without one the link opens in whichever organisation the user
        looked at last.
    :param kind: key of :data:`LINK_PATHS`
    :param remote_id: the record's id in Xero
    :param site: another one that understands Xero's links, without a path
    :raise KeyError: for a kind that has no page
    """
    path = LINK_PATHS[kind].format(id=quote(remote_id, safe=""))
    if not short_code:
        return site.rstrip("/") + path
    query = urlencode({"shortcode": short_code, "redirecturl": path})
    return f"{site.rstrip('/')}/organisationlogin/default.aspx?{query}"
