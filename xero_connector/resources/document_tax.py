# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero tax rate a line gets: the one that its taxes are mapped to."""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _tax_rate_of(self, line, connection, account, refs):
        taxes = self.env["account.tax"].browse(int(tax) for tax in line.taxes)
        use = self._type_tax_use
        rate = refs.once(
            ("tax rate", use, line.taxes, account),
            lambda: self.env["xero.tax.mapping"]._rate_for(
                connection, taxes, use, account
            ),
        )
        key = f"tax:{use}:{self.env['xero.tax.mapping']._key(taxes)}"
        name = ", ".join(taxes.mapped("name")) or self.env._("no tax")
        if not rate and not account:
            return rate  # which rates fit depends on the account, which is missing
        if not rate:
            refs.hold(
                "tax_unmapped",
                self.env._("No Xero tax rate is chosen for “%(taxes)s”.", taxes=name),
                self.env._("Choose one under Tax Mappings of the connection."),
                key=key,
            )
        elif rate.status != "ACTIVE":
            refs.hold(
                "tax_archived",
                self.env._(
                    "“%(taxes)s”: the Xero tax rate %(rate)s can no longer be used.",
                    taxes=name,
                    rate=rate.display_name,
                ),
                rate._remedy(self.env._("Tax Mappings of the connection")),
                key=key,
            )
        elif account and not rate[account._class_flag() or "for_assets"]:
            refs.hold(
                "tax_illegal",
                self.env._(
                    "Xero does not allow the tax rate %(rate)s on account %(account)s.",
                    rate=rate.name,
                    account=account.display_name,
                ),
                self.env._("Choose another tax rate for “%(taxes)s”.", taxes=name),
                key=key,
            )
        return rate
