# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``python -m xero_connector_tests.bench.crossing``: a business goes live.

Its books are there before anything is connected. Then somebody connects, looks at the
preview and presses Go Live; from there on only the scheduled action and the job queue
say when a run takes place. Time stands still but for what a run or the next minute
waits for, here and in Xero alike, so that what Xero's limits cost can be counted: the
minutes of a day pass without a call.
"""

import json
import os
import resource
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

CONTACTS, INVOICES, CREDIT_NOTES = 3000, 10000, 200
#: records that are made in one transaction
CHUNK = 500
#: days after which something is wrong
LONGEST = timedelta(days=4)
START = datetime(2026, 11, 2, 9, tzinfo=UTC)
#: how often the scheduled action looks for work
EVERY_MINUTE = timedelta(minutes=1)


def main(argv):
    """Print the figures as one line of JSON; ``argv``: a divisor, for trying it."""
    from freezegun import freeze_time

    divisor = int(argv[0]) if argv else 1
    with freeze_time(START.replace(tzinfo=None)) as frozen:
        figures = _measure(frozen, divisor)
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


def _measure(frozen, divisor):
    from ..committed.simulate import time_in_the_database
    from .boot import laboratory

    with laboratory() as lab, time_in_the_database():
        return Crossing(lab, frozen, divisor).measure()


class Crossing:
    """Books of a business, a local Xero on the smallest plan, and the time of both."""

    def __init__(self, lab, frozen, divisor):
        self.lab, self.frozen, self.now = lab, frozen, START
        self.contacts = CONTACTS // divisor
        self.invoices = INVOICES // divisor
        self.credit_notes = CREDIT_NOTES // divisor

    def measure(self):
        from ..committed.xero_process import XeroProcess

        self.lab.fresh()
        with self._said("books made"):
            self._open_books()
        with XeroProcess(tier="starter", clock="fake") as self.xero:
            self.xero.advance((START - self._xero_now()).total_seconds())
            self._connect()
            self.xero.forget_calls()
            self.calls, self.kept = [], []
            with self._said("preview made"):
                self._preview()
            began = self.now
            with self._said("crossed"):
                self._go_live()
            minutes = (self.now - began).total_seconds() / 60
            self._check()
            self._say_calls()
        return {
            "backfill_calls": len(self.calls),
            "backfill_xero_minutes": round(minutes),
            "backfill_kept_calls": min(self.kept),
        }

    @contextmanager
    def _said(self, text):
        began = _seconds()
        yield
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        _say(f"{text}: {_seconds() - began:.0f} s, {memory:.0f} MB")

    # ------------------------------------------------------------------
    # the books
    # ------------------------------------------------------------------
    def _open_books(self):
        """Invoices, some of them with a credit note, all of them paid."""
        from ..committed import books

        with self.lab.env(tracking_disable=True) as env:
            partners = books.customers(env, self.contacts).ids
        for start in range(0, self.invoices, CHUNK):
            numbers = range(start, min(start + CHUNK, self.invoices))
            with self.lab.env(tracking_disable=True) as env:
                invoices = self._post(env, partners, numbers, "out_invoice", 100)
                wanted = [n for n in numbers if n < self.credit_notes]
                notes = self._post(env, partners, wanted, "out_refund", 10)
                books.reconcile(env, zip(invoices, notes, strict=False))
                books.pay(env, invoices)
        self.lab.sql("ANALYZE")

    def _post(self, env, partners, numbers, kind, price):
        from ..committed import books

        moves = env["account.move"].create(
            [
                books.invoice_values(
                    env,
                    env["res.partner"].browse(partners[number % len(partners)]),
                    price + number % 977 * 0.37,
                    move_type=kind,
                )
                for number in numbers
            ]
        )
        moves.action_post()
        return moves

    # ------------------------------------------------------------------
    # connected, looked at, live
    # ------------------------------------------------------------------
    def _connect(self):
        from ..committed import books

        with self.lab.env() as env:
            connection = books.connect(env, self.xero, start_date="2026-01-01")
            books.map_bank(env, connection)
            connection.phase = "set_up"

    def _preview(self):
        with self.lab.env() as env:
            action = env["xero.connection"].search([]).action_preview()
        self._until("SELECT state = 'ready' FROM xero_preview")
        with self.lab.env() as env:
            preview = env["xero.preview"].browse(action["res_id"])
            found = (preview.create_count, preview.held_count, preview.doubtful_count)
            documents = self.invoices + self.credit_notes
            assert found == (self.contacts + documents, 0, 0), found

    def _go_live(self):
        with self.lab.env() as env:
            env["xero.preview"].search([]).action_go_live()
        self._until(self._is_over)

    def _is_over(self):
        with self.lab.env(commit=False) as env:
            progress = env["xero.connection"].search([])._progress()
        return bool(progress) and progress["state"] == "done"

    def _until(self, over):
        """Let the scheduled action and the job queue work until something is true."""
        over = over if callable(over) else lambda sql=over: self.lab.sql(sql)[0][0]
        wake = self.now + EVERY_MINUTE
        while not over():
            assert self.now - START < LONGEST, "it never comes to an end"
            if self._next_job():
                continue
            self._passes_until(min(wake, self._next_eta() or wake))
            if self.now >= wake:
                wake = self.now + EVERY_MINUTE
                with self.lab.env() as env:
                    env["xero.run"]._cron_wake()

    def _next_job(self):
        """Do the job that is due, as the job runner does."""
        ((job,),) = self.lab.sql(
            "SELECT min(id) FROM queue_job WHERE state = 'pending'"
            " AND (eta IS NULL OR eta <= %s)",
            self.now.replace(tzinfo=None),
        )
        if not job:
            return False
        self.lab.sql("DELETE FROM queue_job WHERE id = %s", job)
        with self.lab.env() as env:
            said = env["xero.run"]._run(env["xero.connection"].search([]).id)
        calls = self.xero.calls()
        self.calls += [(call["method"], call["path"]) for call in calls]
        self.kept += _left_by_writes(calls)
        self.xero.forget_calls()
        _say(f"{self.now:%d %H:%M:%S} {said}, {len(self.calls)} so far")
        return True

    # ------------------------------------------------------------------
    # time
    # ------------------------------------------------------------------
    def _xero_now(self):
        return datetime.fromisoformat(self.xero.control("GET", "clock")["now"])

    def _next_eta(self):
        """The moment the next job waits for, or None."""
        ((eta,),) = self.lab.sql(
            "SELECT min(eta) FROM queue_job WHERE state = 'pending'"
        )
        return eta and eta.replace(tzinfo=UTC)

    def _passes_until(self, moment):
        self.xero.advance((moment - self.now).total_seconds())
        self.now = moment
        self.frozen.move_to(self.now.replace(tzinfo=None))

    # ------------------------------------------------------------------
    # what came of it
    # ------------------------------------------------------------------
    def _check(self):
        """Everything is there, once, and paid."""
        states = self.lab.sql(
            "SELECT resource, state, count(*) FROM xero_link GROUP BY 1, 2 ORDER BY 1"
        )
        assert states == [
            ("allocation", "synced", self.credit_notes),
            ("contact", "synced", self.contacts),
            ("credit_note", "synced", self.credit_notes),
            ("invoice", "synced", self.invoices),
            ("payment", "synced", self.invoices),
        ], states
        invoices = self.xero.everything("Invoices")
        assert len(invoices) == self.invoices
        assert {one["Status"] for one in invoices} == {"PAID"}
        assert len(self.xero.everything("Payments")) == self.invoices

    def _say_calls(self):
        """How often what was called; the part that names a record left out."""
        paths = Counter()
        for method, path in self.calls:
            words = path.partition("?")[0].split("/")
            paths[method, "/".join(words[3:4] + words[5:])] += 1
        for (method, path), count in paths.most_common():
            _say(f"{count} {method} {path}")


def _left_by_writes(calls):
    """How many of the day's calls were left after each write of a run, and after what
    came right behind it: the look for what a write's answer leaves out.

    Nothing but the crossing writes here; polls have a share of their own.
    """
    before = [None, *calls]
    return [
        _day_left(call)
        for call, previous in zip(calls, before, strict=False)
        if call["method"] != "GET" or (previous and previous["method"] != "GET")
    ]


def _day_left(call):
    """How many of the day's calls were left, as an answer said."""
    headers = {name.lower(): text for name, text in call["response_headers"].items()}
    return int(headers["x-daylimit-remaining"])


def _seconds():
    """Of the machine; Python's own clocks stand still."""
    return time.clock_gettime(time.CLOCK_MONOTONIC)


def _say(text):
    sys.stderr.write(f"    {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    # the order of sets is part of what is measured
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", __spec__.name, *sys.argv[1:]])
    sys.exit(main(sys.argv[1:]))
