# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What would be held is told before anything is sent, without a call."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowCheck(XeroSyncCommon):
    def forecast(self, **values):
        lines = values.pop("lines", (100,))
        move = self.new_invoice(*lines, post=False, **values)
        return move, move.xero_forecast

    def test_nothing_speaks_against_it(self):
        for move_type in ("out_invoice", "out_refund", "in_invoice", "in_refund"):
            with self.subTest(move_type):
                _move, said = self.forecast(move_type=move_type)
                self.assertFalse(said)

    def test_each_reason(self):
        zloty = self.setup_other_currency("PLN", rates=[("2026-01-01", 5)])
        tax = self.env["account.tax"].create(
            {"name": "7.7 %", "amount": 7.7, "type_tax_use": "sale"}
        )
        self.organisation.lock_period(date(2026, 8, 31))
        self.refresh_settings()
        for reason, values in {
            "tax rate": {"lines": ({"price_unit": 1, "taxes": tax},)},
            "currency PLN": {"currency_id": zloty.id},
            "lock date": {"invoice_date": "2026-08-01"},
            "negative": {"lines": (-5,)},
            "no customer": {"partner_id": False},
        }.items():
            with self.subTest(reason):
                _move, said = self.forecast(**values)
                self.assertIn(reason, said)

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
