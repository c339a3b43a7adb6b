# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where everything lies: the checkout itself, ``.run/`` and ``.venv/``."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = ROOT / "tools"
RUN = ROOT / ".run"
VENV = ROOT / ".venv"
LOGS = RUN / "logs"
# Odoo's data_dir: filestores and sessions of every database made here.
ODOO_DATA = RUN / "odoo-data"
FILESTORE = ODOO_DATA / "filestore"
ADDONS = ("xero_connector", "xero_connector_tests")


def venv_python(venv: Path = VENV) -> Path:
    return venv / "bin" / "python"
