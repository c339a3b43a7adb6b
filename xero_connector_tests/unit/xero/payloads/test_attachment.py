# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What files are called in Xero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_connector.xero.payloads import attachment


@pytest.mark.parametrize(
    ("name", "mimetype", "expected"),
    [
        ("receipt.pdf", "", "receipt (Odoo 7).pdf"),
        ("Beleg Nr. 3/2026.PDF", "", "Beleg Nr. 3-2026 (Odoo 7).PDF"),
        ("scan", "application/pdf", "scan (Odoo 7).pdf"),
        ('a<b>:"c"?.png', "", "a-b-c- (Odoo 7).png"),
        ("", "image/png", "File (Odoo 7).png"),
        ("é " * 200 + ".jpg", "", None),
    ],
)
def test_name(name, mimetype, expected):
    found = attachment.name_of(name, 7, mimetype)
    assert len(found) <= attachment.NAME_LIMIT
    assert expected is None or found == expected


@given(st.text(max_size=300), st.integers(1, 10**9))
def test_name_is_always_one_that_xero_takes(name, file_id):
    found = attachment.name_of(name, file_id, "application/pdf")
    assert f"(Odoo {file_id})" in found
    assert not set(found) & set('<>:"/\\|?*+\0\n\t')


def test_path():
    path = attachment.path_of("Invoices/1-2", "a b&c (Odoo 7).pdf")
    assert path == "Invoices/1-2/Attachments/a%20b%26c%20%28Odoo%207%29.pdf"
