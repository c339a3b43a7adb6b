# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``python3 -m tools COMMAND``: prepare what the command needs, then run it.

The first half runs on any Python 3.11 or newer and makes Odoo's source and the virtual
environment; the second half runs inside that environment.
"""

import importlib
import os
import sys
from dataclasses import dataclass

from tools import say
from tools.places import ROOT, VENV, venv_python

READY = "XERO_TOOLS_READY"


@dataclass(frozen=True)
class Command:
    """A command: what it does, the module of its function, what must be there."""

    name: str
    does: str
    module: str
    odoo: bool = True
    lint: bool = False

    def run(self, arguments: list[str]) -> int:
        module = importlib.import_module(f"tools.{self.module}")
        return int(getattr(module, self.name.replace("-", "_"))(arguments))


COMMANDS = (
    Command("demo", "Odoo and a local Xero, connected and served", "demo"),
    Command("test", "every test but the slow ones", "suite"),
    Command("test-slow", "the tests that take minutes", "suite"),
    Command("lint", "check every file, or those given", "lint", odoo=False, lint=True),
    Command(
        "format", "format every file, or those given", "lint", odoo=False, lint=True
    ),
    Command("coverage", "the tests with coverage of the rings", "covered"),
    Command("bench", "the benchmark", "suite"),
    Command("simulate", "the seeded simulation", "suite"),
    Command("clean", "stop and remove all that was made", "clean", odoo=False),
    Command("up", "start PostgreSQL and leave it running", "developer"),
    Command("down", "stop PostgreSQL", "clean", odoo=False),
    Command("db", "make a database from a template", "developer"),
    Command("env", "print the environment of the committed tests", "developer"),
    Command("odoo", "run Odoo", "developer"),
    Command("pot", "renew the list of texts to translate", "developer"),
    Command("pytest", "run pytest on Odoo", "developer"),
    Command("psql", "open psql on a database", "developer"),
)


def main(words: list[str]) -> int:
    command = next((known for known in COMMANDS if [known.name] == words[:1]), None)
    if command is None:
        print("usage: python3 -m tools COMMAND …\n")
        for known in COMMANDS:
            print(f"  {known.name:<12} {known.does}")
        return 2 if words else 0
    ready = os.environ.pop(READY, "") == str(ROOT)
    if (command.odoo or command.lint) and not ready:
        _prepare(command, words)
    return command.run(words[1:])


def _prepare(command: Command, words: list[str]) -> None:
    """Make what is missing, then become the same command inside the environment."""
    from tools import odoo_source, python_env

    source = odoo_source.obtain() if command.odoo else None
    python_env.prepare(source)
    if command.lint:
        python_env.prepare_lint()
    environment = {
        **os.environ,
        READY: str(ROOT),
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        # Somebody's own path would come before the pinned libraries.
        "PYTHONPATH": "",
    }
    python = str(venv_python())
    os.execve(python, [python, "-m", "tools", *words], environment)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except say.Problem as problem:
        say.problem(problem.what, problem.way_on)
        sys.exit(1)
    except (KeyboardInterrupt, say.Stopped) as stop:
        print("\nstopped", file=sys.stderr)
        sys.exit(128 + getattr(stop, "number", 2))
