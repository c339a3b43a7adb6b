# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts, tax rates, items, tracking, journals, attachments, notes."""

from datetime import date

import pytest

from .client import BANK, line

UNKNOWN = "11111111-1111-4111-8111-111111111111"


# Accounts


def test_users(client):
    users = client.get("Users", order="EmailAddress")
    assert [user["OrganisationRole"] for user in users] == [
        "FINANCIALADVISER",
        "READONLY",
    ]
    assert users[0]["FirstName"] == "Alex"
    assert client.get("Users", where="IsSubscriber==true") == users[:1]
    assert client.get(f"Users/{users[1]['UserID']}") == users[1:]
    client.call("GET", f"Users/{UNKNOWN}", status=404)
    client.call("PUT", "Users", {}, status=501)


def test_accounts(client):
    accounts = client.get("Accounts")
    system = {a["SystemAccount"]: a["Code"] for a in accounts if "SystemAccount" in a}
    assert system["DEBTORS"] == "610"
    assert system["ROUNDING"] == "860"
    bank = client.get("Accounts", where='Type=="BANK"', order="Code DESC")
    assert [a["Code"] for a in bank] == ["092", "091", "090"]
    assert bank[0]["CurrencyCode"] == "EUR"
    made = client.call(
        "PUT",
        "Accounts",
        {
            "Code": "093",
            "Name": "Till",
            "Type": "BANK",
            "BankAccountNumber": "1",
            "CurrencyCode": "USD",
        },
    )["Accounts"][0]
    assert (made["BankAccountType"], made["Class"]) == ("BANK", "ASSET")
    path = f"Accounts/{made['AccountID']}"
    assert client.get(path)[0]["Name"] == "Till"
    renamed = client.post(path, {"Name": "Cash till"})
    assert renamed["Name"] == "Cash till"
    client.call("GET", f"Accounts/{UNKNOWN}", status=404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"Code": "200", "Name": "Other", "Type": "REVENUE"},
        {"Code": "201", "Name": "sales", "Type": "REVENUE"},
        {"Code": "201", "Name": "Other", "Type": "GIFTS"},
        {"Code": "201", "Name": "Other", "Type": "BANK"},
        {"Code": "12345678901", "Name": "Other", "Type": "REVENUE"},
        {"Code": "201", "Name": "Other", "Type": "REVENUE", "TaxType": "NOPE"},
        {"Code": "201", "Name": "Other", "Type": "REVENUE", "BankAccountNumber": "1"},
        {"Code": "201", "Name": "Other", "Type": "REVENUE", "CurrencyCode": "EUR"},
        {"Code": "201", "Name": "Other", "Type": "REVENUE", "Status": "ARCHIVED"},
        {"Code": "201", "Name": "Other", "Type": "REVENUE", "BankAccountType": "BANK"},
        {
            "Code": "201",
            "Name": "Other",
            "Type": "BANK",
            "BankAccountNumber": "1",
            "CurrencyCode": "JPY",
        },
    ],
)
def test_accounts_that_do_not_work(client, body):
    client.call("PUT", "Accounts", body, status=400)


def test_accounts_are_written_one_at_a_time(client, off_contract):
    both = [{"Code": code, "Name": code, "Type": "REVENUE"} for code in ("201", "202")]
    client.call("PUT", "Accounts", {"Accounts": both}, status=400)
    system = client.get("Accounts", where='Code=="610"')[0]
    client.refused("POST", f"Accounts/{system['AccountID']}", {"Status": "ARCHIVED"})
    bank = client.get("Accounts", where='Code=="090"')[0]
    client.refused("POST", f"Accounts/{bank['AccountID']}", {"Type": "REVENUE"})


# Tax rates


def levy(**fields):
    return {
        "Name": "Levy",
        "ReportTaxType": "OUTPUT",
        "TaxComponents": [{"Name": "Levy", "Rate": 3}],
        **fields,
    }


