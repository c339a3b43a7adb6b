# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's branding themes."""

from odoo import api, fields, models


class XeroBrandingTheme(models.Model):
    _name = "xero.branding.theme"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Branding Theme"
    _endpoint = "BrandingThemes"

    sequence = fields.Integer(readonly=True)

    _uniq = models.Constraint("UNIQUE(connection_id, remote_id)", "Theme known.")

    @api.model
    def _values_from_xero(self, payload):
        return {
            "remote_id": payload["BrandingThemeID"],
            "name": payload["Name"],
            "sequence": int(payload.get("SortOrder") or 0),
            "status": "ACTIVE",
            "active": True,
        }
