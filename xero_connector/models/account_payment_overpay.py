# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Money that is applied to nothing, and its way into Xero where somebody wants it."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from .decimals import amount
from .notification import news
from .xero_linked_mixin import SEEN_BY

_SETTLING = ("asset_receivable", "liability_payable")


class AccountPayment(models.Model):
    _inherit = "account.payment"

    xero_unapplied = fields.Monetary(
        string="Not Applied",
        currency_field="currency_id",
        compute="_compute_xero_unapplied",
        groups=SEEN_BY,
        help="Money of this payment that settles nothing.",
    )
    xero_is_unapplied = fields.Boolean(
        string="Money not applied",
        compute="_compute_xero_unapplied",
        search="_search_xero_is_unapplied",
        groups=SEEN_BY,
    )
    xero_overpayment = fields.Boolean(
        string="Overpayment in Xero", compute="_compute_xero_unapplied", groups=SEEN_BY
    )

    @api.depends("state", "xero_settlement_ids", "move_id.line_ids.amount_residual")
    def _compute_xero_unapplied(self):
        reader = self.env["xero.settlement.reader"]
        for payment in self:
            left = reader._unapplied(payment.move_id)
            posted = payment.move_id.state == "posted"
            payment.xero_unapplied = float(left) if posted else 0
            payment.xero_is_unapplied = bool(posted and left)
            payment.xero_overpayment = "overpayment" in (
                payment.sudo().xero_settlement_ids.mapped("part")
            )

    @api.model
    def _search_xero_is_unapplied(self, operator, value):
        self._check_field_access(self._fields["xero_is_unapplied"], "read")
        if operator != "in":
            return NotImplemented
        unapplied = Domain("move_id.state", "=", "posted") & Domain(
            "move_id.line_ids",
            "any",
            [
                ("account_id.account_type", "in", _SETTLING),
                ("reconciled", "=", False),
            ],
        )
        return unapplied if True in value else ~unapplied

    def action_xero_overpay(self):
        """Have what is not applied recorded in Xero as overpayments."""
        self.check_access("write")
        self.env["xero.link"]._check_accountant()
        rows = self.env["xero.settlement"].sudo()
        for payment in self:
            rows |= payment._xero_overpay()
        for connection, mine in rows.grouped("connection_id").items():
            self.env["xero.change"].sudo()._note(
                connection,
                "overpayment",
                mine.ids,
                lane="button",
                user=self.env.user,
            )
            connection._wake()
        return news("info", self.env._("First in line for Xero. You will be told."))

    def _xero_overpay(self):
        """The overpayment of one payment, made or found.

        :raise UserError: if nothing is left, or something speaks against it
        """
        self.ensure_one()
        connection = self.env["xero.connection"].sudo()._of_company(self.company_id)
        if connection.state not in ("connected", "reconnect"):
            raise UserError(self.env._("The company is not connected to Xero."))
        if not connection.overpayments or not connection._sends("payment"):
            raise UserError(
                self.env._(
                    "Overpayments are not switched on in the settings of the "
                    "connection."
                )
            )
        rows = self.sudo().xero_settlement_ids
        known = rows.filtered(lambda row: row.part == "overpayment")
        if known:
            self._check_not_raised(known)
            return known
        left = self.env["xero.settlement.reader"]._unapplied(self.sudo().move_id)
        if self.move_id.state != "posted" or not left:
            raise UserError(self.env._("%s is applied in full.", self.display_name))
        if self._xero_links_unused():
            raise UserError(
                self.env._(
                    "%s still pays a document in Xero, though not in Odoo. Apply it "
                    "again, or cancel it.",
                    self.display_name,
                )
            )
        return rows.create(
            {
                "connection_id": connection.id,
                "counterpart_id": self.move_id.id,
                "payment_id": self.id,
                "part": "overpayment",
                "asked_amount": format(amount(float(left)), "f"),
            }
        )

    def _check_not_raised(self, known):
        """:raise UserError: if there is more now than what was recorded"""
        there = self.env["xero.resource"].sudo()._get("overpayment")._in_bank(known)
        left = amount(self.amount) - there
        if left > 0 and known.counterpart_id.state == "posted":
            raise UserError(
                self.env._(
                    "Xero has an overpayment of %(payment)s already, and lets nobody "
                    "but a person change it: record %(left)s more in Xero.",
                    payment=self.display_name,
                    left=format_amount(self.env, float(left), self.currency_id),
                )
            )

    def _xero_links_unused(self):
        """Whether Xero shows money on a document that Odoo took off it, be it that no
        run has seen that yet."""
        links = self._xero_links().get(self.id, self.env["xero.link"])
        return links.filtered(self._is_unused_in_xero)

    def _is_unused_in_xero(self, link):
        row = self.env["xero.settlement"].sudo().browse(link.res_id)
        under_way = link.state == "sending"
        resource = self.env["xero.resource"].sudo()._get(link.resource)
        if row.part == "overpayment" or not (under_way or resource._is_sent(row)):
            return False
        return not row.share or resource._is_less_now(link, row)
