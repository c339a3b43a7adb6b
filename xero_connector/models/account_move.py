# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents show their state in Xero."""

from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "xero.linked.mixin"]

    @api.model
    def _xero_scopes(self):
        """A document has one company: by its connection it travels."""
        by_connection = {}
        for company in self.env.companies | self.company_id:
            connection = self.env["xero.connection"]._of_company(company)
            by_connection.setdefault(connection, []).append(company.id)
        return [
            (company_ids, connection)
            for connection, company_ids in by_connection.items()
            if connection
        ]

    def _xero_targets(self, resource, subjects):
        """A document travels by its own company's connection."""
        found = []
        for company, moves in subjects.grouped("company_id").items():
            connection = self.env["xero.connection"]._of_company(company)
            live = connection.state in ("connected", "reconnect")
            live = live and connection._is_in_plan()
            moves = moves.filtered(lambda move: move.state != "draft")
            if live and moves and resource._is_on(connection):
                found.append((connection, moves))
        return found

    def _xero_obstacle(self):
        if self and all(move.state == "draft" for move in self):
            return self.env._("Drafts do not travel to Xero. Confirm them first.")
        if len(self.company_id) == 1:
            self = self.with_company(self.company_id)
        return super()._xero_obstacle()
