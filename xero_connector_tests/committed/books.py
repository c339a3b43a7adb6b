# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests put into Odoo."""

from datetime import date

from odoo import Command

from odoo.addons.xero_connector.xero import oauth


def connect(env, xero, **vals):
    """Tie the company to the local Xero without a browser."""
    from datetime import UTC, datetime, timedelta

    tokens = xero.tokens()
    connection = env["xero.connection"].create(
        {
            "company_id": env.company.id,
            "client_id": xero.client_id,
            "local_url": xero.base,
            "client_secret": xero.client_secret,
            **vals,
        }
    )
    token = oauth.Token(
        access_token=tokens["access_token"],
        refresh_token=tokens["refresh_token"],
        expires_at=datetime.now(UTC) + timedelta(seconds=tokens["expires_in"]),
        scopes=tuple(tokens["scope"].split()),
    )
    env["xero.token"]._store(connection, token, "")
    connection._tie(xero.tenant_id, xero.tenant_name)
    connection._refresh_reference_data()
    return connection


def customer(env, name, **vals):
    return env["res.partner"].create({"name": name, "is_company": True, **vals})


def invoice(env, partner, *amounts, post=True, **vals):
    """An invoice at 20 % tax, a line for each amount."""
    tax = env["account.tax"].search(
        [
            ("company_id", "=", env.company.id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 20),
        ],
        limit=1,
    )
    move = env["account.move"].create(
        {
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
    )
    if post:
        move.action_post()
    return move


def sync(lab):
    """Runs until nothing is due, each as the job would run it."""

    def due(env):
        env.cr.execute(
            "SELECT EXISTS(SELECT 1 FROM xero_change WHERE not_before <= now() at time"
            " zone 'utc') OR EXISTS(SELECT 1 FROM xero_request WHERE state = 'open')"
        )
        return env.cr.fetchone()[0]

    results = []
    for _round in range(30):
        with lab.env() as env:
            ids = env["xero.connection"].search([]).ids
        for connection_id in ids:
            with lab.env() as env:
                results.append(env["xero.run"]._run(connection_id))
        with lab.env() as env:
            if not due(env):
                return results
    raise AssertionError(f"never done: {results[-3:]}")
