# Copyright 2026 The xero_connector contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The cents between Odoo's tax and Xero's, by the chosen policy."""

from decimal import Decimal

from odoo import models

from ..models.decimals import decimal
from ..sync import canonical, money
from ..sync.canonical import Line

#: the system account of Xero that takes rounding
_ROUNDING = "ROUNDING"


class XeroResourceDocument(models.AbstractModel):
    """A rounding line is Xero's alone: it is part of the mapped form, never of Odoo's.

    With it total and amount due are equal; the tax is what Xero computed, and the link
    shows by how much it differs.
    """

    _inherit = "xero.resource.document"

    def _to_xero(self, values, refs):
        mapped = super()._to_xero(values, refs)
        policy = money.Rounding(refs.connection.rounding_policy)
        if policy is not money.Rounding.ROUNDING_LINE or refs.reasons:
            return mapped
        verdict = self._verdict(refs.connection, mapped)
        if not verdict.rounding or verdict.refusal:
            return mapped
        line = self._rounding_line(verdict.rounding, refs)
        if line:
            mapped["lines"] += (line,)
            mapped["subtotal"] += verdict.rounding
            mapped["tax"] += verdict.tax_difference
        return mapped

    def _rounding_account(self, connection):
        return connection.account_ids.filtered(
            lambda account: account.system_account == _ROUNDING
        )[:1]

    def _is_for_rounding(self, connection, line):
        """Whether a line in Xero's terms is on Xero's account for rounding."""
        account = self._rounding_account(connection)
        return bool(line.account) and line.account == account.code

    def _rounding_line(self, amount, refs):
        """A line without tax on Xero's account for rounding."""
        connection = refs.connection
        account = self._rounding_account(connection)
        rate = connection.tax_rate_ids.filtered(
            lambda rate: rate.code == account.tax_type and not rate.rate
        )
        if not account.code or not rate:
            refs.hold(
                "rounding_account",
                self.env._(
                    "Xero's system account for rounding is missing, has no code, or "
                    "is taxed: a rounding line has nowhere to go."
                ),
                self.env._(
                    "Choose another way under “Where Xero rounds otherwise” on the "
                    "connection's page."
                ),
                key="rounding",
            )
            return None
        return Line(
            self.env._("Rounding"),
            unit_amount=amount,
            net=amount,
            account=account.code,
            taxes=(rate.code,),
        )

    def _line_ids(self, lines, link):
        """The rounding line, which is no journal item, keeps its LineItemID too: Xero
        makes no new line on what money was applied to."""
        known = super()._line_ids(lines, link)
        there = canonical.decode(self._form, link.base_remote).get("lines", ())
        if (
            lines
            and not lines[-1].key
            and not isinstance(there, canonical.Never)
            and len(there) == len(self._sent_lines(link)) + 1
        ):
            known[len(lines) - 1] = there[-1].key
        return known

    def _preflight_money(self, values, refs):
        odd = [
            amount
            for amount in (values["subtotal"], values["tax"], values["total"])
            if amount != money.cents(amount)
        ]
        if odd:
            refs.hold(
                "decimals",
                self.env._("Xero keeps two decimals; this document has more."),
                self.env._("Round the document's amounts to two decimals."),
            )
            return
        if refs.reasons:
            return
        verdict = self._verdict(refs.connection, values)
        if verdict.refusal:
            refs.hold(
                "rounding",
                self.env._(
                    "Xero would round the tax differently: %(why)s.",
                    why=verdict.refusal,
                ),
                self.env._(
                    "Set the company's tax rounding to “Round per Line”, choose "
                    "another way under “Where Xero rounds otherwise” on the "
                    "connection's page, or check the tax mapping."
                ),
                key="rounding",
            )

    def _verdict(self, connection, values):
        """What Xero's own rounding does to lines, and what the policy does about it.

        :param values: canonical values in Xero's terms, with or without the rounding
            line that this led to
        """
        rates = connection._tax_percentages()
        figures = [
            money.MoneyLine(
                line.quantity,
                line.unit_amount,
                line.discount,
                line.net,
                line.tax_amount,
                rates.get(line.taxes[0] if line.taxes else "", Decimal(0)),
            )
            for line in values["lines"]
        ]
        policy = money.Rounding(connection.rounding_policy)
        smallest = money.CENT
        if policy is money.Rounding.ROUNDING_LINE:
            currencies = self.env["res.currency"].with_context(active_test=False)
            currency = currencies.search([("name", "=", values["currency"])], limit=1)
            smallest = max(smallest, decimal(currency.rounding, 6))
        return money.judge(figures, policy, smallest=smallest)

    def _verify(self, sent, remote):
        """Names of the totals that Xero stored otherwise than it was told.

        :param sent: in Xero's terms, a rounding line included
        """
        if remote["status"] == "void":
            return []
        return [
            name
            for name in ("currency", "subtotal", "tax", "total")
            if name in sent and sent[name] != remote[name]
        ]
