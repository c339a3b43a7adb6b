# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What would be held is told before anything is sent, without a call."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowCheck(XeroSyncCommon):
    count = 0

    def forecast(self, **values):
        lines = values.pop("lines", (100,))
        move = self.new_invoice(*lines, post=False, **values)
        return move, move.xero_forecast

    def test_nothing_speaks_against_it(self):
        for move_type in ("out_invoice", "out_refund", "in_invoice", "in_refund"):
            with self.subTest(move_type):
                _move, said = self.forecast(move_type=move_type)
                self.assertFalse(said)

    # ------------------------------------------------------------------
    # each thing that is looked at; what is said beforehand is what comes of it
    # ------------------------------------------------------------------
    def tax(self, amount, use="sale"):
        return self.env["account.tax"].create(
            {"name": f"{amount} % {use}", "amount": amount, "type_tax_use": use}
        )

    def no_account(self, use):
        name = "revenue_account_id" if use == "sale" else "expense_account_id"
        self.connection[name] = False

    def archived_account(self, use):
        name = "revenue_account_id" if use == "sale" else "expense_account_id"
        self.connection[name].sudo().status = "ARCHIVED"

    def tax_not_for_account(self, use):
        """20 % of the other side."""
        tax = self.tax(21, use)
        self.map_taxes(tax, "INPUT2" if use == "sale" else "OUTPUT2", use=use)
        return {"lines": ({"price_unit": 10, "taxes": tax},)}

    def rate_archived(self, use):
        tax = self.tax(22, use)
        code = "OUTPUT2" if use == "sale" else "INPUT2"
        self.map_taxes(tax, code, use=use).tax_rate_id.sudo().status = "DELETED"
        return {"lines": ({"price_unit": 10, "taxes": tax},)}

    def contact_held(self, _use):
        """Two people of one name, of whom one is in Xero."""
        first = self.new_customer("Sam Field")
        self.press_sync(self.new_invoice(partner=first))
        self.run_sync()
        second = self.new_customer("Sam Field")
        self.press_sync(self.new_invoice(partner=second))
        self.run_sync()
        self.assertIn(self.link_of(second).state, ("held", "error"))
        return {"partner_id": second.id}

    def currency(self, _use):
        zloty = self.setup_other_currency("PLN", rates=[("2026-01-01", 5)])
        return {"currency_id": zloty.id}

    def locked_there(self, _use):
        self.organisation.lock_period(date(2026, 8, 31))
        self.refresh_settings()
        return {"invoice_date": "2026-08-01"}

    def locked_here(self, use):
        self.company[f"{use}_lock_date"] = date(2026, 8, 31)
        return {"invoice_date": "2026-08-01"}

    #: what is looked at -> cause, what it takes, the uses that it concerns
    TABLE = {
        "mapping: no account": ("account_unmapped", no_account, "sale purchase"),
        "mapping: archived": ("account_archived", archived_account, "sale purchase"),
        "mapping: no tax rate": (
            "tax_unmapped",
            lambda test, use: {
                "lines": ({"price_unit": 1, "taxes": test.tax(7.7, use)},)
            },
            "sale purchase",
        ),
        "mapping: rate archived": ("tax_archived", rate_archived, "sale purchase"),
        "tax against account": ("tax_illegal", tax_not_for_account, "sale purchase"),
        "contact: none": (
            "contact_missing",
            lambda test, use: {"partner_id": False},
            "sale",
        ),
        "contact: held": ("contact_held", contact_held, "sale"),
        "currency": ("currency_missing", currency, "sale purchase"),
        "lock date of Xero": ("locked", locked_there, "sale purchase"),
        "lock date of Odoo": ("locked_here", locked_here, "sale purchase"),
        "number": (
            "number_long",
            lambda test, use: {"name": "I" * 256},
            "sale",
        ),
        "description: none": (
            None,
            lambda test, use: {"lines": ({"name": "", "price_unit": 1},)},
            "sale purchase",
        ),
        "description: long": (
            None,
            lambda test, use: {"lines": ({"name": "x" * 4001, "price_unit": 1},)},
            "sale purchase",
        ),
        "sign": ("negative", lambda test, use: {"lines": (-5,)}, "sale purchase"),
    }

    def test_table(self):
        for name, (cause, arrange, uses) in self.TABLE.items():
            for use in uses.split():
                with self.subTest(name, use=use):
                    cr = self.env.cr
                    with cr.savepoint() as savepoint:
                        self._check_row(cause, arrange, use)
                        savepoint.rollback()
                    self.organisation.lock_period(None)
                    self.env.invalidate_all()

    def _check_row(self, cause, arrange, use):
        values = arrange(self, use) or {}
        move_type = "out_invoice" if use == "sale" else "in_invoice"
        # what is rolled back here stays in Xero: each has a number of its own
        self.count += 1
        values.setdefault("name" if use == "sale" else "ref", f"CHECK/{self.count}")
        start = len(self.xero.log)
        move, said = self.forecast(move_type=move_type, **values)
        reasons = move.sudo()._xero_reasons()[move.id]
        self.assertEqual([one.cause for one in reasons], [cause] if cause else [])
        self.assertEqual(bool(said), bool(cause))
        for reason in reasons:
            self.assertIn(reason.message, said)
            self.assertIn(reason.remedy, said)
            self.assertTrue(reason.remedy)
        shown = move.action_xero_check()["params"]
        held = cause not in (None, "locked_here")
        ready = "0 ready for Xero, 1 would" if held else "1 ready for Xero, 0 would"
        self.assertIn(ready, shown["title"])
        self.assertEqual(shown["type"], "warning" if cause else "success")
        self.assertFalse(self.xero.log[start:], "no call at all")
        if cause in ("contact_missing", "negative"):
            return  # Odoo does not post it
        move.action_post()
        self.run_sync()
        if cause == "contact_held":
            self.assertEqual(self.link_of(move).state, "waiting")
        elif held:
            self.assertState(move, "held", cause)
        else:
            self.assertState(move, "synced")

    def test_posted_documents_show_what_became_of_them(self):
        move, _said = self.forecast(lines=(-5,))
        self.assertTrue(move.xero_forecast)
        move.invoice_line_ids.price_unit = 5
        move.action_post()
        self.assertFalse(move.xero_forecast)

    def test_selection(self):
        good, _said = self.forecast()
        bad, _said = self.forecast(lines=(-5,))
        shown = (good | bad).action_xero_check()["params"]
        self.assertIn("1 ready", shown["title"])
        self.assertIn("1 would be held", shown["title"])
        self.assertIn("negative", shown["message"])
        self.assertFalse([c for c in self.xero.log if "/api.xro/" in c["path"]])

    def test_rights(self):
        move, _said = self.forecast()
        nobody = self.make_user("nobody", "base.group_user")
        with self.assertRaises(AccessError):
            move.with_user(nobody).action_xero_check()
