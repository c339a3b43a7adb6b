# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record that breaks a step: it is said so on its link, all others go on."""

from types import SimpleNamespace

import pytest

from odoo.addons.xero_connector.xero import const

from . import books, promises
from .play import connected, known, model, note, states


def breaking(monkeypatch, lab, resource, step, is_bad, error):
    """From now on a step of a resource fails with one record in it."""
    cls = model(lab, f"xero.resource.{resource}")
    real = getattr(cls, step)

    def broken(self, first, *args):
        if is_bad(first, *args):
            error(self)
        return real(self, first, *args)

    monkeypatch.setattr(cls, step, broken)


def _bug(_resource):
    raise KeyError("a bug of ours")


def _bad_data(resource):
    """PostgreSQL refuses it and gives the whole transaction up."""
    resource.env.cr.execute("SELECT '\\u0000'::jsonb ->> 0", log_exceptions=False)


#: steps of a resource, and how the record shows in what they are handed first
STEPS = {
    "_local_values": lambda bad: lambda records, *_: bad in records.ids,
    "_dependencies": lambda bad: lambda records, *_: bad in records.ids,
    "_presence": lambda bad: lambda record, *_: record.id == bad,
    "_preflight": lambda bad: lambda record, *_: record.id == bad,
    "_mark": lambda bad: lambda record, *_: record.id == bad,
    "_to_xero": lambda bad: lambda values, *_: values["reference"] == "bad",
}


@pytest.mark.parametrize("operation", ["create", "update"])
@pytest.mark.parametrize("error", [_bug, _bad_data])
def test_a_record_that_breaks_a_step(
    stocked, xero, monkeypatch, subtests, operation, error
):
    done = "contact" if operation == "create" else "invoice"
    partners, moves = known(stocked, xero, 30, done)
    for number, (step, is_bad) in enumerate(STEPS.items()):
        if (step, operation) == ("_mark", "update"):
            continue  # a mark is written once
        mine = moves[number * 5 : number * 5 + 5]
        bad = mine[2]
        with stocked.env() as env:
            env["account.move"].browse(mine).write({"ref": "edited"})
            env["account.move"].browse(bad).write({"ref": "bad"})
        note(stocked, "invoice", mine)
        with subtests.test(step=step):
            with monkeypatch.context() as patch:
                breaking(patch, stocked, "invoice", step, is_bad(bad), error)
                books.sync(stocked)
                found = {
                    i: s for i, s in states(stocked, "invoice").items() if i in mine
                }
                assert found.pop(bad) == "error"
                assert found == dict.fromkeys(set(mine) - {bad}, "synced")
                promises.nothing_open(stocked)
            note(stocked, "invoice", [bad])
            books.sync(stocked)
            promises.in_step(stocked, xero, partners, mine)


# ----------------------------------------------------------------------
# what comes from Xero
# ----------------------------------------------------------------------
def edit_in_xero(lab, xero, partner_id, **vals):
    ((remote_id,),) = lab.sql(
        "SELECT remote_id FROM xero_link WHERE resource = 'contact' AND res_id = %s",
        partner_id,
    )
    xero.api("POST", "Contacts", {"Contacts": [{"ContactID": remote_id, **vals}]})


@pytest.mark.parametrize("error", [_bug, _bad_data])
def test_a_record_that_cannot_be_pulled(stocked, xero, monkeypatch, error):
    partners, _moves = known(stocked, xero, 3)
    for partner_id in partners:
        edit_in_xero(stocked, xero, partner_id, EmailAddress="xero@example.com")
    with monkeypatch.context() as patch:
        breaking(
            patch,
            stocked,
            "contact",
            "_apply",
            lambda record, *_: record.id == partners[1],
            error,
        )
        note(stocked, "contact", partners, lane="button", user=2)
        books.sync(stocked)
        assert states(stocked, "contact") == {
            partners[0]: "synced",
            partners[1]: "error",
            partners[2]: "synced",
        }
        promises.nothing_open(stocked)
    note(stocked, "contact", partners, lane="button", user=2)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, [])
    with stocked.env(commit=False) as env:
        found = env["res.partner"].browse(partners).mapped("email")
    assert found == ["xero@example.com"] * 3


