# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What payments, batch payments and allocations have in common."""

from collections import defaultdict
from dataclasses import replace

from odoo import models

from ..sync import canonical
from ..sync.canonical import Settlement
from ..sync.planner import Direction, FieldRule

_OURS = FieldRule(Direction.TO_XERO)
#: what is said of money: Odoo's to say, and never left different
FIELDS = (
    "document",
    "source",
    "account",
    "date",
    "amount",
    "bank_amount",
    "rate",
    "parts",
    "status",
)
#: move type to the resource that carries such documents
DOCUMENTS = {
    "out_invoice": "invoice",
    "out_receipt": "invoice",
    "in_invoice": "bill",
    "in_receipt": "bill",
    "out_refund": "credit_note",
    "in_refund": "bill_credit_note",
}
#: days that two records of the same money may be apart
DAYS = 5


class XeroResourceSettlement(models.AbstractModel):
    """Xero never edits what is applied: a change here is removed there and made anew.

    Money and its use are two things. Un-reconciled but still posted, the payment stays
    in Xero until it is applied again; cancelled or deleted here, it is removed there.
    """

    _name = "xero.resource.settlement"
    _inherit = "xero.resource"
    _description = "Xero settlements"

    _odoo_model = None
    _form = Settlement
    _whole = True
    _immutable = True
    _voids_deleted = True
    _sequence = 40
    _conflicting = frozenset({"bank_reconciled"})
    _tracked_also = {"account.move": frozenset({"state"})}
    #: why a document is not in Xero, where nothing that settles it is said of that
    _absent_for = frozenset({"off"})
    #: parts of xero.settlement that this resource carries
    _row_parts = ()
    _progress_row = "payment"
    _field_rules = {name: _OURS for name in FIELDS}

    def _direction_of(self, connection):
        """Everything that settles follows one choice."""
        return connection._direction_of("payment")

    def _company_of(self, record):
        return record.document_company_id

    def _subjects(self, records):
        """Also of documents, payments, bank lines and entries that were reset to draft,
        cancelled or deleted: one step at a time, so that no partial tells of it."""
        if records._name == "xero.settlement":
            return records.filtered(lambda row: row.part in self._row_parts)
        found = self.env["xero.settlement"].sudo()
        wanted = [("part", "in", self._row_parts)]
        if records._name == "account.move":
            by_move = ["|", ("document_id", "in", records.ids)]
            by_move.append(("counterpart_id", "in", records.ids))
            return found.search([*wanted, *by_move])
        if records._name == "account.payment":
            return found.search([*wanted, ("payment_id", "in", records.ids)])
        return found.search([*wanted, ("counterpart_id", "in", records.move_id.ids)])

    def _relevant(self, records):
        found = defaultdict(records.browse)
        for connection, rows in records.grouped("connection_id").items():
            if connection.state in ("connected", "reconnect"):
                if self._is_on(connection):
                    found[connection.id] |= rows
        return found

    def _sweep_domain(self, connection, model):
        if model == "account.move":
            return [("company_id", "in", connection._companies().ids)]
        return []

    def _presence(self, record):
        document, counterpart = record.document_id, record.counterpart_id
        if record.part not in self._row_parts:
            return "absent"
        if self._has_no_entry(record):
            return "live" if document.amount_residual else "void"
        if not counterpart or counterpart.state == "cancel":
            return "void"
        if not document and record.part != "batch" or document.state == "cancel":
            return "void"
        if counterpart.state == "draft":
            return "suspended"
        if record.share:
            return "absent" if self._stays_here(record) else "live"
        return "suspended" if self._is_unapplied(record) else "void"

    def _has_no_entry(self, record):
        """Whether this is a payment that Odoo books nowhere, because its method has no
        outstanding account: for Odoo's ledger the document is not paid.

        Odoo's Community edition falls back to an account of the chart.
        """
        payment = record.payment_id
        if record.counterpart_id or not payment or payment.move_id:
            return False
        return payment.state in ("in_process", "paid")

    def _journal(self, row):
        return row.counterpart_id.journal_id or row.payment_id.journal_id

    def _is_sent(self, record):
        """Whether it is in Xero and was not removed there."""
        link = self._link_of(record)
        base = canonical.decode(self._form, link.base_remote)
        return bool(link.remote_id) and base.get("status") != "void"

    def _is_unapplied(self, record):
        """Whether the money of a settlement that is no more is still unused."""
        return False

    def _dependencies(self, records):
        return {
            row.id: [
                (DOCUMENTS[move.move_type], move)
                for move in self._documents(row) - self._openings_missing(row)
                if DOCUMENTS[move.move_type] in self._all()
            ]
            for row in records
        }

    def _document_links(self, connection, documents):
        """Document id to its link."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "in", list(DOCUMENTS.values())),
                ("res_model", "=", "account.move"),
                ("res_id", "in", documents.ids),
                ("state", "!=", "retired"),
            ]
        )
        return {link.res_id: link for link in links}

    def _rules(self, connection, record=None):
        """What Xero recorded first goes from Odoo when Xero removes it; unless Odoo's
        bookkeeper has seen it on the bank meanwhile: then a person decides."""
        rules = super()._rules(connection, record)
        reads = self._direction_of(connection) in ("both", "to_odoo")
        if record and record.origin == "xero" and reads:
            if self._bank_lines(record.counterpart_id.origin_payment_id):
                return rules
            return replace(rules, fields={**rules.fields, "status": FieldRule()})
        return rules
