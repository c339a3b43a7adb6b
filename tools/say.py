# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the person at the terminal reads: one line a step, one line a problem."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Problem(Exception):
    """Something the person can act on.

    :param what: what is wrong, one line
    :param way_on: what to do about it, one line
    """

    def __init__(self, what: str, way_on: str) -> None:
        super().__init__(what)
        self.what = what
        self.way_on = way_on


class Stopped(BaseException):
    """A signal asked the run to end. Not an Exception: nothing may swallow it."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.number = number


def step(text: str) -> None:
    print(f"==> {text}", flush=True)


def note(text: str) -> None:
    print(f"    {text}", flush=True)


def problem(what: str, way_on: str) -> None:
    print(f"Problem: {what}\nWay on:  {way_on}", file=sys.stderr, flush=True)


class Progress:
    """A line that moves: rewritten in place on a terminal, else one every 10 s."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.shown = time.monotonic()
        self.wide = 0

    def show(self, text: str) -> None:
        line = f"    {self.what}: {text}"
        if self.live:
            line = line[:100]
            self.wide = max(self.wide, len(line))
            print("\r" + line.ljust(self.wide), end="", flush=True)
        elif time.monotonic() - self.shown >= 10:
            self.shown = time.monotonic()
            print(line, flush=True)

    def close(self) -> None:
        if self.live and self.wide:
            print("\r" + " " * self.wide + "\r", end="", flush=True)


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    bar = Progress(what)
    try:
        yield bar
    finally:
        bar.close()


def seconds(since: float) -> str:
    """How long ago ``since`` (of ``time.monotonic``) was, for a line of text."""
    return f"{time.monotonic() - since:.0f} s"
