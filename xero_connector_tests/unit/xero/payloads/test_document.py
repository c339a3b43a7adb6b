# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices, bills and credit notes as Xero gives and takes them."""

from datetime import date
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.sync import money
from xero_connector.sync.canonical import Document, Line, values_of
from xero_connector.xero import codec
from xero_connector.xero.payloads.document import (
    DESCRIPTION_LIMIT,
    from_payload,
    to_payload,
)

ALL = frozenset(values_of(Document("", "")))
ADA = "bd2270c3-8706-4c11-9cfb-000b551c3f51"
REGION, NORTH = "e2f2f732-e92a-4f3a9c4d-ee4da0182a13", "8f0ab9a6-1c1f-4b0b-8b0a-1d9f"
TEAM, BLUE = "0b5c6a5e-0000-4000-8000-000000000001", "0b5c6a5e-0000-4000-8000-00000002"

#: a sales invoice of a paged list, read with unitdp=4
INVOICE = rf"""{{
  "Type": "ACCREC",
  "InvoiceID": "220ddca8-3144-4085-9a88-2d72c5133734",
  "InvoiceNumber": "INV-0001",
  "Reference": "PO 12",
  "Payments": [], "CreditNotes": [], "Prepayments": [], "Overpayments": [],
  "AmountDue": 54.13, "AmountPaid": 0.00, "AmountCredited": 0.00,
  "CurrencyRate": 1.0000000000,
  "IsDiscounted": true, "HasAttachments": false, "HasErrors": false,
  "InvoicePaymentServices": [], "InvoiceAddresses": [],
  "Contact": {{"ContactID": "{ADA}", "Name": "Ada", "Addresses": [], "Phones": []}},
  "DateString": "2026-09-14T00:00:00", "Date": "\/Date(1789344000000+0000)\/",
  "DueDateString": "2026-10-14T00:00:00", "DueDate": "\/Date(1791936000000+0000)\/",
  "Status": "AUTHORISED",
  "LineAmountTypes": "Exclusive",
  "LineItems": [
    {{"Description": "Consulting", "UnitAmount": 22.5000, "TaxType": "OUTPUT2",
      "TaxAmount": 3.83, "LineAmount": 19.13, "AccountCode": "200",
      "Tracking": [
        {{"Name": "Team", "Option": "Blue", "TrackingCategoryID": "{TEAM}",
          "TrackingOptionID": "{BLUE}"}},
        {{"Name": "Region", "Option": "North", "TrackingCategoryID": "{REGION}",
          "TrackingOptionID": "{NORTH}"}}],
      "Quantity": 1.0000, "DiscountRate": 15.00,
      "LineItemID": "52208ff9-528a-4985-a9ad-b2b1d4210e38",
      "AccountID": "5040915e-8ce7-4177-8d08-fde416232f18",
      "ValidationErrors": []}},
    {{"Description": "Thank you", "TaxAmount": 0.00, "LineAmount": 0.00,
      "Tracking": [], "LineItemID": "0b1c7c2a-2f0a-4b0e-8d0c-000000000002"}},
    {{"ItemCode": "BOOK", "Description": "Book", "UnitAmount": 10.0000,
      "TaxType": "ZERORATEDOUTPUT", "TaxAmount": 0.00, "LineAmount": 31.17,
      "AccountCode": "200", "Tracking": [], "Quantity": 3.1170,
      "LineItemID": "0b1c7c2a-2f0a-4b0e-8d0c-000000000003"}}
  ],
  "SubTotal": 50.30, "TotalTax": 3.83, "Total": 54.13,
  "UpdatedDateUTC": "\/Date(1789378199160+0000)\/",
  "CurrencyCode": "NZD"
}}"""

EXPECTED = Document(
    kind="ACCREC",
    contact=ADA,
    number="INV-0001",
    reference="PO 12",
    date=date(2026, 9, 14),
    due_date=date(2026, 10, 14),
    currency="NZD",
    rate=None,
    status="open",
    lines=(
        Line(
            "Consulting",
            quantity=D(1),
            unit_amount=D("22.5"),
            discount=D(15),
            net=D("19.13"),
            tax_amount=D("3.83"),
            account="200",
            taxes=("OUTPUT2",),
            tracking=(f"{TEAM}/{BLUE}", f"{REGION}/{NORTH}"),
        ),
        Line("Thank you", kind="text"),
        Line(
            "Book",
            quantity=D("3.117"),
            unit_amount=D(10),
            net=D("31.17"),
            account="200",
            taxes=("ZERORATEDOUTPUT",),
            item="BOOK",
        ),
    ),
    subtotal=D("50.30"),
    tax=D("3.83"),
    total=D("54.13"),
)


