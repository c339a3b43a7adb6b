# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was there before crosses behind daily work, over days and deaths."""

import pytest

from . import books, promises
from .kills import run_watched
from .play import connected, states
from .xero_process import XeroProcess

DAY = 24 * 3600
#: of a day's 1,000 calls
KEPT = 300


@pytest.fixture
def small_plan():
    """A local Xero that counts calls as the smallest plan does."""
    with XeroProcess(tier="starter") as xero:
        yield xero


def left_today(xero, spend=0):
    """Calls that Xero allows today, after others have spent some."""
    headers = xero.control("POST", "limits", {"day": spend})
    return int(headers["X-DayLimit-Remaining"])


def leave(xero, count):
    """All but so many of the day's calls are spent."""
    assert left_today(xero, left_today(xero) - count) == count


def read_all(lab):
    """What Xero has is known, and not due again during the test."""
    with lab.env() as env:
        env["xero.pull"]._read_now(env["xero.connection"].search([]))
    books.sync(lab)


def progress(lab):
    with lab.env(commit=False) as env:
        found = env["xero.connection"].search([]).get_backfill_progress()
    rows = {
        row["resource"]: (row["total"], row["done"], row["left"])
        for row in found["rows"]
    }
    return found, rows


def minute_passes(lab, xero, seconds=60):
    """Time passes, and the scheduled action looks."""
    xero.advance(seconds)
    for table, column in (
        ("xero_connection_status", "limits_at"),
        ("xero_connection_status", "minute_since"),
        ("xero_poll_state", "next_poll"),
    ):
        lab.sql(
            f"UPDATE {table} SET {column} = {column} - %s * interval '1 second'",
            seconds,
        )
    with lab.env() as env:
        env["xero.run"]._cron_wake()


def jobs(lab):
    """How many jobs the queue would begin now; they are taken out."""
    rows = lab.sql(
        "DELETE FROM queue_job WHERE state = 'pending'"
        " AND (eta IS NULL OR eta <= now() AT TIME ZONE 'utc') RETURNING id"
    )
    return len(rows)


def test_the_day_is_spent(stocked, small_plan):
    """It stops where calls are kept back for daily work, which goes on; the next day
    it goes on by itself."""
    xero = small_plan
    partners, moves = connected(stocked, xero)
    read_all(stocked)
    with stocked.env() as env:
        env["xero.connection"].search([]).action_send_existing()
    # contacts are one call, invoices another
    leave(xero, KEPT + 1)
    stocked.run_in_child(books.run_once)
    assert left_today(xero) == KEPT
    assert set(states(stocked, "contact").values()) == {"synced"}
    assert "synced" not in states(stocked, "invoice").values()
    found, rows = progress(stocked)
    assert (found["state"], found["calls_left"]) == ("running", KEPT)
    assert rows["invoice"] == (len(moves), 0, len(moves))

    # daily work has the calls that were kept
    with stocked.env() as env:
        daily = books.invoice(env, env["res.partner"].browse(partners[0]), 12).id
    stocked.run_in_child(books.run_once)
    assert states(stocked, "invoice")[daily] == "synced"
    assert left_today(xero) == KEPT - 1
    jobs(stocked)

    # an hour later nothing more is spent on it
    minute_passes(stocked, xero, 3600)
    while jobs(stocked):
        stocked.run_in_child(books.run_once)
    assert "synced" not in [states(stocked, "invoice").get(one) for one in moves]
    assert xero.calls("PUT", "/Invoices")[1:] == []

    # the next day: the scheduled action is all that happens
    minute_passes(stocked, xero, DAY)
    while jobs(stocked):
        stocked.run_in_child(books.run_once)
    promises.in_step(stocked, xero, partners, [*moves, daily])
    found, rows = progress(stocked)
    assert found["state"] == "done"
    assert rows["invoice"] == (len(moves), len(moves), 0)


def test_the_server_stops(stocked, xero):
    """Killed, paused, resumed and killed again: all of it arrives, once."""
    partners, moves = connected(stocked, xero)
    with stocked.env() as env:
        env["xero.connection"].search([]).action_send_existing()
    die(stocked, 3)  # contacts are about to be sent
    with stocked.env() as env:
        env["xero.connection"].search([]).action_pause_backfill()
    stocked.run_in_child(books.run_once)
    # what was on its way arrives, nothing new goes
    assert set(states(stocked, "contact").values()) == {"synced"}
    found, rows = progress(stocked)
    assert found["state"] == "paused"
    assert rows["invoice"] == (len(moves), 0, len(moves))
    with stocked.env() as env:
        env["xero.connection"].search([]).action_resume_backfill()
    assert jobs(stocked)
    die(stocked, 2)  # invoices are about to be sent
    assert progress(stocked)[1]["invoice"] == (len(moves), 0, len(moves))
    die(stocked, 2)  # they are stored, and nobody has looked at the answer
    assert progress(stocked)[0]["state"] == "running"
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)
    found, rows = progress(stocked)
    assert (found["state"], rows["invoice"]) == ("done", (len(moves), len(moves), 0))


def die(lab, at):
    """One run, killed at this boundary."""
    child = lab.fork(run_watched, at)
    child.wait()
    assert child.killed, "it was over before"
