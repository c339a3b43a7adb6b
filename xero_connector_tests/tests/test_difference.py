# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What two sides say differently, field by field, and what a person decides."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .payment_common import XeroPaymentCommon


class XeroDifferenceCommon(XeroPaymentCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.make_user(
            "xero_accountant", "account.group_account_manager"
        )

    def rows(self, record, state="open"):
        """Open differences of a record, by field, as an accountant sees them."""
        rows = self.env["xero.difference"].with_user(self.accountant)
        found = rows.search(
            [("link_id", "=", self.link_of(record).id), ("state", "=", state)]
        )
        return {row.field_name: row for row in found}

    def choices(self, row):
        row.invalidate_recordset()
        return {side for side in ("odoo", "xero", "accept") if row[f"can_{side}"]}

    def look(self, record):
        self.press_sync(record)
        return self.run_sync()

    def edit_there(self, record, **values):
        """Somebody edits the record in Xero, and we hear of it."""
        link = self.link_of(record)
        if link.resource == "contact":
            self.organisation.edit_contact(link.remote_id, **values)
        else:
            self.organisation.edit_document(link.remote_id, **values)

    def edit_line(self, move, **changes):
        remote_id = self.link_of(move).remote_id
        _spec, record = self.organisation._document(remote_id)
        lines = [dict(line) for line in record["LineItems"]]
        for line in lines:
            for name in ("LineAmount", "TaxAmount", "AccountID"):
                line.pop(name, None)
        lines[0].update(changes)
        self.organisation.edit_document(remote_id, LineItems=lines)


@tagged("post_install", "-at_install")
class TestDifference(XeroDifferenceCommon):
    def conflict(self):
        """Reference changed on both sides."""
        invoice, _remote_id = self.sent_invoice(100, ref="PO 1")
        invoice.ref = "PO 2"
        self.edit_there(invoice, Reference="PO 3")
        self.look(invoice)
        self.assertState(invoice, "conflict")
        return invoice

    # ------------------------------------------------------------------
    # what shows
    # ------------------------------------------------------------------
    def test_a_conflict_shows_base_and_both_sides(self):
        invoice = self.conflict()
        problem = self.env["xero.problem"].search([("cause", "=", "conflict")])
        self.assertTrue(problem.can_decide)
        (row,) = self.rows(invoice).values()
        self.assertRecordValues(
            row,
            [
                {
                    "field_name": "reference",
                    "field_label": "Reference",
                    "kind": "conflict",
                    "moved": "both",
                    "agreed": "PO 1",
                    "in_odoo": "PO 2",
                    "in_xero": "PO 3",
                    "party": "Ashford Bakery Ltd",
                    "record_ref": invoice.with_user(self.accountant),
                }
            ],
        )
        self.assertEqual(self.choices(row), {"odoo", "xero", "accept"})

    def test_an_edit_there_shows_who_moved(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.edit_line(invoice, UnitAmount=90)
        self.look(invoice)
        rows = self.rows(invoice)
        self.assertEqual(set(rows), {"lines", "subtotal", "tax", "total"})
        self.assertEqual({row.moved for row in rows.values()}, {"xero"})
        self.assertEqual(rows["total"].agreed, "120.00")
        self.assertEqual(rows["total"].in_xero, "108.00")
        # neither may a posted document be edited from there, nor amounts differ
        for row in rows.values():
            self.assertEqual(self.choices(row), {"odoo"}, row.field_name)
        with self.assertRaisesRegex(UserError, "posted"):
            rows["lines"].action_xero()
        with self.assertRaisesRegex(UserError, "Amounts"):
            rows["total"].action_accept()

    def test_healed_by_hand_it_is_gone(self):
        invoice = self.conflict()
        invoice.ref = "PO 3"
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertFalse(self.rows(invoice))

    def test_rows_follow_what_is_said(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        invoice.ref = "PO 4"
        self.run_sync()
        (again,) = self.rows(invoice).values()
        self.assertEqual(again, row)
        self.assertEqual(again.in_odoo, "PO 4")

    # ------------------------------------------------------------------
    # towards Odoo, towards Xero
    # ------------------------------------------------------------------
    def test_keep_odoos(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        row.action_odoo()
        self.assertEqual((row.state, row.user_id), ("decided", self.accountant))
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertEqual(self.xero_invoice(invoice)["Reference"], "PO 2")
        self.assertFalse(row.exists())
        note = invoice.message_ids.filtered(lambda one: "PO 3" in (one.body or ""))
        self.assertEqual(note.author_id, self.accountant.partner_id)

    def test_keep_xeros(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        row.action_xero()
        self.run_sync()
        self.assertState(invoice, "synced")
        self.assertEqual(invoice.ref, "PO 3")
        self.assertEqual(self.xero_invoice(invoice)["Reference"], "PO 3")
        self.assertFalse(row.exists())

    def test_decided_on_values_that_are_gone(self):
        """An edit between the look and the click: the question is asked again."""
        for side, edit in (
            ("odoo", lambda one: self.edit_there(one, Reference="PO 9")),
            ("xero", lambda one: one.write({"ref": "PO 9"})),
        ):
            with self.subTest(side):
                invoice = self.conflict()
                (row,) = self.rows(invoice).values()
                edit(invoice)
                getattr(row, f"action_{side}")()
                self.run_sync()
                self.assertState(invoice, "conflict")
                (row,) = self.rows(invoice).values()
                self.assertIn("PO 9", (row.in_odoo, row.in_xero))
                self.assertEqual(row.state, "open")

    def test_field_by_field(self):
        """A contact's other fields go on; of two that clash each has its own answer."""
        partner = self.customer
        partner.write({"email": "a@a.example", "phone": "1"})
        self.new_invoice()
        self.run_sync()
        partner.write({"email": "b@b.example", "phone": "2", "street": "High Street"})
        self.edit_there(
            partner,
            EmailAddress="c@c.example",
            Phones=[{"PhoneType": "DEFAULT", "PhoneNumber": "3"}],
        )
        self.connection.winner_contact = "ask"
        self.look(partner)
        self.assertState(partner, "conflict")
        rows = self.rows(partner)
        self.assertEqual(set(rows), {"email", "phone"})
        rows["email"].action_odoo()
        rows["phone"].action_xero()
        self.run_sync()
        self.assertState(partner, "synced")
        there = self.xero_contact(partner)
        self.assertEqual(there["EmailAddress"], "b@b.example")
        self.assertEqual(partner.email, "b@b.example")
        self.assertEqual(partner.phone, "3")
        self.assertFalse(self.rows(partner))

    def test_a_document_waits_for_its_last_field(self):
        invoice, _remote_id = self.sent_invoice(100, ref="PO 1")
        due = invoice.invoice_date_due
        invoice.ref = "PO 2"
        self.edit_there(invoice, Reference="PO 3")
        self.edit_line(invoice, Description="Rye")
        self.look(invoice)
        rows = self.rows(invoice)
        self.assertEqual(set(rows), {"reference", "lines"})
        rows["reference"].action_odoo()
        self.run_sync()
        self.assertEqual(self.xero_invoice(invoice)["Reference"], "PO 3")
        self.assertEqual(set(self.rows(invoice)), {"lines"})
        rows["lines"].action_odoo()
        self.run_sync()
        there = self.assertToTheCent(invoice)
        self.assertEqual(there["Reference"], "PO 2")
        self.assertEqual(there["LineItems"][0]["Description"], "Bread")
        self.assertEqual(invoice.invoice_date_due, due)

    def test_amounts_come_with_the_lines(self):
        invoice, _remote_id = self.sent_invoice(100)
        self.edit_line(invoice, UnitAmount=90)
        self.look(invoice)
        self.rows(invoice)["total"].action_odoo()
        self.run_sync()
        self.assertEqual(self.assertToTheCent(invoice)["Total"], 120)
        self.assertFalse(self.rows(invoice))

    def test_many_at_once(self):
        invoices = [self.conflict() for _number in range(3)]
        rows = self.env["xero.difference"].with_user(self.accountant)
        for invoice in invoices:
            rows |= self.rows(invoice)["reference"]
        rows.action_odoo()
        calls = self.run_sync()
        self.assertCalls(calls, "GET Invoices", "POST Invoices")
        for invoice in invoices:
            self.assertState(invoice, "synced")

    # ------------------------------------------------------------------
    # accepted
    # ------------------------------------------------------------------
    def test_accepted(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        row.action_accept()
        self.assertState(invoice, "synced")
        self.assertEqual((row.state, row.user_id), ("accepted", self.accountant))
        self.assertTrue(row.decided_on)
        self.look(invoice)
        self.assertState(invoice, "synced")
        self.assertEqual(invoice.ref, "PO 2")
        self.assertEqual(self.xero_invoice(invoice)["Reference"], "PO 3")
        # a further look costs no call, and another field travels
        invoice.invoice_date_due = "2026-10-31"
        self.assertCalls(self.run_sync(), "GET Invoices", "POST Invoices")
        self.assertEqual(self.xero_invoice(invoice)["Reference"], "PO 3")
        self.assertState(invoice, "synced")
        self.assertEqual(row.state, "accepted")
        self.env["xero.change"].sudo()._note(self.connection, "invoice", invoice.ids)
        self.assertCalls(self.run_sync())

    def test_accepting_the_last_lets_the_others_go(self):
        """What was decided, and what only one side edited, waited for this field."""
        invoice, _remote_id = self.sent_invoice(100, ref="PO 1")
        invoice.ref = "PO 2"
        self.edit_there(invoice, Reference="PO 3")
        invoice.invoice_line_ids.name = "Rye"
        self.edit_line(invoice, Description="Spelt")
        invoice.invoice_date_due = "2026-11-30"
        self.look(invoice)
        rows = self.rows(invoice)
        self.assertEqual(set(rows), {"reference", "lines"})
        rows["lines"].action_odoo()
        self.run_sync()
        self.rows(invoice)["reference"].action_accept()
        self.run_sync()
        self.assertState(invoice, "synced")
        there = self.xero_invoice(invoice)
        self.assertEqual(there["Reference"], "PO 3")
        self.assertEqual(there["LineItems"][0]["Description"], "Rye")
        self.assertEqual(there["DueDate"], date(2026, 11, 30))

    def test_accepted_comes_back_when_either_side_moves(self):
        for edit in (
            lambda one: one.write({"ref": "PO 9"}),
            lambda one: self.edit_there(one, Reference="PO 9"),
        ):
            invoice = self.conflict()
            (row,) = self.rows(invoice).values()
            row.action_accept()
            edit(invoice)
            self.look(invoice)
            self.assertState(invoice, "conflict")
            (again,) = self.rows(invoice).values()
            self.assertIn("PO 9", (again.in_odoo, again.in_xero))
            self.assertFalse(self.rows(invoice, "accepted"))

    def test_accepted_is_decided_anew(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        row.action_accept()
        row.action_reopen()
        self.run_sync()
        self.assertState(invoice, "conflict")
        (row,) = self.rows(invoice).values()
        row.action_xero()
        self.run_sync()
        self.assertEqual(invoice.ref, "PO 3")

    # ------------------------------------------------------------------
    # undone there
    # ------------------------------------------------------------------
    def voided(self):
        invoice, remote_id = self.sent_invoice(100)
        self.organisation.close_document(remote_id)
        self.look(invoice)
        return invoice

    def test_voided_there_cancelled_here(self):
        invoice = self.voided()
        row = self.rows(invoice)["status"]
        self.assertEqual(self.choices(row), {"odoo", "xero"})
        row.action_xero()
        self.run_sync()
        self.assertEqual(invoice.state, "cancel")
        self.assertState(invoice, "synced")
        self.assertFalse(self.rows(invoice))

    def test_a_payment_removed_there(self):
        for side in ("odoo", "xero"):
            with self.subTest(side):
                invoice, _remote_id = self.sent_invoice(100)
                payment = self.pay(invoice)
                self.run_sync()
                row = self.settlements(invoice)
                old = self.link_of(row).remote_id
                self.books().delete_payment(old)
                self.read_xero()
                self.assertState(row, "difference")
                difference = self.rows(row)["status"]
                self.assertEqual(self.choices(difference), {"odoo", "xero"})
                getattr(difference, f"action_{side}")()
                self.run_sync()
                if side == "odoo":
                    self.assertNotEqual(self.link_of(row).remote_id, old)
                    self.assertState(row, "synced")
                    self.assertDue(invoice, 0)
                else:
                    self.assertEqual(payment.state, "canceled")
                    self.assertDue(invoice, 120)
                self.assertFalse(self.rows(row))

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_rights(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        biller = self.make_user("biller", "account.group_account_invoice")
        self.assertEqual(row.with_user(biller).in_odoo, "PO 2")
        for side in ("odoo", "xero", "accept"):
            with self.assertRaises(AccessError):
                getattr(row.with_user(biller), f"action_{side}")()
        nobody = self.make_user("nobody", "base.group_user")
        with self.assertRaises(AccessError):
            row.with_user(nobody).read(["in_odoo"])

    def test_other_companies(self):
        invoice = self.conflict()
        (row,) = self.rows(invoice).values()
        other = self.env["res.company"].sudo().create({"name": "Other"})
        foreigner = self.make_user("foreigner", "account.group_account_manager")
        foreigner.sudo().write({"company_ids": other.ids, "company_id": other.id})
        rows = self.env["xero.difference"].with_user(foreigner)
        self.assertFalse(rows.search([("id", "=", row.id)]))


@tagged("post_install", "-at_install")
class TestTwins(XeroDifferenceCommon):
    """What is only on one side."""

    def only_there(self):
        links = self.env["xero.link"].with_user(self.accountant)
        return links.search([("is_only_there", "=", True)])

    def only_here(self):
        moves = self.env["account.move"].with_user(self.accountant)
        return moves.search([("xero_only_here", "=", True)])

    def test_only_in_xero(self):
        self.sent_invoice(100)
        contact = self.link_of(self.customer).remote_id
        there = self.organisation.add_invoice(
            contact, amount=50, InvoiceNumber="THEIRS-1"
        )
        gone = self.organisation.add_invoice(
            contact, amount=50, InvoiceNumber="THEIRS-2"
        )
        self.read_xero()
        self.organisation.close_document(gone["InvoiceID"])
        self.read_xero()
        only = self.only_there()
        self.assertEqual(only.mapped("remote_name"), ["THEIRS-1"])
        self.assertTrue(only.is_only_there)
        self.assertEqual(only.remote_party, "Ashford Bakery Ltd")
        self.assertEqual(only.remote_date, there["Date"])
        self.assertIn(str(there["Total"]), only.remote_amount)
        self.assertIn("GBP", only.remote_amount)
        self.assertEqual(only.remote_status, "Awaiting payment")
        only.action_leave_in_xero()
        self.assertFalse(self.only_there())
        self.assertIn(self.accountant.name, only.error)
        # nor does it come back with an edit there, or once it is read again
        self.organisation.edit_document(there["InvoiceID"], Reference="PO 7")
        self.read_xero()
        self.assertFalse(self.only_there())
        with self.assertRaisesRegex(UserError, "nothing stands against"):
            only.action_leave_in_xero()
        biller = self.make_user("biller", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            only.with_user(biller).action_leave_in_xero()

    def test_only_in_odoo(self):
        self.sent_invoice(100)
        held = self.new_invoice({"price_unit": 10, "taxes": self.vat_exempt})
        coming = self.new_invoice()
        self.commit_hooks()
        self.assertFalse(self.only_here() & coming, "it is on its way")
        self.run_sync()
        self.assertState(held, "held")
        self.assertEqual(self.only_here(), held)
        self.assertTrue(held.xero_only_here)
        self.connection.start_date = "2026-09-02"
        self.assertFalse(self.only_here())
        self.connection.start_date = False
        self.connection.direction_invoice = "to_odoo"
        self.assertFalse(self.only_here())
