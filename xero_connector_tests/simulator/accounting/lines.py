# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lines of documents: prices, discounts, tax, accounts, items, tracking.

Xero's rules, in the order in which they are applied to a line:

- UnitAmount is rounded to 2 places before it is used, to 4 with ``unitdp=4``;
- Quantity x UnitAmount less the discount, rounded to 2 places, is the LineAmount; a
  sent LineAmount must be exactly that (a tolerance is not confirmed, so there is none);
- with only Quantity or only UnitAmount beside LineAmount, Xero derives the third;
- tax is computed and rounded per line; a sent TaxAmount overrides it within a limit;
- a line with nothing but a Description is a text line.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..money import HUNDRED, LARGEST_AMOUNT, ZERO, rounded, tax_on
from ..organisation.organisation import Organisation
from ..store import Record
from . import tracking

#: System accounts that documents cannot be coded to: their control accounts.
CONTROL = {"DEBTORS", "CREDITORS", "UNPAIDEXPCLM", "WAGEPAYABLES"}
_CLASS_FLAG = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
_LONGEST_QUANTITY = 13


@dataclass(frozen=True)
class Context:
    """What the lines of one document have in common."""

    organisation: Organisation
    #: Sales documents take an item's sales side, the others its purchases side.
    sales: bool
    #: Exclusive, Inclusive or NoTax.
    amounts: str
    #: SUBMITTED and AUTHORISED documents need account and tax on amount lines.
    complete: bool
    #: Discounts exist on ACCREC invoices and quotes only.
    discounts: bool
    places: int
    #: May TaxAmount differ from the computed one? Not on bank transactions.
    tax_override: bool = True