def test_tax_rates(client):
    rates = {rate["TaxType"]: rate for rate in client.get("TaxRates")}
    assert rates["OUTPUT2"]["CanApplyToExpenses"] is False
    assert rates["INPUT2"]["CanApplyToRevenue"] is False
    assert rates["OUTPUT"]["Status"] == "DELETED"  # still shown
    assert client.get("TaxRates/OUTPUT2")[0]["EffectiveRate"] == 20
    client.call("GET", "TaxRates/NOPE", status=404)
    both = [
        {"Name": "First", "Rate": 5},
        {"Name": "On top", "Rate": 10, "IsCompound": True},
    ]
    made = client.put("TaxRates", levy(TaxComponents=both))
    assert made["EffectiveRate"] == 15.5
    assert (made["CanApplyToRevenue"], made["CanApplyToExpenses"]) == (True, False)
    other = client.put("TaxRates", levy(Name="Cost", ReportTaxType="INPUT"))
    assert (other["TaxType"], other["CanApplyToRevenue"]) == ("TAX002", False)
    renamed = client.post("TaxRates", {"TaxType": "TAX001", "Name": "New"})
    assert renamed["Name"] == "New"
    by_name = client.post("TaxRates", levy(Name="new"))
    assert (by_name["TaxType"], by_name["EffectiveRate"]) == ("TAX001", 3)
    assert client.get("TaxRates", where="EffectiveRate==3 AND CanApplyToRevenue==true")


@pytest.mark.parametrize(
    "body",
    [
        levy(Name=""),
        levy(Name="Exempt Income"),
        levy(ReportTaxType="NOPE"),
        levy(ReportTaxType=None),
        levy(TaxComponents=[]),
        levy(TaxComponents=[{"Name": "x", "Rate": 101}]),
        levy(TaxComponents=[{"Rate": 1}]),
        levy(TaxComponents=[{"Name": "x", "Rate": 1, "IsCompound": True}] * 2),
        levy(Status="PENDING"),
        levy(Name="x" * 51),
    ],
)
def test_tax_rates_that_do_not_work(client, body):
    client.refused("PUT", "TaxRates", body)


def test_system_rates_stay(client):
    client.refused("POST", "TaxRates", {"TaxType": "NONE", "Name": "Zero"})
    client.refused("POST", "TaxRates", {"TaxType": "TAX009", "Name": "Zero"})
    client.refused("PUT", "TaxRates", levy(), levy(Name="Other"))


@pytest.mark.parametrize("region", ["us", "global"])
def test_no_report_type_elsewhere(make_xero, region):
    from .client import Client

    client = Client(make_xero(region=region))
    client.refused("PUT", "TaxRates", levy())
    body = levy()
    del body["ReportTaxType"]
    made = client.put("TaxRates", body)
    assert (made["CanApplyToRevenue"], made["CanApplyToExpenses"]) == (True, True)
    client.close()


# Items


def test_items(client):
    item = client.put(
        "Items",
        {
            "Code": "DESK",
            "Name": "Desk",
            "Description": "An oak desk",
            "PurchaseDescription": "Desk, raw",
            "SalesDetails": {"UnitPrice": 99.999, "AccountCode": "200"},
            "PurchaseDetails": {"UnitPrice": 50, "AccountCode": "429"},
        },
    )
    assert item["SalesDetails"]["UnitPrice"] == 100
    assert item["IsTrackedAsInventory"] is False
    by_code = client.post("Items", {"Code": "desk", "Name": "Table"})
    assert by_code["ItemID"] == item["ItemID"]
    assert by_code["SalesDetails"]["AccountCode"] == "200"
    path = f"Items/{item['ItemID']}"
    precise = client.post(
        path, {"Code": "DESK", "SalesDetails": {"UnitPrice": 99.9999}}, unitdp=4
    )
    assert precise["SalesDetails"]["UnitPrice"] == 99.9999
    assert client.get("Items/DESK")[0]["ItemID"] == item["ItemID"]
    assert client.get("Items", where='Code.StartsWith("d")', order="Name DESC")
    sale = client.invoice({"ItemCode": "DESK"}, params={"unitdp": 4})
    assert sale["LineItems"][0]["Description"] == "An oak desk"
    assert sale["LineItems"][0]["UnitAmount"] == 99.9999
    assert sale["LineItems"][0]["Item"]["ItemID"] == item["ItemID"]
    bill = client.invoice({"ItemCode": "DESK", "Quantity": 2}, Type="ACCPAY")
    assert bill["LineItems"][0]["Description"] == "Desk, raw"
    assert bill["SubTotal"] == 100
    own = client.invoice(line("260", ItemCode="DESK", TaxType="NONE", amount=1))
    assert own["LineItems"][0]["AccountCode"] == "260"
    client.call("DELETE", path, status=204)
    client.call("GET", path, status=404)


