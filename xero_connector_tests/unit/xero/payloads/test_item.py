# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Items as Xero gives and takes them."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.canonical import Item, decode, encode, values_of
from xero_connector.xero.payloads.item import from_payload, is_tracked, to_payload

ALL = frozenset(values_of(Item("A")))
texts = st.text(max_size=8)
prices = st.none() | st.decimals(
    min_value=Decimal("0.0001"), max_value=Decimal(99999), places=4
).map(lambda price: price.normalize() + 0)


@st.composite
def items(draw):
    sold, purchased = draw(st.booleans()), draw(st.booleans())
    return Item(
        code=draw(texts),
        name=draw(texts),
        sold=sold,
        purchased=purchased,
        description=draw(texts) if sold else "",
        purchase_description=draw(texts) if purchased else "",
        sales_price=draw(prices) if sold else None,
        purchase_price=draw(prices) if purchased else None,
    )


@given(items())
def test_there_and_back(item):
    values = values_of(item)
    assert from_payload(to_payload(values, ALL)) == values
    assert decode(Item, encode(Item, values)) == values


def test_only_what_is_named():
    values = values_of(Item("A", "B", sales_price=Decimal("1.5")))
    assert to_payload(values, {"name"}) == {"Name": "B"}
    assert to_payload(values, {"sales_price"}) == {
        "SalesDetails": {"UnitPrice": Decimal("1.5")}
    }


def test_a_side_switched_on_is_whole():
    values = values_of(Item("A", description="D", sales_price=Decimal(2)))
    assert to_payload(values, {"sold"}) == {
        "IsSold": True,
        "Description": "D",
        "SalesDetails": {"UnitPrice": Decimal(2)},
    }


def test_a_price_that_stays_here():
    values = values_of(Item("A", description="D"))
    del values["sales_price"]
    assert to_payload(values, {"sold"}) == {"IsSold": True, "Description": "D"}
    assert "SalesDetails" not in to_payload(values, set(values))


def test_a_side_switched_off_is_empty():
    values = values_of(Item("A", sold=False))
    assert to_payload(values, {"sold", "description", "sales_price"}) == {
        "IsSold": False
    }
    payload = {"Code": "A", "IsSold": False, "Description": "D"}
    payload["SalesDetails"] = {"UnitPrice": 3}
    assert from_payload(payload) == values_of(Item("A", sold=False))


def test_old_items_say_less():
    assert from_payload({"Code": "A"}) == values_of(Item("A"))


def test_tracked():
    assert is_tracked({"IsTrackedAsInventory": True})
    assert not is_tracked({"IsTrackedAsInventory": False})
    assert not is_tracked({})
