# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can go wrong between us and Xero, sorted by what it means for us.

The question that matters after a failed write is whether Xero stored it. Every class
answers it by ``stored``, "no" or "unknown"; there is no "yes", because an answer that
says so is not an error::

    XeroError                               stored
    +-- NotSent           no                nothing left this machine
    +-- NoAnswer          unknown           time-out, reset, truncated, unreadable
    |   +-- ServerError   unknown           5xx; retry_after if Xero says
    +-- Unauthorised      no                401: token expired or revoked
    |   +-- ScopeMissing  no                401: token lacks a scope; needs consent
    +-- Forbidden         no                403: organisation disconnected or wrong,
    |                                            or the user lacks a permission
    +-- NotFound          no                404: also an unknown id inside a write
    +-- RateLimited       no                429: which limit, and when to come back
    +-- Refused           no                400 and other 4xx: the request is wrong
    |   +-- QueryRefused  no                400: where/order not understood, too broad
    |   +-- KeyMismatch   no                400: idempotency key of another request
    +-- OAuthError        no                sign-in and token endpoint; code
        +-- ReconnectNeeded  no             the refresh token is dead: ask the user

A refused *element* of a batch that went through (``summarizeErrors=false``, status 200)
is no exception: read it with :mod:`.codec` and :func:`cause_of`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from .causes import CAUSES, Cause, cause_of
from .limits import Limits
from .redact import redact

__all__ = [
    "CAUSES",
    "Cause",
    "Forbidden",
    "KeyMismatch",
    "NoAnswer",
    "NotFound",
    "NotSent",
    "OAuthError",
    "Problem",
    "QueryRefused",
    "RateLimited",
    "ReconnectNeeded",
    "Refused",
    "RefusedElement",
    "ScopeMissing",
    "ServerError",
    "Stored",
    "Unauthorised",
    "XeroError",
    "cause_of",
]

Stored = Literal["no", "unknown"]
Problem = Literal["minute", "day", "concurrent", "appminute", "unknown"]

_EXCERPT = 500
#: as much of a body is searched for secrets: far more than is kept, since a secret cut
#: in half would no longer be recognised
_SEARCHED = 20_000


class XeroError(Exception):
    """Root of the tree above.

    :param message: one sentence for a log or a person; redacted here
    :param status: HTTP status, None where there was none
    :param correlation_id: Xero's own name for the exchange; support asks for it
    :param body: the answer, kept as a short redacted excerpt
    :param limits: calls left as the answer said
    """

    _stored: ClassVar[Stored] = "no"

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        correlation_id: str | None = None,
        body: str | bytes | None = None,
        limits: Limits | None = None,
    ) -> None:
        self.message: str = redact(message)
        self.status = status
        self.correlation_id = correlation_id
        self.excerpt: str = redact((body or "")[:_SEARCHED])[:_EXCERPT]
        self.limits = limits
        super().__init__(self.message)

    @property
    def stored(self) -> Stored:
        """Whether Xero may have stored the write that failed: "no" or "unknown"."""
        return self._stored

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({self.message!r}, status={self.status}, "
            f"correlation_id={self.correlation_id!r})"
        )


class NotSent(XeroError):
    """Nothing left this machine: connection refused, no such host, TLS not agreed."""


class NoAnswer(XeroError):
    """Sent, and no usable answer came back: what Xero did is unknown."""

    _stored = "unknown"


class ServerError(NoAnswer):
    """5xx. 503 is also how Xero says that the API or one organisation is offline.

    ``retry_after``: seconds to wait if Xero says so, else None.
    """

    def __init__(
        self, message: str, *, retry_after: int | None = None, **context: Any
    ) -> None:
        super().__init__(message, **context)
        self.retry_after = retry_after


class Unauthorised(XeroError):
    """401: the access token is expired, revoked or malformed. Refresh once."""


class ScopeMissing(Unauthorised):
    """401 with "insufficient scope": a new token does not help, new consent does."""


class Forbidden(XeroError):
    """403.

    ``tenant_lost``: True if Xero says that this token does not reach the organisation
    (disconnected in Xero, or another organisation's id); False for every other 403,
    such as a permission that the connecting user lacks there.
    """

    def __init__(
        self, message: str, *, tenant_lost: bool = False, **context: Any
    ) -> None:
        super().__init__(message, **context)
        self.tenant_lost = tenant_lost


class NotFound(XeroError):
    """404: no such record; also sent when an id inside a write is unknown."""


class RateLimited(XeroError):
    """429: refused before it was looked at.

    ``problem``: which limit; ``retry_after``: seconds, None where Xero does not say
    (it does for the minute and the day only).
    """

    def __init__(
        self,
        message: str,
        *,
        problem: Problem = "unknown",
        retry_after: int | None = None,
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.problem: Problem = problem
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class RefusedElement:
    """One element of a refused request, and Xero's words about it.

    ``position``: its place in Xero's list of elements, from 0. Xero does not say
    whether it lists all elements of the request or only the faulty ones; with one
    element sent it makes no difference.
    """

    position: int
    element: dict[str, Any]
    messages: tuple[str, ...]

    @property
    def cause(self) -> Cause:
        return cause_of(self.messages)


class Refused(XeroError):
    """400 (or another 4xx that is about the request). Nothing of it was stored.

    ``elements``: those that Xero names, with their messages. ``error_number``: Xero's,
    10 for validation, 16 for a query, 17 for a body that it cannot read. ``messages``:
    all texts of the answer, each once.
    """

    def __init__(
        self,
        message: str,
        *,
        elements: Sequence[RefusedElement] = (),
        error_number: int | None = None,
        messages: Iterable[str] = (),
        **context: Any,
    ) -> None:
        super().__init__(message, **context)
        self.elements: tuple[RefusedElement, ...] = tuple(elements)
        self.error_number = error_number
        texts = [text for element in self.elements for text in element.messages]
        self.messages: tuple[str, ...] = tuple(dict.fromkeys([*texts, *messages]))

    @property
    def cause(self) -> Cause:
        """The most telling cause among all messages."""
        return cause_of(self.messages)


class QueryRefused(Refused):
    """The filter or the order was not understood, or matches too many rows."""


class KeyMismatch(Refused):
    """The idempotency key was used for another request in the last six minutes."""


class OAuthError(XeroError):
    """Xero's sign-in or token endpoint said no.

    ``code``: OAuth's word: ``invalid_grant``, ``invalid_client``, ``invalid_request``,
    ``invalid_scope``, ``unauthorized_client``, ``access_denied`` ...
    """

    def __init__(self, message: str, *, code: str, **context: Any) -> None:
        super().__init__(message, **context)
        self.code = code


class ReconnectNeeded(OAuthError):
    """The connection's refresh token is used up, expired or revoked."""
