# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sign-in with Xero: consent address, tokens, and which organisations they reach.

OAuth 2 itself is requests_oauthlib's work; here stand Xero's particulars. Access tokens
live 30 minutes, refresh tokens 60 days unused, codes 5 minutes and one use. Every
refresh returns a *new* refresh token, and the old one works for another 30 minutes
only: store the new one before anything else, one refresh at a time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import logging
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from . import codec, failures
from .client import JSON, TOKEN_SHAPE, Bearer, path_of
from .const import AUTHORISE_URL, CONNECTIONS_URL, OFFLINE_ACCESS, REVOKE_URL, TOKEN_URL
from .errors import NoAnswer, OAuthError, ReconnectNeeded, XeroError
from .transport import DEFAULT_TIMEOUT, SessionFactory

_LIFETIME: Final = 1800  # seconds; what Xero states, should an answer not say
_FORM: Final = {
    "Accept": JSON,
    "Content-Type": "application/x-www-form-urlencoded",
}


class AppType(StrEnum):
    """Kinds of app at Xero: with a client secret, without one, or one organisation."""

    WEB = "web"
    PKCE = "pkce"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class App:
    """The app that somebody made at developer.xero.com.

    :raise ValueError: if the secret is missing where the type needs one
    """

    client_id: str
    client_secret: str | None = field(repr=False)
    type: AppType
    #: https, or ``http://localhost``; Xero refuses ``http://127.0.0.1``
    redirect_uri: str | None = None

    def __post_init__(self) -> None:
        if self.type is not AppType.PKCE and not self.client_secret:
            raise ValueError(f"an app of type {self.type.value} has a client secret")

    @property
    def _auth(self) -> HTTPBasicAuth | None:
        """Client authentication by Basic header; a PKCE app has nothing to prove."""
        if self.type is AppType.PKCE or not self.client_secret:
            return None
        return HTTPBasicAuth(self.client_id, self.client_secret)


