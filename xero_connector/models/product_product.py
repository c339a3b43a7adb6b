# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Products show their state in Xero, and what Xero cannot keep of them."""

from odoo import api, fields, models

from ..xero.payloads.item import CODE_LIMIT, NAME_LIMIT


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "xero.linked.mixin"]

    xero_limit_note = fields.Char(
        compute="_compute_xero_limit_note", string="In Xero's terms"
    )

    @api.depends("company_id", "default_code", "name", "sale_ok")
    @api.depends_context("company")
    def _compute_xero_limit_note(self):
        connection = self.env["xero.connection"].sudo()._of_company(self.env.company)
        resource = self.env["xero.resource"].sudo()._get("item")
        used = bool(connection) and resource._is_on(connection)
        for product in self:
            product.xero_limit_note = used and product._xero_limit_note(resource)

    def _xero_limit_note(self, resource):
        if len((self.default_code or "").strip()) > CODE_LIMIT:
            return self.env._(
                "Xero takes an internal reference of %s characters: shorten it.",
                CODE_LIMIT,
            )
        notes = []
        name = resource._name_of(self)
        if len(name) > NAME_LIMIT:
            notes.append(
                self.env._(
                    "Xero keeps the first %(limit)s characters of the name: "
                    "“%(name)s”.",
                    limit=NAME_LIMIT,
                    name=name[:NAME_LIMIT].strip(),
                )
            )
        shared = self.default_code and self.sale_ok and not self.company_id
        if shared and not resource._is_priced_here(self):
            notes.append(
                self.env._(
                    "The sales price is in %(currency)s and stays here: Xero's is in "
                    "%(books)s.",
                    currency=self.currency_id.name,
                    books=self.env.company.currency_id.name,
                )
            )
        return " ".join(notes) or False
