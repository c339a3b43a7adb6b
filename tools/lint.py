# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``make lint`` and ``make format``: pre-commit with local hooks.

Every checker is installed from PyPI or npm beforehand; pre-commit itself fetches
nothing. Without npm the check of XML and JavaScript formatting is left out, and said.
"""

import os
import shutil
import subprocess
from pathlib import Path

from tools import say
from tools.places import LOGS, ROOT, RUN, TOOLS, VENV
from tools.processes import Run
from tools.python_env import LINT_VENV
from tools.say import Problem

NODE = RUN / "node"
PRETTIER = NODE / "node_modules" / ".bin" / "prettier"


def lint(arguments: list[str]) -> int:
    """Check every file, or those given"""
    return _pre_commit("pre-commit", arguments)


def format(arguments: list[str]) -> int:
    """Format Python, XML and JavaScript as lint wants them: all, or those given"""
    return _pre_commit("manual", arguments)


def _pre_commit(stage: str, files: list[str]) -> int:
    if not shutil.which("git") or not (ROOT / ".git").exists():
        raise Problem(
            "pre-commit works on a git checkout, and this is none",
            "install git and clone the repository",
        )
    environment = {
        "PATH": os.pathsep.join(
            [
                str(VENV / "bin"),
                str(LINT_VENV / "bin"),
                str(PRETTIER.parent),
                os.environ.get("PATH", os.defpath),
            ]
        ),
        "PRE_COMMIT_HOME": str(RUN / "pre-commit"),
        "PRE_COMMIT_COLOR": "auto",
    }
    if not _prepare_prettier():
        say.note("no npm here: the formatting of XML and JavaScript is not checked")
        skipped = os.environ.get("SKIP", "")
        environment["SKIP"] = f"{skipped},prettier,prettier-write".strip(",")
    with Run() as run:
        return run.call(
            [
                *(LINT_VENV / "bin" / "pre-commit", "run", "--hook-stage", stage),
                *(["--files", *files] if files else ["--all-files"]),
            ],
            env=environment,
        )


def _prepare_prettier() -> bool:
    """Install the pinned prettier under .run; False where there is no npm."""
    npm = shutil.which("npm")
    if not npm:
        return False
    wanted = (TOOLS / "node" / "package.json").read_text()
    made = NODE / "package.json"
    if PRETTIER.exists() and made.exists() and made.read_text() == wanted:
        return True
    say.step("Installing prettier from npm")
    shutil.rmtree(NODE, ignore_errors=True)
    NODE.mkdir(parents=True)
    made.write_text(wanted)
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / "npm.log"
    with log.open("w") as output:
        done = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--no-package-lock"],
            cwd=NODE,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    if done.returncode:
        shutil.rmtree(NODE, ignore_errors=True)
        raise Problem("npm could not install prettier", _way_on(log))
    return True


def _way_on(log: Path) -> str:
    return f"check the network and run again, or SKIP=prettier make lint (see {log})"
