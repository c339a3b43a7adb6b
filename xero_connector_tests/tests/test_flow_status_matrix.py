# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every transition on one side against every status on the other.

Each cell of the two tables names what becomes of the pair; ``OUTCOMES`` says what the
name means: state of the link, its cause, status in Xero. ``=`` for a status: as it was.
Bills and credit notes say only what is otherwise with them than with invoices; all of
their cells are in the slow lane, a column of each table is not.

Cells with the same setting of the connection share their runs: a run costs more than
what it does with one document.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from odoo.tests import tagged

from .sync_common import XeroSyncCommon

OUTCOMES = {
    "nothing": (None, None, None),
    "in step": ("synced", None, "="),
    "created": ("synced", None, "AUTHORISED"),
    "approval": ("approval", None, "="),
    "approved": ("synced", None, "AUTHORISED"),
    "credited": ("synced", None, "PAID"),
    "waits": ("waiting", "waiting", "="),
    "voided": ("synced", None, "VOIDED"),
    "deleted": ("synced", None, "DELETED"),
    "tombstone, voided": ("retired", None, "VOIDED"),
    "tombstone, deleted": ("retired", None, "DELETED"),
    "forgotten": ("retired", None, None),
    "not sent yet": ("new", None, None),
    "held, has money": ("held", "paid_in_xero", "="),
    "held, not voidable": ("held", "not_voidable", "="),
    "asks": ("difference", "difference", "="),
    "asks, voided": ("difference", "difference", "VOIDED"),
    "asks, deleted": ("difference", "difference", "DELETED"),
    "both ended": ("synced", None, "="),
    "retired": ("retired", None, "="),
}

STATUSES = (
    "absent",
    "DRAFT",
    "SUBMITTED",
    "AUTHORISED",
    "part-paid",
    "PAID",
    "VOIDED",
    "DELETED",
)
#: transition in Odoo -> outcome by Xero's status, in the order of STATUSES
HERE = {
    "post": [
        "created",
        "approval",
        "approval",
        "in step",
        "in step",
        "in step",
        "asks",
        "asks",
    ],
    "reset": [
        "nothing",
        "waits",
        "waits",
        "waits",
        "waits",
        "waits",
        "waits",
        "waits",
    ],
    "edit": [
        "created",
        "approval",
        "approval",
        "in step",
        "held, has money",
        "held, has money",
        "asks",
        "asks",
    ],
    "re-post": [
        "created",
        "approval",
        "approval",
        "in step",
        "in step",
        "in step",
        "asks",
        "asks",
    ],
    "cancel": [
        "nothing",
        "deleted",
        "deleted",
        "voided",
        "held, not voidable",
        "held, not voidable",
        "both ended",
        "both ended",
    ],
    "delete": [
        "nothing",
        "tombstone, deleted",
        "tombstone, deleted",
        "tombstone, voided",
        "held, not voidable",
        "held, not voidable",
        "retired",
        "retired",
    ],
    "reverse": [
        "credited",
        "approval",
        "approval",
        "credited",
        "in step",
        "in step",
        "asks",
        "asks",
    ],
}

STATES = ("posted", "draft", "cancel", "deleted")
#: transition in Xero -> outcome by Odoo's state, in the order of STATES
THERE = {
    "approve": ["approved", "waits", "voided", "tombstone, voided"],
    "due date": ["in step", "waits", "voided", "tombstone, voided"],
    "reference": ["in step", "waits", "voided", "tombstone, voided"],
    "text": ["asks", "waits", "voided", "tombstone, voided"],
    "price": ["asks", "waits", "voided", "tombstone, voided"],
    "pay": ["in step", "waits", "held, not voidable", "held, not voidable"],
    "void": ["asks, voided", "waits", "voided", "retired"],
    "delete": ["asks, deleted", "waits", "deleted", "retired"],
}


