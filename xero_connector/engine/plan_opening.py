# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what is older than the start date is left as it is in Xero."""

from odoo import models


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _leave_alone(self, batch, link, record, presence, values):
        """An opening item: Xero has its own, of which only payments are ours.

        :param values: Odoo's canonical values, None where the record is not live
        """
        if link and not link.is_opening:
            self._leave_here(batch, link, record, presence)
        elif not link or (presence == "live" and values is None):
            batch.finish(record.id)
        elif presence == "suspended":
            if link.state != "held":
                # what held it counts again once it is posted
                link._suspend()
            batch.finish(record.id)
        elif self._is_lost(batch, link):
            self._outcome(batch, link, record)
        elif not link.remote_payload:
            # adopted by hand and not read yet: these changes stay
            batch.state.look.add(link.remote_id)
        elif presence == "live":
            self._compare_opening(batch, link, record)
        else:
            self._hold_undone_here(batch, link, record)

    def _compare_opening(self, batch, link, record):
        """What is due has to be the same on both sides, to begin with."""
        if not self._is_to_agree(link) or batch.resource._paired(link, record):
            link._settle()
        self._outcome(batch, link, record)

    def _is_to_agree(self, link):
        """Whether both sides have never said yet that the same is due.

        Cancelled meanwhile, it may have lost its cause.
        """
        return link.cause == "payments_differ" or (
            link.cause == "opening" and not link.history
        )

    def _hold_undone_here(self, batch, link, record):
        """Cancelled here: Xero's is somebody's business there."""
        link._hold(
            "opening",
            self.env._(
                "Older than the start date: it is not changed or voided in Xero from "
                "here."
            ),
            self.env._("Do in Xero what you did here."),
        )
        self._outcome(batch, link, record)

    def _leave_here(self, batch, link, record, presence):
        """Xero has nothing of it, or nothing any more, and gets nothing: what kept it
        from being sent has lost its meaning.

        What a person has to decide about it, or decided, stays known.
        """
        if presence == "void":
            self._undo(batch, link, record.id)
            return
        if presence == "live" and not link.is_doubt and link.cause != "left_alone":
            if link.is_distinct:
                link._suspend()
            else:
                link._retire(self.env._("Older than the start date: it stays in Odoo."))
        batch.finish(record.id)
