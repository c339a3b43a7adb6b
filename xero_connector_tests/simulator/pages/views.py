# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the bookkeeper's pages show."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..accounting import contact_form, settle
from ..errors import NotFound
from ..http import Incoming
from ..money import ZERO
from ..store import Record

if TYPE_CHECKING:
    from ..organisation.books import Books
    from ..world import World

#: Template and its values.
View = tuple[str, dict[str, Any]]
#: Rows that a list shows at once.
MOST_ROWS = 200
TYPE_WORDS = {
    "ACCREC": "Invoice",
    "ACCPAY": "Bill",
    "ACCRECCREDIT": "Credit note",
    "ACCPAYCREDIT": "Supplier credit",
    "RECEIVE-OVERPAYMENT": "Overpayment received",
    "SPEND-OVERPAYMENT": "Overpayment made",
    "RECEIVE-PREPAYMENT": "Prepayment received",
    "SPEND-PREPAYMENT": "Prepayment made",
    "RECEIVE": "Received from",
    "SPEND": "Spent with",
    "RECEIVE-TRANSFER": "Transfer in",
    "SPEND-TRANSFER": "Transfer out",
}
STATUS_WORDS = {
    "DRAFT": "Draft",
    "SUBMITTED": "Awaiting approval",
    "AUTHORISED": "Awaiting payment",
    "PAID": "Paid",
    "VOIDED": "Voided",
    "DELETED": "Deleted",
}
_KINDS = {
    "invoices": ("Invoice", "ACCREC"),
    "bills": ("Invoice", "ACCPAY"),
    "credit-notes": ("CreditNote", "ACCRECCREDIT"),
    "supplier-credits": ("CreditNote", "ACCPAYCREDIT"),
}


def money(value: Decimal | None) -> str:
    """An amount with thousands and two decimals."""
    return "" if value is None else f"{value:,.2f}"


def figure(value: Decimal | None) -> str:
    """A quantity or a price without needless zeros."""
    return "" if value is None else f"{value.normalize():,f}"


def _name(books: "Books", record: Record) -> str:
    contact = record.get("Contact")
    return str(books.contacts[contact["ContactID"]]["Name"]) if contact else ""


def _row(books: "Books", kind: str, record: Record) -> Record:
    return {
        "id": record[settle.KINDS[kind][1]],
        "number": record.get("InvoiceNumber") or record.get("CreditNoteNumber") or "–",
        "contact": _name(books, record),
        "contact_id": record["Contact"]["ContactID"],
        "day": record["Date"],
        "due_day": record.get("DueDate"),
        "total": record["Total"],
        "left": settle.left(kind, record),
        "currency": record["CurrencyCode"],
        "status": record["Status"],
        "word": STATUS_WORDS[record["Status"]],
        "kind": kind,
        "type": record["Type"],
        "type_word": TYPE_WORDS[record["Type"]],
        "has_page": kind in ("Invoice", "CreditNote"),
    }


def _accounts(books: "Books") -> dict[str, Any]:
    """What the forms offer to choose from."""
    active = [a for a in books.accounts.rows() if a["Status"] == "ACTIVE"]
    return {
        "contacts": sorted(
            (c for c in books.contacts.values() if c["ContactStatus"] == "ACTIVE"),
            key=lambda contact: contact["Name"].lower(),
        )[:2_000],
        "payment_accounts": [
            a for a in active if a["Type"] == "BANK" or a["EnablePaymentsToAccount"]
        ],
        "line_accounts": [
            a
            for a in active
            if a["Type"] != "BANK"
            and a.get("SystemAccount") not in ("DEBTORS", "CREDITORS")
        ],
        "tax_rates": [r for r in books.tax_rates.rows() if r["Status"] == "ACTIVE"],
        "today": books.today().isoformat(),
    }


