# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Three expenses: one that an employee paid, and two that the company paid, of which
the bank feed has booked one in Xero already."""

from datetime import date, timedelta

from .mappings import BANKS, EXPENSES

EMPLOYEE = "Ida Ward"
#: what, how much with tax, who paid
PAID = (
    ("Train to Leeds", 84.6, "own_account"),
    ("Printer paper", 31.2, "company_account"),
    ("Envelopes", 17.82, "company_account"),
)
SUPPLIER = "Wharf Stationers Ltd"
#: of ``PAID``, and how many days before it was entered the bank paid it
FED, DAYS = "Envelopes", 2


def add(odoo):
    """Enter, approve and post them, as the employee's manager does."""
    supplier = odoo.call(
        "res.partner",
        "create",
        {"name": SUPPLIER, "is_company": True},
    )
    employee = odoo.call(
        "hr.employee",
        "create",
        {"name": EMPLOYEE, "company_id": odoo.company_id, "work_email": "ida@uk.test"},
    )
    (product,) = odoo.search_read(
        "product.product", [("can_be_expensed", "=", True)], ["id"], limit=1
    )
    (tax,) = odoo.search_read(
        "account.tax",
        [
            ("company_id", "=", odoo.company_id),
            ("type_tax_use", "=", "purchase"),
            ("amount", "=", 20),
            ("amount_type", "=", "percent"),
        ],
        ["id"],
        limit=1,
        order="sequence, id",
    )
    for name, total, mode in PAID:
        expense = odoo.call(
            "hr.expense",
            "create",
            {
                "name": name,
                "employee_id": employee,
                "product_id": product["id"],
                "total_amount_currency": total,
                "tax_ids": [(6, 0, [tax["id"]])],
                "payment_mode": mode,
                "company_id": odoo.company_id,
                "date": date.today().isoformat(),
                "vendor_id": mode == "company_account" and supplier,
            },
        )
        _post(odoo, expense)


def _post(odoo, expense):
    odoo.call("hr.expense", "action_submit", [expense])
    (row,) = odoo.search_read("hr.expense", [("id", "=", expense)], ["state"])
    if row["state"] == "submitted":
        odoo.call("hr.expense", "action_approve", [expense])
    action = odoo.call("hr.expense", "action_post", [expense])
    if (action or {}).get("res_model") == "hr.expense.post.wizard":
        # the wizard adds two lists, of which the second is a tuple where it is missing
        context = {"active_ids": [expense], "company_paid_move_ids": []}
        wizard = odoo.call(
            "hr.expense.post.wizard",
            "create",
            {"accounting_date": date.today().isoformat()},
            context=context,
        )
        odoo.call(
            "hr.expense.post.wizard", "action_post_entry", [wizard], context=context
        )


def feed(odoo, xero):
    """Book one of them in Xero, as a bank rule does with a line of the statement.

    :return: its id there
    """
    (total,) = (total for name, total, _mode in PAID if name == FED)
    spent = {
        "Type": "SPEND",
        "Contact": {"Name": SUPPLIER},
        "BankAccount": {"Code": BANKS["bank"]},
        "Date": (date.today() - timedelta(days=DAYS)).isoformat(),
        "LineAmountTypes": "Inclusive",
        "LineItems": [
            {
                "Description": "Card payment",
                "Quantity": 1,
                "UnitAmount": total,
                "AccountCode": EXPENSES,
                "TaxType": "INPUT2",
            }
        ],
    }
    (made,) = xero.write("PUT", "BankTransactions", {"BankTransactions": [spent]})[
        "BankTransactions"
    ]
    return made["BankTransactionID"]


def compare(odoo, xero, fed):
    """What the company paid, beside the money spent in Xero.

    :param fed: id of the one that the bank feed had booked
    """
    here = odoo.search_read(
        "hr.expense",
        [
            ("company_id", "=", odoo.company_id),
            ("payment_mode", "=", "company_account"),
            ("account_move_id.state", "=", "posted"),
        ],
        ["name", "total_amount_currency"],
    )
    links = {
        row["res_id"]: row["remote_id"]
        for row in odoo.search_read(
            "xero.link", [("resource", "=", "expense")], ["res_id", "remote_id"]
        )
        if row["res_id"]
    }
    there = {
        row["BankTransactionID"]: row
        for row in xero.everything("BankTransactions")
        if row["Type"] == "SPEND" and row["Status"] == "AUTHORISED"
    }
    differing = []
    for expense in here:
        twin = there.get(links.get(expense["id"]))
        if (expense["name"] == FED) != (links.get(expense["id"]) == fed):
            row = {"name": expense["name"], "field": "booked by the bank feed"}
            differing.append({**row, "odoo": expense["name"] == FED, "xero": fed})
        ours = f"{expense['total_amount_currency']:.2f}"
        theirs = f"{twin['Total']:.2f}" if twin else "missing"
        if ours != theirs:
            differing.append(
                {
                    "name": expense["name"],
                    "field": "total",
                    "odoo": ours,
                    "xero": theirs,
                }
            )
    return {
        "in_odoo": len(here),
        "in_xero": len(there),
        "linked": len([one for one in here if links.get(one["id"]) in there]),
        "booked_by_the_bank_feed": len([one for one in links.values() if one == fed]),
        "differing": differing,
    }