def test_what_odoo_does_not_let_happen(stocked, xero):
    """Archived in Xero; in Odoo a user's own contact cannot be."""
    partners, _moves = known(stocked, xero, 2)
    with stocked.env() as env:
        env["res.users"].create(
            {"name": "U", "login": "u", "partner_id": partners[0]},
        )
    for partner_id in partners:
        edit_in_xero(stocked, xero, partner_id, ContactStatus="ARCHIVED")
    note(stocked, "contact", partners, lane="button", user=2)
    books.sync(stocked)
    assert states(stocked, "contact") == {
        partners[0]: "difference",
        partners[1]: "synced",
    }
    ((error,),) = stocked.sql(
        "SELECT error FROM xero_link WHERE resource = 'contact' AND res_id = %s",
        partners[0],
    )
    assert "user" in error.lower()
    with stocked.env(commit=False) as env:
        found = env["res.partner"].browse(partners).mapped("active")
    assert found == [True, False]
    promises.nothing_open(stocked)


def test_two_contacts_renamed_to_one_name(stocked, xero):
    """Xero allows it where one of them is archived, Odoo in any case."""
    partners, _moves = known(stocked, xero, 2)
    edit_in_xero(stocked, xero, partners[0], Name="One Name")
    edit_in_xero(stocked, xero, partners[0], ContactStatus="ARCHIVED")
    edit_in_xero(stocked, xero, partners[1], Name="One Name")
    note(stocked, "contact", partners, lane="button", user=2)
    books.sync(stocked)
    with stocked.env(commit=False) as env:
        found = env["res.partner"].browse(partners).mapped("name")
    assert found == ["One Name"] * 2
    assert set(states(stocked, "contact").values()) == {"synced"}
    promises.nothing_open(stocked)
    ids = stocked.sql("SELECT DISTINCT remote_id FROM xero_link")
    assert len(ids) == 2


# ----------------------------------------------------------------------
# the user's save
# ----------------------------------------------------------------------
NOTED = "SELECT DISTINCT res_id FROM xero_change WHERE resource = %s ORDER BY 1"


@pytest.mark.parametrize("error", [_bug, _bad_data])
@pytest.mark.parametrize("step", ["_relevant", "_subjects"])
def test_a_record_that_breaks_noticing(stocked, xero, monkeypatch, step, error):
    """It is saved all the same, and what else was saved with it is noted."""
    _partners, moves = connected(stocked, xero)
    bad = moves[1]
    with monkeypatch.context() as patch:
        breaking(
            patch,
            stocked,
            "invoice",
            step,
            lambda records, *_: bad in records.ids,
            error,
        )
        with stocked.env() as env:
            env["account.move"].browse(moves[:4]).write({"ref": "Saved"})
        found = stocked.sql(NOTED, "invoice")
        assert found == [(move,) for move in moves[:4] if move != bad]
        with stocked.env(commit=False) as env:
            saved = env["account.move"].browse(moves[:4]).mapped("ref")
        assert saved == ["Saved"] * 4
    note(stocked, "invoice", [bad])  # as the sweep does
    books.sync(stocked)
    promises.in_step(stocked, xero, [], moves[:4])


def test_a_record_that_breaks_noticing_is_deleted(stocked, xero, monkeypatch):
    with stocked.env() as env:
        books.connect(env, xero)
        partners = books.customers(env, 3, "Short-lived")
        ids = partners.ids
    note(stocked, "contact", ids)
    books.sync(stocked)
    with monkeypatch.context() as patch:
        breaking(
            patch,
            stocked,
            "contact",
            "_subjects",
            lambda records, *_: ids[0] in records.ids,
            _bad_data,
        )
        with stocked.env() as env:
            env["res.partner"].browse(ids).unlink()
    assert stocked.sql(NOTED, "contact") == [(ids[1],), (ids[2],)]


