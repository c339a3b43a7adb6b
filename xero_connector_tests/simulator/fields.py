# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The fields of a resource: how a request body is read, and what can be queried.

Xero reads bodies with a typed reader: unknown keys are ignored, numbers and booleans
may also come as text, ``null`` counts as not sent, and a value of the wrong kind makes
the whole body unreadable (PostDataInvalidException). Lengths are checked later, as
validation errors of the element.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from . import jsonform
from .errors import ZERO_ID, PostDataInvalid

_GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)


def is_guid(text: str) -> bool:
    return bool(_GUID.match(text))


class Absent:
    """Stands for a value that reads as not sent."""


ABSENT = Absent()


class Kind:
    """One kind of value."""

    def read(self, value: Any, path: str) -> Any:
        raise NotImplementedError

    def fail(self, value: Any, path: str, target: str) -> PostDataInvalid:
        shown = str(value)[:60]
        return PostDataInvalid(
            "JSON for post data was invalid,"
            f"Could not convert {shown!r} to {target}. Path '{path}'."
        )


@dataclass(frozen=True)
class Text(Kind):
    """Text of at most ``longest`` characters (0: no limit)."""

    longest: int = 0

    def read(self, value: Any, path: str) -> str:
        if isinstance(value, bool):
            return "True" if value else "False"
        if isinstance(value, str | Decimal):
            return str(value)
        raise self.fail(value, path, "string")


@dataclass(frozen=True)
class Number(Kind):
    """An amount, a quantity or a rate."""

    def read(self, value: Any, path: str) -> Decimal | Absent:
        if isinstance(value, str) and not value.strip():
            return ABSENT
        if isinstance(value, str):
            try:
                value = Decimal(value.strip())
            except InvalidOperation:
                raise self.fail(value, path, "decimal") from None
        if (
            not isinstance(value, Decimal)
            or not value.is_finite()
            or abs(value) >= Decimal("1e28")
            or abs(value.adjusted()) > 40
        ):
            raise self.fail(value, path, "decimal")
        return value


@dataclass(frozen=True)
class Flag(Kind):
    """A boolean; also as the text true or false."""

    def read(self, value: Any, path: str) -> bool | Absent:
        if isinstance(value, bool):
            return value
        if isinstance(value, str):
            text = value.strip().lower()
            if not text:
                return ABSENT
            if text in ("true", "false"):
                return text == "true"
        raise self.fail(value, path, "boolean")


@dataclass(frozen=True)
class Day(Kind):
    """A calendar date: YYYY-MM-DD, with a time (which is dropped), or /Date(ms)/."""

    def read(self, value: Any, path: str) -> date | Absent:
        if isinstance(value, str):
            if not value.strip():
                return ABSENT
            try:
                return jsonform.parse_moment(value.strip()).date()
            except (ValueError, OverflowError):
                raise self.fail(value, path, "DateTime") from None
        raise self.fail(value, path, "DateTime")


@dataclass(frozen=True)
class Moment(Kind):
    """A moment; only ever read-only, so what is sent is not looked at."""

    def read(self, value: Any, path: str) -> Absent:
        return ABSENT


@dataclass(frozen=True)
class Guid(Kind):
    """An identifier; the empty one counts as not sent."""

    def read(self, value: Any, path: str) -> str | Absent:
        if isinstance(value, str):
            text = value.strip().strip("{}").lower()
            if not text or text == ZERO_ID:
                return ABSENT
            if _GUID.match(text):
                return text
        raise self.fail(value, path, "Guid")


@dataclass(frozen=True)
class One(Kind):
    """A nested object."""

    shape: "Shape"

    def read(self, value: Any, path: str) -> dict[str, Any]:
        return read(self.shape, value, path)


@dataclass(frozen=True)
class Many(Kind):
    """A list of nested objects."""

    shape: "Shape"

    def read(self, value: Any, path: str) -> list[dict[str, Any]]:
        if not isinstance(value, list):
            raise self.fail(value, path, "array")
        return [
            read(self.shape, item, f"{path}[{number}]")
            for number, item in enumerate(value)
            if item is not None
        ]


Shape = Mapping[str, Kind]


def read(shape: Shape, value: Any, path: str) -> dict[str, Any]:
    """The known fields of ``value``, each as its natural Python value."""
    if not isinstance(value, dict):
        raise PostDataInvalid(
            f"JSON for post data was invalid,An object was expected. Path '{path}'."
        )
    found: dict[str, Any] = {}
    for name, kind in shape.items():
        given = value.get(name)
        if given is None:
            continue
        result = kind.read(given, f"{path}.{name}")
        if result is not ABSENT:
            found[name] = result
    return found


def too_long(shape: Shape, values: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Messages about texts above their limit, nested ones too.

    Xero's own wording is not confirmed.
    """
    found: list[str] = []
    for name, kind in shape.items():
        value = values.get(name)
        if value is None:
            continue
        if isinstance(kind, Text) and kind.longest and len(value) > kind.longest:
            found.append(
                f"{prefix}{name} must not be longer than {kind.longest} characters"
            )
        elif isinstance(kind, One):
            found += too_long(kind.shape, value, f"{prefix}{name}.")
        elif isinstance(kind, Many):
            for item in value:
                found += too_long(kind.shape, item, f"{prefix}{name}.")
    return found
