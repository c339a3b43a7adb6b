# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Programs that run one after another beside what is shown meanwhile.

Two cores have two such rows of work: what the one at the back says is kept, and shown
when it is asked for.
"""

import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.processes import Run


class Job:
    """A program of the row.

    :param name: of its log
    :param env: variables added to the environment
    """

    def __init__(
        self,
        run: Run,
        name: str,
        command: Sequence[str | Path],
        env: Mapping[str, str] | None = None,
    ) -> None:
        self.run = run
        self.command = command
        self.env = env
        self.log = run.folder / f"{name}.log"
        self.status: int | None = None

    def work(self) -> int:
        """Run it to its end; its exit status, below 0 for a signal."""
        self.log.touch()
        child = self.run.start(self.command, self.env, self.log)
        status = child.wait()
        self.run.end(child)
        self.status = status
        return status

    def show(self) -> int:
        """What it said and says, until its end; its exit status."""
        while not self.log.exists():
            time.sleep(0.2)
        with self.log.open("rb") as said:
            while True:
                status = self.status
                sys.stdout.buffer.write(said.read())
                sys.stdout.buffer.flush()
                if status is not None:
                    return status
                time.sleep(0.5)


class Row(threading.Thread):
    """Jobs, one after another. A job that is killed ends the row: all is being
    stopped then."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        # the main thread does not wait for it where it is stopped itself
        super().__init__(daemon=True)
        self.jobs = jobs

    def run(self) -> None:
        for number, job in enumerate(self.jobs, 1):
            try:
                status = job.work()
            except BaseException:
                self._give_up(number - 1)
                raise
            if status < 0:
                self._give_up(number)
                return

    def _give_up(self, first: int) -> None:
        """Nobody shall wait for those that do not come any more."""
        for job in self.jobs[first:]:
            job.log.touch()
            job.status = 1
