# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One field that a linked pair disagrees about, and what a person decides."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..sync.planner import Moved
from .notification import news

SIDES = [
    ("odoo", "Odoo's stays"),
    ("xero", "Xero's stays"),
    ("accept", "May differ"),
]


class XeroDifference(models.Model):
    """Rows are written when a plan finds something to decide, and go when it is healed.

    What each side said is kept with the row: a decision is about these values. If one
    of them has changed by the time the run looks, the decision does not hold and the
    row is open again.
    """

    _name = "xero.difference"
    _description = "Difference between Odoo and Xero"
    _order = "link_id desc, id"
    _rec_name = "field_name"

    link_id = fields.Many2one(
        "xero.link", required=True, ondelete="cascade", index=True, string="Record"
    )
    connection_id = fields.Many2one(
        related="link_id.connection_id", store=True, index=True
    )
    company_id = fields.Many2one(related="connection_id.company_id", store=True)
    resource_label = fields.Char(
        related="link_id.resource_label", string="Kind of Record"
    )
    record_ref = fields.Reference(related="link_id.record_ref", string="In Odoo")
    party = fields.Char(compute="_compute_party", string="Contact")
    field_name = fields.Char(required=True)
    field_label = fields.Char(compute="_compute_field_label", string="Field")
    kind = fields.Selection(
        [("difference", "Different"), ("conflict", "Conflict")], required=True
    )
    moved = fields.Selection(
        [
            (Moved.ODOO.value, "Odoo"),
            (Moved.XERO.value, "Xero"),
            (Moved.BOTH.value, "Both"),
            (Moved.NOBODY.value, "Nobody"),
            (Moved.NEVER.value, "Never agreed"),
        ],
        string="Changed by",
        help="Who changed it since both sides last agreed.",
    )
    agreed = fields.Text(string="Last agreed")
    in_odoo = fields.Text(string="Odoo's value")
    in_xero = fields.Text(string="Xero's value")
    seen_local = fields.Json(help="Odoo's value that a decision is about.")
    seen_remote = fields.Json(help="Xero's value that a decision is about.")
    refused = fields.Text(
        string="Odoo's refusal",
        help="Why Odoo does not take Xero's value, in its own words.",
    )
    state = fields.Selection(
        [("open", "To decide"), ("decided", "Decided"), ("accepted", "Accepted")],
        required=True,
        default="open",
        index=True,
    )
    decision = fields.Selection(SIDES)
    user_id = fields.Many2one("res.users", string="Decided by", ondelete="set null")
    decided_on = fields.Datetime()
    can_odoo = fields.Boolean(compute="_compute_choices")
    can_xero = fields.Boolean(compute="_compute_choices")
    can_accept = fields.Boolean(compute="_compute_choices")

    _field_uniq = models.UniqueIndex(
        "(link_id, field_name)", "This field of the record is in question already."
    )

    def write(self, vals):
        """A decision is about values that were seen: they come by its buttons."""
        if not self.env.su:
            raise AccessError(
                self.env._("A difference is not edited: decide it, or open the record.")
            )
        return super().write(vals)

    @api.depends("link_id", "field_name")
    def _compute_field_label(self):
        resources = self.env["xero.resource"].sudo()
        for row in self:
            labels = resources._get(row.link_id.resource)._field_labels()
            row.field_label = labels.get(row.field_name, row.field_name)

    @api.depends("field_label")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.field_label

    @api.depends("link_id")
    def _compute_party(self):
        for row in self:
            resource = self.env["xero.resource"].sudo()._get(row.link_id.resource)
            record = row.link_id.record_ref
            # who sees the row may be refused its document: a branch's, an expense
            row.party = resource._party(record.sudo()) if record else False

    @api.depends("state", "link_id.state", "link_id.remote_payload")
    def _compute_choices(self):
        for row in self:
            choices = row.link_id._choices_for(row.field_name)
            is_open = row.state == "open"
            row.can_odoo = is_open and "odoo" in choices
            row.can_xero = is_open and "xero" in choices
            row.can_accept = is_open and "accept" in choices

    # ------------------------------------------------------------------
    # decisions
    # ------------------------------------------------------------------
    def action_odoo(self):
        """Odoo's value stays, Xero gets it."""
        return self._decide("odoo")

    def action_xero(self):
        """Xero's value stays, Odoo gets it."""
        return self._decide("xero")

    def action_accept(self):
        """Both may stay as they are, until one of them changes."""
        return self._decide("accept")

    def action_reopen(self):
        """What was accepted is to be decided again."""
        self.check_access("write")
        accepted = self.filtered(lambda row: row.state == "accepted")
        for link, rows in accepted.grouped("link_id").items():
            link.sudo()._lapse(set(rows.mapped("field_name")))
            link._note_again()
        return self._said(self.env._("Both sides are compared again."))

    def action_open_record(self):
        """Open the Odoo record that this is about."""
        return self.link_id.action_open_record()

    def action_view_in_xero(self):
        """Open the record on Xero's site."""
        return self.link_id.action_view_in_xero()

    def _decide(self, side):
        """Decide what can be decided that way; say what could not."""
        self.check_access("write")
        possible = self.filtered(f"can_{side}")
        if not possible:
            raise UserError(self._why_not(side))
        for link, rows in possible.grouped("link_id").items():
            link._decide_fields(set(rows.mapped("field_name")), side)
        message = self.env._("Decided. The run does the rest.")
        if left := self - possible.exists() - possible:
            message += " " + self.env._(
                "%(count)s could not be decided that way.", count=len(left)
            )
        return self._said(message)

    def _why_not(self, side):
        """Why none of these can be decided that way, for the user."""
        if any(row.state != "open" for row in self):
            return self.env._("This is decided already: look at the record again.")
        return {
            "odoo": self.env._(
                "Odoo cannot change this in Xero. Correct it on one of the two sides."
            ),
            "xero": self.env._(
                "This is not taken over from Xero, because the document is posted in "
                "Odoo. Correct it in Odoo, or send Odoo's version."
            ),
            "accept": self.env._(
                "Amounts and states must be equal on both sides: no difference of "
                "them is accepted."
            ),
        }[side]

    def _said(self, message):
        return news("success", message)
