# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which Xero account takes a journal's money, and what is said where none can."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.xero_connector.resources.refs import Refs

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestMappingJournal(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bank = cls.company_data["default_journal_bank"]
        accounts = cls.connection.account_ids
        cls.bank_account = accounts.filtered(
            lambda a: a.account_type == "BANK" and a.currency in (False, "GBP")
        )[:1]
        cls.line_account = accounts.filtered(
            lambda a: (
                a.account_class == "EXPENSE" and not (a.takes_payments or a.is_system)
            )
        )[:1]
        assert cls.line_account

    def map_bank(self, account=None, **values):
        return self.env["xero.journal.mapping"].create(
            {
                "connection_id": self.connection.id,
                "journal_id": self.bank.id,
                "xero_account_id": (account or self.bank_account).id,
                **values,
            }
        )

    def why_not(self, journal=None):
        """The reason why the journal's money has no place; None if it has one."""
        refs = Refs(self.connection)
        self.env["xero.journal.mapping"]._account_for(
            self.connection, journal or self.bank, refs
        )
        return self.only_reason(refs)

    def only_reason(self, refs):
        if not refs.reasons:
            return None
        (reason,) = refs.reasons
        self.assertTrue(reason.message)
        self.assertTrue(reason.remedy)
        return reason

    def change_in_xero(self, account, **values):
        books = self.organisation
        with books.transaction():
            books.save(books.accounts, {**books.accounts[account.remote_id], **values})
        self.refresh_settings()

    def waiting(self, key):
        """A link that waits for a mapping."""
        return (
            self.env["xero.link"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "resource": "contact",
                    "res_model": "res.partner",
                    "res_id": self.customer.id,
                    "state": "held",
                    "hold_key": key,
                }
            )
        )

    # ------------------------------------------------------------------
    # mapped
    # ------------------------------------------------------------------
    def test_mapped(self):
        mapping = self.map_bank()
        self.assertRecordValues(
            mapping,
            [
                {
                    "reconciled_by": "xero",
                    "direction": "both",
                    "problem": False,
                    "warning": False,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertIsNone(self.why_not())
        mapping.reconciled_by = "both"
        self.assertIn("twice", mapping.warning)

    def test_an_account_that_takes_payments(self):
        self.change_in_xero(self.line_account, EnablePaymentsToAccount=True)
        self.map_bank(self.line_account)
        self.assertIsNone(self.why_not())

    # ------------------------------------------------------------------
    # what cannot be
    # ------------------------------------------------------------------
    def test_missing_then_mapped(self):
        reason = self.why_not()
        self.assertEqual(reason.cause, "journal_unmapped")
        self.assertEqual(reason.key, f"mapping:journal:{self.bank.id}")
        self.assertIn(self.bank.display_name, reason.message)
        self.waiting(reason.key)
        self.map_bank()
        self.assertTrue(self.changes("contact"), "looked at again")

    def test_archived_restored(self):
        mapping = self.map_bank()
        for status, words in (("ARCHIVED", "restore"), ("DELETED", "choose another")):
            self.change_in_xero(self.bank_account, Status=status)
            self.assertEqual(self.why_not().cause, "journal_archived")
            self.assertIn(words, mapping.problem)
        self.waiting(f"mapping:journal:{self.bank.id}")
        self.change_in_xero(self.bank_account, Status="ACTIVE")
        self.assertIsNone(self.why_not())
        self.assertTrue(self.changes("contact"), "looked at again")

    def test_takes_no_payments(self):
        with self.assertRaisesRegex(ValidationError, "takes no payments"):
            self.map_bank(self.line_account)

    def test_takes_no_payments_any_more(self):
        self.change_in_xero(self.line_account, EnablePaymentsToAccount=True)
        mapping = self.map_bank(self.line_account)
        self.change_in_xero(self.line_account, EnablePaymentsToAccount=False)
        self.assertEqual(self.why_not().cause, "journal_no_payments")
        self.assertIn("Enable payments", mapping.problem)

    def test_other_currency(self):
        self.change_in_xero(self.bank_account, CurrencyCode="USD")
        with self.assertRaisesRegex(ValidationError, "GBP.*USD"):
            self.map_bank()

    def test_other_currency_later(self):
        mapping = self.map_bank()
        self.bank.currency_id = self.env.ref("base.EUR")
        self.assertEqual(self.why_not().cause, "journal_currency")
        self.assertIn("same currency", mapping.problem)

    def test_of_another_organisation(self):
        other = self.env["res.company"].sudo().create({"name": "Other Ltd"})
        theirs = self.make_connected(other, tenant=self.xero.tenants[1]["id"])
        with self.assertRaisesRegex(ValidationError, "not an account of"):
            self.map_bank(theirs.account_ids.filtered("code")[:1])

    # ------------------------------------------------------------------
    # what is settled without a journal
    # ------------------------------------------------------------------
    def money_reason(self, kind):
        refs = Refs(self.connection)
        self.connection._money_account(kind, refs)
        return self.only_reason(refs)

    def test_money_accounts(self):
        connection = self.connection
        for kind, field in (
            ("write_off", "write_off_account_id"),
            ("fee", "fee_account_id"),
            ("discount", "discount_account_id"),
            ("clearing", "clearing_account_id"),
        ):
            with self.subTest(kind=kind):
                self.change_in_xero(
                    self.line_account, Status="ACTIVE", EnablePaymentsToAccount=False
                )
                reason = self.money_reason(kind)
                self.assertEqual(
                    (reason.cause, reason.key), ("money_unmapped", f"mapping:{kind}")
                )
                with self.assertRaisesRegex(ValidationError, "takes no payments"):
                    connection[field] = self.line_account
                connection[field] = False
                link = self.waiting(reason.key)
                self.change_in_xero(self.line_account, EnablePaymentsToAccount=True)
                self.changes().unlink()
                connection[field] = self.line_account
                self.assertTrue(self.changes("contact"), "looked at again")
                link.unlink()
                self.assertIsNone(self.money_reason(kind))
                self.change_in_xero(self.line_account, Status="ARCHIVED")
                self.assertEqual(self.money_reason(kind).cause, "money_archived")
                self.change_in_xero(
                    self.line_account, Status="ACTIVE", EnablePaymentsToAccount=False
                )
                self.assertEqual(self.money_reason(kind).cause, "money_no_payments")

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_rights(self):
        mapping = self.map_bank()
        reader = self.make_user(
            "reader", "base.group_user,account.group_account_invoice"
        )
        self.assertTrue(mapping.with_user(reader).xero_account_id)
        with self.assertRaises(AccessError):
            mapping.with_user(reader).direction = "none"
        portal = self.make_user("portal", "base.group_portal")
        self.assertFalse(mapping.with_user(portal).has_access("read"))
