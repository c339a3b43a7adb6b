# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Ready databases: built once as templates, then copied.

Installing accounting takes one to two minutes, copying a database a second. A template
is built under another name and renamed when it is complete, so that one which a killed
run left half-made is never used; its name carries a digest of what it was made from, so
that another Odoo, another list of modules or another addon makes another template.

The filestore of a database (attachments, web assets) is copied along as hard links:
Odoo never writes into a stored file, it only adds and removes them.
"""

import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg2 import sql
from psycopg2.extensions import cursor as Cursor

from tools import odoo_config, say
from tools.locks import only_one
from tools.odoo_source import OdooSource
from tools.places import ADDONS, FILESTORE, LOGS, ROOT, RUN, TOOLS
from tools.postgres import Server, connect
from tools.processes import Run, is_running
from tools.python_env import ODOO_COMMAND
from tools.say import Problem

BASE_MODULES = ("account", "queue_job", "hr_expense", "l10n_uk")
PREFIX = "xero_connector"
# A database of a run is named after the process that made it; see drop_orphans.
OF_A_RUN = f"{PREFIX}_run_"
# Folders of the tests' addon that an installation does not read.
NO_DATA = {"unit", "committed", "bench", "simulator"}
NO_AUTOVACUUM = """
DO $$ DECLARE one regclass; BEGIN
    FOR one IN SELECT oid FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', one);
    END LOOP;
