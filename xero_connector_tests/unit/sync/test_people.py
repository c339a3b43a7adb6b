# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One name here, two there; and the people of a contact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.canonical import Person
from xero_connector.sync.people import MOST_PERSONS, arrange, divide, join, pair

words = st.lists(st.sampled_from(["Ada", "de", "la", "Cruz", "Ö"]), max_size=4)
names = words.map(" ".join)
people = st.lists(
    st.builds(
        Person,
        st.sampled_from(["Ada", "Bob", ""]),
        st.sampled_from(["Lovelace", "King", ""]),
        st.sampled_from(["a@x.example", "A@x.example", "b@x.example", ""]),
        st.booleans(),
    ),
    max_size=7,
)


@pytest.mark.parametrize(
    ("name", "first", "last", "expected"),
    [
        ("Ada Lovelace", "", "", ("Ada", "Lovelace")),
        ("Ada", "", "", ("Ada", "")),
        ("", "", "", ("", "")),
        ("Juan de la Cruz", "", "", ("Juan de la", "Cruz")),
        ("Juan de la Cruz", "Juan", "de la Cruz", ("Juan", "de la Cruz")),
        ("Juan de la Paz", "Juan", "de la Cruz", ("Juan", "de la Paz")),
        ("José de la Cruz", "Juan", "de la Cruz", ("José", "de la Cruz")),
        ("Bob Smith", "Juan", "de la Cruz", ("Bob", "Smith")),
        ("Ada", "Ada", "Lovelace", ("Ada", "")),
        ("Lovelace", "Ada", "Lovelace", ("Lovelace", "")),
        ("  Ada   King ", "", "", ("Ada", "King")),
    ],
)
def test_divide(name, first, last, expected):
    assert divide(name, first, last) == expected


@given(names, names, names)
def test_nothing_of_a_name_is_lost(name, first, last):
    assert join(*divide(name, first, last)) == name


@given(names, names)
def test_xeros_division_is_kept(first, last):
    if first and last:
        assert divide(join(first, last), first, last) == (first, last)


@given(people, people)
def test_each_is_paired_once(ours, theirs):
    places = pair(ours, theirs)
    given_ = [place for place in places if place is not None]
    assert len(places) == len(ours)
    assert len(given_) == len(set(given_))
    assert all(0 <= place < len(theirs) for place in given_)


def test_paired_by_address_before_name():
    ours = [Person("Ada", "King"), Person("Bob", "", "ada@x.example")]
    theirs = [Person("Ada", "King", "ADA@x.example"), Person("Ada", "King")]
    assert pair(ours, theirs) == [1, 0]


def test_arranged_as_xero_has_them():
    theirs = [
        Person("Bob", "Stone", "bob@x.example", True),
        Person("Juan", "de la Cruz", "juan@x.example", False),
        Person("Gone", "Away", "gone@x.example"),
    ]
    ours = [
        Person("Juan de la", "Cruz", "juan@x.example"),
        Person("New", "One"),
        Person("Robert", "Stone", "bob@x.example"),
    ]
    assert arrange(ours, theirs) == (
        Person("Robert", "Stone", "bob@x.example", True),
        Person("Juan", "de la Cruz", "juan@x.example", False),
        Person("New", "One"),
    )


@given(people, people)
def test_at_most_five_and_known_ones_first(ours, theirs):
    arranged = arrange(ours, theirs)
    assert len(arranged) == min(len(ours), MOST_PERSONS)


@given(people)
def test_what_xero_has_is_as_it_is(theirs):
    theirs = theirs[:MOST_PERSONS]
    naive = [
        Person(*divide(join(one.first_name, one.last_name)), one.email)
        for one in theirs
    ]
    same = [one for one in theirs if one.first_name or one.last_name or one.email]
    if len(same) == len(theirs) and len({one.email for one in theirs}) == len(theirs):
        shown = arrange(naive, theirs)
        assert [join(p.first_name, p.last_name) for p in shown] == [
            join(p.first_name, p.last_name) for p in theirs
        ]
