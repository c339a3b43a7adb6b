# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two at once: runs against each other, and against the people who work meanwhile."""

import time

import pytest
from psycopg2 import OperationalError

from . import books, promises
from .play import OPEN, connected, in_a_call, model, note, states


# ----------------------------------------------------------------------
# one run at a time
# ----------------------------------------------------------------------
def test_two_workers_at_once(stocked, xero):
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners)
    note(stocked, "invoice", moves)
    xero.forget_calls()

    xero.fault("delay", method="PUT", path="/Contacts", seconds=60, times=1)
    children = [stocked.fork(books.run_once) for _worker in range(2)]
    stocked.until(f"SELECT ({OPEN}) = 1")
    ends = time.monotonic() + 9
    while all(child.runs() for child in children):
        assert time.monotonic() < ends, "waits for the other run"
        time.sleep(0.01)
    xero.heal()
    results = sorted(child.result() for child in children)
    assert results[0].startswith("2 turns"), results
    assert results[1] == "another run is at work"
    promises.in_step(stocked, xero, partners, moves)
    assert len(xero.writes()) == 2


def test_lock_of_a_killed_holder_is_free(stocked, xero):
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners[:1])
    xero.fault("delay", method="PUT", path="/Contacts", seconds=2, times=1)
    child = stocked.fork(books.run_once)
    stocked.until(f"SELECT ({OPEN}) = 1")
    assert books.run_once(stocked) == "another run is at work"
    child.kill()
    child.wait()
    promises.lock_is_free(stocked, seconds=1)
    assert "nothing left" in books.sync(stocked)[0]
    promises.in_step(stocked, xero, partners[:1], [])


def test_lock_of_a_lost_session_is_free(stocked, xero):
    """The server closes the run's session during a call, as when it restarts."""
    partners, _moves = connected(stocked, xero)
    note(stocked, "contact", partners[:1])

    def work(lab):
        try:
            with lab.env() as env:
                books.run(env)
        except Exception as error:
            return type(error).__name__

    xero.fault("delay", method="PUT", path="/Contacts", seconds=1, times=1)
    child = stocked.fork(work)
    stocked.until(f"SELECT ({OPEN}) = 1")
    stocked.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    promises.lock_is_free(stocked)
    # the successor does not wait for the old run's call: same key, same answer
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:1], [])
    assert child.result() in ("OperationalError", "InterfaceError")
    promises.in_step(stocked, xero, partners[:1], [])


@pytest.mark.parametrize(
    ("where", "step"),
    [
        ("xero.run", "_observe"),
        ("xero.run", "_call"),
        ("xero.plan", "_lock_links"),
        ("xero.notify", "_notify"),
    ],
)
def test_a_failing_run_keeps_no_lock(stocked, xero, where, step, monkeypatch):
    partners, _moves = connected(stocked, xero)
    note(stocked, "contact", partners[:3])

    def fail(*_args):
        raise OperationalError(step)

    with monkeypatch.context() as patch:
        patch.setattr(model(stocked, where), step, fail)
        with pytest.raises(OperationalError), stocked.env() as env:
            books.run(env)
    promises.no_lock(stocked)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:3], [])


# ----------------------------------------------------------------------
# people who work meanwhile
# ----------------------------------------------------------------------
def _refer(env, move):
    move.ref = "Changed meanwhile"


def _postpone(env, move):
    move.invoice_date_due = "2026-12-24"


def _correct(env, move):
    """Reset to draft, another price, posted again."""
    move.button_draft()
    move.invoice_line_ids[0].price_unit = 77.77
    move.action_post()


def _rename_customer(env, move):
    move.partner_id.name = "Renamed meanwhile"


@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("edit", [_refer, _postpone, _correct, _rename_customer])
def test_edit_between_plan_and_settle(stocked, xero, edit, operation):
    partners, moves = connected(stocked, xero)
    partners, moves = partners[:2], moves[:2]
    note(stocked, "contact", partners)
    books.sync(stocked)
    note(stocked, "invoice", moves)
    if operation == "update":
        books.sync(stocked)
        with stocked.env() as env:
            env["account.move"].browse(moves).write({"ref": "First"})
    with in_a_call(stocked, xero, "PUT" if operation == "create" else "POST"):
        with stocked.env() as env:
            edit(env, env["account.move"].browse(moves[0]))
    # the edit was not part of what both sides agreed on: it is sent after all
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)


