# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reconciling and taking it back are noted; what it means the run finds out."""

from odoo import api, models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._xero_note()
        return partials

    def unlink(self):
        self._xero_note()
        return super().unlink()

    def _xero_note(self):
        """Both moves: afterwards nobody can tell whom a partial was between."""
        if self and self.env["xero.connection"]._live_by_company():
            lines = self.debit_move_id | self.credit_move_id
            self.env["xero.tracking"]._note(lines.move_id, "settled")
