# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Obtain the source of Odoo 19: given, from Debian, or from Odoo's repository.

Odoo is not on PyPI. Three ways, the first that works is taken and said:

1. ``ODOO_HOME``: a source tree that is already there; nothing is downloaded.
2. Debian's package ``odoo-19``, where apt is at hand. A private apt configuration
   under ``.run/`` reads the mirror that the machine already uses; the packages are
   unpacked, not installed, so no root is needed and the system is not touched.
3. A shallow clone of the public 19.0 branch.

Only the standard library: this runs before the virtual environment exists.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import say
from tools.locks import only_one
from tools.places import LOGS, RUN
from tools.say import Problem

UNPACKED = RUN / "odoo"
CLONED = RUN / "odoo-git"
RECORD = RUN / "odoo-source.json"
REPOSITORY = "https://github.com/odoo/odoo.git"
BRANCH = "19.0"
# Debian's odoo-19 holds links into these packages; without them pages answer 500.
WEB_ASSETS = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Left out of Debian's package, yet named in a bundle: the console error that follows
# fails every browser test. An empty file is what the bundle needs.
MISSING_ASSET = Path("mail/static/lib/selfie_segmentation/selfie_segmentation.js")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class OdooSource:
    """A source tree of Odoo 19.

    :param python_path: the folder that holds the ``odoo`` package
    :param addons_paths: folders of addons outside that package
    :param version: what tells one build from another; templates are keyed on it
    :param origin: where it came from, for people
    """

    python_path: str
    addons_paths: tuple[str, ...]
    version: str
    origin: str

    def remember(self) -> None:
        RECORD.parent.mkdir(parents=True, exist_ok=True)
        RECORD.write_text(json.dumps(asdict(self), indent=1) + "\n")


def remembered() -> OdooSource:
    """The source that ``obtain`` settled on in this checkout."""
    values = json.loads(RECORD.read_text())
    values["addons_paths"] = tuple(values["addons_paths"])
    return OdooSource(**values)


def obtain() -> OdooSource:
    """Find or fetch Odoo 19, remember it in ``.run/odoo-source.json``."""
    with only_one(RUN / "odoo-source.lock", "getting Odoo 19"):
        given = os.environ.get("ODOO_HOME")
        if given:
            source = _describe(Path(given).expanduser().resolve(), "ODOO_HOME")
        elif (UNPACKED / "complete").exists():
            source = _from_unpacked()
        elif (CLONED / "odoo" / "release.py").exists():
            source = _describe(CLONED, "Odoo's 19.0 branch")
        else:
            source = _fetch()
        if not RECORD.exists() or remembered() != source:
            say.step(f"Odoo {source.version} from {source.origin}")
            source.remember()
        return source


def _fetch() -> OdooSource:
    refused = []
    mirror = _debian_mirror()
    if mirror:
        try:
            return _fetch_from_debian(mirror)
        except Problem as problem:
            refused.append(f"Debian: {problem.what}")
            say.note(f"{problem.what}; trying Odoo's repository")
    else:
        refused.append("Debian: no apt with a Debian mirror here")
    try:
        return _clone()
    except Problem as problem:
        refused.append(f"git: {problem.what}")
    raise Problem(
        f"Odoo 19 could not be obtained ({'; '.join(refused)})",
        "check the network and run again, or set ODOO_HOME=/path/to/odoo-19",
    )


def _describe(home: Path, origin: str) -> OdooSource:
    """Read a tree: a checkout of the repository, or a folder of Python packages."""
    for python_path in (home, home / "usr/lib/python3/dist-packages"):
        release = python_path / "odoo" / "release.py"
        if release.exists():
            break
    else:
        raise Problem(
            f"no Odoo source in {home} (odoo/release.py is missing)",
            "set ODOO_HOME to the folder that holds the odoo package",
        )
    text = release.read_text()
    found = re.search(r"version_info = \((\d+), (\d+)", text)
    if not found or found.groups() != ("19", "0"):
        raise Problem(
            f"{home} is not Odoo 19.0", "set ODOO_HOME to a source tree of Odoo 19.0"
        )
    addons = [python_path / "addons"] if (python_path / "addons/web").is_dir() else []
    return OdooSource(
        python_path=str(python_path),
        addons_paths=tuple(str(path) for path in addons),
        version=f"19.0-{_fingerprint(python_path, text)}",
        origin=f"{origin} ({home})",
    )


