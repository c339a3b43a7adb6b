# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's JSON and back: the only place that knows how Xero writes types.

Amounts are :class:`~decimal.Decimal` from the first byte to the last: no number ever
passes through a float. Dates come as ``/Date(ms+0000)/``; a calendar date is midnight
UTC of that day. Everything that cannot be read is a :class:`ValueError`, which the
client turns into "no usable answer".
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, NoReturn

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# Xero's largest amount has 10 digits before the point, its finest rate 6 behind it.
# A number far beyond that is no amount, and writing it out could fill the memory.
_MAX_EXPONENT: Final = 40
# Xero's own nesting (document, lines, tracking) ends long before.
_MAX_DEPTH: Final = 20

_MS_DATE: Final = re.compile(r"/Date\((?P<ms>-?\d{1,17})(?P<zone>[+-]\d{4})?\)/")
_ISO: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<time>\d{2}:\d{2}(?::\d{2})?)(?:\.(?P<fraction>\d+))?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)


# --- JSON -----------------------------------------------------------------------------


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def loads(raw: bytes) -> Any:
    """JSON to Python: whole numbers as int, all others as Decimal, never float.

    :raise ValueError: for anything that is not JSON in UTF-8
    """
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_float=Decimal,
            parse_constant=_no_constant,
        )
    except (RecursionError, InvalidOperation) as error:
        raise ValueError("JSON nested or sized beyond reason") from error


def dumps(value: Any) -> bytes:
    """Python to JSON, always the same bytes for the same value.

    Compact, UTF-8, keys in the order given, Decimals as plain numbers with the digits
    they have. What was frozen in a request is therefore what is sent, twice if need be.

    :param value: dict with text keys, list, tuple, str, int, bool, None, Decimal
    :raise TypeError: for anything else; floats too, so that none slips in
    :raise ValueError: for a Decimal that is no finite amount, or text with lone
        surrogates
    """
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts).encode("utf-8")


#: one encoder: ``json.dumps`` would make one for each text
_scalar = json.JSONEncoder(ensure_ascii=False).encode


def _write(value: Any, out: Callable[[str], None]) -> None:
    if value is None or isinstance(value, bool | str):
        out(_scalar(value))
    elif isinstance(value, int):
        out(int.__repr__(value))
    elif isinstance(value, Decimal):
        out(_plain(value))
    elif isinstance(value, Mapping):
        out("{")
        for position, (key, item) in enumerate(value.items()):
            if not isinstance(key, str):
                raise TypeError(f"JSON keys are text, not {type(key).__name__}")
            out("," if position else "")
            out(_scalar(key))
            out(":")
            _write(item, out)
        out("}")
    elif isinstance(value, list | tuple):
        out("[")
        for position, item in enumerate(value):
            out("," if position else "")
            _write(item, out)
        out("]")
    else:
        raise TypeError(f"{type(value).__name__} cannot be sent to Xero")


def _plain(value: Decimal) -> str:
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount")
    if not value:
        value = abs(value)  # no "-0"
    if abs(value.adjusted()) > _MAX_EXPONENT or _exponent(value) < -_MAX_EXPONENT:
        raise ValueError("number beyond reason")
    return format(value, "f")


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def decimal(value: Any, default: Decimal | None = None) -> Decimal:
    """A number as Xero sent it (numeric text included), as Decimal.

    :param default: returned for None and empty text; without it they are errors
    :raise ValueError: for anything that is no finite number of sane size
    """
    if (value is None or value == "") and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError(f"not a number: {type(value).__name__}")
    try:
        number = Decimal(value)
    except InvalidOperation as error:
        raise ValueError("not a number") from error
    if not number.is_finite() or abs(number.adjusted()) > _MAX_EXPONENT:
        raise ValueError("not a finite number of sane size")
    return number


