# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Photographs of the pages about differences, problems and payments.

Only where somebody wants them: ``XERO_PICTURES=docs/images`` in the environment.
"""

import os
import resource
import time
from pathlib import Path
from unittest import skipUnless

from odoo.tests import tagged
from odoo.tests.common import TEST_CURSOR_COOKIE_NAME

from ..demo.browser import Browser
from .payment_common import PAID
from .test_backfill import XeroBackfillWatched
from .test_difference import XeroDifferenceCommon

#: of windows with less to see
HEIGHTS = {
    "differences": 640,
    "conflict": 520,
    "conflict-resolved": 1180,
    "problems": 640,
    "settlements": 480,
    "only-in-odoo": 320,
    "only-in-xero": 320,
}
WANTED = os.environ.get("XERO_PICTURES")


@skipUnless(WANTED, "nobody wants pictures")
@tagged("post_install", "-at_install")
class TestMoneyPictures(XeroBackfillWatched, XeroDifferenceCommon):
    def setUp(self):
        super().setUp()
        # of Odoo's test books the settings page would complain
        self.company.tax_exigibility = True
        self.company.sudo().name = "Harbour Lane Trading"
        self.manager.sudo().name = "Maria Manager"
        self.env.user.sudo().name = "Olive Owner"
        self.out = Path(WANTED)

    def look_at(self, browser, page, see):
        """Lead the browser to a page of Odoo, as the manager."""
        browser.open(self.base_url() + page)
        browser.see(see, 90)  # the first page makes the bundles
        browser.wait("!document.querySelector('.o_loading_indicator')")
        time.sleep(1.5)  # what fades in is in by then

    def leave(self, browser):
        """Nobody asks Odoo for anything any more: its database has one cursor here."""
        browser.open("about:blank")
        self._wait_remaining_requests()

    def story(self):
        """A few drifts, holds and payments, as they happen."""
        customers = [
            self.new_customer(name)
            for name in ("Hythe Fish Ltd", "Sandgate Books", "Folkestone Cycles")
        ]
        edited = self.new_invoice(
            {"name": "Sourdough, 40 loaves", "quantity": 40, "price_unit": 3.25},
            {"name": "Delivery", "price_unit": 12},
            partner=customers[0],
        )
        clashed = self.new_invoice(480, partner=customers[1], ref="PO 4410")
        voided = self.new_invoice(75, partner=customers[2])
        paid = self.new_invoice(250, partner=self.customer)
        paid_there = self.new_invoice(96, partner=customers[0])
        stuck = self.new_invoice(120, partner=customers[1])
        self.run_sync()
        self.edit_line(edited, Description="Sourdough, 36 loaves", Quantity=36)
        clashed.ref = "PO 4410-B"
        self.edit_there(clashed, Reference="PO 4411")
        self.organisation.close_document(self.link_of(voided).remote_id)
        for move in edited | clashed | voided:
            self.look(move)
        for price in (10, 18, 25):
            self.new_invoice({"price_unit": price, "taxes": self.vat_exempt})
        payment = self.pay(paid)
        self.pay(stuck, 130, write_off=True)
        self.organisation.record_payment(
            self.link_of(paid_there).remote_id, reference="Card 4711", day=PAID
        )
        for kind, number, amount in (
            ("ACCREC", "INV-0147", 310),
            ("ACCPAY", "7741", 64.5),
        ):
            self.organisation.add_invoice(
                self.link_of(customers[2]).remote_id,
                kind=kind,
                amount=amount,
                InvoiceNumber=number,
            )
        self.read_xero()
        return clashed, paid, paid_there, payment

    def half_way(self):
        """What was there before crosses; some of it did."""
        customers = [self.new_customer(f"Customer {number}") for number in range(12)]
        self.connection.real_time = False
        for number in range(30):
            self.new_invoice(20 + number, partner=customers[number % 12])
        self.commit_hooks()
        self.connection.real_time = True
        self.start_slowly()
        for _run in range(6):
            with self.registry.cursor() as cr:
                self.env(cr=cr)["xero.run"].sudo()._run(self.connection.id)
        self.env.invalidate_all()

    def test_pictures(self):
        clashed, paid, paid_there, payment = self.story()
        self.env.flush_all()
        # Odoo limits its own memory; Chromium reserves more than that, unused
        limits = resource.getrlimit(resource.RLIMIT_AS)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_AS, limits)
        free = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.setrlimit(resource.RLIMIT_AS, free)
        session = self.authenticate("xero_manager", "xero_manager")
        (row,) = self.rows(clashed).values()
        with Browser() as browser, self.allow_requests():
            for name, value in (
                ("session_id", session.sid),
                (TEST_CURSOR_COOKIE_NAME, self.http_request_key),
            ):
                browser._call(
                    "Network.setCookie", name=name, value=value, url=self.base_url()
                )
            actions = "/odoo/action-xero_connector.action_xero"
            for name, page, see in (
                ("differences", f"{actions}_difference", ".o_list_view .o_data_row"),
                (
                    "conflict",
                    f"{actions}_difference/{row.id}",
                    ".o_form_view [name=sides]",
                ),
                ("problems", f"{actions}_problem", ".o_list_view .o_data_row"),
                ("settlements", f"{actions}_settlement", ".o_list_view .o_data_row"),
                (
                    "payment",
                    f"/odoo/customer-payments/{payment.id}",
                    "button[name=action_xero_view]",
                ),
                (
                    "paid-in-xero",
                    f"/odoo/customer-invoices/{paid_there.id}",
                    "button[name=action_xero_view]",
                ),
                ("only-in-odoo", f"{actions}_only_here", ".o_list_view .o_data_row"),
                ("only-in-xero", f"{actions}_only_there", ".o_list_view .o_data_row"),
            ):
                browser.resize(HEIGHTS.get(name))
                self.look_at(browser, page, see)
                browser.shot(self.out / f"{name}.png", None)
            self.leave(browser)
            row.with_user(self.manager).action_xero()
            self.run_sync()
            browser.resize(HEIGHTS["conflict-resolved"])
            invoice = f"/odoo/customer-invoices/{clashed.id}"
            self.look_at(browser, invoice, ".o-mail-Message:text(Decided for Xero)")
            browser.shot(self.out / "conflict-resolved.png", None)
            browser.resize()
            self.leave(browser)
            self.half_way()
            connection = f"{actions}_connection/{self.connection.id}"
            self.look_at(browser, connection, ".o_xero_backfill")
            browser.shot(self.out / "backfill.png", None)
            self.look_at(browser, "/odoo/settings", "#xero_card .o_xero_backfill")
            browser.run(
                "document.querySelector('#xero_card').scrollIntoView({block: 'center'})"
            )
            browser.shot(self.out / "backfill-card.png", "#xero_card")
            self.leave(browser)
            books = f"{self.xero.base_url}/books/{self.connection.tenant_id}"
            browser.open(f"{books}/documents/{self.link_of(paid).remote_id}")
            browser.see("main h1")
            browser.shot(self.out / "xero-paid-in-odoo.png", None)
