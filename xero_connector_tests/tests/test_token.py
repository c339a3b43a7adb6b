# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tokens: refreshed when needed, once; sealed; never lost by an outage."""

import json
import logging
import os
import stat
import tempfile
from pathlib import Path
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.xero_connector import secret_key
from odoo.addons.xero_connector.exceptions import XeroUnavailable
from odoo.addons.xero_connector.xero import errors, oauth

from .common import XeroCommon

TOKEN_LOGGER = "odoo.addons.xero_connector.models.xero_token"


@tagged("post_install", "-at_install")
class TestToken(XeroCommon):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.tokens = self.env["xero.token"]
        self.row = self.tokens._of(self.connection)

    def age(self, minutes=60):
        """Let the stored token be this old."""
        token = self.row._read_token()
        self.row._put(
            oauth.Token.from_dict(
                {**token.to_dict(), "expires_at": "2026-01-01T00:00:00+00:00"}
            )
        )
        self.env.flush_all()
        self.xero.clock.advance(minutes * 60)
        return token.access_token

    def failure(self, call, *args, **kwargs):
        """The error of a call. ``assertRaises`` of Odoo would roll back what another
        cursor has committed meanwhile."""
        try:
            call(*args, **kwargs)
        except Exception as error:
            self.env.invalidate_all()
            return error
        return self.fail("nothing was raised")

    def token_calls(self):
        return [e for e in self.xero.log if e["path"] == "/connect/token"]

    # ------------------------------------------------------------------
    # refresh
    # ------------------------------------------------------------------
    def test_a_good_token_costs_nothing(self):
        self.xero.log.clear()
        with patch.object(type(self.tokens), "_refreshed") as refreshed:
            self.tokens._access_token(self.connection)
        refreshed.assert_not_called()
        self.assertFalse(self.token_calls())

    def test_an_old_token_is_refreshed(self):
        old = self.age()
        before = self.row._read_token().refresh_token
        new = self.tokens._access_token(self.connection)
        self.assertNotEqual(new, old)
        self.assertNotEqual(self.row._read_token().refresh_token, before)
        self.assertEqual(self.tokens._access_token(self.connection), new)
        client = self.connection._client()
        self.assertTrue(client.read("Organisation").elements)

    def test_a_refused_token_is_refreshed_once(self):
        self.xero.log.clear()
        stale = self.tokens._access_token(self.connection)
        new = self.tokens._access_token(self.connection, stale=stale)
        again = self.tokens._access_token(self.connection, stale=stale)
        self.assertNotEqual(new, stale)
        self.assertEqual(again, new, "another worker's result is used")
        self.assertEqual(len(self.token_calls()), 1)

    def test_expired_early_at_xero(self):
        """The clock of Xero decides: a 401 makes us refresh, whatever we believed."""
        self.xero.clock.advance(3600)
        self.xero.log.clear()
        self.connection._refresh_reference_data()
        self.assertEqual(len(self.token_calls()), 1)

    def test_lost_answer(self):
        """The old refresh token works for another 30 minutes: try again with it."""
        self.age()
        self.xero.faults.add(
            action="drop_answer", path="/connect/token", times=1, method="POST"
        )
        with self.assertRaises(errors.NoAnswer):
            self.tokens._access_token(self.connection)
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.tokens._access_token(self.connection))

    def test_outage_is_no_reconnect(self):
        self.age()
        for rule in (
            {"action": "error", "status": 503},
            {"action": "error", "status": 500},
            {"action": "refuse"},
        ):
            self.xero.faults.add(rule, path="/connect/token", method="POST")
            with self.assertRaises(errors.XeroError) as caught:
                self.tokens._access_token(self.connection)
            self.assertNotIsInstance(caught.exception, errors.OAuthError)
            self.xero.faults.clear()
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.tokens._access_token(self.connection))

    def test_dead_refresh_token(self):
        admin = self.make_user("xero_admin", "xero_connector.group_manager")
        self.xero.world.tokens.revoke(
            self.xero.world.web_app, self.row._read_token().refresh_token
        )
        self.age()
        error = self.failure(self.tokens._access_token, self.connection)
        self.assertIsInstance(error, errors.ReconnectNeeded)
        self.assertEqual(self.connection.state, "reconnect")
        self.assertEqual(self.connection.live_state, "reconnect")
        self.assertIn("no longer accepts", self.connection.sign_in_message)
        activities = self.connection.activity_ids
        self.assertIn(admin, activities.user_id)
        self.assertNotIn(self.env.ref("base.user_root"), activities.user_id)
        with self.assertRaisesRegex(XeroUnavailable, "sign in to Xero again"):
            self.connection._client()
        self.assertTrue(self.connection.account_ids, "nothing is lost")
        # a second run that meets the same does not nag again
        self.connection._reconnect_needed("again")
        self.assertEqual(self.connection.activity_ids, activities)
        # connecting again clears it
        self.connection._tie(self.connection.tenant_id, self.connection.tenant_name)
        self.assertFalse(self.connection.activity_ids)
        self.assertFalse(self.connection.sign_in_message)

    def test_secret_was_changed_at_xero(self):
        self.age()
        self.xero.world.web_app.secret = "a new one"
        error = self.failure(self.tokens._access_token, self.connection)
        self.assertIsInstance(error, errors.OAuthError)
        self.assertEqual(self.connection.state, "reconnect")
        self.assertIn("Client Secret", self.connection.sign_in_message)

    def test_refresh_of_an_ended_connection(self):
        token = self.tokens._access_token(self.connection)
        with patch.object(type(self.tokens), "_good", return_value=False):
            self.row.write({"token": False})
            with self.assertRaises(XeroUnavailable):
                self.tokens._access_token(self.connection, stale=token)

    def test_custom_connection_asks_again(self):
        app = self.xero.world.custom_app
        self.connection._disconnect()
        self.connection.write(
            {
                "app_type": "custom",
                "client_id": app.client_id,
                "client_secret": app.secret,
            }
        )
        self.env.flush_all()
        self.connection._connect_custom()
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "connected")
        self.assertIsNone(self.row._read_token().refresh_token)
        old = self.age()
        self.assertNotEqual(self.tokens._access_token(self.connection), old)

    # ------------------------------------------------------------------
    # secrecy
    # ------------------------------------------------------------------
    def secrets(self):
        token = self.row._read_token()
        return [
            token.access_token,
            token.refresh_token,
            self.row._open("client_secret"),
        ]

    def assertNoSecret(self, text):
        for secret in self.secrets():
            self.assertNotIn(secret, text)

    def test_sealed_at_rest(self):
        self.env.flush_all()
        for table in ("xero_token", "xero_connection", "mail_message"):
            self.env.cr.execute(f"SELECT t::text FROM {table} t")
            self.assertNoSecret("\n".join(row for (row,) in self.env.cr.fetchall()))

    def test_settings_do_not_store_the_secret(self):
        settings = self.env["res.config.settings"].sudo()
        self.connection._disconnect()
        self.row = self.tokens._of(self.connection)
        record = settings.create({"xero_client_secret": "typed in clear"})
        record.execute()
        self.assertEqual(self.row._open("client_secret"), "typed in clear")
        self.env.flush_all()
        self.env.cr.execute("SELECT t::text FROM res_config_settings t")
        rows = "\n".join(row for (row,) in self.env.cr.fetchall())
        self.assertNotIn("typed in clear", rows)
        self.assertFalse(settings.create({}).xero_client_secret)

    def test_nobody_reads_it(self):
        system = self.make_user(
            "system", "base.group_system,xero_connector.group_manager"
        )
        for operation in ("read", "write", "create", "unlink"):
            self.assertFalse(self.tokens.with_user(system).has_access(operation))
        with self.assertRaises(AccessError):
            self.row.with_user(system).read(["token"])
        with self.assertRaises(AccessError):
            self.row.with_user(system).export_data(["client_secret"])
        connection = self.connection.with_user(system)
        self.assertFalse(connection.client_secret)
        everything = connection.read()
        self.assertNoSecret(repr(everything))
        self.assertNoSecret(repr(connection.export_data(["client_secret"])))

    def test_nothing_in_logs_or_errors(self):
        self.age()
        self.xero.faults.add(
            action="error", path="/connect/token", status=400, body='{"error": "odd"}'
        )
        with self.assertLogs(level=logging.DEBUG) as logs:
            logging.getLogger().debug("something")
            with self.assertRaises(errors.OAuthError) as caught:
                self.tokens._access_token(self.connection)
            self.xero.faults.clear()
            self.tokens._access_token(self.connection)
            self.connection._refresh_reference_data()
        self.assertNoSecret("\n".join(logs.output))
        self.assertNoSecret(repr(caught.exception) + str(caught.exception))
        self.assertNoSecret(repr(self.row._read_token()) + repr(self.row))

    def test_bound_to_its_place(self):
        """A sealed text that is moved to another row or column does not open."""
        other = self.make_connection(self.setup_other_company()["company"])
        row = self.tokens._of(other)
        row.token = self.row.token
        with mute_logger(TOKEN_LOGGER), self.assertRaises(XeroUnavailable):
            row._read_token()
        row.client_secret, row.token = self.row.token, False
        with mute_logger(TOKEN_LOGGER), self.assertRaises(XeroUnavailable):
            row._open("client_secret")

    # ------------------------------------------------------------------
    # the key
    # ------------------------------------------------------------------
    def test_key_from_environment(self):
        with patch.dict(os.environ, {secret_key.ENVIRONMENT: "k" * 40}):
            with (
                mute_logger(TOKEN_LOGGER),
                self.assertRaises(XeroUnavailable) as caught,
            ):
                self.tokens._access_token(self.connection)
            self.assertEqual(caught.exception.reason, "secrets")
            self.connection.invalidate_recordset()
            with mute_logger(TOKEN_LOGGER):
                self.assertEqual(self.connection.obstacle, "secrets")
                self.assertEqual(self.connection.live_state, "reconnect")
            # entering the secret again and reconnecting mends it
            with mute_logger(TOKEN_LOGGER):
                self.connection.client_secret = self.xero.client_secret
            self.assertEqual(self.row._open("client_secret"), self.xero.client_secret)

    def test_key_from_configuration(self):
        sealed = self.row.client_secret
        with patch.dict(config.options, {secret_key.OPTION: "c" * 40}):
            self.row.client_secret = self.row._seal("client_secret", "x")
            self.assertEqual(self.row._open("client_secret"), "x")
        with mute_logger(TOKEN_LOGGER), self.assertRaises(XeroUnavailable):
            self.row._open("client_secret")
        self.row.client_secret = sealed

    def test_key_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "data" / secret_key.FILE
            with patch.object(secret_key, "key_file", return_value=path):
                sealed = secret_key.vault().seal("text", ("here",))
                self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
                self.assertEqual(secret_key.vault().unseal(sealed, ("here",)), "text")
                secret_key._make(path)  # another worker was as fast
                self.assertEqual(secret_key.vault().unseal(sealed, ("here",)), "text")
                self.assertEqual([p.name for p in path.parent.iterdir()], [path.name])
        self.assertNotIn("filestore", str(secret_key.key_file()))

    def test_unusable_key(self):
        with patch.dict(os.environ, {secret_key.ENVIRONMENT: "short"}):
            with self.assertRaisesRegex(UserError, secret_key.ENVIRONMENT):
                self.tokens._set_client_secret(self.connection, "x")

    # ------------------------------------------------------------------
    # what the app's details are bound to
    # ------------------------------------------------------------------
    def test_app_of_a_connected_company_stays(self):
        for values in (
            {"client_id": "another"},
            {"app_type": "pkce"},
            {"local_url": "http://localhost:1"},
            {"client_secret": "another"},
        ):
            with self.assertRaisesRegex(UserError, "Disconnect before"):
                self.connection.write(values)

    def test_another_app_has_other_tokens(self):
        self.connection.sudo().state = "reconnect"
        self.connection.client_id = "another"
        self.assertFalse(self.row.token)
        self.assertTrue(self.row.client_secret)

    def test_local_address_is_loopback(self):
        connection = self.make_connection(self.setup_other_company()["company"])
        for url in (
            "https://api.xero.com",
            "http://10.0.0.1:80",
            "http://localhost.evil.example",
            "http://user@localhost",
            "file:///etc/passwd",
        ):
            with self.assertRaises(ValidationError):
                connection.local_url = url
        connection.local_url = False
        self.assertFalse(self.tokens._of(connection).client_secret, "bound to its Xero")

    def test_stored_form(self):
        """What is kept can be read by the ring that uses it."""
        stored = json.loads(self.row._open("token"))
        self.assertEqual(oauth.Token.from_dict(stored), self.row._read_token())
