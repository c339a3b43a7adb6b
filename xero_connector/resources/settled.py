# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From *look at how this document is paid* to settlements that can travel."""

from collections import defaultdict

from odoo import models
from odoo.fields import Domain


class XeroResourceSettled(models.AbstractModel):
    """Never travels itself. A user's transaction notes the two moves of a partial,
    which costs one insert; finding out what that means for Xero is left to the run.
    """

    _name = "xero.resource.settled"
    _inherit = "xero.resource"
    _description = "What is paid, and by what"

    _endpoint = "Payments"
    _odoo_model = "account.move"
    _direction = "to_xero"
    _sequence = 38
    _progress_row = "payment"
    #: one without a journal entry makes no partial: its state tells
    _tracked_also = {"account.payment": frozenset({"state"})}

    def _subjects(self, records):
        if records._name == "account.payment":
            return records.filtered(lambda payment: not payment.move_id).invoice_ids
        return records

    def _is_on(self, connection):
        return connection._sends("payment")

    def _reads(self, connection):
        return False

    def _relevant(self, records):
        live = self.env["xero.connection"]._live_by_company()
        found = defaultdict(records.browse)
        for company, moves in records.grouped("company_id").items():
            if company.id in live:
                found[live[company.id]] |= moves
        return {
            connection_id: moves
            for connection_id, moves in found.items()
            if self._is_on(self.env["xero.connection"].browse(connection_id))
        }

    def _backfill_domain(self, connection):
        types = self.env["xero.settlement"]
        return [
            ("company_id", "in", connection._companies().ids),
            ("move_type", "in", [*types._invoices, *types._refunds]),
            ("state", "=", "posted"),
            ("payment_state", "in", ["partial", "in_payment", "paid", "reversed"]),
        ]

    def _asked_for(self, records):
        """With a document its payments, if it has any."""
        return records.filtered(
            lambda move: (
                move.is_invoice(include_receipts=True)
                and move.currency_id.compare_amounts(
                    abs(move.amount_residual), move.amount_total
                )
            )
        )

    def _presence(self, record):
        return "absent"

    def _local_values(self, records):
        return {}

    def _plan_all(self, state, taken):
        connection = self.env["xero.connection"].browse(state.connection_id)
        moves = self.env["account.move"].browse(taken.by_res).exists()
        backfill = self.env["xero.backfill"]
        if taken.lane == "backfill":
            backfill._take_off(connection, self._resource_name, len(taken.by_res))
        if self._is_on(connection):
            rows = self._rows(connection, moves)
            for user_id, group in self._by_user(rows, taken).items():
                for resource, same in group.grouped(self._resource_of).items():
                    if taken.lane == "backfill":
                        new = self._unheard_of(connection, resource, same)
                        backfill._add(connection, {resource: len(new)})
                    self.env["xero.change"]._note(
                        connection,
                        resource,
                        same.ids,
                        lane=taken.lane,
                        user=self.env["res.users"].browse(user_id or ()),
                    )
            # what is due may have been shown to differ, and is another amount now
            self.env["xero.link"]._read_due_again(
                connection,
                Domain("res_model", "=", "account.move")
                & Domain("res_id", "in", moves.ids),
            )
            self.env["xero.link"]._look_at_credited(connection, taken.lane, moves)
            self._free_what_waits_for_history(connection, moves)
        done = [i for ids in taken.by_res.values() for i in ids]
        done += [i for ids in taken.by_remote.values() for i in ids]
        self.env["xero.change"].browse(done).unlink()
        return [], []

    def _free_what_waits_for_history(self, connection, moves):
        """Something else settles these by now than did before they were linked."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("res_model", "=", moves._name),
                ("res_id", "in", moves.ids),
                ("history", "!=", False),
            ]
        )
        if links:
            keys = [link._history_key() for link in links]
            self.env["xero.run"]._free(connection, *keys)

    def _unheard_of(self, connection, resource, rows):
        """Those that are neither linked nor in line."""
        links, changes = self.env["xero.link"], self.env["xero.change"]
        domain = links._local_domain(connection, resource, rows.ids)
        known = set(links.search(domain).mapped("res_id"))
        known.update(
            changes.search(
                [
                    ("connection_id", "=", connection.id),
                    ("resource", "=", resource),
                    ("res_id", "in", rows.ids),
                ]
            ).mapped("res_id")
        )
        return rows.filtered(lambda row: row.id not in known)

    def _go_with(self, links, lane):
        """What settles documents that are new in Xero follows them, also where nobody
        heard of it: it was there before anybody connected.

        :param links: of documents, of one connection
        """
        connection = links.connection_id
        if self._is_on(connection):
            settled = self._settled_ones(links.mapped("res_id"))
            self.env["xero.change"]._note(
                connection, self._resource_name, settled, lane=lane
            )

    def _settled_ones(self, move_ids):
        """Of these documents the ids of those that something settles, in part or
        whole."""
        found = set()
        for debit, credit, _one, _other in self.env["xero.settlement"]._partials(
            move_ids
        ):
            found.update((debit, credit))
        return sorted(found.intersection(move_ids))

    def _resource_of(self, row):
        if row.part == "cash" and self._get("payment")._overpaid(row):
            return "overpayment_allocation"
        return {
            "allocation": "allocation",
            "batch": "batch_payment",
            "overpayment": "overpayment",
        }.get(row.part, "payment")

    def _by_user(self, rows, taken):
        """Settlements by the user who asked for their document, if anybody did."""
        found = defaultdict(rows.browse)
        for row in rows:
            users = taken.users
            asked = users.get(row.document_id.id) or users.get(row.counterpart_id.id)
            found[asked] |= row
        return found

    def _rows(self, connection, moves):
        """The settlements of these moves, made where there are none yet; with them
        those that share a payment, because its cash may now fall otherwise."""
        settlements = self.env["xero.settlement"]
        known = settlements.search(
            [
                ("connection_id", "=", connection.id),
                "|",
                ("document_id", "in", moves.ids),
                ("counterpart_id", "in", moves.ids),
            ]
        )
        wanted = self._wanted(connection, moves)
        counterparts = known.counterpart_id
        for _document, counterpart, _part in wanted:
            counterparts |= counterpart
        known |= settlements.search(
            [
                ("connection_id", "=", connection.id),
                ("counterpart_id", "in", counterparts.ids),
            ]
        )
        made = self._make_rows(connection, wanted, known)
        return known | made | self._without_entry(connection, moves)

    def _make_rows(self, connection, wanted, known=None):
        """New settlements of what is wanted and not known yet.

        :param known: those of the same documents, where they were read already
        """
        settlements = self.env["xero.settlement"]
        if known is None:
            documents = {document.id for document, _counterpart, _part in wanted}
            known = settlements.search(
                [
                    ("connection_id", "=", connection.id),
                    ("document_id", "in", list(documents)),
                ]
            )
        there = {(row.document_id, row.counterpart_id, row.part) for row in known}
        # an entry that was made from a write-off in Xero is known as that
        there |= {(document, entry, "entry") for document, entry, _part in there}
        return settlements.create(
            [
                {
                    "connection_id": connection.id,
                    "document_id": document.id,
                    "counterpart_id": counterpart.id,
                    "payment_id": counterpart.origin_payment_id.id,
                    "part": part,
                }
                for document, counterpart, part in wanted
                if (document, counterpart, part) not in there
            ]
        )

    def _without_entry(self, connection, moves):
        """Payments that Odoo books nowhere: they do not travel, which is said."""
        settlements = self.env["xero.settlement"]
        payments = self.env["account.payment"].search(
            [
                ("invoice_ids", "in", moves.ids),
                ("move_id", "=", False),
                ("state", "in", ["in_process", "paid"]),
            ]
        )
        known = settlements.search(
            [
                ("connection_id", "=", connection.id),
                ("payment_id", "in", payments.ids),
                ("counterpart_id", "=", False),
            ]
        )
        there = {(row.payment_id, row.document_id) for row in known}
        return known | settlements.create(
            [
                {
                    "connection_id": connection.id,
                    "document_id": move.id,
                    "payment_id": payment.id,
                    "part": "cash",
                }
                for payment in payments
                for move in payment.invoice_ids & moves
                if (payment, move) not in there and move.amount_residual
            ]
        )

    def _look_through(self, connection, moves):
        """Have settlements of the money on these documents that travels to Xero: no run
        may have looked at it yet, and what Xero recorded may be the same."""
        if self._is_on(connection):
            wanted = self._wanted(connection, moves)
            self._make_rows(
                connection,
                [one for one in wanted if one[0] in moves and one[2] == "cash"],
            )

    def _untold(self, connection, moves):
        """The settlements of these documents that Xero is not told of, because payments
        do not travel there, or not those of their journal. Made for the moment: what
        Xero recorded may be the same money."""
        if self._is_on(connection) and "to_odoo" not in connection.mapped(
            "journal_mapping_ids.direction"
        ):
            return self.env["xero.settlement"]
        return self._make_rows(
            connection,
            [
                (document, counterpart, part)
                for document, counterpart, part in self._wanted(
                    connection, moves, sent=False
                )
                if document in moves and part == "cash"
            ],
        )

    def _wanted(self, connection, moves, sent=True):
        """(document, counterpart, part) of all that settles or is settled by these.

        :param sent: only of journals whose payments travel to Xero
        """
        settlements, reader = (
            self.env["xero.settlement"],
            self.env["xero.settlement.reader"],
        )
        seen = {}
        for debit, credit, _one, _other in settlements._partials(moves.ids):
            seen.setdefault((debit, credit))
        every = self.env["account.move"].browse({i for pair in seen for i in pair})
        by_id = {move.id: move for move in every}
        companies = connection._companies()
        histories = self.env["xero.link"]._histories(connection, every)
        pairs = defaultdict(list)
        for debit, credit in seen:
            roles = settlements._roles(by_id[debit], by_id[credit])
            if not roles or roles[0].company_id not in companies:
                continue
            if not histories[roles[0]].has_local(roles[1]):
                pairs[roles[1]].append(roles)
        travelling = self._travelling(connection, pairs, sent)
        money = every.filtered(
            lambda move: (
                move in travelling and not all(part for _d, _c, part in pairs[move])
            )
        )
        parts_of = reader._parts(money)
        wanted = {}
        for counterpart, all_roles in pairs.items():
            if counterpart not in travelling:
                continue
            for document, _counterpart, part in all_roles:
                parts = [part] if part else parts_of[counterpart.id, document.id]
                for one in parts:
                    wanted.setdefault((document, counterpart, one))
            if reader._is_money(counterpart) and len(all_roles) > 1:
                wanted.setdefault((all_roles[0][0].browse(), counterpart, "batch"))
        return list(wanted)

    def _travelling(self, connection, counterparts, sent=True):
        """Those whose settling travels: what was before the start date is history on
        both sides; and a journal's payments may be somebody else's business."""
        start = connection.start_date
        mappings = self.env["xero.journal.mapping"]
        journals = {}
        found = set()
        for counterpart in counterparts:
            if start and counterpart.date < start:
                continue
            if not sent:
                found.add(counterpart)
                continue
            journal = counterpart.journal_id
            if journal not in journals:
                mapping = mappings._of_journal(connection, journal)
                journals[journal] = not mapping or mapping.direction in (
                    "to_xero",
                    "both",
                )
            if journals[journal]:
                found.add(counterpart)
        return found
