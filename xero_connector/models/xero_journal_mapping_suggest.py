# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero bank account to propose for a journal."""

from collections import Counter

from odoo import api, models

from ..sync import account_match
from ..sync.account_match import BankReason


class XeroJournalMapping(models.Model):
    _inherit = "xero.journal.mapping"
    _source_fields = ("journal_id",)

    @api.model
    def _suggestions(self, connection):
        rows = connection.journal_mapping_ids
        taken = set(rows._in_force().xero_account_id.ids)
        journals = self._suggestable_journals(connection) - rows.journal_id
        base = connection.organisation_id.base_currency or ""
        found = account_match.suggest_banks(
            [self._for_matching(journal) for journal in journals],
            [
                account._for_matching()
                for account in connection.account_ids
                if account.id not in taken
            ],
            base_currency=base,
        )
        wanted = Counter(
            suggestions[0].account.id for suggestions in found.values() if suggestions
        )
        by_remote = {account.remote_id: account for account in connection.account_ids}
        return [
            {
                "journal_id": journal.id,
                "xero_account_id": by_remote[best.account.id].id,
                "reason": self._reason_text(best.why),
            }
            for journal in journals
            if (best := next(iter(found[journal.id]), None))
            # two journals that are like one account are two guesses
            and wanted[best.account.id] == 1
        ]

    @api.model
    def _suggestable_journals(self, connection):
        return (
            self.env["account.journal"]
            .sudo()
            .search(
                [
                    ("company_id", "=", connection.company_id.id),
                    ("type", "in", ("bank", "cash", "credit")),
                ]
            )
        )

    @api.model
    def _for_matching(self, journal):
        currency = journal.currency_id or journal.company_id.currency_id
        return account_match.Journal(
            id=journal.id,
            name=journal.name,
            kind=journal.type,
            currency=currency.name,
            number=journal.bank_account_id.acc_number or "",
        )

    @api.model
    def _reason_text(self, why):
        words = {
            BankReason.SAME_NUMBER: self.env._("same account number"),
            BankReason.SAME_NAME: self.env._("same name"),
            BankReason.SIMILAR_NAME: self.env._("similar name"),
            BankReason.ONLY_ONE: self.env._(
                "the only one of this kind in this currency"
            ),
        }
        return ", ".join(words[reason] for reason in why)
