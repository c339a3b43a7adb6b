# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero account a line gets: the strongest rule, else the default."""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _account_of(self, line, connection, refs):
        """The line's xero.account; what speaks against it is noted in ``refs``."""
        use = self._type_tax_use
        rules = self.env["xero.account.mapping"]
        booked = self.env["account.account"].browse(int(line.account or 0) or ())
        rule = rules._rule_for(
            connection,
            use,
            self.env["product.product"].browse(int(line.item or 0) or ()),
            booked,
        )
        account = rule.xero_account_id or connection._default_account(use, booked)
        if rule:
            where = self.env._("Account Mappings of the connection")
            key = f"account:{use}:{rule.source_key}"
        else:
            where = connection._default_account_label(use)
            key = f"account:default:{use}"
        if not account and connection._default_account(use):
            refs.hold(
                "account_unmapped",
                self.env._(
                    "No Xero account is chosen for “%(account)s”. It stands in the "
                    "balance sheet: the default account would make profit or loss of "
                    "it.",
                    account=booked.display_name,
                ),
                self.env._("Choose one under Account Mappings of the connection."),
                key=f"account:{use}:account:{booked.id}",
            )
        elif not account:
            refs.hold(
                "account_unmapped",
                self.env._("No Xero account is chosen for sales.")
                if use == "sale"
                else self.env._("No Xero account is chosen for purchases."),
                self.env._(
                    "Choose the “%(name)s” on the connection's page.", name=where
                ),
                key=key,
            )
        elif account.status != "ACTIVE":
            refs.hold(
                "account_archived",
                self.env._(
                    "%(rule)s: the Xero account %(account)s can no longer be used.",
                    rule=rule._rule_text(),
                    account=account.display_name,
                ),
                account._remedy(where),
                key=key,
            )
        elif not account._can_stand_on_lines():
            refs.hold(
                "account_illegal",
                f"{rule._rule_text()}: {rules._not_on_lines(account)}",
                self.env._("Choose another one under %(where)s.", where=where),
                key=key,
            )
        return account
