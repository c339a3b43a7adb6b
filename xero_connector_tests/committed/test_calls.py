# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls things take, counted in Xero's own log."""

from math import ceil

from . import books, promises
from .play import known, note

COUNTS = (1, 50, 51, 120)
CUSTOMERS = 50


def test_calls_of_invoices(stocked, xero, subtests):
    """N new invoices of known contacts, then N edited ones; and posting, which costs
    no call at all."""
    partners, _moves = known(stocked, xero, CUSTOMERS)
    with stocked.env() as env:
        customers = list(env["res.partner"].browse(partners)) * 5
        drafts = books.invoices(env, customers[: sum(COUNTS)], post=False)
    assert len(drafts) >= 200
    xero.forget_calls()
    with stocked.env() as env:
        env["account.move"].browse(drafts.ids).action_post()
    assert xero.control("GET", "log")["exchanges"] == [], "posting made a call"
    noted = "SELECT count(DISTINCT res_id) FROM xero_change WHERE resource = 'invoice'"
    assert stocked.sql(noted) == [(len(drafts),)]
    stocked.sql("DELETE FROM xero_change")
    left = drafts.ids
    for count in COUNTS:
        mine, left = left[:count], left[count:]
        with subtests.test(new=count):
            note(stocked, "invoice", mine)
            books.sync(stocked)
            assert len(xero.calls()) <= ceil(count / 50) + 2
            promises.nothing_open(stocked)
        with subtests.test(edited=count):
            with stocked.env() as env:
                env["account.move"].browse(mine).write({"ref": "Edited"})
            xero.forget_calls()
            books.sync(stocked)
            assert len(xero.calls()) <= ceil(count / 40) + ceil(count / 50) + 2
            promises.nothing_open(stocked)
            xero.forget_calls()
    promises.in_step(stocked, xero, partners, drafts.ids)
