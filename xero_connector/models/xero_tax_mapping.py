# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A person's choice: the taxes of a line, together, are this Xero tax rate."""

from odoo import api, fields, models

from ..sync import tax_match
from .decimals import odoo_tax


class XeroTaxMapping(models.Model):
    """Keyed on the *set* of taxes: two taxes on one line are one Xero rate.

    The empty set is a key too: *no tax at all* is also somebody's choice, because Xero
    has several rates of zero percent that mean different things on a tax return.
    """

    _name = "xero.tax.mapping"
    _inherit = ["xero.mapping.mixin"]
    _description = "Xero Tax Mapping"

    type_tax_use = fields.Selection(
        [("sale", "Sales"), ("purchase", "Purchases")],
        string="Used for",
        default="sale",
        required=True,
    )
    tax_ids = fields.Many2many(
        "account.tax",
        string="Odoo Taxes",
        check_company=True,
        domain="[('type_tax_use', '=', type_tax_use)]",
        context={"active_test": False},
    )
    no_tax = fields.Char(
        string="Without",
        compute="_compute_no_tax",
        help="Says so where this is the choice for lines without tax.",
    )
    tax_key = fields.Char(
        compute="_compute_tax_key", store=True, index=True, precompute=True
    )
    tax_rate_id = fields.Many2one(
        "xero.tax.rate",
        string="Xero Tax Rate",
        required=True,
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id)]",
    )

    _uniq = models.UniqueIndex(
        "(connection_id, type_tax_use, tax_key) WHERE is_suggested IS NOT TRUE",
        "These taxes are already mapped.",
    )

    @api.depends("tax_ids")
    def _compute_tax_key(self):
        for mapping in self:
            mapping.tax_key = self._key(mapping.tax_ids)

    @api.depends("tax_ids")
    def _compute_no_tax(self):
        for mapping in self:
            mapping.no_tax = not mapping.tax_ids and self.env._("No tax")

    @api.depends("tax_ids", "tax_rate_id")
    def _compute_display_name(self):
        for mapping in self:
            taxes = ", ".join(mapping.tax_ids.mapped("name")) or self.env._("No tax")
            mapping.display_name = f"{taxes} → {mapping.tax_rate_id.display_name}"

    @api.model
    def _key(self, taxes):
        """The text that stands for a set of taxes, e.g. ``4,7``; empty for none."""
        return ",".join(
            str(tax_id) for tax_id in sorted(taxes._origin.ids or taxes.ids)
        )

    @api.model
    def _rate_for(self, connection, taxes, use, account):
        """The Xero tax rate of a line's taxes: somebody's choice, else the only match.

        :param connection: the connection
        :param taxes: the line's account.tax records (may be empty)
        :param use: ``sale`` or ``purchase``
        :param account: the line's xero.account, which limits what is legal
        :return: an xero.tax.rate, possibly archived, or an empty one
        """
        key = self._key(taxes)
        chosen = connection.tax_mapping_ids._in_force().filtered(
            lambda m: m.type_tax_use == use and m.tax_key == key
        )
        if chosen:
            return chosen.tax_rate_id
        flag = account._class_flag() if account else None
        rates = {rate.code: rate for rate in connection.tax_rate_ids}
        match = tax_match.only_match(
            [odoo_tax(tax) for tax in taxes],
            [rate._for_matching(flag) for rate in rates.values()],
            sale=use == "sale",
        )
        return rates[match.tax_type] if match else self.env["xero.tax.rate"]

    def _find_problem(self):
        return self.tax_rate_id._problem()

    def _hold_keys(self):
        self.ensure_one()
        return [f"tax:{self.type_tax_use}:{self.tax_key or ''}"]
