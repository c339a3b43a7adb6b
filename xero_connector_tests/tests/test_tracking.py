# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which saves leave a change, and which do not."""

from contextlib import suppress
from functools import partial

from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestTracking(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self.new_invoice()
        self.run_sync()
        self.assertFalse(self.changes())

    def assertNoted(self, resource, *records):
        """Exactly these records are noted, each once."""
        found = self.changes()
        self.assertEqual(set(found.mapped("resource")), {resource})
        self.assertEqual(
            sorted(found.mapped("res_id")), sorted(record.id for record in records)
        )
        self.assertEqual(set(found.mapped("lane")), {"hook"})

    # ------------------------------------------------------------------
    # documents
    # ------------------------------------------------------------------
    def test_a_draft_is_not_noted(self):
        self.new_invoice(post=False)
        self.assertFalse(self.changes())

    def test_posting(self):
        """Posting bumps the customer's rank: no news for Xero."""
        rank = self.customer.customer_rank
        invoice = self.new_invoice()
        self.env.flush_all()
        self.assertGreaterEqual(self.customer.customer_rank, rank)
        self.assertNoted("invoice", invoice)

    def test_posting_many_is_one_statement(self):
        invoices = self.env["account.move"]
        for _n in range(5):
            invoices |= self.new_invoice(post=False)
        invoices.action_post()
        self.env.flush_all()
        statements = []
        execute = type(self.env.cr).execute

        def counting(cr, query, *args, **kwargs):
            if "INSERT INTO xero_change" in str(query):
                statements.append(query)
            return execute(cr, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", counting)
        self.assertNoted("invoice", *invoices)
        self.assertEqual(len(statements), 1)

    def test_noted_once_however_often_it_is_saved(self):
        self.invoice.ref = "a"
        self.invoice.ref = "b"
        self.invoice.invoice_date_due = "2026-12-01"
        self.assertNoted("invoice", self.invoice)

    def test_fields_that_do_not_travel(self):
        self.invoice.write({"invoice_origin": "SO1", "invoice_user_id": self.env.uid})
        self.assertFalse(self.changes())

    def test_a_line(self):
        self.invoice.invoice_line_ids.name = "Rye"
        self.assertNoted("invoice", self.invoice)

    def test_a_line_of_a_draft(self):
        draft = self.new_invoice(post=False)
        draft.invoice_line_ids.name = "Rye"
        self.assertFalse(self.changes())

    def test_other_entries(self):
        entry = self.env["account.move"].create({"move_type": "entry"})
        entry.ref = "x"
        self.assertFalse(self.changes())

    def test_reset_of_a_linked_one(self):
        self.invoice.button_draft()
        self.assertNoted("invoice", self.invoice)

    def test_reset_of_one_that_was_never_sent(self):
        self.connection.real_time = False
        invoice = self.new_invoice()
        self.assertFalse(self.changes())
        self.connection.real_time = True
        invoice.button_draft()
        invoice.ref = "x"
        self.assertFalse(self.changes())

    def test_deleting_a_linked_draft(self):
        self.invoice.button_draft()
        self.run_sync()
        invoice_id = self.invoice.id
        self.invoice.with_context(force_delete=True).unlink()
        (change,) = self.changes()
        self.assertEqual(change.res_id, invoice_id)

    def test_deleting_an_unlinked_draft(self):
        self.new_invoice(post=False).unlink()
        self.assertFalse(self.changes())

    # ------------------------------------------------------------------
    # partners
    # ------------------------------------------------------------------
    def test_a_linked_partner(self):
        self.customer.email = "new@example.com"
        self.assertNoted("contact", self.customer)

    def test_fields_of_a_partner_that_do_not_travel(self):
        self.customer.write({"comment": "x", "customer_rank": 7, "color": 3})
        self.assertFalse(self.changes())

    def test_an_unlinked_partner(self):
        other = self.new_customer("Hythe Bakery Ltd")
        other.email = "a@example.com"
        self.assertFalse(self.changes())

    def test_deleting_an_unlinked_partner(self):
        self.new_customer("Hythe Bakery Ltd").unlink()
        self.assertFalse(self.changes())

    def test_a_person_of_a_linked_company(self):
        child = self.env["res.partner"].create(
            {"name": "Ada", "parent_id": self.customer.id}
        )
        self.env["xero.change"].sudo().search([]).unlink()
        child.email = "ada@example.com"
        self.assertNoted("contact", self.customer)

    def test_a_person_goes_to_another_company(self):
        other = self.new_customer("Hythe Fish Ltd")
        self.new_invoice(partner=other)
        child = self.env["res.partner"].create(
            {"name": "Ada", "parent_id": self.customer.id}
        )
        self.run_sync()
        child.parent_id = other
        self.assertNoted("contact", self.customer, other)
        self.env["xero.change"].sudo().search([]).unlink()
        child.is_company = True
        self.assertNoted("contact", other)

    def test_retired_links_are_no_links(self):
        self.link_of(self.customer)._retire("test")
        self.customer.email = "a@example.com"
        self.assertFalse(self.changes())

    # ------------------------------------------------------------------
    # transactions
    # ------------------------------------------------------------------
    def test_a_write_inside_create(self):
        """A model that writes its own new records in its ``create``."""
        original = type(self.env["account.move"]).create

        def create(records, vals_list):
            moves = original(records, vals_list)
            moves.write({"ref": "set by create"})
            return moves

        self.patch(type(self.env["account.move"]), "create", create)
        invoice = self.new_invoice()
        self.assertNoted("invoice", invoice)

    def test_taken_back(self):
        """What a savepoint undid leaves nothing to look at."""
        try:
            with self.env.cr.savepoint():
                self.customer.email = "never@example.com"
                invoice = self.new_invoice()
                invoice_id = invoice.id
                raise ValueError
        except ValueError:
            self.env.invalidate_all()
        self.assertNotIn(invoice_id, self.changes("invoice").mapped("res_id"))
        self.assertCalls(self.run_sync())
        self.assertNotEqual(self.customer.email, "never@example.com")

    def test_taken_back_as_a_whole(self):
        self.env.cr.precommit.data.clear()
        self.customer.email = "never@example.com"
        self.env.flush_all()
        self.env.cr.clear()  # what a rollback does to the hooks
        self.assertFalse(self.changes())

    def test_hooks_may_run_twice(self):
        """Odoo flushes and runs the hooks of one transaction more than once."""
        self.customer.email = "a@example.com"
        self.commit_hooks()
        self.commit_hooks()
        self.assertNoted("contact", self.customer)
        self.customer.email = "b@example.com"
        self.commit_hooks()
        self.assertEqual(len(self.changes()), 2)

    # ------------------------------------------------------------------
    # connections
    # ------------------------------------------------------------------
    def test_not_on_save(self):
        self.connection.real_time = False
        self.customer.email = "a@example.com"
        self.new_invoice()
        self.assertFalse(self.changes())

    def test_switched_off(self):
        self.connection.write(
            {"direction_contact": "none", "direction_invoice": "none"}
        )
        self.customer.email = "a@example.com"
        self.new_invoice()
        self.assertFalse(self.changes())

    def test_disconnected(self):
        self.connection.sudo().state = "disconnected"
        self.customer.email = "a@example.com"
        self.new_invoice()
        self.assertFalse(self.changes())

    def test_a_reconnect_is_needed(self):
        """Nothing is lost while a person has to sign in again."""
        self.connection.sudo().state = "reconnect"
        self.customer.email = "a@example.com"
        invoice = self.new_invoice()
        found = self.changes()
        self.assertEqual(
            {(c.resource, c.res_id) for c in found},
            {("contact", self.customer.id), ("invoice", invoice.id)},
        )

    def test_a_company_without_a_connection(self):
        other = self.setup_other_company(name="Elsewhere Ltd")["company"]
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-09-01",
                    "invoice_line_ids": [(0, 0, {"name": "x", "price_unit": 1})],
                }
            )
        )
        move.action_post()
        self.assertFalse(self.changes())

    def test_without_rights_on_the_connector(self):
        """A clerk's save is noted, though they may not even see changes."""
        clerk = self.make_user("xero_clerk", "account.group_account_invoice")
        self.invoice.with_user(clerk).ref = "x"
        self.assertNoted("invoice", self.invoice)

    # ------------------------------------------------------------------
    # beside other addons
    # ------------------------------------------------------------------
    def forget_patches(self):
        """What ``base.automation`` does whenever somebody edits an automation rule: it
        takes these names off every model and puts back its own alone."""
        for model in self.env.registry.values():
            for name in (
                *("create", "write", "_compute_field_value"),
                *("unlink", "_onchange_methods", "message_post"),
            ):
                with suppress(AttributeError):
                    delattr(model, name)

    def test_another_addon_that_forgets_the_patches_of_models(self):
        self.forget_patches()
        self.customer.email = "a@example.com"
        self.assertNoted("contact", self.customer)
        self.env["xero.change"].sudo().search([]).unlink()
        self.invoice.button_draft()
        self.run_sync()
        self.invoice.with_context(force_delete=True).unlink()
        self.assertEqual(self.changes().mapped("resource"), ["invoice"])

    def test_another_addon_that_patches_models(self):
        """One that calls what was there before, and is taken off again."""
        cls = self.env.registry["res.partner"]

        def write(records, vals):
            return write.origin(records, dict(vals))

        write.origin = cls.write
        cls.write = write
        self.addCleanup(self.forget_patches)
        self.customer.email = "a@example.com"
        self.assertNoted("contact", self.customer)

    def test_nothing_is_watched_before_everything_is_loaded(self):
        """What an installation writes is no edit; afterwards saves are watched."""
        tracking = self.env["xero.tracking"]
        tracking._unregister_hook()
        self.customer.email = "a@example.com"
        self.assertFalse(self.changes())
        tracking._register_hook()
        self.customer.email = "b@example.com"
        self.assertNoted("contact", self.customer)

    def queries_of(self, save):
        """How many statements a save takes."""
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        save()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_save_costs_no_query_more(self):
        """What is noted is written before the commit, in one statement."""
        tracking = self.env["xero.tracking"]
        tag = self.env["res.partner.category"].create({"name": "Wholesale"})
        saves = {
            "what nobody watches": lambda text: tag.write({"name": text}),
            "a field that travels": lambda text: self.customer.write({"ref": text}),
            "a document's field": lambda text: self.invoice.write({"ref": text}),
        }
        for what, save in saves.items():
            with self.subTest(what):
                save("warm")
                counts = []
                for text in ("with", "without"):
                    if text == "without":
                        tracking._unregister_hook()
                    counts.append(self.queries_of(partial(save, text)))
                tracking._register_hook()
                self.assertEqual(*counts)
