# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents and payments that only Xero has, as a bookkeeper wants to see them."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..sync import words
from ..xero import codec

#: kinds whose record in Xero should have a twin in Odoo
TWINNED = (
    "invoice",
    "bill",
    "credit_note",
    "bill_credit_note",
    "payment",
    "batch_payment",
    "allocation",
)
#: what is undone in Xero needs none
_UNDONE = ("VOIDED", "DELETED")


class XeroLink(models.Model):
    _inherit = "xero.link"

    is_only_there = fields.Boolean(
        string="Only in Xero",
        compute="_compute_is_only_there",
        search="_search_is_only_there",
        help="A document or payment of Xero without a record in Odoo, not undone, and "
        "not left alone by anybody.",
    )
    remote_party = fields.Char(string="Contact", compute="_compute_remote")
    remote_date = fields.Date(string="Date", compute="_compute_remote")
    remote_amount = fields.Char(string="Amount", compute="_compute_remote")
    remote_status = fields.Char(string="Status in Xero", compute="_compute_remote")

    @api.depends("res_id", "state", "remote_payload", "is_left_alone")
    def _compute_is_only_there(self):
        only = self.search([("id", "in", self.ids), ("is_only_there", "=", True)])
        for link in self:
            link.is_only_there = link in only

    @api.model
    def _search_is_only_there(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = self._search(
            Domain("resource", "in", TWINNED)
            & Domain("res_id", "in", [0, False])
            & Domain("state", "in", ["remote", "held", "error"])
            & Domain("is_left_alone", "!=", True)
        )
        payload = SQL.identifier(query.table, "remote_payload")
        query.add_where(
            SQL(
                "COALESCE(%(said)s->>'Status', '') NOT IN %(undone)s"
                " AND (%(said)s->>'IsDeleted') IS DISTINCT FROM 'true'",
                said=payload,
                undone=_UNDONE,
            )
        )
        only = Domain("id", "in", query)
        return only if True in value else ~only

    @api.depends("remote_payload")
    def _compute_remote(self):
        for link in self:
            said = link.remote_payload or {}
            document = said.get("Invoice") or said.get("CreditNote") or said
            link.remote_party = (document.get("Contact") or {}).get("Name")
            link.remote_date = codec.parse_date(said.get("Date"))
            amount = said.get("Total", said.get("TotalAmount", said.get("Amount")))
            if amount:
                amount = words.words(codec.decimal(amount))
            link.remote_amount = amount and " ".join(
                filter(None, (amount, said.get("CurrencyCode")))
            )
            link.remote_status = self._status_in_words(link.resource, said)

    def _status_in_words(self, resource, said):
        """The status as Xero's own pages call it.

        :param said: what Xero said of the record
        """
        status = said.get("Status")
        if status == "AUTHORISED":
            paid_by = resource in ("payment", "batch_payment")
            return self.env._("Recorded") if paid_by else self.env._("Awaiting payment")
        return {
            "DRAFT": self.env._("Draft"),
            "SUBMITTED": self.env._("Awaiting approval"),
            "PAID": self.env._("Paid"),
            "VOIDED": self.env._("Voided"),
            "DELETED": self.env._("Deleted"),
        }.get(status, status)

    def action_leave_in_xero(self):
        """These stay in Xero only: they are no longer asked about."""
        self.check_access("write")
        left = self.filtered(lambda link: link.is_only_there and link.state == "remote")
        if not left:
            raise UserError(
                self.env._("Only what nothing stands against is left in Xero.")
            )
        left.sudo().write(
            {
                "is_left_alone": True,
                "error": self.env._(
                    "Left alone: %s decided that it stays in Xero only.",
                    self.env.user.name,
                ),
            }
        )
