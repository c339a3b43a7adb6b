# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Posted documents that should be in Xero and are not."""

from odoo import api, fields, models
from odoo.fields import Domain

#: on its way: nobody has to look
_COMING = ("new", "waiting", "sending")


class AccountMove(models.Model):
    _inherit = "account.move"

    xero_only_here = fields.Boolean(
        string="Only in Odoo",
        compute="_compute_xero_only_here",
        search="_search_xero_only_here",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    @api.depends("state", "move_type")
    def _compute_xero_only_here(self):
        only = self.search([("id", "in", self.ids), ("xero_only_here", "=", True)])
        for move in self:
            move.xero_only_here = move in only

    @api.model
    def _search_xero_only_here(self, operator, value):
        if operator != "in":
            return NotImplemented
        only = Domain.OR(
            self._xero_only_here_domain(company_ids, connection.sudo())
            for company_ids, connection in self._xero_scopes()
            if connection.state in ("connected", "reconnect")
        )
        return only if True in value else ~only

    @api.model
    def _xero_only_here_domain(self, company_ids, connection):
        """Posted documents of one connection that nothing in Xero stands for."""
        resources = self.env["xero.resource"].sudo()._all()
        kinds = {
            name: resource._move_types
            for name, resource in resources.items()
            if resource._odoo_model == self._name
            and getattr(resource, "_move_types", None)
            and resource._sends(connection)
        }
        types = [kind for own in kinds.values() for kind in own]
        links = self.env["xero.link"].sudo()
        known = links._search(
            self._xero_link_domain(connection)
            & (
                Domain("remote_id", "!=", False)
                | Domain("state", "in", _COMING)
                | Domain("cause", "=", "left_alone")
            )
        )
        changes = self.env["xero.change"].sudo()
        coming = changes._search(
            [("connection_id", "=", connection.id), ("resource", "in", list(kinds))]
        )
        domain = (
            Domain("company_id", "in", company_ids)
            & Domain("state", "=", "posted")
            & Domain("move_type", "in", types)
            & ~Domain("id", "in", known.subselect("res_id"))
            & ~Domain("id", "in", coming.subselect("res_id"))
        )
        if connection.start_date:
            domain &= Domain("invoice_date", ">=", connection.start_date)
        return domain
