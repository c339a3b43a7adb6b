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


@dataclass(frozen=True)
class Command:
    """A command: the function that does it, and what must be there before."""

    name: str
    module: str
    odoo: bool = True
    lint: bool = False

    def run(self, arguments: list[str]) -> int:
        function = getattr(importlib.import_module(self.module), self.name)
        return int(function(arguments))


COMMANDS = {
    command.name: command
    for command in (
        Command("up", "tools.developer"),
        Command("down", "tools.developer"),
        Command("db", "tools.developer"),
        Command("odoo", "tools.developer"),
        Command("pytest", "tools.developer"),
        Command("psql", "tools.developer"),
    )
}


def main(words: list[str]) -> int:
    if not words or words[0] not in COMMANDS:
        print("usage: python3 -m tools COMMAND …\n")
        for name in COMMANDS:
            print(f"  {name}")
        return 2
    command = COMMANDS[words[0]]
    if command.odoo and os.environ.get("XERO_TOOLS_READY") != str(ROOT):
        _prepare(command, words)
    os.environ.pop("XERO_TOOLS_READY", None)
    return command.run(words[1:])


def _prepare(command: Command, words: list[str]) -> None:
    """Make what is missing, then become the same command inside the environment."""
    from tools import odoo_source, python_env

    python_env.prepare(odoo_source.obtain())
    if command.lint:
        python_env.prepare_lint()
    environment = {
        **os.environ,
        "XERO_TOOLS_READY": str(ROOT),
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
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        sys.exit(130)
