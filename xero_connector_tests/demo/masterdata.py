# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts and products, both ways: what is new and what is edited on either side."""

from decimal import Decimal

CONTACTS = (
    {
        "Name": "Harbour Rope Works Ltd",
        "EmailAddress": "office@ropeworks.example",
        "Phones": [{"PhoneType": "DEFAULT", "PhoneNumber": "01303 555 020"}],
        "ContactPersons": [
            {
                "FirstName": "Iris",
                "LastName": "Wells",
                "EmailAddress": "iris@ropeworks.example",
            }
        ],
    },
    {"Name": "Peter Marsh", "FirstName": "Peter", "LastName": "Marsh"},
    {"Name": "Dover Candles Ltd", "TaxNumber": "GB123456782"},
)
ITEMS = (
    {"Code": "ROPE-12", "Name": "Rope, 12 mm", "SalesDetails": {"UnitPrice": 4.25}},
    {"Code": "CALL-OUT", "Name": "Call-out", "SalesDetails": {"UnitPrice": 60}},
)
#: products of Odoo that are sent
MOST = 10


def play(odoo, xero, connection_id, wait):
    """New ones on both sides, then an edit on each side of one contact."""
    odoo.call("xero.connection", "write", [connection_id], {"direction_item": "both"})
    xero.write("PUT", "Contacts", {"Contacts": list(CONTACTS)})
    xero.write("PUT", "Items", {"Items": list(ITEMS)})
    products = odoo.search_read(
        "product.product",
        [("default_code", "!=", False), ("type", "!=", "combo")],
        ["product_variant_count"],
    )
    # a variant's item is named after its template and its attributes
    ids = [row["id"] for row in products if row["product_variant_count"] == 1]
    odoo.call("product.product", "action_xero_sync", ids[:MOST])
    odoo.call("xero.connection", "action_read_now", [connection_id])
    wait()
    (partner,) = odoo.search_read(
        "res.partner", [("name", "=", CONTACTS[0]["Name"])], ["xero_id"]
    )
    odoo.call("res.partner", "write", [partner["id"]], {"phone": "01303 555 021"})
    xero.write(
        "POST",
        f"Contacts/{partner['xero_id']}",
        {"Contacts": [{"EmailAddress": "accounts@ropeworks.example"}]},
    )
    odoo.call("res.partner", "action_xero_sync", [partner["id"]])
    wait()


def compare_contacts(odoo, xero):
    """Those that were new in Xero, as both sides know them now."""
    names = [contact["Name"] for contact in CONTACTS]
    there = {row["Name"]: row for row in xero.everything("Contacts")}
    here = odoo.search_read(
        "res.partner", [("name", "in", names)], ["name", "email", "phone", "xero_id"]
    )
    differing = []
    for partner in here:
        twin = there[partner["name"]]
        phone = next(
            p["PhoneNumber"] for p in twin["Phones"] if p["PhoneType"] == "DEFAULT"
        )
        for name, ours, theirs in (
            ("record", partner["xero_id"], twin["ContactID"]),
            ("e-mail", partner["email"] or "", twin.get("EmailAddress") or ""),
            ("phone", partner["phone"] or "", phone or ""),
        ):
            if ours != theirs:
                differing.append(_difference(partner["name"], name, ours, theirs))
    return {
        "in_odoo": len(here),
        "in_xero": len([name for name in names if name in there]),
        "linked": len({p["xero_id"] for p in here if p["xero_id"]}),
        "differing": differing,
    }


def compare_products(odoo, xero):
    """Products that are linked, and Xero's items."""
    there = {row["ItemID"]: row for row in xero.everything("Items", unitdp=4)}
    (company,) = odoo.search_read(
        "res.company", [("id", "=", odoo.company_id)], ["currency_id"]
    )
    here = odoo.search_read(
        "product.product",
        [("xero_state", "!=", False)],
        [
            "name",
            "default_code",
            "lst_price",
            "currency_id",
            "standard_price",
            "sale_ok",
            "purchase_ok",
            "xero_id",
        ],
    )
    differing = []
    for product in here:
        twin = there.get(product["xero_id"])
        if twin is None:
            differing.append(_difference(product["name"], "record", "here", "missing"))
            continue
        # Xero keeps no price of what is not sold, and no cost of what is not bought;
        # nor does it get a price in another currency
        priced = product["sale_ok"] and product["currency_id"] == company["currency_id"]
        price = product["lst_price"] if priced else 0
        cost = product["standard_price"] if product["purchase_ok"] else 0
        for name, ours, theirs in (
            ("code", product["default_code"], twin["Code"]),
            ("name", product["name"][:50].strip(), twin["Name"]),
            ("price", _number(price), _price(twin, "SalesDetails")),
            ("cost", _number(cost), _price(twin, "PurchaseDetails")),
        ):
            if ours != theirs:
                differing.append(
                    _difference(product["name"], name, str(ours), str(theirs))
                )
    return {
        "in_odoo": len(here),
        "in_xero": len(there),
        "linked": len({p["xero_id"] for p in here if p["xero_id"] in there}),
        "differing": differing,
    }


def _price(item, side):
    return _number((item.get(side) or {}).get("UnitPrice") or 0)


def _number(price):
    return Decimal(str(price)).quantize(Decimal("0.0001"))


def _difference(name, field, ours, theirs):
    return {"name": name, "field": field, "odoo": ours, "xero": theirs}
