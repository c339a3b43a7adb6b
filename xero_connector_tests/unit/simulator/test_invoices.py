# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices, bills and credit notes: numbers, lines, accounts, tax, dates, edits."""

from datetime import date

import pytest

from .client import line


def test_a_missing_sales_number_is_generated(client):
    first, second = client.invoice(), client.invoice()
    assert (first["InvoiceNumber"], second["InvoiceNumber"]) == ("INV-0001", "INV-0002")
    client.invoice(InvoiceNumber="INV-0003")
    assert client.invoice()["InvoiceNumber"] == "INV-0004"
    assert client.credit_note()["CreditNoteNumber"] == "CN-0001"
    assert client.invoice(Type="ACCPAY")["InvoiceNumber"] == ""


def test_sales_numbers_are_unique_without_case(client):
    client.invoice(InvoiceNumber="A-1")
    body = client.invoice_body(InvoiceNumber="a-1")
    assert client.refused("PUT", "Invoices", body) == ["Invoice # must be unique."]
    client.credit_note(CreditNoteNumber="A-1")  # another kind of number


def test_bills_may_share_a_number(client):
    first = client.invoice(Type="ACCPAY", InvoiceNumber="S-1")
    second = client.post(
        "Invoices", client.invoice_body(Type="ACCPAY", InvoiceNumber="S-1")
    )
    assert first["InvoiceID"] != second["InvoiceID"]
    note = client.credit_note(Type="ACCPAYCREDIT", CreditNoteNumber="S-1")
    again = client.credit_note(Type="ACCPAYCREDIT", CreditNoteNumber="S-1")
    assert note["CreditNoteID"] != again["CreditNoteID"]


def test_a_voided_number_stays_taken(client):
    invoice = client.invoice(InvoiceNumber="A-1")
    client.post(f"Invoices/{invoice['InvoiceID']}", {"Status": "VOIDED"})
    body = client.invoice_body(InvoiceNumber="A-1")
    assert client.refused("PUT", "Invoices", body) == ["Invoice # must be unique."]


def test_a_deleted_number_by_the_switch(client):
    invoice = client.invoice(InvoiceNumber="A-1", Status="DRAFT")
    client.post(f"Invoices/{invoice['InvoiceID']}", {"Status": "DELETED"})
    body = client.invoice_body(InvoiceNumber="A-1")
    client.refused("PUT", "Invoices", body)
    client.xero.organisation.settings.change({"deleted_numbers_stay_taken": False})
    assert client.put("Invoices", body)["InvoiceNumber"] == "A-1"


def test_renaming_frees_the_number(client):
    invoice = client.invoice(InvoiceNumber="A-1")
    path = f"Invoices/{invoice['InvoiceID']}"
    client.post(path, {"InvoiceNumber": "A-1 cancelled"})
    client.post(path, {"Status": "VOIDED"})
    assert client.invoice(InvoiceNumber="A-1")["Status"] == "AUTHORISED"


def test_post_without_id_updates_by_number(client):
    invoice = client.invoice(InvoiceNumber="A-1", Reference="old")
    updated = client.post("Invoices", {"InvoiceNumber": "A-1", "Reference": "new"})
    assert updated["InvoiceID"] == invoice["InvoiceID"]
    assert updated["Reference"] == "new"
    created = client.post("Invoices", client.invoice_body(InvoiceNumber="A-2"))
    assert created["InvoiceID"] != invoice["InvoiceID"]


def test_put_never_updates(client):
    invoice = client.invoice(InvoiceNumber="A-1")
    body = client.invoice_body(InvoiceID=invoice["InvoiceID"])
    assert client.refused("PUT", "Invoices", body) == [
        "InvoiceID cannot be specified when creating"
    ]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_an_unknown_id_is_not_found(client, method):
    body = client.invoice_body(InvoiceID="11111111-1111-4111-8111-111111111111")
    text = client.call(method, "Invoices", {"Invoices": [body]}, status=404)
    assert text == "The resource you're looking for cannot be found"
    assert client.last.headers["Content-Type"].startswith("text/html")


