# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Progress for people: one line that moves on a terminal, few lines elsewhere."""

import contextlib
import sys
import time


@contextlib.contextmanager
def progress(what, total):
    """Yield a function that is told how many are done, and what is waited for."""
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    last = 0.0

    def show(done, end="\r", awaited=""):
        seconds = time.monotonic() - began
        text = f"    {what}: {done} of {total} ({seconds:.0f} s)"
        if awaited:
            text += f", waiting for {awaited}"
        print(f"{text:<100}", end=end, flush=True)

    def bar(done, awaited=""):
        nonlocal last
        if terminal or time.monotonic() - last > 10:
            last = time.monotonic()
            show(done, "\r" if terminal else "\n", awaited)

    yield bar
    show(total, "\n")
