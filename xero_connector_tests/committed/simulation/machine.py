# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the machinery does meanwhile, and what goes wrong with it."""

from .. import books, kills, promises

#: (weight, action)
ACTIONS = []
#: calls that a fault may meet, and how they fail
FAULTS = (
    {"action": "rate_limit", "retry_after": 26},
    {"action": "rate_limit", "retry_after": 300, "problem": "day"},
    {"action": "error", "status": 500},
    {"action": "error", "status": 500, "store": True},
    {"action": "error", "status": 503},
    {"action": "drop_answer"},
    {"action": "drop_request"},
    {"action": "truncate"},
    {"action": "content_type"},
    {"action": "offline"},
)
#: of the database's commits and the calls of one run, the last at which it may die
LAST_DEATH = 24


def action(weight):
    """Decorator: something that happens so often."""

    def register(function):
        ACTIONS.append((weight, function))
        return function

    return register


@action(14)
def run(world):
    return f"run: {books.run_once(world.lab)}"


@action(5)
def killed_run(world):
    at = world.rng.randint(1, LAST_DEATH)
    child = world.lab.fork(kills.run_watched, at)
    child.wait()
    if child.failed:
        raise AssertionError("a run in a process of its own failed")
    promises.lock_is_free(world.lab)
    return f"run {'killed' if child.killed else 'lived through'} at boundary {at}"


@action(5)
def fault(world):
    rule = dict(world.rng.choice(FAULTS))
    rule |= {
        "method": world.rng.choice(("", "PUT", "POST", "GET")),
        "nth": world.rng.randint(1, 3),
        "times": 1,
    }
    world.xero.faults.add(rule)
    return f"trouble: {rule}"


@action(4)
def heal(world):
    if not world.xero.faults.rules:
        return None
    world.xero.faults.clear()
    return "no trouble any more"


@action(5)
def time_passes(world):
    seconds = world.rng.choice((5, 40, 120, 400, 700, 4000, 20000))
    world.passes(seconds)
    return f"{seconds} seconds pass"


@action(6)
def poll(world):
    with world.env() as env:
        connection = env["xero.connection"].browse(world.connection_id)
        env["xero.pull"]._read_now(connection)
    return "Xero's changes are due"


@action(1)
def sweep(world):
    with world.env() as env:
        connection = env["xero.connection"].browse(world.connection_id)
        env["xero.sweep"]._sweep(connection)
    return "the night's look at everything"


@action(2)
def clock(world):
    with world.env() as env:
        env["xero.run"]._cron_wake()
    return "the scheduled action"


@action(6)
def webhooks(world):
    """Some of what was posted arrives, in any order, some of it twice."""
    world.post_webhooks()
    bodies = world.mailbox.bodies
    world.rng.shuffle(bodies)
    count = world.rng.randint(0, len(bodies))
    some, rest = bodies[:count], bodies[count:]
    if some and world.rng.random() < 0.3:
        some.append(some[0])
    bodies[:] = rest
    world.receive(some)
    return f"{len(some)} webhooks arrive, {len(rest)} are late"
