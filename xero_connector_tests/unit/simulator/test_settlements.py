# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments, batches, allocations, overpayments, prepayments, bank transactions."""

from datetime import date

import pytest

from .client import BANK, line, payment_body

UNKNOWN = "11111111-1111-4111-8111-111111111111"
TOO_MUCH = "Payment amount exceeds the amount outstanding on this document"
NOT_AUTHORISED = "Payments can only be made against Authorised documents"


def amounts(client, invoice):
    found = client.get(f"Invoices/{invoice['InvoiceID']}")[0]
    return (
        found["Status"],
        found["AmountDue"],
        found["AmountPaid"],
        found["AmountCredited"],
    )


def bank(client, **fields):
    kind = fields.get("Type", "RECEIVE")
    return {
        "Type": "RECEIVE",
        "Contact": {"ContactID": client.contact_id()},
        "BankAccount": {"Code": BANK},
        "LineItems": [line("200" if kind.startswith("RECEIVE") else "429")],
        **fields,
    }


def over(client, amount, kind="RECEIVE-OVERPAYMENT", **fields):
    """An overpayment's id."""
    lines = [{"Description": "Too much", "LineAmount": amount}]
    made = client.put(
        "BankTransactions", bank(client, Type=kind, LineItems=lines, **fields)
    )
    return made["OverpaymentID"]


def to(invoice, amount):
    return {
        "Amount": amount,
        "Date": "2026-11-02",
        "Invoice": {"InvoiceID": invoice["InvoiceID"]},
    }


def test_payments_flip_the_status_both_ways(client):
    invoice = client.invoice()
    first = client.payment(invoice, 70)
    assert first["PaymentType"] == "ACCRECPAYMENT"
    assert first["Invoice"]["AmountDue"] == 50
    assert amounts(client, invoice) == ("AUTHORISED", 50, 70, 0)
    client.payment(invoice, 50)
    assert amounts(client, invoice) == ("PAID", 0, 120, 0)
    client.call("POST", f"Payments/{first['PaymentID']}", {"Status": "DELETED"})
    assert amounts(client, invoice) == ("AUTHORISED", 70, 50, 0)


def test_payments_move_the_documents_timestamp(client):
    invoice = client.invoice()
    client.xero.clock.advance(60)
    client.payment(invoice, 1)
    since = {"If-Modified-Since": "2026-11-02T09:00:30"}
    assert len(client.call("GET", "Invoices", headers=since)["Invoices"]) == 1


def test_the_stub_inside_a_document(client):
    """Recorded live: no Status and no Account."""
    invoice = client.invoice()
    payment = client.payment(invoice, 1, Reference="R1")
    (stub,) = client.get("Invoices")[0]["Payments"]
    assert stub == {
        "PaymentID": payment["PaymentID"],
        "Date": "/Date(1793577600000+0000)/",
        "Amount": 1.0,
        "Reference": "R1",
        "CurrencyRate": 1.0,
        "HasAccount": False,
        "HasValidationErrors": False,
    }


@pytest.mark.parametrize("status", ["DRAFT", "SUBMITTED"])
def test_only_authorised_documents_are_paid(client, status):
    invoice = client.invoice(Status=status)
    body = payment_body(invoice, 1)
    assert client.refused("PUT", "Payments", body) == [NOT_AUTHORISED]


def test_paid_documents_are_not_paid_again(client):
    invoice = client.invoice()
    client.payment(invoice, 120)
    body = payment_body(invoice, 1)
    assert client.refused("PUT", "Payments", body) == [NOT_AUTHORISED, TOO_MUCH]


