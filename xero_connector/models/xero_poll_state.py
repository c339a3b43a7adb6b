# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How far an endpoint has been read from Xero, and when it is read next."""

from datetime import datetime

from odoo import fields, models

from ..sync.reading import Position
from ..xero.const import PAGE_SIZE

#: records of the smallest page that is asked for
SMALLEST = 100


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
    looked_for = fields.Char(
        help="Names of the resources that were looked for in all that was read."
    )
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
        readonly=True,
        help="Why it could not be read, in Xero's words where it has any.",
    )
    failures = fields.Integer(help="How often in a row it refused.")
    unanswered = fields.Integer(help="How often in a row there was no answer.")
    page_size = fields.Integer(
        help="Records of a page where whole ones went unanswered, else 0."
    )
    last_full = fields.Datetime(string="Last Full Compare")

    _uniq = models.Constraint(
        "UNIQUE(connection_id, endpoint)", "One poll state an endpoint."
    )

    def _look_for(self, names):
        """From now on records of these resources are looked for in what is read; of
        those that are new among them nothing is known so far.

        :param names: of the resources that the endpoint is read for
        """
        self.ensure_one()
        looked_for = " ".join(sorted(names))
        if looked_for == self.looked_for:
            return
        before = self.looked_for and self.looked_for.split()
        self.looked_for = looked_for
        if before and set(names) - set(before):
            self.write(
                {
                    "modified_since": False,
                    "page": 0,
                    "reached": False,
                    "last_poll": False,
                    "next_poll": min(self.next_poll, fields.Datetime.now()),
                }
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
                "unanswered": 0,
                "next_poll": max(self.next_poll, later),
                **({"full_page": 0, "next_full": False} if full else {}),
            }
        )

    def _gave_no_answer(self, message, full):
        """No answer to a page: try again later each time, at most an hour, and less at
        once.

        Pages of another size are other pages: where they are counted, the window is
        begun anew. What is open is only compared; nobody waits for that.

        :param message: what came in place of an answer
        :param full: whether this was the reading of all that is open
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if full:
            vals = {"next_full": fields.Datetime.add(now, minutes=60)}
        else:
            minutes = min(2**self.unanswered, 60)
            vals = {
                "error": message,
                "unanswered": self.unanswered + 1,
                "next_poll": fields.Datetime.add(now, minutes=minutes),
            }
        if self._size() > SMALLEST:
            vals |= {
                "page_size": max(self._size() // 4, SMALLEST),
                "page": 0,
                "reached": False,
                "full_page": 0,
            }
        self.write(vals)

    def _answered(self):
        """Nothing stands against reading it."""
        self.ensure_one()
        if self.error:
            self.write({"error": False, "failures": 0, "unanswered": 0})

    def _read_to_the_end(self):
        """Pages grow again, where none are counted and all that is open is compared."""
        if self.page_size and not self.page and not self.next_full:
            larger = self.page_size * 4
            self.page_size = larger if larger < PAGE_SIZE else 0

    def _size(self):
        """Records of a page of it."""
        return self.page_size or PAGE_SIZE

    def _paging(self):
        """Parameters of a call for a page of it, beside its number."""
        return {"page_size": self.page_size} if self.page_size else {}

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
