# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The virtual environments: ``.venv`` for Odoo and the tests, one for the linters.

Only the standard library: this runs before the environment exists. An environment
carries a stamp of what it was made from; another stamp, or none (a run that died half
way), and it is made anew.
"""

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools import say
from tools.locks import only_one
from tools.odoo_source import OdooSource
from tools.places import LOGS, RUN, TOOLS, VENV, venv_python
from tools.say import Problem

PYTHONS = ((3, 12), (3, 11))
LINT_VENV = RUN / "lint-venv"
ODOO_COMMAND = VENV / "bin" / "odoo"
# Not ``python -m odoo``: with workers Odoo starts itself a second time by the path of
# the script, and odoo/__main__.py does not run that way.
ODOO_SCRIPT = "from odoo.cli.command import main\n\nmain()\n"
# What pip says of a network that is not there, before it goes on to say something else.
NO_NETWORK = ("NewConnectionError", "Failed to establish", "NameResolutionError")
STAMP = "xero-connector.stamp"


def prepare(source: OdooSource | None) -> None:
    """Make ``.venv`` what the requirement files say, with Odoo importable in it.

    :param source: Odoo's source; without it nothing of Odoo is needed this time
    """
    _make(
        VENV,
        "the Python environment in .venv",
        [["requirements-odoo.txt", "requirements-test.txt"]],
        no_deps=["requirements-addons.txt"],
    )
    if source is None:
        return
    site = next((VENV / "lib").glob("python*/site-packages"))
    pth = site / "odoo-source.pth"
    if not pth.exists() or pth.read_text().strip() != source.python_path:
        pth.write_text(source.python_path + "\n")
    if not ODOO_COMMAND.exists():
        ODOO_COMMAND.write_text(f"#!{venv_python()}\n{ODOO_SCRIPT}")
        ODOO_COMMAND.chmod(0o755)


def prepare_lint() -> None:
    """Make the linters' own environment."""
    _make(LINT_VENV, "the linters' environment", [["requirements-lint.txt"]])


def _make(
    venv: Path, what: str, together: list[list[str]], no_deps: list[str] | None = None
) -> None:
    files = [name for names in together for name in names] + (no_deps or [])
    with only_one(RUN / f"{venv.name.strip('.')}.lock", f"making {what}"):
        python = _interpreter()
        stamp = _stamp(python, files)
        marked = venv / STAMP
        made = marked.read_text() if marked.exists() else ""
        if made == stamp and venv_python(venv).exists():
            return
        began = time.monotonic()
        if made.split()[:1] == stamp.split()[:1]:
            # Only the lists changed: bring it up to date under those who use it.
            say.step(f"Bringing {what} up to date")
        else:
            say.step(f"Making {what} with Python {stamp.split()[0]}")
            _create(python, venv)
        for names in together:
            _pip(venv, [f"-r{TOOLS / name}" for name in names])
        for name in no_deps or []:
            _pip(venv, ["--no-deps", f"-r{TOOLS / name}"])
        marked.write_text(stamp)
        say.note(f"made in {say.seconds(began)}")


def _stamp(python: str, files: list[str]) -> str:
    digest = hashlib.sha256()
    for name in files:
        digest.update((TOOLS / name).read_bytes())
    return f"{_version_of(python)} {digest.hexdigest()}"


def _interpreter() -> str:
    """The Python to build with: the one that runs, else a known one on PATH.

    In an environment of ours that is the one it was made from.
    """
    if sys.version_info[:2] in PYTHONS:
        return str(getattr(sys, "_base_executable", sys.executable))
    for major, minor in PYTHONS:
        found = shutil.which(f"python{major}.{minor}")
        if found:
            works = subprocess.run([found, "-c", ""], capture_output=True, check=False)
            if works.returncode == 0:
                return found
    raise Problem(
        f"Odoo 19 runs here on Python 3.11 and 3.12; this is {sys.version.split()[0]}",
        "install Python 3.12 and run again, or: make PYTHON=/path/to/python3.12 …",
    )


def _version_of(python: str) -> str:
    if python == str(getattr(sys, "_base_executable", sys.executable)):
        return ".".join(str(part) for part in sys.version_info[:3])
    asked = subprocess.run(
        [python, "-c", "import platform; print(platform.python_version())"],
        capture_output=True,
        text=True,
        check=True,
    )
    return asked.stdout.strip()


def _create(python: str, venv: Path) -> None:
    shutil.rmtree(venv, ignore_errors=True)
    done = subprocess.run(
        [python, "-m", "venv", str(venv)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        shutil.rmtree(venv, ignore_errors=True)
        raise Problem(
            "this Python cannot make a virtual environment",
            "install its venv module (Debian: apt install python3-venv), run again",
        )


def _pip(venv: Path, words: list[str]) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    command = [
        *(str(venv_python(venv)), "-m", "pip", "install", "--retries", "2"),
        *("--disable-pip-version-check", "--progress-bar", "off", *words),
    ]
    said = []
    with (LOGS / "pip.log").open("a") as log, say.progress("pip") as bar:
        running = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        assert running.stdout is not None
        collected = 0
        for line in running.stdout:
            log.write(line)
            said.append(line)
            collected += line.startswith("Collecting ")
            if line.startswith(("Collecting", "Downloading", "Building", "Install")):
                bar.show(f"{collected} packages, {line.strip().split(' (')[0][:60]}")
    if running.wait():
        errors = [line.strip() for line in said if line.startswith("ERROR")]
        reason = (errors or said or ["no reason given"])[0].strip()
        if any(sign in line for line in said for sign in NO_NETWORK):
            reason = "the package index cannot be reached"
        raise Problem(
            f"pip failed: {reason}",
            f"check the network, then run again (all of it: {LOGS / 'pip.log'})",
        )
