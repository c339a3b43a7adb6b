# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Do both sides agree? Counted and compared by reading both from outside.

Odoo is read over its web interface, Xero over its API with a token of its own; of the
connector only the links are used, to know which record is which.
"""

from decimal import Decimal

from . import balances, existing, expenses, masterdata, payments

#: kind of document: Odoo's move types, Xero's endpoint, its Type, field of the number
DOCUMENTS = {
    "invoices": (
        ("out_invoice", "out_receipt"),
        ("Invoices", "InvoiceID", "ACCREC", "InvoiceNumber"),
    ),
    "credit notes": (
        ("out_refund",),
        ("CreditNotes", "CreditNoteID", "ACCRECCREDIT", "CreditNoteNumber"),
    ),
    "bills": (
        ("in_invoice", "in_receipt"),
        ("Invoices", "InvoiceID", "ACCPAY", "InvoiceNumber"),
    ),
    "vendor refunds": (
        ("in_refund",),
        ("CreditNotes", "CreditNoteID", "ACCPAYCREDIT", "CreditNoteNumber"),
    ),
}
MOVE_FIELDS = (
    "name",
    "ref",
    "move_type",
    "partner_id",
    "invoice_date",
    "invoice_date_due",
    "currency_id",
    "amount_untaxed",
    "amount_tax",
    "amount_total",
    "amount_residual",
    "xero_id",
    "xero_state",
    "xero_error",
    "commercial_partner_id",
    "expense_ids",
)


def make(odoo, xero, connection_id, seconds, there_before):
    """The report as a dictionary; ``in_step`` is its verdict.

    :param there_before: what ``existing.type_in`` did: the document whose number is a
        stranger's is held, as it has to be, and that is said
    """
    held, accepted = _held(odoo, connection_id, there_before["taken"])
    contacts = _contacts(odoo, xero, accepted)
    documents, moves, twins = {}, [], {}
    for kind, what in DOCUMENTS.items():
        documents[kind], here, there = _documents(odoo, xero, *what, accepted)
        moves += here
        twins |= there
    calls, refused = _calls(odoo, connection_id)
    resources = {
        "contacts": contacts,
        "contacts from Xero": masterdata.compare_contacts(odoo, xero),
        "products": masterdata.compare_products(odoo, xero),
        **documents,
        "expenses": expenses.compare(odoo, xero, there_before["spent"]),
        "payments": payments.compare(odoo, xero, moves, twins),
    }
    pairs = existing.compare(odoo, xero, there_before)
    balance = balances.compare(odoo, moves, twins)
    in_step = (
        not held
        and not pairs["not_paired"]
        and not pairs["doubled"]
        and pairs["stranger_untouched"]
        and not any(part["differing"] for part in balance.values())
        and all(
            part["in_odoo"] == part["linked"] + part.get("held", 0)
            and not part["differing"]
            for part in resources.values()
        )
    )
    return {
        "organisation": xero.tenant["name"],
        "in_step": in_step,
        "seconds": round(seconds, 1),
        "calls_used": calls,
        "requests_refused": refused,
        "resources": resources,
        "adjusted": _adjusted(xero),
        "balances": balance,
        "existing": pairs,
        "held": held,
        "held_as_it_should": accepted,
    }


def _documents(odoo, xero, move_types, remote, accepted):
    """Posted documents of one kind beside what Xero has of it.

    :param accepted: documents that are held as they should
    :return: the part of the report, and the documents of both sides
    """
    endpoint, key, kind, number = remote
    here = odoo.search_read(
        "account.move",
        [("move_type", "in", move_types), ("state", "=", "posted")],
        list(MOVE_FIELDS),
        order="name",
    )
    there = {
        row[key]: row
        for row in xero.everything(endpoint, unitdp=4)
        if row["Type"] == kind and row["Status"] not in ("DELETED", "VOIDED")
    }
    apart = {row["res_id"] for row in accepted}
    differing = []
    for move in here:
        if move["id"] in apart:
            continue
        twin = there.get(move["xero_id"])
        for name, ours, theirs in _document_differences(move, twin, number):
            differing.append(
                {"name": move["name"], "field": name, "odoo": ours, "xero": theirs}
            )
    linked = [move for move in here if move["xero_id"] in there]
    twins = {move["xero_id"]: there[move["xero_id"]] for move in linked}
    part = {
        "in_odoo": len(here),
        "in_xero": len(there),
        "linked": len(twins),
        "held": len([move for move in here if move["id"] in apart]),
        "differing": differing,
        "total_odoo": _text(sum(_cents(move["amount_total"]) for move in linked)),
        "total_xero": _text(sum(_cents(row["Total"]) for row in twins.values())),
        "tax_odoo": _text(sum(_cents(move["amount_tax"]) for move in linked)),
        "tax_xero": _text(sum(_cents(row["TotalTax"]) for row in twins.values())),
    }
    return part, here, there


def _document_differences(move, twin, number):
    if twin is None:
        yield "record", move["name"], "missing"
        return
    purchase = move["move_type"].startswith("in_")
    number_here = purchase and move["ref"] or move["name"]
    if move["expense_ids"]:
        number_here = move["name"]  # their ref is a description
    pairs = [
        ("number", number_here, twin[number]),
        ("contact", move["commercial_partner_id"][1], twin["Contact"]["Name"]),
        ("date", move["invoice_date"], twin["DateString"][:10]),
        ("currency", move["currency_id"][1], twin["CurrencyCode"]),
        ("net", _cents(move["amount_untaxed"]), _cents(twin["SubTotal"])),
        ("tax", _cents(move["amount_tax"]), _cents(twin["TotalTax"])),
        ("total", _cents(move["amount_total"]), _cents(twin["Total"])),
    ]
    if not move["move_type"].endswith("_refund"):
        pairs.append(("due date", move["invoice_date_due"], twin["DueDateString"][:10]))
    for name, ours, theirs in pairs:
        if ours != theirs:
            yield name, str(ours), str(theirs)


def _contacts(odoo, xero, accepted):
    """Customers and suppliers of posted documents, as Xero should know them.

    :param accepted: documents that are held as they should: nobody needs their contact
    """
    apart = [row["res_id"] for row in accepted]
    move_types = [one for types, _remote in DOCUMENTS.values() for one in types]
    groups = odoo.call(
        "account.move",
        "formatted_read_group",
        [
            ("move_type", "in", move_types),
            ("state", "=", "posted"),
            ("id", "not in", apart),
        ],
        groupby=["commercial_partner_id"],
        aggregates=["__count"],
    )
    ids = [group["commercial_partner_id"][0] for group in groups]
    here = odoo.search_read(
        "res.partner", [("id", "in", ids)], ["name", "email", "xero_id"]
    )
    there = {row["ContactID"]: row for row in xero.everything("Contacts")}
    differing = []
    for partner in here:
        twin = there.get(partner["xero_id"])
        if twin is None:
            row = ("record", partner["name"], "missing")
            differing.append(_difference(partner, *row))
            continue
        for name, ours, theirs in (
            ("name", partner["name"], twin["Name"]),
            ("e-mail", partner["email"] or "", twin.get("EmailAddress") or ""),
        ):
            if ours != theirs:
                differing.append(_difference(partner, name, ours, theirs))
    return {
        "in_odoo": len(here),
        "in_xero": len(there),
        "linked": len({p["xero_id"] for p in here if p["xero_id"] in there}),
        "differing": differing,
    }


def _difference(partner, name, ours, theirs):
    return {"name": partner["name"], "field": name, "odoo": ours, "xero": theirs}


def _held(odoo, connection_id, taken):
    """What did not go across, and why; and apart from it what must not.

    :param taken: number of the document that a stranger in Xero has
    """
    rows = odoo.search_read(
        "xero.link",
        [
            ("connection_id", "=", connection_id),
            ("state", "not in", ["synced", "remote", "retired"]),
        ],
        ["display_name", "resource", "res_id", "state", "cause", "error", "remedy"],
    )
    (document,) = odoo.search_read(
        "account.move", [("name", "=", taken), ("move_type", "=", "out_invoice")], []
    )
    held, accepted = [], []
    for row in rows:
        theirs = (
            row["cause"] == "several_in_xero"
            and row["resource"] == "invoice"
            and row["res_id"] == document["id"]
        )
        chosen = accepted if theirs else held
        chosen.append({key: row[key] for key in row if key != "id"})
    return held, accepted


def _calls(odoo, connection_id):
    rows = odoo.search_read(
        "xero.connection.status",
        [("connection_id", "=", connection_id)],
        ["calls"],
    )
    refused = odoo.call(
        "xero.request",
        "search_count",
        [("connection_id", "=", connection_id), ("state", "!=", "done")],
    )
    return rows[0]["calls"], refused


def _adjusted(xero):
    """Documents on which Xero was told a line's tax, a cent beside its own rounding."""
    told = set()
    for endpoint, number in (
        ("Invoices", "InvoiceNumber"),
        ("CreditNotes", "CreditNoteNumber"),
    ):
        for call in xero.calls(endpoint):
            agent = call["request_headers"].get("user-agent", "")
            if call["method"] == "GET" or not agent.startswith("odoo-connector"):
                continue
            for element in (call["request_body"] or {}).get(endpoint, ()):
                lines = element.get("LineItems") or ()
                if any("TaxAmount" in line for line in lines):
                    told.add(element.get(number) or element.get("InvoiceID"))
    return sorted(told)


