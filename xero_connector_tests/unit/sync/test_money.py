# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero will compute, and what is done about the cents between it and Odoo."""

from decimal import Context
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xero_connector.sync.money import (
    CENT,
    DOCUMENT_LIMIT,
    LARGEST_AMOUNT,
    LINE_LIMIT,
    MoneyLine,
    Rounding,
    Verdict,
    as_one,
    cents,
    judge,
    natural,
    unit_price,
    xero_net,
    xero_tax,
)

quantities = st.decimals(-10_000, 10_000, places=6)
prices = st.decimals(-100_000, 100_000, places=6)
discounts = st.sampled_from(
    [D(0), D(5), D(10), D("12.5"), D("33.33"), D("33.333"), D(100), D(-5), D(150)]
)
nets = st.decimals(-1_000_000, 1_000_000, places=2)
rates = st.sampled_from([D(0), D(5), D("12.5"), D(15), D("17.5"), D(20)])


def line(
    quantity="1", unit="0", discount="0", net=None, tax="0", rate="0", *, taxed=False
):
    """A line; its net is Xero's unless given, its tax too with ``taxed``."""
    quantity, unit, discount, rate = D(quantity), D(unit), D(discount), D(rate)
    net = xero_net(quantity, unit, discount) if net is None else D(net)
    tax = xero_tax(net, rate) if taxed else D(tax)
    return MoneyLine(quantity, unit, discount, net, tax, rate)


def taxed(net, tax, rate):
    """A line of one piece."""
    return line("1", net, net=net, tax=tax, rate=rate)


def exact_cents(value):
    """Half away from zero, by fractions: an oracle that shares nothing with Decimal."""
    scaled = abs(Fraction(value)) * 100
    whole = int(scaled + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole, 100)


# --- Xero's arithmetic ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.005", "0.01"),
        ("0.0049999999999999999999999999999999", "0.00"),
        ("-0.005", "-0.01"),
        ("2.675", "2.68"),
        ("1.005", "1.01"),
        ("-0.001", "0"),
        ("1E+3", "1000"),
        ("9999999999999999999999999999.995", "10000000000000000000000000000"),
    ],
)
def test_half_a_cent_goes_away_from_zero(amount, rounded):
    assert cents(D(amount)) == D(rounded)


@pytest.mark.parametrize(
    ("net", "rate", "tax"),
    [
        # Xero's guide to rounding
        ("25.06", "15", "3.76"),
        ("25.61", "15", "3.84"),
        ("25.63", "15", "3.84"),
        # 3.425 is 3.43 there: half a cent goes up
        ("1141.39", "10", "114.14"),
        ("34.25", "10", "3.43"),
        # both inclusive vectors, from their net
        ("470.65", "15", "70.60"),
        ("434.78", "15", "65.22"),
        ("-25.06", "15", "-3.76"),
        ("0", "20", "0"),
        ("100", "0", "0"),
        ("10000.00", "10.24", "1024.00"),
    ],
)
def test_tax_of_a_line(net, rate, tax):
    assert xero_tax(D(net), D(rate)) == D(tax)


def test_xero_adds_up_what_it_rounded():
    """11.44 there, 11.45 where the sum is taxed: the one cent that all this is about"""
    nets = [D("25.06"), D("25.61"), D("25.63")]
    assert sum(xero_tax(net, D(15)) for net in nets) == D("11.44")
    assert xero_tax(sum(nets), D(15)) == D("11.45")


@pytest.mark.parametrize(
    ("quantity", "unit", "discount", "net"),
    [
        ("1", "22.50", "15", "19.13"),  # 19.125
        ("1000", "0.0612", "0", "61.20"),
        ("3", "0.3333", "0", "1.00"),
        ("0.25", "45.50", "0", "11.38"),  # 11.375
        ("-2", "10", "0", "-20"),
        ("2", "-10", "0", "-20"),
        ("-2", "-10", "10", "18"),
        ("0", "100", "0", "0"),
        ("1", "795", "100", "0"),
        ("1", "5.5", "99.9", "0.01"),
        ("9999999.9999", "99999.9999", "0.01", "999899998990.10"),
    ],
)
def test_net_of_a_line(quantity, unit, discount, net):
    assert xero_net(D(quantity), D(unit), D(discount)) == D(net)


