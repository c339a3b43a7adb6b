# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every legal and every illegal change of status."""

import itertools

import pytest

from .client import BANK, line

STATUSES = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
LEGAL = {
    ("DRAFT", "DRAFT"),
    ("DRAFT", "SUBMITTED"),
    ("DRAFT", "AUTHORISED"),
    ("DRAFT", "DELETED"),
    ("SUBMITTED", "SUBMITTED"),
    ("SUBMITTED", "DRAFT"),
    ("SUBMITTED", "AUTHORISED"),
    ("SUBMITTED", "DELETED"),
    ("AUTHORISED", "AUTHORISED"),
    ("AUTHORISED", "VOIDED"),
}
DOCUMENTS = {
    "ACCREC": ("Invoices", "InvoiceID", "Invoice"),
    "ACCPAY": ("Invoices", "InvoiceID", "Invoice"),
    "ACCRECCREDIT": ("CreditNotes", "CreditNoteID", "CreditNote"),
    "ACCPAYCREDIT": ("CreditNotes", "CreditNoteID", "CreditNote"),
}


def make(client, kind, status):
    """A document of a kind in a status."""
    collection, key, name = DOCUMENTS[kind]
    create = client.invoice if collection == "Invoices" else client.credit_note
    first = status if status in ("DRAFT", "SUBMITTED") else "AUTHORISED"
    if status == "DELETED":
        first = "DRAFT"
    record = create(Type=kind, Status=first)
    if status == "PAID":
        client.put(
            "Payments",
            {
                name: {key: record[key]},
                "Account": {"Code": BANK},
                "Date": "2026-11-02",
                "Amount": record["Total"],
            },
        )
    elif status in ("VOIDED", "DELETED"):
        client.post(collection, {key: record[key], "Status": status})
    found = client.get(f"{collection}/{record[key]}")[0]
    assert found["Status"] == status
    return found


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize(("old", "new"), itertools.product(STATUSES, STATUSES))
def test_documents(client, kind, old, new):
    collection, key, _name = DOCUMENTS[kind]
    record = make(client, kind, old)
    change = {key: record[key], "Status": new}
    if (old, new) in LEGAL:
        assert client.post(collection, change)["Status"] == new
    else:
        (message,) = client.refused("POST", collection, change)
        assert message.endswith("not of valid status for modification")
        after = client.get(f"{collection}/{record[key]}")[0]
        assert after["Status"] == old
        assert after["UpdatedDateUTC"] == record["UpdatedDateUTC"]


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("status", STATUSES)
def test_documents_start_as(client, kind, status):
    collection, _key, _name = DOCUMENTS[kind]
    body = {
        "Type": kind,
        "Contact": {"ContactID": client.contact_id()},
        "LineItems": [line("200" if kind.startswith("ACCREC") else "429")],
        "Status": status,
    }
    if collection == "Invoices":
        body["DueDate"] = "2026-12-31"
    if status in ("DRAFT", "SUBMITTED", "AUTHORISED"):
        assert client.put(collection, body)["Status"] == status
    else:
        (message,) = client.refused("PUT", collection, body)
        assert message.endswith("not of valid status for creation")


def test_draft_is_the_default(client):
    body = client.invoice_body()
    del body["Status"]
    assert client.put("Invoices", body)["Status"] == "DRAFT"


@pytest.mark.parametrize("kind", ["ACCREC", "ACCPAY"])
def test_paid_goes_back_when_the_payment_goes(client, kind):
    record = make(client, kind, "PAID")
    payment = record["Payments"][0]["PaymentID"]
    assert record["FullyPaidOnDate"] == "/Date(1793577600000+0000)/"
    client.call("POST", f"Payments/{payment}", {"Status": "DELETED"})
    after = client.get(f"Invoices/{record['InvoiceID']}")[0]
    assert after["Status"] == "AUTHORISED"
    assert (after["AmountDue"], after["AmountPaid"]) == (record["Total"], 0)
    assert "FullyPaidOnDate" not in after


