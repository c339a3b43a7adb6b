# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts that were merged or erased in Xero."""

from odoo import models
from odoo.fields import Domain

from ..sync.preflight import Reason
from ..xero import const


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    def _left_alone(self, payload):
        if payload.get("ContactStatus") == const.GDPRREQUEST:
            return Reason(
                "gdpr_request",
                self.env._(
                    "This contact's data was erased in Xero on request. Nothing of it "
                    "is taken over, and nothing is sent there any more."
                ),
                self.env._("Decide whether it has to be erased in Odoo too."),
            )
        if payload.get("MergedToContactID"):
            return Reason(
                "merged_in_xero",
                self.env._(
                    "In Xero this contact was merged into another one, which stands "
                    "for another contact of Odoo."
                ),
                self.env._("Merge the two in Odoo as well."),
                f"merged:contact:{payload['MergedToContactID']}",
            )
        return None

    def _follow(self, link):
        """A merged contact's partner goes on with the one it was merged into.

        Unless that one is another partner's: then a person merges the two here.
        """
        passed = {link.remote_id}
        successor = (link.remote_payload or {}).get("MergedToContactID")
        while successor and successor not in passed:
            passed.add(successor)
            heir = self.env["xero.link"].search(
                Domain("connection_id", "=", link.connection_id.id)
                & Domain("resource", "=", self._resource_name)
                & Domain("remote_id", "=", successor)
            )
            further = (heir.remote_payload or {}).get("MergedToContactID")
            if not further:
                break
            successor = further
        else:
            return
        if heir.res_id and heir.state != "retired":
            return
        former, payload, name = link.remote_id, link.remote_payload, link.remote_name
        updated = link.remote_updated
        link._adopt({"remote_id": successor})
        # the old id stays known as what it is
        self.env["xero.link"].create(
            {
                "connection_id": link.connection_id.id,
                "resource": link.resource,
                "res_model": link.res_model,
                "res_id": link.res_id,
                "remote_id": former,
                "remote_name": name,
                "remote_payload": payload,
                "remote_updated": updated,
                "state": "retired",
                "error": self.env._("Merged into another contact in Xero."),
            }
        )
