# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many records of one resource the first crossing is about."""

from odoo import fields, models


class XeroBackfillLine(models.Model):
    """What is left is counted from the changes that wait, so that nothing has to keep
    score while records cross.
    """

    _name = "xero.backfill.line"
    _description = "Xero Backfill Line"
    _rec_name = "resource"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    resource = fields.Char(required=True)
    total = fields.Integer(help="Records that were put in line.")
    started_at = fields.Datetime(required=True, default=fields.Datetime.now)
    calls_before = fields.Integer(help="Calls that the runs had made until then.")

    _uniq = models.Constraint(
        "UNIQUE(connection_id, resource)", "One backfill line a resource."
    )
