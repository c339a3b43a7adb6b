# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The WSGI application: which part answers a request, and in what order a call of the
Accounting API is checked.

One host stands for Xero's three, by path: ``/identity/connect/authorize``
(login.xero.com), ``/connect/token`` and ``/connect/revocation`` (identity.xero.com),
``/connections`` and ``/api.xro/2.0`` (api.xero.com). ``/_control`` steers the simulator
from another process, ``/`` is the bookkeeper's page; both are the simulator's own.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl, unquote

from werkzeug.http import HTTP_STATUS_CODES

from . import control, jsonform, xmlform
from .accounting import api
from .errors import (
    JSON,
    ApiError,
    DropConnection,
    NotAcceptable,
    NotFound,
    NotImplementedByXero,
    Problem,
    TooLarge,
    TooManyRequests,
)
from .faults import Rule
from .http import Answer, Call, Incoming
from .idempotency import Idempotency
from .identity import authorise, endpoints
from .identity.scopes import allowed
from .pages import bookkeeper, deep_links
from .world import World

logger = logging.getLogger(__name__)
StartResponse = Callable[[str, list[tuple[str, str]]], Any]

PLAIN = "text/plain; charset=utf-8"
_API = ["api.xro", "2.0"]
#: Resources of the real API that the simulator does not have: 501, not 404.
_ABSENT = {
    "quotes",
    "purchaseorders",
    "repeatinginvoices",
    "linkedtransactions",
    "budgets",
    "reports",
    "invoicereminders",
    "setup",
    "receipts",
    "expenseclaims",
    "paymentservices",
    "journals",
}