def test_rename_during_the_first_crossing(stocked, xero):
    """The customer's link is as new as the call."""
    partners, _moves = connected(stocked, xero)
    note(stocked, "contact", partners[:2])
    with in_a_call(stocked, xero, path="/Contacts"), stocked.env() as env:
        env["res.partner"].browse(partners[0]).name = "Renamed meanwhile"
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:2], [])


def test_reset_to_draft_during_the_call(stocked, xero):
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners[:1])
    books.sync(stocked)
    note(stocked, "invoice", moves[:1])
    with in_a_call(stocked, xero), stocked.env() as env:
        env["account.move"].browse(moves[0]).button_draft()
    books.sync(stocked)
    assert states(stocked, "invoice") == {moves[0]: "waiting"}
    with stocked.env() as env:
        env["account.move"].browse(moves[0]).action_post()
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:1], moves[:1])


def test_cancelled_during_the_call(stocked, xero):
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners[:1])
    books.sync(stocked)
    note(stocked, "invoice", moves[:1])
    with in_a_call(stocked, xero), stocked.env() as env:
        env["account.move"].browse(moves[0]).button_cancel()
    books.sync(stocked)
    (there,) = xero.everything("Invoices")
    assert there["Status"] == "VOIDED"
    assert states(stocked, "invoice") == {moves[0]: "synced"}
    promises.nothing_open(stocked)


def test_reset_to_draft_between_take_and_plan(stocked, xero, monkeypatch):
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners[:2])
    books.sync(stocked)
    note(stocked, "invoice", moves[:2])
    run = model(stocked, "xero.run")
    real = run._observe

    def observe(self, state, taken):
        found = real(self, state, taken)
        with stocked.registry.cursor() as cr:
            move = self.with_env(self.env(cr=cr)).env["account.move"].browse(moves[0])
            if move.state == "posted":
                move.button_draft()
        return found

    with monkeypatch.context() as patch:
        patch.setattr(run, "_observe", observe)
        books.run_once(stocked)
    books.sync(stocked)
    assert states(stocked, "invoice") == {moves[1]: "synced"}
    assert len(xero.everything("Invoices")) == 1
    with stocked.env() as env:
        env["account.move"].browse(moves[0]).action_post()
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:2], moves[:2])


def test_partners_merged_during_the_first_crossing(stocked, xero):
    """Both are on their way; afterwards Odoo has one and Xero two."""
    partners, _moves = connected(stocked, xero)
    kept, lost = partners[1], partners[0]
    note(stocked, "contact", [kept, lost])
    with in_a_call(stocked, xero, path="/Contacts"), stocked.env() as env:
        env["base.partner.merge.automatic.wizard"]._merge(
            [kept, lost], env["res.partner"].browse(kept)
        )
    books.sync(stocked)
    promises.nothing_open(stocked)
    links = stocked.sql(
        "SELECT res_id, state, remote_id IS NOT NULL FROM xero_link ORDER BY id"
    )
    assert sorted(links) == [(lost, "retired", True), (kept, "synced", True)] or (
        sorted(links) == [(kept, "retired", True), (kept, "synced", True)]
    ), links
    assert len(xero.everything("Contacts")) == 2
    with stocked.env() as env:
        env["res.partner"].browse(kept).email = "merged@example.com"
    books.sync(stocked)
    emails = [c["EmailAddress"] for c in xero.everything("Contacts")]
    assert emails.count("merged@example.com") == 1


def test_deleted_during_the_call(stocked, xero):
    with stocked.env() as env:
        books.connect(env, xero)
        partner = books.customer(env, "Short-lived")
        ids = partner.ids
    note(stocked, "contact", ids)
    with in_a_call(stocked, xero, path="/Contacts"), stocked.env() as env:
        env["res.partner"].browse(ids).unlink()
    books.sync(stocked)
    promises.nothing_open(stocked)
    assert stocked.sql("SELECT state, remote_id IS NOT NULL FROM xero_link") == [
        ("retired", True)
    ]
