# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One invoice and its customer go across: the laboratory itself works."""

from . import books, promises


def test_one_invoice(lab, xero):
    with lab.env() as env:
        books.connect(env, xero)
        partner = books.customer(env, "Agrolait", email="a@agrolait.example")
        move = books.invoice(env, partner, 100, 33.33)
    xero.forget_calls()
    books.sync(lab)
    promises.in_step(lab, xero, partner.ids, move.ids)
    assert [invoice["Total"] for invoice in xero.everything("Invoices")] == [160]
    assert [(row["method"], row["path"]) for row in xero.writes()] == [
        ("PUT", "/api.xro/2.0/Contacts"),
        ("PUT", "/api.xro/2.0/Invoices"),
    ]