def from_xero(text):
    return codec.loads(text.encode())


def read_line(amounts="Exclusive", **line):
    """The canonical form of one line of Xero's."""
    payload = {"LineAmountTypes": amounts, "LineItems": [line]}
    (found,) = from_payload(codec.loads(codec.dumps(payload)))["lines"]
    return found


def sent_line(line, kind="ACCREC", **kwargs):
    """What is sent of one canonical line."""
    values = values_of(Document(kind, ADA, lines=(line,)))
    (item,) = to_payload(values, {"lines"}, **kwargs)["LineItems"]
    return item


ITEM = Line(
    "Desk",
    quantity=D(2),
    unit_amount=D("9.99"),
    net=D("19.98"),
    account="200",
    taxes=("OUTPUT2",),
)

# --- Reading --------------------------------------------------------------------------


def test_an_invoice_as_xero_gives_it():
    found = from_payload(from_xero(INVOICE))
    assert found == values_of(EXPECTED)
    assert [line.key[-2:] for line in found["lines"]] == ["38", "02", "03"]


@pytest.mark.parametrize(
    ("status", "canonical"),
    [
        ("DRAFT", "draft"),
        ("SUBMITTED", "submitted"),
        ("AUTHORISED", "open"),
        ("PAID", "open"),
        ("VOIDED", "void"),
        ("DELETED", "void"),
    ],
)
def test_statuses(status, canonical):
    assert from_payload({"Status": status})["status"] == canonical


@pytest.mark.parametrize("status", ["BILLED", "", None])
def test_a_status_that_nobody_knows_is_not_taken_for_open(status):
    assert from_payload({"Status": status})["status"] == (status or "")


def test_a_deleted_document_has_no_lines_left():
    found = from_payload(
        from_xero(
            r"""{"Type": "ACCPAY", "InvoiceNumber": "", "Status": "DELETED",
            "Contact": {"ContactID": "c"}, "LineItems": [], "SubTotal": 0.00,
            "TotalTax": 0.00, "Total": 0.00, "Date": "\/Date(1789344000000+0000)\/"}"""
        )
    )
    assert found == values_of(
        Document("ACCPAY", "c", status="void", date=date(2026, 9, 14))
    )


def test_a_list_without_paging_has_no_lines():
    found = from_payload({"Type": "ACCREC", "LineItems": None, "Contact": None})
    assert found["lines"] == ()
    assert found["contact"] == ""


def test_a_credit_note():
    found = from_payload(
        from_xero(
            rf"""{{"CreditNoteID": "7df8949c-b71f-40c0-bbcf-39f2f450f286",
            "ID": "7df8949c-b71f-40c0-bbcf-39f2f450f286",
            "CreditNoteNumber": "CN-0002", "Reference": "returned",
            "Type": "ACCRECCREDIT", "Contact": {{"ContactID": "{ADA}"}},
            "Date": "\/Date(1789344000000+0000)\/", "Status": "PAID",
            "LineAmountTypes": "Exclusive", "CurrencyRate": 0.860000,
            "LineItems": [{{"Description": "Desk", "UnitAmount": 10.0000,
              "TaxType": "OUTPUT2", "TaxAmount": 2.00, "LineAmount": 10.00,
              "AccountCode": "200", "Quantity": 1.0000}}],
            "SubTotal": 10.00, "TotalTax": 2.00, "Total": 12.00,
            "CurrencyCode": "GBP", "RemainingCredit": 0.00, "Allocations": []}}"""
        )
    )
    assert found == values_of(
        Document(
            "ACCRECCREDIT",
            ADA,
            number="CN-0002",
            reference="returned",
            date=date(2026, 9, 14),
            currency="GBP",
            rate=D("0.86"),
            lines=(
                Line(
                    "Desk",
                    unit_amount=D(10),
                    net=D(10),
                    tax_amount=D(2),
                    account="200",
                    taxes=("OUTPUT2",),
                ),
            ),
            subtotal=D(10),
            tax=D(2),
            total=D(12),
        )
    )


