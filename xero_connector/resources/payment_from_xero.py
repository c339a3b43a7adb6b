# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments that were recorded in Xero become posted, reconciled payments in Odoo."""

from collections import defaultdict

from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..models.decimals import amount
from ..xero.payloads import settlement as codec
from .refs import Refs
from .settlement import DAYS, DOCUMENTS

#: document types whose money comes in
_INBOUND = ("out_invoice", "out_receipt", "in_refund")
_CUSTOMER = ("out_invoice", "out_receipt", "out_refund")


class XeroResourceSettlement(models.AbstractModel):
    _inherit = "xero.resource.settlement"

    def _documents_in_xero(self, connection, remote_ids):
        """Xero id to the Odoo document that is linked with it."""
        links = self.env["xero.link"].search(
            [
                ("connection_id", "=", connection.id),
                ("resource", "in", list(DOCUMENTS.values())),
                ("remote_id", "in", list(remote_ids)),
                ("res_id", "!=", 0),
                ("state", "!=", "retired"),
            ]
        )
        documents = self.env["account.move"].browse(links.mapped("res_id")).exists()
        by_id = {document.id: document for document in documents}
        return {
            link.remote_id: by_id[link.res_id] for link in links if link.res_id in by_id
        }

    def _journal_of(self, connection, account_id):
        """The journal whose money Xero keeps on that account, read both ways."""
        return connection.journal_mapping_ids.filtered(
            lambda mapping: (
                mapping.xero_account_id.remote_id == account_id
                and mapping.direction in ("to_odoo", "both")
            )
        )

    def _check_open(self, company, day):
        """Odoo would move what is dated in a locked period to another day."""
        violations = company._get_lock_date_violations(
            day, fiscalyear=True, sale=False, purchase=False, tax=False, hard=True
        )
        if violations:
            raise UserError(
                self.env._(
                    "%(date)s is in a period that is locked in Odoo (until %(lock)s).",
                    date=day,
                    lock=violations[0][0],
                )
            )

    def _pay(self, mapping, documents, day, total, memo):
        """A posted Odoo payment on the mapped journal.

        :param documents: of one kind, partner and currency
        :return: account.payment
        """
        company = documents[:1].company_id
        payments = self.env["account.payment"].with_company(company)
        payment = payments.create(
            self._payment_values(mapping, documents, day, total, memo)
        )
        payment.action_post()
        return payment

    def _payment_values(self, mapping, documents, day, total, memo):
        """What makes an account.payment; see ``_pay``.

        :raise UserError: if its day is in a period that is locked here
        """
        first = documents[:1]
        self._check_open(first.company_id, day)
        inbound = first.move_type in _INBOUND
        values = {
            "payment_type": "inbound" if inbound else "outbound",
            "partner_type": (
                "customer" if first.move_type in _CUSTOMER else "supplier"
            ),
            "partner_id": first.commercial_partner_id.id,
            "amount": float(total),
            "currency_id": first.currency_id.id,
            "date": day,
            "journal_id": mapping.journal_id.id,
            "memo": memo,
            "destination_account_id": self._settling_lines(first).account_id[:1].id,
        }
        method_line = self._method_line(mapping, inbound)
        if method_line:
            values["payment_method_line_id"] = method_line.id
        return values

    def _method_line(self, mapping, inbound):
        """A method with an account, so that what is due really falls.

        Where Xero reconciles the bank that is the bank account itself: nothing is left
        to be matched here. Where Odoo does, the journal's own method stays.
        """
        journal = mapping.journal_id
        if mapping.reconciled_by != "xero":
            return None
        name = f"{'in' if inbound else 'out'}bound_payment_method_line_ids"
        found = journal[name].filtered(
            lambda line: line.payment_account_id == journal.default_account_id
        )
        if found:
            return found[:1]
        method = self.env.ref(
            f"account.account_payment_method_manual_{'in' if inbound else 'out'}"
        )
        known = journal[name]
        journal.write(
            {
                name: [
                    Command.create(
                        {
                            "name": "Xero",
                            "payment_method_id": method.id,
                            "payment_account_id": journal.default_account_id.id,
                        }
                    )
                ]
            }
        )
        return journal[name] - known

    def _telling_nobody(self):
        """What is made from Xero's word is agreed on at once: no change need be noted,
        no run be woken for each of a thousand payments."""
        return self.with_context(xero_connector_from_xero=True)

    def _settling_lines(self, moves):
        return moves.line_ids.filtered(
            lambda aml: (
                aml.account_id.account_type in ("asset_receivable", "liability_payable")
            )
        )

    def _apply(self, record, values, refs):
        """Removed in Xero: what stands for it in Odoo is taken back.

        A payment or bank line of this document alone ends with it; one that settles
        others too is only taken off this one.
        """
        if values.get("status") != "void":
            return record
        document, counterpart = record.document_id, record.counterpart_id
        payment, line = counterpart.origin_payment_id, counterpart.statement_line_id
        if document and self._settles_others(record):
            self._between(record).unlink()
            return record
        if not (payment or line):
            self._between(record).unlink()
            if record.origin == "xero":
                self._check_open(counterpart.company_id, counterpart.date)
                counterpart.button_draft()
                counterpart.button_cancel()
            return record
        self._check_open(counterpart.company_id, payment.date or counterpart.date)
        if payment:
            self._check_not_on_statement(payment)
            payment.action_draft()
            payment.action_cancel()
        else:
            line.action_undo_reconciliation()
        return record

    def _settles_others(self, record):
        used = self.env["xero.settlement.reader"]._pairs(record.counterpart_id.ids)
        others = used.get(record.counterpart_id.id, {}).keys() - set(
            record.document_id.ids
        )
        return bool(others)

    def _between(self, record):
        """The partials by which a document and its counterpart settle each other."""
        document, counterpart = record.document_id, record.counterpart_id
        lines = document.line_ids
        return (lines.matched_debit_ids | lines.matched_credit_ids).filtered(
            lambda one: counterpart in (one.debit_move_id | one.credit_move_id).move_id
        )

    def _check_not_on_statement(self, payment):
        """What a bookkeeper matched with a bank line is not undone beneath them."""
        lines = self._bank_lines(payment)
        if lines:
            raise UserError(
                self.env._(
                    "%(payment)s is matched with the bank line “%(line)s” in Odoo. "
                    "Take that match back first, or record the payment in Xero again.",
                    payment=payment.display_name,
                    line=lines[0].payment_ref or lines[0].display_name,
                )
            )


