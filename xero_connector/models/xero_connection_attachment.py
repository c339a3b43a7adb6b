# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose files are sent with them: each costs a call."""

from odoo import fields, models

#: resources whose files each choice sends, beside expenses
_SENT = {
    "none": (),
    "receipts": (),
    "bills": ("bill", "bill_credit_note"),
    "all": ("bill", "bill_credit_note", "invoice", "credit_note"),
}


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    send_files = fields.Selection(
        [
            ("none", "Not sent"),
            ("receipts", "Receipts of expenses"),
            ("bills", "Receipts, and files of vendor bills and refunds"),
            ("all", "Files of all documents"),
        ],
        string="Attachments",
        default="receipts",
        required=True,
        help="Each file costs one of the calls that Xero allows a day, and goes after "
        "everything else. Documents that are made in Xero from now on take their files "
        "along; a file added to one that is there already follows. Files that Odoo "
        "itself makes of an invoice, such as its PDF, stay in Odoo.",
    )

    def _files_of(self):
        """Names of the resources all of whose files are sent."""
        return _SENT[self.send_files]
