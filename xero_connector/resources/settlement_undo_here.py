# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that was removed in Xero is taken back in Odoo."""

from odoo import models
from odoo.exceptions import UserError


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _apply(self, record, values, refs):
        """Removed in Xero: what stands for it in Odoo is taken back.

        A payment or bank line of this document alone ends with it; one that settles
        others too is only taken off this one.
        """
        if values.get("status") != "void":
            return record
        document, counterpart = record.document_id, record.counterpart_id
        payment, line = counterpart.origin_payment_id, counterpart.statement_line_id
        if document and self._settles_others(record):
            self._between(record).unlink()
            return record
        if not (payment or line):
            self._between(record).unlink()
            if record.origin == "xero":
                self._check_open(counterpart.company_id, counterpart.date)
                counterpart.button_draft()
                counterpart.button_cancel()
            return record
        self._check_open(counterpart.company_id, payment.date or counterpart.date)
        if payment:
            self._check_not_on_statement(payment)
            payment.action_draft()
            payment.action_cancel()
        else:
            line.action_undo_reconciliation()
        return record

    def _settles_others(self, record):
        used = self.env["xero.settlement.reader"]._pairs(record.counterpart_id.ids)
        others = used.get(record.counterpart_id.id, {}).keys() - set(
            record.document_id.ids
        )
        return bool(others)

    def _between(self, record):
        """The partials by which a document and its counterpart settle each other."""
        document, counterpart = record.document_id, record.counterpart_id
        lines = document.line_ids
        return (lines.matched_debit_ids | lines.matched_credit_ids).filtered(
            lambda one: counterpart in (one.debit_move_id | one.credit_move_id).move_id
        )

    def _bank_lines(self, payment):
        """The bank statement lines that a payment is matched with.

        By its partials: Odoo's field for it asks the whole ledger.
        """
        if not payment.move_id:
            return self.env["account.bank.statement.line"]
        money, _counterpart, _rest = payment._seek_for_lines()
        partials = money.matched_debit_ids | money.matched_credit_ids
        lines = partials.debit_move_id | partials.credit_move_id
        return lines.move_id.statement_line_id

    def _check_not_on_statement(self, payment):
        """What a bookkeeper matched with a bank line is not undone beneath them."""
        lines = self._bank_lines(payment)
        if lines:
            raise UserError(
                self.env._(
                    "%(payment)s is matched with the bank line “%(line)s” in Odoo. "
                    "Take that match back first, or record the payment in Xero again.",
                    payment=payment.display_name,
                    line=lines[0].payment_ref or lines[0].display_name,
                )
            )
