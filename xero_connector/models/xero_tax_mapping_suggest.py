# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero tax rate to propose for a tax, and which one a tax has by itself."""

from odoo import api, models

from ..sync import tax_match
from ..sync.tax_match import TaxReason
from .decimals import odoo_tax

#: where documents of a use usually stand
_USUAL = {"sale": "for_revenue", "purchase": "for_expenses"}


class XeroTaxMapping(models.Model):
    _inherit = "xero.tax.mapping"
    _source_fields = ("type_tax_use", "tax_key")

    @api.model
    def _suggestions(self, connection):
        known = {
            (row.type_tax_use, row.tax_key or "") for row in connection.tax_mapping_ids
        }
        rates = {rate.code: rate for rate in connection.tax_rate_ids}
        rows = []
        for use, flag in _USUAL.items():
            described = [rate._for_matching(flag) for rate in rates.values()]
            taxes = self._suggestable_taxes(connection, use)
            for one in (taxes.browse(), *taxes):
                if (use, self._key(one)) in known:
                    continue
                best = self._likely(
                    tax_match.suggest(
                        [odoo_tax(tax) for tax in one], described, sale=use == "sale"
                    )
                )
                if best:
                    rows.append(
                        {
                            "type_tax_use": use,
                            "tax_ids": [(6, 0, one.ids)],
                            "tax_rate_id": rates[best.rate.tax_type].id,
                            "reason": self._reason_text(best.why),
                        }
                    )
        return rows

    @api.model
    def _suggestable_taxes(self, connection, use):
        return (
            self.env["account.tax"]
            .sudo()
            .search(
                [
                    ("company_id", "=", connection.company_id.id),
                    ("type_tax_use", "=", use),
                ]
            )
        )

    @api.model
    def _likely(self, suggestions):
        """The first, if nothing speaks against it and no other is as good; or None."""
        if not suggestions or suggestions[0].against:
            return None
        alike = [
            one
            for one in suggestions
            if not one.against and one.why == suggestions[0].why
        ]
        return suggestions[0] if len(alike) == 1 else None

    @api.model
    def _reason_text(self, why):
        words = {
            TaxReason.SAME_RATE: self.env._("same percentage"),
            TaxReason.SAME_MEANING: self.env._("named alike"),
            TaxReason.SAME_DIRECTION: self.env._("same side of the tax return"),
            TaxReason.NO_TAX: self.env._("for lines without tax"),
        }
        return ", ".join(words[reason] for reason in why)

    # ------------------------------------------------------------------
    # what a tax is in Xero
    # ------------------------------------------------------------------
    @api.model
    def _rates_of_taxes(self, connection, taxes):
        """The Xero tax rate of each tax where it stands alone on a usual line.

        :return: tax id to an xero.tax.rate; without those that have none
        """
        rows = connection.tax_mapping_ids._in_force()
        chosen = {(row.type_tax_use, row.tax_key): row.tax_rate_id for row in rows}
        rates = {rate.code: rate for rate in connection.tax_rate_ids}
        described = {
            use: [rate._for_matching(flag) for rate in rates.values()]
            for use, flag in _USUAL.items()
        }
        found = {}
        for tax in taxes:
            use = tax.type_tax_use
            rate = chosen.get((use, self._key(tax)))
            if not rate and use in described:
                match = tax_match.only_match(
                    [odoo_tax(tax)], described[use], sale=use == "sale"
                )
                rate = match and rates[match.tax_type]
            if rate:
                found[tax.id] = rate
        return found
