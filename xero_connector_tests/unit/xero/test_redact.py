# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""No secret survives, whatever the form of the text around it."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.xero.redact import HIDDEN, redact

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl"
SECRET = "s3cr3t-Value_9"

NAMES = [
    "access_token",
    "refresh_token",
    "id_token",
    "token",
    "client_secret",
    "password",
    "code",
    "code_verifier",
    "state",
    "Authorization",
    "Set-Cookie",
    "x-xero-signature",
    "webhook_key",
]

FORMS = {
    "json": lambda n, v: json.dumps({"a": 1, n: v, "b": "kept"}),
    "compact json": lambda n, v: json.dumps({n: v}, separators=(",", ":")),
    "repr of a dict": lambda n, v: repr({"a": 1, n: v, "b": "kept"}),
    "repr of bytes": lambda n, v: repr({n: v.encode()}),
    "form": lambda n, v: urlencode({"a": 1, n: v, "b": "kept"}),
    "url": lambda n, v: f"https://x.example/cb?{urlencode({n: v})}#top",
    "dataclass": lambda n, v: f"Token({n}={v!r}, kept=1)",
    "cut json": lambda n, v: json.dumps({n: v})[:-3],
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_named_secrets(form, name):
    text = FORMS[form](name, SECRET)
    clean = redact(text)
    assert SECRET[:-3] not in clean
    assert HIDDEN in clean
    assert ("kept" in clean) == ("kept" in text)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}==",
        f"GET / HTTP/1.1\r\nAuthorization: Bearer {SECRET}\r\nAccept: x",
        f"Cookie: session_id={SECRET}; other={SECRET}",
        f"sent Bearer {SECRET} to Xero",
        f"https://user:{SECRET}@identity.xero.com/connect/token",
        f"{{'Authorization': b'Basic {SECRET}'}}",
    ],
)
def test_credentials_without_a_name_of_their_own(text):
    assert SECRET not in redact(text)


def test_a_token_is_known_by_its_looks():
    assert JWT not in redact(f"something went wrong with {JWT}, sorry")
    assert JWT[:50] not in redact("x" + " " + JWT.replace(".", "_"))
    assert "sorry" in redact(f"something went wrong with {JWT}, sorry")


@pytest.mark.parametrize(
    "text",
    [
        '{"Code":"200","Name":"Sales"}',
        "Account code '200' is not a valid code for this document.",
        "Tracking code: 12",
        '{"Status":"AUTHORISED","InvoiceNumber":"INV-1"}',
        "The basic rate applies, bearer unknown",
        "https://api.xero.com/api.xro/2.0/Invoices?page=1&where=Status%3D%3D",
        "TokenExpired: token expired at 01/02/2026 10:00:00",
    ],
)
def test_what_people_need_to_read_stays(text):
    assert redact(text) == text


def test_containers():
    assert redact(
        {
            "client_secret": SECRET,
            "Access-Token": SECRET,
            "Code": "200",
            1: "x",
            "nested": [{"code": SECRET}, f"token={SECRET}"],
            "count": 3,
        }
    ) == {
        "client_secret": HIDDEN,
        "Access-Token": HIDDEN,
        "Code": "200",
        1: "x",
        "nested": [{"code": HIDDEN}, f"token={HIDDEN}"],
        "count": 3,
    }
    assert redact(b"token=" + SECRET.encode() + b"\xff") == f"token={HIDDEN}"
    assert redact(None) is None


@given(
    st.sampled_from(NAMES),
    st.sampled_from(sorted(FORMS)),
    st.text(
        st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Z"]), min_size=8
    ),
)
def test_values_of_any_spelling(name, form, value):
    secret = "q7Zk" + value + "9xQw"
    clean = redact(FORMS[form](name, secret))
    assert "q7Zk" not in clean
    if form != "cut json":
        assert "9xQw" not in clean


@given(st.text())
def test_any_text_can_be_redacted_and_twice_is_once(text):
    once = redact(text)
    assert redact(once) == once
