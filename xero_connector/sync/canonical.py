# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What both sides are compared in: the same fields for Odoo and for Xero.

A canonical *form* is a frozen dataclass. Its fields mean the same on both sides; the
values of references differ: a local form speaks Odoo (``account="412"`` is a record
id, ``taxes=("7",)`` a set of tax ids), a remote form speaks Xero (``account="200"`` is
a code, ``contact`` a GUID). Only a resource's ``_to_xero`` and ``_from_xero`` turn one
into the other, so that editing a mapping does not make history look changed.

Amounts are ``Decimal`` in the document's currency, dates are calendar dates without a
time zone (Xero: midnight UTC of that day), ``None`` is *not set*.

Values travel as plain mappings of field name to value (``values_of``), because a base
may hold only some fields: those that both sides once agreed on. ``encode`` and
``decode`` turn them into JSON and back; decimals become strings.
"""

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date as calendar_date
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, Union

Values = dict[str, Any]

VERSION_KEY = "_version"


class Never:
    """A base that equals nothing: *agreed, and changed since*.

    A person who decides for one side moves that side's base here; the next plan then
    finds an ordinary one-sided edit. It stands for a whole field: inside a tuple it
    would equal itself, because Python compares what is in containers by identity first.
    """

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "NEVER"

    def __reduce__(self) -> str:
        return "NEVER"  # copies and pickles are the one below


NEVER = Never()
_NEVER_PLAIN = {"_never": True}


@dataclasses.dataclass(frozen=True)
class Form:
    """Base of every canonical form."""

    #: raise it when a field changes its meaning (not when one is added: a base that
    #: lacks a field says that it was never agreed on)
    VERSION: typing.ClassVar[int] = 1


@dataclasses.dataclass(frozen=True)
class Address:
    """A postal address. ``country`` is an ISO 3166 code here, free text in Xero."""

    street: str = ""
    street2: str = ""
    city: str = ""
    region: str = ""
    postcode: str = ""
    country: str = ""

    @property
    def is_blank(self) -> bool:
        return not any(dataclasses.astuple(self))


@dataclasses.dataclass(frozen=True)
class Person:
    """A person at a contact (Xero keeps at most five).

    ``include_in_emails``: gets the contact's invoices too. Xero replaces the whole
    list, so it has to be known to be kept.
    """

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    include_in_emails: bool = False


@dataclasses.dataclass(frozen=True)
class Contact(Form):
    """A customer or supplier: Odoo's commercial entity, Xero's Contact.

    Terms are ids of payment terms here and ``DAYSAFTERBILLDATE/30`` in Xero's terms;
    ``currency`` is a code on both sides. ``delivery_address`` is blank where there is
    no other than ``address``.
    """

    name: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    address: Address = Address()
    tax_number: str = ""
    company_number: str = ""
    account_number: str = ""
    sales_terms: str = ""
    bill_terms: str = ""
    currency: str = ""
    archived: bool = False
    delivery_address: Address = Address()
    persons: tuple[Person, ...] = ()


@dataclasses.dataclass(frozen=True)
class Item(Form):
    """A product or service. Prices are in the organisation's base currency.

    A price is None where the item is not sold (bought), or has no price; values lack
    one that Odoo keeps in another currency.
    Accounts and taxes are no part of it: what a line gets is decided by the mappings.
    """

    code: str
    name: str = ""
    description: str = ""
    purchase_description: str = ""
    sold: bool = True
    purchased: bool = True
    sales_price: Decimal | None = None
    purchase_price: Decimal | None = None


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of a document, tax-exclusive.

    ``net`` and ``tax_amount`` are what the ledger says (two decimals); ``quantity``,
    ``unit_amount`` and ``discount`` (a percentage) explain ``net``.
    ``kind`` is ``item`` for a line with an amount, ``text`` for a description alone.
    ``tracking`` holds what the line is analysed by, sorted; in Xero's terms each is
    ``TrackingCategoryID/TrackingOptionID``, because Xero asks for both.
    ``key`` names the line on its own side (journal item id, LineItemID) and takes no
    part in comparison: a line that was deleted and typed again is no change.
    """

    description: str
    kind: str = "item"
    quantity: Decimal = Decimal(1)
    unit_amount: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    tax_amount: Decimal = Decimal(0)
    account: str = ""
    taxes: tuple[str, ...] = ()
    item: str = ""
    tracking: tuple[str, ...] = ()
    key: str = dataclasses.field(default="", compare=False)


@dataclasses.dataclass(frozen=True)
class Document(Form):
    """An invoice, bill or credit note.

    ``kind`` is Xero's Type (ACCREC, ACCPAY, ACCRECCREDIT, ACCPAYCREDIT), ``status`` is
    ``draft``, ``submitted``, ``open`` or ``void``: *paid* follows settlements and is
    never a status of its own. ``rate`` is document currency per one unit of base
    currency (the direction of Odoo's ``invoice_currency_rate`` and of Xero's
    CurrencyRate), None in base currency.
    """

    kind: str
    contact: str
    number: str = ""
    reference: str = ""
    date: calendar_date | None = None
    due_date: calendar_date | None = None
    currency: str = ""
    rate: Decimal | None = None
    status: str = "open"
    lines: tuple[Line, ...] = ()
    subtotal: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    total: Decimal = Decimal(0)


