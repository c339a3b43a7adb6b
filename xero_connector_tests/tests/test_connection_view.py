# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the card and Manage show."""

from datetime import timedelta

from lxml.html import fromstring

from odoo import fields
from odoo.tests import Form, tagged

from odoo.addons.xero_connector.models.xero_connection_view import COUNTERS

from .common import XeroCommon


@tagged("post_install", "-at_install")
class TestConnectionView(XeroCommon):
    def test_paused(self):
        status = self.connection._status
        status.paused_until = fields.Datetime.now() + timedelta(hours=1)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.live_state, "paused")
        self.assertIn("Nothing is lost", self.connection.live_text)
        status.paused_until = fields.Datetime.now() - timedelta(hours=1)
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.live_state, "connected")
        self.assertFalse(self.connection.live_text)

    # ------------------------------------------------------------------
    # the job runner
    # ------------------------------------------------------------------
    def minutes_ago(self, minutes):
        return fields.Datetime.now() - timedelta(minutes=minutes)

    def enqueued(self, minutes=11, **values):
        """A run that was put into the queue some minutes ago."""
        self.connection._enqueue_run()
        key = f"xero-run-{self.connection.id}"
        jobs = self.env["queue.job"].sudo()
        job = jobs.search([("identity_key", "=", key)])
        job.write({"eta": False, **values})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE queue_job SET date_created = %s WHERE id = %s",
            [self.minutes_ago(minutes), job.id],
        )
        self.env.invalidate_all()
        return job

    def assertRuns(self, runs=True):
        """What the page says, and what the scheduled action does about it."""
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.live_state, "connected" if runs else "paused")
        self.assertEqual(
            "server_wide_modules" in (self.connection.live_text or ""), not runs
        )
        for _time in range(2):
            self.env["xero.run"].sudo()._cron_wake()
        activities = self.connection.sudo().activity_ids
        self.assertEqual(len(activities), 0 if runs else 1)
        if not runs:
            self.assertEqual(activities.user_id, self.connection._problem_user())
            self.assertIn("queue_job", activities.note)

    def test_no_job_runner(self):
        """Everything looks well, and nothing is ever started."""
        job = self.enqueued()
        self.assertRuns(False)
        # it goes by itself
        self.connection._status.last_run = fields.Datetime.now()
        self.assertRuns()
        self.connection._status.last_run = self.minutes_ago(30)
        self.assertRuns(False)
        job.state = "done"
        self.assertRuns()

    def test_a_job_runner_that_has_other_work(self):
        self.enqueued(minutes=9)
        self.assertRuns()
        self.enqueued(minutes=11, state="started")
        self.assertRuns()

    def test_a_job_runner_that_has_others_work(self):
        self.enqueued()
        self.assertRuns(False)
        partners = (
            self.env["res.partner"].sudo().with_context(queue_job__no_delay=False)
        )
        other = partners.with_delay()._compute_display_name().db_record()
        other.sudo().write({"state": "started"})
        self.assertRuns()
        other.sudo().write({"state": "done", "date_done": fields.Datetime.now()})
        self.assertRuns()
        other.sudo().date_done = self.minutes_ago(30)
        self.assertRuns(False)

    def test_a_run_that_waits_for_its_time(self):
        job = self.enqueued(minutes=30)
        job.eta = self.minutes_ago(-5)
        self.assertRuns()

    def test_calls_left(self):
        self.connection._status.write(
            {"day_left": 12, "limits_at": fields.Datetime.now()}
        )
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.calls_left, "12 today")

    def test_counters_open_their_records(self):
        states = ["synced", "synced", "waiting", "held", "error", "conflict"]
        links = (
            self.env["xero.link"]
            .sudo()
            .create(
                [
                    {
                        "connection_id": self.connection.id,
                        "resource": "contact",
                        "res_model": "res.partner",
                        "res_id": partner.id,
                        "state": state,
                    }
                    for partner, state in zip(
                        self.env["res.partner"].create([{"name": s} for s in states]),
                        states,
                        strict=True,
                    )
                ]
            )
        )
        self.connection.invalidate_recordset()
        expected = {
            "synced_count": 2,
            "waiting_count": 1,
            "held_count": 1,
            "error_count": 1,
            "difference_count": 1,
        }
        for name, count in expected.items():
            self.assertEqual(self.connection[name], count, name)
            action = self.connection.with_context(counter=name).action_open_links()
            found = self.env["xero.link"].search(action["domain"])
            self.assertEqual(len(found & links), count, name)

    def test_last_sync_of_each_resource(self):
        def row(name):
            rows = fromstring(self.connection.resource_overview).iter("tr")
            (found,) = (row for row in rows if row[0].text == name)
            return [cell.text for cell in found]

        self.assertEqual(row("Contacts")[2:], ["not yet", "0"])
        state = self.env["xero.poll.state"].sudo()
        state.create(
            {
                "connection_id": self.connection.id,
                "endpoint": "Contacts",
                "last_poll": "2026-09-01 08:30:00",
            }
        )
        self.env.user.tz = "Europe/London"
        self.connection.invalidate_recordset()
        self.assertIn("9:30", row("Contacts")[2], "in the user's time zone")
        for resource in ("payment", "batch_payment", "allocation", "contact"):
            self.env["xero.link"].sudo().create(
                {
                    "connection_id": self.connection.id,
                    "resource": resource,
                    "remote_id": f"remote-{resource}",
                    "state": "synced",
                }
            )
        self.connection.invalidate_recordset()
        self.assertEqual(row("Payments")[3], "3", "all that settles")
        self.assertEqual(row("Contacts")[3], "1")
        self.assertEqual(row("Bills")[2], "not yet")
        self.connection.direction_bill = "none"
        self.connection.invalidate_recordset()
        self.assertNotIn("Bills", self.connection.resource_overview)

    def test_the_top_of_the_page(self):
        """Who may read it sees the state and what the numbers lead to."""
        for group in ("account.group_account_readonly", "account.group_account_user"):
            user = self.make_user(f"top_{group[-8:]}", f"base.group_user,{group}")
            page = fromstring(
                self.connection.with_user(user).get_view(
                    self.env.ref("xero_connector.view_xero_connection_form").id, "form"
                )["arch"]
            )
            shown = {field.get("name") for field in page.iter("field")}
            self.assertLessEqual(
                {
                    *("live_state", "live_text", "resource_overview"),
                    *("connected_by_id", "connected_at", "last_answer", "calls_left"),
                },
                shown,
            )
            box = page.xpath("//div[@name='button_box']/button")
            counters = {
                button.find("field").get("name"): button.get("name") for button in box
            }
            self.assertEqual(counters, dict.fromkeys(COUNTERS, "action_open_links"))

    def test_default_revenue_account(self):
        connection = self.connection
        self.assertEqual(connection.revenue_account_id.code, "200")
        accounts = connection.account_ids.sudo()
        sales = connection.revenue_account_id.sudo()
        sales.name = "Sales of Something"
        revenue = accounts.filtered(lambda a: a.account_type in ("SALES", "REVENUE"))
        self.assertGreater(len(revenue), 1)
        self.assertFalse(connection._suggested_revenue_account(), "no guess")
        (revenue - sales).is_system = True
        self.assertEqual(connection._suggested_revenue_account(), sales)
        connection.revenue_account_id = False
        self.assertIn("default revenue account", connection.setup_warnings)

    def test_a_persons_choice_of_account_stays(self):
        other = self.connection.account_ids.filtered(
            lambda a: a.account_type == "REVENUE" and not a.is_system
        )[:1]
        self.connection.revenue_account_id = other
        self.connection._refresh_reference_data()
        self.assertEqual(self.connection.revenue_account_id, other)

    def test_form_opens_for_everybody_who_may_read(self):
        for group in (
            "account.group_account_readonly",
            "account.group_account_invoice",
        ):
            user = self.make_user(group.replace(".", "_"), f"base.group_user,{group}")
            form = Form(self.connection.with_user(user))
            self.assertEqual(form.live_state, "connected")
        form = Form(self.connection)
        self.assertTrue(form.client_id)

    def test_webhooks_are_set_up_on_a_live_connection(self):
        self.assertEqual(self.connection.state, "connected")
        with Form(self.connection) as form:
            self.assertIn("/accounting_sync/webhook", form.webhook_url)
            self.assertFalse(form.has_webhook_key)
            form.webhook_key = "key of the portal"
        self.assertTrue(self.connection.has_webhook_key)
        self.assertFalse(Form(self.connection).webhook_key, "never shown again")
