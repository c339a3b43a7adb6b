# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bank and cash journals to Xero's bank accounts and accounts that take payments."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .xero_connection_policy import DIRECTIONS


class XeroJournalMapping(models.Model):
    """Where the money of a journal is in Xero, who reconciles the bank, and which way
    payments travel.

    Of one currency on both sides: Xero keeps a payment in its account's currency and
    would convert one that is in another.
    """

    _name = "xero.journal.mapping"
    _inherit = ["xero.mapping.mixin"]
    _description = "Xero Journal Mapping"
    _rec_name = "journal_id"

    journal_id = fields.Many2one(
        "account.journal",
        required=True,
        ondelete="cascade",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash', 'credit'))]",
    )
    journal_currency_id = fields.Many2one(
        "res.currency", string="Currency", compute="_compute_journal_currency_id"
    )
    xero_account_id = fields.Many2one(
        "xero.account",
        required=True,
        ondelete="restrict",
        domain="[('connection_id', '=', connection_id), ('status', '=', 'ACTIVE'),"
        " ('account_type', '!=', 'INVENTORY'),"
        " '|', ('account_type', '=', 'BANK'), ('takes_payments', '=', True)]",
    )
    reconciled_by = fields.Selection(
        [
            ("xero", "Xero"),
            ("odoo", "Odoo"),
            ("both", "Both import statements"),
        ],
        string="Bank reconciled in",
        required=True,
        default="xero",
        help="Where the bank's statements are matched with payments.",
    )
    direction = fields.Selection(
        DIRECTIONS, string="Payments", required=True, default="both"
    )
    expense_partner_id = fields.Many2one(
        "res.partner",
        string="Contact of Expenses",
        ondelete="restrict",
        check_company=True,
        help="Xero wants a contact on money spent: who is named where the company paid "
        "an expense from this journal and the expense names no supplier.",
    )
    warning = fields.Char(compute="_compute_warning")

    _uniq = models.UniqueIndex(
        "(connection_id, journal_id) WHERE is_suggested IS NOT TRUE",
        "This journal is already mapped.",
    )

    @api.depends("journal_id.currency_id", "journal_id.company_id.currency_id")
    def _compute_journal_currency_id(self):
        for mapping in self:
            journal = mapping.journal_id
            mapping.journal_currency_id = (
                journal.currency_id or journal.company_id.currency_id
            )

    @api.depends("reconciled_by")
    def _compute_warning(self):
        for mapping in self:
            mapping.warning = mapping.reconciled_by == "both" and self.env._(
                "The same money could be booked twice. So a payment is sent only once "
                "it is matched to a bank line here, and Xero is read first."
            )

    @api.depends("journal_id", "xero_account_id")
    def _compute_display_name(self):
        for mapping in self:
            journal = mapping.journal_id.display_name
            mapping.display_name = f"{journal} → {mapping.xero_account_id.display_name}"

    @api.constrains("journal_id", "xero_account_id", "connection_id")
    def _check_fits(self):
        for mapping in self:
            account = mapping.xero_account_id
            if account.connection_id != mapping.connection_id:
                raise ValidationError(
                    self.env._(
                        "%(account)s is not an account of %(organisation)s.",
                        account=account.display_name,
                        organisation=mapping.connection_id.display_name,
                    )
                )
            if misfit := mapping._misfit():
                raise ValidationError(" ".join(misfit[1:]))

    def _misfit(self):
        """Why money of this journal cannot be on that account: cause, message, remedy;
        or None. Both may change after they were chosen."""
        self.ensure_one()
        account = self.xero_account_id
        if not account._can_be_paid():
            return (
                "journal_no_payments",
                self.env._(
                    "%(account)s takes no payments in Xero.",
                    account=account.display_name,
                ),
                self.env._(
                    "Enable payments to it there and press Update from Xero, or choose "
                    "a bank account for %(journal)s.",
                    journal=self.journal_id.display_name,
                ),
            )
        here, there = self.journal_currency_id.name, account._currency_name()
        if there and here != there:
            return (
                "journal_currency",
                self.env._(
                    "%(journal)s is in %(here)s, %(account)s in %(there)s.",
                    journal=self.journal_id.display_name,
                    here=here,
                    account=account.display_name,
                    there=there,
                ),
                self.env._(
                    "Choose an account of the same currency for %(journal)s.",
                    journal=self.journal_id.display_name,
                ),
            )
        return None

    def _find_problem(self):
        archived = self.xero_account_id._problem()
        if archived:
            return archived
        misfit = self._misfit()
        return misfit and " ".join(misfit[1:])

    def _hold_keys(self):
        self.ensure_one()
        return [self._key(self.journal_id)]

    # ------------------------------------------------------------------
    # which account
    # ------------------------------------------------------------------
    @api.model
    def _key(self, journal):
        """What waits until this journal is mapped well; a ``hold_key``."""
        return f"mapping:journal:{journal.id}"

    @api.model
    def _of_journal(self, connection, journal):
        """The choice for a journal, or an empty record."""
        return connection.journal_mapping_ids._in_force().filtered(
            lambda mapping: mapping.journal_id == journal
        )

    @api.model
    def _account_for(self, connection, journal, refs):
        """The Xero account of a journal's money.

        :param refs: where it is noted with ``hold`` why there is none to be used
        :return: an xero.account; empty where nobody chose one
        """
        mapping = self._of_journal(connection, journal)
        account = mapping.xero_account_id
        where = self.env._("Journal Mappings of the connection")
        if not mapping:
            refs.hold(
                "journal_unmapped",
                self.env._(
                    "No Xero account is chosen for the journal %(journal)s.",
                    journal=journal.display_name,
                ),
                self.env._("Choose one under %(where)s.", where=where),
                key=self._key(journal),
            )
        elif account.status != "ACTIVE":
            refs.hold(
                "journal_archived",
                self.env._(
                    "%(journal)s: the Xero account %(account)s can no longer be used.",
                    journal=journal.display_name,
                    account=account.display_name,
                ),
                account._remedy(where),
                key=self._key(journal),
            )
        elif misfit := mapping._misfit():
            refs.hold(*misfit, key=self._key(journal))
        return account
