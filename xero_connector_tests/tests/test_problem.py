# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What waits for a person is grouped by cause: one row, one activity, one retry."""

import ast
from pathlib import Path

from odoo.exceptions import AccessError
from odoo.modules import get_module_path
from odoo.tests import tagged

from odoo.addons.xero_connector.models.xero_problem_titles import titles
from odoo.addons.xero_connector.xero.causes import Cause

from .sync_common import XeroSyncCommon

#: names that stop a record; where in their arguments the cause stands
_STOPS = {"hold": 0, "_hold": 0, "_fail": 0, "Reason": 0, "_disagree": 1}


@tagged("post_install", "-at_install")
class TestProblem(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls.make_user(
            "xero_accountant", "account.group_account_manager", email="a@a.example"
        )
        cls.connection.responsible_id = cls.accountant

    def problems(self, user=None):
        problems = self.env["xero.problem"].with_user(user or self.accountant)
        return problems.search([("connection_id", "=", self.connection.id)])

    def activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "xero.problem"), ("user_id", "=", self.accountant.id)]
        )

    def held(self, number=1):
        moves = self.env["account.move"]
        for _number in range(number):
            moves |= self.new_invoice({"price_unit": 10, "taxes": self.vat_exempt})
        self.run_sync()
        return moves

    def test_one_cause_one_row_one_activity(self):
        self.held(3)
        (problem,) = self.problems()
        self.assertEqual(problem.cause, "tax_unmapped")
        self.assertEqual(problem.title, "No Xero tax rate chosen")
        self.assertEqual((problem.count, problem.state), (3, "held"))
        self.assertIn("3 × No Xero tax rate is chosen for “Exempt”.", problem.words)
        self.assertIn("Tax Mappings", problem.remedy)
        self.assertEqual(len(problem.link_ids), 3)
        (activity,) = self.activities()
        self.assertIn("No Xero tax rate chosen", activity.summary)
        self.assertIn("Exempt", activity.note)
        # more of the same: no further activity
        self.held(2)
        self.assertEqual(self.problems().count, 5)
        self.assertEqual(self.activities(), activity)

    def test_done_it_is_not_told_again(self):
        self.held()
        self.activities().sudo().action_feedback(feedback="I know")
        self.held()
        self.assertFalse(self.activities())
        self.assertEqual(self.problems().count, 2)

    def test_mended_it_goes_with_its_activity(self):
        moves = self.held(2)
        self.map_taxes(self.vat_exempt, "EXEMPTOUTPUT")
        self.run_sync()
        for move in moves:
            self.assertToTheCent(move)
        self.assertFalse(self.problems())
        self.assertFalse(self.activities())

    def test_xeros_own_words(self):
        invoice = self.new_invoice()
        self.run_sync()
        contact = self.books().contacts[self.link_of(self.customer).remote_id]
        contact["ContactStatus"] = "ARCHIVED"
        refused = self.new_invoice() | self.new_invoice()
        self.run_sync()
        problem = self.problems().filtered(lambda one: one.cause == "contact_archived")
        self.assertEqual((problem.state, problem.count), ("error", 2))
        self.assertIn(self.link_of(refused[0]).error, problem.words)
        self.assertIn("Restore the contact", problem.remedy)
        # it is mended in Xero, where nobody tells us: one button for all of them
        contact["ContactStatus"] = "ACTIVE"
        problem.action_retry()
        change = self.changes("invoice")
        self.assertEqual(set(change.mapped("res_id")), set(refused.ids))
        self.assertEqual(set(change.mapped("lane")), {"button"})
        self.run_sync()
        for move in refused | invoice:
            self.assertToTheCent(move)
        self.assertFalse(self.problems())

    def test_several_causes(self):
        self.held(2)
        self.connection.revenue_account_id = False
        self.new_invoice()
        self.run_sync()
        self.assertEqual(
            {problem.cause: problem.count for problem in self.problems()},
            {"tax_unmapped": 2, "account_unmapped": 1},
        )
        self.assertEqual(len(self.activities()), 2)

    def test_a_quiet_run_asks_nothing(self):
        self.held()
        before = self.problems()
        self.run_sync()
        self.assertEqual(self.problems(), before)

    def test_where_its_buttons_lead(self):
        moves = self.held(2)
        problem = self.problems()
        action = problem.action_open_links()
        links = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(set(links.mapped("res_id")), set(moves.ids))

    def test_without_a_responsible(self):
        self.connection.responsible_id = False
        self.held()
        (problem,) = self.problems()
        self.assertTrue(problem.sudo().activity_ids.user_id)

    def test_rights(self):
        self.held()
        problem = self.problems()
        biller = self.make_user("biller", "account.group_account_invoice")
        self.assertTrue(problem.with_user(biller).title)
        with self.assertRaises(AccessError):
            problem.with_user(biller).action_retry()
        other = self.env["res.company"].sudo().create({"name": "Other"})
        foreigner = self.make_user("foreigner", "account.group_account_manager")
        foreigner.sudo().write({"company_ids": other.ids, "company_id": other.id})
        self.assertFalse(self.problems(foreigner))

    def test_every_cause_has_a_title(self):
        """Of what Xero refuses, and of whatever stops a record in our own code."""
        known = titles(self.env)
        causes = {cause.value for cause in Cause} | self._causes_in_code()
        self.assertGreater(len(causes), 60)
        self.assertEqual(causes - known.keys() - {"left_alone", "waiting"}, set())

    def _causes_in_code(self):
        found = set()
        for path in Path(get_module_path("xero_connector")).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                place = _STOPS.get(name)
                if place is None or len(node.args) <= place:
                    continue
                argument = node.args[place]
                if isinstance(argument, ast.Constant):
                    found.add(argument.value)
        return found
