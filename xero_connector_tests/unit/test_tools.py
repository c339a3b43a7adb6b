# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tools promise: nothing left behind, one at a time, plain words."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tools import aside, databases, odoo_source, processes, python_env
from tools.locks import take_if_free
from tools.say import Problem

ROOT = Path(__file__).resolve().parents[2]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

# A run whose child starts a grandchild in a session of its own, says both numbers and
# waits.
CHILD = """
import os, subprocess, time
grandchild = subprocess.Popen(["sleep", "600"], start_new_session=True)
print(os.getpid(), grandchild.pid, flush=True)
time.sleep(600)
"""
RUN = """
import sys
from tools.processes import Run
with Run() as run:
    run.call([sys.executable, "-c", sys.argv[1]])
"""


def eventually(true: Callable[[], bool], patience: float = 15) -> bool:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


@linux_only
@pytest.mark.parametrize(
    "number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name
)
def test_a_run_leaves_nothing_behind_however_it_ends(number: signal.Signals) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, CHILD],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MAKELEVEL": ""},
        start_new_session=True,
    )
    assert run.stdout is not None
    pids = [int(word) for word in run.stdout.readline().split()]
    assert len(pids) == 2
    run.send_signal(number)
    run.wait(30)
    run.stdout.close()
    assert eventually(lambda: not any(map(alive, pids)))


def alive(pid: int) -> bool:
    """Whether a process runs; one that only waits to be counted does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_jobs_aside_run_in_turn_and_say_how_they_ended(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    with processes.Run() as run:
        jobs = [
            aside.Job(run, "first", [sys.executable, "-c", "print('one'); exit(3)"]),
            aside.Job(run, "second", [sys.executable, "-c", "print('two')"]),
        ]
        aside.Row(jobs).start()
        assert [job.show() for job in jobs] == [3, 0]
    assert capfdbinary.readouterr().out == b"one\ntwo\n"


def test_a_killed_job_ends_its_row() -> None:
    killed = "import os; os.kill(os.getpid(), 15)"
    with processes.Run() as run:
        jobs = [
            aside.Job(run, "first", [sys.executable, "-c", killed]),
            aside.Job(run, "second", [sys.executable, "-c", "print('two')"]),
        ]
        aside.Row(jobs).start()
        assert [job.show() for job in jobs] == [-15, 1]


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < processes.free_port(port) <= port + 100


def test_a_lock_is_held_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    held = take_if_free(path)
    assert held is not None
    assert take_if_free(path) is None
    os.close(held)
    again = take_if_free(path)
    assert again is not None
    os.close(again)


@pytest.mark.parametrize(
    ("release", "words"),
    [(None, "no Odoo source"), ("version_info = (18, 0, 0)", "is not Odoo 19.0")],
)
def test_a_wrong_odoo_home_is_said(
    tmp_path: Path, release: str | None, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if release:
        (tmp_path / "odoo").mkdir()
        (tmp_path / "odoo" / "release.py").write_text(release)
    monkeypatch.setenv("ODOO_HOME", str(tmp_path))
    monkeypatch.setattr(odoo_source, "RUN", tmp_path)
    with pytest.raises(Problem, match=words):
        odoo_source.obtain()


def test_a_checkout_of_odoo_has_its_addons_beside_the_package(tmp_path: Path) -> None:
    (tmp_path / "odoo").mkdir()
    (tmp_path / "odoo" / "release.py").write_text("version_info = (19, 0, 0, FINAL)")
    (tmp_path / "addons" / "web").mkdir(parents=True)
    source = odoo_source._describe(tmp_path, "ODOO_HOME")
    assert source.python_path == str(tmp_path)
    assert source.addons_paths == (str(tmp_path / "addons"),)


def test_the_reason_of_a_failed_installation_is_found(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(
        "2026-01-01 00:00:00,000 1 INFO db odoo: Loading module account (1/2) \n"
        "2026-01-01 00:00:00,000 1 CRITICAL db odoo: Couldn't load module x\n"
        "Traceback (most recent call last):\n"
        '  File "x.py", line 1, in <module>\n'
        "NameError: name 'y' is not defined\n"
        "2026-01-01 00:00:00,000 1 INFO db odoo.service: shutdown\n"
    )
    assert databases._errors(log) == [
        "Couldn't load module x (NameError: name 'y' is not defined)"
    ]
    assert databases._last_module(log) == "account (1/2)"


def test_another_list_of_packages_makes_another_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_env, "TOOLS", tmp_path)
    (tmp_path / "list.txt").write_text("one==1\n")
    first = python_env._stamp(sys.executable, ["list.txt"])
    assert python_env._stamp(sys.executable, ["list.txt"]) == first
    (tmp_path / "list.txt").write_text("one==2\n")
    assert python_env._stamp(sys.executable, ["list.txt"]) != first


SHARED = """
import pathlib, time, unittest

class TestShared(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.here = pathlib.Path(__file__)

    def test_first(self):
        time.sleep(0.2)
        with self.here.with_suffix(".ran").open("a") as ran:
            ran.write("first ")

    def test_second(self):
        with self.here.with_suffix(".ran").open("a") as ran:
            ran.write("second ")
"""


def test_runs_beside_each_other_share_the_files_of_tests(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"test_shared_{number}.py").write_text(SHARED)
    command = [
        *(sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", "-p", "tools.claims"),
        *(f"--claims={tmp_path / 'claims'}", f"--rootdir={tmp_path}", tmp_path),
    ]
    runs = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _run in range(2)
    ]
    said = [run.communicate()[0].splitlines()[-1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    ran = [path.read_text() for path in sorted(tmp_path.glob("*.ran"))]
    assert ran == ["first second "] * 6
    assert sum(int(line.split()[0]) for line in said if "passed" in line) == 12, said
