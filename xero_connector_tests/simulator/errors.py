# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero answers when something is wrong.

``ApiError`` and its children are raised anywhere below the application and become an
answer there. ``Invalid`` is about one element of a batch and becomes an answer only
through the batch (see ``accounting.batch``).
"""

from typing import Any

ZERO_ID = "00000000-0000-0000-0000-000000000000"
JSON = "application/json; charset=utf-8"


class ApiError(Exception):
    """An answer other than 2xx."""

    status = 500
    content_type = JSON

    def __init__(self, body: Any, headers: dict[str, str] | None = None) -> None:
        super().__init__(body)
        self.body = body
        self.headers = headers or {}


class NotFound(ApiError):
    """404: text, not JSON; also when an id inside a write is unknown."""

    status = 404
    content_type = "text/html; charset=utf-8"

    def __init__(self) -> None:
        super().__init__("The resource you're looking for cannot be found")


class NotImplementedByXero(ApiError):
    """501: the method is not implemented for this resource."""

    status = 501
    content_type = "text/html; charset=utf-8"

    def __init__(self, method: str, path: str) -> None:
        super().__init__(f"The method {method} is not implemented for {path}")


class NotAcceptable(ApiError):
    """406: nothing that the Accept header asks for can be given."""

    status = 406
    content_type = "text/html; charset=utf-8"


class TooLarge(ApiError):
    """413: above the limit of a request body."""

    status = 413
    content_type = "text/html; charset=utf-8"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request body is larger than {limit} bytes")


class BadRequest(ApiError):
    """400 with an ErrorNumber, a Type and a Message."""

    status = 400

    def __init__(self, number: int, kind: str, message: str, **more: Any) -> None:
        super().__init__(
            {"ErrorNumber": number, "Type": kind, "Message": message, **more}
        )
        self.message = message


class PostDataInvalid(BadRequest):
    """The body cannot be read. Xero's number for it is not confirmed; 17 it is."""

    def __init__(self, message: str) -> None:
        super().__init__(17, "PostDataInvalidException", message)


class QueryParse(BadRequest):
    """The ``where`` or ``order`` cannot be understood (16, recorded live)."""

    def __init__(self, message: str) -> None:
        super().__init__(16, "QueryParseException", message)


class ValidationFailed(BadRequest):
    """The whole call fails because of one or more elements (10, recorded live)."""

    def __init__(self, elements: list[dict[str, Any]]) -> None:
        super().__init__(
            10,
            "ValidationException",
            "A validation exception occurred",
            Elements=elements,
        )


class Problem(ApiError):
    """401 and 403: Xero's gateway answers in its own shape."""

    def __init__(
        self,
        status: int,
        title: str,
        detail: str,
        instance: str,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(
            {
                "Type": None,
                "Title": title,
                "Status": status,
                "Detail": detail,
                "Instance": instance,
                "Extensions": {},
            },
            headers,
        )
        self.status = status


class TooManyRequests(ApiError):
    """429: an empty body; the problem and the wait are in headers."""

    status = 429

    def __init__(self, problem: str, retry_after: int | None) -> None:
        headers = {"X-Rate-Limit-Problem": problem}
        if retry_after is not None:
            headers["Retry-After"] = str(retry_after)
        super().__init__(None, headers)


class Invalid(Exception):
    """One element breaks one or more rules; ``messages`` are Xero's words."""

    def __init__(self, *messages: str) -> None:
        super().__init__("; ".join(messages))
        self.messages = list(messages)


class DropConnection(Exception):
    """The server closes the socket without an answer (only faults raise it)."""
