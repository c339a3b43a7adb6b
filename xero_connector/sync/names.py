# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When two names are the same, and when they are alike.

*The same* is what Xero takes for the same: it lets no two active contacts have names
that differ in nothing but capitals and spaces. *Alike* is what a person would take for
two spellings of one name; never a reason by itself, only beside a stronger one.
"""

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

#: letters that Unicode does not take apart
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
_DOTTED = re.compile(r"\b(?:\w\.[ ]?){2,}")
_SLASHED = re.compile(r"\b(a|i)/(s)\b")
_APOSTROPHES = re.compile(r"['’`´]")
_SEPARATORS = re.compile(r"[\W_]+")
_UNWANTED = re.compile(r"[<>]")
_SPACE = re.compile(r"\s+")

#: legal forms by their spellings; two names with different ones are two companies
_FORMS = {
    spelling: form
    for form, spellings in {
        "ltd": "ltd limited",
        "plc": "plc",
        "llp": "llp",
        "llc": "llc",
        "inc": "inc incorporated",
        "corp": "corp corporation",
        "gmbh": "gmbh",
        "ug": "ug",
        "ag": "ag",
        "kg": "kg",
        "ohg": "ohg",
        "gbr": "gbr",
        "ev": "ev",
        "sa": "sa",
        "sas": "sas sasu",
        "sarl": "sarl eurl",
        "srl": "srl",
        "spa": "spa",
        "sl": "sl slu",
        "bv": "bv",
        "nv": "nv",
        "vof": "vof",
        "ab": "ab",
        "as": "as",
        "aps": "aps",
        "oy": "oy oyj",
        "sro": "sro",
        "doo": "doo",
        "kft": "kft",
        "zrt": "zrt",
        "lda": "lda ltda",
        "cc": "cc",
    }.items()
    for spelling in spellings.split()
}
#: words around a legal form that people write or leave out
_LOOSE = frozenset("the and co company pty pte pvt private proprietary".split())
#: letters of a word in which one may be mistyped
_TYPO_LENGTH = 5


@dataclass(frozen=True)
class Name:
    """A name taken apart.

    :param words: what tells it from others, in order
    :param forms: its legal forms, e.g. ``{"gmbh", "kg"}``
    """

    words: tuple[str, ...]
    forms: frozenset[str]

    @property
    def key(self) -> str:
        """Equal for names that differ in order, spelling marks and legal form only."""
        return " ".join(sorted(self.words))


def same_key(name: str) -> str:
    """Equal for names that Xero takes for the same; empty for no name."""
    return _SPACE.sub(" ", _UNWANTED.sub("", name)).strip().casefold()


@lru_cache(maxsize=20_000)
def parse(name: str) -> Name:
    """A name without capitals, accents, punctuation and legal form.

    A name that consists of nothing else keeps all its words.
    """
    text = name.casefold().translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = _APOSTROPHES.sub("", _SLASHED.sub(r"\1\2", text)).replace("&", " and ")
    text = _DOTTED.sub(lambda found: re.sub(r"[. ]", "", found[0]) + " ", text)
    words = _SEPARATORS.sub(" ", text).split()
    first, last = 0, len(words)
    while first < last and words[first] == "the":
        first += 1
    while last > first and (words[last - 1] in _FORMS or words[last - 1] in _LOOSE):
        last -= 1
    core = words[first:last] or words
    forms = frozenset(_FORMS[word] for word in words[last:] if word in _FORMS)
    return Name(tuple(core), forms if core is not words else frozenset())


def alike(one: str, other: str) -> bool:
    """Whether both may be spellings of one name.

    The same words in any order, joined or apart, with one letter of one long word
    mistyped beside words that agree. Different legal forms are different companies;
    different numbers (*Branch 1*, *Branch 2*) are different things.
    """
    a, b = parse(one), parse(other)
    if not a.words or not b.words or (a.forms and b.forms and a.forms != b.forms):
        return False
    if a.key == b.key or "".join(a.words) == "".join(b.words):
        return True
    only_a, only_b = _without(a.words, b.words), _without(b.words, a.words)
    return (
        len(only_a) == len(only_b) == 1
        and len(a.words) > 1
        and _mistyped(only_a[0], only_b[0])
    )


def _without(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """The words that are not among the others, counting repetitions."""
    left = list(others)
    found = []
    for word in words:
        if word in left:
            left.remove(word)
        else:
            found.append(word)
    return found


def _mistyped(a: str, b: str) -> bool:
    """One letter more, less, other, or two in the wrong order."""
    if min(len(a), len(b)) < _TYPO_LENGTH or not (a.isalpha() and b.isalpha()):
        return False
    if abs(len(a) - len(b)) > 1:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    rest_a, rest_b = a[start:], b[start:]
    return (
        rest_a[1:] == rest_b
        or rest_a == rest_b[1:]
        or rest_a[1:] == rest_b[1:]
        or (rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:])
    )


def tell_apart(name: str, hints: Iterable[str], taken: Container[str]) -> str:
    """A name that tells one of two namesakes from the other; "" if nothing does.

    What is known of them stands in brackets: *Anna Smith (Leeds)*. Never a number that
    means nothing to anybody.

    :param hints: what is known, best first; blank ones are passed over
    :param taken: ``same_key`` of the names that are somebody's
    """
    for hint in hints:
        told = f"{name} ({' '.join(hint.split())})" if hint.strip() else ""
        if told and same_key(told) not in taken:
            return told
    return ""