class LineErrors(Exception):
    """What is wrong with the lines, in Xero's words."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("; ".join(messages))
        self.messages = messages


def apply(context: Context, sent: list[Record], existing: list[Record]) -> list[Record]:
    """The new lines of a document; raises LineErrors.

    With a LineItemID the line is updated, without one it is new, and an existing line
    that is not sent is deleted.
    """
    by_id = {line["LineItemID"]: line for line in existing}
    problems: list[str] = []
    lines = []
    for given in sent:
        base: Record = {}
        line_id = given.get("LineItemID")
        if line_id is not None:
            if line_id not in by_id:
                # Xero's reaction to an unknown LineItemID is not confirmed.
                problems.append("The LineItemID does not belong to this document")
                continue
            base = by_id.pop(line_id)
        line, found = _line(context, given, base)
        problems += found
        line["LineItemID"] = line_id or context.organisation.ids.guid()
        lines.append(line)
    if problems:
        raise LineErrors(problems)
    return lines


def _line(context: Context, given: Record, base: Record) -> tuple[Record, list[str]]:
    merged = _merged(given, base)
    problems: list[str] = []
    item = _item(context, merged, problems)
    if not merged.get("Description"):
        problems.append("Description is required on every line item")
    line: Record = {"Description": merged.get("Description", "")}
    if _is_text(merged):
        line.update(TaxAmount=ZERO, LineAmount=ZERO, Tracking=[])
        return line, problems
    if item:
        line["ItemCode"] = item["Code"]
        line["Item"] = {
            "ItemID": item["ItemID"],
            "Name": item.get("Name", ""),
            "Code": item["Code"],
        }
    _price(context, merged, line, problems)
    account = _account(context, merged, line, problems)
    _tax(context, merged, line, account, problems)
    line["Tracking"], found = tracking.resolve(
        context.organisation, merged.get("Tracking", [])
    )
    return line, problems + found


def _is_text(merged: Record) -> bool:
    """Nothing but a description (read back, such a line has zero amounts)."""
    return not merged.get("LineAmount") and not any(
        name in merged
        for name in ("Quantity", "UnitAmount", "ItemCode", "AccountCode", "AccountID")
    )


def _merged(given: Record, base: Record) -> Record:
    """An update keeps what is not sent; amounts are computed again."""
    kept = dict(base)
    for derived in ("LineAmount", "TaxAmount", "Item"):
        kept.pop(derived, None)
    if "AccountID" in given or "AccountCode" in given:
        kept.pop("AccountID", None)
        kept.pop("AccountCode", None)
        kept.pop("TaxType", None) if "TaxType" not in given else None
    if "DiscountRate" in given:
        kept.pop("DiscountAmount", None)
    if "DiscountAmount" in given:
        kept.pop("DiscountRate", None)
    return {**kept, **{k: v for k, v in given.items() if v != ""}}


def _item(context: Context, merged: Record, problems: list[str]) -> Record | None:
    """The item of the line; it fills in what the line does not say itself."""
    code = merged.get("ItemCode")
    if not code:
        return None
    item = context.organisation.items.one("code", code.lower())
    if item is None:
        problems.append(f"Item code '{code}' is not valid")
        return None
    side = item.get("SalesDetails" if context.sales else "PurchaseDetails") or {}
    text = item.get("Description" if context.sales else "PurchaseDescription")
    if not merged.get("Description"):
        merged["Description"] = text or item.get("Name", "")
    if not any(name in merged for name in ("UnitAmount", "LineAmount")):
        if "UnitPrice" in side:
            merged["UnitAmount"] = side["UnitPrice"]
    if not merged.get("AccountCode") and not merged.get("AccountID"):
        code = side.get("AccountCode") or side.get("COGSAccountCode")
        if code:
            merged["AccountCode"] = code
            if side.get("TaxType"):
                merged.setdefault("TaxType", side["TaxType"])
    return item


def _price(context: Context, merged: Record, line: Record, problems: list[str]) -> None:
    quantity: Decimal | None = merged.get("Quantity")
    unit: Decimal | None = merged.get("UnitAmount")
    total: Decimal | None = merged.get("LineAmount")
    if quantity is not None:
        if len(f"{quantity.normalize():f}") > _LONGEST_QUANTITY:
            problems.append(f"Quantity cannot exceed {_LONGEST_QUANTITY} characters")
        quantity = rounded(quantity, 4)
    if unit is not None:
        unit = rounded(unit, context.places)
    discounted = _discount_checked(context, merged, problems)
    if total is not None:
        total = rounded(total)
        if unit is None and quantity is None:
            quantity = Decimal(1)
        if unit is None and quantity is not None:
            unit = _derived_unit(context, merged, total, quantity, problems)
            expected = total
        elif quantity is None and unit is not None:
            quantity = rounded(total / unit, 4) if unit else Decimal(1)
            expected = total
        else:
            expected = _amount(quantity, unit, discounted, merged)
    else:
        # Quantity defaults to 1 beside a price, the price to 0 beside a quantity.
        quantity = Decimal(1) if quantity is None else quantity
        unit = ZERO if unit is None else unit
        expected = total = _amount(quantity, unit, discounted, merged)
    if total != expected:
        problems.append(
            f"The line total {total:.2f} does not match the expected line total"
            f" {expected:.2f}"
        )
    if abs(total) > LARGEST_AMOUNT:
        problems.append(f"LineAmount cannot exceed {LARGEST_AMOUNT}")
        total = ZERO
    line.update(Quantity=quantity, UnitAmount=unit, LineAmount=total)
    for name in ("DiscountRate", "DiscountAmount"):
        if merged.get(name):
            line[name] = merged[name]


def _discount_checked(context: Context, merged: Record, problems: list[str]) -> bool:
    rate, amount = merged.get("DiscountRate"), merged.get("DiscountAmount")
    if not rate and not amount:
        return False
    if not context.discounts:
        problems.append("Discounts can only be applied to ACCREC invoices and quotes")
        return False
    if rate and amount:
        problems.append("Either DiscountRate or DiscountAmount can be given, not both")
    if rate is not None and not 0 <= rate <= HUNDRED:
        problems.append("DiscountRate must be between 0 and 100")
    if amount is not None and amount < 0:
        problems.append("DiscountAmount must not be negative")
    return True


def _amount(
    quantity: Decimal | None, unit: Decimal | None, discounted: bool, merged: Record
) -> Decimal:
    gross = (quantity or ZERO) * (unit or ZERO)
    if not discounted:
        return rounded(gross)
    if merged.get("DiscountRate"):
        return rounded(gross * (HUNDRED - merged["DiscountRate"]) / HUNDRED)
    return rounded(gross - merged["DiscountAmount"])


def _derived_unit(
    context: Context,
    merged: Record,
    total: Decimal,
    quantity: Decimal,
    problems: list[str],
) -> Decimal:
    if not quantity:
        problems.append("Quantity must not be zero when a LineAmount is given")
        return ZERO
    gross = total
    if merged.get("DiscountRate") and merged["DiscountRate"] < HUNDRED:
        gross = total * HUNDRED / (HUNDRED - merged["DiscountRate"])
    elif merged.get("DiscountAmount"):
        gross = total + merged["DiscountAmount"]
    return rounded(gross / quantity, context.places)


def _account(
    context: Context, merged: Record, line: Record, problems: list[str]
) -> Record | None:
    """The account of the line; problems in Xero's words."""
    organisation = context.organisation
    code, account_id = merged.get("AccountCode"), merged.get("AccountID")
    if not code and not account_id:
        if context.complete:
            problems.append("Account code must be specified")
        return None
    if code:
        account = organisation.accounts.one("code", code.lower())
        shown = code
    else:
        account = organisation.accounts.get(account_id)
        shown = account.get("Code") or account_id if account else account_id
    if account and account_id and account["AccountID"] != account_id:
        problems.append("AccountCode and AccountID do not name the same account")
        return None
    if account and account["Status"] != "ACTIVE":
        problems.append(f"Account code '{shown}' has been archived, or deleted.")
        return None
    if (
        account is None
        or account["Type"] == "BANK"
        or account.get("SystemAccount") in CONTROL
    ):
        problems.append(
            f"Account code '{shown}' is not a valid code for this document."
        )
        return None
    if account.get("Code"):
        line["AccountCode"] = account["Code"]
    line["AccountID"] = account["AccountID"]
    return account


