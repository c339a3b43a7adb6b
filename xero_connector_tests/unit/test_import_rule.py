# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may import whom, held by walking the syntax trees."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDON = ROOT / "xero_connector"
SIMULATOR = ROOT / "xero_connector_tests" / "simulator"
RINGS = ("xero", "sync", "resources", "engine", "models", "controllers", "wizards")
#: what a ring may import of the addon besides itself
MAY = {
    "xero": set(),
    "sync": set(),
    "resources": {"xero", "sync", "models.decimals"},
    "engine": {"xero", "sync", "resources.refs", "exceptions"},
    "models": {"xero", "sync", "exceptions", "plain_words", "secret_key"},
    "controllers": {"xero", "sync", "exceptions", "plain_words"},
    "wizards": {"xero", "sync", "exceptions", "plain_words"},
}
#: of xero only the payloads know the canonical form
PAYLOADS = {"sync.canonical"}


def imported(path, package):
    """Absolute names of all modules that a file imports, also inside functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            if node.module is None or node.level:
                yield from (f"{module}.{alias.name}" for alias in node.names)
            else:
                yield module


def files(folder):
    return sorted(folder.rglob("*.py"))


def package_of(path):
    return list(path.relative_to(ROOT).parent.parts)


def is_odoo(name):
    return name == "odoo" or name.startswith("odoo.")


def allowed(name, may):
    return any(name == ok or name.startswith(f"{ok}.") for ok in may)


@pytest.mark.parametrize("ring", ["xero", "sync"])
def test_pure_rings_know_no_odoo(ring):
    found = [
        (path.name, name)
        for path in files(ADDON / ring)
        for name in imported(path, package_of(path))
        if is_odoo(name)
    ]
    assert found == []


@pytest.mark.parametrize("ring", RINGS)
def test_rings_import_only_what_they_may(ring):
    found = []
    for path in files(ADDON / ring):
        may = set(MAY[ring]) | {ring}
        if path.parent.name == "payloads":
            may |= PAYLOADS
        for name in imported(path, package_of(path)):
            ours = name.removeprefix("odoo.addons.").removeprefix("xero_connector.")
            if ours == name.removeprefix("odoo.addons."):
                continue  # not of the addon
            if not allowed(ours, may):
                found.append((str(path.relative_to(ADDON)), ours))
    assert found == []


def test_the_simulator_shares_nothing_with_the_connector():
    found = [
        (str(path.relative_to(SIMULATOR)), name)
        for path in files(SIMULATOR)
        for name in imported(path, package_of(path))
        if is_odoo(name)
        or name == "xero_connector"
        or name.startswith("xero_connector.")
    ]
    assert found == []


def test_a_forbidden_import_is_seen(tmp_path):
    """The walk sees imports in functions and relative ones."""
    file = tmp_path / "x.py"
    file.write_text("def f():\n    from ..engine import run\n    import odoo\n")
    names = list(imported(file, ["xero_connector", "xero"]))
    assert names == ["xero_connector.engine.run", "odoo"]
