# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money on documents that Xero never gets, or that had it before they were linked."""

from odoo import models

from .settlement import DOCUMENTS


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _stays_here(self, record):
        """Whether Xero is told nothing of it: one of its documents does not go there,
        or both sides agreed on what is due with this money on it."""
        documents = self._documents(record)
        links = self._document_links(record.connection_id, documents)
        for document in documents:
            why = self._why_missing(record.connection_id, document, links)
            if why in self._absent_for:
                return True
        settled = record.document_id or documents
        return any(
            links[document.id]._history().has_local(record.counterpart_id)
            for document in settled
            if document.id in links
        ) and not self._is_sent(record)

    def _why_missing(self, connection, document, links):
        """Why a document that is not in Xero will not be there; None of any other.

        :param links: document id to its link
        :return: ``off`` (nobody's business), ``opening`` (older than the start date) or
            ``direction`` (its kind does not travel there)
        """
        link = links.get(document.id)
        if link and link.remote_id:
            return None
        resource = self._get(DOCUMENTS[document.move_type])
        left = link and link.cause == "left_alone"
        if left or not resource._is_on(connection):
            return "off"
        if resource._presence(document) == "absent":
            return "off"
        if resource._is_opening(connection, document, link):
            return "opening"
        return None if resource._sends(connection) else "direction"

    def _openings_missing(self, record):
        """Of its documents those that are older than the start date and not linked."""
        documents = self._documents(record)
        if not record.connection_id.start_date:
            return documents.browse()
        links = self._document_links(record.connection_id, documents)
        return documents.filtered(
            lambda document: (
                self._why_missing(record.connection_id, document, links) == "opening"
            )
        )

    def _hold_for_opening(self, record, refs):
        """An opening item is never made in Xero: waiting for it would be for ever."""
        for document in self._openings_missing(record):
            refs.hold(
                "opening_missing",
                self.env._(
                    "“%(name)s” is older than the start date and not linked, so that "
                    "Xero cannot be told what is paid on it.",
                    name=document.name,
                ),
                self.env._("Record this in Xero by hand, or link the document."),
                key=f"needs:{DOCUMENTS[document.move_type]}:{document.id}",
            )