@dataclass
class Cell:
    """One cell of a table, and the pair of documents that it is tried with."""

    transition: str
    #: Xero's status, or Odoo's state
    column: str
    outcome: str
    move: Any = None
    link: Any = None
    #: status in Xero that ``=`` stands for
    before: str | None = None

    def __str__(self):
        return f"{self.transition} / {self.column}"

    @property
    def asked_here(self):
        """The connection's setting that leads to the status in Xero."""
        if self.column == "DELETED":
            return "DRAFT"
        return self.column if self.column in ("DRAFT", "SUBMITTED") else "AUTHORISED"

    @property
    def asked_there(self):
        """The connection's setting with which Xero has this transition."""
        return "DRAFT" if self.transition in ("approve", "delete") else "AUTHORISED"


def cells_of(table, columns, chosen):
    return [
        Cell(transition, column, outcome)
        for transition, outcomes in table.items()
        for column, outcome in zip(columns, outcomes or (), strict=bool(outcomes))
        if column in chosen
    ]


def grouped(cells, asked):
    """The cells by the connection's setting that they need."""
    groups = {}
    for cell in cells:
        groups.setdefault(getattr(cell, asked), []).append(cell)
    return groups.items()


class StatusMatrix(XeroSyncCommon):
    """The two tables for one kind of document."""

    count = 0
    move_type = "out_invoice"
    #: transitions with outcomes of their own; None: there is no such thing
    here = {}
    there = {}

    def each(self, cells, step):
        """Take a step with each cell; one that fails does not keep others from it."""
        for cell in cells:
            with self.subTest(str(cell)):
                step(cell)

    def make(self, cells):
        """A posted document for each cell; Xero does not have them yet."""
        self.each(cells, self.make_draft)
        # all at once, which takes a fraction of the time
        self.env["account.move"].union(*(cell.move for cell in cells)).action_post()

    def make_draft(self, cell):
        # Odoo gives the number of a deleted one again, which Xero may still have
        self.count += 1
        number = f"MATRIX/{self.move_type}/{self.count}"
        cell.move = self.new_invoice(
            {"name": "Rye", "price_unit": 10}, post=False, move_type=self.move_type
        )
        cell.move.write({"name": number, "ref": number})
        cell.link = self.env["xero.link"]

    def send(self, cells, asked):
        """Make a document for each cell and send them with this setting."""
        self.connection.write({"invoice_status": asked, "bill_status": asked})
        self.make(cells)
        self.run_sync()
        self.each(cells, self.find_link)

    def find_link(self, cell):
        cell.link = self.link_of(cell.move)
        self.assertTrue(cell.link.remote_id, cell.link.error)

    def status(self, link):
        if not link.remote_id:
            return None
        return self.xero_document(link)["Status"]

    def check(self, cell):
        link = cell.link
        state, cause, status = OUTCOMES[cell.outcome]
        found = (
            link.state or None,
            link.cause or None if link.state != "synced" else None,
            self.status(link) if link else None,
        )
        self.assertEqual(
            found, (state, cause, cell.before if status == "=" else status), link.error
        )

    # ------------------------------------------------------------------
    # transitions in Odoo
    # ------------------------------------------------------------------
    def do_here(self, move, transition):
        if transition == "post":
            return self.press_sync(move)
        if transition == "reverse":
            refund = move._reverse_moves([{"invoice_date": "2026-09-05"}])
            refund.action_post()
            return self.press_sync(move)
        if transition == "cancel":
            return move.button_cancel()
        move.button_draft()
        if transition == "edit":
            move.invoice_line_ids.price_unit = 11
        if transition in ("edit", "re-post"):
            move.action_post()
            return self.press_sync(move)
        if transition == "delete":
            move.with_context(force_delete=True).unlink()
        return None

    def bring_to_status(self, cell):
        """Do in Xero what the connection's setting alone does not lead to."""
        key = cell.link.remote_id
        if cell.column in ("VOIDED", "DELETED"):
            self.organisation.close_document(key)
        elif cell.column == "PAID":
            self.organisation.record_payment(key)
        elif cell.column == "part-paid":
            self.organisation.record_payment(key, 5)
        cell.before = self.status(cell.link)

    def check_here(self, cell):
        if not cell.link and cell.move.exists():
            cell.link = self.link_of(cell.move)
        self.check(cell)

    def run_here(self, chosen=STATUSES):
        cells = cells_of(HERE | self.here, STATUSES, chosen)
        for asked, group in grouped(cells, "asked_here"):
            self.send([cell for cell in group if cell.column != "absent"], asked)
            self.each([cell for cell in group if cell.link], self.bring_to_status)
            # not before: the run would have sent them
            self.make([cell for cell in group if cell.column == "absent"])
            self.each(group, lambda cell: self.do_here(cell.move, cell.transition))
            self.run_sync()
            self.each(group, self.check_here)

    # ------------------------------------------------------------------
    # transitions in Xero
    # ------------------------------------------------------------------
    def do_there(self, link, transition):
        books, key = self.organisation, link.remote_id
        if transition == "approve":
            books.approve(key)
        elif transition == "due date":
            books.edit_document(key, DueDate=date(2026, 12, 24))
        elif transition == "reference":
            books.edit_document(key, Reference="Theirs")
        elif transition == "number":
            books.edit_document(key, InvoiceNumber=f"Theirs {link.id}")
        elif transition in ("void", "delete"):
            books.close_document(key)
        elif transition == "pay":
            books.record_payment(key)
        else:
            _spec, record = books._document(key)
            (line,) = (dict(one) for one in record["LineItems"])
            line.pop("LineAmount"), line.pop("TaxAmount")
            line |= {"text": {"Description": "R"}, "price": {"UnitAmount": 12}}[
                transition
            ]
            books.edit_document(key, LineItems=[line])

    def reset(self, cell):
        cell.move.button_draft()

    def change_there(self, cell):
        """Bring Odoo's document into its state, then do the transition in Xero."""
        if cell.column == "cancel":
            cell.move.button_cancel()
        elif cell.column == "deleted":
            cell.move.with_context(force_delete=True).unlink()
        self.do_there(cell.link, cell.transition)
        if cell.column == "posted":
            self.press_sync(cell.move)
        cell.before = self.status(cell.link)

    def run_there(self, chosen=STATES):
        cells = cells_of(THERE | self.there, STATES, chosen)
        for asked, group in grouped(cells, "asked_there"):
            self.send(group, asked)
            others = [cell for cell in group if cell.column != "posted"]
            if others:
                self.each(others, self.reset)
                self.run_sync()
            self.each(group, self.change_there)
            self.run_sync()
            self.each(group, self.check)


