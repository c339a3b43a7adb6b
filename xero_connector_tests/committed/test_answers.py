# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Xero may answer to a batch, and what becomes of each record in it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from odoo.addons.xero_connector.xero import errors
from odoo.addons.xero_connector.xero.client import XeroClient

from . import books, promises
from .play import connected, known, model, note, states


def keys(calls):
    return [call["request_headers"]["idempotency-key"] for call in calls]


def elements(call):
    ((_collection, found),) = call["request_body"].items()
    return found


def link_of(lab, resource, res_id, *columns):
    """Some columns of a record's link."""
    (row,) = lab.sql(
        f"SELECT {', '.join(columns)} FROM xero_link"
        " WHERE resource = %s AND res_id = %s",
        resource,
        res_id,
    )
    return row


# ----------------------------------------------------------------------
# one bad record among good ones
# ----------------------------------------------------------------------
def test_one_bad_document_among_fifty(stocked, xero):
    partners, moves = known(stocked, xero, 50)
    bad_partner, bad_move = partners[6], moves[6]
    (contact_id,) = link_of(stocked, "contact", bad_partner, "remote_id")
    archived = {"ContactID": contact_id, "ContactStatus": "ARCHIVED"}
    xero.api("POST", "Contacts", {"Contacts": [archived]})
    note(stocked, "invoice", moves)
    books.sync(stocked)
    assert len(xero.everything("Invoices")) == 49
    assert len(xero.writes()) == 2  # ours and the bookkeeper's
    found = states(stocked, "invoice")
    assert found.pop(bad_move) == "error"
    assert set(found.values()) == {"synced"} and len(found) == 49
    error, remedy = link_of(stocked, "invoice", bad_move, "error", "remedy")
    assert "archived" in error and remedy
    promises.nothing_open(stocked)


def test_malformed_element_fails_the_batch(stocked, xero, monkeypatch):
    """Xero cannot read the batch: it is halved, with new keys, down to the one."""
    _partners, moves = known(stocked, xero, 50)
    bad = moves[17]
    resource = model(stocked, "xero.resource.invoice")
    real = resource._payload

    def payload(self, mapped, names, link):
        made = real(self, mapped, names, link)
        return made | {"LineItems": "none"} if link.res_id == bad else made

    with monkeypatch.context() as patch:
        patch.setattr(resource, "_payload", payload)
        note(stocked, "invoice", moves)
        books.sync(stocked)
        sent = xero.writes()
        assert len(sent) <= 13, "halving fifty takes six steps of two"
        assert len(set(keys(sent))) == len(sent)
        assert len(xero.everything("Invoices")) == 49
        found = states(stocked, "invoice")
        assert found.pop(bad) == "error"
        assert set(found.values()) == {"synced"}
        assert link_of(stocked, "invoice", bad, "error")[0]
        promises.nothing_open(stocked)
        # the next time it does not take others with it
        xero.forget_calls()
        with stocked.env() as env:
            env["account.move"].browse(moves[:3]).write({"ref": "More"})
        note(stocked, "invoice", [bad])
        books.sync(stocked)
        assert [len(elements(call)) for call in xero.writes()] == [1, 3]
    note(stocked, "invoice", [bad])
    books.sync(stocked)
    promises.in_step(stocked, xero, [], moves)


def test_permission_refused_is_refused_once(stocked, xero):
    """403 is about us, not about an element: nothing is halved."""
    _partners, moves = known(stocked, xero, 50)
    xero.fault(
        "error",
        method="PUT",
        status=403,
        body='{"Title": "Forbidden", "Status": 403, "Detail": "You may not do this"}',
    )
    note(stocked, "invoice", moves)
    books.sync(stocked)
    assert len(xero.writes()) == 1
    assert set(states(stocked, "invoice").values()) == {"error"}
    promises.nothing_open(stocked)
    xero.heal()
    note(stocked, "invoice", moves)
    books.sync(stocked)
    promises.in_step(stocked, xero, [], moves)


