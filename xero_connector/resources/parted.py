# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Contacts and products are matched by what they say, so a person may choose wrongly,
and takes such a pair apart again (``models/xero_link_unlink.py``)."""

from dataclasses import replace

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    _unlinkable = True

    def _both_links(self, connection, remote_ids=None):
        """What was unlinked is never certain and stands in no other's way, like one
        that is archived: another may be certain instead."""
        contacts, links, distinct = super()._both_links(connection, remote_ids)
        parted = self.env["xero.link"].search_fetch(
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", self._resource_name)
            & Domain("parted_from", "!=", False)
            & Domain("remote_id", "!=", False),
            ["remote_id"],
        )
        for link in parted:
            contact = contacts.get(link.remote_id)
            if contact and contact.status == "ACTIVE":
                contacts[contact.id] = replace(
                    contact, status="ARCHIVED", contact_number=""
                )
        return contacts, links, distinct

    def _fingerprint(self, connection):
        return super()._fingerprint(connection) + self.env.execute_query(
            SQL(
                "SELECT count(*) FROM xero_link WHERE connection_id = %s"
                " AND resource = %s AND parted_from IS NOT NULL",
                connection.id,
                self._resource_name,
            )
        )


class XeroResourceItem(models.AbstractModel):
    _inherit = "xero.resource.item"

    _unlinkable = True
