# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's official Python SDK as a client that we did not write.

It is strict about enumerations, booleans and dates of answers, and it sends what real
clients send: ``summarizeErrors=False``, ``/Date()/`` in bodies, credentials in the form
of the token request, ``/Connections`` with a capital. What it cannot read, or what does
not succeed or fail as Xero's documentation says, fails here.
"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

pytest.importorskip("xero_python")

from xero_python.accounting import AccountingApi  # noqa: E402
from xero_python.accounting import models as m  # noqa: E402
from xero_python.api_client import ApiClient  # noqa: E402
from xero_python.api_client.configuration import Configuration  # noqa: E402
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi  # noqa: E402
from xero_python.exceptions import (  # noqa: E402
    AccountingBadRequestException,
    HTTPStatusException,
    NotFoundException,
    RateLimitException,
)
from xero_python.identity import IdentityApi  # noqa: E402

from .sdk_calls import count  # noqa: E402

TODAY = date(2026, 11, 2)
UNKNOWN = "11111111-1111-4111-8111-111111111111"


class Sdk:
    """The SDK connected to a local Xero through the whole sign-in."""

    def __init__(self, xero):
        self.xero = xero
        self.token = self._sign_in()
        configuration = Configuration(
            oauth2_token=OAuth2Token(
                client_id=xero.client_id, client_secret=xero.client_secret
            )
        )
        configuration.proxy = None
        self.client = ApiClient(
            configuration,
            oauth2_token_getter=lambda: self.token,
            oauth2_token_saver=self._save,
        )
        count(self.client)
        self.api = AccountingApi(self.client, base_url=xero.api_url)
        self.identity = IdentityApi(self.client, base_url=xero.base_url)
        self.tokens = TokenApi(self.client, xero.client_id, xero.client_secret)
        self.tokens.refresh_token_url = f"{xero.base_url}/connect/token"
        self.tokens.revoke_token_url = f"{xero.base_url}/connect/revocation"
        self.tenant = self.identity.get_connections()[0].tenant_id
        first = m.Contacts(contacts=[m.Contact(name="A")])
        self.contact = self("create_contacts", contacts=first)

    def _sign_in(self):
        import requests

        back = "http://localhost:8069/callback"
        query = urlencode(
            {
                "response_type": "code",
                "client_id": self.xero.client_id,
                "redirect_uri": back,
                "scope": "openid profile email offline_access accounting.invoices"
                " accounting.payments accounting.banktransactions"
                " accounting.manualjournals accounting.contacts accounting.settings"
                " accounting.attachments",
            }
        )
        url = f"{self.xero.base_url}/identity/connect/authorize?{query}"
        code = parse_qs(urlsplit(self.xero.consent(url)).query)["code"][0]
        with requests.Session() as session:
            session.trust_env = False
            return session.post(
                f"{self.xero.base_url}/connect/token",
                {
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": back,
                    "client_id": self.xero.client_id,
                    "client_secret": self.xero.client_secret,
                },
            ).json()

    def _save(self, token):
        self.token = token

    def __call__(self, method, **arguments):
        """Call a method of the accounting API; a list of one gives the one."""
        answer = getattr(self.api, method)(self.tenant, **arguments)
        for name in getattr(answer, "openapi_types", {}):
            value = getattr(answer, name)
            if isinstance(value, list) and name not in ("warnings",):
                return value[0] if len(value) == 1 else value
        return answer

    def fails(self, method, **arguments):
        """The messages of a call that fails with 400."""
        with pytest.raises(AccountingBadRequestException) as caught:
            self(method, **arguments)
        assert caught.value.status == 400
        return [
            error["Message"]
            for element in caught.value.error_data["Elements"]
            for error in element["ValidationErrors"]
        ]

    def missing(self, method, **arguments):
        with pytest.raises(NotFoundException):
            self(method, **arguments)

    # Bodies

    def who(self):
        return m.Contact(contact_id=self.contact.contact_id)

    def line(self, account="200", amount=100, **more):
        return m.LineItem(
            description="Desk",
            quantity=Decimal(1),
            unit_amount=Decimal(str(amount)),
            account_code=account,
            **more,
        )

    def invoice_body(self, kind="ACCREC", **more):
        values = {
            "type": kind,
            "contact": self.who(),
            "date": TODAY,
            "due_date": date(2026, 12, 31),
            "line_items": [self.line("200" if kind == "ACCREC" else "429")],
            "status": "AUTHORISED",
            **more,
        }
        return m.Invoices(invoices=[m.Invoice(**values)])

    def invoice(self, kind="ACCREC", **more):
        return self("create_invoices", invoices=self.invoice_body(kind, **more))

    def note(self, kind="ACCRECCREDIT", **more):
        account = "200" if kind == "ACCRECCREDIT" else "429"
        values = {
            "type": kind,
            "contact": self.who(),
            "date": TODAY,
            "line_items": [self.line(account)],
            "status": "AUTHORISED",
            **more,
        }
        body = m.CreditNotes(credit_notes=[m.CreditNote(**values)])
        return self("create_credit_notes", credit_notes=body)

    def payment_body(self, invoice, amount):
        return m.Payment(
            invoice=m.Invoice(invoice_id=invoice.invoice_id),
            account=m.Account(code="090"),
            date=TODAY,
            amount=Decimal(str(amount)),
        )

    def bank(self, kind="SPEND", **more):
        account = "429" if kind.startswith("SPEND") else "200"
        values = {
            "type": kind,
            "contact": self.who(),
            "bank_account": m.Account(code="090"),
            "line_items": [self.line(account)],
            "date": TODAY,
            **more,
        }
        body = m.BankTransactions(bank_transactions=[m.BankTransaction(**values)])
        return self("create_bank_transactions", bank_transactions=body)

    def journal(self, **more):
        lines = [
            m.ManualJournalLine(line_amount=Decimal(10), account_code="429"),
            m.ManualJournalLine(line_amount=Decimal(-10), account_code="805"),
        ]
        values = {"narration": "Accrual", "journal_lines": lines, "date": TODAY}
        body = [m.ManualJournal(**{**values, **more})]
        return self(
            "create_manual_journals",
            manual_journals=m.ManualJournals(manual_journals=body),
        )

    def transfer(self):
        body = m.BankTransfer(
            from_bank_account=m.Account(code="090"),
            to_bank_account=m.Account(code="091"),
            amount=Decimal(20),
            date=TODAY,
        )
        return self(
            "create_bank_transfer",
            bank_transfers=m.BankTransfers(bank_transfers=[body]),
        )