def _cents(amount):
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def _text(amount):
    return f"{amount:.2f}"


def show(report):
    """The report for people."""
    print()
    print(f"  {'':20} {'in Odoo':>8} {'in Xero':>8} {'linked':>8} {'differing':>10}")
    for name, part in report["resources"].items():
        print(
            f"  {name:20} {part['in_odoo']:>8} {part['in_xero']:>8}"
            f" {part['linked']:>8} {len(part['differing']):>10}"
        )
    paid = report["resources"]["payments"]
    print(
        f"  {'paid on invoices':24} Odoo {paid['paid_odoo']:>14}"
        f"   Xero {paid['paid_xero']:>14}"
    )
    for name in DOCUMENTS:
        part = report["resources"][name]
        for word in ("total", "tax"):
            print(
                f"  {f'{word} of {name}':24} Odoo {part[word + '_odoo']:>14}"
                f"   Xero {part[word + '_xero']:>14}"
            )
    print(
        f"  tax of {len(report['adjusted'])} documents was adjusted by cents that Xero"
        f" rounds otherwise: {', '.join(report['adjusted']) or 'none'}"
    )
    for part in report["resources"].values():
        for row in part["differing"][:10]:
            print("  different: {name}, {field}: {odoo} / {xero}".format(**row))
    for name, part in report["balances"].items():
        print(
            f"  {name:24} Odoo {part['odoo']:>14}   Xero {part['xero']:>14}"
            f"   {part['contacts']} contacts"
        )
    pairs = report["existing"]
    print(
        "  {in_xero_before} of {documents} documents were in Xero before: {paired}"
        " paired, {} there twice".format(len(pairs["doubled"]), **pairs)
    )
    for row in report["held_as_it_should"]:
        print("  held as it should: {display_name}: {error}".format(**row))
    for row in report["held"][:10]:
        print("  {state}: {display_name}: {error}".format(**row))
    verdict = "IN STEP" if report["in_step"] else "NOT IN STEP"
    print(f"\n  {verdict}: {report['calls_used']} calls, {report['seconds']} s\n")
