# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that stand in both books are found, and none is taken for another."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xero_connector.sync.pairing import (
    MOST,
    DoubtfulPair,
    LocalDocument,
    Odd,
    Pairing,
    RemoteDocument,
    pair_documents,
)

DAY = date(2026, 9, 14)
HERE = LocalDocument(1, "ACCREC", "INV-1", "ada", "GBP", D(120), D(120), DAY)
THERE = RemoteDocument("r", "ACCREC", "INV-1", "ada", "GBP", D(120), D(120), DAY)
ONE_PAIR = Pairing({1: "r"}, {}, (), ())
APART = Pairing({}, {}, (1,), ("r",))


def here(**changes):
    return replace(HERE, **changes)


def there(**changes):
    return replace(THERE, **changes)


def pair(local, remote):
    local = [local] if isinstance(local, LocalDocument) else local
    remote = [remote] if isinstance(remote, RemoteDocument) else remote
    return pair_documents(local, remote)


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        (here(), there()),
        (here(number=" inv-1 "), there()),
        (here(number="INV  1"), there(number="inv 1")),
        (here(total=D("120.0")), there(total=D("120.00"))),
        # part paid on one side only
        (here(due=D(20)), there()),
        # opening items: what is open counts
        (here(total=D(500)), there()),
        (here(due=D(0)), there(due=D(0))),
        (here(date=None), there(date=date(2020, 1, 1))),
        (here(kind="ACCPAY"), there(kind="ACCPAY")),
    ],
)
def test_certain(local, remote):
    assert pair(local, remote) == ONE_PAIR


@pytest.mark.parametrize(
    ("local", "remote", "odd"),
    [
        (here(contact="bob"), there(), [Odd.OTHER_CONTACT]),
        # a partner without a link is no contact of anybody's
        (here(contact=""), there(), [Odd.OTHER_CONTACT]),
        (here(contact=""), there(contact=""), [Odd.OTHER_CONTACT]),
        (here(currency="EUR"), there(), [Odd.OTHER_CURRENCY]),
        (here(total=D(121), due=D(121)), there(), [Odd.OTHER_AMOUNT]),
        # both paid: nothing due agrees with nothing due, and says nothing
        (here(total=D(121), due=D(0)), there(due=D(0)), [Odd.OTHER_AMOUNT]),
        (here(), there(void=True), [Odd.VOID]),
        (
            here(contact="bob", currency="EUR", total=D(1), due=D(1)),
            there(void=True),
            [Odd.OTHER_CONTACT, Odd.OTHER_CURRENCY, Odd.OTHER_AMOUNT, Odd.VOID],
        ),
    ],
)
def test_the_same_number_and_something_else_differs(local, remote, odd):
    found = Pairing({}, {1: (DoubtfulPair("r", tuple(odd)),)}, (), ())
    assert pair(local, remote) == found


@pytest.mark.parametrize(
    ("local", "remote"),
    [
        (here(kind="ACCPAY"), there()),
        (here(), there(number="INV-2", contact="bob")),
        (here(), there(number="INV-2", currency="EUR")),
        (here(), there(number="INV-2", total=D(121))),
        (here(), there(number="INV-2", date=date(2026, 9, 15))),
        (here(), there(number="INV-2", date=None)),
        (here(date=None), there(number="INV-2", date=None)),
        (here(contact=""), there(number="INV-2", contact="")),
        (here(total=D(0)), there(number="INV-2", total=D(0))),
        (here(number="", date=None), there(number="", date=None)),
    ],
)
def test_apart(local, remote):
    assert pair(local, remote) == APART


@pytest.mark.parametrize(
    ("mine", "theirs"), [("INV-1", "INV-2"), ("INV-1", ""), ("", "INV-2"), ("", "")]
)
def test_typed_in_twice_under_two_numbers(mine, theirs):
    found = pair(here(number=mine), there(number=theirs))
    assert found.doubtful == {1: (DoubtfulPair("r", (Odd.OTHER_NUMBER,)),)}
    assert (found.certain, found.only_here, found.only_there) == ({}, (), ())


def test_many_sales_of_one_day_are_not_typed_in_twice():
    local = [here(id=n, number=f"INV-{n}") for n in (1, 2)]
    assert pair(local, there(number="X")) == Pairing({}, {}, (1, 2), ("r",))
    assert pair(here(), [there(id=n, number=n) for n in "xy"]) == Pairing(
        {}, {}, (1,), ("x", "y")
    )


