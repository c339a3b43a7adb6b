# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The secrets of a connection, sealed, in a row that no user may read."""

import json
import logging
from datetime import UTC, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from .. import secret_key
from ..exceptions import XeroUnavailable
from ..xero import errors, oauth, transport
from ..xero.vault import SealBroken

_logger = logging.getLogger(__name__)

#: A token that lives shorter than this is refreshed before it is used.
MARGIN = timedelta(minutes=2)
#: Longer than one refresh takes at worst, so that who waits for it gets its result.
LOCK_TIMEOUT = f"{transport.DEFAULT_TIMEOUT * 2}s"
TRIES = 5
#: What Xero answers when only a person can go on; any other refusal passes.
NEEDS_PERSON = (
    "access_denied",
    "invalid_client",
    "invalid_grant",
    "invalid_scope",
    "unauthorized_client",
)


SEALED = ("client_secret", "webhook_key", "token")


class XeroToken(models.Model):
    """One row a connection, apart from it: a refresh never blocks a save.

    Xero's refresh tokens are used once: every refresh returns a new one, and the old
    one works for another 30 minutes only. So a refresh happens under a lock on this
    row, in a transaction of its own that is committed before anybody uses the result.

    What is sealed is bound to this database (its UUID *and* its name, because a copy
    made with ``createdb -T`` keeps the UUID), to the connection, to the column and to
    the local Xero, if one is set. A copied database cannot open it by itself.
    """

    _name = "xero.token"
    _description = "Xero Secrets"
    _rec_name = "connection_id"

    connection_id = fields.Many2one(
        "xero.connection", required=True, ondelete="cascade", index=True
    )
    client_secret = fields.Char(string="Client Secret (sealed)", copy=False)
    webhook_key = fields.Char(string="Webhook Key (sealed)", copy=False)
    token = fields.Text(string="Token (sealed)", copy=False)
    expires_at = fields.Datetime()
    scopes = fields.Char(help="What Xero granted, separated by spaces.")
    auth_event_id = fields.Char(help="The consent that the token comes from.")
    remote_connection_id = fields.Char(
        help="Xero's id of this connection; disconnecting deletes it."
    )
    xero_user_id = fields.Char(help="Who signed in at Xero.")
    bound_uuid = fields.Char(string="Database UUID")
    bound_name = fields.Char(string="Database Name")

    _uniq = models.Constraint("UNIQUE(connection_id)", "One row of secrets each.")

    # ------------------------------------------------------------------
    # which database, which place
    # ------------------------------------------------------------------
    @api.model
    def _here(self):
        """What a sealed text is bound to: UUID and name of this database."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        return uuid or "", self.env.cr.dbname

    @api.model
    def _of(self, connection):
        """The row of a connection, or an empty one."""
        return self.sudo().search([("connection_id", "=", connection.id)])

    def _is_foreign(self):
        """Whether the secrets belong to another database, of which this is a copy."""
        self.ensure_one()
        return (self.bound_uuid, self.bound_name) != self._here()

    def _place(self, column):
        local_url = self.connection_id.sudo().local_url or ""
        return (
            self.bound_uuid,
            self.bound_name,
            str(self.connection_id.id),
            column,
            local_url,
        )

    def _open(self, column):
        """The text of a sealed column, or None where there is none.

        :raise XeroUnavailable: if it does not open
        """
        self.ensure_one()
        sealed = self[column]
        if not sealed:
            return None
        try:
            return secret_key.vault().unseal(sealed, self._place(column))
        except (SealBroken, ValueError, OSError) as error:
            _logger.warning(
                "Xero connection %s: its secrets cannot be opened (%s)",
                self.connection_id.id,
                type(error).__name__,
            )
            raise XeroUnavailable(
                self.env._(
                    "The key that opens the stored Xero credentials is missing or has "
                    "changed. Restore the key on the server, or enter the Client "
                    "Secret again and reconnect."
                ),
                "secrets",
            ) from None

    def _opens(self, column):
        """Whether there is such a secret and this database can use it."""
        if not self or not self[column] or self._is_foreign():
            return False
        try:
            return bool(self._open(column))
        except XeroUnavailable:
            return False

    def _seal(self, column, text):
        try:
            return secret_key.vault().seal(text, self._place(column))
        except (ValueError, OSError) as error:
            raise UserError(
                self.env._(
                    "The server has no usable key to keep the Xero credentials safe. "
                    "Ask your administrator to look at %(name)s. (%(error)s)",
                    name=secret_key.ENVIRONMENT,
                    error=type(error).__name__,
                )
            ) from error

    def _bind(self):
        """Take this database as the home of what is sealed from now on."""
        self.bound_uuid, self.bound_name = self._here()

    # ------------------------------------------------------------------
    # storing
    # ------------------------------------------------------------------
    @api.model
    def _row(self, connection):
        """The row of a connection, made if need be, at home in this database."""
        row = self._of(connection)
        if not row:
            row = self.sudo().create({"connection_id": connection.id})
            row._bind()
        return row

    @api.model
    def _row_at_home(self, connection):
        """The same, where somebody types a secret: also in a copy.

        What came from the original does not open here and is dropped, all of it: left
        where it is it would count as known, and no later move could take it along.
        """
        row = self._row(connection)
        if row._is_foreign():
            row.write({**dict.fromkeys(SEALED, False), "remote_connection_id": False})
            row._bind()
        return row

    @api.model
    def _set_client_secret(self, connection, secret):
        """Keep the app's secret; it is never shown again."""
        row = self._row_at_home(connection)
        row.client_secret = row._seal("client_secret", secret)

    @api.model
    def _set_webhook_key(self, connection, key):
        """Keep the key that Xero signs webhooks with; it is never shown again."""
        row = self._row_at_home(connection)
        row.webhook_key = row._seal("webhook_key", key)

    @api.model
    def _store(self, connection, token, remote_connection_id):
        """Keep what a sign-in gave.

        :param token: :class:`oauth.Token`
        :param remote_connection_id: Xero's id of the connection, or False where the
            organisation is not chosen yet
        """
        row = self._row(connection)
        row._put(token)
        row.write(
            {
                "scopes": " ".join(token.scopes),
                "auth_event_id": token.auth_event_id,
                "xero_user_id": token.xero_user_id,
                "remote_connection_id": remote_connection_id,
            }
        )

    def _put(self, token):
        self.write(
            {
                "token": self._seal("token", json.dumps(token.to_dict())),
                "expires_at": token.expires_at.astimezone(UTC).replace(tzinfo=None),
                "scopes": " ".join(token.scopes) or self.scopes,
            }
        )

    def _reseal(self):
        """Make this database the home: for one that was renamed or moved.

        :raise XeroUnavailable: if the key is not the one they were sealed with
        """
        for row in self:
            texts = {name: row._open(name) for name in SEALED}
            row._bind()
            for name, text in texts.items():
                row[name] = row._seal(name, text) if text else False

    @api.model
    def _forget_sign_in(self, connection):
        """Delete the tokens.

        The app's own secret and the key of its webhooks stay for connecting again: Xero
        shows the secret only once, and a new one would stop every other company that
        uses the same app. What belongs to another database goes altogether.
        """
        row = self._of(connection)
        if not (row.client_secret or row.webhook_key) or row._is_foreign():
            row.unlink()
            return
        row.write(
            {
                "token": False,
                "expires_at": False,
                "scopes": False,
                "auth_event_id": False,
                "remote_connection_id": False,
                "xero_user_id": False,
            }
        )

    # ------------------------------------------------------------------
    # using
    # ------------------------------------------------------------------
    @api.model
    def _app(self, connection):
        """The app at Xero, for :mod:`..xero.oauth`.

        :raise XeroUnavailable: if its details are missing, cannot be opened, or belong
            to another database
        """
        connection = connection.sudo()
        row = self._of(connection)
        connection._check_no_copy()
        secret = row._open("client_secret") if row else None
        app_type = oauth.AppType(connection.app_type)
        if not connection.client_id or not (secret or app_type is oauth.AppType.PKCE):
            raise XeroUnavailable(
                self.env._("Enter the Client ID and Client Secret of your Xero app."),
                "secrets",
            )
        return oauth.App(
            client_id=connection.client_id,
            client_secret=None if app_type is oauth.AppType.PKCE else secret,
            type=app_type,
            redirect_uri=connection._redirect_uri(),
        )

    def _read_token(self):
        """The stored :class:`oauth.Token`, or None."""
        text = self._open("token")
        return oauth.Token.from_dict(json.loads(text)) if text else None

    @api.model
    def _access_token(self, connection, stale=None):
        """A bearer token that is good for a call that starts now.

        Makes an HTTP call, and opens a cursor, only if the stored token is not good.

        :param connection: its secrets are at home in this database
        :param stale: a token that Xero has just refused
        :raise XeroUnavailable: if there is none, or it cannot be opened
        :raise errors.ReconnectNeeded: if a person has to sign in again
        :raise errors.XeroError: if Xero could not be asked
        """
        row = self._of(connection)
        token = row._read_token() if row else None
        if token is None:
            raise XeroUnavailable(
                self.env._("Connect to Xero first: there is no sign-in stored."),
                "secrets",
            )
        if self._good(token, stale):
            return token.access_token
        access_token = self._refreshed(connection, stale)
        row.invalidate_recordset(flush=False)  # what it knows is older than the result
        return access_token

    @staticmethod
    def _good(token, stale):
        return token.access_token != stale and not token.expires_within(
            datetime.now(UTC), MARGIN
        )

    def _refreshed(self, connection, stale):
        for _try in range(TRIES):
            try:
                with self.env.registry.cursor() as cr:
                    env = api.Environment(cr, api.SUPERUSER_ID, {})
                    outcome = env["xero.token"]._refresh_locked(connection.id, stale)
            except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
                # Another worker refreshed while we waited for the row: our snapshot is
                # older than its result. Only a new transaction sees it.
                continue
            if isinstance(outcome, Exception):
                raise outcome
            return outcome
        raise errors.NotSent("another refresh of the sign-in does not come to an end")

    def _refresh_locked(self, connection_id, stale):
        """Refresh in this transaction, which nobody else uses.

        :return: the access token, or the error after which a person has to sign in;
            returned and not raised, so that what is written about it is committed
        """
        # SET takes no snapshot: the statement after it is the first one, and it locks.
        self.env.cr.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT])
        self.env.cr.execute(
            "SELECT id FROM xero_token WHERE connection_id = %s FOR UPDATE",
            [connection_id],
            log_exceptions=False,  # that somebody was faster is no error
        )
        found = self.env.cr.fetchone()
        row = self.browse(found[0]) if found else self
        token = row._read_token() if row else None
        if token is None:
            return XeroUnavailable(
                self.env._("The connection to Xero has been ended."), "state"
            )
        if self._good(token, stale):
            return token.access_token
        try:
            new = row._ask_for_token(token)
        except errors.OAuthError as error:
            if error.code not in NEEDS_PERSON:
                raise
            row.connection_id._need_reconnect(error)
            return error
        row._put(new)
        return new.access_token

    def _ask_for_token(self, token):
        connection = self.connection_id
        factory = connection._session_factory()
        app = self._app(connection)
        if app.type is oauth.AppType.CUSTOM:
            # It has no refresh token: ask with the credentials again, and for what was
            # granted; a feature switched on since must not cost the connection.
            return oauth.client_credentials(factory, app, token.scopes)
        return oauth.refresh(factory, app, token)
