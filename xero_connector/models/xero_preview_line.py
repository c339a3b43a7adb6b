# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record of the preview: what it is on both sides, and what will become of it."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

#: what a person decides; the rest is the maker's, and would link or create otherwise
_PEOPLE_WRITE = {"decision", "chosen_id"}


class XeroPreviewLine(models.Model):
    _name = "xero.preview.line"
    _description = "Line of a Xero Preview"
    _order = "id"

    preview_id = fields.Many2one(
        "xero.preview", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="preview_id.company_id", store=True)
    resource = fields.Char(required=True, readonly=True)
    kind = fields.Char(readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(
        model_field="res_model", readonly=True, string="Record"
    )
    name = fields.Char(string="In Odoo", readonly=True)
    partner_name = fields.Char(string="Contact in Odoo", readonly=True)
    date = fields.Date(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Monetary(readonly=True)
    due = fields.Monetary(string="Due in Odoo", readonly=True)
    remote_id = fields.Char(string="Xero ID", readonly=True)
    remote_name = fields.Char(string="In Xero", readonly=True)
    remote_partner = fields.Char(string="Contact in Xero", readonly=True)
    remote_total = fields.Monetary(string="Total in Xero", readonly=True)
    remote_due = fields.Monetary(string="Due in Xero", readonly=True)
    outcome = fields.Selection(
        [
            ("link", "Link"),
            ("create", "Create in Xero"),
            ("bring", "Create in Odoo"),
            ("doubtful", "Decide"),
            ("held", "Held"),
            ("left", "Leave alone"),
            ("there", "Only in Xero"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Text(readonly=True)
    opening = fields.Boolean(
        string="Opening item",
        readonly=True,
        help="Older than the start date and still open.",
    )
    needed = fields.Boolean(
        readonly=True,
        default=True,
        help="It is sent, or a document that is sent needs it. What is not needed is "
        "asked about once live.",
    )
    settled_count = fields.Integer(
        string="Payments",
        readonly=True,
        help="Payments of it, of a credit note what it was applied to: they go with "
        "it.",
    )
    candidate_ids = fields.One2many("xero.preview.candidate", "line_id")
    decision = fields.Selection(
        [
            ("later", "Decide later"),
            ("link", "Link to"),
            ("create", "None of these: create it in Xero"),
        ],
        default="later",
        required=True,
    )
    chosen_id = fields.Many2one(
        "xero.preview.candidate",
        string="Which One",
        domain="[('line_id', '=', id)]",
        ondelete="set null",
    )
    is_done = fields.Boolean(readonly=True)

    _todo = models.Index("(preview_id, id) WHERE is_done IS NOT TRUE")

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - _PEOPLE_WRITE:
                raise AccessError(
                    self.env._("What a preview found is not edited. Make it again.")
                )
            if set(self.mapped("preview_id.state")) - {"ready"}:
                raise UserError(self.env._("Nothing can be decided here any more."))
        return super().write(vals)

    @api.constrains("decision", "chosen_id", "outcome")
    def _check_decision(self):
        for line in self:
            if line.decision == "link" and line.chosen_id.line_id != line:
                raise ValidationError(
                    self.env._("Choose the record in Xero that this is.")
                )
            if line.decision == "create" and line.opening:
                raise ValidationError(
                    self.env._(
                        "“%s” is older than the start date: it is never created in "
                        "Xero.",
                        line.name,
                    )
                )

    @api.onchange("chosen_id")
    def _onchange_chosen_id(self):
        if self.chosen_id:
            self.decision = "link"


class XeroPreviewCandidate(models.Model):
    """A record in Xero that a record here may be."""

    _name = "xero.preview.candidate"
    _description = "Look-alike in a Xero Preview"

    line_id = fields.Many2one(
        "xero.preview.line", required=True, ondelete="cascade", index=True
    )
    remote_id = fields.Char(required=True)
    name = fields.Char(required=True)
    detail = fields.Char()

    @api.depends("name", "detail")
    def _compute_display_name(self):
        for candidate in self:
            candidate.display_name = " · ".join(
                filter(None, (candidate.name, candidate.detail))
            )
