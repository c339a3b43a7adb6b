# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Seal a text so that it can be kept in a database, and open it again.

AES-GCM: what is stored cannot be read without the key, nor changed without that being
noticed. The *place* of a text (which database, which record, which column) is bound in
as associated data: a sealed text that is copied to another place does not open there.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: Fewer characters than this are a password, not a key.
KEY_LENGTH: Final = 32
_NONCE: Final = 12
_VERSION: Final = b"\x01"


class SealBroken(Exception):
    """The sealed text does not open: other key, other place, or damaged.

    Which of these it is cannot be known.
    """


def new_key() -> str:
    """A fresh random key, as text for an environment variable or a file."""
    return secrets.token_urlsafe(48)


def _place(parts: Iterable[str]) -> bytes:
    """Associated data; the lengths keep ("ab", "c") apart from ("a", "bc")."""
    return b"".join(
        len(raw).to_bytes(4, "big") + raw for raw in (p.encode() for p in parts)
    )


class Vault:
    """Seals and opens texts with one key.

    :param key: at least :data:`KEY_LENGTH` characters, best made by :func:`new_key`;
        the AES key is derived from it
    :raise ValueError: if it is shorter
    """

    def __init__(self, key: str) -> None:
        key = key.strip()
        if len(key) < KEY_LENGTH:
            raise ValueError(f"the key must have at least {KEY_LENGTH} characters")
        derived = HKDF(
            algorithm=SHA256(), length=32, salt=None, info=b"xero_connector vault 1"
        ).derive(key.encode())
        self._cipher = AESGCM(derived)

    def __repr__(self) -> str:
        return "Vault()"

    def seal(self, text: str, place: Iterable[str]) -> str:
        """The text as sealed ASCII; twice the same text gives two different seals.

        :param place: where it is kept; needed again to open it
        """
        nonce = secrets.token_bytes(_NONCE)
        sealed = self._cipher.encrypt(nonce, text.encode(), _place(place))
        return base64.urlsafe_b64encode(_VERSION + nonce + sealed).decode()

    def unseal(self, sealed: str, place: Iterable[str]) -> str:
        """The text that was sealed.

        :raise SealBroken: if it was sealed with another key, for another place, or was
            changed since
        """
        try:
            raw = base64.b64decode(sealed.encode(), altchars=b"-_", validate=True)
        except (binascii.Error, UnicodeEncodeError) as error:
            raise SealBroken("not a sealed text") from error
        head = len(_VERSION) + _NONCE
        if not raw.startswith(_VERSION) or len(raw) <= head:
            raise SealBroken("not a sealed text")
        try:
            text = self._cipher.decrypt(
                raw[len(_VERSION) : head], raw[head:], _place(place)
            )
        except InvalidTag as error:
            raise SealBroken("other key, other place, or damaged") from error
        return text.decode()
