# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sessions that reach Xero's three hosts and nothing else.

The code everywhere names the real ``https://...xero.com`` addresses. For a local Xero
the session alone puts another, loopback base in their place just before sending: so
oauthlib's check for https stays on and no switch for insecure transport exists. There
are no retries here, and no redirects are followed: to send a write again is a decision,
and Xero's API never redirects.
"""

from __future__ import annotations

from typing import Any, Final, Protocol
from urllib.parse import SplitResult, urlsplit, urlunsplit

import requests
from oauthlib.oauth2 import Client
from requests_oauthlib import OAuth2Session

from .const import XERO_HOSTS

#: Seconds without a byte before a call is given up. A plain number, never a pair:
#: test harnesses compare it.
DEFAULT_TIMEOUT: Final = 20

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def check_local_base(local_base: str) -> SplitResult:
    """The address of a local Xero, taken apart.

    :raise ValueError: if it is not plain ``http(s)://<loopback>[:port]``
    """
    parts = urlsplit(local_base)
    if (
        parts.scheme not in ("http", "https")
        or parts.port == 0  # and reading it refuses what is no number
        or parts.hostname not in _LOOPBACK
        or parts.username is not None
        or parts.path not in ("", "/")
        or parts.query
        or parts.fragment
    ):
        raise ValueError("a local Xero must be http://localhost, by its root address")
    return parts


def _rewrite(url: str, local: SplitResult | None) -> str:
    parts = urlsplit(url)
    if (
        parts.scheme != "https"
        or parts.hostname not in XERO_HOSTS
        or parts.port not in (None, 443)
        or parts.username is not None
    ):
        raise ValueError(f"not an address of Xero's: {parts.scheme}://{parts.hostname}")
    if local is None:
        return url
    return urlunsplit((local.scheme, local.netloc, parts.path, parts.query, ""))


def local_browser_url(url: str, local_base: str | None) -> str:
    """Where to send a user's browser for one of Xero's addresses.

    :param url: ``https://login.xero.com/...``
    :param local_base: root of a local Xero; None: the address as it is
    :raise ValueError: for a host that is not Xero's, or a base that is not loopback
    """
    return _rewrite(url, None if local_base is None else check_local_base(local_base))


class _XeroOnly(requests.Session):
    """Holds the rules of this module for every session class built on requests."""

    _local: SplitResult | None = None
    #: seconds for calls that name none, such as those oauthlib makes
    default_timeout: float = DEFAULT_TIMEOUT

    def send(
        self, request: requests.PreparedRequest, **kwargs: Any
    ) -> requests.Response:
        """Send to Xero, or to the local Xero in its place.

        :raise ValueError: for any other address
        """
        request.url = _rewrite(request.url or "", self._local)
        kwargs["allow_redirects"] = False
        if kwargs.get("timeout") is None:
            kwargs["timeout"] = self.default_timeout
        if self._local is not None:
            # proxies were chosen for the real address; loopback needs none
            kwargs["proxies"] = {}
        return super().send(request, **kwargs)


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


class XeroSession(_XeroOnly):
    """For API calls."""

    def __init__(self, local: SplitResult | None = None) -> None:
        super().__init__()
        self._local = local
        # A default that adds nothing keeps requests from taking a password for Xero's
        # host out of ~/.netrc and putting it in place of the bearer token.
        self.auth = _no_auth


class XeroOAuthSession(_XeroOnly, OAuth2Session):
    """For the token endpoint."""

    def __init__(self, local: SplitResult | None, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._local = local


class SessionFactory(Protocol):
    """Makes the sessions for :mod:`.oauth`."""

    def __call__(
        self,
        client_id: str,
        *,
        client: Client | None = None,
        redirect_uri: str | None = None,
    ) -> OAuth2Session: ...


def make_session(local_base: str | None = None) -> XeroSession:
    """A session for :class:`.client.XeroClient`.

    :param local_base: ``http://localhost:<port>`` of a local Xero; None: Xero itself
    :raise ValueError: if the base is not loopback
    """
    return XeroSession(None if local_base is None else check_local_base(local_base))


def make_oauth_session_factory(local_base: str | None = None) -> SessionFactory:
    """What :mod:`.oauth` takes as ``session_factory``; the same rules hold.

    :raise ValueError: if the base is not loopback
    """
    local = None if local_base is None else check_local_base(local_base)

    def factory(
        client_id: str,
        *,
        client: Client | None = None,
        redirect_uri: str | None = None,
    ) -> OAuth2Session:
        return XeroOAuthSession(
            local, client_id, client=client, redirect_uri=redirect_uri
        )

    return factory
