# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A posted payment in Odoo, as Xero has recorded it."""

from odoo import Command, models
from odoo.exceptions import UserError

#: document types whose money comes in
INBOUND = ("out_invoice", "out_receipt", "in_refund")
_CUSTOMER = ("out_invoice", "out_receipt", "out_refund")


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _pay(self, mapping, documents, day, total, memo):
        """A posted Odoo payment on the mapped journal.

        :param documents: of one kind, partner and currency
        :return: account.payment
        """
        company = documents[:1].company_id
        payment = self._create_payments(
            company, [self._payment_values(mapping, documents, day, total, memo)]
        )
        payment.action_post()
        return payment

    def _create_payments(self, company, vals_list):
        """Payments that have an entry once they are posted.

        Where the method has no outstanding account, Odoo's Enterprise edition would
        book none: the document stayed open though it is paid in Xero, and the bank line
        that follows would be matched with it and go there as a second payment.
        """
        payments = self.env["account.payment"].with_company(company).create(vals_list)
        for payment in payments:
            if not payment.outstanding_account_id:
                payment.outstanding_account_id = payment._get_outstanding_account(
                    payment.payment_type
                )
        return payments

    def _payment_values(self, mapping, documents, day, total, memo):
        """What makes an account.payment; see ``_pay``.

        :raise UserError: if its day is in a period that is locked here
        """
        first = documents[:1]
        self._check_open(first.company_id, day)
        inbound = first.move_type in INBOUND
        values = {
            "payment_type": "inbound" if inbound else "outbound",
            "partner_type": (
                "customer" if first.move_type in _CUSTOMER else "supplier"
            ),
            "partner_id": first.commercial_partner_id.id,
            "amount": float(total),
            "currency_id": first.currency_id.id,
            "date": day,
            "journal_id": mapping.journal_id.id,
            "memo": memo,
            "destination_account_id": self._settling_lines(first).account_id[:1].id,
        }
        method_line = self._method_line(mapping, inbound)
        if method_line:
            values["payment_method_line_id"] = method_line.id
        return values

    def _method_line(self, mapping, inbound):
        """A method with an account, so that what is due really falls.

        Where Xero reconciles the bank that is the bank account itself: nothing is left
        to be matched here. Where Odoo does, the journal's own method stays.
        """
        journal = mapping.journal_id
        if mapping.reconciled_by != "xero":
            return None
        name = f"{'in' if inbound else 'out'}bound_payment_method_line_ids"
        found = journal[name].filtered(
            lambda line: line.payment_account_id == journal.default_account_id
        )
        if found:
            return found[:1]
        method = self.env.ref(
            f"account.account_payment_method_manual_{'in' if inbound else 'out'}"
        )
        known = journal[name]
        journal.write(
            {
                name: [
                    Command.create(
                        {
                            "name": "Xero",
                            "payment_method_id": method.id,
                            "payment_account_id": journal.default_account_id.id,
                        }
                    )
                ]
            }
        )
        return journal[name] - known

    def _check_open(self, company, day):
        """Odoo would move what is dated in a locked period to another day."""
        violations = company._get_lock_date_violations(
            day, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if violations:
            raise UserError(
                self.env._(
                    "%(date)s is in a period that is locked in Odoo (until %(lock)s).",
                    date=day,
                    lock=violations[0][0],
                )
            )

    def _settling_lines(self, moves):
        return moves.line_ids.filtered(
            lambda aml: (
                aml.account_id.account_type in ("asset_receivable", "liability_payable")
            )
        )
