# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bookkeeper: actions in Python, and the pages over HTTP."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from xero_connector_tests.simulator.errors import Invalid, NotFound

from .client import Client


@pytest.fixture
def books(xero):
    return xero.organisation


def test_a_day_at_the_desk(books):
    ann = books.add_contact("Ann", EmailAddress="ann@example.com")["ContactID"]
    invoice = books.add_invoice(ann, amount=100, status="DRAFT")
    assert invoice["Total"] == Decimal("120.00")
    books.approve(invoice["InvoiceID"])
    books.edit_document(invoice["InvoiceID"], Reference="PO 1")
    payment = books.record_payment(invoice["InvoiceID"], "20.00", reference="R")
    note = books.add_credit_note(ann, amount=50)
    allocation = books.allocate(note["CreditNoteID"], invoice["InvoiceID"])
    found = books.invoices[invoice["InvoiceID"]]
    assert found["AmountDue"] == Decimal("40.00")
    books.remove_allocation(allocation["AllocationID"])
    books.delete_payment(payment["PaymentID"])
    assert books.invoices[invoice["InvoiceID"]]["AmountDue"] == 120
    books.record_payment(invoice["InvoiceID"])
    assert books.invoices[invoice["InvoiceID"]]["Status"] == "PAID"
    draft = books.add_invoice(ann, amount=1, status="DRAFT")
    assert books.close_document(draft["InvoiceID"])["Status"] == "DELETED"
    voided = books.add_invoice(ann, amount=1)
    assert books.void_invoice(voided["InvoiceID"])["Status"] == "VOIDED"
    sold = [books.add_invoice(ann, amount=10)["InvoiceID"] for _number in range(2)]
    batch = books.record_batch_deposit({sold[0]: 12, sold[1]: "2.00"})
    assert batch["TotalAmount"] == 14
    books.delete_batch(batch["BatchPaymentID"])
    over = books.record_overpayment(ann, 30)
    books.allocate(over["OverpaymentID"], sold[0], 5)
    pre = books.record_prepayment(ann, 12)
    books.record_payment(pre["PrepaymentID"])
    books.record_bank_transaction(
        ann,
        [{"Description": "x", "UnitAmount": 5, "AccountCode": "429"}],
        kind="SPEND",
    )
    old = books.add_conversion_balance(ann, "OLD-1", 77, date(2025, 12, 1))
    assert (old["Total"], old["TotalTax"]) == (77, 0)
    books.add_account("455", "Parking", "EXPENSE")
    books.archive_account("455")
    books.add_item("DESK", SalesDetails={"UnitPrice": 5.5})
    euro = books.add_invoice(ann, amount=1, CurrencyCode="EUR")
    paid = books.record_payment(euro["InvoiceID"])
    assert books.accounts[paid["Account"]["AccountID"]]["Code"] == "092"
    bill = books.add_invoice(ann, amount=1, kind="ACCPAY")
    assert bill["Status"] == "AUTHORISED"
    for collection, record_id in (
        ("Invoices", invoice["InvoiceID"]),
        ("CreditNotes", note["CreditNoteID"]),
        ("Contacts", ann),
        ("Payments", payment["PaymentID"]),
        ("Overpayments", over["OverpaymentID"]),
        ("Prepayments", pre["PrepaymentID"]),
        ("BatchPayments", batch["BatchPaymentID"]),
    ):
        assert books.json(collection, record_id)


def test_what_is_not_there(books):
    for action in (
        lambda: books.approve("none"),
        lambda: books.record_payment("none"),
        lambda: books.archive_account("none"),
        lambda: books.json("Invoices", "none"),
    ):
        with pytest.raises(NotFound):
            action()


def test_a_failed_action_changes_nothing(books):
    ann = books.add_contact("Ann")["ContactID"]
    invoice = books.add_invoice(ann, amount=10)
    with pytest.raises(Invalid, match="exceeds the amount outstanding"):
        books.record_payment(invoice["InvoiceID"], 100)
    assert len(books.payments) == 0
    with pytest.raises(Invalid, match="exceeds the amount outstanding"):
        books.record_batch_deposit({invoice["InvoiceID"]: 100})
    assert len(books.batch_payments) == len(books.payments) == 0


def test_stored_records_are_read_only_maps(books):
    ann = books.add_contact("Ann")["ContactID"]
    assert books.contacts[ann.upper()]["Name"] == "Ann"
    assert list(books.contacts) == [ann]
    assert books.contacts.get("none") is None


# Pages


