# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What invoices, bills and credit notes have in common."""

from collections import defaultdict
from dataclasses import replace

from odoo import models

from ..sync.canonical import Document
from ..sync.planner import Direction, FieldRule

_OURS = FieldRule(Direction.TO_XERO)
_WATCH = FieldRule(Direction.COMPARE)


class XeroResourceDocument(models.AbstractModel):
    _name = "xero.resource.document"
    _inherit = "xero.resource"
    _description = "Xero documents"

    _form = Document
    _policy = "winner_document"
    _whole = True
    _voids_deleted = True
    _carries_files = True
    _sequence = 30
    _tracked = frozenset(
        {
            "state",
            "ref",
            "invoice_date_due",
            "name",
            "partner_id",
            "commercial_partner_id",
            "narration",
        }
    )
    _tracked_also = {
        "account.move.line": frozenset(
            {
                "name",
                "account_id",
                "analytic_distribution",
                "product_id",
                "date_maturity",
            }
        )
    }
    #: move types of account.move that this resource carries
    _move_types = ()
    #: Xero's Type
    _kind = None
    #: only sales invoices may carry a discount rate
    _discounts = False
    #: ``sale`` or ``purchase``: whose taxes, accounts and default status
    _type_tax_use = "sale"
    #: Xero refuses a second document of that number, also of a voided one's
    _unique_number = True
    _field_rules = {
        "kind": _WATCH,
        "number": _OURS,
        "contact": _OURS,
        "date": _OURS,
        "currency": _WATCH,
        "rate": _OURS,
        "lines": _OURS,
        "status": _OURS,
        "subtotal": _WATCH,
        "tax": _WATCH,
        "total": _WATCH,
    }

    def _features(self, connection):
        """A document names its contact: it has to be found at least."""
        features = super()._features(connection)
        return features | {"contacts.read"} if features else features

    def _subjects(self, records):
        if records._name == "account.move.line":
            records = records.move_id
        return records.filtered(lambda move: move.move_type in self._move_types)

    def _relevant(self, records):
        live = self.env["xero.connection"]._live_by_company()
        found = defaultdict(records.browse)
        unposted = records.browse()
        for move in records:
            connection_id = live.get(move.company_id.id)
            if not connection_id:
                continue
            if move.state == "posted":
                found[connection_id] |= move
            else:
                unposted |= move
        if unposted:
            for link in self.env["xero.link"].search(
                [
                    ("resource", "=", self._resource_name),
                    ("res_model", "=", self._odoo_model),
                    ("res_id", "in", unposted.ids),
                    ("state", "!=", "retired"),
                ]
            ):
                found[link.connection_id.id] |= records.browse(link.res_id)
        return {
            connection_id: moves
            for connection_id, moves in found.items()
            if self._is_on(self.env["xero.connection"].browse(connection_id))
        }

    def _company_of(self, record):
        return record.company_id

    def _rules(self, connection, record=None):
        rules = super()._rules(connection, record)
        if record and len(self._instalments(record)) > 1:
            # Xero knows one due date: it cannot say anything about several
            return replace(rules, fields={**rules.fields, "due_date": _OURS})
        return rules

    def _backfill_domain(self, connection):
        return [
            ("company_id", "in", connection._companies().ids),
            ("move_type", "in", self._move_types),
            ("state", "=", "posted"),
        ]

    def _sweep_domain(self, connection, model):
        domain = [("company_id", "in", connection._companies().ids)]
        if model == "account.move.line":
            return [*domain, ("move_id.move_type", "in", self._move_types)]
        if self._odoo_model == "account.move":
            return [*domain, ("move_type", "in", self._move_types)]
        return domain

    def _presence(self, record):
        if record.move_type not in self._move_types:
            return "absent"
        return {"posted": "live", "draft": "suspended", "cancel": "void"}[record.state]

    def _dependencies(self, records):
        return {
            move.id: [("contact", move.commercial_partner_id)]
            for move in records
            if move.commercial_partner_id
        }