@dataclass(frozen=True, slots=True)
class Token:
    """What the token endpoint gave. Its ``repr`` shows no secret.

    ``expires_at`` is aware, UTC. ``auth_event_id`` names the consent that made it, and
    finds the organisation just chosen among all that the user ever connected.
    """

    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: datetime
    scopes: tuple[str, ...] = ()
    auth_event_id: str | None = None
    xero_user_id: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """For storing, encrypted: JSON types only. Holds the secrets."""
        return {
            "access_token": self.access_token,
            "refresh_token": self.refresh_token,
            "expires_at": self.expires_at.isoformat(),
            "scopes": list(self.scopes),
            "auth_event_id": self.auth_event_id,
            "xero_user_id": self.xero_user_id,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Token:
        """Back from :meth:`to_dict`.

        :raise KeyError, ValueError: if it was not made by it
        """
        expires_at = datetime.fromisoformat(values["expires_at"])
        if expires_at.tzinfo is None:
            raise ValueError("expires_at lacks its time zone")
        return cls(
            access_token=values["access_token"],
            refresh_token=values["refresh_token"],
            expires_at=expires_at,
            scopes=tuple(values["scopes"]),
            auth_event_id=values["auth_event_id"],
            xero_user_id=values["xero_user_id"],
        )

    def expires_within(self, now: datetime, margin: timedelta) -> bool:
        """Whether it should be refreshed before a call that starts now (aware)."""
        return now + margin >= self.expires_at


@dataclass(frozen=True, slots=True)
class TenantConnection:
    """One organisation (or practice) that the token reaches; moments aware, UTC.

    ``id`` is what disconnecting deletes; ``tenant_id`` what calls are sent for.
    """

    id: str
    auth_event_id: str | None
    tenant_id: str
    tenant_type: str
    tenant_name: str
    created: datetime | None
    updated: datetime | None


# --- the consent page -----------------------------------------------------------------


def new_verifier() -> str:
    """A fresh PKCE code verifier: 86 characters, of the 43 to 128 allowed."""
    return secrets.token_urlsafe(64)


def code_challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def authorise_url(
    app: App, scopes: Sequence[str], state: str, code_challenge: str | None = None
) -> str:
    """Where the user signs in and picks an organisation.

    :param state: single-use and bound to the user's session; checked on return
    :param code_challenge: of :func:`code_challenge`, needed for a PKCE app
    :raise ValueError: if it is missing there, or the app has no such page
    """
    if app.type is AppType.CUSTOM:
        raise ValueError("a custom connection is consented to at Xero, not here")
    extra: dict[str, str] = {}
    if code_challenge is not None:
        extra = {"code_challenge": code_challenge, "code_challenge_method": "S256"}
    elif app.type is AppType.PKCE:
        raise ValueError("a PKCE app needs a code challenge")
    session = OAuth2Session(
        app.client_id, redirect_uri=app.redirect_uri, scope=list(scopes)
    )
    with _quiet():
        url, _state = session.authorization_url(AUTHORISE_URL, state=state, **extra)
    return str(url)


# --- tokens ---------------------------------------------------------------------------


def exchange_code(
    session_factory: SessionFactory,
    app: App,
    code: str,
    verifier: str | None = None,
    *,
    now: datetime | None = None,
) -> Token:
    """The code that came back from the consent page, for a token.

    :param verifier: whose challenge went to the consent page
    :param now: aware; when the token's 30 minutes begin
    :raise OAuthError: ``invalid_grant`` for a code that is old, used or made up
    :raise XeroError: see :mod:`.errors`
    """
    if not code:
        raise OAuthError("Xero sent no code", code="invalid_request")
    extra: dict[str, Any] = {} if verifier is None else {"code_verifier": verifier}

    def ask(session: OAuth2Session) -> Mapping[str, Any]:
        return session.fetch_token(
            TOKEN_URL,
            code=code,
            auth=app._auth,
            include_client_id=app._auth is None,
            headers=dict(_FORM),
            timeout=DEFAULT_TIMEOUT,
            **extra,
        )

    session = session_factory(app.client_id, redirect_uri=app.redirect_uri)
    return _token(session, ask, now)


def refresh(
    session_factory: SessionFactory,
    app: App,
    token: Token,
    *,
    now: datetime | None = None,
) -> Token:
    """A new access token, and with it a new refresh token to store at once.

    After a :class:`NoAnswer` the same old token may be tried again for 30 minutes.

    :raise ReconnectNeeded: if only the user can go on from here
    :raise OAuthError: ``invalid_client`` for a changed secret
    :raise XeroError: see :mod:`.errors`
    """
    if not token.refresh_token:
        raise ReconnectNeeded("there is no refresh token", code="invalid_grant")
    client: dict[str, Any] = {}
    if app._auth is None:
        client["client_id"] = app.client_id

    def ask(session: OAuth2Session) -> Mapping[str, Any]:
        return session.refresh_token(
            TOKEN_URL,
            refresh_token=token.refresh_token,
            auth=app._auth,
            headers=dict(_FORM),
            timeout=DEFAULT_TIMEOUT,
            **client,
        )

    try:
        return _token(session_factory(app.client_id), ask, now)
    except OAuthError as error:
        if error.code != "invalid_grant":
            raise
        raise ReconnectNeeded(
            "Xero no longer accepts the refresh token",
            code=error.code,
            status=error.status,
            correlation_id=error.correlation_id,
        ) from error


def client_credentials(
    session_factory: SessionFactory,
    app: App,
    scopes: Sequence[str],
    *,
    now: datetime | None = None,
) -> Token:
    """A token for a custom connection: no user, no refresh token, just ask again.

    :param scopes: those chosen for it at Xero; ``offline_access`` is left out
    :raise OAuthError: ``unauthorized_client`` if the app is of another type
    :raise XeroError: see :mod:`.errors`
    """
    wanted = " ".join(scope for scope in scopes if scope != OFFLINE_ACCESS)

    def ask(session: OAuth2Session) -> Mapping[str, Any]:
        return session.fetch_token(
            TOKEN_URL,
            auth=app._auth,
            include_client_id=False,
            headers=dict(_FORM),
            timeout=DEFAULT_TIMEOUT,
            scope=wanted,
        )

    client = BackendApplicationClient(app.client_id)
    return _token(session_factory(app.client_id, client=client), ask, now)


def revoke(session_factory: SessionFactory, app: App, token: Token) -> None:
    """Revoke the refresh token.

    This cuts off *every* organisation that the same user connected to the app; to end
    one connection use :func:`delete_connection`. A token that is already dead is no
    error.

    :raise OAuthError: ``invalid_client`` for a wrong secret
    :raise XeroError: see :mod:`.errors`
    """
    if not token.refresh_token:
        return
    form = {"token": token.refresh_token}
    if app._auth is None:
        form["client_id"] = app.client_id
    response = _plain_call(
        session_factory,
        "POST",
        REVOKE_URL,
        "revoke",
        data=form,
        auth=app._auth,
        headers=dict(_FORM),
    )
    if response.status_code == 200:
        return
    failure = _token_failure(response, "revoke")
    if not (isinstance(failure, OAuthError) and failure.code == "invalid_grant"):
        raise failure


# --- connections ----------------------------------------------------------------------


def connections(
    session_factory: SessionFactory,
    access_token: str,
    auth_event_id: str | None = None,
) -> list[TenantConnection]:
    """The organisations that a token reaches.

    :param auth_event_id: only those of this consent (:attr:`Token.auth_event_id`)
    :raise XeroError: see :mod:`.errors`
    """
    response = _plain_call(
        session_factory,
        "GET",
        CONNECTIONS_URL,
        "GET connections",
        params={} if auth_event_id is None else {"authEventId": auth_event_id},
        headers={"Accept": JSON},
        auth=Bearer(access_token),
    )
    if response.status_code != 200:
        raise failures.from_response(response, "GET connections", now=_now())
    try:
        body = codec.loads(response.content)
        if not isinstance(body, list):
            raise ValueError("no list")
        return [_connection(entry) for entry in body]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoAnswer(
            "GET connections: the answer is unreadable",
            status=response.status_code,
            correlation_id=response.headers.get(failures.CORRELATION_HEADER),
            body=response.content,
        ) from error


def _connection(entry: Mapping[str, Any]) -> TenantConnection:
    return TenantConnection(
        id=entry["id"],
        auth_event_id=entry.get("authEventId"),
        tenant_id=entry["tenantId"],
        tenant_type=entry.get("tenantType") or "",
        tenant_name=entry.get("tenantName") or "",
        created=codec.parse_datetime(entry.get("createdDateUtc")),
        updated=codec.parse_datetime(entry.get("updatedDateUtc")),
    )


def delete_connection(
    session_factory: SessionFactory, access_token: str, connection_id: str
) -> None:
    """Disconnect one organisation; other connections of the user live on.

    One that is already gone is no error.

    :param connection_id: :attr:`TenantConnection.id`, not the tenant's id
    :raise XeroError: see :mod:`.errors`
    """
    response = _plain_call(
        session_factory,
        "DELETE",
        f"{CONNECTIONS_URL}/{path_of(connection_id)}",
        "DELETE connection",
        headers={"Accept": JSON},
        auth=Bearer(access_token),
    )
    if response.status_code not in (200, 204, 404):
        raise failures.from_response(response, "DELETE connection", now=_now())


# --- the exchanges --------------------------------------------------------------------


def _now() -> datetime:
    return datetime.now(UTC)


def _plain_call(
    session_factory: SessionFactory, method: str, url: str, what: str, **kwargs: Any
) -> requests.Response:
    with _quiet(), session_factory("") as session:
        try:
            # the session holds no token of its own, so it adds none
            response: requests.Response = session.request(
                method, url, withhold_token=True, timeout=DEFAULT_TIMEOUT, **kwargs
            )
        except failures.NETWORK_ERRORS as error:
            raise failures.from_network(error, what) from error
        if failures.is_cut_short(response):
            raise NoAnswer(
                f"{what}: the answer is cut short", status=response.status_code
            )
        return response


def _token(
    session: OAuth2Session,
    ask: Callable[[OAuth2Session], Mapping[str, Any]],
    now: datetime | None,
) -> Token:
    """Ask the token endpoint and read its answer."""
    what = "token"

    def check(response: requests.Response) -> requests.Response:
        # before oauthlib looks: it takes an error page for an answer without token
        if response.status_code != 200:
            raise _token_failure(response, what)
        if failures.is_cut_short(response) or not _holds_token(response):
            # the refresh token may have been exchanged all the same
            raise NoAnswer(
                f"{what}: the answer holds no token",
                status=response.status_code,
                correlation_id=response.headers.get(failures.CORRELATION_HEADER),
            )
        return response

    session.register_compliance_hook("access_token_response", check)
    session.register_compliance_hook("refresh_token_response", check)
    begun = now or _now()
    with _quiet(), session:
        try:
            found = ask(session)
        except failures.NETWORK_ERRORS as error:
            raise failures.from_network(error, what) from error
        except OAuth2Error as error:
            raise NoAnswer(
                f"{what}: the answer is unreadable ({error.error})"
            ) from None
    return _read_token(found, begun)


def _holds_token(response: requests.Response) -> bool:
    try:
        body = codec.loads(response.content)
    except ValueError:
        return False
    return (
        isinstance(body, dict)
        and bool(TOKEN_SHAPE.fullmatch(_text(body.get("access_token")) or ""))
        and isinstance(body.get("expires_in", _LIFETIME), int)
    )


def _token_failure(response: requests.Response, what: str) -> XeroError:
    """OAuth's own error body is JSON ``{"error": code}``; anything else is not its."""
    correlation_id = response.headers.get(failures.CORRELATION_HEADER)
    if response.status_code in (400, 401):
        try:
            body = codec.loads(response.content)
        except ValueError:
            body = None
        code = body.get("error") if isinstance(body, dict) else None
        if isinstance(code, str) and code:
            return OAuthError(
                f"{what}: Xero answered {code}",
                code=code,
                status=response.status_code,
                correlation_id=correlation_id,
                body=response.content,
            )
    return failures.from_response(response, what, now=_now())


def _read_token(found: Mapping[str, Any], begun: datetime) -> Token:
    access_token = str(found["access_token"])
    claims = _claims(access_token)
    granted = found.get("scope") or claims.get("scope") or ()
    if isinstance(granted, str):
        granted = granted.split()
    return Token(
        access_token=access_token,
        refresh_token=found.get("refresh_token") or None,
        expires_at=begun + timedelta(seconds=found.get("expires_in", _LIFETIME)),
        scopes=tuple(dict.fromkeys(str(scope) for scope in granted)),
        auth_event_id=_text(claims.get("authentication_event_id")),
        xero_user_id=_text(claims.get("xero_userid")),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None


def _claims(access_token: str) -> dict[str, Any]:
    """The payload of the access token, its signature not checked.

    That is fine here: the token came straight from Xero's token endpoint over TLS, and
    nothing is granted on the strength of these claims. They are hints (which consent,
    which user) for questions that Xero then answers, checking the token itself.
    """
    parts = access_token.split(".")
    if len(parts) != 3:
        return {}
    try:
        raw = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = codec.loads(raw)
    except (ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


# --- keeping the libraries quiet ------------------------------------------------------

_silence: Final = threading.local()


class _Quiet(logging.Filter):
    """Drops what requests_oauthlib logs while it works for us.

    At debug level it writes whole requests and answers: secrets, codes and tokens.
    Other users of the library in the same process keep their log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return not getattr(_silence, "on", False)


_QUIET: Final = _Quiet()


@contextmanager
def _quiet() -> Iterator[None]:
    # Adding a filter that is there already does nothing.
    logging.getLogger("requests_oauthlib.oauth2_session").addFilter(_QUIET)
    before = getattr(_silence, "on", False)
    _silence.on = True
    try:
        yield
    finally:
        _silence.on = before
