# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One exchange: what came in, and what goes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from . import jsonform, xmlform
from .errors import JSON, PostDataInvalid
from .fields import is_guid

if TYPE_CHECKING:
    from .identity.apps import App
    from .identity.tokens import Grant
    from .organisation.organisation import Organisation
    from .world import World


@dataclass
class Answer:
    """Status, body and headers. A dict or list body goes out as JSON (or XML)."""

    body: Any = None
    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Incoming:
    """A request as it arrived."""

    method: str
    #: Path as sent, without the query, still percent-encoded.
    raw_path: str
    #: Decoded path segments.
    segments: list[str]
    raw_query: str
    #: Header names in lower case.
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """The parameters, names in lower case; the first of each wins."""
        found: dict[str, str] = {}
        for name, value in parse_qsl(self.raw_query, keep_blank_values=True):
            found.setdefault(name.lower(), value)
        return found

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def form(self) -> dict[str, str]:
        """A posted form."""
        text = self.body.decode("utf-8", "replace")
        return dict(parse_qsl(text, keep_blank_values=True))


@dataclass
class Call:
    """An authenticated call of the Accounting API."""

    incoming: Incoming
    world: "World"
    organisation: "Organisation"
    grant: "Grant"
    app: "App"
    #: Values of the path's placeholders.
    path: dict[str, str]
    query: dict[str, str]

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean parameter; SDKs write True, False, true, false."""
        value = self.query.get(name.lower())
        if value is None or not value.strip():
            return default
        return value.strip().lower() in ("true", "1")

    @property
    def adviser(self) -> bool:
        user = self.world.users.get(self.grant.user_id)
        return bool(user and user.roles.get(self.organisation.tenant_id) == "adviser")

    @property
    def four_places(self) -> bool:
        """``unitdp=4``: four decimals of unit prices."""
        return self.query.get("unitdp", "").strip() == "4"

    @property
    def wants_pdf(self) -> bool:
        """The official SDK asks for a document's PDF by its Accept header."""
        return "application/pdf" in self.incoming.headers.get("accept", "").lower()

    @property
    def modified_since(self) -> datetime | None:
        """If-Modified-Since in UTC (cut to seconds), None when absent.

        SDKs send ISO 8601 with or without an offset; an HTTP date works as well, and
        what is neither is passed over.
        """
        text = self.incoming.headers.get("if-modified-since", "").strip()
        if not text:
            return None
        try:
            moment = jsonform.parse_moment(text)
        except (ValueError, OverflowError):
            return _http_date(text)
        return moment.replace(microsecond=0)

    def listed(self, name: str) -> list[str] | None:
        """A comma-separated parameter, None when it is not there."""
        text = self.query.get(name.lower())
        if text is None:
            return None
        return [part.strip() for part in text.split(",") if part.strip()]

    def guids(self, name: str) -> list[str] | None:
        """A list of ids; raises the error of a bad one."""
        values = self.listed(name)
        for value in values or []:
            if not is_guid(value):
                raise PostDataInvalid(f"'{value}' in {name} is not a valid Guid")
        return None if values is None else [value.lower() for value in values]

    def json(self) -> Any:
        """The body: JSON, XML, or XML in a form field; raises PostDataInvalid."""
        body = self.incoming.body
        kind = self.incoming.content_type
        if kind == "application/x-www-form-urlencoded":
            body = self.incoming.form().get("xml", "").encode()
            kind = "text/xml"
        if kind in ("application/xml", "text/xml") or body.lstrip()[:1] == b"<":
            try:
                return xmlform.loads(body)
            except ValueError as error:
                raise PostDataInvalid(
                    f"XML for post data was invalid,{error}"
                ) from None
        try:
            return jsonform.loads(body)
        except ValueError as error:
            raise PostDataInvalid(
                f"JSON for post data was invalid,{str(error)[:200]}"
            ) from None

    def elements(self, collection: str) -> list[dict[str, Any]]:
        """The elements of a write: ``{"Invoices": [...]}``, a list, or one alone."""
        body = self.json()
        if isinstance(body, dict) and collection in body:
            body = body[collection]
            if isinstance(body, dict):
                body = [body]
        elif isinstance(body, dict):
            body = [body]
        if not isinstance(body, list) or not body:
            raise PostDataInvalid(f"No {collection} were found in the request")
        if len(body) > self.organisation.settings.largest_batch:
            raise PostDataInvalid(
                f"The request has {len(body)} elements; at most"
                f" {self.organisation.settings.largest_batch} are accepted"
            )
        if not all(isinstance(element, dict) for element in body):
            raise PostDataInvalid("JSON for post data was invalid,An object expected.")
        return body

    def envelope(self, collection: str, records: list[Any], **more: Any) -> Answer:
        """Xero's frame around every list."""
        return Answer(
            {
                "Id": self.world.ids.guid(),
                "Status": "OK",
                "ProviderName": self.app.name,
                "DateTimeUTC": jsonform.ms_date(self.world.clock.now(), ""),
                **more,
                collection: records,
            }
        )


def _http_date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except ValueError:
        return None


Handler = Callable[[Call], Answer]
