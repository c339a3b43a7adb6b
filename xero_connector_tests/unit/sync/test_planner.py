# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The planner's promises, over random pairs and histories."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync.canonical import NEVER, Address
from xero_connector.sync.planner import (
    Direction,
    FieldRule,
    Moved,
    Outcome,
    Rules,
    Winner,
    plan,
)

FIELDS = ("name", "phone", "note")
BOTH = Rules({name: FieldRule() for name in FIELDS})
#: values with blanks, and with spaces that the other side trims
words = st.sampled_from(["", "a", "b", "c", " a", "b "])
records = st.fixed_dictionaries({name: words for name in FIELDS})


def to_xero(values):
    """A lossy mapping: Xero trims and folds to upper case."""
    return {name: value.strip().upper() for name, value in values.items()}


def to_odoo(values):
    """A lossy way back: Odoo keeps lower case."""
    return {name: value.lower() for name, value in values.items()}


class Pair:
    """Two sides, their bases, and a process that applies plans to the end."""

    def __init__(self, local, remote, base_local=None, base_remote=None, rules=BOTH):
        self.local, self.remote = dict(local), dict(remote)
        self.base_local = dict(base_local or {})
        self.base_remote = dict(base_remote or {})
        self.rules = rules

    def plan(self):
        return plan(
            self.base_local,
            self.base_remote,
            self.local,
            to_xero(self.local),
            self.remote,
            self.rules,
        )

    def step(self):
        """Do what the plan says, pull first; False when it is quiet."""
        found = self.plan()
        for name in found.advance:
            self.agree(name)
        if found.pull:
            for name in found.pull:
                self.local[name] = to_odoo(self.remote)[name]
                self.agree(name)
        elif found.push:
            for name in found.push:
                self.remote[name] = to_xero(self.local)[name]
                self.agree(name)
        return bool(found.advance or found.pull or found.push)

    def agree(self, name):
        self.base_local[name] = self.local[name]
        self.base_remote[name] = self.remote[name]

    def settle(self, limit=10):
        for _round in range(limit):
            if not self.step():
                return
        raise AssertionError("the plan never comes to rest")


def agreed_pair(values, **kwargs):
    pair = Pair(values, to_xero(values), **kwargs)
    for name in FIELDS:
        pair.agree(name)
    return pair


@given(records, records, records, records)
def test_terminates_from_any_state(local, remote, base_local, base_remote):
    Pair(local, remote, base_local, base_remote).settle()


@given(records)
def test_an_agreed_pair_is_quiet(values):
    assert agreed_pair(values).plan().is_quiet


@given(records, st.dictionaries(st.sampled_from(FIELDS), words))
def test_an_edit_in_odoo_reaches_xero(values, edits):
    pair = agreed_pair(values)
    pair.local.update(edits)
    wanted = to_xero(pair.local)
    pair.settle()
    assert pair.remote == wanted
    assert pair.plan().is_quiet


@given(records, st.dictionaries(st.sampled_from(FIELDS), words))
def test_an_edit_in_xero_reaches_odoo(values, edits):
    pair = agreed_pair(values)
    pair.remote.update(to_xero(edits))
    wanted = dict(pair.remote)
    pair.settle()
    assert pair.remote == wanted, "Xero's edit is not pushed back"
    assert to_xero(pair.local) == wanted


@given(records, st.data())
def test_edits_of_different_fields_are_both_kept(values, data):
    pair = agreed_pair(values)
    here, there = data.draw(st.permutations(FIELDS))[:2]
    pair.local[here] = data.draw(words)
    pair.remote[there] = to_xero({there: data.draw(words)})[there]
    wanted = {**pair.remote, here: to_xero(pair.local)[here]}
    pair.settle()
    assert pair.remote == wanted
    assert not pair.plan().needs_person


@given(records, records, records, records)
def test_conflict_only_where_both_changed(local, remote, base_local, base_remote):
    found = Pair(local, remote, base_local, base_remote).plan()
    for name in found.conflict:
        assert local[name] != base_local[name]
        assert remote[name] != base_remote[name]
        assert to_xero(local)[name] != remote[name]


@given(records, records, records, records, st.sampled_from([Winner.ODOO, Winner.XERO]))
def test_a_policy_leaves_no_conflict(local, remote, base_local, base_remote, winner):
    rules = Rules(BOTH.fields, winner)
    pair = Pair(local, remote, base_local, base_remote, rules)
    pair.settle()
    assert not pair.plan().needs_person


