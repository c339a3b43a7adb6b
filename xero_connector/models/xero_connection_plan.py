# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Without integrations in the database's plan nothing syncs, and nothing is lost.

Saves are noted as ever, runs do not begin, no call is made; a plan that comes back
finds the notes and goes on where it stopped.
"""

from odoo import models

from ..exceptions import XeroUnavailable


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def _is_in_plan(self):
        """Whether the plan of this connection's company covers it."""
        self.ensure_one()
        return self.sudo().company_id._xero_plan()["integrations"]

    def _not_in_plan(self):
        """That it does not, in words."""
        return self.env._(
            "The plan “%(plan)s” of this database does not include integrations, so "
            "nothing is exchanged with Xero. Changes are kept and go across once it "
            "does; see Settings > Billing.",
            plan=self.sudo().company_id._xero_plan()["name"],
        )

    def _check_in_plan(self):
        """Stop here unless the plan includes integrations.

        :raise XeroUnavailable:
        """
        self.ensure_one()
        if not self._is_in_plan():
            raise XeroUnavailable(self._not_in_plan(), "plan")

    def _check_usable(self):
        self._check_in_plan()
        return super()._check_usable()

    def action_connect(self):
        self._check_in_plan()
        return super().action_connect()

    def _enqueue_run(self, eta=None, kind="later"):
        covered = self.filtered(lambda connection: connection._is_in_plan())
        return super(XeroConnection, covered)._enqueue_run(eta, kind)
