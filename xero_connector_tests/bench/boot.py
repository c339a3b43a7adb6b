# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A laboratory outside pytest: the same as the committed tests', for measuring."""

import contextlib
import os


@contextlib.contextmanager
def laboratory():
    """A prepared lab; everything it made is dropped at the end."""
    import odoo.init  # noqa: F401  # before anything of Odoo
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["XERO_ODOO_CONFIG"], "--log-level=warn"], setup_logging=True
    )
    from ..committed.lab import Lab

    lab = Lab()
    try:
        lab.prepare()
        yield lab
    finally:
        lab.drop()
