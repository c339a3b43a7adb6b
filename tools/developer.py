# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Commands for somebody who works on the addon, by hand.

``up`` leaves PostgreSQL running until ``down``; the other commands need it up.
"""

import argparse
import contextlib
import os
import shlex
import sys

from tools import odoo_config, odoo_source, postgres, say
from tools.databases import Databases
from tools.places import ADDONS, ROOT, RUN
from tools.processes import Run
from tools.python_env import ODOO_COMMAND
from tools.say import Problem

CONFIG = RUN / "odoo.conf"


def up(arguments: list[str]) -> int:
    """Start PostgreSQL and leave it running; write .run/odoo.conf; say how to go on"""
    argparse.ArgumentParser(prog="python3 -m tools up").parse_args(arguments)
    server = _server(keep=True)
    say.step(f"PostgreSQL on {server.host}:{server.port}, role {server.user}")
    say.note(f"Odoo's configuration: {CONFIG}")
    say.note("a database:   python3 -m tools db NAME [--demo] [-i MODULES] [--bare]")
    say.note("Odoo:         python3 -m tools odoo -d NAME [shell, -u, …]")
    say.note("tests:        python3 -m tools pytest --odoo-database=NAME PATH…")
    say.note("SQL:          python3 -m tools psql NAME")
    say.note("stop it:      python3 -m tools down")
    return 0


def env(arguments: list[str]) -> int:
    """Print what the committed tests, the simulation and the benchmark need"""
    argparse.ArgumentParser(prog="python3 -m tools env").parse_args(arguments)
    server = _server()
    with Run() as run:
        databases = Databases(run, odoo_source.remembered(), server)
        with contextlib.redirect_stdout(sys.stderr):
            template = databases.addon_template()
    for name, value in {
        "XERO_ODOO_CONFIG": str(CONFIG),
        "XERO_TEMPLATE_DATABASE": template,
        "XERO_DATABASE_PREFIX": f"by_hand_{os.getppid()}",
        "XERO_FILESTORE": str(databases.filestore),
        **server.environment(),
    }.items():
        print(f"export {name}={shlex.quote(value)}")
    return 0


def db(arguments: list[str]) -> int:
    """Make (or make anew) a database from a template"""
    parser = argparse.ArgumentParser(prog="python3 -m tools db")
    parser.add_argument("name")
    parser.add_argument("--demo", action="store_true", help="with Odoo's demo data")
    parser.add_argument(
        "--bare", action="store_true", help="without the connector's two addons"
    )
    parser.add_argument("-i", "--install", help="more modules, separated by commas")
    parser.add_argument("--drop", action="store_true", help="only drop it")
    options = parser.parse_args(arguments)
    server = _server()
    with Run() as run:
        databases = Databases(run, odoo_source.remembered(), server)
        databases.drop_orphans()
        if options.drop:
            databases.drop(options.name)
            return 0
        template = databases.base_template(options.demo)
        databases.copy(template, options.name)
        modules = () if options.bare else ADDONS
        modules += tuple((options.install or "").split(",")) if options.install else ()
        if modules:
            databases.install(options.name, modules, options.demo)
    say.step(f"Database {options.name} is ready")
    return 0


def odoo(arguments: list[str]) -> int:
    """Run Odoo with .run/odoo.conf"""
    server = _server()
    # ``odoo shell -d x``: the sub-command comes before the options.
    sub = arguments[:1] if arguments and not arguments[0].startswith("-") else []
    rest = arguments[len(sub) :]
    command = [sys.executable, str(ODOO_COMMAND), *sub, "-c", str(CONFIG), *rest]
    os.execve(sys.executable, command, {**os.environ, **server.environment()})


def pot(arguments: list[str]) -> int:
    """Renew the list of texts to translate, from a database with the addon"""
    parser = argparse.ArgumentParser(prog="python3 -m tools pot")
    parser.add_argument("name", help="of a database made by: python3 -m tools db NAME")
    name = parser.parse_args(arguments).name
    server = _server()
    target = ROOT / "xero_connector" / "i18n" / "xero_connector.pot"
    target.parent.mkdir(exist_ok=True)
    command = [
        *(sys.executable, str(ODOO_COMMAND), "i18n", "export", "-c", str(CONFIG)),
        *("-d", name, "-o", str(target), "xero_connector"),
    ]
    os.execve(sys.executable, command, {**os.environ, **server.environment()})


def pytest(arguments: list[str]) -> int:
    """Run pytest on Odoo with .run/odoo.conf"""
    server = _server()
    command = [
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider"),
        *(f"--odoo-config={CONFIG}", "--odoo-log-level=warn", *arguments),
    ]
    os.chdir(ROOT)
    os.execve(sys.executable, command, {**os.environ, **server.environment()})


def psql(arguments: list[str]) -> int:
    """Open psql on a database"""
    server = _server()
    binaries = postgres.find_binaries()
    command = [str(binaries / "psql"), *arguments]
    os.execve(command[0], command, {**os.environ, **server.environment()})


def _server(keep: bool = False) -> postgres.Server:
    if keep:
        postgres.FOLDER.mkdir(parents=True, exist_ok=True)
        postgres.KEEP.touch()
    elif not (postgres.KEEP.exists() or os.environ.get("PGHOST")):
        raise Problem("PostgreSQL is not up", "python3 -m tools up")
    server = postgres.use()
    odoo_config.write(CONFIG, odoo_source.remembered(), server)
    return server