@given(quantities, prices, discounts)
def test_net_is_rounded_once_from_the_exact_product(quantity, unit, discount):
    exact = Fraction(quantity) * Fraction(unit) * (100 - Fraction(discount)) / 100
    assert Fraction(xero_net(quantity, unit, discount)) == exact_cents(exact)


@given(
    st.decimals(10**9, 10**10, places=12),
    st.decimals(10**9, 10**10, places=12),
    st.decimals(0, 100, places=6),
)
def test_long_figures_are_not_rounded_twice(quantity, unit, discount):
    """Decimal keeps 28 digits unless told otherwise; these have more."""
    exact = Fraction(quantity) * Fraction(unit) * (100 - Fraction(discount)) / 100
    assert Fraction(xero_net(quantity, unit, discount)) == exact_cents(exact)


@given(nets, rates)
def test_tax_of_a_credit_mirrors_that_of_a_charge(net, rate):
    assert xero_tax(-net, rate) == -xero_tax(net, rate)
    assert Fraction(xero_tax(net, rate)) == exact_cents(
        Fraction(net) * Fraction(rate) / 100
    )


# --- The form of a line ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_line", "sent"),
    [
        # quantity, price, discount -> the same, or net of the discount, or None
        (line("3", "9.99"), ("3", "9.99", "0")),
        (line("2.5", "9.99"), ("2.5", "9.99", "0")),
        (line("1.2345", "10"), ("1.2345", "10", "0")),
        (line("1.23456", "10"), None),
        (line("1", "0.1234"), ("1", "0.1234", "0")),
        (line("100", "0.12345"), None),
        (line("-3", "9.99"), ("-3", "9.99", "0")),
        (line("3", "-9.99"), ("3", "-9.99", "0")),
        (line("0", "9.99"), ("0", "9.99", "0")),
        (line("0", "9.99", net="5"), None),
        (line("1", "100", "12.34"), ("1", "100", "12.34")),
        (line("1", "100", "100"), ("1", "100", "100")),
        # a discount that Xero would round: the price is sent net of it
        (line("1", "100", "12.345"), ("1", "87.655", "0")),
        (line("3", "99.99", "33.333"), None),
        # a surcharge
        (line("1", "100", "-5"), ("1", "105", "0")),
        (line("1", "100", "150"), ("1", "-50", "0")),
        # Xero refuses a discount that is more than a negative line
        (line("1", "-100", "10"), ("1", "-90", "0")),
        (line("-1", "100", "10"), ("-1", "90", "0")),
        (line("-1", "-100", "10"), ("-1", "-100", "10")),
        # thirteen characters of quantity
        (line("12345678.9012", "1"), ("12345678.9012", "1", "0")),
        (line("123456789.0123", "1"), None),
        (line("-12345678.9012", "1"), None),
        (line("1E+3", "1"), ("1000", "1", "0")),
        # the ledger says something else than price times quantity
        (line("3", "33.33", net="100"), None),
        (line("1", "10", net="9.99"), None),
        # three decimals (dinar): nothing that Xero could store
        (line("1", "1.235", net="1.235"), None),
        # no decimals (yen)
        (line("3", "105", net="315"), ("3", "105", "0")),
        # too large for Xero
        (line("1", "9999999999.99"), ("1", "9999999999.99", "0")),
        (line("1", "10000000000"), None),
        (line("1", "1" * 40, net="0"), None),
    ],
)
def test_natural(given_line, sent):
    found = natural(given_line, discounts=True)
    if sent is None:
        assert found is None
    else:
        assert (found.quantity, found.unit_amount, found.discount) == tuple(
            map(D, sent)
        )
        assert found.net == given_line.net


@pytest.mark.parametrize(
    ("unit", "discount", "sent"),
    [
        ("100", "10", "90"),
        ("9.99", "12.5", None),  # 8.74125
        ("9.99", "10", "8.991"),
        ("100", "100", "0"),
    ],
)
def test_bills_and_credit_notes_carry_no_discount(unit, discount, sent):
    found = natural(line("1", unit, discount), discounts=False)
    if sent is None:
        assert found is None
    else:
        assert (found.unit_amount, found.discount) == (D(sent), 0)