END $$
"""
LOG_LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} ")


class Databases:
    """The databases of one checkout on one server.

    :param run: started processes (Odoo installing modules) belong to it
    """

    def __init__(self, run: Run, source: OdooSource, server: Server) -> None:
        self.run = run
        self.source = source
        self.server = server
        # Two checkouts may share a server (PGHOST), two servers a folder of filestores:
        # their names must not meet.
        self.filestore = FILESTORE
        self.here = _digest(str(ROOT), os.environ.get("PGHOST", ""))[:4]

    # --- templates ------------------------------------------------------------------

    def base_template(self, demo: bool = False) -> str:
        """The database with Odoo's own modules and nothing of ours.

        :param demo: with Odoo's demo data
        """
        kind = "demo" if demo else "base"
        key = _digest(self.source.version, *BASE_MODULES, kind, _requirements())
        name = f"{PREFIX}_{self.here}_{kind}_{key}"
        what = "Odoo's modules" + (" and demo data" if demo else "")
        return self._template(name, None, BASE_MODULES, what, demo)

    def addon_template(self, demo: bool = False) -> str:
        """The database with both addons of this checkout installed as they are now."""
        base = self.base_template(demo)
        kind = "demoaddon" if demo else "addon"
        key = _digest(base, *_addon_state())
        name = f"{PREFIX}_{self.here}_{kind}_{key}"
        return self._template(name, base, ADDONS, "the connector", demo)

    def _template(
        self,
        name: str,
        base: str | None,
        modules: tuple[str, ...],
        what: str,
        demo: bool,
    ) -> str:
        family = name.rpartition("_")[0]
        with only_one(RUN / f"{family}.lock", f"making the database with {what}"):
            names = self.names()
            if name in names:
                return name
            for old in names:
                if old.startswith((f"{family}_", f"{family}-")):
                    self.drop(old)
            began = time.monotonic()
            say.step(f"Making the template database with {what}")
            building = f"{family}-building"
            if base:
                self.copy(base, building)
            else:
                self._create_empty(building)
            self.install(building, modules, demo=demo, what=what)
            self._rename(building, name)
            say.note(f"made in {say.seconds(began)}")
            return name

    def install(
        self, name: str, modules: tuple[str, ...], demo: bool = False, what: str = ""
    ) -> None:
        """Install modules in a database.

        :raises Problem: with the last error of Odoo's log
        """
        LOGS.mkdir(parents=True, exist_ok=True)
        log = LOGS / f"install-{name}.log"
        log.unlink(missing_ok=True)
        config = odoo_config.write(
            self.run.folder / "install.conf", self.source, self.server
        )
        command = [
            *(sys.executable, str(ODOO_COMMAND), "-c", str(config), "-d", name),
            *("-i", ",".join(modules), "--stop-after-init", "--no-http"),
            *("--max-cron-threads", "0"),
            *(["--with-demo"] if demo else []),
        ]
        running = self.run.start(command, log=log)
        with say.progress(f"installing {what or 'modules'}") as bar:
            while running.poll() is None:
                bar.show(_last_module(log))
                time.sleep(0.5)
        self.run.end(running)
        wrong = _errors(log)
        if running.returncode or wrong:
            raise Problem(
                f"Odoo could not install {', '.join(modules)}: "
                f"{wrong[0] if wrong else f'exit status {running.returncode}'}",
                f"see {log}",
            )
        log.unlink()

    # --- copies ---------------------------------------------------------------------

    @contextmanager
    def copy_for_run(self, template: str, purpose: str) -> Iterator[str]:
        """A fresh copy of a template for tests that roll back, dropped at the end."""
        name = self.run_prefix(purpose)
        self.copy(template, name)
        try:
            self._stop_autovacuum(name)
            yield name
        finally:
            self.drop(name)

    def _stop_autovacuum(self, name: str) -> None:
        """Keep PostgreSQL from taking this database's tables for empty.

        What a test rolls back are dead rows, and autovacuum would note a table of many
        pages and no row. For the rows that the next test adds the planner then expects
        one, and joins by going through all of them for each of them.
        """
        with self._cursor(name) as cursor:
            cursor.execute(NO_AUTOVACUUM)

    def run_prefix(self, purpose: str) -> str:
        """How the names of this run's databases for one purpose begin."""
        return f"{OF_A_RUN}{self.here}_{os.getpid()}_{purpose}"

    def copy(self, template: str, name: str) -> None:
        """Make ``name`` a copy of ``template``, in place of what it was."""
        self.drop(name)
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        files = FILESTORE / template
        if files.is_dir():
            shutil.copytree(files, FILESTORE / name, copy_function=os.link)

    def drop(self, name: str) -> None:
        """Drop a database and its filestore, if they are there."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(name)
            )
        )
        shutil.rmtree(FILESTORE / name, ignore_errors=True)

    def drop_orphans(self) -> None:
        """Drop the databases of runs that ended without being able to."""
        for name in self.names():
            if name.startswith(f"{OF_A_RUN}{self.here}_"):
                pid = name.removeprefix(f"{OF_A_RUN}{self.here}_").split("_")[0]
                if not (pid.isdigit() and is_running(int(pid))):
                    self.drop(name)

    def names(self) -> list[str]:
        """All databases of the server."""
        with self._cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database ORDER BY datname")
            return [row[0] for row in cursor.fetchall()]

    # --- statements -----------------------------------------------------------------

    def _create_empty(self, name: str) -> None:
        self.drop(name)
        self._execute(
            sql.SQL(
                "CREATE DATABASE {} ENCODING 'unicode' LC_COLLATE 'C'"
                " TEMPLATE template0"
            ).format(sql.Identifier(name))
        )

    def _rename(self, old: str, new: str) -> None:
        if (FILESTORE / old).is_dir():
            shutil.rmtree(FILESTORE / new, ignore_errors=True)
            (FILESTORE / old).rename(FILESTORE / new)
        self._execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(old), sql.Identifier(new)
            )
        )

    def _execute(self, statement: sql.Composable) -> None:
        with self._cursor() as cursor:
            cursor.execute(statement)

    @contextmanager
    def _cursor(self, database: str = "postgres") -> Iterator[Cursor]:
        connection = connect(self.server, database)
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:10]


def _requirements() -> str:
    """The job queue's version, among others: its tables are in the template."""
    return (TOOLS / "requirements-addons.txt").read_text()


def _addon_state() -> Iterator[str]:
    """Path, size and content digest of every file that an installation reads."""
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob("*")):
            relative = path.relative_to(ROOT)
            cache = any(part.startswith((".", "__py")) for part in relative.parts)
            if path.is_file() and not cache and relative.parts[1] not in NO_DATA:
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                yield f"{relative}:{digest}"


def _last_module(log: Path) -> str:
    """``Loading module account (12/57)`` of the log's latest such line."""
    if log.exists():
        for line in reversed(log.read_text(errors="replace").splitlines()):
            if "Loading module " in line:
                return line.partition("Loading module ")[2].strip()
    return "starting"


def _errors(log: Path) -> list[str]:
    """Odoo's own errors: it ends with status 0 after some of them."""
    if not log.exists():
        return ["no log was written"]
    found: list[str] = []
    reason = ""
    for line in log.read_text(errors="replace").splitlines():
        if not LOG_LINE.match(line):
            # A traceback follows its line; its last line names the reason.
            reason = line.strip() if found and line[:1].strip() else reason
        elif " ERROR " in line or " CRITICAL " in line:
            found.append(line.split(": ", 1)[-1])
    if reason:
        found[0] += f" ({reason})"
    return [line[:400] for line in found]