def test_an_element_that_we_do_not_understand(stocked, xero, monkeypatch):
    """A fault of ours with one answer: the others are settled, it is not sent again."""
    _partners, moves = known(stocked, xero, 5)
    resource = model(stocked, "xero.resource.invoice")
    real = resource._from_xero

    def from_xero(self, payload):
        if payload["InvoiceNumber"] == number:
            raise KeyError("a field of tomorrow")
        return real(self, payload)

    with stocked.env() as env:
        number = env["account.move"].browse(moves[2]).name
    with monkeypatch.context() as patch:
        patch.setattr(resource, "_from_xero", from_xero)
        note(stocked, "invoice", moves)
        books.sync(stocked)
        found = states(stocked, "invoice")
        assert found.pop(moves[2]) == "error"
        assert set(found.values()) == {"synced"}
        promises.nothing_open(stocked)
    note(stocked, "invoice", moves)
    books.sync(stocked)
    promises.in_step(stocked, xero, [], moves)
    assert len(xero.everything("Invoices")) == 5


# ----------------------------------------------------------------------
# whose answer is it
# ----------------------------------------------------------------------
def answering(monkeypatch, change):
    """From now on Xero's first answer to a write is changed on its way."""
    real, changed = XeroClient.send, []

    def send(self, *args, **kwargs):
        answer = real(self, *args, **kwargs)
        if changed:
            return answer
        changed.append(True)
        ((name, found),) = [
            item for item in answer.body.items() if isinstance(item[1], list)
        ]
        return replace(answer, body={**answer.body, name: change(found)})

    monkeypatch.setattr(XeroClient, "send", send)


@pytest.mark.parametrize("resource", ["contact", "invoice"])
@pytest.mark.parametrize("operation", ["create", "update"])
def test_elements_in_another_order(stocked, xero, monkeypatch, resource, operation):
    """What ties an Odoo record to a Xero record is not its place in a list."""
    if resource == "contact" and operation == "create":
        partners, moves = connected(stocked, xero)
        partners, moves = partners[:4], []
    else:
        done = resource if operation == "update" else "contact"
        partners, moves = known(stocked, xero, 4, done)
    with stocked.env() as env:
        env["res.partner"].browse(partners).write({"city": "York"})
        env["account.move"].browse(moves).write({"ref": "Reordered"})
    stocked.sql("DELETE FROM xero_change")
    note(stocked, resource, partners if resource == "contact" else moves)
    with monkeypatch.context() as patch:
        answering(patch, lambda found: found[::-1])
        books.run_once(stocked)
    books.sync(stocked)
    promises.nothing_open(stocked)
    note(stocked, "contact", partners)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, [] if resource == "contact" else moves)
    assert len(xero.everything("Contacts")) == 4


def _missing(found):
    return found[1:]


def _strange(found):
    return [*found[1:], {**found[0], "InvoiceNumber": "Nobody's"}]


@pytest.mark.parametrize("change", [_missing, _strange])
def test_an_answer_about_other_records_is_none(stocked, xero, monkeypatch, change):
    _partners, moves = known(stocked, xero, 4)
    with monkeypatch.context() as patch:
        answering(patch, change)
        note(stocked, "invoice", moves)
        assert books.run_once(stocked).endswith("no answer")
    assert set(states(stocked, "invoice").values()) == {"sending"}
    ((paused,),) = stocked.sql(
        "SELECT paused_until > now() AT TIME ZONE 'utc' FROM xero_connection_status"
    )
    assert paused, "a run would follow at once, and get the same answer"
    books.pause_ends(stocked)
    books.sync(stocked)
    promises.in_step(stocked, xero, [], moves)
    assert len(set(keys(xero.writes()))) == 1


# ----------------------------------------------------------------------
# figures
# ----------------------------------------------------------------------
def test_a_wrong_total_is_not_forgotten(stocked, xero, monkeypatch):
    """Xero stored a cent more; an edit of another field does not make it right."""
    _partners, moves = known(stocked, xero, 1)
    resource = model(stocked, "xero.resource.invoice")
    real = resource._payload

    def payload(self, mapped, names, link):
        made = real(self, mapped, names, link)
        for line in made.get("LineItems", [])[:1]:
            line["TaxAmount"] = mapped["lines"][0].tax_amount + Decimal("0.01")
        return made

    with monkeypatch.context() as patch:
        patch.setattr(resource, "_payload", payload)
        note(stocked, "invoice", moves)
        books.sync(stocked)
    assert states(stocked, "invoice") == {moves[0]: "difference"}
    with stocked.env() as env:
        env["account.move"].browse(moves[0]).ref = "Another field"
    books.sync(stocked)
    assert xero.everything("Invoices")[0]["Reference"] == "Another field"
    assert states(stocked, "invoice") == {moves[0]: "difference"}
    note(stocked, "invoice", moves)
    books.sync(stocked)
    assert states(stocked, "invoice") == {moves[0]: "difference"}


