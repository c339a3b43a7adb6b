# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The calls to Xero's Accounting API: read a page, send a frozen request.

One method call is one HTTP exchange. Nothing is retried, refreshed or waited for: what
to do about a failure depends on what is stored about the attempt, and is decided there.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote

import requests
from requests.auth import AuthBase

from . import codec, failures
from .const import API_URL, ENDPOINTS, KEY_LENGTH, PAGE_SIZE, Endpoint
from .errors import NoAnswer, NotFound
from .limits import Limits
from .transport import DEFAULT_TIMEOUT

_logger = logging.getLogger(__name__)

JSON: Final = "application/json"
USER_AGENT: Final = "odoo-connector/19.0"
#: What a bearer token may consist of: visible ASCII.
TOKEN_SHAPE: Final = re.compile(r"[\x21-\x7e]+")
_GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_NOT_MODIFIED: Final = 304
_NO_CONTENT: Final = 204

#: A query parameter's value; a list is joined with commas, as Xero wants it.
Param = str | int | bool | Sequence[str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer.

    ``body``: parsed JSON (None for 204 and 304, and where another form was asked for);
    ``content``: the raw bytes; ``limits``: calls left, as of this answer.
    """

    status: int
    body: Any
    limits: Limits
    correlation_id: str | None
    content: bytes = b""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Elements of one answer.

    ``page`` counts from 1; ``page_count`` is that of the whole selection (1 where the
    endpoint has no pages).
    """

    elements: list[codec.Element]
    page: int
    page_count: int
    answer: Answer

    @property
    def is_last(self) -> bool:
        return self.page >= self.page_count


class Bearer(AuthBase):
    """Puts the token on the request, and its value in nobody's ``repr``.

    One that cannot stand in a header is refused here: the library below would put it
    into its own error message.
    """

    def __init__(self, access_token: str) -> None:
        if not TOKEN_SHAPE.fullmatch(access_token):
            raise ValueError("the access token has characters that no token has")
        self._value = f"Bearer {access_token}"

    def __call__(self, r: requests.PreparedRequest) -> requests.PreparedRequest:
        r.headers["Authorization"] = self._value
        return r


def path_of(*parts: str) -> str:
    """A path below the API's root from its parts, each encoded.

    ``path_of("Invoices", invoice_id, "Attachments", "a b.pdf")``

    :raise ValueError: for a part that would leave its place: empty, ``.`` or ``..``
    """
    if any(part in ("", ".", "..") for part in parts):
        raise ValueError("not a part of a path")
    return "/".join(quote(part, safe="") for part in parts)


def where_ids(id_field: str, ids: Sequence[str]) -> str:
    """A ``where`` for the elements with these ids.

    Xero answers an OR fast only over the resource's own id.

    :raise ValueError: if one of them is no GUID
    """
    if not ids or not all(_GUID.fullmatch(one) for one in ids):
        raise ValueError("ids are GUIDs, at least one")
    return " OR ".join(f'{id_field}==guid("{one}")' for one in ids)


def _param(value: Param) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return str(value)
    return ",".join(value)


class XeroClient:
    """One organisation's Accounting API, with one access token.

    :param session: from :func:`.transport.make_session`
    :param access_token: valid bearer token
    :param tenant_id: the organisation; None for a custom connection, which has one
    :param clock: aware current time, for the limits' time stamp
    :param on_limits: told what is left after every answer that says so
    :param timeout: seconds without a byte before a call counts as unanswered
    """

    def __init__(
        self,
        session: requests.Session,
        access_token: str,
        tenant_id: str | None,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        on_limits: Callable[[Limits], None] | None = None,
        user_agent: str = USER_AGENT,
        timeout: float = DEFAULT_TIMEOUT,
    ) -> None:
        self._session = session
        self._auth = Bearer(access_token)
        self._clock = clock
        self._on_limits = on_limits
        self._timeout = timeout
        self._headers = {"User-Agent": user_agent}
        if tenant_id is not None:
            self._headers["xero-tenant-id"] = tenant_id

    # --- reading ----------------------------------------------------------------------

    def get(
        self,
        path: str,
        params: Mapping[str, Param] | None = None,
        modified_since: datetime | None = None,
        *,
        accept: str = JSON,
    ) -> Answer:
        """GET below the API's root.

        :param path: such as ``"Organisation/Actions"``; parts with data in them through
            :func:`path_of`
        :param modified_since: aware; sent to the second. Xero may answer 304, or all
        :param accept: other than JSON (a PDF, an attachment) the body stays raw
        :raise XeroError: see :mod:`.errors`
        """
        headers = {"Accept": accept}
        if modified_since is not None:
            headers["If-Modified-Since"] = codec.format_if_modified_since(
                modified_since
            )
        return self._call("GET", path, params, headers, None)

    def read(
        self,
        endpoint_name: str,
        *,
        ids: Sequence[str] | None = None,
        where: str | None = None,
        order: str | None = None,
        page: int | None = None,
        page_size: int = PAGE_SIZE,
        modified_since: datetime | None = None,
        include_hidden: bool | None = None,
        **params: Param,
    ) -> Page:
        """One page of a resource.

        A resource with pages is always read by page (the first by default), because
        without one Xero leaves out lines and most fields; prices always come with four
        decimals.

        :param endpoint_name: key of :data:`.const.ENDPOINTS`
        :param ids: only these; at most the row's ``ids_per_call``
        :param where: Xero's filter language; together with ids both must hold
        :param modified_since: aware; only what changed since
        :param include_hidden: also what Xero leaves out by default (archived, deleted);
            by default when asking by ids or for changes, where silence would mislead
        :param params: Xero's own (``Statuses=["DRAFT"]``, ``summaryOnly=True``)
        :raise KeyError: for an unknown resource
        :raise ValueError: for too many ids, or something that is no id
        :raise XeroError: see :mod:`.errors`
        """
        endpoint = ENDPOINTS[endpoint_name]
        query: dict[str, Param] = dict(params)
        if ids is not None:
            where = self._by_ids(endpoint, ids, where, query)
        if where is not None:
            query["where"] = where
        if order is not None:
            query["order"] = order
        if endpoint.paged:
            page = page or 1
            query |= {"page": page, "pageSize": page_size}
        elif page not in (None, 1):
            raise ValueError(f"{endpoint_name} has no pages")
        if include_hidden is None:
            include_hidden = ids is not None or modified_since is not None
        if endpoint.hidden_param and include_hidden:
            query[endpoint.hidden_param] = True
        if endpoint.unitdp:
            query["unitdp"] = 4
        answer = self.get(endpoint.name, query, modified_since)
        return self._page(endpoint, answer, page or 1, page_size)

    def pages(
        self, endpoint_name: str, *, page: int = 1, **query: Any
    ) -> Iterator[Page]:
        """All pages from ``page`` on; parameters as for :meth:`read`.

        For selections that hold still. Over a list that moves while it is read (ordered
        by the time of change) rows can slip from one page to another: there ask for
        page 1 again with a later ``modified_since``.
        """
        while True:
            found = self.read(endpoint_name, page=page, **query)
            yield found
            if found.is_last:
                return
            page += 1

    def read_one(self, endpoint_name: str, remote_id: str) -> codec.Element | None:
        """One element whole, or None if Xero has none by that id."""
        endpoint = ENDPOINTS[endpoint_name]
        query: dict[str, Param] = {"unitdp": 4} if endpoint.unitdp else {}
        try:
            answer = self.get(path_of(endpoint.name, remote_id), query)
        except NotFound:
            return None
        found = self._page(endpoint, answer, 1, PAGE_SIZE).elements
        return found[0] if found else None

    @staticmethod
    def _by_ids(
        endpoint: Endpoint,
        ids: Sequence[str],
        where: str | None,
        query: dict[str, Param],
    ) -> str | None:
        if len(ids) > endpoint.ids_per_call:
            raise ValueError(
                f"{endpoint.name} takes {endpoint.ids_per_call} ids a call"
            )
        by_ids = where_ids(endpoint.id_field, ids)
        if endpoint.ids_param is not None:
            query[endpoint.ids_param] = ids
            return where
        return by_ids if where is None else f"({by_ids}) AND ({where})"

    @staticmethod
    def _page(endpoint: Endpoint, answer: Answer, page: int, page_size: int) -> Page:
        if answer.status == _NOT_MODIFIED:
            return Page([], page, page, answer)
        found, block = XeroClient._elements(endpoint, answer, f"GET {endpoint.name}")
        if block is not None:
            count = block.page_count
        else:
            # not paged, or Xero left the block out: a full page may have a successor
            full = endpoint.paged and len(found) >= page_size
            count = page + 1 if full else page
        return Page(found, page, count, answer)

    @staticmethod
    def _elements(
        endpoint: Endpoint, answer: Answer, what: str
    ) -> tuple[list[codec.Element], codec.Pagination | None]:
        try:
            return (
                codec.elements(answer.body, endpoint.collection),
                codec.pagination(answer.body),
            )
        except ValueError as error:
            raise NoAnswer(
                f"{what}: {error}",
                status=answer.status,
                correlation_id=answer.correlation_id,
                body=answer.content,
                limits=answer.limits,
            ) from error

    # --- writing ----------------------------------------------------------------------

    def send(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        params: Mapping[str, Param] | None = None,
        idempotency_key: str | None = None,
        *,
        content_type: str = JSON,
    ) -> Answer:
        """PUT, POST or DELETE below the API's root, the body byte for byte as given.

        A 200 of a batch sent with ``summarizeErrors=false`` may hold refused elements:
        look at each with :func:`.codec.is_error`. To a write of a resource of the table
        the answer holds a list of its elements, else it counts as none.

        :param idempotency_key: needed for PUT and POST, at most 128 characters; Xero
            knows none for DELETE, where a repetition does no harm
        :raise ValueError: for a method or key that Xero does not take
        :raise XeroError: see :mod:`.errors`; its ``stored`` says whether it may have
            been written all the same
        """
        headers = {"Accept": JSON}
        if method in ("PUT", "POST"):
            if not idempotency_key or len(idempotency_key) > KEY_LENGTH:
                raise ValueError(
                    f"{method} needs a key of 1 to {KEY_LENGTH} characters"
                )
            headers["Idempotency-Key"] = idempotency_key
            headers["Content-Type"] = content_type
        elif method != "DELETE":
            raise ValueError(f"{method} is no write of Xero's")
        answer = self._call(method, path, params, headers, body or None)
        resource, *rest = path.strip("/").split("/")
        if method != "DELETE" and resource in ENDPOINTS and len(rest) < 2:
            # an answer of another shape says nothing about what was stored
            self._elements(ENDPOINTS[resource], answer, f"{method} {path}")
        return answer

    # --- the exchange -----------------------------------------------------------------

    def _call(
        self,
        method: str,
        path: str,
        params: Mapping[str, Param] | None,
        headers: dict[str, str],
        body: bytes | None,
    ) -> Answer:
        path = path.strip("/")
        what = f"{method} {path}"
        started = time.monotonic()
        try:
            response = self._session.request(
                method,
                f"{API_URL}/{path}",
                params={key: _param(value) for key, value in (params or {}).items()},
                data=body,
                headers=self._headers | headers,
                auth=self._auth,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except failures.NETWORK_ERRORS as error:
            failure = failures.from_network(error, what)
            self._log(method, path, type(failure).__name__, started)
            raise failure from error
        limits = Limits.from_headers(response.headers, self._clock())
        self._log(method, path, response.status_code, started, response, limits)
        if limits.known and self._on_limits is not None:
            self._on_limits(limits)
        if failures.is_cut_short(response):
            raise self._unusable(response, what, "cut short", limits)
        status = response.status_code
        if not (200 <= status < 300 or (status == _NOT_MODIFIED and method == "GET")):
            raise failures.from_response(response, what, now=limits.at, limits=limits)
        return self._answer(response, what, headers["Accept"], limits)

    def _answer(
        self, response: requests.Response, what: str, accept: str, limits: Limits
    ) -> Answer:
        content_type = response.headers.get("Content-Type", "")
        parsed: Any = None
        empty = response.status_code in (_NO_CONTENT, _NOT_MODIFIED)
        if accept == JSON and not empty:
            if JSON not in content_type.lower():
                raise self._unusable(response, what, "not JSON", limits)
            try:
                parsed = codec.loads(response.content)
            except ValueError as error:
                raise self._unusable(response, what, "unreadable", limits) from error
        return Answer(
            status=response.status_code,
            body=parsed,
            limits=limits,
            correlation_id=response.headers.get(failures.CORRELATION_HEADER),
            content=response.content,
            content_type=content_type,
        )

    @staticmethod
    def _unusable(
        response: requests.Response, what: str, why: str, limits: Limits
    ) -> NoAnswer:
        return NoAnswer(
            f"{what}: the answer is {why}",
            status=response.status_code,
            correlation_id=response.headers.get(failures.CORRELATION_HEADER),
            body=response.content,
            limits=limits,
        )

    @staticmethod
    def _log(
        method: str,
        path: str,
        outcome: int | str,
        started: float,
        response: requests.Response | None = None,
        limits: Limits | None = None,
    ) -> None:
        """One line an exchange: never the query, headers, bodies or tokens."""
        _logger.info(
            "%s %s -> %s in %d ms, correlation %s, left: day %s, minute %s",
            method,
            path,
            outcome,
            (time.monotonic() - started) * 1000,
            response.headers.get(failures.CORRELATION_HEADER)
            if response is not None
            else None,
            limits.day_left if limits else None,
            limits.minute_left if limits else None,
        )
