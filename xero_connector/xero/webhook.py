# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Webhooks: is this body Xero's, and what changed.

Xero signs the raw body with the app's webhook key. The receiver answers within five
seconds, 401 on a wrong signature, empty 2xx on a right one; Xero tests both when a
webhook is switched on ("intent to receive": no events, some wrongly signed on purpose).
Events say only *that* something changed, come at least once and in no certain order:
read the record anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from . import codec

_logger = logging.getLogger(__name__)
#: Header with the signature.
SIGNATURE_HEADER: Final = "x-xero-signature"
#: Category to what may have changed: the record's own endpoint, then those whose
#: records show themselves to webhooks only by the document that they pay.
ENDPOINTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "CONTACT": ("Contacts",),
        "INVOICE": ("Invoices", "Payments"),
        "CREDITNOTE": ("CreditNotes", "Payments"),
        "PREPAYMENT": ("Prepayments",),
        "OVERPAYMENT": ("Overpayments",),
    }
)


@dataclass(frozen=True, slots=True)
class Event:
    """One change.

    ``category``: CONTACT, INVOICE (bills too), CREDITNOTE, PREPAYMENT, OVERPAYMENT, or
    whatever Xero adds; ``type``: CREATE or UPDATE (an archived contact is an UPDATE);
    ``at``: aware, UTC; ``data``: extras of some categories.
    """

    category: str
    type: str
    resource_id: str
    tenant_id: str
    at: datetime | None
    data: Mapping[str, Any] = field(default_factory=dict)


def signature(key: str, raw: bytes) -> str:
    """Base64 of HMAC-SHA256 over the raw body."""
    digest = hmac.new(key.encode("utf-8"), raw, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def is_genuine(key: str, raw: bytes, header: str | None) -> bool:
    """Whether the signature fits the body; compared in constant time.

    Without a key nothing is genuine: an empty one would let anybody sign.
    """
    if not key or not header:
        return False
    return hmac.compare_digest(
        signature(key, raw).encode("ascii"), header.strip().encode("utf-8")
    )


def events(raw: bytes) -> list[Event]:
    """The events of a body, in Xero's order; empty for an intent to receive.

    Unknown categories, types and keys pass: what to do with them is not decided here.
    One that says too little is passed over, so that the others come: Xero switches off
    a webhook whose bodies are refused, and a poll reads what it was about.

    :raise ValueError: if the body is no webhook, or not one of its events can be read
    """
    body = codec.loads(raw)
    found = body.get("events") if isinstance(body, dict) else None
    if not isinstance(found, list) or not all(isinstance(e, dict) for e in found):
        raise ValueError("the body holds no list of events")
    read, odd = [], []
    for entry in found:
        try:
            read.append(_event(entry))
        except ValueError as error:
            odd.append(error)
    if odd and not read:
        raise odd[0]
    for reason in odd:
        _logger.warning("Passed over in a webhook of Xero: %s", reason)
    return read


def _event(entry: Mapping[str, Any]) -> Event:
    data = entry.get("data")
    return Event(
        category=_text(entry, "eventCategory"),
        type=_text(entry, "eventType"),
        resource_id=_text(entry, "resourceId"),
        tenant_id=_text(entry, "tenantId"),
        at=codec.parse_datetime(entry.get("eventDateUtc")),  # no zone suffix: UTC
        data=data if isinstance(data, dict) else {},
    )


def _text(entry: Mapping[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"an event without {key}")
    if "\0" in value or not value.isascii():
        raise ValueError(f"an event whose {key} is no word")  # nor can it be stored
    return value
