# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Moves that many tests make."""

from contextlib import contextmanager

from . import books, promises

#: seconds after which Xero no longer knows a request by its key
OLD = 600
OPEN = "SELECT count(*) FROM xero_request WHERE state = 'open'"


def connected(lab, xero, **vals):
    """The stocked books, connected.

    :return: ids of the partners and of their posted invoices, one each
    """
    with lab.env() as env:
        books.connect(env, xero, **vals)
        moves = env["account.move"].search([("state", "=", "posted")], order="id")
        return moves.partner_id.sorted("id").ids, moves.ids


def known(lab, xero, count, resource="contact", **vals):
    """The stocked books, connected; the first ``count`` contacts (or their invoices
    too) are in Xero.

    :return: ids of these partners and of their invoices
    """
    partners, moves = connected(lab, xero, **vals)
    note(lab, "contact", partners[:count])
    if resource == "invoice":
        note(lab, "invoice", moves[:count])
    books.sync(lab)
    xero.forget_calls()
    return partners[:count], moves[:count]


def note(lab, resource, ids, lane="hook", user=None):
    """Changes, as hooks and buttons insert them."""
    with lab.env() as env:
        connection = env["xero.connection"].search([])
        user = env["res.users"].browse(user) if user else None
        env["xero.change"]._note(connection, resource, ids, lane=lane, user=user)


def recover(lab, xero, old):
    """After a death: the next runs, until nothing is due.

    :param old: whether so much time has passed that Xero forgot the request's key
    """
    promises.lock_is_free(lab)
    if old:
        books.time_passes(lab, xero, OLD)
    else:
        books.pause_ends(lab)
    xero.forget_calls()
    books.sync(lab)
    promises.nothing_open(lab)


def states(lab, resource):
    """State of each link that lives: Odoo id to state."""
    return dict(
        lab.sql(
            "SELECT res_id, state FROM xero_link"
            " WHERE resource = %s AND state <> 'retired'",
            resource,
        )
    )


def model(lab, name):
    """The class of a model, for replacing one of its methods in a test."""
    return lab.registry[name]


@contextmanager
def in_a_call(lab, xero, method="PUT", path="/Invoices"):
    """A run in another process, held up by Xero inside a write.

    Inside the block the request is frozen and on its way, whatever happens there: who
    waited for the call would wait in vain. At its end the run is over.
    """
    before = lab.sql(OPEN)[0][0]
    xero.fault("delay", method=method, path=path, seconds=60, times=1)
    child = lab.fork(books.run_once)
    lab.until("SELECT count(*) > %s FROM xero_request WHERE state = 'open'", before)
    yield child
    assert child.runs(), "the call was over too early"
    xero.heal()
    child.result()
