# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One record's part of a request."""

from odoo import fields, models


class XeroAttempt(models.Model):
    """What was planned for one link, and what became of it.

    ``sent_local`` are the canonical Odoo values when planned: on success they, and not
    what Odoo says by then, become the base. An edit made during the call is therefore
    still an edit afterwards.
    """

    _name = "xero.attempt"
    _description = "Xero Attempt"
    _order = "request_id desc, position"

    request_id = fields.Many2one(
        "xero.request", required=True, ondelete="cascade", index=True
    )
    link_id = fields.Many2one(
        "xero.link", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="request_id.company_id")
    position = fields.Integer(required=True)
    operation = fields.Selection(related="request_id.operation", store=True)
    names = fields.Json(string="Fields sent")
    sent_local = fields.Json(string="Odoo when planned")
    sent_remote = fields.Json(string="The same in Xero's terms")
    user_id = fields.Many2one("res.users", string="Asked for by", ondelete="set null")
    state = fields.Selection(
        [
            ("open", "Sent, no answer yet"),
            ("stored", "Stored"),
            ("failed", "Refused"),
            ("lost", "Answer lost"),
        ],
        default="open",
        required=True,
    )
    message = fields.Text()

    _one_open = models.UniqueIndex(
        "(link_id) WHERE state = 'open'",
        "This record is already on its way to Xero.",
    )

    def _note_anew(self):
        """Have its record looked at again, in the same lane and for the same user."""
        link = self.link_id
        self.env["xero.change"]._note(
            link.connection_id,
            link.resource,
            [link.res_id],
            lane=self.request_id.lane,
            user=self.user_id,
        )
