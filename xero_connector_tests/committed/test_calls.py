# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls things take, counted in Xero's own log."""

from math import ceil
from unittest.mock import patch

import pytest

from odoo.addons.xero_connector.xero.client import XeroClient

from . import books, promises
from .play import known, note

COUNTS = (1, 50, 51, 120)
CUSTOMERS = 50
#: records of a page, where reading several pages is tried
PAGE = 20
#: move type to resource, endpoint, what is edited here and what there
KINDS = {
    "out_invoice": ("invoice", "Invoices", "ref", "DueDate"),
    "in_invoice": ("bill", "Invoices", "invoice_date_due", "DueDate"),
    "out_refund": ("credit_note", "CreditNotes", "ref", "Reference"),
    "in_refund": ("bill_credit_note", "CreditNotes", "ref", "CreditNoteNumber"),
}


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


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_calls_of_every_kind(stocked, xero, subtests, kind):
    """N new documents, N edited here, N edited there and read by pages of twenty."""
    partners = counted_books(stocked, xero)
    resource, endpoint, here, there = KINDS[kind]
    with stocked.env() as env:
        customers = list(env["res.partner"].browse(partners)) * 5
        moves = books.documents(env, kind, customers[: sum(COUNTS)]).ids
    stocked.sql("DELETE FROM xero_change")
    left = list(moves)
    for count in COUNTS:
        mine, left = left[:count], left[count:]
        with subtests.test(new=count):
            note(stocked, resource, mine)
            calls = counted(stocked, xero)
            assert len(calls) <= ceil(count / 50) + 2
        with subtests.test(edited=count):
            with stocked.env() as env:
                for move in env["account.move"].browse(mine):
                    move[here] = "2026-11-20" if "date" in here else f"E{move.id}"
            calls = counted(stocked, xero)
            assert len(calls) <= ceil(count / 40) + ceil(count / 50) + 2
        with subtests.test(pulled=count):
            everything_is_old(stocked, xero)
            edit_in_xero(stocked, xero, resource, endpoint, there, mine)
            read(stocked, endpoint)
            with patch.dict(XeroClient.read.__kwdefaults__, page_size=PAGE):
                calls = counted(stocked, xero)
            assert len(calls) <= ceil(count / PAGE) + 2
            assert {call["method"] for call in calls} == {"GET"}
        agree(stocked, resource, mine)


@pytest.mark.slow
def test_calls_of_payments(stocked, xero, subtests):
    """N payments out, N in by pages of twenty; one more for each that is removed."""
    partners = counted_books(stocked, xero)
    with stocked.env() as env:
        customers = list(env["res.partner"].browse(partners)) * 10
        moves = books.documents(env, "out_invoice", customers[: 2 * sum(COUNTS)]).ids
    books.sync(stocked)
    left = list(moves)
    for count in COUNTS:
        mine, left = left[:count], left[count:]
        with subtests.test(out=count):
            with stocked.env() as env:
                paid = books.pay(env, env["account.move"].browse(mine)).ids
            calls = counted(stocked, xero)
            assert len(calls) <= ceil(count / 50) + 2
            assert settled(stocked, mine)
        mine, left = left[:count], left[count:]
        with subtests.test(into=count):
            everything_is_old(stocked, xero)
            pay_in_xero(stocked, xero, mine)
            read(stocked, "Payments")
            with patch.dict(XeroClient.read.__kwdefaults__, page_size=PAGE):
                calls = counted(stocked, xero)
            assert len(calls) <= ceil(count / PAGE) + 2
            assert settled(stocked, mine)
    with subtests.test(removed=3):
        with stocked.env() as env:
            payments = env["account.payment"].browse(paid[:3])
            payments.action_draft()
            payments.action_cancel()
        assert len(counted(stocked, xero)) <= 3 + 2
        assert len([p for p in xero.everything("Payments") if gone(p)]) == 3
    promises.nothing_open(stocked)


@pytest.mark.slow
def test_calls_of_allocations(stocked, xero):
    """One for each credit note that is applied, and one to learn what these made."""
    partners = counted_books(stocked, xero)
    with stocked.env() as env:
        customers = env["res.partner"].browse(partners[:3])
        moves = books.documents(env, "out_invoice", customers).ids
        notes = books.documents(env, "out_refund", customers).ids
    books.sync(stocked)
    with stocked.env() as env:
        found = env["account.move"]
        pairs = zip(found.browse(moves), found.browse(notes), strict=True)
        books.reconcile(env, pairs)
    assert len(counted(stocked, xero)) <= 3 + 2


def counted_books(lab, xero):
    """The stocked books, their contacts in Xero and all of it read."""
    with lab.env() as env:
        connection = books.connect(env, xero)
        books.map_bank(env, connection)
        connection.expense_account_id = connection.account_ids.filtered(
            lambda account: account.code == "429"
        )
        partners = env["res.partner"].search([("name", "=like", "Customer ___")]).ids
    note(lab, "contact", partners)
    read(lab)
    books.sync(lab)
    return partners


def read(lab, *endpoints):
    """The hour of these endpoints (all by default) is over, and of no other."""
    with lab.env() as env:
        connection = env["xero.connection"].search([])
        env["xero.pull"]._read_now(connection, endpoints or None)


def everything_is_old(lab, xero):
    """What Xero has by now was read, so long ago that it is not read once more."""
    now = xero.control("GET", "clock")["now"]
    lab.sql("UPDATE xero_poll_state SET modified_since = %s, page = 0", now)
    xero.advance(2)


def counted(lab, xero):
    """What it takes until nothing is due."""
    xero.forget_calls()
    books.sync(lab)
    promises.nothing_open(lab)
    return xero.calls()


def remote(lab, resource, ids):
    """Odoo id to Xero id."""
    return dict(
        lab.sql(
            "SELECT res_id, remote_id FROM xero_link WHERE resource = %s"
            " AND res_id IN %s AND state <> 'retired'",
            resource,
            tuple(ids),
        )
    )


def in_fifties(elements):
    for start in range(0, len(elements), 50):
        yield elements[start : start + 50]


def edit_in_xero(lab, xero, resource, endpoint, field, ids):
    key = "InvoiceID" if endpoint == "Invoices" else "CreditNoteID"
    elements = [
        {key: remote_id, field: "2026-12-24" if "Date" in field else f"X{move_id}"}
        for move_id, remote_id in remote(lab, resource, ids).items()
    ]
    assert len(elements) == len(ids)
    for some in in_fifties(elements):
        xero.api("POST", endpoint, {endpoint: some})


def pay_in_xero(lab, xero, ids):
    links = remote(lab, "invoice", ids)
    with lab.env(commit=False) as env:
        totals = {m.id: m.amount_total for m in env["account.move"].browse(ids)}
    elements = [
        {
            "Invoice": {"InvoiceID": links[move_id]},
            "Account": {"Code": "090"},
            "Date": "2026-09-20",
            "Amount": round(totals[move_id], 2),
        }
        for move_id in ids
    ]
    for some in in_fifties(elements):
        xero.api("PUT", "Payments", {"Payments": some})


def gone(payment):
    return payment["Status"] == "DELETED"


def settled(lab, ids):
    query = "SELECT bool_and(amount_residual = 0) FROM account_move WHERE id IN %s"
    return lab.sql(query, tuple(ids))[0][0]


def agree(lab, resource, ids):
    """Each of them is linked, and in step."""
    found = lab.sql(
        "SELECT state, count(*) FROM xero_link WHERE resource = %s AND res_id IN %s"
        " GROUP BY state",
        resource,
        tuple(ids),
    )
    assert found == [("synced", len(ids))]
