# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bookkeeper decides before the first sync: accept what the page suggests, then
choose what nothing could suggest."""

#: what an accountant would choose for taxes of zero percent: no rule can know it
ZERO_RATES = {
    "sale": {"": "NONE", "0% EX": "EXEMPTOUTPUT", "0%": "ZERORATEDOUTPUT"},
    "purchase": {
        "": "NONE",
        "0% EX": "EXEMPTINPUT",
        "0%": "ZERORATEDINPUT",
        # the supplier is abroad and charges none: zero in both books
        "20% RC EX": "REVERSECHARGES",
    },
}
#: codes of the local Xero's bank accounts by the kind of journal
BANKS = {"bank": "090", "cash": "091"}
#: Xero's *General Expenses*, where existing bills stand
EXPENSES = "429"
#: an analytic plan here, a tracking category there
PLAN, REGIONS = "Region", ("North", "South")
#: a bank account that has one name on both sides
SAVINGS = "Business Savings Account"
KINDS = ("account", "tax", "journal", "tracking")


def prepare(odoo, xero):
    """What stands in both books already: regions that turnover is told apart by, and
    accounts in Xero that a fee or a bad debt can be paid to.
    """
    (fees,) = xero.everything("Accounts", where='Code=="404"')
    changed = {"AccountID": fees["AccountID"], "EnablePaymentsToAccount": True}
    xero.write("POST", f"Accounts/{fees['AccountID']}", {"Accounts": [changed]})
    xero.write(
        "PUT",
        "Accounts",
        {
            "Code": "405",
            "Name": "Bad Debts",
            "Type": "OVERHEADS",
            "EnablePaymentsToAccount": True,
        },
    )
    answer = xero.write("PUT", "TrackingCategories", {"Name": PLAN})
    (category,) = answer["TrackingCategories"]
    for name in REGIONS:
        path = f"TrackingCategories/{category['TrackingCategoryID']}/Options"
        xero.write("PUT", path, {"Name": name})
    _use_analytic_accounting(odoo)
    plan_id = odoo.call("account.analytic.plan", "create", {"name": PLAN})
    for name in REGIONS:
        values = {"name": name, "plan_id": plan_id, "company_id": odoo.company_id}
        odoo.call("account.analytic.account", "create", values)
    savings = {"name": SAVINGS, "type": "bank", "code": "SAVE"}
    odoo.call("account.journal", "create", {**savings, "company_id": odoo.company_id})


def _use_analytic_accounting(odoo):
    (group,) = odoo.search_read(
        "ir.model.data",
        [("module", "=", "analytic"), ("name", "=", "group_analytic_accounting")],
        ["res_id"],
    )
    odoo.call(
        "res.groups", "write", [group["res_id"]], {"user_ids": [(4, odoo.user_id)]}
    )


def choose(odoo, connection_id):
    """Press Suggest and Accept of the connection's page; fill in the rest.

    :return: by kind how many mappings were suggested and accepted, and how many were
        chosen by hand
    """
    odoo.call("xero.connection", "action_suggest_mappings", [connection_id])
    suggested = {kind: _count(odoo, connection_id, kind, True) for kind in KINDS}
    odoo.call("xero.connection", "action_accept_suggestions", [connection_id])
    accepted = {kind: _count(odoo, connection_id, kind, False) for kind in KINDS}
    _choose_tax_rates(odoo, connection_id)
    _choose_bank_accounts(odoo, connection_id)
    report = {
        kind: {
            "suggested": suggested[kind],
            "accepted": accepted[kind],
            "by_hand": _count(odoo, connection_id, kind, False) - accepted[kind],
        }
        for kind in KINDS
    }
    for kind, counts in report.items():
        print(
            "    {}: {accepted} of {suggested} suggested mappings accepted,"
            " {by_hand} chosen by hand".format(kind, **counts)
        )
    return report


def _count(odoo, connection_id, kind, is_suggested):
    return odoo.call(
        f"xero.{kind}.mapping",
        "search_count",
        [("connection_id", "=", connection_id), ("is_suggested", "=", is_suggested)],
    )


def _choose_tax_rates(odoo, connection_id):
    """Xero's rate for *no tax* and for taxes of zero percent that have none yet."""
    rates = {
        row["code"]: row["id"]
        for row in odoo.search_read(
            "xero.tax.rate", [("connection_id", "=", connection_id)], ["code"]
        )
    }
    for use, codes in ZERO_RATES.items():
        taxes = odoo.search_read(
            "account.tax",
            [
                ("company_id", "=", odoo.company_id),
                ("type_tax_use", "=", use),
                ("name", "in", list(codes)),
            ],
            ["name"],
        )
        known = {
            tuple(row["tax_ids"])
            for row in odoo.search_read(
                "xero.tax.mapping",
                [("connection_id", "=", connection_id), ("type_tax_use", "=", use)],
                ["tax_ids"],
            )
        }
        for name, tax_ids in [("", []), *((tax["name"], [tax["id"]]) for tax in taxes)]:
            if tuple(tax_ids) in known:
                continue
            odoo.call(
                "xero.tax.mapping",
                "create",
                {
                    "connection_id": connection_id,
                    "type_tax_use": use,
                    "tax_ids": [(6, 0, tax_ids)],
                    "tax_rate_id": rates[codes[name]],
                },
            )


def _choose_bank_accounts(odoo, connection_id):
    """Where the money of each journal is in Xero, unless it was found."""
    accounts = {
        row["code"]: row["id"]
        for row in odoo.search_read(
            "xero.account", [("connection_id", "=", connection_id)], ["code"]
        )
    }
    known = [
        row["journal_id"][0]
        for row in odoo.search_read(
            "xero.journal.mapping",
            [("connection_id", "=", connection_id)],
            ["journal_id"],
        )
    ]
    for journal in odoo.search_read(
        "account.journal",
        [
            ("company_id", "=", odoo.company_id),
            ("type", "in", list(BANKS)),
            ("id", "not in", known),
        ],
        ["type"],
    ):
        odoo.call(
            "xero.journal.mapping",
            "create",
            {
                "connection_id": connection_id,
                "journal_id": journal["id"],
                "xero_account_id": accounts[BANKS[journal["type"]]],
            },
        )