@pytest.fixture
def sdk(xero):
    made = Sdk(xero)
    yield made
    made.client.rest_client.pool_manager.clear()


def test_connect_refresh_revoke(sdk):
    (connection,) = sdk.identity.get_connections()
    assert connection.tenant_name == sdk.xero.tenants[0]["name"]
    old = sdk.token
    new = sdk.tokens.refresh_token(old["refresh_token"], old["scope"].split())
    assert new["refresh_token"] != old["refresh_token"]
    assert {"access_token", "scope", "expires_in", "token_type"} <= set(new)
    sdk.token = new
    assert sdk("get_organisations").name == connection.tenant_name
    sdk.tokens.refresh_token(old["refresh_token"], old["scope"].split())  # in grace
    sdk.xero.clock.advance(31 * 60)
    with pytest.raises(HTTPStatusException) as caught:
        sdk.tokens.refresh_token(old["refresh_token"], old["scope"].split())
    assert caught.value.status == 400
    newest = sdk.tokens.refresh_token(new["refresh_token"], new["scope"].split())
    sdk.token = newest
    assert sdk.tokens.revoke_token(newest["refresh_token"]) == 200
    with pytest.raises(HTTPStatusException) as caught:
        sdk("get_organisations")
    assert caught.value.status == 401


def test_disconnect(sdk):
    (connection,) = sdk.identity.get_connections()
    sdk.identity.delete_connection(connection.id)
    assert sdk.identity.get_connections() == []
    with pytest.raises(HTTPStatusException) as caught:
        sdk("get_organisations")
    assert caught.value.status == 403
    with pytest.raises(NotFoundException):
        sdk.identity.delete_connection(connection.id)


def test_settings(sdk):
    organisation = sdk("get_organisations")
    assert organisation.base_currency.value == "GBP"
    assert organisation.version == "UK"
    actions = sdk("get_organisation_actions")
    assert {action.status for action in actions} == {"ALLOWED"}
    assert len(sdk("get_currencies")) == 3
    assert sdk("create_currency", currency=m.Currency(code=m.CurrencyCode.JPY))
    themes = sdk("get_branding_themes")
    theme = sdk("get_branding_theme", branding_theme_id=themes[0].branding_theme_id)
    assert theme.name == "Standard"
    sdk.missing("get_branding_theme", branding_theme_id=UNKNOWN)
    adviser = sdk("get_users", where='OrganisationRole=="FINANCIALADVISER"')
    assert sdk("get_user", user_id=adviser.user_id).email_address == "alex@example.com"


