# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where Xero's behaviour is not confirmed: one switch each.

The default is the stricter reading, so that a client that passes here is not surprised
by the real Xero; a test can set the other one.
"""

from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from typing import Any


@dataclass
class Settings:
    """Switches of one organisation."""

    #: How far a sent TaxAmount may be from the computed one, per line. Xero allows an
    #: override on invoices and credit notes; how far is not documented. Generous on
    #: purpose: a client's own limit should be the narrower one.
    tax_override_limit: Decimal = Decimal("1.00")
    #: Does the number of a DELETED draft stay taken? A VOIDED one always does.
    deleted_numbers_stay_taken: bool = True
    #: Is a record changed in the very second of If-Modified-Since returned?
    modified_since_inclusive: bool = False
    #: May the limited fields of a PAID document be edited (documented), or nothing?
    edit_paid_documents: bool = True
    #: What happens when a bank-reconciled payment is deleted: "refuse", or "allow"
    #: (the mark is lost).
    reconciled_payment_delete: str = "refuse"
    #: Leading, trailing and double spaces in a contact name: "reject" or "trim".
    contact_name_spaces: str = "reject"
    #: Does a connection of an adviser write before PeriodLockDate?
    adviser_passes_period_lock: bool = False
    #: May documents carry RoundingAmount (an organisation opts in)?
    rounding_amounts: bool = False
    #: The elements that one request may carry.
    largest_batch: int = 500
    #: The bytes that one request may carry (Xero's pages say 3.5 MB and 10 MB).
    largest_body: int = 3_500_000
    #: The rows above which an unoptimised filter or order is refused.
    scan_limit: int = 100_000
    #: Sales invoices and bills that may be approved in a month (plans of the past: 20
    #: and 5), none for no limit.
    approved_invoices_a_month: int | None = None
    approved_bills_a_month: int | None = None

    def change(self, values: dict[str, Any]) -> None:
        """Set switches by name; raises KeyError or ValueError, and sets none then."""
        kinds = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, value in values.items():
            if name not in kinds:
                raise KeyError(name)
            old = kinds[name]
            if isinstance(old, Decimal):
                value = Decimal(str(value))
            elif isinstance(old, bool) and not isinstance(value, bool):
                raise ValueError(f"{name} is true or false")
            kinds[name] = value
        for name in values:
            setattr(self, name, kinds[name])

    def as_json(self) -> dict[str, Any]:
        return {
            name: str(value) if isinstance(value, Decimal) else value
            for name, value in asdict(self).items()
        }
