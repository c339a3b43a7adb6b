# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A product with one variant shows that variant's state in Xero."""

from odoo import api, fields, models
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
    xero_limit_note = fields.Char(compute="_compute_xero", string="In Xero's terms")

    @api.depends_context("company")
    @api.depends("product_variant_ids", "default_code", "name")
    def _compute_xero(self):
        for template in self:
            variants = template.product_variant_ids
            variant = variants if len(variants) == 1 else variants.browse()
            template.xero_limit_note = variant.xero_limit_note
            for name in _SHOWN:
                template[name] = variant[name]

    @api.model
    def _search_xero_state(self, operator, value):
        return Domain("product_variant_ids.xero_state", operator, value)

    @api.model
    def _search_xero_id(self, operator, value):
        return Domain("product_variant_ids.xero_id", operator, value)

    def action_xero_sync(self):
        """Put the variants of these products first in line for Xero."""
        self.check_access("read")
        return self.product_variant_ids.action_xero_sync()

    def action_xero_view(self):
        """Open Xero's list of products and services."""
        self.ensure_one()
        return self.product_variant_id.action_xero_view()

    def action_xero_pair(self):
        """Choose which item of Xero this product is."""
        self.ensure_one()
        return self.product_variant_id.action_xero_pair()
