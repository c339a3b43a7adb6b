# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every transition on one side against every status on the other.

Each cell of the two tables names what becomes of the pair; ``OUTCOMES`` says what the
name means: state of the link, its cause, status in Xero. ``=`` for a status: as it was.
Bills and credit notes say only what is otherwise with them than with invoices; all of
their cells are in the slow lane, a column of each table is not.
"""

from datetime import date

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


class StatusMatrix(XeroSyncCommon):
    """The two tables for one kind of document."""

    count = 0
    move_type = "out_invoice"
    #: transitions with outcomes of their own; None: there is no such thing
    here = {}
    there = {}

    def new(self, status="AUTHORISED"):
        """An invoice whose twin has this status in Xero."""
        asked = status if status in ("DRAFT", "SUBMITTED") else "AUTHORISED"
        if status == "DELETED":
            asked = "DRAFT"
        self.connection.write({"invoice_status": asked, "bill_status": asked})
        # Odoo gives the number of a deleted one again, which Xero may still have
        self.count += 1
        number = f"MATRIX/{self.move_type}/{self.count}"
        move = self.new_invoice(
            {"name": "Rye", "price_unit": 10}, post=False, move_type=self.move_type
        )
        move.write({"name": number, "ref": number})
        move.action_post()
        if status == "absent":
            return move, self.env["xero.link"]
        self.run_sync()
        link = self.link_of(move)
        if status in ("VOIDED", "DELETED"):
            self.organisation.close_document(link.remote_id)
        elif status == "PAID":
            self.organisation.record_payment(link.remote_id)
        elif status == "part-paid":
            self.organisation.record_payment(link.remote_id, 5)
        return move, link

    def status(self, link):
        if not link.remote_id:
            return None
        return self.xero_document(link)["Status"]

    def check(self, name, link, before):
        state, cause, status = OUTCOMES[name]
        found = (
            link.state or None,
            link.cause or None if link.state != "synced" else None,
            self.status(link) if link else None,
        )
        self.assertEqual(
            found, (state, cause, before if status == "=" else status), link.error
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

    def run_here(self, chosen=STATUSES):
        for transition, outcomes in (HERE | self.here).items():
            for status, name in zip(STATUSES, outcomes or (), strict=bool(outcomes)):
                if status not in chosen:
                    continue
                with self.subTest(f"{transition} / {status}"):
                    move, link = self.new(status)
                    before = self.status(link)
                    self.do_here(move, transition)
                    self.run_sync()
                    if not link and move.exists():
                        link = self.link_of(move)
                    self.check(name, link, before)

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
            books.edit_document(key, InvoiceNumber=f"Theirs {self.count}")
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

    def run_there(self, chosen=STATES):
        for transition, outcomes in (THERE | self.there).items():
            for state, name in zip(STATES, outcomes or (), strict=bool(outcomes)):
                if state not in chosen:
                    continue
                with self.subTest(f"{transition} / {state}"):
                    draft = transition in ("approve", "delete")
                    move, link = self.new("DRAFT" if draft else "AUTHORISED")
                    if state != "posted":
                        move.button_draft()
                        self.run_sync()
                    if state == "cancel":
                        move.button_cancel()
                    elif state == "deleted":
                        move.with_context(force_delete=True).unlink()
                    self.do_there(link, transition)
                    if state == "posted":
                        self.press_sync(move)
                    before = self.status(link)
                    self.run_sync()
                    self.check(name, link, before)


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