class Application:
    """One local Xero as a WSGI application."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(
        self, environ: dict[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        incoming = _incoming(environ)
        self.world.requests += 1
        tenant = incoming.headers.get("xero-tenant-id", "")
        moment = self.world.clock.now()
        rules = self.world.faults.match(incoming.method, incoming.raw_path, tenant)
        quiet = incoming.segments[:1] in (["_control"], ["books"], ["favicon.ico"], [])
        try:
            answer = self._faulty(incoming, rules)
        except DropConnection:
            self._log(incoming, moment, 0, {}, b"")
            raise
        body = _encoded(answer, incoming)
        body, headers = _spoiled(answer, body, rules)
        if not quiet:
            self._log(incoming, moment, answer.status, headers, body, bool(rules))
        environ["simulator.cut"] = next(
            (
                rule.at if rule.at is not None else len(body) // 2
                for rule in rules
                if rule.action == "truncate"
            ),
            None,
        )
        reason = HTTP_STATUS_CODES.get(answer.status, "Unknown")
        start_response(f"{answer.status} {reason}", list(headers.items()))
        return [body]

    def _log(
        self,
        incoming: Incoming,
        moment: Any,
        status: int,
        headers: dict[str, str],
        body: bytes,
        spoiled: bool = False,
    ) -> None:
        self.world.log.add(
            method=incoming.method,
            path=incoming.raw_path,
            query=_cased_query(incoming),
            request_headers=incoming.headers,
            request_body=incoming.body,
            status=status,
            response_headers=headers,
            response_body=body,
            tenant=incoming.headers.get("xero-tenant-id"),
            time=moment,
            spoiled=spoiled,
        )

    def _faulty(self, incoming: Incoming, rules: list[Rule]) -> Answer:
        """The answer, with the faults that hit before and after the handling."""
        for rule in rules:
            if rule.action == "refuse":
                raise DropConnection
            if rule.action == "delay" and not rule.after:
                self.world.faults.delay(rule)
        answer = self._answer(incoming, rules)
        for rule in rules:
            if rule.action == "delay" and rule.after:
                self.world.faults.delay(rule)
            if rule.action == "drop_answer":
                raise DropConnection
            if rule.action == "error" and rule.store:
                return _fault_answer(rule)
        return answer

    def _answer(self, incoming: Incoming, rules: list[Rule]) -> Answer:
        try:
            return self._routed(incoming, rules)
        except ApiError as error:
            return Answer(error.body, error.status, error.content_type, error.headers)
        except (DropConnection, KeyboardInterrupt):
            raise
        except Exception as error:
            # A fault of the simulator itself. The client gets Xero's 500, whatever was
            # being stored is undone by its transaction, and tests see the error.
            logger.exception("%s %s", incoming.method, incoming.raw_path)
            self.world.crashes.append(error)
            return Answer("An error occurred in Xero", 500, PLAIN)

    def _routed(self, incoming: Incoming, rules: list[Rule]) -> Answer:
        segments = [segment.lower() for segment in incoming.segments]
        if segments[:2] == _API:
            return self._api(incoming, rules)
        for rule in rules:
            _raise_fault(rule)
        _check_origin(incoming, segments)
        if segments[:1] == ["_control"]:
            return control.answer(self.world, incoming)
        if not segments or segments[0] == "books":
            return bookkeeper.answer(self.world, incoming)
        if segments == ["organisationlogin", "default.aspx"]:
            return deep_links.answer(self.world, incoming)
        handler = _IDENTITY.get((incoming.method, "/".join(segments)))
        if handler:
            return handler(self.world, incoming)
        if len(segments) == 2 and segments[0] == "connections":
            if incoming.method == "DELETE":
                return endpoints.disconnect(self.world, incoming, segments[1])
        raise NotFound

    def _api(self, incoming: Incoming, rules: list[Rule]) -> Answer:
        """Authentication, tenant, scope, limits, idempotency, then the handler."""
        world = self.world
        grant = endpoints.bearer(world, incoming)
        app = world.apps[grant.client_id]
        tenant = incoming.headers.get("xero-tenant-id", "").strip().lower()
        if not tenant and app.kind == "custom":
            tenant = app.tenant_id  # a custom connection may leave the header out
        if tenant not in world.tokens.tenants(grant):
            raise Problem(
                403, "Forbidden", "AuthenticationUnsuccessful", world.ids.guid()
            )
        organisation = world.organisations[tenant]
        call = Call(incoming, world, organisation, grant, app, {}, incoming.query)
        try:
            with world.limits.running(app.client_id, tenant):
                answer = self._counted(call, rules)
        except ApiError as error:
            if not isinstance(error, TooManyRequests):
                error.headers.setdefault("Xero-Correlation-Id", world.ids.guid())
            error.headers.update(world.limits.headers(app.client_id, tenant))
            raise
        return Answer(
            answer.body,
            answer.status,
            answer.content_type,
            {
                **answer.headers,
                "Xero-Correlation-Id": world.ids.guid(),
                **world.limits.headers(app.client_id, tenant),
            },
        )

    def _counted(self, call: Call, rules: list[Rule]) -> Answer:
        incoming, world = call.incoming, self.world
        for rule in rules:
            _raise_fault(rule)
        if world.offline or call.organisation.offline:
            return _offline()
        segments = incoming.segments[2:]
        if not segments or not segments[0]:
            raise NotFound
        resource = segments[0].lower()
        if resource in _ABSENT:
            raise NotImplementedByXero(incoming.method, incoming.raw_path)
        self._check_scope(call, resource, segments)
        self._check_role(call)
        match = api.match(incoming.method, segments)
        if match is None:
            if api.methods(segments):
                raise NotImplementedByXero(incoming.method, incoming.raw_path)
            raise NotFound
        _check_accept(incoming, segments)
        attachment = len(segments) > 2 and segments[2].lower() == "attachments"
        limit = 10_485_760 if attachment else call.organisation.settings.largest_body
        if len(incoming.body) > limit:
            raise TooLarge(limit)
        call.path = match.path
        key = Idempotency.key_of(incoming)
        with call.organisation.lock:
            if key:
                kept = world.idempotency.replay(call.app.client_id, key, incoming)
                if kept is not None:
                    return kept
            try:
                answer = match.handler(call)
            except ApiError as error:
                answer = Answer(
                    error.body, error.status, error.content_type, error.headers
                )
            if key:
                world.idempotency.keep(call.app.client_id, key, incoming, answer)
        return answer

    def _check_role(self, call: Call) -> None:
        """403 for a user whose role lets them read only (shape not confirmed)."""
        user = self.world.users.get(call.grant.user_id)
        if user is None or call.incoming.method == "GET":
            return
        if user.roles.get(call.organisation.tenant_id) == "readonly":
            raise Problem(
                403, "Forbidden", "AuthorizationUnsuccessful", self.world.ids.guid()
            )

    def _check_scope(self, call: Call, resource: str, segments: list[str]) -> None:
        if not api.knows(resource):
            return
        attachments = len(segments) > 2 and segments[2].lower() == "attachments"
        reading = call.incoming.method == "GET"
        if allowed(call.grant.scopes, resource, reading, attachments):
            return
        raise Problem(
            401,
            "Unauthorized",
            "AuthorizationUnsuccessful",
            self.world.ids.guid(),
            {"WWW-Authenticate": "Bearer error=insufficient_scope"},
        )


_IDENTITY: dict[tuple[str, str], Callable[[World, Incoming], Answer]] = {
    ("GET", "identity/connect/authorize"): authorise.start,
    ("POST", "identity/login"): authorise.sign_in,
    ("POST", "identity/consent"): authorise.consent,
    ("POST", "connect/token"): endpoints.token,
    ("POST", "connect/revocation"): endpoints.revoke,
    ("GET", "connections"): endpoints.connections,
}


def _incoming(environ: dict[str, Any]) -> Incoming:
    raw = environ.get("REQUEST_URI") or environ.get("PATH_INFO", "/")
    path, _mark, query = str(raw).partition("?")
    headers = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        if environ.get(name):
            headers[name.replace("_", "-").lower()] = environ[name]
    length = int(environ.get("CONTENT_LENGTH") or 0)
    return Incoming(
        method=environ["REQUEST_METHOD"].upper(),
        raw_path=path,
        segments=[unquote(part) for part in path.strip("/").split("/") if part],
        raw_query=query or environ.get("QUERY_STRING", ""),
        headers=headers,
        body=environ["wsgi.input"].read(length) if length else b"",
    )


def _check_origin(incoming: Incoming, segments: list[str]) -> None:
    """The simulator's own pages and controls are for this machine's user only: not for
    other sites in the same browser, nor through a name that points here."""
    if segments[:1] not in ([], ["books"], ["_control"]):
        return
    host = incoming.headers.get("host", "").lower()
    origin = incoming.headers.get("origin", "").lower()
    name = host.rpartition(":")[0] or host
    if name not in ("localhost", "127.0.0.1") or origin not in ("", f"http://{host}"):
        raise NotFound


def _cased_query(incoming: Incoming) -> dict[str, str]:
    return dict(parse_qsl(incoming.raw_query, keep_blank_values=True))


def _wants_xml(incoming: Incoming) -> bool:
    """XML is Xero's default: only an Accept that names JSON gets JSON."""
    accept = incoming.headers.get("accept", "").lower()
    return "json" not in accept and incoming.segments[:1] == ["api.xro"]


