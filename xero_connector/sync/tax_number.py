# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tax numbers as people write them: with the country or without, in groups or not."""

import re
from dataclasses import dataclass

_PREFIX = re.compile(r"[A-Z]{2}(?=[0-9A-Z]*[0-9])")
#: two prefixes of one country's numbers
_SAME_COUNTRY = {"EL": "GR", "XI": "GB"}
#: what is shorter, or has fewer digits, is a remark and no number
_LEAST_LENGTH, _LEAST_DIGITS = 5, 4


@dataclass(frozen=True)
class TaxNumber:
    """A number, and the country that stands before it ("" where none does)."""

    country: str
    number: str

    def agrees(self, other: "TaxNumber") -> bool:
        """The same number; a country that only one of them names does not matter."""
        return self.number == other.number and (
            self.country == other.country or not self.country or not other.country
        )


def parse(text: str) -> TaxNumber | None:
    """The number in a text, or None where there is none to rely on.

    ``GB 123 4567 89``, ``gb123456789`` and ``123456789`` agree. ``/``, ``n/a``,
    ``applied for`` and ``000000000`` are none.
    """
    plain = "".join(char for char in text.upper() if char.isalnum())
    digits = [char for char in plain if char.isdigit()]
    if (
        len(plain) < _LEAST_LENGTH
        or len(digits) < _LEAST_DIGITS
        or len(set(digits)) == 1
    ):
        return None
    found = _PREFIX.match(plain)
    if found is None or len(plain) < _LEAST_LENGTH + 2:
        return TaxNumber("", plain)
    country = _SAME_COUNTRY.get(found[0], found[0])
    return TaxNumber(country, plain[2:])
