# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Analytic accounts to options of Xero's tracking categories."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class XeroTrackingMapping(models.Model):
    """One analytic account is one option; its plan is the option's category."""

    _name = "xero.tracking.mapping"
    _inherit = ["xero.mapping.mixin"]
    _description = "Xero Tracking Mapping"
    _rec_name = "analytic_account_id"

    analytic_account_id = fields.Many2one(
        "account.analytic.account",
        required=True,
        ondelete="cascade",
        check_company=True,
    )
    plan_id = fields.Many2one(related="analytic_account_id.root_plan_id", store=True)
    option_id = fields.Many2one(
        "xero.tracking.option",
        string="Xero Option",
        required=True,
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id), ('status', '=', 'ACTIVE')]",
    )
    category_id = fields.Many2one(related="option_id.category_id", store=True)

    _uniq = models.UniqueIndex(
        "(connection_id, analytic_account_id) WHERE is_suggested IS NOT TRUE",
        "This analytic account is already mapped.",
    )

    @api.constrains("analytic_account_id", "option_id", "is_suggested")
    def _check_one_category_a_plan(self):
        """A plan is one category: a line has one option of each."""
        for mapping in self:
            other = self.search(
                Domain("connection_id", "=", mapping.connection_id.id)
                & Domain("is_suggested", "=", False)
                & (
                    Domain("category_id", "=", mapping.category_id.id)
                    & Domain("plan_id", "!=", mapping.plan_id.id)
                    | Domain("category_id", "!=", mapping.category_id.id)
                    & Domain("plan_id", "=", mapping.plan_id.id)
                ),
                limit=1,
            )
            if other:
                raise ValidationError(
                    self.env._(
                        "The plan %(plan)s already is the Xero category %(category)s: "
                        "a plan is one category, and a category one plan.",
                        plan=other.plan_id.display_name,
                        category=other.category_id.name,
                    )
                )

    @api.constrains("option_id", "connection_id")
    def _check_option_id(self):
        for mapping in self:
            if mapping.option_id.connection_id != mapping.connection_id:
                raise ValidationError(
                    self.env._(
                        "%(option)s is not an option of %(organisation)s.",
                        option=mapping.option_id.display_name,
                        organisation=mapping.connection_id.display_name,
                    )
                )

    @api.depends("analytic_account_id", "option_id")
    def _compute_display_name(self):
        for mapping in self:
            account = mapping.analytic_account_id.display_name
            mapping.display_name = f"{account} → {mapping.option_id.display_name}"

    def _find_problem(self):
        return self.option_id._problem() or self.category_id._problem()

    def _hold_keys(self):
        """A mapped account also makes its plan one that travels."""
        self.ensure_one()
        return [f"tracking:plan:{self.plan_id.id}"]

    # ------------------------------------------------------------------
    # which options
    # ------------------------------------------------------------------
    @api.model
    def _by_account(self, connection):
        """Analytic account id to its mapping, for all of a connection."""
        return {
            mapping.analytic_account_id.id: mapping
            for mapping in connection.tracking_mapping_ids._in_force()
        }
