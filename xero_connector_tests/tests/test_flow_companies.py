# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two companies with two organisations, and branches."""

from odoo import Command
from odoo.tests import Form, tagged

from .sync_common import DAY, XeroSyncCommon


@tagged("post_install", "-at_install")
class TestFlowCompanies(XeroSyncCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Kent Mills Ltd")["company"]
        first = cls.connection.tenant_id
        tenant = next(one["id"] for one in cls.xero.tenants if one["id"] != first)
        cls.second = cls.make_connected(cls.other, tenant=tenant)
        cls.env.user.company_ids |= cls.other

    def setUp(self):
        super().setUp()
        self.sign_in_again(self.second)
        self.xero.log.clear()

    def sale_tax(self, company):
        return self.env["account.tax"].search(
            [
                ("company_id", "=", company.id),
                ("type_tax_use", "=", "sale"),
                ("name", "=", "20%"),
            ]
        )

    def invoice_of(self, company, price=100):
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": DAY,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Flour",
                                "price_unit": price,
                                "tax_ids": [
                                    Command.set(
                                        self.sale_tax(company.root_id or company).ids
                                    )
                                ],
                            }
                        )
                    ],
                }
            )
        )
        move.action_post()
        return move

    def seen_from(self, records, company):
        return records.with_company(company).with_context(
            allowed_company_ids=[company.id, *(self.env.companies - company).ids]
        )

    def test_each_goes_to_its_own(self):
        ours, theirs = self.new_invoice(10), self.invoice_of(self.other, 20)
        self.run_sync()
        self.run_sync(self.second)
        self.assertToTheCent(ours)
        self.assertToTheCent(theirs, self.second)
        self.assertEqual(len(self.xero_invoices()), 1)
        self.assertEqual(len(self.xero_invoices(self.second)), 1)

    def test_a_shared_partner_has_two_ids(self):
        self.new_invoice()
        self.invoice_of(self.other)
        self.run_sync()
        self.run_sync(self.second)
        first, second = (self.link_of(self.customer, c) for c in self.both())
        self.assertNotEqual(first.remote_id, second.remote_id)
        for link, company in ((first, self.company), (second, self.other)):
            partner = self.seen_from(self.customer, company)
            self.assertEqual(partner.xero_id, link.remote_id)
            self.assertEqual(partner.xero_link_id, link)

    def both(self):
        return self.connection | self.second

    def test_problems_are_each_companys_own(self):
        self.books(self.second).add_contact(self.customer.name)
        self.new_invoice()
        self.invoice_of(self.other)
        self.run_sync()
        self.run_sync(self.second)
        here = self.seen_from(self.customer, self.company)
        there = self.seen_from(self.customer, self.other)
        self.assertEqual((here.xero_state, here.xero_error), ("synced", False))
        self.assertEqual(there.xero_state, "held")
        self.assertIn("already assigned", there.xero_error)
        domain = [("id", "=", self.customer.id), ("xero_state", "=", "held")]
        self.assertFalse(here.search(domain))
        self.assertEqual(there.search(domain), self.customer)

    def test_an_edit_goes_to_both(self):
        self.new_invoice()
        self.invoice_of(self.other)
        self.run_sync()
        self.run_sync(self.second)
        self.customer.phone = "01233 1"
        for connection in self.both():
            self.assertTrue(self.changes("contact", connection))
            self.run_sync(connection)
            phones = self.xero_contact(self.customer, connection)["Phones"]
            self.assertIn("01233 1", [phone["PhoneNumber"] for phone in phones])

    def test_only_the_company_that_knows_a_partner(self):
        self.new_invoice()
        self.run_sync()
        self.customer.phone = "01233 1"
        self.assertTrue(self.changes("contact"))
        self.assertFalse(self.changes("contact", self.second))

    def test_documents_of_all_companies_show_their_own_state(self):
        """A list over two companies shows each document's own connection."""
        ours, theirs = self.new_invoice(10), self.invoice_of(self.other, 20)
        self.run_sync()
        self.run_sync(self.second)
        both = (ours | theirs).with_context(
            allowed_company_ids=(self.company | self.other).ids
        )
        self.env.invalidate_all()
        self.assertEqual(both.mapped("xero_state"), ["synced", "synced"])
        domain = [("id", "in", both.ids)]
        found = both.search([*domain, ("xero_state", "=", "synced")])
        self.assertEqual(set(found.ids), set(both.ids))
        self.assertFalse(both.search([*domain, ("xero_state", "=", False)]))
        groups = both._read_group(domain, ["xero_state"], ["__count"])
        self.assertEqual(groups, [("synced", 2)])
        self.assertTrue(all(move.xero_connected for move in both))

    def test_a_user_of_one_company_sees_no_link_of_the_other(self):
        self.invoice_of(self.other)
        self.run_sync(self.second)
        clerk = self.make_user("xero_clerk", "account.group_account_invoice")
        links = self.env["xero.link"].with_user(clerk).search([])
        self.assertFalse(links.filtered(lambda one: one.company_id == self.other))
        self.assertFalse(self.customer.with_user(clerk).xero_id)

    def test_what_is_shared_shows_each_user_their_own(self):
        """Ids, states, errors, problems, differences and mappings of a partner and a
        product that both companies know; not even a search tells of the other's.
        """
        product = self.env["product.product"].create(
            {"name": "Rye", "default_code": "RYE", "type": "service"}
        )
        links = self.env["xero.link"].sudo()
        for number, connection in enumerate(self.both(), 1):
            values = {"connection_id": connection.id}
            for resource, record in (("contact", self.customer), ("item", product)):
                link = links.create(
                    {
                        **values,
                        "resource": resource,
                        "res_model": record._name,
                        "res_id": record.id,
                        "remote_id": f"{resource}-{number}",
                        "state": "error",
                        "cause": "refused",
                        "error": f"Refused by organisation {number}.",
                    }
                )
                self.env["xero.difference"].sudo().create(
                    {"link_id": link.id, "field_name": "name", "kind": "difference"}
                )
            self.env["xero.problem"].sudo().create(
                {**values, "cause": "refused", "state": "error", "count": 2}
            )
            self.map_taxes(self.sale_tax(connection.company_id), "OUTPUT2", connection)
        groups = "account.group_account_manager,xero_connector.group_manager"
        users = [self.make_user(f"xero_of_{number}", groups) for number in (1, 2)]
        users[1].write(
            {
                "company_ids": [Command.set(self.other.ids)],
                "company_id": self.other.id,
            }
        )
        self.env.flush_all()
        for number, (user, connection) in enumerate(
            zip(users, self.both(), strict=True), 1
        ):
            self.env.invalidate_all()
            for resource, shared in (("contact", self.customer), ("item", product)):
                record = shared.with_user(user)
                self.assertEqual(record.xero_id, f"{resource}-{number}")
                self.assertEqual(
                    record.xero_error, f"Refused by organisation {number}."
                )
                ours, theirs = (
                    record.search([("xero_id", "=", f"{resource}-{one}")])
                    for one in (number, 3 - number)
                )
                self.assertEqual(ours, record)
                self.assertFalse(theirs)
            for model in (
                *("xero.link", "xero.difference", "xero.problem", "xero.tax.mapping"),
                *("xero.account", "xero.tax.rate", "xero.connection.status"),
            ):
                if not self.env[model].with_user(user).has_access("read"):
                    continue
                found = self.env[model].with_user(user).search([])
                self.assertTrue(found, model)
                self.assertEqual(found.sudo().connection_id, connection, model)

    def test_what_one_xero_says_is_not_told_on_what_is_shared(self):
        """A decision quotes Xero's value: it is noted where its company reads it."""
        self.invoice_of(self.other)
        self.run_sync(self.second)
        link = self.link_of(self.customer, self.second)
        link.state = "conflict"
        row = (
            self.env["xero.difference"]
            .sudo()
            .create(
                {
                    "link_id": link.id,
                    "field_name": "phone",
                    "kind": "conflict",
                    "in_odoo": "1",
                    "in_xero": "01233 99",
                }
            )
        )
        decider = self.make_user(
            "xero_decider",
            "account.group_account_user,xero_connector.group_accountant",
        )
        decider.write(
            {
                "company_ids": [Command.set(self.other.ids)],
                "company_id": self.other.id,
            }
        )
        link._log_decision(row, "odoo", decider)

        def noted(record):
            bodies = record.sudo().message_ids.mapped("body")
            return [body for body in bodies if "01233 99" in body]

        self.assertFalse(noted(self.customer))
        (body,) = noted(self.second)
        self.assertIn("Ashford Bakery Ltd", body)

    def test_a_button_for_two_companies(self):
        ours, theirs = self.new_invoice(10), self.invoice_of(self.other, 20)
        self.env["xero.change"].sudo().search([]).unlink()
        moves = (ours | theirs).with_context(
            allowed_company_ids=(self.company | self.other).ids
        )
        self.press_sync(moves)
        self.run_sync()
        self.run_sync(self.second)
        self.assertToTheCent(ours)
        self.assertToTheCent(theirs, self.second)

    def test_a_mapping_frees_its_own_company_only(self):
        zero = self.env["account.tax"].search(
            [("company_id", "=", self.other.id), ("name", "=", "0%")], limit=1
        )
        self.assertTrue(zero)
        self.map_taxes(self.vat0, "ZERORATEDOUTPUT")
        self.assertFalse(self.second.tax_mapping_ids)

    # ------------------------------------------------------------------
    # branches
    # ------------------------------------------------------------------
    def branch_of(self, company, name="Ashford branch"):
        """A branch that keeps its books with its parent's accounts."""
        branch = self.env["res.company"].create(
            {
                "name": name,
                "parent_id": company.id,
                "country_id": company.country_id.id,
            }
        )
        self.env.user.company_ids |= branch
        partner = self.customer.with_company(branch)
        partner.property_account_receivable_id = self.env["account.account"].search(
            [
                ("company_ids", "parent_of", branch.id),
                ("account_type", "=", "asset_receivable"),
            ],
            limit=1,
        )
        return branch

    def only_in(self, branch, login, groups):
        """A user who works in a branch and sees none of its parents."""
        user = self.make_user(login, groups)
        user.write({"company_ids": [Command.set(branch.ids)], "company_id": branch.id})
        return user

    def as_only(self, user, record):
        """A record as somebody opens it who has nothing in memory."""
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user).with_context(
            allowed_company_ids=user.company_ids.ids
        )

    def assertOpens(self, user, *records):
        """Each of these opens, and shows all that is shown of Xero."""
        for record in records:
            with self.subTest(user=user.login, model=record._name):
                Form(self.as_only(user, record))
                seen = self.as_only(user, record)
                seen.web_read(
                    {name: {} for name in seen.fields_get() if name.startswith("xero_")}
                )

    def payment_of(self, company):
        return (
            self.env["account.payment"]
            .with_company(company)
            .create(
                {
                    "amount": 10,
                    "partner_id": self.customer.id,
                    "payment_type": "inbound",
                    "journal_id": self.env["account.journal"]
                    .search(
                        [
                            ("company_id", "parent_of", company.id),
                            ("type", "=", "bank"),
                        ],
                        limit=1,
                    )
                    .id,
                }
            )
        )

    def test_who_works_in_a_branch_only_opens_what_is_there(self):
        """Whether its companies are connected or not."""
        unconnected = self.setup_other_company(name="Hythe Mills Ltd")["company"]
        self.env.user.company_ids |= unconnected
        product = self.env["product.product"].create({"name": "Rye"})
        shared = (product.product_tmpl_id, product, self.customer)
        for company in (unconnected, self.company):
            branch = self.branch_of(company, f"Branch of {company.name}")
            seller = self.only_in(
                branch,
                f"seller_{company.id}",
                "base.group_user,product.group_product_manager",
            )
            billing = self.only_in(
                branch,
                f"billing_{company.id}",
                "base.group_user,account.group_account_invoice"
                ",base.group_partner_manager",
            )
            self.assertOpens(seller, product)
            # an employee sees nothing of Xero on a partner, and it opens
            self.as_only(seller, self.customer).web_read({"name": {}})
            documents = (self.invoice_of(branch), self.payment_of(branch))
            self.assertOpens(
                billing, *shared, *documents, self.sale_tax(company.root_id)
            )

    def branch_accountant(self):
        """A branch, and an accountant who works in it only."""
        branch = self.branch_of(self.company)
        return branch, self.only_in(
            branch, "xero_branch", "base.group_user,account.group_account_manager"
        )

    def open_as_client(self, user, action):
        """Load what a button opens: the form, or the list and each of its rows."""
        model = self.env[action["res_model"]].with_user(user)
        model = model.with_context(
            action.get("context") or {}, allowed_company_ids=user.company_ids.ids
        )
        if action.get("res_id"):
            record = model.browse(action["res_id"])
            Form(record)
            return record
        rows = model.search(action.get("domain") or [])
        for kind, view in model.get_views([(False, "list")])["views"].items():
            self.assertEqual(kind, "list")
            rows.web_read(
                {
                    name: {}
                    for name in model.fields_get()
                    if f'name="{name}"' in view["arch"]
                }
            )
        for row in rows:
            Form(row)
        return rows

    def test_a_branchs_accountant_opens_a_document_of_the_parents_connection(self):
        branch, user = self.branch_accountant()
        move = self.invoice_of(branch, 30)
        self.run_sync()
        self.assertOpens(user, move)
        seen = self.as_only(user, move)
        history = self.open_as_client(user, seen.action_xero_history())
        self.assertEqual(history.link_id, self.link_of(move))
        seen.action_xero_sync()
        self.assertEqual(self.changes("invoice").lane, "button")

    def test_a_branchs_accountant_decides_about_its_documents(self):
        branch, user = self.branch_accountant()
        move = self.invoice_of(branch, 30)
        self.run_sync()
        link = self.link_of(move)
        link._hold("no_mapping", "No rate.", key="tax:sale:1")
        seen = self.as_only(user, move)
        self.assertTrue(seen.xero_can_mend)
        self.open_as_client(user, seen.action_xero_mend())
        link._disagree("difference", "differs", {"reference": ("a", "b")}, "Decide.")
        seen = self.as_only(user, move)
        self.assertTrue(seen.xero_can_decide)
        opened = self.open_as_client(user, seen.action_xero_decide())
        self.assertEqual(len(opened.difference_ids), 1)
        self.assertTrue(opened.difference_ids.field_label)
        opened.action_keep()
        self.assertEqual(opened.difference_ids.decision, "accept")

    def test_who_works_in_the_parent_only_opens_what_names_a_branchs(self):
        """A list is not refused for a row's document that one may not open."""
        branch = self.branch_of(self.company)
        user = self.make_user(
            "parent_only", "base.group_user,account.group_account_manager"
        )
        user.company_ids = user.company_id = self.company
        move, payment = self.invoice_of(branch, 30), self.payment_of(branch)
        payment.action_post()
        (move | payment.move_id).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        ).reconcile()
        self.run_sync()
        link = self.link_of(move)
        link._disagree("difference", "differs", {"reference": ("a", "b")}, "Decide.")
        row = self.env["xero.settlement"].search([("document_id", "=", move.id)])
        names = {"date": {}, "amount": {}, "share": {}, "display_name": {}}
        (seen,) = self.as_only(user, row).web_read(names)
        self.assertIn("10.00", seen["amount"])
        self.assertIn(move.name, seen["display_name"])
        for action in ("action_xero_settlement", "action_xero_difference"):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                f"xero_connector.{action}"
            )
            self.assertTrue(self.open_as_client(user, action | {"context": {}}))
        Form(self.as_only(user, link))
        # voided in Xero: what may be done about it looks at the document
        link.remote_payload = {**link.remote_payload, "Status": "VOIDED"}
        Form(self.as_only(user, link))

    def test_a_branchs_accountant_pairs_its_documents(self):
        branch, user = self.branch_accountant()
        move = self.invoice_of(branch, 30)
        self.env.cr.precommit.run()
        candidates = [{"remote_id": "1" * 8, "name": "One"}]
        held = {"state": "held", "cause": "doubtful_match", "candidates": candidates}
        links = self.env["xero.link"].sudo()
        for resource, record in (("invoice", move), ("contact", self.customer)):
            links.create(
                {
                    "connection_id": self.connection.id,
                    "resource": resource,
                    "res_model": record._name,
                    "res_id": record.id,
                    **held,
                }
            )
        seen = self.as_only(user, move)
        self.assertTrue(seen.xero_can_pair)
        wizard = self.open_as_client(user, seen.action_xero_pair())
        wizard.option_ids.action_link()
        self.assertEqual(self.link_of(move).remote_id, "1" * 8)
        # what the companies share is decided where the connection is
        partner = self.as_only(user, self.customer)
        self.assertEqual(partner.xero_state, "held")
        self.assertFalse(partner.xero_can_pair)
        self.assertTrue(self.customer.xero_can_pair)

    def test_who_works_in_a_branch_only_sees_its_own_settlements(self):
        branch, user = self.branch_accountant()
        ours, theirs = self.invoice_of(branch, 30), self.new_invoice(20)
        rows = self.env["xero.settlement"].sudo()
        for move in (ours, theirs):
            payment = self.payment_of(move.company_id)
            payment.action_post()
            row = rows.create(
                {
                    "connection_id": self.connection.id,
                    "document_id": move.id,
                    "payment_id": payment.id,
                    "counterpart_id": payment.move_id.id,
                    "part": "cash",
                    "origin": "odoo",
                }
            )
            self.env["xero.link"].sudo().create(
                {
                    "connection_id": self.connection.id,
                    "resource": "payment",
                    "res_model": row._name,
                    "res_id": row.id,
                    "state": "held",
                    "cause": "no_mapping",
                }
            )
            rows |= row
        payment = self.as_only(user, rows[0].payment_id)
        found = self.open_as_client(user, payment.action_xero_settlements())
        self.assertEqual(found.sudo(), rows[0])
        self.assertEqual(found.xero_state, "held")
        self.open_as_client(user, found.action_xero_history())
        self.assertEqual(self.as_only(user, rows).search([]).sudo(), rows[0])

    def test_who_works_in_a_branch_only_sees_no_document_of_its_parent(self):
        branch, user = self.branch_accountant()
        ours, theirs = self.invoice_of(branch, 30), self.new_invoice(20)
        self.run_sync()
        for move in (ours, theirs):
            self.env["xero.difference"].sudo().create(
                {
                    "link_id": self.link_of(move).id,
                    "field_name": "reference",
                    "kind": "difference",
                }
            )
        for model, path in (
            ("xero.link", "id"),
            ("xero.attempt", "link_id"),
            ("xero.difference", "link_id"),
        ):
            seen = self.as_only(user, self.env[model]).search([]).sudo()
            links = seen if path == "id" else seen[path]
            self.assertEqual(links, self.link_of(ours), model)

    def test_a_branch_travels_by_its_parents_connection(self):
        branch = self.branch_of(self.company)
        move = self.invoice_of(branch, 30)
        self.assertEqual(move.company_id, branch)
        self.run_sync()
        self.assertToTheCent(move)
        self.assertFalse(self.changes(connection=self.second))
        seen = move.with_context(allowed_company_ids=branch.ids)
        self.env.invalidate_all()
        self.assertEqual(seen.xero_state, "synced")
        self.assertTrue(seen.xero_connected)

    def test_a_branch_of_its_own_never_travels_by_its_parents_connection(self):
        """Also while its own is not connected: its books are not the parent's."""
        branch = self.branch_of(self.company)
        own = self.make_connection(branch)
        for state in ("new", "disconnected"):
            own.state = state
            self.invoice_of(branch, 30)
            self.assertFalse(self.changes("invoice"), state)
