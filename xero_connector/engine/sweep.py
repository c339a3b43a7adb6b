# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The nightly look at what neither a hook nor a stamp told.

Odoo's side: every record written since the last night is noted again; one that says
what it said when both agreed costs no call. Xero's side: everything open is read whole
and compared by its values, because not every change in Xero moves its stamp.
"""

import logging
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.fields import Domain

from .tracking import in_parts, relevant

_logger = logging.getLogger(__name__)
#: what was swept within this time is not swept again; short enough that no night is
#: left out after a company was connected again by day
RECENT = timedelta(hours=6)
#: ``write_date`` is the start of a transaction, which may have lasted
OVERLAP_HOURS = 24
#: records noted by one statement
CHUNK = 5000


class XeroSweep(models.AbstractModel):
    _name = "xero.sweep"
    _description = "Xero Sync Sweep"

    @api.model
    def _cron_sweep(self):
        """Have every connection swept; nightly, and once one is connected again.

        One that fails does not stop the others, and is tried again tomorrow. Runs that
        end meanwhile may win a race: the step that lost is begun anew.
        """
        connections = self.env["xero.connection"].sudo()
        connections = connections.search([("state", "=", "connected")])
        connections = connections.filtered(self._is_due)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(connections))
        in_transaction = self.env["xero.run"]._in_transaction
        for connection in connections:
            try:
                began = fields.Datetime.now()
                in_transaction(self._note_all, connection, began)
                in_transaction(self._swept, connection, began)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("Xero connection %s was not swept", connection.id)
            if not progress._commit_progress(1):
                break

    def _is_due(self, connection):
        """Whether it was not swept of late, or was not connected when it was."""
        swept = connection._status.last_sweep
        if not swept or swept < fields.Datetime.now() - RECENT:
            return True
        return bool(connection.connected_at) and connection.connected_at > swept

    def _sweep(self, connection):
        """Note what was written in Odoo, and have what is open in Xero read.

        :return: resource name to the number of records noted
        """
        began = fields.Datetime.now()
        noted = self._note_all(connection, began)
        self._swept(connection, began)
        return noted

    def _note_all(self, connection, began):
        """Note what was written in Odoo since the last time; see ``_sweep``."""
        status = connection._status
        # what is older than the connection is the backfill's: nobody asked for it
        since = connection.organisation_id.create_date or began
        if status.last_sweep:
            overlap = fields.Datetime.subtract(status.last_sweep, hours=OVERLAP_HOURS)
            since = max(since, overlap)
        noted = {}
        for name, resource in self.env["xero.resource"].sudo()._all().items():
            if resource._is_on(connection):
                ids = self._written(connection, resource, since)
                ids = sorted({*ids, *self._gone(connection, resource)})
                for start in range(0, len(ids), CHUNK):
                    self.env["xero.change"]._note(
                        connection, name, ids[start : start + CHUNK], lane="sweep"
                    )
                noted[name] = len(ids)
        self._look_at_waiting(connection)
        return noted

    def _swept(self, connection, began):
        """Remember it, and have what is open in Xero read.

        A transaction of its own: these rows are written by every run that ends.
        """
        connection._status.last_sweep = began
        self.env["xero.pull"]._schedule(connection)
        self.env["xero.poll.state"].search(
            [("connection_id", "=", connection.id)]
        ).next_full = began
        connection._wake()

    def _gone(self, connection, resource):
        """Ids of linked records that were deleted and that no hook told of."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "=", resource._resource_name),
                ("res_model", "=", resource._odoo_model),
                ("res_id", "!=", 0),
                ("state", "!=", "retired"),
            ]
        )
        ids = links.mapped("res_id")
        model = self.env[resource._odoo_model].with_context(active_test=False)
        return set(ids) - set(model.browse(ids).exists().ids)

    def _look_at_waiting(self, connection):
        """Look again at what waits for another record or for a mapping, and at what
        Odoo refused of Xero's: none may have been told when that changed (a mapping is
        mended while the very batch is planned), and a look costs no call."""
        mine = Domain("connection_id", "=", connection.id)
        refused = self.env["xero.difference"].search(
            mine & Domain("refused", "!=", False)
        )
        links = self.env["xero.link"].search(
            mine
            & (
                Domain("state", "in", ("waiting", "held"))
                & Domain("hold_key", "!=", False)
                | Domain("state", "in", ("held", "difference"))
                & Domain("cause", "=", "refused_by_odoo")
                | Domain("id", "in", refused.link_id.ids)
            )
        )
        # what is remembered as refused is not even tried
        refused.refused = False
        links._note("sweep")

    def _written(self, connection, resource, since):
        """Ids of the records of one resource that were written since then.

        :param since: UTC
        """
        written = Domain("write_date", ">=", since)
        found = set()
        for name in (resource._odoo_model, *resource._tracked_also):
            model = self.env[name].sudo().with_context(active_test=False)
            ids = model.search(
                written & Domain(resource._sweep_domain(connection, name))
            ).ids
            for start in range(0, len(ids), CHUNK):
                records = model.browse(ids[start : start + CHUNK])
                for groups in in_parts(partial(relevant, resource), records):
                    if connection.id in groups:
                        found.update(groups[connection.id].ids)
        return sorted(found)