def test_voided_and_deleted_documents_are_not_paid(client):
    invoice = client.invoice()
    client.post(f"Invoices/{invoice['InvoiceID']}", {"Status": "VOIDED"})
    body = payment_body(invoice, 1)
    assert client.refused("PUT", "Payments", body) == [NOT_AUTHORISED, TOO_MUCH]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Amount": 120.01}, TOO_MUCH),
        ({"Amount": 0}, "Payment amount must be greater than zero"),
        ({"Amount": -5}, "Payment amount must be greater than zero"),
        ({"Account": {"Code": "999"}}, "Account could not be found"),
        ({"Account": {}}, "Account could not be found"),
        (
            {"Account": {"Code": "200"}},
            "The account must be a bank account or have payments to it enabled",
        ),
        (
            {"Account": {"Code": "091"}},
            "Account code '091' has been archived, or deleted.",
        ),
        (
            {"Account": {"Code": "092"}},
            "A document in GBP cannot be paid from an account in EUR",
        ),
        ({"Date": None}, "The payment Date must be specified"),
        (
            {"Status": "DELETED"},
            "A payment can only be created with the status AUTHORISED",
        ),
        ({"Reference": "x" * 256}, "Reference must not be longer than 255 characters"),
    ],
)
def test_payments_that_do_not_work(client, fields, message):
    client.xero.organisation.archive_account("091")
    body = {**payment_body(client.invoice(), 10), **fields}
    assert client.refused("PUT", "Payments", body) == [message]


@pytest.mark.parametrize("code", ["090", "815", "970"])
def test_accounts_for_payments(client, code):
    payment = client.payment(client.invoice(), 10, Account={"Code": code})
    assert payment["Account"]["Code"] == code
    account = client.get("Accounts", where=f'Code=="{code}"')[0]
    assert account["EnablePaymentsToAccount"] is (code != "090")  # recorded live
    by_id = {"AccountID": account["AccountID"]}
    client.payment(client.invoice(), 10, Account=by_id)


def test_documents_by_number(client):
    client.invoice(InvoiceNumber="A-1")
    client.credit_note(CreditNoteNumber="C-1")
    for named in (
        {"Invoice": {"InvoiceNumber": "A-1"}},
        {"InvoiceNumber": "A-1"},
        {"CreditNote": {"CreditNoteNumber": "C-1"}},
        {"CreditNoteNumber": "C-1"},
    ):
        body = {**named, "Code": BANK, "Date": "2026-11-02", "Amount": 1}
        client.put("Payments", body)
    for wrong in (
        {},
        {"InvoiceNumber": "none"},
        {"InvoiceNumber": "A-1", "CreditNoteNumber": "C-1"},
    ):
        body = {**wrong, "Code": BANK, "Date": "2026-11-02", "Amount": 1}
        assert len(client.refused("PUT", "Payments", body)) == 1
    for _bill in range(2):
        client.invoice(Type="ACCPAY", InvoiceNumber="S-1")
    body = {"InvoiceNumber": "S-1", "Code": BANK, "Date": "2026-11-02", "Amount": 1}
    assert "More than one" in client.refused("PUT", "Payments", body)[0]
    unknown = {"Invoice": {"InvoiceID": UNKNOWN}}
    client.call("PUT", "Payments", {"Payments": [{**body, **unknown}]}, status=404)


def test_post_takes_one(client, off_contract):
    invoice = client.invoice()
    answer = client.call("POST", "Payments", payment_body(invoice, 1))
    assert answer["Payments"][0]["Amount"] == 1
    body = {"Payments": [payment_body(invoice, 1)] * 2}
    client.call("POST", "Payments", body, status=400)
    unknown = {
        "PaymentID": UNKNOWN,
        "Status": "DELETED",
    }
    client.call("POST", "Payments", unknown, status=404)
    client.call("GET", f"Payments/{unknown['PaymentID']}", status=404)
    other = client.payment(invoice, 1)["PaymentID"]
    path = f"Payments/{answer['Payments'][0]['PaymentID']}"
    client.refused("POST", path, {"PaymentID": other, "Status": "DELETED"})


def test_lock_dates_hold_payments_too(client):
    invoice = client.invoice()
    payment = client.payment(invoice, 1)
    client.xero.organisation.lock_period(date(2026, 11, 2))
    assert (
        "period lock date"
        in client.refused("PUT", "Payments", payment_body(invoice, 1))[0]
    )
    path = f"Payments/{payment['PaymentID']}"
    assert "period lock date" in client.refused("POST", path, {"Status": "DELETED"})[0]
    client.payment(invoice, 1, Date="2026-11-03")


