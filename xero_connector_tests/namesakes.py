# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two books that know partly the same people, and the truth about who is who.

Spelled differently, moved to another address, archived, merged; and strangers who look
alike: namesakes, branches with one tax number, a mailbox that many share.
"""

import random
from dataclasses import dataclass, field

OVERLAP = 0.6
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split()
_TRADES = "Bakery Foods Tools Books Garage Textiles Farm Studio Motors Glass".split()


@dataclass
class Somebody:
    """A partner or a contact, and which entity it is.

    :param kind: how hard it is to recognise
    :param fate: ``archived``, or of a Xero contact ``merged``
    :param heir: name of the contact that this one was merged into
    """

    entity: int
    name: str
    email: str = ""
    tax_number: str = ""
    number: str = ""
    kind: str = ""
    fate: str = ""
    heir: str = ""


@dataclass
class Books:
    """What Odoo and what Xero know."""

    partners: list[Somebody] = field(default_factory=list)
    contacts: list[Somebody] = field(default_factory=list)


def books(size: int, seed: int = 1) -> Books:
    """``size`` partners and as many contacts; 60 percent of them are the same."""
    return _Writer(size, random.Random(seed)).all()


def vat_number(rng: random.Random) -> str:
    """A British VAT number whose check digits are right."""
    digits = [rng.randrange(10) for _ in range(7)]
    total = sum(
        digit * weight for digit, weight in zip(digits, range(8, 1, -1), strict=True)
    )
    return "GB" + "".join(map(str, digits)) + f"{97 - total % 97:02d}"


class _Writer:
    def __init__(self, size, rng):
        self.size, self.rng = size, rng
        self.books = Books()
        self.names, self.taxes = set(), set()
        self.entities = 0

    def all(self):
        for _ in range(int(self.size * OVERLAP)):
            self._shared()
        while len(self.books.contacts) < self.size:
            self._strangers()
        while len(self.books.partners) < self.size:
            name = self._name()
            self._here(self._entity(), name, self._email(name), kind="plain")
        return self.books

    # ------------------------------------------------------------------
    # who they are
    # ------------------------------------------------------------------
    def _entity(self):
        self.entities += 1
        return self.entities

    def _name(self):
        while True:
            words = [
                "".join(self.rng.choice(_SYLLABLES) for _ in range(4)).capitalize()
                for _ in range(2)
            ]
            name = f"{words[0]} {words[1]} {self.rng.choice(_TRADES)} Ltd"
            if name.casefold() not in self.names:
                self.names.add(name.casefold())
                return name

    def _email(self, name):
        return f"office@{name.split()[0].lower()}{len(self.names)}.example"

    def _tax(self):
        while True:
            number = vat_number(self.rng)
            if number not in self.taxes:
                self.taxes.add(number)
                return number

    def _here(self, entity, name, email="", tax="", **more):
        self.books.partners.append(Somebody(entity, name, email, tax, **more))

    def _there(self, entity, name, email="", tax="", **more):
        self.books.contacts.append(Somebody(entity, name, email, tax, **more))

    # ------------------------------------------------------------------
    # on both sides
    # ------------------------------------------------------------------
    def _shared(self):
        entity, name = self._entity(), self._name()
        email = self._email(name)
        kind = self.rng.choices(
            ["same", "spelling", "tax", "name", "moved", "archived", "gone", "merged"],
            [35, 20, 15, 10, 8, 5, 3, 4],
        )[0]
        if kind == "same":
            self._here(entity, name, email, kind=kind)
            self._there(entity, name, email, kind=kind)
        elif kind == "spelling":
            self._here(entity, name, email.upper(), kind=kind)
            self._there(
                entity, name.upper().replace("LTD", "LIMITED"), email, kind=kind
            )
        elif kind == "tax":
            tax = self._tax()
            self._here(entity, name, email, tax, kind=kind)
            self._there(
                entity,
                name.replace(" Ltd", " Limited"),
                self._email(name + "x"),
                f"{tax[:2]} {tax[2:5]} {tax[5:9]} {tax[9:]}",
                kind=kind,
            )
        elif kind == "name":
            self._here(entity, name, kind=kind)
            self._there(entity, name, email, kind=kind)
        elif kind == "moved":
            user = name.split()[0].lower()
            self._here(entity, name, f"{user}@gmail.com", kind=kind)
            self._there(entity, name, f"{user}.new@outlook.com", kind=kind)
        elif kind == "archived":
            self._here(entity, name, email, kind=kind)
            self._there(entity, name, email, kind=kind, fate="archived")
        elif kind == "gone":
            self._here(entity, name, email, kind=kind, fate="archived")
            self._there(entity, name, email, kind=kind)
        else:
            heir = self._name()
            self._here(entity, name, email, kind=kind)
            self._there(entity, heir, self._email(heir), kind=kind)
            self._there(entity, name, email, kind=kind, fate="merged", heir=heir)

    # ------------------------------------------------------------------
    # on one side only, some of them look-alikes
    # ------------------------------------------------------------------
    def _strangers(self):
        kind = self.rng.choices(
            ["plain", "namesake", "branch", "mailbox"], [70, 12, 9, 9]
        )[0]
        here, there = self._name(), self._name()
        if kind == "plain":
            self._here(self._entity(), here, self._email(here), kind=kind)
            self._there(self._entity(), there, self._email(there), kind=kind)
        elif kind == "namesake":
            self._here(self._entity(), here, self._email(here), self._tax(), kind=kind)
            self._there(
                self._entity(), here, self._email(there), self._tax(), kind=kind
            )
        elif kind == "branch":
            tax = self._tax()
            self._here(self._entity(), here, self._email(here), tax, kind=kind)
            self._there(self._entity(), there, self._email(there), tax, kind=kind)
        else:
            shared = f"desk{self.entities}@landlord.example"
            self._here(self._entity(), here, shared, kind=kind)
            self._there(self._entity(), there, shared, kind=kind)
