# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is a part of whom in Odoo, and when that changes.

A person goes from one company to another; a customer of its own is put under a company,
which is the contact from then on. Of these Xero keeps two, which only a person can
merge there.
"""

from odoo import models

from ..sync.preflight import Reason


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    def _moved(self, records, vals):
        if "parent_id" in vals or "is_company" in vals:
            return records.filtered("parent_id")
        return super()._moved(records, vals)

    def _parts_in_xero(self, parts):
        """Of people and addresses those that have a contact of their own in Xero."""
        if not parts:
            return parts
        links = self.env["xero.link"].search_fetch(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", "res.partner"),
                ("res_id", "in", parts.ids),
                ("state", "!=", "retired"),
            ],
            ["res_id"],
        )
        return parts.browse(set(links.mapped("res_id")))

    def _left_out(self, link, record):
        payload = link.remote_payload or {}
        entity = record.commercial_partner_id
        heir = self.env["xero.link"].search(
            link._local_domain(link.connection_id, link.resource, entity.ids)
        )
        if heir and heir.remote_id == payload.get("MergedToContactID"):
            link._retire(self.env._("Merged into another contact in Xero."))
            return None
        return Reason(
            "part_of_contact",
            self.env._(
                "In Odoo it is a part of “%(name)s” now, whose contact in Xero its "
                "documents go to. To its own contact in Xero nothing is sent.",
                name=entity.display_name,
            ),
            self.env._(
                "Merge “%(part)s” into “%(name)s” in Xero: its documents move by "
                "themselves. Or make it a contact of its own again in Odoo.",
                part=link.remote_name or record.display_name,
                name=heir.remote_name or entity.display_name,
            ),
        )
