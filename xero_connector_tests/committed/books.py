# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests put into Odoo, and the engine's runs over it."""

from datetime import UTC, date, datetime, timedelta

from odoo import Command

from odoo.addons.xero_connector.xero import oauth


def connect(env, xero, **vals):
    """Tie the company to the local Xero without a browser."""
    connection = env["xero.connection"].create(
        {
            "company_id": env.company.id,
            "client_id": xero.client_id,
            "local_url": xero.base,
            "client_secret": xero.client_secret,
            **vals,
        }
    )
    sign_in(env, xero, connection)
    connection._tie(xero.tenant_id, xero.tenant_name)
    connection.phase = "live"
    connection._refresh_reference_data()
    connection.revenue_account_id = connection._suggested_revenue_account()
    return connection


def sign_in(env, xero, connection, lasts=None):
    """Fresh tokens, as after a sign-in.

    :param lasts: seconds that Odoo believes the access token lasts
    """
    tokens = xero.tokens()
    lasts = tokens["expires_in"] if lasts is None else lasts
    token = oauth.Token(
        access_token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        expires_at=datetime.now(UTC) + timedelta(seconds=lasts),
        scopes=tuple(tokens["scope"].split()),
    )
    env["xero.token"]._store(connection, token, "")


def customer(env, name, **vals):
    return env["res.partner"].create({"name": name, "is_company": True, **vals})


def customers(env, count, name="Customer"):
    """Companies ``Customer 001`` and so on."""
    return env["res.partner"].create(
        [
            {
                "name": f"{name} {number:03}",
                "is_company": True,
                "email": f"c{number:03}@example.com",
                "city": "Leeds",
            }
            for number in range(1, count + 1)
        ]
    )


def invoice_values(env, partner, *amounts, **vals):
    """An invoice at 20 % tax, a line for each amount."""
    tax = env["account.tax"].search(
        [
            ("company_id", "=", env.company.id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 20),
        ],
        limit=1,
    )
    return {
        "move_type": "out_invoice",
        "partner_id": partner.id,
        "invoice_date": date(2026, 9, 14),
        "invoice_date_due": date(2026, 10, 14),
        "invoice_line_ids": [
            Command.create(
                {
                    "name": f"Work {number}",
                    "quantity": 1,
                    "price_unit": amount,
                    "tax_ids": [Command.set(tax.ids)],
                }
            )
            for number, amount in enumerate(amounts or (100,), 1)
        ],
        **vals,
    }


def invoice(env, partner, *amounts, post=True, **vals):
    """See :func:`invoice_values`."""
    move = env["account.move"].create(invoice_values(env, partner, *amounts, **vals))
    if post:
        move.action_post()
    return move


def invoices(env, partners, post=True):
    """An invoice for each partner, all at once, of amounts that need rounding."""
    moves = env["account.move"].create(
        [
            invoice_values(env, partner, 10.01 + number, 33.33)
            for number, partner in enumerate(partners)
        ]
    )
    if post:
        moves.action_post()
    return moves


def run(env):
    """One run of the only connection, as the job would run it."""
    return env["xero.run"]._run(env["xero.connection"].search([]).id)


def run_once(lab):
    """One run; in a forked process or in this one."""
    with lab.env() as env:
        return run(env)


def sync(lab):
    """Runs until nothing is due, each as the job would run it."""
    results = []
    for _round in range(30):
        results.append(run_once(lab))
        if not due(lab):
            return results
    raise AssertionError(f"never done: {results[-3:]}")


def due(lab):
    """Whether a run would find something to do."""
    ((found,),) = lab.sql(
        "SELECT EXISTS(SELECT 1 FROM xero_change"
        " WHERE not_before <= now() AT TIME ZONE 'utc')"
        " OR EXISTS(SELECT 1 FROM xero_request WHERE state = 'open')"
    )
    return found


def time_passes(lab, xero, seconds):
    """Let everything that is remembered become older, here and in Xero."""
    xero.advance(seconds)
    lab.sql(
        "UPDATE xero_request SET frozen_at = frozen_at - %s * interval '1 second'",
        seconds,
    )
    pause_ends(lab)


def pause_ends(lab):
    """The moment has come until which the last run wanted to wait."""
    lab.sql(
        "UPDATE xero_connection_status"
        " SET paused_until = now() AT TIME ZONE 'utc' - interval '1 second'"
        " WHERE paused_until IS NOT NULL"
    )
    lab.sql("UPDATE xero_change SET not_before = noted_at")


def documents(env, kind, partners):
    """Posted documents of any kind, one for each partner.

    :param kind: ``move_type``
    """
    sale = kind.startswith("out_")
    tax = env["account.tax"].search(
        [
            ("company_id", "=", env.company.id),
            ("type_tax_use", "=", "sale" if sale else "purchase"),
            ("amount", "=", 20),
        ],
        limit=1,
    )
    moves = env["account.move"].create(
        [
            {
                "move_type": kind,
                "partner_id": partner.id,
                # of what is bought: the supplier's number
                "ref": False if sale else f"S-{kind}-{number}",
                "invoice_date": date(2026, 9, 14),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "price_unit": 50.01 + number,
                            "tax_ids": [Command.set(tax.ids)],
                        }
                    )
                ],
            }
            for number, partner in enumerate(partners)
        ]
    )
    moves.action_post()
    return moves


def map_bank(env, connection):
    """The first bank journal is Xero's bank account 090."""
    env["xero.journal.mapping"].create(
        {
            "connection_id": connection.id,
            "journal_id": bank(env).id,
            "xero_account_id": connection.account_ids.filtered(
                lambda account: account.code == "090"
            ).id,
        }
    )


def bank(env):
    return env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )


def pay(env, moves, day="2026-09-20"):
    """What is due of each invoice, as Odoo does it in bulk: created, posted and
    reconciled together."""
    payments = env["account.payment"].create(
        [
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": move.commercial_partner_id.id,
                "amount": move.amount_residual,
                "date": day,
                "journal_id": bank(env).id,
                "memo": move.name,
            }
            for move in moves
        ]
    )
    payments.action_post()
    reconcile(env, zip(moves, payments.move_id, strict=True))
    return payments


def reconcile(env, pairs):
    """Each pair of moves with each other, all at once."""
    plan = [
        (one | other).line_ids.filtered(
            lambda aml: (
                aml.account_id.account_type in ("asset_receivable", "liability_payable")
                and not aml.reconciled
            )
        )
        for one, other in pairs
    ]
    if plan:
        env["account.move.line"]._reconcile_plan(plan)