def test_void_ones_are_nobodys():
    assert pair([], there(void=True)) == Pairing({}, {}, (), ())
    assert pair(here(), there(number="X", void=True)) == Pairing({}, {}, (1,), ())


def test_a_number_used_again_after_a_void():
    remote = [there(id="v", void=True), there()]
    assert pair(here(), remote) == ONE_PAIR


def test_two_that_fit():
    """Numbers of bills are the suppliers': Xero takes one twice."""
    remote = [there(id=n, kind="ACCPAY") for n in "ba"]
    only = (Odd.NOT_THE_ONLY_ONE,)
    assert pair(here(kind="ACCPAY"), remote) == Pairing(
        {}, {1: (DoubtfulPair("a", only), DoubtfulPair("b", only))}, (), ()
    )
    local = [here(id=n, kind="ACCPAY") for n in (1, 2)]
    pairs = (DoubtfulPair("b", only),)
    assert pair(local, remote[:1]) == Pairing({}, {1: pairs, 2: pairs}, (), ())


def test_two_of_one_number_are_told_apart():
    remote = [there(), there(id="s", contact="bob")]
    local = [here(), here(id=2, contact="bob")]
    assert pair(local, remote) == Pairing({1: "r", 2: "s"}, {}, (), ())
    assert pair(local[:1], remote) == Pairing({1: "r"}, {}, (), ("s",))


def test_few_candidates_the_likeliest_first():
    remote = [there(id=f"{n}", contact="bob", total=D(n), due=D(n)) for n in range(9)]
    remote.append(there(id="z", total=D(1), due=D(1)))
    found = pair(here(), remote)
    assert len(found.doubtful[1]) == MOST
    assert found.doubtful[1][0] == DoubtfulPair("z", (Odd.OTHER_AMOUNT,))
    # nothing of that number is said to be only there
    assert found.only_there == ()


def books(seed, size):
    """Two books of one truth; numbers and amounts that coincide by chance."""
    chance = random.Random(seed)
    local, remote, truth = [], [], {}
    for n in range(size):
        kind = chance.choice(["ACCREC", "ACCPAY"])
        # sales numbers are unique, a supplier's number is unique with the supplier
        number = f"INV-{n}" if kind == "ACCREC" else f"{chance.randrange(5)}"
        contact = chance.choice("ab") if kind == "ACCREC" else f"s{n}"
        total = D(chance.choice([100, 120, 130]))
        due = chance.choice([total, total - 20, D(0)])
        facts = (kind, number, contact, chance.choice(["GBP", "EUR"]), total, due, DAY)
        where = chance.random()
        if where < 0.8:
            local.append(LocalDocument(n, *facts))
        if where > 0.2:
            remote.append(RemoteDocument(f"x{n}", *facts, chance.random() < 0.05))
            truth[n] = f"x{n}"
    chance.shuffle(local)
    chance.shuffle(remote)
    return local, remote, truth


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_no_wrong_pair(seed, size):
    local, remote, truth = books(seed, size)
    found = pair_documents(local, remote)
    assert {n: truth.get(n) for n in found.certain} == found.certain
    assert len(set(found.certain.values())) == len(found.certain)


@settings(deadline=None)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_every_document_is_somewhere(seed, size):
    local, remote, _truth = books(seed, size)
    found = pair_documents(local, remote)
    places = [*found.certain, *found.doubtful, *found.only_here]
    assert sorted(places) == sorted(document.id for document in local)
    assert not set(found.only_there) & set(found.certain.values())
    void = {document.id for document in remote if document.void}
    assert not void & {*found.only_there, *found.certain.values()}


@settings(deadline=None)
@given(st.integers(0, 2**32))
def test_what_is_in_both_is_never_posted_again(seed):
    local, remote, truth = books(seed, 60)
    found = pair_documents(local, remote)
    live = {document.id for document in remote if not document.void}
    assert not [n for n in found.only_here if truth.get(n) in live]


@settings(deadline=None)
@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
def test_the_order_plays_no_part(seed, chance):
    local, remote, _truth = books(seed, 40)
    before = pair_documents(local, remote)
    chance.shuffle(local)
    chance.shuffle(remote)
    after = pair_documents(local, remote)
    assert (after.certain, after.doubtful) == (before.certain, before.doubtful)
    assert set(after.only_here) == set(before.only_here)
    assert set(after.only_there) == set(before.only_there)