@given(records, records)
def test_what_was_never_agreed_is_never_pushed(local, remote):
    pair = Pair(local, remote)
    for winner in Winner:
        pair.rules = Rules(BOTH.fields, winner)
        assert not pair.plan().push
        assert not pair.plan().pull


@given(records, records)
def test_blanks_take_the_other_sides_word(local, remote):
    rules = Rules({name: FieldRule(blank_yields=True) for name in FIELDS})
    pair = Pair(local, to_xero(remote), rules=rules)
    before = dict(pair.local), dict(pair.remote)
    pair.settle()
    for name in FIELDS:
        mine, theirs = before[0][name], before[1][name]
        if not theirs:
            assert pair.remote[name] == to_xero({name: mine})[name]
        elif not mine:
            assert pair.local[name] == to_odoo({name: theirs})[name]
        else:
            assert (pair.local[name], pair.remote[name]) == (mine, theirs)


@given(records, records, records, records)
def test_one_conflict_freezes_a_whole_record(local, remote, base_local, base_remote):
    rules = Rules(BOTH.fields, whole=True)
    found = Pair(local, remote, base_local, base_remote, rules).plan()
    if found.needs_person:
        assert not found.push
        assert not found.pull


@pytest.mark.parametrize("side", ["odoo", "xero"])
@given(values=records, mine=words, theirs=words)
def test_a_person_decides_by_moving_a_base(values, mine, theirs, side):
    pair = agreed_pair(values)
    pair.local["name"], pair.remote["name"] = mine, to_xero({"n": theirs})["n"]
    if "name" not in pair.plan().conflict:
        return
    wanted = to_xero({"n": mine})["n"] if side == "odoo" else pair.remote["name"]
    if side == "odoo":
        pair.base_local["name"], pair.base_remote["name"] = NEVER, pair.remote["name"]
    else:
        pair.base_local["name"], pair.base_remote["name"] = pair.local["name"], NEVER
    pair.settle()
    assert pair.remote["name"] == wanted
    assert pair.plan().is_quiet


@pytest.mark.parametrize(
    ("direction", "changed", "outcome"),
    [
        (Direction.TO_XERO, "local", Outcome.PUSH),
        (Direction.TO_XERO, "remote", Outcome.DIFFERENCE),
        (Direction.TO_XERO, "both", Outcome.DIFFERENCE),
        (Direction.TO_ODOO, "local", Outcome.DIFFERENCE),
        (Direction.TO_ODOO, "remote", Outcome.PULL),
        (Direction.TO_ODOO, "both", Outcome.DIFFERENCE),
        (Direction.COMPARE, "local", Outcome.DIFFERENCE),
        (Direction.COMPARE, "remote", Outcome.DIFFERENCE),
        (Direction.COMPARE, "both", Outcome.DIFFERENCE),
        (Direction.BOTH, "local", Outcome.PUSH),
        (Direction.BOTH, "remote", Outcome.PULL),
        (Direction.BOTH, "both", Outcome.CONFLICT),
    ],
)
@pytest.mark.parametrize("winner", list(Winner))
def test_owner_rules(direction, changed, outcome, winner):
    local = {"name": "new" if changed in ("local", "both") else "old"}
    remote = {"name": "OTHER" if changed in ("remote", "both") else "OLD"}
    found = plan(
        {"name": "old"},
        {"name": "OLD"},
        local,
        to_xero(local),
        remote,
        Rules({"name": FieldRule(direction)}, winner),
    )
    if outcome is Outcome.CONFLICT and winner is not Winner.ASK:
        outcome = Outcome.PUSH if winner is Winner.ODOO else Outcome.PULL
    assert found.outcomes == {"name": outcome}


def test_a_total_is_no_finding_while_its_lines_are_on_their_way():
    rules = Rules({"lines": FieldRule(), "total": FieldRule(Direction.COMPARE)})
    base = {"lines": "1", "total": "1"}
    local = {"lines": "2", "total": "2"}
    found = plan(base, base, local, local, base, rules)
    assert found.outcomes == {"lines": Outcome.PUSH}


def test_an_unmappable_field_is_pushed_only_by_its_own_edit():
    base = {"name": "a"}
    rules = Rules({"name": FieldRule()})
    assert plan(base, base, base, {}, base, rules).is_quiet
    edited = {"name": "b"}
    assert plan(base, base, edited, {}, base, rules).push == {"name"}


