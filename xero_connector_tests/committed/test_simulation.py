# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sample of the seeded simulation, and whether its judge sees what it looks for."""

import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from odoo import Command

from .simulation import people, quiet
from .simulation.judge import Judge
from .simulation.sequence import _engine_env
from .simulation.world import World

SEQUENCES = 25
#: things that happen in each; `make simulate` plays longer ones
STEPS = 12


@pytest.mark.timeout(1800)
def test_a_sample_of_sequences():
    """In a process of its own, whose time it freezes, on databases of its own."""
    environment = dict(os.environ)
    environment["XERO_DATABASE_PREFIX"] += "simulation_"
    played = subprocess.run(
        [
            *(sys.executable, "-m", "xero_connector_tests.committed.simulate"),
            *("--seeds", str(SEQUENCES), "--steps", str(STEPS)),
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    said = played.stdout + played.stderr
    assert played.returncode == 0, said
    closing = played.stdout.strip().splitlines()[-1]
    assert closing == (
        f"{SEQUENCES} sequences: 0 duplicates, 0 lost edits, 0 silent differences,"
        " 0 faults"
    )


@pytest.fixture
def world(lab):
    """Two documents that both sides agree on; time is the machine's."""
    with World(lab, 1, SimpleNamespace(move_to=lambda _moment: None)) as world:
        for _document in range(2):
            with world.env() as env:
                people.new_document(world, env)
                people.post(world, env)
        assert quiet.come_to_rest(world) == []
        assert verdict(world).problems == []
        yield world


def verdict(world):
    with world.env(commit=False) as env:
        return Judge(world, _engine_env(world, env)).judge()


def _document(world):
    documents = world.documents_in_xero()
    key = sorted(documents)[0]
    title = "invoices" if "InvoiceID" in documents[key] else "credit_notes"
    return getattr(world.organisation, title), documents[key]


def test_the_judge_sees_what_differs(world):
    table, document = _document(world)
    table.put({**document, "Total": document["Total"] + 1})
    problems = verdict(world).silent
    assert "total" in problems[0]
    world.sql("UPDATE xero_link SET state = 'error', error = 'Why' RETURNING id")
    assert verdict(world).silent == []


def test_the_judge_sees_what_is_there_twice(world):
    table, document = _document(world)
    table.put({**document, table.key: "00000000-0000-0000-0000-00000000abcd"})
    found = verdict(world).duplicates
    assert found and all(text.startswith("Line ") for text in found)


def test_the_judge_sees_what_was_lost(world):
    ((move,),) = world.sql(
        "SELECT min(res_id) FROM xero_link WHERE res_model = %s", "account.move"
    )
    world.wrote("odoo", "document", move, "ref", "Nobody kept this")
    (problem,) = verdict(world).lost_edits
    assert "Nobody kept this" in problem


def test_the_judge_sees_what_was_lost_of_others(world):
    """The name of a contact and of an item, and the lines of a bookkeeper."""
    _table, document = _document(world)
    key = document.get("InvoiceID") or document["CreditNoteID"]
    world.wrote("xero", "document", key, "lines", "Nobody kept these")
    for kind, model in (("contact", "res.partner"), ("item", "product.product")):
        ((record_id,),) = world.sql(
            "SELECT min(res_id) FROM xero_link WHERE resource = %s AND res_model = %s",
            kind,
            model,
        )
        world.wrote("odoo", kind, record_id, "name", f"Nobody kept this {kind}")
    found = verdict(world).lost_edits
    assert len(found) == 3
    assert all("Nobody kept" in text for text in found)


def test_the_judge_sees_what_differs_of_others(world):
    partners = world.sql(
        "UPDATE res_partner SET name = 'Silently' WHERE id IN ("
        "SELECT res_id FROM xero_link WHERE resource = 'contact') RETURNING id"
    )
    item = next(iter(world.organisation.items.values()))
    world.organisation.items.put({**item, "Name": "Silently"})
    found = verdict(world).silent
    assert len(found) == len(partners) + 1
    assert all("Silently" in text for text in found)


def test_the_judge_sees_what_nobody_knows(world):
    contact = next(iter(world.organisation.contacts))
    world.organisation.add_invoice(contact, amount=10)
    (problem,) = verdict(world).silent
    assert "unknown" in problem


def test_the_judge_sees_money_that_went_elsewhere(world):
    """Both sides say paid; the bank did not get it."""
    with world.env() as env:
        people.pay(world, env)
    assert quiet.come_to_rest(world) == []
    assert verdict(world).problems == []
    table = world.organisation.payments
    ((account,),) = world.sql(
        "SELECT remote_id FROM xero_account WHERE code = %s", "835"
    )
    for payment in list(table.values()):
        table.put({**payment, "Account": {"AccountID": account}})
    (problem,) = verdict(world).silent
    assert problem.startswith("payment ")


def test_the_judge_tells_one_deposit_from_money_twice(world):
    """A deposit that pays a part is as many payments here as Xero lists inside."""
    with world.env() as env:
        moves = env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": people._partners(env)[0].id,
                    "invoice_date": "2026-10-01",
                    "date": "2026-10-01",
                    "invoice_line_ids": [Command.create(line)],
                }
                for line in [people._line(world, env, "out_invoice") for _i in "12"]
            ]
        )
        moves.action_post()
    assert quiet.come_to_rest(world) == []
    keys = world.sql(
        "SELECT remote_id FROM xero_link WHERE res_model = 'account.move'"
        " AND res_id IN %s",
        tuple(moves.ids),
    )
    world.organisation.record_batch_deposit(
        {key: Decimal(1) for (key,) in keys},
        account="090",
        day=date(2026, 10, 2),
        reference="One deposit",
    )
    assert quiet.come_to_rest(world) == []
    ours = "SELECT id FROM account_payment WHERE memo = 'One deposit' ORDER BY id"
    assert len(world.sql(ours)) == 2
    assert verdict(world).problems == []
    with world.env() as env:
        env["account.payment"].browse(world.sql(ours)[0]).copy().write(
            {"memo": "One deposit", "state": "paid"}
        )
    (problem,) = verdict(world).duplicates
    assert problem == "payment One deposit in Odoo"
