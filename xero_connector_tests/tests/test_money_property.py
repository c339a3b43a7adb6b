# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random documents: what the local Xero's own arithmetic stores is Odoo to the cent.

No run and no call: the frozen form of a document goes straight into the local Xero's
books. Each document is tried with every policy of rounding; where one holds it, it says
why. The end of the output tells how often each policy did what.
"""

import random
from collections import Counter
from operator import itemgetter

import pytest

from odoo import Command
from odoo.tests import tagged
from odoo.tools import groupby

from odoo.addons.xero_connector.resources.refs import Refs
from odoo.addons.xero_connector.xero import codec

from ..simulator import jsonform
from ..simulator.accounting import credit_notes, document_writer, invoices
from .sync_common import DAY, XeroSyncCommon

FEW, MANY = 500, 20_000
#: what may become of a document; nothing else speaks against these
ENDS = {"exact", "adjusted", "rounding line", "held: rounding", "held: decimals"}
#: printed at the end by ``conftest.py``
SAID = []
POLICIES = ("adjust", "line", "hold")
MOVE_TYPES = ("out_invoice", "out_receipt", "out_refund", "in_invoice", "in_refund")
DISCOUNTS = (0, 0, 0, 5, 10, 12.5, 33.33, 33.333, 50, 100, -10)


class MoneyProperty:
    """What both sizes of the test do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls.setup_other_currency("EUR", rates=[("2026-01-01", 1.163700)])
        cls.yen = cls.setup_other_currency(
            "JPY", rates=[("2026-01-01", 190)], rounding=1
        )
        cls.taxes = {"sale": [], "purchase": []}
        rates = {
            "sale": {20: "OUTPUT2", 5: "RROUTPUT", 0: "ZERORATEDOUTPUT"},
            "purchase": {20: "INPUT2", 5: "RRINPUT", 0: "ZERORATEDINPUT"},
        }
        for use, by_rate in rates.items():
            for amount, code in by_rate.items():
                for kind in ("tax_excluded", "tax_included"):
                    tax = cls.env["account.tax"].create(
                        {
                            "name": f"{amount} {kind}",
                            "amount": amount,
                            "type_tax_use": use,
                            "price_include_override": kind,
                        }
                    )
                    cls.taxes[use].append(tax)
                    cls._map(use, tax, code)
            cls._map(use, None, "NONE")

    @classmethod
    def _map(cls, use, tax, code):
        rate = cls.env["xero.tax.rate"].search(
            [("connection_id", "=", cls.connection.id), ("code", "=", code)]
        )
        cls.env["xero.tax.mapping"].create(
            {
                "connection_id": cls.connection.id,
                "type_tax_use": use,
                "tax_ids": [Command.set(tax.ids if tax else [])],
                "tax_rate_id": rate.id,
            }
        )

    def setUp(self):
        super().setUp()
        self.use_in_xero("JPY")
        self.contact_id = self.organisation.add_contact("Ashford")["ContactID"]

    def draw(self, rng):
        """A random draft, and the way in which the company rounds its tax."""
        move_type = rng.choice(MOVE_TYPES)
        use = "sale" if move_type.startswith("out_") else "purchase"
        self.company.tax_calculation_rounding_method = method = rng.choice(
            ("round_per_line", "round_globally")
        )
        currency = rng.choice([self.company.currency_id] * 3 + [self.euro, self.yen])
        lines = []
        for number in range(rng.choice((1, 1, 2, 3, 5, 8, 13))):
            places = rng.choice((0, 1, 2, 2, 2, 3, 4, 6))
            price = round(rng.uniform(0.01, rng.choice((5, 100, 5000))), places)
            quantity = rng.choice((1, 1, 2, 3, 7.5, 12, 0.25, rng.randint(1, 999)))
            negative = number and rng.random() < 0.1
            taxes = rng.choice([*self.taxes[use], *self.taxes[use][:2], None])
            lines.append(
                Command.create(
                    {
                        "name": f"Line {number}",
                        "price_unit": -price / 10 if negative else price,
                        "quantity": quantity,
                        "discount": rng.choice(DISCOUNTS),
                        "tax_ids": [Command.set(taxes.ids if taxes else [])],
                    }
                )
            )
        move = self.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.customer.id,
                "invoice_date": DAY,
                "currency_id": currency.id,
                "invoice_line_ids": lines,
            }
        )
        return method, move

    def values_of(self, env, drawn):
        """What a run reads of these, each under the rounding that it was made by.

        :param drawn: [(rounding method, move)]
        :return: move id to its resource and values
        """
        found = {}
        resources = env["xero.resource"]._all().values()
        for method, pairs in groupby(drawn, itemgetter(0)):
            self.company.tax_calculation_rounding_method = method
            moves = env["account.move"].concat(*(move for _method, move in pairs))
            for resource in resources:
                if resource._odoo_model == "account.move":
                    mine = resource._subjects(moves)
                    for res_id, values in resource._local_values(mine).items():
                        found[res_id] = resource, values
        return found

    def attempt(self, env, move, resource, values, policy, number):
        """Put it into the local Xero by this policy.

        :return: what the policy did: ``exact``, ``adjusted``, ``rounding line`` or
            ``held: cause``
        """
        connection = env["xero.connection"].browse(self.connection.id)
        move = move.with_env(env)
        values = values | {"status": "open", "number": number}
        refs = Refs(connection)
        mapped = resource._to_xero(values, refs)
        mapped["contact"] = self.contact_id
        refs.names = frozenset(values)
        resource._preflight(move, values | mapped, refs)
        if refs.reasons:
            return "held: " + refs.reasons[0].cause
        link = env["xero.link"].new({"connection_id": connection.id})
        payload = resource._payload(mapped, set(values), link)
        element = jsonform.loads(codec.dumps(payload))
        spec = credit_notes.SPEC if "refund" in move.move_type else invoices.SPEC
        stored = document_writer.write(
            self.organisation, spec, element, creating=True, places=4
        ).record
        left = "RemainingCredit" if spec is credit_notes.SPEC else "AmountDue"
        why = (policy, payload)
        self.assertEqual([stored["Total"], stored[left]], [values["total"]] * 2, why)
        figures = {"subtotal": stored["SubTotal"], "tax": stored["TotalTax"]}
        if len(mapped["lines"]) > len(values["lines"]):
            self.assertEqual(policy, "line")
            self.assertEqual({n: mapped[n] for n in figures}, figures)
            return "rounding line"
        self.assertEqual({n: values[n] for n in figures}, figures, why)
        told = any("TaxAmount" in line for line in element["LineItems"])
        return "adjusted" if told else "exact"

    def try_many(self, cases, seed):
        """``cases`` documents from this seed; the same seed gives the same ones."""
        rng = random.Random(seed)
        drawn = []
        for _number in range(cases):
            drawn.append(self.draw(rng))
            if len(drawn) in (20, 100, 1000):
                # of what an open transaction wrote PostgreSQL has no statistics, and
                # asks for an empty table's join what takes it hours with a full one's
                self.env.flush_all()
                self.env.cr.execute("ANALYZE account_move, account_move_line")
        self.env.flush_all()
        counts = {policy: Counter() for policy in POLICIES}
        env = self.env["xero.run"].sudo()._engine(self.connection.id).env
        found = self.values_of(env, drawn)
        for policy in POLICIES:
            env["xero.connection"].browse(self.connection.id).rounding_policy = policy
            for number, (_method, move) in enumerate(drawn):
                if move.amount_total >= 0:
                    what = self.attempt(
                        env, move, *found[move.id], policy, f"{seed} {number} {policy}"
                    )
                    counts[policy][what] += 1
        for policy, found in counts.items():
            said = ", ".join(f"{what}: {n}" for what, n in sorted(found.items()))
            SAID.append(f"rounding policy {policy}: {said}")
            self.assertLessEqual(set(found), ENDS)
        return counts


@tagged("post_install", "-at_install")
class TestMoneyProperty(MoneyProperty, XeroSyncCommon):
    def test_random_documents(self):
        counts = self.try_many(FEW, seed=19)
        self.assertGreater(counts["adjust"]["adjusted"], 0)
        self.assertGreater(counts["line"]["rounding line"], 0)
        for found in counts.values():
            self.assertGreater(found["exact"], 0)


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestMoneyPropertySlow(MoneyProperty, XeroSyncCommon):
    def test_very_many_random_documents(self):
        for block in range(MANY // FEW):
            with self.env.cr.savepoint() as savepoint:
                self.try_many(FEW, seed=1000 + block)
                savepoint.rollback()
            self.env.invalidate_all()
