# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Items: what is sold and bought.

The Code is unique; POST without an id updates the item that has it. An item with
InventoryAssetAccountCode and COGSAccountCode is tracked: its quantity follows approved
bills and invoices and cannot be set.
"""

from decimal import Decimal
from typing import Any

from ..errors import Invalid, NotFound
from ..fields import read, too_long
from ..http import Answer, Call
from ..money import rounded
from ..organisation.organisation import Organisation
from ..router import api
from ..store import Record
from . import batch, echo, inventory, listing
from .shapes import ITEM, ITEM_QUERY

KIND = batch.Kind("Items", "ItemID", None)
LISTING = listing.Listing("Items", "Item", ITEM_QUERY)
_echo = echo.of(ITEM, "Items", {})


def form(organisation: Organisation, record: Record, places: int) -> Record:
    """An item in an answer."""
    shown: Record = {"ItemID": record["ItemID"], "Code": record["Code"]}
    for name in ("Description", "PurchaseDescription"):
        if record.get(name):
            shown[name] = record[name]
    shown["UpdatedDateUTC"] = record["UpdatedDateUTC"]
    for name in ("PurchaseDetails", "SalesDetails"):
        side = dict(record.get(name) or {})
        if "UnitPrice" in side:
            side["UnitPrice"] = rounded(side["UnitPrice"], places)
        shown[name] = side
    shown["Name"] = record.get("Name", "")
    tracked = inventory.is_tracked(record)
    shown["IsTrackedAsInventory"] = tracked
    if tracked:
        shown["InventoryAssetAccountCode"] = record["InventoryAssetAccountCode"]
        quantity, cost = inventory.on_hand(organisation, record)
        shown["TotalCostPool"] = cost
        shown["QuantityOnHand"] = quantity
    shown["IsSold"] = record["IsSold"]
    shown["IsPurchased"] = record["IsPurchased"]
    return shown


def write(
    organisation: Organisation,
    element: dict[str, Any],
    *,
    creating: bool,
    places: int = 4,
    target: Record | None = None,
) -> batch.Written:
    """Store one element; raises Invalid or NotFound."""
    values = read(ITEM, element, "Items")
    existing = target
    if existing is None and "ItemID" in values:
        existing = organisation.items.get(values["ItemID"])
        if existing is None:
            raise NotFound
        if creating:
            raise Invalid("ItemID cannot be specified when creating")
    code = values.get("Code", "").lower()
    other = organisation.items.one("code", code) if code else None
    if existing is None and not creating:
        existing = other
    problems = too_long(ITEM, values)
    if other and other is not existing:
        problems.append(f"The item code '{values['Code']}' is already in use")
    if not code and existing is None:
        problems.append("The item Code must be specified")
    record: Record = (
        dict(existing)
        if existing
        else {"ItemID": organisation.ids.guid(), "IsSold": True, "IsPurchased": True}
    )
    for name, value in values.items():
        if name in ("SalesDetails", "PurchaseDetails"):
            record[name] = {**(record.get(name) or {}), **value}
        elif name != "ItemID":
            record[name] = value
    problems += _check(organisation, record, existing)
    for name in ("SalesDetails", "PurchaseDetails"):
        side = record.get(name)
        if side and "UnitPrice" in side:
            record[name] = {**side, "UnitPrice": rounded(side["UnitPrice"], places)}
    if problems:
        raise Invalid(*dict.fromkeys(problems))
    return batch.Written(organisation.save(organisation.items, record))


def _check(
    organisation: Organisation, record: Record, existing: Record | None
) -> list[str]:
    found = []
    for name in ("SalesDetails", "PurchaseDetails"):
        side = record.get(name) or {}
        for field in ("AccountCode", "COGSAccountCode"):
            found += _check_account(organisation, side.get(field))
        tax_type = side.get("TaxType")
        rate = organisation.tax_rates.get(tax_type) if tax_type else None
        if tax_type and (rate is None or rate["Status"] != "ACTIVE"):
            found.append(
                f"The TaxType code {tax_type} does not exist or cannot be used for this"
                " type of transaction."
            )
        if side.get("UnitPrice", Decimal(0)) < 0:
            found.append("The UnitPrice must not be negative")
    asset = record.get("InventoryAssetAccountCode")
    found += _check_account(organisation, asset)
    cogs = (record.get("PurchaseDetails") or {}).get("COGSAccountCode")
    if bool(asset) != bool(cogs):
        found.append(
            "A tracked item needs both InventoryAssetAccountCode and COGSAccountCode"
        )
    elif asset:
        account = organisation.accounts.one("code", asset.lower())
        if account and account["Type"] != "INVENTORY":
            found.append("The inventory asset account must be of type INVENTORY")
        if existing and not inventory.is_tracked(existing):
            if inventory.is_used(organisation, existing):
                found.append("An item that has been used cannot become tracked")
    return found


def _check_account(organisation: Organisation, code: str | None) -> list[str]:
    if not code:
        return []
    account = organisation.accounts.one("code", code.lower())
    if account is None:
        return [f"Account code '{code}' is not a valid code for this document."]
    if account["Status"] != "ACTIVE":
        return [f"Account code '{code}' has been archived, or deleted."]
    return []


@api.on("GET", "Items")
def read_many(call: Call) -> Answer:
    found = listing.select(call, LISTING, call.organisation.items)
    return call.envelope("Items", [_shown(call, record) for record in found.records])


def _shown(call: Call, record: Record) -> Record:
    return form(call.organisation, record, 4 if call.four_places else 2)


def _find(call: Call) -> Record:
    """By ItemID or Code (by Code is not confirmed for 2026)."""
    name = call.path["id"]
    record: Record | None = call.organisation.items.get(name)
    record = record or call.organisation.items.one("code", name.lower())
    if record is None:
        raise NotFound
    return record


@api.on("GET", "Items/{id}")
def read_one(call: Call) -> Answer:
    return call.envelope("Items", [_shown(call, _find(call))])


@api.on("PUT", "Items")
def put(call: Call) -> Answer:
    return _write(call, creating=True)


@api.on("POST", "Items")
def post(call: Call) -> Answer:
    return _write(call, creating=False)


def _write(call: Call, *, creating: bool) -> Answer:
    return batch.write(
        call,
        KIND,
        call.elements("Items"),
        lambda element, _number: write(
            call.organisation,
            element,
            creating=creating,
            places=4 if call.four_places else 2,
        ),
        lambda record: _shown(call, record),
        _echo,
    )


@api.on("POST", "Items/{id}")
def update(call: Call) -> Answer:
    target = _find(call)
    return batch.single(
        call,
        KIND,
        call.elements("Items")[0],
        lambda element, _number: write(
            call.organisation,
            element,
            creating=False,
            places=4 if call.four_places else 2,
            target=target,
        ),
        lambda record: _shown(call, record),
        _echo,
    )


@api.on("DELETE", "Items/{id}")
def delete(call: Call) -> Answer:
    """204; a tracked item with transactions stays (wording not confirmed)."""
    record = _find(call)
    tracked = inventory.is_tracked(record)
    if tracked and inventory.is_used(call.organisation, record):
        raise batch.failed(
            KIND,
            {"ItemID": record["ItemID"]},
            ["A tracked item with transactions cannot be deleted"],
        )
    with call.organisation.transaction():
        call.organisation.items.remove(record["ItemID"])
    return Answer(None, 204)
