# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Make the pure rings importable without Odoo.

``xero_connector/__init__.py`` imports Odoo models. The rings below it must not need
them, so the unit tests see ``xero_connector`` as a bare package: its folder, without
its ``__init__``.
"""

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

if "xero_connector" not in sys.modules:
    package = types.ModuleType("xero_connector")
    package.__path__ = [str(ROOT / "xero_connector")]
    sys.modules["xero_connector"] = package
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