def test_read_by_number(client):
    invoice = client.invoice(InvoiceNumber="A 1/2")
    found = client.get("Invoices/A%201%2F2")[0]
    assert found["InvoiceID"] == invoice["InvoiceID"]
    client.call("GET", "Invoices/none", status=404)


# Lines


def test_lines_are_updated_added_and_deleted(client):
    invoice = client.invoice(line(amount=10), line(amount=20), line(amount=30))
    first, second, _third = invoice["LineItems"]
    updated = client.post(
        f"Invoices/{invoice['InvoiceID']}",
        {
            "LineItems": [
                {"LineItemID": second["LineItemID"], "UnitAmount": 25},
                {"LineItemID": first["LineItemID"]},
                line(amount=40),
            ]
        },
    )
    amounts = [item["LineAmount"] for item in updated["LineItems"]]
    assert amounts == [25, 10, 40]
    assert updated["LineItems"][0]["LineItemID"] == second["LineItemID"]
    assert updated["LineItems"][0]["Description"] == "Desk"
    assert updated["Total"] == 90


def test_an_unknown_line_id_is_refused(client):
    invoice = client.invoice()
    body = {
        "LineItems": [{**line(), "LineItemID": "11111111-1111-4111-8111-111111111111"}]
    }
    client.refused("POST", f"Invoices/{invoice['InvoiceID']}", body)


def test_no_lines_sent_leaves_them(client):
    invoice = client.invoice()
    updated = client.post(f"Invoices/{invoice['InvoiceID']}", {"Reference": "x"})
    assert updated["LineItems"] == invoice["LineItems"]
    assert client.refused(
        "POST", f"Invoices/{invoice['InvoiceID']}", {"LineItems": []}
    ) == ["One or more line items must be specified"]


def test_text_lines(client):
    invoice = client.invoice(line(), {"Description": "Thank you"})
    text = invoice["LineItems"][1]
    assert text["LineAmount"] == 0
    assert "AccountCode" not in text
    again = client.post(
        f"Invoices/{invoice['InvoiceID']}", {"LineItems": invoice["LineItems"]}
    )
    assert again["LineItems"] == invoice["LineItems"]


def test_what_is_missing_is_said(client):
    assert set(
        client.refused("PUT", "Invoices", {"Type": "ACCREC", "Status": "AUTHORISED"})
    ) == {
        "A Contact must be specified for this type of transaction",
        "One or more line items must be specified",
        "The Due Date must be specified",
    }
    client.refused("PUT", "Invoices", {})


@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED"])
def test_approval_needs_accounts(client, status):
    bare = {"Description": "Desk", "Quantity": 1, "UnitAmount": 1}
    draft = client.invoice(bare, Status="DRAFT")
    assert draft["TotalTax"] == 0
    path = f"Invoices/{draft['InvoiceID']}"
    assert set(client.refused("POST", path, {"Status": status})) == {
        "Account code must be specified",
        "The TaxType field is mandatory",
    }
    coded = client.post(path, {"LineItems": [{**bare, "AccountCode": "200"}]})
    assert client.post(path, {"Status": status})["Total"] == coded["Total"] == 1.2


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("999", "Account code '999' is not a valid code for this document."),
        ("090", "Account code '090' is not a valid code for this document."),
        ("610", "Account code '610' is not a valid code for this document."),
        ("800", "Account code '800' is not a valid code for this document."),
        ("260", "Account code '260' has been archived, or deleted."),
    ],
)
def test_account_must_be_usable(client, code, message):
    client.xero.organisation.archive_account("260")
    body = client.invoice_body(line(code, TaxType="NONE"))
    assert client.refused("PUT", "Invoices", body) == [message]


def test_account_by_id(client):
    account = client.get("Accounts", where='Code=="200"')[0]
    by_id = {**line(), "AccountID": account["AccountID"]}
    del by_id["AccountCode"]
    assert client.invoice(by_id)["LineItems"][0]["AccountCode"] == "200"
    wrong = client.invoice_body({**by_id, "AccountCode": "260", "TaxType": "OUTPUT2"})
    assert client.refused("PUT", "Invoices", wrong) == [
        "AccountCode and AccountID do not name the same account"
    ]


