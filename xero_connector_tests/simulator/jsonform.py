# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's JSON: what Python values become on the wire and back.

Records are kept with natural values (``Decimal``, ``date``, ``datetime``, ``str``,
``bool``, lists and dicts). On the wire an amount is a JSON number, a day is
``/Date(ms+0000)/`` of its midnight in UTC, a moment the same with milliseconds.
Bodies of requests are read with ``Decimal`` for every number, never ``float``.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MSDATE = re.compile(r"^/Date\((-?\d{1,15})([+-]\d{4})?\)/$")
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-].*)?$")

_UNUSABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 of an aware moment."""
    return (moment - EPOCH) // _MILLISECOND


def from_milliseconds(number: int) -> datetime:
    return EPOCH + timedelta(milliseconds=number)


def ms_date(value: date | datetime, offset: str = "+0000") -> str:
    """``/Date(ms+0000)/``; Xero leaves the offset out in ``DateTimeUTC``."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day, tzinfo=UTC)
    return f"/Date({milliseconds(value)}{offset})/"


def day_string(value: date) -> str:
    """The ``DateString`` companion of a day."""
    return f"{value.isoformat()}T00:00:00"


def parse_moment(text: str) -> datetime:
    """A moment from what clients send: ISO text or ``/Date(ms)/``.

    Raises ValueError when it is neither.
    """
    match = _MSDATE.match(text)
    if match:
        return from_milliseconds(int(match[1]))
    if not _ISO.match(text):
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return ms_date(value)
    raise TypeError(f"{type(value).__name__} has no form in Xero's JSON")


_encoder = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), default=_plain, allow_nan=False
)


def dumps(value: Any) -> str:
    """The compact JSON of an answer."""
    return _encoder.encode(value)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def loads(text: str | bytes) -> Any:
    """A request body; raises ValueError when it is not JSON.

    Nesting deep enough to exhaust the stack counts as not JSON, and so do characters
    that JSON can escape though no answer could hold them: halves of a character, which
    UTF-8 has no form for, and control characters, which XML has none for.
    """
    try:
        value = json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_no_constant,
        )
        if (b"\\u" if isinstance(text, bytes) else "\\u") in text:  # type: ignore[operator]
            _check_characters(value)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return value


def _check_characters(value: Any) -> None:
    """ValueError for a text, or a key, that no answer could hold."""
    if isinstance(value, str):
        match = _UNUSABLE.search(value)
        if match:
            raise ValueError(f"the character U+{ord(match[0]):04X} is not allowed")
    elif isinstance(value, dict):
        for key, item in value.items():
            _check_characters(key)
            _check_characters(item)
    elif isinstance(value, list):
        for item in value:
            _check_characters(item)
