# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents on which tax matters: every rate, several on one document, prices with tax
in them, a discount, another currency, and cents that Xero would round otherwise."""

from datetime import date, timedelta

CUSTOMER, SUPPLIER = "Pier Lanterns Ltd", "Saltmarsh Timber Ltd"
INSIDE = "20% included"
#: euros to the pound
RATE = 1.17
#: what is archived, too
_ALL = {"active_test": False}
#: move type, currency, reference, lines: (text, quantity, price, discount, tax)
DOCUMENTS = (
    ("out_invoice", "GBP", "", [("Lamp", 3, 19.99, 0, 20), ("Fitting", 1, 85, 0, 20)]),
    ("out_invoice", "GBP", "", [("Heating oil", 250, 0.6789, 0, 5)]),
    ("out_invoice", "GBP", "", [("Atlas", 12, 14.5, 0, 0)]),
    (
        *("out_invoice", "GBP", ""),
        [("Lamp", 2, 19.99, 0, 20), ("Oil", 40, 0.71, 0, 5), ("Atlas", 1, 14.5, 0, 0)],
    ),
    ("out_invoice", "GBP", "", [("Till sale", 7, 9.99, 0, INSIDE)]),
    ("out_invoice", "GBP", "", [("Lamp", 3, 33.33, 12.5, 20)]),
    # the tax of three such lines is 6.02 to who adds up first, and 6.03 to Xero
    ("out_invoice", "GBP", "", [("Wick", 1, 10.03, 0, 20)] * 3),
    ("out_invoice", "EUR", "", [("Lamp", 5, 23.45, 0, 20), ("Atlas", 2, 17, 0, 0)]),
    ("out_refund", "GBP", "", [("Lamp", 1, 19.99, 0, 20), ("Oil", 3, 0.71, 0, 5)]),
    ("in_invoice", "GBP", "ST-881", [("Oak", 4, 27.35, 10, 20), ("Ash", 1, 9.9, 0, 5)]),
    ("in_invoice", "GBP", "ST-882", [("Screws", 1, 10.02, 0, 20)] * 2),
    ("in_refund", "GBP", "ST-R 12", [("Oak", 1, 27.35, 0, 20)]),
)


def add(odoo):
    """Enter and post them, in a company that adds up before it rounds tax."""
    odoo.call(
        "res.company",
        "write",
        [odoo.company_id],
        {"tax_calculation_rounding_method": "round_globally"},
    )
    parties = dict(
        zip(
            ("out", "in_"),
            odoo.call(
                "res.partner",
                "create",
                [{"name": name, "is_company": True} for name in (CUSTOMER, SUPPLIER)],
            ),
            strict=True,
        )
    )
    currencies = _currencies(odoo)
    taxes = {use: _taxes(odoo, use) for use in ("sale", "purchase")}
    day = (date.today() - timedelta(days=1)).isoformat()
    ids = odoo.call(
        "account.move",
        "create",
        [
            {
                "move_type": move_type,
                "partner_id": parties[move_type[:3]],
                "invoice_date": day,
                "date": day,
                "currency_id": currencies[currency],
                "ref": ref,
                "invoice_line_ids": [
                    (0, 0, _line(taxes[_use(move_type)], *line)) for line in lines
                ],
            }
            for move_type, currency, ref, lines in DOCUMENTS
        ],
    )
    odoo.call("account.move", "action_post", ids)


def _use(move_type):
    return "sale" if move_type.startswith("out_") else "purchase"


def _line(taxes, text, quantity, price, discount, tax):
    return {
        "name": text,
        "quantity": quantity,
        "price_unit": price,
        "discount": discount,
        "tax_ids": [(6, 0, [taxes[tax]])],
    }


def _currencies(odoo):
    """Currencies by code; the euro has a rate of this company."""
    rows = odoo.search_read(
        "res.currency", [("name", "in", ["GBP", "EUR"])], ["name"], context=_ALL
    )
    found = {row["name"]: row["id"] for row in rows}
    odoo.call("res.currency", "write", [found["EUR"]], {"active": True})
    odoo.call(
        "res.currency.rate",
        "create",
        {
            "currency_id": found["EUR"],
            "company_id": odoo.company_id,
            "name": (date.today() - timedelta(days=2)).isoformat(),
            "rate": RATE,
        },
    )
    return found


def _taxes(odoo, use):
    """The company's ordinary tax of each rate, and one that is in the price."""
    found = {}
    for row in odoo.search_read(
        "account.tax",
        [
            ("company_id", "=", odoo.company_id),
            ("type_tax_use", "=", use),
            ("amount_type", "=", "percent"),
            "|",
            ("amount", "in", [20, 5]),
            ("name", "=", "0%"),
        ],
        ["amount"],
        order="sequence, id",
    ):
        found.setdefault(int(row["amount"]), row["id"])
    if use == "sale":
        found[INSIDE] = odoo.call(
            "account.tax",
            "copy",
            [found[20]],
            {"name": INSIDE, "price_include_override": "tax_included"},
        )[0]
    return found
