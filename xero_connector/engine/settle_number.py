# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Settling: a number that another document of ours has in Xero, and no more in Odoo.

Odoo gives the number of a deleted document to the next one, and a resequence moves
numbers on: one document has to let go of it in Xero before the other can have it there.
"""

from odoo import models
from odoo.fields import Domain

from ..xero.causes import Cause


class XeroSettle(models.AbstractModel):
    _inherit = "xero.settle"

    def _waits_for_number(self, attempt, cause):
        """Hold what Xero refused for a number that will be free by itself.

        :param cause: what Xero refused it for
        :return: whether it waits now; else somebody else's document has the number
        """
        link = attempt.link_id
        number = (attempt.sent_local or {}).get("number")
        if cause is not Cause.NUMBER_TAKEN or not number:
            return False
        holder = self._holder_of(link, number)
        if not holder:
            return False
        link._hold(
            "number_in_use",
            self.env._(
                "Its number %s is still that of another document in Xero, which has "
                "another one in Odoo or is no longer there.",
                number,
            ),
            self.env._(
                "Nothing, as long as that one goes through: then this one follows by "
                "itself. Where two have swapped their numbers, give one of them "
                "another number in Xero for a moment, and keep Odoo's under "
                "Differences."
            ),
            key=holder._number_key(),
        )
        return True

    def _holder_of(self, link, number):
        """The link of another document that has a number in Xero only."""
        holders = self.env["xero.link"].search(
            Domain("connection_id", "=", link.connection_id.id)
            # a supplier's document may have the same number beside ours
            & Domain("resource", "=", link.resource)
            & Domain("remote_name", "=", number)
            & Domain("remote_id", "!=", False)
            & Domain("res_id", "!=", 0)
            & Domain("state", "!=", "retired")
            & Domain("id", "!=", link.id)
        )
        return holders.filtered(lambda one: self._lets_go(one, number))[:1]

    def _lets_go(self, link, number):
        """Whether a document in Odoo has no more the number that it has in Xero."""
        resource = self.env["xero.resource"]._get(link.resource)
        record = self.env[link.res_model].browse(link.res_id).exists()
        if not record or resource._presence(record) == "void":
            return True
        return resource._number(record) != number
