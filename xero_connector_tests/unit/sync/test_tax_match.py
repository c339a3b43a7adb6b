# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A tax rate is given without asking only where nothing else can be meant."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.tax_match import (
    MOST,
    OdooTax,
    TaxReason,
    XeroRate,
    only_match,
    suggest,
)
from xero_connector.sync.tax_meaning import Meaning, of_codes, of_words, percentages


def xero(tax_type, rate, report_type=None, name="", *, legal=True, active=True):
    report = tax_type if report_type is None else report_type
    return XeroRate(tax_type, D(rate), report, legal, active, name)


def odoo(rate, name="", *, plain=True):
    return OdooTax(D(rate), plain, name)


#: as Xero has them; effective rates, so that reverse charges are zero
UK = (
    xero("OUTPUT2", "20", "OUTPUT", "20% (VAT on Income)"),
    xero("INPUT2", "20", "INPUT", "20% (VAT on Expenses)"),
    xero("CAPEXINPUT2", "20", "CAPITALEXPENSESINPUT", "20% (VAT on Capital Purchases)"),
    xero("CAPEXOUTPUT2", "20", "CAPITALSALESOUTPUT", "20% (VAT on Capital Sales)"),
    xero("RROUTPUT", "5", "OUTPUT", "5% (VAT on Income)"),
    xero("RRINPUT", "5", "INPUT", "5% (VAT on Expenses)"),
    xero("EXEMPTOUTPUT", "0", name="Exempt Income"),
    xero("EXEMPTINPUT", "0", name="Exempt Expenses"),
    xero("NONE", "0", name="No VAT"),
    xero("ZERORATEDOUTPUT", "0", "OUTPUT", "Zero Rated Income"),
    xero("ZERORATEDINPUT", "0", "INPUT", "Zero Rated Expenses"),
    xero("ECZROUTPUT", "0", "ECOUTPUT", "Zero Rated EC Goods Income"),
    xero("ECZROUTPUTSERVICES", "0", "ECOUTPUTSERVICES", "Zero Rated EC Services"),
    xero("ECZRINPUT", "0", "ECINPUT", "Zero Rated EC Expenses"),
    xero("ECACQUISITIONS", "0", name="EC Acquisitions (20%)"),
    xero("REVERSECHARGES", "0", name="Reverse Charge Expenses (20%)"),
    xero("GSTONIMPORTS", "0", name="VAT on Imports"),
    xero("DRCHARGESUPPLY20", "0", "DRCHARGESUPPLY",
         "Domestic Reverse Charge @ 20% (VAT on Income)"),
    xero("DRCHARGE20", "0", "DRCHARGE",
         "Domestic Reverse Charge @ 20% (VAT on Expenses)"),
    xero("DRCHARGE5", "0", "DRCHARGE",
         "Domestic Reverse Charge @ 5% (VAT on Expenses)"),
    xero("SROUTPUT", "15", "OUTPUT", "15% (VAT on Income)", active=False),
)  # fmt: skip
AU = (
    xero("OUTPUT", "10", name="GST on Income"),
    xero("INPUT", "10", name="GST on Expenses"),
    xero("CAPEXINPUT", "10", "CAPITALEXINPUT", "GST on Capital"),
    xero("EXEMPTOUTPUT", "0", name="GST Free Income"),
    xero("EXEMPTEXPENSES", "0", name="GST Free Expenses"),
    xero("EXEMPTEXPORT", "0", name="GST Free Exports"),
    xero("INPUTTAXED", "0", name="Input Taxed"),
    xero("BASEXCLUDED", "0", name="BAS Excluded"),
    xero("GSTONIMPORTS", "0", name="GST on Imports"),
)
NZ = (
    xero("OUTPUT2", "15", "OUTPUT", "15% GST on Income"),
    xero("INPUT2", "15", "INPUT", "15% GST on Expenses"),
    xero("ZERORATED", "0", "OUTPUT", "Zero Rated"),
    xero("NONE", "0", name="No GST"),
    xero("GSTONIMPORTS", "0", name="GST on Imports"),
    xero("OUTPUT", "12.5", name="12.5% GST on Income", active=False),
)
GLOBAL = (
    xero("OUTPUT", "0", "", "Tax on Sales"),
    xero("INPUT", "0", "", "Tax on Purchases"),
    xero("NONE", "0", "", "Tax Exempt"),
    xero("GSTONIMPORTS", "0", "", "Sales Tax on Imports"),
    xero("TAX001", "7.7", "", "VAT 7.7%"),
)

