# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Telling people what became of the records that they asked for."""

from collections import defaultdict

from odoo import models

#: names in one notification, problems told one by one; more are counted
MOST = 5


class XeroNotify(models.AbstractModel):
    _name = "xero.notify"
    _description = "Xero Sync Notifications"

    def _tell(self, state, link, user=None):
        """Remember a link's outcome for whoever asked, if anybody did.

        :param user: who asked, if the link has forgotten
        """
        if link.state in ("held", "error") and not link.remote_id:
            self._tell_waiting(state, link)
        asker = link.asked_by_id or user
        if not asker:
            return
        name = (link.record_ref or link).display_name
        said = [text for text in (link.error, link.remedy) if text]
        state.tell(asker.id, name, link.state, "\n".join(said))
        if link.asked_by_id:
            link.asked_by_id = False

    def _tell_waiting(self, state, link):
        """A document says that it is its contact that is held; so hears whoever asked
        for it."""
        key = f"needs:{link.resource}:{link.res_id}"
        waiting = self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("hold_key", "=", key),
                ("state", "=", "waiting"),
            ]
        )
        if waiting:
            waiting._wait_for(key, (link.record_ref or link).display_name, link)
        asked = waiting.filtered("asked_by_id")
        for one in asked:
            name = (one.record_ref or one).display_name
            said = [text for text in (one.error, one.remedy) if text]
            state.tell(one.asked_by_id.id, name, "waiting", "\n".join(said))
        asked.asked_by_id = False

    def _notify(self, state):
        """Send what was remembered, to each user in their own language."""
        for user_id, outcomes in state.outcomes.items():
            user = self.env["res.users"].browse(user_id).exists()
            if user:
                self.with_context(lang=user.lang)._notify_user(user, outcomes)
        state.outcomes = {}

    def _notify_user(self, user, outcomes):
        """One note for all that went well; one for each of a few problems, else one
        for each kind of them.

        :param outcomes: [(name, state of the link, message)]
        """
        by_state = defaultdict(list)
        for name, state, message in outcomes:
            by_state[state].append((name, message))
        good = by_state.pop("synced", [])
        if good:
            self._send(user, self._title("synced"), _listed(n for n, _m in good), True)
        one_by_one = sum(map(len, by_state.values())) <= MOST
        for state, rows in by_state.items():
            if one_by_one:
                for name, message in rows:
                    self._send(user, f"{name}: {self._title(state)}", message)
            else:
                title = f"{len(rows)} × {self._title(state)}"
                self._send(user, title, _listed(name for name, _message in rows))

    def _title(self, state):
        return {
            "synced": self.env._("In step with Xero"),
            "approval": self.env._("waits for approval in Xero"),
            "new": self.env._("not sent to Xero yet"),
            "waiting": self.env._("waits before it goes to Xero"),
            "held": self.env._("held, not sent to Xero"),
            "sending": self.env._("on its way to Xero"),
            "difference": self.env._("different in Xero"),
            "conflict": self.env._("changed in Odoo and in Xero"),
            "error": self.env._("refused by Xero"),
            "retired": self.env._("no longer linked to Xero"),
        }.get(state, state)

    def _send(self, user, title, message, good=False):
        user._bus_send(
            "simple_notification",
            {
                "title": title,
                "message": message,
                "type": "success" if good else "warning",
                "sticky": not good,
            },
        )


def _listed(names):
    names = list(names)
    shown = ", ".join(names[:MOST])
    return shown if len(names) <= MOST else f"{shown} … ({len(names)})"
