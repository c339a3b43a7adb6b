# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero account a line gets: the strongest rule, else the default."""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _account_of(self, line, connection, refs):
        """The line's xero.account; what speaks against it is noted in ``refs``."""
        use = self._type_tax_use
        rule = self.env["xero.account.mapping"]._rule_for(
            connection,
            use,
            self.env["product.product"].browse(int(line.item or 0) or ()),
            self.env["account.account"].browse(int(line.account or 0) or ()),
        )
        if not rule and use == "sale":
            return super()._account_of(line, connection, refs)
        if not rule:
            return self._expense_account_of(connection, refs)
        account = rule.xero_account_id
        if account.status != "ACTIVE":
            refs.hold(
                "account_archived",
                self.env._(
                    "%(rule)s: the Xero account %(account)s can no longer be used.",
                    rule=rule._rule_text(),
                    account=account.display_name,
                ),
                self.env._(
                    "Choose another one under Account Mappings of the connection, or "
                    "restore it in Xero."
                ),
                key=f"account:{use}:{rule.source_key}",
            )
        return account

    def _expense_account_of(self, connection, refs):
        account = connection._default_account("purchase")
        if not account:
            refs.hold(
                "account_unmapped",
                self.env._("No Xero account is chosen for purchases."),
                self.env._("Choose the default expense account of the connection."),
                key="account:default:purchase",
            )
        elif account.status != "ACTIVE":
            refs.hold(
                "account_archived",
                self.env._(
                    "The Xero account %(account)s can no longer be used.",
                    account=account.display_name,
                ),
                self.env._("Choose another default expense account."),
                key="account:default:purchase",
            )
        return account
