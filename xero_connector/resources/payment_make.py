# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A payment that was recorded in Xero is made in Odoo, or many of them at once."""

from collections import defaultdict

from odoo import models
from odoo.exceptions import UserError

from ..models.decimals import amount


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

    def _make_together(self, connection, remotes, payloads):
        """What is plainly paid, as Odoo itself would do it in bulk: made together,
        posted together, reconciled by one plan.

        A second payment of a document, and whatever Odoo would refuse, goes alone.
        """
        self = self._telling_nobody()
        documents = self._documents_in_xero(
            connection, {values["document"] for values in remotes.values()}
        )
        plain, seen = {}, set()
        for link_id, values in remotes.items():
            document = documents.get(values["document"])
            mapping = self._journal_of(connection, values["account"])[:1]
            if not document or document in seen or not mapping:
                continue
            if document.state != "posted":
                continue
            if values["bank_amount"] is not None:
                continue
            if values["amount"] > amount(abs(document.amount_residual)):
                continue
            memo = payloads[link_id].get("Reference") or self.env._("Paid in Xero")
            try:
                payment = self._payment_values(
                    mapping, document, values["date"], values["amount"], memo
                )
            except UserError:
                continue  # a person is told when it goes alone
            seen.add(document)
            plain[link_id] = document, payment
        made = {}
        for company, group in _by_company(plain).items():
            payments = self._create_payments(
                company, [values for _id, _document, values in group]
            )
            payments.action_post()
            rows = self._settle_together(
                connection, [document for _id, document, _values in group], payments
            )
            made |= {one[0]: row for one, row in zip(group, rows, strict=True)}
        return made

    def _settle_together(self, connection, documents, payments):
        """Reconcile each document with its payment; the settlements, in order."""
        pairs = list(zip(documents, payments, strict=True))
        plan = [
            self._settling_lines(payment.move_id + document).filtered(
                lambda aml: not aml.reconciled
            )
            for document, payment in pairs
        ]
        payments.move_id.line_ids._reconcile_plan(plan)
        return self.env["xero.settlement"].create(
            [self._row_values(connection, *pair) for pair in pairs]
        )

    def _row_values(self, connection, document, payment):
        return {
            "connection_id": connection.id,
            "document_id": document.id,
            "counterpart_id": payment.move_id.id,
            "payment_id": payment.id,
            "part": "cash",
            "origin": "xero",
        }

    def _make(self, connection, values, refs):
        self = self._telling_nobody()
        document = self._documents_in_xero(connection, [values["document"]])[
            values["document"]
        ]
        mapping = self._journal_of(connection, values["account"])[:1]
        self._check_posted(document)
        if values["bank_amount"] is not None:
            raise UserError(
                self.env._(
                    "It was paid from an account in another currency; Odoo would "
                    "convert it otherwise than Xero."
                )
            )
        due = amount(abs(document.amount_residual))
        if values["amount"] > due:
            raise UserError(
                self.env._(
                    "%(name)s has %(due)s left to pay in Odoo, and Xero has a payment "
                    "of %(amount)s.",
                    name=document.name,
                    due=due,
                    amount=values["amount"],
                )
            )
        memo = refs.payload.get("Reference") or self.env._("Paid in Xero")
        if not mapping:
            return self._write_off(connection, document, values, memo)
        payment = self._pay(mapping, document, values["date"], values["amount"], memo)
        lines = self._settling_lines(payment.move_id + document)
        lines.filtered(lambda aml: not aml.reconciled).reconcile()
        return self.env["xero.settlement"].create(
            self._row_values(connection, document, payment)
        )


def _by_company(plain):
    """Company to [(link id, document, values)]."""
    found = defaultdict(list)
    for link_id, (document, values) in plain.items():
        found[document.company_id].append((link_id, document, values))
    return found