class Desk:
    """A bookkeeper's browser: opens pages, fills in forms."""

    def __init__(self, client):
        self.client = client
        self.books = client.xero.organisation
        self.home = f"{client.xero.base_url}/books/{self.books.tenant_id}"

    def open(self, path="", status=200):
        answer = self.client.session.get(f"{self.home}{path}")
        assert answer.status_code == status
        return answer.text

    def do(self, action, there="", **fields):
        """Post a form; returns what the next page says."""
        form = {"there": f"/books/{self.books.tenant_id}{there}", **fields}
        answer = self.client.session.post(
            f"{self.home}/do/{action}", data=form, allow_redirects=False
        )
        assert answer.status_code == 303
        self.location = answer.headers.get("Location", "")
        said = parse_qs(urlsplit(self.location).query)
        page = self.client.session.get(f"{self.client.xero.base_url}{self.location}")
        assert page.status_code == 200
        for text in (*said.get("ok", []), *said.get("problem", [])):
            assert re.sub(r"\W", "", text) in re.sub(r"&#\d+;|\W", "", page.text)
        return said.get("ok", [""])[0] or "! " + said["problem"][0]


@pytest.fixture
def desk(client):
    return Desk(client)


def test_every_page(desk, client):
    books = desk.books
    empty = ["", "/contacts", "/contacts?archived=1", "/invoices", "/payments", "/bank"]
    for path in empty:
        desk.open(path)
    ann = books.add_contact("Ann & <Co>".replace("<", "").replace(">", ""))
    who = ann["ContactID"]
    invoice = books.add_invoice(who, amount=1000)
    bill = books.add_invoice(who, amount=5, kind="ACCPAY")
    note = books.add_credit_note(who, amount=5)
    supplier = books.add_credit_note(who, amount=5, kind="ACCPAYCREDIT")
    books.record_payment(invoice["InvoiceID"], 1)
    gone = books.record_payment(invoice["InvoiceID"], 1)
    books.delete_payment(gone["PaymentID"])
    books.record_payment(bill["InvoiceID"], 1)
    books.allocate(note["CreditNoteID"], invoice["InvoiceID"], 1)
    over = books.record_overpayment(who, 3)
    books.record_payment(over["OverpaymentID"], 1)
    books.allocate(over["OverpaymentID"], invoice["InvoiceID"], 1)
    books.record_batch_deposit({invoice["InvoiceID"]: 1})
    other = books.add_contact("Zoe")
    books.merge_contacts(other["ContactID"], who)
    bank = next(a for a in books.accounts.values() if a["Type"] == "BANK")
    for path in (
        "",
        "/overview",
        "/contacts?q=ann",
        f"/contacts/{who}",
        f"/contacts/{other['ContactID']}",
        "/contacts?archived=1",
        "/invoices",
        "/invoices?status=AUTHORISED&q=ann",
        "/bills",
        "/credit-notes",
        "/supplier-credits",
        f"/documents/{invoice['InvoiceID']}",
        f"/documents/{bill['InvoiceID']}",
        f"/documents/{note['CreditNoteID']}",
        f"/documents/{supplier['CreditNoteID']}",
        "/payments",
        "/payments?q=ann",
        "/bank",
        f"/bank/{bank['AccountID']}",
        "/settings",
        "/traffic",
    ):
        text = desk.open(path)
        assert "Ann & Co<" not in text
    assert "Ann &amp; Co" in desk.open("/invoices")
    home = client.session.get(client.xero.base_url).text
    assert books.name in home
    for path in ("/nonsense", "/contacts/none", "/documents/none", "/contacts/a/b"):
        desk.open(path, status=404)
    url = f"{client.xero.base_url}/books/none"
    assert client.session.get(url).status_code == 404
    assert client.session.put(desk.home).status_code == 404


