# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Start processes so that none is left behind, however the run ends.

Three ways to die, three answers:

- an exception, Ctrl-C, SIGTERM or SIGHUP, or the death of ``make``: ``Run`` stops what
  it started, politely and then not;
- SIGKILL of the run: its *sweeper* (a process in a session of its own, at the other end
  of a pipe) sees the pipe close and ends every process that carries the run's mark in
  its environment, grandchildren included;
- SIGKILL of the sweeper too: what the run started directly asked the kernel to be told
  when its parent dies.
"""

import ctypes
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType, TracebackType

from tools.places import ROOT, RUN
from tools.say import Stopped

MARK = "XERO_TOOLS_RUN"
RUNS = RUN / "runs"
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(number: int = signal.SIGTERM) -> Callable[[], None]:
    """For ``preexec_fn``: send us this signal when our parent dies (Linux only)."""

    def ask() -> None:
        if _LIBC is not None:
            _LIBC.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)

    return ask


def is_running(pid: int) -> bool:
    """Whether a process with this number exists, ours or not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def free_port(wanted: int | None = None) -> int:
    """A free port of the loopback address: the wanted one, else the next free one.

    Without a wish, any.
    """
    for port in [0] if wanted is None else range(wanted, wanted + 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                # On every address: a server of others on 0.0.0.0 counts as taken.
                probe.bind(("", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    return free_port()


class Run:
    """A run and every process that belongs to it; a context manager."""

    def __init__(self) -> None:
        self.mark = secrets.token_hex(8)
        # For files of this run only; removed with it.
        self.folder = RUNS / self.mark
        self.children: list[subprocess.Popen[bytes]] = []
        self._parent = os.getppid()

    def __enter__(self) -> "Run":
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stopped)
        # A shell starts what runs in the background with Ctrl-C ignored.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if os.environ.get("MAKELEVEL"):  # the parent is make; go when it goes
            die_with_parent()()
            if os.getppid() != self._parent:
                raise Stopped(signal.SIGTERM)
        reading, writing = os.pipe()
        self._pipe = writing
        self._sweeper = subprocess.Popen(
            [sys.executable, "-m", "tools.sweeper", self.mark],
            cwd=ROOT,
            stdin=reading,
            start_new_session=True,
        )
        os.close(reading)
        self.folder.mkdir(parents=True)
        (self.folder / "pid").write_text(str(os.getpid()))
        return self

    def _stopped(self, number: int, _frame: FrameType | None) -> None:
        raise Stopped(number)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # What is being stopped is not stopped twice by an impatient second Ctrl-C.
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        for child in reversed(self.children):
            _stop(child)
        os.close(self._pipe)
        self._sweeper.wait()

    def start(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
        answer: Path | None = None,
    ) -> "subprocess.Popen[bytes]":
        """Start a process of this run, in a session of its own.

        :param env: variables added to the environment
        :param log: file for its output; without one it writes where we do
        :param answer: file for its standard output alone
        """
        with ExitStack() as files:
            said = files.enter_context(log.open("ab")) if log else None
            answered = files.enter_context(answer.open("wb")) if answer else said
            child = subprocess.Popen(
                [str(word) for word in command],
                cwd=ROOT,
                env={**os.environ, **(env or {}), MARK: self.mark},
                stdin=subprocess.DEVNULL,
                stdout=answered,
                stderr=said,
                start_new_session=True,
                preexec_fn=die_with_parent(),
            )
        self.children.append(child)
        return child

    def call(
        self,
        command: Sequence[str | Path],
        env: Mapping[str, str] | None = None,
        log: Path | None = None,
    ) -> int:
        """Run a process to its end; its exit status.

        Ctrl-C goes to us alone (the process has a session of its own): hand it on and
        let the process end in its own way before we do. SIGTERM is handed on as Ctrl-C
        too, for which every program that is called here cleans up (pytest with Odoo's
        server in it does not for SIGTERM).
        """
        child = self.start(command, env, log)
        try:
            status = child.wait()
        except (KeyboardInterrupt, Stopped):
            _signal_group(child, signal.SIGINT)
            _wait(child, 5)
            raise
        self.end(child)
        return status

    def end(self, child: "subprocess.Popen[bytes]") -> None:
        """End a process and what is left of its group."""
        _stop(child)
        self.children.remove(child)


def _stop(child: "subprocess.Popen[bytes]", patience: float = 3) -> None:
    """End a process and its group: asked first, then made to."""
    if child.poll() is None:
        _signal_group(child, signal.SIGTERM)
        _wait(child, patience)
    _signal_group(child, signal.SIGKILL)
    child.wait()


def _wait(child: "subprocess.Popen[bytes]", patience: float) -> None:
    try:
        child.wait(patience)
    except subprocess.TimeoutExpired:
        pass


def _signal_group(child: "subprocess.Popen[bytes]", number: int) -> None:
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def stop_all_runs(patience: float = 20) -> None:
    """End every run of this checkout, whoever started it, and what it started."""
    for folder in RUNS.glob("*"):
        record = folder / "pid"
        pid = int(record.read_text() or "0") if record.exists() else 0
        if pid and _is_ours(pid):
            os.kill(pid, signal.SIGTERM)
            deadline = time.monotonic() + patience
            while is_running(pid) and time.monotonic() < deadline:
                time.sleep(0.1)
            if is_running(pid):
                os.kill(pid, signal.SIGKILL)
        sweep(folder.name)


def _is_ours(pid: int) -> bool:
    """Whether the number still belongs to a run: numbers are used again."""
    if pid == os.getpid() or not is_running(pid):
        return False
    command = Path(f"/proc/{pid}/cmdline")
    return not command.exists() or b"tools" in command.read_bytes()


def marked(mark: str) -> list[int]:
    """The processes that carry a run's mark, ours aside (none where /proc is not)."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        pid = int(entry.parent.name)
        if pid == os.getpid():
            continue
        try:
            if wanted in entry.read_bytes().split(b"\0"):
                found.append(pid)
        except OSError:
            continue  # gone meanwhile, or somebody else's
    return found


def sweep(mark: str, patience: float = 5) -> None:
    """End every process that carries the mark; remove the run's folder."""
    _end_marked(mark, patience)
    shutil.rmtree(RUNS / mark, ignore_errors=True)


def _end_marked(mark: str, patience: float) -> None:
    for number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 2.0)):
        pids = marked(mark)
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue
        deadline = time.monotonic() + wait
        while pids and time.monotonic() < deadline:
            time.sleep(0.1)
            pids = marked(mark)
        if not pids:
            return
