# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is due on a document says everything that settles it, on either side.

Also what no record here stands for: a credit note, a prepayment or an overpayment that
only Xero has and that somebody applied there.
"""

from decimal import Decimal

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..xero import codec
from .decimals import amount

#: kinds of documents that something is due on
_DOCUMENTS = ("invoice", "bill", "credit_note", "bill_credit_note")
#: states of Xero in which what is due counts
_COUNTS = ("AUTHORISED", "PAID")
#: what settles a document, and is told of by itself or on its way
_OPEN = ("new", "waiting", "held", "sending", "difference", "conflict", "error")


class XeroLink(models.Model):
    _inherit = "xero.link"

    @api.model
    def _look_at_due(self, connection):
        """Have documents read on which both sides say that something else is due.

        What Xero said last may be old; whether they differ is decided once they were
        read (``_differs_in_due``), for which they carry the cause.
        """
        if connection._direction_of("payment") != "both":
            return
        self.flush_model()
        self.env["account.move"].flush_model(["amount_residual", "state"])
        there = SQL(
            "COALESCE(l.remote_payload->>'AmountDue',"
            " l.remote_payload->>'RemainingCredit')::numeric"
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT l.id FROM xero_link l JOIN account_move m ON m.id = l.res_id"
                " WHERE l.connection_id = %s AND l.res_model = 'account.move'"
                " AND l.resource IN %s AND m.state = 'posted'"
                " AND (l.state = 'synced' OR l.cause = 'amount_due')"
                " AND l.remote_payload->>'Status' IN %s"
                " AND %s <> abs(m.amount_residual)"
                # what somebody lets differ is not asked for every night
                " AND ((l.accepted->'local'->>'amount_due')::numeric,"
                " (l.accepted->'remote'->>'amount_due')::numeric)"
                " IS DISTINCT FROM (abs(m.amount_residual), %s)",
                connection.id,
                _DOCUMENTS,
                _COUNTS,
                there,
                there,
            )
        )
        links = self.browse(link_id for (link_id,) in rows)
        links.filtered(lambda link: link.state == "synced").cause = "amount_due"
        # those that differed last time may agree by now
        self._read_due_again(connection, Domain("resource", "in", _DOCUMENTS))

    @api.model
    def _read_due_again(self, connection, among):
        """Have documents read on which what is due was shown to differ.

        :param among: the domain of those to look at
        """
        shown = self.search(
            Domain("connection_id", "=", connection.id)
            & Domain("cause", "=", "amount_due")
            & among
        )
        for resource, same in shown.grouped("resource").items():
            self.env["xero.change"]._note(
                connection,
                resource,
                remote_ids=same.mapped("remote_id"),
                lane="webhook",  # read by their ids
            )

    def _due_on_both(self, document):
        """What is left of a document in Odoo and in Xero, where it counts on both.

        :return: two decimals, or None
        """
        said = self.remote_payload or {}
        there = said.get("AmountDue", said.get("RemainingCredit"))
        if document.state != "posted" or said.get("Status") not in _COUNTS:
            return None
        if there is None:
            return None
        return amount(abs(document.amount_residual)), codec.decimal(there)

    def _differs_in_due(self, document):
        """Whether both sides say that something else is due, and nothing tells why.

        :return: two decimals, or None
        """
        both = self._due_on_both(document)
        if not both or both[0] == both[1] or self._is_settling(document):
            return None
        return both

    def _accepted_due(self):
        """What somebody lets be due on either side: two decimals, or None."""
        accepted = self.accepted or {"local": {}, "remote": {}}
        sides = [accepted[side].get("amount_due") for side in ("local", "remote")]
        return None if None in sides else tuple(map(Decimal, sides))

    def _lapse(self, names):
        if "amount_due" in names and self._accepted_due():
            self.cause = "amount_due"  # compared at once, not by the night only
        return super()._lapse(names)

    def _is_settling(self, document):
        """Whether what settles a document is on its way, or tells of itself."""
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", self.connection_id.id),
                "|",
                ("document_id", "=", document.id),
                ("counterpart_id", "=", document.id),
            ]
        )
        rows |= rows.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("counterpart_id", "in", rows.counterpart_id.ids),
                ("document_id", "=", False),
            ]
        )
        settling = self.search(
            [
                ("connection_id", "=", self.connection_id.id),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("state", "in", _OPEN),
            ]
        )
        strangers = self.browse()
        for resource in ("payment", "allocation"):
            strangers |= self._strangers_on(
                self.connection_id, [self.remote_id], resource
            )
        if settling or strangers.filtered(lambda link: link.state in _OPEN):
            return True
        return self._is_noted(document, rows, strangers)

    def _is_noted(self, document, rows, strangers):
        """Whether a run has yet to look at what settles a document, for another reason
        than that it is night."""
        changes = self.env["xero.change"]
        return bool(
            changes.search_count(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("lane", "!=", "sweep"),
                    "|",
                    ("remote_id", "in", strangers.mapped("remote_id")),
                    "|",
                    "&",
                    ("resource", "=", "settled"),
                    ("res_id", "=", document.id),
                    "&",
                    ("resource", "in", ("payment", "batch_payment", "allocation")),
                    ("res_id", "in", rows.ids),
                ],
                limit=1,
            )
        )