def test_accounts(sdk):
    accounts = sdk("get_accounts", where='Status=="ACTIVE"', order="Code ASC")
    assert len(accounts) > 50
    body = m.Account(code="455", name="Parking", type=m.AccountType.EXPENSE)
    account = sdk("create_account", account=body)
    account_id = account.account_id
    assert sdk("get_account", account_id=account_id).name == "Parking"
    renamed = m.Accounts(accounts=[m.Account(name="Parking fees")])
    updated = sdk("update_account", account_id=account_id, accounts=renamed)
    assert updated.name == "Parking fees"
    archived = m.Accounts(accounts=[m.Account(status="ARCHIVED")])
    assert sdk("update_account", account_id=account_id, accounts=archived)
    assert sdk("delete_account", account_id=account_id).status == "DELETED"
    assert sdk.fails("delete_account", account_id=account_id)
    assert sdk.fails("create_account", account=m.Account(code="200", name="Sales"))
    sdk.missing("get_account", account_id=UNKNOWN)


def test_tax_rates(sdk):
    assert len(sdk("get_tax_rates")) > 20
    rate = sdk("get_tax_rate_by_tax_type", tax_type="OUTPUT2")
    assert rate.effective_rate == 20
    component = m.TaxComponent(name="Levy", rate=Decimal(3))
    body = m.TaxRate(name="Levy", tax_components=[component], report_tax_type="OUTPUT")
    made = sdk("create_tax_rates", tax_rates=m.TaxRates(tax_rates=[body]))
    assert made.tax_type == "TAX001"
    gone = m.TaxRates(
        tax_rates=[m.TaxRate(name="Levy", tax_type="TAX001", status="DELETED")]
    )
    assert sdk("update_tax_rate", tax_rates=gone).status == "DELETED"
    nameless = m.TaxRates(tax_rates=[m.TaxRate(tax_components=[component])])
    assert sdk.fails("create_tax_rates", tax_rates=nameless)
    sdk.missing("get_tax_rate_by_tax_type", tax_type="NOPE")


def test_tracking(sdk):
    made = sdk(
        "create_tracking_category", tracking_category=m.TrackingCategory(name="Region")
    )
    category_id = made.tracking_category_id
    option = sdk(
        "create_tracking_options",
        tracking_category_id=category_id,
        tracking_option=m.TrackingOption(name="North"),
    )
    both = {
        "tracking_category_id": category_id,
        "tracking_option_id": option.tracking_option_id,
    }
    sdk("update_tracking_options", **both, tracking_option=m.TrackingOption(name="N"))
    assert sdk("get_tracking_categories", include_archived=True).name == "Region"
    found = sdk("get_tracking_category", tracking_category_id=category_id)
    assert found.options[0].name == "N"
    renamed = sdk(
        "update_tracking_category",
        tracking_category_id=category_id,
        tracking_category=m.TrackingCategory(name="Area"),
    )
    assert renamed.name == "Area"
    tracked = m.LineItemTracking(name="Area", option="N")
    invoice = sdk.invoice(line_items=[sdk.line(tracking=[tracked])])
    assert invoice.line_items[0].tracking[0].option == "N"
    assert sdk.fails("delete_tracking_options", **both)
    assert sdk.fails("delete_tracking_category", tracking_category_id=category_id)
    other = sdk(
        "create_tracking_category", tracking_category=m.TrackingCategory(name="Other")
    )
    gone = sdk(
        "delete_tracking_category", tracking_category_id=other.tracking_category_id
    )
    assert gone.status == "DELETED"


