# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A copy of the database makes no call until somebody confirms it."""

from pathlib import Path

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.xero_connector.exceptions import XeroUnavailable

from .common import XeroCommon

SEALED = ("client_secret", "webhook_key", "token")
TOKEN_LOGGER = "odoo.addons.xero_connector.models.xero_token"
ADDON = Path(__file__).parents[2] / "xero_connector"


@tagged("post_install", "-at_install")
class TestCopy(XeroCommon):
    def setUp(self):
        super().setUp()
        self.registry_enter_test_mode()
        self.tokens = self.env["xero.token"]
        self.row = self.tokens._of(self.connection)

    def restored_elsewhere(self):
        """As after a restore as copy: the database has another UUID."""
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param("database.uuid", "another-uuid")
        self.connection.invalidate_recordset()

    def created_from_template(self):
        """As after ``createdb -T``: same UUID, another name.

        The sealed texts are made for the name that the original had.
        """
        texts = {name: self.row._open(name) for name in SEALED}
        self.row.bound_name = "the_original"
        for name, text in texts.items():
            self.row[name] = text and self.row._seal(name, text)
        self.connection.invalidate_recordset()

    def assertCopy(self):
        self.assertTrue(self.connection._is_copy())
        self.assertEqual(self.connection.obstacle, "copy")
        self.assertEqual(self.connection.live_state, "copy")
        for call in (
            self.connection._client,
            self.connection._refresh_reference_data,
            self.connection.action_connect,
            self.connection.action_sync_now,
        ):
            with self.assertRaises(XeroUnavailable) as caught:
                call()
            self.assertEqual(caught.exception.reason, "copy")
        self.connection._connect_custom()  # whatever it tries, it asks nobody
        findings = self.connection._test_connection()
        self.assertEqual([f.level for f in findings], ["error"])
        self.assertFalse(list(self.xero.log))

    def test_restored_elsewhere(self):
        self.restored_elsewhere()
        self.assertCopy()

    def test_created_from_template(self):
        self.created_from_template()
        self.assertCopy()

    def test_sealed_texts_do_not_open_in_a_copy(self):
        """Even if somebody claims in the table that they belong here."""
        self.created_from_template()
        self.row.bound_name = self.env.cr.dbname
        with mute_logger(TOKEN_LOGGER), self.assertRaises(XeroUnavailable):
            self.row._read_token()

    def test_renamed(self):
        self.created_from_template()
        self.connection.action_same_database()
        self.connection.invalidate_recordset()
        self.assertEqual(self.connection.live_state, "connected")
        self.assertTrue(self.connection._client().read("Organisation").elements)

    def test_start_afresh(self):
        self.restored_elsewhere()
        links = self.connection.account_ids
        self.connection.action_start_afresh()
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(self.tokens._of(self.connection))
        self.assertTrue(links.exists())
        self.assertFalse(
            list(self.xero.log), "the original's connection is not touched"
        )
        granted = self.xero.authorise()
        self.connection.client_secret = self.xero.client_secret
        self.tokens._store(
            self.connection, self.token_of(granted), granted["connection_id"]
        )
        self.connection._tie(granted["tenant_id"], granted["tenant_name"])
        self.connection._refresh_reference_data()
        self.assertEqual(self.connection.live_state, "connected")

    def test_secret_typed_anew(self):
        """It makes the copy a database of its own; the old sign-in is dropped."""
        self.restored_elsewhere()
        self.connection.client_secret = self.xero.client_secret
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection._is_copy())
        self.assertEqual(self.connection.obstacle, "secrets")
        self.assertTrue(self.connection.action_connect())
        self.assertFalse(list(self.xero.log))

    def test_a_secret_typed_anew_drops_what_does_not_open_here(self):
        """What is sealed for the original stays neither in the way nor on the page."""
        typed = {"client_secret": "s" * 20, "webhook_key": "k" * 20}
        self.connection.webhook_key = "o" * 20
        for name in typed:
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                self.created_from_template()
                self.connection[name] = typed[name]
                self.connection.invalidate_recordset()
                self.assertFalse(self.connection._is_copy())
                for one in typed:
                    with self.subTest(one):
                        self.assertEqual(
                            self.row._open(one), typed[one] if one == name else None
                        )
                        self.assertEqual(self.connection[f"has_{one}"], one == name)
                self.assertFalse(self.row.token)
                self.row._reseal()  # renamed another time, it still can be
                savepoint.rollback()
            self.env.invalidate_all()

    def test_both_secrets_typed_anew_at_once(self):
        self.connection.webhook_key = "o" * 20
        self.created_from_template()
        self.connection.write({"client_secret": "s" * 20, "webhook_key": "k" * 20})
        self.assertEqual(self.row._open("client_secret"), "s" * 20)
        self.assertEqual(self.row._open("webhook_key"), "k" * 20)

    def test_has_means_that_it_opens_here(self):
        self.connection.webhook_key = "o" * 20
        self.assertTrue(self.connection.has_client_secret)
        self.assertTrue(self.connection.has_webhook_key)
        self.created_from_template()
        self.assertFalse(self.connection.has_client_secret)
        self.assertFalse(self.connection.has_webhook_key)
        self.connection.action_same_database()
        self.connection.invalidate_recordset()
        self.assertTrue(self.connection.has_client_secret)
        self.assertTrue(self.connection.has_webhook_key)

    def test_another_local_xero_has_other_secrets(self):
        self.connection.webhook_key = "o" * 20
        self.connection.sudo().state = "disconnected"
        self.connection.sudo().local_url = "http://localhost:1"
        self.connection.invalidate_recordset()
        self.assertFalse(self.connection.has_webhook_key)
        self.assertFalse(self.row.webhook_key)
        self.row._reseal()

    def test_disconnect_leaves_the_original_alone(self):
        self.restored_elsewhere()
        problem = self.connection._disconnect()
        self.assertIn("copy", problem)
        self.assertEqual(self.connection.state, "disconnected")
        self.assertFalse(list(self.xero.log))
        self.assertFalse(self.tokens._of(self.connection))

    def test_neutralize(self):
        self.make_connection(self.setup_other_company()["company"]).state = "choosing"
        self.env.flush_all()
        self.env.cr.execute((ADDON / "data" / "neutralize.sql").read_text())
        self.env.invalidate_all()
        self.assertFalse(self.tokens.sudo().search([]))
        states = self.env["xero.connection"].sudo().search([]).mapped("state")
        self.assertEqual(sorted(states), ["disconnected", "new"])
        self.assertEqual(self.connection.live_state, "off")
