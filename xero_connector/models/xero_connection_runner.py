# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A run that nobody starts: said where a person looks, before they wonder."""

from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

RUNNER_ACTIVITY = "xero_connector.mail_activity_type_runner"
#: a run begins within seconds; other companies' runs may keep it for some minutes
PATIENCE = timedelta(minutes=10)


class XeroConnection(models.Model):
    """Runs are jobs of ``queue_job``. Where its runner is not started with Odoo they
    are only put into the queue, and everything else looks as if all was well."""

    _inherit = "xero.connection"

    def _is_left_in_queue(self):
        """Whether a run is due since long, and nothing in the queue goes on meanwhile:
        another addon's jobs may keep the runner busy."""
        self.ensure_one()
        limit = fields.Datetime.now() - PATIENCE
        key = f"xero-run-{self.id}"
        mine = Domain("identity_key", "=", key) | Domain(
            "identity_key", "=like", f"{key}-%"
        )
        waits = mine & Domain(
            [
                ("state", "=", "pending"),
                ("date_created", "<", limit),
                "|",
                ("eta", "=", False),
                ("eta", "<", limit),
            ]
        )
        jobs = self.env["queue.job"].sudo()
        goes_on = Domain("state", "=", "started") | Domain("date_started", ">=", limit)
        if not jobs.search_count(waits, limit=1):
            return False
        if jobs.search_count(goes_on | Domain("date_done", ">=", limit), limit=1):
            return False
        ended = [("last_run", ">=", limit)]
        status = self.env["xero.connection.status"].sudo()
        return not status.search_count(ended, limit=1)

    def _without_runner(self):
        """Why nothing travels, for a person."""
        return self.env._(
            "Odoo's job runner does not work: nothing travels between Odoo and Xero. "
            "Nothing is lost meanwhile. Whoever looks after the server adds queue_job "
            "to server_wide_modules in Odoo's configuration and restarts Odoo."
        )

    def _watch_runner(self):
        """Have an activity where a run is left in the queue, and none elsewhere.

        Called by the scheduled action: no run does it, if none is started.
        """
        self.ensure_one()
        connection = self.with_context(lang=self.lang, mail_activity_quick_update=True)
        told = connection.activity_search([RUNNER_ACTIVITY])
        if not connection._is_left_in_queue():
            told.unlink()
            return
        user = connection._problem_user()
        if not told and user:
            connection.activity_schedule(
                RUNNER_ACTIVITY,
                summary=connection.env._("Nothing travels to Xero"),
                note=connection._without_runner(),
                user_id=user.id,
            )
