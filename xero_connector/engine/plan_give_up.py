# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Planning: one record that breaks a step says so, and the others go on."""

import logging

from odoo import models

from ..xero import errors

_logger = logging.getLogger(__name__)


class XeroPlan(models.AbstractModel):
    _inherit = "xero.plan"

    def _give_up(self, state, taken, error):
        """A fault of ours with one record: say so on its link, free the others."""
        done = [i for ids in taken.by_remote.values() for i in ids]
        batch = self._batch(state, taken, {}, {})
        model = self.env[batch.resource._odoo_model]
        for record in model.browse(taken.by_res).exists():
            link = self._link(batch, record)
            self._blame(link, error)
            self._outcome(batch, link, record)
        for link in self._only_there(batch):
            self._blame(link, error)
        done += [i for ids in taken.by_res.values() for i in ids]
        self.env["xero.change"].browse(done).unlink()

    def _only_there(self, batch):
        """Links of a batch's Xero records that nothing in Odoo stands for."""
        return self.env["xero.link"].search(
            [
                ("connection_id", "=", batch.connection.id),
                ("resource", "=", batch.resource._resource_name),
                ("remote_id", "in", list(batch.taken.by_remote)),
                ("res_id", "=", 0),
                ("state", "!=", "retired"),
            ]
        )

    def _give_up_pull(self, state, link_id, change_ids, error):
        """A fault of ours while Xero's edit was written: the same."""
        link = self.env["xero.link"].browse(link_id)
        self._blame(link, error)
        self.env["xero.notify"]._tell(state, link)
        self.env["xero.change"].browse(change_ids).exists().unlink()

    def _blame(self, link, error):
        """Show why nothing could be planned: Xero's refusal to be read, or a fault of
        ours; what that is in detail is for the server's log."""
        if isinstance(error, errors.ScopeMissing):
            link._hold_for_permission()
            return
        if isinstance(error, errors.XeroError):
            link._fail(
                "not_readable",
                self.env._("Xero refused to be read: %s", error.message),
                self.env._(
                    "See that the user who connected may see this in Xero, or connect "
                    "anew as another one."
                ),
            )
            return
        _logger.error("Failed on %s %s", link.resource, link.res_id, exc_info=error)
        link._fail(
            "internal",
            self.env._("The connector failed on this record: %s", error),
            self.env._("Report this; the server's log has the details."),
        )
