# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``make clean`` and ``down``: stop what runs and remove all that the tools made."""

import shutil

from tools import postgres, processes, say
from tools.places import ADDONS, ROOT, RUN, TOOLS, VENV
from tools.say import Problem


def down(_arguments: list[str]) -> int:
    """Stop PostgreSQL"""
    if postgres.stop():
        say.step("PostgreSQL stopped")
    return 0


def clean(_arguments: list[str]) -> int:
    """Stop what runs; remove .run/, .venv/ and every cache"""
    processes.stop_all_runs()
    postgres.stop()
    made = [RUN, VENV, *(ROOT / name for name in ("build", "dist", ".hypothesis"))]
    made += [ROOT / f".{tool}_cache" for tool in ("pytest", "mypy", "ruff")]
    made += ROOT.glob("*.egg-info")
    for folder in (*(ROOT / addon for addon in ADDONS), TOOLS):
        made += folder.rglob("__pycache__")
    for path in made:
        shutil.rmtree(path, ignore_errors=True)
    left = [path for path in made if path.exists()]
    if left:
        raise Problem(
            f"{left[0]} could not be removed",
            "it belongs to another user: run `make clean` as that user",
        )
    say.step("Removed .run/, .venv/ and the caches")
    return 0
