# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A note: look again at this. It carries no data and is never updated."""

from odoo import api, fields, models
from odoo.tools import SQL

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
        res_ids, remote_ids = dict.fromkeys(res_ids), dict.fromkeys(remote_ids)
        if not res_ids and not remote_ids:
            return
        own = self.env.get(f"xero.resource.{resource}")
        if own is not None and own._lane and lane != "button":
            lane = own._lane
        now = fields.Datetime.now()
        # Straight to SQL: this runs inside the user's save, and the model has nothing
        # that the ORM would have to compute (0.02 ms a record instead of 0.3).
        self.env.cr.execute(
            SQL(
                "INSERT INTO xero_change (connection_id, resource, res_id, remote_id,"
                " lane, lane_order, user_id, not_before, noted_at)"
                " SELECT %s, %s, res_id, remote_id, %s, %s, %s, %s, %s"
                " FROM unnest(%s::int[], %s::varchar[]) AS noted (res_id, remote_id)",
                connection.id,
                resource,
                lane,
                LANE_ORDER[lane],
                user.id if user else 0,
                not_before or now,
                now,
                [*res_ids, *(0 for _ in remote_ids)],
                [*(None for _ in res_ids), *remote_ids],
            )
        )
