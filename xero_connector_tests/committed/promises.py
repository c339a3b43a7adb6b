# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must be true after whatever happened: nothing twice, nothing lost, to the cent,
nothing of others touched."""

from collections import Counter
from decimal import Decimal


def nothing_open(lab):
    """No request without an answer, no change waiting, no lock left in the pool."""
    assert lab.sql("SELECT id, state FROM xero_request WHERE state = 'open'") == []
    assert lab.sql("SELECT id FROM xero_attempt WHERE state = 'open'") == []
    assert lab.sql("SELECT resource, res_id, lane FROM xero_change") == []
    no_lock(lab)


#: advisory locks in this database
_LOCKS = (
    "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE l.locktype = 'advisory' AND d.datname = current_database()"
)


def no_lock(lab):
    """No run's lock is held, here or by a connection that lies in a pool."""
    assert lab.sql(_LOCKS) == [(0,)], "a run's lock is still held"


def lock_is_free(lab, seconds=5):
    """The lock of a process that was killed is free as soon as the server knows."""
    lab.until(f"SELECT ({_LOCKS}) = 0", timeout=seconds)


def in_step(lab, xero, partners, moves):
    """Every one of these is in Xero exactly once, linked, and says the same there.

    :param partners: ids of res.partner
    :param moves: ids of account.move
    """
    nothing_open(lab)
    contacts = [c for c in xero.everything("Contacts", includeArchived=True)]
    invoices = xero.everything("Invoices")
    with lab.env(commit=False) as env:
        links = env["xero.link"].search([("state", "!=", "retired")])
        wrong = [
            (link.resource, link.res_id, link.state, link.error)
            for link in links
            if link.state != "synced"
        ]
        assert not wrong, wrong
        by_record = {(link.resource, link.res_id): link for link in links}
        assert len(by_record) == len(links), "a record is linked twice"
        remote_ids = Counter(links.mapped("remote_id"))
        assert max(remote_ids.values(), default=1) == 1, "one Xero record linked twice"
        for partner in env["res.partner"].browse(partners):
            _contact_agrees(by_record, contacts, partner)
        for move in env["account.move"].browse(moves):
            _invoice_agrees(by_record, invoices, move)
        _bases_agree(env, links)


def _one(found, what):
    assert len(found) == 1, f"{what} is in Xero {len(found)} times"
    return found[0]


def _contact_agrees(by_record, contacts, partner):
    mark = partner.env["xero.resource.contact"]._mark(partner)["ContactNumber"]
    there = _one([c for c in contacts if c.get("ContactNumber") == mark], partner.name)
    _one(
        [
            c
            for c in contacts
            if c["Name"] == partner.name and c["ContactStatus"] == "ACTIVE"
        ],
        partner.name,
    )
    assert by_record["contact", partner.id].remote_id == there["ContactID"]
    assert there["Name"] == partner.name
    assert there["EmailAddress"] == (partner.email or "")


def _invoice_agrees(by_record, invoices, move):
    resource = move.env["xero.resource.invoice"]
    there = _one([i for i in invoices if resource._has_mark(move, i)], move.name)
    _one([i for i in invoices if i["InvoiceNumber"] == move.name], move.name)
    assert by_record["invoice", move.id].remote_id == there["InvoiceID"]
    contact = by_record["contact", move.commercial_partner_id.id]
    assert there["Contact"]["ContactID"] == contact.remote_id
    assert there["Status"] == "AUTHORISED"
    assert there["Reference"] == (move.ref or "")
    assert there["DueDateString"][:10] == move.invoice_date_due.isoformat()
    for name, field in (
        ("SubTotal", "amount_untaxed"),
        ("TotalTax", "amount_tax"),
        ("Total", "amount_total"),
    ):
        assert _cents(there[name]) == _cents(move[field]), (move.name, name)


def _cents(number):
    return Decimal(str(number)).quantize(Decimal("0.01"))


def _bases_agree(env, links):
    """What both said when they last agreed is what Odoo says now: nothing is due."""
    from odoo.addons.xero_connector.sync import canonical

    for name, group in links.grouped("resource").items():
        resource = (
            env["xero.run"]._engine(group.connection_id.id).env[f"xero.resource.{name}"]
        )
        records = resource.env[resource._odoo_model].browse(group.mapped("res_id"))
        values = resource._local_values(records.exists())
        for link in group:
            base = canonical.decode(resource._form, link.base_local)
            differing = {
                field: (base[field], value)
                for field, value in values.get(link.res_id, {}).items()
                if field in base and base[field] != value
            }
            assert not differing, (name, link.res_id, differing)
            remote = resource._from_xero(link.remote_payload)
            base = canonical.decode(resource._form, link.base_remote)
            differing = {
                field: (base[field], value)
                for field, value in remote.items()
                if field in base and base[field] != value
            }
            assert not differing, (name, link.res_id, differing)


def untouched(xero, name, before):
    """Strangers are as they were, to the time of their last change.

    :param before: elements as read earlier
    """
    endpoint = {"ContactID": "Contacts", "InvoiceID": "Invoices"}[name]
    now = {
        element[name]: element
        for element in xero.everything(endpoint, **_hidden(endpoint))
    }
    for element in before:
        assert now.get(element[name]) == element, element[name]


def _hidden(endpoint):
    return {"includeArchived": True} if endpoint == "Contacts" else {}
