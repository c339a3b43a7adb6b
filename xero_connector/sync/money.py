# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero will compute from the lines we send, and the cents between it and Odoo.

Xero multiplies a line's quantity and unit amount, takes off its discount, rounds to
two decimals, taxes that net amount, rounds the tax to two decimals *per line* and adds
up. Odoo's ledger may spread a cent differently. The functions below say which form of
a line reproduces the ledger's net amount exactly, what tax Xero will put on it, and
what the stated policy does about a difference.

All amounts are in the document's currency; Xero keeps two decimals for every currency.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
#: decimals of UnitAmount that survive with ``unitdp=4``
UNIT_STEP = Decimal("0.0001")
#: characters of Quantity (xero-api: at most 13)
QUANTITY_STEP = Decimal("0.0001")
#: how far a line's, a document's tax may be moved away from Xero's own figure
LINE_LIMIT = CENT
DOCUMENT_LIMIT = Decimal("0.05")


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

    ``overrides`` are line positions whose TaxAmount must be sent, with the amount;
    ``rounding`` is the amount of a rounding line (0: none); ``refusal`` says in words
    why the document must be held ("" if it may go).
    """

    overrides: dict[int, Decimal]
    rounding: Decimal = Decimal(0)
    refusal: str = ""


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half away from zero, as Xero does."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def xero_net(quantity: Decimal, unit_amount: Decimal, discount: Decimal) -> Decimal:
    """The LineAmount that Xero computes from what we send."""
    return cents(quantity * unit_amount * (100 - discount) / 100)


def xero_tax(net: Decimal, rate: Decimal) -> Decimal:
    """The TaxAmount that Xero computes on a tax-exclusive line."""
    return cents(net * rate / 100)


def natural(line: MoneyLine, discounts: bool) -> MoneyLine | None:
    """The line with quantity, price and discount as they are, if that is exact.

    :param discounts: Xero takes a discount rate only on sales invoices and quotes;
        elsewhere the price is sent net of it
    :return: the figures to send, or None where they would not give the ledger's net
    """
    unit, discount = line.unit_amount, line.discount
    if discount and not discounts:
        unit, discount = unit * (100 - discount) / 100, Decimal(0)
    fits = (
        unit == unit.quantize(UNIT_STEP)
        and discount == discount.quantize(CENT)
        and 0 <= discount <= 100
        and line.quantity == line.quantity.quantize(QUANTITY_STEP)
        and len(format(line.quantity.normalize(), "f")) <= 13
        and xero_net(line.quantity, unit, discount) == line.net
    )
    if not fits:
        return None
    return replace(line, unit_amount=unit, discount=discount)


def as_one(line: MoneyLine) -> MoneyLine:
    """One piece at the net amount: always exact. The quantity goes into the text."""
    return replace(line, quantity=Decimal(1), unit_amount=line.net, discount=Decimal(0))


def judge(lines: Sequence[MoneyLine], policy: Rounding) -> Verdict:
    """What the policy does about the tax of these lines.

    The lines must be in the form they are sent in (``natural`` or ``as_one``).
    """
    gaps = {
        position: line.tax_amount - xero_tax(line.net, line.rate)
        for position, line in enumerate(lines)
    }
    gaps = {position: gap for position, gap in gaps.items() if gap}
    if not gaps:
        return Verdict({})
    overrides = {position: lines[position].tax_amount for position in gaps}
    if policy is Rounding.ROUNDING_LINE:
        return Verdict({}, rounding=_sum(gaps.values()))
    if policy is Rounding.HOLD:
        return Verdict(
            {}, refusal=f"Xero would compute {_signed(_sum(gaps.values()))} of tax"
        )
    widest = max(abs(gap) for gap in gaps.values())
    total = _sum(abs(gap) for gap in gaps.values())
    if widest > LINE_LIMIT:
        return Verdict({}, refusal=f"a line's tax is {widest} away from Xero's")
    if total > DOCUMENT_LIMIT:
        return Verdict({}, refusal=f"the lines' tax is {total} away from Xero's")
    return Verdict(overrides)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _signed(amount: Decimal) -> str:
    return f"{-amount:+}"
