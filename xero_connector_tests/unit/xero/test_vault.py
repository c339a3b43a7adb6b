# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.xero.vault import SealBroken, Vault, new_key

KEY = "k" * 32
PLACE = ("db-uuid", "db-name", "7", "token")
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts, st.lists(texts))
def test_opens_with_the_same_key_and_place(text, place):
    assert Vault(KEY).unseal(Vault(KEY).seal(text, place), place) == text


def test_sealing_twice_differs_and_hides_the_text():
    vault = Vault(KEY)
    one, two = vault.seal("secret", PLACE), vault.seal("secret", PLACE)
    assert one != two
    assert b"secret" not in base64.urlsafe_b64decode(one)


@pytest.mark.parametrize(
    "place",
    [
        ("db-uuid", "other", "7", "token"),
        ("db-uuid", "db-name", "8", "token"),
        ("db-uuid", "db-nam", "e7", "token"),
        (),
    ],
)
def test_does_not_open_in_another_place(place):
    with pytest.raises(SealBroken):
        Vault(KEY).unseal(Vault(KEY).seal("secret", PLACE), place)


def test_does_not_open_with_another_key():
    sealed = Vault(new_key()).seal("secret", PLACE)
    with pytest.raises(SealBroken):
        Vault(new_key()).unseal(sealed, PLACE)


def test_notices_every_changed_byte():
    vault = Vault(KEY)
    raw = base64.urlsafe_b64decode(vault.seal("secret", PLACE))
    for position in range(len(raw)):
        changed = bytearray(raw)
        changed[position] ^= 1
        with pytest.raises(SealBroken):
            vault.unseal(base64.urlsafe_b64encode(changed).decode(), PLACE)


@pytest.mark.parametrize("sealed", ["", "é", "not base64!", "AQ==", "AAAA" * 20])
def test_garbage_is_a_broken_seal(sealed):
    with pytest.raises(SealBroken):
        Vault(KEY).unseal(sealed, PLACE)


def test_a_password_is_no_key():
    with pytest.raises(ValueError, match="at least 32"):
        Vault("  short   " + " " * 40)


def test_repr_shows_nothing():
    assert repr(Vault(KEY)) == "Vault()"


def test_new_keys_are_long_and_differ():
    assert new_key() != new_key()
    Vault(new_key())
