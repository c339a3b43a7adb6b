# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What speaks against sending money to Xero, without asking Xero."""

from odoo import models
from odoo.tools import format_date


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _hold_for_lock(self, days, refs):
        found = refs.connection.organisation_id._lock(days)
        if not found:
            return
        day, lock, name = found
        refs.hold(
            "locked",
            self.env._(
                "The payment's date %(date)s is not after Xero's %(name)s, %(lock)s.",
                date=format_date(self.env, day),
                name=name,
                lock=format_date(self.env, lock),
            ),
            self.env._("Ask who locked the period in Xero to open it."),
            key="lock",
        )

    def _hold_for_document(self, document, link, refs):
        """What Xero's document says against being paid."""
        payload = link.remote_payload or {}
        if payload.get("Status") in ("VOIDED", "DELETED"):
            refs.hold(
                "document_void",
                self.env._("%(name)s is voided in Xero.", name=document.name),
                self.env._("Cancel it here too, or take the payment off it."),
            )
        currency = payload.get("CurrencyCode")
        if currency and currency != document.currency_id.name:
            refs.hold(
                "currency_changed",
                self.env._(
                    "%(name)s is in %(ours)s here and in %(theirs)s in Xero.",
                    name=document.name,
                    ours=document.currency_id.name,
                    theirs=currency,
                ),
                self.env._("Correct the document first."),
            )

    def _hold_without_entry(self, record, refs):
        """
        :return: whether it is held for that
        """
        if not self._has_no_entry(record):
            return False
        refs.hold(
            "no_entry",
            self.env._(
                "%(payment)s has no journal entry, so that Odoo does not take "
                "“%(name)s” for paid, and Xero reconciles this bank: no bank line will "
                "follow in Odoo.",
                payment=record.payment_id.display_name,
                name=record.document_id.name,
            ),
            self.env._(
                "Give the payment method an outstanding account in the journal "
                "%(journal)s, or the bank account itself; then cancel this payment and "
                "register it again.",
                journal=self._journal(record).display_name,
            ),
        )
        return True

    def _hold_for_problem(self, share, refs):
        if share.get("problem") == "too_much":
            refs.hold(
                "too_much_money",
                self.env._(
                    "More money moved than this payment settles. Xero cannot book the "
                    "rest with it."
                ),
                self.env._(
                    "Record the rest in Xero as a bank transaction, or correct the "
                    "payment."
                ),
            )
        elif share.get("problem") == "currencies":
            refs.hold(
                "currencies",
                self.env._(
                    "How Xero converts this pairing of currencies is not confirmed, so "
                    "nothing is sent that might be a cent off."
                ),
                self.env._("Record this payment in Xero; it is linked when found."),
            )

    def _hold_for_direction(self, account, refs):
        """A journal whose payments do not travel to Xero is not written to there.

        :param account: in Odoo's terms, e.g. ``journal:7``
        """
        kind, _colon, journal_id = (account or "").partition(":")
        if kind != "journal" or not journal_id.isdecimal():
            return
        journal = self.env["account.journal"].browse(int(journal_id)).exists()
        mappings = self.env["xero.journal.mapping"]
        mapping = mappings._of_journal(refs.connection, journal)
        if mapping and mapping.direction not in ("to_xero", "both"):
            refs.hold(
                "direction",
                self.env._(
                    "Changed in Odoo; payments of %(journal)s do not travel to Xero.",
                    journal=journal.display_name,
                ),
                self.env._(
                    "Make the same change in Xero, or let the payments of this journal "
                    "travel there under Journal Mappings."
                ),
                key=mappings._key(journal),
            )
