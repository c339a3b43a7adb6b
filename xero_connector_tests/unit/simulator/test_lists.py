# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading lists: pages, filters, order, If-Modified-Since."""

import pytest

from .client import line


@pytest.fixture
def books(client):
    """Three contacts and six invoices, a minute apart."""
    organisation = client.xero.organisation
    for name, email in (
        ("Ann Smith", "ann@example.com"),
        ("Bob Smith", "bob@example.org"),
        ("Carol Jones", ""),
    ):
        contact = organisation.add_contact(name, EmailAddress=email)
        for number in (1, 2):
            client.xero.clock.advance(60)
            organisation.add_invoice(
                contact["ContactID"],
                amount=100 * number,
                InvoiceNumber=f"{name[0]}-{number}",
                Reference=f"{name} {number}",
                Date=f"2026-0{number}-15",
                status="AUTHORISED" if number == 1 else "DRAFT",
            )
    return client


def numbers(client, **params):
    return [i["InvoiceNumber"] for i in client.get("Invoices", **params)]


ALL = ["A-1", "A-2", "B-1", "B-2", "C-1", "C-2"]


def test_the_unpaged_list_has_no_lines_and_contact_stubs(books):
    answer = books.call("GET", "Invoices")
    assert "pagination" not in answer
    for invoice in answer["Invoices"]:
        assert invoice["LineItems"] == []
        assert set(invoice["Contact"]) == {
            "ContactID",
            "Name",
            "Addresses",
            "Phones",
            "ContactGroups",
            "ContactPersons",
            "HasValidationErrors",
        }


def test_the_frame(books):
    answer = books.call("GET", "Invoices", page=1)
    assert list(answer) == [
        "Id",
        "Status",
        "ProviderName",
        "DateTimeUTC",
        "pagination",
        "Invoices",
    ]
    assert answer["Status"] == "OK"
    assert answer["DateTimeUTC"] == "/Date(1793610360000)/"
    assert books.last.headers["Xero-Correlation-Id"]


@pytest.mark.parametrize(
    ("params", "expected", "found"),
    [
        ({"page": 1}, (1, 100, 1), 6),
        ({"page": 1, "pageSize": 4}, (1, 4, 2), 4),
        ({"page": 2, "pageSize": 4}, (2, 4, 2), 2),
        ({"page": 3, "pageSize": 4}, (3, 4, 2), 0),
        ({"page": 1, "pageSize": 0}, (1, 1, 6), 1),
        ({"page": 1, "pageSize": -5}, (1, 1, 6), 1),
        ({"page": 1, "pageSize": 5000}, (1, 1000, 1), 6),
        ({"page": 0}, (1, 100, 1), 6),
        ({"page": "x", "pageSize": "y"}, (1, 100, 1), 6),
        ({"PAGE": 2, "pagesize": 4}, (2, 4, 2), 2),
        ({"Statuses": "AUTHORISED"}, (1, 100, 1), 3),
        ({"summaryOnly": "True"}, (1, 100, 1), 6),
    ],
)
def test_pages_are_clamped(books, params, expected, found):
    answer = books.call("GET", "Invoices", **params)
    page = answer["pagination"]
    assert (page["page"], page["pageSize"], page["pageCount"]) == expected
    assert len(answer["Invoices"]) == found


def test_paged_lists_have_lines(books):
    assert all(i["LineItems"] for i in books.get("Invoices", page=1))


def test_summary_only_drops_the_heavy_parts(books):
    invoice = books.get("Invoices", summaryOnly="true")[0]
    assert not {"LineItems", "Payments", "HasAttachments"} & set(invoice)
    contact = books.get("Contacts", summaryOnly="true")[0]
    assert not {"Addresses", "Balances", "IsCustomer", "ContactPersons"} & set(contact)