def test_reconciled_payments_by_the_switch(client):
    payment = client.payment(client.invoice(), 1)
    organisation = client.xero.organisation
    organisation.reconcile_payment(payment["PaymentID"])
    path = f"Payments/{payment['PaymentID']}"
    assert client.get(path)[0]["IsReconciled"] is True
    assert len(client.refused("POST", path, {"Status": "DELETED"})) == 1
    organisation.settings.change({"reconciled_payment_delete": "allow"})
    deleted = client.call("POST", path, {"Status": "DELETED"})["Payments"][0]
    assert (deleted["Status"], deleted["IsReconciled"]) == ("DELETED", False)
    with pytest.raises(Exception, match="deleted payment"):
        organisation.reconcile_payment(payment["PaymentID"])


# Currencies


@pytest.mark.parametrize(
    ("account", "fields", "rate", "bank_amount"),
    [
        ("092", {}, 1.162791, 12),
        ("092", {"CurrencyRate": 1.2}, 1.2, 12),
        ("092", {"BankAmount": 12}, 1.162791, 12),
        ("090", {}, 1.162791, 10.32),
        ("090", {"CurrencyRate": 1.2}, 1.2, 10),
        ("090", {"BankAmount": 10.5}, 1.142857, 10.5),
    ],
)
def test_paying_in_another_currency(client, account, fields, rate, bank_amount):
    invoice = client.invoice(CurrencyCode="EUR")
    payment = client.payment(invoice, 12, Account={"Code": account}, **fields)
    assert (payment["CurrencyRate"], payment["BankAmount"]) == (rate, bank_amount)
    assert amounts(client, invoice)[1:3] == (108, 12)


@pytest.mark.parametrize(
    "fields",
    [
        {"CurrencyRate": -1},
        {"BankAmount": -1},
        {"Account": {"Code": "092"}, "BankAmount": 11},
    ],
)
def test_rates_that_do_not_work(client, fields):
    body = {**payment_body(client.invoice(CurrencyCode="EUR"), 12), **fields}
    assert len(client.refused("PUT", "Payments", body)) == 1


# Refunds


@pytest.mark.parametrize(
    ("kind", "type_", "shown"),
    [
        ("ACCRECCREDIT", "ARCREDITPAYMENT", "ACCRECCREDIT"),
        ("ACCPAYCREDIT", "APCREDITPAYMENT", "ACCPAYCREDIT"),
        ("RECEIVE-OVERPAYMENT", "AROVERPAYMENTPAYMENT", "AROVERPAYMENT"),
        ("SPEND-OVERPAYMENT", "APOVERPAYMENTPAYMENT", "APOVERPAYMENT"),
        ("RECEIVE-PREPAYMENT", "ARPREPAYMENTPAYMENT", "ARPREPAYMENT"),
        ("SPEND-PREPAYMENT", "APPREPAYMENTPAYMENT", "APPREPAYMENT"),
    ],
)
def test_refunds(client, kind, type_, shown):
    if kind.startswith("ACC"):
        name, record = "CreditNote", client.credit_note(Type=kind)
        collection, record_id = "CreditNotes", record["CreditNoteID"]
    elif kind.endswith("OVERPAYMENT"):
        name, collection = "Overpayment", "Overpayments"
        record_id = over(client, 120, kind)
    else:
        name, collection = "Prepayment", "Prepayments"
        body = bank(client, Type=kind, LineAmountTypes="Exclusive")
        record_id = client.put("BankTransactions", body)["PrepaymentID"]
    body = {
        name: {f"{name}ID": record_id},
        "Account": {"Code": BANK},
        "Date": "2026-11-02",
        "Amount": 120,
    }
    payment = client.put("Payments", body)
    assert payment["PaymentType"] == type_
    assert payment["Invoice"]["Type"] == shown
    assert payment["Invoice"]["InvoiceID"] == record_id
    record = client.get(f"{collection}/{record_id}")[0]
    assert (record["Status"], record["RemainingCredit"]) == ("PAID", 0)
    assert record["Payments"][0]["PaymentID"] == payment["PaymentID"]
    client.call("POST", f"Payments/{payment['PaymentID']}", {"Status": "DELETED"})
    record = client.get(f"{collection}/{record_id}")[0]
    assert (record["Status"], record["RemainingCredit"]) == ("AUTHORISED", 120)
    assert client.refused("PUT", "Payments", {**body, "Amount": 121}) == [TOO_MUCH]


# Allocations