def _fingerprint(python_path: Path, release: str) -> str:
    """What changes when the tree does: the commit, else the path and the release."""
    if (python_path / ".git").exists() and shutil.which("git"):
        head = subprocess.run(
            ["git", "-C", str(python_path), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        )
        if head.returncode == 0:
            return head.stdout.strip()
    return hashlib.sha256(f"{python_path}{release}".encode()).hexdigest()[:12]


# --- Debian -------------------------------------------------------------------------


def _debian_mirror() -> str | None:
    """The Debian mirror of this machine's own apt sources, or None."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb") and KEYRING.exists()):
        return None
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(SITE)"],
        capture_output=True,
        text=True,
        check=False,
    )
    for site in listed.stdout.splitlines():
        if site.rstrip("/").endswith("/debian"):
            return site.strip()
    return None


def _from_unpacked() -> OdooSource:
    version = (UNPACKED / "complete").read_text().strip()
    return OdooSource(
        python_path=str(UNPACKED / "usr/lib/python3/dist-packages"),
        addons_paths=(),
        version=version,
        origin="Debian's package odoo-19",
    )


class _PrivateApt:
    """An apt that knows one mirror and writes only under its own folder."""

    def __init__(self, folder: Path, mirror: str) -> None:
        self.folder = folder
        for part in ("etc", "lists/partial", "cache/archives/partial", "debs"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        sources = folder / "etc" / "sources.list"
        sources.write_text(f"deb [signed-by={KEYRING}] {mirror} sid main\n")
        self.options = [
            f"-oDir::Etc::SourceList={sources}",
            "-oDir::Etc::SourceParts=-",
            f"-oDir::State::Lists={folder / 'lists'}",
            f"-oDir::Cache={folder / 'cache'}",
            # What is installed here does not matter; and no list, no success.
            "-oDir::State::status=/dev/null",
            "-oAPT::Update::Error-Mode=any",
            "-oAcquire::Languages=none",
            # As root apt would download as the user _apt, who may not write here.
            "-oAPT::Sandbox::User=root",
        ]

    def get(self, *words: str) -> str:
        done = subprocess.run(
            ["apt-get", *self.options, *words],
            cwd=self.folder / "debs",
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Problem(_last_error(done.stderr), "check the network and run again")
        return done.stdout

    def wanted(self, packages: list[str]) -> dict[str, int]:
        """File name and size in bytes of each package."""
        answer = self.get("--print-uris", "download", *packages)
        files = {}
        for line in answer.splitlines():
            if line.startswith("'"):
                _uri, name, size, *_digest = line.split()
                files[name] = int(size)
        return files

    def download(self, packages: list[str], size: int) -> None:
        with (LOGS / "odoo-apt.log").open("w") as log:
            running = subprocess.Popen(
                ["apt-get", *self.options, "download", *packages],
                cwd=self.folder / "debs",
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            with say.progress("downloading") as bar:
                while running.poll() is None:
                    have = sum(
                        path.stat().st_size
                        for path in self.folder.joinpath("debs").glob("*")
                        if path.exists()
                    )
                    bar.show(f"{have / 1e6:.0f} of {size / 1e6:.0f} MB")
                    time.sleep(0.5)
        if running.returncode:
            raise Problem(
                _last_error((LOGS / "odoo-apt.log").read_text()),
                "check the network and run again",
            )


def _last_error(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("E:", "fatal:", "ERROR"))]
    return (errors or lines or ["no reason given"])[-1].strip()


def _fetch_from_debian(mirror: str) -> OdooSource:
    say.step("Getting Odoo 19 as Debian's package odoo-19 (unpacked, not installed)")
    LOGS.mkdir(parents=True, exist_ok=True)
    part = RUN / "odoo.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(UNPACKED, ignore_errors=True)
    began = time.monotonic()
    apt = _PrivateApt(RUN / "apt", mirror)
    apt.get("update")
    packages = ["odoo-19", *WEB_ASSETS]
    files = apt.wanted(packages)
    apt.download(packages, sum(files.values()))
    say.note(f"downloaded {sum(files.values()) / 1e6:.0f} MB in {say.seconds(began)}")
    for name in files:
        say.note(f"unpacking {name}")
        done = subprocess.run(
            ["dpkg-deb", "-x", str(apt.folder / "debs" / name), str(part)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Problem(
                f"{name} could not be unpacked: {_last_error(done.stderr)}",
                "free some disk space (1.5 GB) and run again",
            )
    addons = part / "usr/lib/python3/dist-packages/odoo/addons"
    empty = addons / MISSING_ASSET
    if not empty.exists():
        empty.parent.mkdir(parents=True, exist_ok=True)
        empty.touch()
    version = next(name for name in files if name.startswith("odoo-19_"))
    (part / "complete").write_text(version.split("_")[1] + "\n")
    part.rename(UNPACKED)
    shutil.rmtree(apt.folder, ignore_errors=True)
    return _from_unpacked()


# --- Odoo's repository --------------------------------------------------------------


def _clone() -> OdooSource:
    if not shutil.which("git"):
        raise Problem("git is not installed", "install git and run again")
    say.step(f"Getting Odoo 19 as a shallow clone of {REPOSITORY} ({BRANCH})")
    part = RUN / "odoo-git.part"
    shutil.rmtree(part, ignore_errors=True)
    RUN.mkdir(parents=True, exist_ok=True)
    clone = [
        *("git", "clone", "--depth", "1", "--single-branch", "--branch", BRANCH),
        *("--progress", REPOSITORY, str(part)),
    ]
    # Without a terminal git must fail rather than ask for a name and a password.
    running = subprocess.Popen(
        clone,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
        text=True,
    )
    said = []
    with say.progress("cloning") as bar:
        assert running.stderr is not None
        for line in running.stderr:  # universal newlines: \r ends a line too
            said.append(line)
            bar.show(line.strip())
    if running.wait():
        shutil.rmtree(part, ignore_errors=True)
        raise Problem(_last_error("".join(said)), "check the network and run again")
    part.rename(CLONED)
    return _describe(CLONED, "Odoo's 19.0 branch")
