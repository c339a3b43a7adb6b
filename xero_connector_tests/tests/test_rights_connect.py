# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may see and do what, by group and by company."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import XeroCommon

BILLING = "account.group_account_invoice"
ACCOUNTANT = "account.group_account_manager"
READER = "account.group_account_readonly"
MANAGER = "xero_connector.group_manager"
#: model: operations that each group may do (r, w, c, d)
RIGHTS = {
    "xero.token": {},
    "xero.connection": {READER: "r", BILLING: "r", ACCOUNTANT: "r", MANAGER: "rwcd"},
    "xero.connection.status": {
        READER: "r",
        BILLING: "r",
        ACCOUNTANT: "r",
        MANAGER: "r",
    },
    "xero.connection.choice": {MANAGER: "r"},
    "xero.link": {READER: "r", BILLING: "r", ACCOUNTANT: "rw", MANAGER: "rw"},
    "xero.attempt": {READER: "r", BILLING: "r", ACCOUNTANT: "r", MANAGER: "r"},
    "xero.request": {MANAGER: "r"},
    "xero.change": {MANAGER: "r"},
    "xero.poll.state": {MANAGER: "r"},
    "xero.freed": {MANAGER: "r"},
    "xero.organisation": {READER: "r", BILLING: "r", ACCOUNTANT: "r", MANAGER: "r"},
    "xero.account": {READER: "r", BILLING: "r", ACCOUNTANT: "r", MANAGER: "r"},
    "xero.tax.rate": {READER: "r", BILLING: "r", ACCOUNTANT: "r", MANAGER: "r"},
    "xero.tax.mapping": {READER: "r", BILLING: "r", ACCOUNTANT: "r", MANAGER: "rwcd"},
    "xero.connection.test": {MANAGER: "rwc"},
    "xero.connection.test.finding": {MANAGER: "rwc"},
    "xero.connection.disconnect": {MANAGER: "rwc"},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


@tagged("post_install", "-at_install")
class TestRightsConnect(XeroCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = {
            group: cls.make_user(group.replace(".", "_"), f"base.group_user,{group}")
            for group in (READER, BILLING, ACCOUNTANT, MANAGER)
        }
        cls.employee = cls.make_user("plain_employee", "base.group_user")

    def test_rights_by_group(self):
        for model, groups in RIGHTS.items():
            for group, user in [*self.users.items(), (None, self.employee)]:
                allowed = {
                    short
                    for short, operation in OPERATIONS.items()
                    if self.env[model].with_user(user).has_access(operation)
                }
                self.assertEqual(allowed, set(groups.get(group, "")), (model, group))

    def test_every_model_is_listed(self):
        """A new model of the connector gets its row here and in the CSV file."""
        missing = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("xero.")
            and not model._abstract
            and not self.env["ir.model.access"]
            .sudo()
            .search_count([("model_id.model", "=", name)])
        ]
        self.assertEqual(missing, [])

    def test_only_managers_connect_test_and_disconnect(self):
        for group in (READER, BILLING, ACCOUNTANT):
            connection = self.connection.with_user(self.users[group])
            for action in (
                connection.action_connect,
                connection.action_test_connection,
                connection.action_disconnect,
                connection.action_refresh_reference_data,
                connection.action_sync_now,
                connection.action_same_database,
                connection.action_start_afresh,
            ):
                with self.assertRaises(AccessError):
                    action()
        self.assertTrue(
            self.connection.with_user(self.users[MANAGER]).action_disconnect()
        )

    def test_fields_of_the_app(self):
        billing = self.connection.with_user(self.users[BILLING])
        self.assertEqual(billing.tenant_name, self.connection.tenant_name)
        for name in ("client_id", "client_secret", "has_client_secret", "local_url"):
            with self.assertRaises(AccessError):
                getattr(billing, name)
        manager = self.connection.with_user(self.users[MANAGER])
        self.assertTrue(manager.client_id)
        with self.assertRaises(AccessError):
            manager.read(["local_url"])
        manager.sudo()._disconnect()
        with self.assertRaises(AccessError):
            manager.local_url = "http://localhost:1"

    def test_other_companies(self):
        data = self.setup_other_company()
        other = self.make_connection(data["company"])
        stranger = self.make_user("stranger", f"base.group_user,{MANAGER}")
        stranger.write(
            {
                "company_ids": [(6, 0, data["company"].ids)],
                "company_id": data["company"].id,
            }
        )
        seen = self.env["xero.connection"].with_user(stranger).search([])
        self.assertEqual(seen, other)
        account = self.connection.account_ids[:1]
        for record in (self.connection, account, self.connection.organisation_id):
            with self.assertRaises(AccessError):
                record.with_user(stranger).read(["display_name"])
        with self.assertRaises(AccessError):
            self.connection.with_user(stranger).action_disconnect()

    def test_branch(self):
        """It travels by its parent's connection: sees it, does not change it."""
        branch = (
            self.env["res.company"]
            .sudo()
            .create({"name": "Branch", "parent_id": self.company.id})
        )
        user = self.make_user("branch", f"base.group_user,{MANAGER}")
        user.write({"company_ids": [(6, 0, branch.ids)], "company_id": branch.id})
        connection = self.connection.with_user(user)
        self.assertTrue(connection.tenant_name)
        self.assertTrue(connection.account_ids[:1].name)
        with self.assertRaises(AccessError):
            connection.invoice_status = "DRAFT"
        with self.assertRaises(AccessError):
            connection.action_disconnect()

    def test_card(self):
        settings = self.env["res.config.settings"]
        system = self.make_user("system_only", "base.group_system")
        self.assertNotIn("xero_client_id", settings.with_user(system).fields_get())
        both = self.make_user("both", f"base.group_system,{MANAGER}")
        card = settings.with_user(both).create({})
        self.assertEqual(card.xero_connection_id, self.connection)
        self.assertEqual(card.xero_live_state, "connected")
        self.assertTrue(card.xero_is_own)
        self.assertFalse(card.xero_client_secret)
        self.assertEqual(card.xero_client_id, self.xero.client_id)
        action = card.action_xero_manage()
        self.assertEqual(action["res_id"], self.connection.id)
        # saving other settings leaves the connection alone
        card.execute()
        self.assertEqual(self.connection.state, "connected")
        self.assertTrue(self.connection.sudo().local_url)

    def test_card_names_what_a_custom_connection_needs(self):
        self.connection._disconnect()
        settings = self.env["res.config.settings"].create({})
        settings.xero_app_type = "custom"
        named = settings.xero_custom_scopes.split(", ")
        self.assertEqual(set(named), set(self.connection._needed_scopes()))
        self.assertIn("accounting.payments", named)
        self.assertIn("accounting.banktransactions", named)
        self.assertNotIn("offline_access", named)

    def test_connection_in_use_stays(self):
        manager = self.connection.with_user(self.users[MANAGER])
        with self.assertRaisesRegex(UserError, "Disconnect"):
            manager.unlink()
        link = (
            self.env["xero.link"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "resource": "contact",
                    "res_model": "res.partner",
                    "res_id": self.partner_a.id,
                    "remote_id": "11111111-1111-1111-1111-111111111111",
                }
            )
        )
        self.connection._disconnect()
        with self.assertRaisesRegex(UserError, "remembers"):
            manager.unlink()
        link.remote_id = False
        manager.unlink()
        self.assertFalse(self.connection.exists())

    def test_steps_are_not_written_by_hand(self):
        """Nobody goes live without the preview, or is connected without signing in."""
        manager = self.connection.with_user(self.users[MANAGER])
        for values in (
            {"state": "disconnected"},
            {"phase": "set_up"},
            {"tenant_id": "another"},
            {"connected_by_id": self.env.uid, "invoice_status": "DRAFT"},
        ):
            with self.assertRaisesRegex(AccessError, "not edited"):
                manager.write(values)
        manager.invoice_status = "DRAFT"
        company = self.setup_other_company()["company"]
        self.users[MANAGER].company_ids |= company
        with self.assertRaisesRegex(AccessError, "not edited"):
            manager.create({"company_id": company.id, "state": "connected"})
        form = Form(manager.browse().with_company(company))
        form.client_id = "APP"
        self.assertEqual(form.save().state, "new")

    def test_connection_stays_with_its_company(self):
        company = self.setup_other_company()["company"]
        with self.assertRaisesRegex(UserError, "stays with its company"):
            self.connection.company_id = company
