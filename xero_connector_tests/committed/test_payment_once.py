# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One payment, heard of by hook, poll, webhook and button at once, by two workers of
which one dies at each of its boundaries: it is there once on both sides."""

from datetime import UTC, date, datetime

import pytest

from odoo.addons.xero_connector.xero import webhook

from . import books, kills, play, promises

DAY = date(2026, 9, 20)
#: invoices that are known to both sides; each case pays another one
INVOICES = 50


class Till:
    """Known invoices, and the ways in which a payment is heard of.

    :param side: ``odoo``, ``xero`` or ``both``: where the payment is recorded
    """

    def __init__(self, lab, xero, side):
        self.lab, self.xero, self.side = lab, xero, side
        _partners, moves = play.known(lab, xero, INVOICES, resource="invoice")
        self.moves = iter(moves)
        self.remote = dict(
            lab.sql("SELECT res_id, remote_id FROM xero_link WHERE resource='invoice'")
        )
        with lab.env() as env:
            connection = env["xero.connection"].search([])
            account = connection.account_ids.filtered(lambda a: a.code == "090")
            env["xero.journal.mapping"].create(
                {
                    "connection_id": connection.id,
                    "journal_id": self._journal(env).id,
                    "xero_account_id": account.id,
                }
            )
            env["xero.pull"]._schedule(connection)
        books.sync(lab)

    def _journal(self, env):
        return env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
        )

    def pay(self):
        """Pay the next invoice and have it heard of in every way at once.

        :return: id of the invoice
        """
        move_id = next(self.moves)
        if self.side in ("xero", "both"):
            self.xero.control(
                "POST",
                "actions",
                {
                    "action": "record_payment",
                    "document_id": self.remote[move_id],
                    "account": "090",
                    "day": DAY.isoformat(),
                },
            )
        with self.lab.env() as env:
            connection = env["xero.connection"].search([])
            move = env["account.move"].browse(move_id)
            if self.side in ("odoo", "both"):
                env["account.payment.register"].with_context(
                    active_model="account.move", active_ids=move.ids
                ).create(
                    {"journal_id": self._journal(env).id, "payment_date": DAY}
                )._create_payments()
            env["xero.change"]._note(connection, "settled", move.ids)
            move.action_xero_sync()
            env["xero.pull"]._read_now(connection)
            env["xero.event"]._receive(
                [
                    webhook.Event(
                        category="INVOICE",
                        type="UPDATE",
                        resource_id=self.remote[move_id],
                        tenant_id=connection.tenant_id,
                        at=datetime.now(UTC),
                    )
                ]
            )
        return move_id

    def once(self, move_id):
        """Both sides have it once, agree and are at rest."""
        promises.lock_is_free(self.lab)
        books.pause_ends(self.lab)
        books.sync(self.lab)
        promises.nothing_open(self.lab)
        there = [
            one
            for one in self.xero.everything("Payments")
            if one["Invoice"]["InvoiceID"] == self.remote[move_id]
            and one["Status"] == "AUTHORISED"
        ]
        assert len(there) == 1, f"{len(there)} times in Xero"
        with self.lab.env(commit=False) as env:
            move = env["account.move"].browse(move_id)
            assert len(move._get_reconciled_payments()) == 1
            assert move.amount_residual == 0
            row = env["xero.settlement"].search([("document_id", "=", move_id)])
            assert len(row) == 1
            link = env["xero.link"].search([("resource", "=", "payment")])
            link = link.filtered(lambda one: one.remote_id == there[0]["PaymentID"])
            assert (link.res_id, link.state) == (row.id, "synced"), link.error
            payments = env["account.payment"].search_count(
                [("partner_id", "=", move.commercial_partner_id.id)]
            )
            assert payments == 1, f"{payments} times in Odoo"


@pytest.mark.parametrize("side", ["odoo", "xero", "both"])
def test_heard_of_in_every_way(stocked, xero, subtests, side):
    """Dying at every fifth boundary; at all of them among the slow tests."""
    _die(Till(stocked, xero, side), subtests, step=5)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("side", ["odoo", "xero", "both"])
def test_dying_at_every_boundary(stocked, xero, subtests, side):
    _die(Till(stocked, xero, side), subtests, step=1)


def _die(till, subtests, step):
    """Once without a death, then at every ``step``-th boundary."""
    lab = till.lab
    move = till.pay()
    kinds = lab.run_in_child(kills.run_watched)
    assert len(kinds) > 5, kinds
    till.once(move)
    for boundary in kills.boundaries(kinds, every=False)[step - 1 :: step]:
        with subtests.test(died_at=str(boundary)):
            move = till.pay()
            dying = lab.fork(kills.run_watched, boundary)
            other = lab.fork(books.run_once)
            dying.wait()
            other.result()
            till.once(move)
