# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero account to propose for an account of Odoo."""

from odoo import api, models

from ..sync import account_match
from ..sync.account_match import AccountReason

#: one of these has to speak for it: being the only one of its type says too little
_ENOUGH = {AccountReason.SAME_CODE, AccountReason.SAME_NAME, AccountReason.SIMILAR_NAME}


class XeroAccountMapping(models.Model):
    _inherit = "xero.account.mapping"
    _source_fields = ("use", "source_key")

    @api.model
    def _suggestions(self, connection):
        known = {rule.account_id.id for rule in connection.account_mapping_ids}
        accounts = self._suggestable_accounts(connection)
        found = account_match.suggest_accounts(
            [
                account_match.OdooAccount(
                    account.id, account.code or "", account.name, account.account_type
                )
                for account in accounts
                if account.id not in known
            ],
            [account._for_matching() for account in connection.account_ids],
        )
        by_remote = {account.remote_id: account for account in connection.account_ids}
        rows = []
        for account in accounts:
            best = self._likely(found.get(account.id, ()))
            if best:
                rows.append(
                    {
                        "use": "sale"
                        if account.account_type.startswith("income")
                        else "purchase",
                        "level": "account",
                        "account_id": account.id,
                        "xero_account_id": by_remote[best.account.id].id,
                        "reason": self._reason_text(best.why),
                    }
                )
        return rows

    @api.model
    def _suggestable_accounts(self, connection):
        """Accounts that lines of documents usually stand on."""
        company = connection.company_id
        accounts = self.env["account.account"].sudo().with_company(company)
        return accounts.search(
            [
                ("company_ids", "in", company.ids),
                "|",
                ("account_type", "=like", "income%"),
                ("account_type", "=like", "expense%"),
            ]
        )

    @api.model
    def _likely(self, suggestions):
        """The first, if enough speaks for it and no other is as good; or None."""
        if not suggestions or not _ENOUGH & set(suggestions[0].why):
            return None
        alike = [one for one in suggestions if one.why == suggestions[0].why]
        return suggestions[0] if len(alike) == 1 else None

    @api.model
    def _reason_text(self, why):
        words = {
            AccountReason.SAME_CODE: self.env._("same code"),
            AccountReason.SAME_NAME: self.env._("same name"),
            AccountReason.SIMILAR_CODE: self.env._("codes differ in zeros at the end"),
            AccountReason.SIMILAR_NAME: self.env._("similar name"),
            AccountReason.SAME_TYPE: self.env._("same type"),
            AccountReason.ONLY_OF_TYPE: self.env._("the only one of this type"),
        }
        return ", ".join(words[reason] for reason in why)
