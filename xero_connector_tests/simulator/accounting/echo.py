# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The refused element given back.

Xero echoes what was sent, also the requested Status (recorded live). Values that the
resource's types do not know are left out of the echo.
"""

from collections.abc import Mapping
from typing import Any

from ..errors import PostDataInvalid
from ..fields import Shape, read
from ..regions.region import CURRENCY_NAMES
from ..store import Record

_ENUMS: Mapping[str, frozenset[str]] = {
    "LineAmountTypes": frozenset({"Exclusive", "Inclusive", "NoTax"}),
    "ContactStatus": frozenset({"ACTIVE", "ARCHIVED", "GDPRREQUEST"}),
    "AddressType": frozenset({"POBOX", "STREET"}),
    "PhoneType": frozenset({"DEFAULT", "DDI", "MOBILE", "FAX", "OFFICE"}),
    "SalesDefaultLineAmountType": frozenset({"INCLUSIVE", "EXCLUSIVE", "NONE"}),
    "PurchasesDefaultLineAmountType": frozenset({"INCLUSIVE", "EXCLUSIVE", "NONE"}),
}


def of(shape: Shape, path: str, known: Mapping[str, frozenset[str]]) -> Any:
    """An echo for a resource; ``known`` are its own enumerations by top-level field."""

    def make(element: dict[str, Any], _number: int) -> Record:
        try:
            values = read(shape, element, path)
        except PostDataInvalid:
            return {}
        for field, allowed in known.items():
            if field in values and values[field] not in allowed:
                del values[field]
        _clean(values)
        return values

    return make


def _clean(values: Any) -> None:
    if isinstance(values, list):
        for item in values:
            _clean(item)
    elif isinstance(values, dict):
        for field in list(values):
            allowed = _ENUMS.get(field)
            if allowed and values[field] not in allowed:
                del values[field]
            elif field in ("DefaultCurrency", "CurrencyCode"):
                _clean_currency(values, field)
            elif field == "PaymentTerms":
                del values[field]
            else:
                _clean(values[field])


def _clean_currency(values: Record, field: str) -> None:
    if values[field] not in CURRENCY_NAMES:
        del values[field]