def test_contacts(sdk):
    bodies = [
        m.Contact(
            name=f"Contact {number}",
            contact_number=f"C-{number}",
            email_address="a@example.com",
            phones=[m.Phone(phone_type="MOBILE", phone_number="1")],
            addresses=[m.Address(address_type="POBOX", city="Rye")],
            contact_persons=[m.ContactPerson(first_name="Bo", include_in_emails=True)],
        )
        for number in range(3)
    ]
    made = sdk(
        "create_contacts", contacts=m.Contacts(contacts=bodies), summarize_errors=False
    )
    assert [contact.status_attribute_string for contact in made] == ["OK"] * 3
    page = sdk.api.get_contacts(sdk.tenant, page=2, page_size=2)
    assert (page.pagination.page_count, page.pagination.item_count) == (2, 4)
    first = made[0]
    by_number = sdk("get_contact_by_contact_number", contact_number="C-0")
    assert by_number.contact_id == first.contact_id
    assert len(by_number.phones) == 4
    found = sdk(
        "get_contacts",
        where='Name=="contact 1"',
        order="Name DESC",
        include_archived=True,
        summary_only=False,
        search_term="Contact",
    )
    assert found.name == "Contact 1"
    ids = [contact.contact_id for contact in made[1:]]
    assert len(sdk("get_contacts", i_ds=ids)) == 2
    since = datetime(2026, 11, 2, 9, 0, 0)
    assert sdk("get_contacts", if_modified_since=since) == []
    changed = m.Contacts(contacts=[m.Contact(name="Renamed")])
    sdk("update_contact", contact_id=first.contact_id, contacts=changed)
    both = m.Contacts(contacts=[m.Contact(contact_number="C-1", name="By number")])
    sdk("update_or_create_contacts", contacts=both)
    assert sdk.fails(
        "create_contacts", contacts=m.Contacts(contacts=[m.Contact(name="A")])
    ) == [
        "The contact name A is already assigned to another contact. The contact name"
        " must be unique across all active contacts."
    ]
    mixed = sdk(
        "create_contacts",
        contacts=m.Contacts(contacts=[m.Contact(name="A"), m.Contact(name="New")]),
        summarize_errors=False,
    )
    assert mixed[0].has_validation_errors is True
    assert mixed[0].validation_errors[0].message.startswith("The contact name A")
    assert mixed[1].status_attribute_string == "OK"
    archived = m.Contacts(contacts=[m.Contact(contact_status="ARCHIVED")])
    sdk("update_contact", contact_id=first.contact_id, contacts=archived)
    assert sdk.fails("update_contact", contact_id=first.contact_id, contacts=archived)
    sdk.missing("get_contact", contact_id=UNKNOWN)


def test_contact_groups(sdk):
    group = sdk(
        "create_contact_group",
        contact_groups=m.ContactGroups(contact_groups=[m.ContactGroup(name="G")]),
    )
    group_id = group.contact_group_id
    members = m.Contacts(contacts=[sdk.who()])
    sdk("create_contact_group_contacts", contact_group_id=group_id, contacts=members)
    found = sdk("get_contact_group", contact_group_id=group_id)
    assert found.contacts[0].name == "A"
    assert sdk("get_contact_groups").name == "G"
    sdk(
        "delete_contact_group_contact",
        contact_group_id=group_id,
        contact_id=sdk.contact.contact_id,
    )
    sdk("delete_contact_group_contacts", contact_group_id=group_id)
    gone = m.ContactGroups(contact_groups=[m.ContactGroup(status="DELETED")])
    sdk("update_contact_group", contact_group_id=group_id, contact_groups=gone)
    sdk.missing("get_contact_group", contact_group_id=group_id)


def test_items(sdk):
    body = m.Item(
        code="DESK",
        name="Desk",
        sales_details=m.Purchase(unit_price=Decimal("99.9999"), account_code="200"),
    )
    item = sdk("create_items", items=m.Items(items=[body]), unitdp=4)
    assert item.sales_details.unit_price == Decimal("99.9999")
    assert sdk("get_items", where='Code=="DESK"', unitdp=4).item_id == item.item_id
    assert sdk("get_item", item_id=item.item_id).sales_details.unit_price == 100
    changed = m.Items(items=[m.Item(code="DESK", name="Table")])
    assert sdk("update_item", item_id=item.item_id, items=changed).name == "Table"
    both = m.Items(items=[m.Item(code="DESK", name="X"), m.Item(code="CHAIR")])
    assert len(sdk("update_or_create_items", items=both)) == 2
    assert sdk.fails("create_items", items=changed)
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    sdk("create_item_history", item_id=item.item_id, history_records=notes)
    assert sdk("get_item_history", item_id=item.item_id).details == "Hello"
    sdk("delete_item", item_id=item.item_id)
    sdk.missing("get_item", item_id=item.item_id)


