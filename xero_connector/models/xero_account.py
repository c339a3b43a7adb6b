# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's chart of accounts."""

from odoo import api, fields, models

from ..sync import account_match


class XeroAccount(models.Model):
    _name = "xero.account"
    _inherit = ["xero.reference.mixin"]
    _description = "Xero Account"
    _endpoint = "Accounts"

    account_type = fields.Char(readonly=True, help="Xero's Type, e.g. REVENUE, BANK.")
    account_class = fields.Char(readonly=True, help="ASSET, REVENUE, EXPENSE, ...")
    tax_type = fields.Char(readonly=True, help="Xero's default tax for this account.")
    system_account = fields.Char(readonly=True)
    is_system = fields.Boolean(readonly=True, help="Never offered in a mapping.")
    takes_payments = fields.Boolean(readonly=True)
    currency = fields.Char(readonly=True, help="Xero's CurrencyCode, of bank accounts.")
    bank_account_number = fields.Char(readonly=True)
    bank_account_type = fields.Char(
        readonly=True, help="Xero's BankAccountType: BANK, CREDITCARD, PAYPAL."
    )

    _uniq = models.Constraint("UNIQUE(connection_id, remote_id)", "Account known.")

    @api.model
    def _values_from_xero(self, payload):
        status = payload.get("Status") or "ACTIVE"
        system = payload.get("SystemAccount") or False
        return {
            "remote_id": payload["AccountID"],
            "code": payload.get("Code") or False,
            "name": payload["Name"],
            "status": status,
            "active": status == "ACTIVE",
            "account_type": payload.get("Type") or False,
            "account_class": payload.get("Class") or False,
            "tax_type": payload.get("TaxType") or False,
            "system_account": system,
            "is_system": bool(system),
            "takes_payments": bool(payload.get("EnablePaymentsToAccount")),
            "currency": payload.get("CurrencyCode") or False,
            "bank_account_number": payload.get("BankAccountNumber") or False,
            "bank_account_type": payload.get("BankAccountType") or False,
        }

    def _class_flag(self):
        """The xero.tax.rate field that says whether a rate is legal here."""
        self.ensure_one()
        return {
            "ASSET": "for_assets",
            "EQUITY": "for_equity",
            "EXPENSE": "for_expenses",
            "LIABILITY": "for_liabilities",
            "REVENUE": "for_revenue",
        }.get(self.account_class)

    def _can_stand_on_lines(self):
        """Whether Xero takes this account on a line of a document, if it is active.

        Never its bank, inventory and system accounts.
        """
        self.ensure_one()
        return not self.is_system and self.account_type not in ("BANK", "INVENTORY")

    def _can_be_paid(self):
        """Whether payments may be on this account: a bank account always, what Xero
        counts its stock on never."""
        self.ensure_one()
        if self.account_type == "INVENTORY":
            return False
        return self.account_type == "BANK" or self.takes_payments

    def _currency_name(self):
        """The currency that this account is kept in: its own, else the books'."""
        self.ensure_one()
        return self.currency or self.connection_id.organisation_id.base_currency

    def _for_matching(self):
        """What ``sync.account_match`` wants to know."""
        self.ensure_one()
        return account_match.XeroAccount(
            id=self.remote_id,
            code=self.code or "",
            name=self.name,
            type=self.account_type or "",
            account_class=self.account_class or "",
            system=self.is_system,
            active=self.status == "ACTIVE",
            payments=self.takes_payments,
            number=self.bank_account_number or "",
            currency=self.currency or "",
            bank_type=self.bank_account_type or "",
        )