def test_documents_and_lines_saved_together(stocked, xero):
    """One invoice is changed itself, a line of another one in the same transaction."""
    _partners, moves = connected(stocked, xero)
    with stocked.env() as env:
        one, other = env["account.move"].browse(moves[:2])
        one.ref = "Changed"
        other.invoice_line_ids[0].name = "Other work"
    assert stocked.sql(NOTED, "invoice") == [(moves[0],), (moves[1],)]


# ----------------------------------------------------------------------
# recovery
# ----------------------------------------------------------------------
#: step that fails, how the one record shows in what it is handed first, and whether
#: what it made in Xero is known all the same
RECOVERY = {
    "_has_mark": (lambda move: lambda record, *_: record.id == move.id, False),
    "_from_xero": (lambda move: lambda p, *_: p["InvoiceNumber"] == move.name, True),
}


@pytest.mark.parametrize("step", RECOVERY)
@pytest.mark.parametrize("error", [_bug, _bad_data])
def test_a_record_that_breaks_recovery(stocked, xero, monkeypatch, step, error):
    """The answer was lost and the key is old; one of five cannot be looked up."""
    partners, moves = known(stocked, xero, 5)
    xero.fault("drop_answer", method="PUT", path="/Invoices", times=1)
    note(stocked, "invoice", moves)
    books.run_once(stocked)
    books.time_passes(stocked, xero, 600)
    is_bad, is_known = RECOVERY[step]
    with stocked.env(commit=False) as env:
        move = env["account.move"].browse(moves[2])
        bad = is_bad(SimpleNamespace(id=move.id, name=move.name))
    with monkeypatch.context() as patch:
        breaking(patch, stocked, "invoice", step, bad, error)
        books.sync(stocked)
        found = states(stocked, "invoice")
        assert found.pop(moves[2]) == "error"
        assert set(found.values()) == {"synced"}
        promises.nothing_open(stocked)
        linked = stocked.sql(
            "SELECT 1 FROM xero_link WHERE res_id = %s AND"
            " resource = 'invoice' AND remote_id IS NOT NULL",
            moves[2],
        )
        assert bool(linked) == is_known
    note(stocked, "invoice", [moves[2]])
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves)
    assert len(xero.everything("Invoices")) == 5


@pytest.mark.parametrize(("step", "place"), [("_look_alikes", 1), ("_has_mark", 0)])
def test_a_record_that_breaks_comparing(stocked, xero, monkeypatch, step, place):
    """Three names are taken in Xero; what stands there can be shown for two."""
    partners, _moves = connected(stocked, xero)
    with stocked.env(commit=False) as env:
        names = env["res.partner"].browse(partners[:3]).mapped("name")
    xero.api("PUT", "Contacts", {"Contacts": [{"Name": name} for name in names]})
    with monkeypatch.context() as patch:
        breaking(
            patch,
            stocked,
            "contact",
            step,
            lambda *given: partners[1] in given[place].ids,
            _bug,
        )
        note(stocked, "contact", partners[:3])
        books.sync(stocked)
    assert states(stocked, "contact") == dict.fromkeys(partners[:3], "held")
    promises.nothing_open(stocked)
    shown = stocked.sql(
        "SELECT res_id FROM xero_link WHERE jsonb_array_length(candidates) = 1"
        " ORDER BY res_id"
    )
    assert shown == [(partners[0],), (partners[2],)]


# ----------------------------------------------------------------------
# size
# ----------------------------------------------------------------------
def test_requests_that_would_be_too_large(stocked, xero, monkeypatch):
    """Fifty documents weigh more than Xero takes: as many requests as need be."""
    partners, moves = connected(stocked, xero)
    note(stocked, "contact", partners[:20])
    books.sync(stocked)
    xero.forget_calls()
    monkeypatch.setattr(const, "BATCH_BYTES", 8_000)
    note(stocked, "invoice", moves[:20])
    books.sync(stocked)
    sizes = [
        size
        for (size,) in stocked.sql(
            "SELECT octet_length(body) FROM xero_request"
            " WHERE resource = 'invoice' ORDER BY id"
        )
    ]
    assert len(sizes) > 1 and max(sizes) <= 8_000, sizes
    promises.in_step(stocked, xero, partners[:20], moves[:20])
