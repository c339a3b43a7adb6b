# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Expenses that the company paid: money spent from a bank account in Xero.

What an employee paid is a receipt of Odoo and travels as a bill. Without ``hr_expense``
there is no such resource.
"""

from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

from odoo import models

from ..models.decimals import amount, decimal
from ..sync import money
from ..sync.canonical import Line, Spending, values_of
from ..sync.preflight import Reason
from ..xero.payloads import bank_transaction as codec
from ..xero.payloads import document as document_codec

#: how far the bank's date may be from the expense's
_DAYS = timedelta(days=5)
#: what Xero's description asks of every write of a bank transaction
_ALWAYS = frozenset({"kind", "bank", "lines"})


class XeroResourceExpense(models.AbstractModel):
    """One expense, one SPEND transaction on the account of its journal.

    Its contact is the supplier, else the one set on the journal's mapping. One that the
    bank feed made already is linked, never doubled.
    """

    _name = "xero.resource.expense"
    _inherit = "xero.resource.document"
    _description = "Xero spend money of expenses"

    _endpoint = "BankTransactions"
    _odoo_model = "hr.expense"
    _form = Spending
    _direction = "to_xero"
    _page = "bank_transaction"
    _kind = "SPEND"
    _type_tax_use = "purchase"
    _unique_number = False
    _reads_first = True
    _sequence = 34
    _tracked = frozenset({"account_move_id", "vendor_id", "name", "payment_mode"})
    _tracked_also = {
        "account.move": frozenset({"state"}),
        "account.move.line": frozenset({"account_id", "analytic_distribution"}),
    }

    # ------------------------------------------------------------------
    # which expenses
    # ------------------------------------------------------------------
    def _reads(self, connection):
        """What the bank feed books is known, so that nothing is booked twice."""
        return self._is_on(connection)

    def _open_query(self):
        return None  # the bank's statements would all come every night

    def _subjects(self, records):
        if records._name == "account.move":
            records = records.expense_ids
        elif records._name == "account.move.line":
            records = records.expense_id
        ours = records.filtered(lambda one: one.payment_mode == "company_account")
        # paid by the employee after all: what was spent is still in Xero
        rest = records - ours
        links = rest and self.env["xero.link"].search_fetch(
            [
                ("resource", "=", self._resource_name),
                ("res_model", "=", rest._name),
                ("res_id", "in", rest.ids),
                ("state", "!=", "retired"),
            ],
            ["res_id"],
        )
        return ours | rest.browse(links.mapped("res_id") if links else ())

    def _relevant(self, records):
        live = self.env["xero.connection"]._live_by_company()
        found = defaultdict(records.browse)
        for expense in records:
            connection_id = live.get(expense.company_id.id)
            if connection_id:
                found[connection_id] |= expense
        return {
            connection_id: expenses
            for connection_id, expenses in found.items()
            if self._is_on(self.env["xero.connection"].browse(connection_id))
        }

    def _backfill_domain(self, connection):
        return [
            ("company_id", "in", connection._companies().ids),
            ("payment_mode", "=", "company_account"),
            ("account_move_id.state", "=", "posted"),
        ]

    def _sweep_domain(self, connection, model):
        domain = super()._sweep_domain(connection, model)
        if model == "account.move.line":
            companies = connection._companies()
            domain = [("company_id", "in", companies.ids), ("expense_id", "!=", False)]
        return domain

    def _presence(self, record):
        """Odoo takes the entry away from an expense that is reset or refused."""
        move = record.account_move_id
        if record.payment_mode != "company_account":
            return "void" if self._link_of(record).remote_id else "absent"
        return {"posted": "live", "draft": "suspended"}.get(move.state, "void")

    def _dependencies(self, records):
        found = {}
        for expense in records:
            partner = self._partner(expense)
            if partner:
                found[expense.id] = [("contact", partner)]
        return found

    def _partner(self, expense):
        """The supplier, else who is named for this journal."""
        partner = expense.vendor_id
        if not partner:
            connection = self.env["xero.connection"]._of_company(expense.company_id)
            mapping = self.env["xero.journal.mapping"]._of_journal(
                connection, expense.account_move_id.journal_id
            )
            partner = mapping.expense_partner_id
        return partner.commercial_partner_id

    # ------------------------------------------------------------------
    # Odoo -> canonical
    # ------------------------------------------------------------------
    def _instalments(self, record):
        return self.env["account.move.line"]

    def _booked(self, expense):
        """What says account, taxes and analysis: the entry's own line, which somebody
        may have corrected, or the expense where that is no longer one line."""
        lines = expense.account_move_id.line_ids
        lines = lines.filtered(
            lambda aml: aml.expense_id == expense and not aml.tax_line_id
        )
        return lines if len(lines) == 1 else expense

    def _document(self, expense, agreed_date=None):
        move, booked = expense.account_move_id, self._booked(expense)
        tax = amount(
            sum(move.line_ids.filtered("tax_line_id").mapped("amount_currency"))
        )
        total = amount(expense.total_amount_currency)
        foreign = expense.currency_id != expense.company_currency_id
        rate = None
        if foreign and expense.total_amount:
            rate = decimal(expense.total_amount_currency / expense.total_amount, 6)
        line = Line(
            description=(expense.name or "").strip() or self.env._("Expense"),
            unit_amount=total - tax,
            net=total - tax,
            tax_amount=tax,
            account=str(booked.account_id.id or ""),
            taxes=tuple(sorted(str(tax_id) for tax_id in booked.tax_ids.ids)),
            item=str(booked.product_id.id or ""),
            tracking=self._shares(booked),
            key=str(expense.id),
        )
        return values_of(
            Spending(
                kind=self._kind,
                contact=str(self._partner(expense).id or ""),
                reference=(expense.name or "")[: document_codec.REFERENCE_LIMIT],
                date=agreed_date or self._day(expense),
                currency=expense.currency_id.name,
                rate=rate,
                status="open",
                lines=(line,),
                subtotal=total - tax,
                tax=tax,
                total=total,
                bank=str(move.journal_id.id or ""),
            )
        )

    # ------------------------------------------------------------------
    # canonical -> Xero
    # ------------------------------------------------------------------
    def _to_xero(self, values, refs):
        mapped = super()._to_xero(values, refs)
        journal = self.env["account.journal"].browse(int(values["bank"] or 0) or ())
        account = self.env["xero.journal.mapping"]._account_for(
            refs.connection, journal, refs
        )
        mapped["bank"] = account.remote_id or ""
        if account and account.account_type != "BANK":
            refs.hold(
                "journal_no_bank",
                self.env._(
                    "%(account)s is no bank account in Xero: money cannot be spent "
                    "from it.",
                    account=account.display_name,
                ),
                self.env._(
                    "Choose a bank account for %(journal)s.",
                    journal=journal.display_name,
                ),
                key=self.env["xero.journal.mapping"]._key(journal),
            )
        currency = account._currency_name() if account else values["currency"]
        if currency != values["currency"]:
            refs.hold(
                "expense_currency",
                self.env._(
                    "The expense is in %(ours)s and %(account)s in %(theirs)s: Xero "
                    "would book the figure as it stands, in %(theirs)s.",
                    ours=values["currency"],
                    account=account.display_name,
                    theirs=currency,
                ),
                self.env._(
                    "Record the money spent in Xero yourself, with the amount that "
                    "left the bank; or enter the expense in %(theirs)s.",
                    theirs=currency,
                ),
            )
        return mapped

    def _mapped_status(self, values, refs):
        return values["status"]

    def _rounding_line(self, amount, refs):
        return None

    def _verdict(self, connection, values):
        """Xero's own tax or none: a bank transaction takes no other amount."""
        rates = connection._tax_percentages()
        for line in values["lines"]:
            rate = rates.get(line.taxes[0] if line.taxes else "", Decimal(0))
            gross = line.net + line.tax_amount
            there = codec.tax_inside(gross, rate)
            if there != line.tax_amount:
                return money.Verdict(
                    {}, refusal=f"{there} instead of {line.tax_amount} of {gross}"
                )
        return money.Verdict({})

    def _preflight(self, record, values, refs):
        self._hold_for_reconciled(refs)
        if not values["total"]:
            refs.hold(
                "zero",
                self.env._("Nothing was spent: Xero takes no amount of zero."),
                self.env._("Correct the expense, or leave it in Odoo."),
            )
        super()._preflight(record, values, refs)

    def _hold_for_reconciled(self, refs):
        """Xero keeps what is matched with the bank's statement as it is."""
        if refs.payload.get("IsReconciled"):
            refs.hold(
                "reconciled_in_xero",
                self.env._(
                    "It is matched with the bank's statement in Xero, which then "
                    "keeps it as it is."
                ),
                self.env._("Take the match back in Xero, or correct it there."),
            )

    def _payload(self, mapped, names, link):
        # Xero wants these three with every write: what is not to change goes as it is
        there = link.remote_payload if link.remote_id else None
        kept = _ALWAYS - set(names) if there else frozenset()
        payload = codec.to_payload(mapped, {*names, *_ALWAYS} - kept)
        return payload | codec.as_it_is(there or {}, kept)

    def _retire(self, link, refs):
        self._hold_for_reconciled(refs)
        self._hold_for_lock({refs.remote.get("date")}, refs)
        lines = tuple(line for line in refs.remote["lines"] if line.account)
        return codec.to_payload(refs.remote | {"lines": lines}, _ALWAYS) | {
            "Status": "DELETED"
        }

    # ------------------------------------------------------------------
    # Xero -> canonical
    # ------------------------------------------------------------------
    def _from_xero(self, payload):
        return codec.from_payload(payload)

    def _remote_name(self, payload):
        return payload.get("Reference") or ""

    def _field_labels(self):
        return super()._field_labels() | {"bank": self.env._("Bank account")}

    # ------------------------------------------------------------------
    # what the bank feed made
    # ------------------------------------------------------------------
    def _match(self, batch, records):
        """Same account and amount, at most five days apart: one links, several ask."""
        totals = {amount(one.total_amount_currency) for one in records}
        links = self.env["xero.link"]._strangers_of(
            batch.connection, self._resource_name, totals
        )
        known = {
            link: self._from_xero(link.remote_payload)
            for link in links
            if link.remote_payload
        }
        certain, doubtful = self._sort_out(batch.connection, records, known)
        found = {res_id: ("link", link.remote_id) for res_id, link in certain.items()}
        for res_id, twins in doubtful.items():
            shown = _shown([(link, known[link]) for link in twins])
            found[res_id] = ("hold", self._several(), shown)
        return found

    def _sort_out(self, connection, expenses, known):
        """Which transaction of the bank each expense certainly is, and may be.

        Of several expenses that one transaction may be it is the nearest by date; two
        that are as near are for a person.

        :param known: anything that names a transaction, to its canonical values
        :return: two mappings of expense id: to a key of ``known``, to several of them
        """
        known = {
            key: there for key, there in known.items() if there["status"] == "open"
        }
        if not known:
            return {}, {}
        said = self._local_values(expenses)
        alike = defaultdict(list)
        for key, there in known.items():
            alike[there["bank"], there["currency"], there["total"]].append(key)
        twins = {}
        for expense in expenses:
            mine = said[expense.id]
            bank = self._bank_of(connection, expense)
            twins[expense.id] = [
                key
                for key in alike.get((bank, mine["currency"], mine["total"]), ())
                if abs(known[key]["date"] - mine["date"]) <= _DAYS
            ]
        certain = {}
        while True:
            claims = defaultdict(dict)
            for res_id, keys in twins.items():
                if len(keys) == 1 and res_id not in certain:
                    days = abs(known[keys[0]]["date"] - said[res_id]["date"])
                    claims[keys[0]][res_id] = days
            news = {}
            for key, days in claims.items():
                nearest = [one for one in days if days[one] == min(days.values())]
                if len(nearest) == 1:
                    news[nearest[0]] = key
            if not news:
                break
            certain |= news
            taken = set(news.values())
            twins = {
                res_id: [key for key in keys if key not in taken]
                for res_id, keys in twins.items()
            }
        return certain, {res_id: keys for res_id, keys in twins.items() if keys}

    def _bank_of(self, connection, expense):
        """Xero's id of the account that it was paid from, or False."""
        mapping = self.env["xero.journal.mapping"]._of_journal(
            connection, expense.account_move_id.journal_id
        )
        return mapping.xero_account_id.remote_id

    def _several(self):
        return Reason(
            "several_in_xero",
            self.env._(
                "Several transactions of the bank may be this expense, or several "
                "expenses this transaction."
            ),
            self.env._("Link the right one, then press Sync to Xero on the others."),
        )


def _shown(twins):
    return [
        {
            "remote_id": link.remote_id,
            "name": link.remote_name or str(there["date"]),
            "detail": f"{there['date']} · {there['total']} {there['currency']}",
        }
        for link, there in twins
    ]