@pytest.mark.parametrize("side", ["local", "remote"])
def test_a_field_that_one_side_cannot_tell_is_left_alone(side):
    """A stub of a contact inside a document has no phone: that is not a blank one."""
    values = {"local": {"name": "a"}, "remote": {"name": "a"}}
    values[side] = {}
    base = {"name": "b"}
    found = plan(base, base, values["local"], {}, values["remote"], BOTH)
    assert found.is_quiet


def test_a_blank_address_yields():
    rules = Rules({"address": FieldRule(blank_yields=True)})
    blank, known = {"address": Address()}, {"address": Address(city="London")}
    assert plan({}, {}, blank, blank, known, rules).pull == {"address"}
    assert plan({}, {}, known, known, blank, rules).push == {"address"}


# --------------------------------------------------------------------------------------
# who moved, and what a person accepted
# --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("local", "remote", "moved"),
    [
        ("b", "A", Moved.ODOO),
        ("a", "B", Moved.XERO),
        ("b", "C", Moved.BOTH),
    ],
)
def test_who_moved(local, remote, moved):
    rules = Rules({"name": FieldRule(Direction.COMPARE)})
    pair = Pair({"name": local}, {"name": remote}, {"name": "a"}, {"name": "A"}, rules)
    assert pair.plan().moved == {"name": moved}


def test_nobody_moved_what_was_never_agreed():
    assert Pair({"name": "a"}, {"name": "B"}).plan().moved == {"name": Moved.NEVER}


def test_nobody_moved_what_is_in_order():
    assert (
        Pair({"name": "a"}, {"name": "A"}, {"name": "a"}, {"name": "A"}).plan().moved
        == {}
    )


@given(records, records, records, records, st.sampled_from(list(Direction)))
def test_accepted_means_nothing_to_do(base, local, remote, other, direction):
    """While both say what they said; else the plan is that of an unaccepted field."""
    rules = Rules({name: FieldRule(direction) for name in FIELDS}, whole=True)
    base_remote, remote = to_xero(base), to_xero(remote)
    accepted = {name: (local[name], remote[name]) for name in FIELDS}

    def planned(values, there, accepted):
        return plan(base, base_remote, values, to_xero(values), there, rules, accepted)

    assert planned(local, remote, accepted).is_quiet
    for values, there in ((other, remote), (local, to_xero(other))):
        moved = {
            name for name in FIELDS if (values[name], there[name]) != accepted[name]
        }
        found = planned(values, there, accepted)
        assert found.lapsed == moved
        assert set(found.outcomes) <= moved
        if moved == set(FIELDS):
            assert found.outcomes == planned(values, there, None).outcomes


def test_an_accepted_field_does_not_freeze_the_others():
    rules = Rules({name: FieldRule() for name in FIELDS}, whole=True)
    base = {"name": "a", "phone": "a", "note": "a"}
    local = {"name": "b", "phone": "b", "note": "a"}
    remote = {"name": "C", "phone": "A", "note": "A"}
    accepted = {"name": ("b", "C")}
    found = plan(base, to_xero(base), local, to_xero(local), remote, rules, accepted)
    assert found.outcomes == {"phone": Outcome.PUSH}
    frozen = plan(base, to_xero(base), local, to_xero(local), remote, rules)
    assert frozen.outcomes == {"name": Outcome.CONFLICT}


@pytest.mark.parametrize("said", ["theirs", "theirs, corrected"])
def test_what_odoo_refused_waits_until_xero_says_something_else(said):
    base = {"name": "a", "phone": "1", "note": ""}
    local, remote = base | {"phone": "2"}, base | {"name": said, "note": "n"}
    args = (base, base, local, local, remote)
    found = plan(*args, BOTH, refused={"name": "theirs"})
    pulls = {"note"} if said == "theirs" else {"name", "note"}
    assert found.pull == pulls
    assert found.push == {"phone"}
    assert found.refused == found.difference == {"name", "note"} - pulls
    # what goes all or not at all: one that is new has all of it tried anew
    whole = Rules(BOTH.fields, whole=True)
    assert plan(*args, whole, refused={"name": "theirs"}).pull == {"name", "note"}
    both = plan(*args, whole, refused={"name": "theirs", "note": "n"})
    if said == "theirs":
        assert not both.pull and not both.push
        assert both.refused == {"name", "note"}
    else:
        assert both.pull == {"name", "note"}