@pytest.mark.parametrize(
    "body",
    [
        {"Code": ""},
        {"Code": "DESK"},
        {"Code": "x" * 31},
        {"Code": "A", "Name": "x" * 51},
        {"Code": "A", "SalesDetails": {"AccountCode": "999"}},
        {"Code": "A", "SalesDetails": {"AccountCode": "260"}},
        {"Code": "A", "SalesDetails": {"TaxType": "NOPE"}},
        {"Code": "A", "SalesDetails": {"UnitPrice": -1}},
        {"Code": "A", "InventoryAssetAccountCode": "630"},
        {"Code": "A", "PurchaseDetails": {"COGSAccountCode": "310"}},
        {
            "Code": "A",
            "InventoryAssetAccountCode": "429",
            "PurchaseDetails": {"COGSAccountCode": "310"},
        },
        {"Code": "A", "ItemID": UNKNOWN[:-1] + "x"},
    ],
)
def test_items_that_do_not_work(client, body):
    client.xero.organisation.archive_account("260")
    made = client.put("Items", {"Code": "DESK"})
    if "ItemID" in body:
        body = {"Code": "A", "ItemID": made["ItemID"]}
    client.refused("PUT", "Items", body)
    client.call("POST", "Items", {"Items": [{"Code": "A", "ItemID": UNKNOWN}]}, 404)


def test_an_unknown_item_is_refused(client):
    body = client.invoice_body(line(ItemCode="NOPE"))
    assert client.refused("PUT", "Invoices", body) == ["Item code 'NOPE' is not valid"]


TRACKED = {
    "Code": "TV",
    "Name": "Television",
    "InventoryAssetAccountCode": "630",
    "PurchaseDetails": {"UnitPrice": 50, "COGSAccountCode": "310"},
    "SalesDetails": {"UnitPrice": 90, "AccountCode": "200"},
}


def test_tracked_items(client):
    item = client.put("Items", TRACKED)
    assert item["IsTrackedAsInventory"] is True
    assert (item["QuantityOnHand"], item["TotalCostPool"]) == (0, 0)
    sale = client.invoice_body({"ItemCode": "TV", "Quantity": 3})
    assert "not enough" in client.refused("PUT", "Invoices", sale)[0]
    wrong = client.invoice_body(line("429", ItemCode="TV"), Type="ACCPAY")
    assert "inventory asset account 630" in client.refused("PUT", "Invoices", wrong)[0]
    bought = {"ItemCode": "TV", "Quantity": 5, "AccountCode": "630", "TaxType": "NONE"}
    bill = client.invoice(bought, Type="ACCPAY", LineAmountTypes="Inclusive")
    path = f"Items/{item['ItemID']}"
    assert client.get(path)[0]["TotalCostPool"] == 250
    made = client.put("Invoices", sale)
    found = client.get(path)[0]
    assert (found["QuantityOnHand"], found["TotalCostPool"]) == (2, 100)
    client.post(f"Invoices/{made['InvoiceID']}", {"Reference": "again"})
    back = {"ItemCode": "TV", "Quantity": 1, "AccountCode": "630", "TaxType": "NONE"}
    client.credit_note(back, Type="ACCPAYCREDIT")
    assert client.get(path)[0]["QuantityOnHand"] == 1
    client.put("Invoices", {**sale, "InvoiceNumber": "X"}, allowBackorders="true")
    assert client.get(path)[0]["QuantityOnHand"] == -2
    client.call("DELETE", path, status=400)
    client.call("POST", path, {"Items": [{"Code": "OTHER"}]})
    assert bill["Status"] == "AUTHORISED"


def test_a_used_item_does_not_become_tracked(client):
    item = client.put("Items", {"Code": "TV"})
    client.invoice(line(ItemCode="TV"))
    assert client.refused("POST", f"Items/{item['ItemID']}", TRACKED) == [
        "An item that has been used cannot become tracked"
    ]


# Tracking


