# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that Xero has voided and that somebody credited in Odoo instead."""

from odoo import models

from .settlement import DOCUMENTS


class XeroResourceDocument(models.AbstractModel):
    """With the credit note that makes up for it the document makes nothing in Odoo, and
    is void in Xero: neither is sent, while nothing is due on the document."""

    _inherit = "xero.resource.document"

    def _presence(self, record):
        if record.reversed_entry_id and self._makes_up_for_void(record):
            return "absent"
        return super()._presence(record)

    def _instead(self, record):
        """What became of the credit note may leave something due on the document."""
        instead = super()._instead(record)
        # an expense, which is a document too, reverses nothing
        document = record._name == "account.move" and record.reversed_entry_id
        if document and self._makes_up_for_void(record):
            instead = [*instead, (DOCUMENTS[document.move_type], document)]
        return instead

    def _makes_up_for_void(self, refund):
        """Whether it credits a document only because Xero has voided that.

        Other credit notes of the same document, before and after, are Xero's as well.
        """
        link = self.env["xero.link"].search(
            [
                ("res_model", "=", refund._name),
                ("res_id", "=", refund.reversed_entry_id.id),
                ("decision", "=", "credited"),
                ("state", "!=", "retired"),
            ],
            limit=1,
        )
        if not link or link.credited_by_id == refund:
            return bool(link)
        # once the one that was made does not count, what Xero does not have replaces it
        counts = link.credited_by_id.state == "posted"
        return not counts and not self._link_of(refund).remote_id

    def _resource_of(self, move):
        """Name of the resource that carries a document."""
        return DOCUMENTS[move.move_type]

    def _is_made_up_for(self, record):
        """Whether nothing is due on a document that was credited here."""
        return record.currency_id.is_zero(record.amount_residual)

    def _credit_notes(self, record, but=None):
        """Posted credit notes that reverse a document: [(resource name, records)].

        :param but: one to leave out
        """
        notes = record.reversal_move_ids.filtered(
            lambda note: note.state == "posted" and note != but
        )
        groups = notes.grouped("move_type")
        return [
            (DOCUMENTS[kind], notes)
            for kind, notes in groups.items()
            if kind in DOCUMENTS
        ]
