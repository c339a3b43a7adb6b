# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What money waits for before it goes to Xero."""

from odoo import models

from .settlement import DOCUMENTS


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _must_wait(self, record, refs):
        """Xero takes money for authorised documents only."""
        if self._has_no_entry(record):
            return self._wait_for_entry(record)
        if not self._is_matched_here(record):
            return f"bank:{record.counterpart_id.id}", self.env._(
                "Waits until it is matched with a bank statement line in Odoo, because "
                "both sides import statements."
            )
        documents = self._documents(record) - self._openings_missing(record)
        links = self._document_links(record.connection_id, documents)
        for document in documents:
            link = links.get(document.id)
            status = (link.remote_payload or {}).get("Status") if link else None
            if not link or not link.remote_id:
                key = f"needs:{DOCUMENTS[document.move_type]}:{document.id}"
                return key, self.env._("Waits for “%(name)s”.", name=document.name)
            if status in ("DRAFT", "SUBMITTED"):
                return f"open:{link.id}", self.env._(
                    "Waits until “%(name)s” is approved in Xero.", name=document.name
                )
        return self._wait_for_removal(record)

    def _wait_for_entry(self, record):
        """Where Odoo reconciles the bank, a bank line follows and pays the document."""
        mapping = self.env["xero.journal.mapping"]._of_journal(
            record.connection_id, self._journal(record)
        )
        if mapping.reconciled_by == "xero" or not mapping:
            return None  # held instead: nothing would ever follow
        return f"entry:{record.payment_id.id}", self.env._(
            "%(payment)s has no journal entry, so that Odoo does not take “%(name)s” "
            "for paid yet. It goes to Xero once it is matched with a bank line.",
            payment=record.payment_id.display_name,
            name=record.document_id.name,
        )

    def _is_matched_here(self, record):
        """Where both sides import statements, only money that is seen on the bank here
        is sent: the other side may have it from its own statement already."""
        payment = record.payment_id
        return not payment or not self._imported_twice(record) or payment.is_matched

    def _imported_twice(self, record):
        """Whether the statements of its bank are imported on both sides."""
        mapping = self.env["xero.journal.mapping"]._of_journal(
            record.connection_id, self._journal(record)
        )
        return mapping.reconciled_by == "both"

    def _documents(self, record):
        return record.document_id
