# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Calls for a connection: with which token, and what if Xero lets us in no more."""

from odoo import models
from odoo.exceptions import UserError

from ..exceptions import XeroUnavailable
from ..plain_words import explain
from ..xero import errors, transport
from ..xero.client import XeroClient

RECONNECT_ACTIVITY = "xero_connector.mail_activity_type_reconnect"


class XeroConnection(models.Model):
    _inherit = "xero.connection"

    # ------------------------------------------------------------------
    # clients
    # ------------------------------------------------------------------
    def _check_usable(self):
        """Stop here unless calls may be made.

        :raise XeroUnavailable:
        """
        self.ensure_one()
        if self.state != "connected":
            raise XeroUnavailable(
                self.env._("%(name)s: sign in to Xero again.", name=self.display_name)
                if self.state == "reconnect"
                else self.env._(
                    "%(name)s is not connected to Xero.", name=self.display_name
                ),
                "state",
            )
        self._check_no_copy()

    def _access_token(self, stale=None):
        """A bearer token; see ``xero.token``."""
        self._check_no_copy()
        return self.env["xero.token"]._access_token(self, stale)

    def _client(self, stale=None, refresh=False, on_limits=None):
        """A client for calls that start now.

        Call it before the transaction writes to this connection: a refresh of the token
        happens in a transaction of its own.

        :param stale: access token that Xero has just refused with 401
        :param refresh: the same, where the caller does not know the token: the one that
            its transaction sees was refused
        :param on_limits: told the calls left after each answer
        :return: :class:`XeroClient`
        :raise XeroUnavailable: not connected, a copy, or without usable secrets
        :raise errors.XeroError: if the token had to be refreshed and could not be
        """
        connection = self.sudo()
        connection._check_usable()
        if refresh:
            stale = connection._access_token_seen()
        return connection._client_for(
            connection._access_token(stale), connection.tenant_id, on_limits
        )

    def _access_token_seen(self):
        row = self.env["xero.token"]._of(self)
        token = row and row._read_token()
        return token.access_token if token else None

    def _client_for(self, access_token, tenant_id, on_limits=None):
        session = transport.make_session(self.sudo().local_url or None)
        return XeroClient(session, access_token, tenant_id, on_limits=on_limits)

    def _session_factory(self):
        return transport.make_oauth_session_factory(self.sudo().local_url or None)

    # ------------------------------------------------------------------
    # the sign-in
    # ------------------------------------------------------------------
    # ------------------------------------------------------------------
    # readings that a person waits for
    # ------------------------------------------------------------------
    def _calling(self, work, tenant_id=None):
        """``work(client)``, with one fresh token if Xero refuses the stored one.

        For readings that a person waits for; call it before the transaction writes.

        :param tenant_id: another organisation than the connection's own
        :raise XeroUnavailable, errors.XeroError:
        """
        stale = None
        while True:
            access_token = self._access_token(stale)
            client = self._client_for(access_token, tenant_id or self.tenant_id)
            try:
                return work(client)
            except errors.Unauthorised as error:
                if stale or isinstance(error, errors.ScopeMissing):
                    raise
                stale = access_token

    def _checked(self, call, *args):
        """``call(*args)``, its failure in words for the user who waits."""
        try:
            return call(*args)
        except errors.XeroError as error:
            raise UserError("\n".join(explain(self.env, error))) from error

    # ------------------------------------------------------------------
    # a person has to sign in again
    # ------------------------------------------------------------------
    def _need_reconnect(self, error):
        """Xero wants a person to sign in: say why in plain words.

        :param error: of :mod:`..xero.errors`
        """
        connection = self.with_context(lang=self.lang)  # not that of whoever met it
        connection._reconnect_needed("\n".join(explain(connection.env, error)))

    def _reconnect_needed(self, message):
        """Xero no longer lets us in: say so wherever a person may look.

        Runs in the caller's transaction. Nothing is lost: changes and links wait.
        """
        self.ensure_one()
        if self.state != "connected":
            return
        self.write({"state": "reconnect", "sign_in_message": message})
        self.message_post(body=message)
        summary = self.env._("Reconnect Xero: %(name)s", name=self.display_name)
        for user in self._administrators():
            self.activity_schedule(
                RECONNECT_ACTIVITY, summary=summary, note=message, user_id=user.id
            )

    def _administrators(self):
        """Users who may mend this connection."""
        group = self.env.ref("xero_connector.group_manager")
        return group.sudo().all_user_ids.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    # ------------------------------------------------------------------
    # Xero's settings
    # ------------------------------------------------------------------
