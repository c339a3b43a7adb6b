# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what a person unlinked is linked, sent or made by a person only."""

from odoo import models
from odoo.fields import Domain

from ..sync.preflight import Reason


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _parted_there(self, batch):
        """Links of Xero records that were unlinked, by Xero id."""
        links = self.env["xero.link"].search(
            Domain("connection_id", "=", batch.connection.id)
            & Domain("resource", "=", batch.resource._resource_name)
            & Domain("parted_from", "!=", False)
            & Domain("remote_id", "!=", False)
            & Domain("res_id", "=", 0)
        )
        return {link.remote_id: link for link in links}

    def _doubt_of_parted(self, batch, remote_id):
        """Certain by what both say, were it not for a person: (Reason, candidates)."""
        link = batch.resource._link_to(batch.connection, remote_id)
        shown = {"remote_id": remote_id, "name": link.remote_name or "", "detail": ""}
        return self._reason_of_parted(), [shown]

    def _reason_of_parted(self):
        return Reason(
            "doubtful_match",
            self.env._("Somebody unlinked what fits, so that a person has to decide."),
            self.env._("Compare both sides: link them, or send this one as a new one."),
        )

    def _ask_parted(self, batch, link, record):
        """Show what else it may be beside the one that it was unlinked from."""
        before = {one["remote_id"]: one for one in link.candidates or ()}
        former = self._parted_there(batch).get(link.parted_from)
        shown = {
            one["remote_id"]: one
            for one in batch.doubts.get(record.id, (0, 0))[1] or ()
        }
        if former:
            shown[former.remote_id] = before.get(former.remote_id) or {
                "remote_id": former.remote_id,
                "name": former.remote_name or "",
                "detail": self.env._("unlinked before"),
            }
        self._hold(batch, link, record, [self._reason_of_parted()])
        link.candidates = list(shown.values()) or False


class XeroWelcome(models.AbstractModel):
    _inherit = "xero.welcome"

    def _ask_for_parted(self, batch, record):
        """Candidates to ask a person about, where a Xero record certainly is a record
        of Odoo that somebody unlinked; None of any other."""
        own = self.env["xero.link"].search(
            self.env["xero.link"]._local_domain(
                batch.connection, batch.resource._resource_name, record.ids
            )
        )
        if own.remote_id or not own.parted_from:
            return None
        return [{"res_id": record.id, "name": record.display_name, "detail": ""}]
