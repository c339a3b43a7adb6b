# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Items: canonical form <-> Xero JSON, both in Xero's terms.

What is not sold has neither description nor sales price in Xero, and likewise for what
is not purchased; a price of zero is none.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from ...sync.canonical import Item, Values, values_of

CODE_LIMIT = 30
NAME_LIMIT = 50
TEXT_LIMIT = 4000
#: of a price, with ``unitdp=4``
PRICE_PLACES = 4

#: side of the item: its switch, its text, its price and where Xero keeps that
_SIDES = (
    ("sold", "IsSold", "description", "Description", "sales_price", "SalesDetails"),
    (
        "purchased",
        "IsPurchased",
        "purchase_description",
        "PurchaseDescription",
        "purchase_price",
        "PurchaseDetails",
    ),
)


def is_tracked(payload: Mapping[str, Any]) -> bool:
    """Whether Xero counts this item's stock; quantities are then Xero's alone."""
    return bool(payload.get("IsTrackedAsInventory"))


def to_payload(values: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """The JSON of the named fields; ``values`` may lack a price that is not named.

    A side that is switched on is sent whole, because Xero emptied it when it was
    switched off; of one that is off nothing is sent.
    """
    payload: dict[str, Any] = {}
    for name, key in (("code", "Code"), ("name", "Name")):
        if name in names:
            payload[key] = values[name]
    for switch, switch_key, text, text_key, price, price_key in _SIDES:
        whole = switch in names and values[switch]
        if switch in names:
            payload[switch_key] = values[switch]
        if not values[switch]:
            continue
        if text in names or whole:
            payload[text_key] = values[text]
        if price in names or (whole and values.get(price) is not None):
            payload[price_key] = {"UnitPrice": values[price] or Decimal(0)}
    return payload


def from_payload(payload: Mapping[str, Any]) -> Values:
    """The canonical fields of an item as Xero gave it."""
    values: Values = {"code": payload["Code"], "name": payload.get("Name") or ""}
    for switch, switch_key, text, text_key, price, price_key in _SIDES:
        # left out by Xero where it is true of old items
        on = payload.get(switch_key) is not False
        values[switch] = on
        values[text] = (payload.get(text_key) or "") if on else ""
        values[price] = _price(payload.get(price_key)) if on else None
    return values_of(Item(**values))


def _price(side: Mapping[str, Any] | None) -> Decimal | None:
    found = (side or {}).get("UnitPrice")
    price = Decimal(str(found)) if found not in (None, "") else Decimal(0)
    return price.normalize() + 0 if price else None