@pytest.mark.parametrize(
    ("account", "tax", "message"),
    [
        (
            "200",
            "INPUT2",
            "The TaxType code 'INPUT2' cannot be used with account code '200'.",
        ),
        (
            "429",
            "OUTPUT2",
            "The TaxType code 'OUTPUT2' cannot be used with account code '429'.",
        ),
        (
            "200",
            "GST on Income",
            "The TaxType code GST on Income does not exist or cannot be used for this"
            " type of transaction.",
        ),
        (
            "200",
            "OUTPUT",
            "The TaxType code OUTPUT does not exist or cannot be used for this type of"
            " transaction.",
        ),
    ],
)
def test_tax_must_be_legal(client, account, tax, message):
    body = client.invoice_body(line(account, TaxType=tax))
    assert client.refused("PUT", "Invoices", body) == [message]


def test_tax_defaults_to_the_accounts(client):
    assert client.invoice()["LineItems"][0]["TaxType"] == "OUTPUT2"
    bill = client.invoice(line("493"), Type="ACCPAY")
    assert bill["LineItems"][0]["TaxType"] == "ZERORATEDINPUT"


def test_a_new_account_brings_its_tax(client):
    bill = client.invoice(line("429"), Type="ACCPAY")
    line_id = bill["LineItems"][0]["LineItemID"]
    updated = client.post(
        f"Invoices/{bill['InvoiceID']}",
        {"LineItems": [{"LineItemID": line_id, "AccountCode": "493"}]},
    )
    assert updated["LineItems"][0]["TaxType"] == "ZERORATEDINPUT"
    assert updated["TotalTax"] == 0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Exclusive", "Inclusive", (83.33, 16.67, 100)),
        ("Inclusive", "Exclusive", (100, 20, 120)),
        ("Exclusive", "NoTax", (100, 0, 100)),
        ("NoTax", "Exclusive", (100, 20, 120)),
        ("Exclusive", "exclusive", (100, 20, 120)),
    ],
)
def test_changing_the_kind_of_amounts(client, off_contract, old, new, expected):
    invoice = client.invoice(LineAmountTypes=old)
    updated = client.post(f"Invoices/{invoice['InvoiceID']}", {"LineAmountTypes": new})
    found = (updated["SubTotal"], updated["TotalTax"], updated["Total"])
    assert found == expected


def test_a_wrong_kind_of_amounts(client):
    body = client.invoice_body(LineAmountTypes="Sideways")
    assert client.refused("PUT", "Invoices", body) == [
        "The LineAmountTypes 'Sideways' is not valid"
    ]


def test_a_missing_description_is_refused(client):
    body = client.invoice_body({"Quantity": 1, "UnitAmount": 1, "AccountCode": "200"})
    assert client.refused("PUT", "Invoices", body) == [
        "Description is required on every line item"
    ]


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({"InvoiceNumber": "x" * 256}, 1),
        ({"Reference": "x" * 256}, 1),
        ({"LineItems": [line(Description="x" * 4001)]}, 1),
        ({"Url": "javascript:alert(1)"}, 1),
        ({"Url": "https://my.xero.example/1"}, 1),
        ({"Url": "http://[bad"}, 1),
        ({"BrandingThemeID": "11111111-1111-4111-8111-111111111111"}, 1),
        ({"CurrencyCode": "EUR", "CurrencyRate": -1}, 1),
        ({"InvoiceNumber": " "}, 1),
        ({"Status": "DRAFT", "SentToContact": True}, 1),
    ],
)
def test_limits_of_fields(client, fields, count):
    body = client.invoice_body(**fields)
    assert len(client.refused("PUT", "Invoices", body)) == count


def test_reference_is_for_sales_only(client):
    assert client.invoice(Reference="PO 7")["Reference"] == "PO 7"
    assert client.invoice(Type="ACCPAY", Reference="PO 7")["Reference"] == ""


