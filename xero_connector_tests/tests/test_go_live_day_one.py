# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Day one: as many documents here as there, half of them the same, truth labelled."""

import math
from collections import Counter
from datetime import timedelta

import pytest

from odoo import Command
from odoo.tests import tagged

from .sync_common import DAY
from .test_go_live import GoLiveCommon

#: what becomes of a document that both have, by turns
BOTH = ("equal", "conversion", "part paid", "paid", "paid in xero only")
#: ... and of one that only Odoo has; a stranger in Xero took every fourth number
HERE = ("new", "new", "new", "stranger")
OUTCOMES = {
    "equal": "link",
    "conversion": "link",
    "part paid": "link",
    "paid": "link",
    "paid in xero only": "held",
    "new": "create",
    "stranger": "doubtful",
}


class DayOne(GoLiveCommon):
    #: documents on each side
    count = 0

    def build(self):
        """Both books; ``self.truth`` says of each document here what it is, and
        ``self.twins`` which one in Xero is the same."""
        half = self.count // 2
        names = [f"Customer {number:03}" for number in range(20)]
        partners = [self.new_customer(name) for name in names]
        contacts = [self.in_books(name) for name in names]
        stranger = self.in_books("Nobody We Know")
        labels = [BOTH[i % len(BOTH)] for i in range(half)]
        labels += [HERE[i % len(HERE)] for i in range(self.count - half)]
        moves = self.post(partners)
        self.truth, self.twins = {}, {}
        made_there, receipts = 0, []
        for position, (move, label) in enumerate(zip(moves, labels, strict=True)):
            contact = contacts[position % len(contacts)]
            total = move.amount_total
            self.truth[move.id] = label
            paid = {"conversion": 40, "part paid": 30, "paid": total}.get(label, 0)
            if paid:
                receipts.append((move, paid))
            if label == "new":
                continue
            made_there += 1
            if label == "stranger":
                self.there(move.name, stranger, 5 + position)
                continue
            if label == "conversion":
                twin = self.organisation.add_conversion_balance(
                    contact, move.name, f"{total - paid:.2f}", DAY - timedelta(days=90)
                )["InvoiceID"]
            else:
                twin = self.there(move.name, contact, move.amount_untaxed)
                paid = paid or (label == "paid in xero only" and 25)
                if paid:
                    self.organisation.record_payment(twin, f"{paid:.2f}", day=DAY)
            self.twins[move.id] = twin
        self.receive(receipts)
        for number in range(self.count - made_there):
            self.there(f"THEIRS-{number}", contacts[number % 20], 10 + number)
        return moves

    def receive(self, receipts):
        """Money comes in; entries, because payments take Odoo a quarter of a second.

        :param receipts: [(invoice, amount)]
        """
        suspense = self.company_data["default_journal_bank"].suspense_account_id

        def owed(move):
            return move.line_ids.filtered(
                lambda aml: aml.account_type == "asset_receivable"
            )

        entries = self.env["account.move"].create(
            [
                {
                    "move_type": "entry",
                    "date": DAY,
                    "line_ids": [
                        Command.create({"account_id": suspense.id, "debit": paid}),
                        Command.create(
                            {
                                "account_id": owed(move).account_id.id,
                                "partner_id": move.partner_id.id,
                                "credit": paid,
                            }
                        ),
                    ],
                }
                for move, paid in receipts
            ]
        )
        entries.action_post()
        self.count_anew()
        for entry, (move, _paid) in zip(entries, receipts, strict=True):
            (owed(move) | owed(entry)).reconcile()

    def post(self, partners):
        moves = self.env["account.move"]
        for start in range(0, self.count, 250):
            more = self.env["account.move"].create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": partners[number % len(partners)].id,
                        "invoice_date": DAY,
                        "invoice_line_ids": [
                            Command.create(self._line({"price_unit": 100 + number}))
                        ],
                    }
                    for number in range(start, min(start + 250, self.count))
                ]
            )
            more.action_post()
            moves |= more
            self.count_anew()
        return moves

    def count_anew(self):
        """PostgreSQL does so by itself after a commit; here it would go on believing
        that the tables are empty, and read all of them each time."""
        self.env.flush_all()
        self.env.cr.execute(
            "ANALYZE account_move, account_move_line, account_partial_reconcile"
        )

    def check_day_one(self):
        moves = self.build()
        books = self.books()
        before = {key: dict(books.invoices[key]) for key in books.invoices}
        self.assertEqual(len(before), self.count)

        preview = self.make_preview()
        self.assertReadOnly(self.calls)
        self.assertLessEqual(len(self.calls), 2 * math.ceil(self.count / 1000) + 6)
        outcomes = {
            line.res_id: line.outcome
            for line in preview.line_ids
            if line.res_model == "account.move"
        }
        wrong = Counter(
            (label, outcomes[move_id])
            for move_id, label in self.truth.items()
            if outcomes[move_id] != OUTCOMES[label]
        )
        self.assertFalse(wrong)
        linked = {
            line.res_id: line.remote_id
            for line in preview.line_ids
            if line.res_model == "account.move" and line.outcome in ("link", "held")
        }
        self.assertEqual(linked, self.twins)
        told = Counter(outcomes.values())

        calls = self.go_live(preview)
        # nothing that was there has been touched, nothing is there twice
        self.assertEqual(
            {key: dict(books.invoices[key]) for key in before}, before, "touched"
        )
        self.assertEqual(len(books.invoices), self.count + told["create"])
        numbers = Counter(
            (record["InvoiceNumber"], record["Contact"]["ContactID"])
            for record in books.invoices.values()
        )
        self.assertEqual(max(numbers.values()), 1)
        # what was told is what became of it
        links = {link.res_id: link for link in self.links()}
        for move in moves:
            label, link = self.truth[move.id], links.get(move.id)
            if label == "new":
                self.assertEqual(link.state, "synced", link.error)
            elif label == "stranger":
                self.assertEqual((link.state, link.remote_id), ("held", False))
            else:
                self.assertEqual(link.remote_id, self.twins[move.id])
                held = label == "paid in xero only"
                self.assertEqual(link.cause == "payments_differ", held, label)
                self.assertEqual(bool(link.history), not held)
        writes = [call for call in calls if call["method"] != "GET"]
        self.assertLessEqual(len(writes), math.ceil(told["create"] / 50))
        self.assertFalse([c for c in self.run_sync() if c["method"] != "GET"])
        return preview, calls

    def links(self):
        return (
            self.env["xero.link"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("resource", "=", "invoice"),
                    ("res_id", ">", 0),
                ]
            )
        )


@tagged("post_install", "-at_install")
class TestGoLiveDayOne(DayOne):
    count = 120

    def test_day_one(self):
        self.check_day_one()


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestGoLiveDayOneLarge(DayOne):
    count = 2_000

    def test_day_one(self):
        self.check_day_one()