@dataclasses.dataclass(frozen=True)
class Settlement(Form):
    """What one document owes to one counterpart: a payment or an allocation.

    ``document`` is what is settled, ``source`` the credit note that settles it (empty
    for money). ``account`` is where the money is (Odoo's terms: ``journal:7`` or a part
    such as ``write_off``; Xero's: AccountID). ``amount`` is in the document's currency,
    ``bank_amount`` in the account's where that is another one. ``rate`` is document
    currency per one unit of base currency, as of the payment. ``status`` is ``open`` or
    ``void``.
    """

    document: str
    source: str = ""
    account: str = ""
    date: calendar_date | None = None
    amount: Decimal = Decimal(0)
    bank_amount: Decimal | None = None
    rate: Decimal | None = None
    status: str = "open"


@dataclasses.dataclass(frozen=True)
class Overpayment(Form):
    """Money of a contact that settles nothing yet.

    ``kind`` is Xero's Type; ``account`` is where the money is; ``amount`` is in base
    currency and above zero; ``status`` is ``open`` or ``void``.
    """

    kind: str
    contact: str
    account: str = ""
    date: calendar_date | None = None
    amount: Decimal = Decimal(0)
    status: str = "open"


@dataclasses.dataclass(frozen=True)
class Part:
    """One document's part of a batch payment."""

    document: str
    amount: Decimal


@dataclasses.dataclass(frozen=True)
class Batch(Form):
    """One movement of a bank account that settles several documents.

    ``parts`` are sorted by document: their order means nothing on either side.
    """

    account: str
    date: calendar_date | None = None
    parts: tuple[Part, ...] = ()
    status: str = "open"


@dataclasses.dataclass(frozen=True)
class Spending(Document):
    """Money spent from a bank account without a bill: Xero's SPEND bank transaction.

    ``bank`` is the account that it left (journal id here, AccountID in Xero); there is
    neither number nor due date.
    """

    bank: str = ""


@dataclasses.dataclass(frozen=True)
class File(Form):
    """A file that hangs on a record of Xero.

    ``owner`` is that record (here the id of its link, in Xero its path), ``name`` how
    the file is called there, ``content`` its SHA-1 and its length in bytes.
    """

    owner: str
    name: str = ""
    content: str = ""


def values_of(form: Form) -> Values:
    """The form as a mapping of field name to value (nested forms stay as they are)."""
    return {f.name: getattr(form, f.name) for f in dataclasses.fields(form)}


def encode(form: type[Form], values: Mapping[str, Any]) -> dict[str, Any]:
    """JSON of some fields of a form. Decimals and dates become strings.

    :raise TypeError: for a value without a plain form, above all a float
    :raise ValueError: for a Decimal that is no amount (NaN differs from itself, so
        such a base would look edited for ever)
    """
    return {
        VERSION_KEY: form.VERSION,
        **{name: _plain(value) for name, value in values.items()},
    }


def decode(form: type[Form], stored: Mapping[str, Any] | None) -> Values:
    """The values that ``encode`` wrote, as far as the form still knows them.

    A base of another version is empty: nothing was agreed in the present meaning. So
    is a field with a part that lacks what such parts have today: a default in its
    place would look like an edit, and be pushed.
    """
    if not stored or stored.get(VERSION_KEY) != form.VERSION:
        return {}
    shape: Any = form  # mypy asks whether its instances can be hashed
    values: Values = {}
    for name, hint in _hints(shape).items():
        if name in stored:
            try:
                values[name] = _typed(hint, stored[name])
            except _IncompleteError:
                continue  # never agreed on in its present shape
    return values


class _IncompleteError(Exception):
    """A stored part lacks a field of its form."""


def _plain(value: Any) -> Any:
    if value is NEVER:
        return dict(_NEVER_PLAIN)
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} is not an amount")
        return format(value if value else abs(value), "f")
    if isinstance(value, calendar_date | datetime):
        return value.isoformat()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)
        }
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is no value of a form")


@cache
def _hints(form: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(form)
    return {f.name: hints[f.name] for f in dataclasses.fields(form)}


@cache
def _compared(form: Any) -> frozenset[str]:
    return frozenset(f.name for f in dataclasses.fields(form) if f.compare)


def _typed(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if value == _NEVER_PLAIN:
        return NEVER
    origin = typing.get_origin(hint)
    if origin in (Union, types.UnionType):
        (hint,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
        return _typed(hint, value)
    if origin is tuple:
        item = typing.get_args(hint)[0]
        return tuple(_typed(item, one) for one in value)
    if hint is Decimal:
        return Decimal(value)
    if hint is datetime:
        return datetime.fromisoformat(value)
    if hint is calendar_date:
        return calendar_date.fromisoformat(value)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        if not _compared(hint) <= value.keys():
            raise _IncompleteError
        hints = _hints(hint)
        return hint(**{k: _typed(hints[k], v) for k, v in value.items() if k in hints})
    return value
