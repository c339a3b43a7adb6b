# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Seeded simulation: ``make simulate SEEDS=300 SEED_FROM=1``.

Each seed is a sequence of its own, on a fresh database and a fresh local Xero: random
work on both sides, faults and kills meanwhile; then quiet, and a verdict. A seed plays
the same sequence each time; ``make simulate SEEDS=1 SEED_FROM=17 ARGS=--story`` tells
that of seed 17. The closing line counts; the exit status is 1 if anything was found.
"""

import argparse
import os
import sys
import traceback
from collections import Counter

COUNTED = {
    "duplicates": "duplicates",
    "lost_edits": "lost edits",
    "silent": "silent differences",
    "faults": "faults",
}


def main(argv=None):
    parser = argparse.ArgumentParser(prog="simulate", description=__doc__)
    parser.add_argument("--seeds", type=int, default=25, help="how many")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the first")
    parser.add_argument("--steps", type=int, default=None, help="of each sequence")
    parser.add_argument("--story", action="store_true", help="tell every sequence")
    options = parser.parse_args(argv)
    # the order of sets is part of a sequence
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", __spec__.name, *sys.argv[1:]])
    return simulate(options)


def simulate(options):
    """Play the seeds; 0 if nothing was found, else 1."""
    from freezegun import freeze_time

    # before anything of Odoo is imported: who has the real classes by then compares
    # them with the frozen ones
    with freeze_time("2026-11-02 09:00:00") as frozen:
        return _simulate(options, frozen)


def _simulate(options, frozen):
    import odoo.init  # noqa: F401  # before anything of Odoo
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["XERO_ODOO_CONFIG"], "--log-level=critical"],
        setup_logging=True,
    )
    from .lab import Lab
    from .simulation import sequence

    lab = Lab(ahead=True)
    steps = options.steps or sequence.STEPS
    found, told, agree, count = Counter(), Counter(), 0, 0
    try:
        lab.prepare()
        with time_in_the_database():
            for seed in range(options.first, options.first + options.seeds):
                lab.fresh()
                count += 1
                try:
                    world, verdict = sequence.play(lab, seed, frozen, steps)
                except Exception:
                    found["faults"] += 1
                    _say(f"seed {seed}: broke off\n{traceback.format_exc()}")
                    continue
                found.update({name: len(getattr(verdict, name)) for name in COUNTED})
                told += verdict.told
                agree += verdict.agree
                _report(seed, world, verdict, options.story)
    finally:
        lab.drop()
    _close(count, found, told, agree)
    return 1 if any(found.values()) else 0


def time_in_the_database():
    """Odoo takes the time of its transactions from the database, which has its own."""
    from datetime import datetime
    from unittest.mock import patch

    from odoo.sql_db import Cursor

    return patch.object(Cursor, "now", lambda _cursor: datetime.now())


def _report(seed, world, verdict, story):
    for problem in verdict.problems:
        _say(f"seed {seed}: {problem}")
    if not verdict.problems:
        _say(f"seed {seed}: {verdict.agree} pairs agree, {verdict.told.total()} told")
    if story:
        _say("\n".join(f"    {line}" for line in world.story))
        _say("\n".join(f"    told: {line}" for line in verdict.shown))


def _say(text):
    """A line, at once: a run of many seeds takes its time."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _close(count, found, told, agree):
    _say(
        f"{agree} pairs agree; shown to people: "
        + ", ".join(f"{n} × {cause}" for cause, n in told.most_common())
    )
    figures = ", ".join(f"{found[name]} {text}" for name, text in COUNTED.items())
    _say(f"{count} sequences: {figures}")


if __name__ == "__main__":
    sys.exit(main())