def overview(
    world: "World", books: "Books", _incoming: Incoming, _record_id: str
) -> View:
    """Sums of what is open, and what happened last."""
    sums = {}
    for name, (kind, doc_type) in _KINDS.items():
        records = [
            r for r in settle.table_of(books, kind).values() if r["Type"] == doc_type
        ]
        open_ones = [r for r in records if r["Status"] == "AUTHORISED"]
        sums[name] = {
            "count": len(records),
            "open": len(open_ones),
            "due": sum(
                (settle.left(kind, r) / r["CurrencyRate"] for r in open_ones), ZERO
            ),
        }
    connections = [
        {
            "id": connection.id,
            "app": world.apps[connection.client_id].name,
            "user": world.users[connection.user_id].name if connection.user_id else "",
            "created": connection.created,
        }
        for connection in world.tokens.connections.values()
        if connection.tenant_id == books.tenant_id
    ]
    return "overview.html", {"sums": sums, "connections": connections}


def contacts(
    _world: "World", books: "Books", incoming: Incoming, record_id: str
) -> View:
    """The list of contacts, or one of them."""
    if record_id:
        return _contact(books, record_id)
    wanted = incoming.query.get("q", "").strip().lower()
    archived = incoming.query.get("archived") == "1"
    found = [
        contact
        for contact in books.contacts.values()
        if (contact["ContactStatus"] == "ACTIVE") != archived
        and (
            not wanted
            or wanted in contact["Name"].lower()
            or wanted in str(contact.get("EmailAddress", "")).lower()
        )
    ]
    found.sort(key=lambda contact: contact["Name"].lower())
    rows = []
    for contact in found[:MOST_ROWS]:
        owed = contact_form.balances(books, contact["ContactID"]) or {}
        rows.append(
            {
                "id": contact["ContactID"],
                "name": contact["Name"],
                "email": contact.get("EmailAddress", ""),
                "owes": owed.get("AccountsReceivable", {}).get("Outstanding"),
                "owed": owed.get("AccountsPayable", {}).get("Outstanding"),
            }
        )
    return "contacts.html", {
        "rows": rows,
        "total": len(found),
        "q": incoming.query.get("q", ""),
        "archived": archived,
    }


def _contact(books: "Books", record_id: str) -> View:
    contact = books.contacts.get(record_id)
    if contact is None:
        raise NotFound
    rows = [
        _row(books, kind, record)
        for kind in ("Invoice", "CreditNote")
        for record in settle.table_of(books, kind).find("contact", contact["ContactID"])
    ] + [
        _row(books, kind, record)
        for kind in ("Overpayment", "Prepayment")
        for record in settle.table_of(books, kind).values()
        if record["Contact"]["ContactID"] == contact["ContactID"]
    ]
    rows.sort(key=lambda row: row["day"], reverse=True)
    addresses = {a["AddressType"]: a for a in contact["Addresses"]}
    phones = {p["PhoneType"]: p for p in contact["Phones"]}
    merged = contact.get("MergedToContactID")
    return "contact.html", {
        "contact": contact,
        "address": addresses.get("POBOX", {}),
        "phone": phones.get("DEFAULT", {}).get("PhoneNumber", ""),
        "rows": rows[:MOST_ROWS],
        "merged": books.contacts.get(merged) if merged else None,
        **_accounts(books),
    }


def _documents(section: str) -> Callable[..., View]:
    kind, doc_type = _KINDS[section]

    def view(
        _world: "World", books: "Books", incoming: Incoming, _record_id: str
    ) -> View:
        wanted = incoming.query.get("q", "").strip().lower()
        status = incoming.query.get("status", "")
        every = [
            r
            for r in reversed(settle.table_of(books, kind).rows())
            if r["Type"] == doc_type
        ]
        counts = {name: 0 for name in STATUS_WORDS}
        found = []
        for record in every:
            counts[record["Status"]] += 1
            if status and record["Status"] != status:
                continue
            row = _row(books, kind, record)
            if wanted and wanted not in f"{row['number']} {row['contact']}".lower():
                continue
            found.append(row)
        return "documents.html", {
            "rows": found[:MOST_ROWS],
            "total": len(found),
            "q": incoming.query.get("q", ""),
            "status": status,
            "counts": counts,
            "words": STATUS_WORDS,
            "kind": kind,
            "type": doc_type,
            **_accounts(books),
        }

    return view


