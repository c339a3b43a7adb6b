# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What tests have to say at the end, whether or not output is captured."""

import sys

_MODULE = "odoo.addons.xero_connector_tests.tests.test_money_property"


def pytest_terminal_summary(terminalreporter):
    """How often each policy of rounding acted on the random documents."""
    module = sys.modules.get(_MODULE)
    for line in module.SAID if module else ():
        terminalreporter.write_line(line)
