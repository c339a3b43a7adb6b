# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which accounts of Xero a bookkeeper chose where no rule says another one."""

from odoo import fields, models

#: use to the field of the default account
DEFAULTS = {"sale": "revenue_account_id", "purchase": "expense_account_id"}
#: groups of Odoo's accounts that stand in the balance sheet, and Xero's classes of
#: those that do not
_BALANCE = ("asset", "liability", "equity")
_PROFIT = ("REVENUE", "EXPENSE")


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    expense_account_id = fields.Many2one(
        "xero.account",
        string="Default Expense Account",
        domain="[('connection_id', '=', id), ('status', '=', 'ACTIVE'),"
        " ('is_system', '=', False), ('account_class', '=', 'EXPENSE')]",
        help="Xero account of bill lines that no mapping gives another one.",
    )
    account_mapping_ids = fields.One2many("xero.account.mapping", "connection_id")
    tracking_mapping_ids = fields.One2many("xero.tracking.mapping", "connection_id")

    def write(self, vals):
        result = super().write(vals)
        if "expense_account_id" in vals:
            for connection in self:
                self.env["xero.run"]._free(
                    connection, "account:default:purchase", "settings"
                )
        return result

    def _default_account(self, use, account=None):
        """The account where no rule says another one; may be empty or archived.

        None for a line that stands in Odoo's balance sheet (a computer, a deposit):
        nobody chose to make profit or loss of it.

        :param use: ``sale`` or ``purchase``
        :param account: Odoo's account of the line, where it is about one
        """
        self.ensure_one()
        found = self[DEFAULTS[use]]
        if account and account.internal_group in _BALANCE:
            return found.filtered(lambda one: one.account_class not in _PROFIT)
        return found

    def _default_account_label(self, use):
        """What the page calls the field of ``_default_account``."""
        return self._fields[DEFAULTS[use]]._description_string(self.env)
