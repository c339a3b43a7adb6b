# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Death while a credit note, a bill or a vendor refund is created, edited or voided.

As in ``test_kills.py``, but every turn has a document of its own: credit notes carry no
mark in Xero and numbers of suppliers are not unique, so what is told apart is how an
unanswered create is recognised, and that a stranger who looks the same is not.
"""

from datetime import date
from decimal import Decimal

import pytest

from odoo import Command

from . import books, kills, play

#: move type to resource, endpoint, id, number, use of the tax
KINDS = {
    "out_refund": ("credit_note", "CreditNotes", "CreditNoteID", "CreditNoteNumber"),
    "in_invoice": ("bill", "Invoices", "InvoiceID", "InvoiceNumber"),
    "in_refund": (
        "bill_credit_note",
        "CreditNotes",
        "CreditNoteID",
        "CreditNoteNumber",
    ),
}


class Scene:
    """One document a turn, of one kind."""

    def __init__(self, lab, xero, move_type, operation):
        self.lab, self.xero = lab, xero
        self.move_type, self.operation = move_type, operation
        self.resource, self.endpoint, self.key, self.number = KINDS[move_type]
        with lab.env() as env:
            connection = books.connect(env, xero)
            connection.expense_account_id = connection.account_ids.filtered(
                lambda account: account.code == "429"
            )
            partner = env["res.partner"].search([("name", "=", "Customer 001")])
            env["xero.change"]._note(connection, "contact", partner.ids)
            self.connection_id, self.partner_id = connection.id, partner.id
        books.sync(lab)
        self.turn = 0

    def stir(self):
        """A document of its own; afterwards a run has to create, edit or void it."""
        self.turn += 1
        with self.lab.env() as env:
            connection = env["xero.connection"].browse(self.connection_id)
            books.sign_in(env, self.xero, connection)
            move = self.new(env, env["res.partner"].browse(self.partner_id))
            self.move_id = move.id
            self.called = move.name if self.use == "sale" else move.ref
            self.total = Decimal(f"{move.amount_total:.2f}")
        if self.operation == "void":
            books.sync(self.lab)
            with self.lab.env() as env:
                env["account.move"].browse(self.move_id).button_cancel()
        if self.operation == "edit":
            books.sync(self.lab)
            with self.lab.env() as env:
                move = env["account.move"].browse(self.move_id)
                move.button_draft()
                move.invoice_line_ids[0].price_unit = 20.03
                move.action_post()
                self.total = Decimal(f"{move.amount_total:.2f}")

    @property
    def use(self):
        return "sale" if self.move_type.startswith("out_") else "purchase"

    def new(self, env, partner):
        """A posted document of this kind."""
        tax = env["account.tax"].search(
            [
                ("company_id", "=", env.company.id),
                ("type_tax_use", "=", self.use),
                ("amount", "=", 20),
            ],
            order="sequence, id",
            limit=1,
        )
        move = books.invoice(
            env,
            partner,
            10.01,
            33.33,
            post=False,
            move_type=self.move_type,
            ref=f"R {self.turn} {partner.id}",
            invoice_date=date(2026, 9, 14),
        )
        move.invoice_line_ids.tax_ids = [Command.set(tax.ids)]
        move.action_post()
        return move

    def recovered(self, old):
        """Runs until nothing is due; then the document is in Xero once, or void."""
        play.recover(self.lab, self.xero, old)
        ((remote_id, state, error),) = self.lab.sql(
            "SELECT remote_id, state, error FROM xero_link WHERE resource = %s"
            " AND res_id = %s AND state != 'retired'",
            self.resource,
            self.move_id,
        )
        assert state == "synced", error
        there = {one[self.key]: one for one in self.xero.everything(self.endpoint)}
        mine = there[remote_id]
        assert Decimal(str(mine["Total"])) == self.total
        same = [
            one
            for one in there.values()
            if one["Type"] == mine["Type"]
            and one[self.number] == self.called
            and one["Status"] not in ("VOIDED", "DELETED")
        ]
        if self.operation == "void":
            assert mine["Status"] == "VOIDED"
            assert not same
        else:
            assert mine["Status"] == "AUTHORISED"
            assert [one[self.key] for one in same] == [remote_id]

    @property
    def open_requests(self):
        return self.lab.sql("SELECT id FROM xero_request WHERE state = 'open'")


@pytest.mark.parametrize(
    "operation", ["create", pytest.param("edit", marks=pytest.mark.slow), "void"]
)
@pytest.mark.parametrize(
    "move_type",
    [
        "out_refund",
        "in_invoice",
        # a bill's sides at a credit note's endpoint
        pytest.param("in_refund", marks=pytest.mark.slow),
    ],
)
def test_death(stocked, xero, subtests, move_type, operation):
    scene = Scene(stocked, xero, move_type, operation)
    scene.stir()
    kinds = stocked.run_in_child(kills.run_watched)
    assert kinds.count(kills.AFTER_STORE) >= 1, kinds
    scene.recovered(old=False)
    for boundary in kills.boundaries(kinds, every=True):
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
