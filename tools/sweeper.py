# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Waits for a run to end, then ends what it left behind. See ``processes``."""

import signal
import sys

from tools.processes import sweep


def main(mark: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()  # ends when the run does, however it does
    sweep(mark)


if __name__ == "__main__":
    main(sys.argv[1])
