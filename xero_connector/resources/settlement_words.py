# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people call the fields of money, and both sides of one that differs."""

from odoo import models
from odoo.tools import format_date


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _field_labels(self):
        return {
            "document": self.env._("Document"),
            "source": self.env._("Credit note"),
            "account": self.env._("Account"),
            "date": self.env._("Date"),
            "amount": self.env._("Amount"),
            "bank_amount": self.env._("Amount at the bank"),
            "rate": self.env._("Currency rate"),
            "parts": self.env._("Documents"),
            "status": self.env._("Status"),
            "due": self.env._("Amount due"),
        }

    def _in_words(self, link, name, values, mapped, remote):
        if name == "status":
            said = {
                "open": self.env._("Recorded"),
                "void": self.env._("Removed"),
            }
            return tuple(said[side[name]] for side in (values, remote))
        if name == "date":
            return tuple(
                format_date(self.env, side[name]) if side[name] else ""
                for side in (values, remote)
            )
        return super()._in_words(link, name, values, mapped, remote)
