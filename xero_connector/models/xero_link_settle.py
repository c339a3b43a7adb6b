# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a document's news from Xero means for what settles it."""

from odoo import api, models

_CREDIT_NOTES = ("credit_note", "bill_credit_note")
_DOCUMENTS = ("invoice", "bill", *_CREDIT_NOTES)
_WAITING = ("DRAFT", "SUBMITTED")


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _remember(self, payload, resource):
        before = self.remote_payload or {}
        result = super()._remember(payload, resource)
        if self.resource in _DOCUMENTS:
            self._tell_settlements(before, payload)
        return result

    def _tell_settlements(self, before, payload):
        """Approved in Xero, it takes money; a credit note brings its allocations."""
        approved = payload.get("Status") not in _WAITING
        if approved and before.get("Status") in _WAITING:
            self.env["xero.run"]._free(self.connection_id, f"open:{self.id}")
        if self.resource in _CREDIT_NOTES and "Allocations" in payload:
            allocations = self.env["xero.resource"]._get("allocation")
            if allocations._is_on(self.connection_id):
                allocations._note_inside(self, payload)

    @api.model
    def _ask_about_unapplied(self, connection):
        """Money that is on no document of Odoo any more, but still on one in Xero: by
        the night nobody has used it again, so a person is asked."""
        for link in self.search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", "xero.settlement"),
                ("state", "=", "waiting"),
                ("hold_key", "=", False),
                ("remote_id", "!=", False),
            ]
        ):
            link._hold(
                "unapplied",
                self.env._(
                    "The payment is no longer applied to this document in Odoo, but it "
                    "is in Xero."
                ),
                self.env._(
                    "Apply it again, or cancel the payment in Odoo: then it is removed "
                    "in Xero."
                ),
            )

    def _suspend(self):
        """A payment that is un-reconciled here stays in Xero until it is used again."""
        own = self.filtered(
            lambda link: link.res_model == "xero.settlement" and link.remote_id
        )
        super(XeroLink, self - own)._suspend()
        for link in own.filtered(lambda link: link.cause != "unapplied"):
            link._wait(
                False,
                self.env._(
                    "Not applied in Odoo any more, though the money is still there. "
                    "It stays in Xero until it is applied again or cancelled."
                ),
            )
