# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Codes, tokens and connections.

A code works once and for 5 minutes. An access token lasts 30 minutes, an id token 5, a
refresh token 60 days unless used. Every refresh gives a new refresh token; the old one
may be tried again for 30 minutes, in case the answer was lost, and after that is
``invalid_grant``. Revoking a refresh token removes all the user's connections with the
app.
"""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from ..clock import Clock
from ..ids import Ids
from ..jsonform import milliseconds, parse_moment
from .apps import App

CODE_LIFE = timedelta(minutes=5)
ACCESS_LIFE = timedelta(minutes=30)
ID_LIFE = timedelta(minutes=5)
REFRESH_LIFE = timedelta(days=60)
REFRESH_GRACE = timedelta(minutes=30)


class OAuthError(Exception):
    """A token endpoint error: HTTP 400 and ``{"error": code}``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Grant:
    """What a token stands for."""

    client_id: str
    user_id: str
    scopes: frozenset[str]
    auth_event_id: str


@dataclass
class Code:
    grant: Grant
    redirect_uri: str
    challenge: str
    expires: datetime


@dataclass
class AccessToken:
    grant: Grant
    expires: datetime


@dataclass
class RefreshToken:
    grant: Grant
    used_last: datetime
    rotated: datetime | None = None


@dataclass
class Connection:
    """An app that a user tied to an organisation."""

    id: str
    client_id: str
    user_id: str
    tenant_id: str
    auth_event_id: str
    created: datetime
    updated: datetime


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f") + "0"