def test_tracking(client):
    region = client.call(
        "PUT",
        "TrackingCategories",
        {"Name": "Region", "Options": [{"Name": "North"}, {"Name": "South"}]},
    )["TrackingCategories"][0]
    path = f"TrackingCategories/{region['TrackingCategoryID']}"
    assert [option["Name"] for option in region["Options"]] == ["North", "South"]
    client.call("PUT", "TrackingCategories", {"Name": "region"}, status=400)
    client.call("PUT", "TrackingCategories", {"Name": ""}, status=400)
    client.call("PUT", f"{path}/Options", {"Name": "north"}, status=400)
    client.call("PUT", f"{path}/Options", {"Name": ""}, status=400)
    client.call("POST", path, {"Name": "Area", "Status": "GONE"}, status=400)
    client.call("POST", path, {"Name": "Area"})
    other = client.call("PUT", "TrackingCategories", {"Name": "Team"})
    third = client.call("PUT", "TrackingCategories", {"Name": "Third"}, status=400)
    assert "at most 2" in third["Elements"][0]["ValidationErrors"][0]["Message"]
    other_id = other["TrackingCategories"][0]["TrackingCategoryID"]
    client.call("POST", f"TrackingCategories/{other_id}", {"Status": "ARCHIVED"})
    for name in ("Third", "Fourth"):
        made = client.call("PUT", "TrackingCategories", {"Name": name})
        made_id = made["TrackingCategories"][0]["TrackingCategoryID"]
        client.call("POST", f"TrackingCategories/{made_id}", {"Status": "ARCHIVED"})
    client.call("PUT", "TrackingCategories", {"Name": "Fifth"}, status=400)
    client.call("POST", f"TrackingCategories/{other_id}", {"Name": "Area"}, status=400)
    north = region["Options"][0]["TrackingOptionID"]
    renamed = client.call("POST", f"{path}/Options/{north}", {"Name": "Far north"})
    assert renamed["Options"][0]["Name"] == "Far north"
    client.call("POST", f"{path}/Options/{UNKNOWN}", {"Name": "x"}, status=404)
    client.call("GET", f"TrackingCategories/{UNKNOWN}", status=404)
    by_name = line(Tracking=[{"Name": "area", "Option": "far NORTH"}])
    by_id = line(
        Tracking=[
            {
                "TrackingCategoryID": region["TrackingCategoryID"],
                "TrackingOptionID": north,
            }
        ]
    )
    sale = client.invoice(by_name, by_id)
    tracked = [item["Tracking"][0] for item in sale["LineItems"]]
    assert tracked[0] == tracked[1]
    assert (tracked[0]["Name"], tracked[0]["Option"]) == ("Area", "Far north")
    for bad in (
        [{"Name": "Area", "Option": "West"}],
        [{"Name": "Nope", "Option": "West"}],
        [{"Name": "Team", "Option": "West"}],
        [{"Name": "Area", "Option": "South"}, {"Name": "Area", "Option": "Far north"}],
        [{"Name": "Area", "Option": "South"}] * 3,
    ):
        body = client.invoice_body(line(Tracking=bad))
        assert client.refused("PUT", "Invoices", body)
    south = region["Options"][1]["TrackingOptionID"]
    client.call("POST", f"{path}/Options/{south}", {"Status": "ARCHIVED"})
    body = client.invoice_body(line(Tracking=[{"Name": "Area", "Option": "South"}]))
    client.refused("PUT", "Invoices", body)


# Journals


def journal(*pairs, **fields):
    return {
        "Narration": "Accrual",
        "JournalLines": [
            {"LineAmount": amount, "AccountCode": code} for code, amount in pairs
        ],
        **fields,
    }