def _tax(
    context: Context,
    merged: Record,
    line: Record,
    account: Record | None,
    problems: list[str],
) -> None:
    """TaxType and TaxAmount of the line."""
    sent: Decimal | None = merged.get("TaxAmount")
    if context.amounts == "NoTax":
        line["TaxType"] = context.organisation.region.no_tax
        line["TaxAmount"] = ZERO
        if sent:
            problems.append("TaxAmount must be zero when LineAmountTypes is NoTax")
        return
    tax_type = merged.get("TaxType") or (account or {}).get("TaxType")
    if not tax_type:
        line["TaxAmount"] = ZERO
        if context.complete:
            problems.append("The TaxType field is mandatory")
        return
    rate = context.organisation.tax_rates.get(tax_type)
    if rate is None or rate["Status"] != "ACTIVE":
        problems.append(
            f"The TaxType code {tax_type} does not exist or cannot be used for this"
            " type of transaction."
        )
        return
    if account and not rate[_CLASS_FLAG[account["Class"]]]:
        problems.append(
            f"The TaxType code '{tax_type}' cannot be used with account code"
            f" '{account.get('Code', '')}'."
        )
    line["TaxType"] = rate["TaxType"]
    computed = tax_on(
        line["LineAmount"], rate["EffectiveRate"], context.amounts == "Inclusive"
    )
    line["TaxAmount"] = computed
    if sent is None:
        return
    sent = rounded(sent)
    limit = (
        context.organisation.settings.tax_override_limit
        if context.tax_override
        else ZERO
    )
    if abs(sent - computed) > limit:
        # Xero's words for this are not confirmed.
        problems.append(
            f"The tax amount {sent:.2f} does not match the expected tax amount"
            f" {computed:.2f}"
        )
    line["TaxAmount"] = sent


def totals(lines: list[Record], amounts: str) -> tuple[Decimal, Decimal, Decimal]:
    """SubTotal, TotalTax and Total: sums of what was rounded per line."""
    amount = sum((line["LineAmount"] for line in lines), ZERO)
    tax = sum((line["TaxAmount"] for line in lines), ZERO)
    if amounts == "Inclusive":
        return amount - tax, tax, amount
    return amount, tax, amount + tax


def discount_total(lines: list[Record]) -> Decimal:
    """What the discounts of the lines take away."""
    total = ZERO
    for line in lines:
        if line.get("DiscountRate") or line.get("DiscountAmount"):
            total += rounded(line["Quantity"] * line["UnitAmount"]) - line["LineAmount"]
    return total


def shown(line: Record, places: int) -> dict[str, Any]:
    """A line in an answer: without ``unitdp=4`` prices are read rounded to 2 places."""
    answer = dict(line)
    if "UnitAmount" in answer:
        answer["UnitAmount"] = rounded(answer["UnitAmount"], places)
    if not answer.get("Description"):
        answer.pop("Description", None)
    return answer
