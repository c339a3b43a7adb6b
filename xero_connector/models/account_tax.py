# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Taxes show which tax rate of Xero they are."""

from odoo import api, fields, models
from odoo.fields import Domain

from .xero_linked_mixin import SEEN_BY


class AccountTax(models.Model):
    _inherit = "account.tax"

    xero_tax_type = fields.Char(
        compute="_compute_xero_tax_type",
        search="_search_xero_tax_type",
        groups=SEEN_BY,
        help="Xero's rate for lines that bear this tax alone: chosen under Tax "
        "Mappings, or the only one that fits. Empty: such lines are held.",
    )
    xero_connected = fields.Boolean(compute="_compute_xero_tax_type", groups=SEEN_BY)

    @api.depends_context("company")
    @api.depends("amount", "amount_type", "name", "type_tax_use")
    def _compute_xero_tax_type(self):
        connection = self.env["xero.connection"]._of_company(self.env.company)
        live = connection.state in ("connected", "reconnect")
        found = {}
        if live:
            rates = self.env["xero.tax.mapping"].sudo()
            found = rates._rates_of_taxes(connection, self._origin.sudo())
        for tax in self:
            rate = found.get(tax._origin.id)
            tax.xero_tax_type = rate and rate.code
            tax.xero_connected = live

    @api.ondelete(at_uninstall=True)
    def _unlink_xero_mappings(self):
        """A choice for taxes that are no more is none: its row would have none left,
        which means *no tax at all*. Whoever may delete a tax needs no other right."""
        mappings = self.env["xero.tax.mapping"].sudo().with_context(active_test=False)
        mappings.search([("tax_ids", "in", self.ids)]).unlink()

    def _search_xero_tax_type(self, operator, value):
        """Taxes whose Xero tax type matches; a company has some dozens."""
        self._check_field_access(self._fields["xero_tax_type"], "read")
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented  # the ORM negates the positive answer
        taxes = self.with_context(active_test=False).search(
            [("company_id", "parent_of", self.env.company.id)]
        )
        return Domain(
            "id", "in", taxes.filtered_domain([("xero_tax_type", operator, value)]).ids
        )
