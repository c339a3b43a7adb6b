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

    def _wanted(self, records):
        """Record id to its values in Xero's terms, as last planned."""
        links = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", records.ids),
                ("state", "!=", "retired"),
            ]
        )
        return {
            link.res_id: canonical.decode(self._form, link.attempt_ids[:1].sent_remote)
            for link in links
            if link.attempt_ids
        }

    def _is_linked(self, payload):
        return bool(
            self.env["xero.link"].search_count(
                [
                    ("resource", "=", self._resource_name),
                    ("remote_id", "=", self._payload_id(payload)),
                    ("res_id", "!=", 0),
                ]
            )
        )