def test_back_link_theme_and_dates_come_back(client):
    theme = client.get("BrandingThemes")[1]
    invoice = client.invoice(
        Url="https://books.example.com/r/1",
        BrandingThemeID=theme["BrandingThemeID"],
        Date="2026-09-14",
        DueDate="2026-09-30T00:00:00",
        ExpectedPaymentDate="/Date(1790899200000)/",
    )
    assert invoice["Url"] == "https://books.example.com/r/1"
    assert invoice["BrandingThemeID"] == theme["BrandingThemeID"]
    assert invoice["Date"] == "/Date(1789344000000+0000)/"
    assert invoice["DateString"] == "2026-09-14T00:00:00"
    assert invoice["DueDateString"] == "2026-09-30T00:00:00"
    assert invoice["ExpectedPaymentDateString"] == "2026-10-02T00:00:00"
    assert invoice["UpdatedDateUTCString"] == "2026-11-02T09:00:00Z"
    assert client.get(f"BrandingThemes/{theme['BrandingThemeID']}") == [theme]


def test_the_due_date_follows_the_contacts_terms(client):
    terms = {"Sales": {"Day": 20, "Type": "OFFOLLOWINGMONTH"}}
    contact = client.contact("Termed", PaymentTerms=terms)
    body = client.invoice_body(
        Contact={"ContactID": contact["ContactID"]}, Date="2026-11-15"
    )
    del body["DueDate"]
    assert client.put("Invoices", body)["DueDateString"] == "2026-12-20T00:00:00"


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("DAYSAFTERBILLDATE", 14, date(2026, 2, 14)),
        ("DAYSAFTERBILLMONTH", 10, date(2026, 2, 10)),
        ("OFCURRENTMONTH", 31, date(2026, 1, 31)),
        ("OFFOLLOWINGMONTH", 31, date(2026, 2, 28)),
    ],
)
def test_payment_terms(kind, day, expected):
    from xero_connector_tests.simulator.accounting.terms import due_date

    assert due_date(date(2026, 1, 31), {"Day": day, "Type": kind}) == expected


# Something applied


def test_a_part_paid_document_keeps_its_amounts(client):
    invoice = client.invoice()
    client.payment(invoice, 50)
    path = f"Invoices/{invoice['InvoiceID']}"
    other = client.contact("Someone Else")["ContactID"]
    line_id = invoice["LineItems"][0]["LineItemID"]
    allowed = client.post(
        path,
        {
            "Reference": "new",
            "DueDate": "2027-01-31",
            "InvoiceNumber": "B-1",
            "Contact": {"ContactID": other},
            "Url": "https://books.example.com/r/1",
            "LineItems": [
                {
                    "LineItemID": line_id,
                    "Description": "Oak desk",
                    "AccountCode": "260",
                    "TaxType": "OUTPUT2",
                }
            ],
        },
    )
    assert allowed["AmountDue"] == 70
    assert allowed["LineItems"][0]["AccountCode"] == "260"
    expected = [
        "This document cannot be edited as it has a payment or credit note allocated"
        " to it."
    ]
    for change in (
        {"Date": "2026-11-03"},
        {"CurrencyCode": "EUR"},
        {"LineAmountTypes": "Inclusive"},
        {"LineItems": [{"LineItemID": line_id, "UnitAmount": 200}]},
        {"LineItems": [line()]},
        {"LineItems": [{"LineItemID": line_id}, line(amount=0)]},
    ):
        assert client.refused("POST", path, change) == expected


def test_a_credited_document_keeps_its_contact(client):
    invoice, note = client.invoice(), client.credit_note()
    client.put(
        f"CreditNotes/{note['CreditNoteID']}/Allocations",
        {
            "Amount": 10,
            "Date": "2026-11-02",
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
        },
    )
    other = client.contact("Someone Else")["ContactID"]
    client.refused(
        "POST",
        f"Invoices/{invoice['InvoiceID']}",
        {"Contact": {"ContactID": other}},
    )


