# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What may go wrong with a call, for every kind of document, for money spent and files.

``test_outages.py`` and ``test_answers.py`` try invoices and contacts in every way; here
each of the others is as safe: what Xero turned away is sent again, what it stored all
the same is not, and one that it refuses stops no other.
"""

import pytest

from . import books, promises
from .play import note, states
from .test_kills_documents import KINDS, Scene
from .test_kills_files import Spend, Upload
from .test_outages import ACCIDENTS, pause

#: of what ``ACCIDENTS`` names, tried each time; the others by `make test-slow`
FEW = ("500", "500 but stored", "503")
RULES = {**ACCIDENTS, "429": {"action": "rate_limit", "retry_after": 50}}


def scene_of(what, lab, xero):
    """What is written once, in each turn."""
    if what in KINDS:
        return Scene(lab, xero, what, "create")
    return {"file": Upload, "spend money": Spend}[what](lab, xero, again=False)


WHAT = [*KINDS, "file", "spend money"]


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(FEW, id="few"),
        pytest.param(
            [one for one in ACCIDENTS if one not in FEW],
            id="others",
            marks=pytest.mark.slow,
        ),
    ],
)
@pytest.mark.parametrize("what", WHAT)
def test_accidents(stocked, xero, subtests, what, names):
    scene = scene_of(what, stocked, xero)
    for name in (*names, "429"):
        with subtests.test(accident=name):
            scene.stir()
            xero.fault(**{"method": "PUT", "times": 1, **RULES[name]})
            books.run_once(stocked)
            assert xero.hits() == [1]
            assert pause(stocked)[0] > 0
            writes = len(xero.writes())
            books.run_once(stocked)
            assert len(xero.writes()) == writes, "the pause was not kept"
            xero.heal()
            scene.recovered(old=False)


@pytest.mark.parametrize("what", [*KINDS, "spend money"])
def test_one_bad_among_three(stocked, xero, what):
    """The contact of the second is archived in Xero meanwhile."""
    scene = scene_of(what, stocked, xero)
    names = [f"Customer {number:03}" for number in (2, 3, 4)]
    with stocked.env() as env:
        partners = env["res.partner"].search([("name", "in", names)], order="name")
        env["xero.change"]._note(
            env["xero.connection"].browse(scene.connection_id), "contact", partners.ids
        )
        partner_ids = partners.ids
    books.sync(stocked)
    ((bad_id,),) = stocked.sql(
        "SELECT remote_id FROM xero_link WHERE resource = 'contact' AND res_id = %s",
        partner_ids[1],
    )
    archived = {"ContactID": bad_id, "ContactStatus": "ARCHIVED"}
    xero.api("POST", "Contacts", {"Contacts": [archived]})
    with stocked.env() as env:
        if what in KINDS:
            made = [scene.new(env, partner) for partner in partners.with_env(env)]
        else:
            made = [
                scene.new(env, partner_id, 50 + number)
                for number, partner_id in enumerate(partner_ids)
            ]
        ids = [one.id for one in made]
    xero.forget_calls()
    books.sync(stocked)
    found = states(stocked, scene.resource)
    assert [found[one] for one in ids] == ["synced", "error", "synced"]
    ((error, remedy),) = stocked.sql(
        "SELECT error, remedy FROM xero_link WHERE resource = %s AND res_id = %s",
        scene.resource,
        ids[1],
    )
    assert "archived" in error and remedy
    promises.nothing_open(stocked)
    # somebody restores it there and presses the button here
    xero.control("POST", "actions", {"action": "restore_contact", "contact_id": bad_id})
    note(stocked, scene.resource, ids[1:2], lane="button")
    books.sync(stocked)
    assert set(states(stocked, scene.resource).values()) == {"synced"}
    linked = stocked.sql(
        "SELECT count(DISTINCT remote_id) FROM xero_link WHERE resource = %s",
        scene.resource,
    )
    assert linked == [(3,)]