@pytest.mark.parametrize("kind", ["ACCREC", "ACCPAY"])
def test_invoices(sdk, kind):
    invoice = sdk.invoice(kind, invoice_number="N-1", reference="R")
    assert (invoice.total, invoice.amount_due) == (120, 120)
    assert invoice.status == "AUTHORISED"
    assert invoice.date == TODAY
    found = sdk("get_invoice", invoice_id=invoice.invoice_id, unitdp=4)
    assert found.line_items[0].tax_amount == 20
    by_number = sdk("get_invoice", invoice_id="N-1")
    assert by_number.invoice_id == invoice.invoice_id
    for number in range(2, 4):
        sdk.invoice(kind, invoice_number=f"N-{number}", status="DRAFT")
    page = sdk.api.get_invoices(
        sdk.tenant,
        where=f'Type=="{kind}" AND Date>=DateTime(2026,01,01)',
        order="InvoiceNumber DESC",
        page=1,
        page_size=2,
        created_by_my_app=True,
        unitdp=4,
    )
    assert [i.invoice_number for i in page.invoices] == ["N-3", "N-2"]
    assert page.pagination.item_count == 3
    assert page.invoices[0].line_items
    assert not sdk("get_invoices", invoice_numbers=["N-1"]).line_items
    lists = {
        "i_ds": [invoice.invoice_id],
        "contact_i_ds": [sdk.contact.contact_id],
        "statuses": ["AUTHORISED"],
        "summary_only": False,
        "search_term": "N-",
    }
    assert sdk("get_invoices", **lists).invoice_id == invoice.invoice_id
    change = m.Invoices(invoices=[m.Invoice(invoice_number="N-1b")])
    updated = sdk("update_invoice", invoice_id=invoice.invoice_id, invoices=change)
    assert updated.invoice_number == "N-1b"
    body = sdk.invoice_body(kind, invoice_id=invoice.invoice_id)
    body.invoices[0].line_items = [sdk.line("200" if kind == "ACCREC" else "429", 50)]
    again = sdk("update_or_create_invoices", invoices=body, summarize_errors=False)
    assert (again.total, again.status_attribute_string) == (60, "OK")
    void = m.Invoices(invoices=[m.Invoice(status="VOIDED")])
    sdk("update_invoice", invoice_id=invoice.invoice_id, invoices=void)
    assert sdk.fails(
        "update_invoice", invoice_id=invoice.invoice_id, invoices=void
    ) == ["Invoice not of valid status for modification"]
    draft = sdk("get_invoices", statuses=["DRAFT"], page=1, page_size=1)
    gone = m.Invoices(invoices=[m.Invoice(status="DELETED")])
    sdk("update_invoice", invoice_id=draft.invoice_id, invoices=gone)
    bad = sdk.invoice_body(kind)
    bad.invoices[0].line_items[0].account_code = "999"
    bad.invoices[0].line_items[0].tax_type = "NONE"
    assert sdk.fails("create_invoices", invoices=bad) == [
        "Account code '999' is not a valid code for this document."
    ]
    outcome = sdk("create_invoices", invoices=bad, summarize_errors=False)
    assert outcome.has_errors is True
    assert outcome.validation_errors[0].message.startswith("Account code '999'")
    sdk.missing("get_invoice", invoice_id=UNKNOWN)


def test_invoice_extras(sdk):
    changed = m.Contacts(contacts=[m.Contact(email_address="a@example.com")])
    sdk("update_contact", contact_id=sdk.contact.contact_id, contacts=changed)
    invoice_id = sdk.invoice().invoice_id
    online = sdk("get_online_invoice", invoice_id=invoice_id)
    assert online.online_invoice_url.startswith("https://in.xero.com/")
    sdk("email_invoice", invoice_id=invoice_id, request_empty=m.RequestEmpty())
    pdf = Path(sdk("get_invoice_as_pdf", invoice_id=invoice_id))
    assert pdf.read_bytes().startswith(b"%PDF")
    pdf.unlink()


def test_credit_notes_and_allocations(sdk):
    note = sdk.note(reference="R")
    assert note.remaining_credit == 120
    note_id = note.credit_note_id
    assert sdk("get_credit_note", credit_note_id=note_id).total == 120
    found = sdk("get_credit_notes", page=1, where='Type=="ACCRECCREDIT"')
    assert found.credit_note_id == note_id
    invoice = sdk.invoice()
    body = m.Allocations(
        allocations=[
            m.Allocation(
                amount=Decimal(50),
                date=TODAY,
                invoice=m.Invoice(invoice_id=invoice.invoice_id),
            )
        ]
    )
    made = sdk(
        "create_credit_note_allocation", credit_note_id=note_id, allocations=body
    )
    assert made.amount == 50
    after = sdk("get_invoice", invoice_id=invoice.invoice_id)
    assert (after.amount_credited, after.amount_due) == (50, 70)
    body.allocations[0].amount = Decimal(100)
    assert sdk.fails(
        "create_credit_note_allocation", credit_note_id=note_id, allocations=body
    )
    # as published, the answer names no id; the credit note does
    (inside,) = sdk("get_credit_note", credit_note_id=note_id).allocations
    removed = sdk(
        "delete_credit_note_allocations",
        credit_note_id=note_id,
        allocation_id=inside.allocation_id,
    )
    assert removed.is_deleted is True
    supplier = sdk.note("ACCPAYCREDIT", status="DRAFT")
    approved = m.CreditNotes(credit_notes=[m.CreditNote(status="AUTHORISED")])
    sdk(
        "update_credit_note",
        credit_note_id=supplier.credit_note_id,
        credit_notes=approved,
    )
    both = m.CreditNotes(
        credit_notes=[
            m.CreditNote(credit_note_id=note_id, type="ACCRECCREDIT", status="VOIDED")
        ]
    )
    assert sdk("update_or_create_credit_notes", credit_notes=both).status == "VOIDED"
    assert sdk.fails("update_or_create_credit_notes", credit_notes=both)
    pdf = Path(sdk("get_credit_note_as_pdf", credit_note_id=note_id))
    assert pdf.read_bytes().startswith(b"%PDF")
    pdf.unlink()
    sdk.missing("get_credit_note", credit_note_id=UNKNOWN)


