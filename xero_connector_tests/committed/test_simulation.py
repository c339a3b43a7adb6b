# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A sample of the seeded simulation, and whether its judge sees what it looks for."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from .simulation import people, quiet
from .simulation.judge import Judge
from .simulation.sequence import _engine_env
from .simulation.world import World

SEQUENCES = 25
#: things that happen in each; `make simulate` plays longer ones
STEPS = 20


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
    (problem,) = verdict(world).silent
    assert "total" in problem
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
