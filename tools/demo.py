# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``make demo``: a real Odoo 19 and a local Xero, connected, in step, and served.

Everything starts afresh each time: a copy of the demo database, an empty Xero. The
program ``xero_connector_tests.demo`` connects them, runs the first sync and writes the
report. It finds everything in its environment:

- ``XERO_DEMO_ODOO_URL``, ``XERO_DEMO_DATABASE``, ``XERO_DEMO_LOGIN``,
  ``XERO_DEMO_PASSWORD``: the running Odoo
- ``XERO_DEMO_XERO``: a file with the line of JSON that the local Xero said at its start
  (addresses, clients, users, organisations)
- ``XERO_DEMO_REPORT``: the file to write its report to
- ``XERO_ODOO_CONFIG`` and ``PGHOST``…: the same Odoo from within, for seeding
- ``DEMO_INVOICES``: how many invoices to add before the sync, if set

Its exit status is 0 only if both sides agree; with ``DEMO_ONCE=1`` it is ours.
"""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools import odoo_config, odoo_source, postgres, say
from tools.databases import PREFIX, Databases
from tools.locks import take_if_free
from tools.places import LOGS, RUN
from tools.processes import Run, free_port
from tools.python_env import ODOO_COMMAND
from tools.say import Problem, Stopped

LOGIN = PASSWORD = "admin"
ODOO_PORT, XERO_PORT = 8069, 8070
ODOO_LOG = LOGS / "odoo.log"
XERO_LOG = LOGS / "xero.log"
XERO_SAID = RUN / "xero.json"
XERO_STATE = RUN / "xero-state.json"
XERO_CALLS = RUN / "xero-log.jsonl"
REPORT = RUN / "demo-report.json"
CONFIG = RUN / "demo.conf"
# The connector's runs have a channel of their own, so that no other job waits for them.
CHANNELS = "root:2,root.xero:1"


def demo(_arguments: list[str]) -> int:
    """Bring up Odoo and a local Xero, connect them, report, serve"""
    began = time.monotonic()
    once = os.environ.get("DEMO_ONCE") == "1"
    with _alone(), Run() as run:
        databases = Databases(run, odoo_source.remembered(), postgres.use())
        databases.drop_orphans()
        name = f"{PREFIX}_live_{databases.here}"
        template = databases.addon_template(demo=True)
        say.step("Copying the demo database")
        databases.copy(template, name)
        try:
            xero = _start_xero(run)
            url, odoo = _start_odoo(run, databases, name)
            say.step("Connecting Odoo and Xero, first sync")
            status = run.call(
                [sys.executable, "-m", "xero_connector_tests.demo"],
                env={
                    "XERO_DEMO_ODOO_URL": url,
                    "XERO_DEMO_DATABASE": name,
                    "XERO_DEMO_LOGIN": LOGIN,
                    "XERO_DEMO_PASSWORD": PASSWORD,
                    "XERO_DEMO_XERO": str(XERO_SAID),
                    "XERO_DEMO_REPORT": str(REPORT),
                    "XERO_ODOO_CONFIG": str(CONFIG),
                    **databases.server.environment(),
                },
            )
            say.note(f"{say.seconds(began)} in all; report: {REPORT}")
            if not once:
                _serve(url, xero, odoo)
            return status
        finally:
            for child in list(run.children):
                run.end(child)
            databases.drop(name)


@contextmanager
def _alone() -> Iterator[None]:
    """One demo a checkout: they would write the same files."""
    RUN.mkdir(parents=True, exist_ok=True)
    held = take_if_free(RUN / "demo.lock")
    if held is None:
        raise Problem(
            "a demo of this checkout is running already",
            "end it (Ctrl-C there, or `make clean`), then run again",
        )
    try:
        yield
    finally:
        os.close(held)


def _port(variable: str, usual: int, what: str) -> int:
    """The usual port or the one asked for; the next free one if that is taken."""
    wanted = int(os.environ.get(variable) or usual)
    port = free_port(wanted)
    if port != wanted:
        say.note(f"port {wanted} is taken: {what} takes {port}")
    return port


def _start_xero(
    run: Run,
) -> "tuple[dict[str, object], subprocess.Popen[bytes]]":
    """Start the local Xero, empty; what it said of itself, and its process."""
    say.step("Starting the local Xero")
    for old in (XERO_STATE, XERO_CALLS, XERO_SAID, XERO_LOG, REPORT):
        old.unlink(missing_ok=True)
    LOGS.mkdir(parents=True, exist_ok=True)
    port = _port("XERO_PORT", XERO_PORT, "the local Xero")
    child = run.start(
        [
            *(sys.executable, "-m", "xero_connector_tests.simulator"),
            *("--port", str(port), "--region", "uk"),
            *("--tier", os.environ.get("DEMO_TIER") or "core"),
            *("--state", XERO_STATE, "--log", XERO_CALLS),
        ],
        log=XERO_LOG,
        answer=XERO_SAID,
    )

    def said() -> bool:
        return XERO_SAID.exists() and b"\n" in XERO_SAID.read_bytes()

    _wait(child, said, "the local Xero", XERO_LOG, 30)
    values: dict[str, object] = json.loads(XERO_SAID.read_text().splitlines()[0])
    say.note(f"{values.get('base')}, its calls in {XERO_CALLS}")
    return values, child


def _start_odoo(
    run: Run, databases: Databases, name: str
) -> "tuple[str, subprocess.Popen[bytes]]":
    """Start Odoo with two workers and the job runner; its address and process."""
    say.step("Starting Odoo with two workers and its job runner")
    ODOO_LOG.unlink(missing_ok=True)
    port = _port("DEMO_PORT", ODOO_PORT, "Odoo")
    pages, websocket = free_port(), free_port()
    odoo_config.write(
        CONFIG,
        databases.source,
        databases.server,
        {
            "db_name": name,
            "dbfilter": f"^{name}$",
            "list_db": "False",
            "http_port": str(pages),
            "gevent_port": str(websocket),
            "workers": "2",
            "max_cron_threads": "1",
        },
        CHANNELS,
    )
    odoo = run.start([sys.executable, ODOO_COMMAND, "-c", CONFIG], log=ODOO_LOG)
    run.start(
        [sys.executable, "-m", "tools.front", str(port), str(pages), str(websocket)],
        log=ODOO_LOG,
    )
    # localhost, not 127.0.0.1: Xero refuses the latter as a redirect address.
    url = f"http://localhost:{port}"

    def answers() -> bool:
        try:
            # Pages and notifications are answered by two of Odoo's processes.
            for path in ("/web/health", "/websocket/health"):
                with urllib.request.urlopen(url + path, timeout=5) as answer:
                    if answer.status != 200:
                        return False
        except (http.client.HTTPException, OSError):
            return False
        return True

    _wait(odoo, answers, "Odoo", ODOO_LOG, 120)
    say.note(f"{url}, its log in {ODOO_LOG}")
    return url, odoo


def _wait(
    child: "subprocess.Popen[bytes]",
    ready: Callable[[], bool],
    what: str,
    log: Path,
    patience: float,
) -> None:
    began = time.monotonic()
    with say.progress(f"waiting for {what}") as bar:
        while not ready():
            if child.poll() is not None:
                raise Problem(f"{what} did not start: {_last(log)}", f"see {log}")
            if time.monotonic() - began > patience:
                raise Problem(f"{what} does not answer: {_last(log)}", f"see {log}")
            bar.show(say.seconds(began))
            time.sleep(0.3)


def _last(log: Path) -> str:
    """The last line of a log that may not be there."""
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return lines[-1].strip()[:300] if lines else "nothing said"


def _serve(
    url: str,
    xero: "tuple[dict[str, object], subprocess.Popen[bytes]]",
    odoo: "subprocess.Popen[bytes]",
) -> None:
    """Print the addresses; return at Ctrl-C; a Problem if one of the two ends."""
    values, process = xero
    say.step("Both are served until Ctrl-C")
    say.note(f"Odoo:  {url}   log in as {LOGIN}, password {PASSWORD}")
    say.note(f"Xero:  {values.get('base')}")
    users = values.get("users")
    for user in users if isinstance(users, list) else []:
        say.note(
            f"       log in as {user.get('email')}, password {user.get('password')}"
        )
    try:
        while True:
            time.sleep(1)
            for child, what, log in (
                (process, "the local Xero", XERO_LOG),
                (odoo, "Odoo", ODOO_LOG),
            ):
                if child.poll() is not None:
                    raise Problem(f"{what} has ended by itself", f"see {log}")
    except KeyboardInterrupt:
        print()
        say.step("Stopping")
    except Stopped as stopped:
        if stopped.number != signal.SIGINT:
            raise