@pytest.mark.parametrize(
    ("rate", "canonical"),
    [(None, None), (D("1.0000000000"), None), (1, None), (D("1.1"), D("1.1"))],
)
def test_a_rate_of_one_is_no_rate(rate, canonical):
    """What a document in base currency comes back with."""
    assert from_payload({"CurrencyRate": rate})["rate"] == canonical


@pytest.mark.parametrize(
    ("line", "net", "unit"),
    [
        # Xero's own vectors at 15 %
        ({"Quantity": 1, "UnitAmount": D("541.25"), "LineAmount": D("541.25"),
          "TaxAmount": D("70.60")}, "470.65", "470.65"),
        ({"Quantity": 1, "UnitAmount": 500, "LineAmount": 500,
          "TaxAmount": D("65.22")}, "434.78", "434.78"),
        ({"Quantity": 3, "UnitAmount": 10, "LineAmount": 30, "TaxAmount": 5},
         "25", "8.3333"),
        ({"Quantity": 3, "UnitAmount": 10, "LineAmount": 27, "DiscountRate": 10,
          "TaxAmount": D("4.50")}, "22.50", "8.3333"),
        ({"Quantity": -1, "UnitAmount": 12, "LineAmount": -12, "TaxAmount": -2},
         "-10", "10"),
        # a rate of nothing
        ({"Quantity": 2, "UnitAmount": 12, "LineAmount": 24, "TaxAmount": 0},
         "24", "12"),
    ],
)  # fmt: skip
def test_inclusive_lines_are_read_without_tax(line, net, unit):
    found = read_line("Inclusive", AccountCode="200", TaxType="T", **line)
    assert found.net == D(net)
    assert found.unit_amount == D(unit)
    assert found.quantity == line["Quantity"]
    assert found.discount == line.get("DiscountRate", 0)


def test_a_line_that_no_price_explains_is_one_piece():
    """3000 pieces for 1000.00 without tax: 0.3333 is 10 cents short."""
    found = read_line(
        "Inclusive",
        Quantity=3000,
        UnitAmount=D("0.4"),
        LineAmount=1200,
        TaxAmount=200,
        AccountCode="200",
        TaxType="T",
        Description="Screws",
    )
    assert (found.quantity, found.unit_amount, found.net) == (1, 1000, 1000)
    assert found.description == "Screws"


@pytest.mark.parametrize("amounts", ["Exclusive", "NoTax"])
def test_other_lines_are_read_as_they_are(amounts):
    found = read_line(
        amounts, Quantity=3, UnitAmount=10, LineAmount=30, TaxAmount=0, AccountCode="1"
    )
    assert (found.quantity, found.unit_amount, found.net) == (3, 10, 30)


def test_a_discount_by_amount_is_in_the_price():
    """Xero shows a rate of two decimals beside it, which does not give LineAmount."""
    found = read_line(
        Quantity=2,
        UnitAmount=148,
        DiscountAmount=20,
        DiscountRate=D("6.76"),
        LineAmount=276,
        AccountCode="200",
        TaxType="T",
    )
    assert (found.quantity, found.unit_amount, found.discount) == (2, 138, 0)
    assert found.net == 276


@pytest.mark.parametrize(
    ("line", "quantity", "unit", "discount"),
    [
        # read without unitdp=4: 3 x 0.33 is not 1.00
        ({"Quantity": 3, "UnitAmount": D("0.33"), "LineAmount": 1},
         "3", "0.3333", "0"),
        ({"Quantity": 0, "UnitAmount": 5, "LineAmount": 0}, "0", "5", "0"),
        ({"Quantity": 0, "UnitAmount": 5, "LineAmount": 1}, "1", "1", "0"),
        ({"Quantity": 1, "UnitAmount": 795, "DiscountRate": 100, "LineAmount": 0},
         "1", "795", "100"),
        ({"UnitAmount": 5, "LineAmount": 5}, "1", "5", "0"),
        ({"LineAmount": 5}, "1", "5", "0"),
    ],
)  # fmt: skip
def test_quantity_price_and_discount_explain_the_net(line, quantity, unit, discount):
    found = read_line(AccountCode="200", TaxType="T", **line)
    assert (found.quantity, found.unit_amount, found.discount) == (
        D(quantity),
        D(unit),
        D(discount),
    )


