# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Death inside every other kind of write that settles documents.

As ``test_kill_payments`` for plain payments: one payment over two documents, a payment
less a fee, credit notes that are applied, an overpayment, and one that is applied; made
and taken back. Each is in Xero once afterwards, and what is due is equal.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from . import books, kills, play

DAY = date(2026, 9, 20)
#: what is written: the errand, and whether it is taken back
ERRANDS = [
    ("batch", False),
    ("batch", True),
    ("fee", False),
    ("fee", True),
    ("allocation", False),
    ("allocation", True),
    ("overpayment", False),
    ("overpayment_applied", False),
    ("overpayment_applied", True),
]
#: much like another one: among the slow tests only
SIMILAR = [("fee", True), ("overpayment_applied", True)]


class Till:
    """New documents for each death, and what settles them.

    :param errand: see ``ERRANDS``
    :param back: whether it is taken back, which is what is watched then
    """

    def __init__(self, lab, xero, errand, back):
        self.lab, self.xero, self.errand, self.back = lab, xero, errand, back
        (self.partner,), _moves = play.known(
            lab, xero, 1, resource="invoice", overpayments=True
        )
        self.moves, self.payments = [], []
        with lab.env() as env:
            connection = env["xero.connection"].search([])
            accounts = {one.code: one for one in connection.account_ids}
            connection.write_off_account_id = accounts["835"]
            env["xero.journal.mapping"].create(
                {
                    "connection_id": connection.id,
                    "journal_id": self._journal(env).id,
                    "xero_account_id": accounts["090"].id,
                }
            )
            # what is done once only, before the first is created, is done
            env["xero.pull"]._schedule(connection)
        books.sync(lab)

    def _journal(self, env):
        return env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )

    # ------------------------------------------------------------------
    # what is done
    # ------------------------------------------------------------------
    def stir(self):
        """New documents that Xero knows, and the errand, not yet sent (or sent, and
        taken back)."""
        with self.lab.env() as env:
            connection = env["xero.connection"].search([])
            books.sign_in(env, self.xero, connection)
            partner = env["res.partner"].browse(self.partner)
            second = "out_refund" if self.errand == "allocation" else "out_invoice"
            moves = books.invoice(env, partner, 100)
            moves |= books.invoice(env, partner, 40, move_type=second)
            if self.errand == "allocation":
                # two are applied, and their answers settled together
                moves |= books.invoice(env, partner, 20, move_type=second)
            self.moves, self.payments = moves.ids, []
        books.sync(self.lab)
        if self.errand == "overpayment_applied":
            with self.lab.env() as env:
                self._overpay(env, 300)
            books.sync(self.lab)
        with self.lab.env() as env:
            getattr(self, f"_{self.errand}")(
                env, env["account.move"].browse(self.moves)
            )
        if self.back:
            books.sync(self.lab)
            with self.lab.env() as env:
                self._take_back(env)
        self.xero.forget_calls()

    def _pay(self, env, moves, **values):
        wizard = env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        )
        payment = wizard.create(
            {
                "journal_id": self._journal(env).id,
                "payment_date": DAY,
                "group_payment": True,
                **values,
            }
        )._create_payments()
        self.payments += payment.ids

    def _batch(self, env, moves):
        self._pay(env, moves)

    def _fee(self, env, moves):
        expense = env["account.account"].search(
            [
                ("account_type", "=", "expense"),
                ("company_ids", "in", env.company.ids),
            ],
            limit=1,
        )
        self._pay(
            env,
            moves[0],
            amount=117,
            payment_difference_handling="reconcile",
            writeoff_account_id=expense.id,
        )

    def _allocation(self, _env, moves):
        self._apply(moves)

    def _overpayment(self, env, _moves):
        self._overpay(env, 50)

    def _overpay(self, env, amount):
        payment = env["account.payment"].create(
            {
                "partner_id": self.partner,
                "amount": amount,
                "journal_id": self._journal(env).id,
                "date": DAY,
            }
        )
        payment.action_post()
        payment.action_xero_overpay()
        self.payments += payment.ids

    def _overpayment_applied(self, env, moves):
        payment = env["account.payment"].browse(self.payments)
        self._apply(payment.move_id | moves)

    def _apply(self, moves):
        moves.line_ids.filtered(
            lambda aml: (
                aml.account_id.account_type == "asset_receivable" and not aml.reconciled
            )
        ).reconcile()

    def _take_back(self, env):
        if self.errand in ("batch", "fee"):
            env["account.payment"].browse(self.payments).action_cancel()
        else:
            moves = env["account.move"].browse(self.moves)
            moves.line_ids.remove_move_reconcile()

    # ------------------------------------------------------------------
    # what is there afterwards
    # ------------------------------------------------------------------
    def recovered(self, old):
        play.recover(self.lab, self.xero, old)
        with self.lab.env(commit=False) as env:
            wrong = [
                (link.resource, link.res_id, link.state, link.error)
                for link in env["xero.link"].search([("state", "!=", "retired")])
                if link.state not in ("synced", "remote")
            ]
            assert not wrong, wrong
            due = self._due()
            for move in env["account.move"].browse(self.moves):
                remote = env["xero.link"].search(
                    [
                        ("res_model", "=", "account.move"),
                        ("res_id", "=", move.id),
                        ("state", "!=", "retired"),
                    ]
                )
                here = Decimal(f"{abs(move.amount_residual):.2f}")
                assert due[remote.remote_id] == here, move.name
            documents = self._remote_ids(env)
        assert self._there(documents) == self._expected()

    def _remote_ids(self, env):
        links = env["xero.link"].search(
            [("res_model", "=", "account.move"), ("res_id", "in", self.moves)]
        )
        return set(links.mapped("remote_id"))

    def _due(self):
        due = {
            one["InvoiceID"]: Decimal(str(one["AmountDue"]))
            for one in self.xero.everything("Invoices")
        }
        for one in self.xero.everything("CreditNotes"):
            due[one["CreditNoteID"]] = Decimal(str(one["RemainingCredit"]))
        return due

    def _there(self, documents):
        """How much of each kind is in Xero for the documents of this death."""
        found = Counter()
        for one in self.xero.everything("Payments"):
            if one["Status"] == "AUTHORISED":
                if one["Invoice"]["InvoiceID"] in documents:
                    found["payments"] += 1
        for name in ("CreditNotes", "Overpayments"):
            for one in self.xero.everything(name):
                for applied in one.get("Allocations") or ():
                    if applied["Invoice"]["InvoiceID"] in documents:
                        found["allocations"] += 1
        if self.errand == "overpayment":
            found["overpayments"] = len(self.xero.everything("Overpayments"))
        return found

    def _expected(self):
        if self.errand == "overpayment":
            self.made = getattr(self, "made", 0) + 1
            return Counter(overpayments=self.made)
        if self.back:
            return Counter()
        return {
            "batch": Counter(payments=2),
            "fee": Counter(payments=2),
            "allocation": Counter(allocations=2),
            "overpayment_applied": Counter(allocations=2),
        }[self.errand]


