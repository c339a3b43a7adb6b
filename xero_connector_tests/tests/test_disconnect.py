# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Disconnect: stops at once, tells Xero, keeps what was shared."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.xero_connector.exceptions import XeroUnavailable

from .common import XeroCommon


@tagged("post_install", "-at_install")
class TestDisconnect(XeroCommon):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.tokens = self.env["xero.token"]

    def disconnect(self, connection=None):
        """As the button does; what it says."""
        connection = connection or self.connection
        action = connection.action_disconnect()
        wizard = (
            self.env[action["res_model"]].with_context(**action["context"]).create({})
        )
        self.env.flush_all()
        params = wizard.action_disconnect()["params"]
        self.env.invalidate_all()
        return params

    def connections_at_xero(self):
        return {
            connection.tenant_id
            for connection in self.xero.world.tokens.connections.values()
            if connection.client_id == self.xero.client_id
        }

    def test_disconnect(self):
        accounts = self.connection.account_ids
        self.assertEqual(self.disconnect()["type"], "success")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertEqual(self.connection.live_state, "off")
        self.assertFalse(self.connections_at_xero())
        row = self.tokens._of(self.connection)
        self.assertFalse(row.token or row.scopes or row.remote_connection_id)
        self.assertTrue(row.client_secret, "to connect again without typing")
        self.assertEqual(accounts.exists(), accounts)
        self.assertTrue(self.connection.tenant_id)
        for call in (self.connection._client, self.connection.action_sync_now):
            with self.assertRaises(XeroUnavailable):
                call()
        with self.assertRaises(UserError):
            self.connection._disconnect()
        self.assertNotIn("/connect/revocation", [e["path"] for e in self.xero.log])

    def test_the_key_of_webhooks_stays(self):
        """Also where an app has no secret: who connects again hears of Xero at once."""
        self.connection.webhook_key = "key of the portal"
        self.tokens._of(self.connection).client_secret = False
        self.disconnect()
        row = self.tokens._of(self.connection)
        self.assertFalse(row.token or row.scopes or row.remote_connection_id)
        self.assertTrue(self.connection.has_webhook_key)

    def test_other_companies_go_on(self):
        second = self.make_connected(
            self.setup_other_company()["company"], tenant=self.xero.tenants[1]["id"]
        )
        self.disconnect()
        self.assertEqual(self.connections_at_xero(), {second.tenant_id})
        stale = self.tokens._access_token(second)
        self.tokens._access_token(second, stale=stale)
        self.assertTrue(second._client().read("Organisation").elements)

    def test_old_token(self):
        """It is refreshed, to be able to say good-bye."""
        self.xero.clock.advance(3600)
        self.assertEqual(self.disconnect()["type"], "success")
        self.assertFalse(self.connections_at_xero())

    def test_already_gone_at_xero(self):
        self.xero.world.tokens.connections.clear()
        self.assertEqual(self.disconnect()["type"], "success")
        self.assertEqual(self.connection.state, "disconnected")

    def test_offline(self):
        for rule in ({"action": "refuse"}, {"action": "error", "status": 503}):
            self.xero.faults.add(rule, path="^/connections")
            params = self.disconnect()
            self.assertEqual(params["type"], "warning")
            self.assertIn("Connected apps", params["message"])
            self.assertEqual(self.connection.state, "disconnected")
            self.assertFalse(self.tokens._of(self.connection).token)
            self.assertEqual(self.connection.sign_in_message, params["message"])
            self.xero.faults.clear()
            granted = self.sign_in_again(self.connection)
            self.connection._tie(granted["tenant_id"], granted["tenant_name"])
            self.assertFalse(self.connection.sign_in_message)

    def test_dead_sign_in(self):
        row = self.tokens._of(self.connection)
        self.xero.world.tokens.revoke(
            self.xero.world.web_app, row._read_token().refresh_token
        )
        self.xero.clock.advance(3600)
        self.connection._reconnect_needed("a run met it first")
        self.assertTrue(self.connection.activity_ids)
        self.assertEqual(self.disconnect()["type"], "warning")
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.connection.activity_ids)

    def test_before_the_choice(self):
        connection = self.make_connection(self.setup_other_company()["company"])
        granted = self.xero.authorise(tenant=self.xero.tenants[1]["id"])
        self.tokens._store(connection, self.token_of(granted), False)
        connection.state = "choosing"
        self.assertEqual(self.disconnect(connection)["type"], "success")
        self.assertEqual(connection.state, "new")
        self.assertIn(granted["tenant_id"], self.connections_at_xero())