@pytest.mark.parametrize(
    "line",
    [
        {"Description": "Note", "TaxAmount": 0, "LineAmount": 0, "Tracking": []},
        {"Description": "Note"},
        {"Description": "Note", "Quantity": 0, "UnitAmount": 0, "LineAmount": 0},
        # once a line was updated, Xero may have a quantity for it
        {"Description": "Note", "Quantity": 1, "UnitAmount": 0, "TaxType": "NONE"},
    ],
)
def test_text_lines(line):
    assert read_line(**line) == Line("Note", kind="text")


@pytest.mark.parametrize(
    "more",
    [
        {"AccountCode": "200"},
        {"AccountID": "5040915e-8ce7-4177-8d08-fde416232f18"},
        {"ItemCode": "BOOK"},
        # Xero keeps no account on a line of nothing, and a price all the same
        {"UnitAmount": 795, "DiscountRate": 100},
        {"LineAmount": D("0.01")},
        {"TaxAmount": D("0.01")},
    ],
)
def test_lines_that_are_more_than_text(more):
    assert read_line(Description="Desk", **more).kind == "item"


# --- Writing --------------------------------------------------------------------------


def test_a_create():
    assert to_payload(values_of(EXPECTED), ALL, tax_amounts={0: D("3.83")}) == {
        "Type": "ACCREC",
        "Contact": {"ContactID": ADA},
        "InvoiceNumber": "INV-0001",
        "Reference": "PO 12",
        "Date": "2026-09-14",
        "DueDate": "2026-10-14",
        "CurrencyCode": "NZD",
        "LineAmountTypes": "Exclusive",
        "LineItems": [
            {
                "Description": "Consulting",
                "Quantity": D(1),
                "UnitAmount": D("22.5"),
                "DiscountRate": D(15),
                "AccountCode": "200",
                "TaxType": "OUTPUT2",
                "TaxAmount": D("3.83"),
                "Tracking": [
                    {"TrackingCategoryID": TEAM, "TrackingOptionID": BLUE},
                    {"TrackingCategoryID": REGION, "TrackingOptionID": NORTH},
                ],
            },
            {"Description": "Thank you"},
            {
                "Description": "Book",
                "Quantity": D("3.117"),
                "UnitAmount": D(10),
                "ItemCode": "BOOK",
                "AccountCode": "200",
                "TaxType": "ZERORATEDOUTPUT",
            },
        ],
        "Status": "AUTHORISED",
    }


def test_nothing_named_nothing_sent():
    assert to_payload(values_of(EXPECTED), ()) == {}


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("kind", {"Type"}),
        ("contact", {"Contact"}),
        ("number", {"InvoiceNumber"}),
        ("reference", {"Reference"}),
        ("date", {"Date"}),
        ("due_date", {"DueDate"}),
        ("currency", {"CurrencyCode"}),
        ("rate", set()),
        ("lines", {"LineAmountTypes", "LineItems"}),
        ("status", {"Status"}),
        ("subtotal", set()),
        ("tax", set()),
        ("total", set()),
    ],
)
def test_only_what_is_named_is_sent(name, keys):
    assert set(to_payload(values_of(EXPECTED), {name})) == keys


def test_what_is_not_set_is_not_sent():
    """No number: Xero gives one. No rate: the day's rate, or base currency."""
    sent = to_payload(values_of(Document("ACCREC", ADA, status="void")), ALL)
    assert sent == {
        "Type": "ACCREC",
        "Contact": {"ContactID": ADA},
        "Reference": "",
        "LineAmountTypes": "Exclusive",
        "LineItems": [],
    }


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("ACCREC", {"InvoiceNumber", "Reference"}),
        ("ACCPAY", {"InvoiceNumber"}),
        ("ACCRECCREDIT", {"CreditNoteNumber", "Reference"}),
        ("ACCPAYCREDIT", {"CreditNoteNumber"}),
    ],
)
def test_number_and_reference_by_kind(kind, keys):
    values = values_of(Document(kind, ADA, number="7", reference="r"))
    assert set(to_payload(values, {"number", "reference"})) == keys


def test_a_foreign_rate():
    values = values_of(Document("ACCREC", ADA, rate=D("1.234567")))
    assert to_payload(values, {"rate"}) == {"CurrencyRate": D("1.234567")}


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        ("draft", {"Status": "DRAFT"}),
        ("submitted", {"Status": "SUBMITTED"}),
        ("open", {"Status": "AUTHORISED"}),
        ("void", {}),
        ("BILLED", {}),
    ],
)
def test_written_statuses(status, sent):
    values = values_of(Document("ACCREC", ADA, status=status))
    assert to_payload(values, {"status"}) == sent