@given(quantities, prices, discounts, nets | st.none(), st.booleans())
def test_what_is_natural_gives_the_ledgers_net(quantity, unit, discount, net, allowed):
    given_line = line(quantity, unit, discount, net)
    found = natural(given_line, allowed)
    if found is None:
        return
    assert xero_net(found.quantity, found.unit_amount, found.discount) == given_line.net
    assert found.quantity == given_line.quantity
    assert found.unit_amount == found.unit_amount.quantize(D("0.0001"))
    assert found.discount == found.discount.quantize(CENT)
    assert 0 <= found.discount <= 100
    if found.discount:
        assert allowed
        assert found.quantity * found.unit_amount > 0
    assert len(format(found.quantity, "f")) <= 13
    assert (found.net, found.tax_amount) == (given_line.net, given_line.tax_amount)


@given(quantities, st.decimals(-1000, 1000, places=2), st.sampled_from([D(0), D(10)]))
def test_ordinary_lines_are_natural(quantity, unit, discount):
    """Two decimals of price and four of quantity are what most lines have."""
    given_line = line(quantity.quantize(D("0.0001")), unit, discount)
    assert natural(given_line, discounts=True) is not None


@given(nets, quantities, prices, discounts)
def test_as_one_is_always_exact(net, quantity, unit, discount):
    found = as_one(line(quantity, unit, discount, net))
    assert xero_net(found.quantity, found.unit_amount, found.discount) == net
    assert (found.quantity, found.discount) == (1, 0)
    assert natural(found, discounts=False) == found


@pytest.mark.parametrize(
    ("net", "quantity", "discount", "price"),
    [
        ("25.00", "3", "0", "8.3333"),
        ("16.65", "2", "0", "8.325"),
        ("22.50", "3", "10", "8.3333"),
        ("10", "1", "0", "10"),
        ("-25", "3", "0", "-8.3333"),
        ("25", "-3", "0", "-8.3333"),
    ],
)
def test_a_price_that_holds_tax_is_restated(net, quantity, discount, price):
    found = unit_price(D(net), D(quantity), D(discount))
    assert found == D(price)
    assert natural(line(quantity, found, discount, net), discounts=True) is not None


@pytest.mark.parametrize(
    ("net", "quantity", "discount"),
    [("1000", "3000", "0"), ("10", "0", "0"), ("10", "1", "100")],
)
def test_no_price_of_four_decimals_gives_this_net(net, quantity, discount):
    found = unit_price(D(net), D(quantity), D(discount))
    assert natural(line(quantity, found, discount, net), discounts=True) is None


@given(nets, quantities, discounts)
def test_a_restated_price_is_never_a_cent_off(net, quantity, discount):
    found = unit_price(net, quantity, discount)
    sent = natural(line(quantity, found, discount, net), discounts=True)
    if sent is not None:
        assert xero_net(sent.quantity, sent.unit_amount, sent.discount) == net


# --- What the policy does -------------------------------------------------------------

FAIR = [taxed("25.06", "3.76", "15"), taxed("25.61", "3.84", "15")]
#: 11.45 in Odoo, rounded over all; 11.44 at Xero
ONE_OFF = [
    taxed("25.06", "3.76", "15"),
    taxed("25.61", "3.84", "15"),
    taxed("25.63", "3.85", "15"),
]
#: a cent up and a cent down
TRADED = [taxed("25.06", "3.77", "15"), taxed("25.61", "3.83", "15")]


@pytest.mark.parametrize("policy", list(Rounding))
@pytest.mark.parametrize(
    "lines", [[], FAIR, [line("3", "9.99", rate="20", taxed=True)]]
)
def test_equal_tax_travels_as_it_is(policy, lines):
    assert judge(lines, policy) == Verdict({})


def test_the_lines_tax_is_adjusted():
    assert judge(ONE_OFF, Rounding.ADJUST_TAX) == Verdict({2: D("3.85")})
    assert judge(TRADED, Rounding.ADJUST_TAX) == Verdict({0: D("3.77"), 1: D("3.83")})


