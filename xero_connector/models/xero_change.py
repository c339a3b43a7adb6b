# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A note: look again at this. It carries no data and is never updated."""

from odoo import api, fields, models

LANES = [
    ("button", "Button"),
    ("hook", "Save"),
    ("webhook", "Webhook"),
    ("poll", "Poll"),
    ("sweep", "Sweep"),
    ("backfill", "Backfill"),
]
LANE_ORDER = {name: position for position, (name, _label) in enumerate(LANES)}


class XeroChange(models.Model):
    """User transactions only ever insert here; the run deletes what it has planned.

    Because nobody updates a row, a save never waits for a run and a run never waits
    for a save. A record may be noted many times; the run takes all its notes at once.
    """

    _name = "xero.change"
    _description = "Xero Change"
    _order = "lane_order, id"
    _log_access = False

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    resource = fields.Char(required=True)
    res_id = fields.Integer(help="The Odoo record, 0 for one known by its Xero ID.")
    remote_id = fields.Char()
    lane = fields.Selection(LANES, required=True, default="hook")
    lane_order = fields.Integer(required=True)
    user_id = fields.Integer(help="Who pressed the button; is told the outcome.")
    not_before = fields.Datetime(required=True, default=fields.Datetime.now)
    noted_at = fields.Datetime(required=True, default=fields.Datetime.now)

    _take = models.Index("(connection_id, lane_order, not_before, id)")

    @api.model
    def _note(
        self,
        connection,
        resource,
        res_ids=(),
        remote_ids=(),
        lane="hook",
        user=None,
        not_before=None,
    ):
        """Insert a change for each record. Costs one statement, makes no call.

        :param connection: the connection whose run shall look
        :param resource: name of the resource
        :param res_ids: ids of Odoo records
        :param remote_ids: ids of Xero records
        :param lane: one of ``LANES``
        :param user: who caused it, if a person waits for the outcome
        :param not_before: UTC; the run leaves it alone until then
        """
        common = {
            "connection_id": connection.id,
            "resource": resource,
            "lane": lane,
            "lane_order": LANE_ORDER[lane],
            "user_id": user.id if user else 0,
        }
        if not_before:
            common["not_before"] = not_before
        rows = [{**common, "res_id": res_id} for res_id in dict.fromkeys(res_ids)]
        rows += [{**common, "remote_id": rid} for rid in dict.fromkeys(remote_ids)]
        return self.sudo().create(rows)
