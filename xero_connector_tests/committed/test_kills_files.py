# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Death while a file is added to a document, or money spent is booked.

As in ``test_kills_documents.py``: every turn has a record of its own, and an answer may
be lost on the wire, with the key of the request young or old.
"""

from datetime import date
from decimal import Decimal

import pytest

from odoo import Command

from . import books, kills, play

DAY = date(2026, 9, 14)


class Errand:
    """What a turn is about; ``stir`` leaves one write to be made."""

    def __init__(self, lab, xero, again):
        self.lab, self.xero, self.again = lab, xero, again
        self.turn = 0
        with lab.env() as env:
            connection = books.connect(env, xero, send_files="all")
            connection.expense_account_id = connection.account_ids.filtered(
                lambda account: account.code == "429"
            )
            partner = env["res.partner"].search([("name", "=", "Customer 001")])
            env["xero.change"]._note(connection, "contact", partner.ids)
            self.connection_id, self.partner_id = connection.id, partner.id
            self.prepare(env, connection)
        books.sync(lab)

    def prepare(self, env, connection):
        """What all turns need."""

    def stir(self):
        self.turn += 1
        with self.lab.env() as env:
            connection = env["xero.connection"].browse(self.connection_id)
            books.sign_in(env, self.xero, connection)
            self.make(env)
        if self.again:
            books.sync(self.lab)
            with self.lab.env() as env:
                self.make_again(env)

    def recovered(self, old):
        """Runs until nothing is due; then Xero has it once, as it is here."""
        play.recover(self.lab, self.xero, old)
        ((remote_id, state, error),) = self.lab.sql(
            "SELECT remote_id, state, error FROM xero_link WHERE resource = %s"
            " AND res_id = %s AND state != 'retired'",
            self.resource,
            self.record_id,
        )
        assert state == "synced", error
        self.check(remote_id)

    @property
    def open_requests(self):
        return self.lab.sql("SELECT id FROM xero_request WHERE state = 'open'")


class Upload(Errand):
    """A file of an invoice that is in Xero; again: its content changes."""

    resource = "attachment"

    def make(self, env):
        partner = env["res.partner"].browse(self.partner_id)
        self.move_id = books.invoice(env, partner, 10.01).id
        env.cr.commit()
        books.sync(self.lab)
        self.size = 100 + self.turn
        self.record_id = (
            env["ir.attachment"]
            .create(
                {
                    "name": "Delivery note.pdf",
                    "raw": b"1" * self.size,
                    "res_model": "account.move",
                    "res_id": self.move_id,
                }
            )
            .id
        )

    def make_again(self, env):
        self.size += 1000
        env["ir.attachment"].browse(self.record_id).raw = b"2" * self.size

    def check(self, remote_id):
        ((invoice_id,),) = self.lab.sql(
            "SELECT remote_id FROM xero_link WHERE resource = 'invoice'"
            " AND res_id = %s AND state != 'retired'",
            self.move_id,
        )
        (there,) = self.xero.api("GET", f"Invoices/{invoice_id}/Attachments")[
            "Attachments"
        ]
        assert there["AttachmentID"] == remote_id
        assert there["ContentLength"] == self.size
        assert there["FileName"] == f"Delivery note (Odoo {self.record_id}).pdf"


class Spend(Errand):
    """An expense that the company paid; again: its payment is cancelled."""

    resource = "expense"

    def prepare(self, env, connection):
        journal = env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )
        env["xero.journal.mapping"].create(
            {
                "connection_id": connection.id,
                "journal_id": journal.id,
                "xero_account_id": connection.account_ids.filtered(
                    lambda account: account.code == "090"
                ).id,
            }
        )
        self.tax_id = (
            env["account.tax"]
            .search(
                [
                    ("company_id", "=", env.company.id),
                    ("type_tax_use", "=", "purchase"),
                    ("amount", "=", 20),
                ],
                order="sequence, id",
                limit=1,
            )
            .id
        )
        self.employee_id = env["hr.employee"].create({"name": "Ida Ward"}).id
        self.product_id = (
            env["product.product"]
            .create({"name": "Train", "can_be_expensed": True, "type": "service"})
            .id
        )

    def make(self, env):
        self.total = Decimal("10.01") + self.turn
        self.record_id = self.new(env, self.partner_id, self.total).id

    def new(self, env, vendor_id, total):
        """A posted expense that the company paid."""
        expense = env["hr.expense"].create(
            {
                "name": f"Train {self.turn}",
                "employee_id": self.employee_id,
                "product_id": self.product_id,
                "total_amount_currency": float(total),
                "tax_ids": [Command.set([self.tax_id])],
                "payment_mode": "company_account",
                "date": DAY,
                "vendor_id": vendor_id,
            }
        )
        expense.action_submit()
        if expense.state == "submitted":
            expense.action_approve()
        expense.action_post()
        return expense

    def make_again(self, env):
        env["hr.expense"].browse(self.record_id).account_move_id.button_cancel()

    def check(self, remote_id):
        same = [
            one
            for one in self.xero.everything("BankTransactions")
            if Decimal(str(one["Total"])) == self.total
        ]
        (mine,) = same
        assert mine["BankTransactionID"] == remote_id
        assert mine["Status"] == ("DELETED" if self.again else "AUTHORISED")


@pytest.mark.parametrize(
    ("errand", "again"),
    [(Upload, False), (Upload, True), (Spend, False), (Spend, True)],
    ids=["file", "file changed", "spend money", "spend money deleted"],
)
def test_death(stocked, xero, subtests, errand, again):
    scene = errand(stocked, xero, again)
    scene.stir()
    kinds = stocked.run_in_child(kills.run_watched)
    assert kinds.count(kills.AFTER_STORE) >= 1, kinds
    scene.recovered(old=False)
    for boundary in kills.boundaries(kinds, every=False):
        for old in (False, True):
            with subtests.test(died_at=str(boundary), old=old):
                scene.stir()
                child = stocked.fork(kills.run_watched, boundary)
                child.wait()
                assert child.killed, "lived on"
                unanswered = scene.open_requests
                scene.recovered(old)
            if not unanswered:
                break  # age matters to open requests only
    for old in (False, True):
        with subtests.test("answer lost", old=old):
            scene.stir()
            for method in ("PUT", "POST"):
                xero.fault("drop_answer", method=method, nth=1)
            stocked.run_in_child(kills.run_watched)
            assert sum(xero.hits()) == 1
            xero.heal()
            assert scene.open_requests
            scene.recovered(old)
