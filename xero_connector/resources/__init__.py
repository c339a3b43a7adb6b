# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import xero_resource
from . import contact
from . import contact_delivery
from . import contact_fate
from . import contact_match
from . import contact_persons
from . import contact_review
from . import contact_terms
from . import document
from . import document_account
from . import document_tracking
from . import document_approval
from . import document_lock
from . import document_decide
from . import document_due
from . import document_money
from . import document_preflight
from . import purchase_document
from . import credit_mixin
from . import document_pairing
from . import document_review
from . import invoice
from . import item
from . import settled
from . import settlement
from . import settlement_decide
from . import payment
from . import payment_from_xero
from . import payment_match
from . import allocation
from . import batch_payment
from . import batch_from_xero
from . import overpayment
from . import overpayment_allocation
from . import credit_note
from . import bill
from . import bill_credit_note
from . import expense
from . import attachment
from . import expense_pairing
