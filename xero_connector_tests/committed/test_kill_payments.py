# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Death at every commit boundary and inside every write of payments.

As ``test_kills`` does for contacts and documents: paying and taking back, with the key
of an open request still young or too old to be sent again.
"""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from . import books, kills, play

DAY = date(2026, 9, 20)


class Till:
    """Invoices that Xero knows, and payments that come and go.

    :param operation: ``pay`` or ``cancel``
    """

    def __init__(self, lab, xero, operation, count):
        self.lab, self.xero, self.operation = lab, xero, operation
        _partners, self.moves = play.known(lab, xero, count, resource="invoice")
        with lab.env() as env:
            connection = env["xero.connection"].search([])
            journal = self.journal(env)
            account = connection.account_ids.filtered(lambda a: a.code == "090")
            env["xero.journal.mapping"].create(
                {
                    "connection_id": connection.id,
                    "journal_id": journal.id,
                    "xero_account_id": account.id,
                }
            )

    def journal(self, env):
        return env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )

    def stir(self):
        """Pay every invoice anew; where payments are to go, send them and cancel."""
        with self.lab.env() as env:
            connection = env["xero.connection"].search([])
            books.sign_in(env, self.xero, connection)
            self._payments(env).filtered(
                lambda payment: payment.state != "canceled"
            ).action_cancel()
        books.sync(self.lab)
        with self.lab.env() as env:
            for move in env["account.move"].browse(self.moves):
                self._pay(env, move)
        if self.operation == "cancel":
            books.sync(self.lab)
            with self.lab.env() as env:
                self._payments(env).filtered(
                    lambda payment: payment.state != "canceled"
                ).action_cancel()
        self.xero.forget_calls()

    def _pay(self, env, move):
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create(
            {"journal_id": self.journal(env).id, "payment_date": DAY}
        )._create_payments()

    def _payments(self, env):
        return env["account.payment"].search(
            [("journal_id", "=", self.journal(env).id)]
        )

    def recovered(self, old):
        play.recover(self.lab, self.xero, old)
        live = [
            one
            for one in self.xero.everything("Payments")
            if one["Status"] == "AUTHORISED"
        ]
        paid = Counter(one["Invoice"]["InvoiceID"] for one in live)
        due = {
            one["InvoiceID"]: Decimal(str(one["AmountDue"]))
            for one in self.xero.everything("Invoices")
        }
        with self.lab.env(commit=False) as env:
            links = env["xero.link"].search(
                [("resource", "in", ("payment", "invoice")), ("state", "!=", "retired")]
            )
            wrong = [
                (link.resource, link.res_id, link.state, link.error)
                for link in links
                if link.state != "synced"
            ]
            assert not wrong, wrong
            remote = dict(
                self.lab.sql(
                    "SELECT res_id, remote_id FROM xero_link WHERE resource = 'invoice'"
                )
            )
            for move in env["account.move"].browse(self.moves):
                there = remote[move.id]
                assert due[there] == Decimal(f"{move.amount_residual:.2f}"), move.name
                expected = 1 if self.operation == "pay" else 0
                assert paid[there] == expected, (move.name, paid[there])


@pytest.mark.parametrize("count", [pytest.param(1, marks=pytest.mark.slow), 3])
@pytest.mark.parametrize("operation", ["pay", "cancel"])
def test_death(stocked, xero, subtests, operation, count):
    till = Till(stocked, xero, operation, count)
    till.stir()
    kinds = stocked.run_in_child(kills.run_watched)
    assert kills.AFTER_STORE in kinds, kinds
    till.recovered(old=False)
    for boundary in kills.boundaries(kinds, every=count == 1):
        for old in (False, True):
            with subtests.test(died_at=str(boundary), old=old):
                till.stir()
                child = stocked.fork(kills.run_watched, boundary)
                child.wait()
                assert child.killed, "lived on"
                unanswered = stocked.sql(play.OPEN)[0][0]
                till.recovered(old)
            if not unanswered:
                break
    for old in (False, True):
        with subtests.test(answer_lost=1, old=old):
            till.stir()
            for method in ("PUT", "POST"):
                xero.fault("drop_answer", method=method, nth=1)
            stocked.run_in_child(kills.run_watched)
            assert sum(xero.hits()) == 1
            xero.heal()
            till.recovered(old)
