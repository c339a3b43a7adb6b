# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every mapping and everything that may be wrong with it: what is said, what there is
to be done, and that doing it frees what waited. One line of ``FAULTS`` is one test.

*Under our feet* is what Xero changed since its settings were read: Xero refuses the
document, and the next reading turns its words into the reason.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.tests import tagged

from .payment_common import XeroPaymentCommon

CATEGORY = "d1a8f2ab-0000-4000-8000-000000000001"
OPTION = "d1a8f2ab-0000-4000-8000-000000000011"
OTHER_OPTION = "d1a8f2ab-0000-4000-8000-000000000012"
NEW_CATEGORY = "d1a8f2ab-0000-4000-8000-000000000002"
NEW_OPTION = "d1a8f2ab-0000-4000-8000-000000000021"


@dataclass(frozen=True)
class Fault:
    """
    :param broken: method that breaks it, before the document is sent
    :param cause: why it is held then
    :param mended: method that mends it
    :param says: words of the reason
    :param to_do: words of the remedy
    :param kind: what waits, see ``waiting_*``
    :param refused: cause that Xero's own refusal gets, where Xero changed it unnoticed
    """

    broken: str
    cause: str
    mended: str
    says: str
    to_do: str
    kind: str = "invoice"
    refused: str = ""


FAULTS = {
    # accounts: the rule of a line
    "account_missing": Fault(
        "no_default", "account_unmapped", "choose_default", "sales", "Default Revenue"
    ),
    "account_archived": Fault(
        "rule_archived", "account_archived", "rule_restored", "260", "restore it"
    ),
    "account_deleted": Fault(
        "rule_deleted", "account_archived", "rule_changed", "deleted", "Choose another"
    ),
    "account_illegal": Fault(
        "rule_system", "account_illegal", "rule_changed", "not allow", "Choose another"
    ),
    "account_deleted_under_our_feet": Fault(
        "rule_deleted_unseen",
        "account_archived",
        "rule_changed",
        "deleted",
        "Choose another",
        refused="account_archived",
    ),
    # accounts: where there is no rule
    "default_archived": Fault(
        "default_archived", "account_archived", "default_restored", "200", "restore it"
    ),
    "default_deleted": Fault(
        "default_deleted", "account_archived", "default_changed", "deleted", "another"
    ),
    "default_deleted_under_our_feet": Fault(
        "default_deleted_unseen",
        "account_archived",
        "default_changed",
        "deleted",
        "another",
        refused="account_archived",
    ),
    "expense_archived": Fault(
        "expense_archived",
        "account_archived",
        "expense_restored",
        "429",
        "restore it",
        kind="bill",
    ),
    "expense_missing": Fault(
        "no_expense_account",
        "account_unmapped",
        "choose_expense_account",
        "purchases",
        "Default Expense",
        kind="bill",
    ),
    # taxes
    "tax_missing": Fault(
        "nothing", "tax_unmapped", "choose_tax", "Exempt", "Tax Mappings", kind="exempt"
    ),
    "purchase_tax_missing": Fault(
        "nothing",
        "tax_unmapped",
        "choose_purchase_tax",
        "Two taxes",
        "Tax Mappings",
        kind="odd_bill",
    ),
    "tax_archived": Fault(
        "tax_archived", "tax_archived", "tax_restored", "archived", "restore it"
    ),
    "tax_deleted": Fault(
        "tax_deleted", "tax_archived", "tax_changed", "deleted", "Tax Mappings"
    ),
    "tax_illegal": Fault(
        "tax_illegal", "tax_illegal", "tax_changed", "not allow", "another tax rate"
    ),
    "tax_deleted_under_our_feet": Fault(
        "tax_deleted_unseen",
        "tax_archived",
        "tax_changed",
        "deleted",
        "Tax Mappings",
        refused="tax_illegal",
    ),
    # money
    "journal_missing": Fault(
        "no_journal",
        "journal_unmapped",
        "choose_journal",
        "Bank",
        "Journal Mappings",
        kind="payment",
    ),
    "journal_archived": Fault(
        "bank_archived",
        "journal_archived",
        "bank_restored",
        "090",
        "restore it",
        kind="payment",
    ),
    "journal_deleted": Fault(
        "bank_deleted",
        "journal_archived",
        "bank_changed",
        "deleted",
        "Journal Mappings",
        kind="payment",
    ),
    "journal_illegal": Fault(
        "clearing_closed",
        "journal_no_payments",
        "bank_changed",
        "takes no payments",
        "Enable payments",
        kind="payment",
    ),
    "journal_wrong_currency": Fault(
        "bank_in_dollars",
        "journal_currency",
        "bank_in_pounds",
        "USD",
        "same currency",
        kind="payment",
    ),
    "journal_deleted_under_our_feet": Fault(
        "bank_deleted_unseen",
        "journal_archived",
        "bank_changed",
        "deleted",
        "Journal Mappings",
        kind="payment",
        refused="account_archived",
    ),
    "write_off_missing": Fault(
        "nothing",
        "money_unmapped",
        "choose_write_off",
        "Write",
        "connection",
        kind="write_off",
    ),
    "write_off_archived": Fault(
        "write_off_archived",
        "money_archived",
        "write_off_restored",
        "835",
        "restore it",
        kind="write_off",
    ),
    "write_off_deleted": Fault(
        "write_off_deleted",
        "money_archived",
        "write_off_changed",
        "deleted",
        "Choose another",
        kind="write_off",
    ),
    "write_off_illegal": Fault(
        "write_off_closed",
        "money_no_payments",
        "write_off_changed",
        "takes no payments",
        "Choose another",
        kind="write_off",
    ),
    "write_off_deleted_under_our_feet": Fault(
        "write_off_deleted_unseen",
        "money_archived",
        "write_off_changed",
        "deleted",
        "Choose another",
        kind="write_off",
        refused="account_archived",
    ),
    "write_off_wrong_currency": Fault(
        "write_off_in_dollars",
        "money_currency",
        "choose_write_off",
        "USD",
        "another",
        kind="write_off",
    ),
    # tracking
    "tracking_missing": Fault(
        "only_south",
        "tracking_unmapped",
        "choose_option",
        "North",
        "Tracking Mappings",
        kind="analysed",
    ),
    "option_archived": Fault(
        "option_archived",
        "tracking_archived",
        "option_restored",
        "archived",
        "restore it",
        kind="analysed",
    ),
    "option_deleted": Fault(
        "option_deleted",
        "tracking_archived",
        "option_changed",
        "deleted",
        "Tracking Mappings",
        kind="analysed",
    ),
    "category_archived": Fault(
        "category_archived",
        "tracking_archived",
        "option_restored",
        "no longer",
        "restore it",
        kind="analysed",
    ),
    "category_deleted": Fault(
        "category_deleted",
        "tracking_archived",
        "option_of_another_category",
        "deleted",
        "Tracking Mappings",
        kind="analysed",
    ),
    "option_deleted_under_our_feet": Fault(
        "option_deleted_unseen",
        "tracking_archived",
        "option_changed",
        "deleted",
        "Tracking Mappings",
        kind="analysed",
        refused="tracking_invalid",
    ),
    # currencies
    "currency_missing": Fault(
        "nothing",
        "currency_missing",
        "add_currency",
        "SEK",
        "Update from Xero",
        kind="krona",
    ),
    "currency_removed_under_our_feet": Fault(
        "currency_removed_unseen",
        "currency_missing",
        "add_currency",
        "SEK",
        "Update from Xero",
        kind="krona",
        refused="currency_missing",
    ),
}


