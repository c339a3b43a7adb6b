# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One sequence: people, a bookkeeper and the machinery, in an order that the seed
decides; then quiet, and a verdict."""

from odoo.exceptions import UserError

from ...simulator.errors import Invalid
from . import bookkeeper, machine, people, quiet
from .judge import Judge
from .world import World

#: things that happen before it gets quiet
STEPS = 50
#: documents that are there before
STOCK = 6


def play(lab, seed, frozen, steps=STEPS):
    """Play one sequence on a fresh database.

    :param frozen: what moves the time of this process
    :return: the world, its verdict
    """
    with World(lab, seed, frozen) as world:
        for _document in range(STOCK):
            with world.env() as env:
                world.tell(people.new_document(world, env))
        for _step in range(steps):
            _step_of(world)
        world.tell("— quiet —")
        restless = quiet.come_to_rest(world)
        with world.env(commit=False) as env:
            verdict = Judge(world, _engine_env(world, env)).judge()
        verdict.faults += restless
        return world, verdict


def _engine_env(world, env):
    """Archived records are records too."""
    return env["xero.run"]._engine(world.connection_id).env


def _step_of(world):
    """Something happens, a little later than the last."""
    world.passes(world.rng.randint(1, 30))
    said = None
    while said is None:
        said = _something(world)
    world.tell(said)
    world.look()


def _something(world):
    """What was done, or None if there was nothing to do it with."""
    who, actions = world.rng.choices(
        (("Odoo", people.ACTIONS), ("Xero", bookkeeper.ACTIONS), ("", machine.ACTIONS)),
        (45, 20, 35),
    )[0]
    (chosen,) = world.rng.choices(
        [function for _weight, function in actions],
        [weight for weight, _function in actions],
    )
    try:
        if who == "Odoo":
            with world.env() as env:
                said = chosen(world, env)
        else:
            said = chosen(world)
    except (UserError, Invalid) as error:
        said = f"{chosen.__name__}: impossible: {error}".splitlines()[0]
    return f"{who}: {said}" if who and said else said
