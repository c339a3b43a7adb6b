# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The currencies that the organisation is subscribed to."""

from odoo import api, models


class XeroCurrency(models.Model):
    """Xero refuses a document in any other one: found without a call."""

    _name = "xero.currency"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Currency"
    _endpoint = "Currencies"

    _uniq = models.Constraint("UNIQUE(connection_id, remote_id)", "Currency known.")

    @api.model
    def _values_from_xero(self, payload):
        return {
            "remote_id": payload["Code"],
            "code": payload["Code"],
            "name": payload.get("Description") or payload["Code"],
            "status": "ACTIVE",
            "active": True,
        }
