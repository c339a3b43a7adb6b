# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What payments, batch payments and allocations have in common."""

import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from odoo import models
from odoo.tools import format_amount, format_date

from ..models.decimals import amount
from ..sync import canonical
from ..sync.canonical import Settlement, values_of
from ..sync.planner import Direction, FieldRule
from ..xero.payloads import settlement as codec

_OURS = FieldRule(Direction.TO_XERO)
#: move type to the resource that carries such documents
DOCUMENTS = {
    "out_invoice": "invoice",
    "out_receipt": "invoice",
    "in_invoice": "bill",
    "in_receipt": "bill",
    "out_refund": "credit_note",
    "in_refund": "bill_credit_note",
}
#: part of a settlement to the connection's account for it, where they differ in name
_MONEY = {"entry": "clearing"}
#: days that two records of the same money may be apart
DAYS = 5


class XeroResourceSettlement(models.AbstractModel):
    """Xero never edits what is applied: a change here is removed there and made anew.

    Money and its use are two things. Un-reconciled but still posted, the payment stays
    in Xero until it is applied again; cancelled or deleted here, it is removed there.
    """

    _name = "xero.resource.settlement"
    _inherit = "xero.resource"
    _description = "Xero settlements"

    _odoo_model = None
    _form = Settlement
    _whole = True
    _immutable = True
    _voids_deleted = True
    _sequence = 40
    _conflicting = frozenset({"bank_reconciled"})
    _tracked_also = {"account.move": frozenset({"state"})}
    #: parts of xero.settlement that this resource carries
    _row_parts = ()
    _progress_row = "payment"
    _field_rules = {
        name: _OURS
        for name in (
            "document",
            "source",
            "account",
            "date",
            "amount",
            "bank_amount",
            "rate",
            "parts",
            "status",
        )
    }

    # ------------------------------------------------------------------
    # which
    # ------------------------------------------------------------------
    def _direction_of(self, connection):
        """Everything that settles follows one choice."""
        return connection._direction_of("payment")

    def _subjects(self, records):
        """Also of documents, payments, bank lines and entries that were reset to draft,
        cancelled or deleted: one step at a time, so that no partial tells of it."""
        if records._name == "xero.settlement":
            return records.filtered(lambda row: row.part in self._row_parts)
        found = self.env["xero.settlement"].sudo()
        wanted = [("part", "in", self._row_parts)]
        if records._name == "account.move":
            by_move = ["|", ("document_id", "in", records.ids)]
            by_move.append(("counterpart_id", "in", records.ids))
            return found.search([*wanted, *by_move])
        if records._name == "account.payment":
            return found.search([*wanted, ("payment_id", "in", records.ids)])
        return found.search([*wanted, ("counterpart_id", "in", records.move_id.ids)])

    def _relevant(self, records):
        found = defaultdict(records.browse)
        for connection, rows in records.grouped("connection_id").items():
            if connection.state in ("connected", "reconnect"):
                if self._is_on(connection):
                    found[connection.id] |= rows
        return found

    def _sweep_domain(self, connection, model):
        if model == "account.move":
            return [("company_id", "in", connection._companies().ids)]
        return []

    def _presence(self, record):
        document, counterpart = record.document_id, record.counterpart_id
        if record.part not in self._row_parts:
            return "absent"
        if self._has_no_entry(record):
            return "live" if document.amount_residual else "void"
        if not counterpart or counterpart.state == "cancel":
            return "void"
        if not document and record.part != "batch" or document.state == "cancel":
            return "void"
        if counterpart.state == "draft":
            return "suspended"
        if record.share:
            return "live"
        return "suspended" if self._is_unapplied(record) else "void"

    def _has_no_entry(self, record):
        """Whether this is a payment that Odoo books nowhere, because its method has no
        outstanding account: for Odoo's ledger the document is not paid.

        Odoo's Community edition falls back to an account of the chart.
        """
        payment = record.payment_id
        if record.counterpart_id or not payment or payment.move_id:
            return False
        return payment.state in ("in_process", "paid")

    def _journal(self, row):
        return row.counterpart_id.journal_id or row.payment_id.journal_id

    def _is_unapplied(self, record):
        """Whether the money of a settlement that is no more is still unused."""
        return False

    def _dependencies(self, records):
        return {
            row.id: [
                (DOCUMENTS[move.move_type], move)
                for move in row.document_id
                if DOCUMENTS[move.move_type] in self._all()
            ]
            for row in records
        }

    def _document_links(self, connection, documents):
        """Document id to its link."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "in", list(DOCUMENTS.values())),
                ("res_model", "=", "account.move"),
                ("res_id", "in", documents.ids),
                ("state", "!=", "retired"),
            ]
        )
        return {link.res_id: link for link in links}

    def _must_wait(self, record, refs):
        """Xero takes money for authorised documents only."""
        if self._has_no_entry(record):
            return self._wait_for_entry(record)
        if not self._is_matched_here(record):
            return f"bank:{record.counterpart_id.id}", self.env._(
                "Waits until it is matched with a bank statement line in Odoo, because "
                "both sides import statements."
            )
        documents = self._documents(record)
        links = self._document_links(record.connection_id, documents)
        for document in documents:
            link = links.get(document.id)
            status = (link.remote_payload or {}).get("Status") if link else None
            if not link or not link.remote_id:
                key = f"needs:{DOCUMENTS[document.move_type]}:{document.id}"
                return key, self.env._("Waits for “%(name)s”.", name=document.name)
            if status in ("DRAFT", "SUBMITTED"):
                return f"open:{link.id}", self.env._(
                    "Waits until “%(name)s” is approved in Xero.", name=document.name
                )
        return None

    def _wait_for_entry(self, record):
        """Where Odoo reconciles the bank, a bank line follows and pays the document."""
        mapping = self.env["xero.journal.mapping"]._of_journal(
            record.connection_id, self._journal(record)
        )
        if mapping.reconciled_by == "xero" or not mapping:
            return None  # held instead: nothing would ever follow
        return f"entry:{record.payment_id.id}", self.env._(
            "%(payment)s has no journal entry, so that Odoo does not take “%(name)s” "
            "for paid yet. It goes to Xero once it is matched with a bank line.",
            payment=record.payment_id.display_name,
            name=record.document_id.name,
        )

    def _is_matched_here(self, record):
        """Where both sides import statements, only money that is seen on the bank here
        is sent: the other side may have it from its own statement already."""
        payment = record.payment_id
        return not payment or not self._imported_twice(record) or payment.is_matched

    def _imported_twice(self, record):
        """Whether the statements of its bank are imported on both sides."""
        mapping = self.env["xero.journal.mapping"]._of_journal(
            record.connection_id, self._journal(record)
        )
        return mapping.reconciled_by == "both"

    def _documents(self, record):
        return record.document_id

    # ------------------------------------------------------------------
    # Odoo -> canonical -> Xero
    # ------------------------------------------------------------------
    def _local_values(self, records):
        records.invalidate_recordset(["share"])
        return {
            row.id: self._values(row, row.share) if row.share else self._nothing(row)
            for row in records
        }

    def _nothing(self, row):
        """What Odoo says where nothing is settled any more."""
        return values_of(
            Settlement(
                document=str(row.document_id.id or ""),
                source=self._source(row),
                account=self._account_key(row),
                status="void",
            )
        )

    def _values(self, row, share):
        return values_of(
            Settlement(
                document=str(row.document_id.id),
                source=self._source(row),
                account=self._account_key(row),
                date=_day(share.get("date")),
                amount=Decimal(share["amount"]),
                bank_amount=_number(share.get("bank_amount")),
                rate=_number(share.get("rate")),
            )
        )

    def _source(self, row):
        return ""

    def _account_key(self, row):
        if row.part in ("cash", "batch"):
            return f"journal:{self._journal(row).id}"
        return row.part

    def _remote_document(self, connection, document_id, refs):
        document = self.env["account.move"].browse(int(document_id))
        return refs.remote_id(DOCUMENTS[document.move_type], document.id)

    def _account_of(self, key, connection, refs):
        """The xero.account of a journal or a part, or none and a reason."""
        kind, _colon, journal_id = key.partition(":")
        if kind == "journal":
            journal = self.env["account.journal"].browse(int(journal_id))
            mappings = self.env["xero.journal.mapping"]
            return mappings._account_for(connection, journal, refs)
        return connection._money_account(_MONEY.get(kind, kind), refs)

    # ------------------------------------------------------------------
    # what speaks against it
    # ------------------------------------------------------------------
    def _hold_for_lock(self, days, refs):
        organisation = refs.connection.organisation_id
        for lock, name in (
            (organisation.year_lock_date, self.env._("end of year lock date")),
            (organisation.period_lock_date, self.env._("period lock date")),
        ):
            locked = [day for day in days if day and lock and day <= lock]
            if locked:
                refs.hold(
                    "locked",
                    self.env._(
                        "The payment's date %(date)s is not after Xero's %(name)s, "
                        "%(lock)s.",
                        date=format_date(self.env, min(locked)),
                        name=name,
                        lock=format_date(self.env, lock),
                    ),
                    self.env._("Ask who locked the period in Xero to open it."),
                    key="lock",
                )
                return

    def _hold_for_document(self, document, link, refs):
        """What Xero's document says against being paid."""
        payload = link.remote_payload or {}
        if payload.get("Status") in ("VOIDED", "DELETED"):
            refs.hold(
                "document_void",
                self.env._("%(name)s is voided in Xero.", name=document.name),
                self.env._("Cancel it here too, or take the payment off it."),
            )
        currency = payload.get("CurrencyCode")
        if currency and currency != document.currency_id.name:
            refs.hold(
                "currency_changed",
                self.env._(
                    "%(name)s is in %(ours)s here and in %(theirs)s in Xero.",
                    name=document.name,
                    ours=document.currency_id.name,
                    theirs=currency,
                ),
                self.env._("Correct the document first."),
            )

    def _hold_without_entry(self, record, refs):
        """
        :return: whether it is held for that
        """
        if not self._has_no_entry(record):
            return False
        refs.hold(
            "no_entry",
            self.env._(
                "%(payment)s has no journal entry, so that Odoo does not take "
                "“%(name)s” for paid, and Xero reconciles this bank: no bank line will "
                "follow in Odoo.",
                payment=record.payment_id.display_name,
                name=record.document_id.name,
            ),
            self.env._(
                "Give the payment method an outstanding account in the journal "
                "%(journal)s, or the bank account itself; then cancel this payment and "
                "register it again.",
                journal=self._journal(record).display_name,
            ),
        )
        return True

    def _hold_for_problem(self, share, refs):
        if share.get("problem") == "too_much":
            refs.hold(
                "too_much_money",
                self.env._(
                    "More money moved than this payment settles. Xero cannot book the "
                    "rest with it."
                ),
                self.env._(
                    "Record the rest in Xero as a bank transaction, or correct the "
                    "payment."
                ),
            )
        elif share.get("problem") == "currencies":
            refs.hold(
                "currencies",
                self.env._(
                    "How Xero converts this pairing of currencies is not confirmed, so "
                    "nothing is sent that might be a cent off."
                ),
                self.env._("Record this payment in Xero; it is linked when found."),
            )

    def _hold_for_direction(self, account, refs):
        """A journal whose payments do not travel to Xero is not written to there.

        :param account: in Odoo's terms, e.g. ``journal:7``
        """
        kind, _colon, journal_id = (account or "").partition(":")
        if kind != "journal" or not journal_id.isdecimal():
            return
        journal = self.env["account.journal"].browse(int(journal_id)).exists()
        mappings = self.env["xero.journal.mapping"]
        mapping = mappings._of_journal(refs.connection, journal)
        if mapping and mapping.direction not in ("to_xero", "both"):
            refs.hold(
                "direction",
                self.env._(
                    "Changed in Odoo; payments of %(journal)s do not travel to Xero.",
                    journal=journal.display_name,
                ),
                self.env._(
                    "Make the same change in Xero, or let the payments of this journal "
                    "travel there under Journal Mappings."
                ),
                key=mappings._key(journal),
            )

    # ------------------------------------------------------------------
    # taken back
    # ------------------------------------------------------------------
    def _retire(self, link, refs):
        base = canonical.decode(self._form, link.base_local)
        self._hold_for_direction(base.get("account"), refs)
        if refs.payload.get("IsReconciled"):
            refs.hold(
                "bank_reconciled",
                self.env._(
                    "Taken back in Odoo, but matched with a bank statement line in "
                    "Xero, where it therefore stays."
                ),
                self.env._(
                    "Take the match back in Xero and sync again, or record the payment "
                    "in Odoo again."
                ),
            )
        self._hold_for_lock({refs.remote.get("date")}, refs)
        return {"Status": "DELETED"}

    def _batch_size(self, operation):
        return self._spec.batch if operation == "create" else 1

    def _request_values(self, operation, links, elements):
        if operation == "create":
            return super()._request_values(operation, links, elements)
        # Xero takes one deletion a call, by its address, and no other change
        return {
            "method": "POST",
            "path": f"{self._spec.name}/{links[0].remote_id}",
            "params": {},
            "body": '{"Status": "DELETED"}',
        }

    def _sent_elements(self, request):
        if request.operation == "create":
            return super()._sent_elements(request)
        return [{self._spec.id_field: request.path.rsplit("/", 1)[1]}]

    # ------------------------------------------------------------------
    # our mark
    # ------------------------------------------------------------------
    def _code(self, link):
        """A few characters by which we know our own: they stand at the end of the
        Reference, where nobody types them by chance."""
        uuid = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        text = f"{uuid}:{link.connection_id.id}:{link.id}"
        return "#" + hashlib.sha256(text.encode()).hexdigest()[:10]

    def _reference(self, link, text):
        code = self._code(link)
        room = codec.REFERENCE_LIMIT - len(code) - 1
        return f"{(text or '')[:room].strip()} {code}".strip()

    def _has_mark(self, record, payload):
        link = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("state", "!=", "retired"),
            ]
        )
        said = payload.get("Reference") or ""
        gone = payload.get("Status") == "DELETED"
        return bool(link) and not gone and said.endswith(self._code(link[:1]))

    def _remote_name(self, payload):
        return payload.get("Reference") or ""

    def _verify(self, sent, remote):
        """Xero must have stored exactly this money on this account."""
        if remote["status"] == "void":
            return []
        return [n for n in ("amount",) if n in sent and sent[n] != remote[n]]

    # ------------------------------------------------------------------
    # afterwards: the amount due on both sides
    # ------------------------------------------------------------------
    def _after_stored(self, link, element):
        """What was removed may have kept its document from being voided; else compare
        what is due, once all that settles the document is in Xero."""
        self._free_document(link, self._from_xero(element))
        row = self.env["xero.settlement"].browse(link.res_id).exists()
        shown = element.get("Invoice") or {}
        if not row or not row.document_id or "AmountDue" not in shown:
            return
        document = row.document_id
        if document.state != "posted":
            return
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("document_id", "=", document.id),
            ]
        )
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("state", "!=", "retired"),
            ]
        )
        if any(one.state not in ("synced", "difference") for one in links):
            return
        there = Decimal(str(shown["AmountDue"]))
        here = amount(abs(document.amount_residual))
        if len(links) == len(rows) and here != there:
            self._show_due(link, document, here, there)

    def _free_document(self, link, values):
        """Look again at a document that could not be voided while it was paid."""
        if values["status"] != "void":
            return
        # an answer to a deletion need not name what it was on
        known = canonical.decode(self._form, link.base_remote)
        names = ("document", "source")
        on = {side.get(name) for side in (values, known) for name in names}
        held = self.env["xero.link"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("resource", "in", list(DOCUMENTS.values())),
                ("remote_id", "in", [one for one in on if one]),
                ("cause", "in", ["not_voidable", "paid_in_xero"]),
            ]
        )
        for one in held:
            self.env["xero.change"]._note(
                one.connection_id,
                one.resource,
                [one.res_id],
                user=one.asked_by_id,
            )

    def _is_at_odds(self, link, record):
        """A difference in what is due stays while Xero says so of the document."""
        if link.cause != "amount_due":
            return False
        document = record.document_id
        known = self._document_links(link.connection_id, document).get(document.id)
        due = (known.remote_payload or {}).get("AmountDue") if known else None
        if due is None or document.state != "posted":
            return False
        return amount(abs(document.amount_residual)) != Decimal(str(due))

    def _show_due(self, link, document, here, there):
        said = tuple(
            format_amount(self.env, float(value), document.currency_id)
            for value in (here, there)
        )
        link._disagree(
            "difference",
            "amount_due",
            {"due": said},
            self.env._(
                "Compare what was paid and credited on %(name)s on both sides.",
                name=document.name,
            ),
        )

    # ------------------------------------------------------------------
    # the same on both sides
    # ------------------------------------------------------------------
    def _twins(self, links, found):
        return {
            res_id: candidates[0]["payload"]
            for res_id, candidates in found.items()
            if len(candidates) == 1
        }

    def _link_twin(self, link, payload):
        """The same money, recorded on both sides: agreed on as it stands."""
        settle = self.env["xero.settle"]
        if not settle._take_id(self, link, payload):
            return
        link._remember(payload, self)
        self._after_tie(link)

    def _after_tie(self, link):
        """What both say today is agreed on, a few days between them too."""
        record = self.env[self._odoo_model].browse(link.res_id)
        local = self._local_values(record)[record.id]
        remote = self._from_xero(link.remote_payload)
        link.write(
            {
                "base_local": canonical.encode(self._form, local),
                "base_remote": canonical.encode(self._form, remote),
            }
        )
        link._settle()

    def _rules(self, connection, record=None):
        """What Xero recorded first goes from Odoo when Xero removes it; unless Odoo's
        bookkeeper has seen it on the bank meanwhile: then a person decides."""
        rules = super()._rules(connection, record)
        reads = self._direction_of(connection) in ("both", "to_odoo")
        if record and record.origin == "xero" and reads:
            if self._bank_lines(record.counterpart_id.origin_payment_id):
                return rules
            return replace(rules, fields={**rules.fields, "status": FieldRule()})
        return rules

    def _bank_lines(self, payment):
        """The bank statement lines that a payment is matched with.

        By its partials: Odoo's field for it asks the whole ledger.
        """
        if not payment.move_id:
            return self.env["account.bank.statement.line"]
        money, _counterpart, _rest = payment._seek_for_lines()
        partials = money.matched_debit_ids | money.matched_credit_ids
        lines = partials.debit_move_id | partials.credit_move_id
        return lines.move_id.statement_line_id

    def _field_labels(self):
        return {
            "document": self.env._("Document"),
            "source": self.env._("Credit note"),
            "account": self.env._("Account"),
            "date": self.env._("Date"),
            "amount": self.env._("Amount"),
            "bank_amount": self.env._("Amount at the bank"),
            "rate": self.env._("Currency rate"),
            "parts": self.env._("Documents"),
            "status": self.env._("Status"),
            "due": self.env._("Amount due"),
        }

    def _in_words(self, link, name, values, mapped, remote):
        if name == "status":
            said = {
                "open": self.env._("Recorded"),
                "void": self.env._("Removed"),
            }
            return tuple(said[side[name]] for side in (values, remote))
        if name == "date":
            return tuple(
                format_date(self.env, side[name]) if side[name] else ""
                for side in (values, remote)
            )
        return super()._in_words(link, name, values, mapped, remote)


def _day(text):
    return date.fromisoformat(text) if text else None


def _number(text):
    return Decimal(text) if text else None
