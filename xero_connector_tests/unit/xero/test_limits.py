# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The budget: who may call, and when to come back."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from xero_connector.xero.limits import Budget, Decision, Lane, Limits

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
OK = Decision(True, None, "ok")


def left(day=1000, minute=60, app=10_000, age=0):
    return Limits(day, minute, app, NOW - timedelta(seconds=age))


def test_from_headers():
    headers = CaseInsensitiveDict(
        {
            "x-daylimit-remaining": "987",
            "X-MinLimit-Remaining": " 59 ",
            "X-AppMinLimit-Remaining": "nine",
        }
    )
    limits = Limits.from_headers(headers, NOW)
    assert limits == Limits(987, 59, None, NOW)
    assert limits.known
    assert not Limits.from_headers({}, NOW).known
    assert Limits.from_headers({"X-DayLimit-Remaining": "-1"}, NOW).day_left is None


def test_a_minute_that_goes_on_ends_a_minute_after_its_first_answer():
    """Not a minute after the last one: that is up to twice as long."""
    first = left(minute=59, age=50).after(None)
    last = left(minute=4, age=10).after(left(minute=30, age=30).after(first))
    assert last.minute_since == first.at
    decision = Budget().may_call(Lane.HOOK, last, NOW)
    assert decision == Decision(False, NOW + timedelta(seconds=10), "minute")


@pytest.mark.parametrize(
    ("minute", "age", "why"),
    [
        (59, 10, "more are left than before: a new minute"),
        (30, 10, "as many: the window may have begun anew"),
        (4, -15, "more than a minute later"),
    ],
)
def test_a_minute_that_is_over_says_nothing(minute, age, why):
    before = left(minute=30, age=50).after(None)
    now = left(minute=minute, age=age).after(before)
    assert now.minute_since == now.at, why


def test_before_the_first_call_everybody_may():
    for lane in Lane:
        assert Budget().may_call(lane, None, NOW) == OK


@pytest.mark.parametrize(
    ("lane", "enough", "too_little"),
    [
        (Lane.BUTTON, 1, 0),
        (Lane.HOOK, 11, 10),
        (Lane.WEBHOOK, 51, 50),
        (Lane.POLL, 101, 100),
        (Lane.SWEEP, 101, 100),
        (Lane.BACKFILL, 301, 300),
    ],
)
@pytest.mark.parametrize("tier", [None, 1000])
def test_the_free_tiers_day_is_kept_for_people(tier, lane, enough, too_little):
    budget = Budget(tier_day=tier)
    assert budget.may_call(lane, left(day=enough), NOW) == OK
    decision = budget.may_call(lane, left(day=too_little), NOW)
    assert decision == Decision(False, NOW + timedelta(hours=1), "day")


def test_the_reserve_grows_with_the_tier():
    assert Budget(tier_day=5000).day_reserve(Lane.BACKFILL) == 1500
    assert not Budget(5000).may_call(Lane.BACKFILL, left(day=1500), NOW).allowed
    assert Budget(5000).may_call(Lane.POLL, left(day=1500), NOW).allowed


def test_several_calls_at_once():
    assert Budget().may_call(Lane.BACKFILL, left(day=310), NOW, calls=10) == OK
    assert not Budget().may_call(Lane.BACKFILL, left(day=309), NOW, calls=10).allowed


PATIENT = [Lane.SWEEP, Lane.BACKFILL]
ASKING = [lane for lane in Lane if lane not in PATIENT]


@pytest.mark.parametrize("lane", PATIENT)
def test_a_days_numbers_are_believed_for_a_day(lane):
    old = left(day=0, age=23.5 * 3600)
    decision = Budget().may_call(lane, old, NOW)
    assert decision == Decision(False, NOW + timedelta(minutes=30), "day")
    assert Budget().may_call(lane, left(day=0, age=24 * 3600), NOW) == OK


@pytest.mark.parametrize("lane", ASKING)
def test_once_an_hour_a_call_asks_whether_the_day_began_anew(lane):
    """Nobody knows when Xero's day begins, and only an answer says that it did."""
    early = Budget().may_call(lane, left(day=0, age=3599), NOW)
    assert early == Decision(False, NOW + timedelta(seconds=1), "day")
    assert Budget().may_call(lane, left(day=0, age=3600), NOW) == OK


