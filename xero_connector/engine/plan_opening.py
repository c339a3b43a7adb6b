# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what is older than the start date is left as it is in Xero."""

from odoo import models

from ..sync import planner


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
        elif link.decision and self._is_decided(batch, link, record, presence):
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
            self._compare_opening(batch, link, record, values)
        else:
            self._undone_here(batch, link, record)

    def _compare_opening(self, batch, link, record, values):
        """What ended in Xero may not stay open here, and what is due has to be the same
        on both sides: to begin with, and whenever it was found to differ."""
        resource = batch.resource
        if self._is_void_there(batch, link):
            self._ask_about_void(batch, link, values)
        elif self._is_to_agree(link) and not resource._paired(link, record):
            pass  # held, with what was paid on either side
        elif not resource._is_at_odds(link, record):
            link._settle()
        self._outcome(batch, link, record)

    def _is_void_there(self, batch, link):
        return batch.resource._from_xero(link.remote_payload)["status"] == "void"

    def _ask_about_void(self, batch, link, values):
        """Voided in Xero: a person ends it here too. Nothing of it is sent."""
        resource = batch.resource
        remote = resource._from_xero(link.remote_payload)
        names = {"status"}
        link._disagree(
            "difference",
            "difference",
            {"status": resource._in_words(link, "status", values, {}, remote)},
            self.env._(
                "Cancel it in Odoo too, or credit it here. It is older than the start "
                "date, so that Xero does not get it again."
            ),
            link._details(names, values, remote, {"status": planner.Moved.XERO}),
        )

    def _is_to_agree(self, link):
        """Whether both sides have never said yet that the same is due, and nobody let
        that differ."""
        return link.cause == "payments_differ" or not (
            link.history or link._accepted_due()
        )

    def _undone_here(self, batch, link, record):
        """Cancelled here: to void Xero's is somebody's business there."""
        if self._is_void_there(batch, link):
            link._settle()
        else:
            link._hold(
                "opening",
                self.env._(
                    "Older than the start date: it is not changed or voided in Xero "
                    "from here."
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
