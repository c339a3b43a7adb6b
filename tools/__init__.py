# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Get Odoo 19, PostgreSQL and a database, and run things on them.

``python3 -m tools`` lists the commands; the Makefile calls them. Nothing here is
imported by the addon. Everything is made under ``.run/`` and ``.venv/``.
"""
