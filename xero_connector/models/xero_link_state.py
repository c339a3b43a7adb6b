# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The state of a link, and what stands against its record."""

from odoo import fields, models

#: values of a link whose record nothing stands against
NOTHING_AGAINST = {
    "cause": False,
    "error": False,
    "remedy": False,
    "hold_key": False,
    "candidates": False,
}


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _wait(self, key, reason, remedy=False):
        """Stop here until what ``key`` names is in Xero."""
        self.write(
            {
                "state": "waiting",
                "cause": "waiting",
                "error": reason,
                "remedy": remedy,
                "hold_key": key,
            }
        )

    def _wait_for(self, key, name, other):
        """Stop here until another record is in Xero; where that one is held, say why
        and what to do: nobody looks for it elsewhere.

        :param name: what people call the other record
        :param other: its link, if it has one
        """
        reason, remedy = self.env._("Waits for “%(name)s”.", name=name), False
        if other and other.state in ("held", "error") and not other.remote_id:
            reason = "\n".join(filter(None, (reason, other.error)))
            remedy = other.remedy
        self._wait(key, reason, remedy)

    def _suspend(self):
        """Reset to draft here: nothing is sent until it is posted again."""
        for link in self:
            if not link.remote_id:
                # never sent: what stood against it may be mended before it is posted
                link.write({"state": "new", **NOTHING_AGAINST})
            elif link.state != "waiting":
                link._wait(
                    False,
                    self.env._(
                        "Reset to draft in Odoo. Nothing is sent until it is posted "
                        "again, cancelled or deleted."
                    ),
                )

    def _hold(self, cause, error, remedy=None, key=None, candidates=None):
        """Stop here, with the reason, until ``key`` is mended or somebody looks."""
        self.write(
            {
                "state": "held",
                "cause": cause,
                "error": error,
                "remedy": remedy,
                "hold_key": key,
                "candidates": candidates or False,
            }
        )

    def _hold_for_permission(self):
        """Stop here until somebody agrees to what Xero was not asked for so far."""
        for link in self:
            if link.state != "retired":
                link._hold(
                    "scope_missing",
                    self.env._(
                        "Whoever connected to Xero did not agree to this being sent: "
                        "it was switched on later."
                    ),
                    self.env._("Press Reconnect on the connection's page, and agree."),
                    key="scope",
                )

    def _disagree(self, state, cause, shown, remedy):
        """Both sides say different things; both are shown.

        :param state: ``difference`` or ``conflict``
        :param shown: name of the form's field to (Odoo's, Xero's) in words
        """
        self.ensure_one()
        labels = self.env["xero.resource"]._get(self.resource)._field_labels()
        nothing = self.env._("nothing")
        parts = []
        for name, sides in shown.items():
            ours, theirs = (
                text if len(text) < 1000 else f"{text[:1000]} …" for text in sides
            )
            label = labels.get(name, name)
            if "\n" in ours + theirs or len(ours + theirs) > 100:
                text = self.env._(
                    "%(field)s in Odoo: %(ours)s\n%(field)s in Xero: %(theirs)s",
                    field=label,
                    ours=ours or nothing,
                    theirs=theirs or nothing,
                )
            else:
                text = self.env._(
                    "%(field)s: %(ours)s in Odoo, %(theirs)s in Xero",
                    field=label,
                    ours=ours or nothing,
                    theirs=theirs or nothing,
                )
            parts.append(text)
        self.write(
            {
                "state": state,
                "cause": cause,
                "fields_in_question": {
                    name: list(both) for name, both in shown.items()
                },
                "error": "\n".join(parts),
                "remedy": remedy,
                "hold_key": False,
            }
        )

    def _fail(self, cause, error, remedy=None, key=None):
        """Xero refused; the next try is later each time, at most a day.

        :param key: mending what it names is another reason to try again
        """
        for link in self:
            failures = link.failures + 1
            minutes = min(5 * 4 ** (failures - 1), 24 * 60)
            link.write(
                {
                    "state": "error",
                    "cause": cause,
                    "error": error,
                    "remedy": remedy,
                    "hold_key": key,
                    "failures": failures,
                    "next_try": fields.Datetime.add(
                        fields.Datetime.now(), minutes=minutes
                    ),
                }
            )

    def _settle(self, vals=None):
        """Both sides agree: whatever stood against it is gone."""
        self.ensure_one()
        resource = self.env["xero.resource"]._get(self.resource)
        self.write(
            {
                "state": resource._state_in_step(self),
                **NOTHING_AGAINST,
                "fields_in_question": False,
                "failures": 0,
                "next_try": False,
                "last_sync": fields.Datetime.now(),
                **(vals or {}),
            }
        )

    def _retire(self, reason):
        """The record is gone for good; its Xero record stays known."""
        self.write(
            {"state": "retired", "error": reason, "cause": False, "hold_key": False}
        )
