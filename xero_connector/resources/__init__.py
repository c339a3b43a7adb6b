# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import xero_resource
from . import contact
from . import contact_fate
from . import contact_match
from . import contact_persons
from . import contact_review
from . import contact_terms
from . import document
from . import document_account
from . import document_tracking
from . import invoice
from . import item
from . import settled
from . import settlement
from . import payment
from . import payment_from_xero
from . import allocation
from . import batch_payment