def test_payments(sdk):
    invoice = sdk.invoice()
    body = m.Payments(payments=[sdk.payment_body(invoice, 100)])
    payment = sdk("create_payments", payments=body)
    assert payment.payment_type == "ACCRECPAYMENT"
    assert payment.invoice.amount_due == 20
    single = sdk("create_payment", payment=sdk.payment_body(invoice, 20))
    assert sdk("get_invoice", invoice_id=invoice.invoice_id).status == "PAID"
    assert sdk("get_payment", payment_id=single.payment_id).amount == 20
    page = sdk.api.get_payments(
        sdk.tenant, page=1, page_size=1, where='Status=="AUTHORISED"', order="Amount"
    )
    assert page.payments[0].amount == 20
    assert page.pagination.page_count == 2
    gone = m.PaymentDelete(status="DELETED")
    deleted = sdk("delete_payment", payment_id=single.payment_id, payment_delete=gone)
    assert deleted.status == "DELETED"
    assert sdk.fails(
        "delete_payment", payment_id=single.payment_id, payment_delete=gone
    )
    too_much = m.Payments(payments=[sdk.payment_body(invoice, 20.01)])
    assert sdk.fails("create_payments", payments=too_much) == [
        "Payment amount exceeds the amount outstanding on this document"
    ]
    outcome = sdk("create_payments", payments=too_much, summarize_errors=False)
    assert outcome.has_validation_errors is True
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    path = {"payment_id": payment.payment_id}
    sdk("create_payment_history", **path, history_records=notes)
    assert sdk("get_payment_history", **path).changes == "Note"
    sdk.missing("get_payment", payment_id=UNKNOWN)


def test_batch_payments(sdk):
    def batch(*invoices, amount=120):
        payments = [
            m.Payment(
                invoice=m.Invoice(invoice_id=invoice.invoice_id),
                amount=Decimal(amount),
            )
            for invoice in invoices
        ]
        return m.BatchPayments(
            batch_payments=[
                m.BatchPayment(
                    account=m.Account(code="090"),
                    date=TODAY,
                    reference="Deposit",
                    payments=payments,
                )
            ]
        )

    first, second = sdk.invoice(), sdk.invoice()
    made = sdk("create_batch_payment", batch_payments=batch(first, second))
    assert (made.type, made.total_amount) == ("RECBATCH", 240)
    batch_id = made.batch_payment_id
    assert sdk("get_batch_payment", batch_payment_id=batch_id).reference == "Deposit"
    assert sdk("get_batch_payments", where='Status=="AUTHORISED"').type == "RECBATCH"
    payment = sdk("get_payment", payment_id=made.payments[0].payment_id)
    assert payment.batch_payment.total_amount == 240
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    path = {"batch_payment_id": batch_id}
    sdk("create_batch_payment_history_record", **path, history_records=notes)
    assert sdk("get_batch_payment_history", **path).details == "Hello"
    by_id = m.BatchPaymentDelete(batch_payment_id=batch_id, status="DELETED")
    assert sdk("delete_batch_payment", batch_payment_delete=by_id).status == "DELETED"
    again = sdk("create_batch_payment", batch_payments=batch(first))
    by_path = m.BatchPaymentDeleteByUrlParam(status="DELETED")
    sdk(
        "delete_batch_payment_by_url_param",
        batch_payment_id=again.batch_payment_id,
        batch_payment_delete_by_url_param=by_path,
    )
    assert sdk.fails("create_batch_payment", batch_payments=batch(first, amount=121))