def document(
    _world: "World", books: "Books", _incoming: Incoming, record_id: str
) -> View:
    """One invoice, bill or credit note."""
    for kind in ("Invoice", "CreditNote"):
        record = settle.table_of(books, kind).get(record_id)
        if record is not None:
            break
    else:
        raise NotFound
    return "document.html", {
        "record": record,
        "row": _row(books, kind, record),
        "payments": [
            _payment(books, payment)
            for payment in books.payments.find("document", record_id)
        ],
        "allocations": _allocations(books, kind, record_id),
        "credits": _credits(books, record) if kind == "Invoice" else [],
        "number_field": "InvoiceNumber" if kind == "Invoice" else "CreditNoteNumber",
        **_accounts(books),
    }


def _payment(books: "Books", payment: Record) -> Record:
    account = books.accounts[payment["Account"]["AccountID"]]
    kind = payment["DocumentKind"]
    paid = settle.table_of(books, kind)[payment["DocumentID"]]
    return {
        "id": payment["PaymentID"],
        "day": payment["Date"],
        "amount": payment["Amount"],
        "currency": paid["CurrencyCode"],
        "account": f"{account.get('Code', '')} {account['Name']}",
        "code": account.get("Code") or account["Name"],
        "reference": payment["Reference"],
        "status": payment["Status"],
        "reconciled": payment["IsReconciled"],
        "batch": payment.get("BatchPaymentID", ""),
        "type": payment["PaymentType"],
        "number": paid.get("InvoiceNumber") or paid.get("CreditNoteNumber") or kind,
        "document": payment["DocumentID"] if kind in ("Invoice", "CreditNote") else "",
        "contact": _name(books, paid),
    }


def _allocations(books: "Books", kind: str, record_id: str) -> list[Record]:
    index = "invoice" if kind == "Invoice" else "source"
    rows = []
    for allocation in books.allocations.find(index, record_id):
        if kind == "Invoice":
            other_kind, other_id = allocation["SourceKind"], allocation["SourceID"]
        else:
            other_kind, other_id = "Invoice", allocation["InvoiceID"]
        other = settle.table_of(books, other_kind)[other_id]
        rows.append(
            {
                "id": allocation["AllocationID"],
                "day": allocation["Date"],
                "amount": allocation["Amount"],
                "kind": other_kind,
                "number": other.get("InvoiceNumber")
                or other.get("CreditNoteNumber")
                or other_kind,
                "document": other_id if other_kind in ("Invoice", "CreditNote") else "",
            }
        )
    return rows


def _credits(books: "Books", invoice: Record) -> list[Record]:
    """What can be applied to an invoice."""
    found = []
    sales = invoice["Type"] == "ACCREC"
    for kind in ("CreditNote", "Overpayment", "Prepayment"):
        table = settle.table_of(books, kind)
        for record in table.find("owing", invoice["Contact"]["ContactID"]):
            if record["Type"].startswith(("ACCREC", "RECEIVE")) == sales:
                found.append(
                    {
                        "id": record[settle.KINDS[kind][1]],
                        "text": f"{kind} {record.get('CreditNoteNumber') or ''}"
                        f" {money(record['RemainingCredit'])}",
                    }
                )
    return found


def payments(
    _world: "World", books: "Books", incoming: Incoming, _record_id: str
) -> View:
    wanted = incoming.query.get("q", "").strip().lower()
    rows = []
    for payment in reversed(books.payments.rows()):
        row = _payment(books, payment)
        text = f"{row['contact']} {row['number']} {row['reference']}".lower()
        if not wanted or wanted in text:
            rows.append(row)
    batches = [
        {
            "id": batch["BatchPaymentID"],
            "day": batch["Date"],
            "type": batch["Type"],
            "status": batch["Status"],
            "total": batch["TotalAmount"],
            "count": len(batch["PaymentIDs"]),
            "reference": batch.get("Reference", ""),
        }
        for batch in reversed(books.batch_payments.rows())
    ]
    return "payments.html", {
        "rows": rows[:MOST_ROWS],
        "total": len(rows),
        "batches": batches[:MOST_ROWS],
        "q": incoming.query.get("q", ""),
    }


