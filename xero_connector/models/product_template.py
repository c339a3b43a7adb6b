# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A product with one variant shows that variant's state in Xero."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .xero_link import STATES
from .xero_linked_mixin import SEEN_BY

_SHOWN = ("xero_state", "xero_id", "xero_error", "xero_remedy", "xero_can_pair")


class ProductTemplate(models.Model):
    _inherit = "product.template"

    xero_state = fields.Selection(
        STATES,
        compute="_compute_xero",
        search="_search_xero_state",
        string="Xero",
        groups=SEEN_BY,
    )
    xero_id = fields.Char(
        compute="_compute_xero",
        search="_search_xero_id",
        string="Xero ID",
        groups=SEEN_BY,
    )
    xero_error = fields.Text(
        compute="_compute_xero", string="Xero Problem", groups=SEEN_BY
    )
    xero_remedy = fields.Text(
        compute="_compute_xero", string="What to do", groups=SEEN_BY
    )
    xero_can_pair = fields.Boolean(compute="_compute_xero", groups=SEEN_BY)
    # everybody's, so not computed together with what only some may read
    xero_limit_note = fields.Char(
        compute="_compute_xero_limit_note", string="In Xero's terms"
    )

    @api.depends_context("company")
    @api.depends("product_variant_ids")
    def _compute_xero(self):
        for template in self:
            variant = template._xero_variant()
            for name in _SHOWN:
                template[name] = variant[name]

    @api.depends_context("company")
    @api.depends("product_variant_ids", "company_id", "default_code", "name", "sale_ok")
    def _compute_xero_limit_note(self):
        for template in self:
            template.xero_limit_note = template._xero_variant().xero_limit_note

    def _xero_variant(self):
        """The only variant, nothing if there are several or none."""
        variants = self.product_variant_ids
        return variants if len(variants) == 1 else variants.browse()

    @api.model
    def _search_xero_state(self, operator, value):
        return Domain("product_variant_ids.xero_state", operator, value)

    @api.model
    def _search_xero_id(self, operator, value):
        return Domain("product_variant_ids.xero_id", operator, value)

    def action_xero_sync(self):
        """Put the variants of these products first in line for Xero.

        :raises UserError: none of them has a variant
        """
        self.check_access("read")
        # an archived product shows no variants by itself
        variants = self.with_context(active_test=False).product_variant_ids
        if not variants:
            raise UserError(
                self.env._(
                    "Xero gets the variants of a product, and %s has none yet.",
                    ", ".join(self.mapped("display_name")),
                )
            )
        return variants.action_xero_sync()

    def action_xero_view(self):
        """Open Xero's list of products and services."""
        self.ensure_one()
        return self.product_variant_id.action_xero_view()

    def action_xero_pair(self):
        """Choose which item of Xero this product is."""
        self.ensure_one()
        return self.product_variant_id.action_xero_pair()
