# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parts of the rules that every document with lines shares."""

from decimal import Decimal
from urllib.parse import urlsplit

from ..errors import Invalid
from ..money import rounded
from ..organisation.organisation import Organisation
from ..store import Record
from . import lines

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
AMOUNTS = ("Exclusive", "Inclusive", "NoTax")
#: Legal targets by status, as documented. PAID is set by the system, and PAID, VOIDED
#: and DELETED are the end for writes.
TRANSITIONS = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "DRAFT", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": (),
    "VOIDED": (),
    "DELETED": (),
}
CREATABLE = ("DRAFT", "SUBMITTED", "AUTHORISED")
#: Statuses that need accounts, tax types and dates.
COMPLETE = ("SUBMITTED", "AUTHORISED")

#: Said by third parties for a document with a payment, credit note or allocation.
APPLIED = (
    "This document cannot be edited as it has a payment or credit note allocated to it."
)
NO_LINES = "One or more line items must be specified"
#: Wording not confirmed.
NEGATIVE = "The document total must not be negative"
WRONG_TOTAL = "The document total does not equal the sum of the lines."


def target_status(values: Record, existing: Record | None, name: str) -> str:
    """The status after the write; raises Invalid for an illegal transition.

    ``name`` is how Xero calls the document in its message.
    """
    status: str | None = values.get("Status")
    if existing is None:
        status = status or "DRAFT"
        if status not in CREATABLE:
            raise Invalid(f"{name} not of valid status for creation")
        return status
    if status is None:
        status = str(existing["Status"])
        if status in ("VOIDED", "DELETED"):
            raise Invalid(f"{name} not of valid status for modification")
        return status
    if status not in TRANSITIONS[existing["Status"]]:
        raise Invalid(f"{name} not of valid status for modification")
    return status


def amounts_kind(values: Record, existing: Record | None, default: str) -> str:
    """LineAmountTypes after the write. Case does not matter."""
    kind = values.get("LineAmountTypes")
    if kind is None:
        return str(existing["LineAmountTypes"]) if existing else default
    for known in AMOUNTS:
        if kind.lower() == known.lower():
            return known
    raise Invalid(f"The LineAmountTypes '{kind}' is not valid")


def currency(
    organisation: Organisation, values: Record, existing: Record | None
) -> tuple[str, Decimal]:
    """CurrencyCode and CurrencyRate after the write; raises Invalid.

    The rate is foreign units for one unit of the base currency (the direction that
    Xero's screens show; not confirmed), six decimals; without one the day's rate.
    """
    old = existing["CurrencyCode"] if existing else organisation.base_currency
    code = str(values.get("CurrencyCode") or old)
    if code not in organisation.currencies:
        raise Invalid(f"Organisation is not subscribed to currency {code}")
    if code == organisation.base_currency:
        return code, Decimal(1)
    if values.get("CurrencyRate"):
        rate = rounded(values["CurrencyRate"], 6)
        if rate <= 0:
            raise Invalid("CurrencyRate must be greater than zero")
        return code, rate
    if existing and existing["CurrencyCode"] == code:
        return code, existing["CurrencyRate"]
    return code, organisation.region.day_rate(code)


def check_url(url: str | None) -> list[str]:
    """A link back to the sender's document: http(s), and without "xero" in it."""
    if not url:
        return []
    try:
        parts = urlsplit(url)
    except ValueError:
        return ["Url must be a valid absolute URL"]
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ["Url must be a valid absolute URL"]
    if "xero" in url.lower():
        return ["Url must not contain the word xero"]
    return []


def check_theme(organisation: Organisation, values: Record) -> list[str]:
    theme = values.get("BrandingThemeID")
    if theme and theme not in organisation.branding_themes:
        return ["The BrandingThemeID does not exist"]
    return []


def set_totals(record: Record, values: Record) -> None:
    """Totals from the lines; raises Invalid when sent ones say otherwise."""
    sub_total, tax, total = lines.totals(record["LineItems"], record["LineAmountTypes"])
    record.update(SubTotal=sub_total, TotalTax=tax, Total=total)
    for field in ("SubTotal", "TotalTax", "Total"):
        if field in values and rounded(values[field]) != record[field]:
            raise Invalid(WRONG_TOTAL)
    if total < 0:
        raise Invalid(NEGATIVE)


def set_rounded_totals(
    organisation: Organisation, record: Record, values: Record
) -> None:
    """Totals with a RoundingAmount: within 0.10, only where the organisation opted in,
    on submitted and approved documents, with all three totals sent."""
    amount = values.get("RoundingAmount")
    if not amount:
        record.pop("RoundingAmount", None)
        set_totals(record, values)
        return
    amount = rounded(amount)
    if (
        not organisation.settings.rounding_amounts
        or record["Status"] not in COMPLETE
        or abs(amount) > Decimal("0.10")
        or not {"SubTotal", "TotalTax", "Total"} <= set(values)
    ):
        raise Invalid("RoundingAmount cannot be used on this document")
    set_totals(record, {k: v for k, v in values.items() if k != "Total"})
    record["RoundingAmount"] = amount
    record["Total"] += amount
    if rounded(values["Total"]) != record["Total"]:
        raise Invalid(WRONG_TOTAL)
