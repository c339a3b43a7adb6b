# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The apps registered with the developer portal, and the people who sign in."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .scopes import GRANULAR, LEGACY, SIGN_IN

_LOCAL = {"localhost"}


@dataclass
class App:
    """A client of the identity service.

    ``kind`` is ``web`` (a secret), ``pkce`` (no secret, a verifier instead) or
    ``custom`` (client credentials for one organisation, no user).
    """

    client_id: str
    kind: str
    name: str
    secret: str = ""
    #: Made before 2 March 2026: may ask broad scopes too.
    legacy: bool = False
    #: The organisation of a custom connection.
    tenant_id: str = ""
    #: Exact redirect URIs; empty: whatever Xero would let be registered.
    redirect_uris: list[str] = field(default_factory=list)

    def scopes(self) -> frozenset[str]:
        """What the app may ask for."""
        base = GRANULAR | (LEGACY if self.legacy else frozenset())
        return base if self.kind == "custom" else base | SIGN_IN

    def accepts_redirect(self, uri: str) -> bool:
        """Is ``uri`` one of the app's own, or one that could be registered?

        https anywhere, or http on ``localhost``; an address such as 127.0.0.1 and
        wildcards are refused.
        """
        if self.redirect_uris:
            return uri in self.redirect_uris
        parts = urlsplit(uri)
        if "*" in uri or parts.fragment or not parts.hostname:
            return False
        if parts.scheme == "https":
            return True
        return parts.scheme == "http" and parts.hostname in _LOCAL


@dataclass
class User:
    """A Xero login."""

    user_id: str
    email: str
    password: str
    name: str
    #: tenant id -> role: adviser, standard, or readonly.
    roles: dict[str, str] = field(default_factory=dict)