def test_manual_journals(client):
    made = client.put("ManualJournals", journal(("429", 10), ("805", -10)))
    assert (made["Status"], made["LineAmountTypes"]) == ("DRAFT", "NoTax")
    assert made["ShowOnCashBasisReports"] is True
    path = f"ManualJournals/{made['ManualJournalID']}"
    posted = client.post(
        path,
        journal(("429", 30), ("805", -30), Status="POSTED", Url="https://a.example/1"),
    )
    assert posted["JournalLines"][0]["LineAmount"] == 30
    assert client.get(path)[0]["Url"] == "https://a.example/1"
    by_body = {"ManualJournalID": made["ManualJournalID"], "Narration": "New"}
    assert client.post("ManualJournals", by_body)["Narration"] == "New"
    assert client.get("ManualJournals")[0]["JournalLines"] == []
    assert client.get("ManualJournals", page=1)[0]["JournalLines"]
    for method in ("PUT", "POST"):
        unknown = {"Narration": "x", "ManualJournalID": UNKNOWN}
        client.call(method, "ManualJournals", {"ManualJournals": [unknown]}, 404)
    client.refused("PUT", "ManualJournals", by_body)
    client.call("GET", f"ManualJournals/{UNKNOWN}", status=404)
    client.xero.organisation.lock_period(date(2026, 11, 2))
    assert "lock date" in client.refused("POST", path, {"Status": "VOIDED"})[0]
    assert "lock date" in client.refused("POST", path, {"Date": "2026-12-01"})[0]


def test_journals_with_tax(client):
    exclusive = journal(("429", 100), ("805", -120), LineAmountTypes="Exclusive")
    exclusive["JournalLines"][0]["TaxType"] = "INPUT2"
    made = client.put("ManualJournals", exclusive)
    assert made["JournalLines"][0]["TaxAmount"] == 20
    inclusive = journal(("429", 120), ("805", -120), LineAmountTypes="Inclusive")
    inclusive["JournalLines"][0]["TaxType"] = "INPUT2"
    assert client.put("ManualJournals", inclusive)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            journal(("429", 100), ("805", -10)),
            "The total debits (100.00) must equal total credits (-10.00)",
        ),
        (journal(("429", 0)), "at least two lines"),
        (journal(("610", 1), ("429", -1)), "'610' is not a valid code"),
        (journal(("800", 1), ("429", -1)), "'800' is not a valid code"),
        (journal(("960", 1), ("429", -1)), "'960' is not a valid code"),
        (journal(("090", 1), ("429", -1)), "'090' is not a valid code"),
        (journal(("630", 1), ("429", -1)), "'630' is not a valid code"),
        (journal(("999", 1), ("429", -1)), "'999' is not a valid code"),
        (journal(("260", 1), ("429", -1)), "has been archived"),
        (journal(("429", 1), ("805", -1), Narration=""), "Narration"),
        (journal(("429", 1), ("805", -1), LineAmountTypes="x"), "is not valid"),
        (
            journal(("429", 1), ("805", -1), Date="2026-10-01", Status="POSTED"),
            "lock date",
        ),
        (journal(("429", None), ("805", 0)), "LineAmount"),
    ],
)
def test_journals_that_do_not_work(client, body, words):
    client.xero.organisation.archive_account("260")
    client.xero.organisation.lock_period(date(2026, 10, 1))
    assert words in " ".join(client.refused("PUT", "ManualJournals", body))


def test_journal_lines_by_account_id_and_bad_tax(client):
    account = client.get("Accounts", where='Code=="429"')[0]
    body = journal(("805", -10), LineAmountTypes="Exclusive")
    body["JournalLines"].append(
        {"LineAmount": 10, "AccountID": account["AccountID"], "TaxType": "NOPE"}
    )
    assert "NOPE" in client.refused("PUT", "ManualJournals", body)[0]
    body["JournalLines"][1]["TaxType"] = "NONE"
    assert client.put("ManualJournals", body)["JournalLines"][1]["AccountCode"] == "429"


# Attachments and notes


@pytest.fixture
def owners(client):
    """A path for every collection that takes attachments."""
    account = client.get("Accounts")[0]["AccountID"]
    spend = client.put(
        "BankTransactions",
        {
            "Type": "SPEND",
            "Contact": {"ContactID": client.contact_id()},
            "BankAccount": {"Code": BANK},
            "LineItems": [line("429")],
        },
    )
    transfer = client.put(
        "BankTransfers",
        {
            "FromBankAccount": {"Code": "090"},
            "ToBankAccount": {"Code": "091"},
            "Amount": 1,
        },
    )
    entry = client.put("ManualJournals", journal(("429", 10), ("805", -10)))
    return {
        "Accounts": account,
        "BankTransactions": spend["BankTransactionID"],
        "BankTransfers": transfer["BankTransferID"],
        "Contacts": client.contact_id(),
        "CreditNotes": client.credit_note()["CreditNoteID"],
        "Invoices": client.invoice()["InvoiceID"],
        "ManualJournals": entry["ManualJournalID"],
    }