@pytest.mark.parametrize("kind", ["CreditNote", "Overpayment", "Prepayment"])
def test_allocations(client, kind):
    invoice = client.invoice()
    if kind == "CreditNote":
        source = client.credit_note()["CreditNoteID"]
    elif kind == "Overpayment":
        source = over(client, 120)
    else:
        body = bank(client, Type="RECEIVE-PREPAYMENT", LineAmountTypes="Exclusive")
        source = client.put("BankTransactions", body)["PrepaymentID"]
    path = f"{kind}s/{source}"
    made = client.put(f"{path}/Allocations", to(invoice, 50))
    assert made[kind][f"{kind}ID"] == source
    assert amounts(client, invoice) == ("AUTHORISED", 70, 0, 50)
    assert client.get(path)[0]["RemainingCredit"] == 70
    # as in Xero's published example, the answer to its creation does not name it
    assert "AllocationID" not in made
    (first,) = client.get(path)[0]["Allocations"]
    assert first["Amount"] == 50
    stub = client.get("Invoices")[0][f"{kind}s"][0]
    assert stub["AppliedAmount"] == 50
    client.put(f"{path}/Allocations", to(invoice, 70))
    assert amounts(client, invoice) == ("PAID", 0, 0, 120)
    assert client.get(path)[0]["Status"] == "PAID"
    removed = client.call("DELETE", f"{path}/Allocations/{first['AllocationID']}")
    assert removed["IsDeleted"] is True
    assert removed["AllocationID"] == first["AllocationID"]
    assert amounts(client, invoice) == ("AUTHORISED", 50, 0, 70)
    assert client.get(path)[0]["Status"] == "AUTHORISED"
    client.call("DELETE", f"{path}/Allocations/{first['AllocationID']}", status=404)


def test_the_date_is_the_later_one(client):
    invoice = client.invoice(Date="2026-10-01")
    note = client.credit_note(Date="2026-10-20")
    made = client.put(
        f"CreditNotes/{note['CreditNoteID']}/Allocations",
        {**to(invoice, 1), "Date": "2026-01-01"},
    )
    assert made["Date"] == "/Date(1792454400000+0000)/"


def test_allocations_that_do_not_work(client):
    invoice, note = client.invoice(line(amount=10)), client.credit_note()
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations"
    draft = client.invoice(Status="DRAFT")
    bill = client.invoice(Type="ACCPAY")
    euro = client.invoice(CurrencyCode="EUR")
    other = client.invoice(Contact={"Name": "Someone Else"})
    cases = [
        (to(invoice, 12.01), "exceeds the amount due"),
        (to(client.invoice(line(amount=1000)), 120.01), "exceeds the remaining credit"),
        (to(invoice, 0), "greater than zero"),
        (to(draft, 1), "must be AUTHORISED to have credit"),
        (to(bill, 1), "types of the documents do not match"),
        (to(euro, 1), "same currency"),
        (to(other, 1), "same contact"),
        ({"Amount": 1}, "Invoice of the allocation must be specified"),
    ]
    for body, words in cases:
        assert words in " ".join(client.refused("PUT", path, body))
    unknown = {"InvoiceID": UNKNOWN}
    client.call(
        "PUT", path, {"Allocations": [{"Amount": 1, "Invoice": unknown}]}, status=404
    )
    nowhere = "CreditNotes/11111111-1111-4111-8111-111111111111/Allocations"
    client.call("PUT", nowhere, {"Allocations": [to(invoice, 1)]}, status=404)
    draft_note = client.credit_note(Status="DRAFT")
    draft_path = f"CreditNotes/{draft_note['CreditNoteID']}/Allocations"
    assert client.refused("PUT", draft_path, to(invoice, 1)) == [
        "The CreditNote must be AUTHORISED to be allocated"
    ]
    by_number = {"InvoiceNumber": invoice["InvoiceNumber"]}
    client.put(path, {**to(invoice, 1), "Invoice": by_number})
    (made,) = client.get(path.removesuffix("/Allocations"))[0]["Allocations"]
    client.xero.organisation.lock_period(date(2026, 11, 2))
    assert "lock date" in client.refused("PUT", path, to(invoice, 1))[0]
    client.call("DELETE", f"{path}/{made['AllocationID']}", status=400)


