# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How far an endpoint has been read from Xero, and when it is read next."""

from datetime import datetime

from odoo import fields, models

from ..sync.reading import Position


class XeroPollState(models.Model):
    """Invoices and bills come out of one endpoint, so the endpoint is what is kept.

    A reading that was cut short goes on where it stopped; see ``sync.reading``.
    """

    _name = "xero.poll.state"
    _description = "Xero Poll State"
    _rec_name = "endpoint"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    endpoint = fields.Char(required=True)
    modified_since = fields.Char(
        help="Changes from this moment on (ISO, UTC) are read next; empty: everything."
    )
    reached = fields.Char(
        help="UpdatedDateUTC (ISO, UTC) of the newest record of the pages in hand."
    )
    page = fields.Integer(help="Page of the window that is read next, 0 for the first.")
    next_poll = fields.Datetime(required=True, default=fields.Datetime.now)
    last_poll = fields.Datetime(help="When everything up to that moment had been read.")
    next_full = fields.Datetime(string="Next Full Compare")
    full_page = fields.Integer(
        help="Page of the full compare that is read next, 0 for the first."
    )
    error = fields.Text(
        readonly=True, help="Why Xero refused to be read, in its words."
    )
    failures = fields.Integer(help="How often in a row it refused.")
    last_full = fields.Datetime(string="Last Full Compare")

    _uniq = models.Constraint(
        "UNIQUE(connection_id, endpoint)", "One poll state an endpoint."
    )

    def _refused(self, message, full):
        """Xero refuses to be read: try again later each time, at most a day.

        :param message: Xero's words
        :param full: whether this was the reading of all that is open
        """
        self.ensure_one()
        failures = self.failures + 1
        minutes = min(5 * 4 ** (failures - 1), 24 * 60)
        later = fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
        self.write(
            {
                "error": message,
                "failures": failures,
                "next_poll": max(self.next_poll, later),
                **({"full_page": 0, "next_full": False} if full else {}),
            }
        )

    def _position(self):
        """Where the reading of this endpoint stands."""
        return Position(
            datetime.fromisoformat(self.modified_since)
            if self.modified_since
            else None,
            self.page,
            datetime.fromisoformat(self.reached) if self.reached else None,
        )

    def _go_to(self, position):
        """Remember where the reading goes on."""
        self.write(
            {
                "modified_since": position.since and position.since.isoformat(),
                "page": position.page,
                "reached": position.newest and position.newest.isoformat(),
            }
        )
