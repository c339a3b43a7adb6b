# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Odoo, a local Xero and the time of one sequence; everything follows from the seed."""

import random
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

from odoo import fields

from odoo.addons.xero_connector.xero import webhook

from ...simulator import LocalXero
from .. import books
from .mailbox import Mailbox

START = datetime(2026, 11, 2, 9, tzinfo=UTC)
#: codes of the local Xero's accounts that a bookkeeper chose
MONEY = {"write_off_account_id": "835", "fee_account_id": "835"}


class Door:
    """What ``books.connect`` wants to know of a local Xero in this process."""

    def __init__(self, xero):
        self.base = xero.base_url
        self.client_id, self.client_secret = xero.client_id, xero.client_secret
        self.tokens = xero.authorise
        tenant = xero.tenants[0]
        self.tenant_id, self.tenant_name = tenant["id"], tenant["name"]


class World:
    """One sequence's two systems, the people in them and what they wrote.

    Time stands still but for ``passes``, here and in Xero alike.

    :param lab: on a fresh copy of the prepared database
    :param frozen: what moves the time of this process (``freezegun``)
    """

    def __init__(self, lab, seed, frozen):
        self.lab, self.seed, self.frozen = lab, seed, frozen
        self.rng = random.Random(seed)
        self.xero = LocalXero(region="uk", tier="none", clock="fake", seed=seed)
        self.mailbox = Mailbox(self.xero.world.webhook_key)
        #: what was done, in order
        self.story = []
        #: (side, kind, id, field) to the values that people wrote, in order
        self.written = defaultdict(list)
        #: (side, kind, id, field) to all values that were there after some step
        self.seen = defaultdict(set)
        self._tokens = 0

    def __enter__(self):
        random.seed(self.seed)  # what the engine draws: how long to wait
        self.frozen.move_to(START)
        self.xero.start()
        self.xero.clock.set(START)
        self.mailbox.start()
        self._open_books()
        return self

    def __exit__(self, *_error):
        self.mailbox.stop()
        self.xero.stop()

    def _open_books(self):
        """Connected, mapped, euros known on both sides, webhooks subscribed."""
        self.xero.organisation.currencies.put({"Code": "EUR", "Description": "Euro"})
        with self.env() as env:
            connection = books.connect(env, Door(self.xero))
            self.connection_id = connection.id
            accounts = {one.code: one for one in connection.account_ids}
            connection.write(
                {name: accounts[code].id for name, code in MONEY.items()}
                | {"expense_account_id": accounts["429"].id}
            )
            self.journal_id = (
                env["account.journal"]
                .search(
                    [("type", "=", "bank"), ("company_id", "=", env.company.id)],
                    limit=1,
                )
                .id
            )
            env["xero.journal.mapping"].create(
                {
                    "connection_id": connection.id,
                    "journal_id": self.journal_id,
                    "xero_account_id": accounts["090"].id,
                }
            )
            for day, rate in (("2026-01-01", 1.15), ("2026-09-15", 1.1737)):
                env["res.currency.rate"].create(
                    {
                        "name": day,
                        "currency_id": env.ref("base.EUR").id,
                        "company_id": env.company.id,
                        "rate": rate,
                    }
                )
            for name in ("Ashford Bakery", "Brook & Sons", "Čapek Trading"):
                books.customer(env, name, email=f"{name[:3].lower()}@example.com")
            connection.direction_item = "both"
            for code in ("BREAD", "CAKE"):
                env["product.product"].create(
                    {
                        "name": code.title(),
                        "default_code": code,
                        "list_price": 3.5,
                        "company_id": env.company.id,
                    }
                )
        self.xero.webhooks.subscribe(self.mailbox.url)

    # ------------------------------------------------------------------
    # time and words
    # ------------------------------------------------------------------
    def passes(self, seconds):
        """Let time pass on both sides."""
        self.xero.clock.advance(seconds)
        self.frozen.move_to(self.xero.clock.now())

    def token(self, letter):
        """A word that nobody wrote before."""
        self._tokens += 1
        return f"{letter}{self.seed}-{self._tokens}"

    def fresh_day(self):
        """A day that nobody wrote before."""
        self._tokens += 1
        return date(2026, 12, 1) + timedelta(days=self._tokens)

    def wrote(self, side, kind, record_id, field, value):
        """A person gave a field this value."""
        self.written[side, kind, record_id, field].append(value)

    def tell(self, text):
        self.story.append(f"{self.xero.clock.now():%d %H:%M:%S} {text}")

    # ------------------------------------------------------------------
    # both sides
    # ------------------------------------------------------------------
    def env(self, **kwargs):
        """See ``Lab.env``; nobody reads the chatter."""
        return self.lab.env(tracking_disable=True, **kwargs)

    def sql(self, query, *params):
        """One statement by a pooled connection.

        :return: its rows
        """
        with self.lab.registry.cursor() as cr:
            cr.execute(query, params or None)
            return cr.fetchall()

    @property
    def organisation(self):
        """Xero, as its bookkeeper has it."""
        return self.xero.organisation

    def look(self):
        """Remember what both sides say now, for finding out which edit got where."""
        for record_id, ref, due in self.sql(
            "SELECT id, ref, invoice_date_due FROM account_move"
            " WHERE move_type <> 'entry'"
        ):
            self.seen["odoo", "document", record_id, "ref"].add(ref or "")
            self.seen["odoo", "document", record_id, "due"].add(due)
        for record_id, name, email in self.sql(
            "SELECT id, name, email FROM res_partner"
        ):
            self.seen["odoo", "contact", record_id, "name"].add(name)
            self.seen["odoo", "contact", record_id, "email"].add(email or "")
        for record_id, name in self.sql(
            "SELECT p.id, t.name->>'en_US' FROM product_product p"
            " JOIN product_template t ON t.id = p.product_tmpl_id"
        ):
            self.seen["odoo", "item", record_id, "name"].add(name)
        for key, one in self.documents_in_xero().items():
            self.seen["xero", "document", key, "ref"].add(one.get("Reference") or "")
            self.seen["xero", "document", key, "due"].add(one.get("DueDate"))
        for one in self.organisation.contacts.values():
            key = one["ContactID"]
            email = one.get("EmailAddress") or ""
            self.seen["xero", "contact", key, "email"].add(email)
            self.seen["xero", "contact", key, "name"].add(one["Name"])
        for one in self.organisation.items.values():
            self.seen["xero", "item", one["ItemID"], "name"].add(one.get("Name"))

    def documents_in_xero(self):
        """Xero id to stored invoice, bill or credit note."""
        found = {one["InvoiceID"]: one for one in self.organisation.invoices.values()}
        for one in self.organisation.credit_notes.values():
            found[one["CreditNoteID"]] = one
        return found

    # ------------------------------------------------------------------
    # webhooks
    # ------------------------------------------------------------------
    def post_webhooks(self):
        """Xero sends what happened; it waits in the mailbox."""
        self.xero.webhooks.deliver()

    def receive(self, bodies):
        """What the controller does with genuine bodies."""
        with self.env() as env:
            for body in bodies:
                env["xero.event"]._receive(webhook.events(body))

    # ------------------------------------------------------------------
    # the engine
    # ------------------------------------------------------------------
    def due(self):
        """Whether a run would find something to do now."""
        ((found,),) = self.sql(
            "SELECT EXISTS(SELECT 1 FROM xero_change WHERE not_before <= %s)"
            " OR EXISTS(SELECT 1 FROM xero_request WHERE state = 'open')"
            " OR EXISTS(SELECT 1 FROM xero_event WHERE done IS NOT TRUE)"
            " OR EXISTS(SELECT 1 FROM xero_poll_state"
            " WHERE next_poll <= %s OR next_full <= %s)",
            *[fields.Datetime.now()] * 3,
        )
        return found
