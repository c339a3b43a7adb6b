# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero will compute from the lines we send, and the cents between it and Odoo.

Xero multiplies a line's quantity and unit amount, takes off its discount, rounds to
two decimals, taxes that net amount, rounds the tax to two decimals *per line* and adds
up. Half a cent goes away from zero: 22.50 less 15 % is 19.13, 10 % of 34.25 is 3.43
(that negative amounts mirror this is assumed; Xero's totals are compared afterwards).
Odoo's ledger may spread a cent differently. The functions below say which form of a
line reproduces the ledger's net amount exactly, what tax Xero will put on it, and what
the stated policy does about a difference.

All amounts are in the document's currency; Xero keeps two decimals for every currency.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
#: decimals of UnitAmount that survive with ``unitdp=4``
UNIT_PLACES = 4
#: decimals and characters of Quantity
QUANTITY_PLACES = 4
QUANTITY_LENGTH = 13
#: decimals of DiscountRate: Xero rounds finer ones, and the line with them
DISCOUNT_PLACES = 2
#: the largest LineAmount
LARGEST_AMOUNT = Decimal("9999999999.99")
#: how far a line's, a document's tax may be moved away from Xero's own figure
LINE_LIMIT = CENT
DOCUMENT_LIMIT = Decimal("0.05")

#: products of a quantity, a price and a discount in full: what Decimal does by itself
#: is to round to 28 digits, after which a cent would be rounded for the second time
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)


class Rounding(enum.Enum):
    """What to do where Xero's own tax differs from the ledger's."""

    ADJUST_TAX = "adjust"
    ROUNDING_LINE = "line"
    HOLD = "hold"


@dataclass(frozen=True)
class MoneyLine:
    """The figures of one line.

    :param quantity: as Odoo has it
    :param unit_amount: price before discount, tax excluded
    :param discount: percent
    :param net: what the ledger says, two decimals
    :param tax_amount: what the ledger says, two decimals
    :param rate: Xero's effective rate in percent
    """

    quantity: Decimal
    unit_amount: Decimal
    discount: Decimal
    net: Decimal
    tax_amount: Decimal
    rate: Decimal


