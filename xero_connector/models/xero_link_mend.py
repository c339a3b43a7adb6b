# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From what is held to the page where its remedy is."""

from odoo import api, fields, models

#: beginning of a hold key -> kind of mapping
_PAGES = {
    "account": "account",
    "tax": "tax",
    "mapping": "journal",
    "journal": "journal",
    "tracking": "tracking",
}


class XeroLink(models.Model):
    """A choice that is missing is made on the page of the mappings, or among the
    connection's own accounts; whatever waits for it is freed by that choice."""

    _inherit = "xero.link"

    can_mend = fields.Boolean(compute="_compute_can_mend")

    @api.depends("state", "hold_key")
    def _compute_can_mend(self):
        for link in self:
            link.can_mend = link.state == "held" and bool(link._mending())

    def _mending(self):
        """Which page: kind of mapping, ``connection``, or None."""
        kind, _colon, what = (self.hold_key or "").partition(":")
        if kind in ("rounding", "lock", "contact_creation") or what.startswith(
            "default:"
        ):
            return "connection"
        return _PAGES.get(kind)

    def action_mend(self):
        """Open the page where the missing choice is made."""
        self.ensure_one()
        self.check_access("read")
        page = self._mending()
        if page in (None, "connection"):
            return {
                "type": "ir.actions.act_window",
                "res_model": "xero.connection",
                "res_id": self.connection_id.id,
                "view_mode": "form",
            }
        action = self.connection_id.with_context(mapping=page).action_open_mappings()
        if page == "tax":
            _kind, use, taxes = self.hold_key.split(":", 2)
            ids = [int(one) for one in taxes.split(",") if one.isdigit()]
            action["context"] |= {
                "default_type_tax_use": use,
                "default_tax_ids": [fields.Command.set(ids)],
            }
        return action
