# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A contact on the review page, and a name that tells namesakes apart."""

from odoo import models

from ..sync import names


class XeroResourceContact(models.AbstractModel):
    _inherit = "xero.resource.contact"

    def _review_here(self, record):
        address = ", ".join(
            part
            for part in (record.street, record.zip, record.city, record.country_id.name)
            if part
        )
        return self._lines(
            record.name,
            record.email,
            record.phone,
            record.vat,
            record.ref,
            address,
            "" if record.active else self.env._("archived"),
        )

    def _review_there(self, payload):
        values = self._from_xero(payload)
        address = values["address"]
        whole = (address.street, address.postcode, address.city, address.country)
        return self._lines(
            values["name"],
            values["email"],
            values["phone"],
            values["tax_number"],
            values["account_number"],
            ", ".join(filter(None, whole)),
            self.env._("archived") if values["archived"] else "",
        )

    def _lines(self, name, email, phone, tax_number, reference, address, state):
        labelled = (
            (self.env._("E-mail"), email),
            (self.env._("Phone"), phone),
            (self.env._("Tax number"), tax_number),
            (self.env._("Reference"), reference),
            (self.env._("Address"), address),
        )
        lines = [name or "", *(f"{label}: {text}" for label, text in labelled if text)]
        return "\n".join([*lines, state] if state else lines)

    def _propose_name(self, link):
        """Where the name is taken: the name with what is known of this one."""
        partner = self.env["res.partner"].browse(link.res_id).exists()
        taken = link._names_taken(link.connection_id, link.resource)
        taken |= {
            names.same_key(one["name"])
            for one in link.candidates or ()
            if one.get("name")
        }
        if not partner or names.same_key(partner.name or "") not in taken:
            return ""
        hints = (
            partner.city or "",
            partner.email or "",
            partner.ref or "",
            partner.vat or "",
            partner.phone or "",
            partner.country_id.name or "",
        )
        return names.tell_apart(partner.name, hints, taken)
