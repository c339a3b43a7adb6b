# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every page and every button of the connector, as each kind of user.

A method without an underscore can be called by anybody who may log in, whatever the
pages show: so each has its row here, and one that has none fails the test. So do a page
and a menu without a row.
"""

import inspect
from unittest.mock import patch

from lxml import etree

from odoo import Command, models
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from .sync_common import XeroSyncCommon

ADDON = "odoo.addons.xero_connector."
#: kind of user to groups; a stranger administers the connector of another company
USERS = {
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "auditor": "base.group_user,account.group_account_readonly",
    "billing": "base.group_user,account.group_account_invoice",
    "accountant": "base.group_user,account.group_account_user",
    "manager": "base.group_user,xero_connector.group_manager",
    "system": "base.group_user,base.group_system",
    "stranger": "base.group_user,xero_connector.group_manager",
}
NOBODY = set()
MANAGE = {"manager"}
DECIDE = {"accountant", "manager"}
CHECK = DECIDE | {"billing"}
SEE = CHECK | {"auditor"}
#: what companies share is every company's, and goes to its own organisation
ALSO_THEIRS = {"stranger"}

#: (model, method): who may call it for what belongs to the company
METHODS = {
    ("account.move", "action_xero_check"): CHECK,
    ("account.move", "action_xero_decide"): SEE,
    ("account.move", "action_xero_history"): SEE,
    ("account.move", "action_xero_mend"): SEE,
    ("account.move", "action_xero_pair"): DECIDE,
    ("account.move", "action_xero_sync"): DECIDE,
    ("account.move", "action_xero_view"): SEE,
    ("account.payment", "action_xero_overpay"): DECIDE,
    ("account.payment", "action_xero_settlements"): SEE,
    ("account.payment", "action_xero_sync"): DECIDE,
    ("account.payment", "action_xero_view"): SEE,
    ("product.product", "action_xero_history"): SEE | ALSO_THEIRS,
    ("product.product", "action_xero_pair"): DECIDE | ALSO_THEIRS,
    ("product.product", "action_xero_sync"): DECIDE | ALSO_THEIRS,
    ("product.product", "action_xero_view"): SEE | ALSO_THEIRS,
    ("product.template", "action_xero_pair"): DECIDE | ALSO_THEIRS,
    ("product.template", "action_xero_sync"): DECIDE | ALSO_THEIRS,
    ("product.template", "action_xero_view"): SEE | ALSO_THEIRS,
    ("res.config.settings", "action_xero_connect"): NOBODY,
    ("res.config.settings", "action_xero_manage"): NOBODY,
    ("res.partner", "action_xero_history"): SEE | ALSO_THEIRS,
    ("res.partner", "action_xero_pair"): DECIDE | ALSO_THEIRS,
    ("res.partner", "action_xero_sync"): DECIDE | ALSO_THEIRS,
    ("res.partner", "action_xero_view"): SEE | ALSO_THEIRS,
    ("xero.account.mapping", "action_accept"): MANAGE,
    ("xero.connection", "action_accept_suggestions"): MANAGE,
    ("xero.connection", "action_cancel_choice"): MANAGE,
    ("xero.connection", "action_connect"): MANAGE,
    ("xero.connection", "action_disconnect"): MANAGE,
    ("xero.connection", "action_open_links"): SEE,
    ("xero.connection", "action_open_mappings"): SEE,
    ("xero.connection", "action_pause_backfill"): MANAGE,
    ("xero.connection", "action_preview"): MANAGE,
    ("xero.connection", "action_read_now"): MANAGE,
    ("xero.connection", "action_refresh_reference_data"): MANAGE,
    ("xero.connection", "action_refuse_accounts"): MANAGE,
    ("xero.connection", "action_resume_backfill"): MANAGE,
    ("xero.connection", "action_round_per_line"): NOBODY,
    ("xero.connection", "action_same_database"): MANAGE,
    ("xero.connection", "action_send_existing"): MANAGE,
    ("xero.connection", "action_start_afresh"): MANAGE,
    ("xero.connection", "action_suggest_mappings"): MANAGE,
    ("xero.connection", "action_sync_now"): MANAGE,
    ("xero.connection", "action_test_connection"): MANAGE,
    ("xero.connection", "get_backfill_progress"): SEE,
    ("xero.connection.choice", "action_choose"): MANAGE,
    ("xero.connection.disconnect", "action_disconnect"): MANAGE,
    ("xero.connection.test", "action_again"): MANAGE,
    ("xero.difference", "action_accept"): DECIDE,
    ("xero.difference", "action_odoo"): DECIDE,
    ("xero.difference", "action_open_record"): SEE,
    ("xero.difference", "action_reopen"): DECIDE,
    ("xero.difference", "action_view_in_xero"): SEE,
    ("xero.difference", "action_xero"): DECIDE,
    ("xero.journal.mapping", "action_accept"): MANAGE,
    ("xero.link", "action_cancel_here"): DECIDE,
    ("xero.link", "action_credit_here"): DECIDE,
    ("xero.link", "action_keep"): DECIDE,
    ("xero.link", "action_leave_in_xero"): DECIDE,
    ("xero.link", "action_mend"): SEE,
    ("xero.link", "action_open_record"): SEE,
    ("xero.link", "action_pair"): DECIDE,
    ("xero.link", "action_redate"): DECIDE,
    ("xero.link", "action_review_link"): DECIDE,
    ("xero.link", "action_review_new"): DECIDE,
    ("xero.link", "action_review_skip"): DECIDE,
    ("xero.link", "action_send_again"): DECIDE,
    ("xero.link", "action_sync"): DECIDE,
    ("xero.link", "action_unlink_pair"): DECIDE,
    ("xero.link", "action_view_in_xero"): SEE,
    ("xero.link.pair.option", "action_link"): DECIDE,
    ("xero.link.pair.option", "action_view_in_xero"): DECIDE,
    ("xero.preview", "action_go_live"): MANAGE,
    ("xero.preview", "action_lines"): SEE,
    ("xero.preview", "action_remake"): MANAGE,
    ("xero.problem", "action_differences"): SEE,
    ("xero.problem", "action_open_links"): SEE,
    ("xero.problem", "action_retry"): DECIDE,
    ("xero.problem", "action_update_settings"): MANAGE,
    ("xero.settlement", "action_xero_history"): SEE,
    ("xero.settlement", "action_xero_pair"): DECIDE,
    ("xero.settlement", "action_xero_sync"): DECIDE,
    ("xero.settlement", "action_xero_view"): SEE,
    ("xero.tax.mapping", "action_accept"): MANAGE,
    ("xero.tracking.mapping", "action_accept"): MANAGE,
}
#: page: who may open it (a stranger opens every page of a manager, on their own rows)
PAGES = {
    "action_xero_account": SEE,
    "action_xero_account_mapping": SEE,
    "action_xero_branding_theme": SEE,
    "action_xero_connection": SEE,
    "action_xero_currency": SEE,
    "action_xero_difference": SEE,
    "action_xero_journal_mapping": SEE,
    "action_xero_link": SEE,
    "action_xero_link_review": SEE,
    # Odoo's own documents: of these a customer reads theirs, without Xero's columns
    "action_xero_only_here": SEE | {"portal"},
    "action_xero_only_there": SEE,
    "action_xero_preview": SEE,
    "action_xero_preview_line": SEE,
    "action_xero_problem": SEE,
    "action_xero_settlement": SEE,
    "action_xero_tax_mapping": SEE,
    "action_xero_tax_rate": SEE,
    "action_xero_tracking_mapping": SEE,
    "action_xero_tracking_option": SEE,
    "action_xero_unapplied": SEE,
}
#: menus that others see than connectors' administrators
MENUS = {
    "menu_xero_difference": SEE,
    "menu_xero_link": SEE,
    "menu_xero_link_review": DECIDE,
    "menu_xero_only_here": SEE,
    "menu_xero_only_there": SEE,
    "menu_xero_problem": SEE,
    "menu_xero_settlement": SEE,
    "menu_xero_unapplied": SEE,
    "menu_xero_tracking_mapping": NOBODY,  # without analytic accounting
    "menu_xero_work": SEE,
}
#: model without a connection of its own: the record that has it
OWNER = {
    "xero.attempt": "link_id",
    "xero.preview.candidate": "line_id.preview_id",
    "xero.preview.line": "preview_id",
}
#: what would ask Xero is not what is tried here
STILL = {
    "_test_connection": lambda *_args: [],
    "_refresh_reference_data": lambda *_args: None,
    "_disconnect": lambda *_args: False,
    "_choose": lambda *_args: None,
}


class _Undo(Exception):
    """Ends a savepoint with nothing kept."""


@tagged("post_install", "-at_install")
class TestRightsMatrix(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Kent Mills Ltd")["company"]
        tenant = next(
            one["id"]
            for one in cls.xero.tenants
            if one["id"] != cls.connection.tenant_id
        )
        cls.second = cls.make_connected(cls.other, tenant=tenant)
        cls.users = {
            kind: cls.make_user(f"xero_kind_{kind}", groups)
            for kind, groups in USERS.items()
        }
        cls.users["stranger"].write(
            {
                "company_ids": [Command.set(cls.other.ids)],
                "company_id": cls.other.id,
            }
        )

    # ------------------------------------------------------------------
    # what there is
    # ------------------------------------------------------------------
    def public_methods(self):
        """Every method of ours that can be called from outside, of every model."""
        found = set()
        for name, model in self.env.registry.items():
            for cls in model.mro():
                if not cls.__module__.startswith(ADDON):
                    continue
                found |= {
                    (name, method)
                    for method, function in vars(cls).items()
                    if inspect.isfunction(function)
                    and not method.startswith("_")
                    and not hasattr(models.BaseModel, method)
                    and not getattr(function, "_api_private", False)
                    and not model._abstract
                }
        return found

    def xml_ids(self, model):
        rows = (
            self.env["ir.model.data"]
            .sudo()
            .search([("module", "=", "xero_connector"), ("model", "=", model)])
        )
        return set(rows.mapped("name"))

    def test_every_method_is_listed(self):
        self.assertEqual(self.public_methods(), set(METHODS))

    def test_every_page_is_listed(self):
        self.assertEqual(self.xml_ids("ir.actions.act_window"), set(PAGES))

    # ------------------------------------------------------------------
    # methods
    # ------------------------------------------------------------------
    def doubt(self, record, resource):
        """A link that waits for a person, as matching leaves it."""
        return (
            self.env["xero.link"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "resource": resource,
                    "res_model": record._name,
                    "res_id": record.id,
                    "state": "held",
                    "cause": "doubtful_match",
                    "error": "It may be another one.",
                    "candidates": [
                        {"remote_id": "1" * 8, "name": "One"},
                        {"remote_id": "2" * 8, "name": "Two"},
                    ],
                }
            )
        )

    def preview(self):
        """A preview that is ready, with a look-alike to decide."""
        candidate = {"remote_id": "1" * 8, "name": "One"}
        line = {
            "resource": "contact",
            "res_model": self.customer._name,
            "res_id": self.customer.id,
            "outcome": "doubtful",
            "candidate_ids": [Command.create(candidate)],
        }
        return (
            self.env["xero.preview"]
            .sudo()
            .create(
                {
                    "connection_id": self.connection.id,
                    "state": "ready",
                    "line_ids": [Command.create(line)],
                }
            )
        )

    def stage(self):
        """Model to what its methods are called on: a record, or a function of the user
        that makes one as they would, for a dialog is its user's own.
        """
        connection = self.connection.sudo()
        invoice = self.new_invoice()
        product = self.env["product.product"].create({"name": "Rye", "type": "service"})
        links = {
            record._name: self.doubt(record, resource)
            for record, resource in (
                (self.customer, "contact"),
                (invoice, "invoice"),
                (product, "item"),
            )
        }
        suggested = {"connection_id": connection.id, "is_suggested": True}
        account = connection.account_ids.filtered(lambda a: a.code == "200")
        bank = connection.account_ids.filtered(lambda a: a.account_type == "BANK")[:1]
        journal = self.company_data["default_journal_bank"]
        rate = connection.tax_rate_ids[:1]
        plan = self.env["account.analytic.plan"].sudo().create({"name": "Region"})
        analytic = (
            self.env["account.analytic.account"]
            .sudo()
            .create({"name": "North", "plan_id": plan.id})
        )
        category = (
            self.env["xero.tracking.category"]
            .sudo()
            .create(
                {"connection_id": connection.id, "remote_id": "c" * 8, "name": "Region"}
            )
        )
        option = (
            self.env["xero.tracking.option"]
            .sudo()
            .create(
                {
                    "connection_id": connection.id,
                    "category_id": category.id,
                    "remote_id": "d" * 8,
                    "name": "North",
                }
            )
        )
        mapping = {
            "xero.tax.mapping": {
                "tax_ids": [Command.set(self.vat0.ids)],
                "tax_rate_id": rate.id,
            },
            "xero.account.mapping": {
                "level": "account",
                "account_id": self.company_data["default_account_revenue"].id,
                "xero_account_id": account.id,
            },
            "xero.journal.mapping": {
                "journal_id": journal.id,
                "xero_account_id": bank.id,
            },
            "xero.tracking.mapping": {
                "analytic_account_id": analytic.id,
                "option_id": option.id,
            },
        }

        def made(model, values):
            return lambda user: self.env[model].with_user(user).create(values)

        def pair_option(user):
            wizard = (
                self.env["xero.link.pair"]
                .with_user(user)
                .create({"link_id": links["res.partner"].id})
            )
            values = {"wizard_id": wizard.id, "remote_id": "1" * 8, "name": "One"}
            return self.env["xero.link.pair.option"].with_user(user).create(values)

        ours = {"connection_id": connection.id}
        return {
            "account.move": invoice,
            "account.payment": self.env["account.payment"].create(
                {"amount": 10, "partner_id": self.customer.id}
            ),
            "xero.settlement": self.env["xero.settlement"]
            .sudo()
            .create(
                {
                    **ours,
                    "document_id": invoice.id,
                    "part": self.env["xero.settlement"]._fields["part"].selection[0][0],
                    "origin": "odoo",
                }
            ),
            "product.product": product,
            "product.template": product.product_tmpl_id,
            "res.partner": self.customer,
            "res.config.settings": made("res.config.settings", {}),
            "xero.connection": connection,
            "xero.connection.choice": self.env["xero.connection.choice"]
            .sudo()
            .create(
                {
                    **ours,
                    "tenant_id": "t" * 8,
                    "remote_connection_id": "r" * 8,
                    "name": "Northgate",
                }
            ),
            "xero.connection.disconnect": made("xero.connection.disconnect", ours),
            "xero.connection.test": made("xero.connection.test", ours),
            "xero.difference": self.env["xero.difference"]
            .sudo()
            .create(
                {
                    "link_id": links["res.partner"].id,
                    "field_name": "phone",
                    "kind": "difference",
                }
            ),
            "xero.link": links["res.partner"],
            "xero.link.pair.option": pair_option,
            "xero.preview": self.preview(),
            "xero.problem": self.env["xero.problem"]
            .sudo()
            .create({**ours, "cause": "doubtful_match", "state": "held", "count": 1}),
            **{
                model: self.env[model].sudo().create({**suggested, **values})
                for model, values in mapping.items()
            },
        }

    def may_call(self, user, model, method, subject):
        """Whether this user gets further than the rights; nothing is kept."""
        context = {"counter": "held_count", "mapping": "tax"}
        try:
            with self.env.cr.savepoint():
                record = subject(user) if callable(subject) else subject
                here = self.env[model].with_user(user).with_context(**context)
                call_kw(here, method, [record.ids], {"context": context})
                self.env.flush_all()
                raise _Undo
        except AccessError:
            return False
        except (_Undo, UserError):
            # told something else than that they have no right to it
            return True
        finally:
            self.env.invalidate_all()
            self.env.cr.precommit.clear()
            self.env.cr.postcommit.clear()

    def test_methods(self):
        stage = self.stage()
        self.env.flush_all()
        connection = self.env.registry["xero.connection"]
        pull = self.env.registry["xero.pull"]
        wrong = []
        with (
            patch.multiple(connection, **STILL),
            patch.object(pull, "_read_now", lambda *_args: None),
        ):
            for (model, method), allowed in METHODS.items():
                may = {
                    kind
                    for kind, user in self.users.items()
                    if self.may_call(user, model, method, stage[model])
                }
                if may != allowed:
                    wrong.append((model, method, sorted(may), sorted(allowed)))
        self.assertEqual(wrong, [])

    def test_the_card_needs_settings_and_connector(self):
        both = self.make_user(
            "xero_both", "base.group_system,xero_connector.group_manager"
        )
        stage = self.stage()
        for method in ("action_xero_connect", "action_xero_manage"):
            self.assertTrue(
                self.may_call(
                    both, "res.config.settings", method, stage["res.config.settings"]
                )
            )

    def test_links_are_not_edited_by_hand(self):
        link = self.doubt(self.customer, "contact").with_user(self.users["accountant"])
        for values in (
            {"remote_id": "2" * 8},
            {"state": "synced"},
            {"base_local": {}, "proposed_name": "x"},
            {"res_id": self.partner_a.id},
        ):
            with self.assertRaises(AccessError):
                link.write(values)
        link.proposed_name = "Ashford Bakery (Kent)"
        self.assertEqual(link.name_in_xero, "Ashford Bakery (Kent)")

    def test_findings_are_not_edited_by_hand(self):
        """What differs and what waits is what the run found."""
        stage = self.stage()
        accountant = self.users["accountant"]
        difference = stage["xero.difference"].with_user(accountant)
        problem = stage["xero.problem"].with_user(accountant)
        for record, values in (
            (difference, {"state": "decided", "decision": "odoo"}),
            (difference, {"seen_remote": "theirs"}),
            (difference, {"link_id": stage["xero.link"].id}),
            (problem, {"count": 0}),
            (problem, {"cause": "another"}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)
        problem.message_post(body="I ask the customer.")
        problem.activity_schedule("mail.mail_activity_data_todo", user_id=accountant.id)
        self.assertEqual(len(problem.activity_ids), 1)

    def test_previews_are_not_edited_by_hand(self):
        """Only what a person decides is written from outside, while it is asked."""
        preview = self.preview().with_user(self.users["manager"])
        line = preview.line_ids
        for values in ({"state": "started"}, {"calls": 1}, {"made_at": False}):
            with self.assertRaises(AccessError):
                preview.write(values)
        for values in (
            {"outcome": "create"},
            {"remote_id": "2" * 8},
            {"res_id": self.partner_a.id},
            {"is_done": True, "decision": "later"},
        ):
            with self.assertRaises(AccessError):
                line.write(values)
        with self.assertRaises(AccessError):
            line.candidate_ids.write({"remote_id": "2" * 8})
        decided = {"decision": "link", "chosen_id": line.candidate_ids.id}
        preview.write({"doubtful_ids": [Command.update(line.id, decided)]})
        self.assertEqual(line.decision, "link")
        preview.sudo().state = "starting"
        with self.assertRaises(UserError):
            line.write({"decision": "create"})

    # ------------------------------------------------------------------
    # pages and menus
    # ------------------------------------------------------------------
    def may_open(self, user, action):
        """Load the page as the web client does: its views, then their fields."""
        model = self.env[action.res_model].with_user(user)
        views = [(view_id, kind) for view_id, kind in action.views if kind != "kanban"]
        try:
            for view in model.get_views(views)["views"].values():
                shown = etree.fromstring(view["arch"]).xpath(
                    "//field[not(ancestor::field)]/@name"
                )
                model.web_search_read([], {name: {} for name in shown})
        except AccessError:
            return False
        finally:
            self.env.invalidate_all()
        return True

    def test_pages(self):
        self.stage()
        wrong = []
        for name, allowed in PAGES.items():
            action = self.env.ref(f"xero_connector.{name}").sudo()
            may = {
                kind for kind, user in self.users.items() if self.may_open(user, action)
            }
            if may != allowed | ALSO_THEIRS:
                wrong.append((name, sorted(may), sorted(allowed)))
        self.assertEqual(wrong, [])

    def menus_of(self, user):
        """Ids of the menus that a user gets to, from the top down."""
        menus = self.env["ir.ui.menu"].with_user(user)
        if not menus.has_access("read"):
            return set()
        tree = menus.load_menus(False)
        waiting, found = list(tree["root"]["children"]), set()
        while waiting:
            menu_id = waiting.pop()
            found.add(menu_id)
            waiting += tree[menu_id]["children"]
        return found

    def test_menus(self):
        seen = {kind: self.menus_of(user) for kind, user in self.users.items()}
        wrong = []
        for name in sorted(self.xml_ids("ir.ui.menu")):
            menu = self.env.ref(f"xero_connector.{name}")
            allowed = MENUS.get(name, MANAGE)
            allowed = allowed and allowed | ALSO_THEIRS
            may = {kind for kind, menu_ids in seen.items() if menu.id in menu_ids}
            if may != allowed:
                wrong.append((name, sorted(may), sorted(allowed)))
        self.assertEqual(wrong, [])

    # ------------------------------------------------------------------
    # two companies, two organisations
    # ------------------------------------------------------------------
    def test_nothing_of_another_company_is_seen(self):
        """Of every model of the connector: rows of the own connection only."""
        self.stage()
        stranger = self.users["stranger"]
        seen = 0
        for name, model in self.env.registry.items():
            if not name.startswith("xero.") or model._abstract or model._transient:
                continue
            here = self.env[name].with_user(stranger)
            if not here.has_access("read"):
                continue
            theirs = here.with_context(active_test=False).search([]).sudo()
            if name == "xero.connection":
                self.assertEqual(theirs, self.second)
                continue
            rows = theirs.mapped(OWNER[name]) if name in OWNER else theirs
            self.assertLessEqual(rows.connection_id, self.second, name)
            seen += len(theirs)
        self.assertGreater(seen, 0)

    def test_a_button_on_what_is_shared_stays_in_the_company(self):
        """A stranger's Sync to Xero notes nothing for our organisation."""
        self.doubt(self.customer, "contact")
        changes = self.env["xero.change"].sudo()
        changes.search([]).unlink()
        partner = self.customer.with_user(self.users["stranger"])
        partner.action_xero_sync()
        self.assertEqual(changes.search([]).connection_id, self.second)
        self.assertFalse(partner.xero_state or partner.xero_error or partner.xero_id)
