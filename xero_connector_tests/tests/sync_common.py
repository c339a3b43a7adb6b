# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the tests of one run start from: a company in step with a local Xero."""

from datetime import date
from decimal import Decimal

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.tools import SQL

from .common import XeroCommon

DAY = date(2026, 9, 1)


class XeroSyncCommon(XeroCommon):
    """``run_sync()`` does what the job does after a commit: hooks, then the run.

    ``vat20`` and ``vat5`` find their rate by themselves; what has zero percent needs
    ``map_taxes``.
    """

    #: a test that needs more runs than this has a record that is never finished with;
    #: a run lasts half a minute at most
    most_runs = 20
    #: runs so far
    runs = 0

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        taxes = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "sale"),
            ]
        )
        by_name = {tax.name: tax for tax in taxes}
        cls.vat20, cls.vat5 = by_name["20%"], by_name["5%"]
        cls.vat0, cls.vat_exempt = by_name["0%"], by_name["Exempt"]
        purchases = cls.env["account.tax"].search(
            [
                ("company_id", "=", cls.company.id),
                ("type_tax_use", "=", "purchase"),
            ],
            order="sequence, id",
        )
        cls.bill_vat20, cls.bill_vat5 = (
            purchases.filtered(lambda tax, rate=rate: tax.amount == rate)[:1]
            for rate in (20, 5)
        )
        if cls.connect and not cls.connection.expense_account_id:
            cls.connection.expense_account_id = cls.connection.account_ids.filtered(
                lambda account: account.code == "429"
            )
        cls.customer = cls.new_customer()

    # ------------------------------------------------------------------
    # running
    # ------------------------------------------------------------------
    def run_sync(self, connection=None):
        """Commit what was done so far and run until nothing is due.

        :return: the API calls that this took, in order
        """
        connection = connection or self.connection
        start = len(self.xero.log)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.postcommit.clear()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for _run in range(self.most_runs):
                self.runs += 1
                env["xero.run"]._run(connection.id)
                if not self._is_due(cr, connection):
                    break
            else:
                self.fail("the run never comes to an end")
        self.env.invalidate_all()
        return [e for e in self.xero.log[start:] if "/api.xro/" in e["path"]]

    def refresh_settings(self, connection=None):
        """Read Xero's accounts, rates and organisation again, as the button does."""
        with self.enter_registry_test_mode():
            (connection or self.connection)._refresh_reference_data()

    def _is_due(self, cr, connection):
        connection.invalidate_recordset(["phase"])
        if connection.phase != "live":
            env = api.Environment(cr, SUPERUSER_ID, {})
            waits = connection.with_env(env)
            seconds = env["xero.run"]._seconds_to_wait(waits)
            return seconds is not None and seconds <= 0
        cr.execute(
            SQL(
                "SELECT EXISTS(SELECT 1 FROM xero_change WHERE connection_id = %(id)s"
                " AND not_before <= %(now)s) OR EXISTS(SELECT 1 FROM xero_request"
                " WHERE connection_id = %(id)s AND state = 'open')",
                id=connection.id,
                now=fields.Datetime.now(),
            )
        )
        return cr.fetchone()[0]

    def commit_hooks(self):
        """What Odoo does before a commit: the changes of this transaction appear."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def changes(self, resource=None, connection=None):
        """Changes that wait, of this test's connection."""
        self.commit_hooks()
        domain = [("connection_id", "=", (connection or self.connection).id)]
        if resource:
            domain.append(("resource", "=", resource))
        return self.env["xero.change"].sudo().search(domain)

    def press_sync(self, records, user=None):
        """Press Sync to Xero on these records."""
        return records.with_user(user or self.env.user).action_xero_sync()

    # ------------------------------------------------------------------
    # Odoo's side
    # ------------------------------------------------------------------
    @classmethod
    def new_customer(cls, name="Ashford Bakery Ltd", **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "company_id": False, **values}
        )

    def new_invoice(self, *lines, post=True, partner=None, **values):
        """An invoice; a line is a dict, or a price with 20 % on it.

        :param lines: none: one line of 100.00
        """
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": (partner or self.customer).id,
                "invoice_date": DAY,
                "invoice_line_ids": [
                    Command.create(self._line(line, values.get("move_type", "out_")))
                    for line in lines or (100,)
                ],
                **values,
            }
        )
        if post:
            move.action_post()
        return move

    def _line(self, line, move_type="out_invoice"):
        if not isinstance(line, dict):
            line = {"price_unit": line}
        if "display_type" in line:
            return line
        values = {"name": "Bread", "quantity": 1, **line}
        vat20 = self.vat20 if move_type.startswith("out_") else self.bill_vat20
        taxes = values.pop("taxes", vat20)
        values.setdefault("tax_ids", [Command.set(taxes.ids)])
        return values

    def map_taxes(self, taxes, code, connection=None, use="sale"):
        """Somebody chooses Xero's rate for a set of taxes."""
        connection = connection or self.connection
        rate = self.env["xero.tax.rate"].search(
            [("connection_id", "=", connection.id), ("code", "=", code)]
        )
        self.assertEqual(len(rate), 1, code)
        return self.env["xero.tax.mapping"].create(
            {
                "connection_id": connection.id,
                "type_tax_use": use,
                "tax_ids": [Command.set(taxes.ids if taxes else [])],
                "tax_rate_id": rate.id,
            }
        )

    def use_in_xero(self, code):
        """Somebody adds a currency to the organisation."""
        self.organisation.currencies.put({"Code": code, "Description": code})
        self.refresh_settings()

    def link_of(self, record, connection=None):
        """The link of a record (superuser), retired ones left out."""
        return (
            self.env["xero.link"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", (connection or self.connection).id),
                    ("res_model", "=", record._name),
                    ("res_id", "=", record.id),
                    ("state", "!=", "retired"),
                ]
            )
        )

    def reset_to_draft(self, move):
        move.button_draft()
        return move

    # ------------------------------------------------------------------
    # Xero's side
    # ------------------------------------------------------------------
    def xero_invoices(self, connection=None):
        """All invoices that Xero holds, as the API shows them."""
        books = self.books(connection)
        return [books.json("Invoices", key) for key in books.invoices]

    def xero_contacts(self, connection=None):
        books = self.books(connection)
        return [books.json("Contacts", key) for key in books.contacts]

    def xero_invoice(self, record, connection=None):
        """What Xero holds of an Odoo document (or of a link)."""
        return self.in_xero("Invoices", record, connection)

    def xero_contact(self, record, connection=None):
        return self.in_xero("Contacts", record, connection)

    def xero_document(self, record, connection=None):
        """What Xero holds of a document of any kind (or of a link)."""
        link = record if record._name == "xero.link" else None
        link = link or self.link_of(record, connection)
        endpoint = self.env["xero.resource"]._get(link.resource)._endpoint
        return self.in_xero(endpoint, link)

    def in_xero(self, collection, record, connection=None):
        link = record if record._name == "xero.link" else None
        link = link or self.link_of(record, connection)
        self.assertTrue(link.remote_id, f"{record.display_name} is not in Xero")
        return self.books(link.connection_id).json(collection, link.remote_id)

    def books(self, connection=None):
        connection = connection or self.connection
        return self.xero.organisations[connection.tenant_id]

    # ------------------------------------------------------------------
    # assertions
    # ------------------------------------------------------------------
    def assertState(self, record, state, cause=None, connection=None):
        """The link of a record is in this state; a problem has words and a remedy."""
        link = self.link_of(record, connection)
        self.assertEqual(link.state or None, state, link.error)
        if cause:
            self.assertEqual(link.cause, cause, link.error)
        if state in ("held", "error", "difference", "conflict"):
            self.assertTrue(link.error)
            self.assertTrue(link.remedy)
        elif state == "synced":
            self.assertFalse(link.error or link.hold_key or link.cause)
        return link

    def assertToTheCent(self, move, connection=None, state="synced"):
        """In step, and Xero's totals are Odoo's."""
        self.assertState(move, state, connection=connection)
        there = self.xero_document(move, connection)
        here = {
            "SubTotal": move.amount_untaxed,
            "TotalTax": move.amount_tax,
            "Total": move.amount_total,
        }
        self.assertEqual(
            {name: Decimal(str(there[name])) for name in here},
            {name: Decimal(f"{value:.2f}") for name, value in here.items()},
        )
        return there

    def assertCalls(self, calls, *expected):
        """The calls of a run, e.g. ``"PUT Contacts"``, in order."""
        self.assertEqual([called(call) for call in calls], list(expected))

    def sent(self, call):
        """The elements of a write in the log."""
        ((_collection, elements),) = call["request_body"].items()
        return elements


def called(exchange):
    """``PUT Contacts``: method and endpoint of a call in the log."""
    return f"{exchange['method']} {exchange['path'].removeprefix('/api.xro/2.0/')}"
