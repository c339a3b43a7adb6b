# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An Odoo record gets an existing record of Xero."""

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..sync import canonical
from .xero_link_state import NOTHING_AGAINST


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _would_be_opening(self, record):
        """Whether an existing record that is tied to one of Xero is an opening item."""
        resource = self.env["xero.resource"]._get(self.resource)
        return bool(record) and resource._is_opening(
            self.connection_id, record, self.browse()
        )

    def _is_kept_in_step(self):
        """Whether Xero has the record, or may be getting it, in more than payments.

        Not where both agreed that Xero's is void: Xero brings nothing back.
        """
        self.ensure_one()
        if not self.remote_id:
            return "open" in self.attempt_ids.mapped("state")
        form = self.env["xero.resource"]._get(self.resource)._form
        base = canonical.decode(form, self.base_remote)
        return not self.is_opening and base.get("status") != "void"

    def _adopt(self, candidate):
        """Tie to an existing Xero record; nothing is agreed on yet.

        A link that only remembers that record is absorbed.

        :param candidate: ``{"remote_id", "name"}``
        :raise UserError: if the Xero record belongs to another Odoo record
        """
        self.ensure_one()
        self.check_access("write")
        link = self.sudo()
        remote_id = candidate["remote_id"]
        twin = link.search(
            Domain("connection_id", "=", link.connection_id.id)
            & Domain("resource", "=", link.resource)
            & Domain("remote_id", "=", remote_id)
            & Domain("id", "!=", link.id)
        )
        if twin.res_id and twin.state != "retired":
            owner = twin.record_ref
            raise UserError(
                self.env._(
                    "That record of Xero is linked to “%(name)s” in Odoo already.",
                    name=owner.display_name if owner else twin.display_name,
                )
            )
        payload, updated = twin.remote_payload, twin.remote_updated
        name = candidate.get("name") or twin.remote_name
        if twin.res_id:
            # of a record that is gone: it stays known, without its Xero record
            twin.remote_id = False
            twin.flush_recordset()
        else:
            twin.unlink()
        link.write(
            {
                "remote_id": remote_id,
                "remote_name": name,
                "is_distinct": False,
                "is_opening": link._would_be_opening(link.record_ref),
                "parted_from": False,
                "remote_payload": payload or False,
                "remote_updated": updated or False,
                "base_local": False,
                "base_remote": False,
                "state": "new",
                **NOTHING_AGAINST,
            }
        )
        # its Xero id is all that documents wait for
        self.env["xero.run"]._free(
            link.connection_id, f"needs:{link.resource}:{link.res_id}"
        )