def test_forms(desk):
    books = desk.books
    assert desk.do("add_contact", name="Ann", email="") == "Contact added."
    who = books.contacts.rows()[0]["ContactID"]
    assert desk.location.startswith(f"/books/{books.tenant_id}/contacts/{who}")
    fields = {"id": who, "name": "Ann B", "email": "a@b.co", "city": "Rye"}
    assert desk.do("edit_contact", **fields, phone="1") == "Contact saved."
    assert books.contacts[who]["Addresses"][0]["City"] == "Rye"
    new = {
        "kind": "ACCREC",
        "contact": who,
        "price": "1,000.50",
        "account": "200",
        "tax": "OUTPUT2",
        "number": "A-1",
        "day": "2026-10-01",
        "due": "2026-11-01",
    }
    assert desk.do("add_document", **new) == "Saved."
    invoice = books.invoices.rows()[0]["InvoiceID"]
    assert desk.do("submit", id=invoice) == "Submitted for approval."
    assert desk.do("approve", id=invoice) == "Approved."
    edit = {
        "id": invoice,
        "field": "InvoiceNumber",
        "number": "A-2",
        "number_was": "A-1",
        "reference": "",
        "reference_was": "",
        "due": "2026-12-01",
        "due_was": "2026-11-01",
    }
    assert desk.do("edit_document", **edit) == "Saved."
    same = {**edit, "number_was": "A-2", "due_was": "2026-12-01"}
    assert desk.do("edit_document", **same) == "Nothing was changed."
    line_id = books.invoices[invoice]["LineItems"][0]["LineItemID"]
    changed = {
        "id": invoice,
        "line": line_id,
        "description": "New",
        "quantity": "2",
        "price": "10",
        "account": "260",
        "tax": "",
    }
    assert desk.do("edit_line", **changed) == "Line saved."
    assert books.invoices[invoice]["Total"] == 24
    assert desk.do("record_payment", id=invoice, amount="4", reference="R") == (
        "Payment recorded."
    )
    payment = books.payments.rows()[0]["PaymentID"]
    assert desk.do("reconcile_payment", id=payment, reconciled="1") == "Reconciled."
    assert desk.do("delete_payment", id=payment).startswith("! The payment cannot")
    assert desk.do("reconcile_payment", id=payment) == "No longer reconciled."
    assert desk.do("delete_payment", id=payment) == "Payment deleted."
    assert desk.do("batch_deposit", invoice=[invoice], account="090") == (
        "Batch deposit of 1 recorded."
    )
    batch = books.batch_payments.rows()[0]["BatchPaymentID"]
    assert desk.do("delete_batch", id=batch) == "Batch deleted."
    note = {**new, "kind": "ACCRECCREDIT", "price": "5", "status": "AUTHORISED"}
    assert desk.do("add_document", **note) == "Saved."
    credit = books.credit_notes.rows()[0]["CreditNoteID"]
    assert desk.do("allocate", id=invoice, source=credit) == "Credit applied."
    allocation = books.allocations.rows()[0]["AllocationID"]
    assert desk.do("remove_allocation", id=allocation) == "Credit taken back."
    for kind, said in (
        ("RECEIVE-OVERPAYMENT", "Overpayment recorded."),
        ("SPEND-PREPAYMENT", "Prepayment recorded."),
    ):
        assert desk.do("record_credit", kind=kind, contact=who, amount="3") == said
    balance = {"contact": who, "number": "OLD", "amount": "9", "day": "2026-01-01"}
    assert desk.do("add_conversion_balance", **balance) == "Conversion balance added."
    assert desk.do("close_document", id=invoice) == "Voided."
    assert desk.do("archive_contact", id=who) == "Contact archived."
    assert desk.do("restore_contact", id=who) == "Contact restored."
    desk.do("add_contact", name="Bea")
    bea = books.contacts.one("name", "bea")["ContactID"]
    assert desk.do("merge_contact", id=bea, winner=who) == "Contacts merged."


def test_money_ahead_of_documents_is_shown(desk):
    books = desk.books
    who = books.add_contact("Ann")["ContactID"]
    books.record_overpayment(who, 30)
    books.record_prepayment(who, 12, kind="SPEND-PREPAYMENT")
    text = desk.open(f"/contacts/{who}")
    assert "Overpayment received" in text and "Prepayment made" in text
    bank = next(a for a in books.accounts.values() if a["Type"] == "BANK")
    assert "Overpayment received Ann" in desk.open(f"/bank/{bank['AccountID']}")


def test_an_app_is_disconnected_in_xero(desk, client):
    text = desk.open("/overview")
    connection = client.tokens["connection_id"]
    assert connection in text
    assert desk.do("disconnect", id=connection) == "Ledger Bridge is disconnected."
    assert connection not in desk.open("/overview")
    client.call("GET", "Organisation", status=403)
    assert desk.do("disconnect", id=connection).startswith("! ")
    tenants = client.xero.tenants
    other = client.xero.authorise(tenant=tenants[1]["id"])["connection_id"]
    assert desk.do("disconnect", id=other).startswith("! ")