@pytest.mark.parametrize("kind", ["overpayment", "prepayment"])
def test_overpayments_and_prepayments(sdk, kind):
    over = kind == "overpayment"
    more = {}
    if over:
        line = m.LineItem(description="Too much", line_amount=Decimal(120))
        more = {"line_items": [line], "line_amount_types": m.LineAmountTypes.NOTAX}
    made = sdk.bank(f"RECEIVE-{kind.upper()}", **more)
    key = f"{kind}_id"
    credit_id = getattr(made, key)
    credit = sdk(f"get_{kind}", **{key: credit_id})
    assert credit.remaining_credit == made.total
    listed = sdk(f"get_{kind}s", page=1, where='Status=="AUTHORISED"')
    assert getattr(listed, key) == credit_id
    invoice = sdk.invoice()
    body = m.Allocations(
        allocations=[
            m.Allocation(
                amount=Decimal(30),
                date=TODAY,
                invoice=m.Invoice(invoice_id=invoice.invoice_id),
            )
        ]
    )
    sdk(f"create_{kind}_allocations", **{key: credit_id}, allocations=body)
    credit = sdk(f"get_{kind}", **{key: credit_id})
    assert credit.allocations[0].amount == 30
    refund = m.Payment(
        account=m.Account(code="090"),
        date=TODAY,
        amount=credit.remaining_credit,
        **{kind: getattr(m, kind.capitalize())(**{key: credit_id})},
    )
    payment = sdk("create_payment", payment=refund)
    assert payment.payment_type == f"AR{kind.upper()}PAYMENT"
    assert sdk(f"get_{kind}", **{key: credit_id}).status == "PAID"
    removed = sdk(
        f"delete_{kind}_allocations",
        **{key: credit_id},
        allocation_id=credit.allocations[0].allocation_id,
    )
    assert removed.is_deleted is True
    assert sdk(f"get_{kind}", **{key: credit_id}).status == "AUTHORISED"
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    sdk(f"create_{kind}_history", **{key: credit_id}, history_records=notes)
    assert sdk(f"get_{kind}_history", **{key: credit_id}).details == "Hello"
    body.allocations[0].amount = Decimal(1000)
    assert sdk.fails(f"create_{kind}_allocations", **{key: credit_id}, allocations=body)
    sdk.missing(f"get_{kind}", **{key: UNKNOWN})


def test_bank_transactions(sdk):
    made = sdk.bank(reference="R")
    path = {"bank_transaction_id": made.bank_transaction_id}
    assert sdk("get_bank_transaction", **path, unitdp=4).reference == "R"
    assert sdk("get_bank_transactions", page=1, where='Type=="SPEND"').total == 100
    change = m.BankTransaction(
        type="SPEND",
        bank_account=m.Account(code="090"),
        line_items=[sdk.line("429", 50)],
        bank_transaction_id=made.bank_transaction_id,
    )
    body = m.BankTransactions(bank_transactions=[change])
    updated = sdk("update_bank_transaction", **path, bank_transactions=body)
    assert updated.total == 50
    change.status = "DELETED"
    gone = sdk("update_or_create_bank_transactions", bank_transactions=body)
    assert gone.status == "DELETED"
    assert sdk.fails("update_or_create_bank_transactions", bank_transactions=body)
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    sdk("create_bank_transaction_history_record", **path, history_records=notes)
    assert sdk("get_bank_transactions_history", **path).details == "Hello"
    with pytest.raises(AccountingBadRequestException):
        sdk.bank(line_items=[sdk.line("429", 0)])
    sdk.missing("get_bank_transaction", bank_transaction_id=UNKNOWN)


def test_bank_transfers(sdk):
    body = m.BankTransfer(
        from_bank_account=m.Account(code="090"),
        to_bank_account=m.Account(code="091"),
        amount=Decimal(20),
        date=TODAY,
    )
    made = sdk(
        "create_bank_transfer", bank_transfers=m.BankTransfers(bank_transfers=[body])
    )
    path = {"bank_transfer_id": made.bank_transfer_id}
    assert sdk("get_bank_transfer", **path).amount == 20
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    sdk("create_bank_transfer_history_record", **path, history_records=notes)
    assert sdk("get_bank_transfer_history", **path).details == "Hello"
    by_path = m.BankTransferDeleteByUrlParam(status="DELETED")
    gone = sdk(
        "delete_bank_transfer", **path, bank_transfer_delete_by_url_param=by_path
    )
    assert gone.status == "DELETED"
    assert sdk("get_bank_transfers") == []
    assert sdk("get_bank_transfers", include_deleted=True).amount == 20
    again = sdk(
        "create_bank_transfer", bank_transfers=m.BankTransfers(bank_transfers=[body])
    )
    by_body = m.BankTransfersDelete(
        bank_transfers=[
            m.BankTransferDelete(
                bank_transfer_id=again.bank_transfer_id, status="DELETED"
            )
        ]
    )
    sdk("delete_bank_transfers", bank_transfers_delete=by_body)
    assert sdk.fails("delete_bank_transfers", bank_transfers_delete=by_body)
    body.amount = Decimal(0)
    assert sdk.fails(
        "create_bank_transfer", bank_transfers=m.BankTransfers(bank_transfers=[body])
    )


