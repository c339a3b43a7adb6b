# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""How a connection is ended; what was shared stays known."""

import logging

from odoo import models
from odoo.exceptions import UserError

from ..exceptions import XeroUnavailable
from ..plain_words import explain
from ..xero import errors, oauth
from .xero_connection_client import RECONNECT_ACTIVITY

_logger = logging.getLogger(__name__)


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    def action_disconnect(self):
        """Ask, saying what stays and what ends."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Disconnect from Xero"),
            "res_model": "xero.connection.disconnect",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_connection_id": self.id},
        }

    def action_cancel_choice(self):
        """None of the organisations is the right one: forget this sign-in."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "choosing":
            self.sudo()._disconnect()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _disconnect(self):
        """Stop both directions at once, and delete this connection at Xero.

        Only this connection is deleted there. The token is never revoked: that would
        cut off every other company, here or in another database, that was connected by
        the same Xero user. Deleted here, with nothing left that it reaches, it dies by
        itself.

        Works offline too: the company is disconnected in any case.

        :return: text for the user about what Xero was told, or False if all went well
        """
        self.ensure_one()
        if self.state == "disconnected":
            raise UserError(
                self.env._("%(name)s is not connected to Xero.", name=self.display_name)
            )
        # First Xero: a refresh of the token needs the rows that are written after.
        problem = self._tell_xero_goodbye()
        self.env["xero.token"]._forget_sign_in(self)
        self.choice_ids.unlink()
        self.write(
            {
                "state": "disconnected" if self.tenant_id else "new",
                "sign_in_message": problem,
            }
        )
        self.activity_unlink([RECONNECT_ACTIVITY])
        self.message_post(
            body=problem
            or self.env._("Disconnected from Xero. Records and links are kept.")
        )
        return problem

    def _tell_xero_goodbye(self):
        row = self.env["xero.token"]._of(self)
        if not row.remote_connection_id or self.state == "choosing":
            return False
        if row._is_foreign():
            return self.env._(
                "This database is a copy: Xero was not told, because the connection "
                "there belongs to the original."
            )
        try:
            self._delete_at_xero(row.remote_connection_id)
        except XeroUnavailable:
            why = self.env._("The stored sign-in could not be used.")
        except errors.XeroError as error:
            _logger.info("Xero connection %s: not deleted: %r", self.id, error)
            why = explain(self.env, error)[0]
        else:
            return False
        return self.env._(
            "Odoo is disconnected, but Xero could not be told: %(why)s In Xero, open "
            "Settings > Connected apps and disconnect Odoo there too.",
            why=why,
        )

    def _delete_at_xero(self, remote_connection_id):
        stale = None
        while True:
            access_token = self.env["xero.token"]._access_token(self, stale)
            try:
                return oauth.delete_connection(
                    self._session_factory(), access_token, remote_connection_id
                )
            except errors.Unauthorised:
                if stale:
                    raise
                stale = access_token
