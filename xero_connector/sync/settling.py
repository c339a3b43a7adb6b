# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How the parts of a payment (cash, write-off, fee, discount) fall on documents.

An Odoo payment of 97 with a write-off of 3 settles documents for 100; which document
the 3 belong to, Odoo does not say. Xero wants to know: the bank account gets exactly
the cash, the write-off account the rest. So the parts are poured into the documents,
cash first and the documents in the order in which they were settled: what was sent for
an earlier document stays true when a later one is added.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

Key = TypeVar("Key")
_CENT = Decimal("0.01")


def spread(
    pools: Sequence[tuple[str, Decimal]], uses: Sequence[tuple[Key, Decimal]]
) -> dict[tuple[Key, str], Decimal]:
    """Pour parts into uses, both in the given order.

    :param pools: name and amount of each part, none negative, all in one currency
    :param uses: what is settled and by how much, in the same currency
    :return: (use, name of the part) to amount, without zeros; what the parts do not
        cover is in none of them
    """
    shares: dict[tuple[Key, str], Decimal] = {}
    left = [amount for _name, amount in pools]
    for key, wanted in uses:
        for position, (name, _amount) in enumerate(pools):
            taken = min(wanted, left[position])
            if taken > 0:
                shares[key, name] = shares.get((key, name), Decimal(0)) + taken
                left[position] -= taken
                wanted -= taken
    return shares


def worth(parts: Sequence[Decimal], whole: Decimal, value: Decimal) -> list[Decimal]:
    """What parts of a sum are worth in another currency, to the cent.

    Shared out along the running total: the parts of a whole together are worth exactly
    its value, where each rounded by itself might be a cent off.

    :param parts: in the sum's currency, in the order in which they were used; together
        at most ``whole``
    :param whole: the sum, not zero
    :param value: what the whole sum is worth in the other currency
    """
    found = []
    used, told = Decimal(0), Decimal(0)
    for part in parts:
        used += part
        so_far = (used * value / whole).quantize(_CENT, ROUND_HALF_UP)
        found.append(so_far - told)
        told = so_far
    return found