def test_several_allocations_at_once(client):
    first, second = client.invoice(), client.invoice()
    note = client.credit_note(line(amount=150))
    path = f"CreditNotes/{note['CreditNoteID']}/Allocations"
    client.put(path, to(first, 100), to(second, 80))
    assert client.get(f"CreditNotes/{note['CreditNoteID']}")[0]["Status"] == "PAID"
    answer = client.call(
        "PUT",
        path,
        {"Allocations": [to(first, 1)]},
        summarizeErrors="false",
    )
    assert answer["Allocations"][0]["StatusAttributeString"] == "ERROR"


# Batches


def batch_body(*pairs, **fields):
    return {
        "Account": {"Code": BANK},
        "Date": "2026-11-02",
        "Payments": [
            {"Invoice": {"InvoiceID": i["InvoiceID"]}, "Amount": amount}
            for i, amount in pairs
        ],
        **fields,
    }


def test_batch_payments(client):
    first, second = client.invoice(), client.invoice()
    batch = client.put(
        "BatchPayments",
        batch_body(
            (first, 120), (second, 20), Reference="Deposit 7", Narrative="Seven"
        ),
    )
    assert (batch["Type"], batch["TotalAmount"]) == ("RECBATCH", 140)
    assert batch["Reference"] == "Deposit 7"
    assert amounts(client, first)[0] == "PAID"
    payment = client.get(f"Payments/{batch['Payments'][0]['PaymentID']}")[0]
    assert payment["BatchPaymentID"] == batch["BatchPaymentID"]
    assert payment["BatchPayment"]["TotalAmount"] == 140
    assert client.get("Invoices")[0]["Payments"][0]["BatchPaymentID"]
    for where in (
        'Type=="RECBATCH"',
        'Status=="AUTHORISED"',
        f'Account.AccountID==guid("{batch["Account"]["AccountID"]}")',
        'Account.Code=="090"',
    ):
        assert len(client.get("BatchPayments", where=where)) == 1
    found = client.get(f"BatchPayments/{batch['BatchPaymentID']}")[0]
    assert found == batch
    unknown = UNKNOWN
    client.call("GET", f"BatchPayments/{unknown}", status=404)
    body = {"BatchPaymentID": unknown, "Status": "DELETED"}
    client.call("POST", "BatchPayments", body, status=404)


def test_bills_are_paid_in_batches_too(client):
    bill = client.invoice(Type="ACCPAY")
    batch = client.put("BatchPayments", batch_body((bill, 120)))
    assert batch["Type"] == "PAYBATCH"
    assert amounts(client, bill)[0] == "PAID"


def test_batches_that_do_not_work(client):
    sale, bill = client.invoice(), client.invoice(Type="ACCPAY")
    euro = client.invoice(CurrencyCode="EUR")
    note = client.credit_note()
    credit = {"CreditNote": {"CreditNoteID": note["CreditNoteID"]}, "Amount": 1}
    cases = [
        (batch_body((sale, 1), (bill, 1)), "cannot mix"),
        (batch_body((euro, 1)), "base currency only"),
        (batch_body((sale, 1), (sale, 1)), "once"),
        (batch_body((sale, 121)), TOO_MUCH),
        (batch_body(), "at least one payment"),
        (batch_body(Payments=[credit]), "only be made for invoices and bills"),
        (batch_body(Payments=[{"Amount": 1}]), "exactly one"),
        (batch_body((sale, 1), Account={"Code": "092"}), "base currency only"),
        (batch_body((sale, 1), Account={"Code": "200"}), "type BANK"),
        (batch_body((sale, 1), Account={"Code": "999"}), "could not be found"),
        (batch_body((sale, 1), Date=None), "Date must be specified"),
        (batch_body((sale, 1), Status="DELETED"), "status AUTHORISED"),
        (batch_body((sale, 1), Narrative="x" * 19), "18 characters"),
        (
            batch_body((sale, 1), BatchPaymentID=UNKNOWN),
            "cannot be specified",
        ),
    ]
    for body, words in cases:
        assert words in " ".join(client.refused("PUT", "BatchPayments", body))
    assert client.get("BatchPayments") == []
    assert amounts(client, sale) == ("AUTHORISED", 120, 0, 0)


# Bank transactions


