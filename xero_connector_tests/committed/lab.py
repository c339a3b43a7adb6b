# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A laboratory: databases that are thrown away, processes that are killed."""

import contextlib
import json
import os
import shutil
import signal
import sys
import time
import traceback
from pathlib import Path

import psycopg2


class Lab:
    """Copies of a prepared database under one name, the registry loaded once.

    The name stays the same, so that the registry and everything bound to the database's
    name stay right while its contents are new for every test.
    """

    def __init__(self):
        self.template = os.environ["XERO_TEMPLATE_DATABASE"]
        self.prefix = os.environ["XERO_DATABASE_PREFIX"]
        self.filestore = Path(os.environ["XERO_FILESTORE"])
        self.name = f"{self.prefix}lab"
        self.prepared = f"{self.prefix}prepared"

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
        self.quiet()
        self._copy(self.name, self.prepared)

    def _company(self, env):
        """A UK company in pounds; nothing is connected."""
        company = env.company
        company.write({"name": "Lab Ltd", "country_id": env.ref("base.uk").id})
        env["account.chart.template"].try_loading(
            "uk", company=company, install_demo=False
        )
        env.ref("base.EUR").active = True
        env["ir.cron"].search([]).active = False

    def fresh(self):
        """The prepared database again, whatever the last test left."""
        self.quiet()
        self._copy(self.prepared, self.name)
        self.registry.clear_all_caches()
        self.registry.cache_invalidated.clear()
        self.registry.setup_signaling()

    def drop(self):
        self.quiet()
        for name in (self.name, self.prepared):
            self._admin(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            shutil.rmtree(self.filestore / name, ignore_errors=True)

    def quiet(self):
        """Close our connections: nobody may be there while a database is copied, and
        no connection may be shared with a forked process."""
        from odoo import sql_db

        sql_db.close_all()

    def _copy(self, source, target):
        self._admin(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        self._admin(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        store = self.filestore / source
        if store.exists() and not (self.filestore / target).exists():
            shutil.copytree(store, self.filestore / target, copy_function=os.link)

    def _admin(self, statement):
        connection = psycopg2.connect(dbname="postgres")
        try:
            connection.autocommit = True
            with connection.cursor() as cr:
                cr.execute(statement)
        finally:
            connection.close()

    # ------------------------------------------------------------------
    # environments
    # ------------------------------------------------------------------
    @contextlib.contextmanager
    def env(self, uid=1, commit=True):
        """An environment with a real cursor, committed at the end.

        Caches are signalled between processes as a request does it.
        """
        from odoo import api

        with self.registry.cursor() as cr:
            self.registry.check_signaling(cr)
            yield api.Environment(cr, uid, {})
            if not commit:
                cr.rollback()
        self.registry.signal_changes()

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
                os.kill(self.pid, signal.SIGKILL)
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
