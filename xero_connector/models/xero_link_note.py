# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The run looks at linked records again, because a person or something else asks."""

from odoo import models


class XeroLink(models.Model):
    _inherit = "xero.link"

    def _note(self, lane, user=None):
        """Insert changes for these: for their Odoo records, or else for Xero's.

        :param lane: one of ``LANES`` of ``xero.change``
        :param user: who is told the outcome, if anybody waits for it
        """
        self.fetch(["connection_id", "resource", "res_id", "remote_id"])
        for connection, links in self.grouped("connection_id").items():
            for resource, same in links.grouped("resource").items():
                self.env["xero.change"]._note(
                    connection,
                    resource,
                    res_ids=[link.res_id for link in same if link.res_id],
                    remote_ids=[
                        link.remote_id
                        for link in same
                        if link.remote_id and not link.res_id
                    ],
                    lane=lane,
                    user=user,
                )

    def _look_again(self, user):
        """Have the run look at these at once, and tell who asked or decided."""
        self._note("button", user)
        for connection in self.connection_id:
            connection._wake()

    def _note_again(self):
        """First in line, for whoever decided it."""
        self.sudo()._look_again(self.env.user)
