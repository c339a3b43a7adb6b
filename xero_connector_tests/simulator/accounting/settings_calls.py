# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls of /Organisation, /Currencies and /BrandingThemes."""

from ..errors import Invalid, NotFound, ValidationFailed
from ..fields import read
from ..http import Answer, Call
from ..organisation.organisation import Organisation
from ..regions.region import CURRENCY_NAMES, PER_EURO
from ..router import api
from ..store import Record
from . import batch, listing
from .shapes import CURRENCY

_CURRENCIES = listing.Listing("Currencies", "Currency", CURRENCY)
_ACTIONS = (
    "CreateApprovedInvoice",
    "CreateDraftPurchaseOrder",
    "CreateApprovedBill",
    "AttachFilesIntoInvoice",
    "UseMulticurrency",
    "CreateDraftInvoice",
    "CreateRepeatingInvoice",
    "CreateRepeatingBill",
    "CreateSentQuote",
    "CreateInvoicePayment",
    "CreateApprovedPurchaseOrder",
    "CreateDraftQuote",
    "CreateDraftBill",
)


@api.on("GET", "Organisation")
def profile(call: Call) -> Answer:
    """The profile; lock dates are in it only when they are set."""
    stored = call.organisation.profile
    shown = {name: value for name, value in stored.items() if value is not None}
    return call.envelope("Organisations", [shown])


@api.on("GET", "Organisation/Actions")
def actions(call: Call) -> Answer:
    """What the organisation's plan and the user's role allow."""
    refused = call.organisation.refused_actions
    return call.envelope(
        "Actions",
        [
            {"Name": name, "Status": "NOT-ALLOWED" if name in refused else "ALLOWED"}
            for name in _ACTIONS
        ],
    )


def _currency(record: Record) -> Record:
    return {"Code": record["Code"], "Description": record["Description"]}


@api.on("GET", "Currencies")
def currencies(call: Call) -> Answer:
    found = listing.select(call, _CURRENCIES, call.organisation.currencies)
    return call.envelope("Currencies", [_currency(r) for r in found.records])


@api.on("PUT", "Currencies")
def subscribe(call: Call) -> Answer:
    """Subscribe to one currency; needs a plan with multicurrency."""
    values = read(CURRENCY, call.elements("Currencies")[0], "Currencies")
    try:
        with call.organisation.transaction():
            record = subscribe_to(call.organisation, values.get("Code", "").upper())
    except Invalid as error:
        raise ValidationFailed(
            [{"ValidationErrors": batch.messages(error.messages)}]
        ) from None
    return call.envelope("Currencies", [_currency(record)])


def subscribe_to(organisation: Organisation, code: str) -> Record:
    """Add a currency; raises Invalid."""
    if code not in PER_EURO:
        raise Invalid(f"The currency code '{code}' is not valid")
    if "UseMulticurrency" in organisation.refused_actions:
        raise Invalid("The organisation's plan does not include multicurrency")
    return organisation.save(
        organisation.currencies, {"Code": code, "Description": CURRENCY_NAMES[code]}
    )


def _theme(record: Record) -> Record:
    return {
        name: record[name]
        for name in ("BrandingThemeID", "Name", "Type", "SortOrder", "CreatedDateUTC")
    }


@api.on("GET", "BrandingThemes")
def themes(call: Call) -> Answer:
    records = sorted(
        call.organisation.branding_themes.rows(), key=lambda r: r["SortOrder"]
    )
    return call.envelope("BrandingThemes", [_theme(record) for record in records])


@api.on("GET", "BrandingThemes/{id}")
def theme(call: Call) -> Answer:
    record = call.organisation.branding_themes.get(call.path["id"])
    if record is None:
        raise NotFound
    return call.envelope("BrandingThemes", [_theme(record)])