@tagged("post_install", "-at_install")
class TestStatusMatrixInvoice(StatusMatrix):
    def test_transitions_here(self):
        self.run_here()

    def test_transitions_there(self):
        self.run_there()


class OtherMatrix(StatusMatrix):
    """What is the same code is sampled, and tried whole by `make test-slow`."""

    def test_sample(self):
        self.run_here(("AUTHORISED",))
        self.run_there(("posted",))

    @pytest.mark.slow
    @pytest.mark.timeout(1800)
    def test_transitions_here(self):
        self.run_here()

    @pytest.mark.slow
    @pytest.mark.timeout(1800)
    def test_transitions_there(self):
        self.run_there()


@tagged("post_install", "-at_install")
class TestStatusMatrixBill(OtherMatrix):
    """What people call a bill's reference is its number."""

    move_type = "in_invoice"
    there = {
        "reference": None,
        "number": ["in step", "waits", "voided", "tombstone, voided"],
    }


@tagged("post_install", "-at_install")
class TestStatusMatrixCreditNote(OtherMatrix):
    move_type = "out_refund"
    there = {"due date": None}


@tagged("post_install", "-at_install")
class TestStatusMatrixVendorRefund(OtherMatrix):
    move_type = "in_refund"
    there = {"due date": None, "reference": None}


# pytest would take these for tests of their own
del StatusMatrix, OtherMatrix
