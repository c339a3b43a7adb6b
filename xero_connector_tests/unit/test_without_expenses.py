# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Nothing of the addon needs ``hr_expense``; what speaks of it asks first.

That it installs and works is shown by ``committed/test_without_expenses.py``, in the
slow lane.
"""

import ast
from pathlib import Path

ADDON = Path(__file__).parents[2] / "xero_connector"
#: the only code that may name a model of expenses: it is absent without them, or asks
#: whether they are there
SPEAKS_OF_IT = {"resources/expense.py", "resources/attachment.py"}


def words(path):
    """String constants of a Python file that are no docstrings, and its imports."""
    tree = ast.parse(path.read_text())
    documented = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in documented:
                yield node.value
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def is_of_expenses(word):
    return "hr_expense" in word or word.startswith(("hr.", "odoo.addons.hr"))


def test_only_the_resource_names_expenses():
    found = {
        str(path.relative_to(ADDON))
        for path in ADDON.rglob("*.py")
        if any(map(is_of_expenses, words(path)))
    }
    assert found == SPEAKS_OF_IT


def test_no_data_or_view_names_expenses():
    found = [
        str(path.relative_to(ADDON))
        for kind in ("xml", "csv", "js")
        for path in ADDON.rglob(f"*.{kind}")
        if "hr_expense" in path.read_text() or '"hr.' in path.read_text()
    ]
    assert found == []


def test_the_manifest_does_not_need_it():
    manifest = ast.literal_eval((ADDON / "__manifest__.py").read_text())
    assert not [name for name in manifest["depends"] if name.startswith("hr")]
