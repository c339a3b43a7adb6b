# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A payment in Xero that no journal has the money of: a write-off, fee or discount."""

from odoo import Command, models
from odoo.exceptions import UserError

from .refs import Refs
from .settlement_pay import INBOUND


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

    def _part_on(self, connection, account_id):
        """What a payment on a Xero account is that no journal has the money of: the
        write-off, fee or discount that was recorded there as the second payment; or
        None."""
        parts = [
            part
            for part in ("fee", "discount", "write_off")
            if connection._money_account(part, Refs(connection)).remote_id == account_id
        ]
        return parts[0] if parts else None

    def _write_off(self, connection, document, values, memo):
        """No money moved: a journal entry takes it off what is due, on the Odoo account
        that is mapped to Xero's."""
        company = document.company_id
        if document.currency_id != company.currency_id:
            raise UserError(
                self.env._(
                    "A write-off in a foreign currency has to be booked by hand."
                )
            )
        self._check_open(company, values["date"])
        total = float(values["amount"])
        settling = self._settling_lines(document)
        common = {"name": memo, "partner_id": document.commercial_partner_id.id}
        sides = ("debit", "credit")
        if document.move_type not in INBOUND:
            sides = sides[::-1]
        entry = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "date": values["date"],
                    "ref": memo,
                    "line_ids": [
                        Command.create({"account_id": one.id, side: total, **common})
                        for one, side in zip(
                            (
                                self._account_here(connection, values["account"]),
                                settling.account_id[:1],
                            ),
                            sides,
                            strict=True,
                        )
                    ],
                }
            )
        )
        entry.action_post()
        lines = self._settling_lines(entry) + settling
        lines.filtered(lambda aml: not aml.reconciled).reconcile()
        return self.env["xero.settlement"].create(
            {
                "connection_id": connection.id,
                "document_id": document.id,
                "counterpart_id": entry.id,
                "part": self._part_on(connection, values["account"]),
                "origin": "xero",
            }
        )

    def _account_here(self, connection, account_id):
        """The Odoo account that is mapped to a Xero account."""
        rules = self.env["xero.account.mapping"].search(
            [
                ("connection_id", "=", connection.id),
                ("xero_account_id.remote_id", "=", account_id),
                ("account_id", "!=", False),
                ("is_suggested", "=", False),
            ]
        )
        accounts = rules.account_id
        if len(accounts) != 1:
            account = self.env["xero.account"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("remote_id", "=", account_id),
                ]
            )
            raise UserError(
                self.env._(
                    "It is no money of a bank, and %(count)s accounts of Odoo are "
                    "mapped to %(account)s. Map exactly one, under Account Mappings.",
                    count=len(accounts),
                    account=account.display_name,
                )
            )
        return accounts