def test_a_new_line():
    assert sent_line(ITEM) == {
        "Description": "Desk",
        "Quantity": D(2),
        "UnitAmount": D("9.99"),
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
    }


def test_an_updated_line_says_that_it_has_no_discount():
    """Xero keeps what is not sent."""
    assert sent_line(ITEM, line_ids={0: "id"}) == {
        "LineItemID": "id",
        "Description": "Desk",
        "Quantity": D(2),
        "UnitAmount": D("9.99"),
        "DiscountRate": D(0),
        "AccountCode": "200",
        "TaxType": "OUTPUT2",
    }


def test_tracking_is_cleared_only_where_it_is_mapped():
    """Else an edit of a text in Odoo would take away what Xero's people chose."""
    assert sent_line(ITEM, line_ids={0: "id"}, untracked={0})["Tracking"] == []
    assert "Tracking" not in sent_line(ITEM, line_ids={0: "id"})
    assert "Tracking" not in sent_line(ITEM, untracked={0})


@pytest.mark.parametrize("kind", ["ACCPAY", "ACCPAYCREDIT", "ACCRECCREDIT"])
def test_no_discount_outside_sales_invoices(kind):
    assert "DiscountRate" not in sent_line(ITEM, kind, line_ids={0: "id"})


def test_an_updated_text_line():
    text = Line("Note", kind="text")
    assert sent_line(text) == {"Description": "Note"}
    assert sent_line(text, line_ids={0: "id"}) == {
        "LineItemID": "id",
        "Description": "Note",
    }


@pytest.mark.parametrize("kind", ["item", "text"])
def test_a_description_is_cut_where_xero_would_refuse_it(kind):
    line = Line("x" * 5000, kind=kind, account="200", taxes=("T",))
    assert len(sent_line(line)["Description"]) == DESCRIPTION_LIMIT


@pytest.mark.parametrize(
    "line",
    [
        Line("Desk", net=D(1), taxes=("T",)),
        Line("Desk", net=D(1), account="200"),
        Line("Desk", net=D(1), account="200", taxes=("T", "U")),
    ],
)
def test_xero_is_never_left_to_guess(line):
    """Without them Xero takes the account's own tax, or the item's account."""
    with pytest.raises(ValueError, match="line 2"):
        to_payload(values_of(Document("ACCREC", ADA, lines=(ITEM, line))), {"lines"})


def test_a_quantity_is_sent_without_needless_digits():
    """Xero takes thirteen characters."""
    line = Line("Desk", quantity=D("12345678.50000000"), account="200", taxes=("T",))
    assert codec.dumps(sent_line(line)["Quantity"]) == b"12345678.5"


# --- Both ways ------------------------------------------------------------------------

texts = st.text(max_size=6)
words = st.text("abc", min_size=1, max_size=4)
days = st.dates(date(1980, 1, 1), date(2100, 1, 1))
prices = st.decimals(-10_000, 10_000, places=4)
quantities = st.decimals(-1_000, 1_000, places=4)


@st.composite
def items(draw, kind):
    """An item line in the form in which it is sent."""
    discount = draw(st.sampled_from([D(0), D(10), D("12.5"), D(100)]))
    quantity, unit = draw(quantities), draw(prices)
    figures = money.MoneyLine(
        quantity, unit, discount, money.xero_net(quantity, unit, discount), D(0), D(0)
    )
    sent = money.natural(figures, kind == "ACCREC") or money.as_one(figures)
    return Line(
        draw(words),
        quantity=sent.quantity,
        unit_amount=sent.unit_amount,
        discount=sent.discount,
        net=sent.net,
        tax_amount=money.xero_tax(sent.net, D(20)),
        account=draw(words),
        taxes=(draw(words),),
        item=draw(st.just("") | words),
        tracking=tuple(
            sorted(draw(st.sets(st.tuples(words, words).map("/".join), max_size=2)))
        ),
    )