def test_void_needs_nothing_applied(client):
    invoice = client.invoice()
    note = client.credit_note()
    body = {"Amount": 1, "Invoice": {"InvoiceID": invoice["InvoiceID"]}}
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations"
    client.put(path, {**body, "Date": "2026-11-02"})
    (made,) = client.get(f"CreditNotes/{note['CreditNoteID']}")[0]["Allocations"]
    expected = [
        "This document cannot be edited as it has a payment or credit note allocated"
        " to it."
    ]
    void = {"Status": "VOIDED"}
    assert client.refused("POST", f"Invoices/{invoice['InvoiceID']}", void) == expected
    assert (
        client.refused("POST", f"CreditNotes/{note['CreditNoteID']}", void) == expected
    )
    client.call("DELETE", f"{path}/{made['AllocationID']}")
    assert client.post(f"Invoices/{invoice['InvoiceID']}", void)["Status"] == "VOIDED"


# Payments and batches


@pytest.mark.parametrize("new", ["AUTHORISED", "DELETED", "PAID", ""])
def test_payments(client, off_contract, new):
    invoice = client.invoice()
    payment = client.payment(invoice, 10)
    path = f"Payments/{payment['PaymentID']}"
    if new == "DELETED":
        assert client.post(path, {"Status": new})["Status"] == new
        assert len(client.refused("POST", path, {"Status": new})) == 1
    else:
        assert client.refused("POST", path, {"Status": new}) == [
            "Payments cannot be changed; delete the payment and create it"
        ]


def test_payments_are_deleted_by_id_in_the_body_too(client):
    payment = client.payment(client.invoice(), 10)
    answer = client.call(
        "POST", "Payments", {"PaymentID": payment["PaymentID"], "Status": "DELETED"}
    )
    assert answer["Payments"][0]["Status"] == "DELETED"


@pytest.mark.parametrize("by_path", [True, False])
def test_batches(client, by_path):
    invoices = [client.invoice(), client.invoice()]
    batch = client.put(
        "BatchPayments",
        {
            "Account": {"Code": BANK},
            "Date": "2026-11-02",
            "Payments": [
                {"Invoice": {"InvoiceID": i["InvoiceID"]}, "Amount": 120}
                for i in invoices
            ],
        },
    )
    assert (batch["Type"], batch["Status"]) == ("RECBATCH", "AUTHORISED")
    payment_id = batch["Payments"][0]["PaymentID"]
    # One payment of a batch cannot go alone.
    assert client.refused("POST", f"Payments/{payment_id}", {"Status": "DELETED"}) == [
        "A payment of a batch payment can only be deleted with the batch"
    ]
    batch_id = batch["BatchPaymentID"]
    path = f"BatchPayments/{batch_id}" if by_path else "BatchPayments"
    body = (
        {"Status": "DELETED"}
        if by_path
        else {
            "BatchPaymentID": batch_id,
            "Status": "DELETED",
        }
    )
    assert client.call("POST", path, body)["BatchPayments"][0]["Status"] == "DELETED"
    for invoice in invoices:
        after = client.get(f"Invoices/{invoice['InvoiceID']}")[0]
        assert (after["Status"], after["AmountDue"]) == ("AUTHORISED", 120)
    assert client.get(f"Payments/{payment_id}")[0]["Status"] == "DELETED"
    client.call("POST", path, body, status=400)
    client.call("POST", path, {**body, "Status": "AUTHORISED"}, status=400)


# Bank


def spend(client, **fields):
    return client.put(
        "BankTransactions",
        {
            "Type": "SPEND",
            "Contact": {"ContactID": client.contact_id()},
            "BankAccount": {"Code": BANK},
            "LineItems": [line("429")],
            **fields,
        },
    )


@pytest.mark.parametrize("new", ["AUTHORISED", "DELETED", "VOIDED", "DRAFT"])
@pytest.mark.parametrize("old", ["AUTHORISED", "DELETED", "reconciled"])
@pytest.mark.parametrize("kind", ["SPEND", "RECEIVE"])
def test_bank_transactions(client, kind, old, new):
    account = "429" if kind == "SPEND" else "200"
    record = spend(
        client,
        Type=kind,
        LineItems=[line(account)],
        IsReconciled=old == "reconciled",
    )
    path = f"BankTransactions/{record['BankTransactionID']}"
    base = {"Type": kind, "BankAccount": {"Code": BANK}, "LineItems": [line(account)]}
    if old == "DELETED":
        client.post(path, {**base, "Status": "DELETED"})
    change = {**base, "Status": new}
    if old == "AUTHORISED" and new in ("AUTHORISED", "DELETED"):
        assert client.post(path, change)["Status"] == new
    else:
        assert len(client.refused("POST", path, change)) == 1


