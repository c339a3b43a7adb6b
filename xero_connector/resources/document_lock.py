# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents that are dated in a period that Xero has locked."""

from datetime import timedelta

from odoo import models
from odoo.tools import format_date

KEY = "lock"


class XeroResourceDocument(models.AbstractModel):
    """Lock dates bind what is created, what is changed and what is voided.

    By policy a new document is held, or created as a draft (which Xero takes whatever
    its date), or held with the first open day proposed: a person who agrees gives the
    document another date in Xero than it has in Odoo (``xero.link.agreed_date``). That
    holds for the date that it had then (``agreed_for``): with another one here it has
    that one there, too, or they agree anew.
    """

    _inherit = "xero.resource.document"

    def _agreed_dates(self, records):
        """Dates that a person chose for Xero and that still hold, by record id."""
        links = self.env["xero.link"].search_fetch(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", self._odoo_model),
                ("res_id", "in", records.ids),
                ("agreed_date", "!=", False),
                ("state", "!=", "retired"),
            ],
            ["res_id", "agreed_date", "agreed_for"],
        )
        return {
            link.res_id: link.agreed_date
            for link in links
            if link.agreed_for == self._day(records.browse(link.res_id))
        }

    def _first_open_day(self, connection):
        """The first day after both of Xero's lock dates, or None without locks."""
        organisation = connection.organisation_id
        locks = (organisation.year_lock_date, organisation.period_lock_date)
        latest = max((lock for lock in locks if lock), default=None)
        return latest and latest + timedelta(days=1)

    def _mapped_status(self, values, refs):
        status = super()._mapped_status(values, refs)
        new = not refs.remote.get("status") and status != "void"
        if new and refs.connection.lock_policy == "draft":
            if refs.connection.organisation_id._lock({values["date"]}):
                return "draft"
        return status

    def _is_redated(self, refs):
        """Whether it stands in Xero, in an open period, under a date agreed on before:
        that its date here is locked is a question of that date alone."""
        there = refs.remote.get("date")
        agreed = refs.own and refs.own.agreed_date
        return bool(agreed and not refs.connection.organisation_id._lock({there}))

    def _hold_for_lock(self, days, refs, values=None):
        """Note that Xero has locked one of these days.

        :param values: of what would be created or changed, in Xero's terms
        """
        found = refs.connection.organisation_id._lock(days)
        if not found:
            return
        creating = values is not None and not refs.remote
        if values is not None and values["status"] == "draft":
            return
        if values is not None and refs.remote.get("status") == "submitted":
            if not refs.connection.organisation_id._lock({values["date"]}):
                return
        day, lock, name = found
        remedy = self.env._("Ask who locked the period in Xero to open it.")
        cause = "locked"
        if refs.connection.lock_policy == "redate" and (
            creating or self._is_redated(refs)
        ):
            cause = "locked_redate"
            remedy = self.env._(
                "Agree to %(day)s, the first open day, as its date in Xero, or ask who "
                "locked the period there to open it.",
                day=format_date(self.env, self._first_open_day(refs.connection)),
            )
        refs.hold(
            cause,
            self.env._(
                "The document's date %(date)s is not after Xero's %(name)s, %(lock)s.",
                date=format_date(self.env, day),
                name=name,
                lock=format_date(self.env, lock),
            ),
            remedy,
            key=KEY,
        )
