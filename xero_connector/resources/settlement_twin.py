# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The same money, recorded on both sides: agreed on as it stands."""

from odoo import models

from ..sync import canonical


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _twins(self, links, found):
        return {
            res_id: candidates[0]["payload"]
            for res_id, candidates in found.items()
            if len(candidates) == 1
        }

    def _link_twin(self, link, payload):
        """The same money, recorded on both sides: agreed on as it stands."""
        settle = self.env["xero.settle"]
        if not settle._take_id(self, link, payload):
            return
        link._remember(payload, self)
        self._after_tie(link)

    def _after_tie(self, link):
        """What both say today is agreed on, a few days between them too."""
        record = self.env[self._odoo_model].browse(link.res_id)
        local = self._local_values(record)[record.id]
        remote = self._from_xero(link.remote_payload)
        link.write(
            {
                "base_local": canonical.encode(self._form, local),
                "base_remote": canonical.encode(self._form, remote),
            }
        )
        link._settle()
