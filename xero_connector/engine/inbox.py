# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From Xero's events to ordinary changes.

An event says only that something changed. A record that is linked is read by its id,
forty a call; for anything else, or for many at once, the endpoint's changes are read,
which is one call whatever the number.
"""

from odoo import models

from ..xero.webhook import ENDPOINTS

#: linked records that are read by id; of more the whole list of changes is read
MOST_BY_ID = 40


class XeroInbox(models.AbstractModel):
    _name = "xero.inbox"
    _description = "Xero Sync Inbox"

    def _take(self, connection_id):
        """Turn the events that wait into changes and readings."""
        events = self.env["xero.event"].search(
            [("connection_id", "=", connection_id), ("done", "=", False)]
        )
        if not events:
            return
        connection = self.env["xero.connection"].browse(connection_id)
        read = self.env["xero.pull"]._endpoints(connection)
        for category, group in events.grouped("category").items():
            main, *others = ENDPOINTS.get(category, (None,))
            if main in read and self._note(connection, read[main], group):
                others.append(main)
            others = [endpoint for endpoint in others if endpoint in read]
            self.env["xero.pull"]._schedule(connection)
            self.env["xero.pull"]._read_now(connection, others)
        events.done = True

    def _note(self, connection, names, events):
        """Changes for the linked records; whether there are others."""
        remote_ids = set(events.mapped("remote_id"))
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "in", names),
                ("remote_id", "in", list(remote_ids)),
            ]
        )
        if len(links) > MOST_BY_ID:
            return True
        for name, same in links.grouped("resource").items():
            self.env["xero.change"]._note(
                connection, name, remote_ids=same.mapped("remote_id"), lane="webhook"
            )
        return bool(remote_ids - set(links.mapped("remote_id")))