def test_bank_transactions_are_inclusive(client):
    made = client.put("BankTransactions", bank(client, LineItems=[line(amount=120)]))
    assert made["LineAmountTypes"] == "Inclusive"
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (100, 20, 120)
    assert made["Status"] == "AUTHORISED"
    assert made["BankAccount"]["Name"] == "Business Bank Account"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Type": "GIFT"}, "Type 'GIFT' is not valid"),
        ({"Type": "SPEND-TRANSFER"}, "is not valid"),
        ({"Contact": None}, "A Contact must be specified"),
        ({"BankAccount": {"Code": "200"}}, "type BANK"),
        ({"BankAccount": None}, "could not be found"),
        ({"LineItems": []}, "One or more line items"),
        ({"LineItems": [line(amount=0)]}, "must not be zero"),
        ({"LineItems": [line(Quantity=0)]}, "greater than zero"),
        ({"LineItems": [line(amount=-5)]}, "must not be negative"),
        ({"LineItems": [line(amount=5), line(amount=-5)]}, "greater than zero"),
        ({"LineItems": [line(TaxAmount=16.68)]}, "does not match the expected tax"),
        ({"LineItems": [line("999")]}, "not a valid code"),
        ({"LineAmountTypes": "Sideways"}, "is not valid"),
        ({"CurrencyCode": "EUR"}, "one of the bank account"),
        ({"Status": "DELETED"}, "status AUTHORISED"),
        ({"Url": "ftp://x"}, "valid absolute URL"),
        ({"Type": "RECEIVE-PREPAYMENT", "Reference": "x"}, "Reference can only"),
        ({"Total": 1}, "does not equal the sum"),
    ],
)
def test_bank_transactions_that_do_not_work(client, fields, words):
    body = {**bank(client), **fields}
    body = {key: value for key, value in body.items() if value is not None}
    assert words in " ".join(client.refused("PUT", "BankTransactions", body))


def test_bank_transactions_are_edited(client, off_contract):
    made = client.put(
        "BankTransactions", bank(client, Reference="a", LineAmountTypes="Exclusive")
    )
    path = f"BankTransactions/{made['BankTransactionID']}"
    line_id = made["LineItems"][0]["LineItemID"]
    base = {"Type": "RECEIVE", "BankAccount": {"Code": "091"}}
    updated = client.post(
        path,
        {
            **base,
            "Reference": "b",
            "IsReconciled": False,
            "LineItems": [{"LineItemID": line_id, "UnitAmount": 50}],
        },
    )
    assert (updated["Total"], updated["Reference"]) == (60, "b")
    assert updated["BankAccount"]["Code"] == "091"
    again = client.post(
        "BankTransactions",
        {
            **base,
            "LineItems": [{"LineItemID": line_id}],
            "BankTransactionID": made["BankTransactionID"],
            "LineAmountTypes": "Inclusive",
        },
    )
    assert again["Total"] == 50
    retaxed = client.post(path, {"LineAmountTypes": "Exclusive"})
    assert retaxed["Total"] == 60
    assert client.post(path, {"Url": "https://a.example"})["Total"] == 60
    client.refused("POST", path, {"Type": "SPEND"})
    client.refused(
        "PUT",
        "BankTransactions",
        {**bank(client), **{"BankTransactionID": made["BankTransactionID"]}},
    )
    unknown = {"BankTransactionID": UNKNOWN}
    client.call("POST", "BankTransactions", {**bank(client), **unknown}, status=404)
    client.call("GET", f"BankTransactions/{unknown['BankTransactionID']}", status=404)
    for where in ('BankAccount.Code=="091"', 'Contact.Name.Contains("ridge")'):
        assert len(client.get("BankTransactions", where=where, page=1)) == 1
    client.xero.organisation.lock_period(date(2026, 11, 2))
    assert "lock date" in client.refused("POST", path, {"Reference": "c"})[0]
    assert "lock date" in client.refused("PUT", "BankTransactions", bank(client))[0]


