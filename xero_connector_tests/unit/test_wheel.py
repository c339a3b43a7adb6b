# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The wheel holds the whole addon, and Odoo finds it in a fresh environment.

Built from a copy of what the package is made from, so that nothing of an earlier build
in the checkout can stand in for a file that is left out.
"""

import importlib.util
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "xero_connector"
TARGET = "odoo/addons/xero_connector"
PACKAGED = ("setup.py", "pyproject.toml", "MANIFEST.in", "README.rst", "LICENSE")


def is_source(path: Path) -> bool:
    """Whether a file is the addon's own: not a cache of Python's or of a checker's."""
    parts = path.relative_to(ADDON).parts
    return path.is_file() and not any(
        part == "__pycache__" or part.startswith(".") for part in parts
    )


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command; its output, or a failure that shows it."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for name in PACKAGED:
        shutil.copy(ROOT / name, source)
    shutil.copytree(
        ADDON, source / ADDON.name, ignore=shutil.ignore_patterns("__pycache__", ".*")
    )
    run(
        *(sys.executable, "-m", "pip", "wheel", ".", "--no-deps", "--quiet"),
        *("--no-build-isolation", "--disable-pip-version-check", "-w", "dist"),
        cwd=source,
    )
    (built,) = (source / "dist").glob("*.whl")
    return built


def test_every_file_of_the_addon_is_inside(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        f"{TARGET}/{path.relative_to(ADDON).as_posix()}"
        for path in ADDON.rglob("*")
        if is_source(path)
    }
    assert wanted - inside == set()


def test_nothing_but_the_addon_is_inside(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    strangers = [
        name
        for name in inside
        if not name.startswith(f"{TARGET}/") and ".dist-info/" not in name
    ]
    assert strangers == []


def test_it_asks_for_odoo_the_job_queue_and_its_libraries(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (each for each in archive.namelist() if each.endswith("/METADATA"))
    lines = archive.read(name).decode().splitlines()
    asked = {
        line.removeprefix("Requires-Dist: ").replace(" ", "").lower()
        for line in lines
        if line.startswith("Requires-Dist: ")
    }
    assert {
        "odoo==19.0.*",
        "odoo-addon-queue-job==19.0.*",
        "requests",
        "requests-oauthlib",
    } <= asked


def test_odoo_loads_it_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    if importlib.util.find_spec("odoo.release") is None:
        pytest.skip("no Odoo in this environment")
    venv = tmp_path / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=tmp_path)
    python = venv / "bin" / "python"
    (site,) = venv.glob("lib/python*/site-packages")
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--quiet"),
        *("--no-deps", "--no-index", "--disable-pip-version-check", wheel),
        cwd=tmp_path,
    )
    # Odoo and the libraries of the environment that runs the tests, after its own.
    outside = [path for path in sys.path if path and Path(path) != ROOT]
    (site / "outside.pth").write_text("\n".join(outside) + "\n")
    where = run(
        python,
        "-c",
        "import odoo.tools, odoo.modules.module as m\n"
        "odoo.tools.config.parse_config(['--addons-path='])\n"
        "m.load_openerp_module('xero_connector')\n"
        "import odoo.addons.xero_connector as addon\n"
        "print(addon.__file__)\n"
        "print(m.Manifest.for_addon('xero_connector')['version'])",
        cwd=tmp_path,
    )
    path, version = where.split()
    assert Path(path).is_relative_to(site)
    assert version.startswith("19.0.")