def test_settings_forms(desk, client):
    books, xero = desk.books, client.xero
    assert desk.do("lock", period="2026-06-30", year="") == "Lock dates saved."
    assert books.profile["PeriodLockDate"] == date(2026, 6, 30)
    switches = {
        "switch": [
            "reconciled_payment_delete",
            "rounding_amounts",
            "tax_override_limit",
            "approved_bills_a_month",
            "largest_batch",
        ],
        "reconciled_payment_delete": "allow",
        "rounding_amounts": "1",
        "tax_override_limit": "0.02",
        "approved_bills_a_month": "",
        "largest_batch": "7",
    }
    assert desk.do("settings", **switches) == "Behaviour saved."
    assert books.settings.reconciled_payment_delete == "allow"
    assert books.settings.tax_override_limit == Decimal("0.02")
    assert desk.do("settings", switch=["nonsense"]).startswith("! ")
    assert desk.do("subscribe_currency", code="jpy") == "Currency added."
    assert desk.do("subscribe_currency", code="zzz").startswith("! The currency")
    assert desk.do("offline", offline="1") == "Offline."
    client.call("GET", "Contacts", status=503)
    assert desk.do("offline") == "Online again."
    assert desk.do("clock", seconds="60") == "It is now 2026-11-02 09:01:00."
    assert desk.do("webhooks", url="https://example.com").startswith("! webhooks are")
    assert desk.do("webhooks", url="http://localhost:9/x").startswith("! The receiver")
    assert desk.do("webhooks", url="") == "No webhooks any more."
    assert desk.do("limits", window="minute", left="3") == (
        "3 calls are left of the minute."
    )
    client.get("Contacts")
    assert client.last.headers["X-MinLimit-Remaining"] == "3"
    assert desk.do("limits", window="day", left="7").startswith("7 calls")
    assert desk.do("limits", window="year", left="7") == "! Choose the limit."
    assert desk.do("limits", what="reset") == "All calls are back."
    assert xero.world.crashes == []


@pytest.mark.parametrize(
    ("action", "fields", "said"),
    [
        ("add_contact", {"name": " "}, "! The Contact Name cannot be empty"),
        ("add_document", {"kind": "ACCREC"}, "! Choose a contact."),
        ("add_conversion_balance", {}, "! Choose a contact."),
        ("record_credit", {"kind": "RECEIVE-OVERPAYMENT"}, "! Choose a contact."),
        ("merge_contact", {"winner": "x"}, "! Choose the contact to merge into."),
        ("batch_deposit", {}, "! Choose the invoices that the deposit pays."),
        ("allocate", {}, "! Choose the credit to apply."),
        ("lock", {"period": "soon"}, "! soon is not a date."),
        ("clock", {"seconds": "x"}, "! x is not an amount."),
        ("clock", {"seconds": "NaN"}, "! NaN is not an amount."),
        ("clock", {"seconds": ""}, "! An amount is needed."),
        ("approve", {"id": "none"}, "! That is not here any more."),
        ("edit_line", {"id": "none"}, "! That document is not here."),
    ],
)
def test_forms_say_what_is_wrong(desk, action, fields, said):
    assert desk.do(action, **fields) == said


def test_forms_stay_on_the_organisations_pages(desk):
    for there in ("https://evil.example/", "//evil.example", "/_control/info"):
        answer = desk.client.session.post(
            f"{desk.home}/do/clock",
            data={"seconds": "1", "there": there},
            allow_redirects=False,
        )
        assert answer.headers["Location"].startswith("/books/")
    answer = desk.client.session.post(f"{desk.home}/do/nonsense", data={})
    assert answer.status_code == 404
    foreign = {"Origin": "https://evil.example"}
    answer = desk.client.session.post(f"{desk.home}/do/clock", headers=foreign)
    assert answer.status_code == 404


def test_traffic(make_xero):
    client = Client(make_xero(tier="starter"))
    desk = Desk(client)
    client.get("Contacts", where='Name=="Ann"')
    client.call("GET", "Invoices/none", status=404)
    url = f"{desk.home}/traffic.json"
    found = client.session.get(url).json()
    assert [call["status"] for call in found["calls"]] == [200, 404]
    assert found["calls"][0]["path"] == "/Contacts"
    limits = {item["app"]: item for item in found["limits"]}
    assert limits["Ledger Bridge"]["X-MinLimit-Remaining"] == 58
    again = client.session.get(url, params={"after": found["next"]}).json()
    assert again["calls"] == []
    client.get("Contacts")
    other = Client(client.xero, tenant=client.xero.tenants[1]["id"])
    other.get("Contacts")
    more = client.session.get(url, params={"after": found["next"]}).json()
    assert len(more["calls"]) == 1  # the other organisation's is not shown
    other.close()
    client.close()
