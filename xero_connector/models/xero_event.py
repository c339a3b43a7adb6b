# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The inbox of Xero's webhooks: what Xero said has changed."""

from datetime import UTC, datetime

from odoo import api, fields, models
from odoo.tools import SQL

#: days that Xero may send an event once more
KEEP = 32


class XeroEvent(models.Model):
    """A row is all that a webhook request leaves behind; a run reads the records.

    What was worked off stays for as long as Xero may repeat it, so that a repetition
    is known as one.
    """

    _name = "xero.event"
    _description = "Xero Event"
    _order = "id"
    _log_access = False

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    category = fields.Char(required=True)
    kind = fields.Char(required=True, help="CREATE or UPDATE.")
    remote_id = fields.Char(required=True)
    happened = fields.Char(required=True, help="When Xero says it happened (UTC).")
    received_at = fields.Datetime(required=True, default=fields.Datetime.now)
    done = fields.Boolean()

    _uniq = models.Constraint(
        "UNIQUE(connection_id, category, kind, remote_id, happened)",
        "An event counts once.",
    )
    _waiting = models.Index("(connection_id, id) WHERE done IS NOT TRUE")

    @api.model
    def _receive(self, events):
        """Put events into the inbox and wake the runs that they concern.

        Those of organisations that no connection here is connected to are nobody's;
        repetitions are passed over.

        :param events: list of ``xero.webhook.Event``
        """
        connections = {
            connection.tenant_id: connection
            for connection in self.env["xero.connection"].search(
                [
                    ("state", "in", ("connected", "reconnect")),
                    ("tenant_id", "!=", False),
                ]
            )
        }
        woken = self.env["xero.connection"]
        # what does not say when it happened is never taken for a repetition
        unknown = datetime.now(UTC).isoformat()
        for event in events:
            connection = connections.get(event.tenant_id)
            if connection is None:
                continue
            self.env.cr.execute(
                SQL(
                    "INSERT INTO xero_event (connection_id, category, kind, remote_id,"
                    " happened, received_at) VALUES (%s, %s, %s, %s, %s, %s)"
                    " ON CONFLICT DO NOTHING",
                    connection.id,
                    event.category,
                    event.type,
                    event.resource_id,
                    event.at.isoformat() if event.at else unknown,
                    fields.Datetime.now(),
                )
            )
            if self.env.cr.rowcount:
                woken |= connection
        woken._wake()

    @api.autovacuum
    def _gc_done(self):
        """Forget what Xero will not repeat any more."""
        before = fields.Datetime.subtract(fields.Datetime.now(), days=KEEP)
        self.sudo().search([("done", "=", True), ("received_at", "<", before)]).unlink()
