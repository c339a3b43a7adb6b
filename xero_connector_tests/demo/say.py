# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Progress for people: one line that moves on a terminal, few lines elsewhere."""

import contextlib
import sys
import time


@contextlib.contextmanager
def progress(what, total):
    """Yield a function that is told how many are done."""
    began = time.monotonic()
    terminal = sys.stdout.isatty()
    last = 0.0

    def show(done, end="\r"):
        seconds = time.monotonic() - began
        text = f"    {what}: {done} of {total} ({seconds:.0f} s)"
        print(f"{text:<76}", end=end, flush=True)

    def bar(done):
        nonlocal last
        if terminal or time.monotonic() - last > 10:
            last = time.monotonic()
            show(done, "\r" if terminal else "\n")

    yield bar
    show(total, "\n")
