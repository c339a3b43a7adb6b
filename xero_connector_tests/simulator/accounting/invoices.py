# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices (ACCREC) and bills (ACCPAY).

A sales number is unique and generated when missing; bills may share one. PUT only
creates; POST without an id updates the sales invoice that has the number.
"""

from .document_writer import Spec
from .shapes import INVOICE

SPEC = Spec(
    kind="Invoice",
    collection="Invoices",
    name="Invoice",
    sales_type="ACCREC",
    purchase_type="ACCPAY",
    number_field="InvoiceNumber",
    prefix="INV",
    not_unique="Invoice # must be unique.",  # third-party text
    shape=INVOICE,
    discounts=True,
    strict=True,
)
