# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments show what became of them in Xero."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .notification import notification
from .xero_link import STATES
from .xero_linked_mixin import SEEN_BY

#: of several settlements of one payment the state that most needs a person shows
_WORST_FIRST = (
    "error",
    "conflict",
    "difference",
    "held",
    "sending",
    "waiting",
    "new",
    "approval",
    "synced",
    "remote",
)


class AccountPayment(models.Model):
    """A payment is in Xero by what it settles: one payment for each document there, or
    one batch payment."""

    _inherit = "account.payment"

    xero_settlement_ids = fields.One2many(
        "xero.settlement", "payment_id", string="In Xero", groups=SEEN_BY
    )
    xero_state = fields.Selection(
        STATES,
        string="Xero",
        compute="_compute_xero",
        search="_search_xero_state",
        groups=SEEN_BY,
    )
    xero_id = fields.Char(string="Xero ID", compute="_compute_xero", groups=SEEN_BY)
    xero_error = fields.Text(
        string="Xero Problem", compute="_compute_xero", groups=SEEN_BY
    )
    xero_remedy = fields.Text(
        string="What to do", compute="_compute_xero", groups=SEEN_BY
    )
    xero_connected = fields.Boolean(compute="_compute_xero_connected", groups=SEEN_BY)

    def _xero_links(self):
        """Payment id to the links of what it settles."""
        rows = (
            self.env["xero.settlement"].sudo().search([("payment_id", "in", self.ids)])
        )
        links = self.env["xero.link"].sudo()
        links = links.search(
            [
                ("res_model", "=", rows._name),
                ("res_id", "in", rows.ids),
                ("state", "!=", "retired"),
            ]
        )
        by_row = links.grouped("res_id")
        return {
            payment.id: links.union(
                *(by_row.get(row.id, links.browse()) for row in own)
            )
            for payment, own in rows.grouped("payment_id").items()
        }

    @api.depends("xero_settlement_ids", "state")
    def _compute_xero(self):
        by_payment = self._xero_links()
        nothing = self.env["xero.link"].sudo()
        for payment in self:
            links = by_payment.get(payment._origin.id, nothing)
            links = links.sorted(lambda link: _WORST_FIRST.index(link.state))
            payment.xero_state = links[:1].state
            payment.xero_id = ", ".join(links.filtered("remote_id").mapped("remote_id"))
            payment.xero_error = "\n".join(
                dict.fromkeys(filter(None, links.mapped("error")))
            )
            payment.xero_remedy = "\n".join(
                dict.fromkeys(filter(None, links.mapped("remedy")))
            )

    @api.depends_context("company")
    def _compute_xero_connected(self):
        for company, payments in self.grouped("company_id").items():
            connection = self.env["xero.connection"]._of_company(company)
            payments.xero_connected = connection.state in ("connected", "reconnect")

    @api.model
    def _search_xero_state(self, operator, value):
        self._check_field_access(self._fields["xero_state"], "read")
        if operator != "in":
            return NotImplemented
        wanted = {state for state in value if state}
        links = self.env["xero.link"].sudo()
        mine = Domain("res_model", "=", "xero.settlement") & Domain(
            "state", "!=", "retired"
        )
        rows = self.env["xero.settlement"].sudo()
        found = Domain.FALSE
        paid = Domain("payment_id", "!=", False)

        def payments(domain):
            here = rows._search(
                paid & Domain("id", "in", links._search(domain).subselect("res_id"))
            )
            return Domain("id", "in", here.subselect("payment_id"))

        for state in wanted:
            worse = _WORST_FIRST[: _WORST_FIRST.index(state)]
            found |= payments(mine & Domain("state", "=", state)) & ~payments(
                mine & Domain("state", "in", worse)
            )
        if len(wanted) < len(value):
            found |= ~payments(mine)
        return found

    # ------------------------------------------------------------------
    # buttons
    # ------------------------------------------------------------------
    def action_xero_sync(self):
        """Look first of all at what these payments settle, and return at once."""
        self.check_access("read")
        self.env["xero.link"]._check_accountant()
        noted = self.env["xero.connection"]
        for company, payments in self.sudo().grouped("company_id").items():
            connection = self.env["xero.connection"]._of_company(company)
            if connection.state not in ("connected", "reconnect"):
                continue
            rows = payments.xero_settlement_ids
            settled = self.env["xero.resource"].sudo()._get("settled")
            moves = payments.move_id | rows.counterpart_id
            if not settled._is_on(connection) or not moves:
                continue
            self.env["xero.change"]._note(
                connection, "settled", moves.ids, lane="button", user=self.env.user
            )
            noted |= connection
        if not noted:
            raise UserError(
                self.env._(
                    "Payments of this company do not travel to Xero: it is not "
                    "connected, or they are not switched on there."
                )
            )
        noted._wake()
        return notification(
            "info", self.env._("First in line for Xero. You will be told.")
        )

    def action_xero_view(self):
        """Open the payment on Xero's site; where there are several, their list."""
        self.ensure_one()
        self.check_access("read")
        links = self._xero_links().get(self.id, self.env["xero.link"])
        links = links.filtered("remote_id")
        if not links:
            raise UserError(self.env._("This record is not in Xero yet."))
        if len(links) == 1:
            return links.action_view_in_xero()
        return self.action_xero_settlements()

    def action_xero_settlements(self):
        """What this payment settles, and the state of each part in Xero."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "xero_connector.action_xero_settlement"
        )
        return action | {"domain": [("payment_id", "=", self.id)], "context": {}}
