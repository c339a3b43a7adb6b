# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Xero's XML: the default form of answers, and an accepted form of requests.

Elements carry the same names as the JSON. A list ``Invoices`` holds ``Invoice``
elements; in a request every element whose children all carry its singular name is a
list, everything else is an object or a text.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from . import jsonform

_SINGULAR = {
    "Addresses": "Address",
    "BatchPayments": "BatchPayment",
    "Currencies": "Currency",
    "TrackingCategories": "TrackingCategory",
    "SalesTrackingCategories": "SalesTrackingCategory",
    "PurchasesTrackingCategories": "PurchasesTrackingCategory",
    "Tracking": "TrackingCategory",
    "Elements": "DataContractBase",
    "Warnings": "Warning",
    "HistoryRecords": "HistoryRecord",
}
#: Names that look like a list of one another but are objects.
_OBJECTS = {"Balances", "PaymentTerms", "SalesDetails", "PurchaseDetails"}


def singular(name: str) -> str:
    return _SINGULAR.get(name) or name.removesuffix("s")


def dumps(body: Any, root: str = "Response") -> str:
    """An answer as XML."""
    return f'<?xml version="1.0" encoding="utf-8"?>{_element(root, body)}'


def _element(name: str, value: Any) -> str:
    if isinstance(value, dict):
        inner = "".join(
            _element(key, item) for key, item in value.items() if item is not None
        )
        return f"<{name}>{inner}</{name}>"
    if isinstance(value, list):
        inner = "".join(_element(singular(name), item) for item in value)
        return f"<{name}>{inner}</{name}>"
    return f"<{name}>{escape(_text(value))}</{name}>"


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith("/Date("):
        value = jsonform.parse_moment(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3]
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


class _NoDoctype(ElementTree.TreeBuilder):
    """Documents with a DOCTYPE are refused: no entities, no expansion."""

    def doctype(self, *_args: Any) -> None:
        raise ValueError("a document type is not allowed")


def loads(text: bytes) -> Any:
    """A request body; raises ValueError when it is not acceptable XML."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError("a document type is not allowed")
    try:
        parser = ElementTree.XMLParser(target=_NoDoctype())
        parser.feed(text)
        root = parser.close()
    except (ElementTree.ParseError, LookupError) as error:
        raise ValueError(str(error)) from None
    try:
        value = _value(root)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if isinstance(value, list):
        return {root.tag: value}
    return value


def _value(element: ElementTree.Element) -> Any:
    children = list(element)
    if not children:
        return element.text or ""
    one = singular(element.tag)
    if element.tag not in _OBJECTS and all(child.tag == one for child in children):
        return [_value(child) for child in children]
    return {child.tag: _value(child) for child in children}
