# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's tax rates."""

from odoo import api, fields, models

from ..sync import tax_match
from .decimals import decimal
from .xero_connection import PERCENTAGES


class XeroTaxRate(models.Model):
    """A rate is legal only for some classes of account (CanApplyTo...)."""

    _name = "xero.tax.rate"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Tax Rate"
    _endpoint = "TaxRates"

    rate = fields.Float(digits=(16, 4), readonly=True, help="Percent.")
    report_type = fields.Char(readonly=True, help="Xero's ReportTaxType.")
    for_assets = fields.Boolean(readonly=True)
    for_equity = fields.Boolean(readonly=True)
    for_expenses = fields.Boolean(readonly=True)
    for_liabilities = fields.Boolean(readonly=True)
    for_revenue = fields.Boolean(readonly=True)

    _uniq = models.Constraint("UNIQUE(connection_id, remote_id)", "Tax rate known.")

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_percentages()
        return super().create(vals_list)

    def write(self, vals):
        self._forget_percentages()
        return super().write(vals)

    def unlink(self):
        self._forget_percentages()
        return super().unlink()

    @api.model
    def _forget_percentages(self):
        self.env.cr.cache.pop(PERCENTAGES, None)

    @api.model
    def _values_from_xero(self, payload):
        status = payload.get("Status") or "ACTIVE"
        return {
            "remote_id": payload["TaxType"],
            "code": payload["TaxType"],
            "name": payload["Name"],
            "status": status,
            "active": status == "ACTIVE",
            "rate": float(payload.get("EffectiveRate") or 0),
            "report_type": payload.get("ReportTaxType") or False,
            "for_assets": bool(payload.get("CanApplyToAssets")),
            "for_equity": bool(payload.get("CanApplyToEquity")),
            "for_expenses": bool(payload.get("CanApplyToExpenses")),
            "for_liabilities": bool(payload.get("CanApplyToLiabilities")),
            "for_revenue": bool(payload.get("CanApplyToRevenue")),
        }

    @api.depends("name", "code", "status")
    def _compute_display_name(self):
        super()._compute_display_name()
        for rate in self:
            if rate.status == "ACTIVE":
                rate.display_name = f"{rate.name} ({rate.code})"

    def _for_matching(self, flag):
        """What ``sync.tax_match`` wants to know.

        :param flag: the field that says whether the rate is legal; None: it is not
        """
        self.ensure_one()
        return tax_match.XeroRate(
            tax_type=self.code,
            rate=decimal(self.rate, 4),
            report_type=self.report_type or "",
            legal=bool(flag and self[flag]),
            active=self.status == "ACTIVE",
            name=self.name,
        )
