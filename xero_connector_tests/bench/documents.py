# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The documents that are measured: three lines each, of all four kinds."""

from itertools import count

#: move type to resource
KINDS = {
    "out_invoice": "invoice",
    "in_invoice": "bill",
    "out_refund": "credit_note",
    "in_refund": "bill_credit_note",
}
#: of ten documents
_MIX = ("out_invoice",) * 6 + ("in_invoice",) * 2 + ("out_refund", "in_refund")
CUSTOMERS = 20
_numbers = count(1)


def connect(env, xero):
    """Tied to the local Xero, with an account for what is bought."""
    from ..committed import books

    connection = books.connect(env, xero)
    connection.expense_account_id = connection.account_ids.filtered(
        lambda account: account.code == "429"
    )
    return connection


def customers(env, number=CUSTOMERS):
    """Ids of companies that buy and sell."""
    from ..committed import books

    return books.customers(env, number).ids


def post(env, partner_ids, size, mix=_MIX):
    """Documents made and posted in bulk; each partner gets some of each kind."""
    moves = env["account.move"].create(
        [
            _values(
                env,
                mix[number % len(mix)],
                partner_ids[number // len(mix) % len(partner_ids)],
            )
            for number in range(size)
        ]
    )
    moves.action_post()
    return moves


def _values(env, kind, partner_id):
    from odoo import Command

    number = next(_numbers)
    tax = env["account.tax"].search(
        [
            ("company_id", "=", env.company.id),
            ("type_tax_use", "=", "sale" if kind.startswith("out_") else "purchase"),
            ("amount", "=", 20),
        ],
        limit=1,
    )
    return {
        "move_type": kind,
        "partner_id": partner_id,
        # of what is bought: the supplier's number
        "ref": False if kind.startswith("out_") else f"S{number}",
        "invoice_date": "2026-09-14",
        "invoice_date_due": "2026-10-14",
        "invoice_line_ids": [
            Command.create(
                {
                    "name": f"Line {line}",
                    "quantity": line,
                    "price_unit": 10 + number % 1000 * 0.37 + line,
                    "tax_ids": [Command.set(tax.ids)],
                }
            )
            for line in (1, 2, 3)
        ],
    }