@st.composite
def documents(draw):
    kind = draw(st.sampled_from(["ACCREC", "ACCPAY", "ACCRECCREDIT", "ACCPAYCREDIT"]))
    text_lines = st.builds(Line, words, kind=st.just("text"))
    lines = tuple(draw(st.lists(items(kind) | text_lines, max_size=4)))
    return Document(
        kind=kind,
        contact=draw(words),
        number=draw(texts),
        reference=draw(texts) if kind.startswith("ACCREC") else "",
        date=draw(st.none() | days),
        due_date=draw(st.none() | days),
        currency=draw(st.sampled_from(["", "GBP", "JPY"])),
        rate=draw(st.none() | st.just(D("0.86"))),
        status=draw(st.sampled_from(["draft", "submitted", "open"])),
        lines=lines,
        subtotal=sum((line.net for line in lines), D(0)),
        tax=sum((line.tax_amount for line in lines), D(0)),
        total=sum((line.net + line.tax_amount for line in lines), D(0)),
    )


def echoed(payload):
    """What Xero makes of a payload: the figures that it computes by itself."""
    answer = codec.loads(codec.dumps(payload))
    for line in answer["LineItems"]:
        if "AccountCode" in line:
            line["LineAmount"] = money.xero_net(
                D(line["Quantity"]),
                D(line["UnitAmount"]),
                D(line.get("DiscountRate", 0)),
            )
            line.setdefault("TaxAmount", money.xero_tax(line["LineAmount"], D(20)))
    answer["SubTotal"] = sum(
        (x.get("LineAmount", D(0)) for x in answer["LineItems"]), D(0)
    )
    answer["TotalTax"] = sum(
        (x.get("TaxAmount", D(0)) for x in answer["LineItems"]), D(0)
    )
    answer["Total"] = answer["SubTotal"] + answer["TotalTax"]
    return answer


@given(documents())
def test_what_is_sent_comes_back(document):
    assert from_payload(echoed(to_payload(values_of(document), ALL))) == values_of(
        document
    )


@given(
    st.sampled_from(["Exclusive", "Inclusive", "NoTax"]),
    quantities,
    prices,
    st.sampled_from([D(0), D(10), D("33.33"), D(100)]),
    st.sampled_from([D(0), D(5), D(20)]),
    st.booleans(),
)
def test_reading_comes_to_rest_after_one_pass(
    amounts, quantity, unit, discount, rate, by_amount
):
    """Whatever a document of Xero's looks like, ours of it reads back the same, and
    its lines explain their net amounts by what Xero computes."""
    shown = money.xero_net(quantity, unit, discount)
    tax = D(0)
    if amounts == "Exclusive":
        tax = money.xero_tax(shown, rate)
    elif amounts == "Inclusive":
        tax = money.cents(shown * rate / (100 + rate))
    line = {
        "Description": "Desk",
        "Quantity": quantity,
        "UnitAmount": unit,
        "LineAmount": shown,
        "TaxAmount": tax,
        "AccountCode": "200",
        "TaxType": "T",
    }
    if discount and by_amount:
        line["DiscountAmount"] = money.cents(quantity * unit) - shown
    elif discount:
        line["DiscountRate"] = discount
    net = shown - tax if amounts == "Inclusive" else shown
    payload = {
        "Type": "ACCREC",
        "Contact": {"ContactID": ADA},
        "Status": "DRAFT",
        "LineAmountTypes": amounts,
        "LineItems": [line],
        "SubTotal": net,
        "TotalTax": tax,
        "Total": net + tax,
    }
    once = from_payload(payload)
    (read,) = once["lines"]
    assert (read.net, read.tax_amount) == (net, tax)
    assert money.xero_net(read.quantity, read.unit_amount, read.discount) == net
    assert read.unit_amount == read.unit_amount.quantize(D("0.0001"))
    again = from_payload(echoed(to_payload(once, ALL, tax_amounts={0: tax})))
    assert again == once


def test_amounts_that_were_stored_as_text() -> None:
    """JSON knows no Decimal: what was remembered of Xero has its amounts as text."""
    plain = {"Description": "Thank you.", "LineAmount": "0.00", "UnitAmount": "0.0000"}
    discounted = {
        "Description": "Rye",
        "Quantity": "2.0000",
        "UnitAmount": "10.0000",
        "DiscountRate": "10.0000",
        "DiscountAmount": "0.00",
        "LineAmount": "18.00",
        "AccountCode": "200",
    }
    values = from_payload({"Type": "ACCREC", "LineItems": [plain, discounted]})
    text, line = values["lines"]
    assert text.kind == "text"
    assert (line.quantity, line.unit_amount, line.discount) == (2, 10, 10)
