# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero says later, says nothing, or cannot be reached: nothing is lost or hurried."""

from unittest.mock import patch

import pytest

from . import books, promises
from .play import connected, known, note, states
from .xero_process import XeroProcess

ENGINE = "odoo.addons.xero_connector.engine"
PAUSE = (
    "SELECT extract(epoch FROM paused_until - now() AT TIME ZONE 'utc')::float,"
    " pause_reason FROM xero_connection_status"
)

#: what goes wrong with a call, and whether Xero may have stored a write all the same
ACCIDENTS = {
    "answer lost": {"action": "drop_answer"},
    "request lost": {"action": "drop_request"},
    "not listening": {"action": "refuse"},
    "500": {"action": "error", "status": 500},
    "500 but stored": {"action": "error", "status": 500, "store": True},
    "503": {"action": "error", "status": 503},
    "offline": {"action": "offline"},
    "body cut short": {"action": "truncate"},
    "another content type": {"action": "content_type"},
    "a page in place of JSON": {"action": "content_type", "body": "<h1>Sorry</h1>"},
    "JSON that is none": {
        "action": "content_type",
        "content_type": "application/json",
        "body": '{"Invoices": [',
    },
    "JSON of another shape": {
        "action": "content_type",
        "content_type": "application/json",
        "body": '{"Status": "OK"}',
    },
    "a redirection": {"action": "error", "status": 302, "body": ""},
}


def pause(lab):
    """Seconds until which no call may be made, and why; (None, None) without one."""
    ((seconds, reason),) = lab.sql(PAUSE)
    return seconds, reason


@pytest.mark.parametrize("method", ["PUT", "POST", "GET"])
def test_accidents(stocked, xero, subtests, method):
    """Each of them meets a create, an update, and the reading before an update."""
    partners, moves = connected(stocked, xero)
    size = 2
    used = []
    for number, (name, rule) in enumerate(ACCIDENTS.items()):
        chosen = slice(number * size, number * size + size)
        mine = partners[chosen]
        used += moves[chosen]
        note(stocked, "contact", mine)
        books.sync(stocked)
        note(stocked, "invoice", moves[chosen])
        if method != "PUT":
            books.sync(stocked)
            with stocked.env() as env:
                env["account.move"].browse(moves[chosen]).write({"ref": name})
        with subtests.test(accident=name):
            xero.fault(**{"method": method, "path": "/Invoices", "times": 1, **rule})
            books.run_once(stocked)
            assert xero.hits() == [1]
            seconds, reason = pause(stocked)
            assert 0 < seconds <= 60 and reason == "outage"
            xero.forget_calls()
            books.run_once(stocked)
            assert not xero.calls(), "the pause was not kept"
            xero.heal()
            books.pause_ends(stocked)
            books.sync(stocked)
            promises.in_step(stocked, xero, mine, used)
            assert pause(stocked)[1] is None
    assert len(xero.everything("Invoices")) == len(used)


def test_nobody_listens_at_all(stocked, xero):
    partners, moves = known(stocked, xero, 3)
    note(stocked, "invoice", moves)
    stocked.sql("UPDATE xero_connection SET local_url = 'http://localhost:9'")
    with stocked.env() as env:
        # what is sealed is bound to the address, too
        books.sign_in(env, xero, env["xero.connection"].search([]))
    for count in (1, 2, 3):
        books.run_once(stocked)
        assert 0 < pause(stocked)[0] <= 30 * 2**count
        assert pause(stocked)[1] == "outage"
        stocked.sql("UPDATE xero_connection_status SET paused_until = NULL")
    assert stocked.sql("SELECT outage_count FROM xero_connection_status") == [(3,)]
    stocked.sql("UPDATE xero_connection SET local_url = %s", xero.base)
    with stocked.env() as env:
        books.sign_in(env, xero, env["xero.connection"].search([]))
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)
    assert stocked.sql("SELECT outage_count FROM xero_connection_status") == [(0,)]


# ----------------------------------------------------------------------
# limits
# ----------------------------------------------------------------------
def test_retry_after(stocked, xero):
    """Too many calls: nothing before the time that Xero says, nothing lost."""
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners)
    books.sync(stocked)
    note(stocked, "invoice", moves)
    xero.forget_calls()
    xero.fault("rate_limit", method="PUT", retry_after=120, times=1)
    books.run_once(stocked)
    seconds, reason = pause(stocked)
    assert 110 < seconds <= 120 and "minute" in reason
    assert not stocked.sql("SELECT id FROM xero_request WHERE state = 'open'")
    assert stocked.sql("SELECT count(*) FROM xero_change") == [(50,)]
    assert len(xero.writes()) == 1
    books.run_once(stocked)
    assert len(xero.writes()) == 1, "the pause was not kept"
    assert "minute" in pause(stocked)[1], "why we wait is forgotten"
    books.pause_ends(stocked)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)
    assert len(xero.writes()) == 2


