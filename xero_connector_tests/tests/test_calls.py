# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How many calls things cost: batches, never one for each record."""

from datetime import date
from hashlib import md5
from math import ceil
from unittest.mock import patch

import pytest

from odoo import Command, fields
from odoo.tests import tagged

from .payment_common import PAID, XeroPaymentCommon

#: one more than a batch of new records holds
COUNT = 51
LATER = date(2026, 11, 30)


@tagged("post_install", "-at_install")
class TestCalls(XeroPaymentCommon):
    """What is allowed beside the batches: two calls, whatever the number."""

    def documents(self, move_type):
        taxes = self.vat20 if move_type.startswith("out_") else self.bill_vat20
        moves = self.env["account.move"].create(
            [
                {
                    "move_type": move_type,
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-09-01",
                    "ref": f"R{number}",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Bread",
                                "price_unit": 10 + number,
                                "tax_ids": [Command.set(taxes.ids)],
                            }
                        )
                    ],
                }
                for number in range(COUNT)
            ]
        )
        moves.action_post()
        return moves

    def links(self, moves):
        return (
            self.env["xero.link"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection.id),
                    ("res_model", "=", moves._name),
                    ("res_id", "in", moves.ids),
                ]
            )
        )

    def assertInStep(self, moves):
        links = self.links(moves)
        self.assertEqual(len(links), COUNT)
        self.assertEqual(set(links.mapped("state")), {"synced"}, links.mapped("error"))
        return links

    def poll(self, endpoint):
        """The hour of one endpoint is over."""
        self.env["xero.pull"].sudo()._schedule(self.connection)
        states = self.env["xero.poll.state"].sudo()
        mine = states.search([("connection_id", "=", self.connection.id)])
        mine.next_poll = fields.Datetime.add(fields.Datetime.now(), days=1)
        wanted = mine.filtered(lambda state: state.endpoint == endpoint)
        wanted.next_poll = fields.Datetime.now()
        return self.run_sync()

    def try_documents(self, move_type, **edit):
        moves = self.documents(move_type)
        calls = self.run_sync()
        self.assertInStep(moves)
        self.assertLessEqual(len(calls), ceil(COUNT / 50) + 2)
        moves.write(edit)
        calls = self.run_sync()
        self.assertInStep(moves)
        self.assertLessEqual(len(calls), ceil(COUNT / 40) + ceil(COUNT / 50) + 2)
        return moves

    @pytest.mark.slow
    def test_invoices_and_their_payments(self):
        moves = self.try_documents("out_invoice", invoice_date_due=LATER)
        books, links = self.books(), self.links(moves)
        self.poll("Invoices")
        for link in links:
            books.edit_document(link.remote_id, DueDate="2026-12-24")
        calls = self.poll("Invoices")
        self.assertInStep(moves)
        self.assertEqual(set(moves.mapped("invoice_date_due")), {date(2026, 12, 24)})
        self.assertLessEqual(len(calls), ceil(COUNT / 1000) + 2)
        self.poll("Payments")
        for link in links:
            books.record_payment(link.remote_id, 5, day=PAID)
        calls = self.poll("Payments")
        self.assertEqual(len(self.odoo_payments(moves)), COUNT)
        self.assertLessEqual(len(calls), ceil(COUNT / 1000) + 2)
        for move in moves:
            self.pay(move)
        calls = self.run_sync()
        self.assertEqual(sum(moves.mapped("amount_residual")), 0)
        rows = self.env["xero.settlement"].sudo()
        rows = rows.search([("document_id", "in", moves.ids)])
        self.assertEqual(len(rows), 2 * COUNT)
        self.assertEqual(set(self.links(rows).mapped("state")), {"synced"})
        self.assertLessEqual(len(calls), ceil(COUNT / 50) + 2)

    def test_bills(self):
        self.try_documents("in_invoice", invoice_date_due=LATER)

    @pytest.mark.slow
    def test_credit_notes(self):
        self.try_documents("out_refund", ref="Edited")

    def test_new_contacts_among_known_ones(self):
        # one in three is new: no call for the few of each turn
        organisation = self.books()
        names = [md5(b"%d" % number).hexdigest() for number in range(150)]
        for number, name in enumerate(names):
            if number % 3:
                organisation.add_contact(name)
        partners = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names]
        )
        self.poll("Contacts")
        self.env["xero.change"].sudo()._note(
            self.connection, "contact", partners.ids, lane="backfill"
        )
        engine = "odoo.addons.xero_connector.engine"
        with patch(f"{engine}.run_take.TAKE", 60), patch(f"{engine}.plan.TAKE", 60):
            calls = self.run_sync()
        self.assertEqual(set(self.links(partners).mapped("state")), {"synced"})
        sent = [call for call in calls if call["method"] == "PUT"]
        self.assertEqual(len(sent), 1, "fifty new contacts")
