# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What Odoo's ledger says of a document: its own amounts, line by line."""

from dataclasses import replace
from decimal import Decimal

from odoo import models

from ..models.decimals import amount, decimal
from ..sync import money
from ..sync.canonical import Document, Line, values_of
from ..xero.payloads import document as codec


class XeroResourceDocument(models.AbstractModel):
    """Amounts come from the ledger, never from adding up what lines display.

    Xero's answer is compared with them: a document whose stored total is a cent off is
    shown as different, whatever was predicted.
    """

    _inherit = "xero.resource.document"

    def _local_values(self, records):
        agreed = self._agreed_dates(records)
        if records._name == "account.move":  # an expense has no lines of its own
            # Odoo works out one document after the other; a filtered recordset has
            # forgotten what it could be read with
            records.line_ids.fetch(["tax_ids", "tax_tag_ids"])
        return {move.id: self._document(move, agreed.get(move.id)) for move in records}

    def _document(self, move, agreed_date=None):
        company_currency = move.company_id.currency_id
        foreign = move.currency_id != company_currency
        return values_of(
            Document(
                kind=self._kind,
                contact=str(move.commercial_partner_id.id or ""),
                number=self._number(move),
                reference=self._reference(move),
                date=agreed_date or self._day(move),
                due_date=self._due_date(move),
                currency=move.currency_id.name,
                rate=decimal(move.invoice_currency_rate, 6) if foreign else None,
                status="void" if move.state == "cancel" else "open",
                lines=self._lines(move),
                subtotal=amount(move.amount_untaxed),
                tax=amount(move.amount_tax),
                total=amount(move.amount_total),
            )
        )

    def _day(self, move):
        """The date on the paper; Odoo may book it on a later one."""
        return move.invoice_date or move.date

    def _number(self, move):
        return move.name or ""

    def _reference(self, move):
        return (move.ref or "")[: codec.REFERENCE_LIMIT]

    def _due_date(self, move):
        """The ledger's, which reports and follow-ups go by: with a payment term Odoo
        works out the document's own anew with every payment, and does not ask what was
        agreed since. With instalments the earliest that is unpaid: Xero knows one."""
        terms = self._instalments(move)
        if len(terms) == 1 and terms.date_maturity:
            return terms.date_maturity
        unpaid = terms.filtered(lambda aml: not aml.reconciled)
        if len(terms) > 1 and unpaid:
            return min(unpaid.mapped("date_maturity"))
        return move.invoice_date_due or move.invoice_date or move.date

    def _instalments(self, move):
        return move.line_ids.filtered(lambda aml: aml.display_type == "payment_term")

    def _lines(self, move):
        """The document's lines in reading order, with the ledger's own amounts."""
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        by_line = {base["record"]: base for base in base_lines}
        shown = move.invoice_line_ids.sorted(lambda aml: (aml.sequence, aml.id))
        lines = []
        for aml in shown:
            base = by_line.pop(aml, None)
            if base is not None:
                lines.append(self._amount_line(aml, base))
            elif text := (aml.name or "").strip():
                lines.append(Line(text, kind="text", key=str(aml.id)))
        lines += [self._amount_line(aml, base) for aml, base in by_line.items()]
        return self._with_all_tax(lines, amount(move.amount_tax))

    def _amount_line(self, aml, base):
        details = base["tax_details"]
        # what was booked: worked out anew it would follow the company's tax rounding,
        # which may be another one by now
        net = amount(base["sign"] * aml.amount_currency)
        taxes = base["tax_ids"].flatten_taxes_hierarchy()
        quantity = decimal(base["quantity"], 6)
        discount = decimal(base["discount"], 6)
        if any(tax.price_include for tax in taxes) or base["special_mode"]:
            # the price holds tax: what is left of it per piece
            unit = money.unit_price(net, quantity, discount)
        else:
            unit = decimal(base["price_unit"], 10)
        figures = money.MoneyLine(
            quantity=quantity,
            unit_amount=unit,
            discount=discount,
            net=net,
            tax_amount=amount(
                sum(tax["tax_amount_currency"] for tax in details["taxes_data"])
            ),
            rate=Decimal(0),
        )
        counted = ""
        sent = money.natural(figures, self._discounts)
        if sent is None:
            sent = money.as_one(figures)
            if quantity != 1:
                counted = f" ({quantity.normalize():f} ×)"
        room = codec.DESCRIPTION_LIMIT - len(counted)
        return Line(
            description=self._line_text(aml)[:room].rstrip() + counted,
            quantity=sent.quantity,
            unit_amount=sent.unit_amount,
            discount=sent.discount,
            net=net,
            tax_amount=figures.tax_amount,
            account=str(aml.account_id.id or ""),
            taxes=tuple(sorted(str(tax_id) for tax_id in base["tax_ids"].ids)),
            item=str(aml.product_id.id or ""),
            key=str(aml.id),
        )

    def _line_text(self, aml):
        """Xero wants at least one character on every line."""
        text = (aml.name or aml.product_id.display_name or "").strip()
        return text or self.env._("Item")

    def _with_all_tax(self, lines, total):
        """Lines whose taxes add up: *biggest tax* cash rounding is on no line."""
        gap = total - sum((line.tax_amount for line in lines), Decimal(0))
        if gap:
            position = max(
                range(len(lines)), key=lambda index: abs(lines[index].tax_amount)
            )
            line = lines[position]
            lines[position] = replace(line, tax_amount=line.tax_amount + gap)
        return tuple(lines)
