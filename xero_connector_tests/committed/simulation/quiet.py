# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everybody goes home: no trouble, everything arrives, both sides come to rest."""

from .. import books

#: looks of a run in one round, and rounds until both sides have to be at rest
MOST_RUNS = 40
MOST_ROUNDS = 8


def come_to_rest(world):
    """Run until a whole round, a night's look at everything included, writes nothing.

    :return: what does not come to rest, as texts; empty if all did
    """
    world.xero.faults.clear()
    for number in range(MOST_ROUNDS):
        world.post_webhooks()
        world.receive(world.mailbox.bodies)
        world.mailbox.bodies.clear()
        # what was refused is tried again, at last once a day
        world.passes(26 * 3600)
        before = len(world.xero.log)
        with world.env() as env:
            connection = env["xero.connection"].browse(world.connection_id)
            env["xero.sweep"]._sweep(connection)
            env["xero.pull"]._read_now(connection)
        busy = _run(world)
        if busy:
            return [busy]
        wrote = [
            f"{one['method']} {one['path']}"
            for one in list(world.xero.log)[before:]
            if _stored(one)
        ]
        if not wrote and number:
            return []
    return [f"still writes after {MOST_ROUNDS} nights: {wrote}"]


def _run(world):
    for _number in range(MOST_RUNS):
        with world.env() as env:
            env["xero.run"]._cron_wake()
        said = books.run_once(world.lab)
        if not world.due():
            return None
        world.passes(61)
    return f"never comes to an end: {said}"


def _stored(exchange):
    """Whether a call wrote something; what Xero refuses is tried again each day."""
    if exchange["method"] not in ("PUT", "POST") or exchange["status"] != 200:
        return False
    if "/api.xro/" not in exchange["path"]:
        return False
    elements = [
        one
        for value in exchange["response_body"].values()
        if isinstance(value, list)
        for one in value
    ]
    return any(
        not one.get("HasErrors")
        and not one.get("HasValidationErrors")
        and one.get("StatusAttributeString") != "ERROR"
        for one in elements
    )
