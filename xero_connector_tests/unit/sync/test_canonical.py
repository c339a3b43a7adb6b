# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What both sides agreed on survives being stored, and says what it does not know."""

import copy
import dataclasses
import json
import pickle
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync import canonical
from xero_connector.sync.canonical import (
    NEVER,
    VERSION_KEY,
    Address,
    Contact,
    Document,
    Form,
    Line,
    Person,
    decode,
    encode,
    values_of,
)

texts = st.text(max_size=8)
amounts = st.decimals(allow_nan=False, allow_infinity=False, places=4)
addresses = st.builds(Address, *[texts] * 6)
persons = st.builds(Person, *[texts] * 3)
contacts = st.builds(
    Contact,
    name=texts,
    email=texts,
    address=addresses,
    archived=st.booleans(),
    persons=st.lists(persons, max_size=3).map(tuple),
)
lines = st.builds(
    Line,
    texts,
    kind=st.sampled_from(["item", "text"]),
    quantity=amounts,
    unit_amount=amounts,
    discount=amounts,
    net=amounts,
    tax_amount=amounts,
    account=texts,
    taxes=st.lists(texts, max_size=2).map(tuple),
    tracking=st.lists(texts, max_size=2).map(tuple),
    key=texts,
)
documents = st.builds(
    Document,
    kind=texts,
    contact=texts,
    date=st.none() | st.dates(),
    due_date=st.none() | st.dates(),
    rate=st.none() | amounts,
    lines=st.lists(lines, max_size=3).map(tuple),
    total=amounts,
)
forms = contacts | documents


@dataclasses.dataclass(frozen=True)
class Stamped(Form):
    """A form with what no present form has: a moment."""

    at: datetime | None = None


@dataclasses.dataclass(frozen=True)
class Newer(Form):
    """The contact of a later version."""

    VERSION = 2
    name: str


def stored(form, values):
    """As a JSON column gives it back."""
    return json.loads(json.dumps(encode(form, values)))


def test_values_of_keeps_nested_forms():
    contact = Contact("Ada", address=Address(city="London"))
    assert values_of(contact)["address"] == Address(city="London")
    assert list(values_of(contact))[:2] == ["name", "first_name"]


@given(forms)
def test_round_trip(form):
    values = values_of(form)
    assert decode(type(form), stored(type(form), values)) == values


@given(documents)
def test_round_trip_keeps_the_keys_of_lines(document):
    """They take no part in comparison: the round trip above is blind to them."""
    found = decode(Document, stored(Document, values_of(document)))
    keys = [line.key for line in document.lines]
    assert [line.key for line in found["lines"]] == keys


@given(forms, st.data())
def test_round_trip_of_some_fields(form, data):
    names = data.draw(st.sets(st.sampled_from(sorted(values_of(form)))))
    values = {name: values_of(form)[name] for name in names}
    assert decode(type(form), stored(type(form), values)) == values


@given(forms, st.data())
def test_round_trip_of_never(form, data):
    values = values_of(form)
    name = data.draw(st.sampled_from(sorted(values)))
    found = decode(type(form), stored(type(form), {**values, name: NEVER}))
    assert found.pop(name) is NEVER
    del values[name]
    assert found == values


def test_a_moment_keeps_its_zone():
    at = datetime(2026, 9, 14, 12, 30, 1, 250000, tzinfo=UTC)
    assert decode(Stamped, stored(Stamped, {"at": at})) == {"at": at}
    assert decode(Stamped, stored(Stamped, {"at": None})) == {"at": None}


@pytest.mark.parametrize("nothing", [None, {}, False])
def test_no_base_is_empty(nothing):
    assert decode(Contact, nothing) == {}


def test_a_base_of_another_version_is_empty():
    old = stored(Contact, {"name": "Ada"})
    assert old[VERSION_KEY] == 1
    assert decode(Newer, old) == {}
    assert decode(Newer, stored(Newer, {"name": "Ada"})) == {"name": "Ada"}


def test_a_field_that_is_gone_is_forgotten():
    base = stored(Contact, {"name": "Ada"}) | {"fax": "1"}
    assert decode(Contact, base) == {"name": "Ada"}


def test_a_part_that_lacks_a_new_field_was_never_agreed():
    """A line stored before lines had tracking says nothing about tracking: taking the
    default for it would make every old document look edited, and push it."""
    base = stored(Document, {"lines": (Line("a"), Line("b")), "number": "1"})
    del base["lines"][1]["tracking"]
    assert decode(Document, base) == {"number": "1"}
    base = stored(Contact, {"address": Address(), "name": "Ada"})
    del base["address"]["region"]
    assert decode(Contact, base) == {"name": "Ada"}


def test_what_takes_no_part_in_comparison_may_be_missing():
    base = stored(Document, {"lines": (Line("a", key="7"),)})
    del base["lines"][0]["key"]
    assert decode(Document, base) == {"lines": (Line("a"),)}


def test_a_part_may_hold_a_field_that_is_gone():
    base = stored(Contact, {"address": Address(city="London")})
    base["address"]["planet"] = "Earth"
    assert decode(Contact, base) == {"address": Address(city="London")}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+5"), "100000"),
        (Decimal("1.50"), "1.50"),
        (Decimal("-0.00"), "0.00"),
        (Decimal("0E-10"), "0.0000000000"),
    ],
)
def test_decimals_are_plain_text(value, text):
    assert encode(Document, {"total": value})["total"] == text


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("Infinity")])
def test_no_amount_is_no_base(value):
    """NaN differs from itself: such a base would look edited for ever."""
    with pytest.raises(ValueError):
        encode(Document, {"total": value})


@pytest.mark.parametrize("value", [1.1, {"a"}, b"x", object()])
def test_what_has_no_plain_form_is_refused(value):
    """Above all floats: 1.1 would come back as another amount."""
    with pytest.raises(TypeError):
        encode(Document, {"total": value})
    with pytest.raises(TypeError):
        encode(Document, {"lines": (Line("a", net=value),)})


@pytest.mark.parametrize(
    "value", ["a", "", 1, 0, True, None, Decimal(1), (), ("a",), Address(), Line("a")]
)
def test_never_equals_nothing(value):
    assert value != NEVER
    assert NEVER != value


def test_never_differs_from_itself():
    assert not NEVER == NEVER  # noqa: SIM201
    assert NEVER != NEVER
    with pytest.raises(TypeError):
        hash(NEVER)
    assert repr(NEVER) == "NEVER"


@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda never: pickle.loads(pickle.dumps(never))],
)
def test_a_copy_of_never_is_never(copied):
    assert copied(NEVER) is NEVER
    assert encode(Contact, {"name": copied(NEVER)}) == encode(Contact, {"name": NEVER})


def test_a_blank_address():
    assert Address().is_blank
    assert not Address(country="GB").is_blank


def test_the_same_line_typed_again_is_no_change():
    assert Line("a", key="1") == Line("a", key="2")


def test_every_form_can_be_decoded():
    """Each field of each form has a type that decode knows."""
    for form in (Contact, Document):
        assert canonical.decode(form, {VERSION_KEY: 1}) == {}
