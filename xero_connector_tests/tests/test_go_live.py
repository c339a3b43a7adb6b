# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Going live on books that already exist on both sides."""

from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL

from .sync_common import DAY, XeroSyncCommon

ENGINE = "odoo.addons.xero_connector.engine"


class GoLiveCommon(XeroSyncCommon):
    live = False

    # ------------------------------------------------------------------
    # both books
    # ------------------------------------------------------------------
    def in_books(self, name="Ashford Bakery Ltd", **fields):
        """A contact of Xero; returns its id."""
        return self.organisation.add_contact(name, **fields)["ContactID"]

    def there(self, number, contact, amount=100, **fields):
        """An approved invoice in Xero at 20 % tax; returns its id."""
        fields.setdefault("Date", DAY)
        made = self.organisation.add_invoice(
            contact, amount=amount, InvoiceNumber=number, **fields
        )
        return made["InvoiceID"]

    def pay(self, move, amount, day=DAY):
        return (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"amount": amount, "payment_date": day})
            ._create_payments()
        )

    # ------------------------------------------------------------------
    # pages
    # ------------------------------------------------------------------
    def make_preview(self):
        """Press Go Live, let the background work; returns the preview."""
        action = self.connection.action_preview()
        preview = self.env["xero.preview"].browse(action["res_id"])
        if preview.state == "ready":
            preview.action_remake()
        self.calls = self.run_sync()
        self.assertEqual(preview.state, "ready")
        return preview

    def go_live(self, preview):
        preview.action_go_live()
        calls = self.run_sync()
        self.assertEqual((preview.state, self.connection.phase), ("started", "live"))
        return calls

    def line_of(self, preview, record):
        line = preview.line_ids.filtered(
            lambda one: one.res_model == record._name and one.res_id == record.id
        )
        self.assertEqual(len(line), 1, record.display_name)
        return line

    def assertOutcome(self, preview, record, outcome, words=""):
        line = self.line_of(preview, record)
        self.assertEqual(line.outcome, outcome, line.reason)
        self.assertIn(words, line.reason or "")
        return line

    def assertReadOnly(self, calls):
        self.assertEqual({call["method"] for call in calls} - {"GET"}, set())


