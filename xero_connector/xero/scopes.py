# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""OAuth scopes: which ones a set of features needs, and which of them are missing.

Apps made on or after 2 March 2026 have granular scopes only; the broad
``accounting.transactions`` of older apps stops on 13 September 2027. A scope cannot be
taken out of a token (only revoking does), and adding one needs the user's consent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

#: Asks for a refresh token. Never sent for a custom connection, which has none.
OFFLINE_ACCESS: Final = "offline_access"

_FEATURES: Final = (
    "contacts",
    "settings",
    "invoices",
    "payments",
    "banktransactions",
    "manualjournals",
    "attachments",
)

#: Feature to granular scope; ``"<feature>.read"`` is its read-only variant.
FEATURE_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        feature + suffix: f"accounting.{feature}{suffix}"
        for feature in _FEATURES
        for suffix in ("", ".read")
    }
)

_READ: Final = ".read"
_TRANSACTIONS: Final = "accounting.transactions"
#: What the broad scope was split into.
_SPLIT: Final = frozenset(
    f"accounting.{feature}"
    for feature in ("invoices", "payments", "banktransactions", "manualjournals")
)

#: Granular scope to the broad one that covered it. Scopes that are not in this table
#: (contacts, settings, attachments) were never broad and stay as they are.
LEGACY_SCOPES: Final[Mapping[str, str]] = MappingProxyType(
    {
        scope + suffix: _TRANSACTIONS + suffix
        for scope in sorted(_SPLIT)
        for suffix in ("", _READ)
    }
)


def scopes_for(
    features: Iterable[str], legacy: bool = False, *, offline: bool = True
) -> tuple[str, ...]:
    """Scopes to ask for, without doubles, in an order that does not change.

    :param features: keys of :data:`FEATURE_SCOPES`
    :param legacy: broad scopes, for apps made before March 2026
    :param offline: with ``offline_access``; False for a custom connection
    :raise KeyError: for a feature that does not exist
    """
    wanted = {FEATURE_SCOPES[feature] for feature in features}
    if legacy:
        wanted = {LEGACY_SCOPES.get(scope, scope) for scope in wanted}
    # Xero says: do not ask for both x and x.read
    kept = {
        scope
        for scope in wanted
        if not (scope.endswith(_READ) and scope.removesuffix(_READ) in wanted)
    }
    return ((OFFLINE_ACCESS,) if offline else ()) + tuple(sorted(kept))


def missing_scopes(granted: Iterable[str], needed: Iterable[str]) -> tuple[str, ...]:
    """Those of ``needed`` that ``granted`` does not cover, in the order given.

    ``x`` covers ``x.read``; a broad scope covers the granular ones it was split into;
    all the granular ones together cover the broad scope.
    """
    have = set(granted)
    for scope in tuple(have):
        have |= {fine for fine, broad in LEGACY_SCOPES.items() if broad == scope}
    have |= {scope + _READ for scope in have if not scope.endswith(_READ)}
    for suffix in ("", _READ):
        if {scope + suffix for scope in _SPLIT} <= have:
            have |= {_TRANSACTIONS + suffix, _TRANSACTIONS + _READ}
    return tuple(dict.fromkeys(scope for scope in needed if scope not in have))
