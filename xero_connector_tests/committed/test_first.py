# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One invoice and its customer go across."""

from . import books


def test_one_invoice(lab, xero):
    with lab.env() as env:
        books.connect(env, xero)
        partner = books.customer(env, "Agrolait", email="a@agrolait.example")
        books.invoice(env, partner, 100, 33.33)
    xero.forget_calls()
    print(books.sync(lab))
    with lab.env() as env:
        for link in env["xero.link"].search([]):
            print(link.resource, link.state, link.remote_id, link.error, link.cause)
    for call in xero.calls():
        print(call["method"], call["path"], call["status"], call["request_body"])
    invoices = xero.everything("Invoices")
    assert [i["Total"] for i in invoices] == [160]
