# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A day on which nobody does anything: calls, and queries however much is linked."""

NAMES = {
    "idle_cycle_calls": "calls of one look at Xero when nothing has changed",
    "idle_day_calls": "calls of a day without work, its nightly compare included",
    "idle_cycle_queries_1000": "database queries of such a look, 1,000 records linked",
    "idle_cycle_queries_20000": "the same with 20,000 records linked",
}
DOCUMENTS = 20
DAY_MINUTES = 24 * 60


def measure(lab):
    """On the free tier; links beyond the first few are copies, made by SQL."""
    from ..committed import books
    from ..committed.xero_process import XeroProcess

    lab.fresh()
    with XeroProcess(tier="starter") as xero:
        with lab.env() as env:
            books.connect(env, xero)
            books.invoices(env, books.customers(env, DOCUMENTS))
        books.sync(lab)
        with lab.env() as env:
            connection = env["xero.connection"].search([])
            env["xero.pull"]._schedule(connection)
            minutes = connection._poll_minutes()
        _cycle(lab, xero)
        calls, _queries = _cycle(lab, xero)
        day = sum(_cycle(lab, xero)[0] for _look in range(-(-DAY_MINUTES // minutes)))
        day += _night(lab, xero)
        queries = {}
        for count in (1000, 20000):
            _link(lab, count)
            _cycle(lab, xero)
            queries[count] = _cycle(lab, xero)[1]
    return {
        "idle_cycle_calls": calls,
        "idle_day_calls": day,
        "idle_cycle_queries_1000": queries[1000],
        "idle_cycle_queries_20000": queries[20000],
    }


def _cycle(lab, xero):
    """Calls and queries of a look that is due now."""
    from odoo import sql_db

    from ..committed import books

    _no_limit(lab, xero)
    lab.sql("UPDATE xero_poll_state SET next_poll = '2020-01-01'")
    before = sql_db.sql_counter
    books.run_once(lab)
    queries = sql_db.sql_counter - before
    assert not books.due(lab), "there was something to do"
    return len(xero.calls()), queries


def _night(lab, xero):
    from ..committed import books

    _no_limit(lab, xero)
    with lab.env() as env:
        env["xero.sweep"]._sweep(env["xero.connection"].search([]))
    lab.sql("UPDATE xero_poll_state SET next_poll = '2099-01-01'")
    books.sync(lab)
    return len(xero.calls())


def _no_limit(lab, xero):
    """Much time has passed since the last look, and calls are counted from here."""
    xero.control("DELETE", "limits")
    lab.sql("UPDATE xero_connection_status SET limits_at = '2020-01-01'")
    xero.forget_calls()


def _link(lab, count):
    """As many links as that, copies of one that is in step."""
    lab.sql(
        "INSERT INTO xero_link (connection_id, company_id, resource, res_model, res_id,"
        " remote_id, remote_name, remote_payload, remote_updated, base_local,"
        " base_remote, state)"
        " SELECT connection_id, company_id, resource, res_model, 1000000 + number,"
        " gen_random_uuid()::text, remote_name, remote_payload, remote_updated,"
        " base_local, base_remote, state"
        " FROM (SELECT * FROM xero_link WHERE resource = 'invoice' LIMIT 1) one,"
        " generate_series((SELECT count(*) FROM xero_link) + 1, %s) number",
        count,
    )
    lab.sql("ANALYZE xero_link")