def test_attachments(client, owners):
    for collection, owner_id in owners.items():
        path = f"{collection}/{owner_id}"
        before = client.get(path)[0]
        made = client.call(
            "PUT",
            f"{path}/Attachments/scan%20%C3%A9.png",
            b"\x89PNG",
            headers={"Content-Type": "image/png"},
        )["Attachments"][0]
        assert made["FileName"] == "scan é.png"
        assert (made["MimeType"], made["ContentLength"]) == ("image/png", 4)
        assert client.get(f"{path}/Attachments") == [made]
        for name in ("scan%20%C3%A9.png", "SCAN%20%C3%A9.PNG", made["AttachmentID"]):
            client.call("GET", f"{path}/Attachments/{name}")
            assert client.last.content == b"\x89PNG"
            assert client.last.headers["Content-Type"] == "image/png"
        after = client.get(path)[0]
        assert after["HasAttachments"] is True
        if "UpdatedDateUTC" in after:
            assert after["UpdatedDateUTC"] == before["UpdatedDateUTC"]
        client.call("GET", f"{path}/Attachments/none.png", status=404)
    client.call("GET", f"Invoices/{UNKNOWN}/Attachments", status=404)


def test_the_same_name_overwrites(client, owners):
    path = f"Invoices/{owners['Invoices']}/Attachments"
    octets = {"Content-Type": "application/octet-stream"}
    first = client.call("PUT", f"{path}/a.pdf", b"1", headers=octets)
    client.call("POST", f"{path}/A.pdf", b"333", headers=octets)
    again = client.call(
        "PUT", f"{path}/A.pdf", b"22", headers=octets, IncludeOnline="true"
    )
    first, again = first["Attachments"][0], again["Attachments"][0]
    assert first["AttachmentID"] == again["AttachmentID"]
    assert (again["ContentLength"], again["MimeType"]) == (2, "application/pdf")
    assert (first["IncludeOnline"], again["IncludeOnline"]) == (False, True)


@pytest.mark.parametrize("name", ["a%3Cb.pdf", "a%2Fb.pdf", "a%3Ab.pdf", "%20", "a%00"])
def test_forbidden_names(client, owners, name):
    path = f"Invoices/{owners['Invoices']}/Attachments/{name}"
    client.call("PUT", path, b"1", status=400)


def test_limits_of_attachments(client, owners):
    path = f"Invoices/{owners['Invoices']}/Attachments"
    client.call("PUT", f"{path}/empty.pdf", b"", status=400)
    client.call("PUT", f"{path}/{UNKNOWN}", b"1", status=404)
    for number in range(10):
        client.call("PUT", f"{path}/{number}.pdf", b"1")
    client.call("PUT", f"{path}/11.pdf", b"1", status=400)
    client.call("PUT", f"{path}/9.pdf", b"2")
    bill = client.invoice(Type="ACCPAY")["InvoiceID"]
    online = f"Invoices/{bill}/Attachments/a.pdf"
    client.call("PUT", online, b"1", status=400, IncludeOnline="true")
    client.call("PUT", online, b"1" * 10_485_761, status=413)


def test_history(client, owners):
    client.put("Items", {"Code": "A"})
    payment = client.payment({"InvoiceID": owners["Invoices"]}, 1)
    paths = [
        f"{name}/{owner}/History"
        for name, owner in owners.items()
        if name != "Accounts"
    ]
    paths.append(f"Payments/{payment['PaymentID']}/History")
    for path in paths:
        made = client.put(path, {"Details": "Hello"})
        assert made["User"] == "System Generated"
        client.xero.clock.advance(1)
    for path in paths:
        (found,) = client.get(path)
        assert (found["Changes"], found["Details"]) == ("Note", "Hello")
    answer = client.call("PUT", paths[0], {"HistoryRecords": [{}]}, status=400)
    assert answer["ErrorNumber"] == 10
    long = {"HistoryRecords": [{"Details": "x" * 2501}]}
    client.call("PUT", paths[0], long, status=400)
    client.call("GET", f"Accounts/{owners['Accounts']}/History", status=404)
