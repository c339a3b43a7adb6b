# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero tax rate an Odoo tax may be given without asking anybody."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class OdooTax:
    """What matters of one tax.

    ``plain``: a percentage on the invoice, neither reverse charge nor cash basis nor
    import, that moves nothing but this one amount.
    """

    rate: Decimal
    plain: bool


@dataclass(frozen=True)
class XeroRate:
    """What matters of one tax rate of Xero."""

    tax_type: str
    rate: Decimal
    report_type: str
    legal: bool
    active: bool = True


def only_match(
    taxes: Iterable[OdooTax], rates: Iterable[XeroRate], *, sale: bool
) -> XeroRate | None:
    """The one rate that fits by percentage, direction and account, if there is one.

    Zero percent is never matched: *zero rated*, *exempt*, *outside the scope* and *no
    tax* are all zero and stand in different boxes of a tax return. Nor is a set of
    several taxes, nor one that is not ``plain``.

    :param rates: with ``legal`` saying whether the rate may be used on the account
    """
    taxes = tuple(taxes)
    if len(taxes) != 1 or not taxes[0].plain or taxes[0].rate <= 0:
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
