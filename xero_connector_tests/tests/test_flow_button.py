# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sync to Xero: first in line, returns at once, and the user is told the outcome."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon, called


@tagged("post_install", "-at_install")
class TestFlowButton(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("xero_clerk", "xero_connector.group_accountant")

    def setUp(self):
        super().setUp()
        self.env["bus.bus"].sudo().search([]).unlink()

    def told(self, user):
        """What was shown to a user: (title, message, type)."""
        rows = self.env["bus.bus"].sudo().search([], order="id")
        mine = [self.env.cr.dbname, "res.partner", user.partner_id.id]
        return [
            (payload.get("title"), payload["message"], payload["type"])
            for row in rows
            if json.loads(row.channel) == mine
            for message in [json.loads(row.message)]
            if message["type"] == "simple_notification"
            for payload in [message["payload"]]
        ]

    # ------------------------------------------------------------------
    # the press
    # ------------------------------------------------------------------
    def test_returns_at_once(self):
        self.connection.real_time = False
        invoice = self.new_invoice()
        action = self.press_sync(invoice, self.clerk)
        self.assertEqual(action["tag"], "display_notification")
        self.assertFalse(len(self.xero.log))
        (change,) = self.changes("invoice")
        self.assertEqual(
            (change.lane, change.user_id, change.res_id),
            ("button", self.clerk.id, invoice.id),
        )

    def test_wakes_the_run_after_the_commit(self):
        invoice = self.new_invoice()
        self.commit_hooks()
        self.env.cr.postcommit.clear()
        self.press_sync(invoice, self.clerk)
        jobs = self.env["queue.job"].sudo()
        before = jobs.search([])
        with self.enter_registry_test_mode():
            self.env.cr.postcommit.run()
        (job,) = jobs.search([]) - before
        self.assertEqual(job.method_name, "_job_run")
        self.assertEqual(job.identity_key, f"xero-run-{self.connection.id}")
        self.assertEqual(job.channel, "root.xero")

    def test_first_in_line(self):
        """What a person waits for goes before what was saved earlier."""
        self.new_invoice()
        self.run_sync()
        waiting = self.new_invoice(1) | self.new_invoice(2)
        self.commit_hooks()
        self.connection.real_time = False
        urgent = self.new_invoice(3)
        self.press_sync(urgent, self.clerk)
        first, second = self.run_sync()
        self.assertEqual(
            [sent["InvoiceNumber"] for sent in self.sent(first)], [urgent.name]
        )
        self.assertEqual(
            {sent["InvoiceNumber"] for sent in self.sent(second)},
            set(waiting.mapped("name")),
        )

    def test_the_contact_goes_first_in_line_too(self):
        others = [self.new_customer(f"Shop {n}") for n in range(2)]
        for other in others:
            self.new_invoice(partner=other)
        self.commit_hooks()
        self.connection.real_time = False
        urgent = self.new_invoice()
        self.press_sync(urgent, self.clerk)
        calls = self.run_sync()
        self.assertEqual(
            [called(call) for call in calls[:2]], ["PUT Contacts", "PUT Invoices"]
        )
        self.assertEqual(self.sent(calls[0])[0]["Name"], self.customer.name)
        self.assertEqual(self.sent(calls[1])[0]["InvoiceNumber"], urgent.name)

    def test_a_selection(self):
        invoices = self.new_invoice(1) | self.new_invoice(2) | self.new_invoice(3)
        self.env["xero.change"].sudo().search([]).unlink()
        action = self.env.ref("xero_connector.action_sync_moves")
        result = action.with_user(self.clerk).with_context(
            active_model="account.move", active_ids=invoices.ids
        )
        self.assertEqual(result.run()["tag"], "display_notification")
        self.assertCalls(self.run_sync(), "PUT Contacts", "PUT Invoices")
        (told,) = self.told(self.clerk)
        self.assertEqual(told[2], "success")
        for invoice in invoices:
            self.assertIn(invoice.name, told[1])

    def test_a_selection_of_partners(self):
        others = self.customer | self.new_customer("Hythe Bakery Ltd")
        action = self.env.ref("xero_connector.action_sync_partners")
        action.with_user(self.clerk).with_context(
            active_model="res.partner", active_ids=others.ids
        ).run()
        self.assertCalls(self.run_sync(), "PUT Contacts")
        for other in others:
            self.assertState(other, "synced")

    def test_a_person_stands_for_the_company(self):
        child = self.env["res.partner"].create(
            {"name": "Ada", "parent_id": self.customer.id}
        )
        self.press_sync(child)
        self.run_sync()
        self.assertState(self.customer, "synced")
        self.assertFalse(self.link_of(child))

    def test_drafts_in_a_selection_stay(self):
        draft, posted = self.new_invoice(post=False), self.new_invoice()
        self.press_sync(draft | posted)
        self.run_sync()
        self.assertToTheCent(posted)
        self.assertFalse(self.link_of(draft))
        self.assertEqual(len(self.xero_invoices()), 1)

    def test_only_drafts(self):
        draft = self.new_invoice(post=False)
        with self.assertRaisesRegex(UserError, "Drafts do not travel"):
            self.press_sync(draft)
        self.assertFalse(self.changes())

    def test_other_kinds_of_entries(self):
        entry = self.env["account.move"].create({"move_type": "entry"})
        with self.assertRaisesRegex(UserError, "Drafts do not travel"):
            self.press_sync(entry)
        self.connection.direction_bill = "none"
        bill = self.new_invoice(move_type="in_invoice", ref="B1")
        with self.assertRaisesRegex(UserError, "do not travel"):
            self.press_sync(bill)

    def test_not_connected(self):
        invoice = self.new_invoice()
        self.connection.sudo().state = "disconnected"
        with self.assertRaisesRegex(UserError, "is not connected to Xero"):
            self.press_sync(invoice, self.clerk)

    def test_switched_off(self):
        invoice = self.new_invoice()
        self.connection.direction_invoice = "none"
        with self.assertRaisesRegex(UserError, "not switched on"):
            self.press_sync(invoice, self.clerk)

    def test_without_rights(self):
        invoice = self.new_invoice()
        employee = self.make_user("xero_employee", "base.group_user")
        with self.assertRaises(AccessError):
            self.press_sync(invoice, employee)
        with self.assertRaises(AccessError):
            self.press_sync(self.customer, employee)

    # ------------------------------------------------------------------
    # the outcome
    # ------------------------------------------------------------------
    def test_told_of_success(self):
        invoice = self.new_invoice()
        self.press_sync(invoice, self.clerk)
        self.run_sync()
        (told,) = self.told(self.clerk)
        self.assertEqual(told, ("In step with Xero", invoice.name, "success"))
        self.assertFalse(self.told(self.env.user))

    def test_told_of_a_hold(self):
        invoice = self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.press_sync(invoice, self.clerk)
        self.run_sync()
        ((title, message, kind),) = self.told(self.clerk)
        self.assertIn(invoice.name, title)
        self.assertIn("No Xero tax rate is chosen", message)
        self.assertIn("Tax Mappings", message)  # what to do stands beside it
        self.assertEqual(kind, "warning")

    def test_told_of_a_hold_of_the_customer(self):
        """The invoice waits; whoever asked for it hears why, now and at its end."""
        self.organisation.add_contact(self.customer.name)
        invoice = self.new_invoice()
        self.press_sync(invoice, self.clerk)
        self.run_sync()
        ((title, message, kind),) = self.told(self.clerk)
        self.assertIn(invoice.name, title)
        self.assertIn(self.customer.name, message)
        self.env["bus.bus"].sudo().search([]).unlink()
        self.customer.name = "Ashford Bakery (Kent) Ltd"
        self.run_sync()
        self.assertToTheCent(invoice)

    def test_told_of_a_refusal(self):
        self.organisation.archive_account("200")
        invoice = self.new_invoice()
        self.press_sync(invoice, self.clerk)
        self.run_sync()
        ((title, message, kind),) = self.told(self.clerk)
        self.assertIn("refused", title)
        self.assertIn("archived", message)
        self.assertEqual(kind, "warning")

    def test_told_of_a_conflict(self):
        invoice = self.new_invoice()
        self.run_sync()
        remote_id = self.link_of(invoice).remote_id
        self.organisation.edit_document(remote_id, Reference="Theirs")
        invoice.ref = "Ours"
        self.press_sync(invoice, self.clerk)
        self.run_sync()
        ((title, message, kind),) = self.told(self.clerk)
        self.assertIn(invoice.name, title)
        self.assertNotIn("not in Xero", title)  # it is, and differs
        self.assertIn("Theirs", message)

    def test_many_refusals_do_not_flood(self):
        """A bookkeeper who selects 30 gets a summary, not 30 notes."""
        moves = self.env["account.move"]
        for _n in range(30):
            moves |= self.new_invoice({"price_unit": 100, "taxes": self.vat0})
        self.press_sync(moves, self.clerk)
        self.run_sync()
        told = self.told(self.clerk)
        ((title, message, _kind),) = told
        self.assertIn("30 ×", title)
        self.assertIn("(30)", message)

    def test_told_in_the_users_own_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.clerk.lang = "fr_FR"
        invoice = self.new_invoice()
        self.press_sync(invoice, self.clerk)
        contexts = []
        original = type(self.env["xero.notify"])._notify_user

        def noting(notify, user, outcomes):
            contexts.append(notify.env.lang)
            return original(notify, user, outcomes)

        self.patch(type(self.env["xero.notify"]), "_notify_user", noting)
        self.run_sync()
        self.assertEqual(contexts, ["fr_FR"])

    def test_nobody_is_told_of_a_save(self):
        self.new_invoice()
        self.run_sync()
        messages = self.env["bus.bus"].sudo().search([]).mapped("message")
        self.assertFalse([one for one in messages if "simple_notification" in one])

    # ------------------------------------------------------------------
    # another language
    # ------------------------------------------------------------------
    def test_a_click_in_another_language(self):
        """Names are read in the connection's language, whoever clicks."""
        self.env["res.lang"]._activate_lang("fr_FR")
        uk = self.env.ref("base.uk")
        uk.with_context(lang="fr_FR").name = "Royaume-Uni"
        self.product_a.with_context(lang="fr_FR").name = "Produit A"
        self.vat20.with_context(lang="fr_FR").name = "TVA 20 biens d'investissement"
        self.customer.write({"country_id": uk.id, "lang": "fr_FR"})
        invoice = self.new_invoice({"product_id": self.product_a.id, "name": False})
        self.run_sync()
        self.clerk.lang = "fr_FR"
        for records in (self.customer, invoice):
            records.with_user(self.clerk).with_context(lang="fr_FR").action_xero_sync()
        self.assertCalls(self.run_sync(), "GET Contacts", "GET Invoices")
        self.assertState(self.customer, "synced")
        self.assertToTheCent(invoice)
        self.press_sync(self.new_invoice(), self.clerk.with_context(lang="fr_FR"))
        self.run_sync()
        (postal,) = [
            address
            for address in self.xero_contact(self.customer)["Addresses"]
            if address["AddressType"] == "POBOX"
        ]
        self.assertEqual(postal["Country"], "United Kingdom")
