# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a person may decide about a document on which both sides differ."""

from odoo import models


class XeroResourceDocument(models.AbstractModel):
    """Totals follow from the lines: who decides one of them decides the lines. What the
    books say (amounts, states) is never left different, but for what is due on an
    opening item."""

    _inherit = "xero.resource.document"

    _follows = {"subtotal": "lines", "tax": "lines", "total": "lines"}
    _never_accepted = frozenset(
        {"status", "subtotal", "tax", "total", "amount_due", "currency", "kind"}
    )

    def _party(self, record):
        name = "partner_id" if "partner_id" in record._fields else "vendor_id"
        return record[name].display_name

    def _may_differ(self, link, names):
        # what was settled of an opening item before the start date never travels: it
        # may have been written off, or credited, in one of the books alone
        if link.is_opening and names == {"amount_due"}:
            return True
        return super()._may_differ(link, names)

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
