# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which accounts of Xero take what is settled without money of a journal.

In Xero that is a Payment too, and a Payment needs an account that takes payments.
"""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: kind of a settlement's part to the field with its account
ACCOUNTS = {
    "write_off": "write_off_account_id",
    "fee": "fee_account_id",
    "discount": "discount_account_id",
    "clearing": "clearing_account_id",
}
_DOMAIN = (
    "[('connection_id', '=', id), ('status', '=', 'ACTIVE'),"
    " ('account_type', '!=', 'INVENTORY'),"
    " '|', ('account_type', '=', 'BANK'), ('takes_payments', '=', True)]"
)


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    journal_mapping_ids = fields.One2many("xero.journal.mapping", "connection_id")
    write_off_account_id = fields.Many2one(
        "xero.account",
        domain=_DOMAIN,
        help="Takes the difference that a payment in Odoo writes off.",
    )
    fee_account_id = fields.Many2one(
        "xero.account",
        string="Bank Fee Account",
        domain=_DOMAIN,
        help="Takes what the bank or a payment provider keeps back.",
    )
    discount_account_id = fields.Many2one(
        "xero.account",
        string="Cash Discount Account",
        domain=_DOMAIN,
        help="Takes the discount of a document that was paid early.",
    )
    clearing_account_id = fields.Many2one(
        "xero.account",
        domain=_DOMAIN,
        help="Takes what a journal entry in Odoo settles; the entry itself does not "
        "travel.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        connections = super().create(vals_list)
        for connection, vals in zip(connections, vals_list, strict=True):
            connection._check_money_accounts(vals)
        return connections

    def write(self, vals):
        result = super().write(vals)
        self._check_money_accounts(vals)
        keys = [key for key, name in ACCOUNTS.items() if name in vals]
        if keys:
            keys = [f"mapping:{key}" for key in keys]
            for connection in self:
                self.env["xero.run"]._free(connection, *keys, "settings")
        return result

    def _check_money_accounts(self, vals):
        """What is chosen now takes payments.

        Only now: Xero may change an account later, and one field that has become
        wrong must not keep anybody from mending another.
        """
        for name in ACCOUNTS.values():
            if vals.get(name):
                for connection in self:
                    if not connection[name]._can_be_paid():
                        raise ValidationError(connection._no_payments(connection[name]))

    def _no_payments(self, account):
        return self.env._(
            "%(account)s takes no payments in Xero. Enable payments to it there and "
            "press Update from Xero, or choose another account.",
            account=account.display_name,
        )

    def _money_account(self, kind, refs):
        """The Xero account that takes a part of a settlement.

        :param kind: a key of ``ACCOUNTS``
        :param refs: where it is noted with ``hold`` why there is none to be used
        :return: an xero.account; empty where nobody chose one
        """
        self.ensure_one()
        field = self._fields[ACCOUNTS[kind]]
        account = self[field.name]
        name = field._description_string(self.env)
        remedy = self.env._(
            "Choose another “%(name)s” on the connection's page.", name=name
        )
        key = f"mapping:{kind}"
        if not account:
            refs.hold(
                "money_unmapped",
                self.env._("No “%(name)s” is chosen.", name=name),
                self.env._("Choose it on the connection's page.", name=name),
                key=key,
            )
        elif account.status != "ACTIVE":
            message = self.env._(
                "%(name)s: the Xero account %(account)s can no longer be used.",
                name=name,
                account=account.display_name,
            )
            remedy = account._remedy(
                self.env._("“%(name)s” of the connection", name=name)
            )
            refs.hold("money_archived", message, remedy, key=key)
        elif not account._can_be_paid():
            refs.hold("money_no_payments", self._no_payments(account), remedy, key=key)
        elif account._currency_name() != self.organisation_id.base_currency:
            # what is settled with it would be converted by Xero at a rate of its own
            message = self.env._(
                "%(name)s: %(account)s is in %(there)s, the books are in %(base)s.",
                name=name,
                account=account.display_name,
                there=account._currency_name(),
                base=self.organisation_id.base_currency,
            )
            refs.hold("money_currency", message, remedy, key=key)
        return account
