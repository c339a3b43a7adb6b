# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bookkeeper decides reaches the resources, the scopes and the clock."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from odoo.addons.xero_connector.sync import pace
from odoo.addons.xero_connector.sync.planner import Direction, Winner
from odoo.addons.xero_connector.xero.limits import Lane

from .sync_common import XeroSyncCommon


@tagged("post_install", "-at_install")
class TestPolicy(XeroSyncCommon):
    def resource(self, name):
        return self.env["xero.resource"]._get(name)

    def only(self, **directions):
        """Switch everything off but these."""
        connection = self.connection
        connection.write(
            dict.fromkeys(connection._direction_fields(), "none")
            | {f"direction_{name}": value for name, value in directions.items()}
        )

    def test_direction(self):
        contact = self.resource("contact")
        for chosen, direction in (
            ("both", Direction.BOTH),
            ("to_xero", Direction.TO_XERO),
            ("to_odoo", Direction.TO_ODOO),
        ):
            self.only(contact=chosen)
            self.assertEqual(contact._direction_of(self.connection), chosen)
            self.assertTrue(contact._is_on(self.connection))
            rules = contact._rules(self.connection).fields
            self.assertIs(rules["phone"].direction, direction)
        self.only()
        self.assertFalse(contact._is_on(self.connection))

    def test_winner(self):
        for resource, field in (
            ("contact", "winner_contact"),
            ("invoice", "winner_document"),
        ):
            for chosen in Winner:
                self.connection[field] = chosen.value
                rules = self.resource(resource)._rules(self.connection)
                self.assertIs(rules.winner, chosen)

    def test_scopes_follow(self):
        for directions, scopes in (
            ({}, set()),
            ({"contact": "to_odoo"}, {"accounting.contacts.read"}),
            ({"contact": "both"}, {"accounting.contacts"}),
            (
                {"invoice": "to_xero"},
                {"accounting.contacts.read", "accounting.invoices"},
            ),
            (
                {"contact": "both", "invoice": "to_odoo"},
                {"accounting.contacts", "accounting.invoices.read"},
            ),
        ):
            self.only(**directions)
            self.assertEqual(
                set(self.connection._needed_scopes()),
                scopes | {"offline_access", "accounting.settings.read"},
            )

    def test_an_idle_day_is_cheap(self):
        """At most 150 calls of Starter's 1,000, and 750 of 5,000."""
        connection = self.connection
        connection.write(dict.fromkeys(connection._direction_fields(), "both"))
        status = connection.sudo()._status
        status.day_limit = 1000
        for left, most in ((1000, 150), (4990, 750), (12, 750)):
            status.day_left = left
            minutes = connection._poll_minutes()
            self.assertLessEqual(connection._idle_calls(minutes), most)
            if minutes > 5:
                self.assertGreater(connection._idle_calls(minutes - 1), most * 0.9)

    def test_a_long_crossing_leaves_its_share_to_daily_work(self):
        """300 of Starter's 1,000, and of 5,000 as much as the estimate reckons with."""
        status = self.connection.sudo()._status
        now = fields.Datetime.now()
        for day_limit, kept in ((1000, 300), (5000, 1500)):
            status.write({"day_left": kept, "limits_at": now})
            status.day_limit = day_limit
            budget, limits = self.env["xero.run"].sudo()._budget(status)
            at = limits.at
            self.assertFalse(budget.may_call(Lane.BACKFILL, limits, at).allowed)
            self.assertTrue(budget.may_call(Lane.POLL, limits, at).allowed)
            self.assertGreater(
                pace.time_needed(1, kept, day_limit), timedelta(hours=23)
            )
            status.day_left = kept + 1
            budget, limits = self.env["xero.run"].sudo()._budget(status)
            self.assertTrue(budget.may_call(Lane.BACKFILL, limits, at).allowed)
            self.assertLess(
                pace.time_needed(1, kept + 1, day_limit), timedelta(hours=1)
            )

    def test_a_smaller_plan_is_noticed_after_a_day(self):
        """Few calls left are no sign by themselves: a busy day of a large plan ends
        with few."""
        status = self.connection.sudo()._status
        status.day_left = 4990
        self.assertEqual(status.day_limit, 5000)
        status.day_left = 800
        self.assertEqual(status.day_limit, 5000)
        status.many_left_at = fields.Datetime.now() - timedelta(hours=23)
        status.day_left = 3
        self.assertEqual(status.day_limit, 5000)
        status.many_left_at = fields.Datetime.now() - timedelta(hours=25)
        status.day_left = -1  # Xero did not say
        self.assertEqual(status.day_limit, 5000)
        status.day_left = 998
        self.assertEqual(status.day_limit, 1000)
        status.day_left = 4000
        self.assertEqual(status.day_limit, 5000)

    def test_odoos_own_rounding_comes_first(self):
        """Who may set Odoo's accounting as well changes it on the connection's page."""
        self.company.sudo().tax_calculation_rounding_method = "round_globally"
        connection = self.connection
        self.assertTrue(connection.rounds_otherwise)
        groups = "base.group_user,xero_connector.group_manager"
        manager = self.make_user("only_xero", groups)
        with self.assertRaises(AccessError):
            connection.with_user(manager).action_round_per_line()
        for more in ("account.group_account_manager", "base.group_system"):
            self.company.sudo().tax_calculation_rounding_method = "round_globally"
            both = self.make_user(more.replace(".", "_"), f"{groups},{more}")
            connection.with_user(both).action_round_per_line()
            self.assertEqual(
                self.company.tax_calculation_rounding_method, "round_per_line"
            )
            self.assertFalse(connection.rounds_otherwise)

    def test_interval(self):
        self.connection.poll_interval = 30
        self.assertEqual(self.connection._poll_minutes(), 30)
        self.assertIn("30", self.connection.poll_text)
        for minutes in (-1, 4, 1441):
            with self.assertRaises(ValidationError):
                self.connection.poll_interval = minutes