def test_a_rounding_line_equalises_the_total_and_shows_the_tax():
    """The cent stands in the rounding account; Xero's tax is one less than Odoo's."""
    verdict = judge(ONE_OFF, Rounding.ROUNDING_LINE)
    assert verdict == Verdict({}, rounding=D("0.01"), tax_difference=D("-0.01"))
    less = [taxed("25.06", "3.75", "15")]
    verdict = judge(less, Rounding.ROUNDING_LINE)
    assert verdict == Verdict({}, rounding=D("-0.01"), tax_difference=D("0.01"))


def test_no_rounding_line_where_cents_trade_places():
    assert judge(TRADED, Rounding.ROUNDING_LINE) == Verdict({})


def test_hold_names_the_lines():
    assert judge(ONE_OFF, Rounding.HOLD) == Verdict(
        {}, refusal="line 3, by -0.01 in all"
    )
    assert judge(TRADED, Rounding.HOLD) == Verdict(
        {}, refusal="lines 1 and 2, by 0.00 in all"
    )
    many = [taxed("10", "2.01", "20")] * 5
    assert judge(many, Rounding.HOLD).refusal == "5 lines, by -0.05 in all"


def test_a_lines_tax_moves_by_a_cent_at_most():
    verdict = judge([taxed("10", "2.00", "20"), taxed("10", "2.02", "20")], ADJUST)
    assert verdict == Verdict({}, refusal="the tax of line 2 is 0.02 away from Xero's")


def test_a_documents_tax_moves_by_five_cents_at_most():
    cent_off = taxed("10", "2.01", "20")
    assert len(judge([cent_off] * 5, ADJUST).overrides) == 5
    verdict = judge([cent_off] * 6, ADJUST)
    assert verdict == Verdict({}, refusal="the tax of 6 lines is 0.06 away from Xero's")


ADJUST = Rounding.ADJUST_TAX
BOTH = [Rounding.ADJUST_TAX, Rounding.ROUNDING_LINE]


@pytest.mark.parametrize("policy", BOTH)
def test_a_wrong_mapping_is_no_rounding(policy):
    """20 % in Odoo, 0 % in Xero: a rounding line of 200.00 would hide it."""
    assert judge([taxed("1000", "200", "0")], policy).refusal
    assert judge([taxed("1000", "200", "15")], policy).refusal


def test_a_rounding_line_grows_with_the_document():
    """Each line may be a cent off; a hundred of them a whole unit, not five cents."""
    cent_off = taxed("10", "2.01", "20")
    verdict = judge([cent_off] * 100, Rounding.ROUNDING_LINE)
    assert (verdict.rounding, verdict.tax_difference) == (D(1), D(-1))
    two_off = taxed("10", "2.02", "20")
    assert judge([two_off] * 100, Rounding.ROUNDING_LINE).refusal
    assert judge([two_off], Rounding.ROUNDING_LINE).rounding == D("0.02")


def test_yen_are_whole_in_odoo_and_have_sen_in_xero():
    yen = [taxed("105", "11", "10")]  # 10.50 in Xero
    assert judge(yen, ADJUST).refusal
    assert judge(yen, Rounding.ROUNDING_LINE).refusal
    verdict = judge(yen, Rounding.ROUNDING_LINE, smallest=D(1))
    assert (verdict.rounding, verdict.tax_difference) == (D("0.50"), D("-0.50"))


@pytest.mark.parametrize("policy", BOTH)
@pytest.mark.parametrize(
    "wrong",
    [
        taxed("10", "0.01", "0"),  # tax where Xero's rate is none
        taxed("0", "0.01", "20"),  # tax on nothing
        taxed("0.02", "-0.01", "20"),  # a tax that takes where it should give
        taxed("-0.02", "0.01", "20"),
    ],
)
def test_a_tax_that_the_rate_cannot_give_is_held(wrong, policy):
    """A cent of tax on a zero rate stands in another box of the tax return."""
    assert judge([wrong], policy).refusal == (
        f"line 1 has {wrong.tax_amount:.2f} of tax, "
        f"which Xero's {wrong.rate} % cannot give"
    )


@pytest.mark.parametrize(
    ("amount", "tax"), [("0.02", "0.01"), ("-0.02", "-0.01"), ("0.03", "0")]
)
def test_a_cent_of_the_right_sign_is_adjusted(amount, tax):
    assert judge([taxed(amount, tax, "20")], ADJUST).overrides == {0: D(tax)}


