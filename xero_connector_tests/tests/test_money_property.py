# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Random documents: what the local Xero's own arithmetic stores is Odoo to the cent.

No run and no call: the frozen form of a document goes straight into the local Xero's
books. Each document is tried with every policy of rounding; where one holds it, it says
why. The end of the output tells how often each policy did what.
"""

import random
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from odoo import Command
from odoo.tests import tagged
from odoo.tools import split_every

from odoo.addons.xero_connector.resources.refs import Refs
from odoo.addons.xero_connector.xero import codec

from ..simulator import jsonform
from ..simulator.accounting import credit_notes, document_writer, invoices
from .sync_common import DAY, XeroSyncCommon

FEW, MANY = 500, 20_000
#: the many are tried in so many tests, each in blocks of the few
TESTS = 8
#: documents that Odoo makes at once: the more, the less each of them takes
AT_ONCE = 250
#: what may become of a document; nothing else speaks against these
ENDS = {
    *("exact", "adjusted", "rounding line"),
    *("held: rounding", "held: decimals", "held: negative"),
}
#: printed at the end by ``conftest.py``
SAID = []
POLICIES = ("adjust", "line", "hold")
MOVE_TYPES = (
    *("out_invoice", "out_receipt", "out_refund"),
    *("in_invoice", "in_receipt", "in_refund"),
)
METHODS = ("round_per_line", "round_globally")
DISCOUNTS = (0, 0, 0, 5, 10, 12.5, 33.33, 33.333, 50, 100, -10)
#: Xero's own rates by percent
RATES = {
    "sale": {20: "OUTPUT2", 5: "RROUTPUT", 0: "ZERORATEDOUTPUT"},
    "purchase": {20: "INPUT2", 5: "RRINPUT", 0: "ZERORATEDINPUT"},
}
INSIDE, ON_TOP = "tax_included", "tax_excluded"
BASE = {"include_base_amount": True}
#: rates that somebody made in Xero for several taxes on a line: code to percent
MADE = {"TAX901": 25, "TAX902": 26, "TAX903": 10}
#: sets of taxes, as (percent, where it is, what else), and the rate that they come to
SETS = (
    ([(20, ON_TOP, {}), (5, ON_TOP, {})], "TAX901"),
    ([(20, INSIDE, {}), (5, INSIDE, {})], "TAX901"),
    ([(20, INSIDE, {}), (5, ON_TOP, {})], "TAX901"),
    ([(20, INSIDE, {"amount_type": "division"})], "TAX901"),
    ([(20, ON_TOP, BASE), (5, ON_TOP, {})], "TAX902"),
    ([(20, INSIDE, BASE), (5, INSIDE, {})], "TAX902"),
    ([(20, ON_TOP, {}), (-10, ON_TOP, {})], "TAX903"),
)
#: ways to round a total to what can be paid in coins
CASH = ("add_invoice_line", "biggest_tax")


class MoneyProperty:
    """What both sizes of the test do."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        start = "2026-01-01"
        cls.euro = cls.setup_other_currency("EUR", rates=[(start, 1.163700)])
        cls.yen = cls.setup_other_currency("JPY", rates=[(start, 190)], rounding=1)
        cls.dinar = cls.setup_other_currency(
            "KWD", rates=[(start, 0.4123)], rounding=0.001
        )
        cls._add_rates(cls.xero.organisations[cls.connection.tenant_id])
        cls.connection._refresh_reference_data()
        cls.taxes, cls.sets = {}, {}
        for use, by_rate in RATES.items():
            cls.taxes[use] = cls._single_taxes(use, by_rate)
            cls.sets[use] = cls._several_taxes(use)
            cls._map(use, None, "NONE")
        cls.cash = [cls._cash_rounding(strategy) for strategy in CASH]

    @staticmethod
    def _add_rates(books):
        usual = next(r for r in books.tax_rates.values() if r["TaxType"] == "OUTPUT2")
        with books.transaction():
            for code, percent in MADE.items():
                rate = Decimal(percent)
                made = {
                    "TaxType": code,
                    "Name": f"Several, {percent} %",
                    "System": False,
                    "EffectiveRate": rate,
                    "DisplayTaxRate": rate,
                    "TaxComponents": [{"Name": "All", "Rate": rate}],
                    "CanApplyToExpenses": True,
                }
                books.save(books.tax_rates, usual | made)

    @classmethod
    def _single_taxes(cls, use, by_rate):
        found = []
        for percent, code in by_rate.items():
            for where in (ON_TOP, INSIDE):
                found.append(cls._tax(use, percent, where))
                cls._map(use, found[-1], code)
        return found

    @classmethod
    def _several_taxes(cls, use):
        """Sets of taxes on one line, and a group of two."""
        found = []
        for parts, code in SETS:
            taxes = cls.env["account.tax"].concat(
                *(
                    cls._tax(use, percent, where, sequence=place, **more)
                    for place, (percent, where, more) in enumerate(parts)
                )
            )
            found.append(taxes)
            cls._map(use, taxes, code)
        children = [Command.set(found[0].ids)]
        found.append(
            cls._tax(use, 0, ON_TOP, amount_type="group", children_tax_ids=children)
        )
        cls._map(use, found[-1], SETS[0][1])
        return found

    @classmethod
    def _tax(cls, use, percent, where, **more):
        number = cls.env["account.tax"].search_count([])
        return cls.env["account.tax"].create(
            {
                "name": f"{percent} {where} {number}",
                "amount": percent,
                "type_tax_use": use,
                "price_include_override": where,
                **more,
            }
        )

    @classmethod
    def _map(cls, use, taxes, code):
        rate = cls.env["xero.tax.rate"].search(
            [("connection_id", "=", cls.connection.id), ("code", "=", code)]
        )
        cls.env["xero.tax.mapping"].create(
            {
                "connection_id": cls.connection.id,
                "type_tax_use": use,
                "tax_ids": [Command.set(taxes.ids if taxes else [])],
                "tax_rate_id": rate.id,
            }
        )

    @classmethod
    def _cash_rounding(cls, strategy):
        return cls.env["account.cash.rounding"].create(
            {
                "name": strategy,
                "rounding": 0.05,
                "strategy": strategy,
                "profit_account_id": cls.company_data["default_account_revenue"].id,
                "loss_account_id": cls.company_data["default_account_expense"].id,
                "rounding_method": "HALF-UP",
            }
        )

    def setUp(self):
        super().setUp()
        self._add_rates(self.organisation)
        self.use_in_xero("JPY")
        self.use_in_xero("KWD")
        self.contact_id = self.organisation.add_contact("Ashford")["ContactID"]

    # ------------------------------------------------------------------
    # drawing
    # ------------------------------------------------------------------
    def draw(self, rng):
        """What a random draft is created from."""
        move_type = rng.choice(MOVE_TYPES)
        use = "sale" if move_type.startswith("out_") else "purchase"
        home = self.company.currency_id
        currency = rng.choice((home, home, home, home, self.euro, self.yen, self.dinar))
        values = {
            "move_type": move_type,
            "partner_id": self.customer.id,
            "invoice_date": DAY,
            "currency_id": currency.id,
            "invoice_line_ids": [
                Command.create(self.draw_line(rng, number, use))
                for number in range(rng.choice((1, 1, 1, 2, 2, 3, 5, 13)))
            ],
        }
        if rng.random() < 0.05:
            values["invoice_cash_rounding_id"] = rng.choice(self.cash).id
        return values

    def draw_line(self, rng, number, use):
        places = rng.choice((0, 1, 2, 2, 2, 3, 4, 6))
        price = round(rng.uniform(0.01, rng.choice((5, 100, 5000))), places)
        # a first line that is negative mostly makes the whole document so
        negative = rng.random() < (0.1 if number else 0.02)
        taxes = rng.choice(
            [
                *(self.taxes[use] * 2 + self.taxes[use][:2] * 2),
                *(*self.sets[use], None, None),
            ]
        )
        return {
            "name": f"Line {number}",
            "price_unit": -price / 10 if negative else price,
            "quantity": rng.choice((1, 1, 2, 3, 7.5, 12, 0.25, rng.randint(0, 999))),
            "discount": rng.choice(DISCOUNTS),
            "tax_ids": [Command.set(taxes.ids if taxes else [])],
        }

    def make(self, drawn):
        """The drafts, and what a run reads of them.

        :param drawn: [(how the company rounds tax, what to create)]
        :return: [(resource, move, canonical values)] in the order of ``drawn``
        """
        found = [None] * len(drawn)
        by_method = defaultdict(list)
        for number, (method, _values) in enumerate(drawn):
            by_method[method].append(number)
        # nobody reads what their chatter would say
        drafts = self.env["account.move"].with_context(tracking_disable=True)
        env = self.env["xero.run"].sudo()._engine(self.connection.id).env
        resources = [
            one
            for one in env["xero.resource"]._all().values()
            if one._odoo_model == "account.move"
        ]
        for method, numbers in by_method.items():
            self.company.tax_calculation_rounding_method = method
            moves = env["account.move"].browse()
            for some in split_every(AT_ONCE, numbers):
                made = drafts.create([drawn[n][1] for n in some])
                moves |= made.with_env(env)
            positions = dict(zip(moves.ids, numbers, strict=True))
            for resource in resources:
                mine = resource._subjects(moves)
                for res_id, values in resource._local_values(mine).items():
                    move = env["account.move"].browse(res_id)
                    found[positions[res_id]] = resource, move, values
        return env, found

    # ------------------------------------------------------------------
    # trying
    # ------------------------------------------------------------------
    def attempt(self, connection, resource, move, values, policy):
        """Put it into the local Xero by this policy.

        :return: what the policy did: ``exact``, ``adjusted``, ``rounding line`` or
            ``held: cause``
        """
        refs = Refs(connection)
        mapped = resource._to_xero(values, refs)
        mapped["contact"] = self.contact_id
        refs.names = frozenset(values)
        resource._preflight(move, values | mapped, refs)
        if refs.reasons:
            self.assertTrue(all(one.message and one.remedy for one in refs.reasons))
            return "held: " + refs.reasons[0].cause
        link = connection.env["xero.link"].new({"connection_id": connection.id})
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
        """``cases`` documents from this seed; the same seed gives the same ones.

        :return: policy to how often it did what
        """
        rng = random.Random(seed)
        drawn = [(rng.choice(METHODS), self.draw(rng)) for _number in range(cases)]
        env, made = self.make(drawn)
        connection = env["xero.connection"].browse(self.connection.id)
        counts = {policy: Counter() for policy in POLICIES}
        for policy in POLICIES:
            connection.rounding_policy = policy
            for number, (resource, move, values) in enumerate(made):
                said = {"status": "open", "number": f"{seed} {number} {policy}"}
                what = self.attempt(connection, resource, move, values | said, policy)
                counts[policy][what] += 1
        for found in counts.values():
            self.assertLessEqual(set(found), ENDS)
        return counts

    @classmethod
    def say(cls, counts):
        for policy, found in counts.items():
            said = ", ".join(f"{what}: {n}" for what, n in sorted(found.items()))
            SAID.append(f"rounding policy {policy}: {said}, of {found.total()}")


