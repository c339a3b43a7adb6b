# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bookkeeper sets up before the first sync, and more invoices on request."""

import random
from datetime import date, timedelta

from .say import progress

COMPANY = "UK Company"
BATCH = 50


def company_id(odoo):
    """Odoo's own demo company in pounds."""
    (row,) = odoo.search_read("res.company", [("name", "=", COMPANY)], ["id"])
    return row["id"]


def open_in_company(odoo):
    """Whoever logs in to look is in the company that is connected."""
    odoo.call("res.users", "write", [odoo.user_id], {"company_id": odoo.company_id})


def make_connection(odoo, about):
    """Fill in the card: the app's credentials, the address of the local Xero."""
    return odoo.call(
        "xero.connection",
        "create",
        {
            "company_id": odoo.company_id,
            "client_id": about["client_id"],
            "client_secret": about["client_secret"],
            "local_url": about["base"],
        },
    )


def add_invoices(odoo, count, seed=1):
    """Add plausible posted invoices, a batch at a time.

    :param count: how many
    :param seed: the same seed makes the same invoices
    """
    dice = random.Random(seed)
    customers = _customers(odoo, dice, max(5, count // 20))
    taxes = {
        row["amount"]: row["id"]
        for row in odoo.search_read(
            "account.tax",
            [
                ("company_id", "=", odoo.company_id),
                ("type_tax_use", "=", "sale"),
                ("amount", "in", [5, 20]),
                ("amount_type", "=", "percent"),
            ],
            ["amount"],
        )
    }
    with progress("adding invoices", count) as bar:
        for start in range(0, count, BATCH):
            size = min(BATCH, count - start)
            moves = [_invoice(dice, customers, taxes) for _ in range(size)]
            ids = odoo.call("account.move", "create", moves)
            odoo.call("account.move", "action_post", ids)
            bar(start + size)


def _customers(odoo, dice, count):
    streets = ("High Street", "Station Road", "Mill Lane", "Church Road", "Quayside")
    towns = ("Leeds", "Bristol", "Norwich", "Cardiff", "Perth")
    trades = ("Bakery", "Joinery", "Optics", "Books", "Cycles", "Seeds", "Glass")
    (uk,) = odoo.search_read("res.country", [("code", "=", "GB")], ["id"])
    return odoo.call(
        "res.partner",
        "create",
        [
            {
                "name": f"{dice.choice(towns)} {dice.choice(trades)} {number} Ltd",
                "is_company": True,
                "company_id": odoo.company_id,
                "email": f"accounts{number}@shop{number}.example",
                "street": f"{dice.randint(1, 99)} {dice.choice(streets)}",
                "city": dice.choice(towns),
                "country_id": uk["id"],
            }
            for number in range(1, count + 1)
        ],
    )


def _invoice(dice, customers, taxes):
    day = date.today() - timedelta(days=dice.randint(0, 90))
    return {
        "move_type": "out_invoice",
        "partner_id": dice.choice(customers),
        "invoice_date": day.isoformat(),
        "invoice_date_due": (day + timedelta(days=30)).isoformat(),
        "invoice_line_ids": [
            (
                0,
                0,
                {
                    "name": dice.choice(
                        ("Consulting", "Delivery", "Repair", "Licence", "Fitting")
                    ),
                    "quantity": dice.choice((1, 2, 3, 7.5, 12)),
                    "price_unit": dice.randint(100, 250000) / 100,
                    "discount": dice.choice((0, 0, 0, 10, 12.5)),
                    "tax_ids": [(6, 0, [dice.choice(list(taxes.values()))])],
                },
            )
            for _line in range(dice.randint(1, 5))
        ],
    }
