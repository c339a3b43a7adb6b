# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tax rates.

DELETED ones stay visible. User-made rates get TAX001, TAX002...; ReportTaxType is
required for them in AU, NZ and UK and not supported elsewhere; system rates cannot be
changed. Rates made through the API do not feed the tax returns of AU, NZ and UK.
"""

from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound, ValidationFailed
from ..fields import read, too_long
from ..http import Answer, Call
from ..money import HUNDRED, rounded
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import batch, listing
from .shapes import TAX_RATE, TAX_RATE_QUERY

LISTING = listing.Listing("TaxRates", "TaxRate", TAX_RATE_QUERY)
_REPORT_SALES = ("OUTPUT", "EXEMPTOUTPUT", "ECOUTPUT", "ECOUTPUTSERVICES")
_REPORT_TYPES = {
    "AU": (
        "OUTPUT",
        "INPUT",
        "EXEMPTOUTPUT",
        "INPUTTAXED",
        "BASEXCLUDED",
        "EXEMPTEXPENSES",
    ),
    "NZ": ("OUTPUT", "INPUT", "NONE", "GSTONIMPORTS"),
    "UK": (
        "OUTPUT",
        "INPUT",
        "CAPITALSALESOUTPUT",
        "CAPITALEXPENSESINPUT",
        "ECOUTPUT",
        "ECOUTPUTSERVICES",
        "ECINPUT",
        "ECACQUISITIONS",
        "EXEMPTINPUT",
        "EXEMPTOUTPUT",
        "MOSSSALES",
        "NONE",
        "REVERSECHARGES",
    ),
}


def shown(record: Record) -> Record:
    return {
        name: value
        for name, value in record.items()
        if name not in ("System", "UpdatedDateUTC")
    }


@api.on("GET", "TaxRates")
def read_many(call: Call) -> Answer:
    found = listing.select(call, LISTING, call.organisation.tax_rates)
    return call.envelope("TaxRates", [shown(record) for record in found.records])


@api.on("GET", "TaxRates/{id}")
def read_one(call: Call) -> Answer:
    record = call.organisation.tax_rates.get(call.path["id"])
    if record is None:
        raise NotFound
    return call.envelope("TaxRates", [shown(record)])


@api.on("PUT", "TaxRates")
def create(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "TaxRates")
def create_or_update(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    elements: list[dict[str, Any]] = call.elements("TaxRates")
    values = read(TAX_RATE, elements[0], "TaxRates")
    try:
        if len(elements) > 1:
            raise Invalid("Only one tax rate can be written per request")
        with call.organisation.transaction():
            record = _save(call.organisation, values, creating=creating)
    except Invalid as error:
        failed = {"ValidationErrors": batch.messages(error.messages)}
        raise ValidationFailed([failed]) from None
    return call.envelope("TaxRates", [shown(record)])


def _existing(organisation: Organisation, values: Record) -> Record | None:
    if values.get("TaxType"):
        found: Record | None = organisation.tax_rates.get(values["TaxType"])
        if found is None:
            raise Invalid("The TaxType cannot be specified when creating a tax rate")
        return found
    name = str(values.get("Name", "")).lower()
    return organisation.tax_rates.one("name", name)


def _save(organisation: Organisation, values: Record, *, creating: bool) -> Record:
    existing = None if creating else _existing(organisation, values)
    problems = too_long(TAX_RATE, values)
    if existing and existing["System"]:
        problems.append("System tax rates cannot be changed")
    if existing is None or values.get("TaxComponents"):
        problems += _check_new(organisation, values, existing)
    status = values.get("Status")
    if status is not None and status not in ("ACTIVE", "ARCHIVED", "DELETED"):
        problems.append(f"The tax rate Status '{status}' is not valid")
    elif existing and status == "DELETED" and in_use(organisation, existing):
        problems.append("The tax rate is in use and cannot be deleted")
    if problems:
        raise Invalid(*problems)
    record = dict(existing) if existing else _blank(organisation, values)
    record.update({k: v for k, v in values.items() if k != "TaxType"})
    if values.get("TaxComponents"):
        rate = _effective(values["TaxComponents"])
        record.update(DisplayTaxRate=rate, EffectiveRate=rate)
    return organisation.save(organisation.tax_rates, record)


def _check_new(
    organisation: Organisation, values: Record, existing: Record | None
) -> list[str]:
    found = []
    if existing is None and not values.get("Name"):
        found.append("The tax rate Name must be specified")
    for other in organisation.tax_rates.find("name", values.get("Name", "").lower()):
        if other["Status"] != "DELETED" and other is not existing:
            found.append("Please enter a unique Name.")
    components = values.get("TaxComponents") or []
    if not components:
        found.append("At least one tax component must be specified")
    for component in components:
        rate = component.get("Rate")
        if not component.get("Name") or rate is None or not 0 <= rate <= HUNDRED:
            found.append("A tax component needs a Name and a Rate between 0 and 100")
        component.setdefault("IsCompound", False)
        component.setdefault("IsNonRecoverable", False)
    if sum(bool(component["IsCompound"]) for component in components) > 1:
        found.append("Only one tax component can be compound")
    report = values.get("ReportTaxType")
    version = str(organisation.profile["Version"])
    if organisation.region.report_tax_type and existing is None:
        if report not in _REPORT_TYPES[version]:
            found.append("A valid ReportTaxType must be specified")
    elif report and not organisation.region.report_tax_type:
        found.append("ReportTaxType is not supported for this organisation")
    return found


def _blank(organisation: Organisation, values: Record) -> Record:
    organisation.counters["TAX"] += 1
    report = values.get("ReportTaxType")
    sales = report in _REPORT_SALES
    return {
        "Name": values["Name"],
        "TaxType": f"TAX{organisation.counters['TAX']:03d}",
        "CanApplyToAssets": True,
        "CanApplyToEquity": True,
        "CanApplyToExpenses": not sales,
        "CanApplyToLiabilities": True,
        "CanApplyToRevenue": sales or report is None,
        "Status": "ACTIVE",
        "System": False,
    }


def _effective(components: list[Record]) -> Decimal:
    """Simple rates add up; a compound one is on top of the others."""
    simple = sum((c["Rate"] for c in components if not c["IsCompound"]), Decimal(0))
    compound = sum((c["Rate"] for c in components if c["IsCompound"]), Decimal(0))
    return rounded(simple + compound * (HUNDRED + simple) / HUNDRED, 4)


def in_use(organisation: Organisation, rate: Record) -> bool:
    """Does any document line name the rate?"""
    return any(
        line.get("TaxType") == rate["TaxType"]
        for table in (
            organisation.invoices,
            organisation.credit_notes,
            organisation.bank_transactions,
        )
        for record in table.values()
        for line in record["LineItems"]
    )
