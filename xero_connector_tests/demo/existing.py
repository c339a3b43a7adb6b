# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Books that exist on both sides already: a third of the company's documents were typed
into Xero too, and a stranger there has a number of ours."""

from decimal import Decimal

from .mappings import EXPENSES

STRANGER = "Nobody We Know Ltd"
#: accounts of the local Xero that a bookkeeper there takes
ACCOUNTS = {"out": "200", "in_": EXPENSES}
#: move type to what Xero calls it: resource, id, Type, number
KINDS = {
    "out_invoice": ("Invoices", "InvoiceID", "ACCREC", "InvoiceNumber"),
    "in_invoice": ("Invoices", "InvoiceID", "ACCPAY", "InvoiceNumber"),
    "out_refund": ("CreditNotes", "CreditNoteID", "ACCRECCREDIT", "CreditNoteNumber"),
    "in_refund": ("CreditNotes", "CreditNoteID", "ACCPAYCREDIT", "CreditNoteNumber"),
}


def type_in(odoo, xero, connection_id):
    """Enter them in Xero, as its bookkeeper did before anything was connected.

    :return: ids of the documents by number of ours, and the number that a stranger took
    """
    moves = odoo.search_read(
        "account.move",
        [
            ("company_id", "=", odoo.company_id),
            ("move_type", "in", list(KINDS)),
            ("state", "=", "posted"),
        ],
        [
            *("name", "ref", "move_type", "commercial_partner_id", "currency_id"),
            *("invoice_date", "invoice_date_due", "amount_untaxed", "amount_tax"),
            *("amount_total", "amount_residual", "company_currency_id"),
        ],
        order="invoice_date, id",
    )
    taxed = _one_tax(odoo, connection_id, [move["id"] for move in moves])
    plain = [
        move
        for move in moves
        if move["id"] in taxed
        and move["currency_id"] == move["company_currency_id"]
        and move["amount_residual"] == move["amount_total"]
    ]
    third = []
    for kind in KINDS:  # of each kind at least one, then in turn
        third += [move for move in plain if move["move_type"] == kind][:1]
    third += [move for move in plain if move not in third]
    third = third[: -(-len(moves) // 3)]
    contacts = _contacts(odoo, xero, third)
    made = {}
    for move in third:
        resource, key, _kind, _number = KINDS[move["move_type"]]
        payload = _document(move, contacts, taxed[move["id"]])
        (answer,) = xero.write("PUT", resource, {resource: [payload]})[resource]
        made[move["name"]] = answer[key]
    strangers = [
        move
        for move in moves
        if move["move_type"] == "out_invoice"
        and move not in third
        and not move["amount_tax"]
    ]
    taken = strangers[-1]
    (contact,) = xero.write("PUT", "Contacts", {"Contacts": [{"Name": STRANGER}]})[
        "Contacts"
    ]
    xero.write(
        "PUT",
        "Invoices",
        {
            "Invoices": [
                {
                    "Type": "ACCREC",
                    "Contact": {"ContactID": contact["ContactID"]},
                    "InvoiceNumber": taken["name"],
                    "Date": taken["invoice_date"],
                    "DueDate": taken["invoice_date_due"],
                    "Status": "AUTHORISED",
                    "LineItems": [
                        {
                            "Description": "Something else",
                            "Quantity": 1,
                            "UnitAmount": 7,
                            "AccountCode": ACCOUNTS["out"],
                        }
                    ],
                }
            ]
        },
    )
    print(
        f"    {len(made)} of {len(moves)} documents are in Xero already, and"
        f" {taken['name']} is a stranger's there"
    )
    return {"typed_in": made, "of": len(moves), "taken": taken["name"]}


def _one_tax(odoo, connection_id, move_ids):
    """Xero's tax code of the documents whose lines all have the same taxes."""
    codes = {
        row["id"]: row["code"]
        for row in odoo.search_read(
            "xero.tax.rate", [("connection_id", "=", connection_id)], ["code"]
        )
    }
    mapped = {
        (row["type_tax_use"], tuple(row["tax_ids"])): codes[row["tax_rate_id"][0]]
        for row in odoo.search_read(
            "xero.tax.mapping",
            [("connection_id", "=", connection_id), ("is_suggested", "=", False)],
            ["type_tax_use", "tax_ids", "tax_rate_id"],
        )
    }
    sets = {}
    for line in odoo.search_read(
        "account.move.line",
        [("move_id", "in", move_ids), ("display_type", "=", "product")],
        ["move_id", "tax_ids", "move_type"],
    ):
        use = "sale" if line["move_type"].startswith("out_") else "purchase"
        sets.setdefault(line["move_id"][0], set()).add((use, tuple(line["tax_ids"])))
    return {
        move_id: mapped[next(iter(found))]
        for move_id, found in sets.items()
        if len(found) == 1 and next(iter(found)) in mapped
    }


def _contacts(odoo, xero, moves):
    """Customers and suppliers as they are known there: a name and an e-mail address."""
    ids = sorted({move["commercial_partner_id"][0] for move in moves})
    partners = odoo.search_read("res.partner", [("id", "in", ids)], ["name", "email"])
    payloads = [
        {"Name": row["name"]} | ({"EmailAddress": row["email"]} if row["email"] else {})
        for row in partners
    ]
    made = xero.write("PUT", "Contacts", {"Contacts": payloads})["Contacts"]
    return {
        row["id"]: contact["ContactID"]
        for row, contact in zip(partners, made, strict=True)
    }


def _document(move, contacts, tax_code):
    _resource, _key, kind, number = KINDS[move["move_type"]]
    purchase = move["move_type"].startswith("in_")
    payload = {
        "Type": kind,
        "Contact": {"ContactID": contacts[move["commercial_partner_id"][0]]},
        number: purchase and move["ref"] or move["name"],
        "Date": move["invoice_date"],
        "Status": "AUTHORISED",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {
                "Description": "As agreed",
                "Quantity": 1,
                "UnitAmount": move["amount_untaxed"],
                "TaxType": tax_code,
                "TaxAmount": move["amount_tax"],
                "AccountCode": ACCOUNTS[move["move_type"][:3]],
            }
        ],
    }
    if not move["move_type"].endswith("_refund"):
        payload["DueDate"] = move["invoice_date_due"]
    return payload


def compare(odoo, xero, existing):
    """Whether each was tied to the one that was there, and none is there twice."""
    made = existing["typed_in"]
    moves = odoo.search_read(
        "account.move",
        [("company_id", "=", odoo.company_id), ("name", "in", list(made))],
        ["name", "xero_id"],
    )
    wrong = [move["name"] for move in moves if move["xero_id"] != made[move["name"]]]
    times = {}
    for resource, id_field, _kind, number in set(KINDS.values()):
        for row in xero.everything(resource):
            if row["Status"] not in ("DELETED", "VOIDED"):
                key = row["Type"], row[number], row["Contact"]["ContactID"]
                times.setdefault(key, set()).add(row[id_field])
    doubled = sorted(key[1] for key, found in times.items() if len(found) > 1)
    (stranger,) = [
        row
        for row in xero.everything("Invoices")
        if row["InvoiceNumber"] == existing["taken"]
        and row["Contact"]["Name"] == STRANGER
    ]
    return {
        "documents": existing["of"],
        "in_xero_before": len(made),
        "paired": len(made) - len(wrong),
        "not_paired": wrong,
        "doubled": doubled,
        "number_of_a_stranger": existing["taken"],
        "stranger_untouched": Decimal(str(stranger["SubTotal"])) == 7,
    }
