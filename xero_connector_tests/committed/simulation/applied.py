# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who owes what: money and credit, as each side has them, and nothing unknown."""

from collections import defaultdict
from decimal import Decimal

_GONE = ("VOIDED", "DELETED")


class Applied:
    """What the judge of documents cannot see on any one of them.

    :param judge: whose verdict it becomes part of
    """

    def __init__(self, judge):
        self.judge_, self.world, self.env = judge, judge.world, judge.env
        self.silent = judge.verdict.silent
        self.remote_ids = set(judge.links.mapped("remote_id"))

    def judge(self):
        self._unknown()
        self._undone()
        self._credited()
        self._by_contact()
        self._bank()

    def _unknown(self):
        """Whatever is in Xero was read: somebody can see it, be it as only there."""
        organisation = self.world.organisation
        for key, one in self.judge_.there.items():
            if one["Status"] not in _GONE and key not in self.remote_ids:
                self.silent.append(f"document {key} in Xero is unknown")
        for one in self.judge_.payments:
            keys = {one["PaymentID"], one.get("BatchPaymentID")}
            if one["Status"] == "AUTHORISED" and not keys & self.remote_ids:
                self.silent.append(f"payment {one.get('Reference')} in Xero is unknown")
        for one in organisation.allocations.values():
            key = one["AllocationID"]
            if not one.get("IsDeleted") and key not in self.remote_ids:
                self.silent.append(f"allocation {key} in Xero is unknown")
        for one in organisation.contacts.values():
            if one["ContactID"] not in self.remote_ids:
                self.silent.append(f"contact {one['Name']} in Xero is unknown")

    def _undone(self):
        """What is in step as money is money on both sides."""
        organisation = self.world.organisation
        tables = {
            "payment": organisation.payments,
            "batch_payment": organisation.batch_payments,
            "allocation": organisation.allocations,
        }
        for link in self.judge_.live.filtered(lambda one: one.state == "synced"):
            table = tables.get(link.resource)
            if table is None or not link.remote_id or not link.res_id:
                continue
            one = table.get(link.remote_id)
            gone = not one or one.get("Status") == "DELETED" or one.get("IsDeleted")
            here = self.env[link.res_model].browse(link.res_id).exists()
            if gone and here and _applied(here):
                self.silent.append(f"{link.resource} {link.res_id} is gone in Xero")

    def _credited(self):
        """Of what settles a document, the same share is credit on both sides."""
        for move in self.judge_.moves:
            link = self.judge_.link_of(move)
            there = self.judge_.there.get(link.remote_id) if link else None
            if move.state != "posted" or not there or there["Status"] in _GONE:
                continue
            if not move.move_type.endswith("_invoice"):
                continue
            ours, theirs = _credit(move), cents(there.get("AmountCredited") or 0)
            if ours != theirs and not self.judge_.says_why(move, link):
                self.silent.append(
                    f"{move.move_type} {move.id}: credited {ours} / {theirs}"
                )

    def _by_contact(self):
        """Receivables and payables of each contact and currency, over what is linked
        and nobody is asked about."""
        ours, theirs = defaultdict(Decimal), defaultdict(Decimal)
        told = set()
        for move in self.judge_.moves:
            link = self.judge_.link_of(move)
            contact = self.judge_.by_record.get(
                ("res.partner", move.commercial_partner_id.id, "contact")
            )
            key = (contact and contact.remote_id, move.currency_id.name)
            if self.judge_.says_why(move, link):
                told.add(key)
            if move.state == "posted":
                ours[key] += _signed_due(move)
        linked = set(self.judge_.links.filtered("res_id").mapped("remote_id"))
        for remote_id, one in self.judge_.there.items():
            if one["Status"] in _GONE or remote_id not in linked:
                continue
            due = cents(one.get("AmountDue", one.get("RemainingCredit")))
            key = (one["Contact"]["ContactID"], one["CurrencyCode"])
            theirs[key] += due if one["Type"] in ("ACCREC", "ACCPAYCREDIT") else -due
        for key in (ours.keys() | theirs.keys()) - told:
            if ours[key] != theirs[key]:
                self.silent.append(f"{key} owes {ours[key]} / {theirs[key]}")

    def _bank(self):
        """Xero's bank account got exactly what a payment brought, where all of that is
        applied to documents."""
        there = defaultdict(Decimal)
        for link in self.judge_.live:
            if link.resource in ("payment", "batch_payment") and link.res_id:
                row = self.env["xero.settlement"].browse(link.res_id).exists()
                there[row.payment_id] += self._received(link.remote_id)
        home = self.env.company.currency_id
        for payment in self.env["account.payment"].search(
            [("state", "in", ("in_process", "paid")), ("memo", "!=", False)]
        ):
            documents = payment.reconciled_invoice_ids | payment.reconciled_bill_ids
            if not payment.is_reconciled or not documents:
                continue
            if (documents.currency_id | payment.currency_id) != home:
                continue
            if any(
                self.judge_.says_why(move, self.judge_.link_of(move))
                for move in documents
            ):
                continue
            if there[payment] != cents(payment.amount):
                self.silent.append(
                    f"payment {payment.memo}: {payment.amount} / {there[payment]}"
                )

    def _received(self, remote_id):
        """What Xero has on its bank account from a payment or a batch of them."""
        mine = [
            cents(one["Amount"])
            for one in self.judge_.payments
            if remote_id and remote_id in (one["PaymentID"], one.get("BatchPaymentID"))
            if one["Status"] == "AUTHORISED" and one["Account"].get("Code") == "090"
        ]
        return sum(mine, Decimal(0))


def cents(number):
    return Decimal(str(number)).quantize(Decimal("0.01"))


def _signed_due(move):
    """What is left of a document in its own currency; to be received: positive."""
    sign = 1 if move.move_type in ("out_invoice", "in_refund") else -1
    return sign * cents(abs(move.amount_residual))


def _partials(move):
    """What settles a move: (the move on the other side, amount in its own currency)."""
    for line in move.line_ids:
        for partials, other, amount in (
            ("matched_debit_ids", "debit_move_id", "credit_amount_currency"),
            ("matched_credit_ids", "credit_move_id", "debit_amount_currency"),
        ):
            for partial in line[partials]:
                yield partial[other].move_id, cents(partial[amount])


def _applied(row):
    """Whether a settlement still stands in Odoo.

    One over several documents does not where each has a settlement of its own instead.
    """
    others = {other for other, _amount in _partials(row.counterpart_id)}
    if row.document_id:
        return row.document_id in others
    singly = row.search([("counterpart_id", "=", row.counterpart_id.id)])
    return bool(others - {one.document_id for one in singly if one.share})


def _credit(move):
    """How much of an invoice or bill credit notes settle, in its currency."""
    refunds = ("out_refund", "in_refund")
    return sum(
        (amount for other, amount in _partials(move) if other.move_type in refunds),
        Decimal(0),
    )
