# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Trying again what Xero refused: later each time, at last once a day."""

from odoo import api, fields, models
from odoo.tools import SQL

#: links that one statement looks at; the rest is for the next minute
MOST = 1000


class XeroRetry(models.AbstractModel):
    """The next try's moment is set by ``xero.link._fail``.

    A mended mapping or an edit leads to a try of its own; this one is for what was
    mended where we cannot see it.
    """

    _name = "xero.retry"
    _description = "Xero Sync Retries"

    @api.model
    def _note_due(self, connection):
        """Note a change for each refused record whose next try has come.

        The moment is taken away with it: it comes anew with the next refusal. Links
        that a run holds at this very moment are being looked at anyhow.
        """
        self.env["xero.link"].flush_model(["state", "next_try"])
        rows = self.env.execute_query(
            SQL(
                "UPDATE xero_link SET next_try = NULL WHERE id IN ("
                " SELECT id FROM xero_link WHERE connection_id = %s"
                " AND state = 'error' AND next_try <= %s"
                " ORDER BY next_try LIMIT %s FOR NO KEY UPDATE SKIP LOCKED)"
                " RETURNING id",
                connection.id,
                fields.Datetime.now(),
                MOST,
            )
        )
        self.env["xero.link"].invalidate_model(["next_try"])
        self.env["xero.link"].browse(link_id for (link_id,) in rows)._note("sweep")
