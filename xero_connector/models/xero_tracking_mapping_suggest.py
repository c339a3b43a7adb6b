# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which tracking option to propose for an analytic account: the one of its name."""

from collections import defaultdict

from odoo import api, models

from ..sync import names


class XeroTrackingMapping(models.Model):
    _inherit = "xero.tracking.mapping"
    _source_fields = ("analytic_account_id",)

    @api.model
    def _suggestions(self, connection):
        rows = connection.tracking_mapping_ids
        options = defaultdict(list)
        for option in self.env["xero.tracking.option"].search(
            [("connection_id", "=", connection.id), ("status", "=", "ACTIVE")]
        ):
            if option.category_id.status == "ACTIVE":
                options[names.same_key(option.name)].append(option)
        plan_of = {row.category_id: row.plan_id for row in rows}
        category_of = {row.plan_id: row.category_id for row in rows}
        found = []
        for account in (
            self._suggestable_accounts(connection) - rows.analytic_account_id
        ):
            plan = account.root_plan_id
            alike = [
                option
                for option in options[names.same_key(account.name)]
                # a plan is one category, and a category one plan
                if plan_of.get(option.category_id, plan) == plan
                and category_of.get(plan, option.category_id) == option.category_id
            ]
            if len(alike) == 1 and names.same_key(account.name):
                option = alike[0]
                plan_of[option.category_id] = plan
                category_of[plan] = option.category_id
                found.append(
                    {
                        "analytic_account_id": account.id,
                        "option_id": option.id,
                        "reason": self.env._("same name"),
                    }
                )
        return found

    @api.model
    def _suggestable_accounts(self, connection):
        return (
            self.env["account.analytic.account"]
            .sudo()
            .search([("company_id", "in", (False, connection.company_id.id))])
        )