def test_the_default_order_is_by_change(books):
    first = books.get("Invoices")[0]
    books.xero.clock.advance(60)
    books.post(f"Invoices/{first['InvoiceID']}", {"Reference": "later"})
    assert numbers(books) == [*ALL[1:], "A-1"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("InvoiceNumber DESC", ALL[::-1]),
        ("Date", ["A-1", "B-1", "C-1", "A-2", "B-2", "C-2"]),
        ("Total DESC, InvoiceNumber ASC", ["A-2", "B-2", "C-2", "A-1", "B-1", "C-1"]),
        ("Contact.Name descending,InvoiceNumber", [*ALL[4:], *ALL[2:4], *ALL[:2]]),
    ],
)
def test_order(books, order, expected):
    assert numbers(books, order=order) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('InvoiceNumber=="A-1"', ["A-1"]),
        ('InvoiceNumber="a-1"', ["A-1"]),
        ('"A-1"==InvoiceNumber', ["A-1"]),
        ('Status=="AUTHORISED" AND Total>100', ["A-1", "B-1", "C-1"]),
        ('Status!="AUTHORISED"', ["A-2", "B-2", "C-2"]),
        ('Status<>"AUTHORISED" && Contact.Name=="ann smith"', ["A-2"]),
        ('InvoiceNumber=="A-1" OR InvoiceNumber=="C-2"', ["A-1", "C-2"]),
        ('InvoiceNumber=="A-1" || InvoiceNumber=="C-2"', ["A-1", "C-2"]),
        ('(Total>200 or Total<130) and Contact.Name.Contains("SMITH")', ALL[:4]),
        ('Contact.Name.StartsWith("b")', ["B-1", "B-2"]),
        ('Reference.EndsWith("2")', ["A-2", "B-2", "C-2"]),
        ('Reference.ToLower().Contains("jones")', ["C-1", "C-2"]),
        ("Date >= DateTime(2026, 02, 01)", ["A-2", "B-2", "C-2"]),
        ("Date < DateTime(2026,2,15)", ["A-1", "B-1", "C-1"]),
        ("Date == DateTime(2026,2,15,0,0,0)", ["A-2", "B-2", "C-2"]),
        ('Date <= DateTime.Parse("2026-01-15")', ["A-1", "B-1", "C-1"]),
        ("AmountDue >= 120.00", ALL),
        ("AmountDue > 120m", ["A-2", "B-2", "C-2"]),
        ("120 < AmountDue", ["A-2", "B-2", "C-2"]),
        ("Url != null", []),
        ("Url == null", ALL),
        ("SentToContact==false", ALL),
        ("SentToContact", []),
        ("true", ALL),
        ("Total == SubTotal", []),
        ("BrandingThemeID==null", ALL),
        ('TYPE=="accrec"', ALL),
        ("UpdatedDateUTC > DateTime(2026,11,2,9,3,0)", ["B-2", "C-1", "C-2"]),
    ],
)
def test_where(books, where, expected):
    assert numbers(books, where=where) == expected


def test_where_by_id(books):
    invoice = books.get("Invoices")[0]
    for where in (
        f'InvoiceID==guid("{invoice["InvoiceID"]}")',
        f'InvoiceID==Guid("{invoice["InvoiceID"].upper()}")',
    ):
        assert numbers(books, where=where) == ["A-1"]
    contact = invoice["Contact"]["ContactID"]
    where = f'Contact.ContactID==guid("{contact}")'
    assert numbers(books, where=where) == ["A-1", "A-2"]


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("Foo==1", "No property or field 'Foo' exists in type 'Invoice'"),
        ("Contact.Foo==1", "No property or field 'Foo' exists in type 'Contact'"),
        ('Total=="x"', "Operator is incompatible with operand types (at index 10)"),
        ("Total==1 AND", "Expression expected (at index 12)"),
        ("Total=", "Expression expected (at index 6)"),
        ("(Total==1", "')' expected (at index 9)"),
        ("Total==1)", "Syntax error (at index 8)"),
        ("Total # 1", "Syntax error (at index 5)"),
        ("Total", "Expression of type 'Boolean' expected (at index 5)"),
        ("1==1", "A property was expected (at index 4)"),
        ('Reference.Drop("x")', "No applicable method 'Drop' exists in type 'String'"),
        ('Total.Contains("1")', "No property or field 'Contains' exists in type"),
        ("Reference.Contains(1)", "Expression of type 'String' expected (at index 19)"),
        (
            "Date==DateTime(2026,13,1)",
            "No applicable constructor in type 'datetime' (at index 25)",
        ),
        ("Date==DateTime(2026)", "No applicable constructor"),
        ('Date==guid("1")', "Operator is incompatible with operand types"),
        ("Date==guid(1)", "No applicable constructor in type 'guid'"),
        ("Date==DateTime.Now(1)", "Syntax error"),
        ('Contact=="x"', "Operator is incompatible with operand types"),
        ("(" * 60 + "Total==1" + ")" * 60, "Expression is nested too deeply"),
        ('Total==1 AND Reference.Contains("a")==true', "Syntax error"),
    ],
)
def test_where_that_cannot_be_read(books, where, message):
    answer = books.call("GET", "Invoices", status=400, where=where)
    assert (answer["ErrorNumber"], answer["Type"]) == (16, "QueryParseException")
    assert answer["Message"].startswith(message)


@pytest.mark.parametrize(
    "order", ["Foo", "Date SIDEWAYS", "Date ASC DESC", ",", "Contact", "Contact.Foo"]
)
def test_order_that_cannot_be_read(books, order):
    answer = books.call("GET", "Invoices", status=400, order=order)
    assert answer["ErrorNumber"] == 16


def test_list_parameters(books):
    found = books.get("Invoices")
    ids = ",".join(i["InvoiceID"] for i in found[:2])
    assert numbers(books, IDs=ids) == ["A-1", "A-2"]
    assert numbers(books, ids=ids.upper()) == ["A-1", "A-2"]
    assert numbers(books, InvoiceNumbers="a-1, C-2,none") == ["A-1", "C-2"]
    contact = found[2]["Contact"]["ContactID"]
    assert numbers(books, ContactIDs=contact) == ["B-1", "B-2"]
    assert numbers(books, Statuses="draft", ContactIDs=contact) == ["B-2"]
    assert numbers(books, IDs="") == []
    books.call("GET", "Invoices", status=400, IDs="not-a-guid")


