# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Jobs, tokens, disconnecting and copies beside a run; with real queue.job rows."""

import pytest

from odoo import fields

from . import books, promises
from .play import OPEN, connected, in_a_call, known, model, note, states

JOBS = (
    "SELECT count(*) FROM queue_job WHERE model_name = 'xero.connection'"
    " AND method_name = '_job_run' AND state = %s"
    " AND (eta IS NULL) = %s"
)


def jobs(lab, state="pending", at_once=True):
    """Runs that are in the queue (or in another state), to begin at once or later."""
    return lab.sql(JOBS, state, at_once)[0][0]


def begin(lab, state="started"):
    """What the job runner does with the jobs that wait."""
    lab.sql(
        "UPDATE queue_job SET state = %s WHERE state = 'pending'"
        " AND model_name = 'xero.connection'",
        state,
    )


# ----------------------------------------------------------------------
# wake-ups
# ----------------------------------------------------------------------
def test_a_save_while_a_run_finishes(stocked, xero, monkeypatch):
    """Committed after the last look, before the run lets go: its own job finds the
    run still there and does nothing. The run looks again when it has let go."""
    partners, _moves = known(stocked, xero, 3)
    run = model(stocked, "xero.run")
    real, seen = run._loop, []

    def loop(self, state):
        result = real(self, state)
        if not seen:
            begin(stocked, "done")
            with stocked.env() as env:
                env["res.partner"].browse(partners[0]).email = "late@example.com"
            seen.append(jobs(stocked, at_once=False))
            begin(stocked)
            seen.append(stocked.run_in_child(books.run_once))
            begin(stocked, "done")
        return result

    note(stocked, "contact", partners)
    with monkeypatch.context() as patch:
        patch.setattr(run, "_loop", loop)
        # a run's cursor is open all the while: not closed by the fork inside
        patch.setattr(stocked, "quiet", lambda: None)
        books.run_once(stocked)
    assert seen == [1, "another run is at work"]
    stocked.sql("DELETE FROM queue_job WHERE state = 'started'")
    assert jobs(stocked) == 1, "the wake-up is lost"
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, [])


def test_saves_wait_for_each_other(stocked, xero):
    """A save plans one job some seconds later, and more saves join it; later still
    when calls run low. A button goes at once."""
    partners, _moves = known(stocked, xero, 3)
    begin(stocked, "done")
    seconds = (
        "SELECT round(extract(epoch FROM eta - date_created))::int FROM queue_job"
        " WHERE state = 'pending' AND eta IS NOT NULL"
    )
    for number, partner in enumerate(partners):
        with stocked.env() as env:
            env["res.partner"].browse(partner).email = f"{number}@example.com"
    ((waits,),) = stocked.sql(seconds)
    assert 9 <= waits <= 11
    assert jobs(stocked) == 0
    with stocked.env() as env:
        env["res.partner"].browse(partners[0]).email = "pressed@example.com"
        env["res.partner"].browse(partners[0]).action_xero_sync()
    assert jobs(stocked) == 1
    begin(stocked, "done")
    stocked.sql("UPDATE xero_connection_status SET day_left = 50")
    with stocked.env() as env:
        env["res.partner"].browse(partners[1]).email = "low@example.com"
    ((waits,),) = stocked.sql(seconds)
    assert 59 <= waits <= 61
    begin(stocked, "done")
    with stocked.env() as env:
        env["ir.config_parameter"].set_param("xero_connector.save_delay", "0")
        env["res.partner"].browse(partners[2]).email = "now@example.com"
    assert jobs(stocked) == 1
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, [])


def test_a_save_while_a_job_runs(stocked, xero):
    """One job is enough for many saves that wait; none stands for one that began."""
    partners, _moves = known(stocked, xero, 3)
    with stocked.env() as env:
        env["ir.config_parameter"].set_param("xero_connector.save_delay", "0")
    begin(stocked, "done")
    for email in ("one@example.com", "two@example.com"):
        with stocked.env() as env:
            env["res.partner"].browse(partners[0]).email = email
        assert jobs(stocked) == 1
    begin(stocked)
    with stocked.env() as env:
        env["res.partner"].browse(partners[0]).email = "three@example.com"
    assert jobs(stocked) == 1
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, [])


def test_the_net_under_lost_jobs(stocked, xero):
    """Somebody emptied the queue: the scheduled action notices within a minute."""
    partners, _moves = known(stocked, xero, 1)
    with stocked.env() as env:
        env["res.partner"].browse(partners[0]).email = "lost@example.com"
    stocked.sql("DELETE FROM queue_job")
    with stocked.env() as env:
        env["xero.run"]._cron_wake()
        env["xero.run"]._cron_wake()
    assert jobs(stocked) == 1
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, [])
    begin(stocked, "done")
    with stocked.env() as env:
        env["xero.run"]._cron_wake()
    assert jobs(stocked) == 0, "nothing waits, nothing to wake"


# ----------------------------------------------------------------------
# tokens
# ----------------------------------------------------------------------
def expire(lab, xero):
    """Odoo knows that the access token has expired."""
    with lab.env() as env:
        books.sign_in(env, xero, env["xero.connection"].search([]), lasts=0)


def test_a_save_while_a_token_refresh_waits(stocked, xero):
    """Somebody else refreshes: the run waits for the token's row, no user does."""
    partners, moves = known(stocked, xero, 2)
    with stocked.env() as env:
        env["account.move"].browse(moves).button_draft()
    expire(stocked, xero)
    note(stocked, "contact", partners)
    with stocked.env() as env:
        env["res.partner"].browse(partners[1]).email = "before@example.com"
    with stocked.holding("SELECT 1 FROM xero_token FOR UPDATE"):
        child = stocked.fork(books.run_once)
        stocked.until(
            "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            " AND datname = current_database()"
        )
        with stocked.env() as env:
            env.cr.execute("SET LOCAL lock_timeout = '2s'")
            env["res.partner"].browse(partners[0]).email = "meanwhile@example.com"
            env["account.move"].browse(moves).action_post()
        assert child.runs()
        assert not xero.writes()
    child.result()
    books.sync(stocked)
    assert xero.refreshes() == 1
    promises.in_step(stocked, xero, partners, moves)


