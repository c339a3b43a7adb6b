# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo records were merged into one: what becomes of their links."""

from odoo import models


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _follow_merge(self, model, lost_ids, kept_id):
        """Records were merged into one: it keeps one Xero record, its own first."""
        links = self.search(
            [
                ("res_model", "=", model),
                ("res_id", "in", [*lost_ids, kept_id]),
                ("state", "!=", "retired"),
            ],
            order="id",
        )
        for _owner, group in links.grouped(
            lambda link: (link.connection_id, link.resource)
        ).items():
            best = (
                group.filtered(lambda link: link.res_id == kept_id and link.remote_id)
                or group.filtered("remote_id")
                or group
            )[0]
            (group - best)._retire(self.env._("Merged into another record in Odoo."))
            best.res_id = kept_id
            # what waits for one that is no more has the kept one's Xero record now
            self.env["xero.run"]._free(
                best.connection_id,
                *(f"needs:{best.resource}:{res_id}" for res_id in lost_ids),
            )
            self.env["xero.change"]._note(best.connection_id, best.resource, [kept_id])
            best.connection_id._wake()
