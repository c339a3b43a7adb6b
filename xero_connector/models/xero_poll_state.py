# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How far a resource has been read from Xero."""

from odoo import fields, models


class XeroPollState(models.Model):
    _name = "xero.poll.state"
    _description = "Xero Poll State"
    _rec_name = "resource"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    resource = fields.Char(required=True)
    modified_since = fields.Char(
        help="UpdatedDateUTC (ISO, UTC) of the last record that was read."
    )
    last_poll = fields.Datetime()
    last_full = fields.Datetime(string="Last Full Compare")

    _uniq = models.Constraint(
        "UNIQUE(connection_id, resource)", "One poll state a resource."
    )