def test_search_term(books):
    assert numbers(books, searchTerm="c-") == ["C-1", "C-2"]
    assert numbers(books, searchTerm="jones 1") == ["C-1"]
    found = books.get("Contacts", searchTerm="example.org")
    assert [c["Name"] for c in found] == ["Bob Smith"]


def test_created_by_my_app(books):
    assert numbers(books, createdByMyApp="true") == []
    books.invoice(InvoiceNumber="mine")
    assert numbers(books, createdByMyApp="true") == ["mine"]


def test_contact_ids(books):
    found = books.get("Contacts")
    ids = ",".join(contact["ContactID"] for contact in found[1:])
    assert books.get("Contacts", IDs=ids) == found[1:]


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ("2026-11-02T09:02:59", ["B-1", "B-2", "C-1", "C-2"]),
        ("2026-11-02T09:03:00", ["B-2", "C-1", "C-2"]),
        ("2026-11-02T10:03:00+01:00", ["B-2", "C-1", "C-2"]),
        ("2026-11-02T09:03:00Z", ["B-2", "C-1", "C-2"]),
        ("Mon, 02 Nov 2026 09:03:00 GMT", ["B-2", "C-1", "C-2"]),
        ("2026-11-03T00:00:00", []),
        ("nonsense", ALL),
    ],
)
def test_modified_since(books, since, expected):
    answer = books.call("GET", "Invoices", headers={"If-Modified-Since": since})
    assert [i["InvoiceNumber"] for i in answer["Invoices"]] == expected


def test_modified_since_compares_whole_seconds(books):
    """Changed within the very second: not returned, so that clients overlap."""
    books.xero.clock.advance(0.4)
    books.xero.organisation.add_contact("Late")
    since = {"If-Modified-Since": "2026-11-02T09:06:00"}
    assert books.call("GET", "Contacts", headers=since)["Contacts"] == []
    books.xero.organisation.settings.change({"modified_since_inclusive": True})
    assert len(books.call("GET", "Contacts", headers=since)["Contacts"]) == 1


def test_too_many_rows(books):
    books.xero.organisation.settings.change({"scan_limit": 5})
    books.call("GET", "Invoices", status=400)
    books.call("GET", "Invoices", status=400, page=1, where="Total>1")
    books.call("GET", "Invoices", status=400, page=1, order="Total")
    assert len(books.get("Invoices", page=1)) == 6
    assert len(books.get("Invoices", page=1, where='Status=="DRAFT"')) == 3
    optimised = "Date >= DateTime(2026,1,1)"
    assert len(books.get("Invoices", page=1, where=optimised)) == 6


def test_payment_filters(books):
    invoice = books.get("Invoices")[0]
    payment = books.payment(invoice, 10, Reference="R 1")
    books.credit_note()
    invoice_id = invoice["InvoiceID"]
    for where, count in (
        (f'Invoice.InvoiceID==guid("{invoice_id}")', 1),
        ('Invoice.InvoiceNumber=="A-1"', 1),
        ("CreditNote.CreditNoteID!=null", 0),
        ('PaymentType=="ACCRECPAYMENT" AND Status=="AUTHORISED"', 1),
        ('Account.Code=="090"', 1),
        ('Reference=="R 2"', 0),
        ("Date==DateTime(2026,11,2)", 1),
    ):
        assert len(books.get("Payments", where=where)) == count
    assert books.get("Payments")[0]["PaymentID"] == payment["PaymentID"]
    assert books.get("Payments", page=1)[0]["Invoice"]["LineItems"] == []
    single = books.get(f"Payments/{payment['PaymentID']}")[0]
    assert single["Invoice"]["LineItems"]


def test_reading_lists_of_every_resource(books):
    for name in (
        "Accounts",
        "BankTransactions",
        "BankTransfers",
        "BatchPayments",
        "BrandingThemes",
        "ContactGroups",
        "CreditNotes",
        "Currencies",
        "Items",
        "ManualJournals",
        "Overpayments",
        "Prepayments",
        "TaxRates",
        "TrackingCategories",
    ):
        books.get(name)
        books.get(name.lower())
        if name in ("BankTransactions", "CreditNotes", "ManualJournals"):
            assert books.call("GET", name, page=1)["pagination"]["itemCount"] == 0
    actions = {a["Name"]: a["Status"] for a in books.get("Organisation/Actions")}
    assert actions["UseMulticurrency"] == "ALLOWED"
    books.xero.organisation.refused_actions.add("UseMulticurrency")
    actions = {a["Name"]: a["Status"] for a in books.get("organisation/actions")}
    assert actions["UseMulticurrency"] == "NOT-ALLOWED"
    books.call("PUT", "Currencies", {"Code": "JPY"}, status=400)
    books.call("PUT", "Currencies", {"Code": "ZZZ"}, status=400)


def test_unitdp_on_lists(books):
    books.put(
        "Invoices",
        books.invoice_body(line(amount=0.1234), InvoiceNumber="D"),
        unitdp=4,
    )
    found = books.get("Invoices", page=1, unitdp=4, InvoiceNumbers="D")[0]
    assert found["LineItems"][0]["UnitAmount"] == 0.1234
