# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""In a database without ``hr_expense`` the addon installs, and works."""

import pytest

from . import books, promises

OURS = ("xero_connector", "xero_connector_tests")
#: with it goes what needs it
EXPENSES = "hr"


def install_without(lab, xero):
    """Take the addon and expenses out of the database, and install the addon again.

    :return: models of expenses that are left, and the names of resources
    """
    from odoo.modules.registry import Registry

    for names, button in (
        ((*OURS, EXPENSES), "button_immediate_uninstall"),
        (OURS[:1], "button_immediate_install"),
    ):
        with lab.env() as env:
            modules = env["ir.module.module"].search([("name", "in", names)])
            getattr(modules, button)()
        lab.registry = Registry(lab.name)
    with lab.env() as env:
        env["ir.cron"].search([]).active = False
        books.connect(env, xero)
        partner = books.customer(env, "Agrolait", email="a@agrolait.example")
        move = books.invoice(env, partner, 100, 33.33)
        left = [name for name in env.registry if name.startswith(("hr.", "hr_"))]
        resources = list(env["xero.resource"]._all())
    books.sync(lab)
    promises.in_step(lab, xero, partner.ids, move.ids)
    return left, resources


@pytest.mark.slow
def test_installs_and_works(lab, xero):
    left, resources = lab.fork(install_without, xero).result(timeout=300)
    assert left == []
    assert "expense" not in resources
    assert {"contact", "item", "invoice", "bill", "payment"} <= set(resources)
    assert [invoice["Total"] for invoice in xero.everything("Invoices")] == [160]