@tagged("post_install", "-at_install")
class TestMoneyProperty(MoneyProperty, XeroSyncCommon):
    def test_random_documents(self):
        counts = self.try_many(FEW, seed=19)
        self.say(counts)
        self.assertGreater(counts["adjust"]["adjusted"], 0)
        self.assertGreater(counts["line"]["rounding line"], 0)
        for found in counts.values():
            self.assertEqual(found.total(), FEW)
            self.assertGreater(found["exact"], 0)


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestMoneyPropertySlow(MoneyProperty, XeroSyncCommon):
    """About twenty minutes of one core, most of them Odoo's own work on its drafts."""

    counts = {policy: Counter() for policy in POLICIES}

    @classmethod
    def tearDownClass(cls):
        cls.say(cls.counts)
        super().tearDownClass()

    def try_part(self, number):
        """One test's share of the many; what a block made is forgotten after it."""
        for block in range(MANY // TESTS // FEW):
            with self.env.cr.savepoint() as savepoint:
                found = self.try_many(FEW, seed=1000 + number * 100 + block)
                savepoint.rollback()
            self.env.invalidate_all()
            for policy, counts in found.items():
                self.assertEqual(counts.total(), FEW)
                self.counts[policy].update(counts)


def _part(number):
    @pytest.mark.timeout(3600)
    def test(self):
        self.try_part(number)

    return test


for _number in range(1, TESTS + 1):
    setattr(TestMoneyPropertySlow, f"test_very_many_{_number}", _part(_number))
