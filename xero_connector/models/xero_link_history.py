# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What was settled before an existing document was linked: it is never exchanged."""

from dataclasses import dataclass

from odoo import api, models


@dataclass(frozen=True)
class History:
    """Of one document.

    :param local: ids of the moves that settled it here
    :param remote: Xero ids of what settled it there
    :param is_open: both sides do not agree yet on what is due: nothing travels
    """

    local: frozenset = frozenset()
    remote: frozenset = frozenset()
    is_open: bool = False

    def has_local(self, counterpart):
        return self.is_open or counterpart.id in self.local

    def has_remote(self, remote_id):
        return self.is_open or remote_id in self.remote


class XeroLink(models.Model):
    _inherit = "xero.link"

    @api.model
    def _histories(self, connection, documents):
        """Document to :class:`History`, in one query.

        :param documents: journal entries, linked or not
        """
        found = dict.fromkeys(documents, History())
        links = self.search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("state", "!=", "retired"),
                "|",
                ("history", "!=", False),
                ("cause", "=", "payments_differ"),
            ]
        )
        for link in links:
            found[documents.browse(link.res_id)] = link._history()
        return found

    def _history(self):
        """Of a document's link: its :class:`History`."""
        history = self.history or {}
        return History(
            frozenset(history.get("local", ())),
            frozenset(history.get("remote", ())),
            self.cause == "payments_differ",
        )