# --- Dates ----------------------------------------------------------------------------


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone == "Z":
        return timedelta()
    digits = zone[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if zone[0] == "-" else size


def _ms_date(match: re.Match[str]) -> tuple[datetime, timedelta]:
    try:
        moment = _EPOCH + timedelta(milliseconds=int(match["ms"]))
    except OverflowError as error:
        raise ValueError("date beyond the calendar") from error
    return moment, _offset(match["zone"])


def parse_date(value: Any) -> date | None:
    """A calendar date: ``/Date(ms+0000)/``, ``2026-09-14`` or ``2026-09-14T00:00:00``.

    The milliseconds always count in UTC; an offset behind them tells in which zone it
    was midnight. None and empty text give None.

    :raise ValueError: for anything else
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if match := _MS_DATE.fullmatch(value):
            moment, offset = _ms_date(match)
            try:
                return (moment + offset).date()
            except OverflowError as error:
                raise ValueError("date beyond the calendar") from error
        if match := _ISO.fullmatch(value):
            return date.fromisoformat(match["day"])
    raise ValueError(f"not a date of Xero's: {value!r:.40}")


def parse_datetime(value: Any) -> datetime | None:
    """A moment, aware, in UTC. ISO text without a zone is UTC at Xero.

    None and empty text give None.

    :raise ValueError: for anything else that is no moment
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        if match := _MS_DATE.fullmatch(value):
            return _ms_date(match)[0]
        if match := _ISO.fullmatch(value):
            # Xero writes up to seven digits behind the second
            micro = (match["fraction"] or "")[:6].ljust(6, "0")
            text = f"{match['day']}T{match['time'] or '00:00'}"
            moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
            try:
                return (
                    moment + timedelta(microseconds=int(micro)) - _offset(match["zone"])
                )
            except OverflowError as error:
                raise ValueError("date beyond the calendar") from error
    raise ValueError(f"not a moment of Xero's: {value!r:.40}")


def format_date(value: date) -> str:
    """A calendar date for a request body: ``2026-09-14``.

    :raise TypeError: for a datetime, whose day depends on the reader's time zone
    """
    if isinstance(value, datetime):
        raise TypeError("a calendar date has no time")
    return value.isoformat()


def format_if_modified_since(value: datetime) -> str:
    """Header value: UTC to the second, rounded down, without zone.

    :param value: aware datetime
    :raise ValueError: for a naive one
    """
    if value.tzinfo is None:
        raise ValueError("If-Modified-Since needs an aware datetime")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


# --- Envelopes and elements -----------------------------------------------------------

Element = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pagination:
    """The ``pagination`` block of a paged answer; counts are of the whole selection."""

    page: int
    page_size: int
    page_count: int
    item_count: int


def elements(envelope: Any, collection: str) -> list[Element]:
    """The elements of an answer.

    :param collection: key of the collection, such as ``"Invoices"``
    :raise ValueError: if the answer does not hold such a list of objects
    """
    if not isinstance(envelope, dict):
        raise ValueError("the answer is no object")
    found = envelope.get(collection)
    if not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        raise ValueError(f"the answer holds no list of {collection}")
    return found


def pagination(envelope: Any) -> Pagination | None:
    """The paging block, or None where the answer is not paged.

    :raise ValueError: if the block is there but cannot be read
    """
    block = envelope.get("pagination") if isinstance(envelope, dict) else None
    if block is None:
        return None
    try:
        return Pagination(
            *(int(block[key]) for key in ("page", "pageSize", "pageCount", "itemCount"))
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError("unreadable pagination block") from error


def _messages(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for entry in value:
            message = entry.get("Message") if isinstance(entry, dict) else entry
            if isinstance(message, str) and message.strip():
                yield message.strip()


def _walk(node: Any, key: str, depth: int = 0) -> Iterator[str]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, dict):
        yield from _messages(node.get(key))
        for name, child in node.items():
            if name not in ("ValidationErrors", "Warnings"):
                yield from _walk(child, key, depth + 1)
    elif isinstance(node, list):
        for child in node:
            yield from _walk(child, key, depth + 1)


def element_messages(element: Mapping[str, Any]) -> list[str]:
    """Validation messages in Xero's words: of the element, then of what it contains.

    Xero hangs some of them on the contact, the account or the line that they are about.
    Each text once, in the order found.
    """
    return list(dict.fromkeys(_walk(dict(element), "ValidationErrors")))


def element_warnings(element: Mapping[str, Any]) -> list[str]:
    """Warnings in Xero's words; the element was stored all the same."""
    return list(dict.fromkeys(_walk(dict(element), "Warnings")))


def is_error(element: Mapping[str, Any]) -> bool:
    """Whether Xero refused this element of a 200 answer.

    Invoices and credit notes say ``HasErrors``, contacts and payments
    ``HasValidationErrors``, most also ``StatusAttributeString``. Any one of them
    counts: a failed element echoes the status that was asked for and looks stored.
    """
    return (
        element.get("StatusAttributeString") == "ERROR"
        or element.get("HasErrors") is True
        or element.get("HasValidationErrors") is True
        or bool(element.get("ValidationErrors"))
    )


def updated_utc(element: Mapping[str, Any]) -> datetime | None:
    """When Xero last changed the record, aware UTC; None where Xero does not say.

    Not a time of creation, and not moved by every change (due date of a part-paid
    document, balances of a contact).

    :raise ValueError: for an unreadable stamp
    """
    return parse_datetime(
        element.get("UpdatedDateUTC") or element.get("UpdatedDateUTCString")
    )
