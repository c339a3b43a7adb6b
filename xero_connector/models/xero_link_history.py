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

    def _history_key(self):
        """What waits until both sides have the same of a document's history again."""
        return f"history:{self.id}"

    def _history_left(self, document):
        """What of its history still settles a document on either side.

        :return: four values: whether some of Odoo's is gone, whether some of Xero's is,
            and both sums. What is linked by now is history no more.
        """
        history = self._history()
        resource = self.env["xero.resource"]._get(self.resource)
        here = {
            move.id: sum_
            for move, sum_ in resource._applied_here(document)
            if move.id in history.local
        }
        there = {
            remote_id: told[1]
            for remote_id, told in resource._applied_there(self.remote_payload or {})
            if remote_id in history.remote
        }
        known = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("resource", "in", ("payment", "batch_payment", "allocation")),
                ("remote_id", "in", list(history.remote)),
            ]
        )
        for link in known:
            status = (link.remote_payload or {}).get("Status")
            if link.res_id or status in ("DELETED", "VOIDED"):
                there.pop(link.remote_id, None)
        return (
            len(here) < len(history.local),
            len(there) < len(history.remote),
            sum(here.values()),
            sum(there.values()),
        )

    def _is_taken_back_here(self, document):
        """Whether Odoo took back some of a document's history and Xero has it still:
        what is recorded instead may be the same money."""
        if not self.history or not self.remote_payload:
            return False
        gone, _gone_there, here, there = self._history_left(document)
        return gone and there > here

    def _is_taken_back_there(self, document):
        """The same the other way round."""
        if not self.history or not self.remote_payload:
            return False
        _gone_here, gone, here, there = self._history_left(document)
        return gone and here > there

    def _history(self):
        """Of a document's link: its :class:`History`."""
        history = self.history or {}
        return History(
            frozenset(history.get("local", ())),
            frozenset(history.get("remote", ())),
            self.cause == "payments_differ",
        )
