# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Canonical values as a person reads them, in no particular language."""

from decimal import Decimal
from typing import Any

from .canonical import Address, Line, Person


def pair(ours: Any, theirs: Any) -> tuple[str, str]:
    """Both sides of a difference; of lists only the lines that differ.

    :param ours: canonical value of Odoo, in Xero's terms
    :param theirs: canonical value of Xero
    """
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        length = max(len(ours), len(theirs))
        odd = [n for n in range(length) if _at(ours, n) != _at(theirs, n)]
        return _some(ours, odd), _some(theirs, odd)
    return words(ours), words(theirs)


def moved(agreed: tuple[Any, ...], *sides: tuple[Any, Any]) -> str:
    """What was agreed, of a list only the lines that somebody changed since.

    :param agreed: the list as it was
    :param sides: of each side the list as it was and as it is, in the same terms
    """
    odd = [
        n
        for n in range(len(agreed))
        if any(_at(before, n) != _at(now, n) for before, now in sides)
    ]
    return _some(agreed, odd)


def words(value: Any) -> str:
    """One value."""
    if isinstance(value, tuple):
        return "\n".join(words(item) for item in value)
    if isinstance(value, Decimal):
        return _figure(value)
    if isinstance(value, Line):
        return _line(value)
    if isinstance(value, Address):
        parts = (value.street, value.street2, value.postcode, value.city, value.region)
        return ", ".join(part for part in (*parts, value.country) if part)
    if isinstance(value, Person):
        name = " ".join(part for part in (value.first_name, value.last_name) if part)
        return f"{name} <{value.email}>" if value.email else name
    return "" if value in (None, False) else str(value)


def _at(values: tuple[Any, ...], position: int) -> tuple[Any, ...]:
    return values[position : position + 1]


def _some(values: tuple[Any, ...], positions: list[int]) -> str:
    return "\n".join(words(values[n]) for n in positions if n < len(values))


def _figure(number: Decimal) -> str:
    """At least two decimals, as amounts are written; more where there are more."""
    number = number.normalize()
    places = max(2, -int(number.as_tuple().exponent))
    return f"{number:.{places}f}"


def _line(line: Line) -> str:
    if line.kind == "text":
        return f"“{line.description}”"
    price = f"{line.quantity.normalize():f} × {_figure(line.unit_amount)}"
    if line.discount:
        price += f" - {line.discount.normalize():f} %"
    booked = ", ".join(part for part in (line.account, *line.taxes, line.item) if part)
    return (
        f"“{line.description}” {price} = {_figure(line.net)}"
        f" + {_figure(line.tax_amount)} ({booked})"
    )
