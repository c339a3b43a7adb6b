# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts that are proposed for the connection itself: the default accounts, and
those that take fees, write-offs and cash discounts."""

from odoo import fields, models

from ..sync.account_roles import Role, RoleReason, suggest_roles
from .xero_connection_money import ACCOUNTS

#: what an account is for, to the connection's field
ROLES = {
    Role.REVENUE: "revenue_account_id",
    Role.EXPENSE: "expense_account_id",
    Role.WRITE_OFF: "write_off_account_id",
    Role.FEE: "fee_account_id",
    Role.DISCOUNT: "discount_account_id",
}


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    account_suggestions = fields.Json(
        copy=False,
        readonly=True,
        help="Name of a field to Xero's id of the account proposed for it, and why. "
        "Without any effect until a person accepts it.",
    )
    account_suggestion_text = fields.Text(
        compute="_compute_account_suggestion_text",
        help="What is proposed where nobody has chosen an account.",
    )
    account_suggestion_count = fields.Integer(
        string="Accounts to Accept", compute="_compute_account_suggestion_text"
    )

    def _compute_account_suggestion_text(self):
        for connection in self:
            lines = []
            ready = 0
            for name, account, why in connection._proposed_accounts():
                usable = connection._accepts(name, account)
                ready += usable
                lines.append(connection._suggestion_line(name, account, why, usable))
            connection.account_suggestion_text = "\n".join(lines)
            connection.account_suggestion_count = ready

    def _suggestion_line(self, name, account, why, usable):
        words = {
            "field": self._fields[name]._description_string(self.env),
            "account": account.display_name,
            "why": {
                RoleReason.USUAL: self.env._("Xero's own account for it"),
                RoleReason.NAME: self.env._("by its name"),
                RoleReason.ONLY: self.env._("the only one of this type"),
            }[why],
        }
        if usable:
            return self.env._("%(field)s: %(account)s (%(why)s)", **words)
        return self.env._(
            "%(field)s: %(account)s (%(why)s) takes no payments in Xero yet. Enable "
            "payments to it there and press Update from Xero.",
            **words,
        )

    def _proposed_accounts(self):
        """What was proposed and still stands: nobody has chosen another account.

        :return: list of (name of the field, xero.account, RoleReason)
        """
        self.ensure_one()
        by_remote = {
            account.remote_id: account
            for account in self.account_ids
            if account.status == "ACTIVE"
        }
        return [
            (name, by_remote[remote_id], RoleReason[why])
            for name, (remote_id, why) in (self.account_suggestions or {}).items()
            if not self[name] and remote_id in by_remote
        ]

    def _accepts(self, name, account):
        return name not in ACCOUNTS.values() or account._can_be_paid()

    def _suggest_accounts(self):
        """Propose an account for each field that is empty.

        :return: how many are new
        """
        self.ensure_one()
        accounts = self.account_ids
        found = suggest_roles(account._for_matching() for account in accounts)
        proposed = {
            ROLES[role]: [one.account.id, one.why.name]
            for role, one in found.items()
            if not self[ROLES[role]]
        }
        before = self.account_suggestions or {}
        if proposed != before:
            self.account_suggestions = proposed
        return len([name for name in proposed if proposed[name] != before.get(name)])

    def _accept_accounts(self):
        """Choose what is proposed; what takes no payments yet stays proposed."""
        self.ensure_one()
        chosen = {
            name: account.id
            for name, account, _why in self._proposed_accounts()
            if self._accepts(name, account)
        }
        if chosen:
            self.write(chosen)

    def action_refuse_accounts(self):
        """None of the proposed accounts is right."""
        self.ensure_one()
        self.check_access("write")
        self.account_suggestions = False
        return {"type": "ir.actions.client", "tag": "soft_reload"}
