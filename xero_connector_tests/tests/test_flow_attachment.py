# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files of documents: one call each, after everything else, and never twice."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .. import contract
from .expense_common import XeroExpenseCommon
from .sync_common import DAY, called

PDF = b"%PDF-1.4 a receipt"


@tagged("post_install", "-at_install")
class TestFlowAttachment(XeroExpenseCommon):
    def setUp(self):
        super().setUp()
        self.connection.send_files = "all"

    def attach(self, record, name="receipt.pdf", raw=PDF, **values):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": raw,
                "res_model": record._name,
                "res_id": record.id,
                **values,
            }
        )

    def files(self, record):
        """Name to content of what hangs on a record's twin in Xero."""
        link = self.link_of(record)
        return {
            one["FileName"]: self.organisation.files[one["AttachmentID"]]
            for one in self.organisation.attachments.find("owner", link.remote_id)
        }

    def uploads(self, calls):
        return [called(call) for call in calls if "/Attachments/" in call["path"]]

    # ------------------------------------------------------------------
    # which go
    # ------------------------------------------------------------------
    def test_while_what_was_there_before_is_paused(self):
        """Files go behind all else, and are no part of what somebody paused."""
        self.connection.action_pause_backfill()
        bill = self.new_invoice(move_type="in_invoice", ref="R 1")
        self.attach(bill)
        self.run_sync()
        self.assertEqual(list(self.files(bill).values()), [PDF])

    def test_every_kind_of_document(self):
        moves = [
            self.new_invoice(move_type=kind, partner=self.customer, ref=f"R {kind}")
            for kind in ("out_invoice", "out_refund", "in_invoice", "in_refund")
        ]
        attachments = [self.attach(move) for move in moves]
        calls = self.run_sync()
        self.assertFalse(contract.problems_of(calls))
        for move, attachment in zip(moves, attachments, strict=True):
            name = f"receipt (Odoo {attachment.id}).pdf"
            self.assertEqual(self.files(move), {name: PDF})
            self.assertState(attachment, "synced")
        # one call a file, after everything else
        self.assertEqual(len(self.uploads(calls)), 4)
        self.assertEqual(self.uploads(calls), [called(call) for call in calls[-4:]])

    def test_the_setting_decides(self):
        for chosen, sent in (
            ("none", ()),
            ("receipts", ()),
            ("bills", ("in_invoice", "in_refund")),
            ("all", ("in_invoice", "in_refund", "out_invoice", "out_refund")),
        ):
            self.connection.send_files = chosen
            for kind in ("out_invoice", "out_refund", "in_invoice", "in_refund"):
                with self.subTest(chosen=chosen, kind=kind):
                    move = self.new_invoice(move_type=kind, ref=f"{chosen} {kind}")
                    attachment = self.attach(move)
                    self.run_sync()
                    self.assertEqual(bool(self.files(move)), kind in sent)
                    self.assertEqual(bool(self.link_of(attachment)), kind in sent)

    def test_receipts_by_default(self):
        field = self.env["xero.connection"]._fields["send_files"]
        self.assertEqual(field.default(self.connection), "receipts")
        self.connection.send_files = "receipts"
        for mode in ("own_account", "company_account"):
            expense = self.expense(mode, receipt=PDF)
            self.run_sync()
            owner = expense.account_move_id if mode == "own_account" else expense
            self.assertEqual(list(self.files(owner).values()), [PDF], mode)

    def test_existing_documents_go_with_theirs(self):
        """The first crossing: nobody saves anything."""
        move = self.new_invoice()
        self.attach(move)
        self.commit_hooks()
        self.changes().unlink()
        self.env["xero.backfill"].sudo()._start(self.connection)
        self.run_sync()
        self.assertEqual(list(self.files(move).values()), [PDF])

    def test_what_stays(self):
        move = self.new_invoice()
        draft = self.new_invoice(post=False)
        for attachment in (
            self.attach(move, res_field="invoice_pdf_report_file"),
            self.attach(move, type="url", url="https://example.com", raw=False),
            self.attach(draft),
            self.attach(self.customer),
        ):
            self.run_sync()
            self.assertFalse(self.link_of(attachment))

    def test_draft_takes_it_along_when_posted(self):
        move = self.new_invoice(post=False)
        self.attach(move)
        self.run_sync()
        move.action_post()
        self.run_sync()
        self.assertEqual(list(self.files(move).values()), [PDF])

    def test_added_while_reset(self):
        move = self.new_invoice()
        self.run_sync()
        self.reset_to_draft(move)
        self.attach(move)
        self.run_sync()
        self.assertFalse(self.files(move))
        move.action_post()
        self.run_sync()
        self.assertEqual(list(self.files(move).values()), [PDF])

    def test_of_a_company_without_xero(self):
        """It is nobody's business, and no fault either."""
        company = self.setup_other_company(name="Kent Mills Ltd")["company"]
        self.env.user.company_ids |= company
        moves = self.env["account.move"].with_company(company)
        move = moves.create(
            {
                "move_type": "in_invoice",
                "partner_id": self.supplier.id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    Command.create({"name": "Flour", "price_unit": 10, "tax_ids": []})
                ],
            }
        )
        move.action_post()
        self.attach(move)
        with self.assertNoLogs("odoo.addons.xero_connector", "ERROR"):
            self.assertFalse(self.changes("attachment"))

    def test_waits_for_a_held_document(self):
        self.connection.revenue_account_id = False
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        self.assertState(move, "held", "account_unmapped")
        self.assertEqual(self.link_of(attachment).state, "waiting")
        self.connection.revenue_account_id = self.connection.account_ids.filtered(
            lambda account: account.code == "200"
        )
        self.run_sync()
        self.assertEqual(list(self.files(move).values()), [PDF])

    def test_voided_and_posted_again(self):
        """The new document in Xero gets the files as well."""
        move = self.new_invoice()
        self.attach(move)
        self.run_sync()
        old = self.link_of(move).remote_id
        self.reset_to_draft(move).button_cancel()
        self.run_sync()
        self.reset_to_draft(move).action_post()
        self.run_sync()
        self.assertNotEqual(self.link_of(move).remote_id, old)
        self.assertEqual(list(self.files(move).values()), [PDF])

    # ------------------------------------------------------------------
    # changed or not
    # ------------------------------------------------------------------
    def test_unchanged_costs_nothing(self):
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        attachment.name = "renamed.pdf"
        attachment.raw = PDF
        move.invoice_date_due = "2026-12-01"
        self.assertFalse(self.uploads(self.run_sync()))
        self.env["xero.change"]._note(self.connection, "attachment", attachment.ids)
        self.assertCalls(self.run_sync())

    def test_changed_is_overwritten(self):
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        attachment.raw = PDF[:-1] + b"!"
        calls = self.run_sync()
        self.assertEqual(len(self.uploads(calls)), 1)
        self.assertEqual(calls[-1]["method"], "POST")
        self.assertEqual(list(self.files(move).values()), [PDF[:-1] + b"!"])

    def test_two_of_one_name_and_a_strangers(self):
        move = self.new_invoice()
        first, second = self.attach(move), self.attach(move, raw=PDF + b"2")
        self.connection.send_files = "none"
        self.run_sync()
        client = self.xero.organisations[self.connection.tenant_id]
        self.connection.send_files = "all"
        self.env["xero.change"]._note(
            self.connection, "attachment", [first.id, second.id]
        )
        self.run_sync()
        self.assertEqual(sorted(self.files(move).values()), [PDF, PDF + b"2"])
        self.assertEqual(len(client.attachments), 2)

    def test_deleted_here_stays_there(self):
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        link = self.link_of(attachment)
        attachment.unlink()
        self.assertCalls(self.run_sync())
        self.assertEqual(link.state, "retired")
        self.assertEqual(list(self.files(move).values()), [PDF])

    # ------------------------------------------------------------------
    # what Xero does not take
    # ------------------------------------------------------------------
    def test_held(self):
        move = self.new_invoice()
        for cause, values in {
            "file_type": {"name": "setup.exe"},
            "file_large": {"raw": b"x" * 10_000_001},
            "file_empty": {"raw": b""},
        }.items():
            with self.subTest(cause):
                attachment = self.attach(move, **values)
                self.run_sync()
                self.assertState(attachment, "held", cause)
        self.assertFalse(self.files(move))

    def test_eleven(self):
        move = self.new_invoice()
        attachments = [self.attach(move) for _number in range(11)]
        self.run_sync()
        self.assertState(attachments[-1], "held", "files_many")
        self.assertEqual(len(self.files(move)), 10)

    def test_full_in_xero_already(self):
        """Somebody added ten there: Xero refuses, with a remedy."""
        move = self.new_invoice()
        self.run_sync()
        remote_id = self.link_of(move).remote_id
        books = self.organisation
        with books.transaction():
            for number in range(10):
                key = books.ids.guid()
                books.files[key] = b"x"
                books.save(
                    books.attachments,
                    {
                        "AttachmentID": key,
                        "OwnerID": remote_id,
                        "Collection": "Invoices",
                        "FileName": f"{number}.txt",
                        "MimeType": "text/plain",
                        "ContentLength": 1,
                        "IncludeOnline": False,
                    },
                )
        attachment = self.attach(move)
        self.run_sync()
        self.assertState(attachment, "error", "files_many")

    def test_no_permission(self):
        token = self.env["xero.token"]._of(self.connection)
        token.scopes = token.scopes.replace("accounting.attachments", "")
        self.assertIn("accounting.attachments", self.connection.scopes_missing)
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        self.assertState(attachment, "held", "scope_missing")
        self.assertState(move, "synced")
        self.sign_in_again(self.connection)
        self.connection.sudo().state = "connected"
        self.run_sync()
        self.assertState(attachment, "synced")

    def test_changed_between_freezing_and_sending(self):
        """Other bytes never leave under the digest of the first ones."""
        move = self.new_invoice()
        self.run_sync()
        attachment = self.attach(move)
        model = type(self.env["xero.resource.attachment"])
        origin, seen = model._frozen_bytes, []

        def change_first(resource, request):
            if not seen:
                seen.append(request.idempotency_key)
                found = resource.env["ir.attachment"].browse(attachment.id)
                found.raw = PDF + b"2"
                resource.env.cr.commit()  # somebody else's save
            return origin(resource, request)

        with patch.object(model, "_frozen_bytes", change_first):
            self.run_sync()
        self.run_sync()
        self.assertEqual(list(self.files(move).values()), [PDF + b"2"])
        requests = self.link_of(attachment).attempt_ids.request_id
        self.assertEqual(sorted(requests.mapped("state")), ["done", "lost"])

    def test_people_are_led_to_the_document(self):
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        link = self.link_of(attachment)
        action = link.action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("account.move", move.id)
        )
        there = self.link_of(move).remote_id
        self.assertIn(there, link.action_view_in_xero()["url"])
        self.assertEqual(link.resource_label, "Files of documents")

    # ------------------------------------------------------------------
    # older than the start date
    # ------------------------------------------------------------------
    def test_of_opening_items_stay(self):
        """Xero's own is never touched, and nothing waits for what never goes."""
        paired, alone = self.new_invoice(), self.new_invoice(ref="alone")
        self.run_sync()
        self.link_of(paired).is_opening = True
        self.link_of(alone).unlink()
        self.connection.start_date = DAY + timedelta(days=1)
        files = self.attach(paired) | self.attach(alone)
        self.press_sync(paired | alone)
        self.assertFalse(self.uploads(self.run_sync()))
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.assertFalse(self.uploads(self.run_sync()))
        for file in files:
            self.assertFalse(self.link_of(file))

    def test_of_what_gets_an_earlier_date_go(self):
        move = self.new_invoice()
        self.run_sync()
        self.connection.start_date = DAY + timedelta(days=1)
        self.attach(move)
        self.run_sync()
        self.assertEqual(list(self.files(move).values()), [PDF])

    def test_noted_before_the_start_date_was_chosen(self):
        self.connection.revenue_account_id = False
        move = self.new_invoice()
        attachment = self.attach(move)
        self.run_sync()
        self.assertEqual(self.link_of(attachment).state, "waiting")
        self.connection.start_date = DAY + timedelta(days=1)
        self.env["xero.sweep"].sudo()._sweep(self.connection)
        self.run_sync()
        self.assertFalse(self.link_of(attachment))
