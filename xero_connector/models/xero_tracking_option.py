# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The options of Xero's tracking categories."""

from odoo import api, fields, models


class XeroTrackingOption(models.Model):
    _name = "xero.tracking.option"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Tracking Option"

    category_id = fields.Many2one(
        "xero.tracking.category", ondelete="cascade", index=True, readonly=True
    )
    category_remote_id = fields.Char(readonly=True)

    _uniq = models.Constraint("UNIQUE(connection_id, remote_id)", "Option known.")

    @api.model
    def _values_from_xero(self, payload):
        status = payload.get("Status") or "ACTIVE"
        return {
            "remote_id": payload["TrackingOptionID"],
            "name": payload["Name"],
            "status": status,
            "active": status == "ACTIVE",
            "category_remote_id": payload["category"],
        }

    @api.model
    def _refresh(self, connection, payloads):
        touched = super()._refresh(connection, payloads)
        categories = {
            category.remote_id: category
            for category in self.env["xero.tracking.category"]
            .with_context(active_test=False)
            .search([("connection_id", "=", connection.id)])
        }
        for option in touched:
            category = categories.get(option.category_remote_id)
            if category and option.category_id != category:
                option.category_id = category
        return touched

    @api.depends("name", "status", "category_id.name")
    def _compute_display_name(self):
        super()._compute_display_name()
        for option in self:
            if option.category_id:
                option.display_name = (
                    f"{option.category_id.name}: {option.display_name}"
                )
