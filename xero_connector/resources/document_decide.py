# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person may decide about a document on which both sides differ."""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    """Totals follow from the lines: who decides one of them decides the lines. What the
    books say (amounts, states) is never left different."""

    _inherit = "xero.resource.document"

    _follows = {"subtotal": "lines", "tax": "lines", "total": "lines"}
    _never_accepted = frozenset(
        {"status", "subtotal", "tax", "total", "amount_due", "currency", "kind"}
    )

    def _party(self, record):
        name = "partner_id" if "partner_id" in record._fields else "vendor_id"
        return record[name].display_name

    def _choices_of_undone(self, link, record):
        choices = set()
        if link.can_send_again:
            choices.add("odoo")
        if link.can_cancel_here:
            choices.add("xero")
        return choices

    def _decide_undone(self, link, side):
        if side == "odoo":
            link.action_send_again()
        else:
            link.action_cancel_here()
