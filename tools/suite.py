# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``make test`` and its relatives: the three parts of the tests on fresh databases.

unit       plain pytest, no database
committed  plain pytest with a harness of its own: it copies the template named in its
           environment, forks, kills, and drops its copies (see ``_committed``)
odoo       pytest-odoo on a fresh copy of the template

All parts run, whatever fails, and the last line is pytest's own. With two cores the
committed tests run beside the others, and after them those Odoo tests that nobody has
begun by then (see ``claims``); what these say follows at the end.
"""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import odoo_config, odoo_source, postgres, say
from tools.aside import Job, Row
from tools.databases import Databases
from tools.places import ROOT
from tools.processes import Run
from tools.say import Problem

TESTS = Path("xero_connector_tests")
ODOO = "Odoo tests (pytest-odoo)"
COMMITTED = "Committed tests (kills, races, the seeded simulation)"
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# pytest: no test was collected. A part may be empty; a selection (-k) may skip a part.
NOTHING_COLLECTED = 5


class Suite:
    """The parts of the tests, on one run's server and databases.

    :param marks: pytest's ``-m`` expression
    :param python: how each part's Python is started (``coverage run`` in place of it)
    """

    def __init__(
        self, run: Run, marks: str, python: tuple[str, ...] = (sys.executable,)
    ) -> None:
        self.run = run
        self.pytest = [*python, "-m", "pytest", "-m", marks]
        self.more = shlex.split(os.environ.get("ARGS", ""))
        self._databases: Databases | None = None
        self.shared: list[str | Path] = []

    def run_parts(self) -> int:
        """Run the parts; 0 if all passed, else the first bad exit status."""
        parts: dict[str, Callable[[], int]] = {
            "unit": self._unit,
            "committed": self._committed,
            "odoo": self._odoo,
        }
        wanted = os.environ.get("PARTS", "").split() or list(parts)
        unknown = [name for name in wanted if name not in parts]
        if unknown:
            raise Problem(
                f"no such part: {' '.join(unknown)}", f"PARTS may be {' '.join(parts)}"
            )
        failed: list[str] = []
        with ExitStack() as stack:
            if {"committed", "odoo"} <= set(wanted) and (os.cpu_count() or 1) > 1:
                del parts["committed"]
                parts |= self._beside(stack)
                wanted += list(parts)
            for name, part in parts.items():
                if name in wanted:
                    if failed:
                        say.note(f"so far failed: {', '.join(failed)}")
                    status = part()
                    if status not in (0, NOTHING_COLLECTED):
                        failed.append(name)
        return 1 if failed else 0

    def databases(self) -> Databases:
        """The databases; PostgreSQL is started when first asked for."""
        if self._databases is None:
            self._databases = Databases(
                self.run, odoo_source.remembered(), postgres.use()
            )
            self._databases.drop_orphans()
        return self._databases

    def _unit(self) -> int:
        say.step("Unit tests (no database)")
        return self.run.call(
            [*self.pytest, "-p", "no:odoo", *self.more, TESTS / "unit"]
        )

    def _committed(self) -> int:
        if not has_tests(ROOT / TESTS / "committed"):
            return 0
        with committed_environment(self.run, self.databases()) as environment:
            say.step(COMMITTED)
            return self.run.call(self._committed_command(), env=environment)

    def _committed_command(self) -> list[str | Path]:
        return [*self.pytest, "-p", "no:odoo", *self.more, TESTS / "committed"]

    def _beside(self, stack: ExitStack) -> dict[str, Callable[[], int]]:
        """Start the committed tests, and after them what is left of the Odoo tests.

        :param stack: what they need stands until it is left
        :return: parts that show what these say, and wait for their end
        """
        databases = self.databases()
        environment = stack.enter_context(committed_environment(self.run, databases))
        name = stack.enter_context(
            databases.copy_for_run(databases.addon_template(), "odoo_aside")
        )
        self.shared = ["-p", "tools.claims", f"--claims={self.run.folder / 'claims'}"]
        command = self._odoo_command(name)
        jobs = {
            COMMITTED: Job(
                self.run, "committed", self._committed_command(), environment
            ),
            f"{ODOO}, the others": Job(self.run, "odoo-aside", command),
        }
        Row(list(jobs.values())).start()
        say.note("the committed tests run meanwhile; what they say comes at the end")

        def shown(title: str, job: Job) -> Callable[[], int]:
            def show() -> int:
                say.step(title)
                return job.show()

            return show

        return {title: shown(title, job) for title, job in jobs.items()}

    def _odoo(self) -> int:
        databases = self.databases()
        template = databases.addon_template()
        with databases.copy_for_run(template, "odoo") as name:
            say.step(ODOO)
            if not any(shutil.which(name) for name in BROWSERS):
                say.note(
                    "no chromium on PATH: browser tours are skipped"
                    " (Debian: apt install chromium)"
                )
            return self.run.call(self._odoo_command(name))

    def _odoo_command(self, database: str) -> list[str | Path]:
        databases = self.databases()
        config = odoo_config.write(
            self.run.folder / f"{database}.conf", databases.source, databases.server
        )
        return [
            *self.pytest,
            *(f"--odoo-config={config}", f"--odoo-database={database}"),
            *("--odoo-log-level=warn", "--odoo-http", *self.shared, *self.more),
            TESTS / "tests",
        ]


@contextmanager
def committed_environment(run: Run, databases: Databases) -> Iterator[dict[str, str]]:
    """What the committed tests, the simulation and the benchmark find their Odoo by.

    - ``XERO_ODOO_CONFIG``: Odoo's configuration file
    - ``XERO_TEMPLATE_DATABASE``: a database with both addons installed; copy it with
      ``CREATE DATABASE … TEMPLATE`` and never connect to it
    - ``XERO_DATABASE_PREFIX``: how the names of the copies begin; whatever is left of
      them is dropped at the end
    - ``XERO_FILESTORE``: the folder of filestores; a copy's is
      ``$XERO_FILESTORE/<name>``, hard links of the template's will do
    - ``PGHOST``, ``PGPORT``, ``PGUSER``, ``PGPASSWORD``: the server
    """
    prefix = databases.run_prefix("committed")
    template = databases.addon_template()
    config = odoo_config.write(
        run.folder / "committed.conf", databases.source, databases.server
    )
    try:
        yield {
            "XERO_ODOO_CONFIG": str(config),
            "XERO_TEMPLATE_DATABASE": template,
            "XERO_DATABASE_PREFIX": prefix,
            "XERO_FILESTORE": str(databases.filestore),
            **databases.server.environment(),
        }
    finally:
        for name in databases.names():
            if name.startswith(prefix):
                databases.drop(name)


def has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))


def test(_arguments: list[str]) -> int:
    """Every test but the slow ones"""
    with Run() as run:
        return Suite(run, "not slow").run_parts()


def test_slow(_arguments: list[str]) -> int:
    """The tests that take minutes"""
    with Run() as run:
        return Suite(run, "slow").run_parts()


def simulate(_arguments: list[str]) -> int:
    """The seeded simulation, as many sequences as asked for"""
    seeds = os.environ.get("SEEDS") or "300"
    first = os.environ.get("SEED_FROM") or "1"
    return _program(
        "xero_connector_tests.committed.simulate", "--seeds", seeds, "--from", first
    )


def bench(_arguments: list[str]) -> int:
    """The benchmark; figures in .run/bench.json"""
    return _program("xero_connector_tests.bench")


def _program(module: str, *words: str) -> int:
    """Run a program of the tests that finds its Odoo as the committed tests do."""
    with Run() as run:
        databases = Databases(run, odoo_source.remembered(), postgres.use())
        databases.drop_orphans()
        more = shlex.split(os.environ.get("ARGS", ""))
        with committed_environment(run, databases) as environment:
            return run.call(
                [sys.executable, "-m", module, *words, *more], env=environment
            )