def _check_accept(incoming: Incoming, segments: list[str]) -> None:
    accept = incoming.headers.get("accept", "").lower() or "*/*"
    known = ("json", "xml", "*/*", "application/*", "text/*", "pdf", "octet-stream")
    if not any(word in accept for word in known) and len(segments) < 3:
        raise NotAcceptable(f"No representation for {accept}")


def _encoded(answer: Answer, incoming: Incoming) -> bytes:
    body = answer.body
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    if _wants_xml(incoming) and answer.content_type == JSON:
        answer.content_type = "text/xml; charset=utf-8"
        root = "ApiException" if answer.status >= 400 else "Response"
        return xmlform.dumps(body, root).encode()
    return jsonform.dumps(body).encode()


def _spoiled(
    answer: Answer, body: bytes, rules: list[Rule]
) -> tuple[bytes, dict[str, str]]:
    """The body and headers that go out."""
    headers = dict(answer.headers)
    if body:
        headers["Content-Type"] = answer.content_type
    for rule in rules:
        if rule.action == "content_type":
            headers["Content-Type"] = rule.content_type
            if rule.body is not None:
                body = rule.body.encode()
    if answer.status != 204:
        headers["Content-Length"] = str(len(body))
    return body, headers


def _raise_fault(rule: Rule) -> None:
    """Faults that hit a call before it is handled."""
    if rule.action == "drop_request":
        raise DropConnection
    if rule.action == "rate_limit":
        raise TooManyRequests(rule.problem, rule.retry_after)
    if rule.action == "offline" or (rule.action == "error" and not rule.store):
        answer = _offline() if rule.action == "offline" else _fault_answer(rule)
        error = ApiError(answer.body, dict(answer.headers))
        error.status, error.content_type = answer.status, answer.content_type
        raise error


def _fault_answer(rule: Rule) -> Answer:
    text = rule.body
    if text is None:
        text = HTTP_STATUS_CODES.get(rule.status, "Error")
    return Answer(text, rule.status, PLAIN)


def _offline() -> Answer:
    """503 for the whole API or one organisation: plain text."""
    return Answer("The organisation is offline", 503, PLAIN)