def test_credit_notes_are_adjusted_alike():
    """Their amounts are positive on both sides; a deduction on them is negative."""
    lines = [taxed("25.63", "3.85", "15"), taxed("-25.63", "-3.85", "15")]
    assert judge(lines, ADJUST).overrides == {0: D("3.85"), 1: D("-3.85")}


@pytest.mark.parametrize("policy", list(Rounding))
@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (line("1", "1.235", net="1.235"), "line 2 has more than two decimals"),
        (taxed("1.23", "0.1235", "10"), "line 2 has more than two decimals"),
        (
            line("1", "1E+10"),
            "line 2 has 10000000000.00, and Xero takes no more than 9999999999.99",
        ),
        (
            line("1", "-1E+10"),
            "line 2 has -10000000000.00, and Xero takes no more than 9999999999.99",
        ),
        (
            line("3", "33.33", net="100"),
            "line 2 would be 99.99 in Xero instead of 100.00",
        ),
    ],
)
def test_what_xero_cannot_store_is_held(bad, why, policy):
    """Three decimals may add up to two, so that no total tells: 1.235 + 1.235."""
    assert judge([FAIR[0], bad], policy) == Verdict({}, refusal=why)


def test_text_lines_have_nothing_to_judge():
    assert judge([line()], Rounding.HOLD) == Verdict({})


@st.composite
def documents(draw):
    """Lines as they are sent, their tax up to two cents away from Xero's."""
    found = []
    for _ in range(draw(st.integers(0, 12))):
        net, rate = draw(nets), draw(rates)
        gap = draw(st.sampled_from([D(0), D(0), D("0.01"), D("-0.01"), D("0.02")]))
        found.append(taxed(net, xero_tax(net, rate) + gap, rate))
    return found


@given(documents(), st.sampled_from(list(Rounding)))
def test_the_total_agrees_or_the_document_is_held(lines, policy):
    """The promise: never a silent difference."""
    verdict = judge(lines, policy)
    if verdict.refusal:
        assert verdict == Verdict({}, refusal=verdict.refusal)
        return
    ledger = sum((one.tax_amount for one in lines), D(0))
    there = sum(
        (
            verdict.overrides.get(position, xero_tax(one.net, one.rate))
            for position, one in enumerate(lines)
        ),
        D(0),
    )
    assert there + verdict.rounding == ledger, "total and due"
    assert there - ledger == verdict.tax_difference, "what the tax return will show"
    if policy is not Rounding.ROUNDING_LINE:
        assert not verdict.tax_difference


@given(documents())
def test_adjusting_stays_within_its_limits(lines):
    verdict = judge(lines, ADJUST)
    moved = []
    for position, amount in verdict.overrides.items():
        own = xero_tax(lines[position].net, lines[position].rate)
        assert amount == lines[position].tax_amount
        assert amount != own, "sent only where it differs"
        moved.append(abs(amount - own))
    assert all(gap <= LINE_LIMIT for gap in moved)
    assert sum(moved, D(0)) <= DOCUMENT_LIMIT


@given(documents())
def test_hold_lets_pass_only_what_agrees_line_by_line(lines):
    agree = all(one.tax_amount == xero_tax(one.net, one.rate) for one in lines)
    assert (judge(lines, Rounding.HOLD) == Verdict({})) == agree


@given(st.decimals(-(10**11), 10**11, places=2))
def test_the_largest_amount(net):
    assume(abs(net) != LARGEST_AMOUNT)
    refused = judge([taxed(net, xero_tax(net, D(20)), "20")], ADJUST).refusal
    assert bool(refused) == (abs(net) > LARGEST_AMOUNT)


def test_the_zeros_of_a_division_are_not_sent():
    # a price that holds tax, divided in full, and times 99 percent a short one again
    unit = Context(prec=200).divide(D("1.0875"), D("0.99"))
    line = MoneyLine(D(1), unit, D(1), D("1.09"), D(0), D(0))
    sent = natural(line, discounts=False)
    assert str(sent.unit_amount) == "1.0875"
    assert sent.discount == 0
