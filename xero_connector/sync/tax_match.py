# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero tax rate an Odoo tax may be given, and which to suggest to a person."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .tax_meaning import SHADES, Meaning, of_codes, of_words, percentages

#: suggestions for one set of taxes
MOST = 5


@dataclass(frozen=True)
class OdooTax:
    """What matters of one tax.

    :param rate: percent
    :param plain: a percentage on the invoice, neither reverse charge nor cash basis
        nor import, that moves nothing but this one amount
    :param name: all that a person reads of it: name, description, invoice label
    """

    rate: Decimal
    plain: bool
    name: str = ""


@dataclass(frozen=True)
class XeroRate:
    """What matters of one tax rate of Xero.

    :param rate: EffectiveRate, percent
    :param report_type: ReportTaxType, empty in regions without tax returns in Xero
    :param legal: whether it may be used on the account (CanApplyTo...)
    """

    tax_type: str
    rate: Decimal
    report_type: str
    legal: bool
    active: bool = True
    name: str = ""


class TaxReason(enum.Enum):
    """Why a rate is suggested, or what speaks against it."""

    SAME_RATE = "same percentage"
    SAME_MEANING = "named alike"
    SAME_DIRECTION = "for the same side of the tax return"
    NO_TAX = "for lines without tax"
    OTHER_MEANING = "named for something else"


@dataclass(frozen=True)
class TaxSuggestion:
    """A rate for a person to confirm; never to be used without.

    ``against`` is empty where nothing speaks against it.
    """

    rate: XeroRate
    why: tuple[TaxReason, ...]
    against: tuple[TaxReason, ...] = ()


def only_match(
    taxes: Iterable[OdooTax], rates: Iterable[XeroRate], *, sale: bool
) -> XeroRate | None:
    """The one rate that fits by percentage, direction and account, if there is one.

    Zero percent is never matched: *zero rated*, *exempt*, *outside the scope* and *no
    tax* are all zero and stand in different boxes of a tax return. Nor is a set of
    several taxes, one that is not ``plain``, or one whose name says that it is not the
    ordinary tax of its rate (10 % on capital goods).

    :param rates: with ``legal`` saying whether the rate may be used on the account
    """
    taxes = tuple(taxes)
    if len(taxes) != 1 or not taxes[0].plain or taxes[0].rate <= 0:
        return None
    if of_words(taxes[0].name) - SHADES:
        return None
    direction = "OUTPUT" if sale else "INPUT"
    fitting = [
        rate
        for rate in rates
        if rate.active
        and rate.legal
        and rate.rate == taxes[0].rate
        # regions without tax returns in Xero leave the report type empty
        and rate.report_type in ("", direction)
    ]
    return fitting[0] if len(fitting) == 1 else None


def suggest(
    taxes: Iterable[OdooTax], rates: Iterable[XeroRate], *, sale: bool
) -> tuple[TaxSuggestion, ...]:
    """Rates for a set of taxes, best first, for a person to choose from.

    By percentage (of a reverse charge: also the one in the rate's name, because it
    adds nothing to a document), by what the names say both are for, and by direction.
    Rates that are archived, illegal for the account, or for the other direction never
    appear. The empty set asks for a rate for lines without tax.

    :param taxes: all taxes of a line
    :param rates: with ``legal`` saying whether the rate may be used on the account
    """
    asked = _Asked(tuple(taxes), sale)
    found = [
        ranked
        for rate in rates
        if rate.active and rate.legal and (ranked := asked.rank(rate))
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].rate.tax_type))
    return tuple(suggestion for _rank, suggestion in found[:MOST])


class _Asked:
    """What is looked for: percentage, meaning and direction of a set of taxes."""

    def __init__(self, taxes: tuple[OdooTax, ...], sale: bool) -> None:
        self.sale = sale
        self.any_tax = bool(taxes)
        self.percent = sum((tax.rate for tax in taxes), Decimal(0))
        self.wanted = frozenset({Meaning.OUTSIDE})
        if taxes:
            self.wanted = frozenset().union(*(of_words(tax.name) for tax in taxes))
            if not self.percent and not self.wanted - SHADES:
                self.wanted |= {Meaning.ZERO_RATED}
        self.reversed = Meaning.REVERSE_CHARGE in self.wanted or any(
            not tax.plain for tax in taxes
        )

    def rank(self, rate: XeroRate) -> tuple[tuple[int, ...], TaxSuggestion] | None:
        """The suggestion and its place, smaller is better; None where it is none."""
        direction = _direction(rate)
        if direction not in (None, self.sale):
            return None
        said = of_words(rate.name) | of_codes(rate.tax_type, rate.report_type)
        same_rate = rate.rate == self.percent
        if not same_rate and Meaning.REVERSE_CHARGE in said and self.reversed:
            # it adds nothing to a document, whatever its percentage
            named = percentages(rate.name)
            same_rate = self.percent in named
            if named and not same_rate:
                return None
        elif not same_rate:
            return None
        alike, odd = self.wanted & said, self.wanted ^ said
        why = [TaxReason.SAME_RATE] if same_rate else []
        if alike:
            why.append(TaxReason.SAME_MEANING if self.any_tax else TaxReason.NO_TAX)
        if direction is self.sale:
            why.append(TaxReason.SAME_DIRECTION)
        against = (TaxReason.OTHER_MEANING,) if odd - SHADES else ()
        place = (
            len(odd - SHADES),
            not same_rate,
            -len(alike),
            len(odd),
            direction is None,
        )
        return place, TaxSuggestion(rate, tuple(why), against)


#: parts of report types (else of tax types) that are for one side of the return
_SALES = ("OUTPUT", "SALES", "SUPPLY", "EXPORT")
_PURCHASES = (
    "INPUT",
    "EXPENSES",
    "EXEMPTCAPITAL",
    "ACQUISITION",
    "IMPORT",
    "REVERSECHARGE",
    "DRCHARGE",
)


def _direction(rate: XeroRate) -> bool | None:
    """Whether the rate is for sales (True), for purchases (False), or for both."""
    kind = rate.report_type or rate.tax_type
    if kind == "INPUTTAXED":  # Australia: sales without GST whose inputs bear it
        return True
    if any(part in kind for part in _SALES):
        return True
    if any(part in kind for part in _PURCHASES):
        return False
    return None
