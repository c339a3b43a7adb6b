# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines of documents: which rule gives them their account in Xero."""

from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    xero_account_text = fields.Char(
        string="Account in Xero",
        compute="_compute_xero_account_text",
        groups="account.group_account_invoice,account.group_account_readonly",
        help="The Xero account of this line, and which rule of the account mappings "
        "gave it.",
    )

    @api.depends("product_id", "account_id", "display_type", "company_id", "move_id")
    def _compute_xero_account_text(self):
        connections = self.env["xero.connection"].sudo()
        rules = self.env["xero.account.mapping"].sudo()
        live = connections._live_by_company()
        for line in self:
            connection = connections.browse(live.get(line.company_id.id, ()))
            use = (
                "sale"
                if line.move_id.is_sale_document(include_receipts=True)
                else "purchase"
                if line.move_id.is_purchase_document(include_receipts=True)
                else None
            )
            if not connection or not use or line.display_type != "product":
                line.xero_account_text = False
                continue
            rule = rules._rule_for(
                connection, use, line.product_id.sudo(), line.account_id.sudo()
            )
            account = rule.xero_account_id or connection._default_account(
                use, line.account_id.sudo()
            )
            line.xero_account_text = account and self.env._(
                "%(account)s (%(rule)s)",
                account=account.display_name,
                rule=rule._rule_text(),
            )