def _segment(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class TokenService:
    """Issues, refreshes, checks and revokes; one lock for all of it."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self.clock = clock
        self.ids = ids
        self.lock = threading.RLock()
        self.signing_key = ids.token()
        self.codes: dict[str, Code] = {}
        self.access: dict[str, AccessToken] = {}
        self.refresh: dict[str, RefreshToken] = {}
        self.connections: dict[str, Connection] = {}
        #: Scopes that a user gave an app, by ``client user``: consents add up.
        self.consents: dict[str, list[str]] = {}
        #: Claims of the id token about a user.
        self.claims: Callable[[str], dict[str, str]] = lambda _user_id: {}

    def consent(self, app: App, user_id: str, asked: frozenset[str]) -> frozenset[str]:
        """What the app has after a user consented to ``asked`` as well.

        Scopes are additive: only revoking takes one away again.
        """
        with self.lock:
            key = f"{app.client_id} {user_id}"
            given = frozenset(self.consents.get(key, ())) | asked
            self.consents[key] = sorted(given)
            return given

    def connect(
        self, app: App, user_id: str, tenant_id: str, auth_event_id: str
    ) -> Connection:
        """Tie an app to a tenant; an existing tie gets the new event and date."""
        with self.lock:
            now = self.clock.now()
            for connection in self.connections.values():
                if (connection.client_id, connection.user_id, connection.tenant_id) == (
                    app.client_id,
                    user_id,
                    tenant_id,
                ):
                    connection.auth_event_id = auth_event_id
                    connection.updated = now
                    return connection
            connection = Connection(
                self.ids.guid(),
                app.client_id,
                user_id,
                tenant_id,
                auth_event_id,
                now,
                now,
            )
            self.connections[connection.id] = connection
            return connection

    def issue_code(self, grant: Grant, redirect_uri: str, challenge: str) -> str:
        with self.lock:
            code = self.ids.token()
            self.codes[code] = Code(
                grant, redirect_uri, challenge, self.clock.now() + CODE_LIFE
            )
            return code

    def exchange(
        self, app: App, code: str, redirect_uri: str, verifier: str
    ) -> dict[str, Any]:
        """Tokens for a code; raises OAuthError("invalid_grant")."""
        with self.lock:
            known = self.codes.pop(code, None)  # single use, also when it fails
            if (
                known is None
                or known.grant.client_id != app.client_id
                or known.expires <= self.clock.now()
                or known.redirect_uri != redirect_uri
                or not _verified(known.challenge, verifier)
                or (app.kind == "pkce" and not known.challenge)
            ):
                raise OAuthError("invalid_grant")
            return self.issue(known.grant)

    def issue(self, grant: Grant) -> dict[str, Any]:
        """A new set of tokens."""
        with self.lock:
            now = self.clock.now()
            answer: dict[str, Any] = {}
            if "openid" in grant.scopes:
                answer["id_token"] = self._jwt(grant, now + ID_LIFE, "id")
            token = self._jwt(grant, now + ACCESS_LIFE, "access")
            self.access[token] = AccessToken(grant, now + ACCESS_LIFE)
            answer.update(
                access_token=token,
                expires_in=int(ACCESS_LIFE.total_seconds()),
                token_type="Bearer",
                scope=" ".join(sorted(grant.scopes)),
            )
            if "offline_access" in grant.scopes:
                refresh = self.ids.token()
                self.refresh[refresh] = RefreshToken(grant, now)
                answer["refresh_token"] = refresh
            return answer

    def renew(self, app: App, token: str) -> dict[str, Any]:
        """Rotate a refresh token; raises OAuthError("invalid_grant")."""
        with self.lock:
            now = self.clock.now()
            known = self.refresh.get(token)
            if known is None or known.grant.client_id != app.client_id:
                raise OAuthError("invalid_grant")
            if known.rotated is not None:
                if now - known.rotated > REFRESH_GRACE:
                    raise OAuthError("invalid_grant")
            elif now - known.used_last > REFRESH_LIFE:
                raise OAuthError("invalid_grant")
            if not self._connected(known.grant):
                raise OAuthError("invalid_grant")
            known.rotated = known.rotated or now
            return self.issue(known.grant)

    def _connected(self, grant: Grant) -> bool:
        """A user who disconnected everything has nothing left to refresh."""
        return any(
            connection.client_id == grant.client_id
            and connection.user_id == grant.user_id
            for connection in self.connections.values()
        )

    def revoke(self, app: App, token: str) -> None:
        """Revoke a refresh token: the user's tokens and connections with the app go.

        An unknown token is no error (RFC 7009).
        """
        with self.lock:
            known = self.refresh.get(token)
            if known is None or known.grant.client_id != app.client_id:
                return
            whose = (known.grant.client_id, known.grant.user_id)
            self.consents.pop(" ".join(whose), None)
            self.connections = {
                key: connection
                for key, connection in self.connections.items()
                if (connection.client_id, connection.user_id) != whose
            }
            for store in (self.refresh, self.access):
                for key in [
                    key
                    for key, entry in store.items()
                    if (entry.grant.client_id, entry.grant.user_id) == whose
                ]:
                    del store[key]

    def tenants(self, grant: Grant) -> list[str]:
        """The organisations that a token reaches."""
        return [
            connection.tenant_id
            for connection in self.connections.values()
            if connection.client_id == grant.client_id
            and connection.user_id == grant.user_id
        ]

    def connections_of(self, grant: Grant, whole_app: bool) -> list[Connection]:
        return [
            connection
            for connection in self.connections.values()
            if connection.client_id == grant.client_id
            and (whole_app or connection.user_id == grant.user_id)
        ]

    def _jwt(self, grant: Grant, expires: datetime, use: str) -> str:
        """A signed JWT. Xero signs with RS256; here HS256, nobody can verify either."""
        payload = {
            "nbf": milliseconds(self.clock.now()) // 1000,
            "exp": milliseconds(expires) // 1000,
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources"
            if use == "access"
            else grant.client_id,
            "client_id": grant.client_id,
            "sub": hashlib.md5(
                grant.user_id.encode(), usedforsecurity=False
            ).hexdigest(),
            "xero_userid": grant.user_id,
            "authentication_event_id": grant.auth_event_id,
            "jti": self.ids.token(32),
            "scope": sorted(grant.scopes),
        }
        if use == "id":
            payload.update(self.claims(grant.user_id))
        signed = ".".join(
            _segment(part) for part in ({"alg": "HS256", "typ": "JWT"}, payload)
        )
        signature = hmac.digest(self.signing_key.encode(), signed.encode(), "sha256")
        return f"{signed}.{_segment(signature)}"

    def as_json(self) -> dict[str, Any]:
        """Everything, for the state file."""

        def plain(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: plain(item) for key, item in value.items()}
            if isinstance(value, datetime):
                return value.isoformat()
            if isinstance(value, frozenset):
                return sorted(value)
            return value

        with self.lock:
            return {
                "signing_key": self.signing_key,
                "consents": dict(self.consents),
                **{
                    name: {
                        key: plain(asdict(item))
                        for key, item in getattr(self, name).items()
                    }
                    for name in ("codes", "access", "refresh", "connections")
                },
            }

    def load(self, state: dict[str, Any]) -> None:
        """Take over what ``as_json`` gave."""

        def grant(raw: dict[str, Any]) -> Grant:
            return Grant(**{**raw, "scopes": frozenset(raw["scopes"])})

        with self.lock:
            self.signing_key = state["signing_key"]
            self.consents = state["consents"]
            self.codes = {
                key: Code(
                    grant(raw["grant"]),
                    raw["redirect_uri"],
                    raw["challenge"],
                    parse_moment(raw["expires"]),
                )
                for key, raw in state["codes"].items()
            }
            self.access = {
                key: AccessToken(grant(raw["grant"]), parse_moment(raw["expires"]))
                for key, raw in state["access"].items()
            }
            self.refresh = {
                key: RefreshToken(
                    grant(raw["grant"]),
                    parse_moment(raw["used_last"]),
                    parse_moment(raw["rotated"]) if raw["rotated"] else None,
                )
                for key, raw in state["refresh"].items()
            }
            self.connections = {
                key: Connection(
                    **{
                        **raw,
                        "created": parse_moment(raw["created"]),
                        "updated": parse_moment(raw["updated"]),
                    }
                )
                for key, raw in state["connections"].items()
            }


def _verified(challenge: str, verifier: str) -> bool:
    """PKCE with S256: the challenge is the hash of a verifier of 43..128 characters."""
    if not challenge:
        return not verifier
    if not 43 <= len(verifier) <= 128:
        return False
    digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
    return hmac.compare_digest(_segment(digest), challenge)


def connection_json(connection: Connection, tenant_name: str) -> dict[str, Any]:
    """One element of GET /connections."""
    return {
        "id": connection.id,
        "authEventId": connection.auth_event_id,
        "tenantId": connection.tenant_id,
        "tenantType": "ORGANISATION",
        "tenantName": tenant_name,
        "createdDateUtc": _iso(connection.created),
        "updatedDateUtc": _iso(connection.updated),
    }
