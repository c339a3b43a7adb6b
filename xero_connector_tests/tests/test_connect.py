# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Connecting through Xero's own pages, and every way in which it may fail."""

import time
from unittest.mock import patch
from urllib.parse import parse_qs, urlsplit

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import XeroHttpCommon

CONTROLLER = "odoo.addons.xero_connector.controllers.xero_oauth"


@tagged("post_install", "-at_install")
class TestConnect(XeroHttpCommon):
    connect = False

    def setUp(self):
        super().setUp()
        self.connection = self.make_connection()
        self.authenticate("xero_manager", "xero_manager")

    # ------------------------------------------------------------------
    # the steps
    # ------------------------------------------------------------------
    def start(self, connection=None):
        """Press Connect; the address of Xero's sign-in page."""
        connection = connection or self.connection
        url = connection.with_user(self.manager).action_connect()["url"]
        return self.get(url)

    def get(self, url):
        """Where a page of Odoo leads."""
        self.env.flush_all()
        answer = self.url_open(url, allow_redirects=False)
        self.env.invalidate_all()
        self.assertEqual(answer.status_code, 303, answer.text[:500])
        return answer.headers["Location"]

    def sign_in(self, connection=None, **consent):
        """All of it: Connect, Xero's pages, and back."""
        back = self.xero.consent(self.start(connection), **consent)
        return self.get(back)

    def assertCard(self, location, *words):
        """The user ends on the card, which says something like this."""
        self.assertTrue(location.endswith("/odoo/settings#xero_card"), location)
        message = self.connection.sign_in_message or ""
        for word in words:
            self.assertIn(word, message)
        if not words:
            self.assertFalse(message)

    # ------------------------------------------------------------------
    # success
    # ------------------------------------------------------------------
    def test_sign_in(self):
        url = self.start()
        query = parse_qs(urlsplit(url).query)
        self.assertTrue(url.startswith(f"{self.xero.base_url}/identity/connect/auth"))
        self.assertEqual(query["client_id"], [self.xero.client_id])
        self.assertEqual(
            query["redirect_uri"], [f"{self.base_url()}/accounting_sync/callback"]
        )
        self.assertEqual(
            query["scope"],
            [
                "offline_access accounting.attachments accounting.banktransactions "
                "accounting.contacts accounting.invoices accounting.payments "
                "accounting.settings.read"
            ],
        )
        self.assertNotIn("code_challenge", query)
        back = self.xero.consent(url, user="billie@example.com", tenant=self.second)
        self.assertCard(self.get(back))
        self.assertRecordValues(
            self.connection,
            [
                {
                    "state": "connected",
                    "tenant_id": self.second,
                    "tenant_name": self.xero.tenants[1]["name"],
                    "connected_by_id": self.manager.id,
                    "live_state": "connected",
                    "obstacle": False,
                }
            ],
        )
        self.assertEqual(self.connection.organisation_id.base_currency, "GBP")
        self.assertTrue(self.connection.account_ids)
        self.assertTrue(self.connection.tax_rate_ids)
        self.assertEqual(self.connection.revenue_account_id.code, "200")
        # what is likely is proposed already, and counts once it is accepted
        self.assertIn("429 General Expenses", self.connection.account_suggestion_text)
        self.assertTrue(self.connection.tax_mapping_ids)
        self.assertFalse(self.connection.tax_mapping_ids._in_force())
        # each of Xero's settings once
        paths = [call["path"] for call in self.xero.calls()]
        self.assertEqual(sorted(paths), sorted(set(paths)))

    def test_pkce(self):
        self.connection.write(
            {"app_type": "pkce", "client_id": self.xero.world.pkce_app.client_id}
        )
        url = self.start()
        query = parse_qs(urlsplit(url).query)
        self.assertEqual(query["code_challenge_method"], ["S256"])
        self.assertCard(self.get(self.xero.consent(url, tenant=self.first)))
        self.assertEqual(self.connection.state, "connected")

    def test_custom_connection(self):
        app = self.xero.world.custom_app
        self.connection.write(
            {
                "app_type": "custom",
                "client_id": app.client_id,
                "client_secret": app.secret,
            }
        )
        action = self.connection.with_user(self.manager).action_connect()
        self.env.invalidate_all()
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.tenant_id, self.first)
        self.assertCard(self.get(action["url"]))

    def test_several_organisations(self):
        self.grant_both()
        location = self.sign_in(tenant=self.second)
        self.assertEqual(self.connection.state, "choosing")
        self.assertFalse(self.connection.tenant_id)
        self.assertTrue(
            location.endswith(f"action_xero_connection/{self.connection.id}"), location
        )
        self.assertRecordValues(
            self.connection.choice_ids,
            [
                {"tenant_id": self.second, "just_allowed": True, "taken_by": False},
                {"tenant_id": self.first, "just_allowed": False, "taken_by": False},
            ],
        )
        self.assertFalse(self.xero.calls(), "nothing is read before the choice")
        choice = self.connection.choice_ids[1]
        choice.with_user(self.manager).action_choose()
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.tenant_id, self.first)
        self.assertFalse(self.connection.choice_ids)
        self.assertTrue(self.connection.account_ids)

    def test_reconnect_resumes(self):
        self.sign_in()
        link = self.share()
        self.connection._disconnect()
        self.assertEqual(self.connection.state, "disconnected")
        self.assertCard(self.sign_in())
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(link.exists())

    def share(self):
        """A contact that both sides have."""
        return (
            self.env["xero.link"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "resource": "contact",
                    "res_model": "res.partner",
                    "res_id": self.partner_a.id,
                    "remote_id": "11111111-1111-1111-1111-111111111111",
                    "state": "synced",
                }
            )
        )

    def test_one_login_two_companies(self):
        """Each survives the other's refresh and disconnect."""
        self.sign_in(tenant=self.first)
        other = self.setup_other_company()["company"]
        self.manager.company_ids |= other
        second = self.make_connection(other)
        self.sign_in(second, tenant=self.second)
        self.assertEqual(second.state, "connected", second.sign_in_message)
        self.assertEqual(second.tenant_id, self.second)
        tokens = self.env["xero.token"]
        for connection in (self.connection, second):
            stale = tokens._access_token(connection)
            self.assertNotEqual(tokens._access_token(connection, stale=stale), stale)
        self.connection._disconnect()
        stale = tokens._access_token(second)
        fresh = tokens._access_token(second, stale=stale)
        client = second._client_for(fresh, second.tenant_id)
        self.assertEqual(
            client.read("Organisation").elements[0]["Name"], second.tenant_name
        )

    # ------------------------------------------------------------------
    # failure: all end on the card
    # ------------------------------------------------------------------
    def test_declined(self):
        self.assertCard(self.sign_in(allow=False), "declined", "Press Connect again")
        self.assertEqual(self.connection.state, "new")
        self.assertCard(self.sign_in())
        self.assertEqual(self.connection.state, "connected")

    def test_wrong_secret(self):
        self.connection.client_secret = "not the secret"
        self.assertCard(self.sign_in(), "Client Secret", "developer.xero.com")
        self.assertEqual(self.connection.state, "new")

    def test_expired_code(self):
        back = self.xero.consent(self.start())
        self.xero.clock.advance(301)
        self.assertCard(self.get(back), "too long", "five minutes")
        self.assertEqual(self.connection.state, "new")

    def test_forged_state(self):
        self.start()
        self.assertCard(
            self.get("/accounting_sync/callback?code=abc&state=forged"),
            "not known here",
            "Nothing was changed",
        )
        self.assertCard(
            self.get("/accounting_sync/callback?code=abc&state=%C3%A9%00"),
            "not known here",
        )
        self.assertEqual(self.connection.state, "new")

    def test_replayed_state(self):
        back = self.xero.consent(self.start())
        self.assertCard(self.get(back))
        self.assertEqual(self.connection.state, "connected")
        self.assertCard(self.get(back), "finished before")
        self.assertEqual(self.connection.state, "connected", "nothing is undone")

    def test_expired_state(self):
        back = self.xero.consent(self.start())
        with patch(f"{CONTROLLER}.time.time", return_value=time.time() + 901):
            self.assertCard(self.get(back), "took longer")
        self.assertEqual(self.connection.state, "new")

    def test_state_of_another_session(self):
        back = self.xero.consent(self.start())
        self.authenticate("xero_manager", "xero_manager")
        self.assertCard(self.get(back), "another browser")
        self.assertEqual(self.connection.state, "new")

    def test_organisation_of_another_company(self):
        self.sign_in(tenant=self.first)
        other = self.setup_other_company()["company"]
        self.manager.company_ids |= other
        second = self.make_connection(other)
        location = self.sign_in(second, tenant=self.first)
        self.assertEqual(second.state, "new")
        self.assertIn("already connected to the company", second.sign_in_message)
        self.assertIn(self.company.name, second.sign_in_message)
        self.assertTrue(location.endswith("#xero_card"))
        # the user of several organisations sees why one cannot be chosen
        self.sign_in(second, tenant=self.second)
        self.assertEqual(second.tenant_id, self.second)

    def test_taken_organisation_cannot_be_chosen(self):
        """Several are offered, one of them is shown as taken; the database insists."""
        for tenant in (self.first, self.second):
            self.xero.authorise(tenant=tenant)
        self.sign_in(tenant=self.first)
        choice = self.connection.choice_ids[0]
        choice.sudo().taken_by = "Another Company"
        with self.assertRaisesRegex(UserError, "can no longer be chosen"):
            choice.with_user(self.manager).action_choose()
        choice.sudo().taken_by = False
        self.make_connected(self.setup_other_company()["company"], tenant=self.first)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            choice.with_user(self.manager).action_choose()
            self.env.flush_all()

    def test_other_organisation_before_anything_is_shared(self):
        """First the wrong one, with a look at what it has; then the right one."""
        self.sign_in(tenant=self.first)
        self.connection.phase = "set_up"
        accounts = self.connection.account_ids
        self.connection.tax_mapping_ids[:1].action_accept()
        self.env["xero.link"].sudo().create(
            {
                "connection_id": self.connection.id,
                "resource": "contact",
                "remote_id": "11111111-1111-1111-1111-111111111111",
                "state": "remote",
            }
        )
        self.connection._disconnect()
        self.assertCard(self.sign_in(tenant=self.second))
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.connection.tenant_id, self.second)
        self.assertEqual(self.connection.organisation_id.remote_id, self.second)
        self.assertFalse(accounts.exists())
        self.assertEqual(self.connection.revenue_account_id.code, "200")
        self.assertTrue(self.connection.tax_mapping_ids)
        self.assertFalse(self.connection.tax_mapping_ids._in_force())
        self.assertFalse(
            self.env["xero.link"]
            .sudo()
            .search([("connection_id", "=", self.connection.id)])
        )

    def test_deleted_before_anything_is_shared(self):
        self.sign_in(tenant=self.first)
        self.connection.phase = "set_up"
        self.connection.tax_mapping_ids[:1].action_accept()
        with self.assertRaisesRegex(UserError, "Disconnect"):
            self.connection.unlink()
        self.connection._disconnect()
        self.connection.unlink()
        self.env.flush_all()
        self.assertFalse(self.connection.exists())

    def test_other_organisation_is_refused(self):
        self.sign_in(tenant=self.first)
        link = self.share()
        self.connection._disconnect()
        with self.assertRaisesRegex(UserError, "remembers which"):
            self.connection.unlink()
        self.assertTrue(link.exists())
        self.assertCard(
            self.sign_in(tenant=self.second),
            "records are linked to",
            self.xero.tenants[0]["name"],
            self.xero.tenants[1]["name"],
        )
        self.assertEqual(self.connection.state, "disconnected")
        self.assertEqual(self.connection.tenant_id, self.first)

    def test_wrong_sign_in_keeps_the_old_one(self):
        """Pressing Reconnect and allowing another organisation costs nothing."""
        self.sign_in(user="alex@example.com", tenant=self.first)
        before = self.env["xero.token"]._access_token(self.connection)
        location = self.sign_in(user="billie@example.com", tenant=self.second)
        self.assertCard(location, "records are linked to")
        self.assertEqual(self.connection.state, "connected")
        self.assertEqual(self.env["xero.token"]._access_token(self.connection), before)

    def test_xero_unreachable(self):
        back = self.xero.consent(self.start())
        self.xero.faults.add(action="error", path="/connect/token", status=503)
        self.assertCard(self.get(back), "did not answer", "try again")
        self.assertEqual(self.connection.state, "new")

    def test_no_organisation_allowed(self):
        back = self.xero.consent(self.start())
        self.xero.world.tokens.connections.clear()
        self.assertCard(self.get(back), "allowed no organisation")

    def test_browser_on_127_0_0_1(self):
        with patch("odoo.tests.common.HOST", "127.0.0.1"):
            self.authenticate("xero_manager", "xero_manager")
            location = self.start()
        self.assertCard(location, "sends you back to http://localhost", "Open Odoo")

    def test_old_broad_scopes(self):
        self.connection.write(
            {
                "client_id": self.xero.world.legacy_app.client_id,
                "client_secret": self.xero.world.legacy_app.secret,
                "legacy_scopes": True,
            }
        )
        query = parse_qs(urlsplit(self.start()).query)
        self.assertIn("accounting.transactions", query["scope"][0].split())
        self.sign_in()
        self.assertEqual(self.connection.state, "connected")
        self.assertFalse(self.connection.scopes_missing)

    # ------------------------------------------------------------------
    # who may
    # ------------------------------------------------------------------
    def test_only_managers(self):
        self.make_user(
            "accountant", "account.group_account_manager", password="accountant"
        )
        self.authenticate("accountant", "accountant")
        for url in (
            f"/accounting_sync/connect/{self.connection.id}",
            f"/accounting_sync/open/{self.connection.id}",
        ):
            self.assertEqual(self.url_open(url).status_code, 403)
        self.authenticate(None, None)
        self.assertIn(
            "/web/login", self.get(f"/accounting_sync/connect/{self.connection.id}")
        )

    def test_connection_of_a_foreign_company(self):
        other = self.setup_other_company()["company"]
        self.manager.company_ids -= other
        second = self.make_connection(other)
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/accounting_sync/connect/{second.id}")
        self.assertEqual(answer.status_code, 403)

    def test_incomplete_app(self):
        self.connection.client_id = False
        with self.assertRaisesRegex(UserError, "Client ID"):
            self.connection.action_connect()

    # ------------------------------------------------------------------
    # links from documents in Xero
    # ------------------------------------------------------------------
    def test_link_back(self):
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        partner = self.partner_a
        location = self.get(f"/accounting_link/{uuid}/res.partner/{partner.id}")
        self.assertTrue(location.startswith("/mail/view?"), location)
        self.assertIn(f"res_id={partner.id}", location)
        for path in (
            f"other-uuid/res.partner/{partner.id}",
            f"{uuid}/res.users/{self.manager.id}",
            f"{uuid}/no.model/1",
        ):
            answer = self.url_open(f"/accounting_link/{path}", allow_redirects=False)
            self.assertEqual(answer.status_code, 404)

    # ------------------------------------------------------------------
    # helpers
    # ------------------------------------------------------------------
    @property
    def first(self):
        return self.xero.tenants[0]["id"]

    @property
    def second(self):
        return self.xero.tenants[1]["id"]

    def grant_both(self):
        """The first user already connected both organisations to the app."""
        for tenant in (self.first, self.second):
            self.xero.authorise(tenant=tenant)