@pytest.mark.parametrize("how", ["expired", "401"])
def test_a_token_that_another_worker_refreshed(stocked, xero, how):
    """Both find it expired; one asks Xero, both go on with what it got."""
    partners, _moves = known(stocked, xero, 1)
    with stocked.env() as env:
        env["res.partner"].browse(partners[0]).email = "rotated@example.com"
        connection = env["xero.connection"].search([])
        stale = env["xero.token"]._access_token(connection)
    if how == "expired":
        expire(stocked, xero)
        stale = None
    else:
        xero.advance(3600)
    xero.forget_calls()

    def other(lab):
        with lab.env() as env:
            connection = env["xero.connection"].search([])
            return env["xero.token"]._access_token(connection, stale)

    xero.fault("delay", path="/connect/token", seconds=60, times=1)
    children = [stocked.fork(books.run_once), stocked.fork(other)]
    stocked.until(
        "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        " AND datname = current_database()"
    )
    xero.heal()
    _result, theirs = (child.result() for child in children)
    assert xero.refreshes() == 1
    with stocked.env() as env:
        connection = env["xero.connection"].search([])
        assert env["xero.token"]._access_token(connection) == theirs
    books.sync(stocked)
    assert xero.refreshes() == 1
    promises.in_step(stocked, xero, partners, [])


# ----------------------------------------------------------------------
# a user of another language
# ----------------------------------------------------------------------
def test_a_click_in_another_language(stocked, xero):
    """What is translated in Odoo is one thing for Xero, whoever presses the button."""
    partners, moves = connected(stocked, xero)
    with stocked.env() as env:
        env["res.lang"]._activate_lang("fr_FR")
        germany = env.ref("base.de")
        germany.update_field_translations("name", {"fr_FR": "Allemagne"})
        env["res.partner"].browse(partners[:2]).country_id = germany
        user = env["res.users"].create(
            {
                "name": "Amélie",
                "login": "amelie",
                "lang": "fr_FR",
                "tz": "Pacific/Auckland",
                "group_ids": [
                    fields.Command.link(env.ref("xero_connector.group_accountant").id)
                ],
            }
        )
        uid = user.id
    stocked.sql("DELETE FROM xero_change")

    def click(lab):
        with lab.env(uid, lang="fr_FR", tz="Pacific/Auckland") as env:
            assert env.ref("base.de").name == "Allemagne"
            env["account.move"].browse(moves[:2]).action_xero_sync()
            env["res.partner"].browse(partners[:2]).action_xero_sync()
        # the job runs as whoever enqueued it
        with lab.env(uid, lang="fr_FR", tz="Pacific/Auckland") as env:
            connection = env["xero.connection"].sudo().search([])
            return env["xero.run"]._run(connection.id)

    stocked.run_in_child(click)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:2], moves[:2])
    found = {
        a.get("Country") for c in xero.everything("Contacts") for a in c["Addresses"]
    }
    assert "Germany" in found and "Allemagne" not in found
    xero.forget_calls()
    stocked.run_in_child(click)
    assert xero.writes() == [], "a difference that is none"
    promises.in_step(stocked, xero, partners[:2], moves[:2])


# ----------------------------------------------------------------------
# disconnecting, copies
# ----------------------------------------------------------------------
def test_disconnected_during_a_run(stocked, xero):
    """The call that is under way ends; there is no other one until somebody connects
    again, and then it goes on."""
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners[:2])
    note(stocked, "invoice", moves[:2])
    xero.forget_calls()
    with in_a_call(stocked, xero, path="/Contacts"), stocked.env() as env:
        env["xero.connection"].search([])._disconnect()
    assert len(xero.writes()) == 1
    xero.forget_calls()
    assert books.run_once(stocked) == "not connected"
    begin(stocked, "done")
    with stocked.env() as env:
        env["xero.run"]._cron_wake()
        env["res.partner"].browse(partners[0]).email = "offline@example.com"
    assert jobs(stocked) == 0
    assert xero.control("GET", "log")["exchanges"] == []
    with stocked.env() as env:
        connection = env["xero.connection"].search([])
        books.sign_in(env, xero, connection)
        connection._tie(xero.tenant_id, xero.tenant_name)
    note(stocked, "contact", partners[:2])
    books.sync(stocked)
    promises.in_step(stocked, xero, partners[:2], moves[:2])


def test_a_copy_of_the_database_makes_no_call(stocked, xero):
    """``createdb -T`` keeps everything, the database's UUID too."""
    partners, moves = known(stocked, xero, 2)
    note(stocked, "invoice", moves)
    copy = stocked.copied("copy")

    def wake(_lab):
        from odoo import SUPERUSER_ID, api
        from odoo.modules.registry import Registry

        with Registry(copy).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            connection = env["xero.connection"].search([])
            env["xero.run"]._cron_wake()
            result = env["xero.run"]._run(connection.id)
            return [connection.state, connection.obstacle, result]

    xero.forget_calls()
    state, obstacle, result = stocked.run_in_child(wake)
    assert (state, obstacle) == ("connected", "copy")
    assert "copy" in result
    assert xero.control("GET", "log")["exchanges"] == []
    # the original is not disturbed
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)
    assert states(stocked, "invoice") == dict.fromkeys(moves, "synced")
    assert stocked.sql(OPEN) == [(0,)]
