# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A person takes a pair apart that is none: the way back from a wrong choice."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from .notification import news
from .xero_link_state import NOTHING_AGAINST


class XeroLink(models.Model):
    """Nothing is changed in Xero or deleted. Both come back as a doubt, asked once,
    with Odoo's record. However certain a match, only a person ends that: what linked
    them before would link them again.
    """

    _inherit = "xero.link"

    parted_from = fields.Char(
        string="Unlinked from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="ID of the record on the other side that somebody unlinked this one from. "
        "Until a person decides, it is not linked, sent or made by itself.",
    )
    can_unlink_pair = fields.Boolean(compute="_compute_can_unlink_pair")

    @api.depends("state", "remote_id", "res_id", "resource")
    def _compute_can_unlink_pair(self):
        known = self.env["xero.resource"].sudo()._all()
        for link in self:
            resource = known.get(link.resource)
            link.can_unlink_pair = (
                resource is not None
                and resource._unlinkable
                and link.connection_id.sudo().phase == "live"
                and link.state != "retired"
                and bool(link.remote_id and link.record_ref)
            )

    def action_unlink_pair(self):
        """Take these two apart; a person decides anew what each of them is."""
        self.ensure_one()
        self.check_access("write")
        self._check_accountant()
        link = self.sudo()
        # a run that sends something of it has written this row
        link.env["xero.welcome"]._lock(link.id)
        link.invalidate_recordset()
        if not link.can_unlink_pair:
            raise UserError(
                self.env._("This is no choice any more: look at the record again.")
            )
        if "open" in link.attempt_ids.mapped("state"):
            raise UserError(
                self.env._(
                    "Xero has not answered yet what was sent of this record. Try again "
                    "in some minutes."
                )
            )
        link._part(self.env.user)
        # whoever said so sees it, and is told nothing
        link._note("button")
        link.connection_id._wake()
        return news(
            "success",
            self.env._(
                "Unlinked. Both wait under Matches to Decide; nothing was changed in "
                "Xero."
            ),
        )

    def _part(self, user):
        """Give the Xero record a link of its own again.

        :param user: who said so
        """
        here = self.record_ref.display_name
        there = {
            name: self[name]
            for name in ("remote_id", "remote_name", "remote_payload", "remote_updated")
        }
        doubt = {
            "state": "held",
            "cause": "doubtful_match",
            "error": self.env._(
                "%(user)s unlinked “%(here)s” from “%(there)s” in Xero.",
                user=user.name,
                here=here,
                there=self.display_name,
            ),
            "remedy": self.env._(
                "Compare both sides: link them, or make a new one of this one."
            ),
        }
        detail = self.env._("unlinked by %s", user.name)
        self._log_parting(doubt["error"], user)
        self.write(
            {
                **dict.fromkeys(there, False),
                **NOTHING_AGAINST,
                **doubt,
                "base_local": False,
                "base_remote": False,
                "fields_in_question": False,
                "is_distinct": False,
                "name_in_xero": False,
                "name_here": False,
                "failures": 0,
                "next_try": False,
                "last_sync": False,
                "parted_from": there["remote_id"],
                "candidates": [
                    {
                        "remote_id": there["remote_id"],
                        "name": there["remote_name"] or "",
                        "detail": detail,
                    }
                ],
            }
        )
        # one Xero record has one link at a time
        self.flush_recordset()
        self.create(
            {
                "connection_id": self.connection_id.id,
                "resource": self.resource,
                "res_model": self.res_model,
                **there,
                **doubt,
                "parted_from": str(self.res_id),
                "candidates": [{"res_id": self.res_id, "name": here, "detail": detail}],
            }
        )

    def _log_parting(self, text, user):
        """Leave a note with the record; where others see it too, with the connection:
        see ``_log_decision``."""
        record = self.record_ref
        if not hasattr(record, "message_post"):
            return
        if self._is_shared(record):
            record = self.connection_id
        text += " " + self.env._("Nothing was changed in Xero.")
        record.message_post(body=text, author_id=user.partner_id.id)
