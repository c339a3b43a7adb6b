# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A new organisation with its region's chart, rates, currencies and branding."""

from datetime import UTC, datetime
from decimal import Decimal

from ..clock import Clock
from ..ids import Ids
from ..regions.region import CLASS_OF_TYPE, CURRENCY_NAMES, Ledger, Rate, Region
from ..store import Record
from .books import Books

#: Demo data is older than anything a client asks for (recorded live: 2010).
_LONG_AGO = datetime(2024, 1, 8, 10, 30, tzinfo=UTC)


def _component(name: str, percent: Decimal) -> Record:
    return {
        "Name": name,
        "Rate": percent,
        "IsCompound": False,
        "IsNonRecoverable": False,
    }


def tax_rate(rate: Rate) -> Record:
    """The stored form of a region's rate."""
    percent = Decimal(rate.percent)
    components = [_component(rate.component, percent)]
    if rate.reverse:
        components.append(_component(f"{rate.component} reclaimed", -percent))
    record: Record = {
        "Name": rate.name,
        "TaxType": rate.tax_type,
        "CanApplyToAssets": "A" in rate.applies,
        "CanApplyToEquity": "E" in rate.applies,
        "CanApplyToExpenses": "X" in rate.applies,
        "CanApplyToLiabilities": "L" in rate.applies,
        "CanApplyToRevenue": "R" in rate.applies,
        "DisplayTaxRate": percent,
        "EffectiveRate": Decimal(0) if rate.reverse else percent,
        "Status": rate.status,
        "TaxComponents": components,
        "System": rate.system,
        "UpdatedDateUTC": _LONG_AGO,
    }
    if rate.report:
        record["ReportTaxType"] = rate.report
    return record


def account(ledger: Ledger, account_id: str, currency: str) -> Record:
    """The stored form of an account of a region's chart."""
    record: Record = {
        "AccountID": account_id,
        "Code": ledger.code,
        "Name": ledger.name,
        "Status": "ACTIVE",
        "Type": ledger.kind,
        "TaxType": ledger.tax_type,
        "Class": CLASS_OF_TYPE[ledger.kind],
        "EnablePaymentsToAccount": ledger.payments,
        "ShowInExpenseClaims": False,
        "AddToWatchlist": False,
        "HasAttachments": False,
        "SystemAccount": ledger.system,
        "UpdatedDateUTC": _LONG_AGO,
    }
    if ledger.kind == "BANK":
        record["BankAccountNumber"] = ledger.bank_number
        record["BankAccountType"] = ledger.bank_kind
        record["CurrencyCode"] = ledger.currency or currency
    return record


def open_organisation(region: Region, name: str, clock: Clock, ids: Ids) -> Books:
    """A fresh organisation of ``region``, without contacts or documents."""
    tenant_id = ids.guid()
    profile: Record = {
        "APIKey": ids.token(30).upper(),
        "Name": name,
        "LegalName": name,
        "PaysTax": True,
        "Version": region.version,
        "OrganisationType": "COMPANY",
        "BaseCurrency": region.currency,
        "CountryCode": region.country,
        "IsDemoCompany": False,
        "OrganisationStatus": "ACTIVE",
        "TaxNumber": region.tax_number,
        "FinancialYearEndDay": region.year_end[0],
        "FinancialYearEndMonth": region.year_end[1],
        "SalesTaxBasis": region.tax_basis,
        "SalesTaxPeriod": region.tax_period,
        "DefaultSalesTax": region.default_sales_tax,
        "DefaultPurchasesTax": region.default_purchases_tax,
        "CreatedDateUTC": _LONG_AGO,
        "OrganisationEntityType": "COMPANY",
        "Timezone": region.timezone_name,
        "ShortCode": f"!{ids.token(5)}",
        "OrganisationID": tenant_id,
        "Edition": "BUSINESS",
        "Class": "COMPREHENSIVE",
        "Addresses": [],
        "Phones": [],
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    organisation = Books(tenant_id, profile, region, clock, ids)
    for rate in region.rates:
        organisation.tax_rates.put(tax_rate(rate))
    for ledger in region.accounts:
        organisation.accounts.put(account(ledger, ids.guid(), region.currency))
    for code in region.currencies:
        organisation.currencies.put(
            {
                "Code": code,
                "Description": CURRENCY_NAMES[code],
                "UpdatedDateUTC": _LONG_AGO,
            }
        )
    for position, theme in enumerate(("Standard", "Very orange invoice!")):
        organisation.branding_themes.put(
            {
                "BrandingThemeID": ids.guid(),
                "Name": theme,
                "Type": "INVOICE",
                "SortOrder": position,
                "CreatedDateUTC": _LONG_AGO,
                "UpdatedDateUTC": _LONG_AGO,
            }
        )
    return organisation