class XeroResourcePayment(models.AbstractModel):
    _inherit = "xero.resource.payment"

    def _part_on(self, connection, account_id):
        """What a payment on a Xero account is that no journal has the money of: the
        write-off, fee or discount that was recorded there as the second payment; or
        None."""
        parts = [
            part
            for part in ("fee", "discount", "write_off")
            if connection._money_account(part, Refs(connection)).remote_id == account_id
        ]
        return parts[0] if parts else None

    def _write_off(self, connection, document, values, memo):
        """No money moved: a journal entry takes it off what is due, on the Odoo account
        that is mapped to Xero's."""
        company = document.company_id
        if document.currency_id != company.currency_id:
            raise UserError(
                self.env._(
                    "A write-off in a foreign currency has to be booked by hand."
                )
            )
        self._check_open(company, values["date"])
        total = float(values["amount"])
        settling = self._settling_lines(document)
        common = {"name": memo, "partner_id": document.commercial_partner_id.id}
        sides = ("debit", "credit")
        if document.move_type not in _INBOUND:
            sides = sides[::-1]
        entry = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "entry",
                    "date": values["date"],
                    "ref": memo,
                    "line_ids": [
                        Command.create({"account_id": one.id, side: total, **common})
                        for one, side in zip(
                            (
                                self._account_here(connection, values["account"]),
                                settling.account_id[:1],
                            ),
                            sides,
                            strict=True,
                        )
                    ],
                }
            )
        )
        entry.action_post()
        lines = self._settling_lines(entry) + settling
        lines.filtered(lambda aml: not aml.reconciled).reconcile()
        return self.env["xero.settlement"].create(
            {
                "connection_id": connection.id,
                "document_id": document.id,
                "counterpart_id": entry.id,
                "part": self._part_on(connection, values["account"]),
                "origin": "xero",
            }
        )

    def _account_here(self, connection, account_id):
        """The Odoo account that is mapped to a Xero account."""
        rules = self.env["xero.account.mapping"].search(
            [
                ("connection_id", "=", connection.id),
                ("xero_account_id.remote_id", "=", account_id),
                ("account_id", "!=", False),
                ("is_suggested", "=", False),
            ]
        )
        accounts = rules.account_id
        if len(accounts) != 1:
            account = self.env["xero.account"].search(
                [
                    ("connection_id", "=", connection.id),
                    ("remote_id", "=", account_id),
                ]
            )
            raise UserError(
                self.env._(
                    "It is no money of a bank, and %(count)s accounts of Odoo are "
                    "mapped to %(account)s. Map exactly one, under Account Mappings.",
                    count=len(accounts),
                    account=account.display_name,
                )
            )
        return accounts

    def _is_mine(self, payload):
        """A batch payment comes as a whole, from its own endpoint."""
        return not payload.get("BatchPaymentID")

    def _welcome(self, connection, links):
        said = {link: self._from_xero(link.remote_payload) for link in links}
        said = {
            link: values
            for link, values in said.items()
            if values["status"] == "open" and self._is_of_now(connection, values)
        }
        documents = self._documents_in_xero(
            connection, {values["document"] for values in said.values()}
        )
        unsent = self._unsent(connection, documents.values())
        histories = self.env["xero.link"]._histories(
            connection, self.env["account.move"].union(*documents.values())
        )
        decisions = {}
        for link, values in said.items():
            document = documents.get(values["document"])
            if not document or document.state != "posted":
                continue
            if histories[document].has_remote(link.remote_id):
                continue
            twins = [
                row
                for row in unsent[document.id]
                # somebody may have said that it is none of them
                if not link.is_distinct and self._is_twin(connection, row, values)
            ]
            if len(twins) == 1:
                unsent[document.id].remove(twins[0])
                decisions[link.id] = ("link", twins[0])
            elif twins:
                decisions[link.id] = ("doubtful", [_choice(row) for row in twins])
            elif self._direction_of(connection) not in ("both", "to_odoo"):
                continue  # stays known as only in Xero
            elif self._journal_of(connection, values["account"]):
                decisions[link.id] = ("create",)
            elif self._part_on(connection, values["account"]):
                decisions[link.id] = ("create",)
            else:
                self._hold_unmapped(link, values)
                decisions[link.id] = ("held",)
        return decisions

    def _is_of_now(self, connection, values):
        start = connection.start_date
        return not (start and values["date"] and values["date"] < start)

    def _unsent(self, connection, documents):
        """Document id to its settlements that Xero has not got yet."""
        rows = self.env["xero.settlement"].search(
            [
                ("connection_id", "=", connection.id),
                ("document_id", "in", [document.id for document in documents]),
                ("part", "in", self._row_parts),
            ]
        )
        sent = self.env["xero.link"].search(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", "xero.settlement"),
                ("res_id", "in", rows.ids),
                ("remote_id", "!=", False),
                ("state", "!=", "retired"),
            ]
        )
        found = defaultdict(list)
        for row in rows - rows.browse(sent.mapped("res_id")):
            if row.share:
                found[row.document_id.id].append(row)
        return found

    def _is_twin(self, connection, row, values):
        """Whether a settlement that is only here is a payment that is only there."""
        mine = self._values(row, row.share)
        account = self._account_of(mine["account"], connection, Refs(connection))
        here = {
            "document": values["document"],
            "account": account.remote_id,
            "amount": mine["amount"],
            "date": mine["date"],
        }
        return codec.same_money(here, values, DAYS)

    def _hold_unmapped(self, link, values):
        account = self.env["xero.account"].search(
            [
                ("connection_id", "=", link.connection_id.id),
                ("remote_id", "=", values["account"]),
            ]
        )
        link._hold(
            "journal_unmapped",
            self.env._(
                "No journal is mapped to the Xero account %(account)s.",
                account=account.display_name or values["account"],
            ),
            self.env._("Choose one under Journal Mappings of the connection."),
            key="settings",
        )

    def _make_together(self, connection, remotes, payloads):
        """What is plainly paid, as Odoo itself would do it in bulk: made together,
        posted together, reconciled by one plan.

        A second payment of a document, and whatever Odoo would refuse, goes alone.
        """
        self = self._telling_nobody()
        documents = self._documents_in_xero(
            connection, {values["document"] for values in remotes.values()}
        )
        plain, seen = {}, set()
        for link_id, values in remotes.items():
            document = documents.get(values["document"])
            mapping = self._journal_of(connection, values["account"])[:1]
            if not document or document in seen or not mapping:
                continue
            if values["bank_amount"] is not None:
                continue
            if values["amount"] > amount(abs(document.amount_residual)):
                continue
            memo = payloads[link_id].get("Reference") or self.env._("Paid in Xero")
            try:
                payment = self._payment_values(
                    mapping, document, values["date"], values["amount"], memo
                )
            except UserError:
                continue  # a person is told when it goes alone
            seen.add(document)
            plain[link_id] = document, payment
        made = {}
        for company, group in _by_company(plain).items():
            payments = self.env["account.payment"].with_company(company)
            payments = payments.create([values for _id, _document, values in group])
            payments.action_post()
            rows = self._settle_together(
                connection, [document for _id, document, _values in group], payments
            )
            made |= {one[0]: row for one, row in zip(group, rows, strict=True)}
        return made

    def _settle_together(self, connection, documents, payments):
        """Reconcile each document with its payment; the settlements, in order."""
        pairs = list(zip(documents, payments, strict=True))
        plan = [
            self._settling_lines(payment.move_id + document).filtered(
                lambda aml: not aml.reconciled
            )
            for document, payment in pairs
        ]
        payments.move_id.line_ids._reconcile_plan(plan)
        return self.env["xero.settlement"].create(
            [self._row_values(connection, *pair) for pair in pairs]
        )

    def _row_values(self, connection, document, payment):
        return {
            "connection_id": connection.id,
            "document_id": document.id,
            "counterpart_id": payment.move_id.id,
            "payment_id": payment.id,
            "part": "cash",
            "origin": "xero",
        }

    def _make(self, connection, values, refs):
        self = self._telling_nobody()
        document = self._documents_in_xero(connection, [values["document"]])[
            values["document"]
        ]
        mapping = self._journal_of(connection, values["account"])[:1]
        if document.state != "posted":
            raise UserError(self.env._("%s is not posted in Odoo.", document.name))
        if values["bank_amount"] is not None:
            raise UserError(
                self.env._(
                    "It was paid from an account in another currency; Odoo would "
                    "convert it otherwise than Xero."
                )
            )
        due = amount(abs(document.amount_residual))
        if values["amount"] > due:
            raise UserError(
                self.env._(
                    "%(name)s has %(due)s left to pay in Odoo, and Xero has a payment "
                    "of %(amount)s.",
                    name=document.name,
                    due=due,
                    amount=values["amount"],
                )
            )
        memo = refs.payload.get("Reference") or self.env._("Paid in Xero")
        if not mapping:
            return self._write_off(connection, document, values, memo)
        payment = self._pay(mapping, document, values["date"], values["amount"], memo)
        lines = self._settling_lines(payment.move_id + document)
        lines.filtered(lambda aml: not aml.reconciled).reconcile()
        return self.env["xero.settlement"].create(
            self._row_values(connection, document, payment)
        )


def _by_company(plain):
    """Company to [(link id, document, values)]."""
    found = defaultdict(list)
    for link_id, (document, values) in plain.items():
        found[document.company_id].append((link_id, document, values))
    return found


def _choice(row):
    """A candidate for a person to choose."""
    return {
        "res_id": row.id,
        "name": row.display_name,
        "detail": f"{format_date(row.env, row.date)} · {row.amount}",
    }
