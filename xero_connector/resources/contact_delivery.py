# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where a contact is delivered to: Odoo's child of that type, Xero's STREET address.

Odoo may have several, Xero one. Which of several it should be nobody guesses: the field
takes no part then, and each side keeps what it has.
"""

from odoo import models

from ..sync.canonical import Address, Contact, decode


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    def _deliveries_of(self, partner):
        """Odoo's delivery addresses of a contact; a company is a contact of its own."""
        return partner.child_ids.filtered(
            lambda child: (
                child.active and child.type == "delivery" and not child.is_company
            )
        )

    def _has_several_deliveries(self, partner):
        return len(self._deliveries_of(partner)) > 1

    def _map_delivery(self, values, refs):
        """The delivery address as Xero should have it.

        None here and the postal one there say the same, until somebody had another one
        here: taking that away is an edit.
        """
        theirs = refs.remote.get("delivery_address")
        if (
            theirs
            and values["delivery_address"].is_blank
            and theirs == refs.remote["address"]
        ):
            base = decode(Contact, refs.own.base_local if refs.own else None)
            if base.get("delivery_address", Address()) == Address():
                return theirs
        return self._map_address("delivery_address", values, refs)

    def _apply_delivery(self, record, address):
        """Make the delivery address here what Xero says.

        One that was taken away there is archived, never deleted: documents may name it.
        """
        child = self._deliveries_of(record)
        if len(child) > 1:
            return
        if address.is_blank:
            child.active = False
            return
        # an address that is created with its first child becomes the parent's own,
        # where that has none
        child = child or self.env["res.partner"].create(
            {"parent_id": record.id, "type": "delivery"}
        )
        child.write(self._address_values(address))