# --- Without asking -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rates", "tax", "sale", "found"),
    [
        (UK, odoo("20"), True, "OUTPUT2"),
        (UK, odoo("20"), False, "INPUT2"),
        (UK, odoo("5.00"), True, "RROUTPUT"),
        (UK, odoo("20", "20% G"), False, "INPUT2"),
        (UK, odoo("20", "20% S"), False, "INPUT2"),
        (UK, odoo("15"), True, None),  # deleted
        (UK, odoo("17.5"), True, None),
        (AU, odoo("10", "10% GST GST Purchases"), False, "INPUT"),
        (NZ, odoo("15", "15% Sale (15%)"), True, "OUTPUT2"),
        (NZ, odoo("12.5"), True, None),
        (GLOBAL, odoo("7.7"), True, "TAX001"),
        (GLOBAL, odoo("7.7"), False, "TAX001"),
        # zero is four things
        (NZ, odoo("0"), True, None),
        (UK, odoo("0", "Zero Rated Sales"), True, None),
        (GLOBAL, odoo("0"), True, None),
        (NZ, odoo("-15"), True, None),
        # reverse charge, cash basis, import
        (UK, odoo("20", plain=False), False, None),
        # ordinary by its percentage, not by its name
        (AU, odoo("10", "10% C Capital Purchases"), False, None),
        (AU, odoo("10", "10% INP Purchases for Input Taxed Sales"), False, None),
        (AU, odoo("10", "10% PRIV Purchases for Private use"), False, None),
        (UK, odoo("20", "20% PVA 20% Postponed Import VAT"), False, None),
        (UK, odoo("20", "20% EU (NIR)"), False, None),
    ],
)
def test_only_match(rates, tax, sale, found):
    match = only_match([tax], rates, sale=sale)
    assert (match.tax_type if match else None) == found


def test_no_tax_and_several_taxes_are_never_matched():
    assert only_match([], UK, sale=True) is None
    assert only_match([odoo("15"), odoo("5")], UK, sale=True) is None


@pytest.mark.parametrize("change", [{"legal": False}, {"active": False}])
def test_only_what_may_be_used(change):
    rates = [replace(rate, **change) for rate in UK]
    assert only_match([odoo("20")], rates, sale=True) is None


def test_two_that_fit_are_none():
    twin = xero("TAX002", "20", "OUTPUT")
    assert only_match([odoo("20")], (*UK, twin), sale=True) is None


rates_of_xero = st.lists(
    st.builds(
        XeroRate,
        tax_type=st.text("AB", max_size=2),
        rate=st.sampled_from([D(0), D(5), D(20)]),
        report_type=st.sampled_from(["", "OUTPUT", "INPUT", "EXEMPTOUTPUT", "NONE"]),
        legal=st.booleans(),
        active=st.booleans(),
        name=st.sampled_from(["", "Zero Rated", "Exempt", "No VAT", "20% Capital"]),
    ),
    max_size=6,
)
taxes_of_odoo = st.lists(
    st.builds(
        OdooTax,
        rate=st.sampled_from([D(0), D(5), D(20)]),
        plain=st.booleans(),
        name=st.sampled_from(["", "20%", "0% EX", "Exempt", "20% RC"]),
    ),
    max_size=2,
)


@given(taxes_of_odoo, rates_of_xero, st.booleans())
def test_a_match_is_always_the_only_legal_one_of_its_rate(taxes, rates, sale):
    match = only_match(taxes, rates, sale=sale)
    if match is None:
        return
    (tax,) = taxes
    assert tax.plain and tax.rate > 0
    same = [r for r in rates if r.legal and r.active and r.rate == tax.rate]
    assert [
        r for r in same if r.report_type in ("", "OUTPUT" if sale else "INPUT")
    ] == [match]


# --- For a person to confirm ----------------------------------------------------------


@pytest.mark.parametrize(
    ("rates", "taxes", "sale", "found"),
    [
        # no tax at all
        (UK, [], True, "NONE"),
        (UK, [], False, "NONE"),
        (AU, [], True, "BASEXCLUDED"),
        (NZ, [], False, "NONE"),
        (GLOBAL, [], True, "NONE"),
        # the zeros of the United Kingdom
        (UK, [odoo("0", "0% Zero Rated Sales")], True, "ZERORATEDOUTPUT"),
        (UK, [odoo("0", "0%")], False, "ZERORATEDINPUT"),
        (UK, [odoo("0", "Exempt")], True, "EXEMPTOUTPUT"),
        (UK, [odoo("0", "Exempt")], False, "EXEMPTINPUT"),
        (UK, [odoo("0", "0% EU G Zero Rated goods")], True, "ECZROUTPUT"),
        (UK, [odoo("0", "0% EU S Zero Rated services")], True, "ECZROUTPUTSERVICES"),
        (UK, [odoo("0", "0% Out of scope")], True, "NONE"),
        # reverse charges
        (UK, [odoo("0", "0% RC Reverse Charge (Domestic)")], True, "DRCHARGESUPPLY20"),
        (UK, [odoo("20", "20% RC Reverse Charge (Domestic)", plain=False)], False,
         "DRCHARGE20"),
        (UK, [odoo("5", "5% RC Reverse Charge", plain=False)], False, "DRCHARGE5"),
        (UK, [odoo("20", "20% EU (NIR)", plain=False)], False, "ECACQUISITIONS"),
        # what is matched anyway comes first here too
        (UK, [odoo("20", "20%")], True, "OUTPUT2"),
        (UK, [odoo("20", "20% G")], False, "INPUT2"),
        (AU, [odoo("10", "10% C Capital Purchases")], False, "CAPEXINPUT"),
        (AU, [odoo("0", "0% EX GST Free on Export Sales")], True, "EXEMPTEXPORT"),
        (AU, [odoo("0", "0% INP Input Taxed Sales")], True, "INPUTTAXED"),
        (NZ, [odoo("0", "0% EX Zero/Export (0%) Sale")], True, "ZERORATED"),
        (GLOBAL, [odoo("7.7", "7.7%")], True, "TAX001"),
        # several taxes of one line are one rate
        (UK, [odoo("15"), odoo("5")], True, "OUTPUT2"),
        # nothing of this percentage
        (UK, [odoo("17.5", "17.5%")], True, None),
        (UK, [odoo("15", "15%")], True, None),
    ],
)  # fmt: skip
def test_the_first_suggestion(rates, taxes, sale, found):
    suggestions = suggest(taxes, rates, sale=sale)
    assert (suggestions[0].rate.tax_type if suggestions else None) == found


