# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a tax is for, as far as its name tells.

A percentage says little: *zero rated*, *exempt* and *outside the scope* are all zero,
and 10 % on capital goods or on private purchases stand in other boxes of the return
than 10 % on anything else. Neither Odoo nor Xero has a common word for these, but
people and tax agencies name them much alike. English only; in other languages taxes
have no meaning here, and are then told apart by nothing but their rate.
"""

import enum
import re
from decimal import Decimal


class Meaning(enum.Enum):
    """One thing that sets a tax apart from the ordinary rate."""

    ZERO_RATED = "zero rated"
    EXEMPT = "exempt"
    OUTSIDE = "outside the scope"
    REVERSE_CHARGE = "reverse charge"
    EU = "within the EU"
    ABROAD = "export or import"
    CAPITAL = "capital goods"
    SPECIAL = "a rule of its own"
    GOODS = "goods"
    SERVICES = "services"


#: they tell two rates apart, but set none apart from the ordinary one
SHADES = frozenset({Meaning.GOODS, Meaning.SERVICES})

#: whole words of names and descriptions, as in the charts of the United Kingdom,
#: Ireland, Australia, New Zealand, Singapore and South Africa
_WORDS = {
    Meaning.ZERO_RATED: "zero|zero rated?|zr|zp|gst free|vat free",
    Meaning.EXEMPT: "exempt(ed|ion)?|input taxed|inp",
    Meaning.OUTSIDE: (
        "out(side)?( of)?( the)? scope|os|op|no (vat|gst|tax)|bas excluded"
        "|(non|not)( \\w+)? registered"
    ),
    Meaning.REVERSE_CHARGE: "reverse charged?|rc|rcd|srrc|txrc",
    Meaning.EU: "eu|ec|intra ?(community|eu)?",
    Meaning.ABROAD: (
        "ex|exports?|exported|imports?|imported|im|international|pva|postponed|igds"
        "|tps|paid separately"
    ),
    Meaning.CAPITAL: "capital|capex",
    Meaning.SPECIAL: (
        "private|(not|non) (deductible|claimable)|disallowed|blocked|bl|only"
        "|adj(ustments?)?|change in use|bad debts?|withh?(eld|olding)|deemed|ds"
        "|customer accounting|luxury|second hand|attributable"
    ),
    Meaning.GOODS: "goods|g",
    Meaning.SERVICES: "services?|s",
}
_PATTERNS = {m: re.compile(rf"\b({words})\b") for m, words in _WORDS.items()}

#: parts of Xero's own codes, which are single words; Singapore's are the last ones
_CODES = {
    Meaning.ZERO_RATED: ("ZERORATED", "ECZR"),
    Meaning.EXEMPT: ("EXEMPT", "INPUTTAXED", "ES33", "ESN33", "EPINPUT"),
    Meaning.OUTSIDE: ("NONE", "BASEXCLUDED", "OSOUTPUT", "OPINPUT", "NRINPUT"),
    Meaning.REVERSE_CHARGE: ("REVERSECHARGE", "DRCHARGE", "ECACQUISITIONS"),
    Meaning.EU: ("ECZR", "ECACQUISITIONS", "ECOUTPUT", "ECINPUT"),
    Meaning.ABROAD: ("IMPORT", "EXPORT", "IMINPUT", "IGDSINPUT", "MEINPUT"),
    Meaning.CAPITAL: ("CAPITAL", "CAPEX", "CAPINPUT", "CAPIMPORT"),
    Meaning.SPECIAL: ("BLINPUT", "DSOUTPUT", "TXCA", "SRCAS", "TXN33", "TXESS", "TXRE"),
    Meaning.SERVICES: ("SERVICES",),
}
_SEPARATORS = re.compile(r"[^\w]+|_")
_PERCENT = re.compile(r"(\d+(?:[.,]\d+)?) ?%")


def of_words(text: str) -> frozenset[Meaning]:
    """What a name, a description, a label says."""
    words = _SEPARATORS.sub(" ", text.casefold())
    return frozenset(m for m, pattern in _PATTERNS.items() if pattern.search(words))


def of_codes(*codes: str) -> frozenset[Meaning]:
    """What Xero's TaxType and ReportTaxType say."""
    text = " ".join(codes)
    return frozenset(
        meaning
        for meaning, parts in _CODES.items()
        if any(part in text for part in parts)
    )


def percentages(text: str) -> frozenset[Decimal]:
    """The percentages that a name mentions: ``20%``, ``@ 17.5 %``, ``5,5 %``."""
    return frozenset(
        Decimal(found.replace(",", ".")) for found in _PERCENT.findall(text)
    )
