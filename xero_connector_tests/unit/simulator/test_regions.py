# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The editions: charts, rates, currencies."""

from decimal import Decimal

import pytest

from xero_connector_tests.simulator.regions import REGIONS
from xero_connector_tests.simulator.regions.region import CLASS_OF_TYPE

from .client import Client, line

SYSTEM = {
    "BANKCURRENCYGAIN",
    "CREDITORS",
    "DEBTORS",
    "GST",
    "HISTORICAL",
    "REALISEDCURRENCYGAIN",
    "RETAINEDEARNINGS",
    "ROUNDING",
    "TRACKINGTRANSFERS",
    "UNPAIDEXPCLM",
    "UNREALISEDCURRENCYGAIN",
}


@pytest.mark.parametrize("key", REGIONS)
def test_the_chart_is_sound(key):
    region = REGIONS[key]
    codes = [account.code for account in region.accounts]
    names = [account.name for account in region.accounts]
    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
    rates = {rate.tax_type: rate for rate in region.rates if rate.status == "ACTIVE"}
    letters = {"ASSET": "A", "EQUITY": "E", "EXPENSE": "X", "LIABILITY": "L"}
    for account in region.accounts:
        assert account.kind in CLASS_OF_TYPE
        letter = letters.get(CLASS_OF_TYPE[account.kind], "R")
        assert letter in rates[account.tax_type].applies, account
    assert {a.system for a in region.accounts if a.system} >= SYSTEM
    assert {region.currency} <= set(region.currencies)
    assert region.no_tax in rates


@pytest.mark.parametrize(
    ("key", "sale", "cost", "version", "currency"),
    [
        ("uk", "20", "20", "UK", "GBP"),
        ("au", "10", "10", "AU", "AUD"),
        ("nz", "15", "15", "NZ", "NZD"),
        ("us", "0", "0", "US", "USD"),
        ("global", "0", "0", "GLOBAL", "AED"),
    ],
)
def test_documents_of_an_edition(make_xero, key, sale, cost, version, currency):
    client = Client(make_xero(region=key))
    profile = client.get("Organisation")[0]
    assert (profile["Version"], profile["BaseCurrency"]) == (version, currency)
    invoice = client.invoice()
    assert Decimal(str(invoice["TotalTax"])) == Decimal(sale)
    assert invoice["CurrencyCode"] == currency
    bill = client.invoice(Type="ACCPAY")
    assert Decimal(str(bill["TotalTax"])) == Decimal(cost)
    plain = client.invoice(LineAmountTypes="NoTax")
    assert plain["LineItems"][0]["TaxType"] == REGIONS[key].no_tax
    client.payment(invoice, invoice["Total"])
    assert client.get(f"Invoices/{invoice['InvoiceID']}")[0]["Status"] == "PAID"
    client.close()


def test_nz_rates_are_those_recorded(make_xero):
    client = Client(make_xero(region="nz"))
    rates = {rate["TaxType"]: rate for rate in client.get("TaxRates")}
    assert set(rates) == {
        "OUTPUT2",
        "INPUT2",
        "ZERORATED",
        "NONE",
        "GSTONIMPORTS",
        "OUTPUT",
        "INPUT",
    }
    legal = {
        name: {
            key.removeprefix("CanApplyTo")
            for key, value in rate.items()
            if key.startswith("CanApplyTo") and value
        }
        for name, rate in rates.items()
    }
    assert legal["ZERORATED"] == {"Revenue", "Liabilities"}
    assert legal["GSTONIMPORTS"] == {"Liabilities"}
    assert "Expenses" not in legal["OUTPUT2"]
    assert "Revenue" not in legal["INPUT2"]
    assert rates["INPUT"]["EffectiveRate"] == 12.5
    client.close()


def test_day_rates():
    uk = REGIONS["uk"]
    assert uk.day_rate("GBP") == 1
    assert uk.day_rate("EUR") == Decimal("1.162791")


def test_the_day_is_the_organisations(make_xero):
    """At 23:30 in London it is the next day in Auckland."""
    nz, uk = make_xero(region="nz"), make_xero(region="uk")
    for xero in (nz, uk):
        xero.clock.advance(14.5 * 3600)
    assert nz.organisation.today().isoformat() == "2026-11-03"
    assert uk.organisation.today().isoformat() == "2026-11-02"


def test_without_time_zone_data(xero, monkeypatch):
    from zoneinfo import ZoneInfoNotFoundError

    from xero_connector_tests.simulator.organisation import organisation

    def none(_name):
        raise ZoneInfoNotFoundError

    monkeypatch.setattr(organisation, "ZoneInfo", none)
    assert xero.organisation.today().isoformat() == "2026-11-02"


def test_reverse_charges_carry_two_components(client):
    components = client.get("TaxRates/DRCHARGE20")[0]["TaxComponents"]
    assert [component["Rate"] for component in components] == [20, -20]
    bill = client.invoice(line("429", TaxType="DRCHARGE20"), Type="ACCPAY")
    assert bill["Total"] == 100
