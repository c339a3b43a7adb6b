# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's arithmetic.

Xero rounds half away from zero: amounts and tax to 2 places per line, then sums;
unit prices to 2 places, or 4 when a call asks ``unitdp=4``; quantities to 4 and
currency rates to 6 places.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
HUNDRED = Decimal(100)
#: Wide enough for the product of any two numbers that are read.
_WIDE = Context(prec=100, rounding=ROUND_HALF_UP)
#: The largest line amount that Xero stores.
LARGEST_AMOUNT = Decimal("9999999999.99")


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """``value`` at ``places`` decimals, half away from zero."""
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def tax_on(amount: Decimal, rate: Decimal, inclusive: bool) -> Decimal:
    """The tax of one line at ``rate`` per cent.

    25.61 at 15 % exclusive is 3.84; 541.25 inclusive contains 70.60.
    """
    if inclusive:
        return rounded(amount * rate / (HUNDRED + rate))
    return rounded(amount * rate / HUNDRED)