@pytest.mark.parametrize(
    "kind",
    [
        "SPEND-OVERPAYMENT",
        "RECEIVE-OVERPAYMENT",
        "SPEND-PREPAYMENT",
        "RECEIVE-PREPAYMENT",
    ],
)
@pytest.mark.parametrize("change", [{"Status": "DELETED"}, {"Date": "2026-10-01"}])
def test_overpayments_and_prepayments_stay(client, kind, change):
    over = kind.endswith("OVERPAYMENT")
    lines = [{"Description": "Too much", "LineAmount": 50}]
    if not over:
        lines = [line("200" if kind.startswith("RECEIVE") else "429")]
    record = spend(client, Type=kind, LineItems=lines)
    path = f"BankTransactions/{record['BankTransactionID']}"
    assert client.refused("POST", path, change) == [
        "Overpayments, prepayments and transfers cannot be changed or deleted"
    ]
    credit = "Overpayments" if over else "Prepayments"
    credit_id = record[credit[:-1] + "ID"]
    client.call("POST", f"{credit}/{credit_id}", change, status=501)
    assert client.get(f"{credit}/{credit_id}")[0]["Status"] == "AUTHORISED"


@pytest.mark.parametrize("new", ["AUTHORISED", "DELETED"])
@pytest.mark.parametrize("old", ["AUTHORISED", "DELETED", "reconciled"])
def test_bank_transfers(client, old, new):
    transfer = client.put(
        "BankTransfers",
        {
            "FromBankAccount": {"Code": "090"},
            "ToBankAccount": {"Code": "091"},
            "Amount": 20,
            "FromIsReconciled": old == "reconciled",
        },
    )
    path = f"BankTransfers/{transfer['BankTransferID']}"
    if old == "DELETED":
        client.call("POST", path, {"Status": "DELETED"})
    if (old, new) == ("AUTHORISED", "DELETED"):
        assert (
            client.call("POST", path, {"Status": new})["BankTransfers"][0]["Status"]
            == new
        )
        half = client.get(f"BankTransactions/{transfer['FromBankTransactionID']}")[0]
        assert half["Status"] == "DELETED"
    else:
        client.call("POST", path, {"Status": new}, status=400)


def test_bank_transfers_are_deleted_by_id_in_the_body_too(client):
    transfer = client.put(
        "BankTransfers",
        {
            "FromBankAccount": {"Code": "090"},
            "ToBankAccount": {"Code": "091"},
            "Amount": 20,
        },
    )
    body = {"BankTransferID": transfer["BankTransferID"], "Status": "DELETED"}
    assert client.post("BankTransfers", body)["Status"] == "DELETED"
    assert client.get("BankTransfers") == []
    assert len(client.get("BankTransfers", includeDeleted="true")) == 1


# Journals


JOURNAL = {
    "Narration": "Accrual",
    "JournalLines": [
        {"LineAmount": 10, "AccountCode": "429"},
        {"LineAmount": -10, "AccountCode": "805"},
    ],
}
JOURNAL_LEGAL = {
    ("DRAFT", "DRAFT"),
    ("DRAFT", "POSTED"),
    ("DRAFT", "DELETED"),
    ("POSTED", "POSTED"),
    ("POSTED", "VOIDED"),
}
JOURNAL_STATUSES = ("DRAFT", "POSTED", "DELETED", "VOIDED")


@pytest.mark.parametrize(
    ("old", "new"), itertools.product(JOURNAL_STATUSES, JOURNAL_STATUSES)
)
def test_manual_journals(client, old, new):
    first = "POSTED" if old in ("POSTED", "VOIDED") else "DRAFT"
    record = client.put("ManualJournals", {**JOURNAL, "Status": first})
    path = f"ManualJournals/{record['ManualJournalID']}"
    base = {"Narration": "Accrual"}
    if old != first:
        client.post(path, {**base, "Status": old})
    if (old, new) in JOURNAL_LEGAL:
        assert client.post(path, {**base, "Status": new})["Status"] == new
    else:
        (message,) = client.refused("POST", path, {**base, "Status": new})
        assert message == "Manual journal not of valid status for modification"