@tagged("post_install", "-at_install")
class TestGoLive(GoLiveCommon):
    def test_nothing_travels_before(self):
        invoice = self.new_invoice()
        self.press_sync(invoice)
        self.assertEqual(self.run_sync(), [])
        self.assertTrue(self.changes("invoice"))
        self.assertFalse(self.link_of(invoice))

    def test_takes_as_long_as_the_calls_that_it_may_make(self):
        """A part of the day's calls is kept for daily work."""
        preview = self.make_preview()
        status = self.connection.sudo()._status
        status.write({"day_left": 950, "day_limit": 1000})
        for calls, words in ((55, "a minute"), (110, "2 minutes"), (800, "2 days")):
            preview.sudo().calls = calls
            self.assertIn(words, preview.duration)

    def test_what_only_odoo_has(self):
        invoice = self.new_invoice()
        preview = self.make_preview()
        self.assertReadOnly(self.calls)
        self.assertOutcome(preview, invoice, "create")
        self.assertOutcome(preview, self.customer, "create")
        self.assertEqual((preview.create_count, preview.calls), (2, 2))
        self.assertTrue(preview.duration)
        self.assertFalse(self.link_of(invoice))
        calls = self.go_live(preview)
        self.assertEqual(
            [c["path"].rsplit("/")[-1] for c in calls if c["method"] == "PUT"],
            ["Contacts", "Invoices"],
        )
        self.assertToTheCent(invoice)
        self.assertFalse(
            [c for c in self.run_sync() if c["method"] != "GET"], "a second run writes"
        )

    def test_what_gave_no_answer_is_read_before_it_is_compared(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        self.there(invoice.name, contact)
        self.addCleanup(self.xero.faults.clear)
        self.xero.faults.add(
            action="error", status=500, method="GET", path="/Invoices", times=1
        )
        preview = self.env["xero.preview"].browse(
            self.connection.action_preview()["res_id"]
        )
        self.run_sync()
        self.assertEqual(preview.state, "reading")
        self.assertEqual(self.connection._status.pause_reason, "outage")
        self.connection._status.paused_until = False
        self.run_sync()
        self.assertEqual(preview.state, "ready")
        self.assertOutcome(preview, invoice, "link")

    def test_what_both_have_is_linked_and_not_touched(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        there = self.there(invoice.name, contact)
        before = dict(self.books().invoices[there])
        preview = self.make_preview()
        self.assertOutcome(preview, invoice, "link")
        self.assertOutcome(preview, self.customer, "link", "same name")
        calls = self.go_live(preview)
        self.assertReadOnly(calls)
        self.assertEqual(self.link_of(invoice).remote_id, there)
        self.assertEqual(self.link_of(self.customer).remote_id, contact)
        # the same money, worded otherwise: each stays as it is
        self.assertNotIn("lines", self.link_of(invoice).fields_in_question or {})
        self.assertEqual(dict(self.books().invoices[there]), before)
        self.assertEqual(len(self.books().invoices), 1)

    def test_what_both_have_is_edited_later(self):
        """What was changed here goes; the rest of it keeps how it is coded there."""
        contact = self.in_books()
        invoice = self.new_invoice(100, 40)
        there = self.organisation.add_invoice(
            contact,
            [
                {
                    "Description": text,
                    "Quantity": 1,
                    "UnitAmount": price,
                    "AccountCode": "260",
                    "TaxType": "OUTPUT2",
                }
                for text, price in (("Loaves", 100), ("Rolls", 40))
            ],
            InvoiceNumber=invoice.name,
            Date=DAY,
            DueDate=invoice.invoice_date_due,
        )["InvoiceID"]
        self.go_live(self.make_preview())
        self.assertEqual(self.link_of(invoice).remote_id, there)
        invoice.button_draft()
        invoice.invoice_line_ids[0].name = "Sourdough"
        invoice.action_post()
        self.run_sync()
        lines = self.books().invoices[there]["LineItems"]
        self.assertEqual(
            [(line["Description"], line["AccountCode"]) for line in lines],
            [("Sourdough", "260"), ("Rolls", "260")],
        )

    def line_there(self, price, text="Bread", tax="OUTPUT2"):
        return {
            "Description": text,
            "Quantity": 1,
            "UnitAmount": price,
            "AccountCode": "260",
            "TaxType": tax,
        }

    def paired(self, invoice, *lines):
        """Go live with Xero's version of an invoice; its id there."""
        contact = self.in_books()
        there = self.organisation.add_invoice(
            contact,
            list(lines),
            InvoiceNumber=invoice.name,
            Date=DAY,
            DueDate=invoice.invoice_date_due,
        )["InvoiceID"]
        self.go_live(self.make_preview())
        self.assertEqual(self.link_of(invoice).remote_id, there)
        return there

    def test_less_lines_there_are_not_replaced_by_an_edit(self):
        """Of the same money, typed in otherwise: that is asked."""
        self.edited_here(140)

    def test_more_lines_there_are_not_replaced_by_an_edit(self):
        self.edited_here(100, 20, 20)

    def test_other_lines_there_are_not_replaced_by_an_edit(self):
        self.edited_here(60, 80)

    def edited_here(self, *prices):
        """An invoice over 100 and 40 here is edited, which has other lines there."""
        invoice = self.new_invoice(100, 40)
        there = self.paired(invoice, *map(self.line_there, prices))
        before = self.books().invoices[there]["LineItems"]
        invoice.button_draft()
        invoice.invoice_line_ids[0].name = "Sourdough"
        invoice.action_post()
        self.run_sync()
        link = self.assertState(invoice, "difference")
        self.assertEqual(set(link.fields_in_question), {"lines"})
        self.assertEqual(self.books().invoices[there]["LineItems"], before)
        link.action_send_again()
        self.run_sync()
        self.assertToTheCent(invoice)
        lines = self.books().invoices[there]["LineItems"]
        self.assertEqual(
            [line["Description"] for line in lines],
            ["Sourdough", invoice.invoice_line_ids[1].name],
        )

    def test_lines_there_that_make_nothing_are_not_replaced_by_an_edit(self):
        self.edited_here(100, 40, 50, -50)

    def test_a_text_there_is_not_replaced_by_an_edit(self):
        invoice = self.new_invoice(100)
        thanks = {"Description": "Thank you"}
        there = self.paired(invoice, self.line_there(100), thanks)
        invoice.button_draft()
        invoice.invoice_line_ids[0].name = "Sourdough"
        invoice.action_post()
        self.run_sync()
        self.assertState(invoice, "difference")
        lines = self.books().invoices[there]["LineItems"]
        self.assertEqual(lines[1]["Description"], "Thank you")

    def test_an_edit_that_is_undone_leaves_nothing_to_ask(self):
        """Whatever was agreed on meanwhile."""
        invoice = self.new_invoice(100, 40)
        there = self.paired(invoice, self.line_there(140))
        text = invoice.invoice_line_ids[0].name
        self.organisation.edit_document(there, Reference="PO 7")
        invoice.button_draft()
        invoice.write({"ref": "PO 7"})
        invoice.invoice_line_ids[0].name = "Sourdough"
        invoice.action_post()
        self.run_sync()
        self.assertState(invoice, "difference")
        invoice.button_draft()
        invoice.invoice_line_ids[0].name = text
        invoice.action_post()
        self.run_sync()
        self.assertState(invoice, "synced")

    def test_the_same_money_though_rounded_otherwise(self):
        """Our own line for rounding is none of the document's."""
        self.connection.rounding_policy = "line"
        self.company.tax_calculation_rounding_method = "round_globally"
        invoice = self.new_invoice(*[{"price_unit": 10.03}] * 5)
        self.assertEqual(invoice.amount_tax, 10.03)
        self.paired(invoice, self.line_there(50.15))
        self.assertNotIn("lines", self.link_of(invoice).fields_in_question or {})

    def test_another_rate_of_the_same_tax_is_shown(self):
        """Nothing to pay at either: but in another box of the tax return."""
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.paired(invoice, self.line_there(100, tax="EXEMPTOUTPUT"))
        link = self.assertState(invoice, "difference")
        self.assertEqual(set(link.fields_in_question), {"lines"})

    def test_a_stranger_with_the_number(self):
        invoice = self.new_invoice()
        stranger = self.in_books("Somebody Else")
        there = self.there(invoice.name, stranger, 7)
        preview = self.make_preview()
        line = self.assertOutcome(preview, invoice, "doubtful", "another contact")
        self.assertIn("other amounts", line.reason)
        self.assertEqual(line.candidate_ids.mapped("remote_id"), [there])
        before = dict(self.books().invoices[there])
        self.assertReadOnly(
            [c for c in self.go_live(preview) if "/Invoices" in c["path"]]
        )
        link = self.assertState(invoice, "held", "several_in_xero")
        self.assertFalse(link.remote_id)
        self.assertEqual(link.candidates[0]["remote_id"], there)
        self.assertEqual(dict(self.books().invoices[there]), before)

    def test_a_person_decides_which_it_is(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        there = self.there("OTHER-7", contact)
        preview = self.make_preview()
        line = self.assertOutcome(preview, invoice, "doubtful", "another number")
        with self.assertRaises(ValidationError):
            line.decision = "link"
        line.write({"decision": "link", "chosen_id": line.candidate_ids.id})
        self.go_live(preview)
        link = self.link_of(invoice)
        self.assertEqual(link.remote_id, there)
        # the numbers differ: shown, not overwritten
        self.assertEqual(link.state, "difference")
        self.assertEqual(self.books().invoices[there]["InvoiceNumber"], "OTHER-7")

    def test_none_of_these(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        there = self.there("OTHER-7", contact)
        preview = self.make_preview()
        self.line_of(preview, invoice).decision = "create"
        self.go_live(preview)
        self.assertToTheCent(invoice)
        self.assertNotEqual(self.link_of(invoice).remote_id, there)

    def test_paid_alike_is_history(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        there = self.there(invoice.name, contact)
        self.pay(invoice, 50)
        payment = self.organisation.record_payment(there, 50, day=DAY)
        preview = self.make_preview()
        self.assertOutcome(preview, invoice, "link")
        self.go_live(preview)
        history = self.link_of(invoice).history
        self.assertEqual(history["due"], "70.00")
        self.assertEqual(history["remote"], [payment["PaymentID"]])
        self.assertEqual(len(history["local"]), 1)
        # and never exchanged, whoever asks for it
        self.press_sync(invoice)
        self.assertReadOnly(self.run_sync())
        self.env["xero.pull"].sudo()._read_now(self.connection)
        self.run_sync()
        self.assertEqual(len(self.books().payments), 1)
        self.assertEqual(invoice.amount_residual, 70)

    def test_paid_otherwise_is_held_with_both_lists(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        there = self.there(invoice.name, contact)
        self.organisation.record_payment(there, 50, day=DAY, reference="cash")
        preview = self.make_preview()
        line = self.assertOutcome(preview, invoice, "held", "120.00 is due in Odoo")
        self.assertIn("70.00 in Xero", line.reason)
        self.assertIn("cash 50.00", line.reason)
        self.go_live(preview)
        self.assertState(invoice, "held", "payments_differ")
        # until both sides agree
        self.press_sync(invoice)
        self.run_sync()
        self.assertState(invoice, "held", "payments_differ")
        self.pay(invoice, 50)
        self.press_sync(invoice)
        self.run_sync()
        link = self.link_of(invoice)
        self.assertNotEqual(link.cause, "payments_differ")
        self.assertEqual(link.history["due"], "70.00")

    def test_what_would_be_held_is_said_before(self):
        self.refresh_settings()
        self.organisation.lock_period(DAY)
        self.refresh_settings()
        invoice = self.new_invoice()
        preview = self.make_preview()
        self.assertOutcome(preview, invoice, "held", "period lock date")
        self.go_live(preview)
        self.assertState(invoice, "held", "locked")

    def test_only_in_xero(self):
        contact = self.in_books("Far Away Ltd")
        self.there("X-1", contact)
        preview = self.make_preview()
        line = preview.line_ids.filtered(lambda one: one.outcome == "there")
        self.assertEqual(line.remote_name, "X-1")
        self.assertEqual(
            (line.remote_total, line.remote_partner), (120, "Far Away Ltd")
        )
        # its contact is a new one for Odoo, and that is said
        coming = preview.line_ids - line
        self.assertEqual(
            (coming.outcome, coming.remote_name), ("bring", "Far Away Ltd")
        )
        partners = self.env["res.partner"].search_count([])
        self.assertReadOnly(self.go_live(preview))
        self.assertEqual(self.env["res.partner"].search_count([]), partners + 1)

    def test_the_making_writes_nothing_here_either(self):
        contact = self.in_books()
        self.in_books("Far Away Ltd")
        invoice = self.new_invoice()
        self.there(invoice.name, contact)
        self.new_invoice(70)
        before = self.written_last()
        self.make_preview()
        self.assertEqual(self.written_last(), before)

    def written_last(self):
        """Of everything that a run may write in Odoo."""
        self.env.flush_all()
        found = {}
        for model in ("res.partner", "account.move", "account.move.line"):
            table = self.env[model]._table
            self.env.cr.execute(
                SQL("SELECT count(*), max(write_date) FROM %s", SQL.identifier(table))
            )
            found[model] = self.env.cr.fetchone()
        return found

    def test_export(self):
        contact = self.in_books()
        invoice = self.new_invoice()
        self.there(invoice.name, contact)
        new = self.new_invoice(70)
        preview = self.make_preview()
        names = ["outcome", "name", "partner_name", "total", "remote_name", "reason"]
        rows = preview.line_ids.export_data(names)["datas"]
        customer = self.customer.name
        for row in (
            ["Link", invoice.name, customer, 120.0, invoice.name, ""],
            ["Create in Xero", new.name, customer, 84.0, "", ""],
        ):
            self.assertIn(row, rows)

    def test_opening_items(self):
        self.connection.start_date = DAY
        old = DAY - timedelta(days=30)
        contact = self.in_books()
        paid = self.new_invoice(invoice_date=old)
        self.pay(paid, 120)
        alone = self.new_invoice(300, invoice_date=old)
        both = self.new_invoice(500, invoice_date=old)
        self.pay(both, 200)
        other = self.new_invoice(70, invoice_date=old)
        # a conversion balance: its total is what was due
        there = self.organisation.add_conversion_balance(
            contact, both.name, 400, date(2026, 6, 30)
        )["InvoiceID"]
        self.organisation.add_conversion_balance(
            contact, other.name, 80, date(2026, 6, 30)
        )
        new = self.new_invoice(20)
        preview = self.make_preview()
        documents = preview.line_ids.filtered(lambda x: x.res_model == paid._name)
        self.assertNotIn(paid.id, documents.mapped("res_id"))
        self.assertOutcome(preview, alone, "left", "Older than the start date")
        line = self.assertOutcome(preview, both, "link")
        self.assertTrue(line.opening)
        odd = self.assertOutcome(preview, other, "doubtful")
        with self.assertRaises(ValidationError):
            odd.decision = "create"
        self.assertOutcome(preview, new, "create")
        before = dict(self.books().invoices[there])
        self.go_live(preview)
        self.assertToTheCent(new)
        link = self.assertState(both, "synced")
        self.assertEqual((link.remote_id, link.is_opening), (there, True))
        self.assertEqual(len(self.books().invoices), 3)
        # never changed nor voided from here, and never created
        both.ref = "changed"
        self.press_sync(both | alone)
        self.run_sync()
        self.assertFalse(self.link_of(alone))
        both.button_draft()
        both.button_cancel()
        self.run_sync()
        self.assertState(both, "held", "opening")
        self.assertEqual(dict(self.books().invoices[there]), before)

    def test_contacts_that_nobody_can_tell_apart(self):
        self.in_books("Ashford Bakery Ltd", EmailAddress="a@one.example")
        self.customer.email = "b@two.example"
        self.new_invoice()
        preview = self.make_preview()
        line = self.assertOutcome(preview, self.customer, "doubtful")
        self.assertEqual(line.candidate_ids.name, "Ashford Bakery Ltd")
        line.write({"decision": "link", "chosen_id": line.candidate_ids.id})
        self.go_live(preview)
        self.assertTrue(self.link_of(self.customer).remote_id)

    def test_contacts_without_documents_that_nobody_can_tell_apart(self):
        """They are in the preview, and asked about once: from Xero's side."""
        self.in_books("Ashford Bakery Ltd", EmailAddress="a@one.example")
        self.customer.email = "b@two.example"
        preview = self.make_preview()
        line = self.assertOutcome(preview, self.customer, "doubtful")
        self.assertFalse(line.needed)
        self.assertEqual(preview.doubtful_count, 1)
        self.go_live(preview)
        self.assertFalse(self.link_of(self.customer))
        asked = self.env["xero.link"].search(
            [("connection_id", "=", self.connection.id), ("state", "=", "held")]
        )
        self.assertEqual(asked.mapped("cause"), ["doubtful_match"])

    def test_such_a_contact_is_decided_before(self):
        there = self.in_books("Ashford Bakery Ltd", EmailAddress="a@one.example")
        self.customer.email = "b@two.example"
        preview = self.make_preview()
        line = self.line_of(preview, self.customer)
        line.write({"decision": "link", "chosen_id": line.candidate_ids.id})
        self.go_live(preview)
        self.assertEqual(self.link_of(self.customer).remote_id, there)

    def test_items(self):
        """What happens to products is said before, and is what happens."""
        self.connection.sudo().direction_item = "both"
        products = {
            code: self.env["product.product"].create(
                {"name": code.title(), "default_code": code}
            )
            for code in ("BREAD", "CAKE", "TWICE", "NEW")
        }
        self.env["product.product"].create({"name": "Twice", "default_code": "TWICE"})
        self.changes("item").filtered(
            lambda change: change.res_id != products["NEW"].id
        ).sudo().unlink()
        for code in ("BREAD", "TWICE", "THEIRS"):
            self.organisation.add_item(code, Name=code.title())
        preview = self.make_preview()
        self.assertReadOnly(self.calls)
        lines = preview.line_ids.filtered(lambda line: line.resource == "item")
        outcomes = {line.remote_name or line.name: line.outcome for line in lines}
        self.assertEqual(
            {code: outcomes.get(code) for code in ("BREAD", "TWICE", "THEIRS", "CAKE")},
            {"BREAD": "link", "TWICE": "doubtful", "THEIRS": "bring", "CAKE": None},
        )
        twice = lines.filtered(lambda line: line.remote_name == "TWICE")
        menu = self.env.ref("xero_connector.menu_xero_link_review")
        self.assertIn(menu.name, twice.reason)
        self.assertOutcome(preview, products["NEW"], "create")
        self.go_live(preview)
        for code in ("BREAD", "NEW"):
            self.assertTrue(self.link_of(products[code]).remote_id, code)
        self.assertFalse(self.link_of(products["TWICE"]).remote_id)
        self.assertTrue(
            self.env["product.product"].search([("default_code", "=", "THEIRS")])
        )
        self.assertFalse(self.link_of(products["CAKE"]))

    def test_how_far_it_is(self):
        """Going live puts in line what was there before: the page shows how far."""
        contact = self.in_books()
        pair = self.new_invoice(90)
        self.there(pair.name, contact, 90, DueDate=date(2026, 9, 15))
        self.new_invoice(70)
        self.new_invoice({"price_unit": 10, "taxes": self.vat_exempt})
        preview = self.make_preview()
        self.assertFalse(self.connection.get_backfill_progress())
        self.go_live(preview)
        progress = self.connection.get_backfill_progress()
        self.assertEqual(progress["state"], "done")
        rows = {row["resource"]: row for row in progress["rows"]}
        # one has no tax rate, and the pair is due on another day in Xero
        self.assertEqual(
            {name: rows["invoice"][name] for name in ("total", "left", "held")},
            {"total": 3, "left": 0, "held": 2},
        )

    def test_upgraded_from_before_there_was_a_phase(self):
        """What was in step goes on; what never was is set up first."""
        self.new_invoice()
        self.go_live(self.make_preview())
        other = self.make_connection(
            self.env["res.company"].sudo().create({"name": "Kent Mills Ltd"})
        )
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("ALTER TABLE xero_connection ALTER COLUMN phase DROP NOT NULL")
        cr.execute("UPDATE xero_connection SET phase = NULL")
        self.env["xero.connection"]._init_column("phase")
        self.env.invalidate_all()
        self.assertEqual(self.connection.phase, "live")
        self.assertEqual(other.phase, "set_up")

    def test_compare_again(self):
        invoice = self.new_invoice()
        preview = self.make_preview()
        self.assertOutcome(preview, invoice, "create")
        contact = self.in_books()
        self.there(invoice.name, contact)
        self.make_preview()
        self.assertOutcome(preview, invoice, "link")
        self.assertEqual(len(preview.line_ids), 2)

    def test_other_settings_than_it_was_compared_by(self):
        """What it says is then not what going live would do."""
        invoice = self.new_invoice()
        preview = self.make_preview()
        later = DAY + timedelta(days=1)
        for change in ({"start_date": later}, {"direction_bill": "none"}):
            self.connection.write(change)
            with self.assertRaisesRegex(UserError, "Compare Again"):
                preview.action_go_live()
            self.assertEqual(preview.state, "ready")
            self.make_preview()
        self.go_live(preview)
        self.assertFalse(self.link_of(invoice))

    def test_cancelled_since_it_was_compared(self):
        """Nobody said that going live would void anything in Xero."""
        contact = self.in_books()
        invoice, reset = self.new_invoice(), self.new_invoice(70)
        for move in invoice, reset:
            self.there(move.name, contact, move.amount_untaxed)
        before = {key: dict(one) for key, one in self.books().invoices.items()}
        preview = self.make_preview()
        for move in invoice, reset:
            self.assertOutcome(preview, move, "link")
            move.button_draft()
        invoice.button_cancel()
        self.assertReadOnly(self.go_live(preview))
        self.assertReadOnly(self.run_sync())
        self.assertEqual(dict(self.books().invoices), before)
        self.assertFalse(self.link_of(invoice).remote_id)
        # posted again, a person is asked which one it is
        reset.action_post()
        self.run_sync()
        self.assertState(reset, "held", "already_in_xero")
        self.assertEqual(dict(self.books().invoices), before)

    def test_one_that_we_fail_on_stops_no_other(self):
        contact = self.in_books()
        bad, good = self.new_invoice(), self.new_invoice(70)
        for move in bad, good:
            self.there(move.name, contact, move.amount_untaxed)
        preview = self.make_preview()
        resource = type(self.env["xero.resource.invoice"])
        presence = resource._presence

        def fails(resource, record):
            if record == bad:
                raise ValueError("no such day")
            return presence(resource, record)

        with (
            patch.object(resource, "_presence", fails),
            self.assertLogs("odoo.addons.xero_connector.engine", "ERROR"),
        ):
            self.go_live(preview)
        self.assertEqual(preview.state, "started")
        self.assertState(bad, "error", "internal")
        self.assertIn("no such day", self.link_of(bad).error)
        self.assertTrue(self.link_of(good).remote_id)

    def test_one_that_cannot_be_compared(self):
        """What Xero says of it breaks our reading: it says so, the others go on."""
        contact = self.in_books()
        good = self.new_invoice(90)
        self.there(good.name, contact, 90)
        odd = self.there("ODD-1", contact)
        self.make_preview()
        link = self.env["xero.link"].search([("remote_id", "=", odd)])
        link.sudo().remote_payload = {**link.remote_payload, "Total": "many"}
        with self.assertLogs("odoo.addons.xero_connector", "ERROR"):
            preview = self.make_preview()
        self.assertOutcome(preview, good, "link")
        self.assertEqual((link.state, link.cause), ("error", "internal"))
        self.assertFalse(preview.line_ids.filtered(lambda one: one.remote_id == odd))

    def test_a_bill_of_xero_that_cannot_be_compared(self):
        """Nothing says that it is another one: the bill here is not made again."""
        bill = self.new_invoice(move_type="in_invoice", ref="B-1")
        odd = self.there("B-1", self.in_books(), kind="ACCPAY")
        self.make_preview()
        link = self.env["xero.link"].search([("remote_id", "=", odd)])
        link.sudo().remote_payload = {**link.remote_payload, "Total": "many"}
        with self.assertLogs("odoo.addons.xero_connector", "ERROR"):
            self.go_live(self.make_preview())
        self.assertState(bill, "error", "internal")
        self.assertEqual(len(self.xero_invoices()), 1)

    def test_compared_bit_by_bit(self):
        """As with a hundred thousand documents: each run ends after one step, and the
        next one knows only what was written."""
        contact = self.in_books()
        both = self.new_invoice(10) | self.new_invoice(20)
        for move in both:
            self.there(move.name, contact, move.amount_untaxed)
        new = self.new_invoice(30)
        doubtful = self.new_invoice(40)
        self.there(doubtful.name, contact, 41)
        self.there("X-1", contact, 50)
        runs = type(self.env["xero.run"])
        turn = runs._turn
        self.patch(
            runs, "_turn", lambda run, state: not state.turns and turn(run, state)
        )
        self.startPatcher(patch(f"{ENGINE}.preview_documents.LINES", 1))
        self.startPatcher(patch(f"{ENGINE}.preview_maker.CHUNK", 1))
        self.most_runs = 60
        preview = self.make_preview()
        for move in both:
            self.assertOutcome(preview, move, "link")
        self.assertOutcome(preview, new, "create")
        self.assertOutcome(preview, doubtful, "doubtful", "other amounts")
        lines = preview.line_ids.filtered(lambda one: one.resource == "invoice")
        self.assertEqual(len(lines), 5)
        self.assertEqual(
            lines.filtered(lambda one: one.outcome == "there").remote_name, "X-1"
        )

    def test_rights_and_moments(self):
        self.new_invoice()
        preview = self.make_preview()
        clerk = self.make_user("clerk", "account.group_account_invoice")
        self.assertTrue(preview.with_user(clerk).read(["state"]))
        with self.assertRaises(AccessError):
            preview.with_user(clerk).action_go_live()
        with self.assertRaises(AccessError):
            self.connection.with_user(clerk).action_preview()
        preview.action_go_live()
        with self.assertRaises(UserError):
            preview.action_go_live()
        with self.assertRaises(UserError):
            preview.action_remake()
        self.assertEqual(
            preview.with_context(outcome="create").action_lines()["domain"],
            [("preview_id", "=", preview.id), ("outcome", "=", "create")],
        )