def test_limit_in_the_middle_of_a_turn(stocked, xero):
    """The first request of a turn is stored, the second turned away."""
    partners, moves = known(stocked, xero, 3)
    with stocked.env() as env:
        env["xero.change"]._note(env["xero.connection"].search([]), "invoice", moves)
        # one that goes apart from the others: its last request went unanswered
        move = env["account.move"].browse(moves[0])
        link = env["xero.link"].create(
            {
                "connection_id": env["xero.connection"].search([]).id,
                "resource": "invoice",
                "res_model": "account.move",
                "res_id": move.id,
            }
        )
        request = env["xero.request"].create(
            {
                "connection_id": link.connection_id.id,
                "resource": "invoice",
                "operation": "create",
                "method": "PUT",
                "path": "Invoices",
                "idempotency_key": "an earlier one",
                "lane": "hook",
                "frozen_at": "2026-01-01 00:00:00",
                "state": "lost",
            }
        )
        env["xero.attempt"].create(
            {
                "request_id": request.id,
                "link_id": link.id,
                "position": 0,
                "state": "lost",
            }
        )
    xero.fault("rate_limit", method="PUT", retry_after=30, nth=2)
    books.run_once(stocked)
    assert sorted(states(stocked, "invoice").values()) == [
        "sending",
        "synced",
        "synced",
    ]
    assert stocked.sql("SELECT res_id FROM xero_change") == [(moves[0],)]
    xero.heal()
    books.pause_ends(stocked)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)
    assert len(xero.everything("Invoices")) == 3


@pytest.mark.parametrize(
    "then",
    [
        {"action": "rate_limit", "retry_after": 50},
        {"action": "refuse"},
        {"action": "drop_answer"},
        {"action": "error", "status": 500},
    ],
    ids=lambda rule: rule["action"],
)
@pytest.mark.parametrize("method", ["PUT", "GET"])
def test_expired_token_and_then_something_else(stocked, xero, method, then):
    """The token is refreshed and the call repeated; that one fails in another way."""
    partners, moves = known(
        stocked, xero, 2, "contact" if method == "PUT" else "invoice"
    )
    if method == "GET":
        with stocked.env() as env:
            env["account.move"].browse(moves).write({"ref": "Edited"})
    else:
        note(stocked, "invoice", moves)
    xero.advance(3600)
    xero.fault(**then, method=method, path="/Invoices", nth=2)
    books.run_once(stocked)
    assert pause(stocked)[0] > 0
    assert xero.refreshes() == 1
    xero.heal()
    books.pause_ends(stocked)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)


def test_calls_are_kept_back_for_people(stocked, tmp_path):
    """Nearly nothing is left of the day: what was saved waits, a button does not."""
    with XeroProcess(tier="starter") as xero:
        partners, moves = known(stocked, xero, 2)
        xero.control("POST", "limits", {"day": 980})
        note(stocked, "invoice", moves[:1])
        books.sync(stocked)  # learns how little is left
        assert states(stocked, "invoice") == {moves[0]: "synced"}
        ((left,),) = stocked.sql("SELECT day_left FROM xero_connection_status")
        xero.control("POST", "limits", {"day": left - 5})
        stocked.sql("UPDATE xero_connection_status SET day_left = 5")
        note(stocked, "invoice", moves[1:])
        xero.forget_calls()
        books.run_once(stocked)
        assert not xero.calls()
        assert stocked.sql("SELECT count(*) FROM xero_change") == [(1,)]
        assert stocked.sql(
            "SELECT count(*) FROM xero_request WHERE state='refused'"
        ) == [(0,)], "planned without the calls for it"
        note(stocked, "invoice", moves[1:], lane="button")
        books.run_once(stocked)
        assert len(xero.writes()) == 1
        promises.in_step(stocked, xero, partners, moves)


def test_a_lane_without_calls_does_not_stop_the_others(stocked, tmp_path):
    """A backfill leaves three hundred calls of the day; who saves may use them."""
    with XeroProcess(tier="starter") as xero:
        partners, moves = known(stocked, xero, 3)
        xero.control("POST", "limits", {"day": 800})
        stocked.sql("UPDATE xero_connection_status SET day_left = 190, turns = 9")
        note(stocked, "invoice", moves[:1], lane="backfill")
        note(stocked, "invoice", moves[1:])
        books.run_once(stocked)
        assert states(stocked, "invoice") == dict.fromkeys(moves[1:], "synced")
        assert stocked.sql("SELECT lane FROM xero_change") == [("backfill",)]
        assert pause(stocked) == (None, None)
        books.time_passes(stocked, xero, 25 * 3600)
        stocked.sql("UPDATE xero_connection_status SET limits_at = '2026-01-01'")
        books.sync(stocked)
        promises.in_step(stocked, xero, partners, moves)


# ----------------------------------------------------------------------
# slow
# ----------------------------------------------------------------------
def test_slow(stocked, xero):
    """What was read in the time of a run is planned in it; nothing is read twice."""
    partners, moves = known(stocked, xero, 50, "invoice")
    with stocked.env() as env:
        env["account.move"].browse(moves).write({"ref": "Edited"})
    xero.fault("delay", method="GET", path="/Invoices", seconds=4)
    # after one reading there is no time for another one (8 and twice 4 seconds), and a
    # slow machine has 7 seconds for the planning before a write needs its 8
    with (
        patch(f"{ENGINE}.caller.TIMEOUT", 8),
        patch(f"{ENGINE}.state.TIME_BOX", 19.5),
    ):
        for done in (40, 50):
            books.run_once(stocked)
            synced = [s for s in states(stocked, "invoice").values() if s == "synced"]
            edited = [
                one
                for one in xero.everything("Invoices")
                if one["Reference"] == "Edited"
            ]
            assert (len(edited), len(synced)) == (done, 50)
            assert pause(stocked) == (None, None)
    ((refused,),) = stocked.sql(
        "SELECT count(*) FROM xero_request WHERE state = 'refused'"
    )
    assert not refused, "planned without the time for it"
    xero.heal()
    promises.in_step(stocked, xero, partners, moves)
