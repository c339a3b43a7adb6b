# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An organisation as its bookkeeper sees it: what a person does in Xero's own pages.

Every method takes and gives stored records (natural values, see ``store``), works under
the organisation's lock, tells webhooks like any change in Xero does, and raises
``errors.Invalid`` with Xero's words when a rule forbids it. Amounts are Decimal (or
what ``Decimal(str())`` takes) in the document's currency, days are ``date``. Accounts
are named by code.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from ..accounting import (
    accounts,
    allocations,
    bank_transactions,
    batch_payments,
    contact_form,
    contacts,
    credit_calls,
    credit_note_calls,
    invoice_form,
    items,
    payment_form,
    payments,
    settle,
)
from ..accounting.credit_notes import SPEC as CREDIT_NOTE
from ..accounting.document_writer import Spec, close, write
from ..accounting.invoices import SPEC as INVOICE
from ..errors import Invalid, NotFound
from ..store import Record
from .organisation import Organisation

Amount = Decimal | int | float | str


def _decimal(amount: Amount) -> Decimal:
    return amount if isinstance(amount, Decimal) else Decimal(str(amount))


class Books(Organisation):
    """The organisation with the bookkeeper's actions."""

    #: What another process may call through ``/_control/actions``.
    ACTIONS = (
        "add_account",
        "add_auto_sales_tax",
        "add_contact",
        "add_conversion_balance",
        "add_credit_note",
        "add_invoice",
        "add_item",
        "allocate",
        "approve",
        "archive_account",
        "archive_contact",
        "close_document",
        "delete_batch",
        "delete_payment",
        "edit_contact",
        "edit_document",
        "edit_item",
        "lock_period",
        "lock_year",
        "merge_contacts",
        "reconcile_payment",
        "record_bank_transaction",
        "record_batch_deposit",
        "record_overpayment",
        "record_payment",
        "record_prepayment",
        "remove_allocation",
        "restore_contact",
        "void_invoice",
    )

    # Contacts

    def add_contact(self, name: str, **fields: Any) -> Record:
        with self.transaction():
            return contacts.save(self, {"Name": name, **fields}, None)

    def edit_contact(self, contact_id: str, **changes: Any) -> Record:
        with self.transaction():
            return contacts.save(self, changes, self.contacts[contact_id])

    def archive_contact(self, contact_id: str) -> Record:
        return self.edit_contact(contact_id, ContactStatus="ARCHIVED")

    def restore_contact(self, contact_id: str) -> Record:
        """Only a person can: the API refuses every edit of an archived contact."""
        with self.transaction():
            contact = self.contacts[contact_id]
            if self.contacts.one("name", contact["Name"].lower()):
                raise Invalid(contacts.name_taken(contact["Name"]))
            return self.save(self.contacts, {**contact, "ContactStatus": "ACTIVE"})

    def merge_contacts(self, loser_id: str, winner_id: str) -> Record:
        """Merge one contact into another; returns the archived one."""
        contacts.merge(self, loser_id, winner_id)
        loser: Record = self.contacts[loser_id]
        return loser

    # Documents

    def add_invoice(
        self,
        contact_id: str,
        lines: list[Record] | None = None,
        *,
        kind: str = "ACCREC",
        status: str = "AUTHORISED",
        amount: Amount | None = None,
        **fields: Any,
    ) -> Record:
        """An invoice or bill; ``amount`` alone makes one line of that net amount."""
        fields.setdefault("DueDate", self.today() + timedelta(days=30))
        return self._add_document(
            INVOICE, contact_id, lines, kind, status, amount, fields
        )

    def add_credit_note(
        self,
        contact_id: str,
        lines: list[Record] | None = None,
        *,
        kind: str = "ACCRECCREDIT",
        status: str = "AUTHORISED",
        amount: Amount | None = None,
        **fields: Any,
    ) -> Record:
        return self._add_document(
            CREDIT_NOTE, contact_id, lines, kind, status, amount, fields
        )

    def add_conversion_balance(
        self,
        contact_id: str,
        number: str,
        amount: Amount,
        day: date,
        *,
        kind: str = "ACCREC",
    ) -> Record:
        """An invoice from before the organisation came to Xero: no tax, booked to the
        historical adjustment account."""
        account = self._system_account("HISTORICAL")
        line = {
            "Description": "Conversion balance",
            "Quantity": Decimal(1),
            "UnitAmount": _decimal(amount),
            "AccountID": account["AccountID"],
        }
        return self.add_invoice(
            contact_id,
            [line],
            kind=kind,
            InvoiceNumber=number,
            Date=day,
            DueDate=day + timedelta(days=30),
            LineAmountTypes="NoTax",
        )

    def edit_document(self, document_id: str, **changes: Any) -> Record:
        """Change an invoice, bill or credit note; fields as in the API."""
        spec, record = self._document(document_id)
        with self.transaction():
            return write(
                self,
                spec,
                _as_sent(changes),
                creating=False,
                adviser=True,
                target=record,
                person=True,
            ).record

    def approve(self, document_id: str) -> Record:
        return self.edit_document(document_id, Status="AUTHORISED")

    def close_document(self, document_id: str) -> Record:
        """Void what is approved, delete what is not."""
        spec, record = self._document(document_id)
        approved = record["Status"] in ("AUTHORISED", "PAID")
        with self.transaction():
            return close(self, spec, record, "VOIDED" if approved else "DELETED", True)

    def void_invoice(self, invoice_id: str) -> Record:
        return self.close_document(invoice_id)

    # Money

    def record_payment(
        self,
        document_id: str,
        amount: Amount | None = None,
        *,
        account: str | None = None,
        day: date | None = None,
        reference: str = "",
        **fields: Any,
    ) -> Record:
        """Pay (or refund) a document, all that is due unless ``amount`` says less."""
        kind, record = self._payable(document_id)
        due = settle.left(kind, record) if amount is None else _decimal(amount)
        values = {
            kind: {settle.KINDS[kind][1]: document_id},
            "Account": {"Code": account or self._bank_code(record["CurrencyCode"])},
            "Amount": due,
            "Date": day or self.today(),
            "Reference": reference,
            **fields,
        }
        with self.transaction():
            return payments.create(self, values, True).record

    def delete_payment(self, payment_id: str) -> Record:
        with self.transaction():
            return payments.delete(self, self.payments[payment_id], True)

    def reconcile_payment(self, payment_id: str, reconciled: bool = True) -> Record:
        """Match a payment with a bank statement line, or take the match back."""
        with self.transaction():
            payment = self.payments[payment_id]
            if payment["Status"] != "AUTHORISED":
                raise Invalid("A deleted payment cannot be reconciled")
            return self.save(self.payments, {**payment, "IsReconciled": reconciled})

    def record_batch_deposit(
        self,
        amounts: dict[str, Amount],
        *,
        account: str | None = None,
        day: date | None = None,
        reference: str = "",
    ) -> Record:
        """One deposit for several invoices: id -> amount."""
        values = {
            "Account": {"Code": account or self._bank_code(self.base_currency)},
            "Date": day or self.today(),
            "Reference": reference,
            "Payments": [
                {"Invoice": {"InvoiceID": invoice_id}, "Amount": _decimal(amount)}
                for invoice_id, amount in amounts.items()
            ],
        }
        with self.transaction():
            return batch_payments.create(self, values, True)

    def delete_batch(self, batch_id: str) -> Record:
        with self.transaction():
            return batch_payments.delete(self, self.batch_payments[batch_id], True)

    def record_bank_transaction(
        self,
        contact_id: str,
        lines: list[Record],
        *,
        kind: str = "RECEIVE",
        account: str | None = None,
        day: date | None = None,
        **fields: Any,
    ) -> Record:
        element = {
            "Type": kind,
            "Contact": {"ContactID": contact_id},
            "BankAccount": {"Code": account or self._bank_code(self.base_currency)},
            "Date": day or self.today(),
            "LineItems": lines,
            **fields,
        }
        with self.transaction():
            return bank_transactions.write(
                self, _as_sent(element), creating=True, adviser=True
            ).record

    def record_overpayment(
        self,
        contact_id: str,
        amount: Amount,
        *,
        kind: str = "RECEIVE-OVERPAYMENT",
        account: str | None = None,
        day: date | None = None,
    ) -> Record:
        """Money above what is due; returns the overpayment."""
        line = {"Description": "Overpayment", "LineAmount": _decimal(amount)}
        transaction = self.record_bank_transaction(
            contact_id, [line], kind=kind, account=account, day=day
        )
        record: Record = self.overpayments[transaction["OverpaymentID"]]
        return record

    def record_prepayment(
        self,
        contact_id: str,
        amount: Amount,
        *,
        kind: str = "RECEIVE-PREPAYMENT",
        account: str | None = None,
        income_account: str = "200",
        day: date | None = None,
    ) -> Record:
        """Money ahead of an invoice; returns the prepayment."""
        line = {
            "Description": "Prepayment",
            "UnitAmount": _decimal(amount),
            "AccountCode": income_account,
        }
        transaction = self.record_bank_transaction(
            contact_id, [line], kind=kind, account=account, day=day
        )
        record: Record = self.prepayments[transaction["PrepaymentID"]]
        return record

    def allocate(
        self, source_id: str, invoice_id: str, amount: Amount | None = None
    ) -> Record:
        """Apply a credit note, overpayment or prepayment to an invoice."""
        kind, source = self._payable(source_id)
        invoice = self.invoices[invoice_id]
        most = min(settle.left(kind, source), settle.left("Invoice", invoice))
        values = {
            "Invoice": {"InvoiceID": invoice_id},
            "Amount": most if amount is None else _decimal(amount),
        }
        with self.transaction():
            return allocations.create(self, kind, source_id, values, True)

    def remove_allocation(self, allocation_id: str) -> Record:
        with self.transaction():
            record = self.allocations[allocation_id]
            return allocations.remove(self, record, True)

    # Settings

    def lock_period(self, day: date | None) -> None:
        """Nothing on or before ``day`` may change any more; None opens everything."""
        self._set_lock("PeriodLockDate", day)

    def lock_year(self, day: date | None) -> None:
        self._set_lock("EndOfYearLockDate", day)

    def _set_lock(self, field: str, day: date | None) -> None:
        with self.lock:
            profile = {k: v for k, v in self.profile.items() if k != field}
            if day is not None:
                profile[field] = day
            self.profile = profile

    def add_account(self, code: str, name: str, kind: str, **fields: Any) -> Record:
        with self.transaction():
            values = {"Code": code, "Name": name, "Type": kind, **fields}
            return accounts.save(self, values, None)

    def archive_account(self, code: str) -> Record:
        with self.transaction():
            existing = self._account(code)
            return accounts.save(self, {"Status": "ARCHIVED"}, existing)

    def add_auto_sales_tax(self, name: str, percent: Amount) -> Record:
        """A rate of US automatic sales tax, as Xero makes them itself."""
        component = {
            "Name": name,
            "Rate": _decimal(percent),
            "IsCompound": False,
            "IsNonRecoverable": False,
        }
        with self.transaction():
            return self.save(
                self.tax_rates,
                {
                    "Name": name,
                    "TaxType": self.ids.guid(),
                    "ReportTaxType": "USSALESTAX",
                    "CanApplyToAssets": True,
                    "CanApplyToEquity": True,
                    "CanApplyToExpenses": False,
                    "CanApplyToLiabilities": True,
                    "CanApplyToRevenue": True,
                    "DisplayTaxRate": _decimal(percent),
                    "EffectiveRate": _decimal(percent),
                    "Status": "ACTIVE",
                    "TaxComponents": [component],
                    "System": True,
                },
            )

    def add_item(self, code: str, **fields: Any) -> Record:
        with self.transaction():
            values = _as_sent({"Code": code, **fields})
            return items.write(self, values, creating=True).record

    def edit_item(self, item_id: str, **changes: Any) -> Record:
        with self.transaction():
            target = self.items[item_id]
            values = _as_sent(changes)
            return items.write(self, values, creating=False, target=target).record

    # What the API would show

    def json(self, collection: str, record_id: str) -> Record:
        """A record as a single read through the API shows it (Python values)."""
        table = self.tables[collection]
        record = table.get(record_id)
        if record is None:
            raise NotFound
        full: dict[str, Any] = {"with_lines": True, "with_contact": True, "places": 4}
        shown: Record
        if collection == "Invoices":
            shown = invoice_form.form(self, record, **full)
        elif collection == "CreditNotes":
            shown = credit_note_calls.form(self, record, **full)
        elif collection == "Contacts":
            shown = contact_form.full(self, record)
        elif collection == "Payments":
            shown = payment_form.form(self, record, detail=True)
        elif collection in ("Overpayments", "Prepayments"):
            shown = credit_calls.form(self, collection[:-1], record, **full)
        else:
            shown = dict(record)
        return shown

    # Finding things

    def _add_document(
        self,
        spec: Spec,
        contact_id: str,
        lines: list[Record] | None,
        kind: str,
        status: str,
        amount: Amount | None,
        fields: dict[str, Any],
    ) -> Record:
        if lines is None:
            lines = [
                {
                    "Description": "Goods and services",
                    "Quantity": Decimal(1),
                    "UnitAmount": _decimal(amount or 0),
                    "AccountCode": "200" if kind.startswith("ACCREC") else "429",
                }
            ]
        element = {
            "Type": kind,
            "Contact": {"ContactID": contact_id},
            "Status": status,
            "LineItems": lines,
            **fields,
        }
        with self.transaction():
            return write(
                self,
                spec,
                _as_sent(element),
                creating=True,
                adviser=True,
                person=True,
            ).record

    def _document(self, document_id: str) -> tuple[Spec, Record]:
        for spec in (INVOICE, CREDIT_NOTE):
            record = settle.table_of(self, spec.kind).get(document_id)
            if record is not None:
                return spec, record
        raise NotFound

    def _payable(self, document_id: str) -> tuple[str, Record]:
        for kind in settle.KINDS:
            record = settle.table_of(self, kind).get(document_id)
            if record is not None:
                return kind, record
        raise NotFound

    def _account(self, code: str) -> Record:
        account = self.accounts.one("code", code.lower())
        if account is None:
            raise NotFound
        return account

    def _system_account(self, name: str) -> Record:
        return next(
            account
            for account in self.accounts.values()
            if account.get("SystemAccount") == name
        )

    def _bank_code(self, currency: str) -> str:
        """The first active bank account, rather one in the currency."""
        banks = [
            account
            for account in self.accounts.values()
            if account["Type"] == "BANK" and account["Status"] == "ACTIVE"
        ]
        banks.sort(key=lambda account: account["CurrencyCode"] != currency)
        return str(banks[0]["Code"])


def _as_sent(value: Any) -> Any:
    """Natural values in the form in which a body is read."""
    if isinstance(value, dict):
        return {key: _as_sent(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_sent(item) for item in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return Decimal(str(value))
    if isinstance(value, date):
        return value.isoformat()
    return value