def test_manual_journals(sdk):
    lines = [
        m.ManualJournalLine(line_amount=Decimal(10), account_code="429"),
        m.ManualJournalLine(line_amount=Decimal(-10), account_code="805"),
    ]
    journal = m.ManualJournal(narration="Accrual", journal_lines=lines, date=TODAY)
    body = m.ManualJournals(manual_journals=[journal])
    made = sdk("create_manual_journals", manual_journals=body)
    path = {"manual_journal_id": made.manual_journal_id}
    assert sdk("get_manual_journal", **path).journal_lines[0].line_amount == 10
    assert sdk("get_manual_journals", page=1, page_size=5).narration == "Accrual"
    posted = m.ManualJournals(
        manual_journals=[m.ManualJournal(narration="Posted", status="POSTED")]
    )
    assert sdk("update_manual_journal", **path, manual_journals=posted)
    journal.manual_journal_id, journal.status = made.manual_journal_id, "VOIDED"
    assert sdk("update_or_create_manual_journals", manual_journals=body)
    assert sdk.fails("update_or_create_manual_journals", manual_journals=body)
    notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
    sdk("create_manual_journal_history_record", **path, history_records=notes)
    assert sdk("get_manual_journals_history", **path).details == "Hello"
    odd = m.ManualJournal(narration="Odd", journal_lines=lines[:1] * 2)
    assert sdk.fails(
        "create_manual_journals",
        manual_journals=m.ManualJournals(manual_journals=[odd]),
    )


@pytest.mark.parametrize(
    ("what", "make"),
    [
        ("account", lambda sdk: sdk("get_accounts")[0].account_id),
        ("bank_transaction", lambda sdk: sdk.bank().bank_transaction_id),
        ("contact", lambda sdk: sdk.contact.contact_id),
        ("credit_note", lambda sdk: sdk.note().credit_note_id),
        ("invoice", lambda sdk: sdk.invoice().invoice_id),
        ("manual_journal", lambda sdk: sdk.journal().manual_journal_id),
        ("bank_transfer", lambda sdk: sdk.transfer().bank_transfer_id),
    ],
)
def test_attachments(sdk, what, make):
    path = {f"{what}_id": make(sdk)}
    name = {**path, "file_name": "scan.png"}
    made = sdk(f"create_{what}_attachment_by_file_name", **name, body=b"\x89PNG")
    assert made.content_length == 4
    sdk(f"update_{what}_attachment_by_file_name", **name, body=b"\x89PNG2")
    listed = sdk(f"get_{what}_attachments", **path)
    assert (listed.file_name, listed.content_length) == ("scan.png", 5)
    for method, arguments in (
        ("by_file_name", name),
        ("by_id", {**path, "attachment_id": listed.attachment_id}),
    ):
        got = Path(
            sdk(
                f"get_{what}_attachment_{method}",
                **arguments,
                content_type="image/png",
            )
        )
        assert got.read_bytes() == b"\x89PNG2"
        got.unlink()
    if what != "account":
        notes = m.HistoryRecords(history_records=[m.HistoryRecord(details="Hello")])
        records = ("bank_transaction", "manual_journal", "bank_transfer")
        suffix = "_record" if what in records else ""
        sdk(f"create_{what}_history{suffix}", **path, history_records=notes)


def test_limits_and_faults_as_the_sdk_sees_them(make_xero):
    sdk = Sdk(make_xero(tier="starter"))
    # The SDK's urllib3 waits as long as Retry-After says, three times.
    sdk.client.rest_client.pool_manager.connection_pool_kw["retries"] = False
    sdk.client.rest_client.pool_manager.clear()
    sdk.xero.world.limits.spend(sdk.xero.client_id, sdk.tenant, minute=60)
    with pytest.raises(RateLimitException) as caught:
        sdk("get_organisations")
    assert caught.value.rate_limit == "minute"
    sdk.xero.clock.advance(60)
    sdk("get_organisations")
    with pytest.raises(AccountingBadRequestException) as bad:
        sdk("get_invoices", where="Nonsense==1")
    assert bad.value.error_data["ErrorNumber"] == 16


def test_idempotency_keys_of_the_sdk(sdk):
    body = sdk.invoice_body()
    first = sdk("create_invoices", invoices=body, idempotency_key="k1")
    again = sdk("create_invoices", invoices=body, idempotency_key="k1")
    assert first.invoice_id == again.invoice_id
    body.invoices[0].reference = "other"
    with pytest.raises(AccountingBadRequestException) as caught:
        sdk("create_invoices", invoices=body, idempotency_key="k1")
    assert caught.value.error_data["Message"] == (
        "Idempotency Key: k1 is used with a different request."
    )
