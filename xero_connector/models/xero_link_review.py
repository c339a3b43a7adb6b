# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The review page: both sides of a doubtful match beside each other.

A person links, sends (or takes over) a record as a new one, or leaves it alone; one by
one or many at once. The decision is remembered with the link, so that nobody is asked
twice.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..sync import names
from .notification import news

#: why a record waits for somebody who knows it
_DOUBTS = ("doubtful_match", "already_in_xero", "several_in_xero")


class XeroLink(models.Model):
    _inherit = "xero.link"

    name_in_xero = fields.Char(
        help="Xero lets no two contacts have one name. This one goes under this name "
        "there; it keeps its own here.",
    )
    name_here = fields.Char(help="The name in Odoo that it stands for.")
    is_left_alone = fields.Boolean(help="Somebody decided to leave it in Xero only.")
    is_doubt = fields.Boolean(
        compute="_compute_is_doubt", search="_search_is_doubt", string="To decide"
    )
    is_asked_from_odoo = fields.Boolean(
        compute="_compute_is_asked_from_odoo",
        search="_search_is_asked_from_odoo",
        help="The same doubt is asked with the record of Odoo: one question, once.",
    )
    is_from_xero = fields.Boolean(compute="_compute_review")
    review_odoo = fields.Text(compute="_compute_review", string="In Odoo")
    review_xero = fields.Text(compute="_compute_review", string="In Xero")
    review_why = fields.Text(compute="_compute_review", string="Why")
    candidate_count = fields.Integer(compute="_compute_review", string="Candidates")
    proposed_name = fields.Char(
        compute="_compute_proposed_name",
        inverse="_inverse_proposed_name",
        string="Name for a new one",
    )

    def _name_in_xero(self, name):
        """The name that a record with this name in Odoo has in Xero."""
        self.ensure_one()
        if self.name_in_xero and self.name_here == name:
            return self.name_in_xero
        return name

    @api.depends("state", "cause", "candidates")
    def _compute_is_doubt(self):
        for link in self:
            link.is_doubt = link.state == "held" and link.cause in _DOUBTS

    @api.model
    def _search_is_doubt(self, operator, value):
        if operator != "in":
            return NotImplemented
        doubts = Domain("state", "=", "held") & Domain("cause", "in", _DOUBTS)
        return doubts if True in value else ~doubts

    @api.depends("state", "cause", "candidates", "res_id")
    def _compute_is_asked_from_odoo(self):
        asked = self._asked_from_odoo()
        for link in self:
            link.is_asked_from_odoo = link.id in asked

    @api.model
    def _search_is_asked_from_odoo(self, operator, value):
        if operator != "in":
            return NotImplemented
        asked = Domain("id", "in", list(self._asked_from_odoo()))
        return asked if True in value else ~asked

    @api.model
    def _asked_from_odoo(self):
        """Ids of doubts about a Xero record that a doubt about a record of Odoo has
        among its candidates: deciding that one decides both, or brings this one up."""
        self.flush_model(["state", "cause", "candidates", "res_id", "remote_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT there.id FROM xero_link AS here"
                " CROSS JOIN LATERAL jsonb_array_elements("
                "CASE jsonb_typeof(here.candidates) WHEN 'array' THEN here.candidates"
                " ELSE '[]'::jsonb END) AS candidate"
                " JOIN xero_link AS there ON there.connection_id = here.connection_id"
                " AND there.resource = here.resource"
                " AND there.remote_id = candidate->>'remote_id'"
                " WHERE here.state = 'held' AND here.cause IN %(doubts)s"
                " AND here.res_id != 0"
                " AND there.state = 'held' AND there.cause IN %(doubts)s"
                " AND COALESCE(there.res_id, 0) = 0",
                doubts=_DOUBTS,
            )
        )
        return {link_id for (link_id,) in rows}

    @api.depends("candidates", "remote_payload", "res_id")
    def _compute_review(self):
        there = self._payloads_of_candidates()
        for link in self:
            candidates = link.candidates or []
            link.candidate_count = len(candidates)
            link.is_from_xero = not link.res_id
            link.review_why = "\n".join(
                one.get("detail") or one["name"] for one in candidates
            )
            resource = self.env["xero.resource"].sudo()._get(link.resource)
            if link.res_id:
                record = self.env[link.res_model].sudo().browse(link.res_id).exists()
                link.review_odoo = record and resource._review_here(record)
                link.review_xero = "\n\n".join(
                    resource._review_there(there[one["remote_id"]])
                    if there.get(one["remote_id"])
                    else one["name"] or one["remote_id"]
                    for one in candidates
                )
            else:
                link.review_xero = resource._review_there(link.remote_payload or {})
                records = (
                    self.env[link.res_model or resource._odoo_model]
                    .sudo()
                    .browse([one["res_id"] for one in candidates])
                    .exists()
                )
                link.review_odoo = "\n\n".join(map(resource._review_here, records))

    def _payloads_of_candidates(self):
        """What Xero said of the candidates, as far as it was read: by Xero id."""
        wanted = {
            one["remote_id"]
            for link in self
            for one in link.candidates or ()
            if one.get("remote_id")
        }
        known = self.sudo().search(
            Domain("connection_id", "in", self.connection_id.ids)
            & Domain("remote_id", "in", list(wanted))
        )
        return {link.remote_id: link.remote_payload for link in known}

    @api.depends("name_in_xero", "candidates")
    def _compute_proposed_name(self):
        for link in self:
            resource = self.env["xero.resource"].sudo()._get(link.resource)
            name = link.name_in_xero
            if not name and link.is_doubt and link.res_id:
                name = resource._propose_name(link)
            link.proposed_name = name or False

    def _inverse_proposed_name(self):
        for link in self:
            record = self.env[link.res_model].sudo().browse(link.res_id).exists()
            link.name_in_xero = (link.proposed_name or "").strip()
            link.name_here = record and record.name

    # ------------------------------------------------------------------
    # decisions
    # ------------------------------------------------------------------
    def action_review_link(self):
        """Link each of these to its only candidate, and compare both."""
        self._check_decider()
        several = self.filtered(lambda link: link.candidate_count != 1)
        if several:
            raise UserError(
                self.env._(
                    "Choose one by one where there is more than one candidate: "
                    "%(names)s.",
                    names=", ".join(several.mapped("display_name")),
                )
            )
        for link in self:
            link._decide_for(link.candidates[0])
        return self._decided()

    def _decide_for(self, candidate):
        """Tie to a candidate, whichever side it is on."""
        self.ensure_one()
        link = self.sudo()
        if link.res_id:
            link._adopt(candidate)
        else:
            record = self.env[link.res_model].sudo().browse(candidate["res_id"])
            if not record.exists():
                raise UserError(
                    self.env._(
                        "“%s” is not in Odoo any more: look at the record again.",
                        candidate.get("name") or candidate["res_id"],
                    )
                )
            link = link._tie(record)
        if link.remote_payload:
            # money that a person calls the same is agreed on as it stands
            self.env["xero.resource"].sudo()._get(link.resource)._after_tie(link)
        link._look_again(self.env.user)

    def action_review_new(self):
        """None of the candidates: make it a record of its own on the other side."""
        self._check_decider()
        for link in self.sudo():
            name = link.proposed_name
            if link.res_id and name and not link.name_in_xero:
                link.proposed_name = name  # what was proposed is now decided
            link.write(
                {
                    "is_distinct": True,
                    "parted_from": False,
                    "state": "new" if link.res_id else "remote",
                    "cause": False,
                    "error": False,
                    "remedy": False,
                    "candidates": False,
                }
            )
            link._look_again(self.env.user)
        return self._decided()

    def action_review_skip(self):
        """Leave these alone: nothing is linked, made or asked about again."""
        self._check_decider()
        for link in self.sudo():
            reason = self.env._(
                "Left alone: %s decided that it is not kept in step.",
                self.env.user.name,
            )
            if link.res_id:
                link._hold(
                    "left_alone",
                    reason,
                    self.env._("Press Sync to Xero to decide anew."),
                )
            else:
                link.write(
                    {
                        "state": "remote",
                        "is_left_alone": True,
                        "cause": False,
                        "error": reason,
                        "remedy": False,
                        "candidates": False,
                    }
                )
        # nothing is sent, but it is no problem any more
        self.connection_id._wake()
        return self._decided()

    def _check_decider(self):
        self.check_access("write")
        gone = self.filtered(lambda link: not link.is_doubt)
        if gone:
            raise UserError(
                self.env._(
                    "Nothing is left to decide about %s.",
                    ", ".join(gone.mapped("display_name")),
                )
            )

    def _decided(self):
        return news("success", self.env._("Decided. The run does the rest."))

    @api.model
    def _names_taken(self, connection, resource):
        """``same_key`` of every name that Xero is known to have."""
        known = self.sudo().search_fetch(
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", resource)
            & Domain("remote_id", "!=", False),
            ["remote_name"],
        )
        return {names.same_key(link.remote_name) for link in known if link.remote_name}
