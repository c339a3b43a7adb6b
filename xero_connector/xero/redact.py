# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Take secrets out of anything that may be shown, logged or stored.

Works on text whose form is not known beforehand (a URL, a JSON body, a form body, a
header dump, the ``repr`` of a dict, a traceback) and on mappings and lists. It errs on
the side of hiding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

HIDDEN: Final = "[hidden]"

# Names are matched whole and without regard to case, "-" and "_" alike.
_NAMES: Final = (
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "client_secret",
    "secret",
    "password",
    "passwd",
    "code_verifier",
    "authorization",
    "proxy_authorization",
    "cookie",
    "set_cookie",
    "session_id",
    "webhook_key",
    "api_key",
    "x_xero_signature",
    "client_assertion",
    "assertion",
)
# OAuth's own names in lower case only: "Code" is an account code, "State" an address.
_LOWER_NAMES: Final = ("code", "state")


def _alternatives(names: tuple[str, ...]) -> str:
    return "|".join(name.replace("_", "[-_]?") for name in names)


_NAME: Final = rf"(?:(?i:{_alternatives(_NAMES)})|{_alternatives(_LOWER_NAMES)})"
_WHOLE_NAME: Final = re.compile(_NAME)

# "name": "value" and 'name': b'value' (JSON, repr of a dict)
_QUOTED: Final = re.compile(
    rf"""(?P<open>["'])(?P<name>{_NAME})(?P=open)(?P<sep>\s*:\s*)"""
    r"""(?:b?"(?:[^"\\]|\\.)*"?|b?'(?:[^'\\]|\\.)*'?|[^\s,}\]]+)""",
)
# name=value (URL, form body, repr of a dataclass)
_PAIR: Final = re.compile(
    rf"""(?<![A-Za-z0-9])(?P<name>{_NAME})(?P<sep>=)"""
    r"""(?:"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s&;,)\]}"'<>]+)"""
)
# Name: value to the end of the line (header dump)
_HEADER: Final = re.compile(
    r"(?im)^(?P<name>\s*(?:authorization|proxy-authorization|cookie|set-cookie"
    r"|x-xero-signature))(?P<sep>\s*:\s*)[^\r\n]+"
)
_BEARER: Final = re.compile(r"(?i)\b(?P<scheme>bearer|basic)\s+[A-Za-z0-9._~+/=-]{12,}")
_JWT: Final = re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]*)+|\beyJ[\w-]{40,}")
_USERINFO: Final = re.compile(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]{0,20}://)[^\s/@:]*:[^\s/@]*@"
)


def _text(text: str) -> str:
    text = _QUOTED.sub(rf'\g<open>\g<name>\g<open>\g<sep>"{HIDDEN}"', text)
    text = _PAIR.sub(rf"\g<name>\g<sep>{HIDDEN}", text)
    text = _HEADER.sub(rf"\g<name>\g<sep>{HIDDEN}", text)
    text = _BEARER.sub(rf"\g<scheme> {HIDDEN}", text)
    text = _JWT.sub(HIDDEN, text)
    return _USERINFO.sub(rf"\g<scheme>{HIDDEN}@", text)


def redact(value: Any) -> Any:
    """The same value without secrets.

    :param value: text, bytes (decoded, unreadable bytes replaced), a mapping or a
        list or tuple of those; anything else is returned as it is
    :return: text for text and bytes; a new dict or list for containers
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bytes | bytearray):
        return _text(bytes(value).decode("utf-8", "replace"))
    if isinstance(value, Mapping):
        return {
            key: HIDDEN
            if isinstance(key, str) and _WHOLE_NAME.fullmatch(key)
            else redact(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [redact(item) for item in value]
    return value
