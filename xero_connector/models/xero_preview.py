# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What going live would do, before it does anything."""

import math
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..sync import pace

#: through what a person's decisions on lines come; the rest is the maker's
_PEOPLE_WRITE = {"doubtful_ids"}
COUNTERS = {
    "link_count": "link",
    "create_count": "create",
    "bring_count": "bring",
    "doubtful_count": "doubtful",
    "held_count": "held",
    "left_count": "left",
    "there_count": "there",
}


class XeroPreview(models.Model):
    """One a connection. Made by the background run (``engine/preview_maker.py``) from
    what both sides have; making it writes nothing on either side. Go live starts what
    its lines say, with what a person decided on them.

    ``state``: ``new`` -> ``reading`` -> ``pairing`` -> ``checking`` -> ``ready`` ->
    ``starting`` -> ``started``; from ``ready`` it can be made anew.
    """

    _name = "xero.preview"
    _description = "Preview of Going Live with Xero"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    start_date = fields.Date(related="connection_id.start_date")
    state = fields.Selection(
        [
            ("new", "Not made yet"),
            ("reading", "Reading Xero"),
            ("pairing", "Comparing"),
            ("checking", "Checking what is to be sent"),
            ("ready", "Ready"),
            ("starting", "Going live"),
            ("started", "Live"),
        ],
        default="new",
        required=True,
        readonly=True,
    )
    made_at = fields.Datetime(string="Made", readonly=True)
    made_for = fields.Json(
        readonly=True, help="What was chosen on the connection when it was begun."
    )
    progress = fields.Char(compute="_compute_progress")
    reading_problems = fields.Text(compute="_compute_reading_problems")
    paired = fields.Char(
        readonly=True, help="Names of the resources that were compared."
    )
    calls = fields.Integer(string="Calls to Xero", readonly=True)
    duration = fields.Char(string="Takes About", compute="_compute_duration")
    line_ids = fields.One2many("xero.preview.line", "preview_id")
    doubtful_ids = fields.One2many(
        "xero.preview.line", "preview_id", domain=[("outcome", "=", "doubtful")]
    )
    held_ids = fields.One2many(
        "xero.preview.line",
        "preview_id",
        string="Held Records",
        domain=[("outcome", "=", "held")],
    )
    link_count = fields.Integer(string="To link", compute="_compute_counts")
    create_count = fields.Integer(string="To create in Xero", compute="_compute_counts")
    bring_count = fields.Integer(string="To create in Odoo", compute="_compute_counts")
    doubtful_count = fields.Integer(string="To decide", compute="_compute_counts")
    held_count = fields.Integer(string="Held", compute="_compute_counts")
    left_count = fields.Integer(string="Left alone", compute="_compute_counts")
    there_count = fields.Integer(string="Only in Xero", compute="_compute_counts")

    _connection_uniq = models.Constraint(
        "UNIQUE(connection_id)", "One preview a connection."
    )

    def write(self, vals):
        if not self.env.su and vals.keys() - _PEOPLE_WRITE:
            raise AccessError(
                self.env._("What a preview found is not edited. Make it again.")
            )
        return super().write(vals)

    def _counted(self):
        """(preview id, outcome) to number of lines."""
        groups = self.env["xero.preview.line"]._read_group(
            [("preview_id", "in", self.ids)], ["preview_id", "outcome"], ["__count"]
        )
        return {(preview.id, outcome): count for preview, outcome, count in groups}

    @api.depends("line_ids.outcome")
    def _compute_counts(self):
        counted = self._counted()
        for preview in self:
            for name, outcome in COUNTERS.items():
                preview[name] = counted.get((preview.id, outcome), 0)

    def _compute_progress(self):
        lines = self.env["xero.preview.line"]
        for preview in self:
            text = False
            if preview.state in ("checking", "starting"):
                mine = [("preview_id", "=", preview.id)]
                total = lines.search_count(mine)
                left = lines.search_count([*mine, ("is_done", "=", False)])
                text = self.env._(
                    "%(done)s of %(total)s", done=total - left, total=total
                )
            preview.progress = text

    @api.depends("state")
    def _compute_reading_problems(self):
        """What the comparing waits for, in Xero's words."""
        for preview in self:
            lines = []
            if preview.state == "reading":
                lines = preview.connection_id._refusals()
            preview.reading_problems = "\n".join(lines)

    @api.depends("calls")
    def _compute_duration(self):
        for preview in self:
            status = preview.connection_id.sudo()._status
            left = status.day_left if status.day_left >= 0 else None
            needed = pace.time_needed(preview.calls, left, status.day_limit)
            days = math.ceil(needed / timedelta(days=1))
            minutes = math.ceil(needed / timedelta(minutes=1))
            if days > 1:
                preview.duration = self.env._(
                    "%(days)s days: of the %(calls)s calls that Xero allows a day, "
                    "%(kept)s are kept for daily work",
                    days=days,
                    calls=status.day_limit,
                    kept=status.day_limit * pace.DAY_KEPT // 1000,
                )
            else:
                preview.duration = (
                    self.env._("%(minutes)s minutes", minutes=minutes)
                    if minutes > 1
                    else self.env._("a minute")
                )

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_remake(self):
        """Look at both sides again; decisions are taken anew."""
        self._check_manager()
        waits = self.state == "reading" and self.reading_problems
        if not waits and self.state not in ("new", "ready"):
            raise UserError(self.env._("It is at work already."))
        self.sudo()._begin()

    def action_go_live(self):
        """Start what the preview says, in the background."""
        self._check_manager()
        if self.state != "ready":
            raise UserError(self.env._("The preview is not ready yet."))
        preview = self.sudo()
        if preview.made_for and preview.made_for != preview._choices():
            raise UserError(
                self.env._(
                    "The start date, or what travels which way, was changed after both "
                    "sides were compared. Press Compare Again."
                )
            )
        preview.line_ids.is_done = False
        preview.state = "starting"
        preview.connection_id.backfill_line_ids.unlink()
        preview.connection_id._wake()

    def action_lines(self):
        """The lines of one outcome, named in the context; to be exported like any
        list."""
        self.ensure_one()
        self.check_access("read")
        outcome = self.env.context.get("outcome")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.action_xero_preview_line"
        )
        action["domain"] = [("preview_id", "=", self.id)]
        action["context"] = {"create": False}
        if outcome:
            action["domain"].append(("outcome", "=", outcome))
        return action

    def _check_manager(self):
        self.ensure_one()
        self.connection_id.check_access("write")
        self.connection_id.sudo()._check_usable()

    def _choices(self):
        """What somebody chose that lines follow from, as texts."""
        connection = self.connection_id
        names = ["start_date", "contact_creation", *connection._direction_fields()]
        return {name: str(connection[name] or "") for name in names}

    def _begin(self):
        """Have the background run make this preview anew."""
        self.line_ids.unlink()
        self.write(
            {
                "state": "reading",
                "made_at": False,
                "made_for": self._choices(),
                "paired": False,
                "calls": 0,
            }
        )
        pull = self.env["xero.pull"]
        pull._schedule(self.connection_id)
        pull._read_now(self.connection_id)
