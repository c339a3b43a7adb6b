# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Photograph the local Xero's pages; needs Chromium, but neither Odoo nor a database::

    python -m xero_connector_tests.demo.xero_screenshots --out docs/images

The same seed and a clock that stands still: the same pictures each time.
"""

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import requests

from ..simulator import LocalXero
from .browser import Browser

SCOPES = (
    "openid profile email offline_access accounting.invoices accounting.payments"
    " accounting.contacts accounting.settings"
)
SALES = (
    ("Ridgeway University", "accounts@ridgeway.example.com", 1_250),
    ("City Limousines", "office@citylimo.example.com", 86.5),
    ("Boom FM", "money@boomfm.example.com", 540),
    ("Hamilton Smith Ltd", "info@hamiltonsmith.example.com", 3_499.99),
    ("Basket Case", "hello@basketcase.example.com", 914.55),
)
COSTS = (
    ("PowerDirect", "bills@powerdirect.example.com", 128.4),
    ("Xylo Supplies", "", 77),
)


def keep_books(books):
    """A month in the life of a small company; returns an invoice worth showing."""
    today = books.today()
    shown = None
    for number, (name, email, amount) in enumerate(SALES):
        contact = books.add_contact(name, EmailAddress=email)["ContactID"]
        day = today - timedelta(days=4 * number)
        invoice = books.add_invoice(contact, amount=amount, Date=day, Reference="July")
        if number == 0:
            shown = invoice["InvoiceID"]
            books.record_payment(shown, 500, day=day, reference="First half")
            note = books.add_credit_note(contact, amount=100, Date=day)
            books.allocate(note["CreditNoteID"], shown)
        elif number == 2:
            books.record_payment(invoice["InvoiceID"], day=day, reference="Boom FM 7")
            (payment,) = books.payments.find("document", invoice["InvoiceID"])
            books.reconcile_payment(payment["PaymentID"])
        elif number == 3:
            books.add_invoice(contact, amount=45, status="SUBMITTED")
            books.record_overpayment(contact, 20)
    books.add_conversion_balance(contact, "OLD-1", 300, date(2026, 1, 31))
    books.add_invoice(contact, amount=60, status="DRAFT")
    for name, email, amount in COSTS:
        contact = books.add_contact(name, EmailAddress=email)["ContactID"]
        books.add_invoice(contact, amount=amount, kind="ACCPAY", InvoiceNumber="R-17")
    books.lock_period(date(2026, 6, 30))
    return shown


def make_calls(xero):
    """A few calls of an app, for the page that shows them."""
    tokens = xero.authorise()
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(
            {
                "Authorization": f"Bearer {tokens['access_token']}",
                "xero-tenant-id": tokens["tenant_id"],
                "Accept": "application/json",
            }
        )
        for path in (
            "Organisation",
            "Contacts?page=1&pageSize=1000",
            "Invoices?page=1&Statuses=AUTHORISED",
            "Invoices/11111111-1111-4111-8111-111111111111",
            "Payments?where=Status%3D%3D%22AUTHORISED%22",
        ):
            session.get(f"{xero.api_url}/{path}", timeout=20)


def take(browser, xero, out):
    """Lead the browser through every page; yields the pictures."""
    books = xero.organisation
    shown = keep_books(books)

    def shot(name, selector=None):
        path = out / f"xero-{name}.png"
        browser.shot(path, selector)
        return path

    request = {
        "response_type": "code",
        "client_id": xero.client_id,
        "redirect_uri": "http://localhost:8069/callback",
        "scope": SCOPES,
        "state": "s",
    }
    browser.open(f"{xero.base_url}/identity/connect/authorize?{urlencode(request)}")
    browser.see("#password")
    yield shot("sign-in", "main.card")
    browser.type("#email", "alex@example.com")
    browser.type("#password", "password")
    browser.click("button[type=submit]")
    browser.see("button[value=allow]")
    yield shot("consent", "main.card")
    make_calls(xero)
    home = f"{xero.base_url}/books/{books.tenant_id}"
    contact = books.invoices[shown]["Contact"]["ContactID"]
    for name, path in (
        ("overview", ""),
        ("contacts", "/contacts"),
        ("contact", f"/contacts/{contact}"),
        ("invoices", "/invoices"),
        ("invoice", f"/documents/{shown}"),
        ("bills", "/bills"),
        ("credit-notes", "/credit-notes"),
        ("payments", "/payments"),
        ("bank", f"/bank/{next(iter(_banks(books)))}"),
        ("settings", "/settings"),
    ):
        browser.open(home + path)
        browser.see("main h1")
        yield shot(name)
    browser.open(f"{home}/traffic")
    browser.see("#calls tr")
    yield shot("traffic")


def _banks(books):
    return (i for i, account in books.accounts.items() if account["Type"] == "BANK")


def main(arguments=None):
    """Take all the pictures; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    with (
        LocalXero(tier="starter", seed=1) as xero,
        Browser(width=1180, height=760) as browser,
    ):
        for path in take(browser, xero, out):
            sys.stdout.write(f"    {path}: {path.stat().st_size // 1024} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
