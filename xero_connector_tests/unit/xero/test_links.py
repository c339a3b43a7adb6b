# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Links into Xero's pages."""

from urllib.parse import parse_qs, urlsplit

import pytest

from xero_connector.xero.const import LINK_PATHS, deep_link

ID = "297c2dc5-cc47-4afd-8ec8-74990b8761e9"


@pytest.mark.parametrize("kind", LINK_PATHS)
def test_link_opens_the_record_in_its_organisation(kind):
    url = deep_link("!Xy&7=", kind, ID)
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc) == ("https", "go.xero.com")
    assert parts.path == "/organisationlogin/default.aspx"
    query = parse_qs(parts.query, strict_parsing=True)
    assert query["shortcode"] == ["!Xy&7="]
    assert query["redirecturl"] == [LINK_PATHS[kind].format(id=ID)]
    assert "!" not in parts.query


def test_invoice_link_as_xero_documents_it():
    assert deep_link("!23vDb", "invoice", ID) == (
        "https://go.xero.com/organisationlogin/default.aspx?shortcode=%2123vDb"
        "&redirecturl=%2FAccountsReceivable%2FView.aspx%3FInvoiceID%3D" + ID
    )


def test_without_short_code():
    assert deep_link(None, "contact", ID) == f"https://go.xero.com/Contacts/View/{ID}"


def test_an_id_cannot_leave_its_place():
    assert "%2F..%2F" in deep_link(None, "contact", "/../")


def test_unknown_kind():
    with pytest.raises(KeyError):
        deep_link(None, "payslip", ID)


def test_a_local_xero_understands_the_same_links():
    link = deep_link("!1", "contact", ID, site="http://localhost:8070/")
    assert link.startswith("http://localhost:8070/organisationlogin/default.aspx?")
    assert deep_link(None, "contact", ID, site="http://localhost:8070") == (
        f"http://localhost:8070/Contacts/View/{ID}"
    )
