# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From what went wrong on the wire to the one exception of :mod:`.errors` that fits.

Xero's error answers have several shapes: JSON with ``ErrorNumber`` and ``Elements``
(400), JSON with ``Title`` and ``Detail`` (401, 403), a line of HTML or text (404, 503),
nothing at all (429). None of them is trusted to be well formed.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import ceil
from typing import Any, Final, TypedDict

import requests
import urllib3.exceptions as urllib3_errors

from . import codec
from .errors import (
    Forbidden,
    KeyMismatch,
    NoAnswer,
    NotFound,
    NotSent,
    Problem,
    QueryRefused,
    RateLimited,
    Refused,
    RefusedElement,
    ScopeMissing,
    ServerError,
    Unauthorised,
    XeroError,
)
from .limits import Limits

CORRELATION_HEADER: Final = "Xero-Correlation-Id"

#: What ``requests`` and what lies below it may raise.
NETWORK_ERRORS: Final = (OSError, urllib3_errors.HTTPError)

_QUERY_ERROR: Final = 16
_DAY: Final = 24 * 3600
# Xero's own pages spell the second word both ways.
_SCOPE: Final = re.compile(r"insuffici?ent[_ ]scope", re.I)
_TOO_BROAD: Final = re.compile(
    r"QueryParseException|too many (rows|records|results)|filter(ing)? .*efficient",
    re.I,
)
_KEY: Final = re.compile(r"idempotency key.*different request", re.I | re.S)
# TLS errors that only the handshake knows, that is before anything of ours is sent.
_HANDSHAKE: Final = re.compile(
    r"HANDSHAKE_FAILURE|UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION"
    r"|NO_PROTOCOLS_AVAILABLE|UNRECOGNIZED_NAME"
)
_NEVER_SENT: Final = (
    urllib3_errors.NewConnectionError,
    urllib3_errors.ConnectTimeoutError,
    ssl.SSLCertVerificationError,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidURL,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.MissingSchema,
)


class Context(TypedDict):
    """What every exception says about the exchange it comes from."""

    status: int
    correlation_id: str | None
    body: bytes
    limits: Limits | None


def _inner(error: BaseException) -> Iterator[BaseException]:
    """The error and those it wraps.

    Not ``__context__``: while a caller handles an earlier failure and tries again, that
    earlier one hangs there, and a "refused" of then would be read as one of now.
    """
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        for other in (
            *one.args,
            getattr(one, "reason", None),
            getattr(one, "original_error", None),
            one.__cause__,
        ):
            if isinstance(other, BaseException):
                waiting.append(other)


def _left_nothing(error: BaseException) -> bool:
    return (
        isinstance(error, _NEVER_SENT)
        or (isinstance(error, ssl.SSLError) and bool(_HANDSHAKE.search(str(error))))
        # the proxy refused the tunnel
        or (isinstance(error, OSError) and "Tunnel connection failed" in str(error))
    )


def from_network(error: BaseException, what: str) -> XeroError:
    """NotSent if it is certain that nothing reached Xero, else NoAnswer.

    :param what: the call in words, such as ``"PUT Invoices"``
    """
    kind = type(error).__name__
    if any(_left_nothing(one) for one in _inner(error)):
        return NotSent(f"{what}: Xero could not be reached ({kind})")
    return NoAnswer(f"{what}: no usable answer from Xero ({kind})")


def is_cut_short(response: requests.Response) -> bool:
    """Whether fewer bytes came than the answer announced.

    ``requests`` checks this only with newer versions of urllib3.
    """
    announced = response.headers.get("Content-Length", "")
    # a 304 may announce the length of the body that it spares us
    if response.status_code in (204, 304) or not announced.isdigit():
        return False
    read = getattr(response.raw, "tell", None)
    got = read() if callable(read) else None
    return isinstance(got, int) and got < int(announced)


def retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds to wait, from a number or an HTTP date; at most a day, as no limit of
    Xero's lasts longer. None where the header is absent or unreadable."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    if not seconds == seconds:  # "nan" is a float
        return None
    return ceil(min(max(seconds, 0), _DAY))


def _problem(headers: Mapping[str, str]) -> Problem:
    text = re.sub(r"[^a-z]", "", headers.get("X-Rate-Limit-Problem", "").lower())
    if "concurren" in text:
        return "concurrent"
    if "app" in text:
        return "appminute"
    if "min" in text:
        return "minute"
    if "day" in text or "daily" in text:
        return "day"
    return "unknown"


def _json_object(response: requests.Response) -> dict[str, Any]:
    try:
        body = codec.loads(response.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _unauthorised(
    response: requests.Response, what: str, context: Context
) -> XeroError:
    detail = str(_json_object(response).get("Detail") or "")
    asked = response.headers.get("WWW-Authenticate", "")
    if _SCOPE.search(asked) or _SCOPE.search(detail) or "AuthorizationUn" in detail:
        return ScopeMissing(
            f"{what}: the connection lacks a permission scope", **context
        )
    return Unauthorised(f"{what}: Xero does not accept the access token", **context)


def _forbidden(response: requests.Response, what: str, context: Context) -> XeroError:
    detail = str(_json_object(response).get("Detail") or "")
    lost = "AuthenticationUn" in detail
    reason = "organisation not connected" if lost else detail or "not allowed"
    return Forbidden(f"{what}: {reason}", tenant_lost=lost, **context)


def _refused(response: requests.Response, what: str, context: Context) -> XeroError:
    body = _json_object(response)
    raw = body.get("Elements")
    listed = raw if isinstance(raw, list) else []
    elements = [
        RefusedElement(position, element, tuple(texts))
        for position, element in enumerate(listed)
        if isinstance(element, dict) and (texts := codec.element_messages(element))
    ]
    number = body.get("ErrorNumber")
    said = [
        text
        for key in ("Message", "Detail", "Title")
        if isinstance(text := body.get(key), str) and text
    ]
    refusal: type[Refused] = Refused
    if any(_KEY.search(text) for text in said):
        refusal = KeyMismatch
    elif number == _QUERY_ERROR or any(
        _TOO_BROAD.search(text) for text in (*said, str(body.get("Type") or ""))
    ):
        refusal = QueryRefused
    texts = [text for element in elements for text in element.messages] or said
    return refusal(
        f"{what}: {'; '.join(texts) or f'refused with {response.status_code}'}",
        elements=elements,
        error_number=number if isinstance(number, int) else None,
        messages=said,
        **context,
    )


def from_response(
    response: requests.Response,
    what: str,
    *,
    now: datetime,
    limits: Limits | None = None,
) -> XeroError:
    """The exception for an answer that is no success.

    :param response: with its body read
    :param what: the call in words, such as ``"PUT Invoices"``
    :param now: aware; a ``Retry-After`` date counts from it
    """
    status = response.status_code
    context = Context(
        status=status,
        correlation_id=response.headers.get(CORRELATION_HEADER),
        body=response.content,
        limits=limits,
    )
    if status == 401:
        return _unauthorised(response, what, context)
    if status == 403:
        return _forbidden(response, what, context)
    if status == 404:
        return NotFound(f"{what}: not found in Xero", **context)
    if status == 429:
        problem = _problem(response.headers)
        return RateLimited(
            f"{what}: over Xero's limit ({problem})",
            problem=problem,
            retry_after=retry_after(response.headers, now),
            **context,
        )
    if status >= 500:
        return ServerError(
            f"{what}: Xero answered {status}",
            retry_after=retry_after(response.headers, now),
            **context,
        )
    if 400 <= status < 500 and status != 408:
        return _refused(response, what, context)
    # 408, an informational or redirecting status: somebody on the way spoke, not Xero
    return NoAnswer(f"{what}: unexpected status {status}", **context)
