# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Credit notes of customers (ACCRECCREDIT) and suppliers (ACCPAYCREDIT).

The number is unique for customers' ones only. A draft may have no lines yet. There are
no discounts on them: a client sends net prices.
"""

from .document_writer import Spec
from .shapes import CREDIT_NOTE

SPEC = Spec(
    kind="CreditNote",
    collection="CreditNotes",
    name="Credit note",
    sales_type="ACCRECCREDIT",
    purchase_type="ACCPAYCREDIT",
    number_field="CreditNoteNumber",
    prefix="CN",
    not_unique="Credit Note # must be unique.",  # by analogy, not confirmed
    shape=CREDIT_NOTE,
    discounts=False,
    strict=False,
)