@pytest.mark.parametrize("lane", ASKING)
def test_several_calls_at_once_do_not_ask(lane):
    assert not Budget().may_call(lane, left(day=0, age=3600), NOW, calls=2).allowed


@pytest.mark.parametrize("begins", [3.5, 8, 23.9])
def test_a_new_day_is_noticed_within_an_hour(begins):
    """Polls spend what they may, then one call an hour until Xero's day begins; what is
    kept for people is all but untouched, and a backfill waits all the while."""
    budget, limits, day_left, asked = Budget(), left(day=300), 300, []
    for minute in range(25 * 60):
        hours, now = minute / 60, NOW + timedelta(minutes=minute)
        if hours >= begins and day_left < 900:
            day_left = 1000
        # the numbers are not those of a new day yet
        if budget.may_call(Lane.BACKFILL, limits, now).allowed:
            break
        if budget.may_call(Lane.POLL, limits, now).allowed:
            day_left -= 1
            limits = Limits(day_left, 60, None, now)
            asked.append((hours, day_left))
    assert begins <= hours <= begins + 1.1
    assert len([1 for _hours, left_then in asked if left_then < 100]) <= 24


@pytest.mark.parametrize("lane", Lane)
def test_the_last_five_of_a_minute_are_for_buttons(lane):
    decision = Budget().may_call(lane, left(minute=5, age=10), NOW)
    if lane is Lane.BUTTON:
        assert decision == OK
        none = Budget().may_call(lane, left(minute=0, age=10), NOW)
        assert none == Decision(False, NOW + timedelta(seconds=50), "minute")
    else:
        assert decision == Decision(False, NOW + timedelta(seconds=50), "minute")
    assert Budget().may_call(lane, left(minute=6), NOW) == OK


@pytest.mark.parametrize("lane", Lane)
def test_after_sixty_seconds_a_new_minute_has_begun(lane):
    assert Budget().may_call(lane, left(minute=0, app=0, age=60), NOW) == OK


def test_the_apps_minute():
    decision = Budget().may_call(Lane.BUTTON, left(app=0, age=59), NOW)
    assert decision == Decision(False, NOW + timedelta(seconds=1), "appminute")


def test_more_calls_than_a_minute_holds_are_begun():
    assert Budget().may_call(Lane.POLL, left(), NOW, calls=200) == OK
    assert not Budget().may_call(Lane.POLL, left(minute=30), NOW, calls=200).allowed


def test_a_pause_wins_over_every_number():
    until = NOW + timedelta(hours=3)
    budget = Budget(paused_until=until)
    for lane in Lane:
        assert budget.may_call(lane, left(), NOW) == Decision(False, until, "paused")
        assert budget.may_call(lane, None, NOW) == Decision(False, until, "paused")
        assert budget.may_call(lane, None, until) == OK


def test_unknown_numbers_hinder_nobody():
    for lane in Lane:
        assert Budget().may_call(lane, left(None, None, None), NOW) == OK


lanes = st.sampled_from(list(Lane))
counts = st.none() | st.integers(0, 6000)
snapshots = st.none() | st.builds(
    left, counts, counts, counts, st.integers(0, 2 * 24 * 3600)
)
budgets = st.builds(
    Budget,
    st.sampled_from([None, 1000, 5000]),
    st.none() | st.integers(-5000, 90_000).map(lambda s: NOW + timedelta(seconds=s)),
)


@given(budgets, lanes, lanes, snapshots, st.integers(1, 100))
def test_who_is_more_urgent_may_whenever_the_less_urgent_may(
    budget, one, other, limits, calls
):
    urgent, patient = sorted((one, other))
    if budget.may_call(patient, limits, NOW, calls).allowed:
        assert budget.may_call(urgent, limits, NOW, calls).allowed


@given(budgets, lanes, snapshots, st.integers(1, 100))
def test_a_no_says_when_to_come_back_and_in_the_end_it_is_a_yes(
    budget, lane, limits, calls
):
    now = NOW
    for _turn in range(60):
        decision = budget.may_call(lane, limits, now, calls)
        if decision.allowed:
            assert decision.not_before is None
            return
        assert decision.not_before > now
        now = decision.not_before
    pytest.fail("never allowed again")