@dataclass(frozen=True)
class Verdict:
    """How the lines travel.

    :param overrides: line positions whose TaxAmount must be sent, with the amount
    :param rounding: amount of a rounding line without tax (0: none). It makes total
        and amount due equal; subtotal and tax are then different by design
    :param refusal: why the document must be held, in words ("" if it may go)
    :param tax_difference: Xero's total tax less the ledger's, once the lines have
        travelled this way: what the tax returns of both will differ by
    """

    overrides: Mapping[int, Decimal]
    rounding: Decimal = Decimal(0)
    refusal: str = ""
    tax_difference: Decimal = Decimal(0)


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half away from zero, as Xero does."""
    return _EXACT.quantize(amount, CENT)


def xero_net(quantity: Decimal, unit_amount: Decimal, discount: Decimal) -> Decimal:
    """The LineAmount that Xero computes from what we send."""
    gross = _EXACT.multiply(quantity, unit_amount)
    return cents(_EXACT.multiply(gross, _share(discount)))


def xero_tax(net: Decimal, rate: Decimal) -> Decimal:
    """The TaxAmount that Xero computes on a tax-exclusive line."""
    return cents(_EXACT.multiply(net, rate).scaleb(-2, _EXACT))


def natural(line: MoneyLine, discounts: bool) -> MoneyLine | None:
    """The line with quantity, price and discount as they are, if that is exact.

    Where the discount cannot travel the price is sent net of it: outside sales
    invoices and quotes, on negative lines (Xero refuses a discount above the line's
    total), where it has more than two decimals, and where it is a surcharge.

    :param discounts: whether this kind of document takes a discount rate
    :return: the figures to send, or None where they would not give the ledger's net
    """
    for unit, discount in _spellings(line, discounts):
        if (
            _places(unit) <= UNIT_PLACES
            and _places(line.quantity) <= QUANTITY_PLACES
            and len(format(line.quantity.normalize(_EXACT), "f")) <= QUANTITY_LENGTH
            and abs(line.net) <= LARGEST_AMOUNT
            and xero_net(line.quantity, unit, discount) == line.net
        ):
            return replace(line, unit_amount=_short(unit), discount=discount)
    return None


def _short(unit: Decimal) -> Decimal:
    """Without the zeros that a division in full leaves behind what counts."""
    if int(unit.as_tuple().exponent) >= -UNIT_PLACES:
        return unit
    return _EXACT.quantize(unit, Decimal(1).scaleb(-UNIT_PLACES))


def as_one(line: MoneyLine) -> MoneyLine:
    """One piece at the net amount: nothing to multiply. The quantity goes into the
    text."""
    return replace(line, quantity=Decimal(1), unit_amount=line.net, discount=Decimal(0))


def unit_price(net: Decimal, quantity: Decimal, discount: Decimal) -> Decimal:
    """The price before discount and without tax, of a line whose own price holds tax.

    :return: to four decimals where these give ``net``, else in full, so that
        ``natural`` finds that it does not fit
    """
    factor = _EXACT.multiply(quantity, _share(discount))
    if not factor:
        return net
    exact = _EXACT.divide(net, factor)
    short = _EXACT.quantize(exact, Decimal(1).scaleb(-UNIT_PLACES))
    return short if xero_net(quantity, short, discount) == net else exact


def judge(
    lines: Sequence[MoneyLine], policy: Rounding, *, smallest: Decimal = CENT
) -> Verdict:
    """What the policy does about the tax of these lines.

    The lines must be in the form they are sent in (``natural`` or ``as_one``).

    :param smallest: the smallest amount of the document's currency in Odoo (1 for
        yen), by which a rounding line may differ for every line
    """
    refusal = _unfit(lines)
    if refusal:
        return Verdict({}, refusal=refusal)
    gaps = {
        position: line.tax_amount - xero_tax(line.net, line.rate)
        for position, line in enumerate(lines)
    }
    gaps = {position: gap for position, gap in gaps.items() if gap}
    if not gaps:
        return Verdict({})
    if policy is Rounding.HOLD:
        wrong = f"{_named(gaps)}, by {_signed(-_sum(gaps.values()))} in all"
        return Verdict({}, refusal=wrong)
    refusal = _impossible(lines, gaps)
    if refusal:
        return Verdict({}, refusal=refusal)
    away = _sum(map(abs, gaps.values()))
    too_far = f"the tax of {_named(gaps)} is {away} away from Xero's"
    if policy is Rounding.ROUNDING_LINE:
        if away > max(DOCUMENT_LIMIT, smallest * len(lines)):
            return Verdict({}, refusal=too_far)
        rounding = _sum(gaps.values())
        return Verdict({}, rounding=rounding, tax_difference=-rounding)
    widest = max(gaps, key=lambda position: abs(gaps[position]))
    if abs(gaps[widest]) > LINE_LIMIT:
        far = abs(gaps[widest])
        wrong = f"the tax of {_named([widest])} is {far} away from Xero's"
        return Verdict({}, refusal=wrong)
    if away > DOCUMENT_LIMIT:
        return Verdict({}, refusal=too_far)
    return Verdict({position: lines[position].tax_amount for position in gaps})


def _unfit(lines: Sequence[MoneyLine]) -> str:
    """Why Xero could not store the net amounts as the ledger has them, or ""."""
    for position, line in enumerate(lines):
        name = _named([position])
        if max(_places(line.net), _places(line.tax_amount)) > 2:
            return f"{name} has more than two decimals"
        if abs(line.net) > LARGEST_AMOUNT:
            return f"{name} has {line.net:.2f}, and Xero takes no more than " + str(
                LARGEST_AMOUNT
            )
        there = xero_net(line.quantity, line.unit_amount, line.discount)
        if there != line.net:
            return f"{name} would be {there} in Xero instead of {line.net:.2f}"
    return ""


def _impossible(lines: Sequence[MoneyLine], gaps: Mapping[int, Decimal]) -> str:
    """Why a gap is no rounding: tax on a zero rate, or of the wrong sign. Or ""."""
    for position in gaps:
        line = lines[position]
        direction = line.net * line.rate
        if line.tax_amount * direction < 0 or (line.tax_amount and not direction):
            return (
                f"{_named([position])} has {line.tax_amount:.2f} of tax, "
                f"which Xero's {line.rate} % cannot give"
            )
    return ""


def _spellings(line: MoneyLine, discounts: bool) -> Iterable[tuple[Decimal, Decimal]]:
    """Price and discount, in the order in which they are tried."""
    positive = line.quantity * line.unit_amount > 0
    if not line.discount or (
        discounts
        and positive
        and 0 < line.discount <= 100
        and _places(line.discount) <= DISCOUNT_PLACES
    ):
        yield line.unit_amount, line.discount
    if line.discount:
        yield _EXACT.multiply(line.unit_amount, _share(line.discount)), Decimal(0)


def _share(discount: Decimal) -> Decimal:
    """What a discount of so many per cent leaves of one."""
    return _EXACT.subtract(_HUNDRED, discount).scaleb(-2, _EXACT)


def _places(number: Decimal) -> int:
    """Decimals behind the point, without trailing zeros."""
    exponent = number.normalize(_EXACT).as_tuple().exponent
    return max(0, -int(exponent))


def _named(positions: Iterable[int]) -> str:
    """The lines as a person counts them."""
    numbers = [str(position + 1) for position in positions]
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) <= 3:
        return f"lines {', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"{len(numbers)} lines"


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _signed(amount: Decimal) -> str:
    return f"{amount:+.2f}" if amount else "0.00"