@pytest.mark.parametrize(
    ("errand", "back"),
    [
        pytest.param(*one, marks=pytest.mark.slow) if one in SIMILAR else one
        for one in ERRANDS
    ],
)
def test_answer_lost(stocked, xero, subtests, errand, back):
    """Xero has stored it, and the process is gone before it has looked."""
    till = Till(stocked, xero, errand, back)
    till.stir()
    kinds = stocked.run_in_child(kills.run_watched)
    assert kills.AFTER_STORE in kinds, kinds
    till.recovered(old=False)
    for boundary in kills.boundaries(kinds, every=False):
        if boundary.kind != kills.AFTER_STORE:
            continue
        for old in (False, True):
            with subtests.test(died_at=str(boundary), old=old):
                _die(till, boundary, old)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("errand", "back"), ERRANDS)
def test_death(stocked, xero, subtests, errand, back):
    """At every boundary."""
    till = Till(stocked, xero, errand, back)
    till.stir()
    kinds = stocked.run_in_child(kills.run_watched)
    till.recovered(old=False)
    for boundary in kills.boundaries(kinds):
        for old in (False, True):
            with subtests.test(died_at=str(boundary), old=old):
                _die(till, boundary, old)


def _die(till, boundary, old):
    till.stir()
    child = till.lab.fork(kills.run_watched, boundary)
    child.wait()
    assert child.killed, "lived on"
    till.recovered(old)
