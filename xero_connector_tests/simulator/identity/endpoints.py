# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The token, revocation and connections endpoints.

Token endpoint errors are HTTP 400 and ``{"error": code}``: ``invalid_request`` (no
client id, a JSON body), ``invalid_client`` (wrong secret), ``invalid_grant`` (bad code
or refresh token), ``unauthorized_client`` (grant not enabled for the app),
``invalid_scope``, ``unsupported_grant_type``. The client authenticates by Basic header
or in the form body; both are accepted, as Xero's own SDK uses the body.
"""

import base64
import binascii
import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from ..errors import NotFound, Problem
from ..http import Answer, Incoming
from .apps import App
from .scopes import APP_CONNECTIONS
from .tokens import Grant, OAuthError, connection_json

if TYPE_CHECKING:
    from ..world import World


def token(world: "World", incoming: Incoming) -> Answer:
    """POST /connect/token."""
    try:
        if incoming.content_type != "application/x-www-form-urlencoded":
            raise OAuthError("invalid_request")
        form = incoming.form()
        app = _client(world, incoming, form)
        answer = _granted(world, app, form)
    except OAuthError as error:
        return Answer({"error": error.code}, 400)
    return Answer(answer, headers={"Cache-Control": "no-store"})


def _client(world: "World", incoming: Incoming, form: dict[str, str]) -> App:
    """The authenticated app; raises OAuthError."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _space, value = incoming.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise OAuthError("invalid_request") from None
        first, _colon, second = pair.partition(":")
        client_id, secret = unquote_plus(first), unquote_plus(second)
    if not client_id:
        raise OAuthError("invalid_request")
    app = world.apps.get(client_id)
    if app is None:
        raise OAuthError("invalid_client")
    if app.kind != "pkce" and not hmac.compare_digest(
        app.secret.encode(), secret.encode()
    ):
        raise OAuthError("invalid_client")
    return app


def _granted(world: "World", app: App, form: dict[str, str]) -> dict[str, Any]:
    kind = form.get("grant_type", "")
    if not kind:
        raise OAuthError("invalid_request")
    if kind not in ("authorization_code", "refresh_token", "client_credentials"):
        raise OAuthError("unsupported_grant_type")
    if kind == "client_credentials":
        return _client_credentials(world, app, form.get("scope", ""))
    if app.kind == "custom":
        raise OAuthError("unauthorized_client")
    if kind == "authorization_code":
        if not form.get("code") or not form.get("redirect_uri"):
            raise OAuthError("invalid_request")
        return world.tokens.exchange(
            app, form["code"], form["redirect_uri"], form.get("code_verifier", "")
        )
    if not form.get("refresh_token"):
        raise OAuthError("invalid_request")
    return world.tokens.renew(app, form["refresh_token"])


def _client_credentials(world: "World", app: App, scope: str) -> dict[str, Any]:
    """A custom connection, or managing the connections of a web app.

    Neither gives a refresh token.
    """
    asked = frozenset(scope.split())
    if app.kind == "web" and asked == {APP_CONNECTIONS}:
        return world.tokens.issue(Grant(app.client_id, "", asked, world.ids.guid()))
    if app.kind != "custom":
        raise OAuthError("unauthorized_client")
    asked = asked or app.scopes()
    if not asked <= app.scopes():
        raise OAuthError("invalid_scope")
    organisation = world.organisations[app.tenant_id]
    if organisation.region.key == "global":
        raise OAuthError("unauthorized_client")  # AU, NZ, UK and US only
    return world.tokens.issue(Grant(app.client_id, "", asked, world.ids.guid()))


def revoke(world: "World", incoming: Incoming) -> Answer:
    """POST /connect/revocation: 200 and nothing, also for an unknown token."""
    try:
        form = incoming.form()
        app = _client(world, incoming, form)
        if not form.get("token"):
            raise OAuthError("invalid_request")
    except OAuthError as error:
        return Answer({"error": error.code}, 400)
    world.tokens.revoke(app, form["token"])
    return Answer(b"", content_type="text/plain")


def bearer(world: "World", incoming: Incoming) -> Grant:
    """The grant of the access token; raises Problem 401."""
    scheme, _space, value = incoming.headers.get("authorization", "").partition(" ")
    known = world.tokens.access.get(value.strip())
    if scheme.lower() != "bearer" or known is None:
        raise Problem(
            401,
            "Unauthorized",
            "AuthenticationUnsuccessful",
            world.ids.guid(),
            {"WWW-Authenticate": "Bearer error=invalid_token"},
        )
    if known.expires <= world.clock.now():
        raise Problem(
            401,
            "Unauthorized",
            f"TokenExpired: token expired at {known.expires:%m/%d/%Y %H:%M:%S}",
            world.ids.guid(),
            {"WWW-Authenticate": "Bearer error=invalid_token"},
        )
    return known.grant


def connections(world: "World", incoming: Incoming) -> Answer:
    """GET /connections, of the token's user or (app.connections) of the whole app."""
    grant = bearer(world, incoming)
    whole = APP_CONNECTIONS in grant.scopes
    event = incoming.query.get("autheventid", "").lower()
    return Answer(
        [
            connection_json(connection, world.organisations[connection.tenant_id].name)
            for connection in world.tokens.connections_of(grant, whole)
            if not event or connection.auth_event_id == event
        ]
    )


def disconnect(world: "World", incoming: Incoming, connection_id: str) -> Answer:
    """DELETE /connections/{id}: 204, or 404 for one that is not the caller's."""
    grant = bearer(world, incoming)
    whole = APP_CONNECTIONS in grant.scopes
    with world.tokens.lock:
        for connection in world.tokens.connections_of(grant, whole):
            if connection.id == connection_id.lower():
                del world.tokens.connections[connection.id]
                return Answer(None, 204)
    raise NotFound