@tagged("post_install", "-at_install")
class TestMappingFaults(XeroPaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.income = cls.company_data["default_account_revenue"]
        cls.krona = cls.setup_other_currency("SEK", rates=[("2026-01-01", 1.2)])
        plan = cls.env["account.analytic.plan"].sudo().create({"name": "Regions"})
        cls.north, cls.south = (
            cls.env["account.analytic.account"]
            .sudo()
            .create(
                [
                    {"name": name, "plan_id": plan.id, "company_id": cls.company.id}
                    for name in ("North", "South")
                ]
            )
        )

    def setUp(self):
        super().setUp()
        self.new_invoice(partner=self.customer)
        self.run_sync()  # the customer is known to Xero

    def check(self, fault):
        getattr(self, fault.broken)()
        document = getattr(self, f"waiting_{fault.kind}")()
        writes = [call for call in self.run_sync() if call["method"] != "GET"]
        link = self.waits(document)
        if fault.refused:
            self.assertEqual(link.state, "error", link.error)
            self.assertEqual(link.cause, fault.refused, link.error)
            self.assertTrue(link.error and link.remedy)
            self.refresh_settings()
            writes = [call for call in self.run_sync() if call["method"] != "GET"]
            link = self.waits(document)
        self.assertEqual(writes, [], "held before any call")
        self.assertEqual((link.state, link.cause), ("held", fault.cause), link.error)
        self.assertIn(fault.says.casefold(), link.error.casefold())
        self.assertIn(fault.to_do.casefold(), link.remedy.casefold())
        getattr(self, fault.mended)()
        self.run_sync()
        link = self.waits(document)
        self.assertEqual(link.state, "synced", link.error)
        self.assertTrue(link.remote_id)

    # ------------------------------------------------------------------
    # what waits
    # ------------------------------------------------------------------
    def waits(self, document):
        """The link of a document, or of what settles it."""
        return self.link_of(document).exists()

    def waiting_invoice(self):
        return self.new_invoice()

    def waiting_exempt(self):
        return self.new_invoice({"price_unit": 100, "taxes": self.vat_exempt})

    def waiting_bill(self):
        return self.new_invoice(
            move_type="in_invoice", ref="B-1", partner=self.customer
        )

    def waiting_odd_bill(self):
        return self.new_invoice(
            {"price_unit": 100, "taxes": self.odd_tax()},
            move_type="in_invoice",
            ref="B-2",
            partner=self.customer,
        )

    def odd_tax(self):
        """A tax of a percentage that Xero has no rate of."""
        tax = self.env["account.tax"].search([("name", "=", "Two taxes")])
        return tax or self.bill_vat20.copy({"name": "Two taxes", "amount": 7})

    def waiting_analysed(self):
        return self.new_invoice(
            {"price_unit": 100, "analytic_distribution": {self.north.id: 100}}
        )

    def waiting_krona(self):
        return self.new_invoice(currency_id=self.krona.id)

    def waiting_payment(self):
        invoice = self.new_invoice()
        self.pay(invoice)
        return self.part_of(invoice, "cash")

    def waiting_write_off(self):
        invoice = self.new_invoice()
        self.pay(invoice, amount=100, write_off=True)
        return self.part_of(invoice, "write_off")

    def part_of(self, invoice, part):
        """What settles an invoice; known once a run has looked at the payment."""
        self.run_sync()
        (found,) = self.settlements(invoice).filtered(lambda one: one.part == part)
        return found

    # ------------------------------------------------------------------
    # Xero's settings
    # ------------------------------------------------------------------
    def xero_account(self, code):
        return (
            self.env["xero.account"]
            .with_context(active_test=False)
            .search([("connection_id", "=", self.connection.id), ("code", "=", code)])
        )

    def account_is(self, code, unseen=False, **values):
        """Somebody changes an account in Xero; ``unseen``: and nobody reads it yet."""
        books = self.organisation
        account = books.accounts[self.xero_account(code).remote_id]
        with books.transaction():
            books.save(books.accounts, {**account, **values})
        if not unseen:
            self.refresh_settings()

    def rate_is(self, code, unseen=False, **values):
        books = self.organisation
        (rate,) = [one for one in books.tax_rates.values() if one["TaxType"] == code]
        with books.transaction():
            books.save(books.tax_rates, {**rate, **values})
        if not unseen:
            self.refresh_settings()

    def nothing(self):
        """Nobody chose anything yet."""

    # ------------------------------------------------------------------
    # accounts
    # ------------------------------------------------------------------
    def no_default(self):
        self.connection.revenue_account_id = False

    def choose_default(self):
        self.connection.revenue_account_id = self.xero_account("200")

    def rule(self):
        return self.env["xero.account.mapping"].create(
            {
                "connection_id": self.connection.id,
                "level": "account",
                "account_id": self.income.id,
                "xero_account_id": self.xero_account("260").id,
            }
        )

    def rule_archived(self):
        self.rule()
        self.account_is("260", Status="ARCHIVED")

    def rule_restored(self):
        self.account_is("260", Status="ACTIVE")

    def rule_deleted(self):
        self.rule()
        self.account_is("260", Status="DELETED")

    def rule_deleted_unseen(self):
        self.rule()
        self.account_is("260", unseen=True, Status="DELETED")

    def rule_system(self):
        self.rule()
        self.account_is("260", SystemAccount="WAGEPAYABLES")

    def rule_changed(self):
        self.connection.account_mapping_ids.xero_account_id = self.xero_account("270")

    def default_archived(self):
        self.account_is("200", Status="ARCHIVED")

    def default_restored(self):
        self.account_is("200", Status="ACTIVE")

    def default_deleted(self):
        self.account_is("200", Status="DELETED")

    def default_changed(self):
        self.connection.revenue_account_id = self.xero_account("260")

    def default_deleted_unseen(self):
        self.account_is("200", unseen=True, Status="DELETED")

    def expense_archived(self):
        self.account_is("429", Status="ARCHIVED")

    def expense_restored(self):
        self.account_is("429", Status="ACTIVE")

    def no_expense_account(self):
        self.connection.expense_account_id = False

    def choose_expense_account(self):
        self.connection.expense_account_id = self.xero_account("429")

    # ------------------------------------------------------------------
    # taxes
    # ------------------------------------------------------------------
    def choose_tax(self):
        self.map_taxes(self.vat_exempt, "EXEMPTOUTPUT")

    def choose_purchase_tax(self):
        books = self.organisation
        (usual,) = [r for r in books.tax_rates.values() if r["TaxType"] == "INPUT2"]
        mine = {"TaxType": "TAX007", "Name": "Seven percent", "System": False}
        mine |= {"EffectiveRate": Decimal(7), "DisplayTaxRate": Decimal(7)}
        with books.transaction():
            books.save(books.tax_rates, usual | mine)
        self.refresh_settings()
        self.map_taxes(self.odd_tax(), "TAX007", use="purchase")

    def tax_archived(self):
        self.map_taxes(self.vat20, "OUTPUT2")
        self.rate_is("OUTPUT2", Status="ARCHIVED")

    def tax_restored(self):
        self.rate_is("OUTPUT2", Status="ACTIVE")

    def own_rate(self):
        """A rate that somebody made in Xero, and may delete."""
        books = self.organisation
        (usual,) = [r for r in books.tax_rates.values() if r["TaxType"] == "OUTPUT2"]
        mine = {"TaxType": "TAX001", "Name": "Our own 20 %", "System": False}
        with books.transaction():
            books.save(books.tax_rates, usual | mine)
        self.refresh_settings()
        self.map_taxes(self.vat20, "TAX001")

    def tax_deleted(self):
        self.own_rate()
        self.rate_is("TAX001", Status="DELETED")

    def tax_deleted_unseen(self):
        self.own_rate()
        self.rate_is("TAX001", unseen=True, Status="DELETED")

    def tax_illegal(self):
        self.map_taxes(self.vat20, "INPUT2")

    def tax_changed(self):
        self.connection.tax_mapping_ids.filtered(
            lambda one: one.tax_ids == self.vat20
        ).tax_rate_id = self.connection.tax_rate_ids.filtered(
            lambda rate: rate.code == "OUTPUT2"
        )

    # ------------------------------------------------------------------
    # money
    # ------------------------------------------------------------------
    def no_journal(self):
        self.bank_mapping.unlink()

    def choose_journal(self):
        self.map_journal(self.bank, self.bank_account)

    def bank_archived(self):
        self.account_is("090", Status="ARCHIVED")

    def bank_restored(self):
        self.account_is("090", Status="ACTIVE")

    def bank_deleted(self):
        self.account_is("090", Status="DELETED")

    def bank_deleted_unseen(self):
        self.account_is("090", unseen=True, Status="DELETED")

    def bank_changed(self):
        self.bank_mapping.xero_account_id = self.xero_account("091")

    def clearing_closed(self):
        self.bank_mapping.xero_account_id = self.payable_account()
        self.account_is("835", EnablePaymentsToAccount=False)

    def bank_in_dollars(self):
        self.account_is("090", CurrencyCode="USD")

    def bank_in_pounds(self):
        self.account_is("090", CurrencyCode="GBP")

    def choose_write_off(self):
        self.connection.write_off_account_id = self.payable_account()

    def write_off_archived(self):
        self.choose_write_off()
        self.account_is("835", Status="ARCHIVED")

    def write_off_restored(self):
        self.account_is("835", Status="ACTIVE")

    def write_off_deleted(self):
        self.choose_write_off()
        self.account_is("835", Status="DELETED")

    def write_off_deleted_unseen(self):
        self.choose_write_off()
        self.account_is("835", unseen=True, Status="DELETED")

    def write_off_closed(self):
        self.choose_write_off()
        self.account_is("835", EnablePaymentsToAccount=False)

    def write_off_changed(self):
        self.account_is("404", EnablePaymentsToAccount=True)
        self.connection.write_off_account_id = self.payable_account("404")

    def write_off_in_dollars(self):
        self.connection.write_off_account_id = self.xero_account("091")
        self.account_is("091", CurrencyCode="USD")

    # ------------------------------------------------------------------
    # tracking
    # ------------------------------------------------------------------
    def category_is(self, status="ACTIVE", option="ACTIVE", unseen=False):
        books = self.organisation
        options = [
            {"TrackingOptionID": OPTION, "Name": "North", "Status": option},
            {"TrackingOptionID": OTHER_OPTION, "Name": "South", "Status": "ACTIVE"},
        ]
        with books.transaction():
            books.save(
                books.tracking_categories,
                {
                    "TrackingCategoryID": CATEGORY,
                    "Name": "Region",
                    "Status": status,
                    "Options": [one for one in options if one["Status"] != "DELETED"],
                },
            )
        if not unseen:
            self.refresh_settings()

    def map_option(self, account, option_id):
        option = self.env["xero.tracking.option"].search(
            [("remote_id", "=", option_id)]
        )
        self.env["xero.tracking.mapping"].create(
            {
                "connection_id": self.connection.id,
                "analytic_account_id": account.id,
                "option_id": option.id,
            }
        )

    def only_south(self):
        self.category_is()
        self.map_option(self.south, OTHER_OPTION)

    def choose_option(self):
        self.map_option(self.north, OPTION)

    def tracked(self):
        self.category_is()
        self.map_option(self.north, OPTION)

    def option_archived(self):
        self.tracked()
        self.category_is(option="ARCHIVED")

    def option_restored(self):
        self.category_is()

    def option_deleted(self):
        self.tracked()
        self.category_is(option="DELETED")

    def option_deleted_unseen(self):
        self.tracked()
        self.category_is(option="DELETED", unseen=True)

    def category_archived(self):
        self.tracked()
        self.category_is(status="ARCHIVED")

    def category_deleted(self):
        self.tracked()
        books = self.organisation
        with books.transaction():
            books.tracking_categories.remove(CATEGORY)
        self.refresh_settings()

    def option_of_another_category(self):
        """As it is made anew in Xero."""
        books = self.organisation
        option = {"TrackingOptionID": NEW_OPTION, "Name": "North", "Status": "ACTIVE"}
        with books.transaction():
            books.save(
                books.tracking_categories,
                {
                    "TrackingCategoryID": NEW_CATEGORY,
                    "Name": "Area",
                    "Status": "ACTIVE",
                    "Options": [option],
                },
            )
        self.refresh_settings()
        self.connection.tracking_mapping_ids.option_id = self.env[
            "xero.tracking.option"
        ].search([("remote_id", "=", NEW_OPTION)])

    def option_changed(self):
        option = self.env["xero.tracking.option"].search(
            [("remote_id", "=", OTHER_OPTION)]
        )
        self.connection.tracking_mapping_ids.option_id = option

    # ------------------------------------------------------------------
    # currencies
    # ------------------------------------------------------------------
    def add_currency(self):
        self.use_in_xero("SEK")

    def currency_removed_unseen(self):
        self.use_in_xero("SEK")
        books = self.organisation
        (key,) = [k for k, one in books.currencies.items() if one["Code"] == "SEK"]
        with books.transaction():
            books.currencies.remove(key)


def _test(fault):
    return lambda self: self.check(fault)


for _name, _fault in FAULTS.items():
    setattr(TestMappingFaults, f"test_{_name}", _test(_fault))