def test_paid_documents_by_the_switch(client):
    invoice = client.invoice()
    client.payment(invoice, 120)
    path = f"Invoices/{invoice['InvoiceID']}"
    assert client.post(path, {"Reference": "new"})["Status"] == "PAID"
    client.xero.organisation.settings.change({"edit_paid_documents": False})
    assert client.refused("POST", path, {"Reference": "newer"}) == [
        "Invoice not of valid status for modification"
    ]


def test_some_changes_do_not_move_the_timestamp(client):
    """A due date on a part-paid document makes no journal: modified-since misses it."""
    invoice = client.invoice()
    client.payment(invoice, 50)
    path = f"Invoices/{invoice['InvoiceID']}"
    before = client.get(path)[0]["UpdatedDateUTC"]
    client.xero.clock.advance(60)
    after = client.post(path, {"DueDate": "2027-03-01", "SentToContact": True})
    assert after["UpdatedDateUTC"] == before
    assert after["DueDateString"] == "2027-03-01T00:00:00"
    assert client.post(path, {"Reference": "x"})["UpdatedDateUTC"] != before


# Lock dates


@pytest.mark.parametrize(
    ("lock", "words"),
    [
        ("lock_period", "period lock date, currently set at 30 Sep 2026"),
        ("lock_year", "end of year lock date, currently set at 30 Sep 2026"),
    ],
)
def test_lock_dates(client, lock, words):
    old = client.invoice(Date="2026-09-30")
    draft = client.invoice(Date="2026-09-30", Status="DRAFT")
    getattr(client.xero.organisation, lock)(date(2026, 9, 30))
    expected = [f"The document date cannot be before the {words}"]
    path = f"Invoices/{old['InvoiceID']}"
    new = client.invoice_body(Date="2026-09-30")
    assert client.refused("PUT", "Invoices", new) == expected
    assert client.refused("POST", path, {"Status": "VOIDED"}) == expected
    assert client.refused("POST", path, {"Date": "2026-10-01"}) == expected
    assert client.refused("POST", path, {"LineItems": [line(amount=1)]}) == expected
    approve = {"Status": "AUTHORISED"}
    assert client.refused("POST", f"Invoices/{draft['InvoiceID']}", approve) == expected
    # What is not in the ledger is free.
    assert client.post(path, {"Reference": "x"})["Reference"] == "x"
    client.put("Invoices", {**new, "Status": "DRAFT"})
    client.post(f"Invoices/{draft['InvoiceID']}", {"Status": "DELETED"})
    client.put("Invoices", client.invoice_body(Date="2026-10-01"))
    getattr(client.xero.organisation, lock)(None)
    client.post(path, {"Status": "VOIDED"})


def test_lock_dates_are_shown(client):
    assert "PeriodLockDate" not in client.get("Organisation")[0]
    client.xero.organisation.lock_period(date(2026, 9, 30))
    assert client.get("Organisation")[0]["PeriodLockDate"] == (
        "/Date(1790726400000+0000)/"
    )


def test_advisers_pass_the_period_lock_by_the_switch(client):
    organisation = client.xero.organisation
    organisation.lock_period(date(2026, 9, 30))
    organisation.settings.change({"adviser_passes_period_lock": True})
    client.invoice(Date="2026-09-30")
    organisation.lock_year(date(2026, 9, 30))
    client.refused("PUT", "Invoices", client.invoice_body(Date="2026-09-30"))


# Other calls


def test_online_invoice_pdf_and_email(client):
    client.contact("Mailed", EmailAddress="mail@example.com")
    invoice = client.invoice(Contact={"Name": "Mailed"})
    path = f"Invoices/{invoice['InvoiceID']}"
    online = client.get(f"{path}/OnlineInvoice")[0]
    assert online["OnlineInvoiceUrl"].startswith("https://in.xero.com/")
    client.call("GET", f"{path}/pdf", headers={"Accept": "application/pdf"})
    assert client.last.content.startswith(b"%PDF-1.4")
    client.call("POST", f"{path}/Email", {}, status=204)
    assert client.get(path)[0]["SentToContact"] is True
    note = client.credit_note()
    client.call("GET", f"CreditNotes/{note['CreditNoteID']}/pdf")


