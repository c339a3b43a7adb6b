# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A record that the other side already has, as it seems: both beside each other."""

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class XeroLinkPair(models.TransientModel):
    """Linking writes nothing in Xero: afterwards the pair is compared, equal fields are
    agreed on, others are shown as different."""

    _name = "xero.link.pair"
    _description = "Link to a Record in Xero"

    link_id = fields.Many2one(
        "xero.link", required=True, ondelete="cascade", readonly=True
    )
    is_from_xero = fields.Boolean(related="link_id.is_from_xero")
    record_name = fields.Char(string="In Odoo or Xero", readonly=True)
    error = fields.Text(related="link_id.error")
    option_ids = fields.One2many(
        "xero.link.pair.option", "wizard_id", string="Candidates", readonly=True
    )

    @api.model
    def _open(self, link):
        """The action that asks which of a link's look-alikes it is.

        :raise UserError: if there are none
        """
        link.check_access("write")
        if link.remote_id and link.res_id:
            raise UserError(
                self.env._(
                    "This record is linked already. Unlink it first, under Records in "
                    "Xero."
                )
                if link.can_unlink_pair
                else self.env._("This record is linked already.")
            )
        if not link.candidates:
            if link.is_from_xero:
                raise UserError(self.env._("No record in Odoo looks like this one."))
            raise UserError(
                self.env._(
                    "No record in Xero looks like this one. Press Sync to Xero to look "
                    "again."
                )
            )
        title = self.env._("Link to a Record in Xero")
        if link.is_from_xero:
            title = self.env._("Link to a Record in Odoo")
        # who decides may be refused the record itself: a branch's, an expense
        record = link.record_ref and link.record_ref.sudo()
        wizard = self.create(
            {
                "link_id": link.id,
                "record_name": record.display_name if record else link.display_name,
                "option_ids": [
                    Command.create(
                        {
                            "remote_id": candidate.get("remote_id"),
                            "res_id": candidate.get("res_id"),
                            "name": candidate.get("name") or candidate["remote_id"],
                            "detail": candidate.get("detail"),
                        }
                    )
                    for candidate in link.candidates
                ],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }


class XeroLinkPairOption(models.TransientModel):
    _name = "xero.link.pair.option"
    _description = "Record to Link to"

    wizard_id = fields.Many2one("xero.link.pair", required=True, ondelete="cascade")
    remote_id = fields.Char(string="Xero ID", readonly=True)
    res_id = fields.Integer(string="Record ID", readonly=True)
    name = fields.Char(required=True, readonly=True)
    detail = fields.Char(readonly=True)

    def action_link(self):
        """Link the record to this one of the other side and compare them at once."""
        self.ensure_one()
        link = self.wizard_id.link_id
        link.check_access("write")
        name = "res_id" if self.res_id else "remote_id"
        chosen = [
            one
            for one in link.sudo().candidates or ()
            if self[name] and one.get(name) == self[name]
        ]
        if not chosen:
            raise UserError(
                self.env._("That is not one of the candidates any more. Open it again.")
            )
        link._decide_for(chosen[0])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Linked. Both are compared now."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_in_xero(self):
        """Open the look-alike on Xero's site."""
        self.ensure_one()
        link = self.wizard_id.link_id
        return link._view_in_xero(self.remote_id)
