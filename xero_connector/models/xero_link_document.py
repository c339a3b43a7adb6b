# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links by what Xero says of them: the documents that payments and allocations are on,
the batch that a payment is part of, the total of a bank transaction."""

import json

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class XeroLink(models.Model):
    _inherit = "xero.link"

    _by_document = models.Index(
        "((remote_payload->'Invoice'->>'InvoiceID'))"
        " WHERE (remote_payload->'Invoice'->>'InvoiceID') IS NOT NULL"
    )
    _by_credit_note = models.Index(
        "((remote_payload->'CreditNote'->>'CreditNoteID'))"
        " WHERE (remote_payload->'CreditNote'->>'CreditNoteID') IS NOT NULL"
    )
    _by_batch = models.Index(
        "((remote_payload->>'BatchPaymentID'))"
        " WHERE (remote_payload->>'BatchPaymentID') IS NOT NULL"
    )

    @api.model
    def _strangers_on(self, connection, document_ids, resource):
        """What only Xero knows to be on these documents.

        Whatever a payment pays Xero shows as its ``Invoice``; an allocation names its
        credit note beside it.

        :param document_ids: Xero ids
        :param resource: ``payment`` or ``allocation``
        """
        if not document_ids:
            return self.browse()
        query = self._search(
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", resource)
            & Domain("res_id", "in", [0, False])
            & Domain("state", "!=", "retired")
        )
        query.add_where(
            SQL(
                "((%(said)s->'Invoice'->>'InvoiceID') IN %(ids)s"
                " OR (%(said)s->'CreditNote'->>'CreditNoteID') IN %(ids)s)",
                said=self._column(query, "remote_payload"),
                ids=tuple(document_ids),
            )
        )
        return self.browse(query)

    def _batches_on(self):
        """Batch payments that only Xero knows to pay a document, among others."""
        query = self._search(
            Domain("connection_id", "=", self.connection_id.id)
            & Domain("resource", "=", "batch_payment")
            & Domain("res_id", "in", [0, False])
            & Domain("state", "!=", "retired")
        )
        inside = {"Payments": [{"Invoice": {"InvoiceID": self.remote_id}}]}
        query.add_where(
            SQL(
                "%s @> %s::jsonb",
                self._column(query, "remote_payload"),
                json.dumps(inside),
            )
        )
        return self.browse(query)

    @api.model
    def _inside_batch(self, connection, batch_id):
        """The payments that a batch payment is made of, as far as they are known.

        :param batch_id: Xero's
        """
        query = self._search(
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", "payment")
            & Domain("state", "!=", "retired")
        )
        said = self._column(query, "remote_payload")
        query.add_where(SQL("(%s->>'BatchPaymentID') = %s", said, batch_id))
        return self.browse(query)

    @api.model
    def _strangers_of(self, connection, resource, totals):
        """What only Xero knows, of these totals: of a bank's transactions there are
        tens of thousands, and few are looked for.

        :param totals: Decimals
        """
        if not totals:
            return self.browse()
        query = self._search(
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", resource)
            & Domain("res_id", "in", [0, False])
            & Domain("remote_id", "!=", False)
            & Domain("state", "!=", "retired")
        )
        said = self._column(query, "remote_payload")
        query.add_where(
            SQL("(%s->>'Total')::numeric IN %s", said, tuple(sorted(totals)))
        )
        return self.browse(query)

    @api.model
    def _inside_credit_note(self, connection, credit_note_id, remote_ids):
        """Allocations that a credit note has, or had when last heard of.

        :param credit_note_id: Xero's
        :param remote_ids: of the allocations that it shows now
        """
        query = self._search(
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", "allocation")
            & Domain("remote_id", "!=", False)
            & Domain("state", "!=", "retired")
        )
        query.add_where(
            SQL(
                "(%(remote_id)s IN %(remote_ids)s"
                " OR (%(said)s->'CreditNote'->>'CreditNoteID') = %(credit_note)s)",
                remote_id=self._column(query, "remote_id"),
                said=self._column(query, "remote_payload"),
                remote_ids=tuple(remote_ids) or ("",),
                credit_note=credit_note_id,
            )
        )
        return self.browse(query)

    def _column(self, query, name):
        """A column in plain SQL; what was written to it is in the database first."""
        return SQL.identifier(query.table, name, to_flush=self._fields[name])
