# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo's one name of a person and Xero's two; the persons at a contact on both sides.

Odoo keeps *Juan de la Cruz*, Xero *Juan* and *de la Cruz*. Where one ends and the other
begins only Xero knows: its division is kept as long as both still say the same, and
only a name that is new there is divided before its last word.
"""

from collections.abc import Sequence
from dataclasses import replace

from .canonical import Person

#: Xero keeps this many persons at a contact
MOST_PERSONS = 5


def join(first: str, last: str) -> str:
    """The name as Odoo keeps it."""
    return " ".join(f"{first} {last}".split())


def divide(name: str, first: str = "", last: str = "") -> tuple[str, str]:
    """First and last name of a whole one.

    :param first: what Xero has as first name so far
    :param last: what Xero has as last name so far
    """
    name = " ".join(name.split())
    first, last = " ".join(first.split()), " ".join(last.split())
    if first and name.startswith(f"{first} "):
        return first, name[len(first) + 1 :]
    if last and name.endswith(f" {last}"):
        return name[: -len(last) - 1], last
    if first == name:
        return name, ""
    head, _space, tail = name.rpartition(" ")
    return (head, tail) if head else (tail, "")


def pair(one: Sequence[Person], other: Sequence[Person]) -> list[int | None]:
    """For each person of one list the place of the same one in the other.

    The same e-mail address, else the same name; each place is given once.
    """
    found: list[int | None] = [None] * len(one)
    free = dict(enumerate(other))
    for key in (_address, _name):
        places: dict[str, list[int]] = {}
        for place, person in free.items():
            places.setdefault(key(person), []).append(place)
        for number, person in enumerate(one):
            wanted = places.get(key(person)) if key(person) else None
            if found[number] is None and wanted:
                found[number] = wanted.pop(0)
                del free[found[number]]  # type: ignore[arg-type]
    return found


def arrange(ours: Sequence[Person], theirs: Sequence[Person]) -> tuple[Person, ...]:
    """Odoo's persons as Xero should have them.

    In Xero's order, with Xero's division of equal names and its *include in e-mails*,
    which Odoo does not know; new ones follow, as many as there is room for.

    :param ours: whole list of Odoo
    :param theirs: whole list of Xero
    """
    places = pair(ours, theirs)
    known: dict[int, Person] = {}
    new = []
    for person, place in zip(ours, places, strict=True):
        if place is None:
            new.append(person)
            continue
        there = theirs[place]
        first, last = divide(
            join(person.first_name, person.last_name),
            there.first_name,
            there.last_name,
        )
        known[place] = replace(
            person,
            first_name=first,
            last_name=last,
            include_in_emails=there.include_in_emails,
        )
    arranged = [known[place] for place in sorted(known)] + new
    return tuple(arranged[:MOST_PERSONS])


def _address(person: Person) -> str:
    return person.email.strip().casefold()


def _name(person: Person) -> str:
    return join(person.first_name, person.last_name).casefold()