def test_email_needs_an_approved_sale_and_an_address(client):
    draft = client.invoice(Status="DRAFT")
    nobody = client.invoice()
    for record in (draft, nobody):
        client.call("POST", f"Invoices/{record['InvoiceID']}/Email", {}, status=400)
    client.call("GET", f"Invoices/{draft['InvoiceID']}/OnlineInvoice", status=404)


def test_emails_are_limited(client):
    client.contact("Mailed", EmailAddress="mail@example.com")
    invoice = client.invoice(Contact={"Name": "Mailed"})
    client.xero.organisation.counters["emails 2026-11-02"] = 1_000
    path = f"Invoices/{invoice['InvoiceID']}/Email"
    client.call("POST", path, {}, status=400)
    client.xero.clock.advance(24 * 3600)
    client.renew()
    client.call("POST", path, {}, status=204)


def test_plans_limit_approvals(client):
    client.xero.organisation.settings.change({"approved_invoices_a_month": 1})
    invoice = client.invoice()
    client.post(f"Invoices/{invoice['InvoiceID']}", {"Reference": "x"})
    assert client.refused("PUT", "Invoices", client.invoice_body()) == [
        "You have reached the limit of invoices you can approve"
    ]
    client.invoice(Type="ACCPAY")
    client.xero.organisation.settings.change({"approved_bills_a_month": 1})
    client.refused("PUT", "Invoices", client.invoice_body(Type="ACCPAY"))
    client.xero.clock.advance(40 * 24 * 3600)
    client.renew()
    client.invoice()


def test_automatic_us_sales_tax_makes_documents_read_only(make_xero):
    from .client import Client

    client = Client(make_xero(region="us"))
    organisation = client.xero.organisation
    rate = organisation.add_auto_sales_tax("New York", "8.875")
    contact = organisation.add_contact("Buyer")["ContactID"]
    taxed = organisation.add_invoice(contact, [line(TaxType=rate["TaxType"])])
    assert float(taxed["TotalTax"]) == 8.88
    path = f"Invoices/{taxed['InvoiceID']}"
    assert client.get(path)[0]["TotalTax"] == 8.88
    expected = ["Documents with automatic sales tax are read-only"]
    assert client.refused("POST", path, {"Reference": "x"}) == expected
    body = client.invoice_body(line(TaxType=rate["TaxType"]))
    assert client.refused("PUT", "Invoices", body) == expected


# Credit notes


def test_a_draft_credit_note_may_have_no_lines(client):
    contact = {"ContactID": client.contact_id()}
    note = client.put("CreditNotes", {"Type": "ACCRECCREDIT", "Contact": contact})
    assert (note["Status"], note["Total"]) == ("DRAFT", 0)
    assert note["ID"] == note["CreditNoteID"]
    client.refused(
        "POST", f"CreditNotes/{note['CreditNoteID']}", {"Status": "AUTHORISED"}
    )


def test_credit_notes_have_no_discounts(client):
    body = {
        "Type": "ACCRECCREDIT",
        "Contact": {"ContactID": client.contact_id()},
        "LineItems": [line(DiscountRate=5)],
    }
    assert client.refused("PUT", "CreditNotes", body) == [
        "Discounts can only be applied to ACCREC invoices and quotes"
    ]


def test_credit_notes_are_updated_by_number(client):
    note = client.credit_note(CreditNoteNumber="C-1")
    updated = client.post("CreditNotes", {"CreditNoteNumber": "C-1", "Reference": "r"})
    assert updated["CreditNoteID"] == note["CreditNoteID"]
    assert client.get("CreditNotes/C-1")[0]["Reference"] == "r"
    assert client.refused(
        "PUT",
        "CreditNotes",
        {
            "Type": "ACCRECCREDIT",
            "CreditNoteNumber": "C-1",
            "Contact": {"ContactID": client.contact_id()},
        },
    ) == ["Credit Note # must be unique."]
