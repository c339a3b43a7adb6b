# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what Xero has voided and somebody credited in Odoo instead."""

from odoo import models


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _decide_credited(self, batch, link, record, presence, values):
        """Left alone while nothing is due on it; else a person is asked once more."""
        if presence == "live" and values is None:
            batch.finish(record.id)
        elif self._is_decided(batch, link, record, presence):
            batch.finish(record.id)
        elif presence == "void":
            self._undo(batch, link, record.id)
        elif link.remote_id not in batch.remotes:
            # Xero may have dropped it altogether: these changes stay
            batch.state.look.add(link.remote_id)
        else:
            self._decide_linked(batch, link, record, values)
            if link.state == "difference":
                link.remedy = self._how_to_make_up(link)

    def _is_decided(self, batch, link, record, presence):
        """Whether what somebody decided about a document holds: no more once it is
        cancelled too, and not while something is due on it."""
        if presence == "void":
            link.decision = False
            self._look_at_credit_notes(batch, record)
            return False
        if presence != "live":
            return True
        if not batch.resource._is_made_up_for(record):
            return False
        if link.state != "synced":
            link._settle()
        if link.credited_by_id.state == "posted":
            # what took its place for a while is Xero's as well
            self._look_at_credit_notes(batch, record, link.credited_by_id)
        return True

    def _look_at_credit_notes(self, batch, record, but=None):
        """What made up for its void is a credit note as any other from now on.

        :param but: one that still does
        """
        for name, notes in batch.resource._credit_notes(record, but):
            self.env["xero.change"]._note(
                batch.connection, name, notes.ids, lane=batch.taken.lane
            )

    def _look_at_credit_of_nothing(self, batch, link):
        """Deleted with what was decided about it: its credit note stands alone."""
        note = link.credited_by_id
        link.decision = False
        self.env["xero.change"]._note(
            batch.connection,
            batch.resource._resource_of(note),
            note.ids,
            lane=batch.taken.lane,
        )

    def _how_to_make_up(self, link):
        made = link.credited_by_id
        if not made:
            return self.env._(
                "It is void in Xero, and the credit note that made up for it is gone. "
                "Credit it here once more, or cancel it in Odoo too."
            )
        return self.env._(
            "It is void in Xero, and the credit note %(name)s does not make up for all "
            "of it any more. Post and apply that one, or cancel this one in Odoo too.",
            name=made.name or self.env._("(draft)"),
        )
