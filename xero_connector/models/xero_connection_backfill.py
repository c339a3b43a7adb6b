# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sending what is already in Odoo, and how far that is."""

from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL, format_datetime

from ..sync import pace
from .notification import news

#: states of a link that a person has to look at
HELD = ("held", "error", "difference", "conflict")


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    backfill_paused = fields.Boolean(
        help="Records that were there before wait; what is saved from now on goes on."
    )
    backfill_line_ids = fields.One2many("xero.backfill.line", "connection_id")
    backfill_progress = fields.Json(compute="_compute_backfill_progress")
    backfill_running = fields.Boolean(compute="_compute_backfill_progress")

    def action_send_existing(self):
        """Put every posted document in line for Xero, behind daily work."""
        self.ensure_one()
        self.check_access("write")
        connection = self.sudo()
        connection._check_usable()
        noted = connection.env["xero.backfill"]._start(connection)
        return news(
            "info",
            self.env._(
                "%(count)s documents are in line for Xero.",
                count=sum(noted.values()),
            ),
        )

    def action_pause_backfill(self):
        """Leave what was there before where it is; nothing is lost."""
        self.check_access("write")
        self.sudo().backfill_paused = True

    def action_resume_backfill(self):
        """Go on with what was there before."""
        self.check_access("write")
        self.sudo().backfill_paused = False
        self.sudo()._wake()

    def get_backfill_progress(self):
        """What the page shows while records cross; asked every few seconds.

        :return: see ``_progress``
        """
        self.ensure_one()
        self.check_access("read")
        return self.sudo()._progress()

    def _compute_backfill_progress(self):
        for connection in self:
            progress = connection.sudo()._progress()
            connection.backfill_progress = progress
            connection.backfill_running = progress and progress["state"] != "done"

    def _progress(self):
        """Done of total for each resource, calls, and when it will be over.

        :return: False where nothing was ever put in line, else a dict for the page
        """
        self.ensure_one()
        lines = self.backfill_line_ids
        if not lines:
            return False
        counts = self._backfill_counts(lines)
        moving = any(left for _total, left, _waiting, _held in counts.values())
        rows = []
        for name, (total, left, waiting, held) in counts.items():
            if moving:
                left += waiting
            else:
                held += waiting  # for what a person has to look at
            left = min(left, total)
            held = min(held, total - left)
            rows.append(
                {
                    "resource": name,
                    "label": self.env["xero.resource"]._get(name)._label(),
                    "total": total,
                    "done": total - left - held,
                    "held": held,
                    "left": left,
                }
            )
        status = self._status
        state = "running" if moving else "done"
        if moving and (self.backfill_paused or self.state != "connected"):
            state = "paused"
        return {
            "connection": self.id,  # the card in the settings asks for it too
            "state": state,
            "rows": rows,
            "calls_used": status.calls - min(lines.mapped("calls_before")),
            "calls_left": status.day_left if status.day_left >= 0 else False,
            "end": self._backfill_end() if state == "running" else False,
        }

    def _backfill_counts(self, lines):
        """Row of the page to ``[total, in line, waiting for another, held]``."""
        in_line, waiting = self._backfill_in_line(), self._backfill_waiting()
        held = self._backfill_held()
        totals = {line.resource: line.total for line in lines}
        counts = {}
        for name, resource in self.env["xero.resource"]._all().items():
            row = resource._progress_row or name
            if name in totals:
                counts.setdefault(row, [0, 0, 0, 0])
            if row not in counts:
                continue
            for position, found in enumerate((totals, in_line, waiting, held)):
                counts[row][position] += found.get(name, 0)
        return counts

    def _backfill_in_line(self):
        """Resource to the number of records that are in line or on their way."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT resource, count(*) FROM ("
                    " SELECT resource, res_id FROM xero_change"
                    " WHERE connection_id = %(id)s AND lane = 'backfill'"
                    " UNION SELECT resource, res_id FROM xero_link"
                    " WHERE connection_id = %(id)s AND res_id > 0"
                    " AND state = 'sending') AS in_line"
                    " GROUP BY resource",
                    id=self.id,
                )
            )
        )

    def _backfill_waiting(self):
        """Resource to the number of records that wait for another one to be there."""
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT resource, count(*) FROM xero_link"
                    " WHERE connection_id = %(id)s AND res_id > 0"
                    " AND state = 'waiting' AND NOT EXISTS ("
                    " SELECT 1 FROM xero_change c WHERE c.connection_id = %(id)s"
                    " AND c.resource = xero_link.resource"
                    " AND c.res_id = xero_link.res_id AND c.lane = 'backfill')"
                    " GROUP BY resource",
                    id=self.id,
                )
            )
        )

    def _backfill_held(self):
        """Resource to the number of records that wait for a person."""
        groups = self.env["xero.link"]._read_group(
            [
                ("connection_id", "=", self.id),
                ("state", "in", HELD),
                ("res_id", ">", 0),
            ],
            ["resource"],
            ["__count"],
        )
        return dict(groups)

    def _backfill_end(self):
        """When the last of these is expected in Xero, in the user's words."""
        status = self._status
        resources = self.env["xero.resource"]
        present = resources._all()
        calls = sum(
            present[name]._calls_for(left)
            for found in (self._backfill_in_line(), self._backfill_waiting())
            for name, left in found.items()
            if name in present
        )
        needed = pace.time_needed(
            calls, status.day_left if status.day_left >= 0 else None, status.day_limit
        )
        end = fields.Datetime.now() + max(needed, timedelta(minutes=1))
        return format_datetime(self.env, end, dt_format="short")
