# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""After a run: what waits for a person, by its cause."""

from odoo import models


class XeroRun(models.AbstractModel):
    _inherit = "xero.run"

    def _loop(self, state):
        result = super()._loop(state)
        # also where nothing was due: a person may have decided what needs no call
        self._in_transaction(self._sum_up_problems, state)
        return result

    def _sum_up_problems(self, state):
        connection = self.env["xero.connection"].browse(state.connection_id)
        self.env["xero.problem"]._refresh(connection)
