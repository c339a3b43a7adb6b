# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Webhooks: signatures and events."""

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.xero import webhook

KEY = "q2w3e4r5"
BODY = b'{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"X"}'


def event(**changes):
    return {
        "resourceUrl": "https://api.xero.com/api.xro/2.0/Invoices/i-1",
        "resourceId": "i-1",
        "eventDateUtc": "2026-11-02T09:01:02.123",
        "eventType": "UPDATE",
        "eventCategory": "INVOICE",
        "tenantId": "t-1",
        "tenantType": "ORGANISATION",
    } | changes


def raw(*entries):
    return json.dumps({"events": entries, "entropy": "Y"}).encode()


def test_signature_is_that_of_the_algorithm():
    # HMAC-SHA256 test vector of RFC 4231, case 2
    digest = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert (
        webhook.signature("Jefe", b"what do ya want for nothing?")
        == base64.b64encode(bytes.fromhex(digest)).decode()
    )


@given(st.binary(), st.text(st.characters(codec="ascii"), min_size=1))
def test_only_the_right_signature_is_genuine(body, key):
    good = webhook.signature(key, body)
    assert webhook.is_genuine(key, body, good)
    assert not webhook.is_genuine(key, body + b" ", good)
    assert not webhook.is_genuine(key + "x", body, good)
    assert not webhook.is_genuine(key, body, good[:-2])


@pytest.mark.parametrize("header", [None, "", "x", "ü" * 44, "=" * 44])
def test_bad_headers(header):
    assert not webhook.is_genuine(KEY, BODY, header)


def test_without_a_key_nothing_is_genuine():
    assert not webhook.is_genuine("", BODY, webhook.signature("", BODY))


def test_intent_to_receive_has_no_events():
    assert webhook.events(BODY) == []


def test_events():
    found = webhook.events(
        raw(
            event(),
            event(
                eventCategory="CREDITNOTE",
                eventType="CREATE",
                data={"Type": "ACCPAYCREDIT", "Status": "DRAFT"},
            ),
            event(eventCategory="SOMETHING NEW", extra=1, data="odd"),
        )
    )
    assert found[0] == webhook.Event(
        category="INVOICE",
        type="UPDATE",
        resource_id="i-1",
        tenant_id="t-1",
        at=datetime(2026, 11, 2, 9, 1, 2, 123000, tzinfo=UTC),
    )
    assert found[1].data == {"Type": "ACCPAYCREDIT", "Status": "DRAFT"}
    assert found[2].category == "SOMETHING NEW"
    assert found[2].data == {}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"events":{}}',
        b'{"events":[1]}',
        raw({}),
        raw(event(resourceId=None)),
        raw(event(tenantId=5)),
        raw(event(eventDateUtc="soon")),
        raw(event(resourceId="")),
        raw(event(resourceId="a\0b")),
        raw(event(eventType="\ud800")),
        b"[" * 200_000,
        b"\xff\xfe",
    ],
)
def test_garbage(body):
    with pytest.raises(ValueError):
        webhook.events(body)


def test_an_odd_event_among_others(caplog):
    """Xero switches off a webhook whose bodies are refused."""
    body = raw(event(resourceId=None), event(), event(eventDateUtc="soon"))
    assert [one.resource_id for one in webhook.events(body)] == ["i-1"]
    assert "resourceId" in caplog.text