def test_a_question_stays_while_other_fields_travel(stocked, xero):
    """A contact's name is in conflict; its e-mail is not."""
    partners, _moves = known(stocked, xero, 1)
    (remote_id,) = link_of(stocked, "contact", partners[0], "remote_id")
    there = {"ContactID": remote_id, "Name": "Theirs"}
    xero.api("POST", "Contacts", {"Contacts": [there]})
    with stocked.env() as env:
        env["res.partner"].browse(partners[0]).write(
            {"name": "Ours", "email": "new@example.com"}
        )
    books.sync(stocked)
    (contact,) = xero.everything("Contacts")
    assert (contact["Name"], contact["EmailAddress"]) == ("Theirs", "new@example.com")
    assert states(stocked, "contact") == {partners[0]: "conflict"}
    promises.nothing_open(stocked)


# ----------------------------------------------------------------------
# names and numbers that Xero has
# ----------------------------------------------------------------------
def test_a_strangers_number_is_never_taken(stocked, xero):
    partners, moves = known(stocked, xero, 2)
    with stocked.env(commit=False) as env:
        number = env["account.move"].browse(moves[0]).name
    contact_id = link_of(stocked, "contact", partners[0], "remote_id")[0]
    stranger = {
        "Type": "ACCREC",
        "Contact": {"ContactID": contact_id},
        "InvoiceNumber": number,
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "LineItems": [{"Description": "Work", "Quantity": 1, "UnitAmount": 1}],
    }
    xero.api("PUT", "Invoices", {"Invoices": [stranger]})
    before = xero.everything("Invoices")
    note(stocked, "invoice", moves)
    books.sync(stocked)
    assert states(stocked, "invoice") == {moves[0]: "held", moves[1]: "synced"}
    cause, candidates = link_of(stocked, "invoice", moves[0], "cause", "candidates")
    assert cause == "already_in_xero"
    assert [c["remote_id"] for c in candidates] == [before[0]["InvoiceID"]]
    promises.untouched(xero, "InvoiceID", before)
    promises.nothing_open(stocked)


@pytest.mark.parametrize("resource", ["contact", "invoice"])
def test_what_carries_our_mark_is_ours(stocked, xero, resource):
    """The create was stored, and all memory of it is lost: a restored database."""
    partners, moves = known(stocked, xero, 3, resource)
    ids = partners if resource == "contact" else moves
    stocked.sql("DELETE FROM xero_link WHERE resource = %s", resource)
    stocked.sql("DELETE FROM xero_request")
    note(stocked, resource, ids)
    books.sync(stocked)
    promises.in_step(stocked, xero, partners, moves if resource == "invoice" else [])


def test_a_record_that_is_linked_elsewhere_by_now(stocked, xero):
    """Somebody paired it while the answer was on its way."""
    partners, _moves = connected(stocked, xero)
    xero.fault("drop_answer", method="PUT", path="/Contacts", times=1)
    note(stocked, "contact", partners[:1])
    books.run_once(stocked)
    (there,) = xero.everything("Contacts")
    with stocked.env() as env:
        env["xero.link"].create(
            {
                "connection_id": env["xero.connection"].search([]).id,
                "resource": "contact",
                "res_model": "res.partner",
                "res_id": partners[1],
                "remote_id": there["ContactID"],
                "remote_name": "Paired by hand",
            }
        )
    books.pause_ends(stocked)
    books.sync(stocked)
    promises.nothing_open(stocked)
    assert states(stocked, "contact")[partners[0]] == "held"
    assert link_of(stocked, "contact", partners[0], "cause") == ("linked_elsewhere",)


def test_key_of_another_request(stocked, xero, monkeypatch):
    """Xero knows the key with another body: it cannot be said what was stored."""
    _partners, moves = known(stocked, xero, 3)
    real = XeroClient.send

    def send(self, *args, **kwargs):
        real(self, *args, **kwargs)
        raise errors.KeyMismatch("the key of another request", status=400)

    with monkeypatch.context() as patch:
        patch.setattr(XeroClient, "send", send)
        note(stocked, "invoice", moves)
        books.run_once(stocked)
    books.time_passes(stocked, xero, 600)
    books.sync(stocked)
    promises.in_step(stocked, xero, [], moves)
    assert len(xero.everything("Invoices")) == 3
