# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One Odoo record tied to one Xero record, and what both said when they agreed."""

from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

STATES = [
    ("new", "Not sent yet"),
    ("waiting", "Waiting"),
    ("held", "Held"),
    ("sending", "On its way"),
    ("approval", "Waiting for approval in Xero"),
    ("synced", "In step"),
    ("difference", "Different"),
    ("conflict", "Conflict"),
    ("error", "Refused by Xero"),
    ("remote", "Only in Xero"),
    ("retired", "Retired"),
]

#: states that need a person
ATTENTION = ("held", "difference", "conflict", "error")
#: who syncs and decides
DECIDED_BY = "xero_connector.group_accountant"
#: what people write themselves; the rest is what the engine remembers, and whoever
#: pointed a link to another record of Xero would have that one overwritten
_PEOPLE_WRITE = {"proposed_name", "name_in_xero", "name_here"}
#: group of fields that are read together, and with no others: who asks a hundred
#: thousand links for their ids has no room for what both sides said
_LONG = "long"


class XeroLink(models.Model):
    """See the module docstring.

    ``res_id`` is a plain integer: Odoo's merge wizard works in SQL behind the ORM and
    would drop a link or crash on its unique index; ``base.partner.merge`` is told
    explicitly instead. A deleted record leaves its link behind as a tombstone (state
    ``retired``), so that its Xero record is never taken for a stranger.
    """

    _name = "xero.link"
    _description = "Xero Link"
    _order = "id desc"
    _rec_name = "remote_name"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    resource = fields.Char(required=True, help="The kind of record, e.g. contact.")
    resource_label = fields.Char(string="Kind", compute="_compute_resource_label")
    res_model = fields.Char(string="Model")
    res_id = fields.Integer(string="Record ID")
    record_ref = fields.Reference(
        selection="_selection_record_ref",
        compute="_compute_record_ref",
        string="Odoo Record",
    )
    remote_id = fields.Char(string="Xero ID")
    remote_name = fields.Char(
        string="Name in Xero", help="Number of the document, name of the contact."
    )
    remote_payload = fields.Json(string="What Xero last said", prefetch=_LONG)
    remote_updated = fields.Char(
        string="Changed in Xero (UTC)",
        help="UpdatedDateUTC of what Xero last said; older answers are ignored.",
    )
    base_local = fields.Json(string="Odoo when both agreed", prefetch=_LONG)
    base_remote = fields.Json(string="Xero when both agreed", prefetch=_LONG)
    state = fields.Selection(STATES, default="new", required=True, index=True)
    cause = fields.Char(help="What kind of problem this is; groups equal ones.")
    error = fields.Text(string="Problem")
    remedy = fields.Text(string="What to do")
    hold_key = fields.Char(
        index="btree_not_null",
        help="What a held record waits for; mending it frees every record with it.",
    )
    candidates = fields.Json(string="Look-alikes in Xero")
    is_distinct = fields.Boolean(
        string="Not in Xero",
        help="Somebody decided that no record of Xero is this one.",
    )
    fields_in_question = fields.Json(
        string="Fields that differ", help="By name: what Odoo and what Xero say."
    )
    is_opening = fields.Boolean(
        string="Opening Item",
        help="Older than the start date: never changed or voided in Xero from here.",
    )
    history = fields.Json(
        string="Settled before it was linked",
        help="What was due on both sides then, and what had been paid: that is never "
        "exchanged.",
    )
    last_sync = fields.Datetime(string="Last in step")
    failures = fields.Integer(help="Refusals in a row; they slow down the next try.")
    next_try = fields.Datetime()
    asked_by_id = fields.Many2one(
        "res.users",
        string="Asked for by",
        ondelete="set null",
        help="Is told the outcome.",
    )
    attempt_ids = fields.One2many("xero.attempt", "link_id", string="History")

    _remote_uniq = models.UniqueIndex(
        "(connection_id, resource, remote_id) WHERE remote_id IS NOT NULL",
        "This Xero record is already linked to another record.",
    )
    _local_uniq = models.UniqueIndex(
        "(connection_id, resource, res_model, res_id) "
        "WHERE res_id > 0 AND state != 'retired'",
        "This record is already linked to another Xero record.",
    )
    _by_record = models.Index("(res_model, res_id) WHERE res_id > 0")

    @api.model
    def _selection_record_ref(self):
        resources = self.env["xero.resource"]._all()
        models_ = {r._odoo_model for r in resources.values()}
        return [(m, self.env[m]._description) for m in sorted(models_)]

    @api.depends("resource")
    def _compute_resource_label(self):
        known = self.env["xero.resource"].sudo()._all()
        labels = {name: resource._label() for name, resource in known.items()}
        for link in self:
            # one of an addon that is gone by now keeps its short name
            link.resource_label = labels.get(link.resource, link.resource)

    @api.depends("res_model", "res_id")
    def _compute_record_ref(self):
        existing = defaultdict(set)
        for model, links in self.grouped("res_model").items():
            if model and model in self.env:
                ids = [link.res_id for link in links if link.res_id]
                existing[model] = set(self.env[model].browse(ids).exists().ids)
        for link in self:
            there = link.res_id in existing[link.res_model]
            link.record_ref = f"{link.res_model},{link.res_id}" if there else False

    @api.depends("remote_name", "remote_id")
    def _compute_display_name(self):
        for link in self:
            link.display_name = link.remote_name or link.remote_id or link.resource

    def action_open_record(self):
        """Open the Odoo record of this link."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        resource = self.env["xero.resource"]._get(self.resource)
        record = resource._record_to_open(record)
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    def action_view_in_xero(self):
        """Open the record on Xero's site in a new tab."""
        self.ensure_one()
        return self._view_in_xero(self.remote_id)

    def _view_in_xero(self, remote_id):
        """The action that opens a Xero record of this kind in a new tab."""
        self.check_access("read")
        if not remote_id:
            raise UserError(self.env._("This record is not in Xero yet."))
        link = self.sudo()
        resource = link.env["xero.resource"]._get(link.resource)
        return {
            "type": "ir.actions.act_url",
            "url": resource._deep_link(link.connection_id, remote_id),
            "target": "new",
        }

    def action_sync(self):
        """Look again at these records now, first in line."""
        self.check_access("read")
        self._check_accountant()
        self._look_again(self.env.user)

    def write(self, vals):
        if not self.env.su and vals.keys() - _PEOPLE_WRITE:
            raise AccessError(
                self.env._("What is remembered of a record in Xero is not edited.")
            )
        return super().write(vals)

    def _check_accountant(self):
        """Stop whoever may only look.

        :raise AccessError:
        """
        if not self.env.su and not self.env.user.has_group(DECIDED_BY):
            raise AccessError(self.env._("Sync to Xero is for accountants."))

    def action_pair(self):
        """Choose which of the look-alikes in Xero this record is."""
        self.ensure_one()
        return self.env["xero.link.pair"]._open(self)

    def _local_domain(self, connection, resource, res_ids):
        model = self.env["xero.resource"]._get(resource)
        # of more than a hundred ids PostgreSQL does not see that they are above 0, as
        # all of the index are
        return (
            Domain("connection_id", "=", connection.id)
            & Domain("resource", "=", resource)
            # else PostgreSQL, before its 18, looks through all of this kind
            & Domain("res_model", "=", model._odoo_model)
            & Domain("res_id", "in", list(res_ids))
            & Domain("res_id", ">", 0)
            & Domain("state", "!=", "retired")
        )
