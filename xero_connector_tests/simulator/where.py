# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The ``where`` and ``order`` grammar of Xero's lists.

    where = Status=="AUTHORISED" AND (Date >= DateTime(2026, 1, 31)
            OR Contact.Name.Contains("smith")) && DueDate != null

Comparisons ``== = != <> > >= < <=``; ``AND && OR ||`` and parentheses; texts in double
quotes, numbers, ``true false null``, ``guid("...")``, ``DateTime(y, m, d)``,
``DateTime.Parse("...")``; ``.Contains .StartsWith .EndsWith`` and ``.ToLower()
.ToUpper()`` on texts. Text compares without case, as recorded live for names. What
does not parse, or names a property that the resource does not have, is answered with
ErrorNumber 16.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from . import jsonform
from .errors import QueryParse
from .fields import Day, Flag, Guid, Kind, Many, Moment, Number, One, Shape, Text
from .store import Record

#: Reads ``Contact.Name`` and the like from a stored record.
Getter = Callable[[Record, str], Any]
Test = Callable[[Record], bool]

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>-?\d+(?:\.\d+)?m?)
      | (?P<text>"(?:[^"\\]|\\.)*")
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<mark>==|!=|<>|>=|<=|&&|\|\||[=<>().,!])
    )""",
    re.VERBOSE,
)
_COMPARE = {"==", "=", "!=", "<>", ">", ">=", "<", "<="}
_DEEPEST = 50


class Token(NamedTuple):
    kind: str
    text: str
    at: int


@dataclass(frozen=True)
class Term:
    """A side of a comparison: a property, or a constant when ``path`` is empty."""

    path: str
    kind: Kind | None
    value: Any = None


def _tokens(text: str) -> list[Token]:
    found, position = [], 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if not match:
            raise QueryParse(f"Syntax error (at index {position})")
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], match.start(kind)))
        position = match.end()
    found.append(Token("end", "", end))
    return found


class _Parser:
    """Recursive descent over the tokens of one ``where``."""

    def __init__(self, text: str, shape: Shape, type_name: str, get: Getter) -> None:
        self.tokens = _tokens(text)
        self.position = 0
        self.depth = 0
        self.shape = shape
        self.type_name = type_name
        self.get = get
        self.properties: list[tuple[str, str]] = []

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def next(self) -> Token:
        token = self.token
        self.position += 1
        return token

    def fail(self, message: str) -> QueryParse:
        return QueryParse(f"{message} (at index {self.token.at})")

    def take(self, mark: str) -> None:
        if self.token.text != mark or self.token.kind != "mark":
            raise self.fail(f"'{mark}' expected")
        self.next()

    def is_word(self, *words: str) -> bool:
        return self.token.kind in ("name", "mark") and self.token.text.lower() in words

    def whole(self) -> Test:
        test = self.either()
        if self.token.kind != "end":
            raise self.fail("Syntax error")
        return test

    def either(self) -> Test:
        tests = [self.both()]
        while self.is_word("or", "||"):
            self.next()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else _any(tests)

    def both(self) -> Test:
        tests = [self.single()]
        while self.is_word("and", "&&"):
            self.next()
            tests.append(self.single())
        return tests[0] if len(tests) == 1 else _all(tests)

    def single(self) -> Test:
        if self.token == ("mark", "(", self.token.at):
            self.depth += 1
            if self.depth > _DEEPEST:
                raise self.fail("Expression is nested too deeply")
            self.next()
            test = self.either()
            self.take(")")
            self.depth -= 1
            return test
        left = self.term()
        if callable(left):
            return left
        if self.token.text in _COMPARE:
            operator = self.next().text
            right = self.term()
            if callable(right):
                raise self.fail("Syntax error")
            return self.compare(left, operator, right)
        if left.path and isinstance(left.kind, Flag):
            return lambda record: self.get(record, left.path) is True
        if not left.path and isinstance(left.value, bool):
            constant = left.value
            return lambda record: constant
        raise self.fail("Expression of type 'Boolean' expected")

    def term(self) -> Term | Test:
        token = self.token
        if token.kind == "number":
            self.next()
            return Term("", None, Decimal(token.text.rstrip("m")))
        if token.kind == "text":
            self.next()
            return Term("", None, re.sub(r"\\(.)", r"\1", token.text[1:-1]))
        if token.kind != "name":
            raise self.fail("Expression expected")
        word = token.text.lower()
        if word in ("true", "false", "null"):
            self.next()
            return Term("", None, {"true": True, "false": False}.get(word))
        if word in ("guid", "datetime"):
            return self.constant(word)
        return self.property()

    def constant(self, word: str) -> Term:
        self.next()
        if word == "datetime" and self.token.text == ".":
            self.next()
            if not self.is_word("parse"):
                raise self.fail("Syntax error")
            self.next()
        self.take("(")
        arguments: list[Token] = []
        while self.token.kind in ("number", "text"):
            arguments.append(self.next())
            if self.token.text != ",":
                break
            self.next()
        self.take(")")
        try:
            return Term("", None, _constant(word, arguments))
        except (ValueError, OverflowError):
            raise self.fail(f"No applicable constructor in type '{word}'") from None

    def property(self) -> Term | Test:
        name = self.next().text
        shape: Shape = self.shape
        path, type_name, kind = "", self.type_name, None
        while True:
            found = next((key for key in shape if key.lower() == name.lower()), None)
            if found is None:
                raise QueryParse(
                    f"No property or field '{name}' exists in type '{type_name}'"
                )
            kind = shape[found]
            path = f"{path}.{found}" if path else found
            if not isinstance(kind, One) or self.token.text != ".":
                break
            self.next()
            shape, type_name, name = kind.shape, found, self.next().text
        term = Term(path, kind)
        while self.token.text == ".":
            self.next()
            made = self.method(term)
            if callable(made):
                self.properties.append((path, "method"))
                return made
            term = made
        return term

    def method(self, term: Term) -> Term | Test:
        name = self.next()
        word = name.text.lower()
        if word in ("value", "hasvalue"):
            return term
        if not isinstance(term.kind, Text | Guid):
            raise QueryParse(
                f"No property or field '{name.text}' exists in type '{term.path}'"
            )
        self.take("(")
        if word in ("tolower", "toupper", "tostring", "trim"):
            self.take(")")
            return term
        if word not in ("contains", "startswith", "endswith"):
            raise QueryParse(
                f"No applicable method '{name.text}' exists in type 'String'"
            )
        if self.token.kind != "text":
            raise self.fail("Expression of type 'String' expected")
        needle = re.sub(r"\\(.)", r"\1", self.next().text[1:-1]).lower()
        self.take(")")
        return self.text_test(term.path, word, needle)

    def text_test(self, path: str, word: str, needle: str) -> Test:
        get = self.get

        def test(record: Record) -> bool:
            value = str(get(record, path) or "").lower()
            if word == "contains":
                return needle in value
            if word == "startswith":
                return value.startswith(needle)
            return value.endswith(needle)

        return test

    def compare(self, left: Term, operator: str, right: Term) -> Test:
        if not left.path and right.path:
            left, right = right, left
            operator = {">": "<", "<": ">", ">=": "<=", "<=": ">="}.get(
                operator, operator
            )
        if not left.path:
            raise self.fail("A property was expected")
        self.properties.append((left.path, operator))
        kind = left.kind
        if isinstance(kind, One | Many):
            if right.path or right.value is not None:
                raise self.fail("Operator is incompatible with operand types")
        get, path = self.get, left.path
        if right.path:
            other = right.path
            return lambda record: _holds(
                _norm(kind, get(record, path)),
                operator,
                _norm(kind, get(record, other)),
            )
        wanted = self.constant_for(kind, right.value)
        return lambda record: _holds(_norm(kind, get(record, path)), operator, wanted)

    def constant_for(self, kind: Kind | None, value: Any) -> Any:
        """The constant in the type of the property, or the parse error."""
        if value is None:
            return None
        fits = {
            Text: isinstance(value, str),
            Guid: isinstance(value, str),
            Number: isinstance(value, Decimal),
            Flag: isinstance(value, bool),
            Day: isinstance(value, date),
            Moment: isinstance(value, date),
        }.get(type(kind) if kind else Text, False)
        if not fits:
            raise self.fail("Operator is incompatible with operand types")
        return _norm(kind, value)


def _constant(word: str, arguments: list[Token]) -> Any:
    if word == "guid":
        if len(arguments) != 1 or arguments[0].kind != "text":
            raise ValueError("guid")
        return arguments[0].text.strip('"').lower()
    if len(arguments) == 1 and arguments[0].kind == "text":
        return jsonform.parse_moment(arguments[0].text.strip('"'))
    numbers = [int(argument.text) for argument in arguments]
    if len(numbers) not in (3, 6):
        raise ValueError("datetime")
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]


def _norm(kind: Kind | None, value: Any) -> Any:
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return value


def _holds(value: Any, operator: str, wanted: Any) -> bool:
    if operator in ("==", "="):
        return bool(value == wanted) or (wanted is None and value == "")
    if operator in ("!=", "<>"):
        return not (value == wanted or (wanted is None and value == ""))
    if value is None or wanted is None:
        return False
    if operator == ">":
        return bool(value > wanted)
    if operator == ">=":
        return bool(value >= wanted)
    if operator == "<":
        return bool(value < wanted)
    return bool(value <= wanted)


def _all(tests: list[Test]) -> Test:
    return lambda record: all(test(record) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda record: any(test(record) for test in tests)


class Filter(NamedTuple):
    """A parsed ``where``: the test, and which properties it looks at and how."""

    test: Test
    properties: list[tuple[str, str]]


def parse(text: str, shape: Shape, type_name: str, get: Getter) -> Filter:
    """The test that a ``where`` describes; raises QueryParse."""
    parser = _Parser(text, shape, type_name, get)
    return Filter(parser.whole(), parser.properties)


def sorted_by(
    records: list[Record], order: str, shape: Shape, type_name: str, get: Getter
) -> list[Record]:
    """``records`` in the order that ``order`` asks for; raises QueryParse."""
    for part in reversed(order.split(",")):
        words = part.split()
        if not words or len(words) > 2:
            raise QueryParse("Syntax error (at index 0)")
        direction = words[1].lower() if len(words) == 2 else "asc"
        if direction not in ("asc", "desc", "ascending", "descending"):
            raise QueryParse(f"Syntax error (at index {order.find(words[1])})")
        path = _known_path(words[0], shape, type_name)
        records = sorted(
            records,
            key=_sort_key(path, get),
            reverse=direction.startswith("desc"),
        )
    return records


def _sort_key(path: str, get: Getter) -> Callable[[Record], tuple[bool, Any]]:
    def key(record: Record) -> tuple[bool, Any]:
        value = _norm(None, get(record, path))
        return (value is not None, 0 if value is None else value)

    return key


def _known_path(name: str, shape: Mapping[str, Kind], type_name: str) -> str:
    path = []
    for part in name.split("."):
        found = next((key for key in shape if key.lower() == part.lower()), None)
        if found is None:
            raise QueryParse(
                f"No property or field '{part}' exists in type '{type_name}'"
            )
        path.append(found)
        kind = shape[found]
        shape, type_name = (kind.shape if isinstance(kind, One) else {}), found
    if isinstance(kind, One | Many):
        raise QueryParse(f"'{name}' cannot be ordered")
    return ".".join(path)
