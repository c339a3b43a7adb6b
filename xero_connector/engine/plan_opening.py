# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: what is older than the start date is left as it is in Xero."""

from odoo import models


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _leave_alone(self, batch, link, record, presence):
        """An opening item: Xero has its own, of which only payments are ours."""
        if link and not link.is_opening:
            self._leave_here(batch, link, record, presence)
            return
        if link and link.remote_id and link.state != "held":
            if presence == "live":
                link._settle()
            else:
                link._hold(
                    "opening",
                    self.env._(
                        "Older than the start date: it is not changed or voided in "
                        "Xero from here."
                    ),
                    self.env._("Do in Xero what you did here."),
                )
        batch.finish(record.id)

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
