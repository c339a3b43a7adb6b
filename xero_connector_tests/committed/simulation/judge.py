# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must be true when both sides are at rest, whatever happened before.

Nothing is in either system twice; what people wrote last stands, or somebody is asked;
the amounts of each document agree, or its page says why they do not.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from .applied import Applied, cents
from .written import Written

DOCUMENTS = ("invoice", "bill", "credit_note", "bill_credit_note")
#: states of links that tell a person why
_SAYS_WHY = ("held", "difference", "conflict", "error")
_GONE = ("VOIDED", "DELETED")


@dataclass
class Verdict:
    """What was found, as texts."""

    duplicates: list = field(default_factory=list)
    lost_edits: list = field(default_factory=list)
    silent: list = field(default_factory=list)
    #: anything else that must not be: a fault of ours, work that never ends
    faults: list = field(default_factory=list)
    #: causes of what is shown to people, and how many pairs agree
    told: Counter = field(default_factory=Counter)
    agree: int = 0
    #: each of them, with its words
    shown: list = field(default_factory=list)

    @property
    def problems(self):
        return [
            f"{kind}: {text}"
            for kind in ("duplicates", "lost_edits", "silent", "faults")
            for text in getattr(self, kind)
        ]


class Judge:
    """Looks at both sides of a world."""

    def __init__(self, world, env):
        self.world, self.env = world, env
        self.verdict = Verdict()
        self.links = env["xero.link"].search([], order="id")
        self.live = self.links.filtered(lambda link: link.state != "retired")
        self.by_record = {
            (link.res_model, link.res_id, link.resource): link
            for link in self.live
            if link.res_id
        }
        self.rows = env["xero.settlement"].search([])
        self.moves = env["account.move"].search(
            [
                (
                    "move_type",
                    "in",
                    ("out_invoice", "out_refund", "in_invoice", "in_refund"),
                )
            ],
            order="id",
        )
        self.there = self._in_xero()
        self.payments = [
            world.organisation.json("Payments", key)
            for key in world.organisation.payments
        ]

    def judge(self):
        self._no_fault()
        self._nothing_twice()
        self._documents()
        self._contacts()
        self._deleted()
        Written(self).judge()
        Applied(self).judge()
        for link in self.live:
            if link.state in _SAYS_WHY:
                self.verdict.told[f"{link.resource}: {link.cause}"] += 1
                self.verdict.shown.append(
                    f"{link.resource} {link.res_id} {link.state} {link.cause}: "
                    + (link.error or "").replace("\n", " | ")
                )
        return self.verdict

    def _in_xero(self):
        organisation = self.world.organisation
        found = {
            key: organisation.json("Invoices", key) for key in organisation.invoices
        }
        for key in organisation.credit_notes:
            found[key] = organisation.json("CreditNotes", key)
        return found

    # ------------------------------------------------------------------
    # faults of ours
    # ------------------------------------------------------------------
    def _no_fault(self):
        for link in self.live:
            if link.cause == "internal":
                self.verdict.faults.append(
                    f"{link.resource} {link.res_id}: {link.error}"
                )
            if link.state in _SAYS_WHY and not link.error:
                self.verdict.faults.append(f"{link.resource} {link.res_id}: no reason")
            if link.state in ("sending",):
                self.verdict.faults.append(f"{link.resource} {link.res_id}: on its way")
        for row in self.env["xero.request"].search([("state", "=", "open")]):
            self.verdict.faults.append(f"request {row.id} is open")

    # ------------------------------------------------------------------
    # twice
    # ------------------------------------------------------------------
    def _nothing_twice(self):
        twice = self.verdict.duplicates
        self._twice_linked(twice)
        lines = defaultdict(set)
        for key, one in self.there.items():
            if one["Status"] not in _GONE:
                for line in one["LineItems"]:
                    lines[(line.get("Description") or "").split(" (")[0]].add(key)
        # each line was written once
        twice += [
            f"{text}: {sorted(keys)}"
            for text, keys in lines.items()
            if keys - {min(keys)}
        ]
        numbers = Counter(
            one["ContactNumber"]
            for one in self.world.organisation.contacts.values()
            if one["ContactStatus"] == "ACTIVE" and one.get("ContactNumber")
        )
        twice += [f"contact {key}" for key, count in numbers.items() if count > 1]
        self._money_twice(twice)

    def _twice_linked(self, twice):
        remote = Counter(
            (one.resource, one.remote_id) for one in self.live if one.remote_id
        )
        twice += [f"linked twice: {key}" for key, count in remote.items() if count > 1]

    def _money_twice(self, twice):
        """Every word of a payment was written once: it stands once on each side; that
        of a deposit in Xero once for each payment inside."""
        here = defaultdict(list)
        for payment in self.env["account.payment"].search(
            [("state", "in", ("in_process", "paid"))]
        ):
            here[payment.memo].append(self._inside(payment))
        twice += [
            f"payment {memo} in Odoo"
            for memo, inside in here.items()
            if len(inside) > 1 and not _are_one_deposit(inside)
        ]
        there = Counter()
        for one in self.payments:
            if one["Status"] == "AUTHORISED" and not one.get("BatchPaymentID"):
                word = (one.get("Reference") or "").split(" #")[0]
                document = one.get("Invoice") or one.get("CreditNote") or {}
                document = document.get("InvoiceID") or document.get("CreditNoteID")
                there[word, document, one["Account"]["AccountID"]] += 1
        twice += [f"payment {key} in Xero" for key, count in there.items() if count > 1]
        batches = Counter(
            one.get("Reference")
            for one in self.world.organisation.batch_payments.values()
            if one["Status"] == "AUTHORISED"
        )
        twice += [f"batch {key}" for key, count in batches.items() if count > 1]

    def _inside(self, payment):
        """Ids of the deposit in Xero and of the payment inside it that a payment in
        Odoo stands for, if that is what it does."""
        rows = self.rows.filtered(lambda row: row.payment_id == payment)
        links = self.live.filtered(
            lambda link: link.resource == "payment" and link.res_id in rows.ids
        )
        inside = [
            (one["BatchPaymentID"], one["PaymentID"])
            for one in self.payments
            if one.get("BatchPaymentID")
            if one["PaymentID"] in links.mapped("remote_id")
        ]
        return inside[0] if len(inside) == 1 else None

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------
    def link_of(self, move):
        for name in DOCUMENTS:
            link = self.by_record.get(("account.move", move.id, name))
            if link:
                return link
        return None

    def _documents(self):
        for move in self.moves:
            link = self.link_of(move)
            differs = self._differs(move, link)
            if not differs:
                self.verdict.agree += 1
            elif not self.says_why(move, link):
                self.verdict.silent.append(
                    f"{move.move_type} {move.id} {move.name} ({move.state}, link "
                    f"{link.state if link else None}): {'; '.join(differs)}"
                )

    def _differs(self, move, link):
        """What is not the same on both sides, as texts."""
        there = self.there.get(link.remote_id) if link and link.remote_id else None
        gone = not there or there["Status"] in _GONE
        if move.state != "posted":
            return [] if gone else [f"is {there['Status']} in Xero"]
        if not there:
            return ["is not in Xero"]
        if gone:
            return [f"is {there['Status']} in Xero"]
        contact = self.by_record.get(
            ("res.partner", move.commercial_partner_id.id, "contact")
        )
        pairs = {
            "total": (cents(move.amount_total), cents(there["Total"])),
            "due": (
                cents(abs(move.amount_residual)),
                cents(there.get("AmountDue", there.get("RemainingCredit"))),
            ),
            "contact": (
                contact and contact.remote_id,
                there["Contact"]["ContactID"],
            ),
            "currency": (move.currency_id.name, there["CurrencyCode"]),
        }
        if move.move_type.startswith("out_"):
            pairs["reference"] = (move.ref or "", there.get("Reference") or "")
        if move.move_type.endswith("_invoice"):
            pairs["due date"] = (move.invoice_date_due, _date(there.get("DueDate")))
        return [
            f"{name}: {ours} / {theirs}"
            for name, (ours, theirs) in pairs.items()
            if ours != theirs
        ]

    def says_why(self, move, link):
        """Whether something about this document tells a person."""
        return any(map(self.tells, self.around(move, link)))

    def tells(self, link):
        if link.state in _SAYS_WHY or link.state == "approval":
            return bool(link.error) or link.state == "approval"
        if link.state != "waiting" or not link.error:
            return False
        kind, _colon, what = (link.hold_key or "").partition(":")
        if kind != "needs":
            # without a key it is reset to draft: then its document is no open one
            return bool(kind) or self._is_draft(link)
        # who waits has to wait for something that is not done
        resource, _colon, res_id = what.partition(":")
        return not any(
            one.state == "synced" and one.resource == resource
            for one in self.live
            if one.res_id == int(res_id)
        )

    def _is_draft(self, link):
        record = self.env[link.res_model].browse(link.res_id).exists()
        return link.res_model != "account.move" or record.state == "draft"

    def around(self, move, link):
        """The links that have a say on a document: its own, its settlements', those of
        what Xero says to settle it."""
        if link:
            yield link
        rows = self.rows.filtered(
            lambda row: move in row.document_id | row.counterpart_id
        )
        batches = self.rows.filtered(
            lambda row: (
                row.part == "batch" and row.counterpart_id in rows.counterpart_id
            )
        )
        for one in self.live:
            if (
                one.res_model == "xero.settlement"
                and one.res_id in (rows | batches).ids
            ):
                yield one
            elif one.resource not in DOCUMENTS and link and link.remote_id:
                if link.remote_id in str(one.remote_payload) and one.error:
                    yield one

    # ------------------------------------------------------------------
    # contacts, items and what is gone
    # ------------------------------------------------------------------
    def _contacts(self):
        organisation = self.world.organisation
        for link in self.live.filtered(lambda one: one.resource == "contact"):
            there = organisation.contacts.get(link.remote_id or "")
            partner = self.env["res.partner"].browse(link.res_id).exists()
            if not partner or not there:
                continue
            self._same(
                link,
                {
                    "name": (partner.name, there["Name"]),
                    "e-mail": (partner.email or "", there.get("EmailAddress") or ""),
                    "active": (partner.active, there["ContactStatus"] == "ACTIVE"),
                },
            )
        for link in self.live.filtered(lambda one: one.resource == "item"):
            there = organisation.items.get(link.remote_id or "")
            product = self.env["product.product"].browse(link.res_id).exists()
            if product and there:
                self._same(
                    link,
                    {
                        "code": (product.default_code, there["Code"]),
                        "name": (product.name, there.get("Name")),
                    },
                )

    def _same(self, link, pairs):
        """Both sides of one pair agree, or its link says why not."""
        differs = [
            f"{name}: {ours} / {theirs}"
            for name, (ours, theirs) in pairs.items()
            if ours != theirs
        ]
        if not differs:
            self.verdict.agree += 1
        elif not self.tells(link):
            self.verdict.silent.append(
                f"{link.resource} {link.res_id} ({link.state}): {'; '.join(differs)}"
            )

    def _deleted(self):
        """What is deleted in Odoo is void in Xero, or its link says why not."""
        for link in self.links.filtered(lambda one: one.resource in DOCUMENTS):
            there = self.there.get(link.remote_id or "")
            if not link.res_id or not there or there["Status"] in _GONE:
                continue
            move = self.env["account.move"].browse(link.res_id).exists()
            if not move and not self.tells(link):
                self.verdict.silent.append(
                    f"{link.resource} {link.res_id} is deleted in Odoo and "
                    f"{there['Status']} in Xero"
                )


def _are_one_deposit(inside):
    """Whether payments stand for as many payments inside one and the same deposit."""
    if not all(inside) or len(set(inside)) < len(inside):
        return False
    return len({deposit for deposit, _payment in inside}) == 1


def _date(moment):
    """A day, whether Xero shows it as one or as a moment."""
    return moment.date() if hasattr(moment, "date") else moment
