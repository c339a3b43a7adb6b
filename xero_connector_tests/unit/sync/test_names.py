# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Names that are the same to Xero, names that are alike to people, tax numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync import tax_number
from xero_connector.sync.names import Name, alike, parse, same_key, tell_apart


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ada", "ADA", True),
        (" Ada  Lovelace ", "ada lovelace", True),
        ("A<d>a", "ada", True),
        ("Müller", "MÜLLER", True),
        ("Acme Ltd", "Acme Limited", False),
        ("Acme, Ltd", "Acme Ltd", False),
        ("Zoë", "Zoe", False),
    ],
)
def test_same_as_xero_sees_it(one, other, same):
    assert (same_key(one) == same_key(other)) == same


@pytest.mark.parametrize("nothing", ["", "  ", "<>", "\t"])
def test_no_name(nothing):
    assert same_key(nothing) == ""
    assert not alike(nothing, nothing)


@pytest.mark.parametrize(
    ("name", "words", "forms"),
    [
        ("Acme Ltd.", ("acme",), {"ltd"}),
        ("The Acme Company Limited", ("acme",), {"ltd"}),
        ("ACME S.A.R.L.", ("acme",), {"sarl"}),
        ("Acme d. o. o.", ("acme",), {"doo"}),
        ("Søren & Søn A/S", ("soren", "and", "son"), {"as"}),
        ("Maier GmbH & Co. KG", ("maier",), {"gmbh", "kg"}),
        ("Acme Pty Ltd", ("acme",), {"ltd"}),
        ("O'Brien's Café", ("obriens", "cafe"), set()),
        ("Straße und Weg", ("strasse", "und", "weg"), set()),
        ("Ltd", ("ltd",), set()),
        ("The Company", ("the", "company"), set()),
        ("Smith & Co", ("smith",), set()),
        ("北京 公司", ("北京", "公司"), set()),
        ("!!!", (), set()),
    ],
)
def test_taking_names_apart(name, words, forms):
    assert parse(name) == Name(words, frozenset(forms))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "ACME LIMITED"),
        ("Acme Ltd", "Acme"),
        ("Acme, Inc.", "Acme Incorporated"),
        ("Smith, John", "John Smith"),
        ("BlueSky Travel", "Blue Sky Travel"),
        ("Café Zoë", "CAFE ZOE"),
        ("Smith & Sons", "Smith and Sons"),
        ("Acme Pty Ltd", "Acme Ltd"),
        # one letter of a long word
        ("Harbour Lights", "Harbor Lights"),
        ("Harbour Lights", "Harbuor Lights"),
        ("Harbour Lights", "Harbout Lights"),
        ("Harbour Lights", "Harbour Lightss"),
        ("John Smythe", "John Smithe"),
    ],
)
def test_alike(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "Acme GmbH"),
        ("Acme GmbH", "Acme GmbH & Co KG"),
        ("Acme", "Acme Trading"),
        ("Acme Leeds", "Acme York"),
        ("Acme North", "Acme South"),
        ("Branch 1", "Branch 2"),
        ("Depot 10001", "Depot 10002"),
        ("John Smith", "Jane Smith"),
        ("Ben Jones", "Len Jones"),
        # a name of one word has nothing beside it that agrees
        ("Miller", "Muller"),
        ("Harbour Lights", "Harbours Light"),
        ("Harbour Lights", "Harbourer Lights"),
        ("John Smith", "John John Smith"),
        ("Acme Trading Limited", "Acme Trades Limited"),
        ("!!!", "???"),
    ],
)
def test_not_alike(one, other):
    assert not alike(one, other)


names = st.text(st.sampled_from("abcDE é.&'/-1"), max_size=14) | st.sampled_from(
    ["Acme Ltd", "Acme Limited", "The Acme", "John Smith", "Smith John", "A.B.C. Ltd"]
)


@given(names, names)
def test_alike_has_no_direction(one, other):
    assert alike(one, other) == alike(other, one)


@given(names)
def test_a_name_is_like_itself(name):
    assert alike(name, name) == bool(parse(name).words)
    assert alike(name.upper(), name) == bool(parse(name).words)


@given(names, names)
def test_what_is_the_same_to_xero_is_alike(one, other):
    if same_key(one) == same_key(other):
        assert parse(one) == parse(other)


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("GB 123 4567 89", "gb123456789", True),
        ("GB123456789", "123456789", True),
        ("123456789", "123.456.789", True),
        ("EL123456789", "GR123456789", True),
        ("XI123456789", "GB 123456789", True),
        ("ATU12345678", "U12345678", True),
        ("ESB12345674", "B-12345674", True),
        ("27AAPFU0939F1ZV", "27 AAPFU 0939 F1ZV", True),
        ("51 824 753 556", "51824753556", True),
        ("GB123456789", "FR123456789", False),
        ("GB123456789", "GB123456780", False),
        ("AB12345", "12345", True),
        ("AB1234", "1234567", False),
    ],
)
def test_tax_numbers(one, other, agree):
    one, other = tax_number.parse(one), tax_number.parse(other)
    assert one.agrees(other) == agree
    assert other.agrees(one) == agree


@pytest.mark.parametrize(
    "text", ["", "/", "n/a", "NA", "none", "0", "000000000", "applied for", "GB", "123"]
)
def test_what_is_no_tax_number(text):
    assert tax_number.parse(text) is None


@pytest.mark.parametrize(
    ("hints", "taken", "expected"),
    [
        (["Leeds", "anna@x.example"], [], "Anna Smith (Leeds)"),
        (["", "anna@x.example"], [], "Anna Smith (anna@x.example)"),
        (["Leeds", "A-7"], ["anna  SMITH (leeds)"], "Anna Smith (A-7)"),
        (["Leeds"], ["Anna Smith (Leeds)"], ""),
        (["", "  "], [], ""),
        ([], [], ""),
    ],
)
def test_tell_apart(hints, taken, expected):
    keys = {same_key(name) for name in taken}
    assert tell_apart("Anna Smith", hints, keys) == expected