def bank(_world: "World", books: "Books", _incoming: Incoming, record_id: str) -> View:
    """The bank accounts with their balances, or the movements of one."""
    movements = _movements(books)
    accounts = [
        {
            "id": account["AccountID"],
            "code": account.get("Code", ""),
            "name": account["Name"],
            "currency": account["CurrencyCode"],
            "balance": sum(
                (
                    m["amount"]
                    for m in movements
                    if m["account"] == account["AccountID"]
                ),
                ZERO,
            ),
        }
        for account in books.accounts.values()
        if account["Type"] == "BANK" and account["Status"] == "ACTIVE"
    ]
    shown = [m for m in movements if m["account"] == record_id] if record_id else []
    shown.sort(key=lambda movement: movement["day"], reverse=True)
    return "bank.html", {
        "accounts": accounts,
        "chosen": record_id,
        "movements": shown[:MOST_ROWS],
        **_accounts(books),
    }


def _movements(books: "Books") -> list[Record]:
    found = []
    for payment in books.payments.values():
        if payment["Status"] != "AUTHORISED":
            continue
        row = _payment(books, payment)
        # Money comes in for sales, and back from suppliers (AP... are their refunds).
        money_in = payment["PaymentType"].startswith(("ACCREC", "AP"))
        found.append(
            {
                "account": payment["Account"]["AccountID"],
                "day": payment["Date"],
                "amount": payment["BankAmount"] * (1 if money_in else -1),
                "what": f"{row['number']} {row['contact']}",
                "reference": payment["Reference"],
                "payment": payment["PaymentID"],
                "reconciled": payment["IsReconciled"],
            }
        )
    for transaction in books.bank_transactions.values():
        if transaction["Status"] != "AUTHORISED":
            continue
        sign = 1 if transaction["Type"].startswith("RECEIVE") else -1
        word = TYPE_WORDS[transaction["Type"]]
        found.append(
            {
                "account": transaction["BankAccount"]["AccountID"],
                "day": transaction["Date"],
                "amount": transaction["Total"] * sign,
                "what": f"{word} {_name(books, transaction)}",
                "reference": transaction["Reference"],
                "payment": "",
                "reconciled": transaction["IsReconciled"],
            }
        )
    return found


def settings(
    world: "World", books: "Books", _incoming: Incoming, _record_id: str
) -> View:
    return "settings.html", {
        "switches": books.settings.as_json(),
        "subscription": world.webhooks.subscription,
        "waiting": world.webhooks.waiting,
        "now": world.clock.now(),
        "fake": hasattr(world.clock, "set"),
    }


def traffic_page(
    world: "World", books: "Books", _incoming: Incoming, _record_id: str
) -> View:
    return "traffic.html", {"limits": _limits(world, books), "tier": world.limits.tier}


def _limits(world: "World", books: "Books") -> list[Record]:
    """What is left for each app that is connected here."""
    apps = {
        connection.client_id
        for connection in world.tokens.connections.values()
        if connection.tenant_id == books.tenant_id
    }
    return [
        {
            "app": world.apps[client_id].name,
            **{
                name: int(value)
                for name, value in world.limits.headers(
                    client_id, books.tenant_id
                ).items()
            },
        }
        for client_id in sorted(apps, key=lambda client_id: world.apps[client_id].name)
    ]


def traffic(world: "World", books: "Books", after: int) -> Record:
    """The newest calls after number ``after``, and the limits, for the page."""
    total = world.log.total
    count = min(total - after if after else 50, 50, len(world.log))
    calls = []
    for exchange in world.log[len(world.log) - count :] if count > 0 else []:
        tenant = exchange["tenant"]
        if tenant and tenant.lower() != books.tenant_id:
            continue
        query = "&".join(f"{k}={v}" for k, v in exchange["query"].items())
        calls.append(
            {
                "time": exchange["time"][11:23],
                "method": exchange["method"],
                "path": exchange["path"].replace("/api.xro/2.0", ""),
                "query": query,
                "status": exchange["status"],
                "bytes": len(str(exchange["response_body"] or "")),
            }
        )
    return {"next": total, "calls": calls, "limits": _limits(world, books)}


SECTIONS: dict[str, Callable[..., View]] = {
    "overview": overview,
    "contacts": contacts,
    **{name: _documents(name) for name in _KINDS},
    "documents": document,
    "payments": payments,
    "bank": bank,
    "settings": settings,
    "traffic": traffic_page,
}
