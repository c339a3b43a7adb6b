# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settling: what to do about a refusal, in the user's words."""

from odoo import models

from ..xero.causes import Cause


class XeroSettle(models.AbstractModel):
    _inherit = "xero.settle"

    def _remedy(self, cause):
        """What to do about a refusal, in the user's words."""
        return {
            Cause.NAME_TAKEN: self.env._(
                "Xero already has a contact of this name. Link them if they are the "
                "same, or give one of them another name."
            ),
            Cause.CONTACT_NUMBER_TAKEN: self.env._(
                "A contact in Xero was made from this one before. Link them; nothing "
                "in Xero was changed."
            ),
            Cause.NUMBER_TAKEN: self.env._(
                "Xero already has a document of this number. Link them if they are the "
                "same; nothing in Xero was changed."
            ),
            Cause.CONTACT_ARCHIVED: self.env._(
                "Restore the contact in Xero, or unlink it under Records in Xero and "
                "link another."
            ),
            Cause.PERIOD_LOCKED: self.env._(
                "Ask who locked the period in Xero to open it."
            ),
            Cause.ACCOUNT_INVALID: self.env._(
                "Choose another Xero account in the mapping."
            ),
            Cause.ACCOUNT_ARCHIVED: self.env._(
                "Choose another Xero account in the mapping."
            ),
            Cause.TAX_ILLEGAL: self.env._(
                "Choose another Xero tax rate in the mapping."
            ),
            Cause.CURRENCY_MISSING: self.env._(
                "Add the currency in Xero, then sync again."
            ),
            Cause.EXCEEDS_DUE: self.env._(
                "See in Xero what else was paid or credited on this document. Link the "
                "payment if it is there already, or remove one of the two."
            ),
            Cause.NOT_AUTHORISED_YET: self.env._(
                "Approve the document in Xero, then sync again."
            ),
            Cause.RECONCILED: self.env._(
                "Xero has matched it with a bank statement line. Take that match back "
                "in Xero first."
            ),
            Cause.IN_BATCH: self.env._(
                "It is part of a batch payment in Xero. Remove the batch payment there."
            ),
            Cause.HAS_PAYMENTS: self.env._("Remove its payments in Xero first."),
            Cause.NOT_MODIFIABLE: self.env._(
                "Xero no longer lets this document be changed."
            ),
            Cause.FILES_MANY: self.env._(
                "Xero keeps ten files on a document: remove some of them there, or "
                "merge files here."
            ),
            Cause.FILE_REFUSED: self.env._(
                "Rename the file, or add another version of it here."
            ),
            Cause.APPROVAL_LIMIT: self.env._(
                "The Xero plan's limit is reached; see Xero."
            ),
            Cause.PERMISSION: self.env._(
                "Ask for the right in Xero, or connect another user."
            ),
        }.get(cause, self.env._("Correct it and press Sync to Xero."))
