# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A laboratory: databases that are thrown away, processes that are killed."""

import contextlib
import gc
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

import psycopg2

from .copy_database import administer, copy_database


class Lab:
    """Copies of a prepared database under one name, the registry loaded once.

    The name stays the same, so that the registry and everything bound to the database's
    name stay right while its contents are new for every test.

    :param ahead: make the copy for the next test while this one runs
    """

    def __init__(self, ahead=False):
        self.ahead = ahead
        self.template = os.environ["XERO_TEMPLATE_DATABASE"]
        self.prefix = os.environ["XERO_DATABASE_PREFIX"]
        self.filestore = Path(os.environ["XERO_FILESTORE"])
        self.name = f"{self.prefix}lab"
        self.prepared = f"{self.prefix}prepared"
        self._copies = {self.name}
        self._spares = {}

    # ------------------------------------------------------------------
    # databases
    # ------------------------------------------------------------------
    def prepare(self):
        """Make the prepared database and load the registry."""
        from odoo.modules.registry import Registry

        self._copy(self.template, self.name)
        self.registry = Registry(self.name)
        with self.env() as env:
            self._company(env)
        self.save(self.prepared)
        # what is loaded by now is never looked through again, here or in a fork: a
        # forked process that counted references would copy the whole registry
        gc.collect()
        gc.freeze()

    def _company(self, env):
        """A UK company in pounds; nothing is connected."""
        company = env.company
        company.write({"name": "Lab Ltd", "country_id": env.ref("base.uk").id})
        env["account.chart.template"].try_loading(
            "uk", company=company, install_demo=False
        )
        env.ref("base.EUR").active = True
        env["ir.cron"].search([]).active = False

    def save(self, name):
        """Keep the present contents as database ``name`` (with the run's prefix)."""
        self.quiet()
        self._copy(self.name, name)

    def fresh(self, name=None):
        """The prepared database again (or a saved one), whatever the last test left.

        Copying takes longer than most tests do.
        """
        source = name or self.prepared
        self.quiet()
        if source in self._spares:
            spare = self._spares.pop(source)
            spare.wait()
            self._admin(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            self._admin(f'ALTER DATABASE "{spare.name}" RENAME TO "{self.name}"')
        else:
            self._copy(source, self.name)
        if self.ahead:
            spare = self._spares[source] = Spare(source, f"{source}_spare")
            self._copies.add(spare.name)
        self.registry.clear_all_caches()
        self.registry.cache_invalidated.clear()
        self.registry.setup_signaling()

    def copied(self, suffix):
        """A copy of the present contents under another name, as ``createdb -T`` does.

        :return: its name; it goes with the laboratory
        """
        self.save(f"{self.prefix}{suffix}")
        return f"{self.prefix}{suffix}"

    def drop(self):
        """Leave nothing behind."""
        self.quiet()
        for spare in self._spares.values():
            spare.wait()
        for name in sorted(self._copies):
            self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            shutil.rmtree(self.filestore / name, ignore_errors=True)

    def quiet(self):
        """Close our connections: nobody may be there while a database is copied, and
        no connection may be shared with a forked process."""
        from odoo import sql_db

        sql_db.close_all()

    def _copy(self, source, target):
        self._copies.add(target)
        copy_database(source, target)
        store = self.filestore / source
        if store.exists() and not (self.filestore / target).exists():
            shutil.copytree(store, self.filestore / target, copy_function=os.link)

    def _admin(self, statement):
        with contextlib.closing(psycopg2.connect(dbname="postgres")) as connection:
            administer(connection, statement)

    # ------------------------------------------------------------------
    # environments
    # ------------------------------------------------------------------
    @contextlib.contextmanager
    def env(self, uid=1, commit=True, **context):
        """An environment with a real cursor, committed at the end.

        Caches are signalled between processes as a request does it.
        """
        from odoo import api

        with self.registry.cursor() as cr:
            self.registry.check_signaling(cr)
            yield api.Environment(cr, uid, context)
            if not commit:
                cr.rollback()
        self.registry.signal_changes()

    def sql(self, query, *params):
        """One statement in a transaction of its own, behind the ORM's back.

        :return: its rows, if it has any
        """
        with (
            contextlib.closing(psycopg2.connect(dbname=self.name)) as connection,
            connection,
            connection.cursor() as cr,
        ):
            cr.execute(query, params or None)
            return cr.fetchall() if cr.description else []

    @contextlib.contextmanager
    def holding(self, query, *params):
        """Keep what a statement locks until the block ends; then commit."""
        with (
            contextlib.closing(psycopg2.connect(dbname=self.name)) as connection,
            connection,
            connection.cursor() as cr,
        ):
            cr.execute(query, params or None)
            yield cr

    def until(self, query, *params, timeout=30):
        """Wait until a query of one value gives a true one; returns it."""
        ends = time.monotonic() + timeout
        while True:
            rows = self.sql(query, *params)
            if rows and rows[0][0]:
                return rows[0][0]
            assert time.monotonic() < ends, f"never came true: {query}"
            time.sleep(0.01)

    # ------------------------------------------------------------------
    # processes
    # ------------------------------------------------------------------
    def fork(self, body, *args):
        """Run ``body(lab, *args)`` in a forked process; see :class:`Child`."""
        self.quiet()
        return Child(self, body, args)

    def run_in_child(self, body, *args):
        """Fork, wait, and give back what ``body`` returned."""
        return self.fork(body, *args).result()


class Spare:
    """A copy that is made in a process of its own: a thread would be there while the
    tests fork."""

    def __init__(self, source, name):
        self.name = name
        script = Path(__file__).with_name("copy_database.py")
        self._process = subprocess.Popen([sys.executable, script, source, name])

    def wait(self):
        """Until the copy is there."""
        assert self._process.wait(60) == 0, "the copy failed; its error is above"


class Child:
    """A forked process with the registry, its own connections and its own death."""

    def __init__(self, lab, body, args):
        self._read, write = os.pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid:
            os.close(write)
            return
        os.close(self._read)
        status = 1
        try:
            value = body(lab, *args)
            os.write(write, json.dumps(value).encode())
            status = 0
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(status)

    def kill(self):
        """Gone at once, as by the system's memory guard."""
        os.kill(self.pid, signal.SIGKILL)

    def runs(self):
        """Whether it is still there."""
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.pid, options) is None

    def wait(self, timeout=60):
        """Wait for the end.

        :return: what ``body`` returned, or None if the process was killed
        """
        ends = time.monotonic() + timeout
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > ends:
                self.kill()
                os.waitpid(self.pid, 0)
                raise AssertionError("the process does not come to an end")
            time.sleep(0.005)
        with os.fdopen(self._read, "rb") as pipe:
            text = pipe.read()
        self.killed = os.WIFSIGNALED(status)
        self.failed = not self.killed and os.WEXITSTATUS(status) != 0
        return json.loads(text) if text else None

    def result(self, timeout=60):
        """What ``body`` returned; its failure is ours."""
        value = self.wait(timeout)
        assert not self.killed, "the process was killed"
        assert not self.failed, "the process failed; its traceback is above"
        return value
