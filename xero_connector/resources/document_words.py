# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people call the fields of a document, and both sides of one that differs."""

from odoo import models
from odoo.tools import format_date


class XeroResourceDocument(models.AbstractModel):
    _inherit = "xero.resource.document"

    def _field_labels(self):
        return {
            "kind": self.env._("Kind"),
            "contact": self.env._("Contact"),
            "number": self.env._("Number"),
            "reference": self.env._("Reference"),
            "date": self.env._("Date"),
            "due_date": self.env._("Due date"),
            "currency": self.env._("Currency"),
            "rate": self.env._("Currency rate"),
            "status": self.env._("Status"),
            "lines": self.env._("Lines"),
            "subtotal": self.env._("Untaxed amount"),
            "tax": self.env._("Tax"),
            "total": self.env._("Total"),
        }

    def _in_words(self, link, name, values, mapped, remote):
        if name == "status":
            said = {
                "draft": self.env._("Draft"),
                "submitted": self.env._("Awaiting approval"),
                "open": self.env._("Posted"),
                "void": self.env._("Cancelled"),
            }
            here, there = mapped.get(name, values[name]), remote[name]
            ended = (link.remote_payload or {}).get("Status") == "DELETED"
            # Xero's own words for it
            gone = self.env._("Deleted") if ended else self.env._("Voided")
            return said.get(here, here), (
                gone if there == "void" else said.get(there, there)
            )
        if name == "contact":
            partner = self.env["res.partner"].browse(int(values[name] or 0))
            there = (link.remote_payload or {}).get("Contact") or {}
            return partner.display_name or "", there.get("Name") or remote[name]
        if name in ("date", "due_date"):
            return tuple(
                format_date(self.env, side[name]) if side[name] else ""
                for side in (values, remote)
            )
        return super()._in_words(link, name, values, mapped, remote)
