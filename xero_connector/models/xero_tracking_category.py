# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's tracking categories: at most two are active."""

from odoo import api, fields, models


class XeroTrackingCategory(models.Model):
    _name = "xero.tracking.category"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Tracking Category"
    _endpoint = "TrackingCategories"

    option_ids = fields.One2many("xero.tracking.option", "category_id", readonly=True)

    _uniq = models.Constraint("UNIQUE(connection_id, remote_id)", "Category known.")

    @api.model
    def _values_from_xero(self, payload):
        status = payload.get("Status") or "ACTIVE"
        return {
            "remote_id": payload["TrackingCategoryID"],
            "name": payload["Name"],
            "status": status,
            "active": status == "ACTIVE",
        }

    @api.model
    def _refresh(self, connection, payloads):
        """The options come inside the categories; they are records of their own."""
        touched = super()._refresh(connection, payloads)
        options = [
            {**option, "category": payload["TrackingCategoryID"]}
            for payload in payloads
            for option in payload.get("Options") or ()
        ]
        self.env["xero.tracking.option"]._refresh(connection, options)
        return touched
