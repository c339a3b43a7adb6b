# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What settlements amount to, read from the ledger for many at once."""

from collections import defaultdict
from decimal import Decimal

from odoo import models

from ..sync.settling import spread, worth
from .decimals import amount, decimal

#: parts that move no money
_WRITTEN_OFF = ("write_off", "fee", "discount")


class XeroSettlementReader(models.AbstractModel):
    """A share is ``{"amount", "bank_amount", "rate", "date", "problem"}``.

    ``amount`` is in the document's currency; ``bank_amount`` in the bank's, where that
    is another one; ``rate`` document currency per company currency as of the payment.
    ``problem`` names why the parts cannot be told in Xero's terms: ``too_much`` (more
    moved than settles), ``currencies`` (a pairing whose rule at Xero is unconfirmed).
    """

    _name = "xero.settlement.reader"
    _description = "Xero Settlement Reader"

    #: what Xero takes into one batch payment, sales and purchases never mixed
    _batchable = ("out_invoice", "out_receipt", "in_invoice", "in_receipt")

    def _shares(self, settlements):
        """Settlement id to share; settlements without partials have none."""
        counterparts = settlements.counterpart_id
        pairs = self._pairs(counterparts.ids)
        order = self._ranks(counterparts)
        shares = {}
        for counterpart, rows in settlements.grouped("counterpart_id").items():
            used = pairs.get(counterpart.id)
            if not used:
                continue
            if counterpart.move_type != "entry":
                found = self._of_credit(used)
            elif self._is_money(counterpart):
                found = self._of_money(counterpart, used, order)
            else:
                found = self._of_entry(counterpart, used)
                for row in rows:
                    # an entry that stands for a write-off of Xero's
                    whole = found.get((row.document_id.id, "entry"))
                    if whole and row.part in _WRITTEN_OFF:
                        found[row.document_id.id, row.part] = whole
            for row in rows:
                whole = self._of_batch(counterpart, found)
                if row.part == "batch":
                    share = whole
                else:
                    share = found.get((row.document_id.id, row.part))
                    if share and whole:
                        share = {**share, "shared": True}
                if share:
                    shares[row.id] = share
        return shares

    def _parts(self, counterparts):
        """The parts in which money settles documents.

        :param counterparts: entries of payments and bank lines
        :return: (counterpart id, document id) to list of parts
        """
        pairs = self._pairs(counterparts.ids)
        order = self._ranks(counterparts)
        parts = defaultdict(list)
        for counterpart in counterparts:
            used = pairs.get(counterpart.id, {})
            for move_id, part in self._of_money(counterpart, used, order):
                parts[counterpart.id, move_id].append(part)
        return parts

    def _is_money(self, move):
        return bool(move.origin_payment_id or move.statement_line_id)

    def _pairs(self, move_ids):
        """Move id to {other move id: (in the other's currency, in its own, side)}.

        ``side``: 1 where the move's own line is a credit, -1 where it is a debit.
        """
        pairs = defaultdict(dict)
        wanted = set(move_ids)
        for debit, credit, in_debit, in_credit in self.env["xero.settlement"]._partials(
            move_ids
        ):
            for mine, other, theirs, ours, side in (
                (debit, credit, in_credit, in_debit, -1),
                (credit, debit, in_debit, in_credit, 1),
            ):
                if mine in wanted:
                    before = pairs[mine].get(other, (Decimal(0), Decimal(0)))
                    pairs[mine][other] = (
                        before[0] + amount(theirs),
                        before[1] + amount(ours),
                        side,
                    )
        return pairs

    def _ranks(self, counterparts):
        """(counterpart id, document id) to place: rows first, as they were made."""
        rows = self.env["xero.settlement"].search(
            [("counterpart_id", "in", counterparts.ids)], order="id"
        )
        order = {}
        for row in rows:
            order.setdefault((row.counterpart_id.id, row.document_id.id), row.id)
        return order

    # ------------------------------------------------------------------
    # kinds of counterparts
    # ------------------------------------------------------------------
    def _of_credit(self, used):
        return {
            (document_id, "allocation"): {"amount": _text(theirs)}
            for document_id, (theirs, _ours, _side) in used.items()
        }

    def _of_entry(self, counterpart, used):
        documents = self.env["account.move"].browse(used)
        found = {}
        for document in documents:
            share = {
                "amount": _text(used[document.id][0]),
                "date": str(counterpart.date),
            }
            company_currency = counterpart.company_id.currency_id
            if document.currency_id != company_currency:
                share["problem"] = "currencies"
            found[document.id, "entry"] = share
        return found

    def _of_money(self, counterpart, used, order):
        """(document id, part) to share of a payment or bank line."""
        cash_lines, rest = self._lines(counterpart)
        currency = self._currency_of(counterpart)
        pools, too_much = self._pools(counterpart, cash_lines, rest, currency)
        ranked = sorted(
            used, key=lambda one: (order.get((counterpart.id, one), 1 << 62), one)
        )
        against = self._against(cash_lines, used)
        if against:
            # a bank line of 80 that takes 100 and gives 20 back: both moved
            given_back = sum(used[one][1] for one in against)
            pools = [
                (part, value + given_back if part == "cash" else value)
                for part, value in pools
            ]
        spreading = spread(
            pools, [(one, used[one][1]) for one in ranked if one not in against]
        )
        spreading |= {(one, "cash"): used[one][1] for one in against}
        documents = {
            document.id: document for document in self.env["account.move"].browse(used)
        }
        in_base = self._in_base(spreading, cash_lines)
        found = {}
        for (document_id, part), ours in spreading.items():
            document = documents[document_id]
            share = {"date": str(self._date(counterpart))}
            problem = "too_much" if too_much else None
            single = len(pools) == 1
            if against and document.currency_id != counterpart.company_id.currency_id:
                problem = problem or "currencies"
            problem = problem or self._money_in(
                share,
                counterpart,
                document,
                currency,
                cash_lines,
                single,
                ours,
                in_base.get((document_id, part)),
            )
            if document.currency_id != currency and single:
                share["amount"] = _text(used[document_id][0])
            else:
                share["amount"] = _text(ours)
            if problem:
                share["problem"] = problem
            found[document_id, part] = share
        return found

    def _against(self, cash_lines, used):
        """Ids of the documents that money went to while more of it came in, or the
        other way round: a credit note paid back with what an invoice brought."""
        moved = sum(cash_lines.mapped("balance"))
        if not moved:
            return set()
        side = 1 if moved > 0 else -1
        return {one for one, (_theirs, _ours, own) in used.items() if own != side}

    def _in_base(self, spreading, cash_lines):
        """(document id, ``cash``) to what that cash is in company currency: together
        never another sum than what moved."""
        moved = abs(amount(sum(cash_lines.mapped("balance"))))
        whole = abs(amount(sum(cash_lines.mapped("amount_currency"))))
        cash = {key: ours for key, ours in spreading.items() if key[1] == "cash"}
        if not whole:
            return {}
        return dict(zip(cash, worth(list(cash.values()), whole, moved), strict=True))

    def _money_in(
        self, share, counterpart, document, currency, cash_lines, single, ours, moved
    ):
        """Add rate or amount in the bank's currency; return what is unconfirmed.

        :param moved: in company currency; None of what is no cash
        """
        base = counterpart.company_id.currency_id
        bank = counterpart.journal_id.currency_id or base
        if document.currency_id == currency == base:
            return None if bank == base else "currencies"
        if document.currency_id == base:
            return "currencies"
        in_base = abs(sum(cash_lines.mapped("balance")))
        in_own = abs(sum(cash_lines.mapped("amount_currency")))
        if document.currency_id == currency:
            if not in_base or not in_own:
                return "currencies"
            share["rate"] = _text(decimal(in_own / in_base, 6))
            if bank == base and moved is not None:
                share["bank_amount"] = _text(moved)
            elif bank not in (base, currency):
                return "currencies"
            return None
        if currency == base == bank and single:
            share["bank_amount"] = _text(ours)
            return None
        return "currencies"

    def _of_batch(self, counterpart, found):
        """A payment as a whole, while it consists of cash on several documents.

        Xero takes invoices or bills in base currency, no credit notes.
        """
        if counterpart.move_type != "entry":
            return None
        parts = {
            str(document_id): share["amount"]
            for (document_id, part), share in found.items()
            if part == "cash"
        }
        if len(parts) != len(found) or len(parts) < 2:
            return None
        documents = self.env["account.move"].browse(map(int, parts))
        base = counterpart.company_id.currency_id
        kinds = {move.move_type.split("_")[0] for move in documents}
        plain = all(move.move_type in self._batchable for move in documents)
        if not plain or len(kinds) > 1 or documents.currency_id != base:
            return None
        if any(share.get("problem") for share in found.values()):
            return None
        return {"parts": parts, "date": str(self._date(counterpart))}

    # ------------------------------------------------------------------
    # a payment's own lines
    # ------------------------------------------------------------------
    def _date(self, counterpart):
        """A payment keeps its date where its entry had to move to an open period."""
        return counterpart.origin_payment_id.date or counterpart.date

    def _currency_of(self, counterpart):
        payment = counterpart.origin_payment_id
        if payment:
            return payment.currency_id
        lines = counterpart.line_ids.filtered(_is_settling)
        return lines[:1].currency_id or counterpart.currency_id

    def _lines(self, counterpart):
        """Lines of the money itself, and those that neither moved nor settle."""
        payment = counterpart.origin_payment_id
        if payment:
            cash, _counter, rest = payment._seek_for_lines()
            return cash, rest
        cash, suspense, other = counterpart.statement_line_id._seek_for_lines()
        rest = (other - suspense).filtered(lambda aml: not _is_settling(aml))
        # money of payments that the same bank line is matched with moved with those
        of_payments = rest.filtered(_is_of_payment)
        return cash | of_payments, rest - of_payments

    def _pools(self, counterpart, cash_lines, rest, currency):
        """Parts and their amounts in the payment's currency; whether more moved than
        settles anything."""
        sign = 1 if sum(cash_lines.mapped("balance")) >= 0 else -1
        pools = {"cash": self._in(currency, cash_lines) * sign}
        for line in rest:
            part = self._part_of(counterpart, line)
            pools[part] = pools.get(part, 0) + self._in(currency, line) * sign
        too_much = any(value < 0 for value in pools.values())
        return [
            (name, max(value, Decimal(0))) for name, value in pools.items() if value
        ], too_much

    def _in(self, currency, lines):
        total = Decimal(0)
        for line in lines:
            own = line.currency_id == currency
            total += amount(line.amount_currency if own else line.balance)
        return total

    def _part_of(self, counterpart, line):
        """Write-off, bank fee or cash discount, by the account that was used."""
        company = counterpart.company_id
        discounts = (
            company.account_journal_early_pay_discount_loss_account_id
            | company.account_journal_early_pay_discount_gain_account_id
        )
        if line.account_id in discounts or line.display_type == "epd":
            return "discount"
        if line.tax_line_id and counterpart.line_ids.account_id & discounts:
            return "discount"  # the tax that a discount takes with it
        connection = self.env["xero.connection"]._of_company(company)
        fee, mappings = connection.fee_account_id, self.env["xero.account.mapping"]
        rules = (
            mappings._rule_for(
                connection, use, self.env["product.product"], line.account_id
            )
            for use in ("purchase", "sale")
        )
        is_fee = fee and any(rule.xero_account_id == fee for rule in rules)
        return "fee" if is_fee else "write_off"

    def _unapplied(self, counterpart):
        """Money of a payment that settles nothing, in its own currency."""
        lines = counterpart.line_ids.filtered(_is_settling)
        return amount(abs(sum(lines.mapped("amount_residual_currency"))))


def _is_of_payment(aml):
    """Whether a bank line's item is matched with the money of a payment."""
    matched = (
        aml.matched_debit_ids.debit_move_id | aml.matched_credit_ids.credit_move_id
    )
    return bool(matched.move_id.origin_payment_id)


def _is_settling(aml):
    return aml.account_id.account_type in ("asset_receivable", "liability_payable")


def _text(number):
    return format(number, "f")