@pytest.mark.parametrize("status", ["DELETED", "VOIDED", "ARCHIVED"])
def test_manual_journals_start_as_draft_or_posted(client, status):
    assert client.refused("PUT", "ManualJournals", {**JOURNAL, "Status": status}) == [
        "Manual journal not of valid status for creation"
    ]


# Settings


@pytest.mark.parametrize("new", ["ACTIVE", "ARCHIVED", "DELETED"])
@pytest.mark.parametrize("old", ["ACTIVE", "ARCHIVED"])
def test_accounts(client, old, new):
    account = client.call(
        "PUT", "Accounts", {"Code": "455", "Name": "Parking", "Type": "EXPENSE"}
    )["Accounts"][0]
    path = f"Accounts/{account['AccountID']}"
    if old == "ARCHIVED":
        client.post(path, {"Status": "ARCHIVED"})
    if new == "DELETED" or (old, new) == ("ARCHIVED", "ARCHIVED"):
        client.refused("POST", path, {"Status": new})
    else:
        assert client.post(path, {"Status": new})["Status"] == new


def test_accounts_are_deleted_when_unused(client):
    account = client.call(
        "PUT", "Accounts", {"Code": "455", "Name": "Parking", "Type": "EXPENSE"}
    )["Accounts"][0]
    path = f"Accounts/{account['AccountID']}"
    answer = client.call("DELETE", path)
    assert answer["Accounts"][0]["Status"] == "DELETED"
    client.call("DELETE", path, status=400)


@pytest.mark.parametrize("code", ["610", "090", "429"])
def test_accounts_in_use_or_of_the_system_stay(client, code):
    invoice = client.invoice(Type="ACCPAY")
    client.payment(invoice, 1)
    account = client.get("Accounts", where=f'Code=="{code}"')[0]
    client.call("DELETE", f"Accounts/{account['AccountID']}", status=400)


@pytest.mark.parametrize("used", [True, False])
def test_tracking(client, used):
    category = client.call("PUT", "TrackingCategories", {"Name": "Region"})[
        "TrackingCategories"
    ][0]
    path = f"TrackingCategories/{category['TrackingCategoryID']}"
    option = client.call("PUT", f"{path}/Options", {"Name": "North"})["Options"][0]
    option_path = f"{path}/Options/{option['TrackingOptionID']}"
    if used:
        client.invoice(line(Tracking=[{"Name": "Region", "Option": "North"}]))
        client.call("DELETE", option_path, status=400)
        client.call("DELETE", path, status=400)
        body = {"Status": "ARCHIVED"}
        assert (
            client.call("POST", option_path, body)["Options"][0]["Status"] == "ARCHIVED"
        )
        client.call("POST", path, body)
        assert client.get("TrackingCategories") == []
        assert len(client.get("TrackingCategories", includeArchived="True")) == 1
    else:
        client.call("DELETE", option_path)
        answer = client.call("DELETE", path)
        assert answer["TrackingCategories"][0]["Status"] == "DELETED"
        client.call("GET", path, status=404)


@pytest.mark.parametrize("status", ["ACTIVE", "ARCHIVED", "DELETED"])
@pytest.mark.parametrize("used", [True, False])
def test_tax_rates(client, status, used):
    rate = client.put(
        "TaxRates",
        {
            "Name": "Local levy",
            "ReportTaxType": "OUTPUT",
            "TaxComponents": [{"Name": "Levy", "Rate": 3}],
        },
    )
    assert rate["TaxType"] == "TAX001"
    if used:
        assert client.invoice(line(TaxType="TAX001"))["TotalTax"] == 3
    body = {"TaxType": "TAX001", "Status": status, "Name": "Local levy"}
    if used and status == "DELETED":
        client.refused("POST", "TaxRates", body)
    else:
        assert client.post("TaxRates", body)["Status"] == status
        assert client.get("TaxRates/TAX001")[0]["Status"] == status
