# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was held for Xero's settings is looked at again when these change."""

from odoo import models

#: policy to the key of what is held by it
_POLICIES = {
    "rounding_policy": "rounding",
    "lock_policy": "lock",
    "contact_creation": "contact_creation",
}
_LEGAL = ("for_assets", "for_equity", "for_expenses", "for_liabilities", "for_revenue")


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def write(self, vals):
        result = super().write(vals)
        if "revenue_account_id" in vals:
            for connection in self:
                for key in ("account:default:sale", "settings"):
                    self.env["xero.run"]._free(connection, key)
        keys = [key for name, key in _POLICIES.items() if name in vals]
        if vals.get("state") == "connected":
            keys.append("scope")
        if any(name.startswith("direction_") for name in vals):
            keys.append("direction")
        if keys:
            for connection in self:
                self.env["xero.run"]._free(connection, *keys)
        return result

    def _store_reference_data(self, payloads):
        """Free what waited for a lock date, an account, a tax rate that is new.

        Only where something did change: a document that Xero refused costs a call.
        """
        before = self._settings_that_hold()
        result = super()._store_reference_data(payloads)
        after = self._settings_that_hold()
        keys = {
            key
            for name, kinds in (
                ("locks", ("lock",)),
                ("accounts", ("account:%", "tax:%", "mapping:%")),
                ("rates", ("tax:%",)),
                ("currencies", ("currency:%",)),
                ("tracking", ("tracking:%",)),
            )
            if before[name] != after[name]
            for key in (*kinds, "settings")
        }
        for key in keys:
            self.env["xero.run"]._free(self, key)
        return result

    def _settings_that_hold(self):
        """What documents may wait for, to be compared before and after a refresh."""
        self.ensure_one()
        organisation = self.organisation_id
        mine = [("connection_id", "=", self.id)]
        accounts = self.env["xero.account"].with_context(active_test=False)
        rates = self.env["xero.tax.rate"].with_context(active_test=False)
        options = self.env["xero.tracking.option"].with_context(active_test=False)
        return {
            "locks": (organisation.period_lock_date, organisation.year_lock_date),
            "accounts": {
                (
                    account.id,
                    account.code,
                    account.status,
                    account.account_class,
                    account.takes_payments,
                    account.currency,
                )
                for account in accounts.search(mine)
            },
            "rates": {
                (rate.id, rate.status, rate.rate, *(rate[name] for name in _LEGAL))
                for rate in rates.search(mine)
            },
            "currencies": self._currency_codes(),
            "tracking": {
                (option.id, option.status, option.category_id.status)
                for option in options.search(mine)
            },
        }
