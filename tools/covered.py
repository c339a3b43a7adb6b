# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``make coverage``: how much of the rings, the engine and the local Xero the tests go
through.

Branches, over the unit, committed and Odoo tests together, forked processes included
(``[tool.coverage.run]`` in pyproject.toml says which files).
"""

import shutil
import subprocess
import sys

from tools import say
from tools.places import ROOT, RUN
from tools.processes import Run
from tools.suite import Suite

FOLDER = RUN / "coverage"
# Per cent of branches and lines below which the run fails.
LEAST = 95
SIMULATOR = "xero_connector_tests/simulator/*"


def coverage(_arguments: list[str]) -> int:
    """Run every test but the slow ones under coverage; fail below the least"""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with Run() as run:
        status = Suite(
            run, "not slow", (sys.executable, "-m", "coverage", "run")
        ).run_parts()
    say.step(f"Coverage (at least {LEAST} %; pages in {FOLDER / 'html'})")
    _coverage("combine", "--quiet")
    _coverage("html", "--quiet")
    status = _report("the rings and the engine", "xero_connector/*") or status
    return _report("the local Xero", SIMULATOR, "--no-skip-covered") or status


def _report(what: str, files: str, *options: str) -> int:
    """One table, file by file; not 0 when it is below the least."""
    say.note(what)
    return _coverage("report", f"--include={files}", f"--fail-under={LEAST}", *options)


def _coverage(*words: str) -> int:
    done = subprocess.run([sys.executable, "-m", "coverage", *words], cwd=ROOT)
    return done.returncode