def test_overpayments_get_the_control_account(client):
    """One line, no tax; Xero sets the account."""
    received = client.get(f"Overpayments/{over(client, 50)}")[0]
    spent = client.get(f"Overpayments/{over(client, 50, 'SPEND-OVERPAYMENT')}")[0]
    assert received["LineItems"][0]["AccountCode"] == "610"
    assert spent["LineItems"][0]["AccountCode"] == "800"
    assert received["RemainingCredit"] == 50
    assert received["LineAmountTypes"] == "NoTax"
    assert received["ID"] == received["OverpaymentID"]
    by_price = bank(
        client,
        Type="RECEIVE-OVERPAYMENT",
        LineItems=[{"Description": "x", "Quantity": 2, "UnitAmount": 5}],
    )
    assert client.put("BankTransactions", by_price)["Total"] == 10
    for lines, amounts_kind in (
        ([line(), line()], "NoTax"),
        ([{"Description": "x"}], "NoTax"),
        ([{"Description": "x", "LineAmount": -1}], "NoTax"),
        ([{"Description": "x", "LineAmount": 1}], "Inclusive"),
    ):
        body = bank(
            client,
            Type="RECEIVE-OVERPAYMENT",
            LineItems=lines,
            LineAmountTypes=amounts_kind,
        )
        assert len(client.refused("PUT", "BankTransactions", body)) == 1


def test_only_overpayments_have_a_currency_of_their_own(client):
    found = client.get(f"Overpayments/{over(client, 50, CurrencyCode='EUR')}")[0]
    assert found["CurrencyCode"] == "EUR"
    assert client.get(f"Overpayments/{over(client, 5)}")[0]["CurrencyCode"] == "GBP"
    lines = [{"Description": "x", "LineAmount": 1}]
    body = bank(client, Type="RECEIVE-OVERPAYMENT", LineItems=lines, CurrencyCode="JPY")
    assert "not subscribed" in client.refused("PUT", "BankTransactions", body)[0]


def test_over_and_prepayments_are_listed(client):
    over(client, 50)
    client.put("BankTransactions", bank(client, Type="SPEND-PREPAYMENT"))
    assert client.get("Overpayments", References="none") == []
    assert client.get("Prepayments", InvoiceNumbers="none") == []
    for name in ("Overpayments", "Prepayments"):
        (found,) = client.get(name, page=1)
        assert found["LineItems"]
        assert client.get(name)[0]["LineItems"] == []
        assert client.get(name, where='Status=="AUTHORISED"', order="Date DESC")
        unknown = UNKNOWN
        client.call("GET", f"{name}/{unknown}", status=404)


# Transfers


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"Amount": 0}, "greater than zero"),
        ({"ToBankAccount": {"Code": "090"}}, "two different"),
        ({"ToBankAccount": {"Code": "092"}}, "same currency"),
        ({"ToBankAccount": {"Code": "200"}}, "type BANK"),
        ({"FromBankAccount": {"Code": "999"}}, "could not be found"),
        ({"FromTracking": [{"Name": "Region", "Option": "North"}]}, "not valid"),
        ({"BankTransferID": UNKNOWN}, "cannot be"),
        ({"Date": "2026-10-01"}, "lock date"),
    ],
)
def test_transfers_that_do_not_work(client, fields, words):
    client.xero.organisation.lock_period(date(2026, 10, 1))
    body = {
        "FromBankAccount": {"Code": "090"},
        "ToBankAccount": {"Code": "091"},
        "Amount": 20,
        **fields,
    }
    assert words in " ".join(client.refused("PUT", "BankTransfers", body))


def test_transfers_make_two_transactions(client):
    made = client.put(
        "BankTransfers",
        {
            "FromBankAccount": {"Code": "090"},
            "ToBankAccount": {"Code": "091"},
            "Amount": 20,
            "Date": "2026-11-01",
            "Reference": "Savings",
        },
    )
    half = client.get(f"BankTransactions/{made['ToBankTransactionID']}")[0]
    assert (half["Type"], half["Total"]) == ("RECEIVE-TRANSFER", 20)
    path = f"BankTransfers/{made['BankTransferID']}"
    assert client.get(path)[0]["Reference"] == "Savings"
    client.refused("POST", f"BankTransactions/{half['BankTransactionID']}", {})
    client.xero.organisation.lock_period(date(2026, 11, 1))
    assert "lock date" in client.refused("POST", path, {"Status": "DELETED"})[0]
    unknown = UNKNOWN
    client.call("GET", f"BankTransfers/{unknown}", status=404)