def test_reasons():
    best, *others = suggest([odoo("0", "Exempt")], UK, sale=True)
    assert best.why == (
        TaxReason.SAME_RATE,
        TaxReason.SAME_MEANING,
        TaxReason.SAME_DIRECTION,
    )
    assert best.against == ()
    assert others
    assert all(other.against == (TaxReason.OTHER_MEANING,) for other in others)
    assert suggest([], UK, sale=True)[0].why == (TaxReason.SAME_RATE, TaxReason.NO_TAX)


def test_a_reverse_charge_of_no_stated_percentage():
    rates = [xero("REVERSECHARGES", "0", name="Reverse Charge Expenses")]
    tax = odoo("20", "20% RC", plain=False)
    (only,) = suggest([tax], rates, sale=False)
    assert only.why == (TaxReason.SAME_MEANING, TaxReason.SAME_DIRECTION)
    assert suggest([odoo("20", "20%")], rates, sale=False) == ()


@given(taxes_of_odoo, rates_of_xero, st.booleans())
def test_suggestions_may_be_used(taxes, rates, sale):
    found = suggest(taxes, rates, sale=sale)
    assert len(found) <= MOST
    for suggestion in found:
        rate = suggestion.rate
        assert rate in rates and rate.legal and rate.active
        assert rate.report_type != ("INPUT" if sale else "OUTPUT")
        assert suggestion.why


@given(taxes_of_odoo, rates_of_xero, st.booleans())
def test_what_is_matched_is_among_the_suggestions(taxes, rates, sale):
    match = only_match(taxes, rates, sale=sale)
    if match is not None:
        assert match in [s.rate for s in suggest(taxes, rates, sale=sale)]


# --- What names say -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        ("", set()),
        ("20%", set()),
        ("20% (VAT on Income)", set()),
        ("Standard Rated", set()),
        ("TVA 20 %", set()),
        ("Zero Rated Sales", {Meaning.ZERO_RATED}),
        ("0% G EXEMPT Goods Exempt", {Meaning.EXEMPT, Meaning.GOODS}),
        ("0% OS Out-of-Scope", {Meaning.OUTSIDE}),
        ("Non-GST Registered Suppliers", {Meaning.OUTSIDE}),
        ("20% RC EX", {Meaning.REVERSE_CHARGE, Meaning.ABROAD}),
        ("Example Existing", set()),
        ("Intra-Community services", {Meaning.EU, Meaning.SERVICES}),
        ("tax_paid_separately", {Meaning.ABROAD}),
        ("15% G Standard Rate (Capital Goods)", {Meaning.CAPITAL, Meaning.GOODS}),
        ("7% BL Disallowed Expenses", {Meaning.SPECIAL}),
    ],
)
def test_words(text, meanings):
    assert of_words(text) == meanings


@pytest.mark.parametrize(
    ("codes", "meanings"),
    [
        (("OUTPUT2", "OUTPUT"), set()),
        (("TAX001", ""), set()),
        (("ECZROUTPUTSERVICES", "ECOUTPUTSERVICES"),
         {Meaning.ZERO_RATED, Meaning.EU, Meaning.SERVICES}),
        (("GSTONCAPIMPORTS", "GSTONCAPITALIMPORTS"), {Meaning.CAPITAL, Meaning.ABROAD}),
        (("BLINPUT2", "BLINPUT2"), {Meaning.SPECIAL}),
        (("SRINPUT", "INPUT"), set()),
    ],
)  # fmt: skip
def test_codes(codes, meanings):
    assert of_codes(*codes) == meanings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("20%", {D(20)}),
        ("Charge @ 17.5 % (VAT)", {D("17.5")}),
        ("5,5 % / 20%", {D("5.5"), D(20)}),
        ("Section 20", set()),
    ],
)
def test_percentages(text, found):
    assert percentages(text) == found
