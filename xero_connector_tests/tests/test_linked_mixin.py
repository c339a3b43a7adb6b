# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What records show of their links: searched, grouped, sorted, by company, by right."""

from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .sync_common import XeroSyncCommon


class QueryLog:
    """The statements that run inside a block."""

    def __init__(self, case):
        self._cr = type(case.env.cr)
        self.queries = []

    def __enter__(self):
        execute = self._cr.execute

        def noting(cr, query, *args, **kwargs):
            self.queries.append(str(getattr(query, "code", query)))
            return execute(cr, query, *args, **kwargs)

        self._patch = patch.object(self._cr, "execute", noting)
        self._patch.start()
        return self

    def __exit__(self, *_error):
        self._patch.stop()


@tagged("post_install", "-at_install")
class TestLinkedMixin(XeroSyncCommon):
    def setUp(self):
        super().setUp()
        self.synced = self.new_invoice(1)
        self.run_sync()
        self.held = self.new_invoice({"price_unit": 2, "taxes": self.vat0})
        self.run_sync()
        self.connection.real_time = False
        self.unsent = self.new_invoice(3)
        self.moves = self.synced | self.held | self.unsent

    def found(self, *domain, model="account.move", among=None):
        among = self.moves if among is None else among
        return self.env[model].search([("id", "in", among.ids), *domain])

    # ------------------------------------------------------------------
    # search
    # ------------------------------------------------------------------
    def test_search_documents(self):
        synced, held, unsent = self.synced, self.held, self.unsent
        for operator, value, expected in (
            ("=", "synced", synced),
            ("=", "held", held),
            ("=", "error", self.env["account.move"]),
            ("in", ["synced", "held"], synced | held),
            ("in", ["synced"], synced),
            ("in", [], self.env["account.move"]),
            ("!=", "synced", held | unsent),
            ("not in", ["synced", "held"], unsent),
            ("not in", ["error"], self.moves),
            ("=", False, unsent),
            ("!=", False, synced | held),
            ("in", ["held", False], held | unsent),
            ("not in", ["held", False], synced),
        ):
            with self.subTest(operator=operator, value=value):
                self.assertEqual(
                    self.found(("xero_state", operator, value)), expected.sorted()
                )

    def test_search_ids_and_problems(self):
        self.assertEqual(self.found(("xero_id", "=", self.synced.xero_id)), self.synced)
        self.assertEqual(self.found(("xero_id", "!=", False)), self.synced)
        self.assertEqual(
            self.found(("xero_id", "=", False)), (self.held | self.unsent).sorted()
        )
        self.assertEqual(self.found(("xero_error", "ilike", "tax rate")), self.held)
        self.assertEqual(
            self.found(("xero_error", "not ilike", "tax rate")),
            (self.synced | self.unsent).sorted(),
        )

    def test_search_partners(self):
        other = self.new_customer("Hythe Bakery Ltd")
        both = self.customer | other
        for operator, value, expected in (
            ("=", "synced", self.customer),
            ("!=", "synced", other),
            ("=", False, other),
            ("in", ["synced", False], both),
        ):
            with self.subTest(operator=operator, value=value):
                found = self.found(
                    ("xero_state", operator, value), model="res.partner", among=both
                )
                self.assertEqual(set(found.ids), set(expected.ids))

    # ------------------------------------------------------------------
    # groups and order
    # ------------------------------------------------------------------
    def test_group_documents(self):
        groups = self.env["account.move"]._read_group(
            [("id", "in", self.moves.ids)], ["xero_state"], ["id:recordset"]
        )
        self.assertEqual(
            dict(groups),
            {"synced": self.synced, "held": self.held, False: self.unsent},
        )

    def test_group_as_the_list_does(self):
        groups = self.env["account.move"].formatted_read_group(
            [("id", "in", self.moves.ids)], ["xero_state"], ["__count"]
        )
        for group in groups:
            self.assertEqual(group["__count"], 1)
            found = self.env["account.move"].search(
                group["__extra_domain"] + [("id", "in", self.moves.ids)]
            )
            self.assertEqual(found.xero_state, group["xero_state"])

    def test_group_partners(self):
        other = self.new_customer("Hythe Bakery Ltd")
        groups = self.env["res.partner"]._read_group(
            [("id", "in", (self.customer | other).ids)], ["xero_state"], ["__count"]
        )
        self.assertEqual(dict(groups), {"synced": 1, False: 1})

    def test_order(self):
        domain = [("id", "in", self.moves.ids)]
        up = self.env["account.move"].search(domain, order="xero_state, id")
        down = self.env["account.move"].search(domain, order="xero_state desc, id")
        self.assertEqual(up.mapped("xero_state"), ["held", "synced", False])
        self.assertEqual(down.mapped("xero_state"), [False, "synced", "held"])

    def test_order_of_partners(self):
        other = self.new_customer("Hythe Bakery Ltd")
        found = self.env["res.partner"].search(
            [("id", "in", (self.customer | other).ids)], order="xero_state"
        )
        self.assertEqual(found, self.customer + other)

    def test_the_client_may_group_and_sort(self):
        for model in ("account.move", "res.partner"):
            described = self.env[model].fields_get(["xero_state"])["xero_state"]
            self.assertTrue(described["groupable"] and described["sortable"])
            self.assertTrue(described["searchable"])

    # ------------------------------------------------------------------
    # values
    # ------------------------------------------------------------------
    def test_retired_links_do_not_show(self):
        self.link_of(self.held)._retire("test")
        self.env.invalidate_all()
        self.assertFalse(self.held.xero_state)
        self.assertFalse(self.found(("xero_state", "=", "held")))

    def test_new_records(self):
        self.assertFalse(self.env["account.move"].new({}).xero_state)
        self.assertFalse(self.env["res.partner"].new({}).xero_id)

    def test_no_query_per_record(self):
        self.connection.real_time = True
        invoices, customers = self.synced, self.customer
        for number in range(12):
            customers |= self.new_customer(f"Shop {number}")
            invoices |= self.new_invoice(number + 1, partner=customers[-1])
        self.run_sync()
        for records in (invoices, customers):
            names = ["xero_state", "xero_id", "xero_error", "xero_remedy"]
            counts = []
            for some in (records[:1], records):
                self.env.flush_all()
                self.env.invalidate_all()
                some.mapped("display_name")  # what a list reads anyway
                with QueryLog(self) as log:
                    for name in names:
                        some.mapped(name)
                counts.append(len(log.queries))
            self.assertEqual(counts[0], counts[1], [q[-300:] for q in log.queries])
            self.assertLessEqual(counts[1], 4)

    def test_links_are_looked_for_by_all_of_their_index(self):
        links = self.env["xero.link"].sudo()
        domain = links._local_domain(self.connection, "contact", [1])
        columns = {condition.field_expr for condition in domain.iter_conditions()}
        for name in ("connection_id", "resource", "res_model", "res_id", "state"):
            self.assertIn(name, columns)

    def test_view_in_xero(self):
        action = self.synced.action_xero_view()
        self.assertEqual(action["type"], "ir.actions.act_url")
        self.assertIn(self.synced.xero_id, action["url"])
        contact = self.customer.action_xero_view()
        self.assertIn("Contacts", contact["url"])
        self.assertIn(self.customer.xero_id, contact["url"])

    # ------------------------------------------------------------------
    # rights
    # ------------------------------------------------------------------
    def test_clerk_sees_states(self):
        clerk = self.make_user("xero_clerk", "account.group_account_invoice")
        move = self.held.with_user(clerk)
        self.assertEqual(move.xero_state, "held")
        self.assertIn("tax rate", move.xero_error)
        self.assertTrue(self.synced.with_user(clerk).action_xero_view()["url"])

    def test_auditor_sees_states(self):
        auditor = self.make_user("xero_auditor", "account.group_account_readonly")
        self.assertEqual(self.held.with_user(auditor).xero_state, "held")

    def test_others_see_nothing(self):
        names = ["xero_state", "xero_id", "xero_error", "xero_remedy"]
        for groups in ("base.group_user", "base.group_portal"):
            login = f"xero_{groups.split('_')[1]}"
            user = self.make_user(login, groups)
            partner = self.customer.with_user(user).sudo(False)
            with self.subTest(groups=groups):
                described = self.env["res.partner"].with_user(user).fields_get(names)
                self.assertFalse(described)
                for name in names:
                    with self.assertRaises(AccessError):
                        partner.read([name])
                with self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).search(
                        [("xero_error", "ilike", "a")]
                    )
                with self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).search(
                        [], order="xero_state"
                    )
                with self.assertRaises(AccessError):
                    self.env["xero.link"].with_user(user).search([])

    def test_views_open_without_rights(self):
        """Views still open for those who see nothing of Xero in them."""
        employee = self.make_user("xero_employee", "base.group_user")
        partner = self.env["res.partner"].with_user(employee)
        for kind in ("form", "list", "search"):
            arch = partner.get_view(view_type=kind)["arch"]
            self.assertNotIn("xero_", arch)
